//! The event log as lines of JSON, documented in `docs/report.md`. Instances and steps are counted from 1, as in texts.

use cutover::fleet::{CheckKind, Part, State, VersionId};
use cutover::record::{Entry, Recording};
use cutover::rollout::{Look, Place};
use cutover::sim::{Cause, Event, Reason};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

pub fn write(recording: &Recording, to: &mut dyn Write) -> io::Result<()> {
    recording.log.iter().try_for_each(|entry| writeln!(to, "{}", line(entry)))
}

fn line(entry: &Entry) -> Value {
    let (name, fields) = match entry.event {
        Event::RolloutStarted => ("rollout_started", json!({})),
        Event::NextDeployment { revision, promotes } => {
            ("next_deployment", json!({ "version": revision.0 + 1, "promotes": promotes }))
        }
        Event::InstanceChanged { instance, version: which, state: now } => {
            ("instance_changed", json!({ "instance": instance + 1, "version": version(which), "state": state(now) }))
        }
        Event::InstanceKilled { instance, lost } => {
            ("instance_killed", json!({ "instance": instance + 1, "lost_requests": lost }))
        }
        Event::InstanceCrashed { instance, lost } => {
            ("instance_crashed", json!({ "instance": instance + 1, "lost_requests": lost }))
        }
        Event::WeightSet { percent } => ("weight_set", json!({ "percent": percent })),
        Event::MirrorSet { percent } => ("mirror_set", json!({ "percent": percent })),
        Event::StepReached { step } => ("step_reached", json!({ "step": step + 1 })),
        Event::CommandGiven { action } => ("command_given", json!({ "action": action.name() })),
        Event::RolloutCompleted => ("rollout_completed", json!({})),
        Event::SchemaMigrated => ("schema_migrated", json!({})),
        Event::RollBackStarted { reason } => ("roll_back_started", reason_fields(&reason)),
        Event::RolledBack => ("rolled_back", json!({})),
        Event::DeadlinePassed => ("deadline_passed", json!({})),
        Event::ConnectionsRefused { instance, requests } => {
            ("connections_refused", json!({ "instance": instance + 1, "requests": requests }))
        }
        Event::CheckFailed { instance, check } => {
            let check = match check {
                CheckKind::Startup => "startup",
                CheckKind::Readiness => "readiness",
                CheckKind::Liveness => "liveness",
            };
            ("check_failed", json!({ "instance": instance + 1, "check": check }))
        }
        Event::PartLost { part: Part::Node(node) } => ("node_lost", json!({ "node": node })),
        Event::PartLost { part: Part::Zone(zone) } => ("zone_lost", json!({ "zone": zone })),
        Event::PartRestored { part: Part::Node(node) } => ("node_restored", json!({ "node": node })),
        Event::PartRestored { part: Part::Zone(zone) } => ("zone_restored", json!({ "zone": zone })),
        Event::Scaled { from, to } => ("scaled", json!({ "from": from, "to": to })),
        Event::InstanceHung { instance } => ("instance_hung", json!({ "instance": instance + 1 })),
        Event::AnalysisStarted { place } => ("analysis_started", json!({ "place": where_to(place) })),
        Event::Measured { place, finding } => ("measured", json!({ "place": where_to(place), "finding": finding })),
        Event::AnalysisEnded { place, verdict } => {
            ("analysis_ended", json!({ "place": where_to(place), "verdict": verdict }))
        }
        Event::AbTestStarted { asked: [stable, candidate] } => {
            ("ab_test_started", json!({ "asked": { "stable": stable, "candidate": candidate } }))
        }
        Event::AbTestLooked { look } => {
            let Look { arms: [stable, candidate], difference, low, high, p_value, decision } = look;
            let found = json!({ "difference": difference, "low": low, "high": high, "p_value": p_value });
            (
                "ab_test_looked",
                json!({ "stable": stable, "candidate": candidate, "found": found, "decision": decision }),
            )
        }
    };
    let mut line = Map::new();
    line.insert("at_s".to_owned(), json!(entry.at.seconds()));
    line.insert("event".to_owned(), json!(name));
    if let Value::Object(fields) = fields {
        line.extend(fields);
    }
    Value::Object(line)
}

fn reason_fields(reason: &Reason) -> Value {
    let mut fields = json!({ "metric": reason.cause.id(), "value": reason.value, "limit": reason.limit });
    if let Cause::Analysis(finding) = reason.cause {
        fields["finding"] = json!(finding);
    }
    fields
}

fn where_to(place: Place) -> Value {
    match place {
        Place::Step(step) => json!({ "step": step + 1 }),
        place => json!(place),
    }
}

fn version(version: VersionId) -> &'static str {
    match version {
        VersionId::Stable => "stable",
        VersionId::Candidate => "candidate",
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Provisioning => "provisioning",
        State::Starting => "starting",
        State::Warming => "warming",
        State::Ready => "ready",
        State::Draining => "draining",
        State::Crashed => "crashed",
        State::Terminated => "terminated",
        State::Unready => "unready",
    }
}
