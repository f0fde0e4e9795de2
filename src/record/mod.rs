//! What a run leaves behind, and the figures made from it.
//!
//! It answers "what happened"; it refuses to influence it, and knows nothing of languages or pictures.

mod interval;
mod plan;
mod recorder;
mod recording;
mod report;

pub use plan::{Because, Plan, Step, plan};
pub use recorder::Recorder;
pub use recording::{
    ByVersion, ClassTotals, ClientRecord, Entry, Load, Recording, RegionRecord, Rollout, RolloutOutcome, Rotation,
    Sample, Series, Span, Totals,
};
pub use report::{
    Capacity, ClassReport, ClientReport, Cost, Latency, ReasonReport, RegionReport, Report, Requests, RolloutReport,
    VersionMix, report,
};

use crate::scenario::Checked;
use crate::sim::Simulation;

/// A run under way; it can be advanced in slices, and the slicing does not change the result.
#[derive(Clone, Debug)]
pub struct Run {
    simulation: Simulation<Recorder>,
}

impl Run {
    /// A run of `scenario`, at its beginning.
    #[must_use]
    pub fn new(scenario: &Checked) -> Run {
        Run { simulation: Simulation::new(scenario, Recorder::new(scenario)) }
    }

    /// Goes on for at most `steps` requests and timers; whether the run has reached its end.
    pub fn advance(&mut self, steps: u32) -> bool {
        self.simulation.advance(steps)
    }

    /// How much of the run is done, 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        self.simulation.progress()
    }

    /// The recording; of a run that has not reached its end, the rest is missing.
    #[must_use]
    pub fn finish(self) -> Recording {
        self.simulation.finish().into_recording()
    }
}

/// Runs `scenario` to its end.
#[must_use]
pub fn simulate(scenario: &Checked) -> Recording {
    let mut run = Run::new(scenario);
    while !run.advance(u32::MAX) {}
    run.finish()
}
