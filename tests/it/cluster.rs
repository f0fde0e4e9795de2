//! Places, nodes and zones, down to the exact events.

use crate::support::{events, run, with};
use cutover::fleet::State;

/// Four instances on two nodes of two zones, without traffic; ready 1 s after the start of their process.
fn trace(toml: &str) -> String {
    let base = "horizon_s = 100
        traffic.rate_rps = 0
        strategy.start_s = 10
        strategy.rolling.max_unavailable = 0
        strategy.rolling.max_surge = 1
        versions.stable.start_s = 1
        versions.candidate.start_s = 1
        fleet.instances = 4
        fleet.provision_s = 3
        fleet.stop_s = 2
        fleet.warm_up_s = 0
        fleet.readiness.period_s = 1
        cluster.nodes = 2
        cluster.zones = 2
        rollback.automatic = false";
    events(&with(base, toml))
}

#[test]
fn a_full_cluster_has_no_place_for_a_surge() {
    // Instance 4 waits for ever, and nobody may go before it is ready. Of the deadline at 30 s is known a second later.
    insta::assert_snapshot!(trace("cluster.slots_per_node = 2\nrollback.progress_deadline_s = 20"), @r"
    10.0 RolloutStarted
    10.0 4 candidate provisioning
    31.0 DeadlinePassed
    ");
}

#[test]
fn who_waits_gets_the_place_of_who_has_stopped() {
    // On the way back the candidate that waits is given up: no place was ever free.
    insta::assert_snapshot!(
        trace("cluster.slots_per_node = 2
            commands = [{ at_s = 20, action = 'roll-back' }]"),
        @r"
    10.0 RolloutStarted
    10.0 4 candidate provisioning
    20.0 CommandGiven { action: RollBack }
    20.0 RollBackStarted { reason: Reason { cause: Operator, value: 0.0, limit: 0.0, at: Time(20000000000) } }
    20.0 4 candidate draining
    20.0 RolledBack
    20.0 4 candidate terminated
    "
    );
    let toml = "horizon_s = 100
        traffic.rate_rps = 0
        strategy.start_s = 10
        strategy.rolling = { max_unavailable = 1, max_surge = 1, count_draining = false }
        fleet = { instances = 4, warm_up_s = 0 }
        cluster = { nodes = 2, slots_per_node = 2 }";
    let (recording, report) = run(toml);
    assert_eq!(recording.rotation.last().unwrap().instances, [0, 4]);
    // The fleet and the one that waits; never more than four have a process.
    assert_eq!(report.cost.peak_instances, 6);
    let process = |span: &&cutover::record::Span| span.state != State::Provisioning;
    let running = |at: f64| {
        let there = |span: &&cutover::record::Span| span.from.seconds() <= at && at < span.to.seconds();
        recording.spans.iter().filter(process).filter(there).count()
    };
    assert_eq!((0..1_000).map(|tenth| running(f64::from(tenth) / 10.0)).max(), Some(4));
}

#[test]
fn what_was_on_a_node_comes_back_with_it() {
    insta::assert_snapshot!(
        trace("strategy.start_s = 999
            faults.node_losses = [{ at_s = 20, node = 1, duration_s = 30 }]"),
        @r"
    20.0 PartLost { part: Node(1) }
    20.0 InstanceCrashed { instance: 1, lost: 0 }
    20.0 1 stable crashed
    20.0 InstanceCrashed { instance: 3, lost: 0 }
    20.0 3 stable crashed
    50.0 PartRestored { part: Node(1) }
    50.0 1 stable starting
    50.0 3 stable starting
    51.0 1 stable ready
    51.0 3 stable ready
    "
    );
}

#[test]
fn after_the_eviction_time_it_is_replaced_elsewhere() {
    insta::assert_snapshot!(lasting("cluster.slots_per_node = 4"), @r"
    10.0 RolloutStarted
    10.0 0 stable draining
    10.0 1 stable draining
    10.0 2 stable draining
    10.0 3 stable draining
    12.0 0 candidate starting
    12.0 1 candidate starting
    12.0 2 candidate starting
    12.0 3 candidate starting
    13.0 0 candidate ready
    13.0 1 candidate ready
    13.0 2 candidate ready
    13.0 3 candidate ready
    13.0 RolloutCompleted
    20.0 PartLost { part: Zone(0) }
    20.0 InstanceCrashed { instance: 0, lost: 0 }
    20.0 0 candidate crashed
    20.0 InstanceCrashed { instance: 2, lost: 0 }
    20.0 2 candidate crashed
    45.0 0 candidate terminated
    45.0 4 candidate provisioning
    45.0 2 candidate terminated
    45.0 5 candidate provisioning
    48.0 4 candidate starting
    48.0 5 candidate starting
    49.0 4 candidate ready
    49.0 5 candidate ready
    80.0 PartRestored { part: Zone(0) }
    ");
    // With one place left there, the other one waits until the node is back at 80 s.
    insta::assert_snapshot!(lasting("cluster.slots_per_node = 3"), @r"
    10.0 RolloutStarted
    10.0 0 stable draining
    10.0 1 stable draining
    10.0 2 stable draining
    10.0 3 stable draining
    12.0 0 candidate starting
    12.0 1 candidate starting
    12.0 2 candidate starting
    12.0 3 candidate starting
    13.0 0 candidate ready
    13.0 1 candidate ready
    13.0 2 candidate ready
    13.0 3 candidate ready
    13.0 RolloutCompleted
    20.0 PartLost { part: Zone(0) }
    20.0 InstanceCrashed { instance: 0, lost: 0 }
    20.0 0 candidate crashed
    20.0 InstanceCrashed { instance: 2, lost: 0 }
    20.0 2 candidate crashed
    45.0 0 candidate terminated
    45.0 4 candidate provisioning
    45.0 2 candidate terminated
    45.0 5 candidate provisioning
    48.0 4 candidate starting
    49.0 4 candidate ready
    80.0 PartRestored { part: Zone(0) }
    83.0 5 candidate starting
    84.0 5 candidate ready
    ");
}

/// Zone 0, that is node 0, is lost for 60 s, and given up after 25 s.
fn lasting(toml: &str) -> String {
    trace(&format!(
        "strategy.kind = 'recreate'
        cluster.eviction_s = 25
        faults.zone_losses = [{{ at_s = 20, duration_s = 60 }}]
        {toml}"
    ))
}

#[test]
fn an_image_is_pulled_once_per_node() {
    // 4 and 5 are the first candidates on their nodes and wait 3 + 20 s; 6 finds the image that 4 has pulled.
    insta::assert_snapshot!(trace("cluster.slots_per_node = 3\nfleet.image_pull_s = 20\nhorizon_s = 75"), @r"
    10.0 RolloutStarted
    10.0 4 candidate provisioning
    33.0 4 candidate starting
    34.0 4 candidate ready
    34.0 3 stable draining
    36.0 3 stable terminated
    36.0 5 candidate provisioning
    59.0 5 candidate starting
    60.0 5 candidate ready
    60.0 2 stable draining
    62.0 2 stable terminated
    62.0 6 candidate provisioning
    65.0 6 candidate starting
    66.0 6 candidate ready
    66.0 1 stable draining
    68.0 1 stable terminated
    68.0 7 candidate provisioning
    71.0 7 candidate starting
    72.0 7 candidate ready
    72.0 0 stable draining
    72.0 RolloutCompleted
    74.0 0 stable terminated
    ");
}

#[test]
fn who_is_stopped_while_it_waits_does_not_get_a_place() {
    // Given up at 8 s, the instances of node 1 are replaced by two that wait. They are to be started again from 10 s on,
    // and the node comes back at 11 s, before that can happen: the machines are new at 12 s, and take their 3 s.
    insta::assert_snapshot!(
        trace("cluster.slots_per_node = 2
            cluster.eviction_s = 3
            strategy.kind = 'recreate'
            faults.node_losses = [{ at_s = 5, node = 1, duration_s = 6 }]"),
        @r"
     5.0 PartLost { part: Node(1) }
     5.0 InstanceCrashed { instance: 1, lost: 0 }
     5.0 1 stable crashed
     5.0 InstanceCrashed { instance: 3, lost: 0 }
     5.0 3 stable crashed
     8.0 1 stable terminated
     8.0 4 stable provisioning
     8.0 3 stable terminated
     8.0 5 stable provisioning
    10.0 RolloutStarted
    10.0 4 stable draining
    10.0 5 stable draining
    10.0 0 stable draining
    10.0 2 stable draining
    11.0 PartRestored { part: Node(1) }
    12.0 0 candidate starting
    12.0 2 candidate starting
    12.0 4 candidate provisioning
    12.0 5 candidate provisioning
    13.0 0 candidate ready
    13.0 2 candidate ready
    15.0 4 candidate starting
    15.0 5 candidate starting
    16.0 4 candidate ready
    16.0 5 candidate ready
    16.0 RolloutCompleted
    "
    );
}
