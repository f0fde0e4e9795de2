//! Clients that do more than ask once: they try again, hedge, think and ask again. Each has at most one appointment, the next
//! thing that it does, and a record while an attempt of it is under way or may still be taken back. Most users think, and
//! about those there is nothing to know but their appointment: so their number costs little.
//!
//! What a client hears of its attempts is what everybody is told: mostly at once how an attempt will end, so what it does
//! then is planned at once too. When that is taken back, as an instance is lost or stands still, the plan is made again.

mod acts;
mod quick;
mod record;
#[cfg(test)]
mod tests;

use super::Ended;
use crate::fleet::{self, Cases, Compatibility, Draws, Habits, Left, Luck, Regions, RequestId, RetryBudget, VersionId};
use crate::kernel::agenda::{Agenda, Appointment};
use crate::kernel::ziggurat::Ziggurat;
use crate::kernel::{Scatter, ServiceLaw, Time};
use crate::scenario::{Population, Scenario};
use record::{Attempt, HEDGED, NOWHERE, Next, Record};
use std::collections::BTreeMap;

/// An attempt is known by the number of its record, with these in the low bits: its class, and whether it is a hedge.
const CLASS_BITS: u32 = 4;
const LOW_BITS: u32 = CLASS_BITS + 1;

/// The number that an attempt is known by.
#[inline]
fn number_of(record: u32, class: u8, is_hedge: bool) -> u32 {
    record << LOW_BITS | u32::from(is_hedge) << CLASS_BITS | u32::from(class)
}

/// The record of an attempt, and whether it is a hedge.
#[inline]
fn record_of(number: u32) -> (u32, bool) {
    (number >> LOW_BITS, number >> CLASS_BITS & 1 == 1)
}

/// A user who asks now.
#[derive(Clone, Copy, Debug)]
struct Asker {
    /// Of the request: in one piece, as it is read in one.
    key: u64,
    /// The versions that it has met: see [`record::meet`].
    met: u8,
    /// Whether the user has just arrived.
    is_new: bool,
    /// Whether it asks once more for what it has asked for.
    is_retry: bool,
    /// The record that it has kept.
    record: Option<u32>,
}

/// The clients of a run.
#[derive(Clone, Debug)]
pub(super) struct Clients {
    /// Whether they do more than ask once.
    are_busy: bool,
    /// Whether their attempts go the quick way.
    are_quick: bool,
    habits: Habits,
    regions: Regions,
    /// What versions treat otherwise.
    cases: Cases,
    /// What versions break of each other.
    pub compatibility: Compatibility,
    /// What the versions left behind with the user whose attempt is being sent.
    pub left: Left,
    /// By class.
    patience: Vec<Time>,
    budget: RetryBudget,
    agenda: Agenda,
    /// The records, used one after the other and again when they are not needed any more; as many as a power of two.
    records: Vec<Record>,
    /// The place of the record that is looked at first when one is needed.
    next: usize,
    /// Whether a user has the same record as long as it stays: whoever sends has to be known by it.
    keep_records: bool,
    /// The hedge of each record's present try; empty if nobody hedges.
    hedges: Vec<Attempt>,
    /// When each record's appointment is, if it has one.
    due: Vec<Time>,
    /// The appointments that do not hold any more and are still in the agenda: how many of each, and the place of their record.
    void: BTreeMap<Appointment, (u32, u32)>,
    /// How many those are, by place.
    void_at: BTreeMap<u32, u32>,
    /// Users so far.
    users: u32,
    /// What has been drawn for users who will arrive.
    new: Draws,
    /// What has been drawn for users who think.
    thinking: Draws,
    /// Of a closed loop: users, and requests per second if nobody has to wait.
    closed: Option<(u32, f64)>,
    arrivals_per_request: f64,
}

/// Records at first.
const FEWEST_RECORDS: usize = 64;
/// When so many records in a row are still needed, there shall be more of them: looking for one takes long then.
const MOST_NEEDED: usize = 4;
/// The same where users keep their records.
const MOST_KEPT: usize = 64;

impl Clients {
    /// The clients of `scenario`, whose requests bring work by `law`; so many are `expected`.
    pub fn new(scenario: &Scenario, law: ServiceLaw, users: Scatter, expected: f64) -> Clients {
        let clients = &scenario.clients;
        let (mean_s, thinks) = (law.mean(), clients.population != Population::Requests);
        let habits = Habits::new(scenario, law, users);
        let horizon = Time::from_seconds(scenario.horizon_s);
        let arrivals_per_request = match clients.population {
            Population::Requests => 1.0,
            Population::Sessions => 1.0 / f64::from(clients.requests_per_session),
            Population::Closed => 0.0,
        };
        let is_closed = clients.population == Population::Closed;
        Clients {
            are_busy: !scenario.has_plain_clients(),
            are_quick: false,
            regions: Regions::new(scenario),
            cases: Cases::new(scenario),
            compatibility: Compatibility::new(&scenario.versions.compatibility),
            left: Left::default(),
            patience: habits.classes.iter().map(|class| class.patience).collect(),
            budget: RetryBudget::new(clients.retries.budget_percent, clients.retries.budget_min_rps),
            agenda: Agenda::new(
                Time::from_seconds(scenario.horizon_s / expected.max(1.0)),
                Time::from_seconds(if thinks { clients.think_s + mean_s } else { mean_s }),
                horizon,
            ),
            records: Vec::new(),
            next: 0,
            keep_records: false,
            hedges: Vec::new(),
            due: Vec::new(),
            void: BTreeMap::new(),
            void_at: BTreeMap::new(),
            users: 0,
            new: Draws::default(),
            thinking: Draws::default(),
            closed: is_closed.then(|| (clients.users, expected / scenario.horizon_s)),
            arrivals_per_request,
            habits,
        }
    }

    /// Has the users of a closed loop begin by thinking.
    pub fn begin(&mut self, ziggurat: &Ziggurat) {
        for _ in 0..self.closed.map_or(0, |(users, _)| users) {
            let first = self.new_user();
            let think = self.habits.think(self.habits.own(first), ziggurat);
            self.agenda.add(think, Next::Begin.tag(0), first.key());
        }
    }

    /// Whether they do more than ask once.
    #[inline]
    pub fn are_busy(&self) -> bool {
        self.are_busy
    }

    /// After how long the most patient ones give up.
    pub fn longest_patience(&self) -> Time {
        self.patience.iter().copied().max().unwrap_or(Time::NEVER)
    }

    /// After how long the client gives up whose attempt is known by this number.
    #[inline]
    pub fn patience_of(&self, number: u32) -> Time {
        let class = if self.are_busy { number & ((1 << CLASS_BITS) - 1) } else { 0 };
        self.patience[class as usize]
    }

    /// Who asks for what is known by this number, while the client waits for it; users have these `cohorts`.
    pub fn asker(&self, number: u32, cohorts: Scatter) -> fleet::Asker {
        let user = self.records[record_of(number).0 as usize].id().user;
        let class = (number & ((1 << CLASS_BITS) - 1)) as u8;
        fleet::Asker { class, region: self.regions.of(user).unwrap_or(0), cohort: cohorts.unit(u64::from(user)) }
    }

    /// Whether a request may be an error because of who asks: by its case, or by what versions left with the user.
    #[inline]
    pub fn treats_apart(&self) -> bool {
        self.cases.are_there() || !self.compatibility.is_full()
    }

    /// The user meets this version whose client waits for what is known by this number.
    #[inline]
    pub fn meet(&mut self, number: u32, version: VersionId) {
        let marks = &mut self.records[record_of(number).0 as usize].marks;
        *marks = record::meet(*marks, version);
    }

    /// Another deployment begins, after one that is complete: what users have of the versions before it counts as of the one
    /// that is stable now.
    #[cold]
    pub fn forget_versions(&mut self) {
        self.records.iter_mut().for_each(|client| client.marks = record::in_next_deployment(client.marks));
        self.agenda.change(|tag| {
            let (next, met) = Next::of(tag);
            next.tag(record::in_next_deployment(met))
        });
    }

    /// What versions treat otherwise.
    #[inline]
    pub fn cases(&self) -> &Cases {
        &self.cases
    }

    /// The zone that a user is in, if that is known.
    pub fn zone_of(&self, user: u32) -> Option<u32> {
        self.regions.of(user).and_then(|region| self.regions.zone(region))
    }

    /// Who sent what is known by this number: the same for everything that a user sends, and for nobody else who is there
    /// at the same time.
    #[inline]
    pub fn sender_of(&self, number: u32) -> u32 {
        if self.are_busy { record_of(number).0 } else { number }
    }

    /// Where the luck of an attempt lies, while its client waits for it. A new attempt has new luck; the first attempt of a
    /// user's first request has that of a client who asks once.
    #[inline]
    pub fn luck_of(&self, number: u32) -> u64 {
        let (record, is_hedge) = record_of(number);
        let client = &self.records[record as usize];
        match 2 * client.retries + u8::from(is_hedge) {
            0 => client.key,
            before => self.habits.luck(client.id(), before),
        }
    }

    /// How many users arrive for each request.
    pub fn arrivals_per_request(&self) -> f64 {
        self.arrivals_per_request
    }

    /// Requests per second that users who arrive at this rate ask for; of a closed loop, if nobody has to wait.
    pub fn demand_rps(&self, arrival_rate: f64) -> f64 {
        self.closed.map_or_else(|| arrival_rate / self.arrivals_per_request, |(_, rps)| rps)
    }

    /// Requests whose clients wait for an answer or for another try at `now`, the end of the run.
    pub fn in_flight(&self, now: Time) -> u64 {
        let is_open = |record: &u32| match self.records[*record as usize].next {
            Next::Nothing | Next::Hedge | Next::AskBudget | Next::Retry => true,
            Next::Begin | Next::Ask | Next::Leave => self.result(*record).ends > now,
        };
        (0..self.records.len() as u32).filter(is_open).count() as u64
    }

    /// A user arrives with this work, which counts where users do not draw their own.
    #[inline(always)]
    fn enter(&mut self, work: f64) -> Asker {
        let key = self.new_user().key();
        if self.habits.population == Population::Requests {
            self.new.bring(&self.habits, key, work);
        }
        Asker { key, met: 0, is_new: true, is_retry: false, record: None }
    }

    /// What is drawn for a request that is asked for now.
    #[inline(always)]
    fn luck(&mut self, asker: &Asker, ziggurat: &Ziggurat) -> Luck {
        let Clients { habits, new, thinking, agenda, keep_records, .. } = self;
        let key = asker.key;
        if asker.is_new {
            // The first requests of the next users have the next keys.
            return new.take(key, |new| new.draw(habits, ziggurat, key..));
        }
        thinking.take(key, |thinking| {
            let next = if *keep_records { &[] } else { agenda.next() };
            let next = next.iter().filter(|it| Next::of(it.tag()).0 == Next::Ask);
            let next = next.map(|it| RequestId::from_key(it.who).next().key());
            thinking.draw(habits, ziggurat, std::iter::once(key).chain(next));
        })
    }

    /// The first request of a new user.
    #[inline]
    fn new_user(&mut self) -> RequestId {
        self.users += 1;
        RequestId { user: self.users - 1, index: 0 }
    }

    /// The place of a record that is not needed any more, where nobody keeps one or hedges.
    #[inline(always)]
    fn take_plain_record(&mut self, now: Time) -> u32 {
        let place = self.next;
        if let Some(client) = self.records.get(place)
            && matches!(client.next, Next::Ask | Next::Leave)
            && client.ends <= now
            && self.void_at.is_empty()
        {
            self.next = (place + 1) & (self.records.len() - 1);
            return place as u32;
        }
        self.take_record(now)
    }

    /// The place of a record that is not needed any more.
    #[inline(never)]
    fn take_record(&mut self, now: Time) -> u32 {
        let most = if self.keep_records { MOST_KEPT } else { MOST_NEEDED };
        for _ in 0..most.min(self.records.len()) {
            let place = self.next;
            self.next = (place + 1) & (self.records.len() - 1);
            if !self.is_needed(place, now) {
                return place as u32;
            }
        }
        self.lengthen()
    }

    /// Doubles the number of records; the place of a new one.
    #[cold]
    fn lengthen(&mut self) -> u32 {
        let place = self.records.len();
        let length = (2 * place).max(FEWEST_RECORDS);
        self.records.resize(length, Record::UNUSED);
        self.due.resize(length, Time::NEVER);
        if self.habits.hedge_after != Time::NEVER {
            self.hedges.resize(length, Attempt::NONE);
        }
        self.next = place + 1;
        place as u32
    }

    /// Whether the record at this place may still have a say: its request is not concluded, the end may be taken back, or an
    /// appointment that does not hold any more could be mistaken for one of another client.
    #[inline]
    fn is_needed(&self, place: usize, now: Time) -> bool {
        let client = &self.records[place];
        let is_over = match client.next {
            Next::Leave => client.ends <= now,
            Next::Ask => client.ends <= now && !self.keep_records,
            _ => false,
        };
        let is_hedge_over = client.marks & HEDGED == 0 || self.hedges[place].ends <= now;
        !is_over || !is_hedge_over || (!self.void_at.is_empty() && self.void_at.contains_key(&(place as u32)))
    }

    /// Makes a record's appointment; one that it has does not hold any more.
    #[inline]
    fn plan(&mut self, record: u32, at: Time, next: Next) {
        self.cancel(record);
        self.records[record as usize].next = next;
        if next != Next::Leave {
            let tag = next.tag(self.records[record as usize].marks);
            self.agenda.add(at, tag, self.name(record));
            self.due[record as usize] = at;
        }
    }

    /// How a record's appointment names who it is.
    #[inline]
    fn name(&self, record: u32) -> u64 {
        let &Record { key, next, .. } = &self.records[record as usize];
        if next == Next::Ask && !self.keep_records { key } else { u64::from(record) }
    }

    /// An appointment of somebody, whomever that has met.
    fn named(&self, at: Time, next: Next, who: u64) -> Appointment {
        self.agenda.appointment(at, next.tag(0), who)
    }

    /// Makes a record's appointment void, if it has one.
    #[inline]
    fn cancel(&mut self, record: u32) {
        if !matches!(self.records[record as usize].next, Next::Nothing | Next::Leave) {
            self.make_void(record);
        }
        self.records[record as usize].next = Next::Nothing;
    }

    #[cold]
    fn make_void(&mut self, record: u32) {
        let appointment = self.named(self.due[record as usize], self.records[record as usize].next, self.name(record));
        self.void.entry(appointment).or_insert((0, record)).0 += 1;
        *self.void_at.entry(record).or_default() += 1;
    }

    /// Takes out the next appointment before `limit`, and says whether it holds.
    #[inline]
    fn next_appointment(&mut self, limit: Time) -> Option<(Appointment, bool)> {
        let appointment = self.agenda.pop_before(limit)?;
        Some((appointment, self.void.is_empty() || !self.is_void(&appointment)))
    }

    /// Whether an appointment does not hold any more. Of several that are the same, made void one after the other as their
    /// client made the next, the first ones do not.
    #[cold]
    fn is_void(&mut self, appointment: &Appointment) -> bool {
        let appointment = self.named(appointment.at(), Next::of(appointment.tag()).0, appointment.who);
        let Some((count, place)) = self.void.get_mut(&appointment) else { return false };
        let place = *place;
        *count -= 1;
        if *count == 0 {
            self.void.remove(&appointment);
        }
        if let Some(count) = self.void_at.get_mut(&place) {
            *count -= 1;
            if *count == 0 {
                self.void_at.remove(&place);
            }
        }
        true
    }

    /// The attempt that decides how the record's present try ends.
    #[inline]
    fn result(&self, record: u32) -> Attempt {
        let client = &self.records[record as usize];
        let first = client.attempt();
        if client.marks & HEDGED > 0 { first.or(self.hedges[record as usize]) } else { first }
    }

    /// How the record's present request ends for its user with the present try.
    #[inline]
    fn ended(&self, record: u32) -> Ended {
        let &Record { number, arrived, class, key, .. } = &self.records[record as usize];
        let Attempt { ends, started, instance, version, outcome, .. } = self.result(record);
        let instance = (instance != NOWHERE).then_some((instance, version));
        let region = self.regions.of(RequestId::from_key(key).user);
        Ended { at: ends, arrived, started, number, class, region, instance, outcome }
    }

    /// Whether the record's present request is concluded: how it ends has been told, and is only taken back if an instance
    /// is lost or stands still before.
    #[inline]
    fn is_concluded(&self, record: u32) -> bool {
        matches!(self.records[record as usize].next, Next::Ask | Next::Leave)
    }

    /// Changes an attempt of the record's present try that was sent at `sent` and, as far as is known, ends at `ends`; whether
    /// there is such an attempt, and its client still waits for it at `now`.
    // Inlined, so that an attempt stays in registers: what has just been stored in parts cannot be loaded whole at once.
    #[inline(always)]
    fn change(&mut self, (record, is_hedge): (u32, bool), sent: Time, ends: Time, now: Time, new: Attempt) -> bool {
        // If so, this is a hedge that came second, or the attempt that it has overtaken: only until when it goes on matters.
        let is_over = self.is_concluded(record) && self.result(record).ends <= now;
        let client = &mut self.records[record as usize];
        if is_hedge {
            let hedge = &mut self.hedges[record as usize];
            let is_meant = client.marks & HEDGED > 0 && (hedge.sent, hedge.ends) == (sent, ends);
            if is_meant {
                *hedge = if is_over { Attempt { ends: new.ends, ..*hedge } } else { new };
            }
            return is_meant && !is_over;
        }
        let is_meant = (client.sent, client.ends) == (sent, ends);
        if is_meant && is_over {
            client.ends = new.ends;
        } else if is_meant {
            client.set_attempt(new);
        }
        is_meant && !is_over
    }
}
