//! What an address asks for.

use super::{Kind, Name, PARAMETERS};
use crate::i18n::Lang;
use crate::scenario::{Checked, StrategyKind};

/// What an address asks for: a value for each parameter that stands there, which it accepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish([Option<String>; PARAMETERS.len()]);

impl Wish {
    /// What stands for a parameter, if it is there.
    #[must_use]
    pub fn get(&self, name: Name) -> Option<&str> {
        self.0[name as usize].as_deref()
    }

    /// Puts something in its place that it accepts, or nothing.
    pub fn put(&mut self, name: Name, value: Option<String>) {
        self.0[name as usize] = value;
    }

    /// Follows what is on screen where the address has asked for something.
    pub fn follow(&mut self, name: Name, value: &str) {
        if let Some(asked) = &mut self.0[name as usize] {
            value.clone_into(asked);
        }
    }

    /// Whether a switch is on.
    #[must_use]
    pub fn is_on(&self, name: Name) -> bool {
        self.get(name).is_some_and(|value| value != "0")
    }

    /// The place of the word among those that may stand there.
    #[must_use]
    pub fn place(&self, name: Name) -> Option<usize> {
        let Kind::One(words) = name.kind() else { return None };
        let value = self.get(name)?;
        words.iter().position(|word| *word == value)
    }

    /// The words of a list.
    pub fn words(&self, name: Name) -> impl Iterator<Item = &str> {
        self.get(name).into_iter().flat_map(|value| value.split(','))
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Option<Lang> {
        self.get(Name::Lang).and_then(Lang::from_tag)
    }

    /// A number.
    #[must_use]
    pub fn number(&self, name: Name) -> Option<u64> {
        self.get(name)?.parse().ok()
    }

    /// `scenario` with the seed and the lanes that are asked for.
    #[must_use]
    pub fn applied(&self, scenario: Checked) -> Checked {
        let seeded = match self.number(Name::Seed) {
            Some(seed) => scenario.with_seed(seed),
            None => scenario,
        };
        let lanes: Vec<StrategyKind> = self.words(Name::Lanes).filter_map(StrategyKind::from_name).collect();
        if lanes.is_empty() { seeded } else { seeded.with_lanes_of(&lanes) }
    }

    /// As an address writes it, from `?`. Nothing that a parameter accepts needs a code, besides what only makers use.
    #[must_use]
    pub fn query(&self) -> String {
        let mut query = String::new();
        for (name, word, _) in PARAMETERS {
            if let Some(value) = self.get(name).filter(|_| !name.is_for_makers()) {
                query.push(if query.is_empty() { '?' } else { '&' });
                query.push_str(word);
                if !value.is_empty() {
                    query.push('=');
                    query.push_str(value);
                }
            }
        }
        query
    }
}
