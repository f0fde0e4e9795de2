//! Simulated time: whole nanoseconds since the start of the run, so that sums are exact and ties are real ties.

use super::moment::CALLS_ARE_DEAR;
use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign, Sub};

/// A point in simulated time, or a span of it, in nanoseconds.
///
/// One type serves both, as a run starts at zero. The largest run (30 days) needs 52 bits, so sums never overflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Time(pub u64);

/// The longest span that [`Time::from_nanos`] makes: 50 days.
pub const LONGEST_NS: f64 = 50.0 * 86_400.0 * 1e9;

/// 2^52: the smallest double whose last bit is worth 1.
const SHIFT: f64 = 4_503_599_627_370_496.0;

/// Rounds a span to whole nanoseconds, as [`Time::from_nanos`] does.
#[inline]
#[must_use]
pub fn whole_nanos(nanos: f64) -> f64 {
    (bounded(nanos) + SHIFT) - SHIFT
}

/// A span of at most [`LONGEST_NS`], which NaN gives too.
#[inline(always)]
fn bounded(nanos: f64) -> f64 {
    // In WebAssembly `f64::min` is a function.
    if !CALLS_ARE_DEAR {
        nanos.min(LONGEST_NS)
    } else if nanos < LONGEST_NS {
        nanos
    } else {
        LONGEST_NS
    }
}

/// Nanoseconds in a second.
pub const NANOS_PER_SECOND: u64 = 1_000_000_000;

impl Time {
    /// The start of the run.
    pub const ZERO: Time = Time(0);
    /// Later than anything that happens: "never".
    pub const NEVER: Time = Time(u64::MAX);

    /// From seconds, rounded to the nearest nanosecond; negative values and NaN give zero.
    #[inline]
    #[must_use]
    pub fn from_seconds(seconds: f64) -> Time {
        // By way of i64, for which processors have one instruction; u64 takes several.
        Time((seconds * NANOS_PER_SECOND as f64 + 0.5).max(0.0) as i64 as u64)
    }

    /// From when to when something lasts that begins at `at_s` and takes `duration_s`, both in seconds.
    #[must_use]
    pub fn span(at_s: f64, duration_s: f64) -> (Time, Time) {
        (Time::from_seconds(at_s), Time::from_seconds(at_s + duration_s))
    }

    /// From nanoseconds, rounded to the nearest whole one (halves to the even one); anything beyond [`LONGEST_NS`] and
    /// NaN give that. For values that are not negative: the path of every request goes through here.
    #[inline]
    #[must_use]
    pub fn from_nanos(nanos: f64) -> Time {
        Time::from_whole(bounded(nanos))
    }

    /// Like [`Time::from_nanos`], for values that are known to be below 2^52.
    #[inline]
    #[must_use]
    pub fn from_whole(nanos: f64) -> Time {
        // Added to 2^52, a smaller number stands in the low bits of the sum, already rounded.
        Time((nanos + SHIFT).to_bits() & ((1 << 52) - 1))
    }

    /// In nanoseconds; exact below 2^53, which is 104 days.
    #[inline]
    #[must_use]
    pub fn nanos(self) -> f64 {
        self.0 as i64 as f64
    }

    /// In seconds.
    #[must_use]
    pub fn seconds(self) -> f64 {
        self.0 as f64 / NANOS_PER_SECOND as f64
    }

    /// In milliseconds.
    #[must_use]
    pub fn millis(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The span since `earlier`, zero if that is in the future.
    #[must_use]
    pub fn since(self, earlier: Time) -> Time {
        Time(self.0.saturating_sub(earlier.0))
    }

    /// This moment and `span` later, staying at [`Time::NEVER`] when either is.
    #[must_use]
    pub fn after(self, span: Time) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Add for Time {
    type Output = Time;
    fn add(self, other: Time) -> Time {
        Time(self.0 + other.0)
    }
}

impl AddAssign for Time {
    fn add_assign(&mut self, other: Time) {
        self.0 += other.0;
    }
}

impl Sub for Time {
    type Output = Time;
    fn sub(self, other: Time) -> Time {
        Time(self.0 - other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_round_to_the_nearest_nanosecond() {
        assert_eq!(Time::from_seconds(0.1), Time(100_000_000));
        assert_eq!(Time::from_seconds(-1.0), Time::ZERO);
        assert_eq!(Time::from_seconds(f64::NAN), Time::ZERO);
        assert_eq!(Time(1_500_000_000).seconds(), 1.5);
    }

    #[test]
    fn nanos_round_to_the_nearest_and_stop_at_the_longest() {
        for (nanos, expected) in [(0.0, 0), (0.4, 0), (0.6, 1), (1.5, 2), (2.5, 2), (1e15 + 1.0, 1_000_000_000_000_001)]
        {
            assert_eq!(Time::from_nanos(nanos), Time(expected));
            assert_eq!(whole_nanos(nanos), expected as f64);
            assert_eq!(Time(expected).nanos(), expected as f64);
        }
        for nanos in [1e30, f64::INFINITY, f64::NAN] {
            assert_eq!(Time::from_nanos(nanos), Time(LONGEST_NS as u64));
        }
    }

    #[test]
    fn never_stays_never() {
        assert_eq!(Time::NEVER.after(Time(1)), Time::NEVER);
        assert_eq!(Time(3).since(Time(5)), Time::ZERO);
    }
}
