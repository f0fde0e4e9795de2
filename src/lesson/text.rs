//! Texts as a small closed tree: what a page, a terminal or a sheet of paper can show without knowing Markdown.
//!
//! As written, figures and links name what they are about ([`Figure`](super::figure::Figure), [`Reference`](super::figure::Reference));
//! as told, figures are words and links lead to a place ([`Target`]).

use serde::{Deserialize, Serialize};

/// A part of a text that stands by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Block<F = String, T = Target> {
    /// A paragraph.
    Paragraph(Vec<Inline<F, T>>),
    /// A heading within the text.
    Heading(Vec<Inline<F, T>>),
    /// A list.
    List {
        /// Whether its entries are counted.
        ordered: bool,
        /// What stands in each.
        entries: Vec<Vec<Block<F, T>>>,
    },
    /// Lines of code.
    Code(String),
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Inline<F = String, T = Target> {
    /// Words.
    Text(String),
    /// What matters most.
    Strong(Vec<Inline<F, T>>),
    /// What is stressed.
    Emphasis(Vec<Inline<F, T>>),
    /// What is typed.
    Code(String),
    /// What leads to a place.
    Link {
        /// Where to.
        target: T,
        /// What it says.
        text: Vec<Inline<F, T>>,
    },
    /// A figure of a run.
    Figure(F),
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Target {
    /// To a moment of a lane.
    Moment {
        /// The lane's place in the comparison.
        lane: usize,
        /// When, s.
        at_s: f64,
    },
    /// To a field of the scenario.
    Field(String),
    /// To a chart, by its name in the page.
    Chart(String),
    /// To a term of the glossary.
    Term(String),
}

/// The words of a line alone.
#[must_use]
pub fn plain<T>(line: &[Inline<String, T>]) -> String {
    let one = |part: &Inline<String, T>| match part {
        Inline::Text(words) | Inline::Code(words) | Inline::Figure(words) => words.clone(),
        Inline::Strong(parts) | Inline::Emphasis(parts) | Inline::Link { text: parts, .. } => plain(parts),
    };
    line.iter().map(one).collect()
}
