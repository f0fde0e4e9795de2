//! The lessons, by running them: starts are unsolved, solutions solve, predictions have one right answer, both languages say
//! the same, and every claim is shown by a run that compares what it is about.

use crate::program::cutover;
use crate::source::file;
use cutover::i18n::Lang;
use cutover::i18n::lesson::{failure, sentence};
use cutover::lesson::condition::{Bound, Condition};
use cutover::lesson::figure::{Figure, Operand};
use cutover::lesson::proof::{Runs, prove};
use cutover::lesson::text::{Block, Inline};
use cutover::lesson::{Lesson, SOURCES, Source, Step, StepKind, Task};
use cutover::view::reader::{Answer, Question, answer};
use cutover::view::tutor::{all, read};
use std::collections::BTreeSet;

#[test]
fn every_lesson_is_read_and_keeps_its_promises() {
    let mut wrong = Vec::new();
    for source in SOURCES {
        match read(source) {
            Ok(lesson) => {
                let failures = prove(&lesson, &mut Runs::default());
                wrong.extend(failures.iter().map(|found| failure(Lang::En, source.slug, found)));
            }
            Err(problems) => {
                wrong.extend(problems.iter().map(|problem| format!("{} {}", source.slug, sentence(Lang::En, problem))));
            }
        }
    }
    assert!(!SOURCES.is_empty() && wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn lessons_have_places_of_their_own_and_ways_to_learn() {
    let lessons = all();
    let places: BTreeSet<u32> = lessons.iter().map(|lesson| lesson.place).collect();
    assert_eq!(places.len(), lessons.len(), "two lessons in one place");
    for lesson in &lessons {
        let kinds: Vec<StepKind> = lesson.steps.iter().map(Step::kind).collect();
        assert!((4..=8).contains(&kinds.len()), "{}: {} steps", lesson.slug, kinds.len());
        assert!((8..=30).contains(&lesson.minutes), "{}", lesson.slug);
        for kind in [StepKind::Predict, StepKind::Try] {
            assert!(kinds.contains(&kind), "{}: no {kind:?}", lesson.slug);
        }
        // Whoever could reach a goal by sending nobody has learned nothing.
        for step in &lesson.steps {
            if let Task::Try { goal, .. } = &step.task {
                let keeps = |one: &Condition| matches!(one, Condition::Field { .. });
                assert!(goal.iter().any(keeps), "{} {}: nothing has to be kept", lesson.slug, step.id);
            }
        }
    }
}

/// The figures in a text.
fn figures(blocks: &[Block<Figure, cutover::lesson::figure::Reference>]) -> Vec<&Figure> {
    fn line<'a>(parts: &'a [Inline<Figure, cutover::lesson::figure::Reference>], found: &mut Vec<&'a Figure>) {
        for part in parts {
            match part {
                Inline::Figure(figure) => found.push(figure),
                Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                    line(inner, found)
                }
                Inline::Text(_) | Inline::Code(_) => {}
            }
        }
    }
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(parts) | Block::Heading(parts) => line(parts, &mut found),
            Block::List { entries, .. } => found.extend(entries.iter().flat_map(|entry| figures(entry))),
            Block::Code(_) => {}
        }
    }
    found
}

#[test]
fn both_languages_say_the_same() {
    for lesson in all() {
        let Lesson { slug, ko, en, .. } = &lesson;
        for (ko, en) in ko.steps.iter().zip(&en.steps) {
            assert_ne!(ko.title, en.title, "{slug}: not translated");
            assert_eq!(ko.after.is_empty(), en.after.is_empty(), "{slug}: {}", en.title);
        }
        assert_eq!(ko.objectives.len(), en.objectives.len(), "{slug}");
    }
}

/// What must be compared between lanes where a step says that it shows a claim.
const COMPARED: [(&str, &[&str]); 16] = [
    ("Z1", &["capacity.outage_s"]),
    ("R1", &["capacity.min_ready_instances"]),
    ("R2", &["rollout.exposed_requests"]),
    ("R3", &["cost.peak_instances"]),
    ("R4", &["rollout.actions", "cost.router.usd"]),
    ("R5", &["capacity.min_share_of_demand", "latency_ms.p99"]),
    ("R6", &["version_mix.mixed_s", "clients.broken.total", "clients.mixed_users"]),
    ("C1", &["version_mix.candidate_requests"]),
    ("C2", &["rollout.exposed_requests", "rollout.time_to_detect_s"]),
    ("C3", &["ab_test.difference", "ab_test.candidate.conversion"]),
    ("C4", &["cost.router.usd", "cost.router.added_latency_ms", "rollout.actions"]),
    ("B1", &["version_mix.mixed_s"]),
    ("B2", &["rollout.time_to_restore_s"]),
    ("B3", &["rollout.exposed_requests", "rollout.outcome"]),
    ("B4", &["rollout.duration_s"]),
    ("B5", &["cost.peak_instances", "cost.hours.overlap"]),
];

/// The measures that a step judges or tells, each with its lane.
fn looked_at(lesson: &Lesson, place: usize) -> BTreeSet<(String, String)> {
    fn of(condition: &Condition, found: &mut BTreeSet<(String, String)>) {
        match condition {
            Condition::Number { quantity, lane, bound, .. } => {
                found.insert((quantity.key().to_owned(), lane.clone()));
                if let Bound::Lane { lane, .. } = bound {
                    found.insert((quantity.key().to_owned(), lane.clone()));
                }
            }
            Condition::Outcome { lane, .. } => {
                found.insert(("rollout.outcome".to_owned(), lane.clone()));
            }
            Condition::Not(inner) => of(inner, found),
            Condition::Any(inner) => inner.iter().for_each(|one| of(one, found)),
            Condition::Event { .. } | Condition::Field { .. } => {}
        }
    }
    let mut found = BTreeSet::new();
    match &lesson.steps[place].task {
        Task::Predict(choices) => choices.iter().flat_map(|choice| &choice.when).for_each(|one| of(one, &mut found)),
        Task::Try { goal, .. } => goal.iter().for_each(|one| of(one, &mut found)),
        Task::Run | Task::Explain => {}
    }
    let text = &lesson.ko.steps[place];
    for figure in figures(&text.body).into_iter().chain(figures(&text.after)) {
        for operand in figure.operands() {
            if let Operand::Number { quantity, lane: Some(lane) } = operand {
                found.insert((quantity.key().to_owned(), lane.clone()));
            }
        }
    }
    found
}

/// Whether the step at a place compares between two lanes of its run what `claim` is about.
fn compares(lesson: &Lesson, place: usize, claim: &str) -> bool {
    let measures = COMPARED.iter().find(|(name, _)| *name == claim).map_or(&[][..], |(_, measures)| measures);
    let seen = looked_at(lesson, place);
    measures.iter().any(|measure| seen.iter().filter(|(name, _)| name == measure).count() >= 2)
}

#[test]
fn a_step_that_shows_a_claim_compares_what_it_is_about() {
    let mut wrong = Vec::new();
    for lesson in all() {
        for (place, step) in lesson.steps.iter().enumerate() {
            let claims = step.claims.iter().filter(|claim| !compares(&lesson, place, claim));
            wrong.extend(
                claims.map(|claim| format!("{} {}: does not compare what {claim} is about", lesson.slug, step.id)),
            );
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_claim_is_shown_by_a_lesson() {
    let page = file("docs/claims.md").text;
    let claims: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("## ")?.split_once(':')).map(|(claim, _)| claim).collect();
    assert_eq!(claims, COMPARED.map(|(claim, _)| claim));
    let lessons = all();
    let shown: BTreeSet<&str> =
        lessons.iter().flat_map(|lesson| &lesson.steps).flat_map(|step| &step.claims).map(String::as_str).collect();
    let missing: Vec<&str> = claims.into_iter().filter(|claim| !shown.contains(claim)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_lesson_is_asked_for_as_the_page_does() {
    let lang = Lang::Ko;
    let Answer::Lessons(cards) = answer(Question::Lessons { lang }) else { panic!("lessons") };
    for card in &cards {
        let asked = |step, evidence, solution| {
            let question = Question::Step { lang, slug: card.slug.clone(), step, evidence, solution };
            let Answer::Step(view) = answer(question) else { panic!("{} {step}", card.slug) };
            *view
        };
        for step in 0..card.steps {
            let before = asked(step, None, true);
            assert!(!before.done && before.after.is_empty() && before.right.is_none());
            let scenario = before.scenario.0.check().expect("a scenario");
            let evidence = cutover::lesson::proof::run(&scenario);
            let after = asked(step, Some(evidence), false);
            match before.kind {
                StepKind::Try => {
                    assert!(!after.done && after.goals.iter().any(|goal| goal.met == Some(false)));
                    let solution = before.solution.expect("a solution").0.check().expect("a scenario");
                    let solved = asked(step, Some(cutover::lesson::proof::run(&solution)), false);
                    assert!(solved.done && solved.goals.iter().all(|goal| goal.met == Some(true)));
                }
                StepKind::Predict => assert!(after.done && after.right.is_some() && !after.after.is_empty()),
                StepKind::Run | StepKind::Explain => assert!(after.done),
            }
        }
    }
    let nothing = Question::Step { lang, slug: "never".to_owned(), step: 0, evidence: None, solution: false };
    assert_eq!(answer(nothing), Answer::Nothing);
}

#[test]
fn the_program_lists_tells_and_proves_lessons() {
    let list = cutover(&["lesson"]);
    assert_eq!(list.stdout.lines().count(), SOURCES.len(), "{list:?}");
    let told = cutover(&["lesson", "why-it-hurts", "--lang", "ko"]);
    assert!(told.code == Some(0) && told.stdout.contains("12초 동안 멈췄습니다"), "{told:?}");
    let guide = cutover(&["lesson", "why-it-hurts", "--guide"]);
    assert!(guide.code == Some(0) && guide.stdout.contains("Right answer"), "{guide:?}");
    let unknown = cutover(&["lesson", "why"]);
    assert!(unknown.problems()[0].contains("why-it-hurts"), "{unknown:?}");

    let folder = std::env::temp_dir().join(format!("cutover-lessons-{}", std::process::id()));
    let lesson = folder.join("mine");
    std::fs::create_dir_all(&lesson).expect("a folder");
    let Source { toml, ko, en, .. } = SOURCES[0];
    for (name, text) in [("lesson.toml", toml), ("ko.md", ko), ("en.md", en)] {
        std::fs::write(lesson.join(name), text).expect("a file");
    }
    let path = folder.to_str().expect("a path");
    let good = cutover(&["lesson", "--check", path]);
    assert!(good.code == Some(0) && good.stdout.starts_with("1 "), "{good:?}");
    std::fs::write(lesson.join("lesson.toml"), toml.replacen("minutes", "minuets", 1)).expect("a file");
    std::fs::write(lesson.join("en.md"), en.replacen("## guide", "## guides", 1)).expect("a file");
    let wrong = cutover(&["lesson", "--check", path]);
    let problems = wrong.problems();
    assert!(problems.iter().any(|line| line.starts_with("mine/lesson.toml minuets")), "{problems:?}");
    assert!(problems.iter().any(|line| line.starts_with("mine/en.md:")), "{problems:?}");
    std::fs::remove_dir_all(&folder).expect("removed");
}
