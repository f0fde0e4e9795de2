//! One entry of `strategy.canary.steps`.

use super::analysis::{Templates, Within};
use super::duration::seconds;
use super::metric;
use super::{Aspect, FOR_EVER_S, Findings, Judged, MOST_INSTANCES, Place, Table, Value, show};
use crate::scenario::MOST_WEIGHT;
use crate::scenario::problem::{Allowed, Problem, Rule};
use serde_json::json;

/// What a step may be; exactly one of them.
const KINDS: [&str; 8] =
    ["setWeight", "pause", "setCanaryScale", "setHeaderRoute", "setMirrorRoute", "analysis", "experiment", "plugin"];

/// A step as a scenario has it.
pub(super) struct Step {
    pub path: String,
    /// The entry of `strategy.canary.steps`.
    pub fields: Value,
    /// How long it is known to last, s.
    pub lasts_s: f64,
    /// Whether it lasts until somebody promotes.
    pub is_open: bool,
    /// What judges the candidate in it.
    pub judged: Judged,
}

/// Reads the step at `path`.
pub(super) fn read(
    value: &Value,
    path: String,
    routed: bool,
    whole: u32,
    templates: &mut Templates<'_>,
    findings: &mut Findings,
) -> Step {
    let mut table = Table::new(Some(value), path.clone(), findings);
    let found: Vec<&str> = KINDS.into_iter().filter(|kind| value.get(kind).is_some()).collect();
    if found.len() != 1 && table.is_right() {
        let allowed = Allowed::OneOf(KINDS.map(str::to_owned).to_vec());
        let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
        findings.problems.push(Problem::new(path.clone(), found, allowed));
    }
    let mut step = Step {
        path: path.clone(),
        fields: json!({ "kind": "pause", "pause_s": 0 }),
        lasts_s: 0.0,
        is_open: false,
        judged: Judged::Not,
    };
    match found.first().copied() {
        Some("setWeight") => {
            let weight = table.whole_or_none("setWeight", (0, whole), "", findings).unwrap_or(0);
            step.fields = json!({ "kind": "set-weight", "weight": weight, "pause_s": 0 });
        }
        Some("pause") => read_pause(&mut table, &mut step, findings),
        Some("setCanaryScale") => {
            if !routed {
                let router = path.split(".steps").next().unwrap_or_default();
                let rule = Rule::Needs { path: format!("{router}.trafficRouting"), value: "{…}".to_owned() };
                findings.problems.push(Problem::rule(table.path_of("setCanaryScale"), "a table", rule));
            }
            step.fields = read_scale(&mut table, findings);
        }
        Some("setHeaderRoute") => {
            let mut route = table.table("setHeaderRoute", findings);
            // Without a match the route ends. How many users have the header no manifest says.
            let users = if route.take("match").is_some() { crate::scenario::Step::default().users_percent } else { 0 };
            route.rest(&["name"], findings);
            if routed {
                step.fields = json!({ "kind": "header-route", "users_percent": users, "pause_s": 0 });
            } else {
                let place = Place { path: table.path_of("setHeaderRoute"), value: String::new() };
                findings.not_modelled.entry(Aspect::HeaderWithoutRouter).or_default().push(place);
            }
        }
        Some("analysis") => {
            let read = templates.read(&mut table, "analysis", Within::Steps, findings);
            step.judged = Judged::by([&read]);
            let read = read.unwrap_or_default();
            step.lasts_s = read.length_s.min(FOR_EVER_S);
            step.fields = match read.name {
                Some(name) => json!({ "kind": "analysis", "analysis": name, "pause_s": 0 }),
                None => json!({ "kind": "pause", "pause_s": step.lasts_s }),
            };
        }
        Some("experiment") => read_experiment(&mut table, routed, &mut step, templates, findings),
        Some("setMirrorRoute") => read_mirror(&mut table, routed, &mut step, findings),
        _ => table.not_modelled(&[("plugin", Aspect::StepPlugin)], findings),
    }
    table.rest(&[], findings);
    step
}

/// Without a match the route ends; with one, which requests match no manifest says: all are taken to do so.
fn read_mirror(table: &mut Table<'_>, routed: bool, step: &mut Step, findings: &mut Findings) {
    let path = table.path_of("setMirrorRoute");
    let mut route = table.table("setMirrorRoute", findings);
    let percent = route.whole("percentage", 100, (0, 100), "%", findings);
    let matches = route.take("match");
    let percent = if matches.is_some() { percent } else { 0 };
    route.rest(&["name"], findings);
    if !routed {
        findings
            .not_modelled
            .entry(Aspect::MirrorWithoutRouter)
            .or_default()
            .push(Place { path, value: String::new() });
        return;
    }
    if percent > 0 {
        let place = Place { path: format!("{path}.match"), value: String::new() };
        findings.not_modelled.entry(Aspect::MirrorMatch).or_default().push(place);
    }
    step.fields = json!({ "kind": "mirror", "mirror_percent": percent, "pause_s": 0 });
}

/// Pods of both versions beside the fleets, for a time or until their analyses are successful.
fn read_experiment(
    table: &mut Table<'_>,
    routed: bool,
    step: &mut Step,
    templates: &mut Templates<'_>,
    findings: &mut Findings,
) {
    let path = table.path_of("experiment");
    let mut experiment = table.table("experiment", findings);
    let lasts_s = experiment.read("duration", seconds, Allowed::Rule(Rule::Duration), findings).unwrap_or(0.0);
    (step.fields["pause_s"], step.lasts_s) = (json!(lasts_s), lasts_s);
    if !routed {
        let place = Place { path, value: format!("{lasts_s} s") };
        findings.not_modelled.entry(Aspect::Experiment).or_default().push(place);
        return;
    }
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let (mut instances, mut weight) = ([0, 0], 0);
    for (i, template) in list(experiment.take("templates")).iter().enumerate() {
        let mut template = Table::new(Some(template), format!("{path}.templates[{i}]"), findings);
        let replicas = template.whole("replicas", 1, (0, MOST_INSTANCES), "instances", findings);
        weight = template.whole("weight", 0, (0, MOST_WEIGHT), "", findings).max(weight);
        let is_stable = template.take("specRef").and_then(Value::as_str) == Some("stable");
        instances[usize::from(is_stable)] += replicas;
        template.rest(&["name", "metadata", "selector", "service"], findings);
    }
    let analyses = list(experiment.take("analyses"));
    experiment.rest(&["dryRun", "analysisRunMetadata"], findings);
    step.fields = json!({
        "kind": "experiment",
        "instances": instances[0].min(MOST_INSTANCES),
        "baseline_instances": instances[1].min(MOST_INSTANCES),
        "weight": weight,
        "pause_s": lasts_s,
    });
    if analyses.is_empty() {
        return;
    }
    let given = metric::arguments(&analyses[0]["args"]);
    let within = if lasts_s > 0.0 { Within::Background } else { Within::Steps };
    let read = templates.read_listed((path, "analyses"), &analyses, (&given, &[]), within, findings);
    let length_s = read.length_s.min(FOR_EVER_S);
    // Without a time of its own it lasts as long as they do.
    if lasts_s == 0.0 {
        step.lasts_s = length_s;
        step.fields["pause_s"] = json!(if read.name.is_some() { 0.0 } else { length_s });
    }
    if let Some(name) = &read.name {
        step.fields["analysis"] = json!(name);
    }
    step.judged = Judged::by([&Some(read)]);
}

fn read_pause(table: &mut Table<'_>, step: &mut Step, findings: &mut Findings) {
    let mut pause = table.table("pause", findings);
    if pause.is_left_out("duration") {
        step.is_open = true;
        step.fields = json!({ "kind": "pause", "until_promoted": true });
    } else {
        let allowed = Allowed::Rule(Rule::Duration);
        step.lasts_s = pause.read("duration", seconds, allowed, findings).unwrap_or(0.0);
        step.fields = json!({ "kind": "pause", "pause_s": step.lasts_s });
    }
    pause.rest(&[], findings);
}

fn read_scale(table: &mut Table<'_>, findings: &mut Findings) -> Value {
    let path = table.path_of("setCanaryScale");
    let mut scale = table.table("setCanaryScale", findings);
    let instances = scale.whole_or_none("replicas", (0, MOST_INSTANCES), "instances", findings);
    let weight = scale.whole_or_none("weight", (0, MOST_WEIGHT), "", findings);
    let follows = scale.read("matchTrafficWeight", Value::as_bool, Allowed::Flag, findings) == Some(true);
    let is_empty = ["replicas", "weight"].iter().all(|name| scale.is_left_out(name)) && !follows;
    if is_empty && scale.is_right() {
        let allowed = Allowed::OneOf(["replicas", "weight", "matchTrafficWeight"].map(str::to_owned).to_vec());
        findings.problems.push(Problem::new(path, show(&json!({})), allowed));
    }
    scale.rest(&[], findings);
    // In this order the controller looks.
    match (follows, instances, weight) {
        (true, ..) => json!({ "kind": "scale-match", "pause_s": 0 }),
        (_, Some(instances), _) => json!({ "kind": "scale-instances", "instances": instances, "pause_s": 0 }),
        (_, None, weight) => json!({ "kind": "scale-weight", "weight": weight.unwrap_or(0), "pause_s": 0 }),
    }
}
