//! argoproj/argo-rollouts, `utils/replicaset/canary_test.go` and `replicaset_test.go`: canaries without a router, and what is
//! enough of a size.

use super::super::argo::pass::{Limits, pass};
use super::super::argo::split::ideal;
use super::super::argo::{Sizes, are_enough};
use super::super::testing::{full, view};
use super::super::{Action, Canary, Next, Strategy, View, older};
use super::{Side, counts};
use crate::fleet::VersionId;
use crate::scenario::{self, Amount, Router, Step, StrategyKind};
use Amount::{Instances, Percent};

#[test]
fn one_pass() {
    // Wanted, surge, unavailable; weight; stable and canary before; others that are asked for; stable and canary after.
    type Case = ((u32, u32, u32), u32, Side, Side, u32, (u32, u32));
    let cases: &[Case] = &[
        // Room 13 - 13. Of the stable side 7 count, as the eighth goes anyway: 7 + 3 - 10.
        ((10, 3, 0), 100, (7, 8), (6, 3), 0, (7, 6)),
        // Room 2; then 2 + 10 - 10 = 2 may go.
        ((10, 2, 0), 20, (10, 10), (0, 0), 0, (10, 2)),
        ((10, 2, 0), 20, (10, 10), (2, 2), 0, (8, 2)),
        // 3 are wanted, the room is 2.
        ((10, 2, 0), 30, (10, 10), (0, 0), 0, (10, 2)),
        // No room: 10 - 8 = 2 have to go first, whatever is wanted.
        ((10, 0, 2), 20, (10, 10), (0, 0), 0, (8, 0)),
        ((10, 0, 2), 30, (10, 10), (0, 0), 0, (8, 0)),
        // Room 2, and 10 - 9 = 1 may go.
        ((10, 2, 1), 50, (10, 10), (0, 0), 0, (9, 2)),
        // The ends: none, and all.
        ((10, 1, 1), 0, (10, 10), (1, 1), 0, (10, 0)),
        ((10, 1, 1), 100, (1, 1), (10, 10), 0, (0, 10)),
        // One and one more: both, whatever the weight. Without a surge it is the nearer one, and the other goes first.
        ((1, 1, 0), 20, (1, 1), (0, 0), 0, (1, 1)),
        ((1, 1, 0), 90, (1, 1), (0, 0), 0, (1, 1)),
        ((1, 0, 1), 49, (1, 1), (0, 0), 0, (1, 0)),
        ((1, 0, 1), 51, (1, 1), (0, 0), 0, (0, 0)),
        ((1, 0, 1), 51, (0, 0), (0, 0), 0, (0, 1)),
        // Room 11 - 4 = 7: the stable side takes 6, the canary the last.
        ((10, 1, 0), 30, (1, 1), (0, 0), 3, (7, 1)),
        // The canary shrinks: 4 + 5 - 7 = 2, of which it gives 1; then 8 + 3 - 10 = 1 above the most, from the other.
        ((10, 0, 3), 30, (8, 5), (4, 4), 0, (7, 3)),
        // 10 + 8 - 10 = 8 may go: 2 stay; 12 - 11 = 1 above the most goes from the canary.
        ((10, 1, 0), 100, (10, 2), (10, 8), 0, (2, 9)),
        // While there are others nothing shrinks.
        ((10, 0, 1), 30, (8, 6), (4, 2), 3, (8, 4)),
        // A tenth is the least; no room before one has gone.
        ((10, 0, 1), 5, (10, 10), (0, 0), 0, (9, 0)),
        ((10, 0, 1), 5, (9, 9), (0, 0), 0, (9, 1)),
        ((10, 0, 1), 10, (10, 10), (0, 0), 0, (9, 0)),
        // Room 5 - 4, although three of the four are down.
        ((4, 1, 0), 100, (4, 1), (0, 0), 0, (4, 1)),
        // 2/1 is nearest to 99 % of three: 3 - 1 = 2 may go; then there is room for 2.
        ((3, 0, 2), 99, (3, 3), (0, 0), 0, (1, 0)),
        ((3, 0, 2), 99, (1, 1), (0, 0), 0, (1, 2)),
        // 1 + 4 - 4 = 1 may go.
        ((4, 1, 0), 100, (4, 1), (1, 1), 0, (3, 1)),
        // Back: one comes; while it is not available 4 + 0 - 4 = 0 may go, then 1.
        ((4, 1, 0), 0, (0, 0), (4, 4), 0, (1, 4)),
        ((4, 1, 0), 0, (1, 0), (4, 4), 0, (1, 4)),
        ((4, 1, 0), 0, (1, 1), (4, 4), 0, (1, 3)),
        // All at once as far as both limits allow.
        ((4, 4, 4), 100, (4, 4), (0, 0), 0, (0, 4)),
        ((4, 3, 0), 100, (4, 4), (0, 0), 0, (4, 3)),
    ];
    for (limits, weight, stable, canary, others, expected) in cases {
        let (wanted, surge, unavailable) = *limits;
        let goal = ideal(wanted, surge, *weight, 100);
        let limits = Limits { wanted, surge, unavailable };
        let Sizes { canary: c, stable: s } = pass(limits, goal, counts(*canary), counts(*stable), *others);
        assert_eq!((s, c), *expected, "{limits:?} at {weight}: {stable:?} {canary:?} {others}");
    }
}

/// A canary of one step without a router.
fn by_instances(weight: u32, max_surge: Amount, max_unavailable: Amount) -> scenario::Canary {
    let steps = vec![Step::weight(weight, 0.0)];
    scenario::Canary { router: Router::Instances, steps, max_surge, max_unavailable, ..scenario::Canary::default() }
}

pub fn started(canary: scenario::Canary) -> Strategy {
    let settings = scenario::Strategy { kind: StrategyKind::Canary, canary, ..scenario::Strategy::default() };
    Strategy::new(&settings, &scenario::Rollback::default())
}

#[test]
fn percentages_of_a_canary() {
    let launch = Action::Launch { version: VersionId::Candidate, count: 2 };
    let drain = |count| Action::Drain { version: VersionId::Stable, count };
    for (weight, surge, unavailable, canary, expected) in [
        // 20 % of 10 are 2: more, or fewer.
        (20, Percent(20), Instances(0), 0, launch),
        (20, Percent(20), Instances(0), 2, drain(2)),
        (20, Instances(0), Percent(20), 0, drain(2)),
        // Both 0: one may be missing.
        (10, Percent(0), Percent(0), 0, drain(1)),
    ] {
        let mut strategy = started(by_instances(weight, surge, unavailable));
        let seen = View { counts: [full(10), full(canary)], ..view(10) };
        assert_eq!(strategy.next(&seen), Next::Act(expected), "{weight} {surge} {unavailable}");
    }
    for (wanted, unavailable, missing) in [
        (10, Instances(5), 5),
        (10, Instances(10), 10),
        (5, Instances(10), 5),
        (0, Instances(10), 0),
        (10, Percent(50), 5),
        (10, Percent(100), 10),
        (5, Percent(100), 5),
    ] {
        let canary = Canary::new(&by_instances(50, Instances(1), unavailable));
        assert_eq!(canary.older(&view(wanted)), older::Rule::AboveLeast(wanted - missing), "{unavailable} of {wanted}");
    }
}

#[test]
fn closest_divisions() {
    // Wanted, surge; then weight, canary, stable.
    type Case = (u32, u32, &'static [(u32, u32, u32)]);
    let cases: &[Case] = &[
        (0, 0, &[(0, 0, 0), (50, 0, 0), (100, 0, 0)]),
        (0, 1, &[(0, 0, 0), (50, 0, 0), (100, 0, 0)]),
        // One: the nearer, half goes up; with one more, both.
        (1, 0, &[(0, 0, 1), (1, 0, 1), (49, 0, 1), (50, 1, 0), (99, 1, 0), (100, 1, 0)]),
        (1, 1, &[(0, 0, 1), (1, 1, 1), (49, 1, 1), (50, 1, 1), (99, 1, 1), (100, 1, 0)]),
        // Two: a half, or a third and two thirds.
        (2, 0, &[(0, 0, 2), (1, 1, 1), (50, 1, 1), (99, 1, 1), (100, 2, 0)]),
        (2, 1, &[(0, 0, 2), (1, 1, 2), (50, 1, 1), (99, 2, 1), (100, 2, 0)]),
        // Three: thirds, or quarters too; 49 is 16 from a third and 17 from two, but 1 from two quarters.
        (3, 0, &[(10, 1, 2), (25, 1, 2), (33, 1, 2), (34, 1, 2), (49, 1, 2), (50, 2, 1)]),
        (3, 1, &[(10, 1, 3), (25, 1, 3), (33, 1, 2), (34, 1, 2), (49, 2, 2), (50, 2, 2)]),
        (10, 0, &[(1, 1, 9), (14, 1, 9), (15, 2, 8), (16, 2, 8), (99, 9, 1)]),
        // 2/11 = 18.2 and 3/11 = 27.3 beside 2/10: 19 is 0.8 and 1 off, 23 is 3 and 4.3 off, 24 is 4 and 3.3 off.
        (10, 1, &[(0, 0, 10), (1, 1, 10), (18, 2, 9), (19, 2, 9), (20, 2, 8), (23, 2, 8)]),
        (10, 1, &[(24, 3, 8), (25, 3, 8), (99, 10, 1), (100, 10, 0)]),
    ];
    for (wanted, surge, divisions) in cases {
        for (weight, canary, stable) in *divisions {
            let expected = Sizes { canary: *canary, stable: *stable };
            assert_eq!(ideal(*wanted, *surge, *weight, 100), expected, "{wanted} + {surge} at {weight}");
        }
    }
}

#[test]
fn thresholds() {
    for (threshold, side, desired, expected) in [
        (Percent(100), (10, 10), 10, true),
        (Percent(100), (10, 9), 10, false),
        (Percent(100), (5, 10), 10, false),
        (Percent(100), (1, 1), 1, true),
        (Percent(90), (10, 9), 10, true),
        (Percent(90), (10, 8), 10, false),
        (Percent(90), (0, 0), 0, true),
        (Instances(9), (10, 9), 10, true),
        (Instances(8), (10, 7), 10, false),
    ] {
        assert_eq!(are_enough(threshold, counts(side), desired), expected, "{threshold} {side:?} of {desired}");
    }
}

#[test]
fn a_step_is_reached() {
    // Four and one more, one may be missing. 50 %: 2 and 2. 75 %: 3 and 1, and the stable one need not be available.
    for (weight, stable, canary, expected) in [
        (50, (2, 2), (2, 2), true),
        (50, (2, 2), (2, 1), false),
        (75, (2, 2), (3, 3), false),
        (75, (1, 0), (3, 3), true),
    ] {
        let mut strategy = started(by_instances(weight, Instances(1), Instances(1)));
        let seen = View { counts: [counts(stable), counts(canary)], ..view(4) };
        let held = strategy.next(&seen) == Next::Act(Action::Hold { step: 0 });
        assert_eq!(held, expected, "{weight}: {stable:?} {canary:?}");
    }
}
