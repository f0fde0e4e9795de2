//! The intervals of the recording's grid that are still open: the present one, and those to come for which requests
//! have been planned.

use crate::fleet::Outcome;
use crate::kernel::{Histogram, Ranks, Time};
use crate::sim::Ended;
use std::collections::VecDeque;

/// Up to so many latencies of an interval are kept one by one, which is exact and quicker than a histogram.
const MOST_SINGLE: usize = 4_096;
/// An interval that has any has places for so many; more are made by doubling.
const FEWEST_PLACES: usize = 64;

/// Counts of one interval.
#[derive(Clone, Debug, Default)]
pub(super) struct Interval {
    pub offered: u32,
    /// By [`Why`](crate::sim::Why).
    pub attempts: [u32; 3],
    pub refused: u32,
    /// By version.
    pub sides: [Side; 2],
    /// By region.
    pub regions: Vec<Latencies>,
}

/// Counts of one interval and one version.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub routed: u32,
    /// By [`Outcome`].
    ended: [u32; 4],
    /// Of those that were not rejected: the ones that ended before their work began. These are counted as they are few.
    unstarted: u32,
    /// For how long the others had waited.
    pub waited: Time,
    latency: Latencies,
}

impl Interval {
    /// An empty one, of a run with so many regions.
    fn new(regions: usize) -> Interval {
        Interval { regions: vec![Latencies::default(); regions], ..Interval::default() }
    }

    /// Counts a request that ends in this interval.
    #[inline(always)]
    fn add(&mut self, request: &Ended) {
        match request.instance {
            Some((_, version)) => self.sides[version.index()].add(request),
            None => self.refused += 1,
        }
    }

    /// The same for one whose latency has its place already; whether that is so.
    #[inline(always)]
    fn add_plainly(&mut self, request: &Ended) -> bool {
        request.instance.is_some_and(|(_, version)| self.sides[version.index()].add_plainly(request))
    }

    /// By version.
    pub fn latencies(&self) -> [&Latencies; 2] {
        self.sides.each_ref().map(|side| &side.latency)
    }

    /// Takes back a request that was added and will not end like that.
    fn remove(&mut self, request: &Ended) {
        match request.instance {
            Some((_, version)) => self.sides[version.index()].remove(request),
            None => self.refused -= 1,
        }
    }

    /// Forgets everything but keeps the room.
    fn clear(&mut self) {
        let Interval { offered, attempts, refused, sides, regions } = self;
        (*offered, *attempts, *refused) = (0, [0; 3], 0);
        sides.iter_mut().for_each(Side::clear);
        regions.iter_mut().for_each(Latencies::clear);
    }
}

impl Side {
    /// Requests that ended like that.
    pub fn ended(&self, outcome: Outcome) -> u32 {
        self.ended[outcome as usize]
    }

    /// Requests that ended after their work had begun.
    pub fn started(&self) -> u32 {
        [Outcome::Served, Outcome::Failed, Outcome::TimedOut].map(|outcome| self.ended(outcome)).iter().sum::<u32>()
            - self.unstarted
    }

    fn clear(&mut self) {
        let Side { routed, ended, unstarted, waited, latency } = self;
        (*routed, *ended, *unstarted, *waited) = (0, [0; 4], 0, Time::ZERO);
        latency.clear();
    }

    #[inline(always)]
    fn add(&mut self, request: &Ended) {
        self.ended[request.outcome as usize] += 1;
        if request.outcome == Outcome::Rejected {
            return;
        }
        if request.started <= request.at {
            self.waited += request.started - request.arrived;
        } else {
            self.unstarted += 1;
        }
        self.latency.add(request.at - request.arrived);
    }

    #[inline(always)]
    fn add_plainly(&mut self, request: &Ended) -> bool {
        let has_worked = request.outcome != Outcome::Rejected && request.started <= request.at;
        let is_added = has_worked && self.latency.add_plainly(request.at - request.arrived);
        if is_added {
            self.ended[request.outcome as usize] += 1;
            self.waited += request.started - request.arrived;
        }
        is_added
    }

    fn remove(&mut self, request: &Ended) {
        self.ended[request.outcome as usize] -= 1;
        if request.outcome == Outcome::Rejected {
            return;
        }
        if request.started <= request.at {
            self.waited = self.waited - (request.started - request.arrived);
        } else {
            self.unstarted -= 1;
        }
        self.latency.remove(request.at - request.arrived);
    }
}

/// Latencies, one by one while they are few.
#[derive(Clone, Debug, Default)]
pub(super) struct Latencies {
    /// Places for single ones, the first `count` of which are taken. They exist before they are needed, so that a latency
    /// is put down with a single comparison.
    places: Vec<Time>,
    count: usize,
    many: Histogram,
}

impl Latencies {
    #[inline(always)]
    fn add(&mut self, latency: Time) {
        if let Some(place) = self.places.get_mut(self.count) {
            *place = latency;
            self.count += 1;
        } else if self.count == MOST_SINGLE {
            self.many.add(latency);
        } else {
            self.add_with_room(latency);
        }
    }

    /// Adds one that has its place already; whether that is so.
    #[inline(always)]
    fn add_plainly(&mut self, latency: Time) -> bool {
        if let Some(place) = self.places.get_mut(self.count) {
            *place = latency;
            self.count += 1;
            return true;
        }
        self.count == MOST_SINGLE && self.many.add_plainly(latency)
    }

    /// Makes room, then adds.
    #[cold]
    #[inline(never)]
    fn add_with_room(&mut self, latency: Time) {
        self.places.resize((self.places.len() * 2).clamp(FEWEST_PLACES, MOST_SINGLE), Time::ZERO);
        self.add(latency);
    }

    fn remove(&mut self, latency: Time) {
        match self.single().iter().rposition(|single| *single == latency) {
            Some(place) => {
                self.count -= 1;
                self.places.swap(place, self.count);
            }
            None => self.many.remove(latency),
        }
    }

    fn clear(&mut self) {
        self.count = 0;
        self.many.clear();
    }

    /// Adds them to a total.
    pub fn pour_into(&self, total: &mut Histogram) {
        self.single().iter().for_each(|latency| total.add(*latency));
        total.merge(&self.many);
    }

    fn single(&self) -> &[Time] {
        &self.places[..self.count]
    }
}

/// Adds the latencies of both versions to their totals, or has `ranks` put them aside for that. Gives quantiles of both together,
/// for rising `q`: exact ones if every latency was kept.
pub(super) fn pour<const N: usize>(
    latencies: [&Latencies; 2],
    totals: &mut [Histogram; 2],
    q: [f64; N],
    ranks: &mut Ranks,
) -> [Option<Time>; N] {
    let single = latencies.map(Latencies::single);
    if latencies.iter().all(|latencies| latencies.many.count() == 0) {
        return ranks.pour(single, totals, q);
    }
    let mut both = latencies.map(|latencies| latencies.many.clone());
    ranks.settle(totals);
    ranks.pour(single, &mut both, []);
    ranks.settle(&mut both);
    totals.iter_mut().zip(&both).for_each(|(total, more)| total.merge(more));
    let [mut together, other] = both;
    together.merge(&other);
    together.quantiles(q)
}

/// The open intervals of the grid.
#[derive(Clone, Debug)]
pub(super) struct Intervals {
    /// The present one.
    pub present: Interval,
    /// What ends until then ends in the present one: its end, or that of the run.
    until: Time,
    /// The one after it.
    next: Interval,
    /// What ends until then and later than in the present one ends in the next one.
    until_next: Time,
    /// Those after the next one.
    later: VecDeque<Interval>,
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
        Intervals {
            present: Interval::new(regions),
            until: length.min(horizon),
            next: Interval::new(regions),
            until_next: (length + length).min(horizon),
            later: VecDeque::new(),
            spare: Vec::new(),
            length,
            end: length,
            horizon,
            regions,
        }
    }

    fn unused(&mut self) -> Interval {
        self.spare.pop().unwrap_or_else(|| Interval::new(self.regions))
    }

    /// Counts a request in the interval in which it ends, which is not a past one; an interval's end belongs to it. Whether
    /// it ends within the run.
    #[inline(always)]
    pub fn add(&mut self, request: &Ended) -> bool {
        let interval = if request.at <= self.until {
            &mut self.present
        } else if request.at <= self.until_next {
            &mut self.next
        } else {
            return self.add_later(request.apart());
        };
        interval.add(request);
        true
    }

    /// The same for one that ends soon and whose latency has its place already; whether that is so.
    #[inline(always)]
    pub fn add_plainly(&mut self, request: &Ended) -> bool {
        if request.at <= self.until {
            self.present.add_plainly(request)
        } else {
            request.at <= self.until_next && self.next.add_plainly(request)
        }
    }

    #[cold]
    #[inline(never)]
    fn add_later(&mut self, request: Ended) -> bool {
        self.at(request.at).map(|interval| interval.add(&request)).is_some()
    }

    /// Takes back a request that was added and will not end like that; whether it would have ended within the run.
    pub fn remove(&mut self, request: &Ended) -> bool {
        self.at(request.at).map(|interval| interval.remove(request)).is_some()
    }

    /// Counts the latency of a request that has been added for its region.
    pub fn add_to_region(&mut self, region: usize, request: &Ended) {
        if request.outcome != Outcome::Rejected
            && let Some(interval) = self.at(request.at)
        {
            interval.regions[region].add(request.at - request.arrived);
        }
    }

    /// Takes it back.
    pub fn remove_from_region(&mut self, region: usize, request: &Ended) {
        if request.outcome != Outcome::Rejected
            && let Some(interval) = self.at(request.at)
        {
            interval.regions[region].remove(request.at - request.arrived);
        }
    }

    /// The interval in which something happens at `at`; `None` after the end of the run.
    fn at(&mut self, at: Time) -> Option<&mut Interval> {
        if at <= self.until {
            return Some(&mut self.present);
        }
        if at > self.horizon {
            return None;
        }
        if at <= self.until_next {
            return Some(&mut self.next);
        }
        let ahead = ((at - self.end).0 - 1) / self.length.0;
        while self.later.len() < ahead as usize {
            let interval = self.unused();
            self.later.push_back(interval);
        }
        Some(&mut self.later[ahead as usize - 1])
    }

    /// Closes the present one: it is handed to `read`, then the next one is the present one.
    pub fn close(&mut self, read: impl FnOnce(&Interval)) {
        read(&self.present);
        let next = self.later.pop_front().unwrap_or_else(|| self.unused());
        let present = std::mem::replace(&mut self.next, next);
        let mut closed = std::mem::replace(&mut self.present, present);
        closed.clear();
        self.spare.push(closed);
        self.end += self.length;
        self.until = self.end.min(self.horizon);
        self.until_next = (self.end + self.length).min(self.horizon);
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
            assert_eq!(intervals.add(&ended(0, at)), at <= 35);
            intervals.add_to_region(0, &ended(0, at));
        }
        assert!(intervals.remove(&ended(0, 20)));
        intervals.remove_from_region(0, &ended(0, 20));
        let mut counts = Vec::new();
        (0..4).for_each(|_| {
            intervals.close(|closed| {
                let (side, region) = (&closed.sides[0], &closed.regions[0]);
                counts.push((side.started(), side.latency.single().len(), region.single().len()));
            });
        });
        assert_eq!(counts, [(1, 1, 1), (1, 1, 1), (0, 0, 0), (2, 2, 2)]);
    }

    #[test]
    fn what_has_its_place_is_counted_as_all_else_is() {
        let (mut all, mut apart) =
            (Intervals::new(Time(1_000_000), Time(1 << 40), 1), Intervals::new(Time(1_000_000), Time(1 << 40), 1));
        let (mut stream, mut plain) = (Stream::new(1, Purpose::Work), 0);
        for _ in 0..60_000 {
            let (arrived, luck) = (stream.bits() % 900_000, stream.bits());
            let at = arrived + (luck >> 8) % 1_500_000;
            let outcome = [Outcome::Served, Outcome::Failed, Outcome::TimedOut, Outcome::Rejected][luck as usize & 3];
            let version = if luck & 4 == 0 { VersionId::Stable } else { VersionId::Candidate };
            let instance = (luck & 0xF0 > 0).then_some((0, version));
            // Some give up before their work begins.
            let request =
                Ended { started: Time(arrived + stream.bits() % 2_000_000), outcome, instance, ..ended(arrived, at) };
            assert!(all.add(&request));
            let is_plain = apart.add_plainly(&request);
            assert!(is_plain || apart.add(&request));
            plain += u32::from(is_plain);
        }
        assert!(plain > 10_000, "{plain}");
        for _ in 0..3 {
            let mut closed = [String::new(), String::new()];
            all.close(|interval| closed[0] = format!("{interval:?}"));
            apart.close(|interval| closed[1] = format!("{interval:?}"));
            assert_eq!(closed[0], closed[1]);
        }
    }

    #[test]
    fn quantiles_of_few_are_exact_and_of_many_within_a_percent() {
        let mut stream = Stream::new(1, Purpose::Work);
        for count in [0usize, 1, 2, 3, 100, 5_000, 20_000] {
            let mut latencies = [Latencies::default(), Latencies::default()];
            let mut values: Vec<u64> = (0..count).map(|_| 1_000 + (stream.unit() * 1e9) as u64).collect();
            values.iter().enumerate().for_each(|(i, value)| latencies[i % 2].add(Time(*value)));
            values.sort_unstable();
            let mut totals = <[Histogram; 2]>::default();
            let shares = [0.5, 0.95, 0.99];
            let mut ranks = Ranks::default();
            let found = pour(latencies.each_ref(), &mut totals, shares, &mut ranks);
            ranks.settle(&mut totals);
            assert_eq!(totals.map(|total| total.count()).iter().sum::<u64>(), count as u64);
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
