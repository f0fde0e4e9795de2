//! The pods, and the workload that holds them.

use super::objects::{Container, Pod, Probe, Selector, Template, Workload};
use crate::manifest::kubernetes::AT_ONCE_S;
use crate::scenario::Scenario;
use serde_json::json;

/// The port that a pod is taken to serve on, and where it is taken to say that it is ready.
pub(super) const PORT: u32 = 8080;
pub(super) const READY_PATH: &str = "/readyz";

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

fn pod(scenario: &Scenario, name: &str) -> Pod {
    let fleet = &scenario.fleet;
    let check = &fleet.readiness;
    let is_at_once = check.initial_delay_s == 0.0 && check.period_s <= AT_ONCE_S && check.success_threshold == 1;
    let probe = Probe {
        http_get: json!({ "path": READY_PATH, "port": PORT }),
        initial_delay_seconds: whole_s(check.initial_delay_s),
        period_seconds: whole_s(check.period_s),
        success_threshold: check.success_threshold,
    };
    // One worker is what a pod without a request has.
    let cores = fleet.workers.to_string();
    Pod {
        termination_grace_period_seconds: whole_s(fleet.grace_period_s),
        containers: [Container {
            name: name.to_owned(),
            image: image(name),
            ports: [json!({ "containerPort": PORT })],
            readiness_probe: (!is_at_once).then_some(probe),
            lifecycle: (fleet.pre_stop_s > 0.0)
                .then(|| json!({ "preStop": { "sleep": { "seconds": whole_s(fleet.pre_stop_s) } } })),
            resources: (fleet.workers > 1).then(|| json!({ "requests": { "cpu": cores } })),
        }],
    }
}
