//! Flagger: a `Canary` and the Deployment that it takes over, as a fleet and Flagger's loop. `docs/manifest.md` lists every field.

mod analysis;

use super::argo::{make_long_enough, seconds};
use super::kubernetes::{Findings, NEVER_S, Pod, Table, Target, metadata, read_target, show, traffic};
use super::note::{Aspect, Note, Place};
use crate::scenario::MOST_INSTANCES;
use crate::scenario::problem::{Allowed, Rule};
use analysis::Analysis;
use serde_json::{Value, json};

/// Providers that cannot split requests: Flagger then looks at the canary as in a blue-green deployment.
const UNROUTED: &str = "kubernetes";

/// Whether an object is a Flagger Canary.
pub(super) fn is_canary(object: &Value) -> bool {
    object["kind"] == "Canary" && object["apiVersion"].as_str().unwrap_or_default().starts_with("flagger.app/")
}

/// The Deployment that a Canary takes over, by name, if it names one.
pub(super) fn target(canary: &Value) -> Option<&str> {
    let reference = &canary["spec"]["targetRef"];
    reference["name"].as_str().filter(|_| reference["kind"] == "Deployment")
}

/// Reads a Canary; paths start with `name`. `objects` are all those of the stream.
pub(super) fn read(canary: &Value, name: &str, objects: &[&Value], findings: &mut Findings) -> Value {
    let mut top = Table::new(Some(canary), name.to_owned(), findings);
    metadata(&mut top, findings);
    let mut spec = top.table("spec", findings);
    top.rest(&["status"], findings);
    let provider = |value: &Value| value.as_str().map(str::to_owned);
    let text = Allowed::Text { longest: 253 };
    let provider = spec.read_or("provider", "istio".to_owned(), provider, text, findings);
    let deadline_s = spec.whole("progressDeadlineSeconds", 600, (1, i32::MAX as u32), "s", findings);
    let skip_analysis = spec.flag("skipAnalysis", false, findings);
    let target_path = spec.path_of("targetRef");
    let mut reference = spec.table("targetRef", findings);
    let target_name = reference.take("name").and_then(Value::as_str);
    reference.rest(&["apiVersion", "kind"], findings);
    let least = read_scaler(&mut spec, objects, findings);
    read_service(spec.table("service", findings), findings);
    // The older name of the same table.
    let old = spec.table("canaryAnalysis", findings);
    let new = spec.table("analysis", findings);
    let analysis = analysis::read(if new.is_there() { new } else { old }, provider != UNROUTED, findings);
    spec.not_modelled(&[("suspend", Aspect::Paused)], findings);
    spec.rest(&["metricsServer", "ingressRef", "routeRef", "upstreamRef", "revertOnDeletion"], findings);
    let defaults = std::mem::take(&mut findings.defaults);
    if !defaults.is_empty() {
        findings.notes.push(Note::FlaggerDefaults(defaults));
    }
    let deployment = objects.iter().find(|object| {
        object["kind"] == "Deployment" && target_name.is_some() && object["metadata"]["name"].as_str() == target_name
    });
    let mut document = match deployment {
        Some(deployment) => {
            let path = format!("Deployment/{}", target_name.unwrap_or_default());
            read_target(deployment, &path, Target { least: Some(least), left: LEFT_TO_THE_TOOL }, findings)
        }
        None => {
            let value = target_name.map_or_else(String::new, |name| show(&json!(name)));
            findings.not_modelled.entry(Aspect::WorkloadRef).or_default().push(Place { path: target_path, value });
            unknown_pods(least, findings)
        }
    };
    let instances = document["fleet"]["instances"].as_u64().unwrap_or(1) as u32;
    findings.notes.push(Note::Canary { name: name.to_owned(), instances });
    document["name"] = json!(name.chars().take(120).collect::<String>());
    if document["strategy"]["kind"] == "recreate" {
        // All old instances of the primary go, and new ones come when they have gone.
        document["strategy"]["rolling"] = json!({ "max_surge": 0, "max_unavailable": "100%", "count_draining": true });
    }
    let Analysis { mut flagger, limits, telemetry, lasts_s } = analysis;
    flagger["skip_analysis"] = json!(skip_analysis);
    document["strategy"]["kind"] = json!("flagger");
    document["strategy"]["flagger"] = flagger;
    document["rollback"] = limits;
    document["rollback"]["progress_deadline_s"] = json!(if deadline_s >= NEVER_S { 0 } else { deadline_s });
    document["telemetry"] = telemetry;
    make_long_enough(&mut document, if skip_analysis { 0.0 } else { lasts_s }, findings);
    document
}

/// Fields of a scenario on which a Canary and its Deployment are silent.
const LEFT_TO_THE_TOOL: &[&str] = &[
    "service.*",
    "versions.*",
    "fleet.queue_capacity",
    "fleet.policy",
    "fleet.provision_s",
    "fleet.warm_up_s",
    "fleet.stop_s",
    "strategy.blue_green.*",
    "strategy.canary.*",
];

/// Pods of a Deployment that is not in the stream.
fn unknown_pods(instances: u32, findings: &mut Findings) -> Value {
    let pod = Pod::unknown();
    let fleet = pod.fleet(instances, 0);
    findings.notes.extend(pod.notes);
    let traffic = traffic(instances, pod.workers, findings);
    findings.notes.push(Note::ScenarioDefaults(LEFT_TO_THE_TOOL.iter().map(|path| (*path).to_owned()).collect()));
    json!({
        "traffic": traffic,
        "fleet": fleet,
        // As of every Deployment.
        "strategy": { "rolling": { "count_draining": false }, "recreate": { "keep_machines": false } },
    })
}

/// How many instances there are where the Deployment does not say so: the fewest of its autoscaler, if that is in the stream.
fn read_scaler(spec: &mut Table<'_>, objects: &[&Value], findings: &mut Findings) -> u32 {
    let mut reference = spec.table("autoscalerRef", findings);
    let name = reference.take("name").and_then(Value::as_str);
    reference.rest(&["apiVersion", "kind", "primaryScalerQueries", "primaryScalerReplicas"], findings);
    let is_meant = |object: &&&Value| {
        object["kind"] == "HorizontalPodAutoscaler" && name.is_some() && object["metadata"]["name"].as_str() == name
    };
    let Some(scaler) = objects.iter().find(is_meant) else { return 1 };
    let path = format!("HorizontalPodAutoscaler/{}.spec", name.unwrap_or_default());
    let mut scaler = Table::new(scaler.get("spec"), path, findings);
    scaler.whole_or_none("minReplicas", (0, MOST_INSTANCES), "instances", findings).unwrap_or(1).max(1)
}

/// What the generated Services and routes look like.
fn read_service(table: Table<'_>, findings: &mut Findings) {
    table.rest(
        &[
            "name",
            "port",
            "portName",
            "targetPort",
            "appProtocol",
            "portDiscovery",
            "gateways",
            "gatewayRefs",
            "hosts",
            "delegation",
            "trafficPolicy",
            "match",
            "rewrite",
            "retries",
            "headers",
            "mirror",
            "timeout",
            "corsPolicy",
            "meshName",
            "backends",
            "apex",
            "primary",
            "canary",
            "primaryBackend",
            "canaryBackend",
            "unmanagedMetadata",
        ],
        findings,
    );
}

/// A length of time of Flagger.
fn duration(table: &mut Table<'_>, name: &'static str, findings: &mut Findings) -> Option<f64> {
    table.read(name, seconds, Allowed::Rule(Rule::Duration), findings)
}
