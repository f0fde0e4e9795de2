//! What is asked about lessons, and what is answered: blocks and scenarios, nothing to be read any more.

use crate::i18n::Lang;
use crate::lesson::text::{Block, Inline};
use crate::lesson::{Evidence, StepKind};
use crate::manifest::question;
use crate::scenario::{Scenario, link};
use serde::{Deserialize, Serialize};

/// What is asked of the reader.
#[derive(Debug, Serialize, Deserialize)]
pub enum Question {
    /// Something about documents.
    Document(question::Question),
    /// Which lessons there are.
    Lessons {
        /// In which language.
        lang: Lang,
    },
    /// What a step of a lesson says and asks.
    Step {
        /// In which language.
        lang: Lang,
        /// Which lesson.
        slug: String,
        /// Which step, from 0.
        step: usize,
        /// What the learner has run for it, if anything.
        evidence: Option<Evidence>,
        /// Whether the solution is wanted.
        solution: bool,
    },
    /// What a teacher is told of a lesson.
    Guide {
        /// In which language.
        lang: Lang,
        /// Which lesson.
        slug: String,
        /// The runs of its steps, by their order, as far as there are any: their scenarios stand in the answer.
        evidence: Vec<Option<Evidence>>,
    },
}

/// What the reader answers.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Nothing yet: questions are heard from now on, what was asked before is lost.
    Ready,
    /// What was asked about documents.
    Document(question::Answer),
    /// The lessons, in the order of the course.
    Lessons(Vec<Card>),
    /// The step.
    Step(Box<StepView>),
    /// What a teacher is told.
    Guide(Box<Guide>),
    /// There is no such lesson or step.
    Nothing,
}

/// A lesson in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Its name in addresses.
    pub slug: String,
    /// Where it stands in the course, from 1.
    pub place: u32,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: Vec<Inline>,
    /// How long it takes.
    pub minutes: u32,
    /// What one can do afterwards.
    pub objectives: Vec<Vec<Inline>>,
    /// The claims that it shows.
    pub claims: Vec<String>,
    /// Its steps: what each asks, and its title.
    pub steps: Vec<(StepKind, String)>,
}

/// A scenario in a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Linked(#[serde(with = "link::as_link")] pub Box<Scenario>);

/// A step as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepView {
    /// Its name in the files.
    pub id: String,
    /// What it asks of the learner.
    pub kind: StepKind,
    /// Its title.
    pub title: String,
    /// The claims that it shows.
    pub claims: Vec<String>,
    /// What is run. Steps that have the same one need a single run.
    pub scenario: Linked,
    /// What it says; figures of the run are dots as long as there is no evidence.
    pub body: Vec<Block>,
    /// The choices of a prediction.
    pub choices: Vec<Choice>,
    /// The place of the choice that is right in the run; `None` without evidence.
    pub right: Option<usize>,
    /// What is said once the run has answered, or the goal is reached; empty without evidence.
    pub after: Vec<Block>,
    /// What shall hold, all of it.
    pub goals: Vec<Goal>,
    /// Whether the step is done, as far as the evidence says: a prediction that the run has answered, a run that was
    /// made, a goal that is reached.
    pub done: bool,
    /// From the slightest hint to the plainest.
    pub hints: Vec<Vec<Block>>,
    /// The solution, if it was asked for and there is one.
    pub solution: Option<Linked>,
}

/// A choice of a prediction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Its name in the files.
    pub id: String,
    /// What it says.
    pub text: Vec<Inline>,
}

/// A part of a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// What shall hold.
    pub text: String,
    /// Whether it does; `None` without evidence.
    pub met: Option<bool>,
    /// What stood there instead or as well; empty if there is nothing to tell.
    pub seen: String,
}

/// What a teacher is told of a lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guide {
    /// The lesson.
    pub card: Card,
    /// The steps, with what is to be run for their answers.
    pub steps: Vec<GuideStep>,
    /// Heading and text of each part.
    pub parts: Vec<(String, Vec<Block>)>,
}

/// A step in a guide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GuideStep {
    /// What is run.
    pub scenario: Linked,
    /// For a prediction, with evidence: the choice that is right.
    pub right: Option<Vec<Inline>>,
    /// For a goal: what shall hold.
    pub goals: Vec<String>,
    /// For a goal: what the solution changes, a line each.
    pub solution: Vec<String>,
}
