//! Lanes: the same users and the same faults under several strategies, once or in many replications.

pub mod document;
mod measure;
mod replications;
mod spread;
pub mod sweep;

pub use measure::{Better, Measure};
pub use replications::{MOST_REPLICATIONS, Pair, Replications, Values, replica, replicate, seed_of};
pub use spread::Spread;

use crate::record::{Recording, Report, report, simulate};
use crate::scenario::{Checked, Title};

/// A lane that was simulated.
#[derive(Clone, Debug)]
pub struct Lane {
    /// What it is called.
    pub title: Title,
    /// The run.
    pub recording: Recording,
    /// Its figures.
    pub report: Report,
}

/// Runs every lane of `scenario` once.
#[must_use]
pub fn lanes(scenario: &Checked) -> Vec<Lane> {
    let lane = |(title, scenario): (Title, Checked)| {
        let recording = simulate(&scenario);
        let report = report(&scenario, &recording);
        Lane { title, recording, report }
    };
    scenario.titles().into_iter().zip(scenario.lane_scenarios()).map(lane).collect()
}
