//! What the page and its worker say to each other, as postcard bytes.

use crate::bench::{Figures, Plan};
use crate::compare::Values;
use crate::manifest::Note;
use crate::record::{self, Report};
use crate::scenario::{Problem, Scenario};
use serde::{Deserialize, Serialize};

/// A scenario travels as it does in links: reading and writing that is in the program anyway.
mod as_link {
    use crate::scenario::{Scenario, link};
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Serialize, Serializer};

    #[expect(clippy::borrowed_box, reason = "serde hands over the field as it is")]
    pub fn serialize<S: Serializer>(scenario: &Box<Scenario>, serializer: S) -> Result<S::Ok, S::Error> {
        link::encode(scenario).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<Scenario>, D::Error> {
        let text = String::deserialize(deserializer)?;
        link::decode(&text)
            .map(|checked| Box::new(checked.into_inner()))
            .map_err(|_| D::Error::custom("a scenario that is wrong"))
    }
}

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
        #[serde(with = "as_link")]
        scenario: Box<Scenario>,
    },
    /// Repeat a run with other seeds, one replication after the other; given up as soon as anything else is asked for.
    Repeat {
        /// Comes back with the results.
        id: u32,
        /// What to simulate; it has been checked.
        #[serde(with = "as_link")]
        scenario: Box<Scenario>,
        /// The first replication, counted from 0, which is the run that is repeated.
        from: u32,
        /// The one after the last.
        until: u32,
    },
    /// Read a document.
    Open {
        /// Comes back with the result.
        id: u32,
        /// The document.
        bytes: Vec<u8>,
        /// The file's name, empty for pasted text.
        file_name: String,
        /// Which Deployment of several.
        workload: Option<String>,
        /// The scenario on screen, over which a traffic file is laid.
        #[serde(with = "as_link")]
        base: Box<Scenario>,
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
    /// A document was read.
    Opened {
        /// Of the request.
        id: u32,
        /// What it asks for.
        #[serde(with = "as_link")]
        scenario: Box<Scenario>,
        /// How it was understood.
        notes: Vec<Note>,
    },
    /// A document, or a list of workloads, was refused.
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

/// The bytes of a message.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Cannot fail: it grows its own buffer and the types have no failing serializer.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The message of `bytes`; `None` if they are of another build of the program.
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}
