//! Lessons that are wrong, one for each kind of problem, and the proof of one that is right.

use super::condition::{Condition, Want};
use super::judge::{Case, Seen};
use super::problem::{Fault, Place, Problem};
use super::proof::{Failure, Runs, Wrong, prove};
use super::{Lesson, Source, Task, read};
use crate::scenario::problem::Allowed;

const TOML: &str = r#"
place = 1
minutes = 5

[start]
preset = "good-release"
set.lanes = [{ strategy = "recreate" }, { strategy = "rolling" }]
set.horizon_s = 120

[[steps]]
id = "guess"
kind = "predict"
claims = ["Z1"]
choices = [
    { id = "out", when = [{ measure = "capacity.outage_s", lane = "recreate", above = 0 }] },
    { id = "in", when = [{ not = { measure = "capacity.outage_s", lane = "recreate", above = 0 } }] },
]

[[steps]]
id = "look"
kind = "explain"

[[steps]]
id = "mend"
kind = "try"
goal = [
    { measure = "capacity.outage_s", lane = "recreate", below = { lane = "recreate", times = 2 } },
    { measure = "capacity.outage_s", lane = "recreate", at_most = 8 },
    { field = "traffic.rate_rps", unchanged = true },
]
solution.fleet.stop_s = 0
solution.versions.candidate.start_s = 4
"#;

const TEXT: &str = "# Title

A summary.

## objectives

- To see.

## guess: Guess

With {field:fleet.instances} and [stops](field:fleet.stop_s).

- out: Out.
- in: In.

### after

Out for {capacity.outage_s@recreate}, see [why](moment:recreate:stable-draining).

## look: Look

At the [chart](chart:errors) of {requests.harmed@recreate - requests.harmed@rolling}.

## mend: Mend

Do.

### hint

One.

### hint

Two.

## guide

### goals

Of {guess#capacity.outage_s@recreate}.

### timing

Five.

### questions

- Why?

### misconceptions

None.

### answers

Out.
";

fn lesson(toml: &str, ko: &str, en: &str) -> Result<Lesson, Vec<Problem>> {
    read(&Source { slug: "lesson", toml, ko, en })
}

fn good() -> Lesson {
    lesson(TOML, TEXT, TEXT).expect("a lesson")
}

/// `text` with one thing changed, which has to be in it.
fn with(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

/// The problems of the lesson with one thing changed in `lesson.toml`.
fn in_toml(from: &str, to: &str) -> Vec<(String, Fault)> {
    let problems = lesson(&with(TOML, from, to), TEXT, TEXT).expect_err(to);
    let of_toml = problems.into_iter().filter(|problem| problem.file == "lesson.toml");
    let place = |place| match place {
        Place::Path(path) => path,
        Place::Line(line) => panic!("line {line}"),
    };
    of_toml.map(|problem| (place(problem.place), problem.fault)).collect()
}

/// The problems of the lesson with one thing changed in `en.md`, by line.
fn in_text(from: &str, to: &str) -> Vec<(usize, Fault)> {
    let problems = lesson(TOML, TEXT, &with(TEXT, from, to)).expect_err(to);
    let line = |problem: Problem| {
        assert_eq!(problem.file, "en.md");
        match problem.place {
            Place::Line(line) => (line, problem.fault),
            Place::Path(path) => (0, if path.is_empty() { problem.fault } else { panic!("{path}") }),
        }
    };
    problems.into_iter().map(line).collect()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_good_lesson_is_read_and_keeps_its_promises() {
    let lesson = good();
    assert_eq!((lesson.place, lesson.minutes, lesson.steps.len()), (1, 5, 3));
    assert_eq!(lesson.steps[0].claims, ["Z1"]);
    assert_eq!((lesson.en.steps[0].choices.len(), lesson.en.steps[2].hints.len()), (2, 2));
    assert_eq!(prove(&lesson, &mut Runs::default()), []);
}

#[test]
fn what_is_wrong_in_the_file_is_said_at_its_path() {
    let one = |found: Vec<(String, Fault)>| {
        assert_eq!(found.len(), 1, "{found:?}");
        found.into_iter().next().expect("one")
    };
    let (path, fault) = one(in_toml("minutes = 5", "minutes = 5\nminuets = 6"));
    assert_eq!(path, "minuets");
    assert!(matches!(fault, Fault::Value(Allowed::Field { closest: Some(name), .. }, _) if name == "minutes"));
    assert_eq!(one(in_toml("minutes = 5", "")), ("minutes".to_owned(), Fault::Missing));
    let (path, fault) = one(in_toml("minutes = 5", "minutes = 'five'"));
    assert!(path == "minutes" && matches!(fault, Fault::Value(Allowed::Number { whole: true, .. }, _)));
    let (path, fault) = one(in_toml("kind = \"explain\"", "kind = \"look\""));
    assert!(path == "steps[1].kind" && matches!(fault, Fault::Value(Allowed::OneOf(_), _)));
    let (path, fault) = one(in_toml("\"good-release\"", "\"good-releas\""));
    assert_eq!(path, "start.preset");
    assert!(matches!(fault, Fault::Value(Allowed::OneOf(names), _) if names[0] == "good-release"));
    let (path, fault) = one(in_toml("set.horizon_s = 120", "set.horizon_s = 1"));
    assert!(path == "start.set" && matches!(fault, Fault::Scenario(problem) if problem.path == "horizon_s"));
    let (path, fault) = one(in_toml(
        "\"capacity.outage_s\", lane = \"recreate\", above",
        "\"capacity.out\", lane = \"recreate\", above",
    ));
    assert!(path == "steps[0].choices[0].when[0].measure" && matches!(fault, Fault::Value(Allowed::OneOf(_), _)));
    let (path, fault) = one(in_toml("lane = \"recreate\", above", "lane = \"canary\", above"));
    assert_eq!(path, "steps[0].choices[0].when[0].lane");
    assert_eq!(fault, Fault::Value(Allowed::OneOf(texts(&["recreate", "rolling"])), "canary".to_owned()));
    let (path, fault) = one(in_toml("lane = \"recreate\", at_most = 8", "at_most = 8"));
    assert_eq!((path.as_str(), fault), ("steps[2].goal[1].lane", Fault::Missing));
    let (path, fault) = one(in_toml("at_most = 8", "at_most = 8, above = 2"));
    assert!(path == "steps[2].goal[1]" && matches!(fault, Fault::OnlyOne(names) if names.len() == 5));
    let (path, fault) = one(in_toml("{ field = \"traffic.rate_rps\", unchanged = true }", "{ unchanged = true }"));
    assert!(path == "steps[2].goal[2]" || matches!(fault, Fault::OnlyOne(_)), "{path}");
    let (path, fault) = one(in_toml("traffic.rate_rps", "traffic.rate"));
    assert_eq!((path.as_str(), fault), ("steps[2].goal[2].field", Fault::UnknownField("traffic.rate".to_owned())));
    let (path, fault) = one(in_toml("id = \"look\"", "id = \"look\"\nsecret = false"));
    assert!(path == "steps[1].secret" && matches!(fault, Fault::Value(Allowed::OneOf(_), _)), "{fault:?}");
    let (path, fault) = one(in_toml("id = \"look\"", "id = \"guess\""));
    assert_eq!((path.as_str(), fault), ("steps[1].id", Fault::Twice("guess".to_owned())));
    let (path, fault) = one(in_toml("{ id = \"in\"", "{ id = \"out\""));
    assert_eq!((path.as_str(), fault), ("steps[0].choices[1].id", Fault::Twice("out".to_owned())));
    let (path, fault) = one(in_toml("solution.fleet.stop_s = 0", "solution.fleet.stop = 0"));
    assert!(path == "steps[2].solution" && matches!(fault, Fault::Scenario(problem) if problem.path == "fleet.stop"));
    assert_eq!(one(in_toml("minutes = 5", "minutes 5")).0, "");
}

#[test]
fn all_problems_come_at_once() {
    let toml = with(&with(TOML, "minutes = 5", "minutes = 0"), "kind = \"explain\"", "kind = \"look\"");
    let problems = lesson(&toml, &with(TEXT, "- To see.", ""), TEXT).expect_err("three problems");
    let places: Vec<String> = problems.iter().map(|problem| format!("{} {:?}", problem.file, problem.place)).collect();
    assert_eq!(
        places,
        ["lesson.toml Path(\"minutes\")", "lesson.toml Path(\"steps[1].kind\")", "ko.md Line(5)",],
        "{problems:?}"
    );
}

#[test]
fn a_prediction_needs_choices_and_a_goal_conditions() {
    let toml = with(
        TOML,
        "    { id = \"in\", when = [{ not = { measure = \"capacity.outage_s\", lane = \"recreate\", above = 0 } }] },\n",
        "",
    );
    let problems = lesson(&toml, TEXT, TEXT).expect_err("one choice");
    assert_eq!(problems[0].fault, Fault::TooFew(2));
    // Both texts have a choice more than the file.
    assert!(problems[1..].iter().all(|problem| problem.fault == Fault::Choices(texts(&["out"]))), "{problems:?}");
    let (path, fault) =
        in_toml("when = [{ measure = \"capacity.outage_s\", lane = \"recreate\", above = 0 }]", "when = []").remove(0);
    assert_eq!((path.as_str(), fault), ("steps[0].choices[0].when", Fault::TooFew(1)));
}

#[test]
fn what_is_wrong_in_a_text_is_said_with_its_line() {
    let name = |text: &str| text.to_owned();
    assert_eq!(in_text("# Title\n\nA summary.", "A summary."), [(1, Fault::NoTitle)]);
    assert_eq!(in_text("## objectives\n\n- To see.\n", ""), [(1, Fault::NoSection(name("objectives")))]);
    assert_eq!(in_text("- To see.", "To see."), [(5, Fault::Empty(name("objectives")))]);
    assert_eq!(in_text("## look: Look", "## look"), [(20, Fault::NoStepTitle(name("look")))]);
    assert_eq!(
        in_text("## look: Look", "## lock: Look"),
        [(20, Fault::UnknownSection(name("lock"))), (1, Fault::NoSection(name("look")))]
    );
    assert_eq!(in_text("## look: Look", "## guess: Look").len(), 2);
    assert_eq!(in_text("- in: In.\n", ""), [(9, Fault::Choices(texts(&["out", "in"])))]);
    assert_eq!(in_text("- in: In.\n", "- on: In.\n"), [(9, Fault::Choices(texts(&["out", "in"])))]);
    assert_eq!(
        in_text("With {field:fleet.instances}", "With {capacity.outage_s@rolling}"),
        [(9, Fault::ToldTooSoon(name("guess")))]
    );
    assert_eq!(
        in_text("{field:fleet.instances}", "{field:fleet.instance}"),
        [(9, Fault::UnknownField(name("fleet.instance")))]
    );
    assert_eq!(in_text("(field:fleet.stop_s)", "(field:fleet.stop)"), [(9, Fault::UnknownField(name("fleet.stop")))]);
    let lanes = |found: &str| Fault::Value(Allowed::OneOf(texts(&["recreate", "rolling"])), name(found));
    assert_eq!(
        in_text("Out for {capacity.outage_s@recreate}", "Out for {capacity.outage_s@canary}"),
        [(16, lanes("canary"))]
    );
    assert_eq!(in_text("Out for {capacity.outage_s@recreate}", "Out for {capacity.outage_s}"), [(16, lanes("…@"))]);
    assert_eq!(in_text("moment:recreate:", "moment:canary:"), [(16, lanes("canary"))]);
    assert_eq!(in_text("Out for {capacity.", "Out for {look#capacity."), [(16, Fault::StepOfFigure(name("look")))]);
    assert_eq!(in_text("{guess#", "{"), [(38, Fault::StepOfFigure(String::new()))]);
    assert_eq!(
        in_text("### after\n\nOut for {capacity.outage_s@recreate}, see [why](moment:recreate:stable-draining).\n", ""),
        [(9, Fault::NoSection(name("after")))]
    );
    assert_eq!(in_text("### hint\n\nTwo.\n", "").last(), Some(&(0, Fault::Hints { step: name("mend"), ko: 2, en: 1 })));
    assert_eq!(in_text("### hint\n\nTwo.\n", "")[0].1, Fault::TooFew(2));
    assert_eq!(in_text("Two.", "Two.\n\n### hint\n\n3\n\n### hint\n\n4\n\n### hint\n\n5")[0].1, Fault::TooMany(4));
    assert_eq!(
        in_text("### timing", "### time"),
        [(1, Fault::NoSection(name("timing"))), (42, Fault::UnknownSection(name("time")))]
    );
    assert_eq!(
        in_text("Do.", "> Do."),
        [(26, Fault::Unsupported(name("BlockQuote"))), (24, Fault::Empty(name("mend")))]
    );
}

#[test]
fn promises_that_are_not_kept_are_found() {
    let failures = |from: &str, to: &str| {
        prove(&lesson(&with(TOML, from, to), TEXT, TEXT).expect("readable"), &mut Runs::default())
    };
    let failure = |step: &str, what| Failure { step: step.to_owned(), what };
    let [both, none] = [texts(&["out", "in"]), Vec::new()].map(Wrong::RightChoices);
    assert_eq!(
        failures(
            "not = { measure = \"capacity.outage_s\", lane = \"recreate\", above = 0 }",
            "measure = \"capacity.outage_s\", lane = \"rolling\", at_most = 0"
        ),
        [failure("guess", both)]
    );
    assert_eq!(
        failures("lane = \"recreate\", above = 0 }] },", "lane = \"rolling\", above = 0 }] },"),
        [failure("guess", none)]
    );
    assert_eq!(failures("at_most = 8", "at_most = 80"), [failure("mend", Wrong::AlreadySolved)]);
    assert_eq!(failures("at_most = 8", "at_most = 1"), [failure("mend", Wrong::NotSolved(vec![2]))]);
    assert_eq!(
        failures("solution.fleet.stop_s = 0", "solution.traffic.rate_rps = 1\nsolution.fleet.stop_s = 0"),
        [failure("mend", Wrong::NotSolved(vec![3]))]
    );
    let text = with(TEXT, "moment:recreate:stable-draining", "moment:recreate:scaled");
    let found = prove(&lesson(TOML, &text, TEXT).expect("readable"), &mut Runs::default());
    assert_eq!(found, [failure("guess", Wrong::NoMoment("recreate".to_owned(), "scaled"))]);
    let text = with(TEXT, "requests.harmed@recreate -", "rollout.time_to_detect_s@recreate -");
    let found = prove(&lesson(TOML, &text, &text).expect("readable"), &mut Runs::default());
    let no_value = Wrong::NoValue("rollout.time_to_detect_s@recreate - requests.harmed@rolling".to_owned());
    assert_eq!(found, [failure("look", no_value.clone()), failure("look", no_value)]);
}

#[test]
fn a_figure_that_one_language_lacks_is_found() {
    let text = with(TEXT, "Of {guess#capacity.outage_s@recreate}.", "Of {guess#capacity.outage_s@rolling}.");
    let found = prove(&lesson(TOML, TEXT, &text).expect("readable"), &mut Runs::default());
    let lacking = |text: &str| Failure { step: "guide".to_owned(), what: Wrong::OneLanguage(text.to_owned()) };
    assert_eq!(found, ["guess#capacity.outage_s@recreate", "guess#capacity.outage_s@rolling"].map(lacking));
}

#[test]
fn conditions_say_what_they_have_seen() {
    let lesson = good();
    let Task::Try { goal, solution } = &lesson.steps[2].task else { panic!("a goal") };
    let mut runs = Runs::default();
    let start = runs.of(&lesson.steps[2].scenario).clone();
    let case = Case::new(&start, &lesson.steps[2].scenario).expect("a case");
    let outage_s = start.lanes[0].report.capacity.outage_s;
    let judged = case.judge(&goal[1]);
    assert_eq!((judged.met, judged.seen), (false, Seen::Number(outage_s)));
    let solved = runs.of(solution).clone();
    let case = Case::new(&solved, &lesson.steps[2].scenario).expect("a case");
    let outage_s = solved.lanes[0].report.capacity.outage_s;
    let judged = case.judge(&goal[1]);
    assert_eq!((judged.met, judged.seen), (true, Seen::Number(outage_s)));
    let unchanged = |path: &str| {
        let condition = Condition::Field { path: path.to_owned(), lane: None, want: Want::Unchanged };
        case.judge(&condition).met
    };
    assert!(unchanged("traffic") && !unchanged("fleet"));
}

#[test]
fn a_field_that_differs_in_a_lane_alone_has_changed() {
    let lesson = good();
    let start = &lesson.steps[2].scenario;
    let mut changed = (**start).clone();
    let change = crate::scenario::Change { path: "traffic.rate_rps".to_owned(), value: "1".to_owned() };
    changed.lanes[1].changes.push(change);
    let evidence = super::proof::run(&changed.check().expect("good"));
    let case = Case::new(&evidence, start).expect("a case");
    let met = |lane: Option<&str>| {
        let lane = lane.map(str::to_owned);
        case.judge(&Condition::Field { path: "traffic.rate_rps".to_owned(), lane, want: Want::Unchanged }).met
    };
    assert_eq!((met(None), met(Some("recreate")), met(Some("rolling"))), (false, true, false));
}
