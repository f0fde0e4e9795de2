//! The quick way of an attempt, for the common case: the plain balancer chooses, the instance's workers fit its cache line,
//! nobody hedges, and all users are alike. How the attempt ends and what its client does then are decided in one go; the long
//! way (`acts`) does the same by way of everyone who may have a say.

use super::number_of;
use super::record::{self, Asked, Next, Record};
use crate::fleet::{Outcome, Own};
use crate::kernel::Time;
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

    /// Sends an attempt of a request, for which its user has drawn this and which has or takes this record, has everyone hear of
    /// its end and plans what the client does next; whether somebody was there to take it: if not, nothing is done.
    #[inline(always)]
    pub(super) fn attempt_quickly(&mut self, record: u32, asked: &Asked, own: Own, why: Why) -> bool {
        let now = self.now;
        let clients = &mut self.clients;
        let &Asked { request, number, arrived, work, class, retries, met } = asked;
        let cohort = self.streams.cohort;
        let Some(pool) = self.balancer.pool(|| cohort.place(u64::from(request.user))) else { return false };
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
        let work_ns = work * clients.habits.classes[usize::from(class)].service_factor;
        let (instances, constants) = (&self.instances, &self.constants);
        let made = |started| constants.made(&instances[id as usize], now, started);
        let known_by = number_of(record, class, false);
        let admitted =
            desks.admit(id, now, known_by, |is_plain, started| terms.plan(luck, now, work_ns, is_plain, started, made));
        let (version, ended) = match admitted {
            Ok((version, request)) => (version, planned(&request, (id, version), patience)),
            Err(version) => {
                let (number, instance, outcome) = (known_by, Some((id, version)), Outcome::Rejected);
                (version, Ended { at: now, arrived: now, started: now, number, class, region: None, instance, outcome })
            }
        };
        self.observer.routed(now, version, 1);
        if self.telemetry.watches(version) {
            count(&mut self.telemetry, &ended);
        }

        let Ended { at: ends, started, outcome, .. } = ended;
        let habits = &clients.habits;
        let (then, next) = if !habits.tries_again(outcome, retries) {
            self.observer.ended(&Ended { arrived, number, class, ..ended });
            if habits.asks_again(request, own) {
                (ends + habits.think(habits.own(request.next()), &self.ziggurat), Next::Ask)
            } else {
                (ends, Next::Leave)
            }
        } else if clients.budget.is_kept() {
            (ends, Next::AskBudget)
        } else {
            (ends + habits.back_off(request, retries), Next::Retry)
        };
        let (key, marks) = (request.key(), met | 1 << version.index());
        if next != Next::Leave {
            // No user keeps its record here.
            let who = if next == Next::Ask { key } else { u64::from(record) };
            clients.agenda.add(then, next.tag(marks), who);
        }
        clients.due[record as usize] = then;
        let (sent, instance) = (now, id);
        clients.records[record as usize] = Record {
            key,
            number,
            arrived,
            work,
            next,
            class,
            retries,
            marks,
            sent,
            started,
            ends,
            instance,
            version,
            outcome,
        };
        let mixes_versions = record::mixes(met, version);
        self.observer.attempted(&Attempted {
            at: now,
            request,
            why,
            class,
            region: None,
            work_ns,
            mixes_versions,
            broken: None,
        });
        true
    }
}
