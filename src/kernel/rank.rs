//! Exact quantiles of some thousand time spans that go into a histogram anyway: its cells tell where they lie, and only
//! the spans of the cells in question are looked at one by one. There is hardly a branch that depends on the spans, which
//! is what makes sorting and selecting slow.

use super::histogram::{CELLS, Histogram, cells_of, may_grow};
use super::time::Time;
use std::ops::Range;

/// Cells that are looked at side by side.
const LANES: usize = 16;
/// Cells that are passed over at once on the way to a rank: to add up several counts in one is what takes long.
const STRIDE: usize = 4 * LANES;

/// Finds spans by their rank, and puts their cells aside for two histograms. One that is used again keeps its room.
#[derive(Clone, Debug, Default)]
pub struct Ranks {
    parts: [Part; 2],
    /// Spans of one cell.
    near: Vec<Time>,
}

/// Where the spans of a part lie.
#[derive(Clone, Debug, Default)]
struct Part {
    /// The cell of each; there may be room for more.
    cells: Vec<u16>,
    /// How many there are in each cell; all zero between two uses.
    counts: Vec<u16>,
    /// The cells that are in use.
    used: Range<usize>,
    aside: Aside,
}

/// Spans that have been counted and are not yet in the histogram they belong to: a count here takes half the room, and all
/// that histograms keep besides is looked at seldom.
#[derive(Clone, Debug, Default)]
struct Aside {
    /// How many there are in each cell.
    counts: Vec<u16>,
    /// The cells that are in use; in the first and the last one there are some.
    used: Range<usize>,
    /// How many there are in all.
    spans: usize,
    sum: u64,
    max: Time,
}

impl Ranks {
    /// Adds each part, which is of less than 2^15 spans below 2^52 ns (52 days), to its total, or puts it aside until
    /// [`Ranks::settle`]. Gives the smallest spans that are not below a share `q` of all of them, for rising `q`; `None` if
    /// there are none.
    pub fn pour<const N: usize>(
        &mut self,
        spans: [&[Time]; 2],
        totals: &mut [Histogram; 2],
        q: [f64; N],
    ) -> [Option<Time>; N] {
        let count = spans[0].len() + spans[1].len();
        if count == 0 {
            return [None; N];
        }
        for ((part, spans), total) in self.parts.iter_mut().zip(spans).zip(totals) {
            part.pour(spans, total);
        }
        let [first, second] = &mut self.parts;
        first.put_aside();
        first.take(second);
        let cells = [&first.cells[..spans[0].len()], &second.cells[..spans[1].len()]];
        let (mut cell, mut before) = (first.used.start, 0);
        let found = q.map(|q| {
            let rank = ((q * count as f64).ceil() as usize).clamp(1, count) - 1;
            (cell, before) = first.walk(cell, before, rank);
            if first.counts[cell] == 1 && spans[1].is_empty() {
                return spans[0].get(place_of(cells[0], cell as u16)).copied();
            }
            self.near.clear();
            for (cells, spans) in cells.into_iter().zip(spans) {
                gather(spans, cells, cell as u16, &mut self.near);
            }
            let (_, span, _) = self.near.select_nth_unstable(rank - before);
            Some(*span)
        });
        first.counts[first.used.clone()].fill(0);
        found
    }

    /// Adds what has been put aside of each part to its total.
    pub fn settle(&mut self, totals: &mut [Histogram; 2]) {
        for (part, total) in self.parts.iter_mut().zip(totals) {
            part.aside.settle(total);
        }
    }
}

impl Aside {
    fn settle(&mut self, total: &mut Histogram) {
        if self.spans == 0 {
            return;
        }
        let counts = &mut self.counts[self.used.clone()];
        total.add_counted(self.used.start as u32, counts, self.sum, self.max);
        counts.fill(0);
        (self.used, self.spans, self.sum, self.max) = (0..0, 0, 0, Time::ZERO);
    }
}

/// The cells of two parts together.
fn together(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    match (one.is_empty(), other.is_empty()) {
        (true, _) => other.clone(),
        (_, true) => one.clone(),
        _ => one.start.min(other.start)..one.end.max(other.end),
    }
}

impl Part {
    /// Counts the spans. What has been put aside goes into `total` if there could be too many with them.
    fn pour(&mut self, spans: &[Time], total: &mut Histogram) {
        self.used = 0..0;
        if spans.is_empty() {
            return;
        }
        self.counts.resize(CELLS, 0);
        if self.cells.len() < spans.len() {
            self.cells.resize(spans.len(), 0);
        }
        let cells = &mut self.cells[..spans.len()];
        let sum = cells_of(spans, cells);
        cells.iter().for_each(|cell| self.counts[usize::from(*cell)] += 1);
        let (mut least, mut most) = (u16::MAX, 0);
        for cell in cells.iter() {
            least = least.min(*cell);
            most = most.max(*cell);
        }
        self.used = usize::from(least)..usize::from(most) + 1;
        let aside = &mut self.aside;
        aside.counts.resize(CELLS, 0);
        if aside.spans + spans.len() > usize::from(u16::MAX) {
            aside.settle(total);
        }
        aside.used = together(&aside.used, &self.used);
        aside.spans += spans.len();
        aside.sum += sum;
        if may_grow(aside.max, most) {
            aside.max = spans.iter().copied().max().unwrap_or_default().max(aside.max);
        }
    }

    /// Puts the counts aside, which are still wanted.
    fn put_aside(&mut self) {
        let aside = &mut self.aside.counts[self.used.clone()];
        aside.iter_mut().zip(&self.counts[self.used.clone()]).for_each(|(aside, count)| *aside += count);
    }

    /// Takes the counts of another one, which puts them aside.
    fn take(&mut self, other: &mut Part) {
        if other.used.is_empty() {
            return;
        }
        self.counts.resize(CELLS, 0);
        other.put_aside();
        let taken = &mut other.counts[other.used.clone()];
        self.counts[other.used.clone()].iter_mut().zip(&*taken).for_each(|(count, more)| *count += more);
        taken.fill(0);
        self.used = together(&self.used, &other.used);
    }

    /// From a cell with so many spans before it to the one with the span of this rank.
    fn walk(&self, mut cell: usize, mut before: usize, rank: usize) -> (usize, usize) {
        for length in [STRIDE, LANES] {
            while let Some(block) = self.counts.get(cell..cell + length) {
                let inside = usize::from(block.iter().sum::<u16>());
                if before + inside > rank {
                    break;
                }
                (cell, before) = (cell + length, before + inside);
            }
        }
        while before + usize::from(self.counts[cell]) <= rank {
            (cell, before) = (cell + 1, before + usize::from(self.counts[cell]));
        }
        (cell, before)
    }
}

/// Where the only span of a cell stands: the sum of all places where one does.
fn place_of(cells: &[u16], cell: u16) -> usize {
    let places = cells.iter().enumerate().map(|(place, other)| if *other == cell { place as u16 } else { 0 });
    usize::from(places.sum::<u16>())
}

/// Brings the spans of a cell into `near`.
fn gather(spans: &[Time], cells: &[u16], cell: u16, near: &mut Vec<Time>) {
    let (blocks, rest) = cells.as_chunks::<LANES>();
    let mut look = |first: usize, cells: &[u16]| {
        let found = cells.iter().zip(&spans[first..]).filter(|(other, _)| **other == cell);
        near.extend(found.map(|(_, span)| *span));
    };
    for (i, block) in blocks.iter().enumerate() {
        // Without a branch for each: mostly there is none.
        if block.iter().fold(false, |any, other| any | (*other == cell)) {
            look(i * LANES, block);
        }
    }
    look(blocks.len() * LANES, rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::{Purpose, Stream};

    const SHARES: [f64; 5] = [0.0, 0.5, 0.95, 0.99, 1.0];

    fn assert_as_sorted(ranks: &mut Ranks, values: &[u64]) {
        let mut sorted: Vec<u64> = values.to_vec();
        sorted.sort_unstable();
        let expected = SHARES.map(|q| sorted.get(((q * values.len() as f64).ceil() as usize).max(1) - 1).copied());
        let times: Vec<Time> = values.iter().map(|value| Time(*value)).collect();
        for cut in [0, values.len() / 3, values.len()] {
            let parts = [&times[..cut], &times[cut..]];
            let (mut totals, mut one_by_one) = <([Histogram; 2], [Histogram; 2])>::default();
            let found = ranks.pour(parts, &mut totals, SHARES);
            ranks.settle(&mut totals);
            assert_eq!(found.map(|found| found.map(|time| time.0)), expected, "{} values", values.len());
            for (total, part) in one_by_one.iter_mut().zip(parts) {
                part.iter().for_each(|time| total.add(*time));
            }
            assert_eq!(totals, one_by_one);
        }
    }

    #[test]
    fn quantiles_are_those_of_the_sorted_values() {
        let mut stream = Stream::new(1, Purpose::Work);
        let mut ranks = Ranks::default();
        for count in [0usize, 1, 2, 3, 7, 8, 9, 100, 240, 5_000] {
            for widest in [1.0, 3.0, 1e3, 1e9, 4e15] {
                let values: Vec<u64> = (0..count).map(|_| (stream.unit() * stream.unit() * widest) as u64).collect();
                assert_as_sorted(&mut ranks, &values);
            }
        }
    }

    #[test]
    fn what_was_put_aside_comes_out_whole_and_once() {
        let (mut stream, mut ranks) = (Stream::new(1, Purpose::Work), Ranks::default());
        let (mut totals, mut one_by_one) = <([Histogram; 2], [Histogram; 2])>::default();
        // In one cell there may be no more than 2^16.
        for round in 0..40 {
            let same = [Time(1_000); 3_000];
            let other: Vec<Time> = (0..round).map(|_| Time((stream.unit() * 1e9) as u64)).collect();
            ranks.pour([&same, &other], &mut totals, []);
            let both = same.iter().map(|time| (0, time)).chain(other.iter().map(|time| (1, time)));
            both.for_each(|(part, time)| one_by_one[part].add(*time));
        }
        for _ in 0..2 {
            ranks.settle(&mut totals);
            assert_eq!(totals, one_by_one);
        }
    }

    #[test]
    fn values_at_the_edges_of_cells_are_found() {
        let mut ranks = Ranks::default();
        let powers = (0..52).flat_map(|bits| [(1u64 << bits) - 1, 1 << bits, (1 << bits) + 1]);
        let values: Vec<u64> = powers.collect();
        assert_as_sorted(&mut ranks, &values);
        values.iter().for_each(|value| assert_as_sorted(&mut ranks, &[*value; 20]));
    }
}
