//! Small rollouts row by row.

use super::*;
use crate::scenario::{document, read};

fn planned(toml: &str, at_once: bool) -> Plan {
    let document = document::from_text(&format!("{toml}\n")).unwrap();
    plan(&read::read(&document).unwrap(), at_once)
}

/// A line per row: seconds, asked, ready, set and actual weight, why.
fn lines(plan: &Plan) -> String {
    let line = |step: &Step| {
        let Step { asked, ready, set_weight, actual_weight, .. } = step;
        let ([a, b], [c, d], id) = (asked, ready, step.because.id());
        format!("{:5.1}  {a}+{b}  {c}+{d}  {set_weight:.0}/{actual_weight:.0}  {id}", step.at.seconds())
    };
    plan.steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn ten_instances_at_25_percent_at_once() {
    // Surge = ceil(2.5) = 3, unavailable = floor(2.5) = 2: at most 13, at least 8.
    let plan = planned("", true);
    insta::assert_snapshot!(lines(&plan), @r"
    0.0  10+0  10+0  0/0  start
    0.0  10+3  10+3  23/23  scale-up
    0.0  5+3  5+3  38/38  scale-down
    0.0  5+8  5+8  62/62  scale-up
    0.0  0+8  0+8  100/100  scale-down
    0.0  0+10  0+10  100/100  scale-up
    ");
    assert_eq!((plan.min_ready, plan.max_total, plan.duration), (8, 13, Some(Time::ZERO)));
}

#[test]
fn rows_show_the_end_of_their_moment() {
    // 10 s to provision, 8 s to start, checks every 5 s from the start of the process on: ready 20 s after a launch.
    let plan = planned("fleet.instances = 3\nstrategy.rolling = { max_surge = 1, max_unavailable = 0 }", false);
    insta::assert_snapshot!(lines(&plan), @r"
     0.0  3+0  3+0  0/0  start
     0.0  3+1  3+0  25/0  scale-up
    20.0  2+1  2+1  33/33  scale-down
    22.0  2+2  2+1  50/33  scale-up
    42.0  1+2  1+2  67/67  scale-down
    44.0  1+3  1+2  75/67  scale-up
    64.0  0+3  0+3  100/100  scale-down
    ");
    assert_eq!((plan.min_ready, plan.max_total), (3, 4));
    assert_eq!(plan.duration, Some(Time::from_seconds(64.0)));
}

#[test]
fn what_a_weight_reaches_grows_while_the_primary_takes_the_candidate_over() {
    // Ready 20 s after a launch, a tick each 15 s: 25 and 50 % at 30 and 45 s, promoted at 60 s. The primary gets two more, and
    // at 80 s two go: half of its half is new, 50 + 50 * 2 / 4 = 75. At 102 s the last old ones go: 100, which is set at the
    // next tick; the one after it ends the canary.
    let plan = planned(
        "strategy.kind = 'flagger'\nfleet.instances = 4\nstrategy.rolling = { max_surge = 2, max_unavailable = 0 }
        strategy.flagger.step_weight = 25",
        false,
    );
    insta::assert_snapshot!(lines(&plan), @r"
      0.0  4+0  4+0  0/0  start
      0.0  4+0  4+0  0/0  set-weight
      0.0  4+4  4+0  0/0  scale-up
     30.0  4+4  4+4  25/25  set-weight
     45.0  4+4  4+4  50/50  set-weight
     60.0  4+6  4+4  50/50  scale-up
     80.0  2+6  2+6  50/75  scale-down
     82.0  2+8  2+6  50/75  scale-up
    102.0  0+8  0+8  50/100  scale-down
    105.0  0+8  0+8  100/100  set-weight
    120.0  0+4  0+4  100/100  scale-down
    ");
    assert_eq!((plan.min_ready, plan.max_total), (4, 10));
}

#[test]
fn recreate_has_nobody_ready() {
    let plan = planned("strategy.kind = 'recreate'\nfleet.instances = 3", true);
    insta::assert_snapshot!(lines(&plan), @r"
    0.0  3+0  3+0  0/0  start
    0.0  0+0  0+0  0/0  stop
    0.0  0+3  0+3  100/100  restart
    ");
    assert_eq!((plan.min_ready, plan.max_total), (0, 3));
}

#[test]
fn weights_and_pauses_of_a_canary_have_rows() {
    let plan = planned("strategy.kind = 'canary'\nfleet.instances = 4\nversions.candidate.start_s = 3", false);
    insta::assert_snapshot!(lines(&plan), @r"
      0.0  4+0  4+0  0/0  start
      0.0  4+0  4+0  0/0  set-weight
      0.0  4+1  4+0  0/0  scale-up
     15.0  4+1  4+1  10/10  set-weight
     15.0  4+1  4+1  10/10  pause
     75.0  4+1  4+1  25/25  set-weight
     75.0  4+1  4+1  25/25  pause
    135.0  4+2  4+1  25/25  scale-up
    150.0  4+2  4+2  50/50  set-weight
    150.0  4+2  4+2  50/50  pause
    210.0  4+4  4+2  50/50  scale-up
    225.0  4+4  4+4  100/100  set-weight
    225.0  0+4  0+4  100/100  scale-down
    ");
    let at_once = planned("strategy.kind = 'canary'\nfleet.instances = 4", true);
    insta::assert_snapshot!(lines(&at_once), @r"
      0.0  4+0  4+0  0/0  start
      0.0  4+0  4+0  0/0  set-weight
      0.0  4+1  4+1  0/0  scale-up
      0.0  4+1  4+1  10/10  set-weight
      0.0  4+1  4+1  10/10  pause
     60.0  4+1  4+1  25/25  set-weight
     60.0  4+1  4+1  25/25  pause
    120.0  4+2  4+2  25/25  scale-up
    120.0  4+2  4+2  50/50  set-weight
    120.0  4+2  4+2  50/50  pause
    180.0  4+4  4+4  50/50  scale-up
    180.0  4+4  4+4  100/100  set-weight
    180.0  0+4  0+4  100/100  scale-down
    ");
}

#[test]
fn blue_green_switches_and_is_cleaned_up_after_it_is_complete() {
    let plan = planned("strategy.kind = 'blue-green'\nfleet.instances = 2", true);
    insta::assert_snapshot!(lines(&plan), @r"
      0.0  2+0  2+0  0/0  start
      0.0  2+0  2+0  0/0  set-weight
      0.0  2+2  2+2  0/0  scale-up
     20.0  2+2  2+2  100/100  switch
    140.0  0+2  0+2  100/100  scale-down
    ");
    // 20 s of preview; the rest is cleaning up.
    assert_eq!(plan.duration, Some(Time::from_seconds(20.0)));
}

#[test]
fn what_never_becomes_ready_ends_the_plan() {
    let stuck = "fleet.instances = 4\nversions.candidate.becomes_ready = false\nrollback.on_deadline = false";
    let plan = planned(stuck, true);
    insta::assert_snapshot!(lines(&plan), @r"
      0.0  4+0  4+0  0/0  start
      0.0  4+1  4+0  20/0  scale-up
      0.0  3+1  3+0  25/0  scale-down
      0.0  3+2  3+0  40/0  scale-up
    121.0  3+2  3+0  40/0  deadline
    121.0  3+2  3+0  40/0  stuck
    ");
    assert_eq!(plan.duration, None);
    let plan = planned("fleet.instances = 4\nversions.candidate.becomes_ready = false", true);
    insta::assert_snapshot!(lines(&plan), @r"
      0.0  4+0  4+0  0/0  start
      0.0  4+1  4+0  20/0  scale-up
      0.0  3+1  3+0  25/0  scale-down
      0.0  3+2  3+0  40/0  scale-up
    121.0  3+2  3+0  40/0  deadline
    121.0  3+2  3+0  40/0  roll-back
    121.0  3+0  3+0  0/0  scale-down
    121.0  4+0  4+0  0/0  scale-up
    ");
}

#[test]
fn a_hold_without_an_end_ends_the_plan() {
    let held = "fleet.instances = 4\ncommands = [{ at_s = 65, action = 'pause' }]";
    let plan = planned(held, false);
    insta::assert_snapshot!(lines(&plan), @r"
     0.0  4+0  4+0  0/0  start
     0.0  4+1  4+0  20/0  scale-up
     0.0  3+1  3+0  25/0  scale-down
     2.0  3+2  3+0  40/0  scale-up
     5.0  3+2  3+0  40/0  command-pause
    37.0  3+2  3+2  40/40  awaits-operator
    ");
    assert_eq!(plan.duration, None);
}

#[test]
fn two_looks_at_one_moment_do_not_wait_for_each_other() {
    // The crash at 75 s makes the controller look, and plan its look at the end of the preview, at 80 s, once more.
    let crash = "strategy.kind = 'blue-green'\nfleet.instances = 2\nfaults.crashes = [{ at_s = 75 }]";
    assert_eq!(planned(crash, true).duration, Some(Time::from_seconds(20.0)));
}

#[test]
fn a_crash_loop_is_given_up() {
    let plan = planned("fleet.instances = 2\nversions.candidate.crash_on_start = 1\nrollback.automatic = false", false);
    assert_eq!(plan.steps.last().map(|step| step.because), Some(Because::Stuck));
}

#[test]
fn a_rollout_from_the_first_moment_and_commands_before_it() {
    let early = planned("strategy.start_s = 0\nfleet.instances = 10", true);
    assert_eq!(lines(&early), lines(&planned("fleet.instances = 10", true)));
    let before = planned("commands = [{ at_s = 1, action = 'promote' }]", true);
    assert_eq!(lines(&before), lines(&early));
}

#[test]
fn the_operators_way_back_is_in_the_plan() {
    let back = "fleet.instances = 4\nversions.candidate.start_s = 0\nfleet.provision_s = 0\n\
                commands = [{ at_s = 61, action = 'roll-back' }]";
    let plan = planned(back, false);
    insta::assert_snapshot!(lines(&plan), @r"
     0.0  4+0  4+0  0/0  start
     0.0  4+1  4+0  20/0  scale-up
     0.0  3+1  3+1  25/25  scale-down
     0.0  2+1  2+1  33/33  scale-down
     1.0  2+1  2+1  33/33  command-roll-back
     1.0  2+1  2+1  33/33  roll-back
     2.0  4+1  2+1  20/33  scale-up
    12.0  4+0  4+0  0/0  scale-down
    ");
}
