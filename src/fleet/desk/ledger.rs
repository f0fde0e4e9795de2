//! What all instances have admitted, one after the other in one place.
//!
//! Mostly it is only written to, in order, so that even in a huge fleet a request touches no memory but its desk's own line
//! and the end of the ledger. It is read when an instance is lost, or more wait than a queue may hold.

use super::Admitted;
use crate::kernel::Time;

/// Length of a ledger at first; always a power of two.
const SHORTEST: usize = 128;
/// What is put aside is at most this part of the ring's length, as a power of two. Putting aside takes long beside entering,
/// and when it will be needed cannot be foreseen.
const LATE_PART: u32 = 5;
/// A place is looked at, and cleared if need be, when so many others are still to be used: so it has come into the nearest
/// cache when it is written.
const AHEAD: u64 = 8;
/// So many of the last entries are whole in every ring.
pub const RECENT: usize = SHORTEST - AHEAD as usize;

/// A request, and where its instance's request before it stands.
#[derive(Clone, Copy, Debug)]
struct Entry {
    request: Admitted,
    instance: u32,
    /// How many entries before this one, modulo 2^32; the number of this one if there is none.
    back: u32,
}

/// A place that has not been used, of nobody.
const UNUSED: Entry = Entry { request: Admitted::NONE, instance: u32::MAX, back: 0 };

/// The last requests admitted anywhere, as a ring, and those of before that have not departed.
#[derive(Clone, Debug)]
pub(super) struct Ledger {
    entries: Box<[Entry]>,
    /// The number of the next entry.
    next: u64,
    /// What has been worked on for longer than a round of the ring takes.
    late: Vec<(u32, Admitted)>,
}

/// The number of an instance's last entry when it has none.
pub(super) const NO_ENTRY: u64 = 0;

impl Default for Ledger {
    fn default() -> Ledger {
        Ledger { entries: vec![UNUSED; SHORTEST].into(), next: NO_ENTRY + 1, late: Vec::new() }
    }
}

impl Ledger {
    #[inline]
    fn place(&self, number: u64) -> usize {
        number as usize & (self.entries.len() - 1)
    }

    /// Enters a request of the instance whose last entry has the number `last`, which becomes that of the new one.
    #[inline(always)]
    pub fn keep(&mut self, instance: u32, last: &mut u64, request: Admitted) {
        if !self.has_room(request.arrived) {
            self.make_room(request.arrived);
        }
        self.enter(instance, last, request);
    }

    /// Whether nothing need be put aside first for a request that arrives now.
    #[inline(always)]
    pub fn has_room(&self, now: Time) -> bool {
        self.entries[self.place(self.next + AHEAD)].request.departure <= now
    }

    /// See [`Ledger::keep`]; there must be room.
    #[inline(always)]
    pub fn enter(&mut self, instance: u32, last: &mut u64, request: Admitted) {
        let back = (self.next - *last) as u32;
        let place = self.place(self.next);
        self.entries[place] = Entry { request, instance, back };
        *last = self.next;
        self.next += 1;
    }

    /// A place that is to be used soon holds a request that has not departed: that is put aside. What waits for a worker
    /// stays, as it is counted here; then, and if too much is put aside, the ring becomes longer.
    #[cold]
    #[inline(never)]
    fn make_room(&mut self, now: Time) {
        let place = self.place(self.next + AHEAD);
        let Entry { request, instance, .. } = self.entries[place];
        let most_late = self.entries.len() >> LATE_PART;
        let mut is_short = request.started > now;
        if self.late.len() >= most_late {
            self.late.retain(|(_, request)| request.departure > now);
            // Not only just: what is put aside is looked through seldom.
            is_short |= self.late.len() > most_late / 2;
        }
        if !is_short {
            self.late.push((instance, request));
            self.entries[place].request.departure = Time::ZERO;
            return;
        }
        let length = self.entries.len();
        let mut longer = vec![UNUSED; 2 * length];
        for number in self.next.saturating_sub(length as u64)..self.next {
            longer[number as usize & (2 * length - 1)] = self.entries[self.place(number)];
        }
        self.entries = longer.into();
    }

    /// The number that the next entry will have.
    #[inline]
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Shows `seen` the entries from the one with this number on, with their instances. The number must be one of the last
    /// [`RECENT`].
    // Loops and no iterators put together: when code shall be small, those become a call for each entry.
    #[inline(always)]
    pub fn show_since(&self, number: u64, mut seen: impl FnMut(u32, &Admitted)) {
        debug_assert!(self.next - number <= RECENT as u64, "still in the ring, with nothing put aside");
        let (from, to) = (self.place(number), self.place(self.next));
        let (first, second) = if from <= to { (from..to, 0..0) } else { (from..self.entries.len(), 0..to) };
        for part in [&self.entries[first], &self.entries[second]] {
            for entry in part {
                seen(entry.instance, &entry.request);
            }
        }
    }

    /// The entry with this number, which must be one of the last [`RECENT`], with its instance.
    #[inline(always)]
    pub fn entry(&self, number: u64) -> (u32, &Admitted) {
        debug_assert!(
            number < self.next && self.next - number <= RECENT as u64,
            "still in the ring, with nothing put aside"
        );
        let entry = &self.entries[self.place(number)];
        (entry.instance, &entry.request)
    }

    /// Shows `seen` such entries from the one with this number on, while it says that it goes on; the number of the first that it
    /// has not said so of. At the ring's end it stops too.
    #[inline(always)]
    pub fn show_from(&self, number: u64, mut seen: impl FnMut(u32, &Admitted) -> bool) -> u64 {
        let (from, to) = (self.place(number), self.place(self.next));
        let to = if from <= to { to } else { self.entries.len() };
        let mut shown = number;
        for entry in &self.entries[from..to] {
            if !seen(entry.instance, &entry.request) {
                break;
            }
            shown += 1;
        }
        shown
    }

    /// The places of an instance's entries in the ring from the one with the number `last` on, newest first.
    fn chain(&self, instance: u32, last: u64) -> impl Iterator<Item = usize> + '_ {
        let mut number = last;
        std::iter::from_fn(move || {
            let is_there = number != NO_ENTRY && self.next - number <= self.entries.len() as u64;
            let place = self.place(number);
            // Behind its first entry, and after a way back too long to be counted, nobody's or somebody else's is met.
            (is_there && self.entries[place].instance == instance).then(|| {
                number -= u64::from(self.entries[place].back);
                place
            })
        })
    }

    /// When the requests start, newest first, that an instance has admitted and not started to work on at `now`, if those are
    /// among its last `most`.
    pub fn starts_after(&self, (instance, last): (u32, u64), now: Time, most: u32) -> impl Iterator<Item = Time> + '_ {
        let starts = self.chain(instance, last).map(|place| self.entries[place].request.started);
        starts.take(most as usize).take_while(move |started| *started > now)
    }

    /// What an instance has admitted and not finished at `now`, oldest first.
    pub fn unfinished(&self, instance: u32, last: u64, now: Time) -> Vec<Admitted> {
        let late = self.late.iter().filter(|(other, _)| *other == instance).map(|(_, request)| *request);
        let mut all: Vec<Admitted> = self.chain(instance, last).map(|place| self.entries[place].request).collect();
        all.reverse();
        late.chain(all).filter(|request| request.departure > now).collect()
    }

    /// Strikes out everything of an instance.
    pub fn strike_out(&mut self, instance: u32, last: u64) {
        let places: Vec<usize> = self.chain(instance, last).collect();
        places.into_iter().for_each(|place| self.entries[place].request.departure = Time::ZERO);
        self.late.retain(|(other, _)| *other != instance);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::Outcome;

    fn request(number: u32, arrived: u64, started: u64, departure: u64) -> Admitted {
        let (departure, arrived, started) = (Time(departure), Time(arrived), Time(started));
        Admitted { departure, arrived, started, number, outcome: Outcome::Served }
    }

    fn numbers(requests: &[Admitted]) -> Vec<u32> {
        requests.iter().map(|request| request.number).collect()
    }

    #[test]
    fn it_holds_what_is_unfinished_of_each_instance_and_grows_only_for_that() {
        let (mut ledger, mut last) = (Ledger::default(), [NO_ENTRY; 3]);
        let mut all: Vec<(usize, Admitted)> = Vec::new();
        for number in 0..20_000 {
            // The first instance's requests take 50, the second's 7, the third's one of a hundred 5,000.
            let instance = number as usize % 3;
            let service = [50, 7, if number % 300 == 2 { 5_000 } else { 3 }][instance];
            let now = u64::from(number);
            let new = request(number, now, now, now + service);
            ledger.keep(instance as u32, &mut last[instance], new);
            all.push((instance, new));
            if number % 997 == 0 {
                for (other, last) in last.iter().enumerate() {
                    let left = all.iter().filter(|(of, request)| *of == other && request.departure > Time(now));
                    let left: Vec<u32> = left.map(|(_, request)| request.number).collect();
                    assert_eq!(numbers(&ledger.unfinished(other as u32, *last, Time(now))), left);
                }
            }
        }
        // At most 50 / 3 + 7 / 3 + 5,000 / 300 + 1, or 37, are unfinished at once, 17 of them late: a 64th of 1,088.
        assert!(ledger.entries.len() <= 2_048, "{}", ledger.entries.len());
    }

    #[test]
    fn what_waits_is_counted_from_the_newest_on() {
        let (mut ledger, mut last, mut other) = (Ledger::default(), NO_ENTRY, NO_ENTRY);
        for number in 0..500 {
            let now = u64::from(number);
            ledger.keep(0, &mut last, request(number, now, 10 * now, 10 * now + 10));
            ledger.keep(1, &mut other, request(number, now, now, now + 1));
        }
        // At 499 those wait that start at 500 or later: numbers 50 to 499.
        let starts: Vec<Time> = ledger.starts_after((0, last), Time(499), u32::MAX).collect();
        assert_eq!((starts.len(), starts[0], starts[449]), (450, Time(4_990), Time(500)));
        assert_eq!(ledger.starts_after((0, last), Time(499), 7).count(), 7);
        assert_eq!(ledger.starts_after((1, other), Time(499), 7).count(), 0);
    }

    #[test]
    fn what_is_struck_out_does_not_come_back() {
        let (mut ledger, mut last, mut other) = (Ledger::default(), NO_ENTRY, NO_ENTRY);
        // The first of all will be late, the others not; then everything of instance 0 is lost.
        (0..10)
            .for_each(|number| ledger.keep(0, &mut last, request(number, 0, 0, if number == 0 { 9_000 } else { 100 })));
        (10..200).for_each(|number| {
            ledger.keep(1, &mut other, request(number, u64::from(number), u64::from(number), u64::from(number) + 1));
        });
        assert_eq!(numbers(&ledger.unfinished(0, last, Time(199))), [0]);
        ledger.keep(0, &mut last, request(200, 200, 200, 9_000));
        ledger.strike_out(0, last);
        last = NO_ENTRY;
        (201..500).for_each(|number| {
            ledger.keep(1, &mut other, request(number, u64::from(number), u64::from(number), u64::from(number) + 1));
        });
        assert!(ledger.unfinished(0, last, Time(499)).is_empty() && ledger.late.is_empty());
        assert_eq!(numbers(&ledger.unfinished(1, other, Time(499))), [499]);
    }
}
