//! What is wrong with an address.

use super::wish::pairs;
use super::{Name, PARAMETERS};

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

/// A game among the lessons that keeps parameters of its own in the address.
const GAME: &str = "lesson=on-call";

/// Everything that is wrong with `query`, in its order.
///
/// Parameters that others put behind every link to count visits (`utm_…`, and those that end in `clid`) are none of ours and left
/// alone, as are those of a game.
pub fn problems(query: &str) -> impl Iterator<Item = Problem<'_>> {
    let is_game = query.contains(GAME);
    let mut seen = [false; PARAMETERS.len()];
    pairs(query).filter_map(move |(name, value)| {
        let Some(&(known, _, kind)) = PARAMETERS.iter().find(|(_, known, _)| *known == name) else {
            let is_left_alone = is_game || name.starts_with("utm_") || name.ends_with("clid");
            return (!is_left_alone).then_some(Problem::Unknown(name));
        };
        if std::mem::replace(&mut seen[known as usize], true) {
            Some(Problem::Repeated(known))
        } else {
            (!kind.accepts(value)).then_some(Problem::Wrong(known, value))
        }
    })
}
