//! What each strategy does to the service, with the arithmetic beside it.

use crate::support::run;
use cutover::fleet::VersionId;
use cutover::record::{Recording, RolloutOutcome};
use cutover::sim::Event;

const GRID_S: f64 = 1.0;

/// Most instances that existed at the same time on the grid of the series.
fn most_paid(recording: &Recording) -> u32 {
    recording.series.paid.iter().copied().max().unwrap()
}

#[test]
fn the_outage_of_recreate_is_stop_plus_start_plus_readiness() {
    // Work of 40 ms at half load: the last request is done within a few hundredths of a second. Then 3 s to stop,
    // 8 s to start, and the first readiness check after that: checks at 0, 5, 10 s, so 10 s. 3 + 10 = 13 s.
    let toml = "strategy.kind = 'recreate'
        fleet = { stop_s = 3, readiness.period_s = 5 }
        service = { law = 'constant', mean_ms = 40 }
        versions.candidate.start_s = 8";
    let (_, report) = run(toml);
    assert!((report.capacity.outage_s - 13.0).abs() < GRID_S, "{}", report.capacity.outage_s);
    assert_eq!(report.capacity.min_ready_instances, 0);
    assert_eq!(report.rollout.outcome, RolloutOutcome::Completed);
    // Everyone who came during the outage was refused: 240 requests/s.
    let expected = 240.0 * report.capacity.outage_s;
    assert!((report.requests.rejected as f64 - expected).abs() < 4.0 * expected.sqrt());
    // A longer start moves it by exactly that much: 20 s is on a check.
    let (_, longer) = run(&toml.replace("start_s = 8", "start_s = 20"));
    assert!((longer.capacity.outage_s - 23.0).abs() < GRID_S, "{}", longer.capacity.outage_s);
}

#[test]
fn the_others_have_no_outage() {
    for kind in ["rolling", "blue-green", "canary"] {
        let (_, report) = run(&format!("strategy.kind = '{kind}'"));
        assert_eq!((report.capacity.outage_s, report.requests.rejected), (0.0, 0), "{kind}");
        assert_eq!(report.rollout.outcome, RolloutOutcome::Completed, "{kind}");
    }
}

#[test]
fn blue_green_peaks_at_exactly_twice_the_fleet() {
    for instances in [1, 3, 10] {
        let (recording, report) = run(&format!(
            "strategy.kind = 'blue-green'\nfleet.instances = {instances}\ntraffic.rate_rps = {}",
            20 * instances
        ));
        assert_eq!(report.cost.peak_instances, 2 * instances);
        assert_eq!(most_paid(&recording), 2 * instances);
        // Both fleets are there from launch to the end of the scale-down delay and the stop: 10 s provisioning + 10 s
        // until ready + 20 s preview + 120 s delay + 2 s stop = 162 s. The stop waits for no request: blue is idle.
        let extra_hours = f64::from(instances) * 162.0 / 3_600.0;
        assert!((report.cost.extra_instance_hours - extra_hours).abs() < 1e-9);
        assert!((report.cost.extra_usd - 0.1 * extra_hours).abs() < 1e-9);
        assert_eq!(report.version_mix.mixed_s, 0.0);
    }
}

#[test]
fn rolling_without_surge_never_exceeds_the_fleet() {
    for settings in ["max_surge = 0, max_unavailable = 1", "max_surge = 0, max_unavailable = '50%'", "in_place = true"]
    {
        let (recording, report) = run(&format!("strategy.rolling = {{ {settings} }}\ntraffic.rate_rps = 100"));
        assert_eq!(report.cost.peak_instances, 10, "{settings}");
        assert!(report.cost.extra_instance_hours <= 0.0, "{settings}");
        assert_eq!(most_paid(&recording), 10, "{settings}");
        assert_eq!(report.rollout.outcome, RolloutOutcome::Completed, "{settings}");
    }
    // The check can fail: with surge it is exceeded.
    assert_eq!(run("strategy.rolling = { max_surge = 2 }").1.cost.peak_instances, 12);
}

#[test]
fn rolling_keeps_its_floor_and_its_ceiling() {
    // 25 % of 10: surge ceil(2.5) = 3, unavailable floor(2.5) = 2.
    let (_, report) = run("");
    assert_eq!((report.capacity.min_ready_instances, report.cost.peak_instances), (8, 13));
    // Kubernetes does not count draining instances: with 2 s of draining they come on top.
    let (_, kubernetes) = run("strategy.rolling.count_draining = false");
    assert_eq!(kubernetes.capacity.min_ready_instances, 8);
    assert!(kubernetes.cost.peak_instances > 13, "{}", kubernetes.cost.peak_instances);
}

#[test]
fn a_canary_at_ten_percent_exposes_about_a_tenth_of_what_recreate_does() {
    let bad = |kind: &str| {
        let (_, report) = run(&format!(
            "strategy.kind = '{kind}'\nversions.candidate.error_probability = 0.2\nrollback.consecutive = 1
            telemetry = {{ scrape_interval_s = 5, window_s = 60 }}"
        ));
        assert_eq!(report.rollout.outcome, RolloutOutcome::RolledBack, "{kind}");
        report.rollout
    };
    let (canary, recreate) = (bad("canary"), bad("recreate"));
    // Both are detected at the first or second scrape after the first requests, 0 to 10 s after them; the canary gets a
    // tenth of the users in that time. Per second of exposure the shares are 10 % and 100 %.
    let per_second =
        |rollout: &cutover::record::RolloutReport| rollout.exposed_requests as f64 / rollout.time_to_detect_s.unwrap();
    let share = per_second(&canary) / per_second(&recreate);
    assert!((0.08..0.12).contains(&share), "{share}");
    let whole = canary.exposed_requests as f64 / recreate.exposed_requests as f64;
    assert!((0.05..0.2).contains(&whole), "{whole}");
    // Rolled back for the reason that was there.
    let reason = canary.reason.unwrap();
    assert_eq!((reason.metric.as_str(), reason.limit), ("error_rate", 0.05));
    assert!((reason.value - 0.2).abs() < 0.1, "{}", reason.value);
}

#[test]
fn the_way_back_is_quick_where_the_old_fleet_stands() {
    let restore = |kind: &str| {
        let (_, report) = run(&format!("strategy.kind = '{kind}'\nversions.candidate.error_probability = 0.3"));
        report.rollout.time_to_restore_s.unwrap()
    };
    assert_eq!((restore("blue-green"), restore("canary")), (0.0, 0.0));
    // In place without provisioning: drain, 2 s stop, 10 s until ready.
    assert!((restore("recreate") - 12.0).abs() < GRID_S);
    assert!(restore("rolling") > 20.0);
}

#[test]
fn a_slow_candidate_is_caught_by_latency() {
    let (_, report) = run("strategy.kind = 'canary'\nversions.candidate.service_factor = 4
        rollback = { error_rate_limit = 1, latency_p99_limit_ms = 300 }");
    let reason = report.rollout.reason.unwrap();
    assert_eq!((reason.metric.as_str(), reason.limit), ("latency_p99_ms", 300.0));
    assert!(reason.value > 300.0);
}

#[test]
fn a_candidate_that_never_becomes_ready_waits_for_the_deadline() {
    for (on_deadline, outcome) in [(true, RolloutOutcome::RolledBack), (false, RolloutOutcome::Stalled)] {
        let (_, report) = run(&format!(
            "versions.candidate.becomes_ready = false
            rollback = {{ progress_deadline_s = 100, on_deadline = {on_deadline} }}"
        ));
        assert_eq!(report.rollout.outcome, outcome);
        assert_eq!(report.version_mix.candidate_requests, 0);
        assert_eq!(report.capacity.min_ready_instances, 8);
        if on_deadline {
            // The last progress was the last launch, when the first drained instance had gone: 60 + about 2 s; known a second later.
            let detected = report.rollout.time_to_detect_s.unwrap();
            assert!((detected - 103.0).abs() < GRID_S, "{detected}");
        }
    }
}

#[test]
fn the_operator_can_roll_back_pause_and_promote() {
    let (recording, report) = run("strategy.kind = 'canary'\ncommands = [{ at_s = 100, action = 'roll-back' }]");
    assert_eq!(report.rollout.reason.unwrap().metric, "operator");
    assert_eq!(report.rollout.outcome, RolloutOutcome::RolledBack);
    assert!(recording.log.iter().any(|entry| matches!(entry.event, Event::CommandGiven { .. })));

    // Weights 10, 25, 50 with 60 s each: 3 pauses and 4 launches of 20 s are 260 s. A promotion 10 s into the first
    // pause (60 + 20 + 10) saves 50 s of it; 100 s held at the second step's launch add to it.
    let duration = |commands: &str| {
        run(&format!("horizon_s = 600\nstrategy.kind = 'canary'\n{commands}")).1.rollout.duration_s.unwrap()
    };
    assert!((duration("") - 260.0).abs() < GRID_S);
    assert!((duration("commands = [{ at_s = 90, action = 'promote' }]") - 210.0).abs() < GRID_S);
    let held = "commands = [{ at_s = 141, action = 'pause' }, { at_s = 241, action = 'resume' }]";
    assert!((duration(held) - 341.0).abs() < GRID_S, "{}", duration(held));
}

#[test]
fn a_crash_loses_what_was_running_and_comes_back() {
    let toml = "strategy.start_s = 601\nversions.stable.error_probability = 0
        faults.crashes = [{ at_s = 100, instance = 2, down_s = 20 }]";
    let (recording, report) = run(toml);
    let lost = recording.log.iter().find_map(|entry| match entry.event {
        Event::InstanceCrashed { instance: 2, lost } => Some(lost),
        _ => None,
    });
    assert_eq!(report.requests.failed, u64::from(lost.unwrap()));
    assert_eq!(report.capacity.min_ready_instances, 9);
    // Down 20 s, then 10 s until ready.
    let changes: Vec<f64> = recording.rotation.iter().map(|rotation| rotation.at.seconds()).collect();
    assert_eq!(changes, [0.0, 100.0, 130.0]);
}

#[test]
fn a_short_grace_period_kills_what_is_still_running() {
    let slow = "service = { law = 'constant', mean_ms = 4000 }\ntraffic = { rate_rps = 4, timeout_s = 0 }
        versions.stable.error_probability = 0\nversions.candidate.error_probability = 0";
    let (_, patient) = run(slow);
    assert_eq!(patient.requests.failed, 0);
    let (recording, hasty) = run(&format!("{slow}\nfleet.grace_period_s = 1"));
    let killed: u32 = recording
        .log
        .iter()
        .map(|entry| if let Event::InstanceKilled { lost, .. } = entry.event { lost } else { 0 })
        .sum();
    assert!(killed > 0);
    assert_eq!(hasty.requests.failed, u64::from(killed));
}

#[test]
fn after_the_bake_time_nobody_watches() {
    // Complete after 44 s; a candidate that fails from the start is seen during the bake or never.
    let toml = |bake: u32, window: u32| {
        format!(
            "strategy.kind = 'recreate'\nversions.candidate.error_probability = 0.5
            rollback = {{ bake_s = {bake}, min_requests = {window} }}"
        )
    };
    assert_eq!(run(&toml(120, 50)).1.rollout.outcome, RolloutOutcome::RolledBack);
    assert_eq!(run(&toml(0, 50)).1.rollout.outcome, RolloutOutcome::Completed);
    // Too few requests to judge, however bad.
    assert_eq!(run(&toml(120, 1_000_000)).1.rollout.outcome, RolloutOutcome::Completed);
}

#[test]
fn weights_become_shares_of_the_traffic() {
    let (recording, _) = run("strategy.kind = 'canary'");
    // The first step holds 10 % from 80 s to 140 s: 60 s of 240 requests/s.
    let routed = |version: VersionId| -> f64 {
        recording.series.routed[version.index()][85..135].iter().map(|n| f64::from(*n)).sum()
    };
    let share = routed(VersionId::Candidate) / (routed(VersionId::Candidate) + routed(VersionId::Stable));
    // Binomial with n = 12,000: standard deviation 0.0027; four of them.
    assert!((share - 0.1).abs() < 0.011, "{share}");
}

#[test]
fn what_is_not_ready_is_drained_before_what_is_not_yet_available() {
    // Four of the candidate are launched at 60 s (surge 4 of 4). They are ready after 10 + 10 = 20 s, at 80 s, and count as
    // available 30 s later. One of the stable fleet crashes at 85 s. At 110 s the four are available: 8 - 4 = 4 old ones may
    // go. The roll-back at 90 s turns that round: the four candidates are the old ones, and 8 - 4 - 1 = 3 may go at once;
    // two have crashed at 88 s and are not ready, so these two are among the three.
    let (recording, _) = run("fleet = { instances = 4, min_ready_s = 30 }
        strategy.rolling = { max_surge = 4, max_unavailable = 0 }
        traffic.rate_rps = 0
        faults.crashes = [{ at_s = 85, instance = 0, down_s = 30 }, { at_s = 88, instance = 3, down_s = 30 }, { at_s = 88, instance = 4, down_s = 30 }]
        commands = [{ at_s = 90, action = 'roll-back' }]");
    let drained: Vec<u32> = recording
        .log
        .iter()
        .filter(|entry| entry.at.seconds() == 90.0)
        .filter_map(|entry| match entry.event {
            Event::InstanceChanged { instance, state: cutover::fleet::State::Draining, .. } => Some(instance),
            _ => None,
        })
        .collect();
    assert_eq!(drained.len(), 3, "{drained:?}");
    let crashed: Vec<u32> = recording
        .log
        .iter()
        .filter_map(|entry| match entry.event {
            Event::InstanceCrashed { instance, .. } if entry.at.seconds() == 88.0 => Some(instance),
            _ => None,
        })
        .collect();
    assert_eq!(crashed.len(), 2, "{crashed:?}");
    // They go first, the newer one before the other; the third is the newest of those that are ready.
    let mut first = drained[..2].to_vec();
    first.sort_unstable();
    assert_eq!(first, crashed);
    assert!(drained[0] > drained[1]);
}

#[test]
fn an_instance_that_becomes_ready_is_progress_before_it_is_available() {
    // Launched at 60 s and ready at 80 s, but available only 30 s later, at 110 s. The deadline of 35 s would be over at
    // 95 s, had the clock not begun again at 80 s.
    let toml = "fleet = { instances = 2, min_ready_s = 30 }
        strategy.rolling = { max_surge = 2, max_unavailable = 0 }
        traffic.rate_rps = 0
        rollback = { on_deadline = false, progress_deadline_s = 35 }";
    let passed = |toml: &str| run(toml).0.log.iter().any(|entry| entry.event == Event::DeadlinePassed);
    assert!(!passed(toml));
    // The 30 s from then on end at the moment at which it is available: that is progress, whatever is looked at first.
    assert!(!passed(&toml.replace("deadline_s = 35", "deadline_s = 30")));
    // 25 s are over at 105 s.
    assert!(passed(&toml.replace("deadline_s = 35", "deadline_s = 25")));
}
