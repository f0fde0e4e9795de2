//! Lessons as one sees them: their texts with the figures of runs, their goals as sentences.

mod answer;
mod goal;
mod lessons;
mod message;
mod teller;

pub use answer::{card, guide, step};
pub use lessons::{all, find, read};
pub use message::{Card, Choice, Goal, Guide, GuideStep, StepView};
