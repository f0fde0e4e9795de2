//! The loop on a fleet that obeys at once.

use super::super::testing::{Trial, check};
use super::share;

const STEPS: &str =
    "kind = 'flagger'\nflagger = { interval_s = 10, step_weight = 20, max_weight = 50, no_data_fails = false }";

#[test]
fn a_whole_fleet_gets_more_at_every_tick_and_the_primary_takes_it_over() {
    // Four instances; the primary's update has a surge of ceil(0.25 * 4) = 1 and may miss 1. It is a Deployment's: 5 - 3 = 2 old
    // ones go, 5 - 3 = 2 new ones come, 5 - 3 = 2 go, and so on, before anybody looks at shares.
    check(
        Trial::new(STEPS, 4).with_pauses(),
        "
        4(4) 0(0) route 0 %
        4(4) 0(0) launch 4 candidate
        until 10 s
        4(4) 4(4) route 20 %
        until 20 s
        4(4) 4(4) route 40 %
        until 30 s
        4(4) 4(4) route 60 %
        until 40 s
        4(4) 4(4) launch 1 candidate
        4(4) 5(5) drain 2 stable
        2(2) 5(5) launch 2 candidate
        2(2) 7(7) drain 2 stable
        0(0) 7(7) launch 1 candidate
        0(0) 8(8) follow 100 %
        until 50 s
        0(0) 8(8) route 100 %
        until 60 s
        0(0) 8(8) drain 4 candidate
        0(0) 4(4) finish
        ",
    );
}

#[test]
fn nothing_is_promoted_that_never_becomes_ready() {
    check(
        Trial::new(STEPS, 2).never_ready(),
        "
        2(2) 0(0) route 0 %
        2(2) 0(0) launch 2 candidate
        ",
    );
}

#[test]
fn the_way_back_before_the_promotion_is_one_switch() {
    check(
        Trial::new(STEPS, 3).back_after(4),
        "
        3(3) 0(0) route 0 %
        3(3) 0(0) launch 3 candidate
        3(3) 3(3) route 20 %
        3(3) 3(3) route 40 %
        3(3) 3(3) route 0 %
        3(3) 3(3) drain 3 candidate
        3(3) 0(0) finish
        ",
    );
}

#[test]
fn after_the_promotion_the_way_back_needs_a_new_fleet() {
    check(
        Trial::new(STEPS, 2).back_after(7),
        "
        2(2) 0(0) route 0 %
        2(2) 0(0) launch 2 candidate
        2(2) 2(2) route 20 %
        2(2) 2(2) route 40 %
        2(2) 2(2) route 60 %
        2(2) 2(2) launch 1 candidate
        2(2) 3(3) drain 1 stable
        1(1) 3(3) launch 1 stable
        2(2) 3(3) route 0 %
        2(2) 3(3) drain 3 candidate
        2(2) 0(0) finish
        ",
    );
}

#[test]
fn checks_that_find_nothing_fail() {
    // Two failed checks at 20 %, 20 s and 30 s after the beginning, and the tick after them.
    check(
        Trial::new(&STEPS.replace(", no_data_fails = false", ""), 2).with_pauses(),
        "
        2(2) 0(0) route 0 %
        2(2) 0(0) launch 2 candidate
        until 10 s
        2(2) 2(2) route 20 %
        until 20 s
        2(2) 2(2) give up: NoData
        2(2) 2(2) route 0 %
        2(2) 2(2) drain 2 candidate
        2(2) 0(0) finish
        ",
    );
}

#[test]
fn what_is_not_looked_at_rolls_at_once() {
    // The canary comes, and goes as soon as it is ready; the primary rolls, and its share is its part of it.
    check(
        Trial::new(&STEPS.replace("{ interval_s = 10", "{ skip_analysis = true"), 4),
        "
        4(4) 0(0) route 0 %
        4(4) 0(0) launch 4 candidate
        4(4) 4(4) drain 4 candidate
        4(4) 0(0) launch 1 candidate
        4(4) 1(1) drain 2 stable
        2(2) 1(1) launch 2 candidate
        2(2) 3(3) drain 2 stable
        0(0) 3(3) launch 1 candidate
        0(0) 4(4) follow 100 %
        0(0) 4(4) finish
        ",
    );
}

#[test]
fn chosen_users_are_a_share_of_all() {
    check(
        Trial::new(
            "kind = 'flagger'\nrolling = { max_surge = 0, max_unavailable = 1, count_draining = false }\nflagger = { form = 'ab-test', iterations = 2, users_percent = 20, no_data_fails = false }",
            2,
        ),
        "
        2(2) 0(0) route 0 %
        2(2) 0(0) launch 2 candidate
        2(2) 2(2) route 20 %
        2(2) 2(2) route 20 %
        2(2) 2(2) drain 1 stable
        1(1) 2(2) launch 1 candidate
        1(1) 3(3) drain 1 stable
        0(0) 3(3) launch 1 candidate
        0(0) 4(4) follow 100 %
        0(0) 4(4) route 100 %
        0(0) 4(4) drain 2 candidate
        0(0) 2(2) finish
        ",
    );
}

#[test]
fn the_primary_follows_the_wanted_number_and_the_canary_does_not() {
    check(
        Trial::new(STEPS, 2).resize_after(3, 3),
        "
        2(2) 0(0) route 0 %
        2(2) 0(0) launch 2 candidate
        2(2) 2(2) route 20 %
        2(2) 2(2) launch 1 stable
        3(3) 2(2) route 40 %
        3(3) 2(2) route 60 %
        3(3) 2(2) launch 1 candidate
        3(3) 3(3) drain 1 stable
        2(2) 3(3) launch 1 candidate
        2(2) 4(4) drain 1 stable
        1(1) 4(4) launch 1 candidate
        1(1) 5(5) drain 1 stable
        0(0) 5(5) follow 100 %
        0(0) 5(5) route 100 %
        0(0) 5(5) drain 2 candidate
        0(0) 3(3) finish
        ",
    );
}

#[test]
fn the_candidates_share_is_the_canarys_and_its_part_of_the_primary() {
    for (weight, new, old, expected) in [
        (60, 0, 4, 60),
        // 60 + 40 / 5.
        (60, 1, 4, 68),
        // 60 + 40 / 3 = 73.3.
        (60, 1, 2, 73),
        (60, 4, 0, 100),
        (0, 1, 1, 50),
        // 99.9 is not everything.
        (0, 999, 1, 99),
        (100, 1, 1, 99),
    ] {
        assert_eq!(share(weight, new, old), expected, "{weight} {new} {old}");
    }
}
