//! What an A/B test counts of a run, and what becomes of the run.

use crate::program::cutover;
use crate::random::random_scenario;
use crate::support::{run, with};
use cutover::fleet::{Outcome, VersionId};
use cutover::kernel::Time;
use cutover::record::{Recording, RolloutOutcome, Run, report, simulate};
use cutover::rollout::{Decision, Look};
use cutover::scenario::StrategyKind;
use cutover::scenario::presets::Preset;
use cutover::sim::{Ended, Event, Observer, Progress, Sampled, Simulation};
use std::collections::BTreeMap;

/// The looks of a run, with their moments, s.
fn looks(recording: &Recording) -> Vec<(f64, Look)> {
    let look = |event| if let Event::AbTestLooked { look } = event { Some(look) } else { None };
    recording.log.iter().filter_map(|entry| Some((entry.at.seconds(), look(entry.event)?))).collect()
}

/// Four instances; from 80 s on each version has half of 100 requests/s.
const PLAIN: &str = "fleet.instances = 4
traffic.rate_rps = 100
strategy.kind = 'ab-test'
strategy.ab_test.look_interval_s = 10
strategy.ab_test.longest_s = 100
horizon_s = 220";

#[test]
fn the_preset_promotes_what_converts_more() {
    let preset = Preset::find("ab-test").expect("a preset").scenario().expect("a scenario");
    let recording = simulate(&preset);
    let figures = report(&preset, &recording);
    let test = figures.ab_test.expect("a test");
    assert_eq!((test.decision, figures.rollout.outcome), (Some(Decision::Better), RolloutOutcome::Completed));
    assert!(test.low > 0.0 && test.candidate.conversion > test.stable.conversion, "{test:?}");
    // Users keep what they got: whoever met both was in a session when the weight was set, or when all went over.
    let clients = figures.clients.expect("sessions");
    assert!(clients.mixed_users * 10 < clients.users, "{clients:?}");
    // What converts alike is not shown to be better, and the stable version stays.
    let mut alike = preset.into_inner();
    alike.versions.candidate.conversion = alike.versions.stable.conversion;
    let alike = alike.check().expect("a scenario");
    let figures = report(&alike, &simulate(&alike));
    assert_eq!(figures.rollout.outcome, RolloutOutcome::RolledBack);
    assert_eq!(figures.rollout.reason.expect("why").metric, "ab_test");
}

#[test]
fn what_is_counted_is_what_ended_since_it_began() {
    for (toml, clients) in [
        ("", "every request alone"),
        ("clients.population = 'sessions'", "sessions"),
        ("clients.retries.max = 2\nversions.candidate.error_probability = 0.02", "retries"),
        ("clients = { population = 'closed', users = 500 }", "a closed loop"),
        ("strategy.ab_test.sticky = false", "any instance"),
        ("fleet.discipline = 'lifo'", "driven"),
        ("fleet.policy = 'least-outstanding'", "least outstanding"),
        ("routing.propagation_s = 1", "late balancers"),
    ] {
        let endless = "strategy.ab_test.test = 'fixed'\nstrategy.ab_test.sample = 1_000_000";
        let (recording, report) = run(&with(PLAIN, &with(endless, toml)));
        let looks = looks(&recording);
        let test = report.ab_test.expect("a test");
        let count: Vec<usize> = (1..=looks.len()).map(|look| 10 * look).collect();
        let at: Vec<usize> = looks.iter().map(|(at_s, _)| (at_s - test.began_s).round() as usize).collect();
        assert_eq!((looks.len(), &at), (10, &count), "{clients}");
        // What each version was seen to have answered is what the recording says of the same time, but for those that arrived before.
        let (from, to) = (test.began_s as usize, test.began_s as usize + 100);
        for (version, arm) in [(0, &test.stable), (1, &test.candidate)] {
            let ended = |counts: &[Vec<u32>; 2]| counts[version][from..to].iter().sum::<u32>();
            let series = &recording.series;
            let ended = ended(&series.served) + ended(&series.failed) + ended(&series.timed_out);
            let counted = arm.requests as u32;
            assert!(counted <= ended && ended - counted < 20, "{clients}: {counted} of {ended} {version}");
            // 10 % of 5,000, four standard deviations.
            let sd = (0.09 / f64::from(counted)).sqrt();
            assert!((arm.conversion.expect("requests") - 0.1).abs() < 4.0 * sd, "{clients}: {arm:?}");
        }
        assert_eq!(test.decision, Some(Decision::Unclear), "{clients}");
    }
}

#[test]
fn whoever_is_not_answered_does_not_convert() {
    // All convert that are answered well, so what does not convert is what fails: a fifth of the candidate's.
    let all = "versions.stable = { conversion = 1, error_probability = 0 }
versions.candidate = { conversion = 1, error_probability = 0.2 }
rollback.automatic = false";
    let (_, report) = run(&with(PLAIN, all));
    let test = report.ab_test.expect("a test");
    assert_eq!(test.stable.conversions, test.stable.requests);
    let share = test.candidate.conversion.expect("requests");
    assert!((share - 0.8).abs() < 4.0 * (0.16 / test.candidate.requests as f64).sqrt(), "{share}");
    assert_eq!(test.decision, Some(Decision::Worse));
    assert_eq!(report.rollout.reason.expect("why").metric, "ab_test");
}

#[test]
fn a_bad_candidate_is_taken_back_before_the_test_ends() {
    let (recording, report) = run(&with(PLAIN, "versions.candidate.error_probability = 0.2"));
    assert_eq!(report.rollout.reason.expect("why").metric, "error_rate");
    let test = report.ab_test.expect("a test");
    assert_eq!((test.decision, test.decided_s, test.looks), (None, None, looks(&recording).len() as u64));
}

#[test]
fn a_user_stays_with_a_version() {
    // 50 users who ask for ever: all meet the stable version before the test, and those in the candidate's cohort meet that besides.
    let users = "clients = { population = 'closed', users = 50, think_s = 0.5 }";
    let mixed = |sticky: bool| {
        let (_, report) = run(&with(PLAIN, &format!("{users}\nstrategy.ab_test.sticky = {sticky}")));
        report.clients.expect("users").mixed_users
    };
    // Half of 50, four standard deviations of 3.5.
    assert!((11..=39).contains(&mixed(true)), "{}", mixed(true));
    assert_eq!(mixed(false), 50);
}

/// Writes down how every request ended, and every look.
#[derive(Default)]
struct Ends {
    /// By number: when it arrived, when it ended, where and how.
    requests: BTreeMap<u32, Ended>,
    /// When, of a test that began when, and what was seen.
    looks: Vec<(Time, Time, Look)>,
    began: Option<Time>,
}

impl Observer for Ends {
    fn arrived(&mut self, _: u32) {}
    fn routed(&mut self, _: Time, _: VersionId, _: u32) {}
    fn ended(&mut self, request: &Ended) {
        self.requests.insert(request.number, *request);
    }
    fn revoked(&mut self, request: &Ended) {
        self.requests.remove(&request.number);
    }
    fn event(&mut self, at: Time, event: Event) {
        match event {
            Event::AbTestStarted { .. } => self.began = Some(at),
            Event::AbTestLooked { look } => {
                let began = self.began.expect("it begins before it is looked at");
                self.looks.push((at, began, look));
            }
            _ => {}
        }
    }
    fn rotation(&mut self, _: Time, _: [u32; 2]) {}
    fn sampled(&mut self, _: Time, _: &Sampled, _: impl Iterator<Item = (u32, u32)>) {}
    fn finished(&mut self, _: Time, _: u64, _: &[Progress]) {}
}

#[test]
fn each_look_of_random_tests_has_exactly_what_had_ended_by_then() {
    let (mut looks, mut lost) = (0, 0);
    for seed in 0..300 {
        let scenario = random_scenario(seed).with_strategy(StrategyKind::AbTest);
        let mut simulation = Simulation::new(&scenario, Ends::default());
        while !simulation.advance(u32::MAX) {}
        let ends = simulation.finish();
        for (at, began, look) in &ends.looks {
            let began = *began;
            // One that comes late, since the operator has paused the rollout, sees what the last one that was missed would have seen.
            let interval = Time::from_seconds(scenario.strategy.ab_test.interval_s());
            let last = began + Time(interval.0 * u64::from(scenario.strategy.ab_test.most_looks()));
            let until = last.min(began + Time((*at - began).0 / interval.0 * interval.0));
            let counts = |request: &&Ended| request.arrived >= began && request.at <= until;
            let mut expected = [[0; 2]; 2];
            for request in ends.requests.values().filter(counts) {
                let Some((_, version)) = request.instance else { continue };
                expected[version.index()][usize::from(request.outcome == Outcome::Served)] += 1;
                lost += usize::from(request.outcome == Outcome::Failed);
            }
            for (arm, [bad, good]) in look.arms.iter().zip(expected) {
                assert_eq!(arm.requests, bad + good, "seed {seed} at {at:?}");
                assert!(arm.conversions <= good, "seed {seed}: {arm:?} of {good}");
            }
            looks += 1;
        }
    }
    assert!(looks > 150 && lost > 1_000, "{looks} {lost}");
}

#[test]
fn random_tests_come_to_all_ends_and_slices_do_not_matter() {
    let (mut tests, mut decided) = (0, [0; 3]);
    for seed in 0..300 {
        let scenario = random_scenario(seed).with_strategy(StrategyKind::AbTest);
        let recording = simulate(&scenario);
        let Some(test) = report(&scenario, &recording).ab_test else { continue };
        tests += 1;
        decided[test.decision.map_or(2, |decision| decision as usize)] += 1;
        assert!(test.low <= test.difference && test.difference <= test.high, "seed {seed}: {test:?}");
        assert!((0.0..=1.0).contains(&test.p_value), "seed {seed}: {test:?}");
        let mut sliced = Run::new(&scenario);
        while !sliced.advance(7) {}
        assert_eq!(sliced.finish().hash(), recording.hash(), "seed {seed}");
    }
    assert!(tests > 50 && decided.iter().all(|count| *count > 2), "{tests} {decided:?}");
}

#[test]
fn a_report_tells_of_the_test_in_both_languages() {
    let told = |lang: &str| cutover(&["run", "ab-test", "--lang", lang]).stdout;
    let (english, korean) = (told("en"), told("ko"));
    for part in ["A/B test: 9.", "convert with the stable version", "The candidate is better.", "Asked for: 7,444"] {
        assert!(english.contains(part), "{part}: {english}");
    }
    for part in ["전환율: 안정 버전", "후보 버전이 더 낫습니다.", "필요한 표본"] {
        assert!(korean.contains(part), "{part}: {korean}");
    }
    let json = cutover(&["run", "ab-test", "--format", "json"]).json();
    assert_eq!(json["ab_test"]["decision"], "better");
    assert!(cutover(&["run", "good-release", "--format", "json"]).json()["ab_test"].is_null());
}
