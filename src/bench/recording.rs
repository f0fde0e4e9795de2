//! What it costs to record a run: of the preset that the page opens on, under every strategy, beside the same run with the
//! lean observer.

use super::{Bystander, Clock, Lean, Plan};
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
    /// Time that recording adds, as a share of that of the same runs without.
    pub cost_share: f64,
}

impl RecordingFigures {
    /// The part of a recorded run's time that goes into recording it.
    #[must_use]
    pub fn share_of_run(&self) -> f64 {
        self.cost_share / (1.0 + self.cost_share)
    }
}

/// A strategy's run, and how long the quickest one of each kind took, s.
struct Lane {
    scenario: Checked,
    lean: f64,
    recorded: f64,
}

/// Measures the recording in so many rounds; what a plan says of pieces does not matter, since each is a whole run.
///
/// In every round each strategy's run is recorded once, between two that are not, and the quickest of each kind count: a
/// run takes milliseconds, so that some are left alone by whoever else uses the machine, and nobody makes one quicker.
#[must_use]
pub fn recording(plan: Plan, clock: Clock<'_>) -> RecordingFigures {
    let preset = PRESETS[0].scenario().unwrap_or_else(|problems| panic!("the preset passes the checks: {problems:?}"));
    let lane = |kind: &StrategyKind| {
        let scenario = preset.with_strategy(*kind);
        Lane { scenario, lean: f64::INFINITY, recorded: f64::INFINITY }
    };
    let mut lanes: Vec<Lane> = StrategyKind::ALL.iter().map(lane).collect();
    for _ in 0..plan.rounds.max(1) {
        for Lane { scenario, lean, recorded } in &mut lanes {
            *lean = lean.min(timed(clock, || run_lean(scenario)));
            *recorded = recorded.min(timed(clock, || simulate(scenario)));
            *lean = lean.min(timed(clock, || run_lean(scenario)));
        }
    }
    let sum = |time: fn(&Lane) -> f64| lanes.iter().map(time).sum::<f64>();
    RecordingFigures {
        bytes: lanes.iter().map(|lane| simulate(&lane.scenario).to_bytes().len()).max().unwrap_or_default(),
        cost_share: sum(|lane| lane.recorded) / sum(|lane| lane.lean) - 1.0,
    }
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
    fn the_quickest_recorded_runs_are_compared_with_the_quickest_without() {
        // Six looks at the clock for each lane and round. By this one a piece takes a second and a recorded one, the second
        // of three, half a second more; in the first round everything takes ten seconds more.
        let lanes = StrategyKind::ALL.len();
        let (mut looks, mut now) = (0, 0.0);
        let mut clock = || {
            now += if looks % 6 == 3 { 1.5 } else { 1.0 };
            now += if looks < 6 * lanes { 10.0 } else { 0.0 };
            looks += 1;
            now
        };
        let figures = recording(Plan { rounds: 2, ..Plan::QUICK }, &mut clock);
        assert_eq!(looks, 6 * lanes * 2);
        assert!((figures.cost_share - 0.5).abs() < 1e-12, "{figures:?}");
        assert!((figures.share_of_run() - 1.0 / 3.0).abs() < 1e-12, "{figures:?}");
        let largest = StrategyKind::ALL.iter().map(|kind| {
            let scenario = PRESETS[0].scenario().expect("a preset").with_strategy(*kind);
            simulate(&scenario).to_bytes().len()
        });
        assert_eq!(Some(figures.bytes), largest.max());
    }
}
