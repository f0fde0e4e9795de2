//! Argo Rollouts: what is read of a Rollout, what is assumed, what is noted, what is refused, and what a run makes of it.

use crate::manifest::{ONE_CONTAINER, notes, opened, problems, scenario};
use crate::program::real_data;
use cutover::manifest::export::{To, export};
use cutover::record::{RolloutOutcome, report, simulate};
use cutover::scenario::{Action, Amount, Checked, Command, LONGEST_HORIZON_S, Router, Step, StepKind, StrategyKind};
use cutover::sim::Event;

/// A Rollout with this `spec` and `strategy`, both as flow YAML without braces.
fn rollout(spec: &str, strategy: &str) -> String {
    let comma = if spec.is_empty() { "" } else { ", " };
    format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {{ name: web }}\nspec: {{ {spec}{comma}strategy: {{ {strategy} }}, template: {{ spec: {{ {ONE_CONTAINER} }} }} }}\n"
    )
}

fn real(name: &str) -> Option<Checked> {
    let path = real_data("manifests")?.join(name);
    Some(scenario(&std::fs::read_to_string(path).expect("UTF-8")))
}

fn step(kind: StepKind, pause_s: f64) -> Step {
    Step { kind, pause_s, ..Step::default() }
}

#[test]
fn what_is_left_out_has_the_defaults_of_argo() {
    let read = scenario(&rollout("", "canary: {}"));
    assert_eq!((read.fleet.instances, read.fleet.min_ready_s), (1, 0.0));
    assert_eq!((read.rollback.progress_deadline_s, read.rollback.on_deadline), (600.0, false));
    // Nothing judges, so nothing is taken back.
    assert!(!read.rollback.automatic);
    let canary = &read.strategy.canary;
    assert_eq!((read.strategy.kind, canary.router, canary.steps.len()), (StrategyKind::Canary, Router::Instances, 0));
    assert_eq!((canary.max_surge, canary.max_unavailable), (Amount::Percent(25), Amount::Percent(25)));

    let canary = scenario(&rollout("", "canary: { trafficRouting: { nginx: {} } }")).into_inner().strategy.canary;
    assert_eq!((canary.router, canary.max_traffic_weight), (Router::Weighted, 100));
    assert_eq!((canary.scale_down_delay_s, canary.abort_scale_down_delay_s), (30.0, 30.0));
    assert_eq!((canary.dynamic_stable_scale, canary.min_instances), (false, 0));
    assert_eq!(canary.progress_threshold, Amount::Percent(100));

    let blue_green = scenario(&rollout("", "blueGreen: { activeService: a }")).into_inner().strategy.blue_green;
    assert_eq!((blue_green.preview_s, blue_green.preview_instances, blue_green.auto_promotion), (0.0, 0, true));
    assert_eq!((blue_green.scale_down_delay_s, blue_green.abort_scale_down_delay_s), (30.0, 30.0));
}

#[test]
fn an_experiment_is_read_and_comes_back() {
    let query = "'sum(rate(http_requests_total{code=~\"5..\"}[1m])) / sum(rate(http_requests_total[1m]))'";
    let metric = format!("failureCondition: 'result[0] > 0.05', provider: {{ prometheus: {{ query: {query} }} }}");
    let template = format!(
        "---\napiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata: {{ name: errors }}\nspec: {{ metrics: [{{ name: e, interval: 30s, {metric} }}] }}\n"
    );
    let steps = "steps: [{ experiment: { duration: 5m, templates: [{ name: old, specRef: stable, replicas: 2, weight: 5 }, { name: new, specRef: canary, weight: 5 }],
        analyses: [{ name: e, templateName: errors }] } }, { experiment: { templates: [{ name: new, specRef: canary }] } }]";
    let text = rollout(
        "",
        &format!("canary: {{ trafficRouting: {{ istio: {{ virtualService: {{ name: v }} }} }}, {steps} }}"),
    ) + &template;
    let read = scenario(&text);
    let [timed, bare] = &read.strategy.canary.steps[..] else { panic!("{:?}", read.strategy.canary.steps) };
    let expected = Step {
        kind: StepKind::Experiment,
        weight: 5,
        pause_s: 300.0,
        instances: 1,
        baseline_instances: 2,
        analysis: "errors".to_owned(),
        ..Step::default()
    };
    assert_eq!(timed, &expected);
    let expected = Step { weight: 0, pause_s: 0.0, baseline_instances: 0, analysis: String::new(), ..expected };
    assert_eq!(bare, &expected);
    let exported = export(&read, To::ArgoRollouts).expect("it can be written");
    let again = scenario(&exported.yaml);
    assert_eq!(again.strategy.canary.steps, read.strategy.canary.steps, "{}", exported.yaml);
    // Without a router it is a pause, and that is told.
    let plain = rollout("", &format!("canary: {{ {steps} }}")) + &template;
    assert_eq!(scenario(&plain).strategy.canary.steps[0].kind, StepKind::Pause);
    assert!(notes(&plain).join("\n").contains("steps[0].experiment: 300 s"), "{:?}", notes(&plain));
}

#[test]
fn what_is_there_is_read() {
    let steps =
        "steps: [{ setCanaryScale: { replicas: 2 } }, { setHeaderRoute: { name: h, match: [{}] } }, { setWeight: 125 },
        { pause: { duration: 1h30m } }, { setCanaryScale: { weight: 2000 } }, { pause: {} }, { pause: { duration: 45 } },
        { setCanaryScale: { matchTrafficWeight: true } }, { setHeaderRoute: { name: h } }]";
    let text = rollout(
        "replicas: 7, minReadySeconds: 5, progressDeadlineSeconds: 90, progressDeadlineAbort: true",
        &format!(
            "canary: {{ trafficRouting: {{ maxTrafficWeight: 1000, nginx: {{}} }}, dynamicStableScale: true, scaleDownDelaySeconds: 40,
            abortScaleDownDelaySeconds: 50, minPodsPerReplicaSet: 2, replicaProgressThreshold: {{ type: Percentage, value: 80 }}, {steps} }}"
        ),
    );
    let read = scenario(&text);
    assert_eq!((read.fleet.instances, read.fleet.min_ready_s), (7, 5.0));
    assert_eq!(
        (read.rollback.progress_deadline_s, read.rollback.on_deadline, read.rollback.automatic),
        (90.0, true, true)
    );
    let canary = &read.strategy.canary;
    assert_eq!((canary.max_traffic_weight, canary.dynamic_stable_scale, canary.min_instances), (1_000, true, 2));
    assert_eq!((canary.scale_down_delay_s, canary.abort_scale_down_delay_s), (40.0, 50.0));
    assert_eq!(canary.progress_threshold, Amount::Percent(80));
    assert_eq!(
        canary.steps,
        [
            Step { instances: 2, ..step(StepKind::ScaleInstances, 0.0) },
            Step { users_percent: 5, ..step(StepKind::HeaderRoute, 0.0) },
            Step::weight(125, 0.0),
            step(StepKind::Pause, 5_400.0),
            Step { weight: 2_000, ..step(StepKind::ScaleWeight, 0.0) },
            Step { until_promoted: true, ..step(StepKind::Pause, 60.0) },
            step(StepKind::Pause, 45.0),
            step(StepKind::ScaleMatch, 0.0),
            Step { users_percent: 0, ..step(StepKind::HeaderRoute, 0.0) },
        ]
    );
    // 5,445 s of pauses and 360 s besides, in whole minutes.
    assert_eq!(read.horizon_s, 5_820.0);
    let notes = notes(&text).join("\n");
    for part in ["steps[5]", "steps[1]: how many users", "shares of 1,000", "the run lasts 1 h 37 min"] {
        assert!(notes.contains(part), "{part}:\n{notes}");
    }
}

#[test]
fn for_ever_is_as_long_as_the_longest_run() {
    let routed = |more: &str| {
        let text = rollout("", &format!("canary: {{ trafficRouting: {{ smi: {{}} }}{more} }}"));
        scenario(&text).into_inner().strategy.canary.abort_scale_down_delay_s
    };
    assert_eq!(routed(", abortScaleDownDelaySeconds: 0"), LONGEST_HORIZON_S);
    // Where the stable side follows its traffic so do the candidates, unless a delay is asked for.
    assert_eq!(routed(", dynamicStableScale: true"), 0.0);
    assert_eq!(routed(", dynamicStableScale: true, abortScaleDownDelaySeconds: 30"), 30.0);
}

#[test]
fn blue_green_is_read() {
    let text = rollout(
        "replicas: 5",
        "blueGreen: { activeService: a, previewService: p, previewReplicaCount: 2, autoPromotionEnabled: true, autoPromotionSeconds: 15,
        scaleDownDelaySeconds: 0, abortScaleDownDelaySeconds: 0, prePromotionAnalysis: { templates: [{ templateName: smoke }] } }",
    ) + "---\napiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata: { name: smoke }\nspec: { metrics: [{ name: a, interval: 10s, count: 4 }] }\n";
    let read = scenario(&text);
    let blue_green = &read.strategy.blue_green;
    // Three intervals between four measurements, then the 15 s.
    assert_eq!(
        (read.strategy.kind, blue_green.preview_s, blue_green.preview_instances),
        (StrategyKind::BlueGreen, 45.0, 2)
    );
    assert_eq!((blue_green.scale_down_delay_s, blue_green.abort_scale_down_delay_s), (0.0, LONGEST_HORIZON_S));
    assert!(read.rollback.automatic);
    let notes = notes(&text).join("\n");
    assert!(notes.contains("web.spec.strategy.blueGreen.prePromotionAnalysis: 30 s]"), "{notes}");
}

#[test]
fn every_wrong_field_is_named_in_the_terms_of_the_manifest() {
    let text = rollout(
        "replicas: -1, progressDeadlineAbort: maybe",
        "canary: { maxSurge: lots, replicaProgressThreshold: { type: Share, value: 1 },
        steps: [{ setWeight: 101 }, { pause: { duration: soon } }, {}, { setWeight: 1, pause: {} }, { setCanaryScale: { weight: 5 } }, 7] }",
    );
    let found = problems(&text);
    let expected = [
        "web.spec.replicas: found -1",
        "web.spec.progressDeadlineAbort: found \"maybe\"",
        "web.spec.strategy.canary.maxSurge: found \"lots\"",
        "web.spec.strategy.canary.replicaProgressThreshold.type: found \"Share\"; allowed: one of Percentage, Pod",
        "web.spec.strategy.canary.steps[0].setWeight: found 101; allowed: a whole number from 0 to 100",
        "web.spec.strategy.canary.steps[1].pause.duration: found \"soon\"; allowed: a length of time",
        "web.spec.strategy.canary.steps[2]: found nothing; allowed: one of setWeight, pause",
        "web.spec.strategy.canary.steps[3]: found setWeight, pause; allowed: one of setWeight, pause",
        "web.spec.strategy.canary.steps[4].setCanaryScale: found a table; allowed: only where web.spec.strategy.canary.trafficRouting",
        "web.spec.strategy.canary.steps[5]: found 7; allowed: a table of fields",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
    for strategy in ["", "canary: {}, blueGreen: {}"] {
        assert!(problems(&rollout("", strategy))[0].starts_with("web.spec.strategy: found"), "{strategy}");
    }
}

#[test]
fn what_is_not_simulated_is_noted_with_its_path() {
    let text = rollout(
        "rollbackWindow: { revisions: 1 }, restartAt: now, shinyNewField: 1",
        "canary: { trafficRouting: { istio: {}, shinyRouter: {} }, analysis: { templates: [{ templateName: elsewhere }] }, antiAffinity: {},
        steps: [{ setMirrorRoute: { name: m, percentage: 35, match: [{ method: { exact: GET } }] } }, { analysis: {} }, { experiment: { duration: 20s, templates: [] } }, { plugin: {} }] }",
    );
    let told = notes(&text).join("\n");
    for part in [
        "web.spec.rollbackWindow",
        "web.spec.restartAt: \"now\"",
        "web.spec.shinyNewField: 1",
        "web.spec.strategy.canary.trafficRouting.shinyRouter",
        "web.spec.strategy.canary.analysis.templates[0]: \"elsewhere\"",
        "web.spec.strategy.canary.antiAffinity",
        "steps[0].setMirrorRoute.match",
        "steps[1].analysis: 0 s",
        "steps[3].plugin",
    ] {
        assert!(told.contains(part), "{part}:\n{told}");
    }
    assert!(!told.contains("There is no analysis"), "{told}");
    let lasts: Vec<f64> = scenario(&text).strategy.canary.steps.iter().map(|step| step.pause_s).collect();
    assert_eq!(lasts, [0.0, 0.0, 20.0, 0.0]);
}

#[test]
fn pods_may_be_those_of_a_deployment() {
    let referring = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: web }\nspec: { replicas: 2, workloadRef: { apiVersion: apps/v1, kind: Deployment, name: base }, strategy: { canary: {} } }\n";
    let deployment = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: base }\nspec: { replicas: 9, template: { spec: { terminationGracePeriodSeconds: 77, containers: [{ resources: { requests: { cpu: 3 } } }] } } }\n";
    let text = referring.to_owned() + deployment;
    let read = scenario(&text);
    assert_eq!((read.fleet.instances, read.fleet.workers, read.fleet.grace_period_s), (2, 3, 77.0));
    // It is not a workload of its own any more.
    assert_eq!(opened(&text, None).expect("read").workloads, ["web"]);
    let alone = notes(referring).join("\n");
    assert!(alone.contains("[web.spec.workloadRef: \"base\"]"), "{alone}");
    assert_eq!(scenario(referring).fleet.workers, 1);
}

#[test]
fn templates_alone_are_the_default_with_its_own_judge() {
    let Some(read) = real("argo-analysis-templates.yaml") else { return };
    assert_eq!((read.name.as_str(), read.rollback.automatic), ("pass", true));
    let templates = "apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata: { name: a }\n";
    let told = notes(templates).join("\n");
    assert!(told.contains("Nothing to deploy") && told.contains("[AnalysisTemplate/a]"), "{told}");
    assert!(opened(templates, Some("web")).is_err());
}

#[test]
fn the_real_ones_roll_as_the_controller_does() {
    let Some(rolling) = real("argo-rollout-rolling-update.yaml") else { return };
    let recording = simulate(&rolling);
    let figures = report(&rolling, &recording);
    // Five, one more, one fewer.
    assert_eq!(figures.rollout.outcome, RolloutOutcome::Completed);
    assert_eq!(figures.capacity.min_ready_instances, 4);

    // Waits at its second step until it is promoted, then for 40, 20 and 20 s.
    let canary = real("argo-rollout-canary.yaml").expect("is there too");
    let steps = |scenario: &Checked| {
        let recording = simulate(scenario);
        let reached = |event: &Event| matches!(event, Event::StepReached { .. });
        (
            recording.log.iter().filter(|entry| reached(&entry.event)).count(),
            report(scenario, &recording).rollout.outcome,
        )
    };
    assert_eq!(steps(&canary), (2, RolloutOutcome::InProgress));
    let mut promoted = canary.into_inner();
    promoted.commands.push(Command { at_s: 150.0, action: Action::Promote });
    assert_eq!(steps(&promoted.check().expect("still one")), (8, RolloutOutcome::Completed));

    let blue_green = real("argo-rollout-bluegreen.yaml").expect("is there too");
    assert!(!blue_green.strategy.blue_green.auto_promotion);
    assert_eq!(steps(&blue_green).1, RolloutOutcome::InProgress);

    let analysis = real("argo-rollout-analysis-step.yaml").expect("is there too");
    assert_eq!(steps(&analysis), (2, RolloutOutcome::Completed));
}
