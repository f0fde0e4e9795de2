//! The rollout without traffic: what the controller writes, one after the other, and how the fleet stands after each.
//!
//! The writes are those of a run: the engine, the strategies and the life of instances are the same, only nobody asks.

use super::Recording;
use super::recorder::{Recorder, Write};
use crate::fleet::{Revision, Split, State, VersionId};
use crate::kernel::Time;
use crate::rollout::Action;
use crate::scenario::{self, Checked, StrategyKind};
use crate::sim::{Event, Reason, Simulation};
use serde::{Deserialize, Serialize};

/// A plan is given up after so many timers, and so many more for each instance: only what crashes for ever gets there.
const MOST_TIMERS: [u64; 2] = [100_000, 100];

/// A rollout, write by write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The state before the first write, then one row for each write.
    pub steps: Vec<Step>,
    /// Fewest instances ready at any moment of the plan, of both versions.
    pub min_ready: u32,
    /// Most instances asked for at any moment, of both versions.
    pub max_total: u32,
    /// From the beginning of the rollout, of the first one if there are several, until the last one is complete or completely taken
    /// back; `None` if it never is.
    pub duration: Option<Time>,
}

/// How things stand when a write has had its effect: at the end of its moment, or before the next write of that moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Since the beginning of the rollout.
    pub at: Time,
    /// Instances asked for, by version: all that are not on their way out.
    pub asked: [u32; 2],
    /// Instances ready, by version, whether or not they get requests.
    pub ready: [u32; 2],
    /// The candidate's share that the controller has set, percent; where it sets none, its share of the instances asked
    /// for.
    pub set_weight: f64,
    /// The candidate's share that the load balancer sends it, percent; where it is given no weight, its share of the
    /// instances ready.
    pub actual_weight: f64,
    /// Why there is this row.
    pub because: Because,
}

/// Why there is a row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Because {
    /// The state before the first write.
    Start,
    /// So many instances more are asked for.
    ScaleUp(VersionId, u32),
    /// So many instances less are asked for.
    ScaleDown(VersionId, u32),
    /// So many instances are stopped and keep their machines.
    Halt(VersionId, u32),
    /// So many new instances of the stable version are brought to compare candidates with.
    BaselineUp(u32),
    /// So many of them go.
    BaselineDown(u32),
    /// So many instances of an earlier deployment's version more are asked for.
    ScaleOlderUp(Revision, u32),
    /// So many of them less.
    ScaleOlderDown(Revision, u32),
    /// So many of them are stopped and keep their machines.
    HaltOlder(Revision, u32),
    /// Another deployment begins, of this version; whether the candidate before it has become the stable version.
    NextDeployment(Revision, bool),
    /// Every stopped instance starts as this version.
    Restart(VersionId),
    /// The candidate's share of the requests is changed, percent.
    SetWeight(u32),
    /// All requests go over to this version in one write.
    Switch(VersionId),
    /// The candidate's service selects the newest version, and no longer one that has been overtaken.
    Select,
    /// The share of the requests that is copied to the candidate is changed, percent.
    SetMirror(u32),
    /// A step begins to hold its weight; its position in the list.
    Pause(u32),
    /// The operator gave a command.
    Command(scenario::Action),
    /// The change is being taken back.
    RollBack(Reason),
    /// The progress deadline has passed.
    Deadline,
    /// The rollout is complete.
    Complete,
    /// The change has been taken back.
    RolledBack,
    /// The plan ends unfinished: only the operator can let it go on.
    AwaitsOperator,
    /// The plan ends unfinished: the rollout does not complete by itself.
    Stuck,
}

impl Because {
    /// The name in files, which never changes.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Because::Start => "start",
            Because::ScaleUp(..) => "scale-up",
            Because::ScaleDown(..) => "scale-down",
            Because::Halt(..) => "stop",
            Because::BaselineUp(_) => "baseline-up",
            Because::BaselineDown(_) => "baseline-down",
            Because::ScaleOlderUp(..) => "scale-older-up",
            Because::ScaleOlderDown(..) => "scale-older-down",
            Because::HaltOlder(..) => "stop-older",
            Because::NextDeployment(..) => "next-deployment",
            Because::Restart(_) => "restart",
            Because::SetWeight(_) => "set-weight",
            Because::Switch(_) => "switch",
            Because::Select => "select",
            Because::SetMirror(_) => "set-mirror",
            Because::Pause(_) => "pause",
            Because::Command(scenario::Action::Promote) => "command-promote",
            Because::Command(scenario::Action::Pause) => "command-pause",
            Because::Command(scenario::Action::Resume) => "command-resume",
            Because::Command(scenario::Action::RollBack) => "command-roll-back",
            Because::RollBack(_) => "roll-back",
            Because::Deadline => "deadline",
            Because::Complete => "complete",
            Because::RolledBack => "rolled-back",
            Because::AwaitsOperator => "awaits-operator",
            Because::Stuck => "stuck",
        }
    }
}

/// Plans the rollout of `scenario`; with `at_once`, with instances that are ready, available and gone at once, so that
/// only the controller's decisions remain.
#[must_use]
pub fn plan(scenario: &Checked, at_once: bool) -> Plan {
    let quiet = scenario.without_requests();
    let quiet = if at_once { quiet.at_once() } else { quiet };
    let mut simulation = Simulation::new(&quiet, Recorder::new(&quiet)).trustingly();
    if at_once {
        simulation = simulation.patiently();
    }
    let [base, each] = MOST_TIMERS;
    let mut left = base + each * u64::from(quiet.fleet.instances);
    while left > 0 && !simulation.is_over() && !simulation.advance(1) {
        left -= 1;
    }
    let awaits_operator = simulation.awaits_operator();
    let (recording, mut writes) = simulation.finish().into_parts();
    writes.retain(|write| !is_brief(scenario, write.action));
    fold(&recording, &writes, awaits_operator)
}

/// Whether a canary's step begins that is over at once: it holds nothing.
fn is_brief(scenario: &Checked, action: Action) -> bool {
    let Action::Hold { step } = action else { return false };
    let is_canary = scenario.strategy.kind == StrategyKind::Canary;
    is_canary && scenario.strategy.canary.steps.get(step as usize).is_some_and(scenario::Step::is_brief)
}

/// The plan that a run has left behind.
fn fold(recording: &Recording, writes: &[Write], awaits_operator: bool) -> Plan {
    let mut sheet = Sheet::new(recording.wanted);
    let mut writes = writes.iter().peekable();
    for (place, entry) in recording.log.iter().enumerate() {
        while let Some(write) = writes.next_if(|write| write.after <= place) {
            sheet.write(write);
        }
        sheet.hear(entry.at, entry.event);
    }
    writes.for_each(|write| sheet.write(write));
    sheet.close();
    let started = recording.rollouts().next().and_then(|first| first.started);
    let duration = recording.rollout.finished.zip(started).map(|(finished, started)| finished - started);
    if duration.is_none() {
        sheet.open(sheet.now, if awaits_operator { Because::AwaitsOperator } else { Because::Stuck });
        sheet.close();
    }
    Plan { steps: sheet.steps, min_ready: sheet.min_ready, max_total: sheet.max_total, duration }
}

/// The fleet as it stands, and the rows so far.
struct Sheet {
    now: Time,
    started: Option<Time>,
    /// By instance; `None` for one that is gone.
    instances: Vec<Option<(VersionId, State)>>,
    asked: [u32; 2],
    ready: [u32; 2],
    /// As requests are split, and as the controller has set it.
    split: Split,
    set: Split,
    /// Whether the change is being taken back.
    back: bool,
    /// The row whose effect is still going on.
    open: Option<(Time, Because)>,
    steps: Vec<Step>,
    min_ready: u32,
    max_total: u32,
}

impl Sheet {
    fn new(wanted: u32) -> Sheet {
        Sheet {
            now: Time::ZERO,
            started: None,
            instances: vec![Some((VersionId::Stable, State::Ready)); wanted as usize],
            asked: [wanted, 0],
            ready: [wanted, 0],
            split: Split::Together,
            set: Split::Together,
            back: false,
            open: None,
            steps: Vec::new(),
            min_ready: u32::MAX,
            max_total: 0,
        }
    }

    /// What is told from now on happens then.
    fn advance(&mut self, at: Time) {
        if at > self.now {
            self.close();
            self.now = at;
        }
    }

    fn open(&mut self, at: Time, because: Because) {
        self.advance(at);
        self.close();
        self.open = Some((at, because));
    }

    /// The moment, or what a write did in it, is over.
    fn close(&mut self) {
        let Some(started) = self.started else { return };
        self.min_ready = self.min_ready.min(self.ready.iter().sum());
        self.max_total = self.max_total.max(self.asked.iter().sum());
        let Some((at, because)) = self.open.take() else { return };
        let share = |[stable, candidate]: [u32; 2]| match stable + candidate {
            0 => 0.0,
            both => 100.0 * f64::from(candidate) / f64::from(both),
        };
        let set_weight = match self.set {
            Split::Together => share(self.asked),
            Split::Weight(percent) => f64::from(percent),
        };
        let actual_weight = match self.split {
            Split::Together => share(self.ready),
            // Its share goes to the stable version while no candidate is there.
            Split::Weight(0..100) if self.ready[1] == 0 => 0.0,
            Split::Weight(percent) => f64::from(percent),
        };
        let (asked, ready) = (self.asked, self.ready);
        let step = Step { at: at - started, asked, ready, set_weight, actual_weight, because };
        // That everything is done is worth a row only if it could not be seen in the row before.
        let says_nothing = matches!(because, Because::Complete | Because::RolledBack)
            && self.steps.last().is_some_and(|last| Step { because, ..*last } == step);
        if !says_nothing {
            self.steps.push(step);
        }
    }

    fn write(&mut self, write: &Write) {
        let (mut split, mut set) = (self.split, self.set);
        let because = match write.action {
            Action::Launch { version, count } => Because::ScaleUp(version, count),
            Action::Drain { version, count } => Because::ScaleDown(version, count),
            Action::Halt { version, count } => Because::Halt(version, count),
            Action::LaunchBaseline { count } => Because::BaselineUp(count),
            Action::DrainBaseline { count } => Because::BaselineDown(count),
            Action::LaunchOlder { revision, count } => Because::ScaleOlderUp(revision, count),
            Action::DrainOlder { revision, count } => Because::ScaleOlderDown(revision, count),
            Action::HaltOlder { revision, count } => Because::HaltOlder(revision, count),
            Action::Restart { version } => Because::Restart(version),
            Action::Route(to) => {
                (split, set) = (to, to);
                match (self.set, to) {
                    (Split::Weight(0), Split::Weight(100)) => Because::Switch(VersionId::Candidate),
                    (Split::Weight(100), Split::Weight(0)) => Because::Switch(VersionId::Stable),
                    (_, Split::Weight(percent)) => Because::SetWeight(percent),
                    (_, Split::Together) => Because::SetWeight(to.share(VersionId::Candidate, self.ready)),
                }
            }
            Action::Select => Because::Select,
            Action::Mirror { percent } => Because::SetMirror(percent),
            Action::Hold { step } => Because::Pause(step),
            // It changes neither the fleet nor the traffic: its step has a row.
            Action::Analyse(_) | Action::Enrol { .. } | Action::Look(_) => return,
            // Nobody has written this.
            Action::Follow(to) => {
                self.advance(write.at);
                self.split = to;
                return;
            }
            // One version serves alone, whoever has seen to that.
            Action::Finish => {
                set = split;
                if self.back { Because::RolledBack } else { Because::Complete }
            }
        };
        self.open(write.at, because);
        (self.split, self.set) = (split, set);
    }

    fn hear(&mut self, at: Time, event: Event) {
        self.advance(at);
        match event {
            Event::RolloutStarted => {
                self.open = Some((at, Because::Start));
                self.started = Some(at);
            }
            Event::NextDeployment { revision, promotes } => {
                if promotes {
                    self.promote();
                }
                self.back = false;
                self.open(at, Because::NextDeployment(revision, promotes));
            }
            Event::InstanceChanged { instance, version, state } => self.change(instance as usize, version, state),
            Event::CommandGiven { action } => self.open(at, Because::Command(action)),
            Event::RollBackStarted { reason } => {
                self.back = true;
                self.open(at, Because::RollBack(reason));
            }
            Event::DeadlinePassed => self.open(at, Because::Deadline),
            _ => {}
        }
    }

    /// The candidate is the stable version from now on, and gets what requests it got.
    fn promote(&mut self) {
        let sum = |[stable, candidate]: [u32; 2]| [stable + candidate, 0];
        (self.asked, self.ready) = (sum(self.asked), sum(self.ready));
        self.instances.iter_mut().flatten().for_each(|(version, _)| *version = VersionId::Stable);
        for split in [&mut self.split, &mut self.set] {
            if *split != Split::Together {
                *split = Split::Weight(0);
            }
        }
    }

    fn change(&mut self, place: usize, version: VersionId, state: State) {
        if self.instances.len() <= place {
            self.instances.resize(place + 1, None);
        }
        let next = (state != State::Terminated).then_some((version, state));
        let before = std::mem::replace(&mut self.instances[place], next);
        let is_asked = |state: State| state != State::Draining;
        if let Some((version, state)) = before {
            self.asked[version.index()] -= u32::from(is_asked(state));
            self.ready[version.index()] -= u32::from(state.is_ready());
        }
        if let Some((version, state)) = next {
            self.asked[version.index()] += u32::from(is_asked(state));
            self.ready[version.index()] += u32::from(state.is_ready());
        }
    }
}

#[cfg(test)]
mod tests;
