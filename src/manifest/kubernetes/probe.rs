//! The probes of a container as the checks of a fleet.

use super::LONGEST_DELAY_S;
use super::field::{Findings, Table};
use crate::manifest::note::{Aspect, Note};
use crate::scenario::problem::Allowed;
use serde_json::{Value, json};

/// Shortest period of a readiness check that a scenario takes, s: "at once", where there is no probe.
pub(in crate::manifest) const AT_ONCE_S: f64 = 0.1;
/// Longest period and time limit that a scenario takes, s.
const LONGEST_PERIOD_S: u32 = 3_600;
/// Most results in a row that a scenario takes.
const MOST_IN_A_ROW: u32 = 1_000;
/// How a container is asked, which here always says the truth.
const HANDLERS: [&str; 4] = ["httpGet", "exec", "tcpSocket", "grpc"];

/// The sections `readiness`, `startup` and `liveness` of a fleet.
pub(in crate::manifest) struct Probes {
    pub readiness: Value,
    pub startup: Value,
    pub liveness: Value,
}

impl Probes {
    /// Those of a container that has none.
    pub(super) fn none() -> Probes {
        let check = || json!({ "enabled": false });
        let readiness = json!({ "initial_delay_s": 0, "period_s": AT_ONCE_S, "success_threshold": 1 });
        Probes { readiness, startup: check(), liveness: check() }
    }
}

/// Takes the probes of a container.
pub(super) fn read(container: &mut Table<'_>, notes: &mut Vec<Note>, findings: &mut Findings) -> Probes {
    let none = Probes::none();
    Probes {
        readiness: readiness(container, notes, findings).unwrap_or(none.readiness),
        startup: check(container, "startupProbe", findings).unwrap_or(none.startup),
        liveness: check(container, "livenessProbe", findings).unwrap_or(none.liveness),
    }
}

fn readiness(container: &mut Table<'_>, notes: &mut Vec<Note>, findings: &mut Findings) -> Option<Value> {
    let mut probe = container.table("readinessProbe", findings);
    if !probe.is_there() {
        notes.push(Note::NoReadinessProbe { path: container.path_of("readinessProbe") });
        return None;
    }
    let mut check = common(&mut probe, findings);
    check["success_threshold"] = json!(field(&mut probe, "successThreshold", 1, MOST_IN_A_ROW, "checks", findings));
    probe.rest(&HANDLERS, findings);
    Some(check)
}

/// A startup or liveness probe, for which Kubernetes takes no other success threshold than 1.
fn check(container: &mut Table<'_>, name: &'static str, findings: &mut Findings) -> Option<Value> {
    let mut probe = container.table(name, findings);
    if !probe.is_there() {
        return None;
    }
    let mut check = common(&mut probe, findings);
    check["enabled"] = json!(true);
    let _ = field(&mut probe, "successThreshold", 1, 1, "checks", findings);
    probe.not_modelled(&[("terminationGracePeriodSeconds", Aspect::ProbeGrace)], findings);
    probe.rest(&HANDLERS, findings);
    Some(check)
}

/// What all probes say.
fn common(probe: &mut Table<'_>, findings: &mut Findings) -> Value {
    json!({
        "initial_delay_s": field(probe, "initialDelaySeconds", 0, LONGEST_DELAY_S, "s", findings),
        "period_s": field(probe, "periodSeconds", 10, LONGEST_PERIOD_S, "s", findings),
        "timeout_s": field(probe, "timeoutSeconds", 1, LONGEST_PERIOD_S, "s", findings),
        "failure_threshold": field(probe, "failureThreshold", 3, MOST_IN_A_ROW, "checks", findings),
    })
}

/// Takes a number up to `max`. Kubernetes puts the default in the place of a 0 (`SetDefaults_Probe` in
/// `pkg/apis/core/v1/defaults.go`).
fn field(
    probe: &mut Table<'_>,
    name: &'static str,
    default: u32,
    max: u32,
    unit: &str,
    findings: &mut Findings,
) -> u32 {
    let allowed = Allowed::Number { min: 0.0, max: f64::from(max), unit: unit.to_owned(), whole: true };
    let read = |value: &Value| match u32::try_from(value.as_u64()?).ok()? {
        0 => Some(default),
        number => Some(number).filter(|number| *number <= max),
    };
    probe.read_or(name, default, read, allowed, findings)
}
