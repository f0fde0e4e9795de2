//! What it costs to record a run: of the preset that the page opens on, under every strategy, beside the same run with the
//! lean observer.

use super::{Bystander, Clock, Lean, Plan, median};
use crate::record::simulate;
use crate::scenario::presets::PRESETS;
use crate::scenario::{Checked, StrategyKind};
use crate::sim::Simulation;
use serde::{Deserialize, Serialize};
use std::hint::black_box;

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordingFigures {
    /// Bytes of the largest recording, as it is kept and sent.
    pub bytes: usize,
    /// Time that recording adds, as a share of that of the run without: the median over rounds and strategies.
    pub cost_share: f64,
}

/// Measures the recording in so many rounds; what a plan says of pieces does not matter, since each is a whole run.
///
/// In every round each strategy's run is recorded once, between two runs that are not, so that a machine that slows down
/// slows both. The first round warms up and is not counted.
#[must_use]
pub fn recording(plan: Plan, clock: Clock<'_>) -> RecordingFigures {
    let lanes: Vec<Checked> = PRESETS[0].scenario().map_or_else(
        |problems| panic!("the preset passes the checks: {problems:?}"),
        |preset| StrategyKind::ALL.iter().map(|kind| preset.with_strategy(*kind)).collect(),
    );
    let mut bytes = 0;
    let mut ratios = Vec::new();
    for round in 0..=plan.rounds.max(1) {
        for lane in &lanes {
            let before = timed(clock, || run_lean(lane));
            let recorded = timed(clock, || simulate(lane));
            let after = timed(clock, || run_lean(lane));
            if round == 0 {
                bytes = bytes.max(simulate(lane).to_bytes().len());
            } else {
                ratios.push(2.0 * recorded / (before + after));
            }
        }
    }
    RecordingFigures { bytes, cost_share: median(ratios.into_iter()).unwrap_or_default() - 1.0 }
}

/// A whole run with the lean observer.
#[must_use]
pub fn run_lean(scenario: &Checked) -> Lean {
    let mut simulation = Simulation::new(scenario, Lean::beside(scenario));
    while !simulation.advance(u32::MAX) {}
    simulation.finish()
}

/// How long a piece of work takes, s; throwing away what it made is a part of it.
fn timed<T>(clock: &mut dyn FnMut() -> f64, work: impl FnOnce() -> T) -> f64 {
    let begun = clock();
    drop(black_box(work()));
    clock() - begun
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_measured_between_two_runs_without() {
        // By this clock a piece takes a second, and in all but the first round the recorded one half a second more: every
        // second piece of three, which begins at the third look of six.
        let lanes = StrategyKind::ALL.len();
        let (mut looks, mut now) = (0, 0.0);
        let mut clock = || {
            let is_end_of_recorded = looks % 6 == 3 && looks >= 6 * lanes;
            now += if is_end_of_recorded { 1.5 } else { 1.0 };
            looks += 1;
            now
        };
        let plan = Plan { rounds: 2, ..Plan::QUICK };
        let figures = recording(plan, &mut clock);
        assert_eq!(looks, 6 * lanes * 3);
        assert!((figures.cost_share - 0.5).abs() < 1e-12, "{figures:?}");
        let largest = StrategyKind::ALL.iter().map(|kind| {
            let scenario = PRESETS[0].scenario().expect("a preset").with_strategy(*kind);
            simulate(&scenario).to_bytes().len()
        });
        assert_eq!(Some(figures.bytes), largest.max());
    }
}
