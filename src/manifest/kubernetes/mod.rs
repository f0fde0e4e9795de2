//! Kubernetes manifests: finds the Deployment, the Rollout or the Canary in a stream of objects and reads it as a fleet and its rollout.

mod affinity;
mod autoscaler;
mod deployment;
mod field;
pub(super) mod probe;
mod quantity;

pub(super) use deployment::{LONGEST_DELAY_S, NEVER_S, Pod, Target, metadata, read_pod, read_target, traffic};
pub(super) use field::{Findings, Table, show};
pub(super) use quantity::amount;

use super::note::{Aspect, Note, Place};
use super::open::{Opened, Source};
use super::{argo, flagger};
use crate::scenario::problem::{Allowed, Problem, Problems, Rule};
use serde_json::Value;
use std::collections::BTreeMap;

/// An object of the stream.
struct Object<'a> {
    /// Where it stands: `documents[3]`, `documents[0].items[2]`.
    place: String,
    kind: &'a str,
    value: &'a Value,
}

impl Object<'_> {
    fn is_deployment(&self) -> bool {
        let version = self.value["apiVersion"].as_str().unwrap_or_default();
        self.kind == "Deployment" && (version.starts_with("apps/") || version.starts_with("extensions/"))
    }

    fn is_workload(&self) -> bool {
        self.is_deployment() || argo::is_rollout(self.value) || flagger::is_canary(self.value)
    }

    fn metadata(&self, field: &str) -> Option<&str> {
        self.value["metadata"][field].as_str().filter(|name| is_name(name))
    }
}

/// Whether a name may stand in paths and messages: what Kubernetes allows, and nothing a terminal would obey.
fn is_name(name: &str) -> bool {
    const LONGEST_NAME: usize = 253;
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
}

/// Reads the workload called `wanted`, or the only one: a Deployment, a Rollout or a Canary.
///
/// # Errors
/// No workload, several and none chosen, or everything that is wrong with the one that was chosen.
pub(super) fn read(documents: &[Value], wanted: Option<&str>) -> Result<Opened, Problems> {
    let mut problems = Problems::new();
    let mut objects = Vec::new();
    for (i, document) in documents.iter().enumerate() {
        collect(document, format!("documents[{i}]"), &mut objects, &mut problems);
    }
    // A Deployment that a Rollout or a Canary has taken over is a part of it.
    let taken: Vec<&str> = objects.iter().filter_map(|object| takes(object.value)).collect();
    let is_taken =
        |object: &Object<'_>| object.is_deployment() && object.metadata("name").is_some_and(|n| taken.contains(&n));
    let workloads: Vec<&Object<'_>> = objects.iter().filter(|o| o.is_workload() && !is_taken(o)).collect();
    let names = labels(&workloads);
    let templates: Vec<&Object<'_>> = objects.iter().filter(|o| o.kind.ends_with("AnalysisTemplate")).collect();
    if let (None, [], Some(first)) = (wanted, names.as_slice(), templates.first()) {
        return only_templates(&objects, first.metadata("name").unwrap_or(&first.place), problems);
    }
    let chosen = match (wanted, names.as_slice()) {
        (_, []) => Err(Problem::rule("", kinds(&objects), Rule::HasDeployment)),
        (Some(wanted), names) => names
            .iter()
            .position(|name| name == wanted)
            .ok_or_else(|| Problem::rule("--workload", wanted, Rule::KnownWorkload(names.to_vec()))),
        (None, [_]) => Ok(0),
        (None, several) => {
            let found = format!("{} workloads", several.len());
            Err(Problem::rule("", found, Rule::ChooseWorkload(several.to_vec())))
        }
    };
    let chosen = match chosen {
        Ok(chosen) => chosen,
        Err(problem) => {
            problems.push(problem);
            return Err(problems);
        }
    };
    let mut findings = Findings::new(problems);
    let object = workloads[chosen];
    let mut document = if object.is_deployment() {
        deployment::read(object.value, &names[chosen], &mut findings)
    } else {
        let all: Vec<&Value> = objects.iter().map(|object| object.value).collect();
        let read = if argo::is_rollout(object.value) { argo::read } else { flagger::read };
        read(object.value, &names[chosen], &all, &mut findings)
    };
    let name = names[chosen].clone();
    let target = takes(object.value);
    let scaler = object.metadata("name").and_then(|name| autoscaler::find(&objects, object.kind, name));
    let scaling = scaler.and_then(|scaler| autoscaler::read(scaler, &mut findings));
    let scaler = scaler.filter(|_| scaling.is_some());
    if let (Some(scaling), Some(document)) = (scaling, document.as_object_mut()) {
        document.insert("autoscaler".to_owned(), scaling);
    }
    let is_target = |other: &&Object<'_>| other.is_deployment() && target.is_some() && other.metadata("name") == target;
    let pods = objects.iter().find(is_target).unwrap_or(object);
    // Flagger makes Services of its own.
    let service = match flagger::is_canary(object.value) {
        true => None,
        false => affinity::read(&objects, pods, &mut document, &mut findings),
    };
    let around: Vec<&str> = [scaler, service].into_iter().flatten().map(|other| other.place.as_str()).collect();
    let is_read =
        |other: &&Object<'_>| other.place == object.place || around.contains(&other.place.as_str()) || is_target(other);
    let read: Vec<&str> = objects.iter().filter(is_read).map(|object| object.place.as_str()).collect();
    finish(&objects, &read, document, findings, name, names)
}

/// The Deployment that a Rollout or a Canary takes over, by name.
fn takes(object: &Value) -> Option<&str> {
    match object {
        _ if argo::is_rollout(object) => argo::workload_ref(object),
        _ if flagger::is_canary(object) => flagger::target(object),
        _ => None,
    }
}

/// A stream without anything to deploy that says how a deployment is judged.
fn only_templates(objects: &[Object<'_>], name: &str, problems: Problems) -> Result<Opened, Problems> {
    let mut findings = Findings::new(problems);
    let document = argo::only_templates(name, &mut findings);
    finish(objects, &[], document, findings, name.to_owned(), Vec::new())
}

/// What has been read, with notes about the other objects.
fn finish(
    objects: &[Object<'_>],
    read: &[&str],
    document: Value,
    mut findings: Findings,
    workload: String,
    workloads: Vec<String>,
) -> Result<Opened, Problems> {
    if !findings.problems.is_empty() {
        return Err(findings.problems);
    }
    let mut notes = findings.notes;
    for object in objects.iter().filter(|object| !read.contains(&object.place.as_str())) {
        if let Some(aspect) = aspect(object) {
            let name = object.metadata("name").unwrap_or(&object.place);
            findings
                .not_modelled
                .entry(aspect)
                .or_default()
                .push(Place { path: format!("{}/{name}", object.kind), value: String::new() });
        }
    }
    notes.extend(findings.not_modelled.into_iter().map(|(aspect, places)| Note::NotModelled { aspect, places }));
    if !findings.no_influence.is_empty() {
        notes.push(Note::NoInfluence(findings.no_influence.into_iter().collect()));
    }
    let others = counts(objects, Some(read));
    if !others.is_empty() {
        notes.push(Note::OtherObjects(others));
    }
    Ok(Opened { document, source: Source::Kubernetes { workload }, notes, workloads })
}

/// The objects of a document; a list is opened.
fn collect<'a>(document: &'a Value, place: String, objects: &mut Vec<Object<'a>>, problems: &mut Problems) {
    if !document.is_object() {
        problems.push(Problem::new(place, field::show(document), Allowed::Section));
        return;
    }
    let Some(kind) = document["kind"].as_str().filter(|kind| is_name(kind)) else {
        let found = document.get("kind").map_or_else(|| "nothing".to_owned(), field::show);
        problems.push(Problem::new(format!("{place}.kind"), found, Allowed::Text { longest: 253 }));
        return;
    };
    if !kind.ends_with("List") {
        objects.push(Object { place, kind, value: document });
        return;
    }
    match document["items"].as_array() {
        // A list inside a list is left as an object of its kind: nobody writes that.
        Some(items) => {
            for (i, item) in items.iter().enumerate() {
                let place = format!("{place}.items[{i}]");
                match item["kind"].as_str().filter(|kind| is_name(kind)) {
                    Some(kind) => objects.push(Object { place, kind, value: item }),
                    None => {
                        let found = item.get("kind").map_or_else(|| "nothing".to_owned(), field::show);
                        problems.push(Problem::new(format!("{place}.kind"), found, Allowed::Text { longest: 253 }));
                    }
                }
            }
        }
        None => objects.push(Object { place, kind, value: document }),
    }
}

/// How each workload is called: its name, with the namespace or the place if that alone is not unique.
fn labels(workloads: &[&Object<'_>]) -> Vec<String> {
    let count = |wanted: &dyn Fn(&Object<'_>) -> bool| workloads.iter().filter(|object| wanted(object)).count();
    let label = |object: &&Object<'_>| {
        let Some(name) = object.metadata("name") else { return object.place.clone() };
        let namespace = object.metadata("namespace");
        let same_name = |other: &Object<'_>| other.metadata("name") == Some(name);
        if count(&same_name) == 1 {
            return name.to_owned();
        }
        let same_place = |other: &Object<'_>| same_name(other) && other.metadata("namespace") == namespace;
        match namespace {
            Some(namespace) if count(&same_place) == 1 => format!("{namespace}/{name}"),
            _ => object.place.clone(),
        }
    };
    workloads.iter().map(label).collect()
}

/// What the object would change about a rollout, if anything.
fn aspect(object: &Object<'_>) -> Option<Aspect> {
    match object.kind {
        "HorizontalPodAutoscaler" | "VerticalPodAutoscaler" | "ScaledObject" => Some(Aspect::Autoscaling),
        "PodDisruptionBudget" => Some(Aspect::Disruption),
        "StatefulSet" | "DaemonSet" | "ReplicaSet" | "ReplicationController" | "Job" | "CronJob" | "Pod" => {
            Some(Aspect::OtherController)
        }
        "AnalysisTemplate" | "ClusterAnalysisTemplate" => Some(Aspect::Template),
        "AnalysisRun" => Some(Aspect::Analysis),
        "Experiment" => Some(Aspect::Experiment),
        _ => None,
    }
}

/// Objects by kind, without those that have a note of their own and those at the places that were read.
fn counts(objects: &[Object<'_>], read: Option<&[&str]>) -> Vec<(String, u32)> {
    let mut counts = BTreeMap::<&str, u32>::new();
    for object in objects {
        let is_told = |read: &[&str]| read.contains(&object.place.as_str()) || aspect(object).is_some();
        if !read.is_some_and(is_told) {
            *counts.entry(object.kind).or_default() += 1;
        }
    }
    counts.into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect()
}

/// What there is in the stream, for a message.
fn kinds(objects: &[Object<'_>]) -> String {
    counts(objects, None).into_iter().map(|(kind, count)| format!("{kind} × {count}")).collect::<Vec<_>>().join(", ")
}
