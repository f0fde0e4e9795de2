//! Answers what the page asks.

use super::form;
use super::html;
use super::message::{Answer, Goal, LessonCard, Linked, ON_CALL, PresetCard, Question, StepCard, Told};
use crate::i18n::preset::card::card;
use crate::i18n::preset::situation::Situation;
use crate::i18n::{Lang, note, oncall};
use crate::lesson::text::{Block, Inline, Target};
use crate::lesson::{Step, Task};
use crate::manifest::{Note, question, reader};
use crate::scenario::presets::PRESETS;
use crate::view::report::changed;
use crate::view::tutor::{self, Card, StepView};
use std::collections::BTreeSet;

/// Answers `question`.
#[must_use]
pub fn answer(question: Question) -> Answer {
    match question {
        Question::Document(question) => document(question),
        Question::Presets { lang } => {
            Answer::Presets(PRESETS.iter().map(|preset| preset_card(lang, preset.id)).collect())
        }
        Question::Lessons { lang } => {
            let lessons = tutor::all();
            let cards = lessons.iter().map(|lesson| lesson_card(&tutor::card(lang, lesson)));
            Answer::Lessons(cards.chain([game_card(lang)]).collect())
        }
        Question::Step { lang, slug, step, evidence, solution } => tutor::find(&slug)
            .and_then(|lesson| {
                let knobs = solved_by(lesson.steps.get(step)?);
                let view = tutor::step(lang, &lesson, step, evidence.as_ref(), solution)?;
                Some(Answer::Step(Box::new(step_card(view, knobs))))
            })
            .unwrap_or(Answer::Nothing),
        Question::Form { lang, name, fields } => form::made(lang, name, &fields).map_or(Answer::Nothing, Answer::Form),
    }
}

fn document(question: question::Question) -> Answer {
    match reader::answer(question) {
        question::Answer::Opened { scenario, notes } => {
            Answer::Opened { scenario: Linked(scenario), notes: told(&notes) }
        }
        question::Answer::Exported { yaml, notes } => Answer::Exported { yaml, notes: told(&notes) },
        question::Answer::Refused(problems) => Answer::Refused(problems),
    }
}

fn told(notes: &[Note]) -> Vec<Told> {
    let one = |it| Told { ko: note::sentence(Lang::Ko, it), en: note::sentence(Lang::En, it) };
    notes.iter().map(one).collect()
}

fn preset_card(lang: Lang, id: &str) -> PresetCard {
    // A test asks that each preset has a card.
    card(id).map_or_else(
        || PresetCard { see: String::new(), watch: String::new(), claims: Vec::new(), sources: String::new() },
        |card| PresetCard {
            see: card.see(lang).to_owned(),
            watch: card.watch(lang).to_owned(),
            claims: card.claims.iter().map(|claim| claim.name(lang).to_owned()).collect(),
            sources: card.situations.iter().map(|it: &Situation| it.sources()).collect::<Vec<_>>().join(", "),
        },
    )
}

pub(super) fn about(card: &Card) -> String {
    let objectives = card.objectives.iter().map(|line| html::line(line));
    html::element("p", &html::line(&card.summary)) + &html::list(objectives)
}

/// The game that follows the lessons: it has no steps.
fn game_card(lang: Lang) -> LessonCard {
    LessonCard {
        slug: ON_CALL.to_owned(),
        title: oncall::Word::Title.name(lang).to_owned(),
        minutes: 0,
        steps: 0,
        about: html::element("p", &html::escaped(oncall::about(lang))),
    }
}

fn lesson_card(card: &Card) -> LessonCard {
    LessonCard {
        slug: card.slug.clone(),
        title: card.title.clone(),
        minutes: card.minutes,
        steps: card.steps.len(),
        about: about(card),
    }
}

/// The fields that the solution of a step changes.
fn solved_by(step: &Step) -> Vec<String> {
    match &step.task {
        Task::Try { solution, .. } => changed(&step.scenario, solution),
        Task::Predict(_) | Task::Run | Task::Explain => Vec::new(),
    }
}

/// Adds the fields that `blocks` lead to.
fn linked(blocks: &[Block], paths: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(line) | Block::Heading(line) => linked_in_line(line, paths),
            Block::List { entries, .. } => entries.iter().for_each(|entry| linked(entry, paths)),
            Block::Code(_) => {}
        }
    }
}

fn linked_in_line(line: &[Inline], paths: &mut Vec<String>) {
    for part in line {
        match part {
            Inline::Strong(parts) | Inline::Emphasis(parts) => linked_in_line(parts, paths),
            Inline::Link { target: Target::Field(path), .. } => paths.push(path.clone()),
            Inline::Link { .. } | Inline::Text(_) | Inline::Code(_) | Inline::Figure(_) => {}
        }
    }
}

fn step_card(view: StepView, solved_by: Vec<String>) -> StepCard {
    let mut knobs = Vec::new();
    linked(&view.body, &mut knobs);
    view.hints.iter().for_each(|hint| linked(hint, &mut knobs));
    knobs.extend(solved_by);
    let mut known = BTreeSet::new();
    knobs.retain(|path| known.insert(path.clone()));
    let goal = |goal: tutor::Goal| Goal { text: goal.text, met: goal.met, seen: goal.seen };
    StepCard {
        kind: view.kind,
        title: view.title,
        scenario: Linked(view.scenario),
        secret: view.secret,
        body: html::text(&view.body),
        choices: view.choices.iter().map(|choice| html::line(&choice.text)).collect(),
        right: view.right,
        after: html::text(&view.after),
        goals: view.goals.into_iter().map(goal).collect(),
        done: view.done,
        hints: view.hints.iter().map(|hint| html::text(hint)).collect(),
        knobs,
        solution: view.solution.map(Linked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Evidence;
    use crate::manifest::question::{decode, encode};

    /// As from one program to the other.
    fn asked(question: &Question) -> Answer {
        let question = decode(&encode(question)).expect("a question");
        decode(&encode(&answer(question))).expect("an answer")
    }

    #[test]
    fn every_preset_has_a_card_in_both_languages() {
        let [ko, en] = [Lang::Ko, Lang::En].map(|lang| match asked(&Question::Presets { lang }) {
            Answer::Presets(cards) => cards,
            other => panic!("{other:?}"),
        });
        assert_eq!((ko.len(), en.len()), (PRESETS.len(), PRESETS.len()));
        for (ko, en) in ko.iter().zip(&en) {
            assert!(!ko.see.is_empty() && !ko.watch.is_empty() && !ko.claims.is_empty(), "{ko:?}");
            assert_ne!((&ko.see, &ko.watch), (&en.see, &en.watch));
        }
    }

    #[test]
    fn a_step_crosses_with_what_a_run_says_of_it() {
        let Answer::Lessons(lessons) = asked(&Question::Lessons { lang: Lang::En }) else { panic!("lessons") };
        let slug = lessons[0].slug.clone();
        let step = |evidence| Question::Step { lang: Lang::En, slug: slug.clone(), step: 0, evidence, solution: false };
        let Answer::Step(before) = asked(&step(None)) else { panic!("a step") };
        assert!(before.right.is_none() && before.after.is_empty() && !before.done, "{before:?}");
        let scenario = before.scenario.0.check().expect("good");
        let lanes = crate::compare::lanes(&scenario);
        let evidence = Evidence::of(&scenario, lanes.iter().map(|lane| (&lane.report, &lane.recording)));
        let Answer::Step(after) = asked(&step(Some(evidence))) else { panic!("a step") };
        assert!(after.right.is_some() && !after.after.is_empty() && after.done, "{after:?}");
        assert_eq!(
            asked(&Question::Step { lang: Lang::En, slug: "no".into(), step: 0, evidence: None, solution: false }),
            Answer::Nothing
        );
    }
}
