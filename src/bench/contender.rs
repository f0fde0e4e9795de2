//! A workload that is being measured: its run goes on from one piece to the next.

use super::{Clock, Lean, SLICE_REQUESTS, Spent, Workload, timed};
use crate::sim::Simulation;
use std::cell::Cell;
use std::rc::Rc;

pub(super) struct Contender {
    pub(super) workload: Workload,
    /// Of every round: time of a request, ns; ratio to the floor beside it.
    pub(super) rounds: Vec<(f64, f64)>,
    run: Option<Running>,
}

pub(super) struct Running {
    simulation: Simulation<Lean>,
    offered: Rc<Cell<u64>>,
}

/// A run that has come so far is begun anew; no piece is long enough to reach the end from there.
const LATE: f64 = 0.9;

impl Contender {
    pub(super) fn new(workload: Workload) -> Contender {
        Contender { workload, rounds: Vec::new(), run: None }
    }

    /// Begins the run, if it has not begun or is near its end, and brings it to where its load is steady.
    pub(super) fn warm_up(&mut self) -> &mut Running {
        let run = self.run.take().filter(|run| run.simulation.progress() < LATE);
        self.run.insert(run.unwrap_or_else(|| Running::new(&self.workload)))
    }

    /// Goes on for `seconds`.
    pub(super) fn run(&mut self, clock: Clock<'_>, seconds: f64) -> Spent {
        let run = self.warm_up();
        // Whatever was measured in between has taken the cache.
        run.slice();
        timed(clock, seconds, || run.slice())
    }
}

impl Running {
    fn new(workload: &Workload) -> Running {
        let (lean, offered) = Lean::new();
        let mut run = Running { simulation: Simulation::new(&workload.scenario, lean), offered };
        while run.simulation.progress() * workload.scenario.horizon_s < workload.warm_up_s {
            run.slice();
        }
        run
    }

    /// Goes on for a slice; how many requests that were.
    fn slice(&mut self) -> u64 {
        let before = self.offered.get();
        self.simulation.advance(SLICE_REQUESTS);
        self.offered.get() - before
    }
}
