//! What is known of the run on screen: its lanes, and how far the next one has come.

use super::engine::{Complete, Lane};
use crate::compare::sweep::{Found, Sweep};
use crate::compare::{Replications, Values};
use crate::scenario::Checked;
use std::rc::Rc;
use yew::Reducible;

/// The run on screen, and the one that is being simulated.
#[derive(Clone, Default)]
pub struct Run {
    lanes: Option<Rc<Vec<Rc<Lane>>>>,
    /// Of the very first run: the lanes that are done, until all are.
    early: Option<Rc<Vec<Rc<Lane>>>>,
    shown: Option<Rc<Checked>>,
    /// How much of the next run is done; `None` when there is none.
    progress: Option<f64>,
    /// The run on screen and its repetitions with other seeds.
    replications: Option<Rc<Replications>>,
    /// Whether it may be repeated: not where it took long, until somebody asks for it, nor after somebody has stopped it.
    repeats: bool,
    /// The newest sweep and what is known of it, and whether it goes on.
    sweep: Option<Rc<Found>>,
    sweeps: bool,
    gone: bool,
}

/// A run that took this long is not repeated unless that is asked for, ms: a hundred of them would be minutes.
const LONG_MS: f64 = 2_000.0;

/// What happens to a run.
pub enum RunAction {
    /// A scenario is to be simulated.
    Asked,
    /// So much of it is done.
    Progress(f64),
    /// The next lane of it.
    Early(Rc<Lane>),
    /// It is complete.
    Lanes(Complete),
    /// What is on screen is wanted after all.
    Kept,
    /// The next replications of the run of this scenario: of each, the values of every lane.
    Repeated(Rc<Checked>, Vec<Vec<Values>>),
    /// Somebody wants it to be repeated, or no longer.
    Repeat(bool),
    /// A sweep begins, or ends before it is complete.
    Sweep(Option<Box<Sweep>>),
    /// The next cells of it: of each, the values of every lane.
    Swept(Vec<Option<Vec<Values>>>),
    /// There is no worker.
    Gone,
}

impl Run {
    /// The lanes on screen.
    pub fn lanes(&self) -> Option<&Rc<Vec<Rc<Lane>>>> {
        self.lanes.as_ref()
    }

    /// The lanes on screen: all of the newest run, or at the very first those that are done.
    pub fn lanes_so_far(&self) -> Option<&Rc<Vec<Rc<Lane>>>> {
        self.lanes.as_ref().or(self.early.as_ref())
    }

    /// The scenario whose lanes are on screen.
    pub fn shown(&self) -> Option<&Rc<Checked>> {
        self.shown.as_ref()
    }

    /// How much of the next run is done.
    pub fn progress(&self) -> Option<f64> {
        self.progress
    }

    /// The run on screen and its repetitions, as far as they have come.
    pub fn replications(&self) -> Option<&Rc<Replications>> {
        self.replications.as_ref()
    }

    /// Whether it may be repeated now: a sweep that somebody has asked for goes first.
    pub fn may_repeat(&self) -> bool {
        self.repeats && self.progress.is_none() && !self.gone && !self.is_sweeping()
    }

    /// The newest sweep, as far as it has come.
    pub fn sweep(&self) -> Option<&Rc<Found>> {
        self.sweep.as_ref()
    }

    /// Whether it goes on.
    pub fn is_sweeping(&self) -> bool {
        self.sweeps && !self.gone && self.sweep.as_ref().is_some_and(|found| !found.is_complete())
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
            RunAction::Asked => {
                next.early = None;
                next.progress = Some(0.0);
            }
            RunAction::Progress(share) => next.progress = Some(share),
            RunAction::Early(lane) if next.lanes.is_none() => {
                let mut early = next.early.take().unwrap_or_default();
                Rc::make_mut(&mut early).push(lane);
                next.early = Some(early);
            }
            RunAction::Early(_) => {}
            RunAction::Lanes(Complete { scenario, lanes, is_last, took_ms }) => {
                next.early = None;
                let titles = lanes.iter().map(|lane| lane.track.title().clone()).collect();
                let mut replications = Replications::new(titles);
                replications.add(lanes.iter().map(|lane| Values::of(&lane.report)).collect());
                next.replications = Some(Rc::new(replications));
                next.repeats = took_ms < LONG_MS;
                next.lanes = Some(lanes);
                next.shown = Some(scenario);
                next.gone = false;
                if is_last {
                    next.progress = None;
                }
            }
            RunAction::Kept => next.progress = None,
            RunAction::Repeated(scenario, values) => {
                // Those of a run that was on screen before may still come.
                let is_shown = next.shown.as_ref().is_some_and(|shown| Rc::ptr_eq(shown, &scenario));
                if let Some(replications) = next.replications.as_mut().filter(|_| is_shown) {
                    let replications = Rc::make_mut(replications);
                    values.into_iter().for_each(|lanes| replications.add(lanes));
                }
            }
            RunAction::Repeat(repeats) => next.repeats = repeats,
            RunAction::Sweep(sweep) => {
                next.sweeps = sweep.is_some();
                if let Some(sweep) = sweep {
                    next.sweep = Some(Rc::new(Found::new(*sweep)));
                }
            }
            RunAction::Swept(cells) => {
                if let Some(found) = &mut next.sweep {
                    Rc::make_mut(found).cells.extend(cells);
                }
            }
            RunAction::Gone => next.gone = true,
        }
        Rc::new(next)
    }
}
