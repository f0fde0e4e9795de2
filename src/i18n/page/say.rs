//! The page's sentences with values in them.

use super::super::{Lang, ab_test, analysis, event, number, word};
use crate::fleet::{Arm, State};
use crate::rollout::Look;
use crate::scenario::Title;
use crate::sim::Reason;

/// Before the rollout.
#[must_use]
pub fn before(lang: Lang, ready: u32) -> String {
    let ready = number::whole(u64::from(ready));
    lang.pick(format!("배포 전, 안정 버전 {ready}개"), format!("Before the rollout: {ready} stable"))
}

/// No instance serves.
#[must_use]
pub fn outage(lang: Lang) -> String {
    lang.pick("서비스 중단! 받을 인스턴스 없음", "Outage! Nobody answers").to_owned()
}

/// The candidate is being made, and serves nobody yet.
#[must_use]
pub fn preparing(lang: Lang, present: u32) -> String {
    let present = number::whole(u64::from(present));
    lang.pick(format!("후보 {present}개를 준비하는 중"), format!("Preparing the new fleet: {present} so far"))
}

/// Instances are being replaced.
#[must_use]
pub fn replacing(lang: Lang, candidate: u32, wanted: u32) -> String {
    let (candidate, wanted) = (number::whole(u64::from(candidate)), number::whole(u64::from(wanted)));
    lang.pick(
        format!("교체하는 중, 후보 버전 {candidate}/{wanted}"),
        format!("Replacing: candidate {candidate} of {wanted}"),
    )
}

/// A canary holds a step.
#[must_use]
pub fn step(lang: Lang, step: u32, weight: u8) -> String {
    let step = step + 1;
    lang.pick(format!("{step}단계, 트래픽 {weight}%로 관찰 중"), format!("Step {step}: watching {weight}% of traffic"))
}

/// An A/B test is under way; what its last look showed.
#[must_use]
pub fn testing(lang: Lang, look: Option<&Look>) -> String {
    let Some(look) = look else {
        return lang.pick("A/B 테스트 중, 아직 센 것 없음", "A/B test: nothing counted yet").to_owned();
    };
    let ([stable, candidate], p) = (look.arms.map(Arm::share).map(number::percent), ab_test::chance(look.p_value));
    lang.pick(
        format!("A/B 테스트 중, 전환율 {stable} 대 {candidate}, p {p}"),
        format!("A/B test: {stable} and {candidate} convert, p {p}"),
    )
}

/// The rollout is complete.
#[must_use]
pub fn completed(lang: Lang) -> String {
    lang.pick("배포 완료, 후보 버전 서비스 중", "Complete: the candidate serves all").to_owned()
}

/// The change is being taken back.
#[must_use]
pub fn rolling_back(lang: Lang, reason: &Reason) -> String {
    use crate::sim::Cause;
    let why = match reason.cause {
        Cause::ErrorRate => {
            let (value, limit) = (number::percent(reason.value), number::percent(reason.limit));
            lang.pick(format!("오류율 {value} > {limit}"), format!("error rate {value} > {limit}"))
        }
        Cause::LatencyP99 => {
            format!("p99 {} > {}", number::latency(lang, reason.value), number::latency(lang, reason.limit))
        }
        Cause::Analysis(finding) => analysis::briefly(lang, &finding),
        Cause::ProgressDeadline => lang.pick("진행 기한 초과", "deadline passed").to_owned(),
        Cause::Operator => lang.pick("운영자 명령", "operator's command").to_owned(),
        Cause::AbTest => lang.pick("더 낫지 않음", "not shown to be better").to_owned(),
        Cause::NoData => lang.pick("측정값 없음", "nothing measured").to_owned(),
    };
    lang.pick(format!("되돌리는 중, {why}"), format!("Rolling back: {why}"))
}

/// The change has been taken back.
#[must_use]
pub fn rolled_back(lang: Lang) -> String {
    lang.pick("롤백 완료, 안정 버전 서비스 중", "Rolled back to the stable version").to_owned()
}

/// The rollout passed its deadline and stands still.
#[must_use]
pub fn stalled(lang: Lang) -> String {
    lang.pick("기한이 지나도록 진척 없이 멈춤", "Stalled beyond its deadline").to_owned()
}

/// The operator holds the rollout.
#[must_use]
pub fn paused(lang: Lang) -> String {
    lang.pick("운영자가 멈춤", "Held by the operator").to_owned()
}

/// Values for the text twin of a lane.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The lane.
    pub title: Title,
    /// The playhead, s.
    pub time_s: f64,
    /// Instances in rotation, stable and candidate.
    pub rotation: [u32; 2],
    /// Requests per second that they can answer.
    pub capacity_rps: f64,
    /// Requests per second that arrive.
    pub demand_rps: f64,
    /// Share of the candidate, 0 to 1.
    pub candidate_share: Option<f64>,
    /// 99th percentile of the latency, ms.
    pub p99_ms: Option<f64>,
    /// Requests failed, refused or given up so far.
    pub harmed: u64,
    /// Requests sent to the candidate so far.
    pub exposed: u64,
    /// Money so far, US dollars.
    pub cost_usd: f64,
}

/// A picture of a lane as text.
#[must_use]
pub fn moment(lang: Lang, moment: &Moment, status: &str) -> String {
    let strategy = word::lane(lang, &moment.title);
    let at = number::clock(moment.time_s);
    let [stable, candidate] = moment.rotation.map(|count| number::whole(u64::from(count)));
    let (capacity, demand) = (number::rate(lang, moment.capacity_rps), number::rate(lang, moment.demand_rps));
    let share = moment.candidate_share.map_or(number::NOTHING.to_owned(), number::percent);
    let p99 = moment.p99_ms.map_or(number::NOTHING.to_owned(), |ms| number::latency(lang, ms));
    let (harmed, exposed) = (number::whole(moment.harmed), number::whole(moment.exposed));
    let cost = number::money(moment.cost_usd);
    lang.pick(
        format!(
            "{at} {strategy}: {status}. 트래픽을 받는 인스턴스는 안정 버전 {stable}개, 후보 버전 {candidate}개. 용량 {capacity}, 수요 {demand}. \
             후보 버전의 비중 {share}, p99 지연 시간 {p99}. 지금까지 피해 요청 {harmed}건, 후보 버전으로 간 요청 {exposed}건, 비용 {cost}."
        ),
        format!(
            "{at} {strategy}: {status}. In rotation: {stable} stable, {candidate} candidate. Capacity {capacity}, demand {demand}. \
             The candidate gets {share}; p99 latency {p99}. So far {harmed} requests hurt, {exposed} sent to the candidate, cost {cost}."
        ),
    )
}

/// What a state looks like on the stage.
#[must_use]
pub fn state_glyph(lang: Lang, state: State) -> &'static str {
    match state {
        State::Provisioning => lang.pick("점선, 더하기", "dashed, plus"),
        State::Starting => lang.pick("점선, 삼각형", "dashed, triangle"),
        State::Warming => lang.pick("점선, 꺾쇠", "dashed, chevron"),
        State::Ready => lang.pick("실선, 채움", "solid, filled"),
        State::Draining => lang.pick("빈 칸, 아래 화살표", "empty, arrow down"),
        State::Crashed => lang.pick("붉은 칸, 가위표", "red, cross"),
        State::Terminated => lang.pick("없음", "gone"),
        State::Unready => lang.pick("점선, 가로줄", "dashed, bar"),
    }
}

/// A spoken announcement: which lane, and what happened.
#[must_use]
pub fn announcement(lang: Lang, title: &Title, what: &crate::sim::Event) -> String {
    format!("{}: {}", word::lane(lang, title), event::sentence(lang, what))
}

/// What a value must be to be taken.
#[must_use]
pub fn range(lang: Lang, min: f64, max: f64, unit: &str) -> String {
    let (min, max) = (number::plain(min), number::plain(max));
    lang.pick(
        format!("{min}{unit}부터 {max}{unit}까지 넣을 수 있습니다."),
        format!("Allowed: {min}{unit} to {max}{unit}."),
    )
}

/// How the offered traffic stands to the capacity of the whole fleet.
#[must_use]
pub fn load(lang: Lang, share: f64) -> String {
    let share = number::percent(share);
    lang.pick(format!("플릿 용량의 {share}"), format!("{share} of the fleet's capacity"))
}

/// What one tile stands for, when it is more than one instance.
#[must_use]
pub fn tile_stands_for(lang: Lang, instances: usize) -> String {
    let instances = number::whole(instances as u64);
    lang.pick(format!("한 칸은 인스턴스 {instances}개"), format!("one tile stands for {instances} instances"))
}

/// A share of requests beside their number.
#[must_use]
pub fn of_all(lang: Lang, share: f64) -> String {
    let share = number::percent(share);
    lang.pick(format!("전체의 {share}"), format!("{share} of all"))
}

/// How a file was taken.
#[must_use]
pub fn opened(lang: Lang, name: &str) -> String {
    lang.pick(format!("‘{name}’ 내용으로 다시 시뮬레이션했습니다."), format!("Now showing “{name}”."))
}

/// How many lines of the log are not listed.
#[must_use]
pub fn more_lines(lang: Lang, count: usize) -> String {
    let count = number::whole(count as u64);
    lang.pick(format!("그 밖에 {count}줄이 더 있습니다."), format!("and {count} more lines."))
}

/// What the slider of the time line says to a screen reader.
#[must_use]
pub fn time_of(lang: Lang, time_s: f64, horizon_s: f64) -> String {
    let (time, horizon) = (number::clock(time_s), number::clock(horizon_s));
    lang.pick(format!("{horizon} 중 {time}"), format!("{time} of {horizon}"))
}

/// How many problems there are.
#[must_use]
pub fn problems(lang: Lang, count: usize) -> String {
    let shown = number::whole(count as u64);
    lang.pick(
        format!("고칠 곳 {shown}개"),
        if count == 1 { "1 problem".to_owned() } else { format!("{shown} problems") },
    )
}

/// How many settings a search has found.
#[must_use]
pub fn hits(lang: Lang, count: usize) -> String {
    let shown = number::whole(count as u64);
    lang.pick(format!("{shown}개"), if count == 1 { "1 setting".to_owned() } else { format!("{shown} settings") })
}

/// How many settings differ from their defaults.
#[must_use]
pub fn changed(lang: Lang, count: usize) -> String {
    let shown = number::whole(count as u64);
    lang.pick(format!("바꾼 것 {shown}개"), format!("{shown} changed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_prose() {
        let values = Moment {
            title: Title::of(crate::scenario::StrategyKind::Canary),
            time_s: 100.0,
            rotation: [10, 1],
            capacity_rps: 480.0,
            demand_rps: 300.0,
            candidate_share: Some(0.1),
            p99_ms: Some(140.0),
            harmed: 1_234,
            exposed: 3_000,
            cost_usd: 0.03,
        };
        let en = moment(Lang::En, &values, &step(Lang::En, 0, 10));
        assert!(
            en.starts_with("01:40 Canary: Step 1: watching 10% of traffic. In rotation: 10 stable, 1 candidate."),
            "{en}"
        );
        let ko = moment(Lang::Ko, &values, &step(Lang::Ko, 0, 10));
        assert!(ko.contains("피해 요청 1,234건"), "{ko}");
    }
}
