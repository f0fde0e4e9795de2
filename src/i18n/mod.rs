//! Words for people: every sentence, name and number format, in Korean and English.
//!
//! The core speaks in enums and numbers; this module is the only one that turns them into prose. Texts are reached by
//! matching the enums themselves, so a text that is missing in either language does not compile.

pub mod ab_test;
mod analysis;
pub mod bench;
pub mod event;
pub mod field;
#[cfg(feature = "documents")]
pub mod glossary;
mod lang;
#[cfg(feature = "documents")]
pub mod lesson;
#[cfg(feature = "documents")]
pub mod links;
pub mod note;
pub mod number;
#[cfg(feature = "documents")]
pub mod oncall;
pub mod page;
pub mod particle;
pub mod plan;
pub mod preset;
pub mod problem;
pub mod replications;
pub mod report;
pub mod sight;
pub mod spoken;
pub mod sweep;
pub mod terminal;
pub mod word;

pub use lang::Lang;
