//! The words for where an instance and a version stand.

use serde::{Deserialize, Serialize};

/// What a version is to the present deployment. Which [`Revision`] that is changes when one deployment follows another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum VersionId {
    /// What ran when it began, and what a roll-back goes to.
    Stable,
    /// What it brings.
    Candidate,
}

impl VersionId {
    /// Both, in the order of their index.
    pub const BOTH: [VersionId; 2] = [VersionId::Stable, VersionId::Candidate];

    /// The other one.
    #[must_use]
    pub fn other(self) -> VersionId {
        match self {
            VersionId::Stable => VersionId::Candidate,
            VersionId::Candidate => VersionId::Stable,
        }
    }

    /// 0 or 1, for tables by version.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// A version of the service by its number: 0 runs at the start, and the deployments of a run bring 1, 2 and so on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Revision(pub u32);

impl Revision {
    /// Its number, for tables by revision.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where an instance stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    /// Being scheduled, its image pulled: paid for, not there yet.
    Provisioning,
    /// The process runs but its readiness check has not succeeded.
    Starting,
    /// Ready and able to take traffic, still slower than usual.
    Warming,
    /// Ready and at full speed.
    Ready,
    /// Takes no new requests, finishes those it has, then stops.
    Draining,
    /// Crashed; starts again by itself.
    Crashed,
    /// Gone.
    Terminated,
    /// The process runs, but its readiness check fails, or it is about to be restarted: out of rotation.
    Unready,
}

impl State {
    /// Whether the readiness check holds, so that the load balancer may use the instance.
    #[must_use]
    pub fn is_ready(self) -> bool {
        matches!(self, State::Warming | State::Ready)
    }
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Answered well and in time.
    Served,
    /// Answered with an error, or lost with its instance.
    Failed,
    /// Refused at once, as the queue was full or no instance was in rotation; or dropped after waiting for too long.
    Rejected,
    /// The client gave up waiting.
    TimedOut,
}
