//! Kubernetes manifests: what is read, what is assumed, what is noted, and what is refused.

use crate::program::real_data;
use cutover::i18n::{Lang, note, problem};
use cutover::manifest::{Note, Opened, Options, Source, open};
use cutover::scenario::read::read;
use cutover::scenario::{Amount, Checked, StrategyKind};

pub fn opened(text: &str, workload: Option<&str>) -> Result<Opened, Vec<String>> {
    let options = Options { workload: workload.map(str::to_owned) };
    open(text.as_bytes(), &options)
        .map_err(|problems| problems.iter().map(|wrong| problem::sentence(Lang::En, wrong)).collect())
}

pub fn scenario(text: &str) -> Checked {
    let opened = opened(text, None).unwrap_or_else(|problems| panic!("{problems:#?}"));
    read(&opened.document).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

pub fn problems(text: &str) -> Vec<String> {
    opened(text, None).expect_err("refused")
}

pub fn notes(text: &str) -> Vec<String> {
    opened(text, None).expect("read").notes.iter().map(|told| note::sentence(Lang::En, told)).collect()
}

/// A Deployment with this `spec`, and this template `pod`, both as flow YAML without braces.
fn deployment(spec: &str, pod: &str) -> String {
    let comma = if spec.is_empty() { "" } else { ", " };
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: web }}\nspec: {{ {spec}{comma}template: {{ spec: {{ {pod} }} }} }}\n"
    )
}

pub const ONE_CONTAINER: &str = "containers: [{ name: a }]";

#[test]
fn what_is_left_out_has_the_defaults_of_kubernetes() {
    let text = deployment("", "containers: [{ name: a, readinessProbe: {} }]");
    let told = "web.spec: replicas = 1, minReadySeconds = 0, progressDeadlineSeconds = 600; web.spec.strategy: type = RollingUpdate; ";
    assert!(notes(&text).iter().any(|note| note.contains(told)), "{:?}", notes(&text));
    let scenario = scenario(&text);
    assert_eq!(scenario.name, "web");
    assert_eq!((scenario.fleet.instances, scenario.fleet.workers), (1, 1));
    assert_eq!((scenario.fleet.min_ready_s, scenario.fleet.grace_period_s), (0.0, 30.0));
    let readiness = &scenario.fleet.readiness;
    assert_eq!((readiness.initial_delay_s, readiness.period_s, readiness.success_threshold), (0.0, 10.0, 1));
    assert_eq!(scenario.strategy.kind, StrategyKind::Rolling);
    let rolling = &scenario.strategy.rolling;
    assert_eq!((rolling.max_surge, rolling.max_unavailable), (Amount::Percent(25), Amount::Percent(25)));
    assert!(!rolling.count_draining && !scenario.rollback.on_deadline);
    assert_eq!(scenario.rollback.progress_deadline_s, 600.0);
}

#[test]
fn what_is_there_is_read() {
    let text = deployment(
        "replicas: 7, minReadySeconds: 5, progressDeadlineSeconds: 90, strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 2, maxUnavailable: 10% } }",
        "terminationGracePeriodSeconds: 60, containers: [{ name: a, resources: { requests: { cpu: 1500m } }, readinessProbe: { initialDelaySeconds: 3, periodSeconds: 4, successThreshold: 2 } }]",
    );
    let scenario = scenario(&text);
    let fleet = &scenario.fleet;
    // 1.5 cores, rounded up.
    assert_eq!((fleet.instances, fleet.workers, fleet.min_ready_s, fleet.grace_period_s), (7, 2, 5.0, 60.0));
    let readiness = &fleet.readiness;
    assert_eq!((readiness.initial_delay_s, readiness.period_s, readiness.success_threshold), (3.0, 4.0, 2));
    let rolling = &scenario.strategy.rolling;
    assert_eq!((rolling.max_surge, rolling.max_unavailable), (Amount::Instances(2), Amount::Percent(10)));
    assert_eq!(scenario.rollback.progress_deadline_s, 90.0);
}

#[test]
fn single_fields_have_their_own_rules() {
    let recreate = scenario(&deployment("strategy: { type: Recreate }", ONE_CONTAINER));
    assert_eq!(recreate.strategy.kind, StrategyKind::Recreate);
    let never = scenario(&deployment("progressDeadlineSeconds: 2147483647", ONE_CONTAINER));
    assert_eq!(never.rollback.progress_deadline_s, 0.0, "the largest 32-bit number says never");
    let limit_alone = scenario(&deployment("", "containers: [{ name: a, resources: { limits: { cpu: '3' } } }]"));
    assert_eq!(limit_alone.fleet.workers, 3, "without a request Kubernetes takes the limit");
    let no_probe = scenario(&deployment("", ONE_CONTAINER));
    assert_eq!(no_probe.fleet.readiness.period_s, 0.1);
}

#[test]
fn traffic_is_assumed_to_fit_the_fleet() {
    for (replicas, cpu) in [(1, "100m"), (10, "2"), (400, "500m")] {
        let pod = format!("containers: [{{ name: a, resources: {{ requests: {{ cpu: '{cpu}' }} }} }}]");
        let opened = opened(&deployment(&format!("replicas: {replicas}"), &pod), None).expect("read");
        let scenario = read(&opened.document).expect("valid");
        let told = opened.notes.iter().find_map(|note| match note {
            Note::Traffic { rate_rps, capacity_rps, share } => Some((*rate_rps, *capacity_rps, *share)),
            _ => None,
        });
        let (rate_rps, capacity_rps, share) = told.expect("a note about traffic");
        // Mean of the log-normal law with median 35 ms and p99 140 ms: 35 exp((ln 4 / 2.3263)^2 / 2) = 41.8 ms.
        let expected = f64::from(scenario.fleet.instances * scenario.fleet.workers) / 0.0418;
        assert!((capacity_rps / expected - 1.0).abs() < 0.001, "{capacity_rps} {expected}");
        assert!((share - 0.6).abs() < 0.01 && scenario.traffic.rate_rps == rate_rps);
    }
}

#[test]
fn every_wrong_field_is_named_in_the_terms_of_the_manifest() {
    let text = deployment(
        "replicas: -1, minReadySeconds: null, progressDeadlineSeconds: .nan, strategy: { type: Fast, rollingUpdate: { maxSurge: '2', maxUnavailable: -1 } }",
        "terminationGracePeriodSeconds: 1.5, containers: [{ name: a, resources: { requests: { cpu: lots } }, readinessProbe: { periodSeconds: 4000, successThreshold: yes please } }]",
    );
    let found = problems(&text);
    let expected = [
        "web.spec.replicas: found -1; allowed: a whole number from 1 to 100,000",
        "web.spec.minReadySeconds: found null",
        "web.spec.progressDeadlineSeconds: found \".nan\"",
        "web.spec.strategy.type: found \"Fast\"; allowed: one of RollingUpdate, Recreate",
        "web.spec.strategy.rollingUpdate.maxSurge: found \"2\"",
        "web.spec.strategy.rollingUpdate.maxUnavailable: found -1",
        "web.spec.template.spec.terminationGracePeriodSeconds: found 1.5",
        "web.spec.template.spec.containers[0].resources.requests.cpu: found \"lots\"; allowed: an amount of CPU",
        "web.spec.template.spec.containers[0].readinessProbe.periodSeconds: found 4000",
        "web.spec.template.spec.containers[0].readinessProbe.successThreshold: found \"yes please\"",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

#[test]
fn wrong_tables_and_lists_are_named() {
    assert_eq!(
        problems("apiVersion: apps/v1\nkind: Deployment\nspec: 3\n")[0],
        "documents[0].spec: found 3; allowed: a table of fields"
    );
    let empty = problems("apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\n");
    assert_eq!(empty.len(), 1);
    assert!(empty[0].starts_with("web.spec.template.spec.containers: found nothing"), "{empty:?}");
    for pod in ["containers: []", "containers: 3", "containers: [3]"] {
        assert!(problems(&deployment("", pod))[0].contains("spec.containers"), "{pod}");
    }
}

#[test]
fn what_is_not_simulated_is_noted() {
    let text = deployment(
        "paused: true, revisionHistoryLimit: 3, shinyNewField: 1",
        "initContainers: [{ name: i }], affinity: {}, volumes: [], containers: [{ name: a, image: x, env: [], livenessProbe: { terminationGracePeriodSeconds: 4 }, lifecycle: { preStop: {} }, readinessProbe: { httpGet: {} }, resources: { requests: { cpu: 1, memory: 1Gi }, limits: { cpu: 2 } } }, { name: sidecar }]",
    ) + "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: web }\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: web }\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: db }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: web }\n";
    let notes = notes(&text).join("\n");
    for part in [
        "web.spec.paused: true",
        "web.spec.revisionHistoryLimit: 3",
        "web.spec.shinyNewField: 1",
        "web.spec.template.spec.initContainers: a list of 1",
        "web.spec.template.spec.affinity",
        "containers: a list of 2",
        "livenessProbe.terminationGracePeriodSeconds: 4",
        "containers[0].lifecycle",
        "resources.requests.memory: \"1Gi\"",
        "resources.limits.cpu: 2",
        "[HorizontalPodAutoscaler/web]",
        "[PodDisruptionBudget/web]",
        "[StatefulSet/db]",
        "Service × 1",
        "env, httpGet, image, name, volumes",
    ] {
        assert!(notes.contains(part), "{part}:\n{notes}");
    }
}

#[test]
fn one_of_several_deployments_is_chosen_by_name() {
    let named = |name: &str, replicas: u32| {
        format!(
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: {name} }}\nspec: {{ replicas: {replicas}, template: {{ spec: {{ {ONE_CONTAINER} }} }} }}\n"
        )
    };
    let text = named("front", 3) + &named("back", 5) + "---\n# nothing\n---\n";
    assert!(problems(&text)[0].contains("one workload, chosen with --workload NAME: front, back"));
    let back = opened(&text, Some("back")).expect("read");
    assert_eq!(
        (back.source, back.workloads),
        (Source::Kubernetes { workload: "back".into() }, vec!["front".into(), "back".into()])
    );
    assert_eq!(back.document["fleet"]["instances"], 5);
    let unknown = opened(&text, Some("middle")).expect_err("refused");
    assert!(unknown[0].contains("one of the workloads front, back"), "{unknown:?}");
    assert!(opened("seed = 1", Some("web")).expect_err("refused")[0].contains("--workload: found web"));
}

#[test]
fn lists_and_json_are_read_too() {
    let list = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata: { name: web }\n  spec: { replicas: 4, template: { spec: { containers: [{ name: a }] } } }\n";
    assert_eq!(scenario(list).fleet.instances, 4);
    let json = r#"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 6, "template": {"spec": {"containers": [{}]}}}}"#;
    assert_eq!(scenario(json).fleet.instances, 6);
}

#[test]
fn a_stream_without_a_deployment_says_what_it_has() {
    let found = problems("apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: a }\n");
    assert_eq!(
        found,
        ["document: found StatefulSet × 1; allowed: a manifest with at least one Deployment, Rollout or Canary"]
    );
}

#[test]
fn a_broken_document_is_named_by_its_line() {
    let text = deployment("", ONE_CONTAINER) + "---\nkind: [unclosed\n";
    assert!(problems(&text)[0].contains("line 6") || problems(&text)[0].contains("line 7"), "{:?}", problems(&text));
}

#[test]
fn anchors_as_people_use_them_are_read() {
    let text = "x: &web { app: web }\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, labels: *web }\nspec: { template: { spec: { containers: [{ name: a }] } } }\n";
    assert_eq!(scenario(text).name, "web");
}

#[test]
fn every_real_manifest_is_read_or_refused_for_a_reason() {
    let Some(folder) = real_data("manifests") else { return };
    let mut read_count = 0;
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        let workload = path.ends_with("online-boutique.yaml").then_some("frontend");
        match opened(&text, workload) {
            Ok(opened) => {
                read(&opened.document).unwrap_or_else(|problems| panic!("{}: {problems:?}", path.display()));
                assert!(opened.notes.len() > 1, "{}", path.display());
                read_count += 1;
            }
            Err(problems) => assert!(problems[0].contains("at least one Deployment"), "{problems:?}"),
        }
    }
    // Three Deployments, four Rollouts, two Canaries, and templates.
    assert_eq!(read_count, 10);
}
