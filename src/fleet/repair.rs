//! A repair crew of limited size: who is under repair, and who waits.

use std::collections::VecDeque;

/// What a failed instance hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Its repair begins now.
    Begin,
    /// It waits for its turn.
    Wait,
}

/// At most so many repairs at once; others wait, first come, first served.
#[derive(Clone, Debug, Default)]
pub struct Shop {
    repairers: usize,
    under_way: Vec<u32>,
    waiting: VecDeque<u32>,
}

impl Shop {
    /// A shop with so many repairers.
    #[must_use]
    pub fn new(repairers: u32) -> Shop {
        Shop { repairers: repairers as usize, ..Shop::default() }
    }

    /// A failed instance comes.
    pub fn enter(&mut self, instance: u32) -> Turn {
        if self.under_way.len() < self.repairers {
            self.under_way.push(instance);
            return Turn::Begin;
        }
        self.waiting.push_back(instance);
        Turn::Wait
    }

    /// An instance goes, repaired or given up; whose repair begins in its place. One that is not here changes nothing.
    pub fn leave(&mut self, instance: u32) -> Option<u32> {
        let Some(place) = self.under_way.iter().position(|other| *other == instance) else {
            self.waiting.retain(|other| *other != instance);
            return None;
        };
        self.under_way.swap_remove(place);
        let next = self.waiting.pop_front()?;
        self.under_way.push(next);
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_repairs_than_repairers() {
        let mut shop = Shop::new(2);
        assert_eq!([5, 6, 7, 8].map(|id| shop.enter(id)), [Turn::Begin, Turn::Begin, Turn::Wait, Turn::Wait]);
        // One that waited is given up; then the first is done and the last has its turn.
        assert_eq!((shop.leave(7), shop.leave(99)), (None, None));
        assert_eq!([shop.leave(5), shop.leave(6), shop.leave(8)], [Some(8), None, None]);
        assert_eq!(shop.enter(9), Turn::Begin);
    }
}
