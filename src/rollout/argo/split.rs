//! How a canary without a router divides its instances: the traffic follows their numbers, so the numbers are the weight.

use super::{Sizes, share_down, share_up};

/// The division of `wanted` instances, or of one more if a surge is allowed, whose share of candidates comes closest to
/// `weight` of `whole`.
///
/// A share that rounds to all or to none is not considered unless it is meant, or there is but one instance and no surge; where
/// the share is exactly between two numbers, only the greater is. Among equally close divisions the first of these wins: rounded
/// up, rounded down, and the same with one instance more. If nothing is left to consider (75 % of two instances without a surge)
/// there are no candidates: so it is in the controller.
#[must_use]
pub fn ideal(wanted: u32, surge: u32, weight: u32, whole: u32) -> Sizes {
    if wanted == 0 {
        return Sizes::default();
    }
    let (up, down) = (share_up(wanted, weight, whole), share_down(wanted, weight, whole));
    let may_be_none = weight == 0 || weight == whole || (wanted == 1 && surge == 0);
    let rounds_down = |total: u32| !is_tie(total, weight, whole) && (down > 0 || may_be_none);
    let options = [
        (up < wanted || may_be_none, up, wanted),
        (rounds_down(wanted), down, wanted),
        (surge > 0, up, wanted + 1),
        (surge > 0 && rounds_down(wanted + 1), down, wanted + 1),
    ];
    let mut best: Option<(u32, u32)> = None;
    for (_, canary, total) in options.into_iter().filter(|(allowed, ..)| *allowed) {
        if best.is_none_or(|best| is_closer((canary, total), best, weight, whole)) {
            best = Some((canary, total));
        }
    }
    best.map_or(Sizes { canary: 0, stable: wanted }, |(canary, total)| Sizes { canary, stable: total - canary })
}

/// Whether the exact share of `total` ends in one half.
fn is_tie(total: u32, weight: u32, whole: u32) -> bool {
    let whole = u64::from(whole.max(1));
    2 * u64::from(total) * u64::from(weight) % (2 * whole) == whole
}

/// Whether `(canary, total)` is strictly closer to the weight than `other`: |canary / total - weight / whole|, in whole numbers.
fn is_closer((canary, total): (u32, u32), other: (u32, u32), weight: u32, whole: u32) -> bool {
    let distance = |canary: u32, total: u32| {
        (u128::from(canary) * u128::from(whole)).abs_diff(u128::from(weight) * u128::from(total))
    };
    distance(canary, total) * u128::from(other.1) < distance(other.0, other.1) * u128::from(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_division_is_taken() {
        for (wanted, surge, weight, expected) in [
            // Three and one more: 10 % is 1/4 (25 %, 15 off) rather than 1/3 (23 off); none at all is not allowed.
            (3, 1, 10, (1, 3)),
            // 33 % is 1/3 (0.3 off), not 1/4.
            (3, 1, 33, (1, 2)),
            // 1.5 is a tie, so 1 is not considered: 2/3 is 17 off, 2/4 is exact.
            (3, 1, 50, (2, 2)),
            // ceil(1.98) = 2: 2/3 is 0.7 off.
            (3, 1, 66, (2, 1)),
            (3, 1, 100, (3, 0)),
            // ceil(2.7) = 3 would leave no stable one of three: 3/4 is 15 off, 2/3 is 23 off.
            (3, 1, 90, (3, 1)),
            // Without surge only three: 1/3 for all that is little, 2/3 for all that is much.
            (3, 0, 10, (1, 2)),
            (3, 0, 50, (2, 1)),
            (3, 0, 99, (2, 1)),
            (3, 0, 0, (0, 3)),
            (3, 0, 100, (3, 0)),
            // Ten: exact, up and down by what is nearer.
            (10, 0, 10, (1, 9)),
            (10, 0, 5, (1, 9)),
            (10, 0, 34, (3, 7)),
            (10, 0, 36, (4, 6)),
            // 3.5 of 10: a tie goes up; with a surge 4/11 = 36.4 is 1.4 off, 4/10 is 5 off; 3/11 is 7.7 off.
            (10, 0, 35, (4, 6)),
            (10, 1, 35, (4, 7)),
            // 5 % of 10: 1/10 is 5 off, 1/11 is 4.1 off.
            (10, 1, 5, (1, 10)),
            // 95 %: ceil(9.5) = 10 would leave none of ten; the tie rules 9/10 out; 10/11 = 90.9; 9/11 (10.45 is no tie) is 13 off.
            (10, 1, 95, (10, 1)),
            // One instance: with a surge there are both, without one it is near or far.
            (1, 1, 5, (1, 1)),
            (1, 1, 95, (1, 1)),
            (1, 0, 5, (0, 1)),
            (1, 0, 50, (1, 0)),
            (1, 0, 95, (1, 0)),
            // Two: 1/2 for everything between, but 66 % of three is nearer.
            (2, 0, 10, (1, 1)),
            (2, 0, 99, (1, 1)),
            (2, 1, 10, (1, 2)),
            (2, 1, 70, (2, 1)),
            (0, 1, 50, (0, 0)),
        ] {
            let Sizes { canary, stable } = ideal(wanted, surge, weight, 100);
            assert_eq!((canary, stable), expected, "{wanted} + {surge} at {weight}");
        }
    }

    #[test]
    fn a_finer_whole_divides_finer() {
        // 125 of 1,000 are one of eight.
        assert_eq!(ideal(8, 0, 125, 1_000), Sizes { canary: 1, stable: 7 });
        assert_eq!(ideal(8, 0, 1_000, 1_000), Sizes { canary: 8, stable: 0 });
    }

    #[test]
    fn no_side_is_rounded_away_but_in_a_tie_without_surge() {
        let all = |surge| (2..40).flat_map(move |wanted| (1..100).map(move |weight| (wanted, surge, weight)));
        for (wanted, surge, weight) in all(0).chain(all(1)) {
            let Sizes { canary, stable } = ideal(wanted, surge, weight, 100);
            assert!((wanted..=wanted + surge).contains(&(canary + stable)));
            // 2 at 75 %, 10 at 95 %: 1.5 and 9.5 round up to all, and down is not considered.
            let nothing_left = surge == 0 && share_up(wanted, weight, 100) == wanted && is_tie(wanted, weight, 100);
            assert_eq!(canary == 0, nothing_left, "{wanted} + {surge} at {weight}");
            assert!(stable > 0, "{wanted} + {surge} at {weight}");
        }
        assert_eq!(ideal(2, 0, 75, 100), Sizes { canary: 0, stable: 2 });
    }
}
