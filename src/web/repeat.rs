//! The worker repeats a run with other seeds, a moment at a time.

use super::protocol::Response;
use super::worker::SLICE_REQUESTS;
use crate::compare::{Values, replica};
use crate::record::{Run, report};
use crate::scenario::Checked;

/// What is done is told so often, ms: often enough to be seen to grow, and the page draws it in less.
const TELL_EVERY_MS: f64 = 250.0;

/// Replications under way.
pub(super) struct Repeats {
    id: u32,
    /// What is simulated in each lane.
    scenarios: Vec<Checked>,
    /// The present replication, and the one after the last.
    next: u32,
    until: u32,
    /// The lanes of the present one that are done.
    lanes: Vec<Values>,
    present: Option<(Checked, Run)>,
    /// What has not been told yet.
    done: Vec<Vec<Values>>,
    told_ms: f64,
}

impl Repeats {
    /// None yet of those from `from` on and before `until`.
    pub(super) fn new(id: u32, scenarios: Vec<Checked>, [from, until]: [u32; 2]) -> Repeats {
        // Without lanes there is nothing to repeat.
        let until = if scenarios.is_empty() { from } else { until };
        let (lanes, present, done) = (Vec::new(), None, Vec::new());
        Repeats { id, scenarios, next: from, until, lanes, present, done, told_ms: 0.0 }
    }

    /// Goes on until the moment `until_ms`, of a clock in ms; whether anything is left.
    pub(super) fn go_on(&mut self, now_ms: impl Fn() -> f64, until_ms: f64, tell: impl Fn(&Response)) -> bool {
        while self.next < self.until && now_ms() < until_ms {
            self.step();
        }
        let is_over = self.next >= self.until;
        let now = now_ms();
        if !self.done.is_empty() && (is_over || now - self.told_ms >= TELL_EVERY_MS) {
            self.told_ms = now;
            tell(&Response::Repeated { id: self.id, values: std::mem::take(&mut self.done) });
        }
        !is_over
    }

    fn step(&mut self) {
        let (scenario, mut run) = self.present.take().unwrap_or_else(|| {
            let scenario = replica(&self.scenarios[self.lanes.len()], self.next);
            let run = Run::for_figures(&scenario);
            (scenario, run)
        });
        if !run.advance(SLICE_REQUESTS) {
            self.present = Some((scenario, run));
            return;
        }
        self.lanes.push(Values::of(&report(&scenario, &run.finish())));
        if self.lanes.len() == self.scenarios.len() {
            self.done.push(std::mem::take(&mut self.lanes));
            self.next += 1;
        }
    }
}
