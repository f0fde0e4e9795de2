//! Weighted round robin: everyone's turn comes as often as its weight says, and turns are spread evenly.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The span of virtual time between two turns of an instance of weight 1.
const STRIDE: f64 = 16_777_216.0;

/// Instances by virtual time of their next turn (earliest deadline first, or stride scheduling: Waldspurger and Weihl,
/// 1995; Envoy's weighted round robin works so). After a turn an instance waits for 1 / weight: equal weights take turns
/// in order of entry, and of weights 1 and 2 the second one has every other turn of the first in between. A weight is
/// looked at when a turn is taken, so that it may change over time.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns {
    heap: BinaryHeap<Reverse<Turn>>,
    /// The number of each instance's true entry in the heap, 0 for none; other entries are dropped when they are met.
    entry: Vec<u32>,
    /// Virtual time.
    now: u64,
    entries: u32,
}

/// Virtual time, number of the entry, instance: the order of turns.
type Turn = (u64, u32, u32);

impl Turns {
    /// Takes an instance in; its first turn comes after 1 / `weight`.
    pub fn enter(&mut self, instance: u32, weight: f64) {
        let place = instance as usize;
        if self.entry.len() <= place {
            self.entry.resize(place + 1, 0);
        }
        self.plan(instance, self.now + stride(weight));
    }

    /// Lets an instance go.
    pub fn leave(&mut self, instance: u32) {
        self.entry[instance as usize] = 0;
    }

    /// Whose turn it is.
    pub fn pick(&mut self, weight: impl Fn(u32) -> f64) -> Option<u32> {
        while let Some(Reverse((at, entry, instance))) = self.heap.pop() {
            if self.entry[instance as usize] == entry {
                self.now = at;
                self.plan(instance, at + stride(weight(instance)));
                return Some(instance);
            }
        }
        None
    }

    fn plan(&mut self, instance: u32, at: u64) {
        self.entries += 1;
        self.entry[instance as usize] = self.entries;
        self.heap.push(Reverse((at, self.entries, instance)));
    }
}

fn stride(weight: f64) -> u64 {
    (STRIDE / weight) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(turns: &mut Turns, weights: &[f64], count: usize) -> Vec<u32> {
        (0..count).filter_map(|_| turns.pick(|instance| weights[instance as usize])).collect()
    }

    fn entered(weights: &[f64]) -> Turns {
        let mut turns = Turns::default();
        weights.iter().enumerate().for_each(|(instance, weight)| turns.enter(instance as u32, *weight));
        turns
    }

    #[test]
    fn equal_weights_take_turns_in_order() {
        let weights = [1.0; 3];
        assert_eq!(picked(&mut entered(&weights), &weights, 7), [0, 1, 2, 0, 1, 2, 0]);
    }

    #[test]
    fn shares_follow_weights_and_turns_are_spread() {
        let weights = [4.0, 2.0, 1.0];
        let picked = picked(&mut entered(&weights), &weights, 700);
        for (instance, expected) in [(0, 400), (1, 200), (2, 100)] {
            let count = picked.iter().filter(|other| **other == instance).count();
            assert!(count.abs_diff(expected) <= 1, "{instance}: {count}");
        }
        // The heavy one never has more than its four sevenths of any seven in a row, and one for the edges.
        assert!(picked.windows(7).all(|seven| seven.iter().filter(|instance| **instance == 0).count() <= 5));
    }

    #[test]
    fn a_changed_weight_counts_from_the_next_turn_on() {
        let mut turns = entered(&[1.0, 0.1]);
        let ramping = picked(&mut turns, &[1.0, 0.1], 22);
        assert_eq!(ramping.iter().filter(|instance| **instance == 1).count(), 2);
        let ramped = picked(&mut turns, &[1.0, 1.0], 110);
        assert!(ramped.iter().filter(|instance| **instance == 1).count() >= 50, "{ramped:?}");
    }

    #[test]
    fn whoever_leaves_has_no_turn_and_may_come_back() {
        let weights = [1.0; 3];
        let mut turns = entered(&weights);
        turns.leave(1);
        assert_eq!(picked(&mut turns, &weights, 4), [0, 2, 0, 2]);
        turns.enter(1, 1.0);
        assert_eq!(picked(&mut turns, &weights, 3), [0, 2, 1]);
        (0..3).for_each(|instance| turns.leave(instance));
        assert_eq!(turns.pick(|_| 1.0), None);
    }
}
