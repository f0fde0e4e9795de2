//! One deployment after the other: when one begins, what the version before it has become, and what stays of those before.
//!
//! A deployment that begins when the one before it is complete finds that one's version as the stable one. One that begins
//! sooner takes its place: what a roll-back goes to stays what it was, and the instances of the version that is given up are
//! older ones, of which each strategy has its own rules.

use super::control::Control;
use super::{Event, Observer, Phase, Progress, Simulation};
use crate::fleet::{Compatibility, Conversions, Revision, Split, State, VersionId};
use crate::rollout::{Action, Counts, Strategy};

impl Control {
    /// What is neither brought nor gone back to is only older from now on.
    fn begin(&mut self, revision: Revision, progress: Progress, strategy: Strategy) {
        self.newest = revision;
        self.target = VersionId::Candidate;
        self.held = false;
        self.strategy = strategy;
        self.analyses.end_all();
        self.earlier.push(std::mem::replace(&mut self.progress, progress));
    }
}

impl<O: Observer> Simulation<O> {
    /// The deployment of a revision begins, unless the strategy first ends the one that is under way.
    pub(super) fn deploy(&mut self, revision: Revision) {
        let phase = self.control.progress.phase;
        let progress = Progress {
            phase: Phase::Forward,
            started: Some(self.now),
            stable: self.control.stable,
            candidate: revision,
            ..Progress::default()
        };
        if phase == Phase::Waiting {
            self.control.progress = progress;
            self.tell(Event::RolloutStarted);
        } else if phase == Phase::Forward && self.control.strategy.ends_first() {
            // Of several that wait the last one counts.
            self.control.waiting = Some(revision);
            return;
        } else {
            self.follow(revision, phase == Phase::Complete, progress);
        }
        self.control.forget_progress(self.now);
        self.reconcile();
    }

    /// Another deployment follows the present one, whose version becomes the stable one if it `promotes` it.
    fn follow(&mut self, revision: Revision, promotes: bool, progress: Progress) {
        let is_under_way = self.control.progress.phase == Phase::Forward;
        let (strategy, limits) = (&self.scenario.strategy, &self.scenario.rollback);
        let next = Strategy::new(strategy, limits);
        let strategy = if promotes { next } else { self.control.strategy.overtaken(is_under_way, next) };
        if promotes {
            self.promote();
        }
        let stable = self.control.stable;
        self.control.begin(revision, Progress { stable, ..progress }, strategy);
        self.tell(Event::NextDeployment { revision, promotes });
        self.control.renew_judge(&self.scenario.rollback);
        self.telemetry.renew(promotes);
        if self.conversions.is_some() {
            self.conversions = Some(Box::new(Conversions::new(&self.scenario, [stable, revision])));
        }
        self.clients.compatibility = Compatibility::new(self.scenario.compatibility_of(revision.0));
        self.prepare_clients();
        if self.copies.are_made() {
            self.carry_out(Action::Mirror { percent: 0 });
        }
        self.note_older();
        if !self.control.strategy.leaves_older_serving() {
            self.return_to_stable();
            self.park_older();
        }
        self.rotation_changed();
    }

    /// The candidate has become the stable version: nothing changes but what it is called. Of a fleet that it has replaced, what
    /// still stands is selected by nothing any more.
    fn promote(&mut self) {
        self.let_depart();
        let control = &mut self.control;
        control.replaced_at[control.stable.index()] = control.progress.finished.unwrap_or(self.now);
        control.stable = control.newest;
        self.constants.stable = self.constants.makes[control.stable.index()];
        let left = self.balancer.promote();
        if let Some(routing) = &mut self.routing {
            routing.promote(self.now);
        }
        for id in self.live.clone() {
            let instance = &mut self.instances[id as usize];
            if instance.version == VersionId::Candidate {
                (instance.version, instance.promoted_at) = (VersionId::Stable, self.now);
            }
            self.note_desk(id);
        }
        left.into_iter().for_each(|id| self.instances[id as usize].parked = true);
        self.clients.forget_versions();
    }

    /// Where versions are selected one by one, all requests go to the stable one.
    fn return_to_stable(&mut self) {
        if matches!(self.balancer.split(), Split::Weight(weight) if weight > 0) {
            self.carry_out(Action::Route(Split::Weight(0)));
        }
    }

    /// Where versions are selected one by one, nothing selects those of older deployments.
    pub(super) fn park_older(&mut self) {
        if self.balancer.split() == Split::Together {
            return;
        }
        let older = self.live.iter().copied().filter(|id| self.control.is_older(self.revision(*id)));
        for id in older.collect::<Vec<u32>>() {
            self.leave_rotation(id);
            let instance = &mut self.instances[id as usize];
            instance.parked = true;
            if let Some(routing) = &mut self.routing {
                routing.say(self.now, id, instance.version, State::Draining, instance.zone);
            }
        }
    }

    /// Notes whether processes of older deployments run, or some with which candidates are compared, for which requests have to go
    /// the long way.
    pub(super) fn note_older(&mut self) {
        let control = &self.control;
        let runs =
            |(revision, counts): (Revision, Counts)| control.is_older(revision) && counts.asked + counts.draining > 0;
        let Counts { asked, draining, .. } = control.tally.baseline();
        let has_older = control.tally.all().any(runs) || asked + draining > 0;
        if has_older != control.has_older {
            self.control.has_older = has_older;
            self.prepare_clients();
        }
    }
}
