//! `spec.analysis`: the loop, its metrics and its webhooks.

use super::{Aspect, Findings, Note, Place, Table, Value, duration, show};
use crate::scenario::problem::{Allowed, Problem};
use crate::scenario::{Flagger, Telemetry};
use serde_json::json;

/// Time between two ticks where none is given, and the shortest that Flagger takes, s.
const INTERVAL_S: f64 = 60.0;
const SHORTEST_INTERVAL_S: f64 = 10.0;
/// Ticks of a blue-green deployment without a router where none are given.
const ITERATIONS: u32 = 10;
/// Window of a metric where none is given, s.
const WINDOW_S: f64 = 60.0;
/// Ticks besides those of the form: the first look, the promotion, the way to the primary, the end, and one for each of the two
/// workloads to become ready.
const OTHER_TICKS: f64 = 6.0;
/// Most step weights, metrics and webhooks.
const LONGEST: usize = 100;

/// What an analysis says.
pub(super) struct Analysis {
    /// `strategy.flagger`.
    pub flagger: Value,
    /// `rollback`, but for the deadline.
    pub limits: Value,
    /// `telemetry`.
    pub telemetry: Value,
    /// How long all its ticks take, s.
    pub lasts_s: f64,
}

/// Reads the analysis of a Canary whose provider can split requests or cannot.
pub(super) fn read(mut table: Table<'_>, routed: bool, findings: &mut Findings) -> Analysis {
    let interval_s = match duration(&mut table, "interval", findings) {
        Some(interval_s) => interval_s.max(SHORTEST_INTERVAL_S),
        None => {
            if table.is_left_out("interval") {
                findings.defaults.push(Place { path: table.path_of("interval"), value: format!("{INTERVAL_S}s") });
            }
            INTERVAL_S
        }
    };
    let threshold = table.whole("threshold", 1, (0, 1_000_000), "checks", findings).max(1);
    let step_weight = table.whole("stepWeight", 0, (0, 100), "%", findings);
    let step_weights = read_weights(&mut table, findings);
    let max_weight = match table.whole("maxWeight", 100, (0, 100), "%", findings) {
        0 => 100,
        weight => weight,
    };
    let step_weight_promotion = table.whole("stepWeightPromotion", 0, (0, 100), "%", findings);
    let primary_ready = table.whole("primaryReadyThreshold", 100, (0, 100), "%", findings);
    let canary_ready = table.whole("canaryReadyThreshold", 100, (0, 100), "%", findings);
    let mirror = table.flag("mirror", false, findings);
    // Nothing, and 0, stand for everything.
    let mirror_percent = match table.whole("mirrorWeight", 100, (0, 100), "%", findings) {
        0 => 100,
        percent => percent,
    };
    let iterations = table.whole_or_none("iterations", (0, 1_000_000), "ticks", findings).filter(|count| *count > 0);
    let match_path = table.path_of("match");
    let has_match = table.take("match").is_some_and(|value| value.as_array().is_some_and(|list| !list.is_empty()));
    let form = match iterations {
        _ if !routed => "blue-green",
        Some(_) if has_match => "ab-test",
        Some(_) => "blue-green",
        None => "canary",
    };
    let iterations = iterations.unwrap_or(ITERATIONS);
    let usual = Flagger::default();
    if form == "ab-test" {
        findings.notes.push(Note::HeaderUsers { path: match_path, percent: usual.users_percent });
    }
    let metrics = read_metrics(&mut table, findings);
    let has_load_test = read_webhooks(&mut table, findings);
    table.not_modelled(&[("sessionAffinity", Aspect::SessionAffinity)], findings);
    table.rest(&["alerts"], findings);
    let window_s = metrics.window_s.unwrap_or(WINDOW_S);
    let ticks = match form {
        "canary" if step_weight > 0 => (f64::from(max_weight) / f64::from(step_weight)).ceil(),
        "canary" => step_weights.len() as f64,
        _ => f64::from(iterations),
    };
    Analysis {
        flagger: json!({
            "form": form,
            "interval_s": interval_s,
            "threshold": threshold,
            "step_weight": step_weight,
            "step_weights": step_weights,
            "max_weight": max_weight,
            "step_weight_promotion": step_weight_promotion,
            "iterations": iterations,
            "mirror": mirror,
            "mirror_percent": mirror_percent,
            "routed": routed,
            "primary_ready_percent": primary_ready,
            "canary_ready_percent": canary_ready,
            "no_data_fails": !has_load_test,
        }),
        limits: json!({
            "automatic": true,
            "on_deadline": true,
            "error_rate_limit": metrics.error_rate_limit,
            "latency_p99_limit_ms": metrics.latency_p99_limit_ms,
        }),
        telemetry: json!({
            "window_s": window_s,
            "scrape_interval_s": Telemetry::default().scrape_interval_s.min(window_s),
        }),
        lasts_s: interval_s * (ticks + f64::from(threshold) + OTHER_TICKS),
    }
}

/// A list of at most [`LONGEST`] entries, each with its path.
fn entries<'a>(table: &mut Table<'a>, name: &'static str, findings: &mut Findings) -> Vec<(String, &'a Value)> {
    let path = table.path_of(name);
    let Some(value) = table.take(name) else { return Vec::new() };
    let Some(list) = value.as_array().filter(|list| list.len() <= LONGEST) else {
        findings.problems.push(Problem::new(path, show(value), Allowed::List { longest: LONGEST as u32 }));
        return Vec::new();
    };
    list.iter().enumerate().map(|(i, entry)| (format!("{path}[{i}]"), entry)).collect()
}

fn read_weights(table: &mut Table<'_>, findings: &mut Findings) -> Vec<u32> {
    let allowed = || Allowed::Number { min: 0.0, max: 100.0, unit: "%".to_owned(), whole: true };
    let mut weights = Vec::new();
    for (path, value) in entries(table, "stepWeights", findings) {
        match value.as_u64().and_then(|weight| u32::try_from(weight).ok()).filter(|weight| *weight <= 100) {
            Some(weight) => weights.push(weight),
            None => findings.problems.push(Problem::new(path, show(value), allowed())),
        }
    }
    weights
}

/// The limits of the two metrics that are measured here.
struct Metrics {
    error_rate_limit: f64,
    latency_p99_limit_ms: f64,
    window_s: Option<f64>,
}

fn read_metrics(table: &mut Table<'_>, findings: &mut Findings) -> Metrics {
    let mut read = Metrics { error_rate_limit: 1.0, latency_p99_limit_ms: 0.0, window_s: None };
    let list_path = table.path_of("metrics");
    let mut windows = Vec::new();
    let mut measures = false;
    for (path, value) in entries(table, "metrics", findings) {
        let mut metric = Table::new(Some(value), path.clone(), findings);
        let name = metric.take("name").and_then(Value::as_str).unwrap_or_default();
        if !matches!(name, "request-success-rate" | "request-duration") || metric.take("templateRef").is_some() {
            findings.not_modelled.entry(Aspect::Metric).or_default().push(Place { path, value: show(&json!(name)) });
            continue;
        }
        measures = true;
        let window_s = duration(&mut metric, "interval", findings).filter(|window_s| *window_s > 0.0);
        let mut range = metric.table("thresholdRange", findings);
        let is_rate = name == "request-success-rate";
        let (bound, highest, unit) = if is_rate { ("min", 100.0, "%") } else { ("max", 3_600_000.0, "ms") };
        let limit = |value: &Value| value.as_f64().filter(|limit| (0.0..=highest).contains(limit));
        let allowed = || Allowed::Number { min: 0.0, max: highest, unit: unit.to_owned(), whole: false };
        // The older form of the same limit stands beside the range.
        let limit = range
            .read(bound, limit, allowed(), findings)
            .or_else(|| metric.read("threshold", limit, allowed(), findings));
        range.not_modelled(&[(if is_rate { "max" } else { "min" }, Aspect::Metric)], findings);
        range.rest(&[], findings);
        // Without a limit nothing is read over its window.
        if limit.is_some_and(|limit| limit > 0.0) {
            windows.push((metric.path_of("interval"), window_s.unwrap_or(WINDOW_S)));
        }
        metric.rest(&[], findings);
        match limit {
            Some(limit) if is_rate => read.error_rate_limit = error_rate(limit),
            Some(limit) => read.latency_p99_limit_ms = limit,
            None => {}
        }
    }
    if !measures {
        findings.notes.push(Note::NoMetrics { path: list_path });
    }
    // One window for all: the longest.
    let longest = windows.iter().map(|(_, window_s)| *window_s).fold(0.0, f64::max);
    read.window_s = (!windows.is_empty()).then_some(longest);
    for (path, window_s) in windows.into_iter().filter(|(_, window_s)| *window_s < longest) {
        let place = Place { path, value: format!("{window_s} s") };
        findings.not_modelled.entry(Aspect::MetricWindow).or_default().push(place);
    }
    read
}

/// The share that may fail where so many percent have to succeed, without the dust of binary fractions.
fn error_rate(success_percent: f64) -> f64 {
    ((100.0 - success_percent) * 1e7).round() / 1e9
}

/// Notes every webhook; whether one of them may send requests to the canary.
fn read_webhooks(table: &mut Table<'_>, findings: &mut Findings) -> bool {
    let mut has_load_test = false;
    for (path, value) in entries(table, "webhooks", findings) {
        let mut webhook = Table::new(Some(value), path.clone(), findings);
        let kind = webhook.take("type").and_then(Value::as_str).unwrap_or("rollout");
        let aspect = if kind == "rollout" { Aspect::LoadTest } else { Aspect::Webhook };
        has_load_test |= kind == "rollout";
        findings.not_modelled.entry(aspect).or_default().push(Place { path, value: show(&json!(kind)) });
        webhook.rest(&["name", "url", "timeout", "metadata", "muteAlert", "retries", "disableTLS"], findings);
    }
    has_load_test
}
