//! The life of instances down to the exact events: pre-stop hooks, images, checks, crashes.

use crate::support::{events, run, with};
use cutover::fleet::Outcome;
use cutover::kernel::Time;
use cutover::record::Sample;

/// Two instances without traffic, replaced one at a time; what `toml` sets takes the place of what stands here.
fn trace(toml: &str) -> String {
    let base = "horizon_s = 100
        traffic.rate_rps = 0
        strategy.start_s = 10
        strategy.rolling.max_surge = 0
        strategy.rolling.max_unavailable = 1
        versions.candidate.start_s = 4
        fleet.instances = 2
        fleet.provision_s = 3
        fleet.stop_s = 2
        fleet.warm_up_s = 0
        fleet.readiness.period_s = 1";
    events(&with(base, toml))
}

#[test]
fn a_pre_stop_hook_comes_before_the_stop() {
    // 10 + 5 s of hook + 2 s to stop = 17.
    insta::assert_snapshot!(trace("fleet.pre_stop_s = 5"), @r"
    10.0 RolloutStarted
    10.0 1 stable draining
    17.0 1 stable terminated
    17.0 2 candidate provisioning
    20.0 2 candidate starting
    24.0 2 candidate ready
    24.0 0 stable draining
    31.0 0 stable terminated
    31.0 3 candidate provisioning
    34.0 3 candidate starting
    38.0 3 candidate ready
    38.0 RolloutCompleted
    ");
    // The hook eats the whole grace period; the process still has its 2 s: 10 + 6 + 2 = 18, not 10 + 6 + 3 = 19.
    insta::assert_snapshot!(trace("fleet.pre_stop_s = 9\nfleet.grace_period_s = 6\nfleet.stop_s = 3"), @r"
    10.0 RolloutStarted
    10.0 1 stable draining
    18.0 1 stable terminated
    18.0 2 candidate provisioning
    21.0 2 candidate starting
    25.0 2 candidate ready
    25.0 0 stable draining
    33.0 0 stable terminated
    33.0 3 candidate provisioning
    36.0 3 candidate starting
    40.0 3 candidate ready
    40.0 RolloutCompleted
    ");
}

#[test]
fn an_image_is_pulled_to_each_new_machine() {
    insta::assert_snapshot!(trace("fleet.image_pull_s = 7"), @r"
    10.0 RolloutStarted
    10.0 1 stable draining
    12.0 1 stable terminated
    12.0 2 candidate provisioning
    22.0 2 candidate starting
    26.0 2 candidate ready
    26.0 0 stable draining
    28.0 0 stable terminated
    28.0 3 candidate provisioning
    38.0 3 candidate starting
    42.0 3 candidate ready
    42.0 RolloutCompleted
    ");
}

#[test]
fn in_place_the_old_image_is_still_there_on_the_way_back() {
    insta::assert_snapshot!(
        trace("fleet.image_pull_s = 7
            strategy.rolling.in_place = true
            strategy.rolling.max_unavailable = 2
            commands = [{ at_s = 50, action = 'roll-back' }]"),
        @r"
    10.0 RolloutStarted
    10.0 0 stable draining
    10.0 1 stable draining
    12.0 0 candidate provisioning
    12.0 1 candidate provisioning
    19.0 0 candidate starting
    19.0 1 candidate starting
    23.0 0 candidate ready
    23.0 1 candidate ready
    23.0 RolloutCompleted
    50.0 CommandGiven { action: RollBack }
    50.0 RollBackStarted { reason: Reason { cause: Operator, value: 0.0, limit: 0.0, at: Time(50000000000) } }
    50.0 0 candidate draining
    50.0 1 candidate draining
    52.0 0 stable starting
    52.0 1 stable starting
    60.0 0 stable ready
    60.0 1 stable ready
    60.0 RolledBack
    "
    );
}

#[test]
fn a_busy_instance_with_a_hook_finishes_what_it_has() {
    // Work of 8 s: who is told to stop 5 s after the last request came has up to 3 s of work left, and 20 - 5 s for it.
    let toml = "horizon_s = 100
        traffic = { rate_rps = 4, arrivals = 'constant', timeout_s = 0 }
        service = { law = 'constant', mean_ms = 8000 }
        fleet = { instances = 4, workers = 16, pre_stop_s = 5, grace_period_s = 20, warm_up_s = 0 }
        versions = { stable.error_probability = 0, candidate.error_probability = 0 }
        strategy.start_s = 10\n";
    assert_eq!(run(toml).1.requests.failed, 0);
    // With 7 s of grace, 2 s are left for it: some are killed.
    assert!(run(&toml.replace("grace_period_s = 20", "grace_period_s = 7")).1.requests.failed > 0);
}

#[test]
fn a_process_that_crashes_while_its_hook_runs_takes_nothing_more() {
    // Instance 0 is to be stopped at 10 s, told so at 18 s, and replaced in place; the balancers know at 20 s. It crashes at
    // 14 s, so what they send it from then on meets nobody, while the new image is pulled.
    let toml = "horizon_s = 40
        traffic = { rate_rps = 20, arrivals = 'constant' }
        fleet = { instances = 2, pre_stop_s = 8, warm_up_s = 0, image_pull_s = 9 }
        versions.stable = { crash_after_s = 14, crash_law = 'constant', error_probability = 0 }
        strategy = { start_s = 10, rolling = { in_place = true, max_unavailable = 1 } }
        routing.propagation_s = 10";
    let (recording, _) = run(toml);
    let sent = |from_s: f64, to_s: f64| {
        let arrived = move |at: Time| (from_s..to_s).contains(&at.seconds());
        recording.samples.iter().filter(move |sample| sample.instance == Some(0) && arrived(sample.arrived))
    };
    assert!(sent(10.0, 13.5).count() > 30 && sent(10.0, 13.5).all(|sample| sample.outcome == Outcome::Served));
    let is_refused = |sample: &Sample| sample.outcome == Outcome::Failed && sample.ended == sample.arrived;
    assert!(sent(14.0, 20.0).count() > 50 && sent(14.0, 20.0).all(is_refused));
}

/// Nothing but the life of two instances, checked every 10 s from the beginning.
fn life(toml: &str) -> String {
    let still = "strategy.start_s = 9999
        fleet.readiness.period_s = 10
        fleet.readiness.timeout_s = 2
        fleet.readiness.failure_threshold = 2
        versions.stable.start_s = 4\n";
    trace(&format!("{still}{toml}"))
}

#[test]
fn a_warm_up_goes_on_while_an_instance_is_unready() {
    // Another process from 5 s on, ready and warming at the check at 15, warm at 55 or 30 s. It hangs from 20 to 46 s.
    let hang = "faults.crashes = [{ at_s = 5, instance = 0, down_s = 0 }]
        faults.hangs = [{ at_s = 20, instance = 0, duration_s = 26 }]\n";
    insta::assert_snapshot!(life(&format!("{hang}fleet.warm_up_s = 40")), @r"
     5.0 InstanceCrashed { instance: 0, lost: 0 }
     5.0 0 stable crashed
     5.0 0 stable starting
    15.0 0 stable warming
    20.0 InstanceHung { instance: 0 }
    37.0 0 stable unready
    46.0 0 stable warming
    55.0 0 stable ready
    ");
    insta::assert_snapshot!(life(&format!("{hang}fleet.warm_up_s = 15")), @r"
     5.0 InstanceCrashed { instance: 0, lost: 0 }
     5.0 0 stable crashed
     5.0 0 stable starting
    15.0 0 stable warming
    20.0 InstanceHung { instance: 0 }
    30.0 0 stable ready
    37.0 0 stable unready
    46.0 0 stable ready
    ");
}

#[test]
fn a_hung_instance_leaves_the_rotation_and_comes_back() {
    // Checks at 30 and 40 time out at 32 and 42; the one at 50 is answered at 51, when the hang ends.
    insta::assert_snapshot!(life("faults.hangs = [{ at_s = 25, instance = 0, duration_s = 26 }]"), @r"
    25.0 InstanceHung { instance: 0 }
    42.0 0 stable unready
    51.0 0 stable ready
    ");
    // The failure at 20 alone is not enough to leave, 40 and 50 are. Two successes are needed: 60, answered at 61, and 70.
    insta::assert_snapshot!(
        life("fleet.readiness.success_threshold = 2
            faults.hangs = [{ at_s = 15, duration_s = 8 }, { at_s = 35, instance = 0, duration_s = 26 }]"),
        @r"
    15.0 InstanceHung { instance: 0 }
    35.0 InstanceHung { instance: 0 }
    52.0 0 stable unready
    70.0 0 stable ready
    "
    );
    // The answer to the check at 40 comes after 1.5 of its 2 s.
    assert!(!life("faults.hangs = [{ at_s = 25, duration_s = 16.5 }]").contains("unready"));
}

#[test]
fn a_liveness_check_restarts_what_hangs() {
    // Liveness at 30 and 40 fails at 31 and 41; a hung process does not hear that it shall stop: killed 8 s later.
    insta::assert_snapshot!(
        life("fleet.liveness = { enabled = true, failure_threshold = 2 }
            fleet.grace_period_s = 8
            faults.hangs = [{ at_s = 25, instance = 1 }]"),
        @r"
    25.0 InstanceHung { instance: 1 }
    41.0 CheckFailed { instance: 1, check: Liveness }
    41.0 1 stable unready
    49.0 1 stable crashed
    49.0 1 stable starting
    59.0 1 stable ready
    "
    );
}

#[test]
fn an_impatient_startup_check_makes_a_crash_loop() {
    // Up after 25 s, but the checks at 0, 10 and 20 s fail. Stopping takes 2 s; waits of 0, 10, 20, ... s.
    insta::assert_snapshot!(
        trace("horizon_s = 140
            fleet.startup = { enabled = true }
            versions.candidate.start_s = 25"),
        @r"
     10.0 RolloutStarted
     10.0 1 stable draining
     12.0 1 stable terminated
     12.0 2 candidate provisioning
     15.0 2 candidate starting
     35.0 CheckFailed { instance: 2, check: Startup }
     37.0 2 candidate crashed
     37.0 2 candidate starting
     57.0 CheckFailed { instance: 2, check: Startup }
     59.0 2 candidate crashed
     69.0 2 candidate starting
     89.0 CheckFailed { instance: 2, check: Startup }
     91.0 2 candidate crashed
    111.0 2 candidate starting
    131.0 CheckFailed { instance: 2, check: Startup }
    133.0 DeadlinePassed
    133.0 RollBackStarted { reason: Reason { cause: ProgressDeadline, value: 120.0, limit: 120.0, at: Time(133000000000) } }
    133.0 2 candidate draining
    135.0 2 candidate terminated
    135.0 3 stable provisioning
    138.0 3 stable starting
    "
    );
}

#[test]
fn a_version_that_crashes_backs_off() {
    // Runs for 12 s each time, of which 4 s are start; waits 0, 10, 20 s.
    insta::assert_snapshot!(
        trace("versions.candidate.crash_after_s = 12
            versions.candidate.crash_law = 'constant'
            fleet.min_ready_s = 60"),
        @r"
    10.0 RolloutStarted
    10.0 1 stable draining
    12.0 1 stable terminated
    12.0 2 candidate provisioning
    15.0 2 candidate starting
    19.0 2 candidate ready
    27.0 InstanceCrashed { instance: 2, lost: 0 }
    27.0 2 candidate crashed
    27.0 2 candidate starting
    31.0 2 candidate ready
    39.0 InstanceCrashed { instance: 2, lost: 0 }
    39.0 2 candidate crashed
    49.0 2 candidate starting
    53.0 2 candidate ready
    61.0 InstanceCrashed { instance: 2, lost: 0 }
    61.0 2 candidate crashed
    81.0 2 candidate starting
    85.0 2 candidate ready
    93.0 InstanceCrashed { instance: 2, lost: 0 }
    93.0 2 candidate crashed
    "
    );
    // Every start fails: nothing is ever ready.
    insta::assert_snapshot!(trace("horizon_s = 60\nversions.candidate.crash_on_start = 1"), @r"
    10.0 RolloutStarted
    10.0 1 stable draining
    12.0 1 stable terminated
    12.0 2 candidate provisioning
    15.0 2 candidate starting
    19.0 InstanceCrashed { instance: 2, lost: 0 }
    19.0 2 candidate crashed
    19.0 2 candidate starting
    23.0 InstanceCrashed { instance: 2, lost: 0 }
    23.0 2 candidate crashed
    33.0 2 candidate starting
    37.0 InstanceCrashed { instance: 2, lost: 0 }
    37.0 2 candidate crashed
    57.0 2 candidate starting
    ");
}

#[test]
fn an_instance_that_fails_while_it_drains_is_gone() {
    insta::assert_snapshot!(
        trace("versions.stable.crash_after_s = 13
            versions.stable.crash_law = 'constant'
            fleet.pre_stop_s = 20
            horizon_s = 20"),
        @r"
    10.0 RolloutStarted
    10.0 1 stable draining
    13.0 InstanceCrashed { instance: 0, lost: 0 }
    13.0 0 stable crashed
    13.0 InstanceCrashed { instance: 1, lost: 0 }
    13.0 1 stable terminated
    13.0 0 stable starting
    13.0 2 candidate provisioning
    16.0 2 candidate starting
    20.0 2 candidate ready
    20.0 0 stable draining
    "
    );
}

#[test]
fn overload_makes_liveness_kill_what_works() {
    // Twice what two workers can do, and a queue of 200 requests of 100 ms: a wait of up to 10 s, more than a check's 1 s.
    let toml = "horizon_s = 200
        traffic = { rate_rps = 80, timeout_s = 0 }
        service = { law = 'exponential', mean_ms = 100 }
        fleet = { instances = 2, workers = 2, queue_capacity = 200, liveness.enabled = true }
        strategy.start_s = 9999\n";
    let restarts = |toml: &str| events(toml).matches("check: Liveness").count();
    assert_eq!(restarts(toml), 0);
    assert!(restarts(&toml.replace("liveness", "checks_queue = true, liveness")) > 2);
    // Where departures cannot be planned, the wait is estimated.
    assert!(restarts(&toml.replace("liveness", "discipline = 'lifo', checks_queue = true, liveness")) > 2);
    // At half load nobody waits that long.
    assert_eq!(restarts(&toml.replace("liveness", "checks_queue = true, liveness").replace("80", "20")), 0);
}

#[test]
fn a_hook_longer_than_the_balancers_delay_cures_the_endpoint_race() {
    let preset = cutover::scenario::presets::Preset::find("endpoint-race").unwrap().scenario().unwrap();
    let refused = |pre_stop_s: f64| {
        let mut scenario = preset.clone().into_inner();
        scenario.fleet.pre_stop_s = pre_stop_s;
        let recording = cutover::record::simulate(&scenario.check().unwrap());
        let refused = recording.log.iter().filter_map(|entry| match entry.event {
            cutover::sim::Event::ConnectionsRefused { requests, .. } => Some(requests),
            _ => None,
        });
        refused.sum::<u32>()
    };
    // They hear of it 3 s late: 2 s of hook leave a third of the 502s, 4 s none.
    let [without, short, long] = [0.0, 2.0, 4.0].map(refused);
    assert!(without > 100 && short > 0 && short < without / 2 && long == 0, "{without} {short} {long}");
}
