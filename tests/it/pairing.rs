//! The same luck for everyone: lanes that differ in strategy alone face the same users and the same work.

use crate::support::scenario;
use cutover::compare::lanes;
use cutover::record::Recording;
use cutover::scenario::StrategyKind;
use std::collections::BTreeMap;

/// What is drawn for a request, as far as a sample shows it: when it arrived.
fn arrivals(recording: &Recording) -> BTreeMap<u32, u64> {
    recording.samples.iter().map(|sample| (sample.number, sample.arrived.0)).collect()
}

#[test]
fn all_lanes_see_the_same_arrivals() {
    let scenario = scenario("versions.candidate.error_probability = 0.3\nfaults.crashes = [{ at_s = 100 }]");
    let lanes = lanes(&scenario, StrategyKind::ALL);
    let first = arrivals(&lanes[0].recording);
    assert!(first.len() > 9_000);
    for lane in &lanes[1..] {
        assert_eq!(lane.recording.series.offered, lanes[0].recording.series.offered);
        let other = arrivals(&lane.recording);
        // Those still waiting at the end are missing, and differ from lane to lane.
        let both = first.iter().filter(|(number, _)| other.contains_key(number)).count();
        assert!(both + 10 > first.len());
        assert!(first.iter().all(|(number, at)| other.get(number).is_none_or(|same| same == at)));
    }
}

#[test]
fn a_request_brings_the_same_work_to_every_lane() {
    // Enough workers that nobody waits and no warm-up: latency is the work itself.
    let scenario = scenario("fleet = { workers = 50, warm_up_s = 0 }\ntraffic.rate_rps = 20\nservice.p99_ms = 500");
    let work = |recording: &Recording| -> BTreeMap<u32, u64> {
        let served = recording.samples.iter().filter(|sample| sample.instance.is_some());
        served.map(|sample| (sample.number, sample.ended.0 - sample.arrived.0)).collect()
    };
    let lanes = lanes(&scenario, StrategyKind::ALL);
    let first = work(&lanes[0].recording);
    for lane in &lanes[1..] {
        let other = work(&lane.recording);
        let different =
            first.iter().filter(|(number, work)| other.get(number).is_some_and(|same| same != *work)).count();
        assert_eq!(different, 0, "{:?}", lane.kind);
        assert!(other.len() > 6_000);
    }
}

#[test]
fn until_the_rollout_begins_the_lanes_are_the_same() {
    let scenario = scenario("");
    let lanes = lanes(&scenario, StrategyKind::ALL);
    for lane in &lanes[1..] {
        for i in 0..59 {
            assert_eq!(lane.recording.series.served[0][i], lanes[0].recording.series.served[0][i]);
            assert_eq!(lane.recording.series.p99_ms[i], lanes[0].recording.series.p99_ms[i]);
        }
    }
}

#[test]
fn samples_show_every_instance_alike() {
    // Round robin over ten: a fixed stride would show the same few instances again and again.
    for rate in [120, 200, 240, 320] {
        let (recording, _) = crate::support::run(&format!("traffic.rate_rps = {rate}\nstrategy.start_s = 400"));
        let mut seen = [0u32; 10];
        for sample in &recording.samples {
            seen[sample.instance.unwrap() as usize] += 1;
        }
        let mean = recording.samples.len() as f64 / 10.0;
        assert!(seen.iter().all(|count| (f64::from(*count) / mean - 1.0).abs() < 0.2), "{rate}: {seen:?}");
        assert!(mean > 500.0, "{mean}");
    }
}
