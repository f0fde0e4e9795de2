//! How many wait at a desk, which must be known exactly where a queue may be full, and cost nothing where it is not.
//!
//! A desk counts the requests that it has admitted since a worker was last free when one came: no more than that wait. Only
//! if these are many, the true number is looked up in the ledger; and only if that is large, the moments at which their work
//! starts are kept at hand.

use super::Desk;
use super::ledger::Ledger;
use crate::kernel::Time;
use std::collections::VecDeque;

/// From so many on, those that wait are a crowd.
pub(super) const CROWD: u32 = 16;
/// Marks a count that is not one, as there is a crowd.
const CROWDED: u32 = 1 << 31;

/// When the work starts of each of those that wait, in order.
pub(super) type Crowd = VecDeque<Time>;

impl Desk {
    /// What is counted when a request comes that has to wait (`waits`) or not.
    // Arithmetic, for whether it has to is a coin toss.
    #[inline]
    pub(super) fn counted(&self, waits: bool) -> u32 {
        (self.waiting + 1) & 0u32.wrapping_sub(u32::from(waits))
    }

    /// A request comes to the instance `id` that has to wait until `started`, and there may be many others; whether there is
    /// room for it, which it takes then.
    #[cold]
    #[inline(never)]
    pub(super) fn squeeze_in(&mut self, id: u32, ledger: &Ledger, capacity: u32, (now, started): (Time, Time)) -> bool {
        if self.waiting & CROWDED == 0 {
            let exact = ledger.starts_after((id, self.last), now, self.waiting).count() as u32;
            self.waiting = exact;
            if exact >= capacity {
                return false;
            }
            if exact < CROWD {
                self.waiting += 1;
                return true;
            }
            let crowd = self.crowd.get_or_insert_default();
            crowd.clear();
            crowd.extend(ledger.starts_after((id, self.last), now, exact));
            crowd.make_contiguous().reverse();
            self.waiting = CROWDED;
        }
        let crowd = self.crowd.get_or_insert_default();
        while crowd.front().is_some_and(|started| *started <= now) {
            crowd.pop_front();
        }
        let exact = crowd.len() as u32;
        if exact >= capacity {
            return false;
        }
        if exact < CROWD / 2 {
            self.waiting = exact + 1;
        } else {
            crowd.push_back(started);
        }
        true
    }

    /// Requests that wait for a worker of the instance `id` at `now`, which must not be earlier than the last admission, while all workers are busy.
    pub(super) fn waiting(&self, id: u32, ledger: &Ledger, now: Time) -> u32 {
        if self.waiting & CROWDED == 0 {
            return ledger.starts_after((id, self.last), now, self.waiting).count() as u32;
        }
        let crowd = self.crowd.as_deref();
        crowd.map_or(0, |crowd| crowd.len() - crowd.partition_point(|started| *started <= now)) as u32
    }
}
