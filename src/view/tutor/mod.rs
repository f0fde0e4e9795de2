//! Lessons as one sees them: asked for by whoever shows them, answered by what can read them.
//!
//! The page asks its reader and gets plain blocks; the command line asks in the same way, without a worker between.

#[cfg(feature = "documents")]
mod answer;
#[cfg(feature = "documents")]
mod goal;
#[cfg(feature = "documents")]
mod lessons;
mod message;
#[cfg(feature = "documents")]
mod teller;

#[cfg(feature = "documents")]
pub use answer::{answer, guide, step};
#[cfg(feature = "documents")]
pub use lessons::{all, read};
pub use message::{Answer, Card, Choice, Goal, Guide, GuideStep, Linked, Question, StepView};
