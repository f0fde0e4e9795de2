//! A timing wheel (Varghese and Lauck, 1987): moments to come, cheap to add and to let pass when there are very many.

use super::time::Time;

/// Fewest slots of a wheel.
const FEWEST_SLOTS: u64 = 64;
/// Most slots of a wheel; what lies further ahead goes round more than once.
const MOST_SLOTS: u64 = 1 << 20;

/// The end of a list.
const NONE: u32 = u32::MAX;

/// Moments to come, each with something to remember.
///
/// Time is cut into slots of equal width, and the slots are used again and again. A moment that lies more than one turn
/// ahead stays in its slot until its turn. Inside a slot moments pass in no order of time: good for whoever asks "how many
/// have passed", not for whoever asks "which came first" (that is the timer queue's).
#[derive(Clone, Debug)]
pub struct Wheel<T> {
    /// The first entry of each slot's list.
    slots: Vec<u32>,
    entries: Vec<Entry<T>>,
    /// The first of the list of unused entries.
    unused: u32,
    /// Width of a slot, as a power of two, ns.
    shift: u32,
    /// The slot that is passing, counted from the start of the run.
    turn: u64,
}

#[derive(Clone, Copy, Debug)]
struct Entry<T> {
    at: Time,
    what: T,
    next: u32,
}

impl<T: Copy + PartialEq> Wheel<T> {
    /// A wheel for moments that come about every `gap` and lie about `ahead` in the future when they are added.
    #[must_use]
    pub fn new(gap: Time, ahead: Time) -> Wheel<T> {
        let width = gap.0.clamp(1, 1 << 40).next_power_of_two();
        let slots = (4 * ahead.0.max(1) / width).clamp(FEWEST_SLOTS, MOST_SLOTS).next_power_of_two();
        let slots = vec![NONE; slots as usize];
        Wheel { slots, entries: Vec::new(), unused: NONE, shift: width.trailing_zeros(), turn: 0 }
    }

    /// Adds a moment; one that has passed already passes with the next call of [`Wheel::pass`].
    #[inline]
    pub fn add(&mut self, at: Time, what: T) {
        let turn = (at.0 >> self.shift).max(self.turn);
        let slot = turn as usize & (self.slots.len() - 1);
        let entry = Entry { at, what, next: self.slots[slot] };
        let place = self.unused;
        if let Some(unused) = self.entries.get_mut(place as usize) {
            self.unused = unused.next;
            *unused = entry;
            self.slots[slot] = place;
        } else {
            self.slots[slot] = self.entries.len() as u32;
            self.entries.push(entry);
        }
    }

    /// Lets everything up to and including `now` pass.
    #[inline]
    pub fn pass(&mut self, now: Time, mut passed: impl FnMut(T)) {
        let last = now.0 >> self.shift;
        let mask = self.slots.len() - 1;
        // After a long silence every slot is looked at once, not once for each turn that has gone by.
        let mut turn = self.turn.max(last.saturating_sub(mask as u64));
        self.turn = last;
        loop {
            let slot = turn as usize & mask;
            self.pass_slot(slot, |entry| entry.at <= now, &mut passed);
            if turn == last {
                return;
            }
            turn += 1;
        }
    }

    /// Forgets all moments of which `what` is this.
    pub fn forget(&mut self, what: T) {
        for slot in 0..self.slots.len() {
            self.pass_slot(slot, |entry| entry.what == what, &mut |_| {});
        }
    }

    /// Takes out what `goes` of a slot.
    #[inline]
    fn pass_slot(&mut self, slot: usize, goes: impl Fn(&Entry<T>) -> bool, passed: &mut impl FnMut(T)) {
        let mut place = self.slots[slot];
        if place == NONE {
            return;
        }
        let mut kept = NONE;
        while let Some(entry) = self.entries.get_mut(place as usize) {
            let next = entry.next;
            if goes(entry) {
                entry.next = self.unused;
                self.unused = place;
                passed(entry.what);
            } else {
                entry.next = kept;
                kept = place;
            }
            place = next;
        }
        self.slots[slot] = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::{Purpose, Stream};

    #[test]
    fn everything_passes_once_and_in_time() {
        let mut stream = Stream::new(1, Purpose::Work);
        let mut wheel: Wheel<u32> = Wheel::new(Time(1_000), Time(50_000));
        let (mut now, mut due) = (0u64, Vec::new());
        for round in 0..20_000 {
            // Mostly small steps; now and then a long silence. Mostly near moments; now and then many turns ahead.
            now += stream.bits() % if stream.below(100) == 0 { 3_000_000 } else { 2_000 };
            let mut passed = Vec::new();
            wheel.pass(Time(now), |what| passed.push(what));
            passed.sort_unstable();
            let mut expected: Vec<u32> = due.extract_if(.., |(at, _)| *at <= now).map(|(_, what)| what).collect();
            expected.sort_unstable();
            assert_eq!(passed, expected);
            if stream.below(50) == 0
                && let Some((_, what)) = due.pop()
            {
                wheel.forget(what);
            }
            let at = now + stream.bits() % if stream.below(10) == 0 { 1_000_000 } else { 50_000 };
            wheel.add(Time(at), round);
            due.push((at, round));
        }
        assert!(wheel.entries.len() < 2_000, "places are used again");
    }

    #[test]
    fn the_present_passes_at_once() {
        let mut wheel = Wheel::new(Time(10), Time(10));
        wheel.pass(Time(1_000), |_| {});
        wheel.add(Time(1_000), 1);
        wheel.add(Time(3), 2);
        let mut passed = Vec::new();
        wheel.pass(Time(1_000), |what| passed.push(what));
        assert_eq!(passed, [2, 1]);
    }
}
