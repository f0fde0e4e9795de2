//! Faults that no other file has: a readiness check that lies, a dependency that is out, and slowness that only load brings to light.

use crate::support::{run, with};
use cutover::record::{Report, RolloutOutcome};

/// Ten instances, 240 requests/s in regular steps, nothing fails by itself. An instance is ready 20 s after it was asked for, or 10 s
/// after it has stopped, which takes 2 s.
const PLAIN: &str = "traffic.arrivals = 'constant'
    service.law = 'constant'
    service.mean_ms = 40
    fleet.warm_up_factor = 1
    versions.stable.error_probability = 0
    versions.candidate.error_probability = 0";

fn told(settings: &str) -> Report {
    run(&with(PLAIN, settings)).1
}

#[test]
fn a_readiness_check_that_lies_hurts_as_long_as_it_does_and_nobody_where_there_is_a_preview() {
    // In place one after the other answers with errors for 3 s. As soon as one is ready the next one stops, so that a ninth of 240
    // requests/s meets each, and a tenth the last: 9 * 80 + 72 = 792.
    let lies = "versions.candidate.unready_s = 3\nrollback.automatic = false\nhorizon_s = 400";
    let in_place = "strategy.rolling.in_place = true\nstrategy.rolling.max_unavailable = 1";
    let rolling = told(&format!("{lies}\n{in_place}"));
    assert!((787..=797).contains(&rolling.requests.failed), "{:?}", rolling.requests);
    assert!(rolling.rollout.exposed_requests > 800 && rolling.rollout.outcome == RolloutOutcome::Completed);
    // Waiting before the next one is taken hardly helps, as the traffic comes with readiness: a tenth each, 10 * 72.
    let slower = told(&format!("{lies}\n{in_place}\nfleet.min_ready_s = 5"));
    assert!((715..=725).contains(&slower.requests.failed), "{:?}", slower.requests);
    // Blue-green looks at its fleet for 20 s before anybody is sent there.
    let blue_green = "strategy.kind = 'blue-green'";
    assert_eq!(told(&format!("{lies}\n{blue_green}")).requests.failed, 0);
    // Without that everybody is hurt at once: 240 requests/s for 3 s.
    let hasty = told(&format!("{lies}\n{blue_green}\nstrategy.blue_green.preview_s = 0"));
    assert!((719..=721).contains(&hasty.requests.failed), "{:?}", hasty.requests);
    // The same where requests are told one by one, where they are planned again, and where they cannot be planned.
    for path in [
        "clients = { population = 'sessions', requests_per_session = 1 }",
        "clients.regions = [{ name = 'one' }]",
        "fleet.cold_cache = { factor = 1.000001, requests = 1 }",
        "fleet.discipline = 'lifo'",
    ] {
        let failed = told(&format!("{lies}\n{blue_green}\nstrategy.blue_green.preview_s = 0\n{path}")).requests.failed;
        assert!((690..=750).contains(&failed), "{path}: {failed}");
    }
}

/// A dependency that has room for all, is called after half of the work and is out from 100 to 110 s.
const OUT: &str = "dependency.concurrency = 100
    dependency.outages = [{ at_s = 100, duration_s = 10 }]
    dependency.timeout_ms = 500
    dependency.service = { law = 'constant', mean_ms = 10 }";

#[test]
fn a_dependency_that_is_out_fails_or_holds_whoever_calls() {
    let run = |hangs: &str, settings: &str| {
        told(&format!("{OUT}\nstrategy.start_s = 9999\ndependency.hangs = {hangs}\n{settings}"))
    };
    // Refused calls: 240 requests/s for 10 s fail, and nobody waits.
    let refused = run("false", "");
    assert!((2_398..=2_402).contains(&refused.requests.failed), "{:?}", refused.requests);
    assert!(refused.latency_ms.max.unwrap() < 55.0, "{:?}", refused.latency_ms);
    // Calls that hang hold their workers for 0.5 s each: twenty workers do 38 requests/s, so that those who wait give up after 2 s
    // and the queues fill. Hardly anybody is served, and whoever is not waits for it.
    let hung = run("true", "");
    assert!(hung.requests.timed_out > 500 && hung.requests.rejected > 1_000, "{:?}", hung.requests);
    assert!(hung.requests.harmed() > 2_200 && hung.latency_ms.max.unwrap() > 1_900.0, "{:?}", hung.requests);
    // Only half of the requests call it: the others are served where they find a worker.
    let half = run("false", "dependency.share_of_requests = 0.5");
    let failed = half.requests.failed as f64;
    assert!((failed - 1_200.0).abs() < 4.0 * 600.0_f64.sqrt(), "{failed}");
}

#[test]
fn an_outage_in_mid_rollout_is_held_against_the_candidate_unless_it_is_compared() {
    let more = "dependency.share_of_requests = 0.5\nstrategy.kind = 'canary'\ntelemetry.both_versions = true";
    let longer = "dependency.outages = [{ at_s = 100, duration_s = 30 }]";
    let canary = with(&format!("{OUT}\n{more}"), longer);
    // Half of its requests fail, as half of all do: above any limit.
    let blamed = told(&canary);
    assert_eq!(blamed.rollout.outcome, RolloutOutcome::RolledBack);
    assert_eq!(blamed.rollout.exposed_requests, 0, "it is not faulty");
    // Compared with the stable version it is no worse, all through the outage.
    let compared = told(&format!(
        "{canary}\nrollback.automatic = false
        strategy.analyses = [{{ name = 'beside', metrics = [{{ measure = 'comparison', latency_weight = 0, interval_s = 60, initial_delay_s = 60, failure = {{ is = 'below', limit = 75 }} }}] }}]
        strategy.canary.background_analysis = 'beside'"
    ));
    assert_eq!(compared.rollout.outcome, RolloutOutcome::Completed, "{:?}", compared.rollout);
}

#[test]
fn a_version_that_is_only_slower_shows_under_load_alone() {
    // Two workers of 40 ms are 50 requests/s for each instance, and 27.8 where work takes 1.8 times as long. At 12 for each nobody
    // notices; at 36 its queues fill, and who comes then is refused.
    let slower = "fleet.workers = 2\nversions.candidate.service_factor = 1.8\ntelemetry.window_s = 10";
    for kind in ["blue-green", "canary"] {
        let at = |rate_rps: u32| told(&format!("{slower}\nstrategy.kind = '{kind}'\ntraffic.rate_rps = {rate_rps}"));
        let (quiet, busy) = (at(120), at(360));
        assert_eq!((quiet.rollout.outcome, quiet.requests.harmed()), (RolloutOutcome::Completed, 0), "{kind}");
        assert_eq!(busy.rollout.outcome, RolloutOutcome::RolledBack, "{kind} {:?}", busy.rollout);
        assert!(busy.requests.harmed() > 0, "{kind} {:?}", busy.requests);
    }
}
