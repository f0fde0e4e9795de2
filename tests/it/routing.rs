//! What load balancers that are several, late or sticky do to the service.

use crate::support::{run, scenario};
use cutover::compare::lanes;
use cutover::fleet::Outcome;
use cutover::record::{Recording, Report, report, simulate};
use cutover::scenario::presets::Preset;
use cutover::scenario::{Policy, StrategyKind};

fn preset(id: &str, kind: StrategyKind, change: &[(&str, f64)]) -> Report {
    let mut value = serde_json::to_value(&*Preset::find(id).unwrap().scenario().unwrap()).unwrap();
    for (path, number) in change {
        *value.pointer_mut(path).unwrap() = (*number).into();
    }
    let scenario = cutover::scenario::read::read(&value).unwrap().with_strategy(kind);
    report(&scenario, &simulate(&scenario))
}

fn harmed(report: &Report) -> u64 {
    report.requests.failed + report.requests.rejected + report.requests.timed_out
}

/// Requests in the samples that arrived between two moments, by instance.
fn by_instance(recording: &Recording, from_s: f64, to_s: f64) -> Vec<u32> {
    let mut counts = vec![0; 40];
    let arrived = recording.samples.iter().filter(|sample| (from_s..to_s).contains(&sample.arrived.seconds()));
    arrived.filter_map(|sample| sample.instance).for_each(|instance| counts[instance as usize] += 1);
    counts
}

#[test]
fn a_balancer_that_knows_almost_at_once_does_what_one_does_that_knows_at_once() {
    // Two ways to the same thing: nobody arrives within a nanosecond of a change.
    for policy in ["round-robin", "random", "least-outstanding", "power-of-two"] {
        // Where instances come and go one by one, the turns of equally loaded ones may differ.
        let kinds: &[&str] = if policy == "least-outstanding" { &["recreate"] } else { &["recreate", "rolling"] };
        for kind in kinds {
            let mut toml = format!("fleet.policy = '{policy}'\nstrategy.kind = '{kind}'\ntraffic.rate_rps = 330");
            // After a crash the turns of equally loaded instances may differ. Some come back at once.
            if policy != "least-outstanding" {
                let at_once = |i: u32| format!("{{ at_s = {}, instance = {i}, down_s = 0 }},", 30 + i);
                let crashes: String = (0..10).map(at_once).collect();
                toml += &format!("\nfaults.crashes = [{crashes} {{ at_s = 200, instance = 4 }}]");
                toml += "\nversions.stable.start_s = 0";
            }
            let (plain, _) = run(&toml);
            let (late, report) = run(&format!("{toml}\nrouting.propagation_s = 1e-9"));
            assert_eq!(report.requests.refused_connections, 0);
            assert!(plain.hash() == late.hash(), "{policy} {kind}");
        }
    }
}

#[test]
fn an_instance_refuses_until_the_balancers_know_that_it_leaves() {
    // One at a time out of ten, evenly by turns: each refuses a tenth of 240 requests/s for 3 s, ten times.
    let toml = "strategy.rolling = { max_surge = 0, max_unavailable = 1 }\nhorizon_s = 600\nrouting.propagation_s = ";
    let (recording, report) = run(&format!("{toml}3"));
    let refused = report.requests.refused_connections as f64;
    assert!((refused - 720.0).abs() < 4.0 * 720.0_f64.sqrt(), "{refused}");
    // Besides those only the one in a thousand that fails anyway.
    assert!((report.requests.failed as f64 - refused) < 0.0015 * report.requests.offered as f64);
    assert_eq!(run(&format!("{toml}0")).1.requests.refused_connections, 0);
    // An error at once, which never was in work.
    let errors = recording.samples.iter().filter(|sample| sample.ended == sample.arrived);
    assert!(errors.clone().count() > 50 && errors.clone().all(|sample| sample.outcome == Outcome::Failed));
    let started: u64 = recording.totals.iter().map(|totals| totals.started).sum();
    assert!(started + report.requests.refused_connections <= report.requests.offered);
}

#[test]
fn a_crashed_instance_refuses_until_the_balancers_know_it() {
    let toml = "strategy.start_s = 300\nhorizon_s = 100\nfaults.crashes = [{ at_s = 50 }]\nrouting.propagation_s = 5";
    let refused = run(toml).1.requests.refused_connections as f64;
    assert!((refused - 120.0).abs() < 4.0 * 120.0_f64.sqrt(), "{refused}");
}

#[test]
fn blue_green_switches_late_but_whole() {
    let toml = "strategy = { kind = 'blue-green', blue_green.scale_down_delay_s = 30 }\nrouting.propagation_s = 3";
    let (_, report) = run(toml);
    // The old fleet still stands when the balancers hear of the switch.
    assert_eq!((report.requests.refused_connections, report.requests.rejected), (0, 0));
}

#[test]
fn the_preset_of_the_endpoint_race_shows_it() {
    let rolling = preset("endpoint-race", StrategyKind::Rolling, &[]);
    assert!(rolling.requests.refused_connections > 300, "{:?}", rolling.requests);
    assert!(rolling.capacity.outage_s == 0.0 && rolling.requests.rejected == 0);
    let known_at_once = preset("endpoint-race", StrategyKind::Rolling, &[("/routing/propagation_s", 0.0)]);
    assert_eq!(known_at_once.requests.refused_connections, 0);
    assert!(harmed(&rolling) > 3 * harmed(&known_at_once));
    for kind in StrategyKind::ALL {
        assert_eq!(preset("endpoint-race-cured", *kind, &[]).requests.refused_connections, 0, "{kind:?}");
    }
}

#[test]
fn the_preset_of_stale_balancers_shows_the_herd() {
    for kind in [StrategyKind::Rolling, StrategyKind::Canary] {
        let stale = preset("stale-balancers", kind, &[]);
        let counting = preset("stale-balancers", kind, &[("/routing/view_refresh_s", 0.0)]);
        assert!(harmed(&stale) as f64 > 0.05 * stale.requests.offered as f64, "{:?}", stale.requests);
        assert!(harmed(&counting) * 20 < harmed(&stale), "{:?}", counting.requests);
        let slow = |report: &Report| report.latency_ms.p99.unwrap();
        assert!(slow(&stale) > 4.0 * slow(&counting), "{} {}", slow(&stale), slow(&counting));
    }
}

#[test]
fn two_choices_stand_old_loads_better_than_the_least_loaded() {
    let with = |policy: &str| {
        let toml = format!("fleet.policy = '{policy}'\nrouting.view_refresh_s = 0.2\nstrategy.start_s = 400");
        run(&toml).1.latency_ms.p99.unwrap()
    };
    assert!(with("power-of-two") * 2.0 < with("least-outstanding"));
}

#[test]
fn connections_that_stay_leave_the_newest_instances_idle() {
    let toml = "strategy.rolling = { max_surge = 0, max_unavailable = 1 }\nhorizon_s = 500
        routing.connections = 300\nrouting.requests_per_connection = ";
    // Ids 10 to 19 in order of coming. The last one has only what the last but one drained.
    let (sticky, _) = run(&format!("{toml}0"));
    let counts = by_instance(&sticky, 400.0, 500.0);
    assert!(counts[19] * 3 < counts[10], "{counts:?}");
    let (renewed, _) = run(&format!("{toml}20"));
    let counts = by_instance(&renewed, 400.0, 500.0);
    assert!(counts[19] * 4 > counts[10] * 3, "{counts:?}");
}

#[test]
fn ejection_spares_users_an_instance_that_only_fails() {
    let toml = "strategy.kind = 'rolling'\nversions.candidate.error_probability = 0.9\nrollback.automatic = false
        strategy.rolling = { max_surge = 1, max_unavailable = 0 }\nhorizon_s = 120
        routing.outliers = { most_ejected_percent = 50, errors_in_a_row = ";
    let failed = |errors: u32| run(&format!("{toml}{errors} }}")).1.requests.failed;
    assert!(failed(5) * 3 < failed(0), "{} {}", failed(5), failed(0));
}

#[test]
fn what_is_lost_in_a_crash_counts_as_errors() {
    // Back 15 s after the crash at 50 s, but left out for 100 s for what was lost.
    let toml = "strategy.start_s = 200\nhorizon_s = 200\nversions.stable.error_probability = 0\ntraffic.rate_rps = 400
        faults.crashes = [{ at_s = 50, instance = 3, down_s = 5 }]
        routing.outliers = { base_ejection_s = 100, errors_in_a_row = ";
    let counts = [1, 0].map(|errors| by_instance(&run(&format!("{toml}{errors} }}")).0, 80.0, 145.0)[3]);
    assert!(counts[0] == 0 && counts[1] > 100, "{counts:?}");
}

#[test]
fn lanes_with_late_balancers_face_the_same_users() {
    let toml = "routing = { propagation_s = 2, replicas = 3, connections = 100, panic_threshold_percent = 30 }";
    let lanes = lanes(&scenario(toml).with_lanes_of(StrategyKind::ALL));
    for lane in &lanes[1..] {
        assert_eq!(lane.recording.series.offered, lanes[0].recording.series.offered);
        // Until the rollout begins they are the same run.
        assert_eq!(lane.recording.series.served[0][..59], lanes[0].recording.series.served[0][..59]);
    }
}

#[test]
fn every_policy_takes_all_requests_of_a_quiet_fleet() {
    for policy in Policy::ALL {
        let (_, report) = run(&format!("fleet.policy = '{}'\nrouting.replicas = 4", policy.name()));
        assert_eq!(report.requests.rejected + report.requests.timed_out, 0, "{policy:?}");
        assert!(report.requests.served as f64 > 0.99 * report.requests.offered as f64);
    }
}
