//! What a deployment costs, with the arithmetic beside it.

use crate::support::run;
use cutover::record::{Cost, InstanceHours};

/// Nobody asks for anything, so that instances stop as soon as they are told to, and moments can be told by hand: a new
/// instance takes 10 s of provisioning and 10 s until ready, and one that goes takes 2 s to stop.
const QUIET: &str = "horizon_s = 600\ntraffic.rate_rps = 0\nfleet.instances = 4";

fn hours(strategy: &str) -> InstanceHours {
    run(&format!("{QUIET}\n{strategy}")).1.cost.hours
}

fn assert_hours(strategy: &str, [surge, overlap, other, missing]: [f64; 4]) {
    let found = hours(strategy);
    // The wanted number times the horizon: 4 x 600 s.
    let seconds = [found.baseline, found.surge, found.overlap, found.other, found.missing].map(|hours| hours * 3_600.0);
    let expected = [2_400.0, surge, overlap, other, missing];
    let equal = seconds.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-6);
    assert!(equal, "{strategy}: {seconds:?}, not {expected:?}");
}

#[test]
fn what_stays_on_its_machines_costs_no_instance_more() {
    assert_hours("strategy.kind = 'recreate'", [0.0; 4]);
    assert_hours("strategy.rolling.in_place = true", [0.0; 4]);
    // One goes before another comes, at the same moment.
    assert_hours("strategy.rolling = { max_surge = 0, max_unavailable = 1 }", [0.0; 4]);
    // The new ones come when the last old one has gone, after 2 s of stopping: nobody is ever missing.
    assert_hours("strategy = { kind = 'recreate', recreate.keep_machines = false }", [0.0; 4]);
}

#[test]
fn rolling_pays_for_its_surge_from_the_first_launch_to_the_last_stop() {
    // One at a time: 20 s until it is ready, then 2 s until an old one has stopped, four times: 4 x 22 s of 1 instance.
    assert_hours("strategy.rolling = { max_surge = 1, max_unavailable = 0 }", [88.0, 0.0, 0.0, 0.0]);
    // Two at a time: 2 x 22 s of 2 instances.
    assert_hours("strategy.rolling = { max_surge = 2, max_unavailable = 0 }", [88.0, 0.0, 0.0, 0.0]);
    // Kubernetes does not wait for an old one to stop: launches at 60, 80, 100, 120 s, and after each 20 s one that stops
    // for 2 s. In surge: 80 s of 1 instance, and on top 4 x 2 s.
    let kubernetes = "strategy.rolling = { max_surge = 1, max_unavailable = 0, count_draining = false }";
    assert_hours(kubernetes, [88.0, 0.0, 0.0, 0.0]);
}

#[test]
fn blue_green_pays_for_exactly_its_second_fleet() {
    // 10 s provisioning + 10 s until ready + 20 s preview + 120 s delay + 2 s stop = 162 s of 4 instances.
    assert_hours("strategy.kind = 'blue-green'", [0.0, 4.0 * 162.0, 0.0, 0.0]);
    // A preview of one: 1 for the 40 s until the switch is due, then 3 more for 20 s until all are ready, then the delay
    // and the stop: 40 + 4 x (20 + 120 + 2).
    let small = "strategy = { kind = 'blue-green', blue_green.preview_instances = 1 }";
    assert_hours(small, [0.0, 40.0 + 4.0 * 142.0, 0.0, 0.0]);
}

#[test]
fn a_canary_pays_for_what_stands_beside_the_stable_fleet() {
    // 50 % of 4 is 2: 20 s until ready, 60 s at this weight. Then 2 more, 20 s until ready, and the stable fleet is kept
    // for 30 s and stops in 2 s: 2 x 80 + 4 x 52.
    let steps = "steps = [{ weight = 50, pause_s = 60 }], scale_down_delay_s = 30";
    let weighted = format!("strategy = {{ kind = 'canary', canary = {{ {steps} }} }}");
    assert_hours(&weighted, [0.0, 2.0 * 80.0 + 4.0 * 52.0, 0.0, 0.0]);
    // Without a router, instances are the weight, one above the wanted number at a time, and each change takes 22 s. That is
    // a rolling update with a pause: surge, and no second fleet.
    let by_instances = "router = 'instances', max_surge = 1, max_unavailable = 0";
    let one_by_one = format!("strategy = {{ kind = 'canary', canary = {{ {steps}, {by_instances} }} }}");
    assert_hours(&one_by_one, [88.0, 0.0, 0.0, 0.0]);
}

#[test]
fn flagger_pays_for_its_canary_and_for_the_surge_of_its_primary() {
    // Ticks every 15 s, all of which pass (nobody asks, and that is put up with).
    let flagger = "strategy = { kind = 'flagger', flagger = { no_data_fails = false },
        rolling = { max_surge = 1, max_unavailable = 0 } }";
    let found = hours(&flagger.replace('\n', " "));
    // The primary takes the new version over one by one, beside a canary that is whole: 4 x 22 s above both fleets.
    assert!((found.surge * 3_600.0 - 88.0).abs() < 1e-6, "{found:?}");
    assert!(found.overlap * 3_600.0 > 4.0 * 88.0 && found.other == 0.0 && found.missing == 0.0, "{found:?}");
}

#[test]
fn what_drains_outside_of_a_rollout_is_neither_surge_nor_overlap() {
    // No rollout within the run; the autoscaler sends 10 - 2 idle instances away, which take 10 s to stop.
    let (_, report) = run("strategy.start_s = 1000\ntraffic.rate_rps = 0\nfleet.stop_s = 10
        autoscaler = { enabled = true, min_instances = 2, down.stabilization_s = 0 }");
    let hours = report.cost.hours;
    assert!((hours.other * 3_600.0 - 80.0).abs() < 1e-6, "{hours:?}");
    assert_eq!([hours.surge, hours.overlap], [0.0; 2], "{hours:?}");
}

#[test]
fn whoever_has_gone_before_a_successor_comes_is_missing() {
    // One of four hangs on its requests, so that it goes only with the end of its grace period, 30 s after 60 s, and by then
    // the other three, which have worked off theirs (40 ms at most) and stopped (2 s), have been gone for 28 s.
    let (_, report) = run("horizon_s = 600\ntraffic = { rate_rps = 40, arrivals = 'constant', timeout_s = 0 }
        fleet = { instances = 4, grace_period_s = 30 }\nservice = { law = 'constant', mean_ms = 40 }
        faults.hangs = [{ at_s = 50 }]\nstrategy = { kind = 'recreate', recreate.keep_machines = false }");
    let hours = report.cost.hours;
    assert!((hours.missing * 3_600.0 - 3.0 * 28.0).abs() < 3.0 * 0.04, "{hours:?}");
    assert_eq!([hours.surge, hours.overlap, hours.other], [0.0; 3], "{hours:?}");
    assert!((report.cost.extra_instance_hours + hours.missing).abs() < 1e-9, "{:?}", report.cost);
}

/// Prices that are easily multiplied.
const PRICED: &str = "horizon_s = 3600
    prices = { instance_hour_usd = 2, routed_million_usd = 50, router_latency_ms = 4, failed_request_usd = 0.5, deployments_per_month = 3 }
    slo.served_percent = 99
    versions.candidate.error_probability = 0.3";

fn cost_of(kind: &str) -> (u64, u64, f64, Cost) {
    let (_, report) = run(&format!("{PRICED}\nstrategy.kind = '{kind}'"));
    (report.requests.offered, report.requests.harmed(), report.latency_ms.mean.unwrap(), report.cost)
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found}, not {expected}");
}

#[test]
fn prices_and_the_objective_make_the_figures() {
    let (offered, harmed, mean_ms, cost) = cost_of("canary");
    assert!(harmed > 100 && offered > 800_000, "{harmed} of {offered}");
    let extra = cost.hours.overlap + cost.hours.surge;
    near(cost.extra_usd, 2.0 * extra);
    // Every request passes the router once: whoever is served and whoever is not.
    assert_eq!(cost.router.requests, offered);
    near(cost.router.usd, offered as f64 * 50.0 / 1e6);
    near(cost.router.added_share.unwrap(), 4.0 / mean_ms);
    near(cost.failed_requests_usd, 0.5 * harmed as f64);
    near(cost.deployment_usd, cost.extra_usd + cost.router.usd + cost.failed_requests_usd);
    // A month has 720 hours like this one, and one of a hundred requests may go wrong.
    let may_fail = 720.0 * offered as f64 / 100.0;
    near(cost.error_budget_share.unwrap(), harmed as f64 / may_fail);
    let month = &cost.month;
    // 10 instances all the time at 2 USD, and three deployments.
    near(month.instances_usd, 2.0 * (10.0 * 720.0 + 3.0 * extra));
    near(month.router_usd, 720.0 * cost.router.usd);
    near(month.failed_requests_usd, 3.0 * 0.5 * harmed as f64);
    near(month.total_usd, month.instances_usd + month.router_usd + month.failed_requests_usd);
    near(month.error_budget_share.unwrap(), 3.0 * harmed as f64 / may_fail);
}

#[test]
fn only_who_splits_by_weight_needs_a_router() {
    for kind in ["recreate", "rolling", "blue-green"] {
        let (_, _, _, cost) = cost_of(kind);
        assert_eq!((cost.router.requests, cost.router.usd, cost.router.added_latency_ms), (0, 0.0, 0.0), "{kind}");
    }
    let (offered, _, _, flagger) = cost_of("flagger");
    assert_eq!((flagger.router.requests, flagger.router.added_latency_ms), (offered, 4.0));
    let off = |settings: &str| run(&format!("{PRICED}\n{settings}")).1.cost.router.requests;
    assert_eq!(off("strategy = { kind = 'canary', canary.router = 'instances' }"), 0);
    assert_eq!(off("strategy = { kind = 'flagger', flagger = { form = 'blue-green', routed = false } }"), 0);
}

#[test]
fn without_requests_no_budget_is_spent() {
    let (_, report) = run(QUIET);
    assert_eq!((report.cost.error_budget_share, report.cost.month.error_budget_share), (None, None));
    assert_eq!(report.cost.failed_requests_usd, 0.0);
}
