//! Whether a lesson keeps what it promises, by running it.

use super::figure::{Figure, Reference};
use super::judge::Case;
use super::read::{Lesson, Step, Task};
use super::texts::{figures, references};
use super::{Evidence, Texts};
use crate::compare::lanes;
use crate::scenario::{Checked, Scenario};

/// What stands for a step where the guide is meant.
const GUIDE: &str = "guide";

/// A promise that is not kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// In which step.
    pub step: String,
    /// What is wrong.
    pub what: Wrong,
}

/// What can be wrong with a lesson that can be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Wrong {
    /// Not exactly one choice is right in the run; those that are.
    RightChoices(Vec<String>),
    /// The goal is reached before anything was changed.
    AlreadySolved,
    /// The solution does not reach the goal; the places of the conditions that do not hold, from 1.
    NotSolved(Vec<usize>),
    /// A figure has no value in the run; as it is written.
    NoValue(String),
    /// The event to which a link leads does not happen; the lane and the event.
    NoMoment(String, &'static str),
    /// A figure that only one of the languages tells, as it is written there.
    OneLanguage(String),
}

/// Runs all lanes of `scenario` and keeps what is needed for judging.
#[must_use]
pub fn run(scenario: &Checked) -> Evidence {
    let lanes = lanes(scenario);
    Evidence::of(scenario, lanes.iter().map(|lane| (&lane.report, &lane.recording)))
}

/// Runs, each of which is made once.
#[derive(Debug, Default)]
pub struct Runs {
    made: Vec<Evidence>,
}

impl Runs {
    /// The run of `scenario`.
    pub fn of(&mut self, scenario: &Checked) -> &Evidence {
        let wanted: &Scenario = scenario;
        let place = self.made.iter().position(|evidence| *evidence.scenario == *wanted);
        let place = place.unwrap_or_else(|| {
            self.made.push(run(scenario));
            self.made.len() - 1
        });
        &self.made[place]
    }
}

/// Everything that `lesson` does not keep.
#[must_use]
pub fn prove(lesson: &Lesson, runs: &mut Runs) -> Vec<Failure> {
    let mut failures = Vec::new();
    for (i, step) in lesson.steps.iter().enumerate() {
        let mut fail = |what| failures.push(Failure { step: step.id.clone(), what });
        let own = runs.of(&step.scenario).clone();
        let Ok(case) = Case::new(&own, &step.scenario) else { continue };
        match &step.task {
            Task::Predict(choices) => {
                let right = choices.iter().filter(|choice| case.all(&choice.when));
                let right: Vec<String> = right.map(|choice| choice.id.clone()).collect();
                if right.len() != 1 {
                    fail(Wrong::RightChoices(right));
                }
            }
            Task::Try { goal, solution } => {
                if case.all(goal) {
                    fail(Wrong::AlreadySolved);
                }
                let solved = runs.of(solution).clone();
                if let Ok(solved) = Case::new(&solved, &step.scenario) {
                    let missed: Vec<usize> =
                        (0..goal.len()).filter(|i| !solved.judge(&goal[*i]).met).map(|i| i + 1).collect();
                    if !missed.is_empty() {
                        fail(Wrong::NotSolved(missed));
                    }
                }
            }
            Task::Run | Task::Explain => {}
        }
        for texts in [&lesson.ko, &lesson.en] {
            said(texts, i, step, runs, &mut fail);
        }
    }
    failures.extend(one_language(lesson));
    for texts in [&lesson.ko, &lesson.en] {
        for figure in texts.guide.iter().flat_map(|part| figures(part)) {
            let step = lesson.steps.iter().find(|step| Some(&step.id) == figure.step.as_ref());
            let Some(step) = step else { continue };
            let evidence = runs.of(&step.scenario).clone();
            if Case::new(&evidence, &step.scenario).is_ok_and(|case| !has_value(&case, figure)) {
                failures.push(Failure { step: step.id.clone(), what: Wrong::NoValue(figure.written.clone()) });
            }
        }
    }
    failures
}

/// The figures that a step, or a part of the guide, tells in one language only.
fn one_language(lesson: &Lesson) -> Vec<Failure> {
    let step = |place: usize| lesson.steps.get(place).map_or(GUIDE, |step| &step.id).to_owned();
    let mut failures = Vec::new();
    for (place, (ko, en)) in told(&lesson.ko).iter().zip(told(&lesson.en)).enumerate() {
        let mut rest = en;
        for figure in ko {
            let same = |other: &&Figure| (&other.step, &other.value) == (&figure.step, &figure.value);
            match rest.iter().position(same) {
                Some(found) => drop(rest.remove(found)),
                None => failures.push(Failure { step: step(place), what: Wrong::OneLanguage(figure.written.clone()) }),
            }
        }
        let left = rest.into_iter().map(|figure| Wrong::OneLanguage(figure.written.clone()));
        failures.extend(left.map(|what| Failure { step: step(place), what }));
    }
    failures
}

/// The figures of each step, without those of its hints, and of each part of the guide.
fn told(texts: &Texts) -> Vec<Vec<&Figure>> {
    let steps = texts.steps.iter().map(|step| [figures(&step.body), figures(&step.after)].concat());
    steps.chain(texts.guide.iter().map(|part| figures(part))).collect()
}

/// What the texts of a step say of runs: the body of its own, what comes after a goal of the solution's.
fn said(texts: &Texts, place: usize, step: &Step, runs: &mut Runs, fail: &mut impl FnMut(Wrong)) {
    let Some(text) = texts.steps.get(place) else { return };
    let solution = match &step.task {
        Task::Try { solution, .. } => solution,
        _ => &step.scenario,
    };
    let own = std::iter::once(&text.body).chain(&text.hints).map(|blocks| (blocks, &step.scenario));
    for (blocks, scenario) in own.chain([(&text.after, solution)]) {
        let evidence = runs.of(scenario).clone();
        let Ok(case) = Case::new(&evidence, &step.scenario) else { continue };
        for figure in figures(blocks).into_iter().filter(|figure| !has_value(&case, figure)) {
            fail(Wrong::NoValue(figure.written.clone()));
        }
        for reference in references(blocks) {
            if let Reference::Moment { lane, event, nth } = reference
                && case.place(Some(lane)).and_then(|place| case.moment(place, *event, *nth)).is_none()
            {
                fail(Wrong::NoMoment(lane.clone(), event.name()));
            }
        }
    }
}

fn has_value(case: &Case<'_>, figure: &Figure) -> bool {
    figure.operands().into_iter().all(|operand| case.find(operand).is_some())
}
