//! The queues and the workers of all instances.
//!
//! With first-in-first-out service the departure is known at admission: work starts when the earliest worker is free,
//! and ends one service time later. So no event is scheduled for it. A desk keeps the moments at which its workers are
//! free, and what it has admitted is entered in a ledger; from that a crash takes back.
//!
//! Inside, moments are whole nanoseconds in doubles: exact below 2^53, and processors take the greater of two doubles in
//! one instruction without a branch. Which worker is free first is a coin toss, and a branch on it would be mispredicted.

mod crowd;
mod ledger;
mod log;
mod special;

pub use ledger::RECENT;
pub use special::{Brought, Unfinished};

use super::driven::Driven;
use super::state::{Outcome, VersionId};
use crate::kernel::Time;
use crate::kernel::maths::{earlier, later};
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
    /// When each worker is free, ns, earliest first; infinity for workers that do not exist.
    free: [f64; NEAR_WORKERS],
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
    /// The free times of each instance's workers, ns, earliest first, where they are more than [`NEAR_WORKERS`].
    far: Vec<f64>,
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
        let mut free = [0.0; NEAR_WORKERS];
        if self.workers > NEAR_WORKERS {
            self.far.resize(self.far.len() + self.workers, 0.0);
        } else {
            free[self.workers..].fill(f64::INFINITY);
        }
        if self.is_special {
            self.logs.push(Log::default());
        }
        let is_plain = version == VersionId::Stable;
        self.desks.push(Desk { free, last: NO_ENTRY, waiting: 0, crowd: None, version, is_plain });
    }

    /// Notes what runs on an instance, and whether it is slower than usual at the moment.
    pub fn note(&mut self, id: u32, version: VersionId, is_slow: bool) {
        let desk = &mut self.desks[id as usize];
        (desk.version, desk.is_plain) = (version, version == VersionId::Stable && !is_slow);
    }

    /// What runs on an instance.
    #[inline]
    #[must_use]
    pub fn version(&self, id: u32) -> VersionId {
        self.desks[id as usize].version
    }

    /// The desks themselves, where workers fit the instance's own cache line and nothing is special.
    #[inline]
    pub fn near(&mut self) -> Option<Near<'_>> {
        (self.workers <= NEAR_WORKERS && !self.is_special).then_some(Near {
            desks: &mut self.desks,
            ledger: &mut self.ledger,
            queue_capacity: self.queue_capacity,
        })
    }

    /// See [`Near::admit`].
    #[inline]
    pub fn admit(
        &mut self,
        id: u32,
        now: Time,
        number: u32,
        plan: impl FnOnce(VersionId, bool, f64) -> (f64, Outcome),
    ) -> Result<(VersionId, Admitted), VersionId> {
        if let Some(mut near) = self.near() {
            return near.admit(id, now, number, plan);
        }
        let desk = &mut self.desks[id as usize];
        let free = &mut self.far[id as usize * self.workers..][..self.workers];
        let (ledger, earliest) = (&mut self.ledger, free[0]);
        desk.admit(ledger, (id, earliest), self.queue_capacity, (now, number), plan, |_, departure| {
            let place = free[1..].partition_point(|free| *free < departure);
            free.copy_within(1..=place, 0);
            free[place] = departure;
        })
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
            let now = now.nanos();
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
        self.free(id).last().map_or(now, |latest| Time::from_whole(*latest).max(now))
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
        self.free_mut(id).fill(now.nanos());
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
        unfinished.iter().filter(|request| request.ends(patience) > now).count() as u64
    }

    /// What is planned on an instance and not finished at `now`, in order of admission.
    fn unfinished(&self, id: u32, now: Time) -> Vec<Admitted> {
        match self.logs.get(id as usize) {
            Some(log) => log.unfinished(now).copied().collect(),
            None => self.ledger.unfinished(id, self.desks[id as usize].last, now),
        }
    }

    /// When each worker of an instance is free, ns, earliest first.
    fn free(&self, id: u32) -> &[f64] {
        if self.workers > NEAR_WORKERS {
            &self.far[id as usize * self.workers..][..self.workers]
        } else {
            &self.desks[id as usize].free[..self.workers]
        }
    }

    /// The same, to be changed.
    fn free_mut(&mut self, id: u32) -> &mut [f64] {
        if self.workers > NEAR_WORKERS {
            &mut self.far[id as usize * self.workers..][..self.workers]
        } else {
            &mut self.desks[id as usize].free[..self.workers]
        }
    }
}

/// The desks of instances with few workers.
#[derive(Debug)]
pub struct Near<'a> {
    desks: &'a mut [Desk],
    ledger: &'a mut Ledger,
    queue_capacity: u32,
}

impl Near<'_> {
    /// Takes a request in, or refuses it, with what runs on the instance, when it would have to wait and the queue is full.
    ///
    /// `plan` is told what runs on the instance, whether that is the stable version and not slower than usual, and when
    /// work starts, ns; it says how many whole nanoseconds the work takes, and how the request will end.
    #[inline(always)]
    pub fn admit(
        &mut self,
        id: u32,
        now: Time,
        number: u32,
        plan: impl FnOnce(VersionId, bool, f64) -> (f64, Outcome),
    ) -> Result<(VersionId, Admitted), VersionId> {
        let desk = &mut self.desks[id as usize];
        let earliest = desk.free[0];
        desk.admit(self.ledger, (id, earliest), self.queue_capacity, (now, number), plan, |desk, departure| {
            // The earliest worker is now free at `departure`: sorted insertion without a branch, for which comparison
            // comes out how is a coin toss.
            let old = desk.free;
            for place in 0..NEAR_WORKERS - 1 {
                desk.free[place] = later(earlier(old[place + 1], departure), old[place]);
            }
            desk.free[NEAR_WORKERS - 1] = later(old[NEAR_WORKERS - 1], departure);
        })
    }

    /// Where in the order of admission the next request will stand.
    #[inline]
    #[must_use]
    pub fn next_place(&self) -> u64 {
        self.ledger.next()
    }

    /// What has been admitted from this place in the order on, which must be at most [`RECENT`] ago, with the instance and what
    /// runs there.
    #[inline(always)]
    pub fn admitted_since(&self, place: u64) -> impl Iterator<Item = (u32, VersionId, &Admitted)> {
        self.ledger.since(place).map(|(id, request)| (id, self.desks[id as usize].version, request))
    }

    /// Whether the first of two instances has fewer requests than the second.
    #[inline]
    #[must_use]
    pub fn is_less_loaded(&self, first: u32, second: u32, now: Time) -> bool {
        let [a, b] = [first, second].map(|id| self.desks[id as usize].taken(now));
        if a + b < 2 * NEAR_WORKERS as u32 {
            return a < b;
        }
        let waiting = |id: u32| self.desks[id as usize].waiting(id, self.ledger, now);
        waiting(first) < waiting(second)
    }

    /// Looks at what a request for this instance will touch.
    #[inline]
    #[must_use]
    pub fn glance(&self, id: u32) -> u64 {
        self.desks[id as usize].last
    }
}

impl Desk {
    /// See [`Near::admit`]; work on the instance `id` starts when a worker is free, at `earliest` or now, and `occupy` notes
    /// when that worker is free again.
    #[inline(always)]
    fn admit(
        &mut self,
        ledger: &mut Ledger,
        (id, earliest): (u32, f64),
        queue_capacity: u32,
        (now, number): (Time, u32),
        plan: impl FnOnce(VersionId, bool, f64) -> (f64, Outcome),
        occupy: impl FnOnce(&mut Desk, f64),
    ) -> Result<(VersionId, Admitted), VersionId> {
        let started = later(earliest, now.nanos());
        let waiting = self.counted(earliest > now.nanos());
        if waiting <= queue_capacity.min(CROWD) {
            self.waiting = waiting;
        } else if !self.squeeze_in(id, ledger, queue_capacity, (now, Time::from_whole(started))) {
            return Err(self.version);
        }
        let (service, outcome) = plan(self.version, self.is_plain, started);
        let departure = started + service;
        occupy(self, departure);
        let (departure, started) = (Time::from_whole(departure), Time::from_whole(started));
        let request = Admitted { departure, arrived: now, started, number, outcome };
        ledger.keep(id, &mut self.last, request);
        Ok((self.version, request))
    }

    /// Workers that are busy or do not exist.
    #[inline]
    fn taken(&self, now: Time) -> u32 {
        let now = now.nanos();
        self.free.iter().map(|free| u32::from(*free > now)).sum()
    }
}

#[cfg(test)]
mod tests {
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
            let plan = |_, _, started| {
                let is_late = started + service as f64 - now as f64 > patience.nanos();
                (service as f64, if is_late { Outcome::TimedOut } else { Outcome::Served })
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
        // The same requests on 4 workers (near) and on 5 of which one is blocked for ever (far).
        let (mut near, mut far) = (One::new(4, 3), One::new(5, 3));
        far.admit(0, 1 << 40, PATIENT);
        let mut stream = crate::kernel::Stream::new(1, crate::kernel::rng::Purpose::Work);
        let mut now = 0;
        for _ in 0..2_000 {
            now += stream.bits() % 20;
            let service = stream.bits() % 80;
            assert_eq!(near.admit(now, service, PATIENT), far.admit(now, service, PATIENT));
            let outstanding = [&near.0, &far.0].map(|desks| desks.outstanding(0, Time(now)));
            assert_eq!(outstanding[0] + 1, outstanding[1]);
        }
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
