//! The worker makes many comparisons one after the other, a moment at a time: a run with other seeds, or with other values
//! of its fields.

use super::protocol::Response;
use super::worker::SLICE_REQUESTS;
use crate::compare::sweep::Sweep;
use crate::compare::{Values, replica};
use crate::record::{Run, report};
use crate::scenario::Checked;
use std::collections::VecDeque;

/// What is done is told so often, ms: often enough to be seen to grow, and the page draws it in less.
const TELL_EVERY_MS: f64 = 250.0;

/// The lanes of a comparison; `None` where it is not possible.
type Comparison = Option<Vec<Values>>;

/// Comparisons under way.
pub(super) struct Series {
    /// What is simulated in the lanes of a comparison.
    lanes: Box<dyn Fn(u32) -> Option<Vec<Checked>>>,
    /// What is told of those that are done.
    answer: Box<dyn Fn(Vec<Comparison>) -> Response>,
    /// The present comparison, and the one after the last.
    next: u32,
    until: u32,
    /// The present one, once it has been begun.
    present: Option<Batch>,
    /// What has not been told yet.
    done: Vec<Comparison>,
    told_ms: f64,
}

impl Series {
    /// The replications of these lanes from `from` on and before `until`.
    pub(super) fn repeats(id: u32, scenarios: Vec<Checked>, [from, until]: [u32; 2]) -> Series {
        // Without lanes there is nothing to repeat.
        let until = if scenarios.is_empty() { from } else { until };
        let lanes = move |number| Some(scenarios.iter().map(|lane| replica(lane, number)).collect());
        let answer =
            move |done: Vec<Comparison>| Response::Repeated { id, values: done.into_iter().flatten().collect() };
        Series::new(lanes, answer, [from, until])
    }

    /// The cells of a sweep from `from` on.
    pub(super) fn sweep(id: u32, sweep: Sweep, from: u32) -> Series {
        let until = sweep.cells() as u32;
        let lanes = move |cell| sweep.scenario(cell as usize).ok().map(|cell| cell.lane_scenarios());
        Series::new(lanes, move |cells| Response::Swept { id, cells }, [from, until])
    }

    fn new(
        lanes: impl Fn(u32) -> Option<Vec<Checked>> + 'static,
        answer: impl Fn(Vec<Comparison>) -> Response + 'static,
        [next, until]: [u32; 2],
    ) -> Series {
        let (lanes, answer) = (Box::new(lanes), Box::new(answer));
        Series { lanes, answer, next, until, present: None, done: Vec::new(), told_ms: 0.0 }
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
            tell(&(self.answer)(std::mem::take(&mut self.done)));
        }
        !is_over
    }

    fn step(&mut self) {
        let begun = self.present.take().or_else(|| (self.lanes)(self.next).map(Batch::new));
        let done = match begun {
            Some(mut batch) => match batch.step() {
                Some(values) => Some(values),
                None => {
                    self.present = Some(batch);
                    return;
                }
            },
            None => None,
        };
        self.done.push(done);
        self.next += 1;
    }
}

/// The lanes of one comparison.
struct Batch {
    waiting: VecDeque<Checked>,
    present: Option<(Checked, Run)>,
    done: Vec<Values>,
}

impl Batch {
    fn new(lanes: Vec<Checked>) -> Batch {
        Batch { waiting: lanes.into(), present: None, done: Vec::new() }
    }

    /// Simulates a slice; the numbers of all lanes when they are done.
    fn step(&mut self) -> Option<Vec<Values>> {
        let next = || {
            let scenario = self.waiting.pop_front()?;
            let run = Run::for_figures(&scenario);
            Some((scenario, run))
        };
        let Some((scenario, mut run)) = self.present.take().or_else(next) else {
            return Some(std::mem::take(&mut self.done));
        };
        if run.advance(SLICE_REQUESTS) {
            self.done.push(Values::of(&report(&scenario, &run.finish())));
        } else {
            self.present = Some((scenario, run));
        }
        None
    }
}
