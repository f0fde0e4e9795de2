//! Versions that do not understand what the other one left: a session, a program in the browser, the schema.

use crate::support::{run, with};
use cutover::record::{BrokenReport, Recording, Report, RolloutOutcome, report, simulate};
use cutover::scenario::StrategyKind;
use cutover::scenario::presets::Preset;
use cutover::sim::Event;

/// Nothing fails by itself, and nobody waits or gives up. Sessions of exactly five requests with 5 s of thought between them; a
/// rollout at 200 s, when they are in full number.
const USERS: &str = "horizon_s = 500
    traffic = { rate_rps = 100, arrivals = 'constant' }
    service = { law = 'constant', mean_ms = 40 }
    fleet = { instances = 10, workers = 4, warm_up_factor = 1 }
    clients.population = 'sessions'
    clients.requests_per_session = 5
    clients.session_length = 'fixed'
    clients.think_s = 5
    versions.stable.error_probability = 0
    versions.candidate.error_probability = 0
    rollback.automatic = false
    strategy.start_s = 200\n";

fn of(settings: &str) -> (Recording, Report) {
    run(&with(USERS, settings))
}

fn broken(report: &Report) -> BrokenReport {
    report.clients.as_ref().expect("clients that are not plain").broken
}

/// Requests that failed in the intervals that end in this time, on a grid of 1 s.
fn failed(recording: &Recording, from_s: usize, to_s: usize) -> u32 {
    recording.series.failed.iter().map(|side| side[from_s..to_s].iter().sum::<u32>()).sum()
}

fn migrated_at(recording: &Recording) -> Option<f64> {
    recording.log.iter().find(|entry| entry.event == Event::SchemaMigrated).map(|entry| entry.at.seconds())
}

#[test]
fn versions_that_understand_each_other_change_nothing() {
    let (plain, report) = of("");
    assert_eq!((broken(&report).total, report.requests.failed, migrated_at(&plain)), (0, 0, None));
    // Chances of breaking that never come to pass either: the candidate is not deployed.
    let late = "strategy.start_s = 9999\nversions.compatibility.session = { stable = 1, candidate = 1 }";
    assert_eq!(broken(&of(late).1).total, 0);
}

#[test]
fn a_session_of_the_other_version_fails_each_time_it_changes_over() {
    let both = "versions.compatibility.session = { stable = 1, candidate = 1 }";
    let (recording, report) = of(&format!("strategy.kind = 'rolling'\n{both}"));
    let BrokenReport { total, session, client, schema } = broken(&report);
    assert!(total > 1_000 && total == session && client + schema == 0, "{report:?}");
    // Nothing else fails, and nobody tries again: each broken attempt is a failed request.
    assert_eq!(report.requests.failed, total);
    assert_eq!(failed(&recording, 0, 200), 0);
    // Every user who met both changed over at least once.
    assert!(total >= report.clients.as_ref().unwrap().mixed_users);
    // Blue-green: whoever thinks at the switch changes over once, and never back. 20 sessions a second, each with four more
    // requests, each after 5 s: 400 users, and those who had a request under way (100 * 0.04).
    let (_, report) = of(&format!("strategy.kind = 'blue-green'\n{both}"));
    let switched = broken(&report).total;
    assert_eq!(switched, report.clients.as_ref().unwrap().mixed_users);
    // Four standard deviations of a Poisson count.
    assert!((switched as f64 - 404.0).abs() < 4.0 * 404.0_f64.sqrt(), "{switched}");
    // If only the stable version cannot read what the candidate wrote, the switch breaks nothing.
    let stable = "versions.compatibility.session.stable = 1";
    assert_eq!(broken(&of(&format!("strategy.kind = 'blue-green'\n{stable}")).1).total, 0);
}

#[test]
fn half_of_the_sessions_is_half_of_the_failures() {
    let of = |chance: f64| {
        let settings = format!("versions.compatibility.session = {{ stable = {chance}, candidate = {chance} }}");
        broken(&of(&format!("strategy.kind = 'rolling'\n{settings}")).1).session as f64
    };
    let (all, half) = (of(1.0), of(0.5));
    // Four standard deviations of a binomial count.
    assert!((half - all / 2.0).abs() < 4.0 * (all / 4.0).sqrt(), "{half} of {all}");
}

#[test]
fn a_program_of_the_other_version_fails_until_its_session_ends() {
    // At the switch 20 sessions a second with four further requests: begun up to 20.2 s before (four thoughts of 5 s and four
    // answers of 40 ms). Each has on average half of its further requests ahead: 20 * 5 * (4 + 3 + 2 + 1) = 1,000; and those
    // under way of sessions that go on.
    let client = "versions.compatibility.client.candidate = 1";
    let (recording, report) = of(&format!("strategy.kind = 'blue-green'\nclients.think = 'constant'\n{client}"));
    let BrokenReport { total, client, .. } = broken(&report);
    assert_eq!(total, client);
    assert!((1_000..1_040).contains(&total), "{total}");
    let switched = report.rollout.started_s.unwrap();
    let last = (0..500).rev().find(|at| failed(&recording, *at, at + 1) > 0).unwrap();
    let switch = recording.log.iter().find(|entry| entry.event == Event::WeightSet { percent: 100 }).unwrap();
    assert!(switch.at.seconds() > switched && (last as f64 - switch.at.seconds() - 20.0).abs() < 2.0, "{last}");
}

#[test]
fn the_stable_version_does_not_know_the_new_schema_even_after_a_roll_back() {
    let schema = "versions.compatibility.schema.stable = 0.5";
    // Recreate: the stable version is gone before the candidate's first process starts, 10 s before it is ready.
    let (recording, report) = of(&format!("strategy.kind = 'recreate'\n{schema}"));
    assert_eq!(broken(&report).total, 0);
    assert!(migrated_at(&recording).is_some());
    // Blue-green: green starts after 10 s of provisioning, is ready 10 s later, and is looked at for 20 s. Until the switch blue
    // serves everybody.
    let (recording, report) = of(&format!("strategy.kind = 'blue-green'\n{schema}"));
    let migrated = migrated_at(&recording).expect("a migration");
    let switch = recording.log.iter().find(|entry| entry.event == Event::WeightSet { percent: 100 }).unwrap();
    assert_eq!((migrated, switch.at.seconds()), (210.0, 240.0));
    let BrokenReport { total, schema: broken_schema, .. } = broken(&report);
    assert_eq!(total, broken_schema);
    // Half of 100 requests/s for 30 s; four standard deviations of a binomial count of 3,000.
    assert!((total as f64 - 1_500.0).abs() < 4.0 * 750.0_f64.sqrt(), "{total}");
    // Taken back: the old code meets the new schema for the rest of the run.
    let back = "commands = [{ at_s = 300, action = 'roll-back' }]";
    let (recording, _) = of(&format!("strategy.kind = 'blue-green'\n{schema}\n{back}"));
    let after = f64::from(failed(&recording, 400, 500));
    assert!((after - 5_000.0).abs() < 4.0 * 2_500.0_f64.sqrt(), "{after}");
}

#[test]
fn a_schema_that_is_migrated_at_the_end_is_missed_by_the_candidate_until_then() {
    let schema = "versions.compatibility = { schema = { candidate = 1 }, migration = 'completion' }";
    let (recording, report) = of(&format!("strategy.kind = 'rolling'\n{schema}"));
    let (exposed, candidate) = (report.rollout.exposed_requests, report.version_mix.candidate_requests);
    let completed = report.rollout.started_s.unwrap() + report.rollout.duration_s.unwrap();
    assert_eq!(migrated_at(&recording), Some(completed));
    assert!(broken(&report).schema > 0 && broken(&report).schema < candidate, "{report:?}");
    // A candidate that breaks what is there is a faulty one.
    assert_eq!(exposed, candidate);
    assert_eq!(failed(&recording, completed as usize + 2, 500), 0);
    // A change that only adds (expand) is understood by both: no chance is left, and nothing fails.
    assert_eq!(of("strategy.kind = 'rolling'").1.requests.failed, 0);
}

#[test]
fn a_failed_attempt_is_tried_again_and_may_meet_the_other_version() {
    let settings = "strategy.kind = 'rolling'\nversions.compatibility.schema.stable = 0.2\nclients.retries.max = 3";
    let (_, report) = of(settings);
    assert!(broken(&report).total > 10 * report.requests.failed, "most attempts that follow are good: {report:?}");
}

#[test]
fn a_breaking_migration_hurts_for_as_long_as_the_stable_version_serves_and_no_canary_sees_it() {
    let preset = Preset::find("breaking-migration").expect("a preset").scenario().expect("a good one");
    let told = |kind: StrategyKind| {
        let scenario = preset.with_strategy(kind);
        report(&scenario, &simulate(&scenario))
    };
    let [recreate, rolling, blue_green, canary] =
        [StrategyKind::Recreate, StrategyKind::Rolling, StrategyKind::BlueGreen, StrategyKind::Canary].map(told);
    for report in [&recreate, &rolling, &blue_green, &canary] {
        assert_eq!(report.rollout.outcome, RolloutOutcome::Completed, "{report:?}");
    }
    let broken = |report: &Report| broken(report).schema;
    assert_eq!(broken(&recreate), 0, "never two versions at a time");
    assert!(broken(&rolling) > 500 && broken(&blue_green) > broken(&rolling), "{rolling:?} {blue_green:?}");
    assert!(broken(&canary) > 3 * broken(&blue_green), "the longer the two stand together, the worse: {canary:?}");
}
