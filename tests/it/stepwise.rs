//! Canaries with steps of all kinds, in random scenarios.

use crate::random::random_scenario_of;
use cutover::fleet::State;
use cutover::kernel::rng::{Purpose, Stream};
use cutover::record::{report, simulate};
use cutover::scenario::{
    AbTest, Amount, Analysis, Condition, Faults, Flagger, FlaggerForm, Leak, Measure, Metric, Relation, Router,
    Scenario, Shadow, Step, StepKind, Strategy, StrategyKind, TestKind,
};

/// Steps of all kinds, with a router or by numbers of instances, and green fleets that are small at first, in half of the scenarios.
pub fn random_steps(scenario: &mut Scenario, seed: u64) {
    random_loop(&mut scenario.strategy.flagger, seed);
    random_test(scenario, seed);
    random_shadow(&mut scenario.strategy.shadow, seed);
    scenario.strategy.rolling.additional_batch = seed.is_multiple_of(3);
    let mut luck = Stream::new(seed, Purpose::Checks);
    let mut between = |low: f64, high: f64| low + (high - low) * luck.unit();
    let canary = &mut scenario.strategy.canary;
    if between(0.0, 1.0) > 0.5 {
        canary.steps = (1..4).map(|i| Step::weight(i * 20, 10.0 * f64::from(i))).collect();
        return;
    }
    canary.router = Router::ALL[between(0.0, 2.0) as usize];
    canary.max_surge = Amount::Instances(between(0.0, 4.0) as u32);
    canary.max_unavailable = Amount::Percent(between(0.0, 60.0) as u32);
    canary.max_traffic_weight = [100, 1_000][between(0.0, 2.0) as usize];
    canary.dynamic_stable_scale = between(0.0, 1.0) > 0.5;
    canary.scale_down_delay_s = between(-30.0, 30.0).max(0.0);
    canary.abort_scale_down_delay_s = between(-30.0, 30.0).max(0.0);
    let kinds = if canary.router == Router::Weighted { StepKind::ALL.len() } else { 2 };
    let mut step = |_| Step {
        kind: StepKind::ALL[between(0.0, kinds as f64) as usize],
        weight: (between(0.0, 1.0) * f64::from(canary.max_traffic_weight)) as u32,
        pause_s: between(-10.0, 20.0).max(0.0),
        until_promoted: between(0.0, 1.0) > 0.95,
        instances: between(0.0, 8.0) as u32,
        users_percent: between(0.0, 100.0) as u32,
        baseline_instances: between(-2.0, 4.0).max(0.0) as u32,
        analysis: "look".to_owned(),
        mirror_percent: between(-30.0, 130.0).clamp(0.0, 100.0) as u32,
    };
    canary.steps = (0..5).map(&mut step).collect();
    canary.fresh_baseline = seed.is_multiple_of(7);
    random_analysis(&mut scenario.strategy, &mut between);
    let blue_green = &mut scenario.strategy.blue_green;
    blue_green.preview_s = between(-10.0, 20.0).max(0.0);
    blue_green.preview_instances = between(-8.0, 8.0).max(0.0) as u32;
    blue_green.auto_promotion = between(0.0, 1.0) > 0.2;
    blue_green.abort_scale_down_delay_s = between(-30.0, 30.0).max(0.0);
}

/// Loops of all forms, with steps of all lengths.
fn random_loop(flagger: &mut Flagger, seed: u64) {
    let mut luck = Stream::new(seed, Purpose::Sampling);
    let mut between = |low: f64, high: f64| low + (high - low) * luck.unit();
    *flagger = Flagger {
        form: FlaggerForm::ALL[between(0.0, 3.0) as usize],
        interval_s: between(1.0, 15.0),
        threshold: between(1.0, 4.0) as u32,
        step_weight: between(-20.0, 60.0).max(0.0) as u32,
        step_weights: (1..between(1.0, 6.0) as u32).map(|step| f64::from(step * 18)).collect(),
        step_weight_promotion: between(-20.0, 60.0).max(0.0) as u32,
        iterations: between(1.0, 5.0) as u32,
        mirror: between(0.0, 1.0) > 0.7,
        mirror_percent: between(1.0, 100.0) as u32,
        routed: between(0.0, 1.0) > 0.3,
        skip_analysis: between(0.0, 1.0) > 0.8,
        no_data_fails: between(0.0, 1.0) > 0.5,
        ..Flagger::default()
    };
}

/// A/B tests of all kinds, that mostly come to their end, of versions that convert differently or alike.
fn random_test(scenario: &mut Scenario, seed: u64) {
    let mut luck = Stream::new(seed, Purpose::Conversions);
    let mut between = |low: f64, high: f64| low + (high - low) * luck.unit();
    scenario.versions.stable.conversion = between(0.0, 0.5);
    scenario.versions.candidate.conversion = between(0.0, 0.5);
    scenario.strategy.ab_test = AbTest {
        test: TestKind::ALL[between(0.0, 3.0) as usize],
        share_percent: between(1.0, 100.0) as u32,
        sticky: between(0.0, 1.0) > 0.3,
        sample: between(-500.0, 2_000.0).max(0.0) as u32,
        look_interval_s: between(1.0, 15.0),
        longest_s: between(1.0, 150.0),
        ..AbTest::default()
    };
}

/// Copies of some or all requests to few or many candidates.
fn random_shadow(shadow: &mut Shadow, seed: u64) {
    let mut luck = Stream::new(seed, Purpose::Neighbours);
    let mut between = |low: f64, high: f64| low + (high - low) * luck.unit();
    *shadow = Shadow {
        instances: Amount::Percent(between(0.0, 150.0).min(100.0) as u32),
        percent: between(1.0, 150.0).min(100.0) as u32,
        duration_s: between(0.0, 60.0),
        auto_promotion: between(0.0, 1.0) > 0.2,
        scale_down_delay_s: between(-30.0, 30.0).max(0.0),
        ..Shadow::default()
    };
}

/// The analysis that steps name, in the background and around blue-green's switch too in some of the scenarios.
fn random_analysis(strategy: &mut Strategy, between: &mut impl FnMut(f64, f64) -> f64) {
    let mut metric = |_| Metric {
        measure: Measure::ALL[between(0.0, 3.0) as usize],
        success: Condition { is: Relation::ALL[between(0.0, 5.0) as usize], limit: between(0.0, 1.0) },
        failure: Condition { is: Relation::ALL[between(0.0, 5.0) as usize], limit: between(0.0, 1.0) },
        initial_delay_s: between(-5.0, 5.0).max(0.0),
        interval_s: between(-5.0, 10.0).max(0.0),
        count: between(1.0, 5.0) as u32,
        failure_limit: between(0.0, 3.0) as u32,
        inconclusive_limit: between(0.0, 3.0) as u32,
        ..Metric::default()
    };
    let metrics = (0..2).map(&mut metric).collect();
    strategy.analyses = vec![Analysis { name: "look".to_owned(), metrics }];
    let mut name = || if between(0.0, 1.0) > 0.5 { "look".to_owned() } else { String::new() };
    strategy.canary.background_analysis = name();
    (strategy.blue_green.analysis_before, strategy.blue_green.analysis_after) = (name(), name());
    strategy.shadow.analysis = name();
}

#[test]
fn a_canary_without_a_router_respects_its_limits() {
    let mut runs = 0;
    for seed in 0..400 {
        let mut scenario = random_scenario_of(seed, 20).into_inner();
        if scenario.strategy.canary.router == Router::Weighted {
            continue;
        }
        // Whatever takes instances out by itself is left out.
        scenario.faults = Faults::default();
        scenario.autoscaler.enabled = false;
        scenario.fleet.checks_queue = false;
        let later = scenario.deployments.iter_mut().map(|deployment| &mut deployment.version);
        for version in [&mut scenario.versions.stable, &mut scenario.versions.candidate].into_iter().chain(later) {
            (version.leak, version.crash_after_s) = (Leak::default(), 0.0);
        }
        runs += 1;
        let (wanted, canary) = (scenario.fleet.instances, &scenario.strategy.canary);
        let surge = canary.max_surge.rounded_up(wanted);
        let unavailable = canary.max_unavailable.rounded_down(wanted).max(u32::from(surge == 0)).min(wanted);
        scenario.strategy.kind = StrategyKind::Canary;
        let scenario = scenario.check().expect("was and is a scenario");
        let recording = simulate(&scenario);
        // What is on its way out does not count; at one moment an end comes before a beginning.
        let stays = |state: State| !matches!(state, State::Draining | State::Terminated);
        let asked = recording.spans.iter().filter(|span| stays(span.state));
        let mut changes: Vec<_> = asked.flat_map(|span| [(span.from, 1), (span.to, -1)]).collect();
        changes.sort_unstable();
        let (mut now, mut most) = (0, 0);
        for (_, change) in changes {
            now += change;
            most = most.max(now);
        }
        assert!(most <= (wanted + surge) as i32, "seed {seed}: {most} of {wanted} + {surge}");
        let floor = wanted - unavailable;
        let figures = report(&scenario, &recording).capacity;
        assert!(figures.min_ready_instances >= floor, "seed {seed}: {floor}: {figures:?}");
    }
    assert!(runs > 20, "{runs}");
}
