//! What happens, told to observers: ids, numbers and enums, no sentences (those are made in `i18n`).

use crate::fleet::{CheckKind, Part, Revision, State, VersionId};
use crate::kernel::Time;
use crate::rollout::Look;
use crate::rollout::analysis::{Finding, Place, Verdict};
use crate::scenario::Action;
use serde::{Deserialize, Serialize};

/// Something that happened to the fleet or the rollout.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The rollout began.
    RolloutStarted,
    /// An instance entered a state.
    InstanceChanged {
        /// Which one.
        instance: u32,
        /// What runs on it.
        version: VersionId,
        /// Where it stands now.
        state: State,
    },
    /// An instance was still busy at the end of its grace period and was killed.
    InstanceKilled {
        /// Which one.
        instance: u32,
        /// Requests lost with it.
        lost: u32,
    },
    /// An instance crashed.
    InstanceCrashed {
        /// Which one.
        instance: u32,
        /// Requests lost with it.
        lost: u32,
    },
    /// The load balancer was told to give the candidate this share of the requests.
    WeightSet {
        /// Percent.
        percent: u32,
    },
    /// A canary step began to hold its weight.
    StepReached {
        /// Position in `strategy.canary.steps`.
        step: u32,
    },
    /// The operator gave a command.
    CommandGiven {
        /// Which one.
        action: Action,
    },
    /// Every instance in rotation runs the new version.
    RolloutCompleted,
    /// The schema of the data is now the candidate's, and one version or the other minds.
    SchemaMigrated,
    /// The change is being taken back.
    RollBackStarted {
        /// Why.
        reason: Reason,
    },
    /// The change has been taken back and the whole fleet runs the stable version.
    RolledBack,
    /// The rollout made no progress for the length of its deadline.
    DeadlinePassed,
    /// Requests had been sent to an instance that did not listen: the balancers did not know yet.
    ConnectionsRefused {
        /// Which one.
        instance: u32,
        /// How many, since this was last told.
        requests: u32,
    },
    /// An instance failed its startup or liveness check too often: its process is stopped and started again.
    CheckFailed {
        /// Which instance.
        instance: u32,
        /// Which check.
        check: CheckKind,
    },
    /// The autoscaler changed the wanted number of instances.
    Scaled {
        /// Wanted before.
        from: u32,
        /// Wanted from now on.
        to: u32,
    },
    /// A node or a zone was lost.
    PartLost {
        /// Which.
        part: Part,
    },
    /// A node or a zone is back.
    PartRestored {
        /// Which.
        part: Part,
    },
    /// An instance hangs: its process is up but works on nothing.
    InstanceHung {
        /// Which one.
        instance: u32,
    },
    /// An analysis began.
    AnalysisStarted {
        /// What it belongs to.
        place: Place,
    },
    /// An analysis measured something that is not as it should be.
    Measured {
        /// What the analysis belongs to.
        place: Place,
        /// What was found.
        finding: Finding,
    },
    /// An analysis came to its end.
    AnalysisEnded {
        /// What it belongs to.
        place: Place,
        /// What it came to.
        verdict: Verdict,
    },
    /// An A/B test began to count.
    AbTestStarted {
        /// Requests of each version that it asks for, stable version first.
        asked: [u64; 2],
    },
    /// An A/B test was looked at, and is over if that has decided it.
    AbTestLooked {
        /// What was seen.
        look: Look,
    },
    /// Another deployment of the run began.
    NextDeployment {
        /// What it brings.
        revision: Revision,
        /// Whether the candidate of the one before it has become the stable version.
        promotes: bool,
    },
    /// From now on this share of the requests is copied to the candidate.
    MirrorSet {
        /// Percent; 0 for none.
        percent: u32,
    },
}

/// Why a change is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// What was judged.
    pub cause: Cause,
    /// What telemetry showed, in the unit of the cause.
    pub value: f64,
    /// What the scenario allows, in the same unit.
    pub limit: f64,
    /// When it was decided.
    pub at: Time,
}

/// What makes a controller take a change back.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cause {
    /// Share of the candidate's requests that failed, 0 to 1.
    ErrorRate,
    /// 99th percentile of the candidate's latency, ms.
    LatencyP99,
    /// Seconds without progress.
    ProgressDeadline,
    /// The operator's command; value and limit are 0.
    Operator,
    /// Nothing was measured; value and limit are 0.
    NoData,
    /// An analysis; value and limit are those of what it found.
    Analysis(Finding),
    /// An A/B test has not shown that the candidate is better: how much more of its requests converted, -1 to 1; the limit is 0.
    AbTest,
}

impl Cause {
    /// The name in files, which never changes.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Cause::ErrorRate => "error_rate",
            Cause::LatencyP99 => "latency_p99_ms",
            Cause::ProgressDeadline => "progress_deadline_s",
            Cause::Operator => "operator",
            Cause::NoData => "no_data",
            Cause::Analysis(_) => "analysis",
            Cause::AbTest => "ab_test",
        }
    }
}
