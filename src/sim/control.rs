//! The controller: asks the strategy, carries out what it says, judges, and turns round.

use super::analyse::Analyses;
use super::tally::Tally;
use super::timer::Timer;
use super::{Cause, Event, Observer, Phase, Progress, Reason, Simulation};
use crate::fleet::{Revision, VersionId};
use crate::kernel::Time;
use crate::kernel::time::NANOS_PER_SECOND;
use crate::rollout::{Blame, Counts, Judge, Judgement, Next, Older, Strategy, View};
use crate::scenario::{self, Migration, Scenario};

/// A deadline is over only after its last moment, in whole seconds: what comes at that very moment is progress still, and who wants to
/// know looks a second later (kubernetes/kubernetes `DeploymentTimedOut` and `requeueStuckDeployment`, and Argo Rollouts likewise).
const DEADLINE_LAG: Time = Time(NANOS_PER_SECOND);

/// The controller's memory.
#[derive(Clone, Debug)]
pub(super) struct Control {
    pub(super) strategy: Strategy,
    judge: Judge,
    pub(super) analyses: Analyses,
    /// Wanted number of instances.
    pub(super) wanted: u32,
    /// Instances by revision, kept up to date with every change.
    pub(super) tally: Tally,
    pub(super) target: VersionId,
    /// What a roll-back goes to: what ran when the present deployment began.
    pub(super) stable: Revision,
    /// What the present deployment brings.
    pub(super) newest: Revision,
    /// When each revision ceased to be the stable one, by revision; [`Time::NEVER`] if it has not been, or still is.
    pub(super) replaced_at: Vec<Time>,
    /// Whether instances of other revisions stand, or some with which candidates are compared.
    pub(super) has_older: bool,
    /// The deployment that waits until the present one is over, because the strategy will not be disturbed.
    pub(super) waiting: Option<Revision>,
    /// The counts at the end of the last look, and how many instances were ready then, to tell progress by.
    seen: ([Counts; 2], u32),
    pub(super) progress: Progress,
    /// How the deployments before the present one went.
    pub(super) earlier: Vec<Progress>,
    /// The operator has said to wait.
    pub(super) held: bool,
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
            tally: Tally::new(scenario.revision_count()),
            target: VersionId::Candidate,
            stable: Revision(0),
            newest: Revision(1),
            replaced_at: vec![Time::NEVER; scenario.revision_count() as usize],
            has_older: false,
            waiting: None,
            seen: Default::default(),
            progress: Progress { candidate: Revision(1), ..Progress::default() },
            earlier: Vec::new(),
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

    /// How all deployments went that have begun, or the first one if none has.
    pub(super) fn all_progress(&self) -> Vec<Progress> {
        self.earlier.iter().copied().chain([self.progress]).collect()
    }

    /// The revision that is this to the present deployment.
    pub(super) fn revision_of(&self, version: VersionId) -> Revision {
        match version {
            VersionId::Stable => self.stable,
            VersionId::Candidate => self.newest,
        }
    }

    /// What a revision is to the present deployment: whatever has come after the stable version is a candidate.
    pub(super) fn what(&self, revision: Revision) -> (VersionId, Revision) {
        let version = if revision > self.stable { VersionId::Candidate } else { VersionId::Stable };
        (version, revision)
    }

    /// Whether it is neither what is brought nor what a roll-back goes to.
    pub(super) fn is_older(&self, revision: Revision) -> bool {
        revision != self.stable && revision != self.newest
    }

    /// A deployment begins: nothing has stalled yet, and the judge has seen nothing.
    pub(super) fn forget_progress(&mut self, now: Time) {
        self.last_progress = now;
        self.answer = Next::Wait;
    }

    /// The judge has seen nothing yet of the candidate of a deployment that begins.
    pub(super) fn renew_judge(&mut self, limits: &scenario::Rollback) {
        self.judge = Judge::new(limits);
    }

    fn older(&self) -> Vec<Older> {
        if self.newest == Revision(1) {
            return Vec::new();
        }
        let is_there = |counts: &Counts| counts.asked + counts.draining + counts.halted > 0;
        let all = self.tally.all().filter(|(revision, counts)| self.is_older(*revision) && is_there(counts));
        let of = |(revision, counts): (Revision, Counts)| {
            let replaced_at = self.replaced_at[revision.index()];
            Older { revision, counts, stable_until: (replaced_at < Time::NEVER).then_some(replaced_at) }
        };
        all.map(of).collect()
    }

    pub(super) fn be_patient(&mut self) {
        self.patient = true;
    }

    /// Whether the rollout, or its way back, is complete and cleaned up.
    pub(super) fn is_over(&self) -> bool {
        let is_done = matches!(self.progress.phase, Phase::Complete | Phase::BackComplete);
        is_done && self.answer == Next::Wait && self.waiting.is_none()
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

impl<O: Observer> Simulation<O> {
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
            counts: [self.control.stable, self.control.newest].map(|revision| self.control.tally.counts(revision)),
            older: self.control.older(),
            baseline: self.control.tally.baseline(),
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

    pub(super) fn complete(&mut self) {
        self.control.progress.finished = Some(self.now);
        self.control.progress.stalled = false;
        let back = self.control.target == VersionId::Stable;
        self.control.analyses.rollout_completed();
        self.control.progress.phase = if back { Phase::BackComplete } else { Phase::Complete };
        self.tell(if back { Event::RolledBack } else { Event::RolloutCompleted });
        if !back {
            self.migrate(Migration::Completion);
        }
        if let Some(Revision(waiting)) = self.control.waiting.take() {
            self.timers.schedule(self.now, Timer::Deploy { deployment: waiting - 1 });
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
        let counts = [control.stable, control.newest].map(|revision| control.tally.counts(revision));
        let ready = self.balancer.ready().iter().sum();
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
        let due = self.control.last_progress.after(self.control.deadline).after(DEADLINE_LAG);
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
