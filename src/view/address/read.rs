//! From an address to what it asks for, with everything that is wrong with it.

use super::{Name, PARAMETERS, Wish};

/// What is wrong with an address; the rest of it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There is no such parameter.
    Unknown(String),
    /// It stands there once more; what stood first holds.
    Repeated(Name),
    /// This may not stand for it.
    Wrong(Name, String),
}

/// A game among the lessons that keeps parameters of its own in the address.
const GAME: &str = "lesson=on-call";

/// What `query` asks for, the part of an address from `?` to `#`; calls `tell` for everything that is wrong with it.
///
/// Parameters that others put behind every link to count visits (`utm_…`, and those that end in `clid`) are none of ours and left
/// alone, as are those of a game.
pub fn read(query: &str, mut tell: impl FnMut(Problem)) -> Wish {
    let mut wish = Wish::default();
    let mut seen = [false; PARAMETERS.len()];
    let is_game = query.contains(GAME);
    for pair in query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name), decoded(value));
        let Some(&(known, _, kind)) = PARAMETERS.iter().find(|(_, known, _)| *known == name) else {
            if !(is_game || name.starts_with("utm_") || name.ends_with("clid")) {
                tell(Problem::Unknown(name));
            }
            continue;
        };
        if std::mem::replace(&mut seen[known as usize], true) {
            tell(Problem::Repeated(known));
        } else if kind.accepts(&value) {
            wish.put(known, Some(value));
        } else {
            tell(Problem::Wrong(known, value));
        }
    }
    wish
}

/// What browsers and forms have written with `%` and `+`. What is no such code stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let digits = text.get(at + 1..at + 3).filter(|digits| byte == b'%' && !digits.starts_with('+'));
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        at += if code.is_some() { 3 } else { 1 };
        bytes.push(code.unwrap_or(if byte == b'+' { b' ' } else { byte }));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
