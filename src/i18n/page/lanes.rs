//! The words around the lanes: what can be done with one, what differs in it, and what its operator can do.

use super::super::{Lang, number, word};
use crate::scenario::Action;

/// The fixed words.
#[derive(Debug)]
#[allow(missing_docs, reason = "each field is named by what it labels; the texts themselves say the rest")]
pub struct LaneWords {
    pub bar: &'static str,
    pub add: &'static str,
    pub usual: &'static str,
    pub menu: &'static str,
    pub name: &'static str,
    pub strategy: &'static str,
    pub change: &'static str,
    pub duplicate: &'static str,
    pub forward: &'static str,
    pub remove: &'static str,
    pub differences: &'static str,
    pub back: &'static str,
    pub scope: &'static str,
    pub all: &'static str,
    pub operator: &'static str,
    pub commands: &'static str,
}

static KO: LaneWords = LaneWords {
    bar: "레인 고르기",
    add: "레인 추가",
    usual: "전략별 레인으로",
    menu: "레인 메뉴",
    name: "이름",
    strategy: "전략",
    change: "이 레인만 바꾸기",
    duplicate: "복제하고 바꾸기",
    forward: "앞으로 옮기기",
    remove: "레인 삭제",
    differences: "이 레인만 다른 점",
    back: "다른 레인과 같게",
    scope: "바꿀 레인",
    all: "모든 레인",
    operator: "지금 운영자가 할 일",
    commands: "운영자 명령",
};

static EN: LaneWords = LaneWords {
    bar: "Choice of lanes",
    add: "Add a lane",
    usual: "A lane per strategy",
    menu: "Lane menu",
    name: "Name",
    strategy: "Strategy",
    change: "Change this lane alone",
    duplicate: "Duplicate and change",
    forward: "Move forward",
    remove: "Remove the lane",
    differences: "Different in this lane",
    back: "As in the other lanes",
    scope: "Change",
    all: "All lanes",
    operator: "What the operator does now",
    commands: "Operator's commands",
};

/// The words around the lanes in `lang`.
#[must_use]
pub fn lane_words(lang: Lang) -> &'static LaneWords {
    lang.pick(&KO, &EN)
}

/// A lane alone, as a choice.
#[must_use]
pub fn only(lang: Lang, lane: &str) -> String {
    lang.pick(format!("{lane}만"), format!("{lane} alone"))
}

/// A command that a button gives at the playhead.
#[must_use]
pub fn command_now(lang: Lang, action: Action, at_s: f64) -> String {
    let (action, at) = (word::action(lang, action), number::clock(at_s));
    lang.pick(format!("{at}에 {action}"), format!("{action} at {at}"))
}

/// What an instance is.
pub struct Life<'a> {
    /// Its number.
    pub instance: u32,
    /// What it runs.
    pub version: &'a str,
    /// What it does.
    pub state: &'a str,
    /// Since when.
    pub since: String,
}

/// What an instance is and does.
#[must_use]
pub fn life(lang: Lang, life: &Life<'_>) -> String {
    let Life { instance, version, state, since } = life;
    lang.pick(
        format!("인스턴스 {instance}: {version}, {since}부터 {state}"),
        format!("Instance {instance}: {version}, {state} since {since}"),
    )
}

/// How many of its workers are busy, and how many requests wait for one; averages of the last seconds.
#[must_use]
pub fn load(lang: Lang, busy: f64, workers: u32, waiting: f64) -> String {
    let busy = number::fixed(busy, 1);
    if waiting > 0.0 {
        let waiting = number::fixed(waiting, 1);
        return lang.pick(
            format!("작업자 {workers}개 중 {busy}개 사용, {waiting}건 대기"),
            format!("{busy} of {workers} workers busy, {waiting} waiting"),
        );
    }
    lang.pick(
        format!("작업자 {workers}개 중 {busy}개 사용, 대기 없음"),
        format!("{busy} of {workers} workers busy, none waits"),
    )
}

/// What it did before.
#[must_use]
pub fn before(lang: Lang, states: &str) -> String {
    lang.pick(format!("그전: {states}"), format!("Before: {states}"))
}

/// What a click on an instance does, or the button that does it.
#[must_use]
pub fn crash_now(lang: Lang, at_s: f64, is_button: bool) -> String {
    let at = number::clock(at_s);
    if is_button {
        return lang.pick(format!("{at}에 크래시시키기"), format!("Crash it at {at}"));
    }
    lang.pick(format!("누르면 {at}에 크래시"), format!("Click: crashes at {at}"))
}

/// How the instances of a stage are asked, for those who use a keyboard.
#[must_use]
pub fn instances_hint(lang: Lang) -> &'static str {
    lang.pick(
        "인스턴스. 화살표 키로 고르고 Enter로 크래시시킵니다",
        "instances. Arrow keys choose one, Enter makes it crash",
    )
}

/// An instance was made to crash.
#[must_use]
pub fn crash_added(lang: Lang, instance: u32, at: &str) -> String {
    lang.pick(
        format!("인스턴스 {instance}에 {at} 크래시를 넣었습니다. Ctrl+Z로 되돌립니다."),
        format!("Instance {instance} crashes at {at}. Ctrl+Z takes it back."),
    )
}

/// How many entries a list has.
#[must_use]
pub fn entries(lang: Lang, count: usize) -> String {
    match count {
        0 => number::NOTHING.to_owned(),
        1 => lang.pick("1개", "1 entry").to_owned(),
        more => format!("{}{}", number::whole(more as u64), lang.pick("개", " entries")),
    }
}

/// Yes or no.
#[must_use]
pub fn yes_or_no(lang: Lang, yes: bool) -> &'static str {
    if yes { lang.pick("예", "yes") } else { lang.pick("아니요", "no") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_left_in_the_other_language() {
        let has_hangul = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
        assert!(!has_hangul(&format!("{EN:?}")) && has_hangul(&format!("{KO:?}")));
        assert!(!format!("{KO:?}{EN:?}").contains("\"\""));
    }
}
