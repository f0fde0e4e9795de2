//! What a run leaves behind, and the figures made from it.

mod recording;
mod report;

pub use recording::*;
pub use report::*;

use crate::scenario::Checked;

/// A run under way; it can be advanced in slices, and the slicing does not change the result.
pub struct Run {}

impl Run {
    /// A run of `scenario`, at its beginning.
    #[must_use]
    pub fn new(scenario: &Checked) -> Run {
        let _ = scenario;
        Run {}
    }

    /// Goes on for about `requests` requests; whether the run has reached its end.
    pub fn advance(&mut self, requests: u32) -> bool {
        let _ = requests;
        true
    }

    /// How much of the run is done, 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        0.0
    }

    /// The recording of a run that has reached its end.
    #[must_use]
    pub fn finish(self) -> Recording {
        unreachable!("replaced in the next step")
    }
}

/// Runs `scenario` to its end.
#[must_use]
pub fn simulate(scenario: &Checked) -> Recording {
    let mut run = Run::new(scenario);
    while !run.advance(u32::MAX) {}
    run.finish()
}
