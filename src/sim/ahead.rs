//! The next requests, drawn ahead in a block: the generators then stay in registers, and the draws of one request do not
//! wait for those of another. What is drawn, and in which order from each stream, is the same.

use crate::fleet::ArrivalClock;
use crate::kernel::ziggurat::Ziggurat;
use crate::kernel::{ServiceLaw, Streams, Time};

/// Requests in a block.
const BLOCK: usize = 64;

/// Arrivals and their work.
#[derive(Clone, Debug)]
pub(super) struct Ahead {
    arrivals: [Time; BLOCK],
    /// Service time on one worker before all factors, ns.
    work: [f64; BLOCK],
    next: usize,
}

impl Ahead {
    pub fn new() -> Ahead {
        Ahead { arrivals: [Time::NEVER; BLOCK], work: [0.0; BLOCK], next: BLOCK }
    }

    /// Draws the next block if this one is used up.
    #[inline]
    pub fn fill(&mut self, clock: &mut ArrivalClock, law: &ServiceLaw, ziggurat: &Ziggurat, streams: &mut Streams) {
        if self.next == BLOCK {
            self.refill(clock, law, ziggurat, streams);
        }
    }

    #[inline(never)]
    fn refill(&mut self, clock: &mut ArrivalClock, law: &ServiceLaw, ziggurat: &Ziggurat, streams: &mut Streams) {
        let (mut arrivals, mut work) = (streams.arrivals.clone(), streams.work.clone());
        self.arrivals.iter_mut().for_each(|at| *at = clock.next(ziggurat, &mut arrivals));
        self.work.iter_mut().for_each(|ns| *ns = 1e9 * law.draw(ziggurat, &mut work));
        (streams.arrivals, streams.work) = (arrivals, work);
        self.next = 0;
    }

    /// When the next request arrives; [`Time::NEVER`] for never.
    #[inline]
    pub fn at(&self) -> Time {
        self.arrivals.get(self.next).copied().unwrap_or(Time::NEVER)
    }

    /// Takes the next request out: its work, ns.
    #[inline]
    pub fn take(&mut self) -> f64 {
        self.next += 1;
        self.work[self.next - 1]
    }
}
