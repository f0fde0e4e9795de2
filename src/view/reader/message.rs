//! The messages, which both programs know.
//!
//! What is called a text here is HTML that the reader has made: words, lists and stress, and buttons that say where they lead
//! (`data-moment="LANE:SECONDS"`, `data-field="PATH"`, `data-chart="KEY"`, `data-term="ID"`).

use crate::i18n::Lang;
use crate::lesson::{Evidence, StepKind};
use crate::manifest::question;
use crate::scenario::{Problems, Scenario, link};
use serde::{Deserialize, Serialize};

/// What the game is called among the lessons.
pub const ON_CALL: &str = "on-call";

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
pub enum Question {
    /// Something about documents.
    Document(question::Question),
    /// What stands on the cards of the presets.
    Presets {
        /// In which language.
        lang: Lang,
    },
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
    /// What a form shows, as far as it has been filled in.
    Form {
        /// In which language.
        lang: Lang,
        /// Which form.
        name: FormName,
        /// Its fields, as browsers send forms: `name=value&…`. Of two with a name the later one counts: the button that was pressed is the last.
        fields: String,
    },
}

/// What the reader makes as a server would: HTML that follows from what has been filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormName {
    /// The terms of the field in the alphabetical order of the language, those in which `query` is found.
    Glossary,
    /// What is wrong with an address, whose part from `?` to `#` the fields are: sentences and no HTML.
    Address,
    /// Links for a class, at first of what is on screen: its `address`.
    Links,
    /// What a teacher is told of the lesson `slug`, with the figures of its steps' runs.
    Guide,
    /// The game of being on call: `moves` in the deck of `seed` from `round` on, and one more `move`; its rules, where there is no `round`.
    OnCall,
}

/// What is answered.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Nothing yet: questions are heard from now on, what was asked before is lost.
    Ready,
    /// The document was read.
    Opened {
        /// What it asks for; it has been checked.
        scenario: Linked,
        /// How it was understood.
        notes: Vec<Told>,
    },
    /// The manifest was written.
    Exported {
        /// A stream of YAML documents.
        yaml: String,
        /// What is left to do, and what it does not hold.
        notes: Vec<Told>,
    },
    /// All that is wrong with the document.
    Refused(Problems),
    /// The cards of the presets, in the order of [`PRESETS`](crate::scenario::presets::PRESETS).
    Presets(Vec<PresetCard>),
    /// The lessons, in the order of the course.
    Lessons(Vec<LessonCard>),
    /// The step.
    Step(Box<StepCard>),
    /// The form: HTML, in which inputs and `button[name]` are what is sent back.
    Form(String),
    /// There is no such lesson or step.
    Nothing,
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// In Korean.
    pub ko: String,
    /// In English.
    pub en: String,
}

impl Told {
    /// In this language.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.ko, &self.en)
    }
}

/// A scenario in a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Linked(#[serde(with = "link::as_link")] pub Box<Scenario>);

/// What stands on a preset's card besides its title and description.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresetCard {
    /// What one will see.
    pub see: String,
    /// What to watch for.
    pub watch: String,
    /// What it shows, by name.
    pub claims: Vec<String>,
    /// The public threads in which the same was reported; may be empty.
    pub sources: String,
}

/// A lesson in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonCard {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// How long it takes.
    pub minutes: u32,
    /// How many steps it has.
    pub steps: usize,
    /// What it is about and what one can do afterwards: a text.
    pub about: String,
}

/// A step as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepCard {
    /// What it asks of the learner.
    pub kind: StepKind,
    /// Its title.
    pub title: String,
    /// What is run. Steps that have the same one need a single run.
    pub scenario: Linked,
    /// Whether what differs in the lanes is the learner's to find out, and not shown.
    pub secret: bool,
    /// What it says: a text. Figures of the run are dots as long as there is no evidence.
    pub body: String,
    /// The choices of a prediction: texts.
    pub choices: Vec<String>,
    /// The place of the choice that is right in the run; `None` without evidence.
    pub right: Option<usize>,
    /// What is said once the run has answered, or the goal is reached: a text, empty without evidence.
    pub after: String,
    /// What shall hold, all of it.
    pub goals: Vec<Goal>,
    /// Whether the step is done, as far as the evidence says: a prediction that the run has answered, a run that was
    /// made, a goal that is reached.
    pub done: bool,
    /// From the slightest hint to the plainest: texts.
    pub hints: Vec<String>,
    /// The fields that the texts lead to and that the solution changes, by their paths.
    pub knobs: Vec<String>,
    /// The solution, if it was asked for and there is one.
    pub solution: Option<Linked>,
}

/// A part of a goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// What shall hold.
    pub text: String,
    /// Whether it does; `None` without evidence.
    pub met: Option<bool>,
    /// What stood there instead or as well; empty if there is nothing to tell.
    pub seen: String,
}
