//! Tiny scenarios with constant times, down to the exact events.

use crate::support::events;

/// Runs two instances without traffic, and writes down what happened from the rollout on, a line per event.
fn trace(toml: &str) -> String {
    let base = "horizon_s = 100
        traffic.rate_rps = 0
        fleet = { instances = 2, provision_s = 3, stop_s = 2, warm_up_s = 0, readiness.period_s = 1 }
        versions.candidate.start_s = 4
        strategy.start_s = 10\n";
    events(&format!("{base}{toml}"))
}

#[test]
fn recreate() {
    insta::assert_snapshot!(trace("strategy.kind = 'recreate'"), @r"
    10.0 RolloutStarted
    10.0 0 stable draining
    10.0 1 stable draining
    12.0 0 candidate starting
    12.0 1 candidate starting
    16.0 0 candidate ready
    16.0 1 candidate ready
    16.0 RolloutCompleted
    ");
}

#[test]
fn recreate_as_a_deployment_does() {
    // The last old one is gone at 12 s; 3 s to provision, 4 s to start.
    insta::assert_snapshot!(trace("strategy.kind = 'recreate'\nstrategy.recreate.keep_machines = false"), @r"
    10.0 RolloutStarted
    10.0 1 stable draining
    10.0 0 stable draining
    12.0 1 stable terminated
    12.0 0 stable terminated
    12.0 2 candidate provisioning
    12.0 3 candidate provisioning
    15.0 2 candidate starting
    15.0 3 candidate starting
    19.0 2 candidate ready
    19.0 3 candidate ready
    19.0 RolloutCompleted
    ");
}

#[test]
fn rolling_without_surge() {
    insta::assert_snapshot!(trace("strategy.rolling = { max_surge = 0, max_unavailable = 1 }"), @r"
    10.0 RolloutStarted
    10.0 1 stable draining
    12.0 1 stable terminated
    12.0 2 candidate provisioning
    15.0 2 candidate starting
    19.0 2 candidate ready
    19.0 0 stable draining
    21.0 0 stable terminated
    21.0 3 candidate provisioning
    24.0 3 candidate starting
    28.0 3 candidate ready
    28.0 RolloutCompleted
    ");
}

#[test]
fn rolling_in_place() {
    insta::assert_snapshot!(trace("strategy.rolling = { in_place = true, max_unavailable = 1 }"), @r"
    10.0 RolloutStarted
    10.0 0 stable draining
    12.0 0 candidate starting
    16.0 0 candidate ready
    16.0 1 stable draining
    18.0 1 candidate starting
    22.0 1 candidate ready
    22.0 RolloutCompleted
    ");
}

#[test]
fn blue_green() {
    insta::assert_snapshot!(
        trace("strategy.kind = 'blue-green'\nstrategy.blue_green = { preview_s = 5, scale_down_delay_s = 6 }"),
        @r"
    10.0 RolloutStarted
    10.0 WeightSet { percent: 0 }
    10.0 2 candidate provisioning
    10.0 3 candidate provisioning
    13.0 2 candidate starting
    13.0 3 candidate starting
    17.0 2 candidate ready
    17.0 3 candidate ready
    22.0 WeightSet { percent: 100 }
    22.0 RolloutCompleted
    28.0 1 stable draining
    28.0 0 stable draining
    30.0 1 stable terminated
    30.0 0 stable terminated
    "
    );
}

#[test]
fn canary_rolled_back_by_the_operator() {
    insta::assert_snapshot!(
        trace("strategy.kind = 'canary'\ncommands = [{ at_s = 30, action = 'roll-back' }]"),
        @r"
    10.0 RolloutStarted
    10.0 WeightSet { percent: 0 }
    10.0 2 candidate provisioning
    13.0 2 candidate starting
    17.0 2 candidate ready
    17.0 WeightSet { percent: 10 }
    17.0 StepReached { step: 0 }
    30.0 CommandGiven { action: RollBack }
    30.0 RollBackStarted { reason: Reason { cause: Operator, value: 0.0, limit: 0.0, at: Time(30000000000) } }
    30.0 WeightSet { percent: 0 }
    30.0 2 candidate draining
    30.0 RolledBack
    32.0 2 candidate terminated
    "
    );
}

#[test]
fn crash_in_the_middle_of_a_rollout() {
    insta::assert_snapshot!(
        trace("strategy.rolling = { max_surge = 1, max_unavailable = 0 }\nfaults.crashes = [{ at_s = 12, instance = 1, down_s = 1 }]"),
        @r"
    10.0 RolloutStarted
    10.0 2 candidate provisioning
    12.0 InstanceCrashed { instance: 1, lost: 0 }
    12.0 1 stable crashed
    13.0 2 candidate starting
    13.0 1 stable starting
    17.0 2 candidate ready
    17.0 1 stable draining
    19.0 1 stable terminated
    19.0 3 candidate provisioning
    22.0 3 candidate starting
    26.0 3 candidate ready
    26.0 0 stable draining
    26.0 RolloutCompleted
    28.0 0 stable terminated
    "
    );
}
