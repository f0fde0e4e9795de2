//! What a run leaves for judging: the scenario, and of each lane its report and the moments at which something happened.

use crate::fleet::{State, VersionId};
use crate::record::{Recording, Report};
use crate::rollout::Look;
use crate::scenario::{Scenario, link};
use crate::sim::Event;
use serde::{Deserialize, Serialize};

/// So many first moments of each kind are kept of a lane, and the last one.
const FIRST_KEPT: usize = 8;

/// What was run, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The scenario.
    #[serde(with = "link::as_link")]
    pub scenario: Box<Scenario>,
    /// Its lanes, in their order.
    pub lanes: Vec<LaneEvidence>,
}

/// What came of a lane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaneEvidence {
    /// Its figures.
    pub report: Report,
    /// When something happened, in order.
    pub moments: Vec<Moment>,
}

/// When something happened.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// What.
    pub event: EventKind,
    /// When, s.
    pub at_s: f64,
}

impl Evidence {
    /// The evidence of a run of `scenario`.
    pub fn of<'a>(scenario: &Scenario, lanes: impl Iterator<Item = (&'a Report, &'a Recording)>) -> Evidence {
        let lane = |(report, recording): (&Report, &Recording)| LaneEvidence {
            report: report.clone(),
            moments: moments(recording),
        };
        Evidence { scenario: Box::new(scenario.clone()), lanes: lanes.map(lane).collect() }
    }
}

/// Declares the events that texts and conditions can name.
macro_rules! events {
    ($($(#[$doc:meta])* $name:ident: $key:literal;)+) => {
        /// A kind of event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum EventKind { $($(#[$doc])* $name,)+ }

        impl EventKind {
            /// Every kind.
            pub const ALL: &'static [EventKind] = &[$(EventKind::$name),+];

            /// The name in files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(EventKind::$name => $key),+ }
            }
        }
    };
}

events! {
    /// The rollout began.
    RolloutStarted: "rollout-started";
    /// It is complete.
    RolloutCompleted: "rollout-completed";
    /// It began to be taken back.
    RollBackStarted: "roll-back-started";
    /// It has been taken back.
    RolledBack: "rolled-back";
    /// It made no progress for too long.
    DeadlinePassed: "deadline-passed";
    /// Another deployment began.
    NextDeployment: "next-deployment";
    /// The weight of the candidate was set.
    WeightSet: "weight-set";
    /// A canary step began to hold its weight.
    StepReached: "step-reached";
    /// An operator gave a command.
    CommandGiven: "command-given";
    /// The schema was migrated.
    SchemaMigrated: "schema-migrated";
    /// An instance was killed with requests on it.
    InstanceKilled: "instance-killed";
    /// An instance crashed.
    InstanceCrashed: "instance-crashed";
    /// An instance hung.
    InstanceHung: "instance-hung";
    /// A check failed too often.
    CheckFailed: "check-failed";
    /// Requests met an instance that did not listen.
    ConnectionsRefused: "connections-refused";
    /// The autoscaler changed the wanted number.
    Scaled: "scaled";
    /// A node or zone was lost.
    PartLost: "part-lost";
    /// A node or zone is back.
    PartRestored: "part-restored";
    /// An analysis began.
    AnalysisStarted: "analysis-started";
    /// An analysis came to its end.
    AnalysisEnded: "analysis-ended";
    /// An A/B test began.
    AbTestStarted: "ab-test-started";
    /// An A/B test was decided.
    AbTestDecided: "ab-test-decided";
    /// The share of copied requests was set.
    MirrorSet: "mirror-set";
    /// An instance of the stable version became ready.
    StableReady: "stable-ready";
    /// One began to drain.
    StableDraining: "stable-draining";
    /// One is gone.
    StableTerminated: "stable-terminated";
    /// An instance of the candidate is being provisioned.
    CandidateProvisioning: "candidate-provisioning";
    /// The process of one was started.
    CandidateStarting: "candidate-starting";
    /// One became ready.
    CandidateReady: "candidate-ready";
    /// One began to drain.
    CandidateDraining: "candidate-draining";
    /// One is gone.
    CandidateTerminated: "candidate-terminated";
}

impl EventKind {
    /// What kind of event `event` is, if texts can name it.
    fn of(event: &Event) -> Option<EventKind> {
        Some(match event {
            Event::RolloutStarted => EventKind::RolloutStarted,
            Event::RolloutCompleted => EventKind::RolloutCompleted,
            Event::RollBackStarted { .. } => EventKind::RollBackStarted,
            Event::RolledBack => EventKind::RolledBack,
            Event::DeadlinePassed => EventKind::DeadlinePassed,
            Event::NextDeployment { .. } => EventKind::NextDeployment,
            Event::WeightSet { .. } => EventKind::WeightSet,
            Event::StepReached { .. } => EventKind::StepReached,
            Event::CommandGiven { .. } => EventKind::CommandGiven,
            Event::SchemaMigrated => EventKind::SchemaMigrated,
            Event::InstanceKilled { .. } => EventKind::InstanceKilled,
            Event::InstanceCrashed { .. } => EventKind::InstanceCrashed,
            Event::InstanceHung { .. } => EventKind::InstanceHung,
            Event::CheckFailed { .. } => EventKind::CheckFailed,
            Event::ConnectionsRefused { .. } => EventKind::ConnectionsRefused,
            Event::Scaled { .. } => EventKind::Scaled,
            Event::PartLost { .. } => EventKind::PartLost,
            Event::PartRestored { .. } => EventKind::PartRestored,
            Event::AnalysisStarted { .. } => EventKind::AnalysisStarted,
            Event::AnalysisEnded { .. } => EventKind::AnalysisEnded,
            Event::AbTestStarted { .. } => EventKind::AbTestStarted,
            Event::AbTestLooked { look: Look { decision: Some(_), .. } } => EventKind::AbTestDecided,
            Event::MirrorSet { .. } => EventKind::MirrorSet,
            Event::InstanceChanged { version, state, .. } => return EventKind::of_instance(*version, *state),
            Event::Measured { .. } | Event::AbTestLooked { .. } => return None,
        })
    }

    fn of_instance(version: VersionId, state: State) -> Option<EventKind> {
        Some(match (version, state) {
            (VersionId::Stable, State::Ready) => EventKind::StableReady,
            (VersionId::Stable, State::Draining) => EventKind::StableDraining,
            (VersionId::Stable, State::Terminated) => EventKind::StableTerminated,
            (VersionId::Candidate, State::Provisioning) => EventKind::CandidateProvisioning,
            (VersionId::Candidate, State::Starting) => EventKind::CandidateStarting,
            (VersionId::Candidate, State::Ready) => EventKind::CandidateReady,
            (VersionId::Candidate, State::Draining) => EventKind::CandidateDraining,
            (VersionId::Candidate, State::Terminated) => EventKind::CandidateTerminated,
            _ => return None,
        })
    }
}

/// The first moments of each kind, and the last. A weight that is set to what it was is none: nobody sees anything of it.
fn moments(recording: &Recording) -> Vec<Moment> {
    let mut weight = 0;
    let mut is_seen = |event: &Event| match event {
        Event::WeightSet { percent } => std::mem::replace(&mut weight, *percent) != *percent,
        _ => true,
    };
    let seen = recording.log.iter().filter(|entry| is_seen(&entry.event));
    let known = seen.filter_map(|entry| Some(Moment { event: EventKind::of(&entry.event)?, at_s: entry.at.seconds() }));
    let mut kept: Vec<Moment> = Vec::new();
    let mut counts = [0_usize; EventKind::ALL.len()];
    for moment in known {
        let count = &mut counts[moment.event as usize];
        *count += 1;
        if *count > FIRST_KEPT + 1 {
            // The place after the first ones is that of the last one.
            if let Some(last) = kept.iter().rposition(|other| other.event == moment.event) {
                kept.remove(last);
            }
        }
        kept.push(moment);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::lanes;
    use crate::scenario::StrategyKind;
    use crate::scenario::presets::Preset;

    #[test]
    fn the_moments_of_a_run_are_few_and_cross_as_bytes() {
        let scenario = Preset::find("bad-release").expect("a preset").scenario().expect("good");
        let lanes = lanes(&scenario);
        let evidence = Evidence::of(&scenario, lanes.iter().map(|lane| (&lane.report, &lane.recording)));
        for (lane, found) in lanes.iter().zip(&evidence.lanes) {
            let of = |wanted| {
                let all = lane.recording.log.iter().filter(|entry| EventKind::of(&entry.event) == Some(wanted));
                all.map(|entry| entry.at.seconds()).collect::<Vec<f64>>()
            };
            assert!(found.moments.is_sorted_by_key(|moment| moment.at_s));
            // The canary's first weight is the one that is not 0.
            let weights = found.moments.iter().filter(|moment| moment.event == EventKind::WeightSet);
            let weights: Vec<f64> = weights.map(|moment| moment.at_s).collect();
            assert!(lane.title.strategy != StrategyKind::Canary || weights == [80.0, 90.0], "{weights:?}");
            for kind in EventKind::ALL.iter().filter(|kind| **kind != EventKind::WeightSet) {
                let (all, kept) = (of(*kind), found.moments.iter().filter(|moment| moment.event == *kind));
                let kept: Vec<f64> = kept.map(|moment| moment.at_s).collect();
                let first = all.len().min(FIRST_KEPT);
                assert_eq!(kept[..first], all[..first], "{}", kind.name());
                assert_eq!(kept.last(), all.last(), "{}", kind.name());
            }
        }
        let bytes = postcard::to_allocvec(&evidence).expect("bytes");
        assert!(bytes.len() < 16_384, "{}", bytes.len());
        let back: Evidence = postcard::from_bytes(&bytes).expect("evidence");
        assert_eq!(back, evidence);
    }
}
