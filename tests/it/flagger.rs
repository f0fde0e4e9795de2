//! Flagger: what is read of a Canary and what stands around it, and what its loop does to the service.

use crate::manifest::{ONE_CONTAINER, notes, opened, problems, scenario};
use crate::program::real_data;
use cutover::record::{Recording, RolloutOutcome, report, simulate};
use cutover::scenario::{Amount, Checked, FlaggerForm, StrategyKind, document, read};
use cutover::sim::{Cause, Event};

/// A Canary with this `spec` and `analysis`, both as flow YAML without braces.
fn canary(spec: &str, analysis: &str) -> String {
    let comma = if spec.is_empty() { "" } else { ", " };
    format!(
        "apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: {{ name: web }}\nspec: {{ {spec}{comma}targetRef: {{ apiVersion: apps/v1, kind: Deployment, name: web }}, service: {{ port: 80 }}, analysis: {{ {analysis} }} }}\n"
    )
}

/// The Deployment that it takes over, with this `spec`.
fn target(spec: &str) -> String {
    format!(
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: web }}\nspec: {{ {spec}, template: {{ spec: {{ {ONE_CONTAINER} }} }} }}\n"
    )
}

#[test]
fn what_is_left_out_has_the_defaults_of_flagger() {
    let read = scenario(&canary("", "")).into_inner();
    let flagger = &read.strategy.flagger;
    assert_eq!((read.name.as_str(), read.strategy.kind, read.fleet.instances), ("web", StrategyKind::Flagger, 1));
    assert_eq!((flagger.form, flagger.interval_s, flagger.threshold), (FlaggerForm::Canary, 60.0, 1));
    assert_eq!((flagger.step_weight, flagger.max_weight, flagger.step_weight_promotion), (0, 100, 0));
    assert_eq!((flagger.primary_ready_percent, flagger.canary_ready_percent), (100, 100));
    assert!(flagger.routed && !flagger.mirror && !flagger.skip_analysis && flagger.no_data_fails);
    let rollback = &read.rollback;
    assert_eq!((rollback.progress_deadline_s, rollback.on_deadline, rollback.automatic), (600.0, true, true));
    // Nothing is measured.
    assert_eq!((rollback.error_rate_limit, rollback.latency_p99_limit_ms), (1.0, 0.0));
    let told = notes(&canary("", ""));
    let defaults =
        "Not in the manifest, so Flagger's defaults hold: web.spec: provider = istio, progressDeadlineSeconds = 600,";
    assert!(told.iter().any(|note| note.starts_with(defaults)), "{told:#?}");
    assert!(told.iter().any(|note| note.starts_with("web.spec.analysis.metrics: no metric that is measured here")));
}

#[test]
fn a_canary_and_its_deployment_are_one_workload() {
    let text = canary(
        "autoscalerRef: { kind: HorizontalPodAutoscaler, name: web }",
        "interval: 5s, threshold: 3, stepWeights: [1, 2, 10, 80], stepWeightPromotion: 20, primaryReadyThreshold: 90, canaryReadyThreshold: 80,
         metrics: [{ name: request-success-rate, interval: 30s, thresholdRange: { min: 98.7 } }, { name: request-duration, interval: 2m, thresholdRange: { max: 250 } }]",
    ) + &target("replicas: 0, minReadySeconds: 7, progressDeadlineSeconds: 60, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }")
        + "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: web }\nspec: { minReplicas: 4, maxReplicas: 9 }\n";
    let opened = opened(&text, None).expect("read");
    assert_eq!(opened.workloads, ["web"]);
    let read = scenario(&text).into_inner();
    // Scaled to 0, as Flagger leaves it: the autoscaler's fewest.
    assert_eq!((read.fleet.instances, read.fleet.min_ready_s), (4, 7.0));
    let flagger = &read.strategy.flagger;
    // No tick is sooner than ten seconds after the last.
    assert_eq!((flagger.interval_s, flagger.threshold, flagger.step_weight), (10.0, 3, 0));
    assert_eq!((flagger.step_weights.as_slice(), flagger.step_weight_promotion), (&[1.0, 2.0, 10.0, 80.0][..], 20));
    assert_eq!((flagger.primary_ready_percent, flagger.canary_ready_percent), (90, 80));
    let rolling = &read.strategy.rolling;
    assert_eq!(
        (rolling.max_surge, rolling.max_unavailable, rolling.count_draining),
        (Amount::Instances(1), Amount::Instances(0), false)
    );
    // 100 - 98.7, and the longer of the two windows; the deadline is the Canary's.
    assert_eq!((read.rollback.error_rate_limit, read.rollback.latency_p99_limit_ms), (0.013, 250.0));
    assert_eq!((read.telemetry.window_s, read.rollback.progress_deadline_s), (120.0, 600.0));
    let told = notes(&text).join("\n");
    assert!(told.contains("[web.spec.analysis.metrics[0].interval: 30 s]"), "{told}");
    assert!(!told.contains("Deployment × 1"), "{told}");

    // All old instances go before new ones come.
    let recreate = scenario(&(canary("", "") + &target("replicas: 3, strategy: { type: Recreate }"))).into_inner();
    let rolling = &recreate.strategy.rolling;
    assert_eq!(
        (rolling.max_surge, rolling.max_unavailable, rolling.count_draining),
        (Amount::Instances(0), Amount::Percent(100), true)
    );
}

#[test]
fn every_form_is_told_apart() {
    let form = |spec: &str, analysis: &str| {
        let flagger = scenario(&canary(spec, analysis)).into_inner().strategy.flagger;
        (flagger.form, flagger.iterations, flagger.routed)
    };
    assert_eq!(form("", "iterations: 7, match: [{ headers: {} }]"), (FlaggerForm::AbTest, 7, true));
    assert_eq!(form("", "iterations: 7"), (FlaggerForm::BlueGreen, 7, true));
    assert_eq!(form("", "match: [{ headers: {} }], stepWeight: 5").0, FlaggerForm::Canary);
    assert_eq!(form("provider: kubernetes", "stepWeight: 5"), (FlaggerForm::BlueGreen, 10, false));
    assert_eq!(form("provider: kubernetes", "iterations: 3"), (FlaggerForm::BlueGreen, 3, false));
}

#[test]
fn what_is_not_simulated_is_named_with_its_path() {
    let text = canary(
        "suspend: true, revertOnDeletion: true, other: 1",
        "stepWeight: 10, mirror: true, sessionAffinity: { cookieName: a }, metrics: [{ name: mine, templateRef: { name: t } }],
         webhooks: [{ name: a, type: confirm-rollout, url: x }, { name: b, url: y }], colour: red",
    );
    let told = notes(&text).join("\n");
    for part in [
        "[web.spec.suspend: true]",
        "[web.spec.analysis.sessionAffinity]",
        "[web.spec.analysis.metrics[0]: \"mine\"]",
        "[web.spec.analysis.webhooks[0]: \"confirm-rollout\"]",
        "[web.spec.analysis.webhooks[1]: \"rollout\"]",
        "[web.spec.targetRef: \"web\"]",
        "web.spec.analysis.colour: \"red\"",
        "web.spec.other: 1",
        "revertOnDeletion",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    // A load test may be what is measured.
    assert!(!scenario(&text).strategy.flagger.no_data_fails);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let text = canary(
        "provider: 7, progressDeadlineSeconds: 0",
        "interval: soon, threshold: -1, stepWeight: 101, stepWeights: [5, x], metrics: { a: 1 }, mirror: 1",
    );
    let paths: Vec<String> =
        problems(&text).iter().map(|told| told.split(": ").next().unwrap_or_default().to_owned()).collect();
    let at = |path: &str| format!("web.spec.{path}");
    assert_eq!(
        paths,
        [
            "provider",
            "progressDeadlineSeconds",
            "analysis.interval",
            "analysis.threshold",
            "analysis.stepWeight",
            "analysis.stepWeights[1]",
            "analysis.mirror",
            "analysis.metrics"
        ]
        .map(at)
    );
}

#[test]
fn real_canaries_are_read_and_run() {
    let Some(folder) = real_data("manifests") else { return };
    for (name, step_weight, weights) in
        [("flagger-istio-canary.yaml", 5, 0), ("flagger-linkerd-canary-steps.yaml", 0, 11)]
    {
        let text = std::fs::read_to_string(folder.join(name)).expect("UTF-8");
        let read = scenario(&text);
        let flagger = &read.strategy.flagger;
        assert_eq!((flagger.interval_s, flagger.threshold, flagger.step_weight), (15.0, 10, step_weight), "{name}");
        assert_eq!((flagger.step_weights.len(), flagger.no_data_fails), (weights, false), "{name}");
        assert_eq!((read.rollback.error_rate_limit, read.rollback.latency_p99_limit_ms), (0.01, 500.0), "{name}");
        // With the Deployment beside it, as people keep them.
        let podinfo = std::fs::read_to_string(folder.join("podinfo-deployment.yaml")).expect("UTF-8");
        let both = scenario(&format!("{text}---\n{podinfo}"));
        let recording = simulate(&both);
        assert_eq!(report(&both, &recording).rollout.outcome, RolloutOutcome::Completed, "{name}");
        assert_eq!(both.strategy.rolling.max_unavailable, Amount::Instances(1));
    }
}

/// Ten instances, 60 % busy, a tick each 10 s from 60 s on, and what `toml` says besides.
fn run(toml: &str) -> (Checked, Recording) {
    let text = format!(
        "horizon_s = 600\nstrategy.kind = 'flagger'\nstrategy.flagger.interval_s = 10\nstrategy.flagger.step_weight = 25\n{toml}\n"
    );
    let scenario = read::read(&document::from_text(&text).expect("TOML")).expect("a scenario");
    let recording = simulate(&scenario);
    (scenario, recording)
}

/// Seconds since the beginning of the rollout and percent of every change of the weight.
fn weights(recording: &Recording) -> Vec<(f64, u32)> {
    let set = |entry: &cutover::record::Entry| match entry.event {
        Event::WeightSet { percent } => Some((entry.at.seconds() - 60.0, percent)),
        _ => None,
    };
    recording.log.iter().filter_map(set).collect()
}

#[test]
fn a_good_version_is_taken_over_without_losing_anybody() {
    let (scenario, recording) = run("");
    let figures = report(&scenario, &recording);
    assert_eq!(figures.rollout.outcome, RolloutOutcome::Completed);
    // 0 at once; ready after 20 s, in time for the tick of that moment; 50 % at 30 s.
    let weights = weights(&recording);
    assert_eq!(weights[..3], [(0.0, 0), (20.0, 25), (30.0, 50)], "{weights:?}");
    assert_eq!(weights.last().map(|(_, percent)| *percent), Some(100));
    // From the promotion on the share only grows.
    assert!(weights.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{weights:?}");
    // Twice the fleet, and a surge of ceil(10 * 25 %) = 3.
    assert!(figures.cost.peak_instances > 20 && figures.cost.peak_instances <= 23, "{:?}", figures.cost);
}

#[test]
fn a_bad_version_is_served_for_as_many_ticks_and_one_more() {
    // Every second answer is wrong. 25 % from 20 s on; the checks at 30 and 40 s fail, the tick at 50 s acts.
    let (scenario, recording) = run("versions.candidate.error_probability = 0.5");
    let figures = report(&scenario, &recording);
    assert_eq!(figures.rollout.outcome, RolloutOutcome::RolledBack);
    assert_eq!(weights(&recording), [(0.0, 0), (20.0, 25), (50.0, 0)]);
    let reason = recording.rollout.reason.expect("a reason");
    assert_eq!((reason.cause, reason.limit), (Cause::ErrorRate, 0.05));
    // With a threshold of five, three ticks later.
    let (_, patient) = run("versions.candidate.error_probability = 0.5\nstrategy.flagger.threshold = 5");
    assert_eq!(weights(&patient)[2], (80.0, 0));
}

#[test]
fn without_requests_nothing_can_be_said_for_it() {
    let (_, recording) = run("traffic.rate_rps = 0");
    assert_eq!(recording.rollout.reason.map(|reason| reason.cause), Some(Cause::NoData));
    let (scenario, recording) = run("traffic.rate_rps = 0\nstrategy.flagger.no_data_fails = false");
    assert_eq!(report(&scenario, &recording).rollout.outcome, RolloutOutcome::Completed);
}

#[test]
fn a_canary_that_never_gets_ready_is_given_up_at_a_tick() {
    // No progress from 0 s on, so the deadline of 33 s passes between two ticks, and the one at 40 s acts.
    let (_, recording) = run("versions.candidate.becomes_ready = false\nrollback.progress_deadline_s = 33");
    let reason = recording.rollout.reason.expect("a reason");
    assert_eq!((reason.cause, reason.at.seconds()), (Cause::ProgressDeadline, 100.0));
    // Nobody waits for it where that only is reported.
    let (_, waits) =
        run("versions.candidate.becomes_ready = false\nrollback = { progress_deadline_s = 33, on_deadline = false }");
    assert!(waits.rollout.reason.is_none());
    assert!(waits.log.iter().any(|entry| entry.event == Event::DeadlinePassed));
}

#[test]
fn a_metric_without_a_limit_has_no_window() {
    // Nothing is judged over 30 s: the window stays as it is, and a manifest without the metric says the same.
    let with = |metrics: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: web }}\nspec: {{ template: {{ spec: {{ {} }} }} }}\n---\napiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: {{ name: web }}\nspec: {{ targetRef: {{ kind: Deployment, name: web }}, service: {{ port: 80 }}, analysis: {{ interval: 15s, threshold: 2, maxWeight: 50, stepWeight: 10, metrics: [{metrics}] }} }}\n",
            crate::manifest::ONE_CONTAINER
        )
    };
    let window_s = |metrics: &str| crate::manifest::scenario(&with(metrics)).telemetry.window_s;
    assert_eq!(window_s("{ name: request-duration, interval: 30s }"), window_s(""));
    assert_eq!(window_s("{ name: request-duration, interval: 30s, thresholdRange: { max: 500 } }"), 30.0);
}
