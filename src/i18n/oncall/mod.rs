//! The words of the game: what its operator is told while it goes on, and what it came to.

mod card;

pub use card::{Told, card};

use super::{Lang, number};
use crate::fleet::Reading;
use crate::oncall::{Decision, Move, Play, Score, Stand, WrongGame};
use crate::scenario::StepKind;

/// A word of the game.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The name of the game.
    Title,
    /// The deck's number.
    Deck,
    /// Begins the first round.
    Start,
    /// Begins the next round.
    NextRound,
    /// Begins another deck.
    NewDeck,
    /// Leads back to the beginning of the game.
    Rules,
    /// Leads to the list of lessons.
    Lessons,
    /// Opens the round as a comparison.
    Explore,
    /// Above what was seen at each look.
    Log,
    /// What the cells of that hold.
    LogAbout,
    /// Above the score.
    Score,
    /// Above the sums of all rounds so far.
    Total,
    /// Above the buttons.
    Moves,
    /// The present round is not over yet.
    Now,
    /// The candidate.
    Candidate,
    /// The stable version.
    Stable,
    /// What really happened.
    Truth,
    /// What really happened to both versions' requests.
    TruthOfAll,
    /// The automatic policy's limit.
    Limit,
    /// The operator.
    You,
    /// The automatic policy.
    Policy,
    /// Nobody watches.
    Unwatched,
    /// Nothing is released.
    Without,
    /// What became of the candidate.
    Decision,
    /// Users hurt.
    Hurt,
    /// Minutes until it was decided.
    Minutes,
    /// Money.
    Money,
    /// Right decisions.
    Right,
}

impl Word {
    /// The word.
    #[must_use]
    pub fn name(self, lang: Lang) -> &'static str {
        let (ko, en) = match self {
            Word::Title => ("온콜", "On call"),
            Word::Deck => ("덱 번호", "Deck number"),
            Word::Start => ("근무 시작", "Start the shift"),
            Word::NextRound => ("다음 라운드", "Next round"),
            Word::NewDeck => ("새 덱으로", "A new deck"),
            Word::Rules => ("게임 설명", "Rules"),
            Word::Lessons => ("모든 레슨", "All lessons"),
            Word::Explore => ("이 라운드를 비교 화면에서 열기", "Open this round as a comparison"),
            Word::Log => ("지금까지 본 것과 한 일", "What you saw and did"),
            Word::LogAbout => (
                "두 값은 안정 버전 / 후보 버전입니다. 텔레메트리에 없으면 –로 적습니다.",
                "Of two values the first is the stable version's, the second the candidate's; – where telemetry has none.",
            ),
            Word::Score => ("점수", "Score"),
            Word::Total => ("지금까지 합계", "So far"),
            Word::Moves => ("무엇을 할까요?", "What do you do?"),
            Word::Now => ("지금", "now"),
            Word::Candidate => ("후보", "candidate"),
            Word::Stable => ("안정", "stable"),
            Word::Truth => ("실제", "truth"),
            Word::TruthOfAll => ("실제(모든 요청)", "truth, of all requests"),
            Word::Limit => ("자동 정책의 한도", "the policy's limit"),
            Word::You => ("당신", "You"),
            Word::Policy => ("자동 정책", "Automatic policy"),
            Word::Unwatched => ("아무도 안 봤다면", "Nobody watching"),
            Word::Without => ("배포하지 않았다면", "No release"),
            Word::Decision => ("결정", "Decision"),
            Word::Hurt => ("피해 사용자", "Users hurt"),
            Word::Minutes => ("걸린 시간", "Time taken"),
            Word::Money => ("비용", "Money"),
            Word::Right => ("옳은 결정", "Right decisions"),
        };
        lang.pick(ko, en)
    }
}

/// What the game is about, in a sentence.
#[must_use]
pub fn about(lang: Lang) -> &'static str {
    lang.pick(
        "새 버전이 카나리로 나갑니다. 좋은 버전인지는 아무도 모릅니다. 텔레메트리만 보고 승격할지, 멈출지, 롤백할지 정하세요.",
        "A new version goes out as a canary. Nobody knows whether it is any good. With telemetry alone, decide whether to promote it, pause it or roll it back.",
    )
}

/// The rules, one sentence after the other.
#[must_use]
pub fn rules(lang: Lang) -> [&'static str; 5] {
    lang.pick(
        [
            "카나리는 5%, 20%, 50%에서 2분씩 머물고 저절로 다음 단계로 갑니다. 기다리거나, 바로 승격하거나, 일시 정지하거나, 롤백할 수 있습니다.",
            "화면에는 텔레메트리만 나옵니다. 수집한 값이라 늦고, 튀고, 빌 수 있습니다. 안정 버전과 견주어 보세요.",
            "롤백하면 라운드가 끝납니다. 요청이 모두 후보 버전으로 간 뒤에는 3분을 더 지켜보고, 그사이에도 롤백할 수 있습니다.",
            "후보 버전의 절반쯤은 좋은 버전입니다. 다 롤백하면 아무것도 내보내지 못합니다.",
            "라운드가 끝나면 실제를 보여 줍니다. 피해 사용자, 걸린 시간, 비용을 자동 정책과 견줍니다. 자동 정책은 후보 버전의 오류율이 2%, 또는 p99가 400 ms를 세 번 잇달아 넘으면 롤백합니다.",
        ],
        [
            "The canary stays at 5, 20 and 50% for two minutes each, and goes on by itself. You may wait, promote it at once, pause it, or roll it back.",
            "You see telemetry and nothing else: it is scraped, so it is late, it jumps, and it may be missing. Compare with the stable version.",
            "A roll-back ends the round. Once all requests go to the candidate it is watched for three more minutes, in which you may still roll back.",
            "About half of the candidates are good. If you roll back every one, nothing is ever released.",
            "After each round you see the truth, and users hurt, time and money beside those of an automatic policy: it rolls back when the candidate's error rate is above 2%, or its p99 above 400 ms, three times in a row.",
        ],
    )
}

/// Which round of which deck it is.
#[must_use]
pub fn place(lang: Lang, seed: u64, number: usize, rounds: usize) -> String {
    lang.pick(
        format!("온콜 · 덱 {seed} · 라운드 {number}/{rounds}"),
        format!("On call · deck {seed} · round {number} of {rounds}"),
    )
}

/// What time it is, and how the rollout stands.
#[must_use]
pub fn stand(lang: Lang, play: &Play) -> String {
    let weight = play.looks.last().map_or(0, |look| look.weight);
    let share = match weight {
        0 => lang.pick(
            "후보 버전은 아직 요청을 받지 않습니다.".to_owned(),
            "The candidate gets no requests yet.".to_owned(),
        ),
        100 => {
            lang.pick("요청이 모두 후보 버전으로 갑니다.".to_owned(), "All requests go to the candidate.".to_owned())
        }
        _ => lang.pick(
            format!("요청의 {weight}%가 후보 버전으로 갑니다."),
            format!("{weight}% of the requests go to the candidate."),
        ),
    };
    let then = match play.stand {
        Stand::Coming => lang.pick("인스턴스가 뜨고 있습니다.".to_owned(), "Instances are coming up.".to_owned()),
        Stand::Held(until_s) => {
            let (until, next) = (number::clock(until_s), next_weight(play, weight));
            lang.pick(format!("{until}에 {next}%로 올라갑니다."), format!("It goes to {next}% at {until}."))
        }
        Stand::Paused(_) => lang.pick("일시 정지했습니다.".to_owned(), "You have paused it.".to_owned()),
        Stand::Complete(until_s) => {
            let until = number::clock(until_s);
            lang.pick(format!("{until}까지 지켜봅니다."), format!("It is watched until {until}."))
        }
        Stand::Back => lang.pick("롤백했습니다.".to_owned(), "You have rolled it back.".to_owned()),
    };
    format!("{} · {share} {then}", number::clock(play.now_s()))
}

/// The weight that follows `weight`.
fn next_weight(play: &Play, weight: u8) -> u32 {
    let steps = play.scenario.strategy.canary.steps.iter().filter(|step| step.kind == StepKind::SetWeight);
    steps.map(|step| step.weight).find(|next| *next > u32::from(weight)).unwrap_or(100)
}

/// What a chart of the game follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The share of requests that fail.
    Errors,
    /// The 99th percentile of latency.
    Latency,
}

impl Seen {
    /// Both.
    pub const ALL: [Seen; 2] = [Seen::Errors, Seen::Latency];

    /// What it is called.
    #[must_use]
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            Seen::Errors => lang.pick("오류율", "Error rate"),
            Seen::Latency => "p99",
        }
    }

    /// What its axis counts in.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Seen::Errors => "%",
            Seen::Latency => "ms",
        }
    }

    /// What a reading says of it.
    #[must_use]
    pub fn text(self, lang: Lang, reading: Option<&Reading>) -> String {
        match (self, reading) {
            (_, None) => number::NOTHING.to_owned(),
            (Seen::Errors, Some(reading)) => number::percent(reading.error_rate),
            (Seen::Latency, Some(reading)) => number::latency(lang, reading.p99_ms.map_or(f64::NAN, f64::round)),
        }
    }
}

/// What telemetry shows of both versions, in a sentence.
#[must_use]
pub fn readings(lang: Lang, readings: &[Option<Reading>; 2]) -> String {
    let [stable, candidate] = readings;
    if stable.is_none() && candidate.is_none() {
        return lang.pick("텔레메트리가 비어 있습니다.", "Telemetry has nothing.").to_owned();
    }
    let one = |seen: Seen| {
        let [stable, candidate] = [stable, candidate].map(|reading| seen.text(lang, reading.as_ref()));
        let name = seen.name(lang);
        lang.pick(
            format!("{name}: 후보 {candidate}, 안정 {stable}."),
            format!("{name}: candidate {candidate}, stable {stable}."),
        )
    };
    Seen::ALL.map(one).join(" ")
}

/// What stands on the button of a move in a round: where a promotion leads, too.
#[must_use]
pub fn button(lang: Lang, play: &Play, one: Move) -> String {
    let weight = play.looks.last().map_or(0, |look| look.weight);
    let name = made(lang, one);
    match one {
        Move::Promote if weight < 100 => {
            let next = next_weight(play, weight);
            lang.pick(format!("{name}: 바로 {next}%로"), format!("{name} to {next}% now"))
        }
        _ => name.to_owned(),
    }
}

/// What a move is called.
#[must_use]
pub fn made(lang: Lang, one: Move) -> &'static str {
    match one {
        Move::Wait => lang.pick("30초 기다리기", "Wait 30 s"),
        Move::WaitLong => lang.pick("2분 기다리기", "Wait 2 min"),
        Move::Promote => lang.pick("승격", "Promote"),
        Move::Pause => lang.pick("일시 정지", "Pause"),
        Move::Resume => lang.pick("재개", "Resume"),
        Move::RollBack => lang.pick("롤백", "Roll back"),
    }
}

/// What stands above the columns of the looks.
#[must_use]
pub fn headings(lang: Lang) -> [&'static str; 7] {
    lang.pick(
        ["시각", "비중", "인스턴스", "초당 잰 요청", "오류율", "p99", "한 일"],
        ["time", "weight", "instances", "measured/s", "error rate", "p99", "your move"],
    )
}

/// What became of the candidate.
#[must_use]
pub fn decision(lang: Lang, decision: Decision) -> &'static str {
    match decision {
        Decision::Promoted => lang.pick("내보냄", "promoted"),
        Decision::RolledBack => lang.pick("롤백", "rolled back"),
        Decision::Undecided => lang.pick("정하지 못함", "undecided"),
    }
}

/// Whether that was right, beside it.
#[must_use]
pub fn is_right(lang: Lang, is_right: bool) -> &'static str {
    if is_right { lang.pick("옳음", "right") } else { lang.pick("틀림", "wrong") }
}

/// What the operator's decision was worth.
#[must_use]
pub fn verdict(lang: Lang, score: &Score) -> &'static str {
    match (score.card.is_good(), score.operator.decision) {
        (true, Decision::Promoted) => {
            lang.pick("옳은 결정입니다. 좋은 버전을 내보냈습니다.", "Right: a good version is out.")
        }
        (true, Decision::RolledBack) => lang.pick(
            "좋은 버전을 롤백했습니다. 내보내도 되는 버전이었습니다.",
            "You took a good version back. It should have gone out.",
        ),
        (false, Decision::RolledBack) => {
            lang.pick("옳은 결정입니다. 나쁜 버전을 롤백했습니다.", "Right: you took a bad version back.")
        }
        (false, Decision::Promoted) => lang.pick(
            "나쁜 버전을 모두에게 내보냈습니다. 롤백했어야 합니다.",
            "You promoted a bad version to everybody. It should have been rolled back.",
        ),
        (true, Decision::Undecided) => lang.pick(
            "근무가 끝날 때까지 정하지 못했습니다. 좋은 버전이었습니다.",
            "The shift ended before you decided. It was a good version.",
        ),
        (false, Decision::Undecided) => lang.pick(
            "근무가 끝날 때까지 정하지 못했습니다. 나쁜 버전이었습니다.",
            "The shift ended before you decided. It was a bad version.",
        ),
    }
}

/// How the automatic policy did beside the operator.
#[must_use]
pub fn beside_policy(lang: Lang, score: &Score) -> String {
    let policy = decision(lang, score.policy.decision);
    let right = is_right(lang, score.policy.is_right);
    let [own, others] = [score.operator, score.policy].map(|outcome| number::whole(outcome.users_hurt));
    lang.pick(
        format!("자동 정책의 결정: {policy}({right}). 피해 사용자: 당신 {own}명, 자동 정책 {others}명."),
        format!("The automatic policy: {policy} ({right}). Users hurt: you {own}, the policy {others}."),
    )
}

/// When telemetry first told that a bad candidate is worse.
#[must_use]
pub fn told_at(lang: Lang, at_s: Option<f64>) -> String {
    match at_s.map(number::clock) {
        Some(at) => lang.pick(
            format!("텔레메트리만으로도 {at}부터는 후보 버전이 안정 버전보다 나쁘다고 말할 수 있었습니다."),
            format!("From {at} on, telemetry alone told that the candidate is worse than the stable version."),
        ),
        None => lang.pick(
            "이 라운드의 텔레메트리만으로는 나쁘다고 말할 수 없었습니다.".to_owned(),
            "In this round telemetry alone never told that it is worse.".to_owned(),
        ),
    }
}

/// How many minutes.
#[must_use]
pub fn minutes(lang: Lang, minutes: f64) -> String {
    let minutes = number::fixed(minutes, 1);
    lang.pick(format!("{minutes}분"), format!("{minutes} min"))
}

/// How many users.
#[must_use]
pub fn users(lang: Lang, users: u64) -> String {
    let users = number::whole(users);
    lang.pick(format!("{users}명"), users)
}

/// So many of so many rounds.
#[must_use]
pub fn of_rounds(lang: Lang, right: usize, rounds: usize) -> String {
    lang.pick(format!("{rounds}라운드 중 {right}"), format!("{right} of {rounds}"))
}

/// What the file with results is.
#[must_use]
pub fn save(lang: Lang, kind: &str) -> String {
    lang.pick(format!("결과 {kind}"), format!("Results as {kind}"))
}

/// Why something is no game.
#[must_use]
pub fn wrong(lang: Lang, wrong: &WrongGame, rounds: usize) -> String {
    match wrong {
        WrongGame::Round(number) => lang.pick(
            format!("라운드는 1부터 {rounds}까지입니다: {number}"),
            format!("rounds go from 1 to {rounds}: {number}"),
        ),
        WrongGame::Letter(letter) => lang.pick(
            format!("‘{letter}’에 해당하는 명령이 없습니다. w l p h c r 중에서 고르고, 라운드 사이에 점을 찍으세요."),
            format!("“{letter}” is no move; there are w l p h c r, with a point between rounds"),
        ),
        WrongGame::Long => lang.pick("한 라운드의 명령이 너무 많습니다.", "too many moves in a round").to_owned(),
    }
}
