//! Which terms a part of the interface is about.

use crate::compare::Measure;
use crate::i18n::glossary::{self, Term};
use crate::i18n::{Lang, field, report};
use crate::view::chart::{ChartKind, key};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// The field or section at a path.
    Field(&'a str),
    /// A figure of the reports.
    Measure(Measure),
    /// A kind of chart.
    Chart(ChartKind),
    /// Whatever is called so and says this.
    Text(&'a str, &'a str),
}

impl<'a> Part<'a> {
    /// What is written `field:PATH`, `measure:KEY` or `chart:KEY`, if there is such a thing, or `text:` with a name in its first line and
    /// below it what is said there.
    pub(super) fn of(text: &'a str) -> Option<Part<'a>> {
        let (kind, name) = text.split_once(':')?;
        match kind {
            "field" => Some(Part::Field(name)).filter(|part| !part.name(Lang::En).is_empty()),
            "measure" => Measure::ALL.iter().find(|measure| measure.key() == name).copied().map(Part::Measure),
            "text" => name.split_once('\n').map(|(name, text)| Part::Text(name, text)),
            "chart" => ChartKind::ALL.iter().find(|kind| key(**kind) == name).copied().map(Part::Chart),
            _ => None,
        }
    }

    /// What it is called.
    pub(super) fn name(self, lang: Lang) -> &'a str {
        match self {
            Part::Field(path) => field::name(lang, path),
            Part::Measure(measure) => report::label(lang, measure),
            Part::Chart(kind) => kind.name(lang),
            Part::Text(name, _) => name,
        }
    }

    /// What is said of it; a field is a part of its section, too.
    fn explained(self) -> String {
        match self {
            Part::Field(path) => {
                let section = path.rsplit_once('.').map_or("", |(section, _)| field::name(Lang::Ko, section));
                // The English sentence is the schema's, and says the same.
                format!("{}\n{section}", field::about(Lang::Ko, path, ""))
            }
            Part::Measure(measure) => Lang::ALL.map(|lang| report::about(lang, measure)).join("\n"),
            Part::Chart(kind) => Lang::ALL.map(|lang| kind.hint(lang)).join("\n"),
            Part::Text(_, text) => text.to_owned(),
        }
    }

    fn is_named_by(self, term: &Term) -> bool {
        match self {
            Part::Field(path) => term.field == Some(path),
            Part::Measure(measure) => term.measure == Some(measure),
            Part::Chart(kind) => term.chart == Some(key(kind)),
            Part::Text(..) => false,
        }
    }

    /// The terms that it is about, the nearest first: those that name it, those in its name, and those in what is said of it.
    pub(super) fn terms(self) -> Vec<&'static Term> {
        let mut found: Vec<&Term> = glossary::terms().iter().filter(|term| self.is_named_by(term)).collect();
        for text in [Lang::ALL.map(|lang| self.name(lang)).join("\n"), self.explained()] {
            let text = text.to_lowercase();
            let lengths = glossary::terms().iter().filter_map(|term| Some((longest_in(term, &text)?, term)));
            let mut named: Vec<(usize, &Term)> = lengths.collect();
            // A longer name says more.
            named.sort_by_key(|(length, _)| Reverse(*length));
            found.extend(named.into_iter().map(|(_, term)| term));
        }
        let mut known = BTreeSet::new();
        found.retain(|term| known.insert(term.id));
        match self {
            Part::Field(path) if found.is_empty() => around(path),
            _ => found,
        }
    }
}

/// The terms around a field that no term is about: those of its section, or else those that are set in there.
fn around(path: &str) -> Vec<&'static Term> {
    let Some((section, _)) = path.rsplit_once('.') else {
        // All that is left is a part of the scenario.
        return glossary::find("scenario").into_iter().collect();
    };
    let inside = format!("{section}.");
    let set_inside = |term: &&Term| term.field.is_some_and(|field| field.starts_with(&inside));
    let found: Vec<&Term> = glossary::terms().iter().filter(set_inside).collect();
    if found.is_empty() { Part::Field(section).terms() } else { found }
}

/// The length of the longest name of `term` that stands in `text`, letters.
fn longest_in(term: &Term, text: &str) -> Option<usize> {
    let mut names = term.other_names(Lang::Ko);
    names.push(term.name(Lang::Ko));
    let found = names.into_iter().filter(|name| stands_in(&name.to_lowercase(), text));
    found.map(|name| name.chars().count()).max()
}

/// Whether `name` stands in `text` as a word: in Korean an ending may follow it.
fn stands_in(name: &str, text: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + name.len()..].chars().next());
        let goes_on =
            name.ends_with(|c: char| c.is_ascii_alphanumeric()) && after.is_some_and(|c| c.is_ascii_alphanumeric());
        !before.is_some_and(char::is_alphanumeric) && !goes_on
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::presets::PRESETS;
    use crate::view::lab;

    fn ids(part: &str) -> Vec<&'static str> {
        Part::of(part).expect("a part").terms().iter().map(|term| term.id).collect()
    }

    #[test]
    fn what_names_a_part_comes_first_then_what_stands_in_its_texts() {
        assert_eq!(ids("field:strategy.rolling.max_surge").first(), Some(&"max-surge"));
        assert_eq!(ids("field:strategy.canary.steps[2].weight")[..1], ["weight"]);
        assert!(ids("chart:share").contains(&"weight"));
        assert_eq!(ids("text:절충\n카나리는 피해 요청이 적습니다.")[..2], ["harmed", "canary"]);
        for no in ["field:no.such", "measure:no", "chart:no", "no:x", "canary", ""] {
            assert_eq!(Part::of(no), None, "{no}");
        }
    }

    #[test]
    fn a_name_is_a_word_of_its_text() {
        for (name, text, stands) in [
            ("drain", "drain it", true),
            ("drain", "drains", false),
            ("가중", "가중치를", true),
            ("중치", "가중치를", false),
        ] {
            assert_eq!(stands_in(name, text), stands, "{name} in {text}");
        }
    }

    #[test]
    fn every_field_figure_and_chart_has_its_terms() {
        let mut parts: BTreeSet<String> = BTreeSet::new();
        for preset in PRESETS {
            let scenario = preset.scenario().expect("good");
            let nodes = lab::nodes(&scenario);
            parts.extend(nodes.iter().filter(|node| node.field.is_some()).map(|node| format!("field:{}", node.path)));
        }
        parts.extend(Measure::ALL.iter().map(|measure| format!("measure:{}", measure.key())));
        parts.extend(ChartKind::ALL.iter().map(|kind| format!("chart:{}", key(*kind))));
        let bare: Vec<&String> =
            parts.iter().filter(|part| Part::of(part).is_none_or(|it| it.terms().is_empty())).collect();
        assert!(parts.len() > 300 && bare.is_empty(), "{} of {}: {bare:#?}", bare.len(), parts.len());
    }
}
