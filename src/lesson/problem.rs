//! What is wrong with a lesson's files: where, and what. Sentences are made in `i18n`.

use crate::scenario::Problem as ScenarioProblem;
use crate::scenario::problem::Allowed;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// In which file.
    pub file: String,
    /// Where in it: a path such as `steps[1].choices[0].when`, or a line.
    pub place: Place,
    /// What.
    pub fault: Fault,
}

/// Where in a file something is wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// At a path; empty for the whole file.
    Path(String),
    /// In a line, counted from 1.
    Line(usize),
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Something stands there that may not; what may, and what was found.
    Value(Allowed, String),
    /// Something is wrong with the scenario that results.
    Scenario(ScenarioProblem),
    /// Nothing stands there.
    Missing,
    /// Exactly one of these must stand there.
    OnlyOne(Vec<String>),
    /// Too few entries: so many are asked for.
    TooFew(usize),
    /// Too many entries: so many are allowed.
    TooMany(usize),
    /// The name stands there a second time.
    Twice(String),
    /// No claim is called so.
    UnknownClaim(String),
    /// No field of the scenario is there.
    UnknownField(String),
    /// The file does not begin with a title and a line that sums it up.
    NoTitle,
    /// A section of this name is missing.
    NoSection(String),
    /// No section may be called so.
    UnknownSection(String),
    /// A section holds nothing.
    Empty(String),
    /// The heading of a step has no title after its name.
    NoStepTitle(String),
    /// The list of choices of a prediction is not what `lesson.toml` has; what it has.
    Choices(Vec<String>),
    /// The two languages have different numbers of hints.
    Hints {
        /// The step.
        step: String,
        /// In the one.
        ko: usize,
        /// In the other.
        en: usize,
    },
    /// Something of Markdown that lessons have not.
    Unsupported(String),
    /// A mark of emphasis that Markdown has not understood.
    LooseMark,
    /// What stands in braces is no figure.
    NoFigure(String),
    /// A particle that is none.
    NoParticle(String),
    /// A figure of the run in a question: it would give the answer away.
    ToldTooSoon(String),
    /// A figure that has to say of which step it is, or may not.
    StepOfFigure(String),
    /// A link that leads nowhere.
    NoTarget(String),
}
