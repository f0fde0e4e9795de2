//! The path of a request: the load balancer picks, the desk plans, and whoever looks later lets it leave.

use super::{Ended, Observer, Simulation};
use crate::fleet::{Admitted, Fate, Instance, Outcome, Telemetry, VersionId};
use crate::kernel::Time;
use crate::scenario::Policy;

impl<O: Observer> Simulation<O> {
    /// A request arrives.
    ///
    /// Its work, its luck and its user's cohort are drawn whatever becomes of it, so that lanes that treat it
    /// differently still draw the same for the next one.
    #[inline]
    pub(super) fn arrive(&mut self) {
        let number = self.offered;
        self.offered += 1;
        self.observer.arrived();
        let work_s = self.constants.law.draw(&self.ziggurat, &mut self.streams.work);
        let luck = self.streams.errors.unit();
        let cohort = self.streams.cohort.unit();
        let Some(id) = self.pick(cohort) else {
            self.refuse(number, None);
            return;
        };
        self.settle(id);
        let now = self.now;
        let constants = &self.constants;
        let instance = &mut self.instances[id as usize];
        let version = instance.version;
        let slow = constants.service_factor[version.index()] * instance.slow_start(now, constants.warm_up_factor);
        let good = luck >= constants.error_probability[version.index()];
        let service = Time::from_seconds(work_s * slow);
        self.observer.routed(now, version);
        match instance.desk.admit(now, number, service, good, constants.patience) {
            Some(departure) if self.scenario.fleet.policy == Policy::LeastOutstanding => {
                let outstanding = instance.desk.outstanding();
                self.balancer.load_changed(id, version, outstanding);
                self.departures.schedule(departure, id);
            }
            Some(_) => {}
            None => self.refuse(number, Some((id, version))),
        }
    }

    #[inline]
    fn pick(&mut self, cohort: f64) -> Option<u32> {
        if self.scenario.fleet.policy == Policy::LeastOutstanding {
            while self.departures.next_at() <= self.now {
                if let Some((_, id)) = self.departures.pop() {
                    self.settle(id);
                }
            }
        }
        let pool = self.balancer.pool(cohort)?;
        Some(match self.scenario.fleet.policy {
            Policy::RoundRobin => pool.round_robin(),
            Policy::Random => pool.random(&mut self.streams.balancer),
            Policy::LeastOutstanding => pool.least(),
            Policy::PowerOfTwo => {
                let (first, second) = pool.two(&mut self.streams.balancer);
                self.settle(first);
                self.settle(second);
                let load = |id: u32| self.instances[id as usize].desk.outstanding();
                if load(second) < load(first) { second } else { first }
            }
        })
    }

    fn refuse(&mut self, number: u32, instance: Option<(u32, VersionId)>) {
        if let Some((_, VersionId::Candidate)) = instance {
            self.telemetry.count_refusal(false);
        }
        let (at, outcome) = (self.now, Outcome::Rejected);
        self.observer.ended(&Ended { at, arrived: at, started: at, number, instance, outcome });
    }

    /// Lets everything leave the instance that has ended by now.
    #[inline]
    pub(super) fn settle(&mut self, id: u32) {
        let instance = &mut self.instances[id as usize];
        let before = instance.desk.outstanding();
        let version = instance.version;
        let (observer, telemetry) = (&mut self.observer, &mut self.telemetry);
        instance.desk.settle(self.now, self.constants.patience, |request, at| {
            let outcome = match request.fate {
                Fate::Answer => Outcome::Served,
                Fate::Error => Outcome::Failed,
                Fate::GiveUp => Outcome::TimedOut,
            };
            end(observer, telemetry, (id, version), &request, at, outcome);
        });
        if self.scenario.fleet.policy == Policy::LeastOutstanding {
            let outstanding = self.instances[id as usize].desk.outstanding();
            if outstanding != before {
                self.balancer.load_changed(id, version, outstanding);
            }
        }
    }

    /// Settles every instance, so that what is read now misses nothing.
    pub(super) fn settle_all(&mut self) {
        let live = std::mem::take(&mut self.live);
        live.iter().for_each(|id| self.settle(*id));
        self.live = live;
    }

    /// Everything on the instance is lost now; how many requests that were.
    pub(super) fn lose_all(&mut self, id: u32) -> u32 {
        self.settle(id);
        let Instance { version, desk, .. } = &mut self.instances[id as usize];
        let (observer, telemetry, now) = (&mut self.observer, &mut self.telemetry, self.now);
        let mut lost = 0;
        desk.lose_all(now, |request| {
            lost += 1;
            end(observer, telemetry, (id, *version), &request, now, Outcome::Failed);
        });
        lost
    }
}

/// Tells everyone who counts that a request has ended.
#[inline]
fn end<O: Observer>(
    observer: &mut O,
    telemetry: &mut Telemetry,
    instance: (u32, VersionId),
    request: &Admitted,
    at: Time,
    outcome: Outcome,
) {
    if instance.1 == VersionId::Candidate {
        telemetry.count(at - request.arrived, outcome == Outcome::Served);
    }
    let Admitted { arrived, started, number, .. } = *request;
    observer.ended(&Ended { at, arrived, started, number, instance: Some(instance), outcome });
}
