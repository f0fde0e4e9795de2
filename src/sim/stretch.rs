//! The quick way for a stretch of requests between two timers.
//!
//! It does what [`Simulation::arrive`] does, request by request, for the common case: one pool takes every request, and
//! nothing is special about the desks. Nothing can change then but the desks and what the observer counts, so
//! everything else is looked up once for the stretch and stays in registers.

use super::ahead::Drawn;
use super::requests::{Makes, Terms, count, planned};
use super::{Constants, Ended, Observer, Simulation};
use crate::fleet::{Admitted, Instance, Outcome, Plain, Pool, Telemetry, VersionId};
use crate::kernel::moment::CALLS_ARE_DEAR;
use crate::kernel::{Time, Wheel};
use crate::scenario::Policy;

/// From so many instances on, their desks do not fit the nearest caches: then those of a whole stretch are looked at
/// before the first is needed, so that the misses overlap.
const FAR_FLEET: usize = 512;

/// Whether what is rare is kept out of the loops over requests, which then call nothing; where calls are not dear, to leave a loop and begin
/// it anew costs more. The unit tests do it too: they have the same results as those that do not.
const KEEPS_RARE_OUT: bool = CALLS_ARE_DEAR || cfg!(test);

/// How the pool chooses; static, so that each policy has a loop of its own.
trait Choose {
    /// The instance for a request that arrives now.
    fn choose<const FAR: bool>(&mut self, desks: &Plain<'_, FAR>, now: Time, choice: u64) -> u32;
    /// The instance has taken the request.
    #[inline]
    fn admitted(&mut self, _id: u32, _departure: Time) {}
    /// The instance has refused the request.
    fn refused(&mut self, _id: u32) {}
}

struct RoundRobin<'a> {
    members: &'a [u32],
    next: usize,
}

impl Choose for RoundRobin<'_> {
    #[inline]
    fn choose<const FAR: bool>(&mut self, _: &Plain<'_, FAR>, _: Time, _: u64) -> u32 {
        if self.next >= self.members.len() {
            self.next = 0;
        }
        self.next += 1;
        self.members[self.next - 1]
    }
}

struct Random<'a>(&'a Pool);

impl Choose for Random<'_> {
    #[inline]
    fn choose<const FAR: bool>(&mut self, _: &Plain<'_, FAR>, _: Time, choice: u64) -> u32 {
        self.0.random(choice)
    }
}

struct PowerOfTwo<'a>(&'a Pool);

impl Choose for PowerOfTwo<'_> {
    #[inline]
    fn choose<const FAR: bool>(&mut self, desks: &Plain<'_, FAR>, now: Time, choice: u64) -> u32 {
        let (first, second) = self.0.two(choice);
        let is_second = desks.is_less_loaded(second, first, now);
        std::hint::select_unpredictable(is_second, second, first)
    }
}

struct LeastOutstanding<'a> {
    pool: &'a mut Pool,
    departures: &'a mut Wheel<u32>,
}

impl Choose for LeastOutstanding<'_> {
    #[inline(always)]
    fn choose<const FAR: bool>(&mut self, _: &Plain<'_, FAR>, now: Time, _: u64) -> u32 {
        self.departures.pass(now, |id| self.pool.relieve(id));
        self.pool.least()
    }

    #[inline]
    fn admitted(&mut self, id: u32, departure: Time) {
        self.departures.add(departure, id);
    }

    fn refused(&mut self, id: u32) {
        self.pool.relieve(id);
    }
}

impl<O: Observer> Simulation<O> {
    /// Lets the requests of the block that arrive before `until` do so, at most `most` of them; how many that were.
    /// `None`, and nothing done, if they need the long way.
    pub(super) fn stretch(&mut self, until: Time, most: u32) -> Option<u32> {
        if self.routing.is_some() || self.counts_conversions() || self.copies.are_made() || self.control.has_older {
            return None;
        }
        self.stretch_plain::<false>(until, most).or_else(|| self.stretch_plain::<true>(until, most))
    }

    fn stretch_plain<const FAR: bool>(&mut self, until: Time, most: u32) -> Option<u32> {
        let pool = self.balancer.sole_pool()?;
        let desks = self.desks.plain::<FAR>()?;
        let (arrivals, drawn) = self.ahead.until(until, most);
        let last = *arrivals.last()?;
        let requests = arrivals.len() as u32;
        let line = Line {
            desks,
            arrivals,
            drawn,
            number: self.offered,
            terms: self.constants.terms(&self.streams),
            instances: &self.instances,
            constants: &self.constants,
            telemetry: &mut self.telemetry,
            observer: &mut self.observer,
        };
        match self.scenario.fleet.policy {
            Policy::RoundRobin => {
                let (members, next) = pool.turns();
                line.glance_at(members.iter().cycle().skip(*next).take(line.drawn.len()).copied(), members.len());
                let mut choose = RoundRobin { members, next: *next };
                line.serve(&mut choose);
                *next = choose.next;
            }
            Policy::Random => {
                line.look_ahead(|choice| [pool.random(choice); 2], pool.members().len());
                line.serve(&mut Random(pool));
            }
            Policy::PowerOfTwo => {
                line.look_ahead(|choice| pool.two(choice).into(), pool.members().len());
                line.serve(&mut PowerOfTwo(pool));
            }
            // The latter two are never picked by this balancer: see `Routing::new`.
            Policy::LeastOutstanding | Policy::WeightedRoundRobin | Policy::ConsistentHash => {
                line.serve(&mut LeastOutstanding { pool, departures: &mut self.departures });
            }
        }
        self.offered += requests;
        self.now = last;
        Some(requests)
    }
}

/// The requests of a stretch, and everything they touch.
struct Line<'a, O, const FAR: bool> {
    desks: Plain<'a, FAR>,
    arrivals: &'a [Time],
    drawn: &'a [Drawn],
    /// The number of the first one.
    number: u32,
    terms: Terms,
    instances: &'a [Instance],
    constants: &'a Constants,
    telemetry: &'a mut Telemetry,
    observer: &'a mut O,
}

impl<O: Observer, const FAR: bool> Line<'_, O, FAR> {
    /// Has the desks of those that will be chosen brought into the cache.
    fn look_ahead(&self, chosen: impl Fn(u64) -> [u32; 2], fleet: usize) {
        self.glance_at(self.drawn.iter().flat_map(|drawn| chosen(drawn.choice)), fleet);
    }

    /// Has the first desks of a list brought into the cache, as many as there may be needed.
    fn glance_at(&self, instances: impl Iterator<Item = u32>, fleet: usize) {
        if fleet >= FAR_FLEET {
            let looks = instances.take(2 * self.drawn.len());
            // What is seen does not matter, but it must be seen.
            std::hint::black_box(looks.fold(0, |sum, id| sum ^ self.desks.glance(id)));
        }
    }

    /// Admits them all, then tells of them all: two short loops, in each of which the processor is at work on several
    /// requests at once, where it would be on little more than one in a long loop.
    #[inline(never)]
    fn serve<C: Choose>(mut self, choose: &mut C) {
        self.observer.arrived(self.arrivals.len() as u32);
        if KEEPS_RARE_OUT {
            return self.serve_apart(choose);
        }
        let first = self.desks.next_place();
        self.admit(choose);
        let Line { desks, arrivals, observer, telemetry, terms, .. } = self;
        let watched_from = telemetry.watched_from();
        let (mut shown, mut to_candidate, mut first_exposed) = (0, 0, Time::ZERO);
        desks.show_since(first, |id, version, request| {
            shown += 1;
            if version == VersionId::Candidate {
                if to_candidate == 0 {
                    first_exposed = request.arrived;
                }
                to_candidate += 1;
            }
            let ended = planned(request, (id, version), terms.patience);
            if version >= watched_from {
                count(telemetry, &ended.apart());
            }
            observer.ended(&ended);
        });
        observer.routed(arrivals[0], VersionId::Stable, shown - to_candidate);
        if to_candidate > 0 {
            observer.routed(first_exposed, VersionId::Candidate, to_candidate);
        }
    }

    #[inline(always)]
    fn admit<C: Choose>(&mut self, choose: &mut C) {
        let (terms, instances) = (self.terms, self.instances);
        for i in 0..self.arrivals.len().min(self.drawn.len()) {
            let (number, now, drawn) = (self.number + i as u32, self.arrivals[i], self.drawn[i]);
            let id = choose.choose(&self.desks, now, drawn.choice);
            debug_assert!(instances[id as usize].listening, "a request for an instance that takes none");
            let made = |started| -> Makes { self.constants.made(&instances[id as usize], now, started) };
            let plan = |is_plain, started| terms.plan(u64::from(number), now, drawn.work, is_plain, started, made);
            match self.desks.admit(id, now, number, plan) {
                Ok((_, request)) => choose.admitted(id, request.departure),
                Err(version) => {
                    choose.refused(id);
                    self.refuse(number, now, (id, version));
                }
            }
        }
    }

    /// Does what [`Line::serve`] does, with what is rare kept out of the loops.
    #[inline(always)]
    fn serve_apart<C: Choose>(&mut self, choose: &mut C) {
        let (mut i, all) = (0, self.arrivals.len().min(self.drawn.len()));
        let first = self.desks.next_place();
        while i < all {
            let chosen;
            (i, chosen) = self.admit_plainly(i, choose);
            if let Some(id) = chosen {
                self.admit_any(i, id, choose);
                i += 1;
            }
        }
        let (mut place, end) = (first, self.desks.next_place());
        let mut exposed = Exposed::default();
        while place < end {
            place = self.tell_plainly(place, &mut exposed);
            if place < end {
                let (id, version, request) = self.desks.at_place(place);
                exposed.add(version, &request);
                let ended = planned(&request, (id, version), self.terms.patience);
                if version >= self.telemetry.watched_from() {
                    count(self.telemetry, &ended);
                }
                self.observer.ended(&ended);
                place += 1;
            }
        }
        self.observer.routed(self.arrivals[0], VersionId::Stable, (end - first) as u32 - exposed.requests);
        if exposed.requests > 0 {
            self.observer.routed(exposed.first, VersionId::Candidate, exposed.requests);
        }
    }

    /// Admits one for which this instance has been chosen.
    // What the loop of `admit` does for each; called from there, power of two takes 6 % longer and round robin 2 %.
    fn admit_any<C: Choose>(&mut self, i: usize, id: u32, choose: &mut C) {
        let (terms, instances) = (self.terms, self.instances);
        let (number, now, drawn) = (self.number + i as u32, self.arrivals[i], self.drawn[i]);
        let made = |started| -> Makes { self.constants.made(&instances[id as usize], now, started) };
        let plan = |is_plain, started| terms.plan(u64::from(number), now, drawn.work, is_plain, started, made);
        match self.desks.admit(id, now, number, plan) {
            Ok((_, request)) => choose.admitted(id, request.departure),
            Err(version) => {
                choose.refused(id);
                self.refuse(number, now, (id, version));
            }
        }
    }

    /// Admits those from this one on that need no more than a place; which one is next then, and who has been chosen for it if it
    /// needs more. See [`Plain::admit_plainly`].
    #[inline(never)]
    fn admit_plainly<C: Choose>(&mut self, from: usize, choose: &mut C) -> (usize, Option<u32>) {
        let all = self.arrivals.len().min(self.drawn.len());
        let terms = self.terms.without_luck();
        for i in from..all {
            let (number, now, drawn) = (self.number + i as u32, self.arrivals[i], self.drawn[i]);
            let id = choose.choose(&self.desks, now, drawn.choice);
            debug_assert!(self.instances[id as usize].listening, "a request for an instance that takes none");
            let Some(terms) = terms else { return (i, Some(id)) };
            let plan = |started| terms.plan(u64::from(number), now, drawn.work, true, started, |_| terms.stable);
            match self.desks.admit_plainly(id, now, number, plan) {
                Some(departure) => choose.admitted(id, departure),
                None => return (i, Some(id)),
            }
        }
        (all, None)
    }

    /// Tells of those from this place on of whom telemetry does not hear and the observer takes note at once; the place of the next
    /// one.
    #[inline(never)]
    fn tell_plainly(&mut self, from: u64, exposed: &mut Exposed) -> u64 {
        let Line { desks, observer, telemetry, terms, .. } = self;
        let (watched_from, mut all) = (telemetry.watched_from(), *exposed);
        let next = desks.show_from(from, |id, version, request| {
            let ended = planned(request, (id, version), terms.patience);
            let is_told = version < watched_from && observer.ended_plainly(&ended);
            if is_told {
                all.add(version, request);
            }
            is_told
        });
        *exposed = all;
        next
    }

    #[cold]
    #[inline(never)]
    fn refuse(&mut self, number: u32, now: Time, (id, version): (u32, VersionId)) {
        self.observer.routed(now, version, 1);
        let (instance, outcome) = (Some((id, version)), Outcome::Rejected);
        let ended = Ended { at: now, arrived: now, started: now, number, class: 0, region: None, instance, outcome };
        if version >= self.telemetry.watched_from() {
            count(self.telemetry, &ended);
        }
        self.observer.ended(&ended);
    }
}

/// Who of the requests of a stretch has met the candidate.
#[derive(Clone, Copy, Default)]
struct Exposed {
    requests: u32,
    /// When the first of them arrived.
    first: Time,
}

impl Exposed {
    #[inline(always)]
    fn add(&mut self, version: VersionId, request: &Admitted) {
        if version == VersionId::Candidate {
            if self.requests == 0 {
                self.first = request.arrived;
            }
            self.requests += 1;
        }
    }
}
