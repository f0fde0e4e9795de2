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

/// Moments of a run take 52 bits; a tag stands in the others.
const TAG_BITS: u32 = 12;

/// A list that has any has places for so many; more are made by doubling.
const FEWEST_PLACES: usize = 8;
/// Few appointments are put in order side by side.
const FEW: usize = FEWEST_PLACES;
/// More of them too, but not more than these.
const MORE: usize = 2 * FEW;
/// Widest slot, as a power of two, in which a moment and a place below [`MORE`] fit half of the positive numbers of 32 bits.
const WIDEST_RANKED: u32 = 30 - MORE.trailing_zeros();

/// Something to be done, in two words: tens of thousands of them have to fit the caches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Appointment {
    /// When, and below that the tag.
    when: u64,
    /// By whom.
    pub who: u64,
}

impl Appointment {
    /// Something that is done at `at`, which is within a run; what it is stands in the `tag`, of 12 bits.
    #[inline(always)]
    fn new(at: Time, tag: u16, who: u64) -> Appointment {
        debug_assert!(at.0 < 1 << (64 - TAG_BITS) && tag < 1 << TAG_BITS, "{at:?}, {tag}");
        Appointment { when: at.0 << TAG_BITS | u64::from(tag), who }
    }

    /// When.
    #[inline(always)]
    #[must_use]
    pub fn at(&self) -> Time {
        Time(self.when >> TAG_BITS)
    }

    /// What.
    #[inline(always)]
    #[must_use]
    pub fn tag(&self) -> u16 {
        (self.when & ((1 << TAG_BITS) - 1)) as u16
    }
}

/// Appointments in the order in which they were put down. The places exist before they are needed, so that one is put down
/// with a single comparison.
#[derive(Clone, Debug, Default)]
struct List {
    /// The first `count` of them are taken.
    places: Box<[Appointment]>,
    count: usize,
}

impl List {
    #[inline(always)]
    fn push(&mut self, appointment: Appointment) {
        if let Some(place) = self.places.get_mut(self.count) {
            *place = appointment;
            self.count += 1;
        } else {
            self.push_with_room(appointment);
        }
    }

    /// Makes room, then puts it down.
    #[cold]
    #[inline(never)]
    fn push_with_room(&mut self, appointment: Appointment) {
        self.lengthen(2 * self.places.len());
        self.places[self.count] = appointment;
        self.count += 1;
    }

    /// Makes it so long at least.
    fn lengthen(&mut self, length: usize) {
        let mut places = std::mem::take(&mut self.places).into_vec();
        places.resize(length.max(FEWEST_PLACES), Appointment::default());
        self.places = places.into();
    }

    /// Those in it.
    #[inline(always)]
    fn all(&self) -> &[Appointment] {
        &self.places[..self.count]
    }

    /// Puts it down at `place`, before those that stand there and after.
    #[cold]
    #[inline(never)]
    fn insert(&mut self, place: usize, appointment: Appointment) {
        self.push(appointment);
        self.places[place..self.count].rotate_right(1);
    }
}

/// Appointments, earliest first; equal moments in the order in which they were made.
///
/// A calendar queue (Brown, 1988) in two steps: time is cut into periods, and the present period into slots. An appointment
/// is written down at the end of its period's list, is moved to its slot when the period begins, and is put in order
/// when its slot does. So memory is read and written in order, as each line that has to be fetched from afar costs more
/// than all the rest.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// The periods to come, used again and again.
    periods: Vec<List>,
    /// The slots of the present period.
    slots: Vec<List>,
    /// Appointments in the slots.
    in_slots: usize,
    /// Appointments in slots and periods.
    waiting: usize,
    /// Width of a slot, as a power of two, ns.
    shift: u32,
    /// The present slot, counted from the start of the run.
    turn: u64,
    /// What is due in the present slot, in order; done up to `next`.
    present: List,
    next: usize,
    /// What is due then or later is not kept.
    end: Time,
}

impl Agenda {
    /// For appointments that come about every `gap` and lie about `ahead` in the future when they are made; nobody asks for
    /// those that are due at `end` or later.
    #[must_use]
    pub fn new(gap: Time, ahead: Time, end: Time) -> Agenda {
        let width = (gap.0.clamp(1, 1 << 40) * GAPS_IN_SLOT).next_power_of_two();
        let periods = 4 * ahead.0.clamp(1, 1 << 60) / (width * SLOTS);
        let periods = periods.clamp(*PERIODS.start(), *PERIODS.end()).next_power_of_two();
        let mut present = List::default();
        present.lengthen(MORE);
        Agenda {
            periods: vec![List::default(); periods as usize],
            slots: vec![List::default(); SLOTS as usize],
            in_slots: 0,
            waiting: 0,
            shift: width.trailing_zeros(),
            turn: 0,
            present,
            next: 0,
            end,
        }
    }

    /// Makes an appointment, which must not lie in the past; what is done stands in the `tag`, of 12 bits.
    #[inline]
    pub fn add(&mut self, at: Time, tag: u16, who: u64) {
        if at >= self.end {
            return;
        }
        let appointment = Appointment::new(at, tag, who);
        let turn = at.0 >> self.shift;
        if turn <= self.turn {
            // After everything that is due at the same moment.
            let place = self.present.all()[self.next..].partition_point(|other| other.at() <= at);
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

    /// Changes the tags of all appointments that are still to come.
    pub fn change(&mut self, mut change: impl FnMut(u16) -> u16) {
        let lists = self.periods.iter_mut().chain(&mut self.slots).flat_map(|list| &mut list.places[..list.count]);
        let present = &mut self.present.places[self.next..self.present.count];
        lists.chain(present).for_each(|it| *it = Appointment::new(it.at(), change(it.tag()), it.who));
    }

    /// What was added so. One that is due at the end or later, of which none is kept, is none that was.
    #[must_use]
    pub fn appointment(&self, at: Time, tag: u16, who: u64) -> Appointment {
        Appointment::new(at.min(self.end), tag, who)
    }

    /// Takes out the next appointment that is due before `limit`. Whoever asks makes none before `limit` afterwards, unless
    /// one was taken out.
    #[inline]
    pub fn pop_before(&mut self, limit: Time) -> Option<Appointment> {
        loop {
            if let Some(appointment) = self.present.all().get(self.next).copied() {
                if appointment.at() >= limit {
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

    /// The next appointments, as far as they are in order already, and if none is made between them.
    #[must_use]
    pub fn next(&self) -> &[Appointment] {
        &self.present.all()[self.next..]
    }

    /// Makes the next slot that has something due, up to the slot `last`, the present one; whether there is one.
    #[inline(never)]
    fn turn_to_next(&mut self, last: u64) -> bool {
        (self.present.count, self.next) = (0, 0);
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
            let slot = slot_of(self.turn);
            let count = self.slots[slot].count;
            if count > 0 {
                self.in_slots -= count;
                self.waiting -= count;
                self.put_in_order(slot);
                return true;
            }
        }
        false
    }

    /// Moves what is due in a slot to the present one, in order.
    fn put_in_order(&mut self, slot: usize) {
        let Agenda { slots, present, shift, .. } = self;
        let List { places, count } = &mut slots[slot];
        let (count, is_narrow) = (std::mem::take(count), *shift <= WIDEST_RANKED);
        present.count = count;
        match count {
            ..=FEW if is_narrow => rank::<FEW>(places, count, *shift, &mut present.places),
            ..=MORE if is_narrow => rank::<MORE>(places, count, *shift, &mut present.places),
            _ => {
                if present.places.len() < count {
                    present.lengthen(places.len());
                }
                present.places[..count].copy_from_slice(&places[..count]);
                present.places[..count].sort_by_key(Appointment::at);
            }
        }
    }

    /// Moves what is due in the period that begins to its slots; what is due when its list is used again stays there.
    fn begin_period(&mut self) {
        let (shift, period, place) = (self.shift, period_of(self.turn), self.place(self.turn));
        let List { places, count } = &mut self.periods[place];
        let mut kept = 0;
        for i in 0..*count {
            let appointment = places[i];
            let turn = appointment.at().0 >> shift;
            if period_of(turn) == period {
                self.slots[slot_of(turn)].push(appointment);
            } else {
                places[kept] = appointment;
                kept += 1;
            }
        }
        self.in_slots += *count - kept;
        *count = kept;
    }

    /// The place of the list of the period that the slot `turn` belongs to.
    #[inline]
    fn place(&self, turn: u64) -> usize {
        period_of(turn) as usize & (self.periods.len() - 1)
    }
}

/// Writes the first `count` of N appointments of a slot of this width (as a power of two) to their places in order of time and
/// of making. Whatever stands behind them comes to stand behind them.
///
/// Each goes to the place that is the number of those before it. How comparisons come out, and how many appointments there
/// are, is a coin toss; so all are compared with all, without a branch, and several at once.
#[inline(always)]
fn rank<const N: usize>(from: &[Appointment], count: usize, shift: u32, to: &mut [Appointment]) {
    let (from, to) = (&from[..N], &mut to[..N]);
    // What is left of the moment in the slot, and the place in order of making, which makes all of them different.
    let within = (1 << shift) - 1;
    let mut keys = [0i32; N];
    for (i, (key, appointment)) in keys.iter_mut().zip(from).enumerate() {
        let left = (appointment.at().0 & within) as i32 * N as i32 + i as i32;
        *key = if i < count { left } else { i32::MAX - N as i32 + i as i32 };
    }
    let mut places = [0u32; N];
    for other in keys {
        for (place, key) in places.iter_mut().zip(&keys) {
            *place += u32::from(other < *key);
        }
    }
    for (place, appointment) in places.iter().zip(from) {
        to[*place as usize & (N - 1)] = *appointment;
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

    /// Any tag.
    fn tag_of(made: u32) -> u16 {
        (made * 77 % (1 << TAG_BITS)) as u16
    }

    /// Goes through random appointments beside an ordered map, with gaps and spans of the given sizes.
    fn compare(mut agenda: Agenda, step: u64, ahead: u64, end: u64) {
        let mut luck = Stream::new(3, Purpose::Work);
        // By moment and order of making.
        let mut due = BTreeMap::new();
        let (mut now, mut made, mut taken) = (0, 0u32, 0);
        for _ in 0..30_000 {
            now += luck.bits() % if luck.below(200) == 0 { 300 * step } else { step };
            // Round moments, so that many are equal; some of them far ahead.
            let at = (now + luck.bits() % if luck.below(10) == 0 { 20 * ahead } else { ahead }).next_multiple_of(8);
            let mut add = |agenda: &mut Agenda, due: &mut BTreeMap<(u64, u32), u32>, at, who| {
                made += 1;
                agenda.add(Time(at), tag_of(made), u64::from(who) << 32 | u64::from(made));
                if at < end {
                    due.insert((at, made), who);
                }
            };
            add(&mut agenda, &mut due, at, luck.below(500) as u32);
            loop {
                let expected = due.first_key_value().filter(|((at, _), _)| *at < now);
                let expected = expected.map(|((at, made), who)| (Time(*at), tag_of(*made), (*who, *made)));
                let found = agenda.pop_before(Time(now));
                let found = found.map(|it| (it.at(), it.tag(), ((it.who >> 32) as u32, it.who as u32)));
                assert_eq!(found, expected);
                let Some((at, _, (who, _))) = found else { break };
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
        // Too many in a slot to be ranked, and in slots too wide for it.
        compare(Agenda::new(Time(500), Time(5_000), Time(1 << 40)), 100, 5_000, 1 << 40);
        compare(Agenda::new(Time(1 << 25), Time(5_000), Time(1 << 60)), 1 << 25, 1 << 30, 1 << 51);
        // All in a few slots, and each in many turns.
        compare(Agenda::new(Time(1 << 14), Time(1), Time(1 << 40)), 100, 5_000, 1 << 40);
        compare(Agenda::new(Time(1), Time(1), Time(1 << 40)), 100, 5_000, 1 << 40);
    }

    #[test]
    fn what_lies_beyond_the_end_is_not_kept() {
        compare(Agenda::new(Time(100), Time(5_000), Time(1_000_000)), 100, 5_000, 1_000_000);
    }
}
