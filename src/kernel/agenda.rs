//! Who does something next, and when: appointments of very many, in exact order.

use super::time::Time;

/// Fewest slots of an agenda.
const FEWEST_SLOTS: u64 = 64;
/// Most slots of an agenda; beyond, the slots become wider.
const MOST_SLOTS: u64 = 1 << 20;
/// A slot is so many gaps wide: about as many appointments are put in order at once, and the slots stay in the cache.
const GAPS_IN_SLOT: u64 = 8;
/// Appointments in a page; a page then takes two cache lines.
const PAGE: usize = 7;
/// The number of no page.
const NO_PAGE: u32 = u32::MAX;
/// Bits of a word of `marks`.
const WORD: u64 = 64;

/// Something to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appointment {
    /// When.
    pub at: Time,
    /// By whom.
    pub who: u32,
    /// What tells it from an appointment that does not hold any more.
    pub tag: u32,
}

/// Appointments, earliest first; equal moments in the order in which they were made.
///
/// A calendar queue (Brown, 1988) of fixed size: time is cut into slots of equal width that are used again and again, and
/// a slot is put in order when it becomes the present one. A slot's appointments stand on pages, side by side, as each
/// line of memory that has to be fetched costs more than all the rest.
#[derive(Clone, Debug)]
pub struct Agenda {
    slots: Vec<Slot>,
    pages: Vec<Page>,
    /// Pages that are not used.
    free: Vec<u32>,
    /// A bit for each slot that has appointments.
    marks: Vec<u64>,
    /// Width of a slot, as a power of two, ns.
    shift: u32,
    /// The present slot, counted from the start of the run.
    turn: u64,
    /// What is due in the present slot, in order; done up to `next`.
    present: Vec<Appointment>,
    next: usize,
    /// Appointments on pages.
    waiting: usize,
    /// What is due then or later is not kept.
    end: Time,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The page that is being filled.
    page: u32,
    /// Appointments on it.
    filled: u32,
}

#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Page {
    appointments: [Appointment; PAGE],
    /// The one that was filled before.
    before: u32,
}

impl Agenda {
    /// For appointments that come about every `gap` and lie about `ahead` in the future when they are made; nobody asks for
    /// those that are due at `end` or later.
    #[must_use]
    pub fn new(gap: Time, ahead: Time, end: Time) -> Agenda {
        let reach = 4 * ahead.0.clamp(1, 1 << 60);
        let gaps = gap.0.clamp(1, 1 << 40) * GAPS_IN_SLOT;
        let width = gaps.max(reach / MOST_SLOTS).next_power_of_two();
        let slots = (reach / width).clamp(FEWEST_SLOTS, MOST_SLOTS).next_power_of_two();
        Agenda {
            slots: vec![Slot { page: NO_PAGE, filled: 0 }; slots as usize],
            pages: Vec::new(),
            free: Vec::new(),
            marks: vec![0; (slots / WORD) as usize],
            shift: width.trailing_zeros(),
            turn: 0,
            present: Vec::new(),
            next: 0,
            waiting: 0,
            end,
        }
    }

    /// Makes an appointment, which must not lie in the past.
    #[inline]
    pub fn add(&mut self, appointment: Appointment) {
        if appointment.at >= self.end {
            return;
        }
        let turn = appointment.at.0 >> self.shift;
        if turn <= self.turn {
            // After everything that is due at the same moment.
            let place = self.present[self.next..].partition_point(|other| other.at <= appointment.at);
            self.present.insert(self.next + place, appointment);
        } else {
            self.put(turn, appointment);
        }
    }

    #[inline]
    fn put(&mut self, turn: u64, appointment: Appointment) {
        let place = self.place(turn);
        if self.slots[place].page == NO_PAGE || self.slots[place].filled == PAGE as u32 {
            self.turn_page(place);
        }
        let slot = &mut self.slots[place];
        self.pages[slot.page as usize].appointments[slot.filled as usize] = appointment;
        slot.filled += 1;
        self.waiting += 1;
    }

    /// Gives a slot a new page.
    #[inline(never)]
    fn turn_page(&mut self, place: usize) {
        let before = self.slots[place].page;
        let new = Page { appointments: [Appointment::default(); PAGE], before };
        let page = match self.free.pop() {
            Some(page) => {
                self.pages[page as usize].before = before;
                page
            }
            None => {
                self.pages.push(new);
                self.pages.len() as u32 - 1
            }
        };
        self.slots[place] = Slot { page, filled: 0 };
        self.marks[place / WORD as usize] |= 1 << (place as u64 % WORD);
    }

    /// Takes out the next appointment that is due before `limit`. Whoever asks makes none before `limit` afterwards, unless
    /// one was taken out.
    ///
    /// `coming` is told who will come soon, some time before.
    #[inline]
    pub fn pop_before(&mut self, limit: Time, mut coming: impl FnMut(&[Appointment])) -> Option<Appointment> {
        loop {
            if let Some(appointment) = self.present.get(self.next).copied() {
                if appointment.at >= limit {
                    return None;
                }
                self.next += 1;
                return Some(appointment);
            }
            if !self.turn_to_next(limit) {
                return None;
            }
            coming(&self.present);
        }
    }

    /// Makes the next slot that begins before `limit` and has something due in this turn the present one; whether there
    /// is one.
    fn turn_to_next(&mut self, limit: Time) -> bool {
        self.present.clear();
        self.next = 0;
        let last = limit.0.saturating_sub(1) >> self.shift;
        let mut turn = self.turn + 1;
        while self.waiting > 0 && turn <= last {
            let place = self.place(turn);
            let word = self.marks[place / WORD as usize] >> (place as u64 % WORD);
            if word == 0 {
                turn += WORD - turn % WORD;
                continue;
            }
            turn += u64::from(word.trailing_zeros());
            if turn > last {
                break;
            }
            self.turn = turn;
            self.open();
            if !self.present.is_empty() {
                return true;
            }
            turn += 1;
        }
        self.turn = self.turn.max(last);
        false
    }

    /// Empties the present slot: what is due in this turn comes in order, the rest is put back.
    fn open(&mut self) {
        let place = self.place(self.turn);
        let Slot { mut page, mut filled } = self.slots[place];
        self.slots[place].page = NO_PAGE;
        self.marks[place / WORD as usize] &= !(1 << (place as u64 % WORD));
        // The last page comes first, so each is read from its end, and then all are turned round.
        while page != NO_PAGE {
            let Page { appointments, before } = &self.pages[page as usize];
            self.present.extend(appointments[..filled as usize].iter().rev());
            self.free.push(page);
            (page, filled) = (*before, PAGE as u32);
        }
        self.waiting -= self.present.len();
        self.present.reverse();
        self.present.sort_by_key(|appointment| appointment.at);
        // Those of later turns are last now, and come in order of time, which is good enough: they are of one slot again.
        let (shift, turn) = (self.shift, self.turn);
        let due = self.present.partition_point(|appointment| appointment.at.0 >> shift == turn);
        for later in due..self.present.len() {
            let appointment = self.present[later];
            self.put(appointment.at.0 >> shift, appointment);
        }
        self.present.truncate(due);
    }

    #[inline]
    fn place(&self, turn: u64) -> usize {
        turn as usize & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::{Purpose, Stream};
    use std::collections::BTreeMap;

    /// Goes through random appointments beside an ordered map, with gaps and spans of the given sizes.
    fn compare(mut agenda: Agenda, step: u64, ahead: u64, end: u64) {
        let mut luck = Stream::new(3, Purpose::Work);
        // By moment and order of making.
        let mut due = BTreeMap::new();
        let (mut now, mut made, mut taken, mut announced) = (0, 0u32, 0, 0);
        for _ in 0..30_000 {
            now += luck.bits() % if luck.below(200) == 0 { 300 * step } else { step };
            // Round moments, so that many are equal; some of them far ahead.
            let at = (now + luck.bits() % if luck.below(10) == 0 { 20 * ahead } else { ahead }).next_multiple_of(8);
            let mut add = |agenda: &mut Agenda, due: &mut BTreeMap<(u64, u32), u32>, at, who| {
                made += 1;
                agenda.add(Appointment { at: Time(at), who, tag: made });
                if at < end {
                    due.insert((at, made), who);
                }
            };
            add(&mut agenda, &mut due, at, luck.below(500) as u32);
            loop {
                let expected =
                    due.first_key_value().map(|((at, tag), who)| Appointment { at: Time(*at), who: *who, tag: *tag });
                let expected = expected.filter(|appointment| appointment.at < Time(now));
                let found = agenda.pop_before(Time(now), |coming| announced += coming.len());
                assert_eq!(found, expected);
                let Some(Appointment { at, who, .. }) = found else { break };
                taken += 1;
                due.pop_first();
                // Half of them come again, some at once.
                if luck.below(2) == 0 {
                    let again = at.0 + luck.bits() % if luck.below(4) == 0 { 1 } else { ahead };
                    add(&mut agenda, &mut due, again, who);
                }
            }
        }
        assert!(taken > 5_000 && announced > 500, "{taken} {announced}");
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
