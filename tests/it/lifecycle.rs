//! The life of instances down to the exact events: pre-stop hooks, images, checks, crashes, nodes.

use crate::support::{events, run};

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
    let key = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    let kept = base.lines().filter(|line| toml.lines().all(|other| key(other) != key(line)));
    events(&kept.chain(toml.lines()).collect::<Vec<_>>().join("\n"))
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
