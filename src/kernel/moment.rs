//! Moments and spans of the request path, in the form that the processor compares best.
//!
//! Which worker is free first is a coin toss, and a branch on it would be mispredicted. Processors take the greater of two
//! doubles in one instruction, but WebAssembly has none that does it by a plain comparison, and its engines make a choice
//! between doubles a branch; a choice between whole numbers they leave alone. So moments are doubles natively and whole
//! numbers in WebAssembly. Both hold whole nanoseconds below 2^52, exactly, so that what comes out is the same.

use super::time::{Time, whole_nanos};
use std::cmp::Ordering;

/// What moments of the request path are here.
#[cfg(target_arch = "wasm32")]
pub type Moment = Whole;
/// What moments of the request path are here.
#[cfg(not(target_arch = "wasm32"))]
pub type Moment = Double;

/// Whether a call is dear that stands in a loop over requests, also if it is hardly ever made: engines for WebAssembly then keep all that
/// the loop works with in memory, in place of registers. Some things are done in another way there, with the same results.
pub const CALLS_ARE_DEAR: bool = cfg!(target_arch = "wasm32");

/// Whole nanoseconds in a double, never NaN; infinity for ever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Double(f64);

// Written out, as what is derived compares by way of `partial_cmp`, and so looks for NaN each time.
impl PartialOrd for Double {
    #[inline(always)]
    fn partial_cmp(&self, other: &Double) -> Option<Ordering> {
        self.0.partial_cmp(&other.0)
    }

    #[inline(always)]
    fn lt(&self, other: &Double) -> bool {
        self.0 < other.0
    }

    #[inline(always)]
    fn le(&self, other: &Double) -> bool {
        self.0 <= other.0
    }

    #[inline(always)]
    fn gt(&self, other: &Double) -> bool {
        self.0 > other.0
    }

    #[inline(always)]
    fn ge(&self, other: &Double) -> bool {
        self.0 >= other.0
    }
}

/// Whole nanoseconds as they are; the largest number for ever.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Whole(u64);

impl Double {
    /// The start of the run.
    pub const ZERO: Double = Double(0.0);
    /// Later than anything.
    pub const FOREVER: Double = Double(f64::INFINITY);

    /// A moment of a run.
    #[inline(always)]
    #[must_use]
    pub fn at(time: Time) -> Double {
        Double(time.nanos())
    }

    /// A span after which something happens, for ever if that is [`Time::NEVER`].
    #[inline]
    #[must_use]
    pub fn limit(span: Time) -> Double {
        if span == Time::NEVER { Double::FOREVER } else { Double::at(span) }
    }

    /// As a moment of a run, which [`FOREVER`](Self::FOREVER) is not.
    #[inline(always)]
    #[must_use]
    pub fn time(self) -> Time {
        Time::from_whole(self.0)
    }

    /// A span of nanoseconds that is not negative, rounded as [`Time::from_nanos`] does.
    #[inline(always)]
    #[must_use]
    pub fn span(nanos: f64) -> Double {
        Double(whole_nanos(nanos))
    }

    /// The later of the two.
    #[inline(always)]
    #[must_use]
    pub fn later(self, other: Double) -> Double {
        // In this form one instruction.
        if self.0 > other.0 { self } else { other }
    }

    /// The earlier of the two.
    #[inline(always)]
    #[must_use]
    pub fn earlier(self, other: Double) -> Double {
        if self.0 < other.0 { self } else { other }
    }

    /// So much later.
    #[inline(always)]
    #[must_use]
    pub fn plus(self, span: Double) -> Double {
        Double(self.0 + span.0)
    }

    /// The span since another moment, which is not later.
    #[inline(always)]
    #[must_use]
    pub fn minus(self, other: Double) -> Double {
        Double(self.0 - other.0)
    }
}

impl Whole {
    /// The start of the run.
    pub const ZERO: Whole = Whole(0);
    /// Later than anything.
    pub const FOREVER: Whole = Whole(u64::MAX);

    /// A moment of a run.
    #[inline(always)]
    #[must_use]
    pub fn at(time: Time) -> Whole {
        Whole(time.0)
    }

    /// A span after which something happens, for ever if that is [`Time::NEVER`].
    #[inline]
    #[must_use]
    pub fn limit(span: Time) -> Whole {
        if span == Time::NEVER { Whole::FOREVER } else { Whole::at(span) }
    }

    /// As a moment of a run, which [`FOREVER`](Self::FOREVER) is not.
    #[inline(always)]
    #[must_use]
    pub fn time(self) -> Time {
        Time(self.0)
    }

    /// A span of nanoseconds that is not negative, rounded as [`Time::from_nanos`] does.
    #[inline(always)]
    #[must_use]
    pub fn span(nanos: f64) -> Whole {
        Whole(Time::from_nanos(nanos).0)
    }

    /// The later of the two.
    #[inline(always)]
    #[must_use]
    pub fn later(self, other: Whole) -> Whole {
        Whole(self.0.max(other.0))
    }

    /// The earlier of the two.
    #[inline(always)]
    #[must_use]
    pub fn earlier(self, other: Whole) -> Whole {
        Whole(self.0.min(other.0))
    }

    /// So much later.
    #[inline(always)]
    #[must_use]
    pub fn plus(self, span: Whole) -> Whole {
        Whole(self.0 + span.0)
    }

    /// The span since another moment, which is not later.
    #[inline(always)]
    #[must_use]
    pub fn minus(self, other: Whole) -> Whole {
        Whole(self.0 - other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::LONGEST_NS;
    use super::*;

    #[test]
    fn both_forms_do_the_same() {
        let spans = [0.0, 0.4, 0.6, 1.5, 2.5, 1e9 + 0.5, 2e15, 1e30, f64::NAN];
        for span in spans {
            let (double, whole) = (Double::span(span), Whole::span(span));
            assert_eq!((double.time(), whole.time()), (Time::from_nanos(span), Time::from_nanos(span)), "{span}");
            assert!(double.time().nanos() <= LONGEST_NS);
        }
        let times = [0, 1, 2, 1_000_000_000, (1 << 52) - 1].map(Time);
        for (i, a) in times.into_iter().enumerate() {
            for (j, b) in times.into_iter().enumerate() {
                let (x, y, v, w) = (Double::at(a), Double::at(b), Whole::at(a), Whole::at(b));
                let (late, early) = (times[i.max(j)], times[i.min(j)]);
                assert_eq!([x.later(y).time(), v.later(w).time()], [late; 2]);
                assert_eq!([x.earlier(y).time(), v.earlier(w).time()], [early; 2]);
                assert_eq!((x > y, v > w), (a > b, a > b));
                if i > j {
                    assert_eq!([x.minus(y).plus(y).time(), v.minus(w).plus(w).time()], [a; 2]);
                }
            }
            assert!(Double::limit(a) < Double::FOREVER && Whole::limit(a) < Whole::FOREVER);
            assert_eq!(Double::at(a).earlier(Double::FOREVER).time(), a);
            assert_eq!(Whole::at(a).earlier(Whole::FOREVER).time(), a);
        }
        assert_eq!((Double::limit(Time::NEVER), Whole::limit(Time::NEVER)), (Double::FOREVER, Whole::FOREVER));
    }
}
