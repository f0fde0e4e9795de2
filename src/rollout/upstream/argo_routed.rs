//! argoproj/argo-rollouts, `utils/replicaset/canary_test.go`, `rollout/trafficrouting_test.go` and `bluegreen_test.go`: what stands
//! behind a router, and when it is told.

use super::super::argo::preview::{self, Look};
use super::super::argo::routed::{Rules, Scale, may_set, sizes, weight};
use super::super::argo::{Sizes, abort, course, share_up};
use super::super::testing::{full, view};
use super::super::{Action, Next, Strategy, View};
use super::argo::started;
use super::counts;
use crate::fleet::{Split, VersionId};
use crate::kernel::Time;
use crate::scenario::{self, Amount, Step, StepKind, StrategyKind};
use Amount::Percent;

const ROUTED: Rules = Rules { whole: 100, dynamic_stable: false, min_instances: 0, threshold: Percent(100) };
const DYNAMIC: Rules = Rules { dynamic_stable: true, ..ROUTED };

#[test]
fn sizes_behind_a_router() {
    let least_two = Rules { min_instances: 2, ..ROUTED };
    for (rules, wanted, scale, expected) in [
        (ROUTED, 10, Scale::Weight(10), (1, 10)),
        // A number of its own, a weight of its own.
        (ROUTED, 1, Scale::Instances(9), (9, 1)),
        (ROUTED, 4, Scale::Weight(200), (8, 4)),
        // 0.5 of ten is one, raised to two; of one there is but one.
        (least_two, 10, Scale::Weight(5), (2, 10)),
        (least_two, 1, Scale::Weight(100), (1, 1)),
    ] {
        let Sizes { canary, stable } = sizes(rules, wanted, scale, 0, None);
        assert_eq!((canary, stable), expected, "{wanted} at {scale:?}");
    }
    // Rounded up: 2.5, 3.3, 9.9.
    let carry = [0, 20, 25, 33, 99, 100].map(|weight| share_up(10, weight, 100));
    assert_eq!(carry, [0, 2, 3, 4, 10, 10]);
    assert_eq!(share_up(23, 100_000_000, 100_000_000), 23);
}

#[test]
fn steps_that_set_a_size() {
    let of = |kind| Step { kind, ..Step::default() };
    let weight = Step::weight(10, 0.0);
    let own_weight = Step { weight: 20, ..of(StepKind::ScaleWeight) };
    let own_number = Step { instances: 5, ..of(StepKind::ScaleInstances) };
    assert_eq!(course::scale(&[weight.clone(), own_weight], 1, 100), Scale::Weight(20));
    assert_eq!(course::scale(&[weight.clone(), own_number.clone()], 1, 100), Scale::Instances(5));
    // It follows its weight again; the traffic's weight never left it; behind the last step it is all.
    let follows = [weight.clone(), own_number.clone(), of(StepKind::ScaleMatch)];
    assert_eq!(course::scale(&follows, 2, 100), Scale::Weight(10));
    assert_eq!(course::weight(&[weight.clone(), own_number], 1, 100), 10);
    assert_eq!([0, 1].map(|at| course::weight(std::slice::from_ref(&weight), at, 100)), [10, 100]);
}

/// What is wanted of an aborted canary whose stable side follows its traffic: `at` is where it stands.
fn aborted(steps: &[u32], at: abort::Seen, asked: u32) -> (u32, u32) {
    let scale = Scale::Weight(abort::target(at, steps));
    let Sizes { canary, stable } = sizes(DYNAMIC, at.wanted, scale, at.sent.unwrap_or(0), Some(asked));
    (canary, stable)
}

fn at(wanted: u32, stable: u32, canary: u32, sent: u32) -> abort::Seen {
    abort::Seen { whole: 100, wanted, stable, canary, sent: Some(sent), keeps_canary: false }
}

#[test]
fn a_stable_side_that_follows_its_traffic() {
    // Forward, ten wanted: 10 % sent. 1 and 9; on the way to 20 %, 2 and still 9.
    for (weight, expected) in [(10, (1, 9)), (20, (2, 9))] {
        let Sizes { canary, stable } = sizes(DYNAMIC, 10, Scale::Weight(weight), 10, None);
        assert_eq!((canary, stable), expected, "to {weight}");
    }
    // Aborted at 60 %, of steps of 20 and 60: 6 are missing, so 20 % is next, which needs 8; the 6 stay while 60 % is sent, and
    // that is so whether all candidates are there or not.
    for (stable, canary) in [(4, 6), (4, 1), (4, 2)] {
        assert_eq!(aborted(&[20, 60], at(10, stable, canary, 60), canary), (6, 8), "{stable} {canary}");
    }
    // Nothing is missing: all ten, and what still carries traffic.
    assert_eq!(aborted(&[20], at(10, 10, 0, 20), 2), (2, 10));
    assert_eq!(aborted(&[10], at(10, 10, 0, 10), 1), (1, 10));
    // Of steps of 10 and 50: 5 are there and missing, so 10 % is next.
    assert_eq!(aborted(&[10, 50], at(10, 5, 5, 50), 5), (5, 9));
}

#[test]
fn an_abort_that_keeps_its_candidates_does_not_wait_for_them() {
    // Steps of 10 and 50, five candidates. Without a delay they hold 10 %, as its one is below five; with one, 9 of 10 stable
    // ones leave one missing, and no step is below that; 5 leave five. For ever is like none.
    for (keeps_canary, stable, expected) in [(false, 9, 10), (true, 5, 10), (true, 9, 0)] {
        let seen = abort::Seen { keeps_canary, ..at(10, stable, 5, 50) };
        assert_eq!(abort::target(seen, &[10, 50]), expected, "{keeps_canary} {stable}");
    }
    let seen = abort::Seen { keeps_canary: true, ..at(10, 9, 5, 10) };
    assert_eq!(aborted(&[10, 50], seen, 5).1, 10);
}

#[test]
fn an_aborted_canary_never_grows_because_stable_instances_are_missing() {
    let steps = |weights: &[u32]| weights.iter().map(|weight| Step::weight(*weight, 0.0)).collect();
    let settings = |weights| scenario::Canary {
        dynamic_stable_scale: true,
        abort_scale_down_delay_s: 0.0,
        steps: steps(weights),
        ..scenario::Canary::default()
    };
    // Nothing is sent and none is left; two or three stable ones are not available: it is over.
    for (wanted, available) in [(12, 10), (10, 7)] {
        let mut strategy = started(settings(&[5, 10, 20, 50, 100]));
        let stable = counts((wanted, available));
        let seen =
            View { target: VersionId::Stable, counts: [stable, full(0)], split: Split::Weight(0), ..view(wanted) };
        assert_eq!(strategy.next(&seen), Next::Act(Action::Finish), "{available} of {wanted}");
    }
    // Two carry 20 %; four of the eight stable ones are down, so six are missing, and the step of 50 % has fewer than that: but
    // its five would have to come, and they do not.
    let mut strategy = started(settings(&[20, 50]));
    let mut seen = View { split: Split::Weight(0), ..view(10) };
    for (after, expected) in [
        ([full(10), full(2)], Action::Launch { version: VersionId::Candidate, count: 2 }),
        ([full(10), full(2)], Action::Route(Split::Weight(20))),
        ([full(8), full(2)], Action::Drain { version: VersionId::Stable, count: 2 }),
        ([full(8), full(2)], Action::Hold { step: 0 }),
    ] {
        assert_eq!(strategy.next(&seen), Next::Act(expected));
        seen.counts = after;
        if let Action::Route(split) = expected {
            seen.split = split;
        }
    }
    let seen = View { target: VersionId::Stable, counts: [counts((8, 4)), full(2)], ..seen };
    assert_eq!(strategy.next(&seen), Next::Wait);
}

#[test]
fn weights_while_an_aborted_canary_goes() {
    // Five wanted; the steps; available stable and candidates; sent; then the weight.
    for (steps, stable, canary, sent, expected) in [
        // It never rises.
        (&[50][..], 4, 0, 0, 0),
        // Four are there, three are those of 50 %: and three of five stable ones carry 60 %.
        (&[50], 3, 4, 100, 50),
        // No step: one of five carries 20 %.
        (&[], 1, 4, 100, 80),
        (&[50], 5, 0, 20, 0),
    ] {
        assert_eq!(abort::weight(at(5, stable, canary, sent), steps), expected, "{stable} {canary} {sent}");
    }
    // Nobody is wanted: no division by that.
    assert_eq!(abort::weight(at(0, 0, 0, 50), &[50]), 0);
}

#[test]
fn weights_while_a_canary_comes() {
    // A step of 10 %, one candidate of one; a step of 20 % after it, one of two.
    assert_eq!(weight(full(1), true, 10, 0), 10);
    assert_eq!(weight(full(1), false, 20, 10), 10);
}

#[test]
fn a_stable_side_that_can_carry_the_rest() {
    let fine = 100_000_000;
    for (whole, threshold, wanted, available, left_to_stable, expected) in [
        // Half of ten are five: four are 80 % of those, three are not.
        (100, Percent(80), 10, 4, 50, true),
        (100, Percent(80), 10, 3, 50, false),
        (100, Percent(100), 10, 4, 50, false),
        (100, Percent(100), 10, 5, 50, true),
        // Of a finer whole: one of two, two of two, none.
        (fine, Percent(100), 2, 1, fine / 2, true),
        (fine, Percent(100), 2, 0, fine / 2, false),
        (fine, Percent(100), 2, 2, fine, true),
        (fine, Percent(100), 2, 0, 0, true),
    ] {
        let rules = Rules { whole, threshold, ..ROUTED };
        let found = may_set(rules, whole - left_to_stable, wanted, counts((wanted, available)));
        assert_eq!(found, expected, "{available} of {wanted} for {left_to_stable}");
    }
}

#[test]
fn a_small_preview() {
    // Ten wanted, one looked at first.
    for (look, expected) in [(Look { over: false, checkpoint: false }, 1), (Look { over: true, checkpoint: true }, 10)]
    {
        assert_eq!(preview::size(10, 1, look), expected, "{look:?}");
    }
    assert_eq!(preview::size(10, 0, Look::default()), 10);
}

#[test]
fn a_small_preview_has_its_checkpoint() {
    // Five wanted, three looked at: reached once the look is over. A fleet that is smaller than its preview keeps that.
    let over = Look { over: true, checkpoint: false };
    assert!(preview::passes_checkpoint(3, over, full(3)));
    assert!(!preview::passes_checkpoint(3, Look::default(), full(3)));
    assert_eq!(preview::size(5, 3, Look { checkpoint: true, ..over }), 5);
    assert_eq!(preview::size(2, 3, Look::default()), 3);
}

#[test]
fn pauses_of_blue_green() {
    let switch = Next::Act(Action::Route(Split::Weight(100)));
    let begun = |auto_promotion, preview_s| {
        let blue_green = scenario::BlueGreen { auto_promotion, preview_s, ..scenario::BlueGreen::default() };
        let settings =
            scenario::Strategy { kind: StrategyKind::BlueGreen, blue_green, ..scenario::Strategy::default() };
        Strategy::new(&settings, &scenario::Rollback::default())
    };
    let seen = |wanted, available, now_s| View {
        now: Time::from_seconds(now_s),
        counts: [full(wanted), counts((wanted, available))],
        split: Split::Weight(0),
        ..view(wanted)
    };
    // One of two is not available: neither a pause nor a switch. A person has to go on, and does.
    let mut by_hand = begun(false, 0.0);
    assert_eq!(by_hand.next(&seen(2, 1, 0.0)), Next::Wait);
    assert_eq!(by_hand.next(&seen(2, 2, 1.0)), Next::Pause(Time::NEVER));
    assert_eq!(by_hand.next(&seen(2, 2, 60.0)), Next::Pause(Time::NEVER));
    by_hand.promote();
    assert_eq!(by_hand.next(&seen(2, 2, 61.0)), switch);
    // Ten seconds by themselves; none.
    let mut timed = begun(true, 10.0);
    assert_eq!(timed.next(&seen(1, 1, 0.0)), Next::Pause(Time::from_seconds(10.0)));
    assert_eq!(timed.next(&seen(1, 1, 9.0)), Next::Pause(Time::from_seconds(10.0)));
    assert_eq!(timed.next(&seen(1, 1, 60.0)), switch);
    assert_eq!(begun(true, 0.0).next(&seen(1, 1, 0.0)), switch);
}
