//! What stands around a workload and matters to its rollout: its autoscaler, the Service in front of it, its pods' probes, and the
//! hook before they stop.

use crate::manifest::{ONE_CONTAINER, notes, problems, scenario};
use cutover::manifest::export::{To, export};
use cutover::record::{report, simulate};
use cutover::scenario::{Autoscaler, Check, Policy, Readiness, Scaling};
use cutover::sim::Event;
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;

fn deployment(pod: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: web }}\nspec: {{ replicas: 4, template: {{ spec: {{ {pod} }} }} }}\n"
    )
}

/// The autoscaler of this kind of workload, with this besides.
fn scaler(kind: &str, more: &str) -> String {
    format!(
        "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{ name: web }}\nspec: {{ scaleTargetRef: {{ apiVersion: apps/v1, kind: {kind}, name: web }}, maxReplicas: 9{more} }}\n"
    )
}

const CPU: &str = ", minReplicas: 2, metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 35 } } }]";

#[test]
fn the_autoscaler_of_the_workload_is_read() {
    let read = scenario(&(deployment(ONE_CONTAINER) + &scaler("Deployment", CPU)));
    let usual = Autoscaler::default();
    let expected =
        Autoscaler { enabled: true, min_instances: 2, max_instances: 9, target_percent: 35, ..usual.clone() };
    assert_eq!(read.autoscaler, expected);
    // Without metrics Kubernetes aims at 80 %; the older version has a field for it.
    let target =
        |more: &str| scenario(&(deployment(ONE_CONTAINER) + &scaler("Deployment", more))).autoscaler.target_percent;
    assert_eq!([target(""), target(", targetCPUUtilizationPercentage: 55")], [80, 55]);
    // Its traffic loads the fleet to 70 % of its workers, which is twice what it aims at: it grows.
    let recording = simulate(&read);
    assert!(
        recording.wanted_since().last().is_some_and(|(_, wanted)| wanted > 4),
        "{:?}",
        report(&read, &recording).cost
    );
    let rules = ", behavior: { scaleUp: { stabilizationWindowSeconds: 20, policies: [{ type: Pods, value: 3, periodSeconds: 60 }] }, scaleDown: { selectPolicy: Disabled } }";
    let read = scenario(&(deployment(ONE_CONTAINER) + &scaler("Deployment", &format!("{CPU}{rules}")))).into_inner();
    assert_eq!(read.autoscaler.up, Scaling { stabilization_s: 20.0, percent: 0, instances: 3, period_s: 60.0 });
    assert_eq!(read.autoscaler.down, Scaling { percent: 0, instances: 0, ..usual.down });
}

#[test]
fn what_it_scales_by_otherwise_is_noted_and_what_is_wrong_is_named() {
    let other = ", metrics: [{ type: Pods, pods: { metric: { name: rps } } }]";
    let text = deployment(ONE_CONTAINER) + &scaler("Deployment", other);
    assert!(!scenario(&text).autoscaler.enabled);
    let told = notes(&text).join("\n");
    assert!(told.contains("HorizontalPodAutoscaler/web.spec.metrics[0]"), "{told}");
    // Somebody else's.
    let text = deployment(ONE_CONTAINER) + &scaler("StatefulSet", CPU);
    assert!(!scenario(&text).autoscaler.enabled && notes(&text).join("\n").contains("HorizontalPodAutoscaler/web"));
    let wrong = CPU.replace("35", "0").replace("minReplicas: 2", "minReplicas: -1");
    let found = problems(&(deployment(ONE_CONTAINER) + &scaler("Deployment", &wrong)));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("spec.minReplicas") && found[1].contains("target.averageUtilization"), "{found:?}");
}

#[test]
fn it_goes_out_and_comes_back() {
    let rollout = deployment(ONE_CONTAINER)
        .replace("apps/v1\nkind: Deployment", "argoproj.io/v1alpha1\nkind: Rollout")
        .replace("replicas: 4,", "replicas: 4, strategy: { canary: { steps: [{ setWeight: 20 }] } },");
    let rules = ", behavior: { scaleUp: { selectPolicy: Disabled }, scaleDown: { policies: [{ type: Percent, value: 10, periodSeconds: 60 }] } }";
    for (text, kind, to) in
        [(deployment(ONE_CONTAINER), "Deployment", To::Kubernetes), (rollout, "Rollout", To::ArgoRollouts)]
    {
        let read = scenario(&(text + &scaler(kind, &format!("{CPU}{rules}"))));
        assert!(read.autoscaler.enabled);
        let exported = export(&read, to).expect("it can be written");
        assert_eq!(scenario(&exported.yaml).autoscaler, read.autoscaler, "{}", exported.yaml);
        let documents: Vec<serde_json::Value> = serde_saphyr::from_multiple(&exported.yaml).expect("YAML");
        let written =
            documents.into_iter().find(|document| document["kind"] == "HorizontalPodAutoscaler").expect("one");
        let typed: HorizontalPodAutoscaler = serde_json::from_value(written).expect("Kubernetes' own type");
        let spec = typed.spec;
        assert_eq!((spec.min_replicas, spec.max_replicas, spec.scale_target_ref.kind.as_str()), (Some(2), 9, kind));
    }
}

#[test]
fn a_hook_that_sleeps_is_the_time_before_the_stop() {
    let hooked = |lifecycle: &str| {
        deployment(&format!("terminationGracePeriodSeconds: 40, containers: [{{ name: a, lifecycle: {lifecycle} }}]"))
    };
    for (hook, expected) in [
        ("{ preStop: { sleep: { seconds: 7 } } }", 7.0),
        ("{ preStop: { exec: { command: [sleep, '8'] } } }", 8.0),
        ("{ preStop: { exec: { command: [/bin/sh, -c, sleep 9] } } }", 9.0),
        ("{ preStop: { exec: { command: [/bin/sh, -c, nginx -s quit] } } }", 0.0),
        ("{ preStop: { httpGet: { path: /stop } } }", 0.0),
        ("{ postStart: { sleep: { seconds: 7 } } }", 0.0),
    ] {
        let text = hooked(hook);
        let read = scenario(&text);
        assert_eq!(read.fleet.pre_stop_s, expected, "{hook}");
        let is_told = notes(&text).join("\n").contains("containers[0].lifecycle.");
        assert_eq!(is_told, expected == 0.0, "{hook}");
        let exported = export(&read, To::Kubernetes).expect("it can be written");
        assert_eq!(scenario(&exported.yaml).fleet, read.fleet, "{}", exported.yaml);
    }
}

/// A Deployment whose container has these probes.
fn probed(probes: &str) -> String {
    deployment(&format!("containers: [{{ name: a, {probes} }}]"))
}

#[test]
fn probes_are_the_checks_of_the_fleet() {
    let read = scenario(&probed(
        "readinessProbe: { httpGet: { path: /, port: 1 }, timeoutSeconds: 2, failureThreshold: 5 }, startupProbe: { tcpSocket: { port: 1 }, periodSeconds: 2, failureThreshold: 30 }, livenessProbe: { exec: { command: [a] }, initialDelaySeconds: 4, timeoutSeconds: 3, successThreshold: 1 }",
    ))
    .into_inner();
    let fleet = read.fleet;
    assert_eq!(
        fleet.readiness,
        Readiness { period_s: 10.0, timeout_s: 2.0, failure_threshold: 5, ..Readiness::default() }
    );
    let usual = Check { enabled: true, ..Check::default() };
    assert_eq!(fleet.startup, Check { period_s: 2.0, failure_threshold: 30, ..usual });
    assert_eq!(fleet.liveness, Check { initial_delay_s: 4.0, timeout_s: 3.0, ..usual });
    // Kubernetes takes 0 as left out.
    let zeros = "periodSeconds: 0, timeoutSeconds: 0, failureThreshold: 0, successThreshold: 0";
    let read = scenario(&probed(&format!("readinessProbe: {{ {zeros} }}, livenessProbe: {{ {zeros} }}"))).into_inner();
    assert_eq!(read.fleet.readiness, Readiness { period_s: 10.0, ..Readiness::default() });
    assert_eq!((read.fleet.liveness, read.fleet.startup), (usual, Check::default()));
    let wrong = problems(&probed("livenessProbe: { successThreshold: 2, periodSeconds: -1 }, startupProbe: 7"));
    assert_eq!(wrong.len(), 3, "{wrong:?}");
    for (problem, place) in
        wrong.iter().zip(["startupProbe", "livenessProbe.periodSeconds", "livenessProbe.successThreshold"])
    {
        assert!(problem.contains(place), "{wrong:?}");
    }
}

#[test]
fn probes_go_out_and_come_back() {
    let probes = "readinessProbe: { failureThreshold: 1 }, startupProbe: { periodSeconds: 2, failureThreshold: 30 }, livenessProbe: { timeoutSeconds: 3 }";
    let read = scenario(&probed(probes));
    let exported = export(&read, To::Kubernetes).expect("it can be written");
    assert_eq!(scenario(&exported.yaml).fleet, read.fleet, "{}", exported.yaml);
    assert!(exported.yaml.contains("path: /livez") && exported.yaml.contains("path: /readyz"), "{}", exported.yaml);
}

#[test]
fn a_liveness_probe_that_is_too_eager_never_lets_a_slow_starter_come_up() {
    let restarts = |liveness: &str| {
        let mut scenario = scenario(&probed(liveness)).into_inner();
        scenario.versions.candidate.start_s = 20.0;
        let scenario = scenario.check().expect("it passes the checks");
        let log = simulate(&scenario).log;
        log.iter().filter(|entry| matches!(entry.event, Event::CheckFailed { .. })).count()
    };
    // Asked at 1, 2 and 3 s; or, behind a startup probe that waits for a minute, at 20 s.
    let eager = "livenessProbe: { initialDelaySeconds: 1, periodSeconds: 1 }";
    assert!(restarts(eager) > 0);
    assert_eq!(restarts(&format!("{eager}, startupProbe: {{ periodSeconds: 1, failureThreshold: 60 }}")), 0);
    assert_eq!(restarts("readinessProbe: {}"), 0);
}

/// A Service in front of `app`.
fn service(app: &str, affinity: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: Service\nmetadata: {{ name: front }}\nspec: {{ selector: {{ app: {app} }}, sessionAffinity: {affinity}, ports: [{{ port: 80 }}] }}\n"
    )
}

#[test]
fn a_service_with_session_affinity_keeps_users_with_their_instance() {
    let labelled = deployment(ONE_CONTAINER)
        .replace("template: {", "template: { metadata: { labels: { app: web, tier: front } },");
    let policy = |service: &str| scenario(&(labelled.clone() + service)).fleet.policy;
    assert_eq!(policy(&service("web", "ClientIP")), Policy::ConsistentHash);
    for other in [service("web", "None"), service("db", "ClientIP"), String::new()] {
        assert_eq!(policy(&other), Policy::default(), "{other}");
    }
    let text = labelled.clone() + &service("web", "ClientIP");
    let told = notes(&text).join("\n");
    assert!(told.contains("Service/front.spec.sessionAffinity"), "{told}");
    assert!(!told.contains("Service × 1") && !told.contains("fleet.policy,"), "{told}");
    let exported = export(&scenario(&text), To::Kubernetes).expect("it can be written");
    assert!(exported.yaml.contains("sessionAffinity: ClientIP"), "{}", exported.yaml);
    assert_eq!(scenario(&exported.yaml).fleet, scenario(&text).fleet, "{}", exported.yaml);
    // Where a Deployment without it needs no Service.
    assert!(!export(&scenario(&labelled), To::Kubernetes).expect("it can be written").yaml.contains("Service"));
}
