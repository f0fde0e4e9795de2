//! What became of the copies of requests, whose answers nobody got.

use super::recording::Recording;
use crate::fleet::Outcome;
use crate::kernel::{Histogram, Time};
use crate::sim::Ended;
use serde::{Deserialize, Serialize};

/// What became of the copies of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CopyRecord {
    /// Sent to a candidate.
    pub sent: u64,
    /// How they ended within the run, by [`Outcome`].
    pub ended: [u64; 4],
    /// Latency of those that were not refused; one that nobody would have waited for any longer counts with that time.
    pub latency: Histogram,
}

impl CopyRecord {
    /// Counts an end.
    pub(super) fn add(&mut self, copy: &Ended) {
        self.ended[copy.outcome as usize] += 1;
        if copy.outcome != Outcome::Rejected {
            self.latency.add(copy.at - copy.arrived);
        }
    }

    /// Takes it back.
    pub(super) fn remove(&mut self, copy: &Ended) {
        self.ended[copy.outcome as usize] -= 1;
        if copy.outcome != Outcome::Rejected {
            self.latency.remove(copy.at - copy.arrived);
        }
    }
}

/// What became of the copies; all the counts but `not_served` sum to `copies`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mirrored {
    /// Sent to a candidate.
    pub copies: u64,
    /// Answered well and in time.
    pub served: u64,
    /// Answered with an error, or lost with an instance.
    pub failed: u64,
    /// Refused.
    pub rejected: u64,
    /// Not answered within the client's patience.
    pub timed_out: u64,
    /// Still on an instance at the end of the run.
    pub in_flight: u64,
    /// The sum of `failed`, `rejected` and `timed_out`.
    pub not_served: u64,
    /// Mean latency of those that were not refused, ms; `None` if there is none.
    pub mean_latency_ms: Option<f64>,
    /// Median of the same, ms.
    pub latency_p50_ms: Option<f64>,
    /// 99th percentile of the same, ms.
    pub latency_p99_ms: Option<f64>,
}

/// The figures of the copies of a run; `None` if no mirror was ever set.
pub(super) fn mirrored(recording: &Recording) -> Option<Mirrored> {
    let CopyRecord { sent, ended, latency } = recording.copies.as_ref()?;
    let count = |outcome: Outcome| ended[outcome as usize];
    let [served, failed, rejected, timed_out] =
        [Outcome::Served, Outcome::Failed, Outcome::Rejected, Outcome::TimedOut].map(count);
    let [p50, p99] = latency.quantiles([0.5, 0.99]).map(|at| at.map(Time::millis));
    Some(Mirrored {
        copies: *sent,
        served,
        failed,
        rejected,
        timed_out,
        in_flight: sent - ended.iter().sum::<u64>(),
        not_served: failed + rejected + timed_out,
        mean_latency_ms: latency.mean_seconds().map(|seconds| seconds * 1_000.0),
        latency_p50_ms: p50,
        latency_p99_ms: p99,
    })
}
