//! What users draw for their requests, several requests at once.
//!
//! A draw is a long way of small steps that wait for each other: a random number by position, a variate, an exponential function.
//! Side by side, step by step, those of one request do not have to wait for those of another; and nothing that is made of them
//! has to wait for them at all. What a request draws depends on which one it is alone, so that it does not matter when.

use super::client::{Habits, MOST_AT_ONCE, Own, RequestId};
use crate::kernel::ziggurat::Ziggurat;

/// Draws are made for so many requests at once.
const MOST: usize = MOST_AT_ONCE;

/// What a user draws for one request.
#[derive(Clone, Copy, Debug)]
pub struct Luck {
    /// The work that it brings: its service time on one worker before all factors, ns.
    pub work: f64,
    /// What else is decided by it.
    pub own: Own,
}

/// What has been drawn for requests before they are asked for.
#[derive(Clone, Debug)]
pub struct Draws {
    /// Of the requests, in the order in which they will probably be asked for.
    keys: [u64; MOST],
    work: [f64; MOST],
    own: [Own; MOST],
    /// Those between are still to be asked for.
    next: usize,
    count: usize,
}

impl Default for Draws {
    fn default() -> Draws {
        Draws { keys: [0; MOST], work: [0.0; MOST], own: [Own::NONE; MOST], next: 0, count: 0 }
    }
}

impl Draws {
    /// What has been drawn for the request with this key, which is asked for now; otherwise `draw` draws for it and others.
    // Not handed on as a whole, which would be written in one size and read in another.
    #[inline(always)]
    pub fn take(&mut self, key: u64, draw: impl FnOnce(&mut Draws)) -> Luck {
        if self.next >= self.count || self.keys[self.next % MOST] != key {
            draw(self);
        }
        let place = self.next % MOST;
        self.next += 1;
        Luck { work: self.work[place], own: self.own[place] }
    }

    /// The request with this key, of a user who asks once, has brought this work.
    #[inline(always)]
    pub fn bring(&mut self, habits: &Habits, key: u64, work: f64) {
        (self.keys[0], self.work[0], self.own[0]) = (key, work, habits.own(RequestId::from_key(key)));
        (self.next, self.count) = (0, 1);
    }

    /// Draws for requests that will be asked for in this order.
    #[inline(never)]
    pub fn draw(&mut self, habits: &Habits, ziggurat: &Ziggurat, keys: impl Iterator<Item = u64>) {
        let mut count = 0;
        for (place, key) in self.keys.iter_mut().zip(keys) {
            *place = key;
            count += 1;
        }
        for (own, key) in self.own.iter_mut().zip(&self.keys[..count]) {
            *own = habits.own(RequestId::from_key(*key));
        }
        habits.work_of_each(&self.own[..count], ziggurat, &mut self.work[..count]);
        (self.next, self.count) = (0, count);
    }
}
