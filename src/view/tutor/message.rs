//! Lessons as they are shown: blocks and scenarios, nothing to be read any more.

use crate::lesson::StepKind;
use crate::lesson::text::{Block, Inline};
use crate::scenario::Scenario;

/// A lesson in the list.
#[derive(Clone, Debug, PartialEq)]
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

/// A step as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct StepView {
    /// Its name in the files.
    pub id: String,
    /// What it asks of the learner.
    pub kind: StepKind,
    /// Its title.
    pub title: String,
    /// The claims that it shows.
    pub claims: Vec<String>,
    /// Whether what differs in the lanes is not shown.
    pub secret: bool,
    /// What is run. Steps that have the same one need a single run.
    pub scenario: Box<Scenario>,
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
    pub solution: Option<Box<Scenario>>,
}

/// A choice of a prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Its name in the files.
    pub id: String,
    /// What it says.
    pub text: Vec<Inline>,
}

/// A part of a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// What shall hold.
    pub text: String,
    /// Whether it does; `None` without evidence.
    pub met: Option<bool>,
    /// What stood there instead or as well; empty if there is nothing to tell.
    pub seen: String,
}

/// What a teacher is told of a lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Guide {
    /// The lesson.
    pub card: Card,
    /// The steps, with what is to be run for their answers.
    pub steps: Vec<GuideStep>,
    /// Heading and text of each part.
    pub parts: Vec<(String, Vec<Block>)>,
}

/// A step in a guide.
#[derive(Clone, Debug, PartialEq)]
pub struct GuideStep {
    /// What is run.
    pub scenario: Box<Scenario>,
    /// For a prediction, with evidence: the choice that is right.
    pub right: Option<Vec<Inline>>,
    /// For a goal: what shall hold.
    pub goals: Vec<String>,
    /// For a goal: what the solution changes, a line each.
    pub solution: Vec<String>,
}
