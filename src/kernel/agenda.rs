//! Who does something next, and when: appointments of very many, in exact order.

use super::time::Time;

/// A slot is so many gaps wide: about as many appointments are put in order at once.
const GAPS_IN_SLOT: u64 = 8;
/// Slots of a period, as a power of two: those of the present one stay in the nearest cache.
const SLOTS_BITS: u32 = 6;
/// Slots of a period.
const SLOTS: u64 = 1 << SLOTS_BITS;
/// Fewest and most periods that are told apart.
const PERIODS: std::ops::RangeInclusive<u64> = 4..=4_096;

/// So many appointments are put in order by counting, more by sorting.
const MOST_RANKED: usize = 24;

/// Something to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appointment<T> {
    /// When.
    pub at: Time,
    /// What, and by whom.
    pub what: T,
}

/// Appointments, earliest first; equal moments in the order in which they were made.
///
/// A calendar queue (Brown, 1988) in two steps: time is cut into periods, and the present period into slots. An appointment
/// is written down at the end of its period's list, is moved to its slot when the period begins, and is put in order
/// when its slot does. So memory is read and written in order, as each line that has to be fetched from afar costs more
/// than all the rest.
#[derive(Clone, Debug)]
pub struct Agenda<T> {
    /// The periods to come, used again and again.
    periods: Vec<Vec<Appointment<T>>>,
    /// The slots of the present period.
    slots: Vec<Vec<Appointment<T>>>,
    /// Appointments in the slots.
    in_slots: usize,
    /// Appointments in slots and periods.
    waiting: usize,
    /// Width of a slot, as a power of two, ns.
    shift: u32,
    /// The present slot, counted from the start of the run.
    turn: u64,
    /// What is due in the present slot, in order; done up to `next`.
    present: Vec<Appointment<T>>,
    next: usize,
    /// The same in the order in which it was made.
    unordered: Vec<Appointment<T>>,
    /// What is due then or later is not kept.
    end: Time,
}

impl<T: Copy> Agenda<T> {
    /// For appointments that come about every `gap` and lie about `ahead` in the future when they are made; nobody asks for
    /// those that are due at `end` or later.
    #[must_use]
    pub fn new(gap: Time, ahead: Time, end: Time) -> Agenda<T> {
        let width = (gap.0.clamp(1, 1 << 40) * GAPS_IN_SLOT).next_power_of_two();
        let periods = 4 * ahead.0.clamp(1, 1 << 60) / (width * SLOTS);
        let periods = periods.clamp(*PERIODS.start(), *PERIODS.end()).next_power_of_two();
        Agenda {
            periods: vec![Vec::new(); periods as usize],
            slots: vec![Vec::new(); SLOTS as usize],
            in_slots: 0,
            waiting: 0,
            shift: width.trailing_zeros(),
            turn: 0,
            present: Vec::new(),
            next: 0,
            unordered: Vec::new(),
            end,
        }
    }

    /// Makes an appointment, which must not lie in the past.
    #[inline]
    pub fn add(&mut self, appointment: Appointment<T>) {
        if appointment.at >= self.end {
            return;
        }
        let turn = appointment.at.0 >> self.shift;
        if turn <= self.turn {
            // After everything that is due at the same moment.
            let place = self.present[self.next..].partition_point(|other| other.at <= appointment.at);
            self.present.insert(self.next + place, appointment);
            return;
        }
        self.waiting += 1;
        if period_of(turn) == period_of(self.turn) {
            self.in_slots += 1;
            self.slots[slot_of(turn)].push(appointment);
        } else {
            let place = self.place(turn);
            self.periods[place].push(appointment);
        }
    }

    /// Changes what all appointments are for that are still to come.
    pub fn change(&mut self, mut change: impl FnMut(&mut T)) {
        let lists = self.periods.iter_mut().chain(&mut self.slots).flatten();
        lists.chain(&mut self.present[self.next..]).for_each(|appointment| change(&mut appointment.what));
    }

    /// Takes out the next appointment that is due before `limit`. Whoever asks makes none before `limit` afterwards, unless
    /// one was taken out.
    #[inline]
    pub fn pop_before(&mut self, limit: Time) -> Option<Appointment<T>> {
        loop {
            if let Some(appointment) = self.present.get(self.next).copied() {
                if appointment.at >= limit {
                    return None;
                }
                self.next += 1;
                return Some(appointment);
            }
            let last = limit.0.saturating_sub(1) >> self.shift;
            if last <= self.turn || !self.turn_to_next(last) {
                return None;
            }
        }
    }

    /// Makes the next slot that has something due, up to the slot `last`, the present one; whether there is one.
    #[inline(never)]
    fn turn_to_next(&mut self, last: u64) -> bool {
        self.present.clear();
        self.next = 0;
        while self.turn < last {
            if self.waiting == 0 {
                self.turn = last;
                return false;
            }
            if self.in_slots == 0 {
                // On to the last slot of the period.
                self.turn = (self.turn | (SLOTS - 1)).min(last);
                if self.turn == last {
                    return false;
                }
            }
            self.turn += 1;
            if slot_of(self.turn) == 0 {
                self.begin_period();
            }
            let slot = &mut self.slots[slot_of(self.turn)];
            if !slot.is_empty() {
                std::mem::swap(slot, &mut self.present);
                self.in_slots -= self.present.len();
                self.waiting -= self.present.len();
                self.put_in_order();
                return true;
            }
        }
        false
    }

    /// Puts the present slot in order.
    fn put_in_order(&mut self) {
        let Agenda { present, unordered, .. } = self;
        if present.len() > MOST_RANKED {
            present.sort_by_key(|appointment| appointment.at);
            return;
        }
        // Each goes to the place that is the number of those before it: comparisons without a branch, for how they come out is
        // a coin toss.
        unordered.clear();
        unordered.extend_from_slice(present);
        for (i, appointment) in unordered.iter().enumerate() {
            let at = appointment.at;
            let before = unordered[..i].iter().filter(|other| other.at <= at).count();
            let after = unordered[i + 1..].iter().filter(|other| other.at < at).count();
            present[before + after] = *appointment;
        }
    }

    /// Moves what is due in the period that begins to its slots; what is due when its list is used again stays there.
    fn begin_period(&mut self) {
        let (shift, period, place) = (self.shift, period_of(self.turn), self.place(self.turn));
        let slots = &mut self.slots;
        let before = self.periods[place].len();
        self.periods[place].retain(|appointment| {
            let turn = appointment.at.0 >> shift;
            let is_later = period_of(turn) != period;
            if !is_later {
                slots[slot_of(turn)].push(*appointment);
            }
            is_later
        });
        self.in_slots += before - self.periods[place].len();
    }

    /// The place of the list of the period that the slot `turn` belongs to.
    #[inline]
    fn place(&self, turn: u64) -> usize {
        period_of(turn) as usize & (self.periods.len() - 1)
    }
}

/// The period of a slot.
#[inline]
fn period_of(turn: u64) -> u64 {
    turn >> SLOTS_BITS
}

/// The place of a slot in its period.
#[inline]
fn slot_of(turn: u64) -> usize {
    (turn & (SLOTS - 1)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::{Purpose, Stream};
    use std::collections::BTreeMap;

    /// Goes through random appointments beside an ordered map, with gaps and spans of the given sizes.
    fn compare(mut agenda: Agenda<(u32, u32)>, step: u64, ahead: u64, end: u64) {
        let mut luck = Stream::new(3, Purpose::Work);
        // By moment and order of making.
        let mut due = BTreeMap::new();
        let (mut now, mut made, mut taken) = (0, 0u32, 0);
        for _ in 0..30_000 {
            now += luck.bits() % if luck.below(200) == 0 { 300 * step } else { step };
            // Round moments, so that many are equal; some of them far ahead.
            let at = (now + luck.bits() % if luck.below(10) == 0 { 20 * ahead } else { ahead }).next_multiple_of(8);
            let mut add = |agenda: &mut Agenda<(u32, u32)>, due: &mut BTreeMap<(u64, u32), u32>, at, who| {
                made += 1;
                agenda.add(Appointment { at: Time(at), what: (who, made) });
                if at < end {
                    due.insert((at, made), who);
                }
            };
            add(&mut agenda, &mut due, at, luck.below(500) as u32);
            loop {
                let expected =
                    due.first_key_value().map(|((at, tag), who)| Appointment { at: Time(*at), what: (*who, *tag) });
                let expected = expected.filter(|appointment| appointment.at < Time(now));
                let found = agenda.pop_before(Time(now));
                assert_eq!(found, expected);
                let Some(Appointment { at, what: (who, _) }) = found else { break };
                taken += 1;
                due.pop_first();
                // Half of them come again, some at once.
                if luck.below(2) == 0 {
                    let again = at.0 + luck.bits() % if luck.below(4) == 0 { 1 } else { ahead };
                    add(&mut agenda, &mut due, again, who);
                }
            }
        }
        assert!(taken > 5_000, "{taken}");
    }

    #[test]
    fn everybody_comes_in_order_of_time_and_of_making() {
        compare(Agenda::new(Time(100), Time(5_000), Time(1 << 40)), 100, 5_000, 1 << 40);
        // All in a few slots, and each in many turns.
        compare(Agenda::new(Time(1 << 14), Time(1), Time(1 << 40)), 100, 5_000, 1 << 40);
        compare(Agenda::new(Time(1), Time(1), Time(1 << 40)), 100, 5_000, 1 << 40);
    }

    #[test]
    fn what_lies_beyond_the_end_is_not_kept() {
        compare(Agenda::new(Time(100), Time(5_000), Time(1_000_000)), 100, 5_000, 1_000_000);
    }
}
