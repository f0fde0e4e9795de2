//! What the page and its worker say to each other, as postcard bytes.

use crate::bench::{Figures, Plan};
use crate::compare::Values;
use crate::compare::sweep::Knob;
pub use crate::manifest::question::{decode, encode};
use crate::record::{self, Report};
use crate::scenario::{Problem, Scenario, link};
use serde::{Deserialize, Serialize};

/// Bytes travel as they are; a list of numbers would be written and read one by one.
mod as_bytes {
    use serde::de::{Deserializer, Error, Visitor};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    struct Bytes;

    impl Visitor<'_> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("bytes")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        deserializer.deserialize_bytes(Bytes)
    }
}

/// From the page to the worker.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    /// Simulate; whatever is still being simulated is given up.
    Run {
        /// Comes back with the results.
        id: u32,
        /// What to simulate; it has been checked.
        #[serde(with = "link::as_link")]
        scenario: Box<Scenario>,
    },
    /// Repeat a run with other seeds, one replication after the other; given up as soon as anything else is asked for.
    Repeat {
        /// Comes back with the results.
        id: u32,
        /// What to simulate; it has been checked.
        #[serde(with = "link::as_link")]
        scenario: Box<Scenario>,
        /// The first replication, counted from 0, which is the run that is repeated.
        from: u32,
        /// The one after the last.
        until: u32,
    },
    /// Compare with other values of a field or two; given up as soon as anything else is asked for.
    Sweep {
        /// Comes back with the results.
        id: u32,
        /// The scenario around the fields; it has been checked.
        #[serde(with = "link::as_link")]
        scenario: Box<Scenario>,
        /// The fields and their values.
        knobs: Vec<Knob>,
        /// The first cell.
        from: u32,
    },
    /// Measure the engine; whatever is being simulated is given up.
    Bench {
        /// Comes back with the result.
        id: u32,
        /// Names of workloads and routings.
        only: Vec<String>,
        /// How long.
        plan: Plan,
    },
    /// Give up what is being simulated or measured.
    Stop,
}

/// From the worker to the page.
#[derive(Debug, Serialize, Deserialize)]
pub enum Response {
    /// The worker listens; whatever was sent before is lost.
    Ready,
    /// How much of a run is done.
    Progress {
        /// Of the request.
        id: u32,
        /// 0 to 1.
        share: f64,
    },
    /// A lane is done.
    Lane {
        /// Of the request.
        id: u32,
        /// The lane's recording.
        #[serde(with = "as_bytes")]
        recording: Vec<u8>,
        /// The lane's figures.
        report: Box<Report>,
        /// Its rollout without traffic.
        rollout: Box<record::Plan>,
    },
    /// The next replications are done.
    Repeated {
        /// Of the request.
        id: u32,
        /// Of each, in the order of the seeds: the values of every lane.
        values: Vec<Vec<Values>>,
    },
    /// The next cells of a sweep are done.
    Swept {
        /// Of the request.
        id: u32,
        /// Of each, in order: the values of every lane; `None` where the fields' values are not allowed.
        cells: Vec<Option<Vec<Values>>>,
    },
    /// A list of workloads was refused.
    Refused {
        /// Of the request.
        id: u32,
        /// All that is wrong.
        problems: Vec<Problem>,
    },
    /// The engine was measured.
    Measured {
        /// Of the request.
        id: u32,
        /// How fast it is here.
        figures: Figures,
    },
}
