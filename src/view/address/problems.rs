//! What is wrong with an address.

use super::wish::{GAME, pairs};
use super::{Name, PARAMETERS};
use crate::view::reader::ON_CALL;

/// What is wrong with an address; the rest of it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem<'a> {
    /// There is no such parameter.
    Unknown(&'a str),
    /// It stands there once more; what stood first counts.
    Repeated(Name),
    /// This may not stand for it.
    Wrong(Name, &'a str),
}

/// Everything that is wrong with `query`, in its order.
///
/// Parameters that others put behind every link to count visits (`utm_…`, and those that end in `clid`) are none of ours and left
/// alone, as are those of the game on call.
pub fn problems(query: &str) -> impl Iterator<Item = Problem<'_>> {
    let is_game = pairs(query).any(|pair| pair == (Name::Lesson.name(), ON_CALL));
    let mut seen = [false; PARAMETERS.len()];
    pairs(query).filter_map(move |(name, value)| {
        let Some(&(known, _, kind)) = PARAMETERS.iter().find(|(_, known, _)| *known == name) else {
            let is_left_alone = is_game && GAME.contains(&name) || name.starts_with("utm_") || name.ends_with("clid");
            return (!is_left_alone).then_some(Problem::Unknown(name));
        };
        if std::mem::replace(&mut seen[known as usize], true) {
            Some(Problem::Repeated(known))
        } else {
            (!kind.accepts(value)).then_some(Problem::Wrong(known, value))
        }
    })
}
