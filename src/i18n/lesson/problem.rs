//! What is wrong with a lesson, a line each.

use super::super::{Lang, problem as words};
use crate::lesson::problem::{Fault, Place, Problem};
use crate::lesson::proof::{Failure, Wrong};
use crate::scenario::Problem as ScenarioProblem;

/// One line about what is wrong with a lesson's file.
#[must_use]
pub fn sentence(lang: Lang, problem: &Problem) -> String {
    let place = match &problem.place {
        Place::Path(path) if path.is_empty() => problem.file.clone(),
        Place::Path(path) => format!("{} {path}", problem.file),
        Place::Line(line) => format!("{}:{line}", problem.file),
    };
    format!("{place}: {}", fault(lang, &problem.fault))
}

fn fault(lang: Lang, fault: &Fault) -> String {
    let fixed = |ko: &str, en: &str| lang.pick(ko, en).to_owned();
    match fault {
        Fault::Value(allowed, found) => {
            let problem = ScenarioProblem::new("", found.as_str(), allowed.clone());
            words::message(lang, &problem)
        }
        Fault::Scenario(problem) => words::sentence(lang, problem),
        Fault::Missing => fixed("값이 없습니다", "nothing stands here"),
        Fault::OnlyOne(names) => {
            let names = names.join(", ");
            lang.pick(
                format!("다음 중 정확히 하나가 있어야 합니다: {names}"),
                format!("exactly one of {names} must stand here"),
            )
        }
        Fault::TooFew(least) => {
            lang.pick(format!("{least}개 이상 있어야 합니다"), format!("at least {least} must stand here"))
        }
        Fault::TooMany(most) => {
            lang.pick(format!("{most}개까지만 쓸 수 있습니다"), format!("at most {most} may stand here"))
        }
        Fault::Twice(name) => {
            lang.pick(format!("‘{name}’ 이름이 두 번 나옵니다"), format!("“{name}” stands here twice"))
        }
        Fault::UnknownClaim(name) => lang.pick(
            format!("‘{name}’ 주장은 docs/claims.md에 없습니다"),
            format!("docs/claims.md has no claim “{name}”"),
        ),
        Fault::UnknownField(path) => {
            lang.pick(format!("시나리오에 ‘{path}’ 필드가 없습니다"), format!("the scenario has no field “{path}”"))
        }
        Fault::NoTitle => fixed(
            "‘# 제목’과 한 줄 요약으로 시작해야 합니다",
            "the file must begin with “# Title” and a paragraph that sums it up",
        ),
        Fault::NoSection(name) => {
            lang.pick(format!("‘{name}’ 절이 없습니다"), format!("the section “{name}” is missing"))
        }
        Fault::UnknownSection(name) => {
            lang.pick(format!("‘{name}’ 절은 여기에 쓸 수 없습니다"), format!("no section may be called “{name}” here"))
        }
        Fault::Empty(name) => lang.pick(
            format!("‘{name}’ 절에 있어야 할 내용이 없습니다"),
            format!("the section “{name}” lacks what belongs there"),
        ),
        Fault::NoStepTitle(name) => lang.pick(
            format!("단계 제목이 없습니다. ‘## {name}: 제목’처럼 씁니다"),
            format!("the step has no title; write “## {name}: Title”"),
        ),
        Fault::Choices(names) => {
            let names = names.join(", ");
            lang.pick(
                format!("질문은 ‘- 이름: 글’ 목록으로 끝나야 하고, 이름은 {names} 하나씩이어야 합니다"),
                format!("the question must end with a list “- name: text” that has each of {names} once"),
            )
        }
        Fault::Hints { step, ko, en } => lang.pick(
            format!("‘{step}’ 단계의 힌트 수가 다릅니다: ko.md {ko}개, en.md {en}개"),
            format!("the hints of step “{step}” differ: {ko} in ko.md, {en} in en.md"),
        ),
        Fault::Unsupported(what) => lang.pick(
            format!("레슨에서 쓰지 않는 Markdown입니다: {what}"),
            format!("Markdown that lessons do not have: {what}"),
        ),
        Fault::LooseMark => fixed(
            "** 표시가 강조로 읽히지 않았습니다. 따옴표나 괄호를 강조 밖으로 옮기세요",
            "a ** was not understood as emphasis; move quotes or brackets out of it",
        ),
        Fault::NoFigure(text) => {
            lang.pick(format!("{{{text}}}에 해당하는 수치가 없습니다"), format!("{{{text}}} is no figure"))
        }
        Fault::NoParticle(text) => lang.pick(
            format!("‘{text}’ 조사는 쓸 수 없습니다. 한국어 글에 은/는, 이/가, 을/를, 과/와, 으로/로를 씁니다"),
            format!("“{text}” is no particle; Korean texts have 은/는, 이/가, 을/를, 과/와, 으로/로"),
        ),
        Fault::ToldTooSoon(step) => lang.pick(
            format!("‘{step}’의 질문에 실행 결과 수치가 있어 답이 드러납니다"),
            format!("a figure of the run in the question “{step}” gives the answer away"),
        ),
        Fault::StepOfFigure(step) => lang.pick(
            format!("수치 앞의 단계 이름(‘{step}#’)은 guide 절에서만, 거기서는 언제나 씁니다"),
            format!("the step of a figure (“{step}#”) belongs into the guide, and there to every figure"),
        ),
        Fault::NoTarget(address) => {
            lang.pick(format!("‘{address}’ 링크는 갈 곳이 없습니다"), format!("the link “{address}” leads nowhere"))
        }
    }
}

/// One line about a promise that the lesson called `slug` does not keep.
#[must_use]
pub fn failure(lang: Lang, slug: &str, failure: &Failure) -> String {
    let Failure { step, what } = failure;
    let what = match what {
        Wrong::RightChoices(right) if right.is_empty() => {
            lang.pick("실행 결과에 맞는 선택지가 없습니다".to_owned(), "no choice is right in the run".to_owned())
        }
        Wrong::RightChoices(right) => {
            let right = right.join(", ");
            lang.pick(
                format!("실행 결과에 맞는 선택지가 여럿입니다: {right}"),
                format!("more than one choice is right in the run: {right}"),
            )
        }
        Wrong::AlreadySolved => lang.pick(
            "아무것도 바꾸지 않아도 목표가 이루어집니다".to_owned(),
            "the goal is reached before anything is changed".to_owned(),
        ),
        Wrong::NotSolved(places) => {
            let places: Vec<String> = places.iter().map(ToString::to_string).collect();
            let places = places.join(", ");
            lang.pick(
                format!("풀이로 목표가 이루어지지 않습니다. 어긋난 조건(순서): {places}"),
                format!("the solution does not reach the goal; what does not hold, by its place: {places}"),
            )
        }
        Wrong::NoValue(text) => {
            lang.pick(format!("실행에 {{{text}}} 수치가 없습니다"), format!("the run has no value for {{{text}}}"))
        }
        Wrong::OneLanguage(text) => lang.pick(
            format!("{{{text}}} 수치가 한 언어의 글에만 있습니다"),
            format!("only one of the languages tells {{{text}}}"),
        ),
        Wrong::NoMoment(lane, event) => lang.pick(
            format!("{lane} 레인에서 {event} 사건이 일어나지 않습니다"),
            format!("{event} does not happen in the lane {lane}"),
        ),
    };
    format!("{slug} {step}: {what}")
}
