//! What one program asks another about documents, and what that answers, as postcard bytes.

use super::{Note, To};
use crate::scenario::{Problem, Scenario, link};
use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
pub enum Question {
    /// Read a document.
    Open {
        /// The document.
        bytes: Vec<u8>,
        /// The file's name, empty for pasted text.
        file_name: String,
        /// Which workload of several.
        workload: Option<String>,
        /// The scenario over which a traffic file is laid.
        #[serde(with = "link::as_link")]
        base: Box<Scenario>,
    },
    /// Write a strategy as a manifest.
    Export {
        /// Whose strategy.
        #[serde(with = "link::as_link")]
        scenario: Box<Scenario>,
        /// For whom.
        to: To,
    },
}

/// What is answered.
#[derive(Debug, PartialEq)]
pub enum Answer {
    /// The document was read.
    Opened {
        /// What it asks for; it has been checked.
        scenario: Box<Scenario>,
        /// How it was understood.
        notes: Vec<Note>,
    },
    /// The manifest was written.
    Exported {
        /// A stream of YAML documents.
        yaml: String,
        /// What is left to do, and what it does not hold.
        notes: Vec<Note>,
    },
    /// All that is wrong with what was asked.
    Refused(Vec<Problem>),
}

/// The bytes of a question or an answer.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Cannot fail: it grows its own buffer and the types have no failing serializer.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The question or answer of `bytes`; `None` if they are of another build of the program.
#[must_use]
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}
