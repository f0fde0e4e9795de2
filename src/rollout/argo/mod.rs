//! The rules by which Argo Rollouts sizes its ReplicaSets and sets its weights, as plain functions of numbers.
//!
//! They answer "given what a controller sees, what does it want"; who carries it out, and when, is the strategies' affair.
//! All arithmetic is integer and exact. Stated from the behaviour of the controller (`utils/replicaset/canary.go`,
//! `rollout/trafficrouting.go`, `rollout/bluegreen.go` of argoproj/argo-rollouts); the code is our own.
//!
//! Throughout, *wanted* is the number of instances of the whole fleet and *whole* the weight that stands for all traffic: 100,
//! unless the router counts otherwise.

pub mod abort;
pub mod course;
pub mod pass;
pub mod preview;
pub mod routed;
pub mod split;

use super::Counts;
use crate::scenario::Amount;

/// Instances of the two versions, asked for or wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Of the candidate.
    pub canary: u32,
    /// Of the stable version.
    pub stable: u32,
}

/// `wanted * weight / whole`, rounded up: as many instances as carry that share of the traffic.
#[must_use]
pub fn share_up(wanted: u32, weight: u32, whole: u32) -> u32 {
    (u64::from(wanted) * u64::from(weight)).div_ceil(u64::from(whole.max(1))) as u32
}

/// `wanted * weight / whole`, rounded down.
#[must_use]
pub fn share_down(wanted: u32, weight: u32, whole: u32) -> u32 {
    (u64::from(wanted) * u64::from(weight) / u64::from(whole.max(1))) as u32
}

/// Whether enough of the `desired` instances are available: all of them, and no others asked for, at a threshold of 100 %;
/// otherwise the share or the number that the threshold names.
#[must_use]
pub fn are_enough(threshold: Amount, side: Counts, desired: u32) -> bool {
    match threshold {
        Amount::Percent(100) => side.asked == desired && side.available == desired,
        Amount::Percent(percent) => u64::from(side.available) * 100 >= u64::from(percent) * u64::from(desired),
        Amount::Instances(count) => side.available >= count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_says_how_many_are_enough() {
        for (threshold, (asked, available), desired, expected) in [
            ("100%", (10, 10), 10, true),
            ("100%", (10, 9), 10, false),
            // More than desired are not what is desired.
            ("100%", (11, 11), 10, false),
            // 70 % of 10 are 7.
            ("70%", (10, 7), 10, true),
            ("70%", (10, 6), 10, false),
            // 70 % of 3 are 2.1.
            ("70%", (3, 2), 3, false),
            ("70%", (0, 0), 0, true),
            ("4", (10, 4), 10, true),
            ("4", (10, 3), 10, false),
        ] {
            let side = Counts { asked, available, ..Counts::default() };
            let threshold = Amount::parse(threshold).expect("an amount");
            assert_eq!(are_enough(threshold, side, desired), expected, "{threshold} {side:?} of {desired}");
        }
    }

    #[test]
    fn shares_round_both_ways() {
        // 33 % of 10 are 3.3.
        assert_eq!((share_up(10, 33, 100), share_down(10, 33, 100)), (4, 3));
        assert_eq!((share_up(10, 30, 100), share_down(10, 30, 100)), (3, 3));
        assert_eq!(share_up(100_000, 10_000, 10_000), 100_000);
    }
}
