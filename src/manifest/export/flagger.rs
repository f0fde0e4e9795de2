//! A Flagger Canary and the Deployment that it takes over.

use super::objects::{DeploymentStrategy, Object, RollingUpdate, fields};
use super::pods::{PORT, deadline_s, whole_s, workload};
use super::{Note, Stream};
use crate::scenario::{Amount, FlaggerForm, Rolling, Scenario};
use serde_json::{Value, json};

/// The shortest interval that Flagger takes, s.
const SHORTEST_INTERVAL_S: u32 = 10;

/// Writes the Deployment and the Canary.
pub(super) fn write(scenario: &Scenario, name: &str, stream: &mut Stream) {
    let spec = workload(scenario, name, primary(&scenario.strategy.rolling));
    stream.add(&Object::new("apps/v1", "Deployment", name, spec));
    let settings = &scenario.strategy.flagger;
    let spec = fields([
        ("provider", json!(if settings.routed { "istio" } else { "kubernetes" })),
        ("targetRef", json!({ "apiVersion": "apps/v1", "kind": "Deployment", "name": name })),
        ("progressDeadlineSeconds", json!(deadline_s(scenario))),
        ("service", json!({ "port": 80, "targetPort": PORT })),
        ("skipAnalysis", if settings.skip_analysis { json!(true) } else { Value::Null }),
        ("analysis", analysis(scenario)),
    ]);
    stream.add(&Object::new("flagger.app/v1beta1", "Canary", name, spec));
    if settings.routed {
        stream.notes.push(Note::Router { router: "Istio".to_owned() });
    }
}

/// How the primary changes: where all old instances go before new ones come, that is Recreate.
fn primary(rolling: &Rolling) -> DeploymentStrategy {
    let none_stays = (rolling.max_surge, rolling.max_unavailable) == (Amount::Instances(0), Amount::Percent(100));
    if none_stays && rolling.count_draining {
        return DeploymentStrategy { kind: "Recreate", rolling_update: None };
    }
    let limits = RollingUpdate { max_surge: rolling.max_surge, max_unavailable: rolling.max_unavailable };
    DeploymentStrategy { kind: "RollingUpdate", rolling_update: Some(limits) }
}

fn analysis(scenario: &Scenario) -> Value {
    let settings = &scenario.strategy.flagger;
    let weights: Vec<u32> = settings.step_weights.iter().map(|weight| *weight as u32).collect();
    let chosen = json!([{ "headers": { "x-candidate": { "exact": "yes" } } }]);
    let load_test = json!([{ "name": "load-test", "type": "rollout", "url": "http://flagger-loadtester.example/" }]);
    let counts = settings.form != FlaggerForm::Canary || !settings.routed;
    fields([
        ("interval", json!(format!("{}s", whole_s(settings.interval_s).max(SHORTEST_INTERVAL_S)))),
        ("threshold", json!(settings.threshold)),
        ("maxWeight", json!(settings.max_weight)),
        ("stepWeight", json!(settings.step_weight)),
        ("stepWeights", if weights.is_empty() { Value::Null } else { json!(weights) }),
        ("stepWeightPromotion", json!(settings.step_weight_promotion)),
        ("iterations", if counts { json!(settings.iterations) } else { Value::Null }),
        ("match", if settings.form == FlaggerForm::AbTest { chosen } else { Value::Null }),
        ("mirror", if settings.mirror { json!(true) } else { Value::Null }),
        ("mirrorWeight", if settings.mirror { json!(settings.mirror_percent) } else { Value::Null }),
        ("primaryReadyThreshold", json!(settings.primary_ready_percent)),
        ("canaryReadyThreshold", json!(settings.canary_ready_percent)),
        ("metrics", metrics(scenario)),
        ("webhooks", if settings.no_data_fails { Value::Null } else { load_test }),
    ])
}

fn metrics(scenario: &Scenario) -> Value {
    let rollback = &scenario.rollback;
    let interval = format!("{}s", whole_s(scenario.telemetry.window_s));
    let metric = |name: &str, bound: &str, limit: f64| json!({ "name": name, "interval": interval, "thresholdRange": { bound: limit } });
    let mut metrics = Vec::new();
    if rollback.automatic && rollback.error_rate_limit < 1.0 {
        // Without the dust of binary fractions.
        let succeed = ((1.0 - rollback.error_rate_limit) * 1e9).round() / 1e7;
        metrics.push(metric("request-success-rate", "min", succeed));
    }
    if rollback.automatic && rollback.latency_p99_limit_ms > 0.0 {
        metrics.push(metric("request-duration", "max", rollback.latency_p99_limit_ms));
    }
    json!(metrics)
}
