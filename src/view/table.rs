//! The verdict: one row per measure, one column per lane, the best and the worst named where there is a difference.

use crate::compare::{Better, Measure, Replications};
use crate::i18n::Lang;
use crate::i18n::page::say;
use crate::i18n::{replications, report};
use crate::record::Report;

/// How a value stands among the lanes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rank {
    /// One of the best, and not all are.
    Best,
    /// One of the worst, and not all are.
    Worst,
    /// Neither, or nothing to compare.
    #[default]
    Plain,
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// As people read it.
    pub text: String,
    /// How it stands.
    pub rank: Rank,
}

/// One measure in all lanes.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The measure.
    pub measure: Measure,
    /// What is measured.
    pub label: &'static str,
    /// What that means, in one sentence.
    pub about: &'static str,
    /// The lanes' values.
    pub cells: Vec<Cell>,
}

/// The rows of the verdict.
#[must_use]
pub fn rows(lang: Lang, reports: &[&Report]) -> Vec<Row> {
    let row = |measure: Measure| {
        let values: Vec<Option<f64>> = reports.iter().map(|report| Some(measure.shown(measure.of(report)?))).collect();
        let cells = reports.iter().zip(rank(&values, measure.better()));
        let cells = cells.map(|(found, rank)| Cell { text: text(lang, found, measure), rank }).collect();
        Row { measure, label: report::label(lang, measure), about: report::about(lang, measure), cells }
    };
    let is_told = |measure: &Measure| reports.iter().any(|found| report::is_told(found, *measure));
    Measure::VERDICT.into_iter().filter(is_told).map(row).collect()
}

/// How a measure is spread over the replications, lane by lane; nothing as long as there is only one.
#[must_use]
pub fn spreads(lang: Lang, found: &Replications, measure: Measure) -> Vec<Option<String>> {
    let count = found.count();
    let spread = |lane| replications::spread(lang, measure, count, found.spread(lane, measure).as_ref());
    (0..found.titles().len()).map(|lane| (count > 1).then(|| spread(lane))).collect()
}

/// The value as people read it; the headline says what its share is of.
fn text(lang: Lang, report: &Report, measure: Measure) -> String {
    match (measure, measure.of(report)) {
        (Measure::Harmed, Some(harmed)) => {
            let share = harmed / report.requests.offered.max(1) as f64;
            format!("{} ({})", report::amount(lang, measure, harmed), say::of_all(lang, share))
        }
        _ => report::value(lang, report, measure),
    }
}

fn rank(values: &[Option<f64>], better: Better) -> Vec<Rank> {
    let known = || values.iter().flatten().copied();
    let low = known().fold(f64::INFINITY, f64::min);
    let high = known().fold(f64::NEG_INFINITY, f64::max);
    let (best, worst) = match better {
        Better::Low => (low, high),
        Better::High => (high, low),
        Better::Neither => return vec![Rank::Plain; values.len()],
    };
    // Where most lanes are equally good, only the odd one out is worth a word, and the other way round.
    let few = |value: f64| known().filter(|other| *other == value).count() * 2 <= known().count();
    let of = |value: &Option<f64>| match value {
        Some(value) if low < high && *value == best && few(best) => Rank::Best,
        Some(value) if low < high && *value == worst && few(worst) => Rank::Worst,
        _ => Rank::Plain,
    };
    values.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_and_worst_are_named_only_where_they_differ() {
        use Rank::{Best, Plain, Worst};
        let of = |values: &[f64]| rank(&values.iter().map(|v| Some(*v)).collect::<Vec<_>>(), Better::Low);
        assert_eq!(of(&[1.0, 2.0, 3.0, 2.0]), [Best, Plain, Worst, Plain]);
        assert_eq!(of(&[0.0, 0.0, 0.0, 25.0]), [Plain, Plain, Plain, Worst]);
        assert_eq!(of(&[4.0, 4.0, 4.0, 4.0]), [Plain; 4]);
        assert_eq!(rank(&[Some(1.0), None, Some(2.0)], Better::High), [Worst, Plain, Best]);
    }
}
