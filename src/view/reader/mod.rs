//! What the page asks its reader, and what that answers.
//!
//! The reader is a program of its own: it has all that most visits do without (`manifest`, `lesson`, the cards of presets, the glossary), and
//! answers in words, so that the page needs neither the documents' formats nor their sentences.

#[cfg(feature = "documents")]
mod answer;
#[cfg(feature = "documents")]
mod form;
#[cfg(feature = "documents")]
mod html;
mod message;

#[cfg(feature = "documents")]
pub use answer::answer;
pub use message::{Answer, FormName, Goal, LessonCard, Linked, ON_CALL, PresetCard, Question, StepCard, Told};
