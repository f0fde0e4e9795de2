//! A lesson's three files into a lesson, or everything that is wrong with them at once.

use super::StepKind;
use super::condition::{self, Condition};
use super::problem::{Fault, Place, Problem};
use super::source::Source;
use super::table::{FILE, Table};
use super::texts::{self, Texts};
use crate::scenario::presets::{PRESETS, Preset};
use crate::scenario::problem::Allowed;
use crate::scenario::{Checked, Problem as ScenarioProblem, Scenario, document, read as scenario_read};
use serde_json::Value;

/// Longest lesson, minutes.
const MOST_MINUTES: u32 = 60;
/// Most lessons of a course.
const MOST_LESSONS: u32 = 100;

/// A lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// Its folder's name.
    pub slug: String,
    /// Where it stands in the course, from 1.
    pub place: u32,
    /// How long it takes.
    pub minutes: u32,
    /// Its steps.
    pub steps: Vec<Step>,
    /// What it says in Korean.
    pub ko: Texts,
    /// What it says in English.
    pub en: Texts,
}

/// A step of a lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its name in the files.
    pub id: String,
    /// The claims of `docs/claims.md` that its run shows.
    pub claims: Vec<String>,
    /// What is run.
    pub scenario: Checked,
    /// Whether what differs in the lanes is the learner's to find out.
    pub secret: bool,
    /// What is asked of the learner.
    pub task: Task,
}

/// What a step asks of the learner.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// To choose what the run will show.
    Predict(Vec<Choice>),
    /// To run it.
    Run,
    /// To look at it.
    Explain,
    /// To change the scenario until the goal is reached.
    Try {
        /// What shall hold, all of it.
        goal: Vec<Condition>,
        /// A scenario in which it does.
        solution: Box<Checked>,
    },
}

/// A choice of a prediction: it is right if what is said of it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Its name in the files.
    pub id: String,
    /// What shall hold, all of it.
    pub when: Vec<Condition>,
}

impl Step {
    /// What it asks of the learner.
    #[must_use]
    pub fn kind(&self) -> StepKind {
        match self.task {
            Task::Predict(_) => StepKind::Predict,
            Task::Run => StepKind::Run,
            Task::Explain => StepKind::Explain,
            Task::Try { .. } => StepKind::Try,
        }
    }
}

/// Reads the files of a lesson.
///
/// # Errors
/// Everything that is wrong with them.
pub fn read(source: &Source<'_>) -> Result<Lesson, Vec<Problem>> {
    let value = match document::from_text(source.toml) {
        Ok(value) => value,
        Err(problem) => {
            let place = Place::Path(String::new());
            return Err(vec![Problem { file: FILE.to_owned(), place, fault: Fault::Scenario(problem) }]);
        }
    };
    let mut table = Table::new(&value, String::new());
    let place = table.whole("place", MOST_LESSONS);
    let minutes = table.whole("minutes", MOST_MINUTES);
    let start = beginning(&mut table, "start");
    let mut steps = Vec::new();
    let mut complete = true;
    let tables = table.tables("steps");
    if tables.is_empty() {
        table.fault("steps", Fault::TooFew(1));
    }
    for mut entry in tables {
        let found = step(&mut entry, start.as_ref());
        if let Some(twice) = found.as_ref().filter(|found| steps.iter().any(|step: &Step| step.id == found.id)) {
            entry.fault("id", Fault::Twice(twice.id.clone()));
        }
        complete &= found.is_some();
        if found.is_none() {
            entry.give_up();
        }
        steps.extend(found);
        entry.finish(&mut table);
    }
    let mut problems = table.all_problems();
    // Steps that could not be read would be told of again, as sections that nobody knows.
    let [ko, en] = [(source.ko, "ko.md"), (source.en, "en.md")].map(|(text, file)| {
        let (texts, mut wrong) = texts::read(text, file, &steps);
        wrong.retain(|problem| complete || !matches!(problem.fault, Fault::UnknownSection(_)));
        problems.append(&mut wrong);
        texts
    });
    for (i, step) in steps.iter().enumerate() {
        let [ko, en] = [&ko, &en].map(|texts| texts.steps[i].hints.len());
        if ko != en {
            let fault = Fault::Hints { step: step.id.clone(), ko, en };
            problems.push(Problem { file: "en.md".to_owned(), place: Place::Path(String::new()), fault });
        }
    }
    match (place, minutes, problems.is_empty()) {
        (Some(place), Some(minutes), true) => {
            Ok(Lesson { slug: source.slug.to_owned(), place, minutes, steps, ko, en })
        }
        _ => Err(problems),
    }
}

fn step(table: &mut Table<'_>, start: Option<&Value>) -> Option<Step> {
    let id = table.text("id");
    let kind = table.one_of("kind", &StepKind::ALL, |kind| kind.name());
    let claims = table.texts("claims");
    let own = table.peek("preset").and_then(|_| preset(table));
    let scenario = own.as_ref().or(start).and_then(|start| changed(table, "set", start));
    let (scenario, document) = scenario?;
    let task = match kind? {
        StepKind::Predict => Task::Predict(choices(table, &scenario)),
        StepKind::Run => Task::Run,
        StepKind::Explain => Task::Explain,
        StepKind::Try => {
            let goal = some_conditions(table, "goal", &scenario);
            table.value("solution")?;
            let solution = changed(table, "solution", &document).map(|(solution, _)| Box::new(solution));
            Task::Try { goal, solution: solution? }
        }
    };
    let secret = table.peek("secret").is_some();
    if secret {
        table.flag("secret");
    }
    Some(Step { id: id?, claims, scenario, secret, task })
}

fn choices(table: &mut Table<'_>, start: &Checked) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for mut entry in table.tables("choices") {
        let id = entry.text("id");
        let when = some_conditions(&mut entry, "when", start);
        if let Some(id) = id {
            if choices.iter().any(|choice| choice.id == id) {
                entry.fault("id", Fault::Twice(id.clone()));
            }
            choices.push(Choice { id, when });
        }
        entry.finish(table);
    }
    if choices.len() < 2 {
        table.fault("choices", Fault::TooFew(2));
    }
    choices
}

fn some_conditions(table: &mut Table<'_>, name: &'static str, start: &Checked) -> Vec<Condition> {
    let there = table.peek(name).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    let found = condition::list(table, name, start);
    if !there {
        table.fault(name, Fault::TooFew(1));
    }
    found
}

/// The scenario with which all steps begin, as a document that shows every field.
fn beginning(table: &mut Table<'_>, name: &'static str) -> Option<Value> {
    let Some(mut inner) = table.table(name) else { return serde_json::to_value(Scenario::default()).ok() };
    let base = match inner.peek("preset") {
        Some(_) => preset(&mut inner),
        None => serde_json::to_value(Scenario::default()).ok(),
    };
    let start = base.and_then(|base| changed(&mut inner, "set", &base));
    if start.is_none() {
        inner.give_up();
    }
    inner.finish(table);
    start.map(|(_, document)| document)
}

fn preset(table: &mut Table<'_>) -> Option<Value> {
    let preset = table.one_of("preset", PRESETS, |preset| preset.id)?;
    preset_document(&preset)
}

fn preset_document(preset: &Preset) -> Option<Value> {
    serde_json::to_value(preset.scenario().ok()?.into_inner()).ok()
}

/// `base` with the changes of the table called `name`, checked.
fn changed(table: &mut Table<'_>, name: &'static str, base: &Value) -> Option<(Checked, Value)> {
    let mut document = base.clone();
    let mut problems: Vec<ScenarioProblem> = Vec::new();
    if let Some(changes) = table.take(name) {
        if !changes.is_object() {
            table.fault(name, Fault::Value(Allowed::Section, changes.to_string()));
            return None;
        }
        for (path, value) in leaves(changes) {
            problems.extend(scenario_read::set(&mut document, &path, &value.to_string()).err());
        }
    }
    match scenario_read::read(&document) {
        Ok(checked) if problems.is_empty() => {
            let document = serde_json::to_value(&*checked).ok()?;
            Some((checked, document))
        }
        Ok(_) => {
            table.scenario_faults(name, problems);
            None
        }
        Err(more) => {
            problems.extend(more);
            table.scenario_faults(name, problems);
            None
        }
    }
}

/// The changes of a table, as paths and values: tables within it are parts of paths.
fn leaves(value: &Value) -> Vec<(String, &Value)> {
    let Value::Object(fields) = value else { return vec![(String::new(), value)] };
    let below = fields.iter().flat_map(|(name, value)| {
        leaves(value).into_iter().map(move |(path, value)| {
            let path = if path.is_empty() { name.clone() } else { format!("{name}.{path}") };
            (path, value)
        })
    });
    below.collect()
}
