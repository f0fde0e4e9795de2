//! R1 to R6: what is said for and against rolling updates.

use super::{
    BLUE_GREEN, CANARY, EXACT, IN_PLACE, PLAIN, QUIET, RECREATE, harmed, is, of, routed, spans, told, weights,
    worst_p99_ms,
};
use crate::support::{scenario, with};
use cutover::fleet::{State, VersionId};
use cutover::record::{RolloutOutcome, plan};
use std::collections::BTreeSet;

#[test]
fn r1_one_instance_after_another_leaves_is_updated_and_comes_back() {
    let (recording, report) = of(&[QUIET, IN_PLACE]);
    // Out of rotation at 60, 72, ... 168 s, each as the one before is ready again.
    let leaving = spans(&recording, VersionId::Stable, State::Draining);
    assert_eq!(leaving.len(), 10);
    for (turn, span) in leaving.iter().enumerate() {
        is(span.from.seconds(), 60.0 + 12.0 * turn as f64, EXACT);
        let ready_again = recording.spans.iter().find(|other| {
            (other.instance, other.version) == (span.instance, VersionId::Candidate) && other.state.is_ready()
        });
        is(ready_again.expect("it comes back").from.seconds(), 72.0 + 12.0 * turn as f64, EXACT);
    }
    is(report.rollout.duration_s.unwrap(), 120.0, EXACT);
    // The ten of the beginning, nine or ten of them in rotation all the time.
    assert_eq!(recording.spans.iter().map(|span| span.instance).collect::<BTreeSet<_>>().len(), 10);
    assert!(recording.rotation.iter().all(|rotation| rotation.instances.iter().sum::<u32>() >= 9));
    // Who leaves gets no request.
    let (busy, _) = of(&[PLAIN, IN_PLACE]);
    let leaving = spans(&busy, VersionId::Stable, State::Draining);
    let reaches = |instance: Option<u32>, at| {
        leaving.iter().any(|span| Some(span.instance) == instance && span.from < at && at < span.to)
    };
    assert!(busy.samples.len() > 1_000);
    assert!(busy.samples.iter().all(|sample| !reaches(sample.instance, sample.arrived)));
}

#[test]
fn r1_with_surge_new_instances_come_first_and_larger_batches_are_not_one_by_one() {
    // One more at a time: ready after 20 s, then one old one goes in 2 s; 22 s each, the last one's end not waited for.
    let (recording, report) =
        of(&[QUIET, "horizon_s = 600\nstrategy.rolling.max_surge = 1\nstrategy.rolling.max_unavailable = 0"]);
    assert_eq!(recording.spans.iter().map(|span| span.instance).collect::<BTreeSet<_>>().len(), 20);
    assert!(recording.rotation.iter().all(|rotation| rotation.instances.iter().sum::<u32>() >= 10));
    assert_eq!(report.cost.peak_instances, 11);
    let leaving = spans(&recording, VersionId::Stable, State::Draining);
    for (turn, span) in leaving.iter().enumerate() {
        is(span.from.seconds(), 80.0 + 22.0 * turn as f64, EXACT);
    }
    // In threes: 3, 3, 3 and 1, four times 12 s.
    let threes = told(&[QUIET, IN_PLACE, "strategy.rolling.max_unavailable = 3"]);
    is(threes.rollout.duration_s.unwrap(), 48.0, EXACT);
    assert_eq!(threes.capacity.min_ready_instances, 7);
}

/// 200 requests/s, 20 % of which the candidate fails; the limit is 5 %, twice in a row at scrapes 5 s apart.
const BAD: &str = "traffic.rate_rps = 200\nversions.candidate.error_probability = 0.2";

#[test]
fn r2_a_bad_version_is_stopped_on_the_way() {
    // The first is ready at 72 s and the next one leaves, so it is one of nine. Scrapes at 75 and 80 s find it bad. The way
    // back goes one by one too: the second one, which has just started, is the first to be stopped and is the old version again
    // at 80 + 12 s; only then may the bad one leave. 20 s of 200 / 9 requests are 444.
    let (recording, rolling) = of(&[PLAIN, BAD, IN_PLACE]);
    assert_eq!(rolling.rollout.outcome, RolloutOutcome::RolledBack);
    assert_eq!(recording.rotation.iter().map(|rotation| rotation.instances[1]).max(), Some(1));
    is(rolling.rollout.reason.as_ref().unwrap().at_s, 80.0, EXACT);
    is(rolling.rollout.exposed_requests as f64, 20.0 * 200.0 / 9.0, 4.0);
    // All at once: seen at the same scrapes, but by everybody, and taken out at once. 8 s of 200 requests are 1,600.
    let recreate = told(&[PLAIN, BAD, RECREATE]);
    is(recreate.rollout.reason.as_ref().unwrap().at_s, 80.0, EXACT);
    is(recreate.rollout.exposed_requests as f64, 8.0 * 200.0, 10.0);
}

#[test]
fn r2_stops_holding_for_defects_below_the_limit_and_for_batches_of_everything() {
    // 1 % is below the limit of 5 %: it goes through the fleet.
    let mild = told(&[PLAIN, BAD, IN_PLACE, "versions.candidate.error_probability = 0.01"]);
    assert_eq!(mild.rollout.outcome, RolloutOutcome::Completed);
    assert!(mild.rollout.exposed_requests > 20_000, "{}", mild.rollout.exposed_requests);
    // What decides is the batch: with all ten in one it is recreate, but for 40 ms of which the last requests keep that.
    let all = told(&[PLAIN, BAD, IN_PLACE, "strategy.rolling.max_unavailable = '100%'"]);
    let recreate = told(&[PLAIN, BAD, RECREATE]);
    is(all.rollout.exposed_requests as f64, recreate.rollout.exposed_requests as f64, 0.04 * 200.0);
}

#[test]
fn r3_without_surge_nothing_extra_is_paid() {
    for settings in [IN_PLACE, "strategy.rolling.max_surge = 0\nstrategy.rolling.max_unavailable = 2"] {
        let report = told(&[QUIET, settings]);
        assert_eq!((report.cost.peak_instances, report.rollout.outcome), (10, RolloutOutcome::Completed), "{settings}");
        // Ten instances for 360 s are one hour, as without a rollout.
        is(report.cost.instance_hours, 1.0, EXACT);
        is(report.cost.extra_usd, 0.0, EXACT);
    }
}

#[test]
fn r3_stops_holding_with_surge_and_the_price_without_is_capacity() {
    // Five times two more: from 60 + 22 k s until the old ones have gone at 82 + 22 k s. 5 * 2 * 22 s = 220 s.
    let surge = told(&[QUIET, "strategy.rolling.max_surge = 2\nstrategy.rolling.max_unavailable = 0"]);
    assert_eq!((surge.cost.peak_instances, surge.capacity.min_ready_instances), (12, 10));
    is(surge.cost.extra_instance_hours, 220.0 / 3_600.0, EXACT);
    is(surge.cost.extra_usd, 0.1 * 220.0 / 3_600.0, EXACT);
    let none = told(&[QUIET, "strategy.rolling.max_surge = 0\nstrategy.rolling.max_unavailable = 2"]);
    assert_eq!(none.capacity.min_ready_instances, 8);
}

#[test]
fn r4_rolling_needs_no_routing_rule_and_no_second_fleet() {
    let of = |strategy: &str| {
        let (recording, report) = of(&[QUIET, strategy, "horizon_s = 600"]);
        assert_eq!(report.rollout.outcome, RolloutOutcome::Completed, "{strategy}");
        (report.rollout.actions, weights(&recording).len(), report.cost.peak_instances)
    };
    // Ten stopped, ten started.
    assert_eq!(of(IN_PLACE), (20, 0, 10));
    assert_eq!(of(RECREATE), (20, 0, 10));
    assert_eq!(of("strategy.kind = 'rolling'"), (20, 0, 13));
    // Two weights: 0 while the new fleet comes, then 100.
    assert_eq!(of(BLUE_GREEN), (22, 2, 20));
    // Five weights: 0, 10, 25, 50, 100.
    assert_eq!(of(CANARY), (25, 5, 20));
}

#[test]
fn r4_stops_holding_for_the_number_of_writes_which_grows_with_the_fleet() {
    let rows = |strategy: &str, instances: u32| {
        let toml = with(strategy, &format!("horizon_s = 4000\nfleet.instances = {instances}"));
        plan(&scenario(&toml), false).steps.len()
    };
    // Between the row of the start and that of the end each instance is stopped and started: two rows for each.
    assert_eq!([10, 100].map(|instances| rows(IN_PLACE, instances)), [2 + 2 * 10, 2 + 2 * 100]);
    // Start, the new fleet, the switch, the end, and the old fleet that goes, however many there are.
    assert_eq!([10, 100].map(|instances| rows(BLUE_GREEN, instances)), [5, 5]);
}

#[test]
fn r5_what_is_left_carries_the_load_of_all() {
    // A rate that is not a whole number, so that the samples do not all fall at the same point between two arrivals.
    for (missing, rate) in [(1, 239.3), (2, 239.3), (4, 239.3), (2, 379.3)] {
        let settings =
            format!("strategy.rolling.max_unavailable = {missing}\ntraffic.rate_rps = {rate}\nsample_interval_s = 0.1");
        let (recording, report) = of(&[PLAIN, IN_PLACE, &settings]);
        let left = f64::from(10 - missing);
        is(report.capacity.min_share_of_fleet, left / 10.0, EXACT);
        // 50 requests/s for each instance that is left; series are single precision.
        is(report.capacity.min_share_of_demand.unwrap(), 50.0 * left / rate, 1e-6);
        // The share of busy workers rises by as much: rate / 500 before, rate / (50 left) from 60 to 72 s.
        let busy = |from_s: usize, to_s: usize| {
            let samples = &recording.series.utilization[10 * from_s..10 * to_s];
            samples.iter().map(|share| f64::from(*share)).sum::<f64>() / samples.len() as f64
        };
        is(busy(30, 59), rate / 500.0, 0.01);
        is(busy(62, 71), rate / (50.0 * left), 0.01);
    }
}

#[test]
fn r5_tips_over_where_demand_passes_what_is_left() {
    // Poisson arrivals. Two missing: 8 * 50 = 400 requests/s. One missing: 450. None missing, with surge: 500.
    let run = |rate: u32, settings: &str| {
        let rate = format!("traffic.arrivals = 'poisson'\ntraffic.rate_rps = {rate}");
        let (recording, report) = of(&[PLAIN, &rate, settings]);
        (worst_p99_ms(&recording, 60, 180), harmed(&report))
    };
    let two = with(IN_PLACE, "strategy.rolling.max_unavailable = 2");
    let surge = "strategy.rolling.max_surge = 2\nstrategy.rolling.max_unavailable = 0";
    for (settings, tips_at) in [(two.as_str(), 400), (IN_PLACE, 450)] {
        // 10 % below, those who wait wait for little; 5 % above, more come than can be answered until the two seconds
        // of patience are over: in 60 s (or 120 s) 20 requests/s too many are 1,200 that nobody works on in time.
        let (calm, nobody) = run(tips_at * 9 / 10, settings);
        assert!(calm < 250.0 && nobody == 0, "{tips_at}: {calm}, {nobody}");
        let (worse, some) = run(tips_at * 21 / 20, settings);
        assert!(worse > 1_000.0 && worse > 4.0 * calm, "{tips_at}: {worse}, {some}");
    }
    // With surge in place of missing ones the same load passes.
    assert_eq!(run(420, surge).1, 0);
    assert!(run(420, &two).1 > 0);
}

/// Sessions of five requests on average, 5 s of thought between them, and a rollout at 200 s, when they are in full number.
const SESSIONS: &str = "clients.population = 'sessions'
strategy.start_s = 200
horizon_s = 500";

#[test]
fn r6_old_and_new_run_together_and_users_meet_both() {
    // From the first new one (one turn) to the last old one that leaves (nine turns): eight turns of 12 s.
    is(told(&[QUIET, IN_PLACE]).version_mix.mixed_s, 96.0, EXACT);
    let met_both = |strategy: &str| {
        let report = told(&[PLAIN, SESSIONS, strategy]);
        (report.version_mix.mixed_s, report.clients.unwrap().mixed_users)
    };
    // In eight turns of 12 s, k of nine are new, and 48 sessions a second begin. With a share of p new ones a session, which
    // has one more request with 80 %, is all new with 0.2 p / (1 - 0.8 p), all old the same of 1 - p, otherwise it meets both.
    // These are 2,282 users, if the share stayed for the whole session; those in session when it all begins, 968 as below,
    // may do so besides.
    let all = |p: f64| 0.2 * p / (1.0 - 0.8 * p);
    let begun: f64 = (1..=8).map(|k| f64::from(k) / 9.0).map(|p| 12.0 * 48.0 * (1.0 - all(p) - all(1.0 - p))).sum();
    let (mixed_s, users) = met_both(IN_PLACE);
    is(mixed_s, 96.0, 0.2);
    assert!((begun..begun + 968.0).contains(&(users as f64)), "{users}, and {begun} by arithmetic");
    // Blue-green mixes nothing in time. And yet whoever is thinking at the switch meets both: 48 * 4 further requests in a
    // second, 5 s of thought before each, are 960 users; one who has a request under way, 240 * 0.04, may ask again too.
    let (mixed_s, users) = met_both(BLUE_GREEN);
    assert_eq!(mixed_s, 0.0);
    is(users as f64, 968.0, 4.0 * 968.0_f64.sqrt());
}

#[test]
fn r6_versions_that_do_not_understand_each_other_break_what_the_other_left() {
    let broken = |strategy: &str, compatibility: &str| {
        let report = told(&[PLAIN, SESSIONS, strategy, compatibility, "rollback.automatic = false"]);
        let broken = report.clients.as_ref().map_or(0, |clients| clients.broken.total);
        assert_eq!(report.requests.failed, broken, "nothing else fails, and nobody tries again");
        (broken, report.clients.map_or(0, |clients| clients.mixed_users))
    };
    let sessions = "versions.compatibility.session = { stable = 1, candidate = 1 }";
    // In place every further request has its turn: 192 a second for 96 s meet a version that is the last one's with the chances
    // p p + (1 - p) (1 - p), of k of nine: on average 2 * sum of k (9 - k) / 81 / 8 = 10/27.
    let changes = 192.0 * 96.0 * 10.0 / 27.0;
    let (in_place, mixed) = broken(IN_PLACE, sessions);
    assert!(in_place > mixed);
    is(in_place as f64, changes, 0.1 * changes);
    // One change for each user who is in a session at the switch, as above.
    let (at_once, mixed) = broken(BLUE_GREEN, sessions);
    assert_eq!(at_once, mixed);
    is(at_once as f64, 968.0, 4.0 * 968.0_f64.sqrt());
    // Half of 240 requests/s for the 30 s from the first process of green, 10 s of start and 20 s of preview.
    let schema = "versions.compatibility.schema.stable = 0.5";
    assert_eq!(broken(RECREATE, schema).0, 0);
    is(broken(BLUE_GREEN, schema).0 as f64, 3_600.0, 4.0 * 1_800.0_f64.sqrt());
    // A change that both understand breaks nothing.
    assert_eq!(broken(IN_PLACE, "").0, 0);
}

#[test]
fn r6_expand_and_contract_breaks_nobody_and_takes_two_deployments() {
    // The first version knows the old schema alone, a contracted one the new schema alone: in one deployment each fails on what
    // is the other's. A version in between that knows both breaks nothing of either.
    let in_one = "versions.compatibility = { schema = { stable = 1, candidate = 1 }, migration = 'completion' }";
    let in_two = "[[deployments]]\nat_s = 600\nversion = { error_probability = 0 }";
    let of = |strategy: &str, settings: &str| {
        let report = told(&[PLAIN, SESSIONS, strategy, "rollback.automatic = false\nhorizon_s = 1000", settings]);
        let broken = report.clients.as_ref().map_or(0, |clients| clients.broken.total);
        assert_eq!((report.requests.failed, report.rollout.outcome), (broken, RolloutOutcome::Completed), "{strategy}");
        (broken, report.version_mix.mixed_s)
    };
    for (strategy, breaks) in [(IN_PLACE, true), (CANARY, true), (RECREATE, false), (BLUE_GREEN, false)] {
        let ((one, mixed), (two, mixed_twice)) = (of(strategy, in_one), of(strategy, in_two));
        // Recreate and blue-green are complete, and so migrate, as the new version takes over: they never share a schema.
        assert_eq!(one > 0, breaks, "{strategy}: {one}");
        // The price of the second way: everything else that a rollout brings comes twice.
        assert_eq!(two, 0, "{strategy}");
        is(mixed_twice, 2.0 * mixed, 0.5);
    }
}

#[test]
fn r6_stops_holding_for_users_who_ask_once_and_without_two_versions_at_a_time() {
    let once = told(&[PLAIN, SESSIONS, IN_PLACE, "clients.requests_per_session = 1"]);
    assert_eq!(once.clients.unwrap().mixed_users, 0);
    is(once.version_mix.mixed_s, 96.0, 0.2);
    // Recreate never runs both; who pays is everybody in the outage.
    let recreate = told(&[PLAIN, SESSIONS, RECREATE]);
    assert_eq!(recreate.version_mix.mixed_s, 0.0);
    is(recreate.capacity.outage_s, 12.02, 0.02);
    // A user who always gets the same instance changes over once, when that is replaced or moved: fewer meet both.
    let met_both = |policy: &str| {
        let policy = format!("fleet.policy = '{policy}'\ntraffic.rate_rps = 100");
        told(&[PLAIN, SESSIONS, IN_PLACE, &policy]).clients.unwrap().mixed_users
    };
    let (sticky, turns) = (met_both("consistent-hash"), met_both("round-robin"));
    assert!(sticky * 3 < turns * 2, "{sticky} of {turns}");
    // The price: users are not spread as evenly as requests, so some instances have queues while others are idle, without any rollout.
    let p99_ms = |policy: &str| {
        let policy = format!("fleet.policy = '{policy}'\ntraffic.rate_rps = 300\nstrategy.start_s = 9999");
        told(&[PLAIN, SESSIONS, &policy]).latency_ms.p99.unwrap()
    };
    let (sticky, turns) = (p99_ms("consistent-hash"), p99_ms("round-robin"));
    assert!(sticky > 2.0 * turns, "{sticky} ms beside {turns} ms");
}

#[test]
fn r6_requests_go_to_both_versions_while_they_run_together() {
    // All take turns: the candidate's part of the requests is its part of the instances in rotation.
    let (recording, _) = of(&[PLAIN, IN_PLACE]);
    for second in [80, 100, 128, 152] {
        let [stable, candidate] = [0, 1].map(|version: usize| f64::from(recording.series.in_rotation[version][second]));
        let sent = [VersionId::Stable, VersionId::Candidate]
            .map(|version| f64::from(routed(&recording, version, second - 3, second)));
        assert!(stable > 0.0 && candidate > 0.0);
        is(sent[1] / (sent[0] + sent[1]), candidate / (stable + candidate), 0.01);
    }
}
