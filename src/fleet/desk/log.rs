//! What one instance has admitted, for desks that look at all of it again and again: see `special`.

use super::Admitted;
use crate::kernel::Time;

/// Length of a log at first; always a power of two.
const SHORTEST: usize = 16;

/// The last requests admitted, as a ring: everything that has not departed is in it, in order of admission.
#[derive(Clone, Debug)]
pub(super) struct Log {
    entries: Box<[Admitted]>,
    /// The place that is used next, modulo the length.
    next: u32,
}

impl Default for Log {
    fn default() -> Log {
        Log { entries: vec![Admitted::NONE; SHORTEST].into(), next: 0 }
    }
}

impl Log {
    /// How many requests it can hold at present.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The last request, or so many before it; `back` is 1 to the length of the log.
    pub fn back(&self, back: usize) -> &Admitted {
        &self.entries[(self.next as usize).wrapping_sub(back) & (self.entries.len() - 1)]
    }

    /// Everything in it, oldest first, with what has departed.
    pub fn all(&self) -> impl Iterator<Item = &Admitted> {
        (1..=self.entries.len()).rev().map(|back| self.back(back))
    }

    /// Everything in it that has not departed by `now`, oldest first.
    pub fn unfinished(&self, now: Time) -> impl Iterator<Item = &Admitted> {
        self.all().filter(move |request| request.departure > now)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.fill(Admitted::NONE);
    }

    /// Gives back its memory.
    pub fn retire(&mut self) {
        self.entries = [Admitted::NONE].into();
    }

    /// Enters a request, in place of one that has departed.
    pub fn keep(&mut self, request: Admitted) {
        let mut place = self.next as usize & (self.entries.len() - 1);
        if self.entries[place].departure > request.arrived {
            place = self.make_room(request.arrived);
        }
        self.entries[place] = request;
        self.next = place as u32 + 1;
    }

    /// Moves together what has not departed by `now`, in a log twice as long if that is more than half of it; the first
    /// place that is free then.
    #[cold]
    fn make_room(&mut self, now: Time) -> usize {
        let length = self.entries.len();
        let mut kept: Vec<Admitted> = Vec::with_capacity(2 * length);
        kept.extend(self.unfinished(now));
        let place = kept.len();
        kept.resize(if place > length / 2 { 2 * length } else { length }, Admitted::NONE);
        self.entries = kept.into();
        place
    }
}
