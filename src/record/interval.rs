//! The intervals of the recording's grid that are still open: the present one, and those to come for which requests
//! have been planned.

use crate::fleet::Outcome;
use crate::kernel::{Histogram, Time};
use crate::sim::Ended;
use std::collections::VecDeque;

/// Up to so many latencies of an interval are kept one by one, which is exact and quicker than a histogram.
const MOST_SINGLE: usize = 4_096;

/// Counts of one interval. The pairs are by version.
#[derive(Clone, Debug, Default)]
pub(super) struct Interval {
    pub offered: u32,
    /// By [`Why`](crate::sim::Why).
    pub attempts: [u32; 3],
    pub refused: u32,
    pub routed: [u32; 2],
    pub served: [u32; 2],
    pub failed: [u32; 2],
    pub timed_out: [u32; 2],
    pub rejected: [u32; 2],
    /// Requests whose work began, and for how long they had waited.
    pub started: [u32; 2],
    pub waited: [Time; 2],
    pub latency: [Latencies; 2],
    /// By region.
    pub regions: Vec<Latencies>,
}

impl Interval {
    /// An empty one, of a run with so many regions.
    fn new(regions: usize) -> Interval {
        Interval { regions: vec![Latencies::default(); regions], ..Interval::default() }
    }

    /// Counts a request that ends in this interval.
    #[inline]
    pub fn add(&mut self, request: &Ended) {
        let Some((_, version)) = request.instance else {
            self.refused += 1;
            return;
        };
        let version = version.index();
        *self.outcome(request.outcome, version) += 1;
        if request.outcome == Outcome::Rejected {
            return;
        }
        if request.started <= request.at {
            self.started[version] += 1;
            self.waited[version] += request.started - request.arrived;
        }
        self.latency[version].add(request.at - request.arrived);
    }

    /// Takes back a request that was added and will not end like that.
    pub fn remove(&mut self, request: &Ended) {
        let Some((_, version)) = request.instance else {
            self.refused -= 1;
            return;
        };
        let version = version.index();
        *self.outcome(request.outcome, version) -= 1;
        if request.outcome == Outcome::Rejected {
            return;
        }
        if request.started <= request.at {
            self.started[version] -= 1;
            self.waited[version] = self.waited[version] - (request.started - request.arrived);
        }
        self.latency[version].remove(request.at - request.arrived);
    }

    /// Counts the latency of a request that ends in this interval for its region.
    pub fn add_to_region(&mut self, region: usize, request: &Ended) {
        if request.outcome != Outcome::Rejected {
            self.regions[region].add(request.at - request.arrived);
        }
    }

    /// Takes it back.
    pub fn remove_from_region(&mut self, region: usize, request: &Ended) {
        if request.outcome != Outcome::Rejected {
            self.regions[region].remove(request.at - request.arrived);
        }
    }

    #[inline]
    fn outcome(&mut self, outcome: Outcome, version: usize) -> &mut u32 {
        let counts = match outcome {
            Outcome::Served => &mut self.served,
            Outcome::Failed => &mut self.failed,
            Outcome::TimedOut => &mut self.timed_out,
            Outcome::Rejected => &mut self.rejected,
        };
        &mut counts[version]
    }

    /// Forgets everything but keeps the room.
    pub fn clear(&mut self) {
        let (mut latency, mut regions) = (std::mem::take(&mut self.latency), std::mem::take(&mut self.regions));
        latency.iter_mut().chain(&mut regions).for_each(Latencies::clear);
        *self = Interval { latency, regions, ..Interval::default() };
    }
}

/// Latencies, one by one while they are few.
#[derive(Clone, Debug, Default)]
pub(super) struct Latencies {
    single: Vec<Time>,
    many: Histogram,
}

impl Latencies {
    #[inline]
    fn add(&mut self, latency: Time) {
        if self.single.len() < MOST_SINGLE {
            self.single.push(latency);
        } else {
            self.many.add(latency);
        }
    }

    fn remove(&mut self, latency: Time) {
        match self.single.iter().rposition(|single| *single == latency) {
            Some(place) => {
                self.single.swap_remove(place);
            }
            None => self.many.remove(latency),
        }
    }

    fn clear(&mut self) {
        self.single.clear();
        self.many.clear();
    }

    /// Adds everything to `total`.
    pub fn pour_into(&self, total: &mut Histogram) {
        self.single.iter().for_each(|latency| total.add(*latency));
        total.merge(&self.many);
    }
}

/// Quantiles of two sets of latencies together, for rising `q`; `scratch` is room that is used again and again.
pub(super) fn quantiles<const N: usize>(
    latencies: &[Latencies; 2],
    q: [f64; N],
    scratch: &mut Vec<Time>,
) -> [Option<Time>; N] {
    if latencies.iter().any(|latencies| latencies.many.count() > 0) {
        let mut together = Histogram::default();
        latencies.iter().for_each(|latencies| latencies.pour_into(&mut together));
        return together.quantiles(q);
    }
    scratch.clear();
    latencies.iter().for_each(|latencies| scratch.extend_from_slice(&latencies.single));
    let (count, mut from) = (scratch.len(), 0);
    q.map(|q| {
        // The smallest value that is not below a share q of them.
        let place = ((q * count as f64).ceil() as usize).clamp(1, count.max(1)) - 1;
        let rest = scratch.get_mut(from..).filter(|rest| !rest.is_empty())?;
        let (_, value, _) = rest.select_nth_unstable(place - from);
        let value = *value;
        from = place;
        Some(value)
    })
}

/// The open intervals: the first is the present one.
#[derive(Clone, Debug)]
pub(super) struct Intervals {
    open: VecDeque<Interval>,
    /// Closed ones, to be used again.
    spare: Vec<Interval>,
    length: Time,
    /// The end of the present one.
    end: Time,
    horizon: Time,
    regions: usize,
}

impl Intervals {
    /// A grid of intervals of this `length`, in a run with so many regions.
    pub fn new(length: Time, horizon: Time, regions: usize) -> Intervals {
        let open = VecDeque::from([Interval::new(regions)]);
        Intervals { open, spare: Vec::new(), length, end: length, horizon, regions }
    }

    fn unused(&mut self) -> Interval {
        self.spare.pop().unwrap_or_else(|| Interval::new(self.regions))
    }

    /// The present one.
    #[inline(always)]
    pub fn present(&mut self) -> &mut Interval {
        &mut self.open[0]
    }

    /// The one in which something happens at `at`, which is not in the past; its end belongs to it. `None` after the end
    /// of the run.
    #[inline]
    pub fn at(&mut self, at: Time) -> Option<&mut Interval> {
        if at <= self.end.min(self.horizon) {
            return Some(&mut self.open[0]);
        }
        self.later(at)
    }

    fn later(&mut self, at: Time) -> Option<&mut Interval> {
        if at > self.horizon {
            return None;
        }
        let ahead = ((at - self.end).0 - 1) / self.length.0 + 1;
        while self.open.len() as u64 <= ahead {
            let interval = self.unused();
            self.open.push_back(interval);
        }
        Some(&mut self.open[ahead as usize])
    }

    /// Closes the present one: it is handed to `read`, then the next one is the present one.
    pub fn close(&mut self, read: impl FnOnce(&Interval)) {
        let Some(mut closed) = self.open.pop_front() else { return };
        read(&closed);
        closed.clear();
        self.spare.push(closed);
        self.end += self.length;
        if self.open.is_empty() {
            let interval = self.unused();
            self.open.push_back(interval);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::VersionId;
    use crate::kernel::Stream;
    use crate::kernel::rng::Purpose;

    fn ended(arrived: u64, at: u64) -> Ended {
        Ended {
            at: Time(at),
            arrived: Time(arrived),
            started: Time(arrived),
            number: 0,
            class: 0,
            region: Some(0),
            instance: Some((0, VersionId::Stable)),
            outcome: Outcome::Served,
        }
    }

    #[test]
    fn requests_are_counted_in_the_interval_in_which_they_end() {
        let mut intervals = Intervals::new(Time(10), Time(35), 1);
        for at in [10, 11, 20, 31, 35, 36, 99] {
            if let Some(interval) = intervals.at(Time(at)) {
                interval.add(&ended(0, at));
                interval.add_to_region(0, &ended(0, at));
            }
        }
        intervals.at(Time(20)).unwrap().remove(&ended(0, 20));
        intervals.at(Time(20)).unwrap().remove_from_region(0, &ended(0, 20));
        let mut counts = Vec::new();
        (0..4).for_each(|_| {
            intervals.close(|closed| {
                counts.push((closed.served[0], closed.latency[0].single.len(), closed.regions[0].single.len()))
            })
        });
        assert_eq!(counts, [(1, 1, 1), (1, 1, 1), (0, 0, 0), (2, 2, 2)]);
    }

    #[test]
    fn quantiles_of_few_are_exact_and_of_many_within_a_percent() {
        let mut stream = Stream::new(1, Purpose::Work);
        for count in [0usize, 1, 2, 3, 100, 5_000, 20_000] {
            let mut latencies = [Latencies::default(), Latencies::default()];
            let mut values: Vec<u64> = (0..count).map(|_| 1_000 + (stream.unit() * 1e9) as u64).collect();
            values.iter().enumerate().for_each(|(i, value)| latencies[i % 2].add(Time(*value)));
            values.sort_unstable();
            let found = quantiles(&latencies, [0.5, 0.95, 0.99], &mut Vec::new());
            for (found, q) in found.into_iter().zip([0.5, 0.95, 0.99]) {
                let exact = values.get(((q * count as f64).ceil() as usize).max(1) - 1);
                match (found, exact) {
                    (None, None) => {}
                    (Some(found), Some(exact)) if count <= MOST_SINGLE => assert_eq!(found.0, *exact),
                    (Some(found), Some(exact)) => assert!((found.0 as f64 / *exact as f64 - 1.0).abs() < 0.01),
                    other => panic!("{count} values: {other:?}"),
                }
            }
        }
    }
}
