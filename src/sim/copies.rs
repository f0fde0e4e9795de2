//! Copies of requests for the candidate, whose answers nobody gets: shadow traffic, or a mirror.
//!
//! A copy is sent at the moment of its original, after it, and brings the same work and the same luck. Which requests are
//! copied, and where to, is drawn by the luck of each, from a stream of its own: so no other stream is disturbed.

use super::{Ended, Event, Observer, Simulation};
use crate::fleet::{COPY, original};
use crate::kernel::Scatter;
use crate::scenario::Policy;

/// Which requests are copied.
#[derive(Clone, Copy, Debug)]
pub(super) struct Copies {
    percent: u32,
    luck: Scatter,
}

impl Copies {
    /// None yet.
    pub fn new(luck: Scatter) -> Copies {
        Copies { percent: 0, luck }
    }

    /// Share of the requests that are copied, percent.
    pub fn percent(&self) -> u32 {
        self.percent
    }

    /// Whether any are.
    #[inline]
    pub fn are_made(&self) -> bool {
        self.percent > 0
    }
}

impl<O: Observer> Simulation<O> {
    /// From now on so many percent of the requests are copied.
    pub(super) fn mirror(&mut self, percent: u32) {
        self.copies.percent = percent;
        // The quick way makes no copies.
        self.prepare_clients();
        self.tell(Event::MirrorSet { percent });
    }

    /// Sends a copy of what has just been sent and brings this `work`, if it is one of those that are copied and a candidate
    /// is there to take it.
    #[inline(never)]
    pub(super) fn copy(&mut self, number: u32, work: f64) {
        let luck = if self.clients.are_busy() { self.clients.luck_of(number) } else { u64::from(number) };
        let Copies { percent, luck: copied } = self.copies;
        if copied.unit(luck) * 100.0 >= f64::from(percent) {
            return;
        }
        // Another place of the same stream.
        let Some(id) = self.pick_for_copy(copied.bits(!luck)) else { return };
        debug_assert!(self.instances[id as usize].listening, "a copy for an instance that takes none");
        self.observer.copied();
        let work = if self.clients.cases().are_there() { work * self.case_factor(number, id) } else { work };
        self.bring(number | COPY, id, work);
    }

    /// The candidate that a copy is sent to: by the policy of the load balancer, or in turn where that is not the one that
    /// knows everything at once. Who picked for the original has brought the loads up to the present.
    fn pick_for_copy(&mut self, choice: u64) -> Option<u32> {
        let policy = if self.routing.is_some() { Policy::RoundRobin } else { self.scenario.fleet.policy };
        let pool = self.balancer.mirror_pool()?;
        Some(super::requests::pick_of(pool, policy, choice, |id| self.desks.outstanding(id, self.now)))
    }

    /// Tells how a copy ends.
    #[cold]
    pub(super) fn tell_copy(&mut self, ended: &Ended) {
        self.observer.copy_ended(&Ended { number: original(ended.number), ..*ended });
    }

    /// Takes back what was told of a copy.
    #[cold]
    pub(super) fn untell_copy(&mut self, ended: &Ended) {
        self.observer.copy_revoked(&Ended { number: original(ended.number), ..*ended });
    }
}
