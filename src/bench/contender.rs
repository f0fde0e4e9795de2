//! A workload that is being measured: its run goes on from one piece to the next.

use super::{Bystander, Clock, SLICE_REQUESTS, Spent, Workload, timed};
use crate::sim::Simulation;

pub(super) struct Contender<O> {
    pub(super) workload: Workload,
    /// Of every round: time of a request, ns; ratio to the floor beside it.
    pub(super) rounds: Vec<(f64, f64)>,
    run: Option<Running<O>>,
}

pub(super) struct Running<O> {
    simulation: Simulation<O>,
}

/// A run that has come so far is begun anew; no piece is long enough to reach the end from there.
const LATE: f64 = 0.9;

impl<O: Bystander> Contender<O> {
    pub(super) fn new(workload: Workload) -> Contender<O> {
        Contender { workload, rounds: Vec::new(), run: None }
    }

    /// Begins the run, if it has not begun or is near its end, and brings it to where its load is steady.
    pub(super) fn warm_up(&mut self) -> &mut Running<O> {
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

impl<O: Bystander> Running<O> {
    fn new(workload: &Workload) -> Running<O> {
        let mut run = Running { simulation: Simulation::new(&workload.scenario, O::beside(&workload.scenario)) };
        while run.simulation.progress() * workload.scenario.horizon_s < workload.warm_up_s {
            run.slice();
        }
        run
    }

    /// Goes on for a slice; how many requests that were.
    fn slice(&mut self) -> u64 {
        let before = self.simulation.observer().requests();
        self.simulation.advance(SLICE_REQUESTS);
        self.simulation.observer().requests() - before
    }
}
