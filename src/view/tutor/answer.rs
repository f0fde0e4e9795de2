//! Lessons as they are told, with what runs say about them.

use super::goal;
use super::message::{Card, Choice, Goal, Guide, GuideStep, StepView};
use super::teller::{Teller, field};
use crate::i18n::lesson::said;
use crate::i18n::{Lang, field as names, lesson as words};
use crate::lesson::condition::{Condition, value_at};
use crate::lesson::judge::Case;
use crate::lesson::{Evidence, Lesson, Part, Step, StepKind, Task};
use crate::scenario::{Checked, Scenario};
use crate::view::report::changed;
use serde_json::Value;

fn teller<'a>(lang: Lang, lesson: &'a Lesson, step: Option<usize>, cases: &'a [Option<Case<'a>>]) -> Teller<'a> {
    Teller { lang, lesson, step, cases }
}

/// A lesson in the list.
#[must_use]
pub fn card(lang: Lang, lesson: &Lesson) -> Card {
    let texts = lang.pick(&lesson.ko, &lesson.en);
    let teller = teller(lang, lesson, None, &[]);
    let mut claims: Vec<String> = lesson.steps.iter().flat_map(|step| step.claims.clone()).collect();
    claims.sort();
    claims.dedup();
    Card {
        slug: lesson.slug.clone(),
        place: lesson.place,
        title: texts.title.clone(),
        summary: teller.line(&texts.summary),
        minutes: lesson.minutes,
        objectives: texts.objectives.iter().map(|line| teller.line(line)).collect(),
        claims,
        steps: lesson.steps.iter().zip(&texts.steps).map(|(step, text)| (step.kind(), text.title.clone())).collect(),
    }
}

fn plain(scenario: &Checked) -> Box<Scenario> {
    Box::new((**scenario).clone())
}

/// The step at a place of `lesson`, with what `evidence` says about it; `None` if there is no such step.
#[must_use]
pub fn step(
    lang: Lang,
    lesson: &Lesson,
    place: usize,
    evidence: Option<&Evidence>,
    solution: bool,
) -> Option<StepView> {
    let step = lesson.steps.get(place)?;
    let text = lang.pick(&lesson.ko, &lesson.en).steps.get(place)?;
    let case = |at: usize| evidence.filter(|_| at == place).and_then(|found| Case::new(found, &step.scenario).ok());
    let cases: Vec<Option<Case<'_>>> = (0..lesson.steps.len()).map(case).collect();
    let teller = teller(lang, lesson, Some(place), &cases);
    let case = cases.get(place).and_then(Option::as_ref);
    let goals: &[Condition] = match &step.task {
        Task::Try { goal, .. } => goal,
        Task::Predict(_) | Task::Run | Task::Explain => &[],
    };
    let right = case.and_then(|case| right(step, case));
    let done = match step.kind() {
        StepKind::Predict => right.is_some(),
        StepKind::Try => case.is_some_and(|case| case.all(goals)),
        StepKind::Run | StepKind::Explain => case.is_some(),
    };
    let choices = match &step.task {
        Task::Predict(choices) => choices.as_slice(),
        _ => &[],
    };
    let choices = choices.iter().zip(&text.choices);
    Some(StepView {
        id: step.id.clone(),
        kind: step.kind(),
        title: text.title.clone(),
        claims: step.claims.clone(),
        secret: step.secret,
        scenario: plain(&step.scenario),
        body: teller.blocks(&text.body),
        choices: choices.map(|(choice, line)| Choice { id: choice.id.clone(), text: teller.line(line) }).collect(),
        right,
        after: if done { teller.blocks(&text.after) } else { Vec::new() },
        goals: self::goals(lang, goals, step, case),
        done,
        hints: text.hints.iter().map(|hint| teller.blocks(hint)).collect(),
        solution: match &step.task {
            Task::Try { solution: found, .. } if solution => Some(plain(found)),
            _ => None,
        },
    })
}

/// What the solution of a step changes, a line each, with units; of a list what differs in its entries.
fn solved(lang: Lang, start: &Checked, solution: &Checked) -> Vec<String> {
    let line = |path: String| {
        let both = [start, solution];
        let lists = both.map(|scenario| match value_at(scenario, &path) {
            Some(Value::Array(entries)) => entries,
            _ => Vec::new(),
        });
        let told = if lists.iter().all(Vec::is_empty) {
            both.map(|scenario| field(lang, scenario, &path).unwrap_or_default())
        } else {
            entries(lang, &path, &lists)
        };
        format!("{}: {}", names::name(lang, &path), told.join(" → "))
    };
    changed(start, solution).into_iter().map(line).collect()
}

/// Two lists at `path`: of each entry the fields that are not the same in all.
fn entries(lang: Lang, path: &str, lists: &[Vec<Value>; 2]) -> [String; 2] {
    let all: Vec<&Value> = lists.iter().flatten().collect();
    let differs = |name: &str| all.iter().any(|entry| entry.get(name) != all[0].get(name));
    let one = |entry: &Value| {
        let fields = entry.as_object().into_iter().flatten().filter(|(name, _)| differs(name));
        let told = fields.map(|(name, value)| format!("{} {value}", names::name(lang, &format!("{path}.{name}"))));
        told.collect::<Vec<_>>().join(", ")
    };
    [0, 1].map(|list| lists[list].iter().map(one).collect::<Vec<_>>().join(" / "))
}

/// The place of the choice that the run makes right, if it makes one right.
fn right(step: &Step, case: &Case<'_>) -> Option<usize> {
    let Task::Predict(choices) = &step.task else { return None };
    let mut right = choices.iter().enumerate().filter(|(_, choice)| case.all(&choice.when)).map(|(place, _)| place);
    let first = right.next();
    first.filter(|_| right.next().is_none())
}

/// What shall hold. That fields stay as they were is one line, behind what is to be reached.
fn goals(lang: Lang, goal: &[Condition], step: &Step, case: Option<&Case<'_>>) -> Vec<Goal> {
    let (kept, reached): (Vec<&Condition>, Vec<&Condition>) = goal.iter().partition(|it| goal::kept(it).is_some());
    let mut goals: Vec<Goal> = reached.into_iter().map(|condition| told(lang, condition, step, case)).collect();
    if !kept.is_empty() {
        let is_changed = |condition: &&&Condition| case.is_some_and(|case| !case.judge(condition).met);
        let changed: Vec<&str> = kept.iter().filter(is_changed).filter_map(|it| goal::kept(it)).collect();
        let kept: Vec<&str> = kept.iter().filter_map(|it| goal::kept(it)).collect();
        goals.push(Goal {
            text: said::about(lang, &[&goal::named(lang, &kept)], said::unchanged(lang)),
            met: case.map(|_| changed.is_empty()),
            seen: if changed.is_empty() { String::new() } else { said::changed(lang, &goal::named(lang, &changed)) },
        });
    }
    goals
}

fn told(lang: Lang, condition: &Condition, step: &Step, case: Option<&Case<'_>>) -> Goal {
    let judged = case.map(|case| case.judge(condition));
    Goal {
        text: goal::sentence(lang, condition, &step.scenario),
        met: judged.as_ref().map(|judged| judged.met),
        seen: judged.map_or_else(String::new, |judged| goal::seen(lang, condition, &judged, &step.scenario)),
    }
}

/// What a teacher is told of `lesson`, with the answers that the `evidence` of its steps gives.
#[must_use]
pub fn guide(lang: Lang, lesson: &Lesson, evidence: &[Option<Evidence>]) -> Guide {
    let texts = lang.pick(&lesson.ko, &lesson.en);
    let cases: Vec<Option<Case<'_>>> = lesson
        .steps
        .iter()
        .enumerate()
        .map(|(place, step)| {
            let found = evidence.get(place).and_then(Option::as_ref)?;
            Case::new(found, &step.scenario).ok()
        })
        .collect();
    let teller = teller(lang, lesson, None, &cases);
    let one = |(place, step): (usize, &Step)| {
        let right = cases[place].as_ref().and_then(|case| right(step, case));
        let (goals, solution) = match &step.task {
            Task::Try { goal, solution } => (
                goals(lang, goal, step, None).into_iter().map(|goal| goal.text).collect(),
                solved(lang, &step.scenario, solution),
            ),
            Task::Predict(_) | Task::Run | Task::Explain => (Vec::new(), Vec::new()),
        };
        let line = right.and_then(|right| texts.steps.get(place)?.choices.get(right));
        GuideStep { scenario: plain(&step.scenario), right: line.map(|line| teller.line(line)), goals, solution }
    };
    let parts = Part::ALL.into_iter().zip(&texts.guide);
    Guide {
        card: card(lang, lesson),
        steps: lesson.steps.iter().enumerate().map(one).collect(),
        parts: parts.map(|(part, blocks)| (words::part(lang, part).to_owned(), teller.blocks(blocks))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::proof::run;

    /// The goals of the exam's last step after a run of its scenario with `path` set to `value`.
    fn goals_with(path: &str, value: &str) -> Vec<Goal> {
        let exam = super::super::find("exam").expect("the exam");
        let place = exam.steps.len() - 1;
        let mut values = exam.steps[place].scenario.values();
        crate::scenario::read::set(&mut values, path, value).expect("a field");
        let evidence = run(&crate::scenario::read::read(&values).expect("good"));
        step(Lang::En, &exam, place, Some(&evidence), false).expect("a step").goals
    }

    #[test]
    fn what_stays_as_it_was_is_one_goal_that_names_what_does_not() {
        let kept = |goals: &[Goal]| -> Vec<Goal> {
            goals.iter().filter(|goal| goal.text.ends_with(": as it was")).cloned().collect()
        };
        let [all] = &kept(&goals_with("rollback.error_rate_limit", "0.03"))[..] else { panic!("one") };
        assert!(all.text.contains("‘Traffic’, ") && all.met == Some(true) && all.seen.is_empty(), "{all:?}");
        let [all] = &kept(&goals_with("traffic.rate_rps", "239"))[..] else { panic!("one") };
        assert_eq!((all.met, all.seen.as_str()), (Some(false), "‘Traffic’ changed"));
    }

    #[test]
    fn a_solution_is_told_with_units_and_entry_by_entry() {
        let exam = super::super::find("exam").expect("the exam");
        let guide = guide(Lang::En, &exam, &[]);
        let solution = &guide.steps.last().expect("a step").solution;
        assert!(solution.contains(&"Error rate limit: 5% → 2%".to_owned()), "{solution:?}");
        let steps = "Steps: Weight 10 / Weight 25 / Weight 50 → Weight 5 / Weight 25 / Weight 50".to_owned();
        assert!(solution.contains(&steps), "{solution:?}");
    }
}
