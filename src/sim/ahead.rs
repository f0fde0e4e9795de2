//! The next requests, drawn ahead in a block: the generators then stay in registers, and the draws of one request do not
//! wait for those of another. What is drawn, and in which order from each stream, is the same.

use crate::fleet::{ArrivalClock, RECENT};
use crate::kernel::ziggurat::{Taker, Ziggurat};
use crate::kernel::{ServiceLaw, Stream, Streams, Time};

/// Requests in a block.
const BLOCK: usize = 64;
const _: () = assert!(BLOCK <= RECENT, "what was admitted of a block is read again");

/// Arrivals, and what has been drawn for them.
#[derive(Clone, Debug)]
pub(super) struct Ahead {
    /// What lies between the arrivals: see [`ArrivalClock::fill`].
    gaps: [f64; BLOCK],
    arrivals: [Time; BLOCK],
    drawn: [Drawn; BLOCK],
    /// Whether the load balancer makes choices by these draws.
    chooses: bool,
    /// Whether what arrives brings its work.
    brings_work: bool,
    next: usize,
}

/// What has been drawn for a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawn {
    /// Service time on one worker before all factors, ns.
    pub work: f64,
    /// Random bits for the load balancer.
    pub choice: u64,
}

/// Takes the work of a block's requests down.
struct Work<'a>(&'a mut [Drawn; BLOCK]);

impl Taker for Work<'_> {
    #[inline(always)]
    fn take(&mut self, i: usize, seconds: f64) {
        self.0[i].work = seconds * 1e9;
    }
}

/// The same, and draws their choices beside it: a generator's next number has to wait for its last one, but not for another
/// generator's.
struct WorkAndChoice<'a>(&'a mut [Drawn; BLOCK], &'a mut Stream);

impl Taker for WorkAndChoice<'_> {
    #[inline(always)]
    fn take(&mut self, i: usize, seconds: f64) {
        self.0[i] = Drawn { work: seconds * 1e9, choice: self.1.bits() };
    }
}

impl Ahead {
    pub fn new(chooses: bool, brings_work: bool) -> Ahead {
        let drawn = [Drawn { work: 0.0, choice: 0 }; BLOCK];
        Ahead { gaps: [0.0; BLOCK], arrivals: [Time::NEVER; BLOCK], drawn, chooses, brings_work, next: BLOCK }
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
        clock.fill(ziggurat, &mut streams.arrivals, &mut self.gaps, &mut self.arrivals);
        let (drawn, work) = (&mut self.drawn, &mut streams.work);
        let mut choices = streams.balancer.clone();
        match (self.brings_work, self.chooses) {
            (true, true) => law.draw_all(ziggurat, work, BLOCK, &mut WorkAndChoice(drawn, &mut choices)),
            (true, false) => law.draw_all(ziggurat, work, BLOCK, &mut Work(drawn)),
            (false, true) => drawn.iter_mut().for_each(|drawn| drawn.choice = choices.bits()),
            (false, false) => {}
        }
        streams.balancer = choices;
        self.next = 0;
    }

    /// When the next request arrives; [`Time::NEVER`] for never.
    #[inline]
    pub fn at(&self) -> Time {
        self.arrivals.get(self.next).copied().unwrap_or(Time::NEVER)
    }

    /// Takes the next request out.
    #[inline]
    pub fn take(&mut self) -> Drawn {
        self.next += 1;
        self.drawn[self.next - 1]
    }

    /// Takes out the requests of the block that arrive before `until`, at most `most`.
    #[inline]
    pub fn until(&mut self, until: Time, most: u32) -> (&[Time], &[Drawn]) {
        let from = self.next;
        let rest = &self.arrivals[from..];
        let rest = &rest[..rest.len().min(most as usize)];
        self.next += rest.partition_point(|at| *at < until);
        (&self.arrivals[from..self.next], &self.drawn[from..self.next])
    }
}
