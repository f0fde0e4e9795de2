//! Services in front of a workload, as far as they decide which pod a client meets.

use super::{Findings, Object};
use crate::manifest::note::Note;
use crate::scenario::Policy;
use serde_json::{Map, Value, json};

/// Where a fleet's routing stands among what a manifest leaves to the tool.
const POLICY: &str = "fleet.policy";

/// Gives the Service that keeps the clients of these pods with them, if there is one, and has the document route so.
pub(super) fn read<'a, 'b>(
    objects: &'a [Object<'b>],
    pods: &Object<'_>,
    document: &mut Value,
    findings: &mut Findings,
) -> Option<&'a Object<'b>> {
    let labels = pods.value["spec"]["template"]["metadata"]["labels"].as_object()?;
    let is_meant = |object: &&Object<'_>| {
        let spec = &object.value["spec"];
        object.kind == "Service"
            && object.metadata("namespace") == pods.metadata("namespace")
            && spec["sessionAffinity"] == "ClientIP"
            && spec["selector"].as_object().is_some_and(|selector| selects(selector, labels))
    };
    let service = objects.iter().find(is_meant)?;
    document["fleet"]["policy"] = json!(Policy::ConsistentHash);
    for note in &mut findings.notes {
        if let Note::ScenarioDefaults(paths) = note {
            paths.retain(|path| path != POLICY);
        }
    }
    let name = service.metadata("name").unwrap_or(&service.place);
    findings.notes.push(Note::StickyService { path: format!("Service/{name}.spec.sessionAffinity") });
    Some(service)
}

/// Whether a selector chooses pods with these labels. One that is empty chooses none.
fn selects(selector: &Map<String, Value>, labels: &Map<String, Value>) -> bool {
    !selector.is_empty() && selector.iter().all(|(name, value)| labels.get(name) == Some(value))
}
