//! Documents of others, and ours: what a file says, as the fields of a scenario; and a scenario's strategy as a document of others.
//!
//! It answers "what is this file, and what does it say about the run"; it never guesses in silence. What is assumed and
//! what is left out is told as notes. It opens no files: it gets bytes.
//!
//! Everyone may know the words of it (notes, controllers, questions and answers). What reads and writes is large and seldom
//! needed: whoever asks another program for it does without the feature `documents`.

#[cfg(feature = "documents")]
mod argo;
mod controller;
#[cfg(feature = "documents")]
pub mod export;
#[cfg(feature = "documents")]
mod flagger;
#[cfg(feature = "documents")]
mod kubernetes;
pub mod note;
#[cfg(feature = "documents")]
mod open;
pub mod question;
#[cfg(feature = "documents")]
pub mod reader;
#[cfg(feature = "documents")]
mod timestamp;
#[cfg(feature = "documents")]
pub mod traffic_csv;
#[cfg(feature = "documents")]
mod yaml;

pub use controller::To;
pub use note::Note;
#[cfg(feature = "documents")]
pub use open::{Opened, Options, Source, open};
