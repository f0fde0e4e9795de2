//! What clients do, and what they hear.

use super::record::{Asked, Record};
use super::{Asker, Attempt, Clients, HEDGED, NOWHERE, Next, number_of, record, record_of};
use crate::fleet::{Luck, Outcome, Own, RequestId, VersionId, Visit};
use crate::kernel::Time;
use crate::kernel::agenda::Appointment;
use crate::sim::ahead::Drawn;
use crate::sim::conversions::visit;
use crate::sim::{Attempted, Ended, Observer, Simulation, Why};

impl<O: Observer> Simulation<O> {
    /// Lets clients arrive and keep their appointments before `until`, at most `left` of both; how many are left then.
    #[inline(never)]
    pub(in crate::sim) fn serve_until(&mut self, until: Time, mut left: u32) -> u32 {
        while left > 0 {
            self.ahead.fill(&mut self.arrivals, &self.constants.law, &self.ziggurat, &mut self.streams);
            let arrival = self.ahead.at();
            // Of equal moments, appointments come before arrivals.
            let asker =
                if let Some((appointment, holds)) = self.clients.next_appointment(until.min(arrival.after(Time(1)))) {
                    self.now = appointment.at();
                    if holds { self.keep_appointment(&appointment) } else { None }
                } else if arrival < until {
                    self.now = arrival;
                    let Drawn { work, .. } = self.ahead.take();
                    Some(self.clients.enter(work))
                } else {
                    break;
                };
            if let Some(asker) = asker {
                self.ask(&asker);
            }
            left -= 1;
        }
        left
    }

    /// Whoever has this appointment keeps it; who asks for something new then.
    #[inline(always)]
    fn keep_appointment(&mut self, appointment: &Appointment) -> Option<Asker> {
        let (next, met) = Next::of(appointment.tag());
        if next != Next::Ask || self.clients.keep_records {
            return self.act(appointment.who, next, met);
        }
        let key = RequestId::from_key(appointment.who).next().key();
        Some(Asker { key, met, is_new: false, is_retry: false, record: None })
    }

    #[cold]
    #[inline(never)]
    fn act(&mut self, who: u64, next: Next, met: u8) -> Option<Asker> {
        if next == Next::Begin {
            return Some(Asker { key: who, met, is_new: false, is_retry: false, record: None });
        }
        let record = who as u32;
        let client = &mut self.clients.records[record as usize];
        let request = client.id();
        if next == Next::Ask {
            let key = request.next().key();
            return Some(Asker { key, met, is_new: false, is_retry: false, record: Some(record) });
        }
        client.next = Next::Nothing;
        match next {
            Next::Hedge => {
                client.marks |= HEDGED;
                self.attempt(record, request, Why::Hedge);
            }
            Next::AskBudget => {
                let retries = client.retries;
                if self.clients.budget.take_out(self.now) {
                    let at = self.now + self.clients.habits.back_off(request, retries);
                    self.clients.plan(record, at, Next::Retry);
                } else {
                    self.conclude(record);
                }
            }
            Next::Retry => {
                client.retries += 1;
                client.marks &= !HEDGED;
                if self.clients.are_quick {
                    let met = client.marks;
                    return Some(Asker { key: client.key, met, is_new: false, is_retry: true, record: Some(record) });
                }
                self.attempt(record, request, Why::Retry);
            }
            Next::Nothing | Next::Begin | Next::Ask | Next::Leave => {}
        }
        None
    }

    /// Sends a request, or sends it again.
    // The only place from which the quick way is taken, so that it is not called but stands here.
    #[inline(always)]
    fn ask(&mut self, asker: &Asker) {
        let (asked, own, why) = if asker.is_retry { self.asked_before(asker) } else { self.ask_first(asker) };
        let request = asked.request;
        let clients = &mut self.clients;
        if clients.are_quick {
            let record = match asker.record {
                Some(record) if asker.is_retry => record,
                _ => clients.take_plain_record(self.now),
            };
            if self.attempt_quickly(record, &asked, own, why) {
                return;
            }
            self.clients.records[record as usize] = Record::of(&asked);
            self.attempt(record, request, why);
            return;
        }
        let record = asker.record.unwrap_or_else(|| clients.take_record(self.now));
        clients.records[record as usize] = Record::of(&asked);
        self.attempt(record, request, why);
    }

    /// What is asked for the first time, and what the user has drawn for it.
    #[inline(always)]
    fn ask_first(&mut self, asker: &Asker) -> (Asked, Own, Why) {
        let Luck { work, own } = self.clients.luck(asker, &self.ziggurat);
        let class = self.clients.habits.class(own);
        self.observer.arrived(1);
        let number = self.offered;
        self.offered += 1;
        self.clients.budget.pay_in(self.now);
        let request = RequestId::from_key(asker.key);
        (Asked { request, number, arrived: self.now, work, class, retries: 0, met: asker.met }, own, Why::First)
    }

    /// What is asked for again, by a client whose record says what.
    #[cold]
    #[inline(never)]
    fn asked_before(&self, asker: &Asker) -> (Asked, Own, Why) {
        let clients = &self.clients;
        let record = asker.record.expect("who tries again has kept its record");
        let asked = clients.records[record as usize].asked();
        (asked, clients.habits.own(asked.request), Why::Retry)
    }

    /// Sends an attempt of the record's request, which is this one. Mostly its client hears at once how it will end.
    #[inline(never)]
    fn attempt(&mut self, record: u32, request: RequestId, why: Why) {
        let clients = &mut self.clients;
        let client = &mut clients.records[record as usize];
        let (class, is_hedge) = (client.class, why == Why::Hedge);
        let region = clients.regions.of(request.user);
        let before = client.marks;
        clients.left = record::left(before);
        let attempt = Attempt::new(self.now);
        if is_hedge {
            clients.hedges[record as usize] = attempt;
        } else {
            client.set_attempt(attempt);
        }
        let work = client.work * clients.habits.classes[usize::from(class)].service_factor;
        let choice = self.streams.balancer.bits();
        let number = number_of(record, class, is_hedge);
        let instance = self.send(number, request.user, work, choice);
        if self.copies.are_made() && instance.is_some() {
            self.copy(number, work);
        }
        let version = instance.map(|id| self.desks.version(id));

        let broken = instance.and_then(|id| self.breakage(number, id));
        let client = &self.clients.records[record as usize];
        let mixes_versions = version.is_some_and(|version| record::mixes(before, version));
        self.observer.attempted(&Attempted {
            at: self.now,
            request,
            why,
            class,
            region,
            work_ns: work,
            mixes_versions,
            broken,
        });
        if client.next == Next::Nothing {
            // Nothing has been heard yet. It may be time to send a hedge before that.
            self.go_on(record);
        }
    }

    /// A client hears how an attempt of this number ends; whether it still waits for that.
    #[inline]
    pub(in crate::sim) fn hear(&mut self, ended: &Ended) -> bool {
        let Ended { at, arrived, started, number, instance, outcome, .. } = self.at_client(ended);
        let (instance, version) = instance.unwrap_or((NOWHERE, VersionId::Stable));
        let attempt = Attempt { sent: arrived, started, ends: at, instance, version, outcome };
        let place @ (record, _) = record_of(number);
        if self.clients.is_concluded(record) {
            return self.hear_besides(place, attempt);
        }
        let is_meant = self.clients.change(place, arrived, Time::NEVER, self.now, attempt);
        if is_meant {
            self.go_on(record);
        }
        is_meant
    }

    /// The same for a client whose answer is known already. It may be still on its way, and this one, to the other attempt,
    /// have a shorter way.
    #[cold]
    fn hear_besides(&mut self, place: (u32, bool), attempt: Attempt) -> bool {
        let told = self.clients.ended(place.0);
        let is_meant = self.clients.change(place, attempt.sent, Time::NEVER, self.now, attempt);
        if is_meant && self.clients.result(place.0).ends < told.at {
            self.uncount_user(place.0, &told);
            self.observer.revoked(&told);
            self.conclude(place.0);
        }
        is_meant
    }

    /// How an attempt ends for its client, that ends so at the service. To a client that is away from it an answer has a way
    /// to go, and may come too late.
    #[inline]
    fn at_client(&self, ended: &Ended) -> Ended {
        if self.clients.regions.are_there() { self.heard_afar(ended) } else { *ended }
    }

    #[cold]
    fn heard_afar(&self, ended: &Ended) -> Ended {
        let clients = &self.clients;
        let user = clients.records[record_of(ended.number).0 as usize].id().user;
        let Some(region) = clients.regions.of(user).filter(|_| ended.outcome != Outcome::TimedOut) else {
            return *ended;
        };
        let zone = ended.instance.map(|(id, _)| self.instances[id as usize].zone);
        let at = ended.at + clients.regions.round_trip(region, zone);
        let gives_up = ended.arrived.after(clients.patience_of(ended.number));
        // Who finds no instance counts as refused, however late it hears of it.
        let is_late = at > gives_up && zone.is_some();
        Ended {
            at: at.min(gives_up),
            // What had not begun when it ended has not begun on the way either.
            started: if ended.started > ended.at { Time::NEVER } else { ended.started },
            outcome: if is_late { Outcome::TimedOut } else { ended.outcome },
            ..*ended
        }
    }

    /// What a client has heard of an attempt will not happen.
    pub(in crate::sim) fn unhear(&mut self, planned: &Ended) {
        let place @ (record, _) = record_of(planned.number);
        let Ended { at, .. } = self.at_client(planned);
        let clients = &mut self.clients;
        let told = clients.is_concluded(record).then(|| clients.ended(record));
        if !clients.change(place, planned.arrived, at, self.now, Attempt::new(planned.arrived)) {
            return;
        }
        if let Some(told) = told {
            self.uncount_user(record, &told);
            self.observer.revoked(&told);
        }
        self.clients.cancel(record);
    }

    /// Counts how the record's present request ends, where there is an A/B test.
    #[inline]
    fn count_user(&mut self, record: u32, ended: &Ended) {
        if let Some(conversions) = &mut self.conversions {
            self.clients.visit(record, ended).into_iter().for_each(|visit| conversions.count(&visit));
        }
    }

    /// Takes that back.
    fn uncount_user(&mut self, record: u32, ended: &Ended) {
        if let Some(conversions) = &mut self.conversions {
            self.clients.visit(record, ended).into_iter().for_each(|visit| conversions.uncount(&visit));
        }
    }

    /// Plans what the client does next, as far as is known how its attempts end.
    #[inline]
    fn go_on(&mut self, record: u32) {
        let clients = &mut self.clients;
        let client = &clients.records[record as usize];
        let (marks, retries, id) = (client.marks, client.retries, client.id());
        let hedge_at = client.sent.after(clients.habits.hedge_after);
        if client.ends > hedge_at && marks & HEDGED == 0 {
            clients.plan(record, hedge_at, Next::Hedge);
            return;
        }
        let Attempt { ends, outcome, .. } = clients.result(record);
        if ends == Time::NEVER {
            clients.cancel(record);
        } else if !clients.habits.tries_again(outcome, retries) {
            self.conclude(record);
        } else if clients.budget.is_kept() {
            clients.plan(record, ends, Next::AskBudget);
        } else {
            clients.plan(record, ends + clients.habits.back_off(id, retries), Next::Retry);
        }
    }

    /// The present try is the last one: tells how the request ends, and plans the user's next one.
    #[inline]
    fn conclude(&mut self, record: u32) {
        let ended = self.clients.ended(record);
        self.count_user(record, &ended);
        let clients = &mut self.clients;
        self.observer.ended(&ended);
        let id = clients.records[record as usize].id();
        let habits = &clients.habits;
        if habits.asks_again(id, habits.own(id)) {
            let think = habits.think(habits.own(id.next()), &self.ziggurat);
            clients.plan(record, ended.at + think, Next::Ask);
        } else {
            clients.plan(record, ended.at, Next::Leave);
        }
    }
}

impl Clients {
    /// The end of the record's present request, as an A/B test counts it.
    fn visit(&self, record: u32, ended: &Ended) -> Option<Visit> {
        let client = &self.records[record as usize];
        visit(ended, client.id(), record::has_met_both(client.marks))
    }
}
