//! What an address asks for.

use super::{Kind, Name};
use crate::i18n::Lang;
use crate::scenario::presets::PRESETS;
use crate::scenario::{Checked, StrategyKind};
use crate::view::reader::ON_CALL;

/// What the game on call keeps in the address: its deck, its first round, what was done, and what was pressed last.
pub(super) const GAME: [&str; 4] = ["seed", "round", "moves", "move"];

/// What an address asks for: its own text, of which everything counts that may stand where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish(String);

impl Wish {
    /// What `query` asks for, the part of an address from `?` to `#` without codes: nothing that may stand there has a `&` or `=`.
    #[must_use]
    pub fn of(query: &str) -> Wish {
        Wish(query.trim_start_matches('?').to_owned())
    }

    /// What stands for a parameter first, if it may.
    #[must_use]
    pub fn get(&self, name: Name) -> Option<&str> {
        let (_, value) = pairs(&self.0).find(|(key, _)| *key == name.name())?;
        name.kind().accepts(value).then_some(value)
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

    /// The lesson that it opens. Behind the name of the game on call stands how far it is.
    #[must_use]
    pub fn lesson(&self) -> Option<String> {
        let slug = self.get(Name::Lesson)?;
        let game = pairs(&self.0).filter(|(name, _)| slug == ON_CALL && GAME.contains(name));
        Some(game.fold(slug.to_owned(), |slug, (name, value)| format!("{slug}&{name}={value}")))
    }

    /// The preset that it opens.
    #[must_use]
    pub fn preset(&self) -> &str {
        self.get(Name::Preset).unwrap_or(PRESETS[0].id)
    }

    /// `scenario` with the seed that is asked for, and `with_lanes` with the lanes too.
    #[must_use]
    pub fn applied(&self, scenario: Checked, with_lanes: bool) -> Checked {
        let seeded = match self.number(Name::Seed) {
            Some(seed) => scenario.with_seed(seed),
            None => scenario,
        };
        let kinds = self.words(Name::Lanes).filter(|_| with_lanes).filter_map(StrategyKind::from_name);
        let kinds: Vec<StrategyKind> = kinds.collect();
        if kinds.is_empty() { seeded } else { seeded.with_lanes_of(&kinds) }
    }
}

/// The parameters of a query, each with its value.
pub(super) fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// These parameters as an address writes them, from `?`: nothing that may stand for one needs a code.
#[must_use]
pub fn write(values: &[(Name, Option<&str>)]) -> String {
    let mut query = String::new();
    for (name, value) in values {
        let Some(value) = value else { continue };
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(name.name());
        if !value.is_empty() {
            query.push('=');
            query.push_str(value);
        }
    }
    query
}
