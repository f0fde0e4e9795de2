//! The figures of a run, as printed and as JSON. `docs/report.md` says what each means.

use super::recording::{Recording, RolloutOutcome};
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};

/// The figures of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Hash of the whole recording, 16 hexadecimal digits.
    pub hash: String,
    /// The seed.
    pub seed: u64,
    /// The strategy's name.
    pub strategy: String,
    /// Length of the run, s.
    pub horizon_s: f64,
    /// What became of the requests.
    pub requests: Requests,
    /// Latency of answered requests, ms; `None` when nothing was answered.
    pub latency_ms: Latency,
    /// What the fleet could take.
    pub capacity: Capacity,
    /// How long both versions served.
    pub version_mix: VersionMix,
    /// How the rollout went.
    pub rollout: RolloutReport,
    /// What it cost.
    pub cost: Cost,
}

/// What became of the requests; the parts sum to `offered`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Requests {
    /// Arrived.
    pub offered: u64,
    /// Answered well and in time.
    pub served: u64,
    /// Answered with an error, or lost with an instance.
    pub failed: u64,
    /// Refused at once.
    pub rejected: u64,
    /// Given up by the client.
    pub timed_out: u64,
    /// Still on an instance at the end of the run.
    pub in_flight: u64,
}

/// Latency of answered requests, ms; one that timed out counts with the client's patience.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Mean.
    pub mean: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 95th percentile.
    pub p95: Option<f64>,
    /// 99th percentile.
    pub p99: Option<f64>,
    /// Largest.
    pub max: Option<f64>,
    /// Mean time from arrival to the beginning of work.
    pub mean_wait: Option<f64>,
}

/// What the fleet could take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Capacity {
    /// Fewest instances in rotation at any moment.
    pub min_ready_instances: u32,
    /// The same as a share of the wanted fleet.
    pub min_share_of_fleet: f64,
    /// Lowest capacity as a share of the demand of the same moment, on the grid; `None` without demand.
    pub min_share_of_demand: Option<f64>,
    /// Time without any instance in rotation, s.
    pub outage_s: f64,
}

/// How long both versions served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionMix {
    /// Time with instances of both versions in rotation, s.
    pub mixed_s: f64,
    /// Requests sent to the candidate.
    pub candidate_requests: u64,
}

/// How the rollout went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RolloutReport {
    /// How it stood at the end.
    pub outcome: RolloutOutcome,
    /// When it began, s.
    pub started_s: Option<f64>,
    /// From the beginning until it was complete or completely taken back, s.
    pub duration_s: Option<f64>,
    /// From the first request that met a faulty candidate (for one that never becomes ready, from the beginning) to
    /// the decision to roll back, s.
    pub time_to_detect_s: Option<f64>,
    /// From the decision to roll back until the stable version alone served with the whole fleet again, s.
    pub time_to_restore_s: Option<f64>,
    /// Requests that met a faulty candidate: the blast radius; 0 for a candidate no worse than the stable version.
    pub exposed_requests: u64,
    /// Actions of the controller: instances launched, replaced and drained, weights set.
    pub actions: u32,
    /// Why it was taken back.
    pub reason: Option<ReasonReport>,
}

/// Why a change was taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReasonReport {
    /// `error_rate`, `latency_p99_ms`, `progress_deadline_s` or `operator`.
    pub metric: String,
    /// What telemetry showed.
    pub value: f64,
    /// What was allowed.
    pub limit: f64,
    /// When it was decided, s.
    pub at_s: f64,
}

/// What the run cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Most instances paid for at once.
    pub peak_instances: u32,
    /// Instance hours paid for.
    pub instance_hours: f64,
    /// Above the wanted fleet over the whole run.
    pub extra_instance_hours: f64,
    /// Money for all instance hours, US dollars.
    pub total_usd: f64,
    /// Money for the extra ones, US dollars.
    pub extra_usd: f64,
}

/// The figures of `recording`, which `scenario` gave.
#[must_use]
pub fn report(scenario: &Scenario, recording: &Recording) -> Report {
    let _ = (scenario, recording);
    unreachable!("replaced in the next step")
}
