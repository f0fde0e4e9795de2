//! What a run leaves behind, and the figures made from it.
//!
//! It answers "what happened"; it refuses to influence it, and knows nothing of languages or pictures.

mod ab_test;
mod closing;
mod copies;
mod cost;
mod interval;
mod plan;
mod recorder;
mod recording;
mod report;
mod sight;

pub use ab_test::{AbTestReport, ArmReport};
pub use copies::{CopyRecord, Mirrored};
pub use cost::{Cost, InstanceHours, Month, RouterCost};
pub use plan::{Because, Plan, Step, plan};
pub use recorder::Recorder;
pub use recording::{
    ByVersion, ClassTotals, ClientRecord, Entry, Load, Recording, RegionRecord, Rollout, RolloutOutcome, Rotation,
    Sample, Series, Span, Totals,
};
pub use report::{
    BrokenReport, Capacity, ClassReport, ClientReport, Latency, ReasonReport, RegionReport, Report, Requests,
    RolloutReport, VersionMix, report, report_of,
};

pub use sight::{Sight, sights};

use crate::fleet::Reading;
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

    /// A run of `scenario`, at its beginning, of which the report alone is wanted.
    #[must_use]
    pub fn for_figures(scenario: &Checked) -> Run {
        Run { simulation: Simulation::new(scenario, Recorder::for_figures(scenario)) }
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
    to_the_end(Run::new(scenario))
}

/// Runs `scenario`, whose telemetry measures both versions, to its end: the recording, and what telemetry showed of each version at
/// each of its samples.
#[must_use]
pub fn observed(scenario: &Checked) -> (Recording, Vec<ByVersion<Option<Reading>>>) {
    let mut run = Run::new(scenario);
    while !run.advance(u32::MAX) {}
    run.simulation.finish().into_observed()
}

/// The report of `scenario`, without a hash: what only pictures need is not recorded, which is quicker.
#[must_use]
pub fn figures(scenario: &Checked) -> Report {
    report(scenario, &to_the_end(Run::for_figures(scenario)))
}

fn to_the_end(mut run: Run) -> Recording {
    while !run.advance(u32::MAX) {}
    run.finish()
}
