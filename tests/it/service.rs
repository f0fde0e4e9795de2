//! Service that is not plain: other orders of the queue, shedding, processes that stand still, a shared dependency.

use crate::random::random_scenario_of;
use crate::support::run;
use cutover::record::{Recording, Report, report, simulate};
use cutover::scenario::{Discipline, Jitter, Pause, Policy, Routing, StrategyKind, Think, presets::Preset};
use serde_json::Value;

/// What differs first between two recordings.
fn difference(planned: &Recording, driven: &Recording) -> String {
    let pairs = planned.samples.iter().zip(&driven.samples);
    if let Some((a, b)) = pairs.into_iter().find(|(a, b)| a != b) {
        return format!("{a:?}\n{b:?}");
    }
    let pair = [planned, driven];
    let [planned, driven] = pair.map(|recording| serde_json::to_value(recording).unwrap());
    let found = first_difference("", &planned, &driven);
    found.unwrap_or_else(|| format!("{:?}\n{:?}", pair[0].regions, pair[1].regions))
}

/// The path of the first value that differs, and both values.
fn first_difference(path: &str, a: &Value, b: &Value) -> Option<String> {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            a.iter().find_map(|(name, value)| first_difference(&format!("{path}.{name}"), value, &b[name]))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(i, (a, b))| first_difference(&format!("{path}[{i}]"), a, b))
        }
        _ => (a != b).then(|| format!("{path}: {a} and {b}")),
    }
}

#[test]
fn planned_and_driven_requests_end_alike() {
    let (mut crashes, mut pauses, mut endless, mut hangs, mut dropped) = (0, 0, 0, 0, 0);
    for seed in 0..300 {
        let mut scenario = random_scenario_of(seed, 4).into_inner();
        // Few enough requests in an interval for exact quantiles, which do not depend on the order of telling; and no
        // policy whose ties depend on the order in which departures of the same moment are told.
        scenario.sample_interval_s = 0.5;
        if scenario.fleet.policy == Policy::LeastOutstanding {
            scenario.fleet.policy = Policy::PowerOfTwo;
        }
        // How long a check waits can only be estimated where nothing is planned.
        scenario.fleet.checks_queue = false;
        // What waited on several instances may be dropped at the same moment, at the end of a pause: who is heard of first
        // must not decide which of them may be ejected.
        scenario.routing.outliers.most_ejected_percent = 100;
        // Clients who fail or leave at the same moment do so in the order in which they hear of it. So they must not come
        // back together, nor share a budget, who takes whose place must not decide between balancers, and of two attempts
        // no pause must make both end at once.
        if !scenario.has_plain_clients() {
            scenario.routing = Routing { zones: scenario.routing.zones, ..Routing::default() };
            scenario.faults.pauses.iter_mut().for_each(|pause| pause.all = false);
        }
        let clients = &mut scenario.clients;
        clients.think = Think::Exponential;
        (clients.retries.jitter, clients.retries.budget_percent) = (Jitter::Full, 0.0);
        clients.retries.back_off_ms += 1.0;
        clients.retries.longest_back_off_ms += 1.0;
        scenario.dependency.concurrency = 0;
        scenario.fleet.discipline = Discipline::Fifo;
        let planned = simulate(&scenario.check().unwrap());
        // First in, first out, as the queue is never longer than that.
        scenario.fleet.discipline = Discipline::AdaptiveLifo;
        scenario.fleet.lifo_above = 100_000;
        let driven = simulate(&scenario.check().unwrap());
        let differs = || format!("{}\n{}", difference(&planned, &driven), serde_json::to_string(&scenario).unwrap());
        assert!(planned.hash() == driven.hash(), "seed {seed}: {}", differs());
        crashes += u32::from(!scenario.faults.crashes.is_empty());
        pauses += u32::from(!scenario.faults.pauses.is_empty());
        let is_endless = |pause: &Pause| pause.every_s > 0.0 && pause.every_s * 1_000.0 < pause.duration_ms;
        endless += u32::from(scenario.faults.pauses.iter().any(is_endless));
        hangs += u32::from(!scenario.faults.hangs.is_empty());
        dropped += planned.totals.iter().map(|totals| totals.rejected).sum::<u64>();
    }
    assert!(crashes > 50 && pauses > 50 && dropped > 10_000, "{crashes} {pauses} {dropped}");
    // Processes that hang, and pauses that follow each other faster than they end.
    assert!(hangs > 50 && endless > 10, "{hangs} {endless}");
}

/// Constant work of 100 ms on one instance with one worker, a request each 250 ms from 0.25 s on, nobody impatient.
const STEADY: &str = "horizon_s = 10
    traffic = { rate_rps = 4, arrivals = 'constant', timeout_s = 0 }
    fleet.instances = 1
    fleet.workers = 1
    service = { law = 'constant', mean_ms = 100 }
    versions.stable.error_probability = 0
    strategy.start_s = 9999\n";

/// Latency of each request, ms.
fn latencies(recording: &Recording) -> Vec<u64> {
    recording.samples.iter().map(|sample| (sample.ended - sample.arrived).0 / 1_000_000).collect()
}

#[test]
fn a_pause_delays_what_is_being_worked_on_and_what_comes() {
    for (discipline, lifo_above) in [("fifo", 0), ("adaptive-lifo", 100)] {
        // From 1.05 to 1.55 s: the request of 1.00 s has 50 ms left; those of 1.25 and 1.50 s wait for it.
        let toml = format!(
            "{STEADY}fleet.discipline = '{discipline}'\nfleet.lifo_above = {lifo_above}
            faults.pauses = [{{ at_s = 1.05, duration_ms = 500 }}]\nsample_interval_s = 0.1"
        );
        let (recording, _) = run(&toml);
        assert_eq!(latencies(&recording)[..8], [100, 100, 100, 600, 450, 300, 150, 100], "{discipline}");
        // At 1.1, 1.2 and so on; at 1.6 the first one departs, and the next one starts.
        assert_eq!(recording.series.outstanding[10..18], [1, 1, 2, 2, 2, 2, 1, 1], "{discipline}");
    }
}

#[test]
fn pauses_come_again_and_again_on_their_version() {
    let toml = format!("{STEADY}faults.pauses = [{{ at_s = 2, every_s = 2, duration_ms = 200, version = 'VERSION' }}]");
    let (recording, _) = run(&toml.replace("VERSION", "stable"));
    // The pause comes before the request of the same moment, which waits until it is over: at 2, 4, 6 and 8 s.
    let slow: Vec<usize> =
        latencies(&recording).iter().enumerate().filter(|(_, ms)| **ms == 300).map(|(i, _)| i).collect();
    assert_eq!(slow, [7, 15, 23, 31]);
    let (recording, _) = run(&toml.replace("VERSION", "candidate"));
    assert!(latencies(&recording).iter().all(|ms| *ms == 100));
}

#[test]
fn a_neighbour_slows_what_starts_in_its_time() {
    let toml = format!("{STEADY}faults.slow = [{{ at_s = 1.0, duration_s = 0.5, factor = 2, share = 1 }}]");
    assert_eq!(latencies(&run(&toml).0)[..7], [100, 100, 100, 200, 200, 100, 100]);
}

#[test]
fn a_cache_that_time_fills_is_not_emptied_by_a_failed_check() {
    // Ready and empty at 3 s, full at 7 s. It hangs from 4 to 5.15 s, and is out of the rotation from 4.3 to 5.2 s.
    let toml = format!(
        "{STEADY}fleet.warm_up_s = 0\nfleet.cold_cache = {{ factor = 3, age_s = 4 }}
        fleet.readiness = {{ period_s = 0.2, timeout_s = 0.1, failure_threshold = 2 }}
        versions.stable.start_s = 0.9\nfaults.crashes = [{{ at_s = 2, down_s = 0 }}]
        faults.hangs = [{{ at_s = 4, duration_s = 1.15 }}]"
    );
    let (recording, _) = run(&toml.replace("workers = 1", "workers = 4"));
    // From 3.00 s on: 100 ms times 3 less half of the age in seconds. The hang holds up what was being worked
    // on at 4 s, and what came at 4.00 and 4.25 s waited until its end.
    assert_eq!(latencies(&recording)[11..21], [300, 287, 275, 1412, 1342, 1092, 0, 0, 0, 187]);
    assert_eq!(latencies(&recording)[21..29], [175, 162, 150, 137, 125, 112, 100, 100]);
}

#[test]
fn a_leak_slows_and_then_crashes_the_process_again_and_again() {
    let toml = format!(
        "{STEADY}versions.stable.leak = {{ growth = 100, requests_until_crash = 5, down_s = 0 }}
        versions.stable.start_s = 0.7\nfleet.readiness.period_s = 0.1\nfleet.warm_up_s = 0"
    );
    let (recording, report) = run(&toml);
    // 10 % more with each request; the fifth, at 1.25 s, is one too many. The next process is ready at 1.95 s.
    let seen: Vec<u64> = latencies(&recording)[..12].to_vec();
    assert_eq!(seen, [100, 110, 120, 130, 0, 0, 0, 100, 110, 120, 130, 0]);
    // 39 requests: of each seven, four are served, one crashes the process, and two find none.
    assert_eq!((report.requests.failed, report.requests.rejected), (5, 10));
}

#[test]
fn a_cold_cache_warms_with_requests() {
    let toml = format!(
        "{STEADY}fleet.cold_cache = {{ factor = 2, requests = 4 }}
        fleet.warm_up_s = 0\nfaults.crashes = [{{ at_s = 1.9, down_s = 0 }}]
        versions.stable.start_s = 0\nfleet.readiness.period_s = 0.1"
    );
    // The fleet that stands at the beginning is warm; after the crash the cache is empty.
    assert_eq!(latencies(&run(&toml).0)[..12], [100, 100, 100, 100, 100, 100, 100, 200, 175, 150, 125, 100]);
}

#[test]
fn what_has_waited_too_long_is_dropped_without_work() {
    let overload = STEADY.replace("rate_rps = 4", "rate_rps = 20");
    let (recording, report) = run(&format!("{overload}fleet.shed_after_ms = 250"));
    // 10 of 20 requests a second are worked on, and nobody who is waits for more than 250 ms.
    assert!((95..=100).contains(&report.requests.served), "{:?}", report.requests);
    assert!(report.latency_ms.max.unwrap() <= 350.0);
    let dropped = recording.samples.iter().filter(|sample| sample.outcome == cutover::fleet::Outcome::Rejected);
    let waits: Vec<f64> = dropped.map(|sample| (sample.ended - sample.arrived).millis()).collect();
    assert!(waits.len() > 80 && waits.iter().all(|wait| (250.0..350.1).contains(wait)), "{waits:?}");
}

#[test]
fn the_saturation_of_a_dependency_is_that_of_the_service() {
    // The instances alone could do 10 * 4 / 0.04 = 1,000 requests/s; the dependency 2 / 0.01 = 200.
    let toml = "horizon_s = 60
        traffic = { rate_rps = 300, timeout_s = 1 }
        fleet = { workers = 4, queue_capacity = 20 }
        service = { law = 'constant', mean_ms = 40 }
        versions.stable.error_probability = 0
        strategy.start_s = 9999\n";
    let dependency = "dependency.concurrency = 2\ndependency.service = { law = 'constant', mean_ms = 10 }";
    let (_, alone) = run(toml);
    assert_eq!(alone.requests.served + alone.requests.in_flight, alone.requests.offered);
    let (recording, held) = run(&format!("{toml}{dependency}"));
    let served_rps = held.requests.served as f64 / 60.0;
    assert!(served_rps < 201.0, "{served_rps}");
    assert!(held.requests.rejected > 1_000, "{:?}", held.requests);
    // All workers are held although their own work would keep only 300 * 0.04 = 12 of 40 busy.
    assert!(recording.series.utilization[30..].iter().all(|share| *share > 0.95));
    assert!(recording.series.capacity_rps[0].iter().all(|rps| (rps - 200.0).abs() < 0.1));
    // With a timeout calls fail and free their workers.
    let (_, timed) = run(&format!("{toml}{dependency}\ndependency.timeout_ms = 50"));
    assert!(timed.requests.failed > 1_000 && timed.requests.rejected < held.requests.rejected, "{:?}", timed.requests);
}

/// The figures of the preset under a strategy.
fn cold(strategy: StrategyKind) -> Report {
    let scenario = Preset::find("cold-cache").unwrap().scenario().unwrap().with_strategy(strategy);
    report(&scenario, &simulate(&scenario))
}

#[test]
fn a_switch_onto_cold_caches_is_a_dip_that_a_canary_does_not_have() {
    let lost = |report: &Report| report.requests.rejected + report.requests.timed_out;
    let share = |report: &Report| report.capacity.min_share_of_demand.unwrap();
    let (switched, canary) = (cold(StrategyKind::BlueGreen), cold(StrategyKind::Canary));
    // Full caches bear twice the demand, empty ones a quarter of that: half of it.
    assert!((share(&switched) - 0.5).abs() < 0.01 && share(&canary) > 1.5, "{} {}", share(&switched), share(&canary));
    assert!(lost(&switched) > 1_000 && lost(&canary) < lost(&switched) / 5, "{switched:?} {canary:?}");
    let p99_ms = |report: &Report| report.latency_ms.p99.unwrap();
    assert!(p99_ms(&switched) > 2_000.0 && p99_ms(&canary) < 200.0, "{switched:?} {canary:?}");
    // Instance by instance is no cure in itself: the next ones come before the caches of the last ones are full.
    assert!(lost(&cold(StrategyKind::Rolling)) > lost(&canary));
}
