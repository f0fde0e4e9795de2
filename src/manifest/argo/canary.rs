//! `strategy.canary`.

use super::analysis::{Templates, Within};
use super::step::{self, Step};
use super::{Aspect, DELAY_S, FOR_EVER_S, Findings, Judged, MOST_INSTANCES, Note, Plan, Table, Value};
use crate::manifest::kubernetes::{amount, show};
use crate::scenario::problem::{Allowed, Problem};
use crate::scenario::{Amount, MOST_WEIGHT};
use serde_json::json;

/// Most steps that a scenario takes.
const MOST_STEPS: usize = 100;

pub(super) fn read(mut table: Table<'_>, templates: &mut Templates<'_>, findings: &mut Findings) -> Plan {
    let mut routing = table.table("trafficRouting", findings);
    let routed = routing.is_there();
    let whole = if routed { routing.whole("maxTrafficWeight", 100, (1, MOST_WEIGHT), "", findings) } else { 100 };
    routing.rest(
        &["istio", "nginx", "alb", "smi", "ambassador", "appMesh", "traefik", "apisix", "plugins", "managedRoutes"],
        findings,
    );
    let mut canary = json!({ "router": if routed { "weighted" } else { "instances" }, "max_traffic_weight": whole });
    if routed {
        read_routed(&mut table, &mut canary, findings);
    } else {
        let quarter = Amount::Percent(25);
        canary["max_surge"] = json!(table.read_or("maxSurge", quarter, amount, Allowed::Amount, findings));
        canary["max_unavailable"] = json!(table.read_or("maxUnavailable", quarter, amount, Allowed::Amount, findings));
    }
    canary["progress_threshold"] = json!(read_threshold(&mut table, findings));
    let steps = read_steps(&mut table, routed, whole, templates, findings);
    let from_step = background_from(&mut table);
    let background = templates.read(&mut table, "analysis", Within::Background, findings);
    let judged = steps.iter().map(|step| step.judged).chain([Judged::by([&background])]).max().unwrap_or(Judged::Not);
    if let Some(name) = background.and_then(|read| read.name) {
        canary["background_analysis"] = json!(name);
        canary["background_from_step"] = json!(from_step);
    }
    table.not_modelled(
        &[("antiAffinity", Aspect::Placement), ("scaleDownDelayRevisionLimit", Aspect::History)],
        findings,
    );
    // What only counts with a router, or only without.
    let idle: &[&'static str] = if routed {
        &["maxSurge", "maxUnavailable"]
    } else {
        &["scaleDownDelaySeconds", "abortScaleDownDelaySeconds", "dynamicStableScale", "minPodsPerReplicaSet"]
    };
    let always = ["canaryService", "stableService", "canaryMetadata", "stableMetadata", "pingPong"];
    table.rest(&[idle, &always].concat(), findings);
    tell(&steps, whole, findings);
    canary["steps"] = steps.iter().map(|step| step.fields.clone()).collect();
    Plan {
        strategy: json!({ "kind": "canary", "canary": canary }),
        pauses_s: steps.iter().map(|step| step.lasts_s).sum(),
        judged,
    }
}

fn read_routed(table: &mut Table<'_>, canary: &mut Value, findings: &mut Findings) {
    const LONGEST_S: u32 = FOR_EVER_S as u32;
    let dynamic = table.flag("dynamicStableScale", false, findings);
    let delay_s = table.whole("scaleDownDelaySeconds", DELAY_S, (0, LONGEST_S), "s", findings);
    // Where the stable side follows its traffic, the candidate does so too, unless a delay is asked for.
    let unset = table.is_left_out("abortScaleDownDelaySeconds");
    let abort_s = if dynamic && unset {
        0.0
    } else {
        match table.whole("abortScaleDownDelaySeconds", DELAY_S, (0, LONGEST_S), "s", findings) {
            0 => FOR_EVER_S,
            seconds => f64::from(seconds),
        }
    };
    let least = table.whole_or_none("minPodsPerReplicaSet", (1, MOST_INSTANCES), "instances", findings);
    canary["dynamic_stable_scale"] = json!(dynamic);
    canary["scale_down_delay_s"] = json!(delay_s);
    canary["abort_scale_down_delay_s"] = json!(abort_s);
    canary["min_instances"] = json!(least.unwrap_or(0));
}

/// `analysis.startingStep`, from 0.
fn background_from(table: &mut Table<'_>) -> u64 {
    table.take("analysis").map_or(0, |analysis| analysis["startingStep"].as_u64().unwrap_or(0)).min(MOST_STEPS as u64)
}

/// `replicaProgressThreshold: { type: Percentage or Pod, value }`; all by default.
fn read_threshold(table: &mut Table<'_>, findings: &mut Findings) -> Amount {
    let mut threshold = table.table("replicaProgressThreshold", findings);
    if !threshold.is_there() {
        return Amount::Percent(100);
    }
    let kinds = ["Percentage", "Pod"];
    let kind = |value: &Value| kinds.iter().position(|kind| value == kind);
    let allowed = Allowed::OneOf(kinds.map(str::to_owned).to_vec());
    let is_percent = threshold.read("type", kind, allowed, findings) == Some(0);
    let most = if is_percent { 100 } else { MOST_INSTANCES };
    let value = threshold.whole_or_none("value", (0, most), "", findings).unwrap_or(100);
    threshold.rest(&[], findings);
    if is_percent { Amount::Percent(value) } else { Amount::Instances(value) }
}

fn read_steps(
    table: &mut Table<'_>,
    routed: bool,
    whole: u32,
    templates: &mut Templates<'_>,
    findings: &mut Findings,
) -> Vec<Step> {
    let path = table.path_of("steps");
    let Some(value) = table.take("steps") else { return Vec::new() };
    match value.as_array().filter(|list| list.len() <= MOST_STEPS) {
        None => {
            let allowed = Allowed::List { longest: MOST_STEPS as u32 };
            findings.problems.push(Problem::new(path, show(value), allowed));
            Vec::new()
        }
        Some(list) => {
            let read = |(i, step)| step::read(step, format!("{path}[{i}]"), routed, whole, templates, findings);
            list.iter().enumerate().map(read).collect()
        }
    }
}

/// What people should know about the steps.
fn tell(steps: &[Step], whole: u32, findings: &mut Findings) {
    let open: Vec<String> = steps.iter().filter(|step| step.is_open).map(|step| step.path.clone()).collect();
    if !open.is_empty() {
        findings.notes.push(Note::AwaitsPromotion(open));
    }
    for step in steps.iter().filter(|step| step.fields["kind"] == "header-route") {
        let percent = step.fields["users_percent"].as_u64().unwrap_or(0) as u32;
        if percent > 0 {
            findings.notes.push(Note::HeaderUsers { path: step.path.clone(), percent });
        }
    }
    let is_rounded = |step: &Step| {
        let weight = step.fields["weight"].as_u64().filter(|_| step.fields["kind"] == "set-weight");
        weight.is_some_and(|weight| weight * 100 % u64::from(whole) > 0)
    };
    if steps.iter().any(is_rounded) {
        findings.notes.push(Note::RoundedWeights { whole });
    }
}
