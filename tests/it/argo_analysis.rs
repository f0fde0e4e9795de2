//! AnalysisTemplates of Argo Rollouts: which metrics are understood, and what becomes of those that are not.

use crate::manifest::{ONE_CONTAINER, notes, scenario};
use cutover::manifest::Note;
use cutover::manifest::export::{To, export};
use cutover::record::{RolloutOutcome, report, simulate};
use cutover::scenario::{Condition, Measure, Relation, StepKind};

/// A Rollout of ten with this `strategy`, and templates: `success` on the share of good answers (with `more`), and `job`.
fn stream(strategy: &str, more: &str) -> String {
    format!(
        "apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {{ name: web }}
spec: {{ replicas: 10, strategy: {{ {strategy} }}, template: {{ spec: {{ {ONE_CONTAINER} }} }} }}
---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: {{ name: success }}
spec:
  args: [{{ name: service }}, {{ name: least, value: '0.9' }}]
  metrics:
  - name: rate
    interval: 30s
    count: 3
    successCondition: result[0] >= {{{{args.least}}}}
    {more}
    provider:
      prometheus:
        query: |
          sum(irate(istio_requests_total{{destination_service=~\"{{{{args.service}}}}\",response_code!~\"5.*\"}}[1m])) /
          sum(irate(istio_requests_total{{destination_service=~\"{{{{args.service}}}}\"}}[1m]))
---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: {{ name: job }}
spec: {{ metrics: [{{ name: smoke, interval: 10s, count: 4, provider: {{ job: {{}} }} }}] }}
"
    )
}

const ROUTED: &str = "trafficRouting: { nginx: {} }";

#[test]
fn a_metric_that_telemetry_can_show_is_measured() {
    let steps = "steps: [{ setWeight: 20 }, { pause: { duration: 60 } },
        { analysis: { templates: [{ templateName: success }], args: [{ name: least, value: '0.95' }] } }]";
    let text = stream(&format!("canary: {{ {ROUTED}, {steps} }}"), "failureLimit: 1");
    let read = scenario(&text);
    let strategy = &read.strategy;
    let step = &strategy.canary.steps[2];
    assert_eq!((step.kind, step.analysis.as_str()), (StepKind::Analysis, "success"));
    let metric = &strategy.analyses[0].metrics[0];
    assert_eq!(metric.measure, Measure::SuccessRate);
    // What the step gives goes before what the template has.
    assert_eq!(metric.success, Condition { is: Relation::AtLeast, limit: 0.95 });
    assert_eq!((metric.interval_s, metric.count, metric.failure_limit), (30.0, 3, 1));
    // Nothing else judges.
    assert!(!read.rollback.automatic);
    assert!(!notes(&text).join("\n").contains("analysis: "), "{:?}", notes(&text));
    assert_eq!(report(&read, &simulate(&read)).rollout.outcome, RolloutOutcome::Completed);
    let mut bad = read.into_inner();
    bad.versions.candidate.error_probability = 0.2;
    let bad = bad.check().expect("was a scenario");
    let told = report(&bad, &simulate(&bad)).rollout;
    assert_eq!(told.outcome, RolloutOutcome::RolledBack);
    assert_eq!(told.reason.expect("there is one").finding.expect("of an analysis").limit, 0.95);
}

#[test]
fn what_is_not_understood_is_a_pause_with_a_note() {
    let steps = "steps: [{ setWeight: 20 }, { analysis: { templates: [{ templateName: job }] } },
        { analysis: { templates: [{ templateName: job }, { templateName: success }] } }]";
    let text = stream(&format!("canary: {{ {ROUTED}, {steps} }}"), "");
    let read = scenario(&text);
    let steps = &read.strategy.canary.steps;
    assert_eq!((steps[1].kind, steps[1].pause_s), (StepKind::Pause, 30.0));
    assert_eq!((steps[2].kind, steps[2].analysis.as_str()), (StepKind::Analysis, "job+success"));
    // The limits of the scenario stand in for the first.
    assert!(read.rollback.automatic);
    let notes = notes(&text).join("\n");
    for part in
        ["web.spec.strategy.canary.steps[1].analysis: 30 s", "steps[2].analysis.templates[0].metrics[0]: \"smoke\""]
    {
        assert!(notes.contains(part), "{part}:\n{notes}");
    }
}

#[test]
fn a_condition_that_is_not_understood_is_no_other_one() {
    let steps = "steps: [{ setWeight: 20 }, { analysis: { templates: [{ templateName: success }] } }]";
    let text = stream(&format!("canary: {{ {ROUTED}, {steps} }}"), "failureCondition: isNaN(result[0])");
    let read = scenario(&text);
    assert!(read.strategy.analyses.is_empty());
    assert_eq!((read.strategy.canary.steps[1].kind, read.strategy.canary.steps[1].pause_s), (StepKind::Pause, 60.0));
}

#[test]
fn the_background_begins_with_its_step() {
    let analysis =
        "analysis: { startingStep: 1, templates: [{ templateName: success }], dryRun: [{ metricName: rate }] }";
    let steps = "steps: [{ setWeight: 20 }, { pause: { duration: 60 } }]";
    let read = scenario(&stream(&format!("canary: {{ {ROUTED}, {analysis}, {steps} }}"), ""));
    let canary = &read.strategy.canary;
    assert_eq!((canary.background_analysis.as_str(), canary.background_from_step), ("success", 1));
    assert!(read.strategy.analyses[0].metrics[0].dry_run);
}

#[test]
fn blue_green_is_analysed_on_both_sides_of_the_switch() {
    let both = "prePromotionAnalysis: { templates: [{ templateName: job }] },
        postPromotionAnalysis: { templates: [{ templateName: success }] }";
    let read = scenario(&stream(&format!("blueGreen: {{ activeService: a, {both} }}"), ""));
    let blue_green = &read.strategy.blue_green;
    // Three intervals of 10 s of what is not understood.
    assert_eq!((blue_green.analysis_before.as_str(), blue_green.preview_s), ("", 30.0));
    assert_eq!((blue_green.analysis_after.as_str(), blue_green.keep_while_analysed), ("success", true));
    let delayed =
        scenario(&stream(&format!("blueGreen: {{ activeService: a, scaleDownDelaySeconds: 9, {both} }}"), ""));
    assert!(!delayed.strategy.blue_green.keep_while_analysed);
}

#[test]
fn an_analysis_goes_out_and_comes_back() {
    let steps = "steps: [{ setWeight: 20 }, { analysis: { templates: [{ templateName: success }] } }]";
    let read = scenario(&stream(&format!("canary: {{ {ROUTED}, {steps} }}"), ""));
    let exported = export(&read, To::ArgoRollouts).expect("a canary can be written");
    assert!(exported.yaml.contains("templateName: success"), "{}", exported.yaml);
    let is_lost = exported.notes.iter().any(|note| matches!(note, Note::NotExported(_)));
    assert!(!is_lost, "{:?}", exported.notes);
    let again = scenario(&exported.yaml);
    assert_eq!(again.strategy.analyses, read.strategy.analyses);
    assert_eq!(again.strategy.canary.steps, read.strategy.canary.steps);
}

#[test]
fn an_analysis_that_is_not_understood_makes_the_run_no_longer() {
    // It is not simulated behind the switch: the run is as long as the preview and the delay need.
    let with = |template: &str| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {{ name: web }}\nspec: {{ strategy: {{ blueGreen: {{ activeService: a, previewService: b, scaleDownDelaySeconds: 30, postPromotionAnalysis: {{ templates: [{{ templateName: t }}] }} }} }}, template: {{ spec: {{ {} }} }} }}\n---\napiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata: {{ name: t }}\nspec: {{ metrics: [{{ name: job, interval: 60s, count: 30, {template} }}] }}\n",
            crate::manifest::ONE_CONTAINER
        )
    };
    let horizon_s = |template: &str| crate::manifest::scenario(&with(template)).horizon_s;
    // 30 s, and 360 s for everything else, in whole minutes.
    assert_eq!(horizon_s("provider: { job: {} }"), 420.0);
    // 29 x 60 s of measurements, and the same.
    let query = "'sum(rate(http_requests_total{code=~\"5..\"}[1m])) / sum(rate(http_requests_total[1m]))'";
    let understood = format!("failureCondition: 'result[0] > 0.05', provider: {{ prometheus: {{ query: {query} }} }}");
    assert_eq!(horizon_s(&understood), 2_100.0);
}
