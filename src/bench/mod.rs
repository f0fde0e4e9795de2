//! How fast the engine is: workloads, a lean observer, and a measurement that holds on a shared machine.
//!
//! It answers "how many requests a second, and how far is that from the draws alone"; it reads no clock of its own: whoever
//! measures brings one. `docs/performance.md` explains the method and holds the figures.

mod contender;
mod floor;
mod lean;
mod recording;
mod workload;

pub use lean::{Bystander, Lean};
pub use recording::{RecordingFigures, recording, run_lean};
pub use workload::{Workload, names, select};

use contender::Contender;
use floor::Floor;
use serde::{Deserialize, Serialize};

/// Requests between two looks at the clock. One long call would keep a browser from replacing its first, slower
/// translation of the loop.
const SLICE_REQUESTS: u32 = 10_000;

/// Tells how many seconds have passed since a moment of its own choosing; it never goes back.
pub type Clock<'a> = &'a mut dyn FnMut() -> f64;

/// How long is measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// How often every workload is measured; at least once.
    pub rounds: u32,
    /// How long each time, s; the floor beside it takes half as long again.
    pub piece_s: f64,
}

impl Plan {
    /// For figures to be published: all workloads take less than half a minute.
    pub const FULL: Plan = Plan { rounds: 15, piece_s: 0.06 };
    /// For a look: a few seconds.
    pub const QUICK: Plan = Plan { rounds: 3, piece_s: 0.02 };
}

/// What was measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Time of one request's draws: the median of all pieces, ns.
    pub floor_ns: f64,
    /// The workloads, in the order in which they are offered.
    pub workloads: Vec<Figure>,
}

/// What was measured of one workload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its name.
    pub workload: String,
    /// How its load balancer picks an instance.
    pub routing: String,
    /// Requests per second of the wall clock: one over `ns_per_request`.
    pub requests_per_s: f64,
    /// Time of one request: the median of the rounds, ns.
    pub ns_per_request: f64,
    /// Time of the floor beside it over time of a request, the median over the rounds. Each round's ratio is of two
    /// neighbours in time, so this is steadier than `floor_ns` over `ns_per_request`, and close to it.
    pub ratio_to_floor: f64,
}

/// A measurement under way.
pub struct Bench<O> {
    plan: Plan,
    floor: Floor,
    /// The floor in every piece, ns.
    floor_ns: Vec<f64>,
    contenders: Vec<Contender<O>>,
    steps: usize,
}

impl<O: Bystander> Bench<O> {
    /// A measurement of `workloads`, at its beginning.
    #[must_use]
    pub fn new(workloads: Vec<Workload>, plan: Plan) -> Bench<O> {
        let contenders = workloads.into_iter().map(Contender::new).collect();
        Bench { plan, floor: Floor::new(), floor_ns: Vec::new(), contenders, steps: 0 }
    }

    /// Does the next piece, about one and a half times `piece_s`; whether that was the last.
    ///
    /// The first round warms up and is not counted. In every later one, each workload runs between two halves of the
    /// floor, so that a machine that slows down slows both.
    pub fn step(&mut self, clock: Clock<'_>) -> bool {
        if self.steps < self.steps_in_all() {
            let place = self.steps % self.contenders.len();
            if self.steps < self.contenders.len() {
                self.contenders[place].warm_up();
                self.floor.run(clock, self.plan.piece_s / 4.0);
            } else {
                self.measure(place, clock);
            }
            self.steps += 1;
        }
        self.steps == self.steps_in_all()
    }

    fn measure(&mut self, place: usize, clock: Clock<'_>) {
        let before = self.floor.run(clock, self.plan.piece_s / 4.0);
        let request_ns = self.contenders[place].run(clock, self.plan.piece_s).ns();
        let after = self.floor.run(clock, self.plan.piece_s / 4.0);
        let floor_ns =
            Spent { seconds: before.seconds + after.seconds, requests: before.requests + after.requests }.ns();
        self.floor_ns.push(floor_ns);
        self.contenders[place].rounds.push((request_ns, floor_ns / request_ns));
    }

    fn steps_in_all(&self) -> usize {
        (self.plan.rounds.max(1) as usize + 1) * self.contenders.len()
    }

    /// How much is done, 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        self.steps as f64 / self.steps_in_all().max(1) as f64
    }

    /// What was measured so far; a workload that has not been measured is left out.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let figure = |contender: &Contender<O>| {
            let ns_per_request = median(contender.rounds.iter().map(|round| round.0))?;
            Some(Figure {
                workload: contender.workload.name.to_owned(),
                routing: contender.workload.routing().name().to_owned(),
                requests_per_s: 1e9 / ns_per_request,
                ns_per_request,
                ratio_to_floor: median(contender.rounds.iter().map(|round| round.1))?,
            })
        };
        Figures {
            floor_ns: median(self.floor_ns.iter().copied()).unwrap_or_default(),
            workloads: self.contenders.iter().filter_map(figure).collect(),
        }
    }
}

/// So many requests in so much time.
struct Spent {
    seconds: f64,
    requests: u64,
}

impl Spent {
    fn ns(&self) -> f64 {
        self.seconds * 1e9 / self.requests as f64
    }
}

/// Runs `slice`, which tells how many requests it was, until `seconds` are over, at least once.
fn timed(clock: Clock<'_>, seconds: f64, mut slice: impl FnMut() -> u64) -> Spent {
    let begun = clock();
    let mut requests = 0;
    loop {
        requests += slice();
        let spent = clock() - begun;
        // A clock that stands still (browsers make theirs coarse) has not measured anything yet.
        if spent >= seconds && spent > 0.0 {
            return Spent { seconds: spent, requests };
        }
    }
}

/// The middle value, or the mean of the two in the middle; `None` of nothing.
fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let (upper, lower) = (values.get(values.len() / 2)?, values.get((values.len().max(1) - 1) / 2)?);
    Some((upper + lower) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clock that goes on by a millisecond whenever it is looked at.
    fn ticking() -> impl FnMut() -> f64 {
        let mut now = 0.0;
        move || {
            now += 0.001;
            now
        }
    }

    #[test]
    fn medians() {
        assert_eq!(median([].into_iter()), None);
        assert_eq!(median([3.0].into_iter()), Some(3.0));
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), Some(2.5));
    }

    #[test]
    fn a_measurement_warms_up_and_then_counts_its_rounds() {
        let chosen = select(&["fleet-10".to_owned(), "m-m-10".to_owned()]).expect("known names");
        assert_eq!(chosen.len(), 5);
        let mut bench: Bench<Lean> = Bench::new(chosen, Plan { rounds: 2, piece_s: 0.002 });
        let mut clock = ticking();
        let mut steps = 1;
        while !bench.step(&mut clock) {
            assert_eq!(bench.figures().workloads.len(), usize::min((steps as usize).saturating_sub(5), 5));
            steps += 1;
        }
        assert_eq!((steps, bench.progress()), (15, 1.0));
        assert!(bench.step(&mut clock), "it stays done");
        let figures = bench.figures();
        // By this clock: half a round of the floor takes one slice and one tick, a workload two and two.
        assert_eq!(figures.floor_ns.round(), 100.0);
        for figure in &figures.workloads {
            assert!((figure.ns_per_request / 100.0 - 1.0).abs() < 0.01, "timers are no requests: {figure:?}");
            assert!((figure.requests_per_s * figure.ns_per_request / 1e9 - 1.0).abs() < 1e-9);
            assert!((figure.ratio_to_floor - figures.floor_ns / figure.ns_per_request).abs() < 0.01);
        }
        assert_eq!(figures.workloads[4].workload, "m-m-10");
    }
}
