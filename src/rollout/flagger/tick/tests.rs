//! The loop tick by tick, against the controller's rules.

use super::Readiness::{Ready, Stuck, Waiting};
use super::*;

/// By weight, 20 at a time up to 50; two failed checks.
fn rules() -> Rules {
    Rules {
        form: Form::Canary,
        threshold: 2,
        step_weight: 20,
        step_weights: Vec::new(),
        max_weight: 50,
        step_weight_promotion: 0,
        mirror: false,
        routed: true,
        skip_analysis: false,
    }
}

const WELL: Seen = Seen { primary: Ready, canary: Ready, passes: true };
const BAD: Seen = Seen { passes: false, ..WELL };

/// What ticks do that see these things, one after the other; a line for each: what it does, and the status behind it as phase,
/// weight, iterations, failed checks.
fn ticks(rules: &Rules, seen: impl IntoIterator<Item = Seen>) -> Vec<String> {
    let mut status = Status::default();
    let mut one = |seen| {
        let (next, write) = tick(rules, status, seen);
        status = next;
        let Status { phase, weight, iterations, failed_checks, mirrored } = status;
        let copies = if mirrored { " copies" } else { "" };
        format!("{write:?}: {phase:?} {weight} {iterations} {failed_checks}{copies}")
    };
    seen.into_iter().map(&mut one).collect()
}

#[test]
fn a_good_change_goes_up_and_is_taken_over() {
    // 0 -> 20 -> 40 -> 60, which is past 50: promoted. The first tick with a ready canary checks nothing, as there is nothing
    // to measure. One tick for each of: seen, three weights, promoted, moved back, scaled down.
    let expected = [
        "ScaleUp: Progressing 0 0 0",
        "SetWeight: Progressing 20 0 0",
        "SetWeight: Progressing 40 0 0",
        "SetWeight: Progressing 60 0 0",
        "Promote: Promoting 60 0 0",
        "MoveBack: Finalising 0 0 0",
        "ScaleDown: Succeeded 0 0 0",
        "Nothing: Succeeded 0 0 0",
    ];
    assert_eq!(ticks(&rules(), [WELL; 8]), expected);
    // Nothing is measured yet at the first weight: the check of the second tick is the first that can fail.
    assert_eq!(ticks(&rules(), [WELL, BAD, BAD])[1..], [expected[1], "Nothing: Progressing 20 0 1"]);
}

#[test]
fn a_rollback_needs_as_many_failed_checks_and_one_more_tick() {
    // Two failed checks, and the tick after them acts before it looks; what was good in between takes nothing back.
    let expected = [
        "ScaleUp: Progressing 0 0 0",
        "SetWeight: Progressing 20 0 0",
        "Nothing: Progressing 20 0 1",
        "SetWeight: Progressing 40 0 1",
        "Nothing: Progressing 40 0 2",
        "RollBack: Failed 0 0 2",
        "Nothing: Failed 0 0 2",
    ];
    assert_eq!(ticks(&rules(), [WELL, WELL, BAD, WELL, BAD, WELL, WELL]), expected);
    let strict = Rules { threshold: 1, ..rules() };
    assert_eq!(ticks(&strict, [WELL, WELL, BAD, WELL])[2..], ["Nothing: Progressing 20 0 1", "RollBack: Failed 0 0 1"]);
}

#[test]
fn what_is_not_ready_is_waited_for_up_to_its_deadline() {
    let canary = |canary| Seen { canary, ..WELL };
    let primary = |primary| Seen { primary, ..WELL };
    // An unready primary holds everything, even the first look.
    assert_eq!(ticks(&rules(), [primary(Waiting)]), ["Nothing: Initialized 0 0 0"]);
    assert_eq!(ticks(&rules(), [primary(Stuck)]), ["Nothing: Initialized 0 0 0"]);
    assert_eq!(
        ticks(&rules(), [WELL, canary(Waiting), canary(Stuck)])[1..],
        ["Nothing: Progressing 0 0 0", "RollBack: Failed 0 0 0"]
    );
    assert_eq!(
        ticks(&rules(), [WELL, WELL, primary(Waiting), primary(Stuck)])[2..],
        ["Nothing: Progressing 20 0 0", "RollBack: Failed 0 0 0"]
    );
    // Once promoted there is no way back: the canary is all that runs.
    let promoted = [WELL, WELL, WELL, WELL, WELL, primary(Waiting), primary(Stuck)];
    assert_eq!(ticks(&rules(), promoted)[5..], ["Nothing: Promoting 60 0 0", "KeepCanary: Failed 100 0 0"]);
    let finalising = [WELL, WELL, WELL, WELL, WELL, WELL, primary(Stuck)];
    assert_eq!(ticks(&rules(), finalising)[6], "KeepCanary: Failed 100 0 0");
}

#[test]
fn an_ab_test_and_a_blue_green_deployment_count_their_ticks() {
    // Two ticks with the chosen users, then promoted: the check of the third must pass, too.
    let ab = Rules { form: Form::AbTest(2), ..rules() };
    let expected = [
        "ScaleUp: Progressing 0 0 0",
        "SetWeight: Progressing 100 1 0",
        "SetWeight: Progressing 100 2 0",
        "Promote: Promoting 100 2 0",
        "MoveBack: Finalising 0 2 0",
        "ScaleDown: Succeeded 0 2 0",
    ];
    assert_eq!(ticks(&ab, [WELL; 6]), expected);
    // Two ticks with nobody, one with everybody.
    let blue_green = Rules { form: Form::BlueGreen(2), ..rules() };
    let expected = [
        "Nothing: Progressing 0 1 0",
        "Nothing: Progressing 0 2 0",
        "SetWeight: Progressing 100 3 0",
        "Promote: Promoting 100 3 0",
        "MoveBack: Finalising 0 3 0",
        "ScaleDown: Succeeded 0 3 0",
    ];
    assert_eq!(ticks(&blue_green, [WELL; 7])[1..], expected);
    // Without a router the last tick is one more with nobody.
    let unrouted = Rules { routed: false, ..blue_green.clone() };
    let expected = [
        "Nothing: Progressing 0 2 0",
        "Nothing: Progressing 0 3 0",
        "Promote: Promoting 0 3 0",
        "MoveBack: Finalising 0 3 0",
    ];
    assert_eq!(ticks(&unrouted, [WELL; 6])[2..], expected);
    // A check is made from the second iteration on.
    assert_eq!(ticks(&blue_green, [WELL, BAD, BAD])[1..], ["Nothing: Progressing 0 1 0", "Nothing: Progressing 0 1 1"]);
}

#[test]
fn copies_take_a_tick_of_a_canary_and_none_of_a_blue_green_deployment() {
    let mirror = Rules { mirror: true, ..rules() };
    assert_eq!(
        ticks(&mirror, [WELL; 4])[1..],
        ["Nothing: Progressing 0 0 0 copies", "SetWeight: Progressing 20 0 0", "SetWeight: Progressing 40 0 0"]
    );
    // What is copied is checked.
    assert_eq!(ticks(&mirror, [WELL, WELL, BAD])[2], "Nothing: Progressing 0 0 1 copies");
    let blue_green = Rules { form: Form::BlueGreen(1), ..mirror };
    assert_eq!(
        ticks(&blue_green, [WELL; 4])[1..],
        ["Nothing: Progressing 0 1 0 copies", "SetWeight: Progressing 100 2 0", "Promote: Promoting 100 2 0"]
    );
}

#[test]
fn the_way_to_the_primary_may_have_steps_too() {
    // From 60 in steps of 25: 35, 10, 0.
    let slow = Rules { step_weight_promotion: 25, ..rules() };
    assert_eq!(
        ticks(&slow, [WELL; 9])[5..],
        [
            "MoveBack: Promoting 35 0 0",
            "MoveBack: Promoting 10 0 0",
            "MoveBack: Finalising 0 0 0",
            "ScaleDown: Succeeded 0 0 0"
        ]
    );
}

#[test]
fn an_analysis_that_is_skipped_waits_for_the_canary_only() {
    let skip = Rules { skip_analysis: true, ..rules() };
    let waits = Seen { canary: Waiting, ..WELL };
    assert_eq!(
        ticks(&skip, [WELL, waits, BAD]),
        ["ScaleUp: Progressing 0 0 0", "Nothing: Progressing 0 0 0", "PromoteUnchecked: Succeeded 0 0 0"]
    );
}

#[test]
fn steps_and_their_end() {
    // step_weight, step_weights, max_weight; then the weights of all ticks until it promotes.
    for (step_weight, step_weights, max_weight, expected) in [
        (5, &[][..], 20, &[5, 10, 15, 20][..]),
        // Past the end, but never past all of it.
        (20, &[], 50, &[20, 40, 60]),
        (60, &[], 100, &[60, 100]),
        (30, &[], 0, &[30, 60, 90, 100]),
        // A list ends with its last entry, whatever the maximum says.
        (0, &[5, 10, 15], 50, &[5, 10, 15]),
        (0, &[1, 2, 10, 80], 50, &[1, 2, 10, 80]),
        (0, &[50], 50, &[50]),
        (0, &[20, 120], 50, &[20, 100]),
        // A list and a step: the step, up to the end of the list.
        (20, &[5, 30], 50, &[20, 40]),
    ] {
        let rules = Rules { step_weight, step_weights: step_weights.to_vec(), max_weight, ..rules() };
        let mut status = Status { phase: Phase::Progressing, ..Status::default() };
        let mut weights = Vec::new();
        while let (next, Write::SetWeight) = tick(&rules, status, WELL) {
            weights.push(next.weight);
            status = next;
        }
        assert_eq!(weights, expected, "{step_weight} {step_weights:?} {max_weight}");
    }
    let list = |weight| step(&Rules { step_weight: 0, step_weights: vec![1, 2, 10, 80], ..rules() }, weight);
    // 1 - 0, 2 - 1, 10 - 2, 80 - 10; behind the last and beside the list what is left; at the end 1.
    assert_eq!([0, 1, 2, 10, 80, 50, 100].map(list), [1, 1, 8, 70, 20, 50, 1]);
    // Neither a step nor a list: it never moves.
    let still = Rules { step_weight: 0, ..rules() };
    assert_eq!(ticks(&still, [WELL; 4])[1..], ["SetWeight: Progressing 0 0 0"; 3]);
}
