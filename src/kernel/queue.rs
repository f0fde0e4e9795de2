//! The queue of rare things to come: life-cycle, probe, controller, fault, scrape and sample timers.
//!
//! Requests do not pass through here (see `docs/model.md`, "The request path").

use super::time::Time;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Timers in order of time; equal times come out in the order in which they were scheduled.
#[derive(Clone, Debug)]
pub struct TimerQueue<T> {
    heap: BinaryHeap<Reverse<Entry<T>>>,
    scheduled: u64,
}

#[derive(Clone, Debug)]
struct Entry<T> {
    at: Time,
    sequence: u64,
    timer: T,
}

impl<T> Entry<T> {
    fn key(&self) -> (Time, u64) {
        (self.at, self.sequence)
    }
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<T> Eq for Entry<T> {}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl<T> Default for TimerQueue<T> {
    fn default() -> Self {
        TimerQueue { heap: BinaryHeap::new(), scheduled: 0 }
    }
}

impl<T> TimerQueue<T> {
    /// Schedules `timer` to come out at `at`; [`Time::NEVER`] schedules nothing.
    pub fn schedule(&mut self, at: Time, timer: T) {
        if at == Time::NEVER {
            return;
        }
        self.heap.push(Reverse(Entry { at, sequence: self.scheduled, timer }));
        self.scheduled += 1;
    }

    /// When the next timer is due, [`Time::NEVER`] if there is none.
    #[must_use]
    pub fn next_at(&self) -> Time {
        self.heap.peek().map_or(Time::NEVER, |entry| entry.0.at)
    }

    /// Takes out the next timer.
    pub fn pop(&mut self) -> Option<(Time, T)> {
        self.heap.pop().map(|Reverse(entry)| (entry.at, entry.timer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_come_out_in_scheduling_order() {
        let mut queue = TimerQueue::default();
        for (at, name) in [(2, 'c'), (1, 'a'), (2, 'd'), (1, 'b'), (2, 'e')] {
            queue.schedule(Time(at), name);
        }
        queue.schedule(Time::NEVER, 'z');
        let order: String = std::iter::from_fn(|| queue.pop()).map(|(_, name)| name).collect();
        assert_eq!(order, "abcde");
        assert_eq!(queue.next_at(), Time::NEVER);
    }
}
