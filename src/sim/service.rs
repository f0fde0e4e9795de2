//! Requests on instances with rules of their own: slow for a while, leaking, dropping what has waited for too long; and
//! processes that stand still.

use super::requests::{Makes, planned};
use super::timer::Timer;
use super::{Observer, Simulation};
use crate::fleet::{Admitted, Brought, Driven, Outcome, VersionId, is_copy};
use crate::kernel::{Moment, Time};
use crate::scenario::{Affected, Scenario};

/// Pauses of a process are at least so far apart, s.
const CLOSEST_PAUSES_S: f64 = 0.1;

impl<O: Observer> Simulation<O> {
    /// Chooses, once for the whole run, by which rules requests are served.
    pub(super) fn prepare_desks(&mut self) {
        let Scenario { fleet, faults, .. } = &*self.scenario;
        let can_crash = self.scenario.revisions().any(|version| version.leak.requests_until_crash > 0);
        if self.conditions.are_special() {
            self.desks.be_special();
        }
        if fleet.shed_after_ms > 0.0 {
            self.desks.shed(Time::from_seconds(fleet.shed_after_ms / 1_000.0));
        }
        if !faults.pauses.is_empty() || !faults.hangs.is_empty() {
            self.desks.remember_work();
        }
        let driven = Driven::new(&self.scenario);
        if driven.is_some() || can_crash {
            self.constants.stride = 1;
        }
        driven.into_iter().for_each(|driven| self.desks.drive(driven));
    }

    /// A request arrives on an instance that needs more than a place in the queue.
    pub(super) fn arrive_special(&mut self, number: u32, id: u32, work: f64) {
        let version = self.desks.version(id);
        if self.desks.driven().is_some() {
            self.arrive_driven(number, (id, version), work);
            return;
        }
        let Some(started) = self.desks.start(id, self.now) else {
            self.refuse(number, Some((id, version)));
            return;
        };
        let brought = self.brought(number, id, work);
        let request = self.admit_special((number, self.now), id, started, brought);
        self.desks.remember(id, brought);
        self.promise((id, version), &request);
        self.watch_memory(id);
    }

    /// What a request brings to an instance.
    pub(super) fn brought(&self, number: u32, id: u32, work: f64) -> Brought {
        let (_, luck, apart) = self.terms_of(number, id);
        let instance = &self.instances[id as usize];
        let error_below = apart.unwrap_or_else(|| self.constants.made(instance, self.now, self.now).error_below);
        Brought { work, luck, error_below }
    }

    /// A request has been taken in: its process may have no memory for it.
    pub(super) fn watch_memory(&mut self, id: u32) {
        if self.conditions.take_in(id, self.revision(id)) {
            self.timers.schedule(self.now, Timer::OutOfMemory { instance: id });
        }
    }

    /// Plans a request that starts at `started`, or is dropped then because it has waited for too long.
    fn admit_special(
        &mut self,
        (number, arrived): (u32, Time),
        id: u32,
        started: Time,
        Brought { work, luck, error_below }: Brought,
    ) -> Admitted {
        let waited = started - arrived;
        let (departure, outcome) = if self.desks.drops(waited) {
            let is_late = waited > self.patience_of(number);
            (started, if is_late { Outcome::TimedOut } else { Outcome::Rejected })
        } else {
            let factor = self.conditions.factor(id, &self.instances[id as usize], started);
            self.conditions.begin(id);
            let terms = self.terms_again(number, error_below);
            let service_factor = self.constants.makes[self.revision(id).index()].service_factor * factor;
            let made = |_| Makes { service_factor, error_below };
            let (service, outcome) = terms.plan(luck, arrived, work, false, Moment::at(started), made);
            (started + service.time(), outcome)
        };
        let request = Admitted { departure, arrived, started, number, outcome };
        self.desks.enter(id, request);
        request
    }

    /// A fault strikes: processes stand still.
    pub(super) fn pause(&mut self, fault: usize) {
        let pause = self.scenario.faults.pauses[fault].clone();
        let is_affected = |id: &u32| match pause.version {
            Affected::Any => true,
            Affected::Stable => self.instances[*id as usize].version == VersionId::Stable,
            Affected::Candidate => self.instances[*id as usize].version == VersionId::Candidate,
        };
        let mut affected: Vec<u32> = self.balancer.members().filter(is_affected).collect();
        affected.sort_unstable();
        if !pause.all && !affected.is_empty() {
            affected = vec![affected[pause.instance as usize % affected.len()]];
        }
        let until = self.now + Time::from_seconds(pause.duration_ms / 1_000.0);
        for id in affected {
            self.stall_until(id, until);
            self.watch(id, self.now);
        }
        if pause.every_s > 0.0 {
            let next = self.now + Time::from_seconds(pause.every_s.max(CLOSEST_PAUSES_S));
            self.timers.schedule(next, Timer::Pause { fault: fault as u32 });
        }
    }

    /// The process of the instance works on nothing until then; what it has goes on that much later.
    pub(super) fn stall_until(&mut self, id: u32, until: Time) {
        let longer = self.conditions.stall(id, self.now, until);
        if longer == Time::ZERO {
            return;
        }
        let until = self.conditions.stalled_until(id);
        if let Some(driven) = self.desks.driven_mut() {
            driven.stall(id, longer, until);
            return;
        }
        self.let_depart();
        self.forget_departures(id);
        if let Some(routing) = &mut self.routing {
            routing.expect_anew(id, self.now);
        }
        let unfinished = self.desks.delay(id, self.now, until);
        for old in unfinished.started {
            let departure = old.departure + longer;
            // Later only: it may now be too late, but no error comes or goes.
            let is_late = departure - old.arrived > self.patience_of(old.number);
            let outcome = if is_late { Outcome::TimedOut } else { old.outcome };
            let new = Admitted { departure, outcome, ..old };
            self.desks.enter(id, new);
            self.tell_anew(id, &old, &new);
        }
        // What is dropped does not begin.
        let begun = unfinished.waiting.iter().filter(|(old, _)| !self.desks.is_dropped(old)).count();
        self.conditions.take_back(id, begun as u32);
        for (old, brought) in unfinished.waiting {
            let started = self.desks.earliest(id);
            let new = self.admit_special((old.number, old.arrived), id, started, brought);
            self.tell_anew(id, &old, &new);
        }
    }

    /// A request ends otherwise than was told; a client that has given up has done so.
    fn tell_anew(&mut self, id: u32, old: &Admitted, new: &Admitted) {
        let instance = (id, self.instances[id as usize].version_at(old.arrived));
        let patience = self.patience_of(old.number);
        let is_open = old.ends(patience) > self.now;
        if let Some(routing) = &mut self.routing {
            let ends = if is_open { new.ends(patience) } else { Time::NEVER };
            let sender = self.clients.sender_of(new.number);
            if !is_copy(new.number) {
                routing.told_again(sender, instance.0, new.departure, ends, new.outcome == Outcome::Served);
            }
        } else if self.ranks_loads {
            self.departures.add(new.departure, instance.0);
        }
        if is_open {
            self.revoke(instance, old);
            self.tell_ended(&planned(new, instance, patience));
        }
    }

    /// A process has taken in more than it has memory for: it crashes.
    pub(super) fn run_out_of_memory(&mut self, id: u32) {
        let revision = self.revision(id);
        if !self.instances[id as usize].state.is_ready() || !self.conditions.is_out_of_memory(id, revision) {
            return;
        }
        self.go_down(id, Time::from_seconds(self.scenario.version_of(revision.0).leak.down_s));
    }
}
