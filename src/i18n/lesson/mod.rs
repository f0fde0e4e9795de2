//! The words of lessons: events, numbers, the headings of a guide, and what is wrong with a lesson.

mod problem;
pub mod said;

pub use problem::{failure, sentence};

use super::{Lang, number, report};
use crate::lesson::evidence::EventKind;
use crate::lesson::quantity::{Other, Quantity};
use crate::lesson::{Part, StepKind};

/// What a step asks of the learner.
#[must_use]
pub fn kind(lang: Lang, kind: StepKind) -> &'static str {
    match kind {
        StepKind::Predict => lang.pick("예측", "Predict"),
        StepKind::Run => lang.pick("실행", "Run"),
        StepKind::Explain => lang.pick("설명", "Explain"),
        StepKind::Try => lang.pick("도전", "Try"),
    }
}

/// The heading of a part of a guide.
#[must_use]
pub fn part(lang: Lang, part: Part) -> &'static str {
    match part {
        Part::Goals => lang.pick("수업 목표", "Goals"),
        Part::Timing => lang.pick("시간 배분", "Timing"),
        Part::Questions => lang.pick("던질 질문", "Questions to ask"),
        Part::Misconceptions => lang.pick("흔한 오해", "Common misconceptions"),
        Part::Answers => lang.pick("답과 풀이", "Answers"),
    }
}

/// The name of a number.
#[must_use]
pub fn label(lang: Lang, quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Measure(measure) => report::label(lang, measure),
        Quantity::Other(other) => match other {
            Other::CandidateRequests => lang.pick("후보 버전이 받은 요청", "Requests to the candidate"),
            Other::RefusedConnections => lang.pick("거부된 연결", "Refused connections"),
            Other::MinShareOfFleet => lang.pick("준비 인스턴스의 최소 비율", "Lowest share of ready instances"),
            Other::Actions => lang.pick("컨트롤러의 동작", "Controller actions"),
            Other::DecidedToGoBack => lang.pick("롤백을 결정한 시각", "Decision to roll back"),
            Other::Attempts => lang.pick("시도", "Attempts"),
            Other::Retries => lang.pick("재시도", "Retries"),
            Other::Users => lang.pick("사용자", "Users"),
            Other::AbAsked => lang.pick("버전마다 필요한 표본", "Sample asked for of each version"),
            Other::AbStableRequests => lang.pick("안정 버전의 표본", "Sample of the stable version"),
            Other::AbStableConversion => lang.pick("안정 버전의 전환율", "Conversion of the stable version"),
            Other::AbCandidateRequests => lang.pick("후보 버전의 표본", "Sample of the candidate"),
            Other::AbCandidateConversion => lang.pick("후보 버전의 전환율", "Conversion of the candidate"),
            Other::AbDifference => lang.pick("전환율의 차이", "Difference of conversions"),
            Other::AbLow => lang.pick("차이의 하한", "Lower bound of the difference"),
            Other::AbHigh => lang.pick("차이의 상한", "Upper bound of the difference"),
            Other::AbDecided => lang.pick("A/B 테스트가 끝난 시각", "End of the A/B test"),
        },
    }
}

/// A number as people read it.
#[must_use]
pub fn amount(lang: Lang, quantity: Quantity, number: f64) -> String {
    match quantity {
        Quantity::Measure(measure) => report::amount(lang, measure, number),
        Quantity::Other(other) => match other {
            Other::CandidateRequests
            | Other::RefusedConnections
            | Other::Actions
            | Other::Attempts
            | Other::Retries
            | Other::Users
            | Other::AbAsked
            | Other::AbStableRequests
            | Other::AbCandidateRequests => number::fixed(number, 0),
            Other::MinShareOfFleet | Other::AbStableConversion | Other::AbCandidateConversion => {
                number::percent(number)
            }
            Other::DecidedToGoBack | Other::AbDecided => number::clock(number),
            Other::AbDifference | Other::AbLow | Other::AbHigh => {
                format!("{}{}", number::fixed(number * 100.0, 1), lang.pick("%p", " points"))
            }
        },
    }
}

/// What happened, in a few words.
#[must_use]
pub fn event(lang: Lang, event: EventKind) -> &'static str {
    match event {
        EventKind::RolloutStarted => lang.pick("배포 시작", "the rollout begins"),
        EventKind::RolloutCompleted => lang.pick("배포 완료", "the rollout is complete"),
        EventKind::RollBackStarted => lang.pick("롤백 시작", "the roll-back begins"),
        EventKind::RolledBack => lang.pick("롤백 완료", "the roll-back is complete"),
        EventKind::DeadlinePassed => lang.pick("기한 초과", "the deadline passes"),
        EventKind::NextDeployment => lang.pick("다음 배포 시작", "the next deployment begins"),
        EventKind::WeightSet => lang.pick("비중 설정", "a weight is set"),
        EventKind::StepReached => lang.pick("카나리 단계 도달", "a canary step is reached"),
        EventKind::CommandGiven => lang.pick("운영자 명령", "an operator's command"),
        EventKind::SchemaMigrated => lang.pick("스키마 이전", "the schema is migrated"),
        EventKind::InstanceKilled => lang.pick("인스턴스 강제 종료", "an instance is killed"),
        EventKind::InstanceCrashed => lang.pick("인스턴스 크래시", "an instance crashes"),
        EventKind::InstanceHung => lang.pick("인스턴스 멈춤", "an instance hangs"),
        EventKind::CheckFailed => lang.pick("검사 실패", "a check fails"),
        EventKind::ConnectionsRefused => lang.pick("연결 거부", "connections are refused"),
        EventKind::Scaled => lang.pick("오토스케일링", "the autoscaler acts"),
        EventKind::PartLost => lang.pick("노드나 존의 손실", "a node or zone is lost"),
        EventKind::PartRestored => lang.pick("노드나 존의 복구", "a node or zone is back"),
        EventKind::AnalysisStarted => lang.pick("분석 시작", "an analysis begins"),
        EventKind::AnalysisEnded => lang.pick("분석 끝", "an analysis ends"),
        EventKind::AbTestStarted => lang.pick("A/B 테스트 시작", "the A/B test begins"),
        EventKind::AbTestDecided => lang.pick("A/B 테스트 결정", "the A/B test is decided"),
        EventKind::MirrorSet => lang.pick("복제 비율 설정", "the share of copies is set"),
        EventKind::StableReady => lang.pick("안정 버전 인스턴스 준비", "a stable instance is ready"),
        EventKind::StableDraining => lang.pick("안정 버전 인스턴스 드레이닝", "a stable instance drains"),
        EventKind::StableTerminated => lang.pick("안정 버전 인스턴스 종료", "a stable instance is gone"),
        EventKind::CandidateProvisioning => lang.pick("후보 버전 인스턴스 생성", "a candidate instance is provisioned"),
        EventKind::CandidateStarting => lang.pick("후보 버전 인스턴스 시작", "a candidate instance starts"),
        EventKind::CandidateReady => lang.pick("후보 버전 인스턴스 준비", "a candidate instance is ready"),
        EventKind::CandidateDraining => lang.pick("후보 버전 인스턴스 드레이닝", "a candidate instance drains"),
        EventKind::CandidateTerminated => lang.pick("후보 버전 인스턴스 종료", "a candidate instance is gone"),
    }
}
