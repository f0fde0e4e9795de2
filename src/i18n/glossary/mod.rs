//! The glossary: what each term of the field is called in both languages, and what it means. The names here are the authority; a
//! test holds the texts of the page, the presets and the lessons against them.
//!
//! The terms stand in tables, each under its `[id]`, a line for each of `name | Korean | English`, `also | Korean | English` (names
//! seen elsewhere, separated by commas), `not | …` (names that our own texts do not use), `ko | …` and `en | …` (the meaning), `see | …`
//! (related terms), and, where there is one, `field | …`, `chart | …` and `measure | …`, in which the term is set or seen.

mod reference;
#[cfg(test)]
mod tests;

use super::Lang;
use crate::compare::Measure;
use std::sync::OnceLock;

pub use reference::markdown;

const TABLES: [&str; 6] = [
    include_str!("fleet.txt"),
    include_str!("traffic.txt"),
    include_str!("rollout.txt"),
    include_str!("judging.txt"),
    include_str!("promises.txt"),
    include_str!("simulation.txt"),
];

/// Something in two languages, Korean first.
type Both<T> = [T; 2];

/// A term of the field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Term {
    /// What links call it.
    pub id: &'static str,
    /// Names that texts of the project do not use, of either language.
    pub unwanted: Vec<&'static str>,
    /// The ids of terms that belong to it.
    pub related: Vec<&'static str>,
    /// The path of the scenario's field or section in which it is set.
    pub field: Option<&'static str>,
    /// The name of the chart in which it is seen.
    pub chart: Option<&'static str>,
    /// The figure of a report that measures it.
    pub measure: Option<Measure>,
    names: Both<&'static str>,
    also: Both<Vec<&'static str>>,
    meanings: Both<&'static str>,
}

impl Term {
    /// What it is called.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &'static str {
        let [ko, en] = self.names;
        lang.pick(ko, en)
    }

    /// What else it is called where people write in `lang`.
    #[must_use]
    pub fn also(&self, lang: Lang) -> &[&'static str] {
        let [ko, en] = &self.also;
        lang.pick(ko, en)
    }

    /// What it means.
    #[must_use]
    pub fn meaning(&self, lang: Lang) -> &'static str {
        let [ko, en] = self.meanings;
        lang.pick(ko, en)
    }

    /// All its names but that in `lang`, the other language's first, each once.
    #[must_use]
    pub fn other_names(&self, lang: Lang) -> Vec<&'static str> {
        let foreign = lang.pick(Lang::En, Lang::Ko);
        let mut names = Vec::new();
        for name in [self.name(foreign)].iter().chain(self.also(lang)).chain(self.also(foreign)) {
            if *name != self.name(lang) && !names.contains(name) {
                names.push(*name);
            }
        }
        names
    }

    /// Whether somebody who writes `words` means it.
    #[must_use]
    pub fn is_called(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        let names = self.other_names(Lang::Ko);
        [self.id, self.name(Lang::Ko)].iter().chain(&names).any(|name| name.to_lowercase() == words)
    }
}

/// Every term, in the order of the tables.
#[must_use]
pub fn terms() -> &'static [Term] {
    static TERMS: OnceLock<Vec<Term>> = OnceLock::new();
    TERMS.get_or_init(|| TABLES.into_iter().flat_map(read).collect())
}

/// The term of this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Term> {
    terms().iter().find(|term| term.id == id)
}

/// Every term in the alphabetical order of `lang`.
#[must_use]
pub fn sorted(lang: Lang) -> Vec<&'static Term> {
    let mut sorted: Vec<&Term> = terms().iter().collect();
    sorted.sort_by_cached_key(|term| (term.name(lang).to_lowercase(), term.id));
    sorted
}

/// The words that stand before what belongs to a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// The field that sets it.
    Field,
    /// The chart that shows it.
    Chart,
    /// The figure that measures it.
    Measure,
    /// Terms that belong to it.
    Related,
}

/// A heading's words.
#[must_use]
pub fn heading(lang: Lang, heading: Heading) -> &'static str {
    match heading {
        Heading::Field => lang.pick("설정", "Set by"),
        Heading::Chart => lang.pick("차트", "Chart"),
        Heading::Measure => lang.pick("지표", "Measured as"),
        Heading::Related => lang.pick("함께 볼 용어", "See also"),
    }
}

/// That no term is found.
#[must_use]
pub fn nothing(lang: Lang) -> &'static str {
    lang.pick("찾은 용어가 없습니다. 더 짧은 낱말로 찾아 보세요.", "No term is found. Try a shorter word.")
}

/// That what follows are the terms about something that is called `name`.
#[must_use]
pub fn about(lang: Lang, name: &str) -> String {
    lang.pick(format!("‘{name}’에 나오는 용어입니다."), format!("The terms about “{name}”."))
}

/// What leads from some terms to all.
#[must_use]
pub fn all(lang: Lang) -> &'static str {
    lang.pick("모든 용어 보기", "Show all terms")
}

/// That no term is called so.
#[must_use]
pub fn unknown(lang: Lang, words: &str) -> String {
    lang.pick(
        format!("‘{words}’: 용어집에 없습니다. cutover glossary로 모든 용어를 볼 수 있습니다."),
        format!("“{words}” is not in the glossary. `cutover glossary` lists all terms."),
    )
}

fn read(table: &'static str) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty()) {
        if let Some(id) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            terms.push(Term { id, ..Term::default() });
        } else if let (Some(term), Some((key, value))) = (terms.last_mut(), line.split_once(" | ")) {
            take(term, key, value);
        }
    }
    terms
}

fn take(term: &mut Term, key: &str, value: &'static str) {
    let both = || value.split_once(" | ").map_or([value, ""], |(ko, en)| [ko, en]);
    match key {
        "name" => term.names = both(),
        "also" => term.also = both().map(listed),
        "not" => term.unwanted = listed(value),
        "ko" => term.meanings[0] = value,
        "en" => term.meanings[1] = value,
        "see" => term.related = value.split(' ').collect(),
        "field" => term.field = Some(value),
        "chart" => term.chart = Some(value),
        "measure" => term.measure = Measure::ALL.iter().copied().find(|measure| measure.key() == value),
        // A test asks that every key is one of these.
        _ => {}
    }
}

fn listed(names: &'static str) -> Vec<&'static str> {
    names.split(", ").collect()
}
