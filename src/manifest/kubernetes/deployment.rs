//! One Deployment as a fleet, its rollout, and a traffic that fits it. `docs/manifest.md` lists every field.

use super::field::{Findings, Table};
use super::probe::{self, Probes};
use super::quantity::{amount, cores, surge};
use crate::fleet::service_law;
use crate::manifest::note::{Aspect, Note, Place};
use crate::scenario::problem::{Allowed, Problem, Rule};
use crate::scenario::{Amount, HIGHEST_RATE_RPS, MOST_INSTANCES, Service, StrategyKind, Traffic};
use serde_json::{Value, json};

/// Longest delay, period and grace period that a scenario takes, s.
pub(in crate::manifest) const LONGEST_DELAY_S: u32 = 86_400;
/// From 30 days on, the longest run, a deadline can never pass; Kubernetes writes "never" as the largest 32-bit number.
pub(in crate::manifest) const NEVER_S: u32 = 30 * 86_400;
/// Most requests at once that a scenario takes.
const MOST_WORKERS: f64 = 1_024.0;
/// How much of its capacity the assumed traffic uses: what is left covers a few instances out of rotation.
const LOAD: f64 = 0.6;

/// Reads a Deployment; paths start with `name`.
pub(super) fn read(deployment: &Value, name: &str, findings: &mut Findings) -> Value {
    read_target(deployment, name, Target { least: None, left: &LEFT_TO_THE_TOOL }, findings)
}

/// What is different about a Deployment that another controller has taken over.
pub(in crate::manifest) struct Target {
    /// Its number of instances where it has none or 0, which is what the controller scales it to; `None` for one that stands
    /// alone.
    pub least: Option<u32>,
    /// Fields of a scenario on which both are silent.
    pub left: &'static [&'static str],
}

/// Reads a Deployment, alone or of another controller; paths start with `name`.
pub(in crate::manifest) fn read_target(
    deployment: &Value,
    name: &str,
    target: Target,
    findings: &mut Findings,
) -> Value {
    let mut top = Table::new(Some(deployment), name.to_owned(), findings);
    metadata(&mut top, findings);
    let mut spec = top.table("spec", findings);
    top.rest(&["status"], findings);

    let fewest = u32::from(target.least.is_none());
    let usual = target.least.unwrap_or(1);
    let instances = match spec.whole("replicas", usual, (fewest, MOST_INSTANCES), "instances", findings) {
        0 => usual,
        instances => instances,
    };
    let min_ready_s = spec.whole("minReadySeconds", 0, (0, LONGEST_DELAY_S), "s", findings);
    let deadline_s = spec.whole("progressDeadlineSeconds", 600, (1, i32::MAX as u32), "s", findings);
    let mut strategy = spec.table("strategy", findings);
    let strategy = read_strategy(&mut strategy, instances, findings);
    let mut template = spec.table("template", findings);
    let _ = template.take("metadata").map(|_| findings.no_influence.insert("template.metadata".to_owned()));
    let mut pod = template.table("spec", findings);
    template.rest(&[], findings);
    spec.not_modelled(&[("paused", Aspect::Paused), ("revisionHistoryLimit", Aspect::History)], findings);
    spec.rest(&["selector"], findings);

    let pod = read_pod(&mut pod, findings);
    findings.notes.push(Note::Workload { name: name.to_owned(), instances });
    let defaults = std::mem::take(&mut findings.defaults);
    if !defaults.is_empty() {
        findings.notes.push(Note::ClusterDefaults(defaults));
    }
    let fleet = pod.fleet(instances, min_ready_s);
    findings.notes.extend(pod.notes);
    let traffic = traffic(instances, pod.workers, findings);
    findings.notes.push(Note::ScenarioDefaults(target.left.iter().map(|path| (*path).to_owned()).collect()));
    json!({
        "name": name.chars().take(120).collect::<String>(),
        "traffic": traffic,
        "fleet": fleet,
        "strategy": strategy,
        "rollback": {
            "progress_deadline_s": if deadline_s >= NEVER_S { 0 } else { deadline_s },
            // Kubernetes only reports a deadline that has passed.
            "on_deadline": false,
        },
    })
}

/// Takes what every object has and nothing depends on.
pub(in crate::manifest) fn metadata(top: &mut Table<'_>, findings: &mut Findings) {
    let _ = (top.take("apiVersion"), top.take("kind"));
    let mut metadata = top.table("metadata", findings);
    let _ = metadata.take("name");
    metadata.rest(
        &["namespace", "labels", "annotations", "generateName", "creationTimestamp", "generation", "managedFields"],
        findings,
    );
}

/// Fields of a scenario on which a manifest is silent.
const LEFT_TO_THE_TOOL: [&str; 10] = [
    "service.*",
    "versions.*",
    "fleet.queue_capacity",
    "fleet.policy",
    "fleet.provision_s",
    "fleet.warm_up_s",
    "fleet.stop_s",
    "strategy.blue_green.*",
    "strategy.canary.*",
    "rollback.*_limit*",
];

fn read_strategy(strategy: &mut Table<'_>, instances: u32, findings: &mut Findings) -> Value {
    let kinds = [("RollingUpdate", StrategyKind::Rolling), ("Recreate", StrategyKind::Recreate)];
    let kind = |value: &Value| {
        let text = value.as_str()?;
        kinds.iter().find(|(name, _)| *name == text).map(|(name, _)| *name)
    };
    let allowed = Allowed::OneOf(kinds.iter().map(|(name, _)| (*name).to_owned()).collect());
    let kind = strategy.read_or("type", "RollingUpdate", kind, allowed, findings);
    let kind = kinds.iter().find(|(name, _)| *name == kind).map_or(StrategyKind::Rolling, |(_, kind)| *kind);
    let mut rolling = strategy.table("rollingUpdate", findings);
    let quarter = Amount::Percent(25);
    let max_surge = rolling.read_or("maxSurge", quarter, |value| surge(value, instances), Allowed::Amount, findings);
    let max_unavailable = rolling.read_or("maxUnavailable", quarter, amount, Allowed::Amount, findings);
    rolling.rest(&[], findings);
    let strategy = std::mem::replace(strategy, Table::new(None, String::new(), findings));
    strategy.rest(&[], findings);
    json!({
        "kind": kind,
        // Its pods are new ones, which have to be scheduled.
        "recreate": { "keep_machines": false },
        // Kubernetes does not count terminating pods against max surge.
        "rolling": { "max_surge": max_surge, "max_unavailable": max_unavailable, "count_draining": false },
    })
}

/// What a pod template says.
pub(in crate::manifest) struct Pod {
    pub workers: u32,
    grace_period_s: u32,
    pre_stop_s: u32,
    probes: Probes,
    pub notes: Vec<Note>,
}

impl Pod {
    /// One of which nothing is known.
    pub(in crate::manifest) fn unknown() -> Pod {
        let notes = vec![Note::Workers { path: String::new(), cpu: String::new(), workers: 1 }];
        Pod { workers: 1, grace_period_s: 30, pre_stop_s: 0, probes: Probes::none(), notes }
    }

    /// A fleet of so many such pods, each available once it has been ready for this long, s.
    pub(in crate::manifest) fn fleet(&self, instances: u32, min_ready_s: u32) -> Value {
        let Probes { readiness, startup, liveness } = &self.probes;
        json!({
            "instances": instances,
            "workers": self.workers,
            "grace_period_s": self.grace_period_s,
            "pre_stop_s": self.pre_stop_s,
            "min_ready_s": min_ready_s,
            "readiness": readiness,
            "startup": startup,
            "liveness": liveness,
        })
    }
}

pub(in crate::manifest) fn read_pod(pod: &mut Table<'_>, findings: &mut Findings) -> Pod {
    let grace_period_s = pod.whole("terminationGracePeriodSeconds", 30, (0, LONGEST_DELAY_S), "s", findings);
    pod.not_modelled(
        &[
            ("initContainers", Aspect::InitContainers),
            ("affinity", Aspect::Placement),
            ("nodeSelector", Aspect::Placement),
            ("nodeName", Aspect::Placement),
            ("tolerations", Aspect::Placement),
            ("topologySpreadConstraints", Aspect::Placement),
            ("priorityClassName", Aspect::Placement),
            ("readinessGates", Aspect::ReadinessGates),
        ],
        findings,
    );
    let path = pod.path_of("containers");
    let list = |value: &Value| value.as_array().filter(|list| !list.is_empty()).map(|_| ());
    let containers = pod.take("containers").and_then(Value::as_array);
    let some = Allowed::List { longest: 1_000 };
    if pod.is_left_out("containers") {
        findings.problems.push(Problem::new(path.clone(), "nothing", some));
    } else if pod.read("containers", list, some, findings).is_some() && containers.is_some_and(|list| list.len() > 1) {
        pod.not_modelled(&[("containers", Aspect::MoreContainers)], findings);
    }
    let first = containers.and_then(|list| list.first());
    let mut container = Table::new(first, format!("{path}[0]"), findings);
    let mut notes = Vec::new();
    let workers = read_resources(&mut container, &mut notes, findings);
    let probes = probe::read(&mut container, &mut notes, findings);
    let pre_stop_s = read_hook(&mut container, findings);
    container.rest(
        &[
            "name",
            "image",
            "imagePullPolicy",
            "ports",
            "env",
            "envFrom",
            "command",
            "args",
            "workingDir",
            "volumeMounts",
            "volumeDevices",
            "securityContext",
            "terminationMessagePath",
            "terminationMessagePolicy",
            "stdin",
            "stdinOnce",
            "tty",
        ],
        findings,
    );
    let pod = std::mem::replace(pod, Table::new(None, String::new(), findings));
    pod.rest(
        &[
            "serviceAccountName",
            "serviceAccount",
            "automountServiceAccountToken",
            "securityContext",
            "volumes",
            "restartPolicy",
            "dnsPolicy",
            "dnsConfig",
            "imagePullSecrets",
            "hostNetwork",
            "hostPID",
            "hostIPC",
            "hostname",
            "subdomain",
            "hostAliases",
            "schedulerName",
            "enableServiceLinks",
            "shareProcessNamespace",
            "runtimeClassName",
        ],
        findings,
    );
    Pod { workers, grace_period_s, pre_stop_s, probes, notes }
}

/// How long the pre-stop hook sleeps: as `sleep` says, or the command of that name; other hooks are noted.
fn read_hook(container: &mut Table<'_>, findings: &mut Findings) -> u32 {
    let path = container.path_of("lifecycle");
    let Some(lifecycle) = container.take("lifecycle") else { return 0 };
    let mut places = Vec::new();
    let mut pre_stop_s = 0;
    for (name, hook) in lifecycle.as_object().into_iter().flatten() {
        match (name.as_str(), slept_s(hook)) {
            ("preStop", Some(seconds)) => pre_stop_s = seconds.min(LONGEST_DELAY_S),
            _ => places.push(Place { path: format!("{path}.{name}"), value: String::new() }),
        }
    }
    if !places.is_empty() {
        findings.not_modelled.entry(Aspect::Lifecycle).or_default().append(&mut places);
    }
    pre_stop_s
}

/// The seconds for which a hook only sleeps.
fn slept_s(hook: &Value) -> Option<u32> {
    if let Some(seconds) = hook["sleep"]["seconds"].as_u64() {
        return u32::try_from(seconds).ok();
    }
    let words: Vec<&str> = hook["exec"]["command"].as_array()?.iter().filter_map(Value::as_str).collect();
    let seconds = match words.as_slice() {
        ["sleep" | "/bin/sleep", seconds] => seconds,
        ["sh" | "/bin/sh" | "bash" | "/bin/bash", "-c", command] => command.trim().strip_prefix("sleep ")?,
        _ => return None,
    };
    seconds.trim().trim_end_matches('s').parse().ok()
}

/// Requests at once: one for each core that is requested, rounded up. Without a request Kubernetes takes the limit.
fn read_resources(container: &mut Table<'_>, notes: &mut Vec<Note>, findings: &mut Findings) -> u32 {
    let mut resources = container.table("resources", findings);
    let mut amounts = [None, None];
    for (name, amount) in ["requests", "limits"].into_iter().zip(&mut amounts) {
        let mut table = resources.table(name, findings);
        let text = table.take("cpu").map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        *amount = table
            .read("cpu", cores, Allowed::Rule(Rule::CpuQuantity), findings)
            .map(|cores| (cores, table.path_of("cpu"), text.unwrap_or_default()));
        let both = name == "limits" && amount.is_some();
        table.not_modelled(
            &[
                ("memory", Aspect::Resources),
                ("ephemeral-storage", Aspect::Resources),
                ("hugepages-2Mi", Aspect::Resources),
                ("nvidia.com/gpu", Aspect::Resources),
            ],
            findings,
        );
        if both {
            table.not_modelled(&[("cpu", Aspect::CpuLimit)], findings);
        }
        table.rest(&[], findings);
    }
    resources.rest(&["claims"], findings);
    let [request, limit] = amounts;
    let (workers, path, cpu) = match request.or(limit) {
        Some((cores, path, cpu)) => (cores.ceil().clamp(1.0, MOST_WORKERS) as u32, path, cpu),
        None => (1, String::new(), String::new()),
    };
    notes.push(Note::Workers { path, cpu, workers });
    workers
}

/// Traffic that loads the fleet to [`LOAD`]; the other shapes keep their proportions to it.
pub(in crate::manifest) fn traffic(instances: u32, workers: u32, findings: &mut Findings) -> Value {
    let mean_s = service_law(&Service::default()).mean();
    let capacity_rps = f64::from(instances) * f64::from(workers) / mean_s;
    let usual = Traffic::default();
    let factor = LOAD * capacity_rps / usual.rate_rps;
    let scaled = |rate: f64| three_digits(rate * factor).min(HIGHEST_RATE_RPS);
    let rate_rps = scaled(usual.rate_rps);
    findings.notes.push(Note::Traffic { rate_rps, capacity_rps, share: rate_rps / capacity_rps });
    json!({
        "rate_rps": rate_rps,
        "ramp": { "to_rps": scaled(usual.ramp.to_rps) },
        "spike": { "peak_rps": scaled(usual.spike.peak_rps) },
        "daily": { "low_rps": scaled(usual.daily.low_rps), "peak_rps": scaled(usual.daily.peak_rps) },
        "trace": { "peak_rps": scaled(usual.trace.peak_rps) },
        "points": usual.points.iter().map(|point| json!({ "at_s": point.at_s, "rate_rps": scaled(point.rate_rps) })).collect::<Vec<_>>(),
    })
}

/// Rounded to three digits that matter: nobody assumes a rate more exactly.
fn three_digits(rate: f64) -> f64 {
    format!("{rate:.2e}").parse().unwrap_or(rate)
}
