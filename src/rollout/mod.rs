//! Strategies: each a small file that looks at what a real controller could see and says what to do next.
//!
//! A strategy cannot touch instances, the queue or the truth: it gets a [`View`] and returns a [`Next`]. One call is one
//! small write; the controller calls again when something has changed.

pub mod ab_test;
pub mod analysis;
pub mod argo;
mod blue_green;
mod canary;
mod deployment;
mod flagger;
mod judge;
mod older;
pub mod kayenta;
pub mod power;
mod recreate;
mod retreat;
mod rolling;
mod scaling;
mod shadow;

pub use ab_test::{AbTest, Decision, Look};
pub use analysis::{Place, Standing};
pub use blue_green::BlueGreen;
pub use canary::Canary;
pub use flagger::Flagger;
pub use judge::{Judge, Judgement};
pub use recreate::Recreate;
pub use rolling::Rolling;
pub use shadow::Shadow;

use analysis::Verdict;

use crate::fleet::{Arm, Reading, Revision, Split, VersionId};
use crate::kernel::Time;
use crate::scenario::{self, StrategyKind};

/// Instances of one version, as the controller counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Asked for: every state but draining and terminated.
    pub asked: u32,
    /// Of those, ready for at least `min_ready_s`.
    pub available: u32,
    /// On their way out, machines that are kept included until they have stopped.
    pub draining: u32,
    /// Stopped, and waiting on their machine to be started again.
    pub halted: u32,
}

/// Instances of a version that is neither brought nor gone back to: of an earlier deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Older {
    /// Which.
    pub revision: Revision,
    /// How many.
    pub counts: Counts,
    /// Since when another version serves in its place, if it ever served as the stable one.
    pub stable_until: Option<Time>,
}

/// What a strategy can see.
#[derive(Clone, Debug)]
pub struct View {
    /// The present moment.
    pub now: Time,
    /// Wanted number of instances; an autoscaler may change it at any time.
    pub wanted: u32,
    /// The version that shall run: the candidate, or the stable one while rolling back.
    pub target: VersionId,
    /// Instances by version, indexed by [`VersionId::index`].
    pub counts: [Counts; 2],
    /// Instances of earlier deployments, oldest first.
    pub older: Vec<Older>,
    /// New instances of the stable version with which candidates are compared.
    pub baseline: Counts,
    /// How the load balancer splits requests.
    pub split: Split,
    /// Share of the requests that are copied to the candidate, percent.
    pub mirror: u32,
    /// What telemetry shows of the candidate, if it shows anything.
    pub reading: Option<Reading>,
    /// Whether there was no progress for the length of the deadline.
    pub stalled: bool,
    /// The analyses that were begun.
    pub analyses: Standing,
    /// What an A/B test has counted by its last look.
    pub arms: [Arm; 2],
}

impl View {
    /// Counts of the version that shall run.
    #[must_use]
    pub fn new_side(&self) -> Counts {
        self.counts[self.target.index()]
    }

    /// Counts of the version that shall go.
    #[must_use]
    pub fn old_side(&self) -> Counts {
        self.counts[self.target.other().index()]
    }

    /// Instances of earlier deployments by this count, together.
    fn older(&self, count: fn(&Counts) -> u32) -> u32 {
        self.older.iter().map(|older| count(&older.counts)).sum()
    }

    /// What the analysis at `place` comes to; `None` if it was not begun.
    #[must_use]
    pub fn analysis(&self, place: Place) -> Option<Verdict> {
        self.analyses[place.slot()].filter(|(begun, _)| *begun == place).map(|(_, verdict)| verdict)
    }

    /// What to do until the analysis at `place` is successful: begin it, watch it, or wait for a person. A bad one takes the change
    /// back, so that nothing is left to do.
    fn await_analysis(&self, place: Place) -> Next {
        match self.analysis(place) {
            None => Next::Act(Action::Analyse(place)),
            Some(Verdict::Running) => Next::Watch,
            Some(Verdict::Inconclusive) => Next::Pause(Time::NEVER),
            Some(Verdict::Successful | Verdict::Error | Verdict::Failed) => Next::Wait,
        }
    }

    /// What has so many percent of the requests copied, unless that is so.
    fn mirrors(&self, percent: u32) -> Option<Action> {
        (self.mirror != percent).then_some(Action::Mirror { percent })
    }

    /// Whether the change is being taken back.
    #[must_use]
    pub fn is_back(&self) -> bool {
        self.target == VersionId::Stable
    }
}

/// One write of a strategy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Bring new instances of a version.
    Launch {
        /// Which.
        version: VersionId,
        /// How many.
        count: u32,
    },
    /// Let instances finish their requests and go: those that are not available first, then the youngest.
    Drain {
        /// Which.
        version: VersionId,
        /// How many.
        count: u32,
    },
    /// Bring so many new instances of the stable version, with which candidates are compared.
    LaunchBaseline {
        /// How many.
        count: u32,
    },
    /// Let so many of them go.
    DrainBaseline {
        /// How many.
        count: u32,
    },
    /// Bring new instances of an earlier deployment.
    LaunchOlder {
        /// Which.
        revision: Revision,
        /// How many.
        count: u32,
    },
    /// Let instances of an earlier deployment go, in the same order.
    DrainOlder {
        /// Which.
        revision: Revision,
        /// How many.
        count: u32,
    },
    /// Let instances of an earlier deployment stop, but keep their machines, in the order of [`Action::Halt`].
    HaltOlder {
        /// Which.
        revision: Revision,
        /// How many.
        count: u32,
    },
    /// Let instances finish their requests and stop, but keep their machines: those that are not available first, then
    /// the oldest.
    Halt {
        /// Which.
        version: VersionId,
        /// How many.
        count: u32,
    },
    /// Start a version on every machine that has stopped.
    Restart {
        /// Which.
        version: VersionId,
    },
    /// Change how requests are split.
    Route(Split),
    /// Requests are split differently because instances behind a service have been exchanged: nobody set anything.
    Follow(Split),
    /// The candidate's service selects the newest version from now on, and none of earlier deployments.
    Select,
    /// Copy this share of the requests to the candidate, whose answers to copies nobody gets.
    Mirror {
        /// Percent; 0 for none.
        percent: u32,
    },
    /// A canary step holds its weight from now on.
    Hold {
        /// Position in the list of steps.
        step: u32,
    },
    /// An analysis begins. It measures by itself, and takes the change back by itself if it comes to nothing good.
    Analyse(Place),
    /// An A/B test begins to count.
    Enrol {
        /// Requests of each version that it asks for, stable version first.
        asked: [u64; 2],
    },
    /// An A/B test is looked at, and is over if that decides it.
    Look(Look),
    /// The target version serves alone: the rollout, or the roll-back, is complete. Clean-up may follow.
    Finish,
}

/// What a strategy wants next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// Do this, then ask again.
    Act(Action),
    /// Nothing to do until something changes.
    Wait,
    /// Nothing to do until an analysis has ended. It does not count as lack of progress.
    Watch,
    /// A pause that was asked for: ask again then. It does not count as lack of progress.
    Pause(Time),
    /// Ask again then, if nothing has changed before. It counts as lack of progress.
    Look(Time),
    /// Take the change back.
    GiveUp(Blame),
}

/// Why a strategy that judges by itself takes the change back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Blame {
    /// Too many errors.
    TooManyErrors {
        /// Share that failed, 0 to 1.
        value: f64,
    },
    /// Too slow.
    TooSlow {
        /// 99th percentile, ms.
        value: f64,
    },
    /// An A/B test has not shown that it is better.
    NotBetter {
        /// How much more of its requests converted, -1 to 1.
        difference: f64,
    },
    /// Nothing was measured.
    NoData,
    /// It did not become ready in time.
    NoProgress,
}

/// The strategies.
#[derive(Clone, Debug)]
pub enum Strategy {
    /// Stop everything, then start.
    Recreate(Recreate),
    /// A few at a time.
    Rolling(Rolling),
    /// A second fleet, then all at once.
    BlueGreen(BlueGreen),
    /// A small share first.
    Canary(Canary),
    /// A small share first, looked at by a clock.
    Flagger(Flagger),
    /// Some of the users, until their conversions decide.
    AbTest(AbTest),
    /// Copies of requests first, then all at once.
    Shadow(Shadow),
}

impl Strategy {
    /// The strategy that the scenario asks for.
    #[must_use]
    pub fn new(settings: &scenario::Strategy, limits: &scenario::Rollback) -> Strategy {
        match settings.kind {
            StrategyKind::Recreate => Strategy::Recreate(Recreate::new(&settings.recreate)),
            StrategyKind::Rolling => Strategy::Rolling(Rolling::new(&settings.rolling)),
            StrategyKind::BlueGreen => Strategy::BlueGreen(BlueGreen::new(&settings.blue_green)),
            StrategyKind::Canary => Strategy::Canary(Canary::new(&settings.canary)),
            StrategyKind::Flagger => Strategy::Flagger(Flagger::new(&settings.flagger, &settings.rolling, limits)),
            StrategyKind::AbTest => Strategy::AbTest(AbTest::new(&settings.ab_test, &settings.canary)),
            StrategyKind::Shadow => Strategy::Shadow(Shadow::new(&settings.shadow)),
        }
    }

    /// The next small step.
    pub fn next(&mut self, view: &View) -> Next {
        let next = self.next_of_two(view);
        match self.lets_older_go(view) {
            Some(rule) => rule.beside(next, view),
            None => next,
        }
    }

    /// How instances of earlier deployments go, unless the strategy sees to that itself.
    fn lets_older_go(&self, view: &View) -> Option<older::Rule> {
        match self {
            Strategy::Recreate(_) | Strategy::Rolling(_) => None,
            Strategy::BlueGreen(strategy) => Some(strategy.older()),
            Strategy::Canary(strategy) => Some(strategy.older(view)),
            Strategy::Flagger(strategy) => strategy.older(view),
            Strategy::AbTest(strategy) => Some(strategy.older(view)),
            Strategy::Shadow(strategy) => Some(strategy.older()),
        }
    }

    /// Whether a deployment that comes while this one is under way has to wait for its end.
    #[must_use]
    pub fn ends_first(&self) -> bool {
        matches!(self, Strategy::Flagger(strategy) if strategy.is_promoting())
    }

    /// The strategy of the deployment that overtakes this one, which may be under way, or on its way back.
    #[must_use]
    pub fn overtaken(&self, is_under_way: bool, next: Strategy) -> Strategy {
        match (self, next) {
            (Strategy::Flagger(before), Strategy::Flagger(next)) if is_under_way => {
                Strategy::Flagger(next.after(before))
            }
            (Strategy::Canary(before), Strategy::Canary(next)) => Strategy::Canary(next.after(before)),
            (_, next) => next,
        }
    }

    /// Whether instances of the deployment that it has overtaken still get requests: those of Flagger's canary, which is one
    /// Deployment whose Service selects whatever of it is there, and those for which a router keeps its weight.
    #[must_use]
    pub fn leaves_older_serving(&self) -> bool {
        match self {
            Strategy::Flagger(_) => true,
            Strategy::Canary(strategy) => strategy.leaves_older_serving(),
            _ => false,
        }
    }

    /// The next small step of the version that shall run and the other one.
    fn next_of_two(&mut self, view: &View) -> Next {
        match self {
            Strategy::Recreate(strategy) => strategy.next(view),
            Strategy::Rolling(strategy) => strategy.next(view),
            Strategy::BlueGreen(strategy) => strategy.next(view),
            Strategy::Canary(strategy) => strategy.next(view),
            Strategy::Flagger(strategy) => strategy.next(view),
            Strategy::AbTest(strategy) => strategy.next(view),
            Strategy::Shadow(strategy) => strategy.next(view),
        }
    }

    /// What follows at once from a change of the wanted number of instances, which was `before`, whether the rollout has
    /// begun, is paused or is over.
    pub fn resize(&mut self, view: &View, before: u32) -> Vec<Action> {
        match self {
            Strategy::Recreate(strategy) => strategy.resize(view),
            Strategy::Rolling(strategy) => strategy.resize(view, before),
            Strategy::BlueGreen(strategy) => strategy.resize(view),
            Strategy::Canary(strategy) => strategy.resize(view),
            Strategy::Flagger(strategy) => strategy.resize(view),
            Strategy::AbTest(strategy) => strategy.resize(view),
            Strategy::Shadow(strategy) => strategy.resize(view),
        }
    }

    /// Whether it judges the candidate, and its lack of progress, by itself.
    #[must_use]
    pub fn judges(&self) -> bool {
        matches!(self, Strategy::Flagger(_))
    }

    /// What follows while the operator has paused the rollout: nothing, but from a Deployment.
    pub fn keep(&mut self, view: &View) -> Vec<Action> {
        match self {
            Strategy::Rolling(strategy) => strategy.keep(view),
            Strategy::Flagger(strategy) => strategy.keep(view),
            Strategy::Recreate(_)
            | Strategy::BlueGreen(_)
            | Strategy::Canary(_)
            | Strategy::AbTest(_)
            | Strategy::Shadow(_) => Vec::new(),
        }
    }

    /// The operator wants to go on at once: ends the present pause.
    pub fn promote(&mut self) {
        match self {
            Strategy::Recreate(_) | Strategy::Rolling(_) | Strategy::Flagger(_) => {}
            Strategy::BlueGreen(strategy) => strategy.promote(),
            Strategy::Canary(strategy) => strategy.promote(),
            Strategy::AbTest(strategy) => strategy.promote(),
            Strategy::Shadow(strategy) => strategy.promote(),
        }
    }
}

/// Says `Finish` once; after that there is nothing left to say.
#[derive(Clone, Copy, Debug, Default)]
struct Finisher {
    /// The version that was last reported complete.
    finished: Option<VersionId>,
}

impl Finisher {
    fn is_finished(&self, view: &View) -> bool {
        self.finished == Some(view.target)
    }

    fn finish(&mut self, view: &View) -> Next {
        if self.is_finished(view) {
            return Next::Wait;
        }
        self.finished = Some(view.target);
        Next::Act(Action::Finish)
    }
}

#[cfg(test)]
mod testing;

#[cfg(test)]
mod upstream;
