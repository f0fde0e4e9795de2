//! kubernetes/kubernetes, `pkg/controller/deployment`: `rolling_test.go`, `sync_test.go`, `recreate_test.go` and
//! `util/deployment_util_test.go`.

use super::super::deployment::{Limits, ReplicaSet, Scaling, sync};
use super::super::scaling::{Noted, share, spread};
use super::super::testing::{full, view};
use super::super::{Action, Counts, Next, Strategy, View};
use crate::scenario::{self, Amount, StrategyKind};
use Amount::{Instances, Percent};

fn set(spec: u32, available: u32) -> ReplicaSet {
    ReplicaSet { spec, available }
}

/// The limits of ten, without a surge unless there is one.
fn of_ten(surge: u32, unavailable: u32) -> Limits {
    Limits::new(10, Instances(surge), Instances(unavailable))
}

#[test]
fn fenceposts() {
    for (wanted, surge, unavailable, expected) in [
        // Both 0: one may be missing; of nobody, nobody (the function itself says 1 and whoever calls it says 0).
        (0, Percent(0), Percent(0), (0, 0)),
        // 3.9 up and down.
        (10, Percent(39), Percent(39), (4, 3)),
        // What is left out counts as 0 here.
        (10, Instances(0), Percent(39), (0, 3)),
        (10, Percent(39), Instances(0), (4, 0)),
        (10, Instances(0), Instances(0), (0, 1)),
    ] {
        let limits = Limits::new(wanted, surge, unavailable);
        assert_eq!((limits.surge, limits.unavailable), expected, "{surge} {unavailable} of {wanted}");
    }
}

#[test]
fn most_that_may_be_missing_and_fewest_that_stay() {
    // A surge of one throughout. Never more than there are: 10 of 5 are 5.
    for (wanted, unavailable, missing) in [
        (10, Instances(5), 5),
        (10, Instances(10), 10),
        (5, Instances(10), 5),
        (0, Instances(10), 0),
        (10, Percent(50), 5),
        (10, Percent(60), 6),
        (10, Percent(100), 10),
        (5, Percent(100), 5),
    ] {
        let limits = Limits::new(wanted, Instances(1), unavailable);
        assert_eq!((limits.unavailable, limits.least()), (missing, wanted - missing), "{unavailable} of {wanted}");
    }
}

#[test]
fn the_new_side() {
    // Nobody may be missing; with no surge either, one may.
    for (surge, old, new, expected) in [
        // Room 10 + 0 - 10. Nothing new is there, so the old side may give 10 - 9.
        (0, 10, 0, Scaling::Old(vec![9])),
        // 10 + 2 - 10 and 10 + 2 - 5.
        (2, 10, 0, Scaling::New(2)),
        (2, 5, 0, Scaling::New(7)),
        // 10 + 2 - 12: no room; two that are not available leave nothing to give either, 12 - 10 - 2.
        (2, 10, 2, Scaling::Nothing),
        // One more than is wanted.
        (2, 2, 11, Scaling::New(10)),
    ] {
        assert_eq!(sync(&of_ten(surge, 0), set(new, 0), &[set(old, old)], 0), expected, "{surge} {old} {new}");
    }
    // Six wanted, surge of ten, five stand, two of them new: 6 + 10 - 5 = 11 have room, and 6 - 2 = 4 are enough.
    let limits = Limits::new(6, Instances(10), Instances(1));
    assert_eq!(sync(&limits, set(2, 2), &[set(3, 3)], 0), Scaling::New(6));
}

#[test]
fn the_old_side() {
    for (unavailable, old, new, expected) in [
        // No surge, and nobody may be missing: one may. 10 - 9.
        (0, (10, 10), (0, 0), Scaling::Old(vec![9])),
        // 10 - 8, all available; two that are not; one that is not and one that is.
        (2, (10, 10), (0, 0), Scaling::Old(vec![8])),
        (2, (10, 8), (0, 0), Scaling::Old(vec![8])),
        (2, (10, 9), (0, 0), Scaling::Old(vec![8])),
        // 10 - 8 - 2: what is new and not available is no reason to take more.
        (2, (8, 8), (2, 0), Scaling::Nothing),
        // None is left to take from.
        (2, (0, 0), (0, 0), Scaling::Nothing),
    ] {
        let found = sync(&of_ten(0, unavailable), set(new.0, new.1), &[set(old.0, old.1)], 0);
        let grows = Scaling::New(10);
        assert_eq!(found, if old.0 == 0 { grows } else { expected }, "{unavailable} {old:?} {new:?}");
    }
}

#[test]
fn unhealthy_ones_go_first_and_as_far_as_the_budget_goes() {
    // Ten old ones, and as many new ones that are available as make the budget 1, 3 and 0: budget = old + new - 8, and what is
    // available over 8 goes besides.
    for (available, new, left) in [
        // 10 + 0 - 8 = 2: both unhealthy ones; 8 - 8 = 0 healthy.
        (8, 0, 8),
        // 10 + 1 - 8 = 3: two unhealthy, then 8 + 1 - 8 = 1.
        (8, 1, 7),
        // All are healthy: 10 - 8.
        (10, 0, 8),
        // One is available: nine are not, of which two may go; 1 - 8 is less than nothing.
        (1, 0, 8),
    ] {
        let limits = of_ten(0, 2);
        let Scaling::Old(sizes) = sync(&limits, set(new, new), &[set(10, available)], 0) else {
            panic!("{available} {new}: the old side gives")
        };
        assert_eq!(sizes, [left], "{available} {new}");
    }
}

#[test]
fn what_is_tried_first_when_the_write_fails() {
    // Four, a surge of one, one may be missing, one old one. 4 new: 5 - 3 = 2, so the old one goes, healthy or not. 3 or 5 new:
    // those come or go first.
    let limits = Limits::new(4, Instances(1), Instances(1));
    for (available, new, expected) in
        [(1, 4, Scaling::Old(vec![0])), (0, 4, Scaling::Old(vec![0])), (1, 3, Scaling::New(4)), (1, 5, Scaling::New(4))]
    {
        assert_eq!(sync(&limits, set(new, new), &[set(1, available)], 0), expected, "{available} {new}");
    }
}

/// The new one, the old ones from the oldest; wanted and surge now; wanted and surge when they were scaled; then the sizes.
type Resize = (&'static [u32], (u32, u32), (u32, u32), &'static [u32]);

#[test]
fn sizes_in_proportion() {
    let cases: &[Resize] = &[
        // Alone.
        (&[10], (12, 0), (10, 0), &[12]),
        (&[10], (5, 0), (10, 0), &[5]),
        // 2 * 10 / 5 and 3 * 10 / 5.
        (&[2, 3], (10, 0), (5, 0), &[4, 6]),
        // 3 * 3 / 5 = 1.8, 2 * 3 / 5 = 1.2.
        (&[2, 3], (3, 0), (5, 0), &[1, 2]),
        // 8 * 4 / 9 = 3.6, 1 * 4 / 9 = 0.4.
        (&[8, 1], (4, 0), (9, 0), &[4, 0]),
        // 3 * 10 / 7 = 4.3, 2 * 10 / 7 = 2.9 twice.
        (&[2, 2, 3], (10, 0), (7, 0), &[3, 3, 4]),
        // 8 * 8 / 13 = 4.9, 3 * 8 / 13 = 1.8, 2 * 8 / 13 = 1.2.
        (&[2, 3, 8], (8, 0), (13, 0), &[1, 2, 5]),
        // 1.3 each, and the one that is left over goes to the newest; 0.7 each, and the oldest gives the one too many.
        (&[1, 1, 1], (4, 0), (3, 0), &[2, 1, 1]),
        (&[1, 1, 1], (2, 0), (3, 0), &[1, 0, 1]),
        // No new one yet: 2.5 is 3 for the newer.
        (&[0, 2, 2], (5, 0), (4, 0), &[0, 2, 3]),
        // To nothing, and from nothing.
        (&[3, 1, 2], (0, 0), (6, 0), &[0, 0, 0]),
        (&[0, 0, 0], (6, 0), (6, 0), &[6, 0, 0]),
        // 6 * 22 / 12 = 11 each; 5 * 56 / 13 = 21.5 and 8 * 56 / 13 = 34.5, of which one rounds up: 22 + 34 are all 56.
        (&[6, 6], (20, 2), (10, 2), &[11, 11]),
        (&[5, 8], (50, 6), (10, 3), &[22, 34]),
        // A new template at the same time: 7 * 14 / 10 = 9.8, 3 * 14 / 10 = 4.2.
        (&[0, 3, 7], (14, 0), (10, 0), &[0, 4, 10]),
    ];
    for (specs, (wanted, surge), (before, surge_before), expected) in cases {
        let noted = |spec: &u32| Noted { set: set(*spec, *spec), wanted: *before, most: before + surge_before };
        let sets: Vec<Noted> = specs.iter().map(noted).collect();
        let exist = specs.iter().sum();
        assert_eq!(spread(&sets, *wanted, wanted + surge, exist), *expected, "{specs:?} from {before} to {wanted}");
    }
}

#[test]
fn sizes_where_one_was_scaled_at_another_time_or_is_broken() {
    // Three became five, the second has not followed: 2 * 5 / 5 and 1 * 5 / 5 stay, 1 * 5 / 3 = 1.7 is 2.
    let noted = |spec, wanted| Noted { set: set(spec, spec), wanted, most: wanted };
    assert_eq!(spread(&[noted(2, 5), noted(1, 5), noted(1, 3)], 5, 5, 4), [2, 1, 2]);
    // All new ones are asked for, but none is available: 2 + 1 - 3 = 0, so the old one stays.
    let broken = Noted { set: set(2, 0), wanted: 2, most: 3 };
    assert_eq!(spread(&[broken, Noted { set: set(1, 1), wanted: 2, most: 3 }], 2, 3, 3), [2, 1]);
}

#[test]
fn shares() {
    // Size, what was the most, how many exist, wanted and surge now, change.
    for (size, most, exist, (wanted, surge), change) in [
        (10, 0, 0, (0, 0), -10),
        // Nothing is noted, and nothing exists: no share.
        (5, 0, 0, (10, 0), 0),
        // Nothing is noted: 50 * 120 / 100.
        (50, 0, 100, (120, 0), 10),
        (50, 100, 100, (120, 0), 10),
        // 50 * 130 / 110 = 59.1.
        (50, 110, 0, (120, 10), 9),
        // 6 * 10 / 12.
        (6, 12, 0, (10, 0), -1),
        // 50 * 110 / 130 = 42.3.
        (50, 130, 0, (100, 10), -8),
    ] {
        let noted = Noted { set: set(size, size), wanted: 0, most };
        let found = share(&noted, wanted, wanted + surge, exist);
        assert_eq!(found, change, "{size} {most} {exist} to {wanted} + {surge}");
    }
}

/// What a strategy answers that sees these counts, old and new.
fn answer(kind: StrategyKind, wanted: u32, old: Counts, new: Counts) -> Next {
    let settings = scenario::Strategy { kind, ..scenario::Strategy::default() };
    let mut strategy = Strategy::new(&settings, &scenario::Rollback::default());
    strategy.next(&View { counts: [old, new], ..view(wanted) })
}

#[test]
fn complete() {
    // Five, or one: all are new, all are available, and nothing else stands.
    for (wanted, old, new, expected) in [
        (5, full(0), Counts { available: 4, ..full(5) }, false),
        (5, full(0), Counts { available: 3, ..full(5) }, false),
        (5, full(0), full(5), true),
        (5, full(1), full(4), false),
        (1, full(1), Counts { available: 0, ..full(1) }, false),
        (1, full(0), Counts { available: 0, ..full(1) }, false),
    ] {
        let found = answer(StrategyKind::Rolling, wanted, old, new) == Next::Act(Action::Finish);
        assert_eq!(found, expected, "{old:?} {new:?} of {wanted}");
    }
}

#[test]
fn recreate_waits_for_whatever_is_left_of_the_old_ones() {
    let launches = |old| {
        let none = Counts::default();
        matches!(
            answer(StrategyKind::Recreate, 3, old, none),
            Next::Act(Action::Launch { .. } | Action::Restart { .. })
        )
    };
    // Nothing is left; two are still there; nobody asks for it, but it has not stopped.
    assert!(launches(Counts::default()));
    assert!(!launches(full(2)));
    assert!(!launches(Counts { draining: 1, ..Counts::default() }));
}
