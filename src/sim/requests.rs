//! The path of a request: the load balancer picks, the desk plans, and everyone who counts is told at once how it will
//! end. A lost instance takes back what was told.

use super::{Ended, Observer, Simulation};
use crate::fleet::{Admitted, Fate, Outcome, Telemetry, VersionId};
use crate::kernel::Time;
use crate::scenario::Policy;

impl<O: Observer> Simulation<O> {
    /// A request arrives that brings so much `work` (service time on one worker before all factors, ns).
    ///
    /// Work is drawn whatever becomes of the request, so that lanes that treat it differently still draw the same for the
    /// next one; its luck and its user's cohort belong to its number.
    #[inline]
    pub(super) fn arrive(&mut self, work: f64) {
        let number = self.offered;
        self.offered += 1;
        self.observer.arrived();
        let id = match self.pick(number) {
            Ok(id) => id,
            Err(silent) => {
                self.find_nobody(number, silent);
                return;
            }
        };
        let now = self.now;
        let (version, is_slow) = self.desks.noted(id);
        self.observer.routed(now, version);
        let Some(started) = self.desks.start(id, now) else {
            self.refuse(number, Some((id, version)));
            return;
        };
        let constants = &self.constants;
        let mut work = work * constants.service_factor[version.index()];
        if is_slow {
            work *= self.instances[id as usize].slow_start(started, constants.warm_up_factor);
        }
        let departure = started + Time::from_nanos(work);
        let error_below = constants.error_below[version.index()];
        let fate = if departure - now > constants.patience {
            Fate::GiveUp
        } else if error_below > 0 && self.streams.errors.bits(u64::from(number)) < error_below {
            Fate::Error
        } else {
            Fate::Answer
        };
        let request = Admitted { departure, arrived: now, started, number, fate };
        self.desks.admit(id, request);
        if let Some(routing) = &mut self.routing {
            routing.admitted(id, departure, request.ends(constants.patience), fate == Fate::Answer);
        } else if self.scenario.fleet.policy == Policy::LeastOutstanding {
            self.departures.add(departure, (id, self.desks.losses(id)));
        }
        let ended = planned(&request, (id, version), constants.patience);
        if version == VersionId::Candidate {
            count(&mut self.telemetry, &ended);
        }
        self.observer.ended(&ended);
    }

    /// The instance that the request is sent to; otherwise the one that was tried and did not listen, if any was.
    #[inline]
    fn pick(&mut self, number: u32) -> Result<u32, Option<u32>> {
        if self.routing.is_some() {
            return self.pick_by_routing(number);
        }
        if self.scenario.fleet.policy == Policy::LeastOutstanding {
            self.let_depart();
        }
        let cohort = self.streams.cohort;
        let pool = self.balancer.pool(|| cohort.unit(u64::from(number))).ok_or(None)?;
        Ok(match self.scenario.fleet.policy {
            // The latter two are never picked by this balancer: see `Routing::new`.
            Policy::RoundRobin | Policy::WeightedRoundRobin | Policy::ConsistentHash => pool.round_robin(),
            Policy::Random => pool.random(&mut self.streams.balancer),
            Policy::LeastOutstanding => pool.least(),
            Policy::PowerOfTwo => {
                let (first, second) = pool.two(&mut self.streams.balancer);
                let load = |id: u32| self.desks.outstanding(id, self.now);
                if load(second) < load(first) { second } else { first }
            }
        })
    }

    /// Brings the least-outstanding policy's loads up to the present.
    pub(super) fn let_depart(&mut self) {
        let (desks, balancer) = (&self.desks, &mut self.balancer);
        self.departures.pass(self.now, |(id, losses)| {
            if desks.losses(id) == losses {
                balancer.relieve(id, desks.noted(id).0);
            }
        });
    }

    #[cold]
    pub(super) fn refuse(&mut self, number: u32, instance: Option<(u32, VersionId)>) {
        if let Some((id, version)) = instance {
            if let Some(routing) = &mut self.routing {
                routing.turned_away(id, self.now);
            } else if self.scenario.fleet.policy == Policy::LeastOutstanding {
                self.balancer.relieve(id, version);
            }
            if version == VersionId::Candidate {
                self.telemetry.count_refusal(self.now);
            }
        }
        let (at, outcome) = (self.now, Outcome::Rejected);
        self.observer.ended(&Ended { at, arrived: at, started: at, number, instance, outcome });
    }

    /// Everything on the instance is lost now; how many requests that were.
    pub(super) fn lose_all(&mut self, id: u32) -> u32 {
        let version = self.instances[id as usize].version;
        let (observer, telemetry) = (&mut self.observer, &mut self.telemetry);
        let (now, patience) = (self.now, self.constants.patience);
        let routing = &mut self.routing;
        if let Some(routing) = routing {
            routing.process_ends(id, now);
        }
        let mut lost = 0;
        self.desks.lose_all(id, now, patience, |request| {
            lost += 1;
            let planned = planned(&request, (id, version), patience);
            let ended = Ended { at: now, outcome: Outcome::Failed, ..planned };
            if version == VersionId::Candidate {
                telemetry.uncount(planned.at, planned.at - planned.arrived, planned.outcome == Outcome::Served);
                count(telemetry, &ended);
            }
            if let Some(routing) = routing {
                routing.lost(request.number, id, now);
            }
            observer.revoked(&planned);
            observer.ended(&ended);
        });
        lost
    }
}

/// How an admitted request ends if nothing happens to its instance.
#[inline]
fn planned(request: &Admitted, instance: (u32, VersionId), patience: Time) -> Ended {
    let Admitted { arrived, started, number, .. } = *request;
    let outcome = match request.fate {
        Fate::Answer => Outcome::Served,
        Fate::Error => Outcome::Failed,
        Fate::GiveUp => Outcome::TimedOut,
    };
    Ended { at: request.ends(patience), arrived, started, number, instance: Some(instance), outcome }
}

#[inline]
pub(super) fn count(telemetry: &mut Telemetry, ended: &Ended) {
    telemetry.count(ended.at, ended.at - ended.arrived, ended.outcome == Outcome::Served);
}
