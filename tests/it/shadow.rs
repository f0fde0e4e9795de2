//! Copies of requests: shadow, a canary's mirror and Flagger's, and what they do to users, who get none of the answers.

use crate::support::{run, scenario, with};
use cutover::fleet::{Outcome, VersionId};
use cutover::kernel::Time;
use cutover::record::{Mirrored, Report, RolloutOutcome};
use cutover::scenario::presets::Preset;
use cutover::scenario::{Checked, Scenario, StrategyKind};
use cutover::sim::{Ended, Event, Observer, Progress, Sampled, Simulation};
use std::collections::BTreeMap;

/// The users' figures and those of the copies.
fn figures(toml: &str) -> (Report, Mirrored) {
    let (_, report) = run(toml);
    let mirrored = report.mirrored.clone().expect("there are copies");
    (report, mirrored)
}

/// The preset, changed.
fn preset(change: impl Fn(&mut Scenario)) -> (Report, Mirrored) {
    let preset = Preset::find("shadow").and_then(|preset| preset.scenario().ok()).expect("a preset");
    let mut scenario = preset.into_inner();
    change(&mut scenario);
    let report = cutover::record::figures(&scenario.check().expect("a scenario"));
    let mirrored = report.mirrored.clone().expect("there are copies");
    (report, mirrored)
}

#[test]
fn a_bad_candidate_is_found_and_no_user_is_hurt() {
    let (report, mirrored) = preset(|_| {});
    assert_eq!(report.rollout.outcome, RolloutOutcome::RolledBack);
    assert_eq!(report.rollout.reason.as_ref().map(|reason| reason.metric.as_str()), Some("error_rate"));
    assert_eq!((report.rollout.exposed_requests, report.requests.harmed()), (0, 0), "{:?}", report.requests);
    // A fifth of them, four standard deviations of a binomial.
    let (copies, failed) = (mirrored.copies as f64, mirrored.failed as f64);
    assert!(copies > 500.0 && (failed - 0.2 * copies).abs() < 4.0 * (0.16 * copies).sqrt(), "{mirrored:?}");
    // All requests copied are more than the database can do: 2.4 calls at once, and as many again, on 4.
    let (overload, _) = preset(|scenario| scenario.strategy.shadow.percent = 100);
    assert!(overload.requests.timed_out > 50 && overload.rollout.exposed_requests == 0, "{:?}", overload.requests);
    // The same release as a canary hurts those who meet it.
    let canary = Preset::find("shadow").and_then(|preset| preset.scenario().ok()).expect("a preset");
    let canary = cutover::record::figures(&canary.with_strategy(StrategyKind::Canary));
    assert!(canary.mirrored.is_none() && canary.requests.failed > 50, "{:?}", canary.requests);
}

#[test]
fn users_become_slower_where_the_dependency_is_small_and_only_there() {
    // A sound candidate that gets copies from 80 s to the end.
    let latency = |percent: u32, concurrency: u32| {
        let (report, mirrored) = preset(|scenario| {
            scenario.versions.candidate.error_probability = 0.0;
            scenario.traffic.timeout_s = 0.0;
            scenario.dependency.concurrency = concurrency;
            (scenario.strategy.shadow.percent, scenario.strategy.shadow.duration_s) = (percent, 500.0);
        });
        assert_eq!(report.requests.harmed(), 0, "{:?}", report.requests);
        (report.latency_ms, mirrored.copies)
    };
    // Of the four calls at once the users need 2.4, all copies as much again: 90 % of them at 50 %.
    let (few, many) = (latency(1, 4), latency(50, 4));
    assert!(many.1 > 30 * few.1, "{few:?} {many:?}");
    assert!(many.0.p99 > few.0.p99.map(|p99| 1.15 * p99) && many.0.mean > few.0.mean, "{few:?} {many:?}");
    // Where there is room for all, nobody feels anything: the same to the last digit.
    assert_eq!(latency(1, 1_000).0, latency(50, 1_000).0);
}

/// Ten requests a second, evenly spaced, of 50 ms, and a candidate that takes twice as long; nobody waits for a worker.
const EVEN: &str = "horizon_s = 200
    traffic.rate_rps = 10
    traffic.arrivals = 'constant'
    service.law = 'constant'
    service.mean_ms = 50
    fleet.instances = 4
    fleet.warm_up_s = 0
    fleet.provision_s = 5
    fleet.stop_s = 0
    versions.stable.error_probability = 0
    versions.candidate.error_probability = 0
    versions.candidate.service_factor = 2
    versions.candidate.start_s = 5
    strategy.kind = 'shadow'
    strategy.start_s = 20
    strategy.shadow.instances = 1
    strategy.shadow.percent = 100
    strategy.shadow.duration_s = 30
    strategy.shadow.scale_down_delay_s = 0
";

#[test]
fn copies_last_as_long_as_they_shall_and_cost_what_they_are() {
    let (report, mirrored) = figures(EVEN);
    assert_eq!(report.rollout.outcome, RolloutOutcome::Completed);
    // 30 s of 10 a second, but for the edges.
    assert!((299..=301).contains(&mirrored.copies), "{mirrored:?}");
    assert_eq!((mirrored.served, mirrored.in_flight), (mirrored.copies, 0));
    // To a cell of the histogram, 0.8 %.
    let p50 = mirrored.latency_p50_ms.expect("answers");
    assert!((p50 / 100.0 - 1.0).abs() < 0.008 && mirrored.mean_latency_ms == Some(100.0), "{mirrored:?}");
    // One candidate for 30 s; before that it starts for 10 s, and after it 4 instances stand beside the fleet.
    assert!((report.cost.hours.mirror * 3_600.0 - 30.0).abs() < 1.5, "{:?}", report.cost.hours);
    assert!(report.cost.hours.overlap * 3_600.0 > 10.0 && report.cost.hours.surge == 0.0, "{:?}", report.cost.hours);
    assert_eq!(report.cost.router.requests, report.requests.offered + mirrored.copies);
}

#[test]
fn copies_fill_the_cache_of_the_candidates() {
    // Four times slower until 200 requests have filled the cache: 10 copies a second do that in 80 s for all four.
    let cold = |percent: u32| {
        let toml = format!(
            "fleet.cold_cache = {{ factor = 4, requests = 200 }}
            strategy.shadow.instances = '100%'
            strategy.shadow.percent = {percent}
            strategy.shadow.duration_s = 100"
        );
        figures(&with(EVEN, &toml)).0.latency_ms.max.expect("answers")
    };
    let (warm, cold) = (cold(100), cold(1));
    assert!(warm <= 110.0 && cold > 350.0, "{warm} {cold}");
}

#[test]
fn where_candidates_are_down_nothing_is_copied() {
    let crash = with(EVEN, "faults.crashes = [{ at_s = 40, instance = 4, down_s = 10 }]");
    let (report, mirrored) = figures(&crash);
    // The only candidate is ready from 30 s on, down from 40 s to 50 s and ready again 5 s later: 10 s and 5 s of copies.
    assert!((148..=152).contains(&mirrored.copies), "{mirrored:?}");
    assert_eq!((report.requests.harmed(), mirrored.failed + mirrored.timed_out), (0, mirrored.not_served));
}

/// How each request and each copy of one ended.
#[derive(Debug, Default)]
struct Ends {
    users: BTreeMap<u32, (Time, Outcome)>,
    /// By when it was sent, and number.
    copies: BTreeMap<(Time, u32), (Time, Outcome)>,
    sent: usize,
    mirrors: Vec<u32>,
}

impl Observer for Ends {
    fn arrived(&mut self, _: u32) {}
    fn routed(&mut self, _: Time, _: VersionId, _: u32) {}
    fn ended(&mut self, request: &Ended) {
        self.users.insert(request.number, (request.at - request.arrived, request.outcome));
    }
    fn revoked(&mut self, request: &Ended) {
        self.users.remove(&request.number);
    }
    fn copied(&mut self) {
        self.sent += 1;
    }
    fn copy_ended(&mut self, copy: &Ended) {
        assert_eq!(copy.instance.map(|(_, version)| version), Some(VersionId::Candidate));
        assert!(self.copies.insert((copy.arrived, copy.number), (copy.at - copy.arrived, copy.outcome)).is_none());
    }
    fn copy_revoked(&mut self, copy: &Ended) {
        assert!(self.copies.remove(&(copy.arrived, copy.number)).is_some());
    }
    fn event(&mut self, _: Time, event: Event) {
        if let Event::MirrorSet { percent } = event {
            self.mirrors.push(percent);
        }
    }
    fn rotation(&mut self, _: Time, _: [u32; 2]) {}
    fn sampled(&mut self, _: Time, _: &Sampled, _: impl Iterator<Item = (u32, u32)>) {}
    fn finished(&mut self, _: Time, _: u64, _: &[Progress]) {}
}

fn ends(scenario: &Checked) -> Ends {
    let mut simulation = Simulation::new(scenario, Ends::default());
    while !simulation.advance(u32::MAX) {}
    simulation.finish()
}

#[test]
fn a_copy_brings_what_its_original_does() {
    // Enough workers that nobody waits: latency is work, and twice the work for a copy; a tenth fail, the same ones.
    let toml = "traffic.rate_rps = 200
        traffic.arrivals = 'poisson'
        traffic.timeout_s = 0
        service.law = 'log-normal'
        fleet.workers = 100
        fleet.policy = 'power-of-two'
        versions.stable.error_probability = 0.1
        versions.candidate.error_probability = 0.1
        rollback.automatic = false
        strategy.shadow.percent = 40";
    let driven = "fleet.discipline = 'lifo'";
    for (toml, takes) in [(with(EVEN, toml), 2.0), (with(&with(EVEN, toml), driven), 2.0)] {
        let Ends { users, copies, sent, mirrors } = ends(&scenario(&toml));
        assert_eq!((sent, mirrors), (copies.len(), vec![40, 0]));
        // 40 % of 6,000, four standard deviations of 38.
        assert!((2_240..=2_560).contains(&sent), "{sent}");
        for ((_, number), (latency, outcome)) in copies {
            let (of_user, same) = users[&number];
            assert_eq!(outcome, same, "{number}");
            // Each is rounded to a nanosecond.
            assert!((latency.nanos() - takes * of_user.nanos()).abs() < 2.0, "{number}: {latency:?} {of_user:?}");
        }
    }
}

#[test]
fn copies_change_nothing_for_users_under_any_policy_and_with_any_clients() {
    let clients = "clients.population = 'sessions'
        clients.requests_per_session = 3
        clients.think_s = 0.5
        clients.hedge_after_ms = 60
        clients.retries.max = 2
        versions.stable.error_probability = 0.1";
    // Those of whom attempts go the quick way while nothing is copied.
    let quick = "clients.population = 'sessions'\nclients.think_s = 0.5";
    let routed = "routing = { propagation_s = 1, replicas = 3 }";
    for more in [
        "",
        quick,
        clients,
        routed,
        "faults.pauses = [{ at_s = 40, every_s = 3, duration_ms = 500, version = 'candidate', all = true }]",
    ] {
        for policy in ["round-robin", "random", "least-outstanding", "power-of-two"] {
            let lane = |percent: u32| {
                let shadow = format!(
                    "traffic.rate_rps = 60
                    traffic.arrivals = 'poisson'
                    service.law = 'exponential'
                    rollback.automatic = false
                    fleet.policy = '{policy}'
                    strategy.shadow.percent = {percent}
                    strategy.shadow.duration_s = 500"
                );
                ends(&scenario(&with(&with(EVEN, &shadow), more)))
            };
            let (few, all) = (lane(1), lane(100));
            assert!(all.sent > 50 * few.sent && few.sent > 0, "{} {}", few.sent, all.sent);
            // Of equally loaded instances this policy picks one or another when any other process stands still.
            if policy != "least-outstanding" || !more.starts_with("faults") {
                assert!(few.users == all.users, "{policy} {more}");
            }
        }
    }
}

#[test]
fn a_step_of_a_canary_copies_requests_until_the_steps_end() {
    let steps = "strategy.kind = 'canary'
        versions.candidate.error_probability = 0.3
        rollback.automatic = false
        strategy.canary.steps = [
            { kind = 'scale-instances', instances = 1, pause_s = 0 },
            { kind = 'mirror', mirror_percent = 100, pause_s = 20 },
            { kind = 'mirror', mirror_percent = 30, pause_s = 20 },
            { weight = 50, pause_s = 20 },
        ]";
    let told = ends(&scenario(&with(EVEN, steps)));
    assert_eq!(told.mirrors, [100, 30, 0]);
    // 10 a second: 20 s of all, and a little more than 40 s of 30 %, whichever version the original goes to.
    assert!((270..=390).contains(&told.sent), "{}", told.sent);
    // Judged by the copies alone: no user has met the candidate.
    let judged = format!("{}\nrollback.min_requests = 20", steps.replace("automatic = false", "automatic = true"));
    let (report, mirrored) = figures(&with(EVEN, &judged));
    assert_eq!(report.rollout.outcome, RolloutOutcome::RolledBack);
    assert_eq!((report.requests.harmed(), report.version_mix.candidate_requests), (0, 0));
    assert!(mirrored.failed > 10, "{mirrored:?}");
    assert_eq!(ends(&scenario(&with(EVEN, &judged))).mirrors, [100, 0]);
}

#[test]
fn flaggers_mirror_is_judged_by_its_copies() {
    // Ticks every 10 s from 20 s on: the canary comes, is ready at 30 or 40 s, then copies, which two checks in a row find bad.
    let flagger = "strategy.kind = 'flagger'
        versions.candidate.error_probability = 0.3
        telemetry.window_s = 10
        strategy.flagger = { interval_s = 10, threshold = 2, step_weight = 20, mirror = true, mirror_percent = 50 }";
    let (report, mirrored) = figures(&with(EVEN, flagger));
    assert_eq!(report.rollout.outcome, RolloutOutcome::RolledBack);
    assert_eq!((report.requests.harmed(), report.version_mix.candidate_requests), (0, 0));
    assert!(mirrored.failed > 20, "{mirrored:?}");
    let told = ends(&scenario(&with(EVEN, flagger)));
    assert_eq!(told.mirrors, [50, 0]);
    // A good one is promoted after one tick of copies, 10 s of 5 a second.
    let good = with(EVEN, &with(flagger, "versions.candidate.error_probability = 0"));
    let told = ends(&scenario(&good));
    assert_eq!(told.mirrors, [50, 0]);
    assert!((35..=65).contains(&told.sent), "{}", told.sent);
}

#[test]
fn an_analysis_of_the_copies_may_last_as_long_as_it_needs() {
    let analysed = "strategy.analyses = [{ name = 'copies', metrics = [{ measure = 'error-rate', interval_s = 5, count = 4, success = { is = 'below', limit = 0.1 } }] }]
        strategy.shadow.analysis = 'copies'
        rollback.automatic = false";
    let good = figures(&with(EVEN, analysed));
    assert_eq!(good.0.rollout.outcome, RolloutOutcome::Completed);
    // Four measurements, 5 s apart; the first ones may have no data.
    assert!((100..=400).contains(&good.1.copies), "{:?}", good.1);
    let bad = figures(&with(EVEN, &with(analysed, "versions.candidate.error_probability = 0.5")));
    assert_eq!((bad.0.rollout.outcome, bad.0.requests.harmed()), (RolloutOutcome::RolledBack, 0));
    assert_eq!(bad.0.rollout.reason.map(|reason| reason.metric).as_deref(), Some("analysis"));
}
