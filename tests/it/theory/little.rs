//! Little's law, and the order of the balancer's policies.

use super::{Station, mean_wait_s};
use crate::support::run;

#[test]
fn littles_law_holds_for_every_preset_without_a_rollout() {
    for preset in cutover::scenario::presets::PRESETS {
        let mut scenario = preset.scenario().unwrap().into_inner();
        scenario.strategy.start_s = scenario.horizon_s + 1.0;
        scenario.deployments.clear();
        // A lane may have deployments of its own, which would come before the rollout.
        scenario.lanes.clear();
        // Few requests, seldom looked at, would say little about a mean.
        scenario.traffic.rate_rps = scenario.traffic.rate_rps.max(100.0);
        scenario.sample_interval_s = 0.1;
        scenario.faults.crashes.clear();
        scenario.traffic.timeout_s = 0.0;
        let recording = cutover::record::simulate(&scenario.check().unwrap());
        // L = lambda W: requests on instances, sampled ten times a second, against time spent there by each request.
        let samples = &recording.series.outstanding;
        let on_instances = samples.iter().map(|n| f64::from(*n)).sum::<f64>() / samples.len() as f64;
        let spent_s = recording.latency[0].mean_seconds().unwrap() * recording.latency[0].count() as f64;
        let expected = spent_s / recording.horizon.seconds();
        assert!((on_instances / expected - 1.0).abs() < 0.04, "{}: {on_instances} for {expected}", preset.id);
    }
}

#[test]
fn better_policies_wait_less_on_the_same_requests() {
    let wait = |policy: &'static str| {
        let station = Station { instances: 8, policy, ..Station::new(1, 56.0) };
        mean_wait_s(&run(&station.toml()).1)
    };
    let waits = ["least-outstanding", "power-of-two", "round-robin", "random"].map(wait);
    assert!(waits.is_sorted(), "{waits:?}");
}
