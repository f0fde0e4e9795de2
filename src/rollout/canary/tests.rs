//! The canary on a fleet that obeys at once.

use super::super::testing::{Trial, check};

const STEPS: &str = "kind = 'canary'\ncanary.steps = [{ weight = 10 }, { weight = 50 }]";

#[test]
fn each_weight_waits_for_its_instances() {
    // 5 instances: 10 % needs ceil(0.5) = 1, 50 % ceil(2.5) = 3, 100 % needs 5.
    check(
        Trial::new(STEPS, 5),
        "
        5(5) 0(0) route 0 %
        5(5) 0(0) launch 1 candidate
        5(5) 1(1) route 10 %
        5(5) 1(1) hold step 1
        5(5) 1(1) launch 2 candidate
        5(5) 3(3) route 50 %
        5(5) 3(3) hold step 2
        5(5) 3(3) launch 2 candidate
        5(5) 5(5) route 100 %
        5(5) 5(5) finish
        5(5) 5(5) drain 5 stable
        ",
    );
}

#[test]
fn the_way_back_is_one_weight() {
    check(
        Trial::new(STEPS, 5).back_after(4),
        "
        5(5) 0(0) route 0 %
        5(5) 0(0) launch 1 candidate
        5(5) 1(1) route 10 %
        5(5) 1(1) hold step 1
        5(5) 1(1) route 0 %
        5(5) 1(1) drain 1 candidate
        5(5) 0(0) finish
        ",
    );
}

#[test]
fn the_stable_fleet_and_the_canaries_share_follow_the_wanted_number() {
    // 10 % of 5 and of 8 are one, 50 % of 8 are 4, of 4 are 2.
    check(
        Trial::new(STEPS, 5).resize_after(3, 8),
        "
        5(5) 0(0) route 0 %
        5(5) 0(0) launch 1 candidate
        5(5) 1(1) route 10 %
        5(5) 1(1) launch 3 stable
        8(8) 1(1) hold step 1
        8(8) 1(1) launch 3 candidate
        8(8) 4(4) route 50 %
        8(8) 4(4) hold step 2
        8(8) 4(4) launch 4 candidate
        8(8) 8(8) route 100 %
        8(8) 8(8) finish
        8(8) 8(8) drain 8 stable
        ",
    );
    check(
        Trial::new(STEPS, 8).resize_after(6, 4).back_after(9),
        "
        8(8) 0(0) route 0 %
        8(8) 0(0) launch 1 candidate
        8(8) 1(1) route 10 %
        8(8) 1(1) hold step 1
        8(8) 1(1) launch 3 candidate
        8(8) 4(4) route 50 %
        8(8) 4(4) drain 2 candidate
        8(8) 2(2) drain 4 stable
        4(4) 2(2) hold step 2
        4(4) 2(2) route 0 %
        4(4) 2(2) drain 2 candidate
        4(4) 0(0) finish
        ",
    );
}

#[test]
fn a_last_step_of_100_percent_is_held_too() {
    check(
        Trial::new("kind = 'canary'\ncanary.steps = [{ weight = 100 }]", 2),
        "
        2(2) 0(0) route 0 %
        2(2) 0(0) launch 2 candidate
        2(2) 2(2) route 100 %
        2(2) 2(2) hold step 1
        2(2) 2(2) finish
        2(2) 2(2) drain 2 stable
        ",
    );
}

#[test]
fn without_steps_it_goes_straight_to_all() {
    check(
        Trial::new("kind = 'canary'\ncanary.steps = []", 2),
        "
        2(2) 0(0) route 0 %
        2(2) 0(0) launch 2 candidate
        2(2) 2(2) route 100 %
        2(2) 2(2) finish
        2(2) 2(2) drain 2 stable
        ",
    );
}

const COUNTED: &str = "kind = 'canary'\ncanary = { router = 'instances', max_surge = 1, max_unavailable = 0, steps = [
    { weight = 10 }, { weight = 33 }, { weight = 50 }, { weight = 66 }] }";

#[test]
fn without_a_router_the_numbers_are_the_weight() {
    // Three and one more: 10 % rests at 1/3 (one in four), 33 % at 1/2, 50 % at 2/2, 66 % at 2/1, all at 3/0. Each pass moves as
    // far as four in all and three available allow.
    check(
        Trial::new(COUNTED, 3),
        "
        3(3) 0(0) launch 1 candidate
        3(3) 1(1) hold step 1
        3(3) 1(1) drain 1 stable
        2(2) 1(1) hold step 2
        2(2) 1(1) launch 1 candidate
        2(2) 2(2) hold step 3
        2(2) 2(2) drain 1 stable
        1(1) 2(2) hold step 4
        1(1) 2(2) launch 1 candidate
        1(1) 3(3) drain 1 stable
        0(0) 3(3) finish
        ",
    );
}

#[test]
fn without_a_router_the_way_back_keeps_to_the_limits_too() {
    check(
        Trial::new(COUNTED, 3).back_after(7),
        "
        3(3) 0(0) launch 1 candidate
        3(3) 1(1) hold step 1
        3(3) 1(1) drain 1 stable
        2(2) 1(1) hold step 2
        2(2) 1(1) launch 1 candidate
        2(2) 2(2) hold step 3
        2(2) 2(2) drain 1 stable
        1(1) 2(2) launch 1 stable
        2(2) 2(2) drain 1 candidate
        2(2) 1(1) launch 1 stable
        3(3) 1(1) drain 1 candidate
        3(3) 0(0) finish
        ",
    );
}

#[test]
fn without_steps_and_router_it_is_a_rolling_update() {
    // Five, one more, one fewer: the first pass lets one old one go for the one that comes (5 - 4 = 1), so six are never asked for
    // at the moment of the write. Room for two; then 4 + 2 - 4 = 2 may go; and so on.
    let settings = "kind = 'canary'\ncanary = { router = 'instances', max_surge = 1, max_unavailable = 1, steps = [] }";
    check(
        Trial::new(settings, 5),
        "
        5(5) 0(0) drain 1 stable
        4(4) 0(0) launch 2 candidate
        4(4) 2(2) drain 2 stable
        2(2) 2(2) launch 2 candidate
        2(2) 4(4) drain 2 stable
        0(0) 4(4) launch 1 candidate
        0(0) 5(5) finish
        ",
    );
    // Candidates that never get ready: 0 + 4 - 4 = 0 may go.
    check(
        Trial::new(settings, 5).never_ready(),
        "
        5(5) 0(0) drain 1 stable
        4(4) 0(0) launch 2 candidate
        ",
    );
}

#[test]
fn without_a_router_a_fleet_that_grows_does_so_by_passes() {
    // 33 % of three is 1/2, of nine 3/6: room 9 + 1 - 3 = 7: 4 stable ones first, then 2 of the 3 that are left. 50 % of nine or ten
    // is 5/5: room for 1; 4 + 6 - 9 = 1 may go; and one more comes.
    check(
        Trial::new(COUNTED, 3).resize_after(4, 9),
        "
        3(3) 0(0) launch 1 candidate
        3(3) 1(1) hold step 1
        3(3) 1(1) drain 1 stable
        2(2) 1(1) hold step 2
        2(2) 1(1) launch 4 stable
        6(6) 1(1) launch 2 candidate
        6(6) 3(3) launch 1 candidate
        6(6) 4(4) drain 1 stable
        5(5) 4(4) launch 1 candidate
        5(5) 5(5) hold step 3
        5(5) 5(5) drain 1 stable
        4(4) 5(5) launch 1 candidate
        4(4) 6(6) drain 1 stable
        3(3) 6(6) hold step 4
        3(3) 6(6) launch 1 candidate
        3(3) 7(7) drain 1 stable
        2(2) 7(7) launch 1 candidate
        2(2) 8(8) drain 1 stable
        1(1) 8(8) launch 1 candidate
        1(1) 9(9) drain 1 stable
        0(0) 9(9) finish
        ",
    );
}

#[test]
fn a_pause_may_last_until_it_is_promoted() {
    let steps = "kind = 'canary'\ncanary.steps = [
        { weight = 20, pause_s = 0 }, { kind = 'pause', until_promoted = true }, { kind = 'pause', pause_s = 30 }]";
    let start = "
        5(5) 0(0) route 0 %
        5(5) 0(0) launch 1 candidate
        5(5) 1(1) route 20 %
        5(5) 1(1) hold step 1
        5(5) 1(1) hold step 2
        until told
        ";
    check(Trial::new(steps, 5).with_pauses(), start);
    let rest = "
        5(5) 1(1) hold step 3
        until 30 s
        5(5) 1(1) launch 4 candidate
        5(5) 5(5) route 100 %
        5(5) 5(5) finish
        5(5) 5(5) drain 5 stable
        ";
    check(Trial::new(steps, 5).with_pauses().promote_after(6), &format!("{start}{rest}"));
}

#[test]
fn a_size_may_be_set_apart_from_the_weight() {
    // Three candidates before any traffic; 10 % with those three; then 10 % with its own one again; 80 % of the fleet at 10 %.
    let steps = "kind = 'canary'\ncanary.steps = [{ kind = 'scale-instances', instances = 3 }, { weight = 10 },
        { kind = 'scale-match' }, { kind = 'scale-weight', weight = 80 }]";
    check(
        Trial::new(steps, 5),
        "
        5(5) 0(0) route 0 %
        5(5) 0(0) launch 3 candidate
        5(5) 3(3) hold step 1
        5(5) 3(3) route 10 %
        5(5) 3(3) hold step 2
        5(5) 3(3) drain 2 candidate
        5(5) 1(1) hold step 3
        5(5) 1(1) launch 3 candidate
        5(5) 4(4) hold step 4
        5(5) 4(4) launch 1 candidate
        5(5) 5(5) route 100 %
        5(5) 5(5) finish
        5(5) 5(5) drain 5 stable
        ",
    );
}

#[test]
fn weights_may_fall() {
    // Down from 60 % to 20 %: the two candidates too many go first, as the controller has it, and then the weight.
    check(
        Trial::new("kind = 'canary'\ncanary.steps = [{ weight = 60 }, { weight = 20 }]", 5),
        "
        5(5) 0(0) route 0 %
        5(5) 0(0) launch 3 candidate
        5(5) 3(3) route 60 %
        5(5) 3(3) hold step 1
        5(5) 3(3) drain 2 candidate
        5(5) 1(1) route 20 %
        5(5) 1(1) hold step 2
        5(5) 1(1) launch 4 candidate
        5(5) 5(5) route 100 %
        5(5) 5(5) finish
        5(5) 5(5) drain 5 stable
        ",
    );
}

#[test]
fn a_header_brings_its_users_without_a_weight() {
    // One candidate, 5 % of the users by a header; with 20 % of the others: 5 + 19 = 24.
    let steps =
        "kind = 'canary'\ncanary.steps = [{ kind = 'scale-instances', instances = 1 }, { kind = 'header-route' },
        { weight = 20 }, { kind = 'header-route', users_percent = 0 }, { kind = 'scale-instances', instances = 0 },
        { kind = 'scale-match' }]";
    check(
        Trial::new(steps, 5),
        "
        5(5) 0(0) route 0 %
        5(5) 0(0) launch 1 candidate
        5(5) 1(1) hold step 1
        5(5) 1(1) route 5 %
        5(5) 1(1) hold step 2
        5(5) 1(1) route 24 %
        5(5) 1(1) hold step 3
        5(5) 1(1) route 20 %
        5(5) 1(1) hold step 4
        5(5) 1(1) drain 1 candidate
        5(5) 0(0) route 0 %
        5(5) 0(0) hold step 5
        5(5) 0(0) launch 1 candidate
        5(5) 1(1) route 20 %
        5(5) 1(1) hold step 6
        5(5) 1(1) launch 4 candidate
        5(5) 5(5) route 100 %
        5(5) 5(5) finish
        5(5) 5(5) drain 5 stable
        ",
    );
}

const DYNAMIC: &str =
    "kind = 'canary'\ncanary = { dynamic_stable_scale = true, steps = [{ weight = 40 }, { weight = 80 }] }";

#[test]
fn a_stable_fleet_may_shrink_as_its_traffic_does() {
    // 40 % of five: 2 and, once it is sent, 3. 80 %: 4 and 1. All: 5, and the last one goes when nothing is sent to it.
    check(
        Trial::new(DYNAMIC, 5),
        "
        5(5) 0(0) route 0 %
        5(5) 0(0) launch 2 candidate
        5(5) 2(2) route 40 %
        5(5) 2(2) drain 2 stable
        3(3) 2(2) hold step 1
        3(3) 2(2) launch 2 candidate
        3(3) 4(4) route 80 %
        3(3) 4(4) drain 2 stable
        1(1) 4(4) hold step 2
        1(1) 4(4) launch 1 candidate
        1(1) 5(5) route 100 %
        1(1) 5(5) finish
        1(1) 5(5) drain 1 stable
        ",
    );
}

#[test]
fn a_stable_fleet_that_has_shrunk_comes_back_step_by_step() {
    // Back at 80 % with 1/4: 40 % is aimed at (2 candidates, below 4) and needs 3 stable ones; then 0, which needs all five.
    check(
        Trial::new(DYNAMIC, 5).back_after(9),
        "
        5(5) 0(0) route 0 %
        5(5) 0(0) launch 2 candidate
        5(5) 2(2) route 40 %
        5(5) 2(2) drain 2 stable
        3(3) 2(2) hold step 1
        3(3) 2(2) launch 2 candidate
        3(3) 4(4) route 80 %
        3(3) 4(4) drain 2 stable
        1(1) 4(4) hold step 2
        1(1) 4(4) launch 2 stable
        3(3) 4(4) route 40 %
        3(3) 4(4) drain 2 candidate
        3(3) 2(2) launch 2 stable
        5(5) 2(2) route 0 %
        5(5) 2(2) drain 2 candidate
        5(5) 0(0) finish
        ",
    );
}

#[test]
fn delays_keep_fleets_for_a_way_back() {
    let steps = "kind = 'canary'\ncanary = { scale_down_delay_s = 30, abort_scale_down_delay_s = 45, steps = [{ weight = 50 }] }";
    let start = "
        2(2) 0(0) route 0 %
        2(2) 0(0) launch 1 candidate
        2(2) 1(1) route 50 %
        2(2) 1(1) hold step 1
        ";
    check(
        Trial::new(steps, 2).with_pauses(),
        &format!(
            "{start}
            until 60 s
            2(2) 1(1) launch 1 candidate
            2(2) 2(2) route 100 %
            2(2) 2(2) finish
            until 90 s
            2(2) 2(2) drain 2 stable
            "
        ),
    );
    // Traffic goes back at once; the candidate stays for 45 s.
    check(
        Trial::new(steps, 2).with_pauses().back_after(4),
        &format!(
            "{start}
            2(2) 1(1) route 0 %
            2(2) 1(1) finish
            until 45 s
            2(2) 1(1) drain 1 candidate
            "
        ),
    );
    // For ever.
    check(
        Trial::new(&steps.replace("abort_scale_down_delay_s = 45", "abort_scale_down_delay_s = 2592000"), 2)
            .with_pauses()
            .back_after(4),
        &format!("{start}\n2(2) 1(1) route 0 %\n2(2) 1(1) finish\nuntil told"),
    );
}

#[test]
fn kept_candidates_stay_whole_while_a_shrunken_stable_fleet_returns() {
    // As above, but the four candidates are kept; 1 stable one: 4 missing, 40 % (2 candidates) is aimed at; then 2 missing: nothing
    // is below 2, so what the stable side cannot carry: 40 %, until all five are there.
    let settings = DYNAMIC.replace("dynamic_stable_scale", "abort_scale_down_delay_s = 30, dynamic_stable_scale");
    check(
        Trial::new(&settings, 5).with_pauses().back_after(10),
        "
        5(5) 0(0) route 0 %
        5(5) 0(0) launch 2 candidate
        5(5) 2(2) route 40 %
        5(5) 2(2) drain 2 stable
        3(3) 2(2) hold step 1
        until 60 s
        3(3) 2(2) launch 2 candidate
        3(3) 4(4) route 80 %
        3(3) 4(4) drain 2 stable
        1(1) 4(4) hold step 2
        1(1) 4(4) launch 2 stable
        3(3) 4(4) route 40 %
        3(3) 4(4) launch 2 stable
        5(5) 4(4) route 0 %
        5(5) 4(4) finish
        until 90 s
        5(5) 4(4) drain 4 candidate
        ",
    );
}
