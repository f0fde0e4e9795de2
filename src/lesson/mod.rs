//! Lessons: what is read, asked and tried, and whether a run answers it.
//!
//! It answers "is this file a lesson", "does this condition hold in that run" and "does the lesson keep what it promises";
//! it refuses to know languages: texts are carried as written, what they say of runs is filled in further up.
//!
//! The page knows the evidence; what reads and judges needs the feature `documents`.

pub mod evidence;

#[cfg(feature = "documents")]
pub mod condition;
#[cfg(feature = "documents")]
pub mod figure;
#[cfg(feature = "documents")]
pub mod judge;
#[cfg(feature = "documents")]
mod markdown;
#[cfg(feature = "documents")]
pub mod problem;
#[cfg(feature = "documents")]
pub mod proof;
#[cfg(feature = "documents")]
pub mod quantity;
#[cfg(feature = "documents")]
mod read;
#[cfg(feature = "documents")]
mod source;
#[cfg(feature = "documents")]
mod table;
#[cfg(feature = "documents")]
pub mod text;
#[cfg(feature = "documents")]
mod texts;

#[cfg(all(test, feature = "documents"))]
mod tests;

pub use evidence::Evidence;
#[cfg(feature = "documents")]
pub use read::{Choice, Lesson, Step, Task, read};
#[cfg(feature = "documents")]
pub use source::{SOURCES, Source};
#[cfg(feature = "documents")]
pub use texts::{Part, StepText, Texts};

use serde::{Deserialize, Serialize};

/// What a step asks of the learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepKind {
    /// To say what the run will show, before it does.
    Predict,
    /// To run it and watch.
    Run,
    /// To look at what happened, and why.
    Explain,
    /// To change the scenario until a goal is reached.
    Try,
}

#[cfg(feature = "documents")]
impl StepKind {
    /// Every kind, in the order of a lesson.
    pub const ALL: [StepKind; 4] = [StepKind::Predict, StepKind::Run, StepKind::Explain, StepKind::Try];

    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StepKind::Predict => "predict",
            StepKind::Run => "run",
            StepKind::Explain => "explain",
            StepKind::Try => "try",
        }
    }
}
