//! The HorizontalPodAutoscaler of a scenario that has an autoscaler.

use super::Stream;
use super::objects::{Object, fields};
use super::pods::whole_s;
use crate::scenario::{Scaling, Scenario};
use serde_json::{Value, json};

/// Writes the autoscaler of the workload of this version and kind.
pub(super) fn write(scenario: &Scenario, (api_version, kind): (&str, &str), name: &str, stream: &mut Stream) {
    let scaler = &scenario.autoscaler;
    if !scaler.enabled {
        return;
    }
    let target = json!({ "type": "Utilization", "averageUtilization": scaler.target_percent });
    let spec = json!({
        "scaleTargetRef": { "apiVersion": api_version, "kind": kind, "name": name },
        "minReplicas": scaler.min_instances,
        "maxReplicas": scaler.max_instances,
        "metrics": [{ "type": "Resource", "resource": { "name": "cpu", "target": target } }],
        "behavior": { "scaleUp": rules(&scaler.up), "scaleDown": rules(&scaler.down) },
    });
    stream.add(&Object::new("autoscaling/v2", "HorizontalPodAutoscaler", name, spec));
}

/// The rules of one direction: one that allows no change at all is disabled.
fn rules(scaling: &Scaling) -> Value {
    let policy = |kind: &str, value: u32| {
        (value > 0).then(|| json!({ "type": kind, "value": value, "periodSeconds": whole_s(scaling.period_s) }))
    };
    let policies = [policy("Percent", scaling.percent), policy("Pods", scaling.instances)];
    let policies: Vec<Value> = policies.into_iter().flatten().collect();
    let disabled = policies.is_empty();
    fields([
        ("stabilizationWindowSeconds", json!(whole_s(scaling.stabilization_s))),
        ("selectPolicy", if disabled { json!("Disabled") } else { Value::Null }),
        ("policies", if disabled { Value::Null } else { json!(policies) }),
    ])
}
