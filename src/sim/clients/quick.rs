//! The quick way of an attempt, for the common case: the plain balancer chooses, the instance's workers fit its cache line,
//! nobody hedges, and all users are alike. How the attempt ends and what its client does then are decided in one go; the long
//! way (`acts`) does the same by way of everyone who may have a say.

use super::{HEDGED, Next, number_of};
use crate::fleet::{Outcome, RequestId};
use crate::kernel::{Appointment, Time};
use crate::scenario::Policy;
use crate::sim::requests::{count, planned};
use crate::sim::{Attempted, Ended, Observer, Simulation, Why};

impl<O: Observer> Simulation<O> {
    /// Chooses by which way attempts go: for the whole run, unless requests are copied, or instances of an
    /// older deployment stand, for a while.
    pub(in crate::sim) fn prepare_clients(&mut self) {
        let policy = self.scenario.fleet.policy;
        let chooses_plainly = matches!(policy, Policy::RoundRobin | Policy::Random | Policy::PowerOfTwo);
        let never_hedges = self.clients.habits.hedge_after == Time::NEVER;
        let has_room = self.desks.plain::<false>().is_some();
        let all_are_alike = !self.clients.regions.are_there() && !self.clients.treats_apart();
        let is_plain = chooses_plainly && self.routing.is_none() && has_room && self.conversions.is_none();
        let nothing_apart = !self.copies.are_made() && !self.control.has_older;
        self.clients.are_quick = is_plain && never_hedges && all_are_alike && nothing_apart;
        self.clients.keep_records = self.routing.is_some();
    }

    /// Sends an attempt of the record's request, which is this one, has everyone hear of its end and plans what the client
    /// does next; whether somebody was there to take it: if not, nothing is done.
    #[inline(always)]
    pub(super) fn attempt_quickly(&mut self, record: u32, request: RequestId, why: Why) -> bool {
        let now = self.now;
        let clients = &mut self.clients;
        let client = &mut clients.records[record as usize];
        let (class, retries) = (client.class, client.retries);
        let cohort = self.streams.cohort;
        let Some(pool) = self.balancer.pool(|| cohort.unit(u64::from(request.user))) else { return false };
        let Some(mut desks) = self.desks.plain::<false>() else { return false };
        let id = match self.scenario.fleet.policy {
            Policy::Random => pool.random(self.streams.balancer.bits()),
            Policy::PowerOfTwo => {
                let (first, second) = pool.two(self.streams.balancer.bits());
                if desks.is_less_loaded(second, first, now) { second } else { first }
            }
            // The others never go the quick way.
            _ => pool.round_robin(),
        };

        let patience = clients.patience[usize::from(class)];
        let terms = self.constants.terms(&self.streams).patient(patience);
        let luck = if retries == 0 { request.key() } else { clients.habits.luck(request, 2 * retries) };
        let work = client.work * clients.habits.classes[usize::from(class)].service_factor;
        let (instances, constants) = (&self.instances, &self.constants);
        let made = |started| constants.made(&instances[id as usize], now, started);
        let number = number_of(record, class, false);
        let admitted =
            desks.admit(id, now, number, |is_plain, started| terms.plan(luck, now, work, is_plain, started, made));
        let (version, ended) = match admitted {
            Ok((version, request)) => (version, planned(&request, (id, version), patience)),
            Err(version) => {
                let (instance, outcome) = (Some((id, version)), Outcome::Rejected);
                (version, Ended { at: now, arrived: now, started: now, number, class, region: None, instance, outcome })
            }
        };
        self.observer.routed(now, version, 1);
        if self.telemetry.watches(version) {
            count(&mut self.telemetry, &ended);
        }

        let Ended { at, started, outcome, .. } = ended;
        (client.sent, client.started, client.ends) = (now, started, at);
        (client.instance, client.version, client.outcome) = (id, version, outcome);
        let meets = 1 << version.index();
        let met = client.marks & !HEDGED;
        client.marks |= meets;
        let (then, next) = if !clients.habits.tries_again(outcome, retries) {
            self.observer.ended(&Ended { arrived: client.arrived, number: client.number, class, ..ended });
            if clients.habits.asks_again(request) {
                (at + clients.habits.think(request.next(), &self.ziggurat), Next::Ask)
            } else {
                (at, Next::Leave)
            }
        } else if clients.budget.is_kept() {
            (at, Next::AskBudget)
        } else {
            (at + clients.habits.back_off(request, retries), Next::Retry)
        };
        client.next = next;
        if next != Next::Leave {
            clients.agenda.add(Appointment { at: then, what: client.plan(record) });
        }
        let mixes_versions = met != 0 && met | meets != met;
        self.observer.attempted(&Attempted {
            at: now,
            request,
            why,
            class,
            region: None,
            work_ns: work,
            mixes_versions,
            broken: None,
        });
        true
    }
}
