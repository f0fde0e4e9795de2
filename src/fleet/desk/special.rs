//! Desks on which requests need more than first in, first out, planned once and for all: whose rules depend on when work
//! starts, that drop what has waited for too long, that stand still, or whose departures cannot be planned.
//!
//! When a process stands still, everything unfinished on it ends later. What is being worked on goes on after the stall
//! for as long as it still had to. What waits may start at another moment than was planned, and how long it takes, or
//! whether it is dropped, may depend on that moment; so it is planned again from what it brought, which is remembered for
//! this where stalls can happen.

use super::{Admitted, Desks, Driven};
use crate::kernel::{Moment, Time};
use std::collections::VecDeque;

/// What a request brings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brought {
    /// Service time on one worker before the factors of version and instance, ns.
    pub work: f64,
    /// Where its luck lies.
    pub luck: u64,
    /// Luck below this is an error, of 2^64.
    pub error_below: u64,
}

/// What that which waits on each instance has brought.
#[derive(Clone, Debug, Default)]
pub(super) struct Works(Vec<VecDeque<Brought>>);

impl Works {
    /// Remembers what the last request brought. Those that wait are the last ones, and no more than the log is long.
    fn push(&mut self, id: u32, brought: Brought, log: usize) {
        if self.0.len() <= id as usize {
            self.0.resize_with(id as usize + 1, VecDeque::new);
        }
        let works = &mut self.0[id as usize];
        while works.len() >= log {
            works.pop_front();
        }
        works.push_back(brought);
    }

    /// What the last so many requests brought, oldest first.
    fn last(&self, id: u32, count: usize) -> impl Iterator<Item = Brought> + '_ {
        let works = self.0.get(id as usize);
        works.into_iter().flat_map(move |works| works.iter().skip(works.len() - count).copied())
    }
}

/// What was unfinished when a process began to stand still, in order of admission.
#[derive(Clone, Debug, Default)]
pub struct Unfinished {
    /// Being worked on.
    pub started: Vec<Admitted>,
    /// Waiting, each with what it brought.
    pub waiting: Vec<(Admitted, Brought)>,
}

impl Desks {
    /// From now on requests are admitted by [`Desks::start`] and [`Desks::enter`]. Called before there are instances.
    pub fn be_special(&mut self) {
        self.is_special = true;
    }

    /// From now on a request that has waited longer than `after` when a worker could take it is dropped.
    pub fn shed(&mut self, after: Time) {
        self.be_special();
        self.shed_after = after;
    }

    /// Whether a request that has waited for so long is dropped. No work is done for it; its client may give up before.
    #[must_use]
    pub fn drops(&self, waited: Time) -> bool {
        waited > self.shed_after
    }

    /// Whether a request is planned to be dropped.
    #[must_use]
    pub fn is_dropped(&self, request: &Admitted) -> bool {
        self.drops(request.started - request.arrived)
    }

    /// Whether requests need more than [`Desks::admit`].
    #[inline]
    #[must_use]
    pub fn are_special(&self) -> bool {
        self.is_special
    }

    /// From now on what each request brought is remembered, so that [`Desks::delay`] can be used.
    pub fn remember_work(&mut self) {
        self.be_special();
        self.works = Some(Works::default());
    }

    /// From now on nothing is planned: requests wait in these queues. Called before there are instances.
    pub fn drive(&mut self, driven: Driven) {
        self.be_special();
        self.driven = Some(Box::new(driven));
    }

    /// The queues, where departures cannot be planned.
    #[must_use]
    pub fn driven(&self) -> Option<&Driven> {
        self.driven.as_deref()
    }

    /// The same queues, to be changed.
    pub fn driven_mut(&mut self) -> Option<&mut Driven> {
        self.driven.as_deref_mut()
    }

    /// When something is due in the queues; [`Time::NEVER`] where everything is planned.
    #[must_use]
    pub fn next_due(&self) -> Time {
        self.driven().map_or(Time::NEVER, Driven::next_at)
    }

    /// When the work of a request that arrives now would start; `None` when it would have to wait and the queue is full.
    #[must_use]
    pub fn start(&self, id: u32, now: Time) -> Option<Time> {
        let (log, earliest) = (&self.logs[id as usize], self.earliest(id));
        let capacity = self.queue_capacity as usize;
        // Those that wait are the last in the log, since work starts in order of admission: so the queue is full if the first
        // of so many has not started. A log shorter than the queue cannot hold that many.
        let is_full = log.len() >= capacity && earliest > now && (capacity == 0 || log.back(capacity).started > now);
        (!is_full).then(|| earliest.max(now))
    }

    /// When the next worker is free, which may have been long ago.
    #[must_use]
    pub fn earliest(&self, id: u32) -> Time {
        self.free(id)[0].time()
    }

    /// Takes a request in that starts as soon as a worker is free, with the work it brought. One that will be dropped
    /// then takes no worker.
    pub fn enter(&mut self, id: u32, request: Admitted) {
        if !self.is_dropped(&request) {
            let free = self.free_mut(id);
            let departure = Moment::at(request.departure);
            let place = free[1..].partition_point(|free| *free < departure);
            free.copy_within(1..=place, 0);
            free[place] = departure;
        }
        self.logs[id as usize].keep(request);
    }

    /// Remembers what the request that was admitted last brought, if that is remembered.
    pub fn remember(&mut self, id: u32, brought: Brought) {
        let log = self.logs[id as usize].len();
        if let Some(works) = &mut self.works {
            works.push(id, brought, log);
        }
    }

    /// Nobody works on the instance until `until`: its workers are free then, and everything unfinished is handed out, to
    /// be entered again.
    pub fn delay(&mut self, id: u32, now: Time, until: Time) -> Unfinished {
        let log = &mut self.logs[id as usize];
        let all = log.unfinished(now).copied();
        // Work starts in order of admission: those that wait come last.
        let (started, waiting): (Vec<Admitted>, Vec<Admitted>) = all.partition(|request| request.started <= now);
        log.clear();
        self.free_mut(id).fill(Moment::at(until));
        let works = self.works.iter().flat_map(|works| works.last(id, waiting.len()));
        Unfinished { started, waiting: waiting.iter().copied().zip(works).collect() }
    }

    /// Workers that are busy, counted by their requests: a worker that stands still is not known by when it is free.
    pub(super) fn busy_counted(&self, id: u32, now: Time) -> u32 {
        match self.driven() {
            Some(driven) => driven.busy(id),
            None => self.logs[id as usize].unfinished(now).filter(|request| request.started <= now).count() as u32,
        }
    }

    /// Requests whose work is planned but has not started.
    #[must_use]
    pub fn planned_ahead(&self, id: u32, now: Time) -> u32 {
        if !self.is_special {
            return 0;
        }
        let waits = |request: &&Admitted| request.started > now && !self.is_dropped(request);
        self.logs[id as usize].unfinished(now).filter(waits).count() as u32
    }

    /// Requests being worked on or waiting, counted one by one.
    pub(super) fn counted(&self, id: u32, now: Time) -> u32 {
        self.driven().map_or_else(|| self.logs[id as usize].unfinished(now).count() as u32, |it| it.outstanding(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::{Outcome, VersionId};

    fn request(number: u32, arrived: u64, started: u64, departure: u64) -> Admitted {
        let (departure, arrived, started) = (Time(departure), Time(arrived), Time(started));
        Admitted { departure, arrived, started, number, outcome: Outcome::Served }
    }

    fn desks(workers: u32) -> Desks {
        let mut desks = Desks::new(workers, 100);
        desks.remember_work();
        desks.add(VersionId::Stable);
        desks
    }

    #[test]
    fn what_is_unfinished_comes_out_with_its_work() {
        for workers in [2, 6] {
            let mut desks = desks(workers);
            // The first is done at 7, the second is being worked on, the last two wait.
            let requests = [(0, 5), (0, 20), (7, 17), (17, 30)];
            for (number, (started, departure)) in requests.into_iter().enumerate() {
                desks.enter(0, request(number as u32, 0, started, departure));
                desks.remember(0, Brought { work: f64::from(number as u32) + 0.5, luck: 7, error_below: 0 });
            }
            assert_eq!(desks.planned_ahead(0, Time(5)), 2);
            let unfinished = desks.delay(0, Time(5), Time(50));
            let numbers = |list: &[Admitted]| list.iter().map(|request| request.number).collect::<Vec<_>>();
            assert_eq!(numbers(&unfinished.started), [1]);
            let waiting = unfinished.waiting.iter().map(|(request, brought)| (request.number, brought.work));
            assert_eq!(waiting.collect::<Vec<_>>(), [(2, 2.5), (3, 3.5)]);
            assert_eq!((desks.earliest(0), desks.outstanding(0, Time(5))), (Time(50), 0));
        }
    }

    #[test]
    fn a_worker_that_stands_still_is_not_busy() {
        for workers in [2, 6] {
            let mut desks = desks(workers);
            let unfinished = desks.delay(0, Time(5), Time(50));
            assert!(unfinished.started.is_empty() && unfinished.waiting.is_empty());
            assert_eq!((desks.busy(0, Time(6)), desks.outstanding(0, Time(6))), (0, 0));
            desks.enter(0, request(0, 6, 50, 60));
            let seen = [6, 50, 60].map(|now| (desks.busy(0, Time(now)), desks.outstanding(0, Time(now))));
            assert_eq!(seen, [(0, 1), (1, 1), (0, 0)]);
        }
    }

    #[test]
    fn what_is_dropped_waits_but_takes_no_worker() {
        let mut desks = Desks::new(1, 2);
        desks.shed(Time(8));
        desks.add(VersionId::Stable);
        desks.enter(0, request(0, 0, 0, 10));
        desks.enter(0, Admitted { outcome: Outcome::Rejected, ..request(1, 1, 10, 10) });
        assert_eq!((desks.earliest(0), desks.outstanding(0, Time(2))), (Time(10), 2));
        desks.enter(0, request(2, 2, 10, 20));
        assert_eq!(desks.planned_ahead(0, Time(9)), 1);
        // The queue of two is full until 10.
        assert_eq!((desks.start(0, Time(9)), desks.start(0, Time(10))), (None, Some(Time(20))));
    }

    #[test]
    fn no_more_works_are_remembered_than_can_be_asked_for() {
        let mut desks = desks(1);
        for i in 0..1_000 {
            desks.enter(0, request(i, u64::from(i) * 10, u64::from(i) * 10, u64::from(i) * 10 + 5));
            desks.remember(0, Brought { work: f64::from(i), luck: 7, error_below: 0 });
        }
        assert_eq!(desks.works.as_ref().map(|works| works.0[0].len()), Some(16));
    }
}
