//! The verdict: one row per measure, one column per lane, the best and the worst named where there is a difference.

use crate::i18n::Lang;
use crate::i18n::number;
use crate::i18n::page::page;
use crate::i18n::page::say;
use crate::i18n::report::{self, Measure};
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
    /// What is measured.
    pub label: &'static str,
    /// What that means, in one sentence.
    pub about: &'static str,
    /// The lanes' values.
    pub cells: Vec<Cell>,
}

/// The measures of the verdict after the first row, in order, with the side that is better.
const MEASURES: [(Measure, Better); 12] = [
    (Measure::Exposed, Better::Low),
    (Measure::Outage, Better::Low),
    (Measure::MinReady, Better::High),
    (Measure::MinShareOfDemand, Better::High),
    (Measure::P99, Better::Low),
    (Measure::Mixed, Better::Low),
    (Measure::TimeToDetect, Better::Low),
    (Measure::TimeToRestore, Better::Low),
    (Measure::Duration, Better::Neither),
    (Measure::PeakInstances, Better::Low),
    (Measure::ExtraCost, Better::Low),
    (Measure::TotalCost, Better::Neither),
];

#[derive(Clone, Copy)]
enum Better {
    Low,
    High,
    /// Neither side is better by itself.
    Neither,
}

/// Requests that failed, were refused or timed out.
#[must_use]
pub fn harmed(report: &Report) -> u64 {
    report.requests.failed + report.requests.rejected + report.requests.timed_out
}

/// The rows of the verdict.
#[must_use]
pub fn rows(lang: Lang, reports: &[&Report]) -> Vec<Row> {
    let words = page(lang);
    let hurt: Vec<Option<f64>> = reports.iter().map(|report| Some(harmed(report) as f64)).collect();
    let hurt_cells = reports.iter().zip(rank(&hurt, Better::Low)).map(|(report, rank)| {
        let count = harmed(report);
        let share = count as f64 / report.requests.offered.max(1) as f64;
        Cell { text: format!("{} ({})", number::whole(count), say::of_all(lang, share)), rank }
    });
    let first = Row { label: words.harmed_measure, about: words.harmed_hint_whole, cells: hurt_cells.collect() };
    let others = MEASURES.iter().map(|(measure, better)| {
        let values: Vec<Option<f64>> = reports.iter().map(|report| comparable(report, *measure)).collect();
        let ranks = rank(&values, *better);
        let cells = reports.iter().zip(ranks);
        let cells = cells.map(|(found, rank)| Cell { text: report::value(lang, found, *measure), rank }).collect();
        Row { label: report::label(lang, *measure), about: report::about(lang, *measure), cells }
    });
    std::iter::once(first).chain(others).collect()
}

/// The number by which lanes are compared; rounded to what is shown, so that equal texts are never ranked.
fn comparable(report: &Report, measure: Measure) -> Option<f64> {
    let tenths = |value: f64| (value * 10.0).round() / 10.0;
    match measure {
        Measure::Exposed => Some(report.rollout.exposed_requests as f64),
        Measure::Outage => Some(tenths(report.capacity.outage_s)),
        Measure::MinReady => Some(f64::from(report.capacity.min_ready_instances)),
        Measure::MinShareOfDemand => report.capacity.min_share_of_demand.map(|share| (share * 1e3).round()),
        Measure::P99 => report.latency_ms.p99.map(f64::round),
        Measure::Mixed => Some(tenths(report.version_mix.mixed_s)),
        Measure::TimeToDetect => report.rollout.time_to_detect_s.map(tenths),
        Measure::TimeToRestore => report.rollout.time_to_restore_s.map(tenths),
        Measure::PeakInstances => Some(f64::from(report.cost.peak_instances)),
        Measure::ExtraCost => Some((report.cost.extra_usd * 1e4).round()),
        _ => None,
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
