//! What is known of the run on screen: its lanes, and how far the next one has come.

use super::engine::Lane;
use crate::scenario::Checked;
use std::rc::Rc;
use yew::Reducible;

/// The run on screen, and the one that is being simulated.
#[derive(Clone, Default)]
pub struct Run {
    lanes: Option<Rc<Vec<Rc<Lane>>>>,
    asked: Option<Rc<Checked>>,
    shown: Option<Rc<Checked>>,
    /// How much of the next run is done; `None` when there is none.
    progress: Option<f64>,
    gone: bool,
}

/// What happens to a run.
pub enum RunAction {
    /// A scenario is to be simulated.
    Asked(Rc<Checked>),
    /// So much of it is done.
    Progress(f64),
    /// These are its lanes, and whether no other run waits behind it.
    Lanes(Rc<Vec<Rc<Lane>>>, bool),
    /// There is no worker.
    Gone,
}

impl Run {
    /// The lanes on screen.
    pub fn lanes(&self) -> Option<&Rc<Vec<Rc<Lane>>>> {
        self.lanes.as_ref()
    }

    /// The scenario whose lanes are on screen.
    pub fn shown(&self) -> Option<&Rc<Checked>> {
        self.shown.as_ref()
    }

    /// Price of an instance hour in the run on screen, US dollars.
    pub fn price(&self) -> f64 {
        self.shown.as_ref().map_or(0.0, |scenario| scenario.prices.instance_hour_usd)
    }

    /// How much of the next run is done.
    pub fn progress(&self) -> Option<f64> {
        self.progress
    }

    /// Whether there will be no run any more.
    pub fn is_gone(&self) -> bool {
        self.gone
    }

    /// `running`, `ready` or `error`.
    pub fn status(&self) -> &'static str {
        match (self.gone, self.progress, &self.lanes) {
            (true, ..) => "error",
            (_, None, Some(_)) => "ready",
            _ => "running",
        }
    }
}

impl Reducible for Run {
    type Action = RunAction;

    fn reduce(self: Rc<Self>, action: RunAction) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            RunAction::Asked(scenario) => {
                next.asked = Some(scenario);
                next.progress = Some(0.0);
            }
            RunAction::Progress(share) => next.progress = Some(share),
            RunAction::Lanes(lanes, last) => {
                next.lanes = Some(lanes);
                next.shown = next.asked.clone();
                next.gone = false;
                if last {
                    next.progress = None;
                }
            }
            RunAction::Gone => next.gone = true,
        }
        Rc::new(next)
    }
}
