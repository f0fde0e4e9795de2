//! The request path where [`Routing`](crate::fleet::Routing) picks: whoever is picked may not listen any more.

use super::{Ended, Event, Observer, Simulation};
use crate::fleet::{Asked, Outcome};
use crate::kernel::Time;

impl<O: Observer> Simulation<O> {
    /// The instance that the request is sent to; otherwise the one that was tried and did not listen, if any was.
    #[inline(never)]
    pub(super) fn pick_by_routing(&mut self, sender: u32, user: u32, choice: u64) -> Result<u32, Option<u32>> {
        let now = self.now;
        let routing = self.routing.as_mut().ok_or(None)?;
        let (instances, desks) = (&self.instances, &self.desks);
        let listens = |id: u32| instances[id as usize].listening;
        let outstanding = |id: u32| desks.outstanding(id, now);
        let zone = self.clients.zone_of(user);
        let asked = Asked { now, number: sender, user: self.streams.cohort.bits(u64::from(user)), zone };
        let picked = routing.pick(asked, listens, outstanding, choice);
        for (instance, requests) in routing.take_refusals() {
            self.tell(Event::ConnectionsRefused { instance, requests });
        }
        match picked {
            Some(id) if self.instances[id as usize].listening => Ok(id),
            silent => Err(silent),
        }
    }

    /// A request finds nobody: no instance is known that could take it, or the one that was tried is `silent`.
    #[cold]
    pub(super) fn find_nobody(&mut self, number: u32, silent: Option<u32>) {
        let (Some(id), Some(routing)) = (silent, &mut self.routing) else {
            self.refuse(number, None);
            return;
        };
        let now = self.now;
        routing.refused(id, now);
        let version = self.desks.version(id);
        self.observer.routed(now, version, 1);
        // An error that comes at once; no work begins.
        let ended = Ended {
            at: now,
            arrived: now,
            started: Time::NEVER,
            number,
            class: 0,
            region: None,
            instance: Some((id, version)),
            outcome: Outcome::Failed,
        };
        self.tell_ended(&ended);
    }

    /// The run ends: tells of the refused connections that have not been told of.
    pub(super) fn tell_last_refusals(&mut self) {
        let refusals = self.routing.as_mut().map(|routing| routing.take_last_refusals());
        for (instance, requests) in refusals.unwrap_or_default() {
            self.tell(Event::ConnectionsRefused { instance, requests });
        }
    }
}
