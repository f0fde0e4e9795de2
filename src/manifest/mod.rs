//! Documents of others, and ours: what a file says, as the fields of a scenario; and a scenario's strategy as a document of others.
//!
//! It answers "what is this file, and what does it say about the run"; it never guesses in silence. What is assumed and
//! what is left out is told as notes. It opens no files: it gets bytes.

mod argo;
#[cfg(feature = "export")]
pub mod export;
mod flagger;
mod kubernetes;
pub mod note;
mod open;
mod timestamp;
pub mod traffic_csv;
mod yaml;

pub use note::Note;
pub use open::{Opened, Options, Source, open};
