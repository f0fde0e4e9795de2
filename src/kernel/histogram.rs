//! A log-linear histogram of latencies: 128 cells per factor of two, so a cell is at most 0.8 % wide.

use super::time::Time;
use serde::{Deserialize, Serialize};

/// Cells per factor of two, as a power of two.
const PRECISION: u32 = 7;
/// Every time span lies in one of so many cells.
pub(super) const CELLS: usize = 64 << PRECISION;

/// Counts of time spans. Quantiles interpolate inside the cell and are exact to 0.8 % relative.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram {
    /// The first cell that `counts` holds, so that a histogram takes only the room of its range.
    first: u32,
    counts: Vec<u32>,
    sum: u64,
    max: Time,
}

/// A double has 52 bits of mantissa; those beyond PRECISION do not matter for the cell.
const REST: u32 = 52 - PRECISION;
/// The leading bits of 1.0, where the cells begin.
const FIRST: u32 = (1.0f64.to_bits() >> REST) as u32;

/// The exponent and the first PRECISION bits of the mantissa name the cell: logarithmic between powers of two, linear
/// inside. Wraps for zero, which shares the cell of one nanosecond: see [`true_cell_of`].
#[inline]
fn cell_of(value: u64) -> u32 {
    ((value as i64 as f64).to_bits() >> REST).wrapping_sub(u64::from(FIRST)) as u32
}

/// The cell of any value.
fn true_cell_of(value: u64) -> u32 {
    cell_of(value.max(1))
}

/// Writes down the cell of each value, and gives their sum. For values below 2^52 ns (52 days): these are turned into doubles
/// by setting a bit and a subtraction, which processors do for several of them at once.
pub(super) fn cells_of(values: &[Time], cells: &mut [u16]) -> u64 {
    /// 2^52, whose last bit is worth 1.
    const SHIFT: f64 = 4_503_599_627_370_496.0;
    let mut sum = 0;
    for (value, cell) in values.iter().zip(cells) {
        debug_assert!(value.0 < 1 << 52, "longer than any run: {value:?}");
        let double = f64::from_bits(value.0 | SHIFT.to_bits()) - SHIFT;
        *cell = ((double.max(1.0).to_bits() >> REST) as u16).wrapping_sub(FIRST as u16);
        sum += value.0;
    }
    sum
}

/// Whether a value in this cell may be larger than this one.
pub(super) fn may_grow(max: Time, cell: u16) -> bool {
    true_cell_of(max.0) <= u32::from(cell)
}

/// The lower edge and the width of a cell, ns.
fn edges(cell: u32) -> (f64, f64) {
    let edge = |cell: u32| f64::from_bits(u64::from(cell + FIRST) << REST);
    (edge(cell), edge(cell + 1) - edge(cell))
}

impl Histogram {
    /// Counts one value.
    #[inline(always)]
    pub fn add(&mut self, value: Time) {
        let index = cell_of(value.0).wrapping_sub(self.first) as usize;
        // No index, which becomes a call where code shall be small.
        match self.counts.get_mut(index) {
            Some(count) => *count += 1,
            None => self.widen(true_cell_of(value.0)),
        }
        self.sum += value.0;
        self.max = self.max.max(value);
    }

    /// Counts one value whose cell is there already; whether that is so.
    // Not a part of `add`, which would take longer then: 3 % of a request.
    #[inline(always)]
    pub fn add_plainly(&mut self, value: Time) -> bool {
        let index = cell_of(value.0).wrapping_sub(self.first) as usize;
        let Some(count) = self.counts.get_mut(index) else { return false };
        *count += 1;
        self.sum += value.0;
        self.max = self.max.max(value);
        true
    }

    /// Adds values that were counted elsewhere: `counts` of the cells from `first` on, neither the first nor the last of
    /// them zero, and the values' sum and maximum.
    pub(super) fn add_counted(&mut self, first: u32, counts: &[u16], sum: u64, max: Time) {
        for cell in [first, first + counts.len() as u32 - 1] {
            if cell.wrapping_sub(self.first) as usize >= self.counts.len() {
                self.widen(cell);
                self.counts[(cell - self.first) as usize] -= 1;
            }
        }
        let cells = &mut self.counts[(first - self.first) as usize..];
        cells.iter_mut().zip(counts).for_each(|(cell, count)| *cell += u32::from(*count));
        self.sum += sum;
        self.max = self.max.max(max);
    }

    /// Takes back one value that was counted before.
    pub fn remove(&mut self, value: Time) {
        let index = true_cell_of(value.0).wrapping_sub(self.first) as usize;
        debug_assert!(self.counts.get(index).is_some_and(|count| *count > 0), "only what was counted is taken back");
        self.counts[index] -= 1;
        self.sum -= value.0;
    }

    /// Makes room for `cell` and counts it once.
    #[cold]
    fn widen(&mut self, cell: u32) {
        if self.counts.is_empty() {
            self.first = cell;
        }
        if cell < self.first {
            let missing = (self.first - cell) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, missing));
            self.first = cell;
        }
        let index = (cell - self.first) as usize;
        if index >= self.counts.len() {
            self.counts.resize(index + 1, 0);
        }
        self.counts[index] += 1;
    }

    /// Forgets everything but keeps the room.
    pub fn clear(&mut self) {
        // Filling nothing is not for free: some processors take long over a write that is masked out as a whole.
        if !self.counts.is_empty() {
            self.counts.fill(0);
        }
        (self.sum, self.max) = (0, Time::ZERO);
    }

    /// Adds another histogram's counts.
    pub fn merge(&mut self, other: &Histogram) {
        for (i, &count) in other.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let cell = other.first + i as u32;
            let index = cell.wrapping_sub(self.first) as usize;
            if index < self.counts.len() {
                self.counts[index] += count;
            } else {
                self.widen(cell);
                self.counts[(cell - self.first) as usize] += count - 1;
            }
        }
        self.sum += other.sum;
        self.max = self.max.max(other.max);
    }

    /// How many values were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }

    /// The largest value, exact.
    #[must_use]
    pub fn max(&self) -> Time {
        self.max
    }

    /// The mean, s, exact to rounding; `None` when empty.
    #[must_use]
    pub fn mean_seconds(&self) -> Option<f64> {
        let total = self.count();
        (total > 0).then(|| self.sum as f64 / total as f64 / 1e9)
    }

    /// The value below which a share `q` of the values lie; `None` when empty.
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<Time> {
        self.quantiles([q])[0]
    }

    /// Several quantiles in one pass; `q` must rise.
    #[must_use]
    pub fn quantiles<const N: usize>(&self, q: [f64; N]) -> [Option<Time>; N] {
        let mut found = [None; N];
        let total = self.count() as f64;
        let (mut below, mut next) = (0u64, 0);
        for (i, &count) in self.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let upto = below + u64::from(count);
            while next < N && q[next] * total <= upto as f64 {
                let (low, width) = edges(self.first + i as u32);
                let inside = ((q[next] * total - below as f64) / f64::from(count)).max(0.0);
                found[next] = Some(Time((low + width * inside) as u64).min(self.max));
                next += 1;
            }
            below = upto;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::{Purpose, Stream};

    #[test]
    fn cells_cover_the_line_without_gap() {
        let mut previous = None;
        for value in (1..100_000u64).chain((17..52).map(|bits| (1 << bits) + 12_345)) {
            let cell = cell_of(value);
            let (low, width) = edges(cell);
            assert!(low <= value as f64 && (value as f64) < low + width, "{value} in {low} + {width}");
            assert!(width / low <= 1.0 / 128.0);
            assert!(previous.is_none_or(|p| p <= cell));
            previous = Some(cell);
        }
        assert_eq!(true_cell_of(0), cell_of(1));
    }

    #[test]
    fn the_cells_of_many_are_those_of_each() {
        let powers = (0..52).flat_map(|bits| [(1u64 << bits) - 1, 1 << bits, (1 << bits) + 1]);
        let mut stream = Stream::new(1, Purpose::Work);
        let values: Vec<Time> = powers.chain((0..1_000).map(|_| (stream.unit() * 9e11) as u64)).map(Time).collect();
        let mut cells = vec![0; values.len()];
        assert_eq!(cells_of(&values, &mut cells), values.iter().map(|value| value.0).sum::<u64>());
        assert_eq!(cells, values.iter().map(|value| true_cell_of(value.0) as u16).collect::<Vec<_>>());
    }

    #[test]
    fn quantiles_are_within_one_percent_of_sorting() {
        let mut stream = Stream::new(1, Purpose::Work);
        let mut values: Vec<u64> = (0..50_000).map(|_| 1_000 + (stream.unit() * stream.unit() * 1e9) as u64).collect();
        let (mut whole, mut parts) = (Histogram::default(), [Histogram::default(), Histogram::default()]);
        for (i, &value) in values.iter().enumerate() {
            whole.add(Time(value));
            parts[i % 2].add(Time(value));
        }
        let [mut merged, other] = parts;
        merged.merge(&other);
        values.sort_unstable();
        let exact = [0.5, 0.95, 0.99].map(|q| values[(q * values.len() as f64) as usize] as f64);
        for histogram in [whole, merged] {
            for (found, exact) in histogram.quantiles([0.5, 0.95, 0.99]).iter().zip(exact) {
                assert!((found.unwrap().0 as f64 / exact - 1.0).abs() < 0.01);
            }
            assert_eq!(histogram.max(), Time(*values.last().unwrap()));
            assert_eq!(histogram.count(), 50_000);
        }
    }

    #[test]
    fn an_empty_histogram_has_no_quantiles() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantile(0.5), None);
        histogram.add(Time(5));
        assert_eq!(histogram.quantile(0.99), Some(Time(5)));
        histogram.clear();
        assert_eq!((histogram.quantile(0.5), histogram.mean_seconds()), (None, None));
    }
}
