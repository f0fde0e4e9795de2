//! The pods, and the workload that holds them.

use super::objects::{Container, Pod, Probe, Selector, Template, Workload};
use crate::manifest::kubernetes::probe::AT_ONCE_S;
use crate::scenario::{Check, Fleet, Policy, Readiness, Scenario};
use serde_json::{Value, json};

/// The port that a pod is taken to serve on, and where it is taken to say that it is ready, and that it lives.
pub(super) const PORT: u32 = 8080;
const READY_PATH: &str = "/readyz";
const LIVE_PATH: &str = "/livez";

/// The image: nobody has said which.
pub(super) fn image(name: &str) -> String {
    format!("registry.example/{name}:candidate")
}

/// Whole seconds, which is what Kubernetes takes: never shorter than asked for.
pub(super) fn whole_s(seconds: f64) -> u32 {
    seconds.ceil() as u32
}

/// The deadline; what never passes is the largest number that Kubernetes takes.
pub(super) fn deadline_s(scenario: &Scenario) -> u32 {
    match whole_s(scenario.rollback.progress_deadline_s) {
        0 => i32::MAX as u32,
        seconds => seconds,
    }
}

/// `spec` of a workload with this strategy.
pub(super) fn workload<S>(scenario: &Scenario, name: &str, strategy: S) -> Workload<S> {
    Workload {
        replicas: scenario.fleet.instances,
        min_ready_seconds: whole_s(scenario.fleet.min_ready_s),
        progress_deadline_seconds: deadline_s(scenario),
        progress_deadline_abort: None,
        selector: Selector::app(name),
        template: Template::new(name, pod(scenario, name)),
        strategy,
    }
}

/// Whether users stay with their instance, as they do behind a Service with session affinity.
pub(super) fn is_sticky(scenario: &Scenario) -> bool {
    scenario.fleet.policy == Policy::ConsistentHash
}

/// Where the pods are asked how they are, without repeats.
pub(super) fn paths(scenario: &Scenario) -> Vec<String> {
    let fleet = &scenario.fleet;
    let lives = fleet.startup.enabled || fleet.liveness.enabled;
    let paths = [(READY_PATH, readiness(fleet).is_some()), (LIVE_PATH, lives)];
    paths.into_iter().filter(|(_, is_asked)| *is_asked).map(|(path, _)| path.to_owned()).collect()
}

fn asked_at(path: &str) -> Value {
    json!({ "path": path, "port": PORT })
}

/// No probe at all is what being ready at once comes from.
fn readiness(fleet: &Fleet) -> Option<Probe> {
    let check = &fleet.readiness;
    let usual = Readiness::default();
    let is_at_once = check.initial_delay_s == 0.0
        && check.period_s <= AT_ONCE_S
        && (check.success_threshold, check.failure_threshold) == (1, usual.failure_threshold)
        && check.timeout_s == usual.timeout_s;
    (!is_at_once).then(|| Probe {
        http_get: asked_at(READY_PATH),
        initial_delay_seconds: whole_s(check.initial_delay_s),
        period_seconds: whole_s(check.period_s),
        timeout_seconds: whole_s(check.timeout_s),
        failure_threshold: check.failure_threshold,
        success_threshold: Some(check.success_threshold),
    })
}

fn check(check: &Check) -> Option<Probe> {
    check.enabled.then(|| Probe {
        http_get: asked_at(LIVE_PATH),
        initial_delay_seconds: whole_s(check.initial_delay_s),
        period_seconds: whole_s(check.period_s),
        timeout_seconds: whole_s(check.timeout_s),
        failure_threshold: check.failure_threshold,
        success_threshold: None,
    })
}

fn pod(scenario: &Scenario, name: &str) -> Pod {
    let fleet = &scenario.fleet;
    // One worker is what a pod without a request has.
    let cores = fleet.workers.to_string();
    Pod {
        termination_grace_period_seconds: whole_s(fleet.grace_period_s),
        containers: [Container {
            name: name.to_owned(),
            image: image(name),
            ports: [json!({ "containerPort": PORT })],
            startup_probe: check(&fleet.startup),
            liveness_probe: check(&fleet.liveness),
            readiness_probe: readiness(fleet),
            lifecycle: (fleet.pre_stop_s > 0.0)
                .then(|| json!({ "preStop": { "sleep": { "seconds": whole_s(fleet.pre_stop_s) } } })),
            resources: (fleet.workers > 1).then(|| json!({ "requests": { "cpu": cores } })),
        }],
    }
}
