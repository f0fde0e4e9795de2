//! The names of things: one word for each, everywhere.

use super::{Lang, number};
use crate::fleet::{CheckKind, Outcome, Part, Revision, State, VersionId};
use crate::record::RolloutOutcome;
use crate::scenario::{Action, Arrivals, Law, Policy, Shape, Step, StepKind, StrategyKind, Title};

/// A strategy.
#[must_use]
pub fn strategy(lang: Lang, kind: StrategyKind) -> &'static str {
    match kind {
        StrategyKind::Recreate => lang.pick("재생성", "Recreate"),
        StrategyKind::Rolling => lang.pick("롤링", "Rolling"),
        StrategyKind::BlueGreen => lang.pick("블루-그린", "Blue-green"),
        StrategyKind::Canary => lang.pick("카나리", "Canary"),
        StrategyKind::Flagger => "Flagger",
        StrategyKind::AbTest => lang.pick("A/B 테스트", "A/B test"),
        StrategyKind::Shadow => lang.pick("섀도", "Shadow"),
    }
}

/// A lane: the name that somebody gave it, or its strategy and which of several it is.
#[must_use]
pub fn lane(lang: Lang, title: &Title) -> String {
    let strategy = strategy(lang, title.strategy);
    match (title.name.is_empty(), title.ordinal) {
        (false, _) => title.name.clone(),
        (true, 1) => strategy.to_owned(),
        (true, ordinal) => format!("{strategy} {ordinal}"),
    }
}

/// What a strategy does, in one sentence.
#[must_use]
pub fn strategy_about(lang: Lang, kind: StrategyKind) -> &'static str {
    match kind {
        StrategyKind::Recreate => {
            lang.pick("모두 멈춘 다음 새 버전을 시작합니다.", "Stops everything, then starts the new version.")
        }
        StrategyKind::Rolling => {
            lang.pick("인스턴스를 몇 개씩 새 버전으로 바꿉니다.", "Replaces a few instances at a time.")
        }
        StrategyKind::BlueGreen => lang.pick(
            "같은 크기의 새 플릿을 띄운 뒤 트래픽을 한 번에 옮깁니다.",
            "Brings up a second fleet, then moves all traffic at once.",
        ),
        StrategyKind::Canary => lang.pick(
            "트래픽의 일부만 새 버전으로 보내고 단계마다 늘립니다.",
            "Sends a small share of the traffic to the new version, then more, step by step.",
        ),
        StrategyKind::AbTest => lang.pick(
            "사용자를 둘로 나누어 전환율을 비교하고, 나은 쪽을 남깁니다.",
            "Gives some of the users the new version and keeps it if more of them convert.",
        ),
        StrategyKind::Flagger => lang.pick(
            "일정한 간격으로 확인하며 비중을 늘리고, 마지막에는 기존 플릿이 새 버전을 넘겨받습니다.",
            "Looks at the new version at every tick and gives it more, until the old fleet takes it over.",
        ),
        StrategyKind::Shadow => lang.pick(
            "요청을 복제해 새 버전에도 보내 봅니다. 그 응답은 아무도 받지 않으며, 문제가 없으면 한 번에 옮깁니다.",
            "Copies requests to the new version, whose answers nobody gets; if all is well, moves all traffic at once.",
        ),
    }
}

/// Where an instance stands.
#[must_use]
pub fn state(lang: Lang, state: State) -> &'static str {
    match state {
        State::Provisioning => lang.pick("프로비저닝", "provisioning"),
        State::Starting => lang.pick("시작 중", "starting"),
        State::Warming => lang.pick("예열 중", "warming"),
        State::Ready => lang.pick("준비됨", "ready"),
        State::Draining => lang.pick("드레이닝", "draining"),
        State::Crashed => lang.pick("크래시", "crashed"),
        State::Terminated => lang.pick("종료됨", "terminated"),
        State::Unready => lang.pick("준비 안 됨", "not ready"),
    }
}

/// A check that an instance is asked.
#[must_use]
pub fn check(lang: Lang, check: CheckKind) -> &'static str {
    match check {
        CheckKind::Startup => lang.pick("시작 검사", "startup check"),
        CheckKind::Readiness => lang.pick("준비 상태 검사", "readiness check"),
        CheckKind::Liveness => lang.pick("활성 검사", "liveness check"),
    }
}

/// A part of the cluster, counted from 0 as in `faults`.
#[must_use]
pub fn part(lang: Lang, part: Part) -> String {
    match part {
        Part::Node(node) => format!("{} {node}", lang.pick("노드", "node")),
        Part::Zone(zone) => format!("{} {zone}", lang.pick("가용 영역", "zone")),
    }
}

/// A version.
#[must_use]
pub fn version(lang: Lang, version: VersionId) -> &'static str {
    match version {
        VersionId::Stable => lang.pick("안정 버전", "stable version"),
        VersionId::Candidate => lang.pick("후보 버전", "candidate"),
    }
}

/// A version by its number, counted from 1: that is what runs at the start.
#[must_use]
pub fn revision(lang: Lang, revision: Revision) -> String {
    format!("{} {}", lang.pick("버전", "version"), revision.0 + 1)
}

/// How a request ended.
#[must_use]
pub fn outcome(lang: Lang, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Served => lang.pick("성공", "served"),
        Outcome::Failed => lang.pick("실패", "failed"),
        Outcome::Rejected => lang.pick("거부", "rejected"),
        Outcome::TimedOut => lang.pick("시간 초과", "timed out"),
    }
}

/// How a rollout stood at the end of the run.
#[must_use]
pub fn rollout_outcome(lang: Lang, outcome: RolloutOutcome) -> &'static str {
    match outcome {
        RolloutOutcome::NotStarted => lang.pick("시작 전", "not started"),
        RolloutOutcome::InProgress => lang.pick("진행 중", "in progress"),
        RolloutOutcome::Completed => lang.pick("완료", "completed"),
        RolloutOutcome::Stalled => lang.pick("멈춤", "stalled"),
        RolloutOutcome::RollingBack => lang.pick("롤백 중", "rolling back"),
        RolloutOutcome::RolledBack => lang.pick("롤백됨", "rolled back"),
    }
}

/// What the operator does.
#[must_use]
pub fn action(lang: Lang, action: Action) -> &'static str {
    match action {
        Action::Promote => lang.pick("승격", "promote"),
        Action::Pause => lang.pick("일시 정지", "pause"),
        Action::Resume => lang.pick("재개", "resume"),
        Action::RollBack => lang.pick("롤백", "roll back"),
    }
}

/// What a step of a canary does.
#[must_use]
pub fn step(lang: Lang, step: &Step) -> String {
    let count = number::whole(u64::from(step.instances));
    match step.kind {
        StepKind::SetWeight => lang.pick(format!("비중 {}%", step.weight), format!("weight {}%", step.weight)),
        StepKind::Analysis => lang.pick(format!("분석 ‘{}’", step.analysis), format!("analysis “{}”", step.analysis)),
        StepKind::Pause => lang.pick("대기만", "only a pause").to_owned(),
        StepKind::ScaleInstances => lang.pick(format!("후보 {count}개"), format!("candidates: {count}")),
        StepKind::ScaleWeight => {
            lang.pick(format!("후보를 플릿의 {}%로", step.weight), format!("candidates: {}% of the fleet", step.weight))
        }
        StepKind::ScaleMatch => lang.pick("후보 수를 비중에 맞춤", "candidates follow the weight").to_owned(),
        StepKind::HeaderRoute => {
            let users = step.users_percent;
            lang.pick(format!("헤더로 사용자 {users}%"), format!("{users}% of users by a header"))
        }
        StepKind::Experiment => {
            let stable = number::whole(u64::from(step.baseline_instances));
            lang.pick(
                format!("실험: 후보 {count}개, 안정 {stable}개"),
                format!("experiment: {count} candidate, {stable} stable"),
            )
        }
        StepKind::Mirror => {
            let percent = step.mirror_percent;
            lang.pick(format!("요청 {percent}% 복제"), format!("{percent}% of requests copied"))
        }
    }
}

/// A pause without an end of its own.
#[must_use]
pub fn until_promoted(lang: Lang) -> &'static str {
    lang.pick("승격할 때까지", "until promoted")
}

/// How the load balancer picks an instance.
#[must_use]
pub fn policy(lang: Lang, policy: Policy) -> &'static str {
    match policy {
        Policy::RoundRobin => lang.pick("라운드 로빈", "round robin"),
        Policy::Random => lang.pick("무작위", "random"),
        Policy::LeastOutstanding => lang.pick("처리 중 요청 최소", "least outstanding"),
        Policy::PowerOfTwo => lang.pick("둘 중 덜 바쁜 쪽", "power of two choices"),
        Policy::WeightedRoundRobin => lang.pick("가중 라운드 로빈", "weighted round robin"),
        Policy::ConsistentHash => lang.pick("일관 해시(사용자 고정)", "consistent hash (sticky)"),
    }
}

/// How the arrival rate changes over time.
#[must_use]
pub fn shape(lang: Lang, shape: Shape) -> &'static str {
    match shape {
        Shape::Constant => lang.pick("일정", "constant"),
        Shape::Ramp => lang.pick("경사", "ramp"),
        Shape::Spike => lang.pick("급증", "spike"),
        Shape::Daily => lang.pick("하루 주기", "daily curve"),
        Shape::Trace => lang.pick("실측 트레이스", "measured trace"),
        Shape::Points => lang.pick("꺾은선", "points and lines"),
    }
}

/// How single arrivals follow the rate.
#[must_use]
pub fn arrivals(lang: Lang, arrivals: Arrivals) -> &'static str {
    match arrivals {
        Arrivals::Poisson => lang.pick("푸아송", "Poisson"),
        Arrivals::Constant => lang.pick("등간격", "evenly spaced"),
        Arrivals::Bursty => lang.pick("버스트", "bursty"),
    }
}

/// The law of service time.
#[must_use]
pub fn law(lang: Lang, law: Law) -> &'static str {
    match law {
        Law::Constant => lang.pick("일정", "constant"),
        Law::Exponential => lang.pick("지수 분포", "exponential"),
        Law::LogNormal => lang.pick("로그 정규 분포", "log-normal"),
        Law::Gamma => lang.pick("감마 분포", "gamma"),
        Law::BoundedPareto => lang.pick("유계 파레토 분포", "bounded Pareto"),
        Law::Empirical => lang.pick("실측 분포", "measured"),
    }
}
