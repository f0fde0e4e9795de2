//! How goals are put together, and the words around a lesson in a terminal.

use super::super::{Lang, number};
use crate::lesson::condition::Relation;

/// What is said of something: the lane and the measure, then how it shall stand.
#[must_use]
pub fn about(_lang: Lang, subject: &[&str], wanted: &str) -> String {
    format!("{}: {wanted}", subject.join(" · "))
}

/// How a number shall stand to its bound.
#[must_use]
pub fn relation(lang: Lang, relation: Relation, bound: &str) -> String {
    match (relation, lang) {
        (Relation::AtMost, Lang::Ko) => format!("{bound} 이하"),
        (Relation::AtMost, Lang::En) => format!("at most {bound}"),
        (Relation::AtLeast, Lang::Ko) => format!("{bound} 이상"),
        (Relation::AtLeast, Lang::En) => format!("at least {bound}"),
        (Relation::Below, Lang::Ko) => format!("{bound} 미만"),
        (Relation::Below, Lang::En) => format!("below {bound}"),
        (Relation::Above, Lang::Ko) => format!("{bound} 초과"),
        (Relation::Above, Lang::En) => format!("above {bound}"),
        (Relation::Is, _) => bound.to_owned(),
    }
}

/// So many times what another lane has.
#[must_use]
pub fn times_lane(lang: Lang, times: f64, lane: &str) -> String {
    if times == 1.0 {
        return lang.pick(format!("‘{lane}’의 값"), format!("that of “{lane}”"));
    }
    let times = number::plain(times);
    lang.pick(format!("‘{lane}’의 {times}배"), format!("{times} times that of “{lane}”"))
}

/// That something happens, and when.
#[must_use]
pub fn happens(lang: Lang, event: &str, before: Option<String>, after: Option<String>) -> String {
    let before = before.map(|at| lang.pick(format!("{at} 전"), format!("before {at}")));
    let after = after.map(|at| lang.pick(format!("{at} 후"), format!("after {at}")));
    let when: Vec<String> = [after, before].into_iter().flatten().collect();
    if when.is_empty() { event.to_owned() } else { format!("{event} ({})", when.join(", ")) }
}

/// That a field is as it was.
#[must_use]
pub fn unchanged(lang: Lang) -> &'static str {
    lang.pick("처음 값 그대로", "as it was")
}

/// That fields are not as they were.
#[must_use]
pub fn changed(lang: Lang, names: &str) -> String {
    lang.pick(format!("{names} 바뀜"), format!("{names} changed"))
}

/// That something does not hold.
#[must_use]
pub fn not(lang: Lang, inner: &str) -> String {
    lang.pick(format!("다음이 아닐 것 — {inner}"), format!("not: {inner}"))
}

/// That one of several holds.
#[must_use]
pub fn any(lang: Lang, inner: &[String]) -> String {
    let inner = inner.join(" / ");
    lang.pick(format!("다음 중 하나 — {inner}"), format!("one of: {inner}"))
}

/// A number of things; English says one of them without its plural.
#[must_use]
pub fn counted(lang: Lang, amount: String) -> String {
    let things = amount.strip_prefix("1 ").filter(|_| lang == Lang::En);
    let single = things
        .filter(|things| things.len() > 2 && !things.contains("/") && !things.ends_with("ies"))
        .and_then(|it| it.strip_suffix('s'));
    match single {
        Some(thing) => format!("1 {thing}"),
        None => amount,
    }
}

/// How long a lesson takes.
#[must_use]
pub fn minutes(lang: Lang, minutes: u32) -> String {
    lang.pick(format!("{minutes}분"), format!("{minutes} min"))
}

/// What stands above the objectives, the goal, the hints, the solution, and what is said afterwards.
#[must_use]
pub fn heading(lang: Lang, heading: Heading) -> &'static str {
    match heading {
        Heading::Objectives => lang.pick("배우는 것", "What you will be able to do"),
        Heading::Goal => lang.pick("목표", "Goal"),
        Heading::Hint => lang.pick("힌트", "Hint"),
        Heading::Solution => lang.pick("풀이 예", "A solution"),
        Heading::After => lang.pick("실행 뒤에", "After the run"),
        Heading::Steps => lang.pick("단계", "Steps"),
        Heading::Right => lang.pick("정답", "Right answer"),
    }
}

/// A heading around a lesson.
#[derive(Clone, Copy, Debug)]
pub enum Heading {
    /// Above what one can do afterwards.
    Objectives,
    /// Above what shall hold.
    Goal,
    /// Above a hint.
    Hint,
    /// Above the solution.
    Solution,
    /// Above what is said after the run.
    After,
    /// Above the steps.
    Steps,
    /// Before the right choice.
    Right,
}

/// A field that a solution changes, with what it was and what it is.
#[must_use]
pub fn change(name: &str, before: &str, after: &str) -> String {
    format!("{name}: {before} → {after}")
}

/// That all lessons that were checked keep what they promise.
#[must_use]
pub fn all_kept(lang: Lang, lessons: usize) -> String {
    lang.pick(
        format!("레슨 {lessons}개를 모두 확인했습니다. 문제가 없습니다."),
        format!("{lessons} checked, nothing wrong."),
    )
}

/// That there is no such lesson.
#[must_use]
pub fn unknown(lang: Lang, slug: &str, slugs: &[String]) -> String {
    let slugs = slugs.join(", ");
    lang.pick(
        format!("‘{slug}’라는 레슨은 없습니다. 있는 레슨: {slugs}"),
        format!("there is no lesson “{slug}”; there are {slugs}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_has_no_plural() {
        let counted = |text: &str| counted(Lang::En, text.to_owned());
        assert_eq!(counted("1 instances"), "1 instance");
        for same in ["2 instances", "11 users", "1 s", "1 ms", "1", "1 entries"] {
            assert_eq!(counted(same), same);
        }
    }
}
