//! The words of a sweep: the same comparison with other values of a field.

use super::{Lang, particle, word};
use crate::record::RolloutOutcome;

/// The fixed words.
#[derive(Debug)]
#[allow(missing_docs, reason = "each field is named by what it labels; the texts themselves say the rest")]
pub struct SweepWords {
    pub title: &'static str,
    pub about: &'static str,
    pub knob: &'static str,
    pub second: &'static str,
    pub none: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub steps: &'static str,
    pub lane: &'static str,
    pub start: &'static str,
    pub stop: &'static str,
    pub open: &'static str,
    pub now: &'static str,
    pub tips: &'static str,
    pub no_tips: &'static str,
    pub refused: &'static str,
    pub not_a_number: &'static str,
    pub two_values: &'static str,
    pub many: &'static str,
}

static KO: SweepWords = SweepWords {
    title: "설정을 바꾸면 어디서 뒤집힐까?",
    about: "설정 하나(또는 둘)를 여러 값으로 바꿔 가며 같은 비교를 되풀이합니다. 값을 누르면 그 시나리오가 열립니다.",
    knob: "바꿀 설정",
    second: "둘째 설정",
    none: "없음",
    from: "부터",
    to: "까지",
    steps: "값의 수",
    lane: "레인",
    start: "계산",
    stop: "중지",
    open: "이 시나리오 열기",
    now: "지금",
    tips: "뒤집히는 곳",
    no_tips: "이 범위에서는 순위와 결과가 바뀌지 않습니다.",
    refused: "쓸 수 없는 값",
    not_a_number: "숫자를 입력하세요. 허용 범위:",
    two_values: "서로 다른 값이 둘 이상 필요합니다.",
    many: "칸이 너무 많습니다. 값의 수를 줄이세요.",
};

static EN: SweepWords = SweepWords {
    title: "Where does it tip?",
    about: "The same comparison with other values of a setting, or of two. A click on a value opens that scenario.",
    knob: "Setting",
    second: "Second setting",
    none: "none",
    from: "from",
    to: "to",
    steps: "Values",
    lane: "Lane",
    start: "Compute",
    stop: "Stop",
    open: "Open this scenario",
    now: "now",
    tips: "Where it tips",
    no_tips: "In this range neither the order nor any outcome changes.",
    refused: "not allowed",
    not_a_number: "A number is expected. Allowed:",
    two_values: "Two different values are needed at least.",
    many: "These are too many cells: choose fewer values.",
};

/// The fixed words.
#[must_use]
pub fn sweep(lang: Lang) -> &'static SweepWords {
    match lang {
        Lang::Ko => &KO,
        Lang::En => &EN,
    }
}

/// Between two values another lane is the best.
#[must_use]
pub fn best_changes(lang: Lang, [low, high]: [&str; 2], [before, after]: [&str; 2]) -> String {
    lang.pick(
        format!(
            "{} {high} 사이: 가장 나은 레인이 {before}에서 {} 바뀝니다.",
            particle::with(low),
            particle::toward(after)
        ),
        format!("Between {low} and {high}: {after} is the best instead of {before}."),
    )
}

/// Between two values rollouts of these lanes end in another way.
#[must_use]
pub fn outcome_changes(
    lang: Lang,
    [low, high]: [&str; 2],
    lanes: &[String],
    [before, after]: [RolloutOutcome; 2],
) -> String {
    let (lanes, [before, after]) =
        (lanes.join(", "), [before, after].map(|outcome| word::rollout_outcome(lang, outcome)));
    lang.pick(
        format!(
            "{} {high} 사이: {lanes}의 결과가 ‘{before}’에서 ‘{after}’{} 바뀝니다.",
            particle::with(low),
            toward(after)
        ),
        format!("Between {low} and {high}: {lanes}: {after} instead of {before}."),
    )
}

/// The particle alone, for a word in quotes.
fn toward(word: &str) -> String {
    particle::toward(word).trim_start_matches(word).to_owned()
}

/// What one sees of the picture: how many cells of how many are known.
#[must_use]
pub fn progress(lang: Lang, done: usize, all: usize) -> String {
    lang.pick(format!("{all}칸 중 {done}칸"), format!("{done} of {all} cells"))
}
