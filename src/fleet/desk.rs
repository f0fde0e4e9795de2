//! The queue and the workers of one instance.
//!
//! With first-in-first-out service the departure is known at admission: work starts when the earliest worker is free,
//! and ends one service time later. So no event is scheduled for it; the desk keeps the workers' free times and a ring
//! of admitted departures, and whoever looks at the desk first lets what has departed leave (`settle`).

use crate::kernel::Time;
use std::collections::VecDeque;

/// How an admitted request will end if nothing happens to its instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A good answer.
    Answer,
    /// An error.
    Error,
    /// The client gives up before the answer is there; the work is done all the same.
    GiveUp,
}

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
    /// How it will end.
    pub fate: Fate,
}

/// Workers and waiting room.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// When each worker is free, earliest first.
    free: Vec<Time>,
    /// Everything admitted and not yet departed, next departure first.
    pending: VecDeque<Admitted>,
    /// Starts of those that wait, in order; those that have started are dropped when looked at.
    starts: VecDeque<Time>,
    /// Those that will be given up, in order of arrival, which is the order of giving up.
    impatient: VecDeque<Admitted>,
    queue_capacity: usize,
}

impl Desk {
    /// An idle desk.
    #[must_use]
    pub fn new(workers: u32, queue_capacity: u32) -> Desk {
        Desk { free: vec![Time::ZERO; workers as usize], queue_capacity: queue_capacity as usize, ..Desk::default() }
    }

    /// Requests being worked on or waiting; exact after `settle`.
    #[inline]
    #[must_use]
    pub fn outstanding(&self) -> u32 {
        self.pending.len() as u32
    }

    /// Workers that are busy at `now`.
    #[must_use]
    pub fn busy(&self, now: Time) -> u32 {
        (self.free.len() - self.free.partition_point(|free| *free <= now)) as u32
    }

    /// When the last admitted request departs, `now` if there is none.
    #[must_use]
    pub fn last_departure(&self, now: Time) -> Time {
        self.pending.back().map_or(now, |last| last.departure.max(now))
    }

    /// Takes a request in, or refuses it when it would have to wait and the waiting room is full.
    ///
    /// `patience` is the time after which its client gives up. Returns the departure.
    #[inline]
    pub fn admit(&mut self, now: Time, number: u32, service: Time, good: bool, patience: Time) -> Option<Time> {
        let earliest = self.free[0];
        if earliest > now {
            while self.starts.front().is_some_and(|start| *start <= now) {
                self.starts.pop_front();
            }
            if self.starts.len() >= self.queue_capacity {
                return None;
            }
            self.starts.push_back(earliest);
        }
        let started = earliest.max(now);
        let departure = started + service;
        self.occupy(departure);
        let fate = match good {
            _ if departure - now > patience => Fate::GiveUp,
            true => Fate::Answer,
            false => Fate::Error,
        };
        let admitted = Admitted { departure, arrived: now, started, number, fate };
        if fate == Fate::GiveUp {
            self.impatient.push_back(admitted);
        }
        self.insert(admitted);
        Some(departure)
    }

    /// The earliest worker is now free at `departure`; keeps the workers sorted.
    #[inline]
    fn occupy(&mut self, departure: Time) {
        let mut place = 0;
        while place + 1 < self.free.len() && self.free[place + 1] < departure {
            self.free[place] = self.free[place + 1];
            place += 1;
        }
        self.free[place] = departure;
    }

    /// Keeps `pending` in order of departure; equal departures stay in order of arrival.
    #[inline]
    fn insert(&mut self, admitted: Admitted) {
        self.pending.push_back(admitted);
        let mut place = self.pending.len() - 1;
        while place > 0 && self.pending[place - 1].departure > admitted.departure {
            self.pending.swap(place - 1, place);
            place -= 1;
        }
    }

    /// Lets everything leave that has departed or been given up by `now`; `left` is told of each request once, with the
    /// moment at which it ended for its client.
    #[inline]
    pub fn settle(&mut self, now: Time, patience: Time, mut left: impl FnMut(Admitted, Time)) {
        while let Some(next) = self.pending.front().copied().filter(|next| next.departure <= now) {
            self.pending.pop_front();
            if next.fate != Fate::GiveUp {
                left(next, next.departure);
            }
        }
        while let Some(next) = self.impatient.front().copied().filter(|next| next.arrived.after(patience) <= now) {
            self.impatient.pop_front();
            left(next, next.arrived + patience);
        }
    }

    /// Loses everything still here: the instance has been killed or has crashed. Call `settle` first. `lost` is told of
    /// each request whose client was still waiting.
    pub fn lose_all(&mut self, now: Time, mut lost: impl FnMut(Admitted)) {
        for request in self.pending.drain(..).filter(|request| request.fate != Fate::GiveUp) {
            lost(request);
        }
        self.impatient.drain(..).for_each(lost);
        self.starts.clear();
        self.free.fill(now);
    }

    /// How many clients wait for an answer; exact after `settle`.
    #[must_use]
    pub fn waiting_clients(&self) -> u64 {
        (self.pending.iter().filter(|request| request.fate != Fate::GiveUp).count() + self.impatient.len()) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENT: Time = Time::NEVER;

    fn settled(desk: &mut Desk, now: u64, patience: Time) -> Vec<(u32, u64)> {
        let mut left = Vec::new();
        desk.settle(Time(now), patience, |request, at| left.push((request.number, at.0)));
        left
    }

    #[test]
    fn two_workers_serve_in_order_of_arrival() {
        let mut desk = Desk::new(2, 10);
        // Service 10, 4, 4, 1: the third waits for the second's worker (4), the fourth too (8).
        let departures: Vec<u64> = [10, 4, 4, 1]
            .iter()
            .enumerate()
            .filter_map(|(i, service)| desk.admit(Time(0), i as u32, Time(*service), true, PATIENT))
            .map(|at| at.0)
            .collect();
        assert_eq!(departures, [10, 4, 8, 9]);
        assert_eq!((desk.outstanding(), desk.busy(Time(0)), desk.busy(Time(9))), (4, 2, 1));
        assert_eq!(settled(&mut desk, 8, PATIENT), [(1, 4), (2, 8)]);
        assert_eq!(desk.last_departure(Time(8)), Time(10));
        assert_eq!(settled(&mut desk, 100, PATIENT), [(3, 9), (0, 10)]);
    }

    #[test]
    fn a_full_waiting_room_refuses() {
        let mut desk = Desk::new(1, 1);
        let mut admit = |now| desk.admit(Time(now), 0, Time(10), true, PATIENT).map(|at| at.0);
        assert_eq!([admit(0), admit(0), admit(0)], [Some(10), Some(20), None]);
        // At 10 the second one starts, so there is room again.
        assert_eq!([admit(9), admit(10), admit(10)], [None, Some(30), None]);
    }

    #[test]
    fn without_a_waiting_room_only_free_workers_take_requests() {
        let mut desk = Desk::new(1, 0);
        let mut admit = |now| desk.admit(Time(now), 0, Time(10), true, PATIENT).is_some();
        assert_eq!([admit(0), admit(9), admit(10)], [true, false, true]);
    }

    #[test]
    fn an_impatient_client_leaves_but_the_work_goes_on() {
        let mut desk = Desk::new(1, 10);
        for number in 0..3 {
            desk.admit(Time(0), number, Time(10), true, Time(15));
        }
        // 0 is answered at 10; 1 (due 20) and 2 (due 30) are given up at 15.
        assert_eq!(settled(&mut desk, 16, Time(15)), [(0, 10), (1, 15), (2, 15)]);
        assert_eq!((desk.outstanding(), desk.waiting_clients()), (2, 0));
        assert_eq!(settled(&mut desk, 30, Time(15)), []);
        assert_eq!(desk.outstanding(), 0);
    }

    #[test]
    fn a_crash_loses_what_was_not_finished_once() {
        let mut desk = Desk::new(1, 10);
        for number in 0..3 {
            desk.admit(Time(0), number, Time(10), true, Time(25));
        }
        assert_eq!(settled(&mut desk, 12, Time(25)), [(0, 10)]);
        let mut lost = Vec::new();
        desk.lose_all(Time(12), |request| lost.push(request.number));
        assert_eq!(lost, [1, 2]);
        assert_eq!((desk.outstanding(), desk.busy(Time(12))), (0, 0));
        assert_eq!(settled(&mut desk, 1_000, Time(25)), []);
    }
}
