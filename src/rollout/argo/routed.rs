//! A canary behind a router that splits by weight: how many instances stand behind each weight, and when a weight is set.

use super::{Sizes, are_enough, share_down, share_up};
use crate::rollout::Counts;
use crate::scenario::Amount;

/// What decides the sizes of a routed canary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The weight that stands for all traffic.
    pub whole: u32,
    /// Whether the stable side shrinks as its traffic does.
    pub dynamic_stable: bool,
    /// Fewest instances of a version that has any, where they follow a weight.
    pub min_instances: u32,
    /// How much of a side must be available before the next weight.
    pub threshold: Amount,
}

/// What the candidate's size follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The weight of the traffic, or one that was set for the size alone.
    Weight(u32),
    /// A number of instances.
    Instances(u32),
}

/// The sizes that are wanted. `sent` is the weight that the router has now; `aborted` is how many candidates are asked for if the
/// change is being taken back: they may only go as the traffic does, and none come, so that a stable side that has lost instances
/// brings no candidates back.
#[must_use]
pub fn sizes(rules: Rules, wanted: u32, scale: Scale, sent: u32, aborted: Option<u32>) -> Sizes {
    let whole = rules.whole;
    let carry = |weight: u32| share_up(wanted, weight, whole);
    let at_least = |size: u32| if size == 0 { 0 } else { size.max(rules.min_instances.min(wanted)) };
    let (canary, weight) = match scale {
        Scale::Weight(weight) => (at_least(carry(weight)), weight),
        Scale::Instances(count) => (count, 0),
    };
    if !rules.dynamic_stable {
        return Sizes { canary, stable: wanted };
    }
    let stable = carry(whole.saturating_sub(weight)).max(carry(whole.saturating_sub(sent)));
    let canary = aborted.map_or(canary, |asked| canary.min(asked).max(carry(sent)));
    Sizes { canary: at_least(canary), stable: at_least(stable) }
}

/// Whether the sizes are reached: enough candidates are available, and the stable ones are asked for unless their number follows
/// the traffic.
#[must_use]
pub fn are_reached(rules: Rules, sizes: Sizes, canary: Counts, stable: Counts) -> bool {
    are_enough(rules.threshold, canary, sizes.canary) && (rules.dynamic_stable || stable.asked == sizes.stable)
}

/// The weight for the router: none while no candidate is available, the `previous` one until the sizes are reached, then the
/// `present` one.
#[must_use]
pub fn weight(canary: Counts, reached: bool, present: u32, previous: u32) -> u32 {
    match (canary.available, reached) {
        (0, _) => 0,
        (_, false) => previous,
        (_, true) => present,
    }
}

/// Whether the stable side can carry what `weight` leaves it.
#[must_use]
pub fn may_set(rules: Rules, weight: u32, wanted: u32, stable: Counts) -> bool {
    let needed = share_down(wanted, rules.whole.saturating_sub(weight), rules.whole);
    stable.available >= needed || are_enough(rules.threshold, stable, needed)
}

#[cfg(test)]
mod tests {
    use super::Scale::{Instances, Weight};
    use super::*;

    const ALL: Amount = Amount::Percent(100);

    #[test]
    fn the_candidate_follows_its_weight_and_the_stable_side_stays_whole() {
        let plain = Rules { whole: 100, dynamic_stable: false, min_instances: 0, threshold: ALL };
        for (wanted, scale, expected) in [
            // Rounded up: a weight above 0 always has an instance.
            (10, Weight(0), (0, 10)),
            (10, Weight(1), (1, 10)),
            (10, Weight(5), (1, 10)),
            (10, Weight(10), (1, 10)),
            (10, Weight(11), (2, 10)),
            (10, Weight(99), (10, 10)),
            (10, Weight(100), (10, 10)),
            (1, Weight(5), (1, 1)),
            (0, Weight(50), (0, 0)),
            // The weight of a size may be more than all traffic.
            (4, Weight(200), (8, 4)),
            // A number is a number, above the fleet too.
            (10, Instances(3), (3, 10)),
            (10, Instances(0), (0, 10)),
            (10, Instances(15), (15, 10)),
        ] {
            let Sizes { canary, stable } = sizes(plain, wanted, scale, 0, None);
            assert_eq!((canary, stable), expected, "{wanted} at {scale:?}");
        }
        // Of 1,000: 5 are half a percent, ceil(10 * 5 / 1000) = 1; 101 are ceil(1.01) = 2.
        let fine = Rules { whole: 1_000, ..plain };
        assert_eq!([5, 100, 101].map(|weight| sizes(fine, 10, Weight(weight), 0, None).canary), [1, 1, 2]);
    }

    #[test]
    fn a_least_number_holds_for_sizes_that_follow_a_weight() {
        let least = Rules { whole: 100, dynamic_stable: false, min_instances: 2, threshold: ALL };
        for (wanted, scale, expected) in [
            (10, Weight(1), (2, 10)),
            (10, Weight(50), (5, 10)),
            // Not for none, nor for a number that was asked for.
            (10, Weight(0), (0, 10)),
            (10, Instances(1), (1, 10)),
            // Capped at the fleet.
            (1, Weight(5), (1, 1)),
        ] {
            let Sizes { canary, stable } = sizes(least, wanted, scale, 0, None);
            assert_eq!((canary, stable), expected, "{wanted} at {scale:?}");
        }
        // With a stable side that follows, for both, and for asked numbers too: 100 - 95 = 5 % of 10 is 1, raised to 2.
        let dynamic = Rules { dynamic_stable: true, ..least };
        assert_eq!(sizes(dynamic, 10, Weight(95), 95, None), Sizes { canary: 10, stable: 2 });
        assert_eq!(sizes(dynamic, 10, Instances(1), 0, None), Sizes { canary: 2, stable: 10 });
        assert_eq!(sizes(dynamic, 10, Weight(100), 100, None), Sizes { canary: 10, stable: 0 });
    }

    #[test]
    fn a_stable_side_that_follows_never_goes_before_its_traffic() {
        let rules = Rules { whole: 100, dynamic_stable: true, min_instances: 0, threshold: ALL };
        for (weight, sent, aborted, expected) in [
            // 20 % is wanted, nothing is sent yet: all ten stay; once it is sent, eight.
            (20, 0, None, (2, 10)),
            (20, 20, None, (2, 8)),
            // On the way from 20 to 50: five come, eight stay until the router has 50.
            (50, 20, None, (5, 8)),
            (50, 50, None, (5, 5)),
            // Back down to 20: the stable side grows at once.
            (20, 50, None, (2, 8)),
            (100, 100, None, (10, 0)),
            // 15 % of 10 is 1.5, 85 % is 8.5: both up, 11 in all.
            (15, 15, None, (2, 9)),
            // Taken back at 50: five stay until their traffic has gone.
            (0, 50, Some(5), (5, 10)),
            (0, 20, Some(5), (2, 10)),
            (0, 0, Some(5), (0, 10)),
            // At 20 with two left, and 50 aimed at, as stable instances are missing: the five of 50 do not come back.
            (50, 20, Some(2), (2, 8)),
            // At 20 with six, 50 aimed at: five stay.
            (50, 20, Some(6), (5, 8)),
        ] {
            let Sizes { canary, stable } = sizes(rules, 10, Weight(weight), sent, aborted);
            assert_eq!((canary, stable), expected, "{weight} with {sent} sent");
        }
    }

    #[test]
    fn a_weight_waits_for_its_candidates() {
        let canary = |asked, available| Counts { asked, available, ..Counts::default() };
        let stable = canary(10, 10);
        let rules = Rules { whole: 100, dynamic_stable: false, min_instances: 0, threshold: ALL };
        let goal = Sizes { canary: 2, stable: 10 };
        for (now, stable, reached, set) in [
            (canary(0, 0), stable, false, 0),
            (canary(2, 0), stable, false, 0),
            (canary(2, 1), stable, false, 10),
            (canary(2, 2), stable, true, 20),
            // More than wanted is not what is wanted.
            (canary(3, 3), stable, false, 10),
            // The stable side has to be asked for, not available.
            (canary(2, 2), canary(9, 9), false, 10),
            (canary(2, 2), canary(10, 1), true, 20),
        ] {
            assert_eq!(are_reached(rules, goal, now, stable), reached, "{now:?} {stable:?}");
            assert_eq!(weight(now, reached, 20, 10), set, "{now:?} {stable:?}");
        }
        let dynamic = Rules { dynamic_stable: true, ..rules };
        assert!(are_reached(dynamic, goal, canary(2, 2), canary(5, 5)));
    }

    #[test]
    fn the_stable_side_must_be_able_to_carry_the_rest() {
        let stable = |available| Counts { asked: 10, available, ..Counts::default() };
        let rules = |threshold| Rules { whole: 100, dynamic_stable: false, min_instances: 0, threshold };
        // floor(10 * 80 / 100) = 8; floor(10 * 85 / 100) = 8; nothing for all of it.
        for (weight, available, expected) in
            [(20, 8, true), (20, 7, false), (15, 8, true), (15, 7, false), (100, 0, true), (0, 9, false), (0, 10, true)]
        {
            assert_eq!(may_set(rules(ALL), weight, 10, stable(available)), expected, "{weight} with {available}");
        }
        // Half of 8 are 4; of three, three.
        assert!(
            may_set(rules(Amount::Percent(50)), 20, 10, stable(4))
                && !may_set(rules(Amount::Percent(50)), 20, 10, stable(3))
        );
        assert!(may_set(rules(Amount::Instances(3)), 20, 10, stable(3)));
    }
}
