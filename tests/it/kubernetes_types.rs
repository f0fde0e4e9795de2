//! Our few fields of a Deployment against all of Kubernetes' own types, which the page could not carry.

use crate::manifest::opened;
use crate::program::real_data;
use cutover::manifest::export::{To, export};
use cutover::scenario::presets::PRESETS;
use cutover::scenario::read::read;
use cutover::scenario::{Amount, Checked, StrategyKind};
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec};
use k8s_openapi::api::core::v1::Probe;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde_json::Value;

/// The Deployments of a stream, as they stand there.
fn deployments(yaml: &str) -> Vec<Value> {
    let documents: Vec<Value> = serde_saphyr::from_multiple(yaml).expect("YAML");
    let is_one = |document: &Value| document["kind"] == "Deployment" && document["apiVersion"] == "apps/v1";
    documents.into_iter().filter(is_one).collect()
}

fn typed(deployment: &Value) -> Deployment {
    serde_json::from_value(deployment.clone()).unwrap_or_else(|error| panic!("{error}: {deployment:#}"))
}

fn amount(value: Option<&IntOrString>) -> Amount {
    match value {
        None => Amount::Percent(25),
        Some(IntOrString::Int(count)) => Amount::Instances(u32::try_from(*count).expect("a count")),
        Some(IntOrString::String(text)) => {
            Amount::Percent(text.strip_suffix('%').and_then(|number| number.parse().ok()).expect("a percentage"))
        }
    }
}

/// Whole seconds or numbers, or what the API server puts in the place of one that is left out.
fn or(value: Option<i32>, default: i32) -> f64 {
    f64::from(value.unwrap_or(default))
}

/// What our reader makes of a Deployment, beside what Kubernetes' types say and the API server's defaults.
fn compare(scenario: &Checked, spec: &DeploymentSpec, name: &str) {
    let pod = spec.template.spec.as_ref().expect("a pod");
    let container = pod.containers.first().expect("a container");
    let strategy = spec.strategy.as_ref();
    let rolling_update = strategy.and_then(|strategy| strategy.rolling_update.as_ref());
    let kind = match strategy.and_then(|strategy| strategy.type_.as_deref()) {
        None | Some("RollingUpdate") => StrategyKind::Rolling,
        Some("Recreate") => StrategyKind::Recreate,
        Some(other) => panic!("{name}: {other}"),
    };
    let fleet = &scenario.fleet;
    assert_eq!(f64::from(fleet.instances), or(spec.replicas, 1), "{name}");
    assert_eq!(fleet.min_ready_s, or(spec.min_ready_seconds, 0), "{name}");
    assert_eq!(scenario.rollback.progress_deadline_s, or(spec.progress_deadline_seconds, 600), "{name}");
    assert_eq!(fleet.grace_period_s, pod.termination_grace_period_seconds.unwrap_or(30) as f64, "{name}");
    assert_eq!(scenario.strategy.kind, kind, "{name}");
    let rolling = &scenario.strategy.rolling;
    let [surge, unavailable] = [
        rolling_update.and_then(|limits| limits.max_surge.as_ref()),
        rolling_update.and_then(|limits| limits.max_unavailable.as_ref()),
    ];
    assert_eq!([rolling.max_surge, rolling.max_unavailable], [amount(surge), amount(unavailable)], "{name}");
    let cpu = container.resources.as_ref().and_then(|resources| {
        let of = |amounts: &Option<std::collections::BTreeMap<String, _>>| amounts.as_ref()?.get("cpu").cloned();
        of(&resources.requests).or_else(|| of(&resources.limits))
    });
    let workers = cpu.map_or(1, |k8s_openapi::apimachinery::pkg::api::resource::Quantity(text)| {
        let cores = match text.strip_suffix('m') {
            Some(thousandths) => thousandths.parse::<f64>().expect("a number") / 1_000.0,
            None => text.parse().expect("a number"),
        };
        cores.ceil() as u32
    });
    assert_eq!(fleet.workers, workers, "{name}");
    let check = &fleet.readiness;
    let found = (
        check.initial_delay_s,
        check.period_s,
        f64::from(check.success_threshold),
        rest(check.timeout_s, check.failure_threshold),
    );
    let expected = container.readiness_probe.as_ref().map_or((0.0, 0.1, 1.0, (1.0, 3.0)), |probe| {
        let (delay, period) = times(probe);
        (delay, period, or(probe.success_threshold, 1), limits(probe))
    });
    assert_eq!(found, expected, "{name}");
    for (check, probe) in [(&fleet.startup, &container.startup_probe), (&fleet.liveness, &container.liveness_probe)] {
        assert_eq!(check.enabled, probe.is_some(), "{name}");
        if let Some(probe) = probe {
            assert_eq!((check.initial_delay_s, check.period_s), times(probe), "{name}");
            assert_eq!(rest(check.timeout_s, check.failure_threshold), limits(probe), "{name}");
        }
    }
}

fn rest(timeout_s: f64, failures: u32) -> (f64, f64) {
    (timeout_s, f64::from(failures))
}

/// When a probe asks.
fn times(probe: &Probe) -> (f64, f64) {
    (or(probe.initial_delay_seconds, 0), or(probe.period_seconds, 10))
}

/// What makes it fail.
fn limits(probe: &Probe) -> (f64, f64) {
    (or(probe.timeout_seconds, 1), or(probe.failure_threshold, 3))
}

#[test]
fn what_we_read_of_real_deployments_is_what_kubernetes_own_types_hold() {
    let Some(folder) = real_data("manifests") else { return };
    let mut compared = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let text = std::fs::read_to_string(entry.expect("a file").path()).expect("UTF-8");
        for deployment in deployments(&text) {
            let typed = typed(&deployment);
            let name = typed.metadata.name.expect("a name");
            // One that a Canary or a Rollout has taken over is read as a part of that.
            let Ok(opened) = opened(&text, Some(&name)) else { continue };
            compare(&read(&opened.document).expect("a scenario"), &typed.spec, &name);
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
}

/// The fields of `written` that have not come back, by path.
fn lost(written: &Value, back: &Value, path: &str, found: &mut Vec<String>) {
    match (written, back) {
        (Value::Object(written), Value::Object(back)) => written.iter().for_each(|(name, value)| {
            lost(value, back.get(name).unwrap_or(&Value::Null), &format!("{path}.{name}"), found);
        }),
        (Value::Array(written), Value::Array(back)) if written.len() == back.len() => {
            written.iter().zip(back).enumerate().for_each(|(i, (a, b))| lost(a, b, &format!("{path}[{i}]"), found));
        }
        (written, back) if written != back => found.push(format!("{path}: {written}, {back}")),
        _ => {}
    }
}

/// What Kubernetes' types do not know, or hold otherwise than it was written.
fn foreign(deployment: &Value) -> Vec<String> {
    let back = serde_json::to_value(typed(deployment)).expect("JSON");
    let mut found = Vec::new();
    lost(deployment, &back, "", &mut found);
    found
}

#[test]
fn what_we_write_holds_nothing_that_kubernetes_own_types_do_not_know() {
    let mut seen = 0;
    for preset in PRESETS {
        for (kind, to) in [
            (StrategyKind::Recreate, To::Kubernetes),
            (StrategyKind::Rolling, To::Kubernetes),
            (StrategyKind::Flagger, To::Flagger),
        ] {
            let mut scenario = preset.scenario().expect("a preset").into_inner();
            scenario.strategy.kind = kind;
            scenario.strategy.rolling.in_place = false;
            let yaml = export(&scenario.check().expect("a scenario"), to).expect("written").yaml;
            let [deployment] = deployments(&yaml).try_into().expect("one Deployment");
            assert_eq!(foreign(&deployment), [""; 0], "{yaml}");
            seen += 1;
            // The check can fail: a field in the wrong place, and one of a wrong name.
            let mut wrong = deployment.clone();
            wrong["spec"]["terminationGracePeriodSeconds"] = 30.into();
            wrong["spec"]["template"]["spec"]["containers"][0]["readinesProbe"] = "x".into();
            assert_eq!(foreign(&wrong).len(), 2, "{:?}", foreign(&wrong));
        }
    }
    assert_eq!(seen, 3 * PRESETS.len());
}
