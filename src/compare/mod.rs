//! Lanes: the same users and the same faults under several strategies, once or in many replications.

pub mod document;
mod measure;
mod replications;
mod spread;

pub use measure::{Better, Measure};
pub use replications::{MOST_REPLICATIONS, Pair, Replications, Values, replica, replicate, seed_of};
pub use spread::Spread;

use crate::record::{Recording, Report, report, simulate};
use crate::scenario::{Checked, StrategyKind};

/// One strategy's run.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The strategy.
    pub kind: StrategyKind,
    /// The run.
    pub recording: Recording,
    /// Its figures.
    pub report: Report,
}

/// Runs `scenario` once with each of `kinds`.
#[must_use]
pub fn lanes(scenario: &Checked, kinds: &[StrategyKind]) -> Vec<Lane> {
    let lane = |kind: &StrategyKind| {
        let scenario = scenario.with_strategy(*kind);
        let recording = simulate(&scenario);
        let report = report(&scenario, &recording);
        Lane { kind: *kind, recording, report }
    };
    kinds.iter().map(lane).collect()
}
