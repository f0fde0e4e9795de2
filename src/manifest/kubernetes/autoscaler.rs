//! The HorizontalPodAutoscaler of a workload, where it scales by CPU utilization.

use super::{Aspect, Findings, LONGEST_DELAY_S, Object, Place, Table};
use crate::scenario::problem::Allowed;
use crate::scenario::{Autoscaler, MOST_INSTANCES, Scaling};
use serde_json::{Value, json};

/// What Kubernetes aims at where an autoscaler names no metric, %.
const USUAL_TARGET: u32 = 80;
/// Highest target that is taken, %.
const HIGHEST_TARGET: u32 = 1_000;
/// Longest window of a policy, s.
const LONGEST_PERIOD_S: u32 = 1_800;

/// The autoscaler of the workload of this kind and name among these objects, if there is one.
pub(super) fn find<'a, 'b>(objects: &'a [Object<'b>], kind: &str, name: &str) -> Option<&'a Object<'b>> {
    objects.iter().find(|object| {
        let target = &object.value["spec"]["scaleTargetRef"];
        object.kind == "HorizontalPodAutoscaler" && target["kind"] == kind && target["name"] == name
    })
}

/// The section `autoscaler` of a scenario; `None`, and a note, if it scales by nothing that is simulated.
pub(super) fn read(object: &Object<'_>, findings: &mut Findings) -> Option<Value> {
    let path = format!("HorizontalPodAutoscaler/{}.spec", object.metadata("name").unwrap_or(&object.place));
    let mut spec = Table::new(object.value.get("spec"), path.clone(), findings);
    let usual = Autoscaler::default();
    let fewest = spec.whole("minReplicas", 1, (1, MOST_INSTANCES), "instances", findings);
    let most = spec.whole("maxReplicas", usual.max_instances, (1, MOST_INSTANCES), "instances", findings);
    let old = spec.whole_or_none("targetCPUUtilizationPercentage", (1, HIGHEST_TARGET), "%", findings);
    let metrics = spec.take("metrics").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut target = old.or(metrics.is_empty().then_some(USUAL_TARGET));
    for (i, metric) in metrics.iter().enumerate() {
        match cpu(metric, format!("{path}.metrics[{i}]"), findings) {
            Some(percent) => target = target.or(Some(percent)),
            None => note(findings, format!("{path}.metrics[{i}]")),
        }
    }
    let mut behavior = spec.table("behavior", findings);
    let up = scaling(&mut behavior, "scaleUp", usual.up, findings);
    let down = scaling(&mut behavior, "scaleDown", usual.down, findings);
    behavior.rest(&[], findings);
    spec.rest(&["scaleTargetRef"], findings);
    let target = target?;
    Some(json!({
        "enabled": true,
        "min_instances": fewest,
        "max_instances": most.max(fewest),
        "target_percent": target,
        "up": up,
        "down": down,
    }))
}

fn note(findings: &mut Findings, path: String) {
    findings.not_modelled.entry(Aspect::Autoscaling).or_default().push(Place { path, value: String::new() });
}

/// The utilization that a metric aims at, if that is the CPU's.
fn cpu(metric: &Value, path: String, findings: &mut Findings) -> Option<u32> {
    let resource = &metric["resource"];
    let target = &resource["target"];
    if resource["name"] != "cpu" || target["averageUtilization"].is_null() {
        return None;
    }
    let mut target = Table::new(Some(target), format!("{path}.resource.target"), findings);
    let percent = target.whole_or_none("averageUtilization", (1, HIGHEST_TARGET), "%", findings);
    target.rest(&["type"], findings);
    percent
}

/// The rules of one direction. Of several policies of a kind the last one counts, and of their periods.
fn scaling(behavior: &mut Table<'_>, name: &'static str, usual: Scaling, findings: &mut Findings) -> Scaling {
    let mut rules = behavior.table(name, findings);
    if !rules.is_there() {
        return usual;
    }
    let window = rules.whole_or_none("stabilizationWindowSeconds", (0, 3_600), "s", findings);
    let policies = rules.take("policies").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut read = Scaling { stabilization_s: window.map_or(usual.stabilization_s, f64::from), ..usual };
    if !policies.is_empty() {
        (read.percent, read.instances) = (0, 0);
    }
    for (i, policy) in policies.iter().enumerate() {
        let path = format!("{}.policies[{i}]", behavior.path_of(name));
        let mut policy = Table::new(Some(policy), path.clone(), findings);
        let is_percent = policy.take("type").and_then(Value::as_str) == Some("Percent");
        let value = policy.whole_or_none("value", (1, LONGEST_DELAY_S), "", findings).unwrap_or(0);
        let period = policy.whole_or_none("periodSeconds", (1, LONGEST_PERIOD_S), "s", findings);
        policy.rest(&[], findings);
        let limit = if is_percent { &mut read.percent } else { &mut read.instances };
        *limit = value.min(if is_percent { 10_000 } else { MOST_INSTANCES });
        read.period_s = period.map_or(read.period_s, f64::from);
    }
    // Where the smaller limit shall hold, or none, the note says that the larger one does.
    let select =
        rules.read("selectPolicy", |value| value.as_str().map(str::to_owned), Allowed::Text { longest: 8 }, findings);
    match select.as_deref() {
        Some("Disabled") => (read.percent, read.instances) = (0, 0),
        Some("Min") => note(findings, format!("{}.selectPolicy", behavior.path_of(name))),
        _ => {}
    }
    rules.rest(&[], findings);
    read
}
