//! The queues and the workers of all instances.
//!
//! With first-in-first-out service the departure is known at admission: work starts when the earliest worker is free,
//! and ends one service time later. So no event is scheduled for it. A desk keeps the moments at which its workers are
//! free, and what it has admitted is entered in a ledger; from that a crash takes back.
//!
//! Inside, moments have the form that is compared without a branch: which worker is free first is a coin toss, and a branch
//! on it would be mispredicted.

mod crowd;
mod ledger;
mod log;
mod plain;
mod special;

pub use ledger::RECENT;
pub use plain::Plain;
pub use special::{Brought, Unfinished};

use super::copies::is_copy;
use super::driven::Driven;
use super::state::{Outcome, VersionId};
use crate::kernel::{Moment, Time};
use crowd::{CROWD, Crowd};
use ledger::{Ledger, NO_ENTRY};
use log::Log;
use special::Works;

/// Workers whose free times lie in the instance's own cache line.
const NEAR_WORKERS: usize = 4;

/// A departure that cannot be told yet: after every run, but not so late that nothing could be added.
const UNKNOWN: Time = Time(1 << 60);

/// A request on an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// When its worker is free again.
    pub departure: Time,
    /// When it arrived.
    pub arrived: Time,
    /// When its work starts.
    pub started: Time,
    /// Its number in order of arrival.
    pub number: u32,
    /// How it will end if nothing happens to its instance. When the client gives up, the work is done all the same.
    pub outcome: Outcome,
}

impl Admitted {
    /// An entry that has not been used.
    const NONE: Admitted = Admitted {
        departure: Time::ZERO,
        arrived: Time::ZERO,
        started: Time::ZERO,
        number: 0,
        outcome: Outcome::Served,
    };

    /// When it ends for its client, who gives up after `patience`.
    #[inline]
    #[must_use]
    pub fn ends(&self, patience: Time) -> Time {
        self.arrived + (self.departure - self.arrived).min(patience)
    }
}

/// What is looked at for every request, in one cache line.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Desk {
    /// When each worker is free, earliest first; for ever busy are those that do not exist.
    free: [Moment; NEAR_WORKERS],
    /// The number of its last entry in the ledger.
    last: u64,
    /// Requests admitted since a worker was last free when one came, or a mark: see `crowd`.
    waiting: u32,
    crowd: Option<Box<Crowd>>,
    version: VersionId,
    /// Whether the stable version runs on it and is not slower than usual, so that nothing special need be looked up.
    is_plain: bool,
}

/// The desks of a fleet, by instance.
#[derive(Clone, Debug)]
pub struct Desks {
    desks: Vec<Desk>,
    /// The free times of each instance's workers, earliest first, where they are more than [`NEAR_WORKERS`].
    far: Vec<Moment>,
    workers: usize,
    queue_capacity: u32,
    ledger: Ledger,
    /// Whether requests need more than first in, first out, at once and for all: see `special`.
    is_special: bool,
    /// What each instance has admitted, where that is special.
    logs: Vec<Log>,
    /// What has waited longer than this when a worker could take it is dropped.
    shed_after: Time,
    /// The work of what waits, where it may have to be planned anew.
    works: Option<Works>,
    /// The queues, where departures cannot be planned.
    driven: Option<Box<Driven>>,
}

impl Desks {
    /// Desks with so many workers each, and room for so many that wait.
    #[must_use]
    pub fn new(workers: u32, queue_capacity: u32) -> Desks {
        Desks {
            desks: Vec::new(),
            far: Vec::new(),
            workers: workers as usize,
            queue_capacity,
            ledger: Ledger::default(),
            is_special: false,
            logs: Vec::new(),
            shed_after: Time::NEVER,
            works: None,
            driven: None,
        }
    }

    /// Adds an idle desk for the next instance.
    pub fn add(&mut self, version: VersionId) {
        self.driven_mut().into_iter().for_each(Driven::add);
        let mut free = [Moment::ZERO; NEAR_WORKERS];
        if self.workers > NEAR_WORKERS {
            self.far.resize(self.far.len() + self.workers, Moment::ZERO);
        } else {
            free[self.workers..].fill(Moment::FOREVER);
        }
        if self.is_special {
            self.logs.push(Log::default());
        }
        let is_plain = version == VersionId::Stable;
        self.desks.push(Desk { free, last: NO_ENTRY, waiting: 0, crowd: None, version, is_plain });
    }

    /// Notes what runs on an instance, and whether that is the stable version at its usual speed (`is_plain`).
    pub fn note(&mut self, id: u32, version: VersionId, is_plain: bool) {
        let desk = &mut self.desks[id as usize];
        (desk.version, desk.is_plain) = (version, is_plain);
    }

    /// What runs on an instance.
    #[inline]
    #[must_use]
    pub fn version(&self, id: u32) -> VersionId {
        self.desks[id as usize].version
    }

    /// The desks themselves, where nothing is special and workers fit the instance's own cache line, or do not (`FAR`).
    #[inline]
    pub fn plain<const FAR: bool>(&mut self) -> Option<Plain<'_, FAR>> {
        let are_so = !self.is_special && (self.workers > NEAR_WORKERS) == FAR;
        are_so.then(|| self.seen::<FAR>())
    }

    #[inline]
    fn seen<const FAR: bool>(&mut self) -> Plain<'_, FAR> {
        let Desks { desks, far, ledger, .. } = self;
        Plain { desks, far, ledger, workers: self.workers, queue_capacity: self.queue_capacity }
    }

    /// See [`Plain::admit`].
    #[inline]
    pub fn admit(
        &mut self,
        id: u32,
        now: Time,
        number: u32,
        plan: impl FnOnce(bool, Moment) -> (Moment, Outcome),
    ) -> Result<(VersionId, Admitted), VersionId> {
        if self.workers > NEAR_WORKERS {
            self.seen::<true>().admit(id, now, number, plan)
        } else {
            self.seen::<false>().admit(id, now, number, plan)
        }
    }

    /// Workers that are busy at `now`.
    #[inline]
    #[must_use]
    pub fn busy(&self, id: u32, now: Time) -> u32 {
        if self.is_special {
            return self.busy_counted(id, now);
        }
        if self.workers > NEAR_WORKERS {
            let free = &self.far[id as usize * self.workers..][..self.workers];
            let now = Moment::at(now);
            return (self.workers - free.partition_point(|free| *free <= now)) as u32;
        }
        self.desks[id as usize].taken(now) - (NEAR_WORKERS - self.workers) as u32
    }

    /// Requests being worked on or waiting at `now`, which must not be earlier than the last admission.
    #[inline]
    #[must_use]
    pub fn outstanding(&self, id: u32, now: Time) -> u32 {
        if self.is_special {
            return self.counted(id, now);
        }
        let busy = self.busy(id, now);
        // Nobody waits while a worker is free.
        if busy < self.workers as u32 { busy } else { busy + self.desks[id as usize].waiting(id, &self.ledger, now) }
    }

    /// When the last admitted request departs, `now` if there is none; a moment beyond every run where that cannot be
    /// planned.
    #[must_use]
    pub fn last_departure(&self, id: u32, now: Time) -> Time {
        if let Some(driven) = self.driven() {
            return if driven.outstanding(id) == 0 { now } else { UNKNOWN };
        }
        if self.is_special {
            let latest = self.logs[id as usize].all().map(|request| request.departure).max();
            return latest.map_or(now, |latest| latest.max(now));
        }
        self.free(id).last().map_or(now, |latest| latest.time().max(now))
    }

    /// Loses everything still on an instance: it has been killed or has crashed. `lost` is told of each request whose
    /// client, who gives up after `patience`, was still waiting.
    pub fn lose_all(&mut self, id: u32, now: Time, patience: Time, lost: impl FnMut(Admitted)) {
        let unfinished = self.unfinished(id, now);
        unfinished.into_iter().filter(|request| request.ends(patience) > now).for_each(lost);
        let desk = &mut self.desks[id as usize];
        match self.logs.get_mut(id as usize) {
            Some(log) => log.clear(),
            None => self.ledger.strike_out(id, desk.last),
        }
        (desk.last, desk.waiting) = (NO_ENTRY, 0);
        self.free_mut(id).fill(Moment::at(now));
    }

    /// Gives back the memory of an instance that is gone.
    pub fn retire(&mut self, id: u32) {
        self.desks[id as usize].crowd = None;
        self.logs.get_mut(id as usize).into_iter().for_each(Log::retire);
    }

    /// How many clients on an instance wait for an answer at `now`.
    #[must_use]
    pub fn waiting_clients(&self, id: u32, now: Time, patience: Time) -> u64 {
        if let Some(driven) = self.driven() {
            return driven.waiting_clients(id);
        }
        let unfinished = self.unfinished(id, now);
        let waits = |request: &&Admitted| request.ends(patience) > now && !is_copy(request.number);
        unfinished.iter().filter(waits).count() as u64
    }

    /// What is planned on an instance and not finished at `now`, in order of admission.
    fn unfinished(&self, id: u32, now: Time) -> Vec<Admitted> {
        match self.logs.get(id as usize) {
            Some(log) => log.unfinished(now).copied().collect(),
            None => self.ledger.unfinished(id, self.desks[id as usize].last, now),
        }
    }

    /// When each worker of an instance is free, earliest first.
    fn free(&self, id: u32) -> &[Moment] {
        if self.workers > NEAR_WORKERS {
            &self.far[id as usize * self.workers..][..self.workers]
        } else {
            &self.desks[id as usize].free[..self.workers]
        }
    }

    /// The same, to be changed.
    fn free_mut(&mut self, id: u32) -> &mut [Moment] {
        if self.workers > NEAR_WORKERS {
            &mut self.far[id as usize * self.workers..][..self.workers]
        } else {
            &mut self.desks[id as usize].free[..self.workers]
        }
    }
}

impl Desk {
    /// See [`Plain::admit`]; work on the instance `id` starts when a worker is free, at `earliest` or now, and `occupy` notes
    /// when that worker is free again.
    #[inline(always)]
    fn admit(
        &mut self,
        ledger: &mut Ledger,
        (id, earliest): (u32, Moment),
        queue_capacity: u32,
        (now, number): (Time, u32),
        plan: impl FnOnce(bool, Moment) -> (Moment, Outcome),
        occupy: impl FnOnce(&mut Desk, Moment),
    ) -> Result<(VersionId, Admitted), VersionId> {
        let moment = Moment::at(now);
        let started = earliest.later(moment);
        let waiting = self.counted(earliest > moment);
        if waiting <= queue_capacity.min(CROWD) {
            self.waiting = waiting;
        } else if !self.squeeze_in(id, ledger, queue_capacity, (now, started.time())) {
            return Err(self.version);
        }
        let (service, outcome) = plan(self.is_plain, started);
        let departure = started.plus(service);
        occupy(self, departure);
        let (departure, started) = (departure.time(), started.time());
        let request = Admitted { departure, arrived: now, started, number, outcome };
        ledger.keep(id, &mut self.last, request);
        Ok((self.version, request))
    }

    /// Workers that are busy or do not exist.
    #[inline]
    fn taken(&self, now: Time) -> u32 {
        let now = Moment::at(now);
        self.free.iter().map(|free| u32::from(*free > now)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::plain::MANY_WORKERS;
    use super::*;

    const PATIENT: Time = Time(1 << 52);

    struct One(Desks, u32);

    impl One {
        fn new(workers: u32, queue_capacity: u32) -> One {
            let mut desks = Desks::new(workers, queue_capacity);
            desks.add(VersionId::Stable);
            One(desks, 0)
        }

        /// The departure of a request that arrives at `now` and takes `service`.
        fn admit(&mut self, now: u64, service: u64, patience: Time) -> Option<u64> {
            let plan = |_, started: Moment| {
                let is_late = started.time().0 + service - now > patience.0;
                (Moment::at(Time(service)), if is_late { Outcome::TimedOut } else { Outcome::Served })
            };
            let (_, admitted) = self.0.admit(0, Time(now), self.1, plan).ok()?;
            self.1 += 1;
            Some(admitted.departure.0)
        }
    }

    #[test]
    fn workers_serve_in_order_of_arrival() {
        // Service 10, 4, 4, 1 on two workers: the third waits for the second's worker (4), the fourth too (8).
        let mut two = One::new(2, 10);
        let departures = [10, 4, 4, 1].map(|service| two.admit(0, service, PATIENT));
        assert_eq!(departures, [Some(10), Some(4), Some(8), Some(9)]);
        let desks = &two.0;
        let seen = [0, 4, 8, 9, 10].map(|now| (desks.busy(0, Time(now)), desks.outstanding(0, Time(now))));
        assert_eq!(seen, [(2, 4), (2, 3), (2, 2), (1, 1), (0, 0)]);
        assert_eq!((desks.last_departure(0, Time(8)), desks.last_departure(0, Time(12))), (Time(10), Time(12)));
    }

    #[test]
    fn many_workers_do_what_few_do() {
        // The same requests on 4 workers (near), and on more of which all but 4 are blocked for ever (far, and very many).
        for workers in [5, 10, MANY_WORKERS as u32, MANY_WORKERS as u32 + 1, 100] {
            let (mut near, mut far) = (One::new(4, 3), One::new(workers, 3));
            (4..workers).for_each(|_| assert!(far.admit(0, 1 << 40, PATIENT).is_some()));
            let mut stream = crate::kernel::Stream::new(1, crate::kernel::rng::Purpose::Work);
            let mut now = 0;
            for _ in 0..2_000 {
                now += stream.bits() % 20;
                let service = stream.bits() % 80;
                assert_eq!(near.admit(now, service, PATIENT), far.admit(now, service, PATIENT));
                let outstanding = [&near.0, &far.0].map(|desks| desks.outstanding(0, Time(now)));
                assert_eq!(outstanding[0] + workers - 4, outstanding[1]);
            }
        }
    }

    #[test]
    fn what_needs_no_more_than_a_place_is_taken_in_as_all_else_is() {
        let (mut all, mut apart) = (One::new(3, 20), One::new(3, 20));
        let mut stream = crate::kernel::Stream::new(1, crate::kernel::rng::Purpose::Work);
        let (mut now, mut plain) = (0, 0);
        for number in 0..5_000 {
            // Now and then nobody comes for long, and another version runs on it.
            now += stream.bits() % if number % 100 < 80 { 20 } else { 200 };
            let service = stream.bits() % 80;
            for one in [&mut all, &mut apart] {
                one.0.note(0, VersionId::Stable, number % 500 < 400);
            }
            let plan = |_: Moment| (Moment::at(Time(service)), Outcome::Served);
            let taken = apart.0.plain::<false>().expect("nothing special").admit_plainly(0, Time(now), number, plan);
            apart.1 += u32::from(taken.is_some());
            plain += u32::from(taken.is_some());
            let departure = taken.map(|departure| departure.0).or_else(|| apart.admit(now, service, PATIENT));
            assert_eq!(all.admit(now, service, PATIENT), departure);
            assert_eq!(all.0.outstanding(0, Time(now)), apart.0.outstanding(0, Time(now)));
            assert_eq!(format!("{:?}", all.0.desks), format!("{:?}", apart.0.desks));
        }
        assert!((1_000..4_900).contains(&plain), "{plain}");
    }

    #[test]
    fn a_full_queue_refuses() {
        let mut one = One::new(1, 1);
        assert_eq!([0, 0, 0].map(|now| one.admit(now, 10, PATIENT)), [Some(10), Some(20), None]);
        // At 10 the second one starts, so there is room again.
        assert_eq!([9, 10, 10].map(|now| one.admit(now, 10, PATIENT)), [None, Some(30), None]);
    }

    #[test]
    fn without_a_queue_only_free_workers_take_requests() {
        let mut one = One::new(1, 0);
        assert_eq!([0, 9, 10].map(|now| one.admit(now, 10, PATIENT).is_some()), [true, false, true]);
    }

    #[test]
    fn a_long_queue_is_counted_exactly_while_the_log_forgets() {
        // One arrival each 10, each takes 15: the queue grows until it is full, then every third is refused.
        let mut one = One::new(1, 40);
        let mut departures: Vec<u64> = Vec::new();
        for now in (0..10_000).step_by(10) {
            let waiting = departures.iter().filter(|departure| **departure > now).count().saturating_sub(1);
            let admitted = one.admit(now, 15, PATIENT);
            assert_eq!(admitted.is_some(), waiting < 40, "at {now}");
            departures.extend(admitted);
            let outstanding = departures.iter().filter(|departure| **departure > now).count();
            assert_eq!(one.0.outstanding(0, Time(now)) as usize, outstanding);
        }
    }

    #[test]
    fn a_crash_loses_what_its_clients_still_waited_for() {
        let mut one = One::new(1, 10);
        // Due at 10, 20, 30, 40; the clients of the last two give up at 25.
        (0..4).for_each(|_| assert!(one.admit(0, 10, Time(25)).is_some()));
        assert_eq!(one.0.waiting_clients(0, Time(12), Time(25)), 3);
        let mut lost = Vec::new();
        one.0.lose_all(0, Time(12), Time(25), |request| lost.push(request.number));
        assert_eq!(lost, [1, 2, 3]);
        assert_eq!((one.0.outstanding(0, Time(12)), one.0.busy(0, Time(12))), (0, 0));
        (0..4).for_each(|_| assert!(one.admit(20, 10, Time(25)).is_some()));
        one.0.lose_all(0, Time(47), Time(25), |_| panic!("all clients have gone by 45"));
    }
}
