//! The request path of desks where nothing is special.

use super::crowd::CROWD;
use super::ledger::Ledger;
use super::{Admitted, Desk, NEAR_WORKERS};
use crate::fleet::state::{Outcome, VersionId};
use crate::kernel::{Moment, Time};

/// From so many workers on, where a new one belongs is looked for among the free times, and those before it are moved.
pub(super) const MANY_WORKERS: usize = 32;

/// The desks of a fleet where nothing is special: with few workers, whose free times lie in the desk's own cache line, or with
/// more (`FAR`), whose free times lie elsewhere.
#[derive(Debug)]
pub struct Plain<'a, const FAR: bool> {
    pub(super) desks: &'a mut [Desk],
    pub(super) far: &'a mut [Moment],
    pub(super) ledger: &'a mut Ledger,
    pub(super) workers: usize,
    pub(super) queue_capacity: u32,
}

impl<const FAR: bool> Plain<'_, FAR> {
    /// Takes a request in, or refuses it, with what runs on the instance, when it would have to wait and the queue is full.
    ///
    /// `plan` is told what runs on the instance, whether that is the stable version and not slower than usual, and when
    /// work starts; it says how long the work takes, and how the request will end.
    #[inline(always)]
    pub fn admit(
        &mut self,
        id: u32,
        now: Time,
        number: u32,
        plan: impl FnOnce(bool, Moment) -> (Moment, Outcome),
    ) -> Result<(VersionId, Admitted), VersionId> {
        let desk = &mut self.desks[id as usize];
        let (ledger, capacity) = (&mut *self.ledger, self.queue_capacity);
        if FAR {
            let free = &mut self.far[id as usize * self.workers..][..self.workers];
            let earliest = free[0];
            return desk.admit(ledger, (id, earliest), capacity, (now, number), plan, |_, departure| {
                occupy(free, departure);
            });
        }
        let earliest = desk.free[0];
        desk.admit(ledger, (id, earliest), capacity, (now, number), plan, Desk::occupy)
    }

    /// Does what [`Plain::admit`] does for a request that needs no more than a place: on an instance where the stable version is not
    /// slower than usual, and where few wait. When its worker is free again; `None`, and nothing done, for all others.
    ///
    /// Nothing is called on this way. In WebAssembly a call anywhere in a loop has all that the loop works with kept in memory, also
    /// when it is hardly ever made.
    #[inline(always)]
    pub fn admit_plainly(
        &mut self,
        id: u32,
        now: Time,
        number: u32,
        plan: impl FnOnce(Moment) -> (Moment, Outcome),
    ) -> Option<Time> {
        if FAR {
            return None;
        }
        let desk = &mut self.desks[id as usize];
        let (earliest, moment) = (desk.free[0], Moment::at(now));
        let waiting = desk.counted(earliest > moment);
        if !desk.is_plain || waiting > self.queue_capacity.min(CROWD) || !self.ledger.has_room(now) {
            return None;
        }
        desk.waiting = waiting;
        let started = earliest.later(moment);
        let (service, outcome) = plan(started);
        let departure = started.plus(service);
        desk.occupy(departure);
        let (departure, started) = (departure.time(), started.time());
        self.ledger.enter(id, &mut desk.last, Admitted { departure, arrived: now, started, number, outcome });
        Some(departure)
    }

    /// Where in the order of admission the next request will stand.
    #[inline]
    #[must_use]
    pub fn next_place(&self) -> u64 {
        self.ledger.next()
    }

    /// Shows `seen` what has been admitted from this place in the order on, which must be at most [`super::RECENT`] ago, with the
    /// instance and what runs there.
    #[inline(always)]
    pub fn show_since(&self, place: u64, mut seen: impl FnMut(u32, VersionId, &Admitted)) {
        let desks = &*self.desks;
        self.ledger.show_since(place, |id, request| seen(id, desks[id as usize].version, request));
    }

    /// What stands at this place, which must be at most [`super::RECENT`] ago, with its instance and what runs there.
    #[inline(always)]
    #[must_use]
    pub fn at_place(&self, place: u64) -> (u32, VersionId, Admitted) {
        let (id, request) = self.ledger.entry(place);
        (id, self.desks[id as usize].version, *request)
    }

    /// Shows `seen` what stands from this place on, while it says that it goes on; the first place of which it has not said so. It may
    /// stop before that, but not at the first one.
    #[inline(always)]
    pub fn show_from(&self, place: u64, mut seen: impl FnMut(u32, VersionId, &Admitted) -> bool) -> u64 {
        let desks = &*self.desks;
        self.ledger.show_from(place, |id, request| seen(id, desks[id as usize].version, request))
    }

    /// Whether the first of two instances has fewer requests than the second.
    #[inline]
    #[must_use]
    pub fn is_less_loaded(&self, first: u32, second: u32, now: Time) -> bool {
        let [a, b] = [first, second].map(|id| self.taken(id, now));
        let all = if FAR { self.workers } else { NEAR_WORKERS };
        if a + b < 2 * all as u32 {
            return a < b;
        }
        let waiting = |id: u32| self.desks[id as usize].waiting(id, self.ledger, now);
        waiting(first) < waiting(second)
    }

    /// An instance's workers that are busy, or do not exist.
    #[inline]
    fn taken(&self, id: u32, now: Time) -> u32 {
        if FAR {
            let free = &self.far[id as usize * self.workers..][..self.workers];
            let now = Moment::at(now);
            return (self.workers - free.partition_point(|free| *free <= now)) as u32;
        }
        self.desks[id as usize].taken(now)
    }

    /// Looks at what a request for this instance will touch.
    #[inline]
    #[must_use]
    pub fn glance(&self, id: u32) -> u64 {
        self.desks[id as usize].last
    }
}

impl Desk {
    /// The earliest worker is now free at `departure`: sorted insertion without a branch, for which comparison comes out how is a
    /// coin toss.
    // Written out, since a loop stays one where code shall be small.
    #[inline(always)]
    fn occupy(&mut self, departure: Moment) {
        let [first, second, third, fourth] = self.free;
        self.free = [
            second.earlier(departure).later(first),
            third.earlier(departure).later(second),
            fourth.earlier(departure).later(third),
            fourth.later(departure),
        ];
    }
}

/// The earliest of these workers, whose free times rise, is now free at `departure`.
#[inline(always)]
fn occupy(free: &mut [Moment], departure: Moment) {
    let last = free.len() - 1;
    if last >= MANY_WORKERS {
        let place = free[1..].partition_point(|free| *free < departure);
        free.copy_within(1..=place, 0);
        free[place] = departure;
        return;
    }
    // Without a branch, and one after the other: the first is known at once, and the next request needs no other. Side by
    // side they would be read in pairs, and what was just written in other pairs has to wait for that.
    let mut moment = departure;
    for place in 0..last {
        let next = free[place + 1];
        free[place] = next.earlier(moment);
        moment = next.later(moment);
    }
    free[last] = moment;
}
