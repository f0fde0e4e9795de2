//! A timing wheel (Varghese and Lauck, 1987): moments to come, cheap to add and to let pass when there are very many.

use super::time::Time;

/// Fewest slots of a wheel.
const FEWEST_SLOTS: usize = 64;
/// Most slots of a wheel; what lies further ahead goes round more than once.
const MOST_SLOTS: usize = 1 << 20;

/// Moments to come, each with something to remember.
///
/// Time is cut into slots of equal width, and the slots are used again and again. A moment that lies more than one turn
/// ahead stays in its slot until its turn. Inside a slot moments pass in the order in which they were added, not by time:
/// good for whoever asks "how many have passed", not for whoever asks "which came first" (that is the timer queue's).
#[derive(Clone, Debug)]
pub struct Wheel<T> {
    slots: Vec<Vec<(Time, T)>>,
    /// Width of a slot, as a power of two, ns.
    shift: u32,
    /// The slot that is passing, counted from the start of the run.
    turn: u64,
    len: usize,
}

impl<T: Copy> Wheel<T> {
    /// A wheel for moments that come about every `gap` and lie about `ahead` in the future when they are added.
    #[must_use]
    pub fn new(gap: Time, ahead: Time) -> Wheel<T> {
        let width = gap.0.clamp(1, 1 << 40).next_power_of_two();
        let slots = (4 * ahead.0.max(1) / width).clamp(FEWEST_SLOTS as u64, MOST_SLOTS as u64) as usize;
        Wheel { slots: vec![Vec::new(); slots.next_power_of_two()], shift: width.trailing_zeros(), turn: 0, len: 0 }
    }

    /// How many are to come.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is to come.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds a moment; one that has passed already passes with the next call of [`Wheel::pass`].
    #[inline]
    pub fn add(&mut self, at: Time, what: T) {
        let turn = (at.0 >> self.shift).max(self.turn);
        let slot = turn as usize & (self.slots.len() - 1);
        self.slots[slot].push((at, what));
        self.len += 1;
    }

    /// Lets everything up to and including `now` pass.
    #[inline]
    pub fn pass(&mut self, now: Time, mut passed: impl FnMut(T)) {
        let last = now.0 >> self.shift;
        // After a long silence every slot is looked at once, not once for each turn that has gone by.
        let mut turn = self.turn.max(last.saturating_sub(self.slots.len() as u64 - 1));
        let mask = self.slots.len() - 1;
        loop {
            let slot = &mut self.slots[turn as usize & mask];
            let before = slot.len();
            let mut i = 0;
            let mut kept = 0;
            while i < before {
                let (at, what) = slot[i];
                if at <= now {
                    passed(what);
                } else {
                    slot[kept] = (at, what);
                    kept += 1;
                }
                i += 1;
            }
            slot.truncate(kept);
            self.len -= before - kept;
            if turn == last {
                break;
            }
            turn += 1;
        }
        self.turn = last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::{Purpose, Stream};

    #[test]
    fn everything_passes_once_and_in_time() {
        let mut stream = Stream::new(1, Purpose::Work);
        let mut wheel = Wheel::new(Time(1_000), Time(50_000));
        let (mut now, mut due) = (0u64, Vec::new());
        for _ in 0..20_000 {
            // Mostly small steps; now and then a long silence. Mostly near moments; now and then many turns ahead.
            now += stream.bits() % if stream.below(100) == 0 { 3_000_000 } else { 2_000 };
            let mut passed = Vec::new();
            wheel.pass(Time(now), |at: u64| passed.push(at));
            passed.sort_unstable();
            due.sort_unstable();
            let split = due.partition_point(|at| *at <= now);
            assert_eq!(passed, due.drain(..split).collect::<Vec<_>>());
            let at = now + stream.bits() % if stream.below(10) == 0 { 1_000_000 } else { 50_000 };
            wheel.add(Time(at), at);
            due.push(at);
            assert_eq!(wheel.len(), due.len());
        }
    }

    #[test]
    fn the_present_passes_at_once() {
        let mut wheel = Wheel::new(Time(10), Time(10));
        wheel.pass(Time(1_000), |()| {});
        wheel.add(Time(1_000), ());
        wheel.add(Time(3), ());
        let mut passed = 0;
        wheel.pass(Time(1_000), |()| passed += 1);
        assert_eq!((passed, wheel.is_empty()), (2, true));
    }
}
