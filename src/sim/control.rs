//! The controller: asks the strategy, carries out what it says, judges, and turns round.

use super::analyse::Analyses;
use super::timer::Timer;
use super::{Cause, Event, Observer, Phase, Progress, Reason, Simulation};
use crate::fleet::{Instance, Split, State, VersionId};
use crate::kernel::Time;
use crate::rollout::{Action, Blame, Counts, Judge, Judgement, Next, Strategy, View};
use crate::scenario::{self, Migration, Scenario};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The controller's memory.
#[derive(Clone, Debug)]
pub(super) struct Control {
    strategy: Strategy,
    judge: Judge,
    pub(super) analyses: Analyses,
    /// Wanted number of instances.
    pub(super) wanted: u32,
    /// Instances by version, kept up to date with every change.
    pub(super) tally: Tally,
    target: VersionId,
    /// The counts at the end of the last look, and how many instances were ready then, to tell progress by.
    seen: ([Counts; 2], u32),
    progress: Progress,
    /// The operator has said to wait.
    held: bool,
    /// Whether a write has to have its effect before the next one.
    patient: bool,
    /// Whether it waits for that; there is only one such wait at a time, or two would wait for each other.
    is_settling: bool,
    /// What the strategy said when it last had nothing to do.
    answer: Next,
    /// When the rollout last went on; a pause that was asked for counts until its end.
    last_progress: Time,
    /// [`Time::NEVER`] for none.
    deadline: Time,
    automatic: bool,
    on_deadline: bool,
    bake: Time,
    /// The next moment for which a look is already planned.
    next_look: Time,
}

impl Control {
    pub(super) fn new(scenario: &Scenario) -> Control {
        let limits = &scenario.rollback;
        let deadline_s = limits.progress_deadline_s;
        Control {
            strategy: Strategy::new(&scenario.strategy, limits),
            wanted: scenario.fleet.instances,
            judge: Judge::new(limits),
            analyses: Analyses::default(),
            tally: Tally::default(),
            target: VersionId::Candidate,
            seen: Default::default(),
            progress: Progress::default(),
            held: false,
            patient: false,
            is_settling: false,
            answer: Next::Wait,
            last_progress: Time::ZERO,
            deadline: if deadline_s > 0.0 { Time::from_seconds(deadline_s) } else { Time::NEVER },
            automatic: limits.automatic,
            on_deadline: limits.on_deadline,
            bake: Time::from_seconds(limits.bake_s),
            next_look: Time::NEVER,
        }
    }

    pub(super) fn progress(&self) -> Progress {
        self.progress
    }

    pub(super) fn be_patient(&mut self) {
        self.patient = true;
    }

    /// Whether the rollout, or its way back, is complete and cleaned up.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.progress.phase, Phase::Complete | Phase::BackComplete) && self.answer == Next::Wait
    }

    /// Whether nothing but a command of the operator lets the rollout go on.
    pub(super) fn awaits_operator(&self) -> bool {
        self.held || self.answer == Next::Pause(Time::NEVER)
    }

    /// Whether the candidate is being watched: while it comes, and while it bakes.
    fn is_watching(&self, now: Time) -> bool {
        match self.progress.phase {
            Phase::Forward => true,
            Phase::Complete => self.progress.finished.is_some_and(|finished| now <= finished + self.bake),
            _ => false,
        }
    }
}

/// Whether it has a machine, whether it is ready, when it became so, its number: the first one is drained first, as a
/// ReplicaSet ranks its pods (pending ones, then those that are not ready, then those that have been ready for the
/// shortest time, then the newest). What is ready but not yet available has been ready for the shortest time.
type DrainKey = (bool, bool, Reverse<Time>, Reverse<u32>);

fn drain_key(id: u32, instance: &Instance) -> DrainKey {
    let is_ready = instance.state.is_ready();
    let ready_at = if is_ready { instance.ready_at } else { Time::ZERO };
    (instance.state != State::Provisioning, is_ready, Reverse(ready_at), Reverse(id))
}

/// Instances by version: how many stand where, and which of them would go first. Kept up to date with every change, so
/// that a controller of a huge fleet need not look through all of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    counts: [Counts; 2],
    /// Asked for, in the order in which they are drained.
    drain_order: [BTreeSet<DrainKey>; 2],
    /// Asked for, in the order in which they are halted: not available, then oldest.
    halt_order: [BTreeSet<(bool, u32)>; 2],
}

impl Tally {
    pub(super) fn add(&mut self, id: u32, instance: &Instance) {
        let version = instance.version.index();
        self.count(instance).into_iter().for_each(|count| *count += 1);
        self.counts[version].available += u32::from(instance.available);
        if instance.is_asked() {
            self.drain_order[version].insert(drain_key(id, instance));
            self.halt_order[version].insert((instance.available, id));
        }
    }

    pub(super) fn remove(&mut self, id: u32, instance: &Instance) {
        let version = instance.version.index();
        self.count(instance).into_iter().for_each(|count| *count -= 1);
        self.counts[version].available -= u32::from(instance.available);
        if instance.is_asked() {
            self.drain_order[version].remove(&drain_key(id, instance));
            self.halt_order[version].remove(&(instance.available, id));
        }
    }

    /// The count an instance belongs to by its state, unless it is gone.
    fn count(&mut self, instance: &Instance) -> Option<&mut u32> {
        let counts = &mut self.counts[instance.version.index()];
        match instance.state {
            State::Terminated => None,
            State::Draining if instance.halted => Some(&mut counts.halted),
            State::Draining => Some(&mut counts.draining),
            _ => Some(&mut counts.asked),
        }
    }
}

impl<O: Observer> Simulation<O> {
    pub(super) fn start_rollout(&mut self) {
        self.control.progress.phase = Phase::Forward;
        self.control.progress.started = Some(self.now);
        self.control.last_progress = self.now;
        self.tell(Event::RolloutStarted);
        self.reconcile();
    }

    /// Lets the strategy do whatever it can do now, one small write after the other.
    pub(super) fn reconcile(&mut self) {
        // A patient controller looks when nothing else is due at this moment; this can only be known of a later look.
        if self.control.patient { self.look_now() } else { self.look() }
    }

    /// The moment of a look that was planned.
    pub(super) fn look_as_planned(&mut self) {
        if !self.control.patient {
            self.look();
        } else if !self.control.is_settling {
            self.control.is_settling = true;
            self.timers.schedule(self.now, Timer::Settle);
        }
    }

    /// A patient controller looks, unless something else is still due at this moment.
    pub(super) fn settle(&mut self) {
        if self.timers.next_at() == self.now {
            self.timers.schedule(self.now, Timer::Settle);
        } else {
            self.control.is_settling = false;
            self.look();
        }
    }

    fn look(&mut self) {
        if self.control.next_look <= self.now {
            self.control.next_look = Time::NEVER;
        }
        if self.control.progress.phase == Phase::Waiting {
            return;
        }
        if self.control.held {
            let view = self.view();
            for action in self.control.strategy.keep(&view) {
                self.carry_out(action);
            }
            return;
        }
        if let Some(conversions) = &mut self.conversions {
            conversions.settle(self.now);
        }
        if self.control.answer == Next::Watch {
            // Time under analysis is not lack of progress.
            self.control.last_progress = self.now;
        }
        loop {
            let view = self.view();
            let answer = self.control.strategy.next(&view);
            match answer {
                Next::Act(action) => {
                    // More may follow, which a patient controller does not ask now: it is not over.
                    self.control.answer = answer;
                    self.control.last_progress = self.now;
                    self.carry_out(action);
                    if self.control.patient {
                        self.look_now();
                        break;
                    }
                }
                Next::Pause(until) => {
                    self.control.answer = answer;
                    self.control.last_progress = self.control.last_progress.max(until);
                    self.look_again(until);
                    break;
                }
                Next::Look(at) => {
                    self.control.answer = answer;
                    self.look_again(at);
                    break;
                }
                Next::GiveUp(blame) => return self.give_up(blame),
                Next::Wait | Next::Watch => {
                    self.control.answer = answer;
                    break;
                }
            }
        }
        self.note_progress();
        self.check_deadline();
        self.note_restored();
    }

    fn view(&self) -> View {
        View {
            now: self.now,
            wanted: self.control.wanted,
            target: self.control.target,
            counts: self.control.tally.counts,
            split: self.balancer.split(),
            mirror: self.copies.percent(),
            reading: self.telemetry.read(VersionId::Candidate),
            stalled: self.control.progress.stalled,
            analyses: self.control.analyses.standing(),
            arms: self.conversions.as_ref().map_or(Default::default(), |conversions| conversions.seen()),
        }
    }

    /// From now on another number of instances is wanted; the fleet follows at once, and then the rollout goes on.
    pub(super) fn resize(&mut self, wanted: u32) {
        let before = std::mem::replace(&mut self.control.wanted, wanted);
        self.tell(Event::Scaled { from: before, to: wanted });
        let view = self.view();
        for action in self.control.strategy.resize(&view, before) {
            self.carry_out(action);
        }
        self.reconcile();
    }

    /// Has the controller look at the present moment, once everything else that is due now has happened.
    pub(super) fn look_now(&mut self) {
        self.look_again(self.now);
    }

    fn look_again(&mut self, at: Time) {
        if at < self.control.next_look {
            self.control.next_look = at;
            self.timers.schedule(at, Timer::Reconcile);
        }
    }

    fn carry_out(&mut self, action: Action) {
        self.observer.acted(self.now, action);
        match action {
            Action::Launch { version, count } => {
                (0..count).for_each(|_| self.launch(version));
                self.control.progress.actions += count;
            }
            Action::Drain { version, count } => {
                let order = &self.control.tally.drain_order[version.index()];
                let first: Vec<u32> = order.iter().take(count as usize).map(|(.., id)| id.0).collect();
                self.control.progress.actions += count;
                first.into_iter().for_each(|id| self.drain(id, false));
            }
            Action::Halt { version, count } => {
                let order = &self.control.tally.halt_order[version.index()];
                let first: Vec<u32> = order.iter().take(count as usize).map(|(_, id)| *id).collect();
                self.control.progress.actions += count;
                first.into_iter().for_each(|id| self.drain(id, true));
            }
            Action::Restart { version } => {
                let halted = |id: &u32| self.instances[*id as usize].halted;
                let halted: Vec<u32> = self.live.iter().copied().filter(halted).collect();
                self.control.progress.actions += halted.len() as u32;
                halted.into_iter().for_each(|id| self.replace(id, version));
            }
            Action::Route(split) => {
                self.control.progress.actions += 1;
                self.route(split);
            }
            Action::Follow(split) => self.route(split),
            Action::Mirror { percent } => {
                self.control.progress.actions += 1;
                self.mirror(percent);
            }
            Action::Hold { step } => self.tell(Event::StepReached { step }),
            Action::Analyse(place) => self.analyse(place),
            Action::Enrol { asked } => self.enrol(asked),
            Action::Look(look) => self.look_at_arms(look),
            Action::Finish => self.complete(),
        }
    }

    fn route(&mut self, split: Split) {
        self.let_depart();
        let (instances, desks, now) = (&self.instances, &self.desks, self.now);
        self.balancer.set_split(split, |id| (instances[id as usize].version, desks.outstanding(id, now)));
        if let Some(routing) = &mut self.routing {
            routing.say_split(self.now, split);
        }
        if let Split::Weight(percent) = split {
            self.tell(Event::WeightSet { percent });
        }
        self.rotation_changed();
    }

    fn complete(&mut self) {
        self.control.progress.finished = Some(self.now);
        self.control.progress.stalled = false;
        let back = self.control.target == VersionId::Stable;
        self.control.analyses.rollout_completed();
        self.control.progress.phase = if back { Phase::BackComplete } else { Phase::Complete };
        self.tell(if back { Event::RolledBack } else { Event::RolloutCompleted });
        if !back {
            self.migrate(Migration::Completion);
        }
    }

    pub(super) fn rotation_changed(&mut self) {
        self.observer.rotation(self.now, self.balancer.in_rotation());
        self.note_restored();
    }

    /// After a roll-back: notes the first moment at which the stable version alone serves with the whole fleet.
    fn note_restored(&mut self) {
        let wanted = self.control.wanted;
        let progress = &mut self.control.progress;
        let [stable, candidate] = self.balancer.in_rotation();
        let whole = stable >= wanted && candidate == 0;
        if whole && matches!(progress.phase, Phase::Back | Phase::BackComplete) {
            progress.restored.get_or_insert(self.now);
        }
    }

    /// Progress is: more instances ready or available, of whichever version, or fewer of the old one asked for (Kubernetes,
    /// `DeploymentProgressing`; that there are more of the new version is a write, and a write is progress).
    fn note_progress(&mut self) {
        let control = &mut self.control;
        let old = control.target.other().index();
        let (counts, ready) = (control.tally.counts, self.balancer.ready().iter().sum());
        let (before, ready_before) = std::mem::replace(&mut control.seen, (counts, ready));
        let available = |counts: [Counts; 2]| counts.map(|side| side.available).iter().sum::<u32>();
        let grew = ready > ready_before || available(counts) > available(before);
        if grew || counts[old].asked < before[old].asked {
            control.last_progress = control.last_progress.max(self.now);
        }
        if control.last_progress >= self.now {
            control.progress.stalled = false;
        }
    }

    fn check_deadline(&mut self) {
        let phase = self.control.progress.phase;
        let is_watching = self.control.answer == Next::Watch;
        if !matches!(phase, Phase::Forward | Phase::Back) || self.control.progress.stalled || is_watching {
            return;
        }
        let due = self.control.last_progress.after(self.control.deadline);
        if self.now < due {
            self.look_again(due);
            return;
        }
        self.control.progress.stalled = true;
        self.tell(Event::DeadlinePassed);
        let acts = self.control.automatic && self.control.on_deadline && !self.control.strategy.judges();
        if phase == Phase::Forward && acts {
            let limit = self.control.deadline.seconds();
            self.roll_back(Cause::ProgressDeadline, limit, limit);
        }
    }

    /// Judges what telemetry shows; called after each scrape.
    pub(super) fn judge(&mut self) {
        let watches = self.control.automatic && !self.control.strategy.judges();
        if !self.control.is_watching(self.now) || !watches {
            return;
        }
        let limits = &self.scenario.rollback;
        let (error_rate, p99) = (limits.error_rate_limit, limits.latency_p99_limit_ms);
        match self.control.judge.judge(self.telemetry.read(VersionId::Candidate)) {
            Judgement::Pass => {}
            Judgement::TooManyErrors { value } => self.roll_back(Cause::ErrorRate, value, error_rate),
            Judgement::TooSlow { value } => self.roll_back(Cause::LatencyP99, value, p99),
        }
    }

    /// The strategy has judged by itself.
    fn give_up(&mut self, blame: Blame) {
        let limits = &self.scenario.rollback;
        let (error_rate, p99, deadline) =
            (limits.error_rate_limit, limits.latency_p99_limit_ms, limits.progress_deadline_s);
        match blame {
            Blame::TooManyErrors { value } => self.roll_back(Cause::ErrorRate, value, error_rate),
            Blame::TooSlow { value } => self.roll_back(Cause::LatencyP99, value, p99),
            Blame::NotBetter { difference } => self.roll_back(Cause::AbTest, difference, 0.0),
            Blame::NoData => self.roll_back(Cause::NoData, 0.0, 0.0),
            Blame::NoProgress => self.roll_back(Cause::ProgressDeadline, deadline, deadline),
        }
    }

    /// Turns round: from now on the stable version is what shall run.
    pub(super) fn roll_back(&mut self, cause: Cause, value: f64, limit: f64) {
        let reason = Reason { cause, value, limit, at: self.now };
        let control = &mut self.control;
        control.target = VersionId::Stable;
        control.held = false;
        control.analyses.end_all();
        control.last_progress = self.now;
        control.progress.phase = Phase::Back;
        control.progress.stalled = false;
        control.progress.finished = None;
        control.progress.reason = Some(reason);
        self.tell(Event::RollBackStarted { reason });
        self.reconcile();
    }

    /// The operator gives a command. One that means nothing now is told and has no effect.
    pub(super) fn obey(&mut self, action: scenario::Action) {
        self.tell(Event::CommandGiven { action });
        let phase = self.control.progress.phase;
        match action {
            scenario::Action::RollBack if matches!(phase, Phase::Forward | Phase::Complete) => {
                self.roll_back(Cause::Operator, 0.0, 0.0);
            }
            scenario::Action::Pause if phase == Phase::Forward => {
                self.control.held = true;
                self.reconcile();
            }
            scenario::Action::Resume | scenario::Action::Promote if phase == Phase::Forward => {
                self.control.held = false;
                self.control.last_progress = self.now;
                self.control.analyses.go_on(action == scenario::Action::Promote);
                if action == scenario::Action::Promote {
                    self.control.strategy.promote();
                }
                self.reconcile();
            }
            _ => {}
        }
    }
}
