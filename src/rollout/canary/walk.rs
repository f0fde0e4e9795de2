//! The way through the steps of a canary.

use super::super::analysis::Verdict;
use super::super::{Action, Next, Place, View};
use crate::kernel::Time;
use crate::scenario::{Step, StepKind};

/// Where a canary is among its steps.
#[derive(Clone, Debug)]
pub struct Walk {
    steps: Vec<Step>,
    /// The step being prepared or held; `steps.len()` on the way to the whole traffic.
    at: usize,
    /// End of the present step's pause, once it is reached; never for one that lasts until it is promoted.
    held_until: Option<Time>,
}

impl Walk {
    /// Before the first of `steps`.
    pub fn new(steps: Vec<Step>) -> Walk {
        Walk { steps, at: 0, held_until: None }
    }

    /// All steps.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Position of the present step; the number of steps behind the last.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The present step; none behind the last.
    pub fn step(&self) -> Option<&Step> {
        self.steps.get(self.at)
    }

    /// Whether the present step is reached and lasts.
    pub fn is_held(&self) -> bool {
        self.held_until.is_some()
    }

    /// Goes on to the next step if the pause of the present one is over, or its analysis successful.
    pub fn go_on(&mut self, view: &View) {
        let good = self.analysis().is_some_and(|place| view.analysis(place) == Some(Verdict::Successful));
        if self.held_until.take_if(|until| good || *until <= view.now).is_some() {
            self.at += 1;
        }
    }

    /// The place of the present step's analysis, if that is what it waits for.
    fn analysis(&self) -> Option<Place> {
        self.step().and_then(Step::awaited).map(|_| Place::Step(self.at as u32))
    }

    /// What to do when nothing is left to be done for the present step: hold it from now on, or wait for its end.
    pub fn hold(&mut self, view: &View) -> Next {
        let analysis = self.analysis();
        if let Some(until) = self.held_until {
            return match analysis.map(|place| view.await_analysis(place)) {
                // One whose time is limited is looked at again when that is over.
                Some(Next::Watch) if until < Time::NEVER => Next::Pause(until),
                Some(next) => next,
                None => Next::Pause(until),
            };
        }
        let Some(step) = self.steps.get(self.at) else { return Next::Wait };
        let is_limited = step.kind == StepKind::Experiment && step.pause_s > 0.0;
        let lasts = step.until_promoted || (analysis.is_some() && !is_limited);
        let until = if lasts { Time::NEVER } else { view.now + Time::from_seconds(step.pause_s) };
        self.held_until = Some(until);
        Next::Act(Action::Hold { step: self.at as u32 })
    }

    /// Ends the present step's pause.
    pub fn promote(&mut self) {
        if self.is_held() {
            self.held_until = Some(Time::ZERO);
        }
    }
}
