//! The analyses of a scenario as AnalysisTemplates.

use super::objects::{Object, fields};
use super::pods::whole_s;
use super::{Stream, object_name};
use crate::scenario::{Analysis, Condition, Measure, Metric, Relation, Scenario, Step, Strategy, StrategyKind};
use serde_json::{Value, json};

/// The names of the analyses that the strategy begins, each once, in the order in which a reader of a manifest meets them.
pub(super) fn used(strategy: &Strategy) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let canary = &strategy.canary;
    let steps = canary.steps.iter().filter_map(Step::awaited);
    let all: Vec<&str> = match strategy.kind {
        StrategyKind::Canary => steps.chain([canary.background_analysis.as_str()]).collect(),
        StrategyKind::BlueGreen => vec![&strategy.blue_green.analysis_before, &strategy.blue_green.analysis_after],
        _ => Vec::new(),
    };
    for name in all {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A place where an analysis is begun; null for none.
pub(super) fn begun(scenario: &Scenario, name: &str) -> Value {
    let Some(analysis) = find(scenario, name) else { return Value::Null };
    let metrics = analysis.metrics.iter().enumerate();
    let dry = metrics.filter(|(_, metric)| metric.dry_run).map(|(i, metric)| json!({ "metricName": label(i, metric) }));
    let dry: Vec<Value> = dry.collect();
    fields([
        ("templates", json!([{ "templateName": object_name(name) }])),
        ("dryRun", if dry.is_empty() { Value::Null } else { json!(dry) }),
    ])
}

/// Writes a template for each analysis that the strategy begins; whether there is one.
pub(super) fn write(scenario: &Scenario, app: &str, stream: &mut Stream) -> bool {
    let used = used(&scenario.strategy);
    for analysis in used.iter().filter_map(|name| find(scenario, name)) {
        let metrics = analysis.metrics.iter().enumerate();
        let metrics: Vec<Value> = metrics.filter_map(|(i, metric)| write_metric(scenario, app, i, metric)).collect();
        let name = object_name(&analysis.name);
        stream.add(&Object::new("argoproj.io/v1alpha1", "AnalysisTemplate", &name, json!({ "metrics": metrics })));
    }
    !used.is_empty()
}

fn find<'a>(scenario: &'a Scenario, name: &str) -> Option<&'a Analysis> {
    scenario.strategy.analyses.iter().find(|analysis| analysis.name == name)
}

/// Metrics of a template differ by name.
fn label(i: usize, metric: &Metric) -> String {
    format!("{}-{}", metric.measure.name(), i + 1)
}

/// A length with what a whole number of seconds would lose.
fn length(seconds: f64) -> Value {
    if seconds == 0.0 { Value::Null } else { json!(format!("{seconds}s")) }
}

fn condition(condition: Condition) -> Value {
    let sign = match condition.is {
        Relation::None => return Value::Null,
        Relation::Below => "<",
        Relation::AtMost => "<=",
        Relation::Above => ">",
        Relation::AtLeast => ">=",
    };
    json!(format!("result[0] {sign} {}", condition.limit))
}

/// Null where it is what Argo assumes.
fn unless(value: u32, usual: u32) -> Value {
    if value == usual { Value::Null } else { json!(value) }
}

/// A metric; `None` for what no usual query measures: the share of the traffic, and the comparison with the stable version.
fn write_metric(scenario: &Scenario, app: &str, i: usize, metric: &Metric) -> Option<Value> {
    let window = format!("{}s", whole_s(scenario.telemetry.window_s));
    let requests = |more: &str| format!("sum(rate(http_requests_total{{app=\"{app}\"{more}}}[{window}]))");
    let query = match metric.measure {
        Measure::ErrorRate => format!("{} / {}", requests(",code=~\"5..\""), requests("")),
        Measure::SuccessRate => format!("{} / {}", requests(",code!~\"5..\""), requests("")),
        Measure::Latency => {
            let buckets = format!("sum(rate(http_request_duration_seconds_bucket{{app=\"{app}\"}}[{window}])) by (le)");
            format!("1000 * histogram_quantile({}, {buckets})", metric.quantile)
        }
        Measure::TrafficShare | Measure::Comparison => return None,
    };
    let failures = if metric.unlimited_failures { json!(-1) } else { unless(metric.failure_limit, 0) };
    Some(fields([
        ("name", json!(label(i, metric))),
        ("initialDelay", length(metric.initial_delay_s)),
        ("interval", length(metric.interval_s)),
        ("count", unless(metric.count, 0)),
        ("successCondition", condition(metric.success)),
        ("failureCondition", condition(metric.failure)),
        ("failureLimit", failures),
        ("inconclusiveLimit", unless(metric.inconclusive_limit, 0)),
        ("consecutiveErrorLimit", unless(metric.consecutive_error_limit, 4)),
        ("consecutiveSuccessLimit", unless(metric.consecutive_success_limit, 0)),
        ("provider", json!({ "prometheus": { "address": super::argo::PROMETHEUS, "query": query } })),
    ]))
}
