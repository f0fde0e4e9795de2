//! An Argo Rollout with what it needs around it.

use super::analyses::{self, begun};
use super::objects::{Object, fields, service};
use super::pods::{PORT, is_sticky, whole_s, workload};
use super::{Note, Stream, normal, object_name};
use crate::scenario::{
    Amount, BlueGreen, Canary, LONGEST_HORIZON_S, Rollback, Router, Scenario, Step, StepKind, StrategyKind,
};
use serde_json::{Value, json};

/// The header that chooses users, and the route for it.
const HEADER: &str = "x-candidate";
const HEADER_ROUTE: &str = "chosen-users";

/// The route whose requests are copied.
const MIRROR_ROUTE: &str = "copies";

/// Where Prometheus is, to be replaced.
pub(super) const PROMETHEUS: &str = "http://prometheus.example:9090";

/// Writes the Rollout, its Services, its routes, and its AnalysisTemplates if something judges.
pub(super) fn write(scenario: &Scenario, name: &str, stream: &mut Stream) {
    // There is one place for what judges beside the steps, or behind the switch: an analysis of the scenario comes first.
    let is_taken = match scenario.strategy.kind {
        StrategyKind::BlueGreen => !scenario.strategy.blue_green.analysis_after.is_empty(),
        _ => !scenario.strategy.canary.background_analysis.is_empty(),
    };
    let judges = judges(&scenario.rollback) && !is_taken;
    let template = format!("{name}-analysis");
    let strategy = match scenario.strategy.kind {
        StrategyKind::BlueGreen => blue_green(scenario, name, judges.then_some(&template)),
        _ => canary(scenario, name, judges.then_some(&template)),
    };
    let mut spec = workload(scenario, name, strategy);
    spec.progress_deadline_abort = (scenario.rollback.automatic && scenario.rollback.on_deadline).then_some(true);
    stream.add(&Object::new("argoproj.io/v1alpha1", "Rollout", name, spec));
    for end in services(scenario) {
        let spec = service(name, PORT, is_sticky(scenario));
        stream.add(&Object::new("v1", "Service", &format!("{name}-{end}"), spec));
    }
    write_route(scenario, name, stream);
    if judges {
        let count = match scenario.strategy.kind {
            // An analysis behind the switch ends before the old fleet goes.
            StrategyKind::BlueGreen => Some(measurements(scenario)),
            _ => None,
        };
        let spec = analysis(scenario, name, count);
        stream.add(&Object::new("argoproj.io/v1alpha1", "AnalysisTemplate", &template, spec));
    }
    if analyses::write(scenario, name, stream) || judges {
        stream.notes.push(Note::PlaceholderQueries);
    }
}

/// Whether anything but the deadline takes the change back.
fn judges(rollback: &Rollback) -> bool {
    rollback.automatic && (rollback.error_rate_limit < 1.0 || rollback.latency_p99_limit_ms > 0.0)
}

fn services(scenario: &Scenario) -> &'static [&'static str] {
    match (scenario.strategy.kind, scenario.strategy.canary.router) {
        (StrategyKind::BlueGreen, _) => &["active", "preview"],
        (_, Router::Weighted) => &["stable", "canary"],
        (_, Router::Instances) => &[],
    }
}

/// How long Argo keeps the old fleet if it is not told, s.
const SCALE_DOWN_DELAY_S: f64 = 30.0;

/// What a delay of Argo's is called that never ends, and the shortest one.
fn abort_delay_s(seconds: f64) -> u32 {
    match seconds {
        _ if seconds >= LONGEST_HORIZON_S => 0,
        _ => whole_s(seconds).max(1),
    }
}

fn blue_green(scenario: &Scenario, name: &str, template: Option<&String>) -> Value {
    let settings: &BlueGreen = &scenario.strategy.blue_green;
    let preview = settings.preview_instances;
    let after = match template {
        None => begun(scenario, &settings.analysis_after),
        template => templates(template),
    };
    // Without a delay of its own the old fleet is kept while it is analysed.
    let is_usual = settings.keep_while_analysed && settings.scale_down_delay_s == SCALE_DOWN_DELAY_S;
    let delay = if is_usual { Value::Null } else { json!(whole_s(settings.scale_down_delay_s)) };
    json!({ "blueGreen": fields([
        ("activeService", json!(format!("{name}-active"))),
        ("previewService", json!(format!("{name}-preview"))),
        ("autoPromotionEnabled", json!(settings.auto_promotion)),
        ("autoPromotionSeconds", if settings.auto_promotion { json!(whole_s(settings.preview_s)) } else { Value::Null }),
        ("previewReplicaCount", if preview > 0 { json!(preview) } else { Value::Null }),
        ("scaleDownDelaySeconds", delay),
        ("abortScaleDownDelaySeconds", json!(abort_delay_s(settings.abort_scale_down_delay_s))),
        ("prePromotionAnalysis", begun(scenario, &settings.analysis_before)),
        ("postPromotionAnalysis", after),
    ]) })
}

fn templates(template: Option<&String>) -> Value {
    template.map_or(Value::Null, |template| json!({ "templates": [{ "templateName": template }] }))
}

fn canary(scenario: &Scenario, name: &str, template: Option<&String>) -> Value {
    let settings: &Canary = &scenario.strategy.canary;
    let steps: Vec<Value> = normal::steps(&settings.steps).iter().map(|it| step(scenario, it)).collect();
    let mut background = match template {
        None => begun(scenario, &settings.background_analysis),
        template => templates(template),
    };
    if background.is_object() && template.is_none() && settings.background_from_step > 0 {
        background["startingStep"] = json!(settings.background_from_step);
    }
    let threshold = match settings.progress_threshold {
        Amount::Percent(100) => Value::Null,
        Amount::Percent(percent) => json!({ "type": "Percentage", "value": percent }),
        Amount::Instances(count) => json!({ "type": "Pod", "value": count }),
    };
    let routed = settings.router == Router::Weighted;
    let of_router = |value: Value| if routed { value } else { Value::Null };
    let of_instances = |value: Value| if routed { Value::Null } else { value };
    // Where the stable side follows its traffic, "at once" is what is left out.
    let follows = settings.dynamic_stable_scale && settings.abort_scale_down_delay_s == 0.0;
    let abort = if follows { Value::Null } else { json!(abort_delay_s(settings.abort_scale_down_delay_s)) };
    let least = if settings.min_instances > 0 { json!(settings.min_instances) } else { Value::Null };
    json!({ "canary": fields([
        ("canaryService", of_router(json!(format!("{name}-canary")))),
        ("stableService", of_router(json!(format!("{name}-stable")))),
        ("trafficRouting", of_router(routing(settings, name))),
        ("maxSurge", of_instances(json!(settings.max_surge))),
        ("maxUnavailable", of_instances(json!(settings.max_unavailable))),
        ("dynamicStableScale", of_router(json!(settings.dynamic_stable_scale))),
        ("scaleDownDelaySeconds", of_router(json!(whole_s(settings.scale_down_delay_s)))),
        ("abortScaleDownDelaySeconds", of_router(abort)),
        ("minPodsPerReplicaSet", of_router(least)),
        ("replicaProgressThreshold", threshold),
        ("steps", json!(steps)),
        ("analysis", background),
    ]) })
}

/// Only some routers take weights of another whole than 100, and only some take headers.
fn is_istio(settings: &Canary) -> bool {
    settings.max_traffic_weight == 100
}

fn routing(settings: &Canary, name: &str) -> Value {
    if !is_istio(settings) {
        return json!({ "maxTrafficWeight": settings.max_traffic_weight, "nginx": { "stableIngress": name } });
    }
    let routes = [(StepKind::HeaderRoute, HEADER_ROUTE), (StepKind::Mirror, MIRROR_ROUTE)];
    let used = routes.iter().filter(|(kind, _)| settings.steps.iter().any(|step| step.kind == *kind));
    let managed: Vec<Value> = used.map(|(_, name)| json!({ "name": name })).collect();
    fields([
        ("managedRoutes", if managed.is_empty() { Value::Null } else { json!(managed) }),
        ("istio", json!({ "virtualService": { "name": name } })),
    ])
}

fn step(scenario: &Scenario, step: &Step) -> Value {
    match step.kind {
        StepKind::SetWeight => json!({ "setWeight": step.weight }),
        StepKind::Pause if step.until_promoted => json!({ "pause": {} }),
        StepKind::Pause => json!({ "pause": { "duration": format!("{}s", whole_s(step.pause_s)) } }),
        StepKind::Analysis => json!({ "analysis": begun(scenario, &step.analysis) }),
        StepKind::ScaleInstances => json!({ "setCanaryScale": { "replicas": step.instances } }),
        StepKind::ScaleWeight => json!({ "setCanaryScale": { "weight": step.weight } }),
        StepKind::ScaleMatch => json!({ "setCanaryScale": { "matchTrafficWeight": true } }),
        StepKind::HeaderRoute if step.users_percent == 0 => json!({ "setHeaderRoute": { "name": HEADER_ROUTE } }),
        StepKind::HeaderRoute => json!({ "setHeaderRoute": {
            "name": HEADER_ROUTE,
            "match": [{ "headerName": HEADER, "headerValue": { "exact": "yes" } }],
        } }),
        StepKind::Experiment => json!({ "experiment": experiment(step) }),
        StepKind::Mirror if step.mirror_percent == 0 => json!({ "setMirrorRoute": { "name": MIRROR_ROUTE } }),
        // Every path is matched: without a match the route would end.
        StepKind::Mirror => json!({ "setMirrorRoute": {
            "name": MIRROR_ROUTE,
            "percentage": step.mirror_percent,
            "match": [{ "path": { "prefix": "/" } }],
        } }),
    }
}

/// Pods of both versions beside the fleets; those without any are left out.
fn experiment(step: &Step) -> Value {
    let template = |name: &str, of: &str, replicas: u32| {
        let weight = if step.weight > 0 { json!(step.weight) } else { Value::Null };
        (replicas > 0).then(|| {
            fields([("name", json!(name)), ("specRef", json!(of)), ("replicas", json!(replicas)), ("weight", weight)])
        })
    };
    let templates =
        [template("baseline", "stable", step.baseline_instances), template("candidate", "canary", step.instances)];
    let analysis = step.awaited().map(|name| {
        // Without a time of its own it lasts as long as this.
        json!([{ "name": object_name(name), "templateName": object_name(name), "requiredForCompletion": step.pause_s == 0.0 }])
    });
    let duration = (step.pause_s > 0.0).then(|| json!(format!("{}s", whole_s(step.pause_s))));
    fields([
        ("duration", duration.unwrap_or_default()),
        ("templates", json!(templates.into_iter().flatten().collect::<Vec<Value>>())),
        ("analyses", analysis.unwrap_or_default()),
    ])
}

/// What the router of a weighted canary works on.
fn write_route(scenario: &Scenario, name: &str, stream: &mut Stream) {
    let canary = &scenario.strategy.canary;
    if scenario.strategy.kind != StrategyKind::Canary || canary.router != Router::Weighted {
        return;
    }
    let to = |end: &str, weight: u32| json!({ "destination": { "host": format!("{name}-{end}") }, "weight": weight });
    if is_istio(canary) {
        let spec =
            json!({ "hosts": [name], "http": [{ "name": "primary", "route": [to("stable", 100), to("canary", 0)] }] });
        stream.add(&Object::new("networking.istio.io/v1", "VirtualService", name, spec));
    } else {
        let backend = json!({ "service": { "name": format!("{name}-stable"), "port": { "number": 80 } } });
        let path = json!({ "path": "/", "pathType": "Prefix", "backend": backend });
        let spec = json!({ "ingressClassName": "nginx", "rules": [{ "http": { "paths": [path] } }] });
        stream.add(&Object::new("networking.k8s.io/v1", "Ingress", name, spec));
    }
    let router = if is_istio(canary) { "Istio" } else { "NGINX" };
    stream.notes.push(Note::Router { router: router.to_owned() });
}

/// How many measurements fit into the time that the old fleet is kept.
fn measurements(scenario: &Scenario) -> u32 {
    let interval_s = f64::from(interval_s(scenario));
    (scenario.strategy.blue_green.scale_down_delay_s / interval_s).floor().max(1.0) as u32
}

fn interval_s(scenario: &Scenario) -> u32 {
    whole_s(scenario.telemetry.scrape_interval_s)
}

/// The limits of the scenario as metrics. Of the bad readings that may be seen, Argo counts all, the tool only those in a row.
fn analysis(scenario: &Scenario, name: &str, count: Option<u32>) -> Value {
    let rollback = &scenario.rollback;
    let window = format!("{}s", whole_s(scenario.telemetry.window_s));
    let metric = |metric: &str, limit: f64, query: String| {
        fields([
            ("name", json!(metric)),
            ("interval", json!(format!("{}s", interval_s(scenario)))),
            ("count", count.map_or(Value::Null, |count| json!(count))),
            ("failureLimit", json!(rollback.consecutive - 1)),
            ("successCondition", json!(format!("len(result) == 0 || isNaN(result[0]) || result[0] <= {limit}"))),
            ("provider", json!({ "prometheus": { "address": PROMETHEUS, "query": query } })),
        ])
    };
    let requests = |more: &str| format!("sum(rate(http_requests_total{{app=\"{name}\"{more}}}[{window}]))");
    let mut metrics = Vec::new();
    if rollback.error_rate_limit < 1.0 {
        let query = format!("{} / {}", requests(",code=~\"5..\""), requests(""));
        metrics.push(metric("error-rate", rollback.error_rate_limit, query));
    }
    if rollback.latency_p99_limit_ms > 0.0 {
        let buckets = format!("sum(rate(http_request_duration_seconds_bucket{{app=\"{name}\"}}[{window}])) by (le)");
        let query = format!("1000 * histogram_quantile(0.99, {buckets})");
        metrics.push(metric("latency-p99-ms", rollback.latency_p99_limit_ms, query));
    }
    json!({ "metrics": metrics })
}
