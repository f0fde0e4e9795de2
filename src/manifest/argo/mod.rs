//! Argo Rollouts: a `Rollout` as a fleet and a canary or a blue-green deployment. `docs/manifest.md` lists every field.

mod analysis;
mod blue_green;
mod canary;
mod duration;
mod metric;
mod query;
mod step;

pub(super) use duration::seconds;

use super::kubernetes::{Findings, LONGEST_DELAY_S, NEVER_S, Pod, Table, metadata, read_pod, show, traffic};
use super::note::{Aspect, Note, Place};
use crate::scenario::problem::{Allowed, Problem};
use crate::scenario::{HIGHEST_RATE_RPS, LONGEST_HORIZON_S, MOST_INSTANCES, Scenario};
use analysis::Templates;
use serde_json::{Value, json};

/// What a manifest writes for "for ever" is this in a scenario: as long as the longest run.
const FOR_EVER_S: f64 = LONGEST_HORIZON_S;
/// Argo Rollouts' default for both delays before instances go, s.
const DELAY_S: u32 = 30;
/// What a run is longer than its pauses: the start, and as long for everything that takes its own time.
const BESIDES_PAUSES_S: f64 = 360.0;
/// Most samples of a run, with some to spare, and most requests that an assumed horizon may lead to.
const MOST_SAMPLES: f64 = 10_000.0;
const MOST_REQUESTS: f64 = 5e8;

/// Whether an object is a Rollout.
pub(super) fn is_rollout(object: &Value) -> bool {
    let version = object["apiVersion"].as_str().unwrap_or_default();
    object["kind"] == "Rollout" && version.starts_with("argoproj.io/")
}

/// The Deployment whose pods a Rollout takes over, by name, if it names one.
pub(super) fn workload_ref(rollout: &Value) -> Option<&str> {
    let reference = &rollout["spec"]["workloadRef"];
    reference["name"].as_str().filter(|_| reference["kind"] == "Deployment")
}

/// What a strategy says.
struct Plan {
    strategy: Value,
    /// How long all pauses and analyses take together, s.
    pauses_s: f64,
    /// What judges the candidate.
    judged: Judged,
}

/// What judges the candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Judged {
    /// Nothing.
    Not,
    /// Analyses that are understood.
    ByAnalyses,
    /// Analyses of which at least one is not: the tool's own limits stand in for it.
    ByLimits,
}

impl Judged {
    /// What judges where these analyses are.
    fn by<'a>(analyses: impl IntoIterator<Item = &'a Option<analysis::Read>>) -> Judged {
        let of = |read: &analysis::Read| if read.name.is_some() { Judged::ByAnalyses } else { Judged::ByLimits };
        analyses.into_iter().flatten().map(of).max().unwrap_or(Judged::Not)
    }
}

/// Reads a Rollout; paths start with `name`. `objects` are all those of the stream.
pub(super) fn read(rollout: &Value, name: &str, objects: &[&Value], findings: &mut Findings) -> Value {
    let mut top = Table::new(Some(rollout), name.to_owned(), findings);
    metadata(&mut top, findings);
    let mut spec = top.table("spec", findings);
    top.rest(&["status"], findings);
    let instances = spec.whole("replicas", 1, (1, MOST_INSTANCES), "instances", findings);
    let min_ready_s = spec.whole("minReadySeconds", 0, (0, LONGEST_DELAY_S), "s", findings);
    let deadline_s = spec.whole("progressDeadlineSeconds", 600, (1, i32::MAX as u32), "s", findings);
    let on_deadline = spec.flag("progressDeadlineAbort", false, findings);
    findings.notes.push(Note::Rollout { name: name.to_owned(), instances });
    let mut templates = Templates::new(objects);
    let mut plan = read_strategy(&mut spec, &mut templates, findings);
    plan.strategy["analyses"] = json!(templates.into_analyses());
    let defaults = std::mem::take(&mut findings.defaults);
    if !defaults.is_empty() {
        findings.notes.push(Note::ArgoDefaults(defaults));
    }
    let pod = read_template(&mut spec, objects, findings);
    spec.not_modelled(
        &[
            ("paused", Aspect::Paused),
            ("revisionHistoryLimit", Aspect::History),
            ("rollbackWindow", Aspect::RollbackWindow),
            ("restartAt", Aspect::Restart),
        ],
        findings,
    );
    spec.rest(&["selector", "analysis"], findings);
    let defaults = std::mem::take(&mut findings.defaults);
    if !defaults.is_empty() {
        findings.notes.push(Note::ClusterDefaults(defaults));
    }
    let fleet = pod.fleet(instances, min_ready_s);
    findings.notes.extend(pod.notes);
    if plan.judged == Judged::Not {
        findings.notes.push(Note::NoAnalysis);
    }
    let traffic = traffic(instances, pod.workers, findings);
    let mut document = json!({
        "name": name.chars().take(120).collect::<String>(),
        "traffic": traffic,
        "fleet": fleet,
        "strategy": plan.strategy,
        "rollback": {
            "automatic": plan.judged == Judged::ByLimits || on_deadline,
            "progress_deadline_s": if deadline_s >= NEVER_S { 0 } else { deadline_s },
            "on_deadline": on_deadline,
        },
    });
    if on_deadline && plan.judged < Judged::ByLimits {
        // Besides the analyses, only the deadline takes the change back.
        document["rollback"]["error_rate_limit"] = json!(1);
    }
    make_long_enough(&mut document, plan.pauses_s, findings);
    findings.notes.push(Note::ScenarioDefaults(LEFT_TO_THE_TOOL.map(str::to_owned).to_vec()));
    document
}

/// The scenario of a stream that has AnalysisTemplates and nothing to deploy: the tool's own, and its own limits judge.
pub(super) fn only_templates(name: &str, findings: &mut Findings) -> Value {
    findings.notes.push(Note::OnlyTemplates { name: name.to_owned() });
    json!({ "name": name.chars().take(120).collect::<String>() })
}

/// Fields of a scenario on which a Rollout is silent.
const LEFT_TO_THE_TOOL: [&str; 9] = [
    "service.*",
    "versions.*",
    "fleet.queue_capacity",
    "fleet.policy",
    "fleet.provision_s",
    "fleet.warm_up_s",
    "fleet.stop_s",
    "strategy.rolling.*",
    "rollback.*_limit*",
];

fn read_strategy(spec: &mut Table<'_>, templates: &mut Templates<'_>, findings: &mut Findings) -> Plan {
    let mut strategy = spec.table("strategy", findings);
    let canary = strategy.table("canary", findings);
    let blue_green = strategy.table("blueGreen", findings);
    if canary.is_there() == blue_green.is_there() && strategy.is_right() {
        let found = if canary.is_there() { "canary, blueGreen" } else { "nothing" };
        let allowed = Allowed::OneOf(vec!["canary".to_owned(), "blueGreen".to_owned()]);
        findings.problems.push(Problem::new(spec.path_of("strategy"), found, allowed));
    }
    strategy.rest(&[], findings);
    if blue_green.is_there() {
        blue_green::read(blue_green, templates, findings)
    } else {
        canary::read(canary, templates, findings)
    }
}

/// The pods: of the Rollout itself, or of the Deployment that it refers to.
fn read_template(spec: &mut Table<'_>, objects: &[&Value], findings: &mut Findings) -> Pod {
    let mut reference = spec.table("workloadRef", findings);
    if !reference.is_there() {
        let mut template = spec.table("template", findings);
        return read_pod_of(&mut template, findings);
    }
    let name = reference.take("name").and_then(Value::as_str);
    let path = spec.path_of("workloadRef");
    reference.rest(&["apiVersion", "kind", "scaleDown"], findings);
    let is_meant = |object: &&&Value| {
        object["kind"] == "Deployment" && name.is_some() && object["metadata"]["name"].as_str() == name
    };
    match objects.iter().find(is_meant) {
        Some(deployment) => {
            let place = format!("{}.spec.template", name.unwrap_or_default());
            let mut template =
                Table::new(deployment.get("spec").and_then(|spec| spec.get("template")), place, findings);
            read_pod_of(&mut template, findings)
        }
        None => {
            let value = name.map_or_else(String::new, |name| show(&json!(name)));
            findings.not_modelled.entry(Aspect::WorkloadRef).or_default().push(Place { path, value });
            Pod::unknown()
        }
    }
}

fn read_pod_of(template: &mut Table<'_>, findings: &mut Findings) -> Pod {
    if template.take("metadata").is_some() {
        findings.no_influence.insert("template.metadata".to_owned());
    }
    let mut pod = template.table("spec", findings);
    std::mem::replace(template, Table::new(None, String::new(), findings)).rest(&[], findings);
    read_pod(&mut pod, findings)
}

/// A horizon that the pauses fit into, if the default is too short; within what a run may be.
pub(super) fn make_long_enough(document: &mut Value, pauses_s: f64, findings: &mut Findings) {
    let rate_rps = document["traffic"]["rate_rps"].as_f64().unwrap_or(HIGHEST_RATE_RPS);
    let most = (MOST_REQUESTS / rate_rps.max(1.0)).min(LONGEST_HORIZON_S);
    let horizon_s = (((pauses_s + BESIDES_PAUSES_S) / 60.0).ceil() * 60.0).min(most.floor());
    let usual = Scenario::default();
    if pauses_s > 0.0 && horizon_s > usual.horizon_s {
        document["horizon_s"] = json!(horizon_s);
        document["sample_interval_s"] = json!((horizon_s / MOST_SAMPLES).ceil().max(usual.sample_interval_s));
        findings.notes.push(Note::Horizon { horizon_s, pauses_s });
    }
}
