//! What every request costs at least: its draws. A ratio to it says more than a time, since machines differ.

use super::{Clock, SLICE_REQUESTS, Spent, timed};
use crate::kernel::rng::{Purpose, Stream};
use crate::kernel::ziggurat::Ziggurat;
use std::hint::black_box;

/// A loop that only draws: per request two exponentials (a gap, a service time) and one integer (an instance).
pub(super) struct Floor {
    ziggurat: Ziggurat,
    gaps: Stream,
    work: Stream,
    picks: Stream,
}

/// How many instances the integer chooses among.
const INSTANCES: usize = 100;

impl Floor {
    pub(super) fn new() -> Floor {
        let stream = |purpose| Stream::new(1, purpose);
        Floor {
            ziggurat: Ziggurat::new(),
            gaps: stream(Purpose::Arrivals),
            work: stream(Purpose::Work),
            picks: stream(Purpose::Balancer),
        }
    }

    /// Draws for `seconds`.
    pub(super) fn run(&mut self, clock: Clock<'_>, seconds: f64) -> Spent {
        timed(clock, seconds, || {
            self.slice();
            u64::from(SLICE_REQUESTS)
        })
    }

    // By itself, so that what surrounds it does not change how it is translated.
    #[inline(never)]
    fn slice(&mut self) {
        let (mut time, mut picked) = (0.0, 0);
        for _ in 0..SLICE_REQUESTS {
            time += self.ziggurat.exponential(&mut self.gaps);
            time += self.ziggurat.exponential(&mut self.work);
            picked ^= self.picks.below(INSTANCES);
        }
        // The sums are looked at, so that no draw can be left out.
        black_box((time, picked));
    }
}
