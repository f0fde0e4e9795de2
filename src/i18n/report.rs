//! The figures of a report: their names, what they mean, and their values as people read them.

use super::{Lang, event, number, word};
use crate::compare::Measure;
use crate::fleet::Revision;
use crate::record::{ReasonReport, Report, RolloutOutcome, RolloutReport};
use crate::scenario::StrategyKind;
use crate::sim::Cause;

/// The name of a measure, with its unit where the values do not show it.
#[must_use]
pub fn label(lang: Lang, measure: Measure) -> &'static str {
    match measure {
        Measure::Outcome => lang.pick("배포 결과", "Rollout"),
        Measure::Harmed => lang.pick("피해 요청", "Requests hurt"),
        Measure::Duration => lang.pick("배포 시간", "Rollout time"),
        Measure::Exposed => lang.pick("영향 범위", "Blast radius"),
        Measure::TimeToDetect => lang.pick("감지까지", "Time to detect"),
        Measure::TimeToRestore => lang.pick("복구까지", "Time to restore"),
        Measure::Offered => lang.pick("들어온 요청", "Requests offered"),
        Measure::Amplification => lang.pick("요청당 시도", "Attempts per request"),
        Measure::Served => lang.pick("성공", "Served"),
        Measure::Failed => lang.pick("실패", "Failed"),
        Measure::Rejected => lang.pick("거부", "Rejected"),
        Measure::TimedOut => lang.pick("시간 초과", "Timed out"),
        Measure::P50 => lang.pick("지연 시간 p50", "Latency p50"),
        Measure::P95 => lang.pick("지연 시간 p95", "Latency p95"),
        Measure::P99 => lang.pick("지연 시간 p99", "Latency p99"),
        Measure::MaxLatency => lang.pick("지연 시간 최대", "Latency max"),
        Measure::Copies => lang.pick("복제한 요청", "Requests copied"),
        Measure::CopiesNotServed => lang.pick("복제 요청의 실패", "Copies not served"),
        Measure::CopiesP99 => lang.pick("복제 요청의 지연 시간 p99", "Latency p99 of copies"),
        Measure::MinReady => lang.pick("최소 준비 인스턴스", "Fewest ready instances"),
        Measure::MinShareOfDemand => lang.pick("최소 용량/수요", "Lowest capacity / demand"),
        Measure::Outage => lang.pick("중단 시간", "Outage"),
        Measure::Mixed => lang.pick("두 버전 공존 시간", "Both versions serving"),
        Measure::MixedUsers => lang.pick("두 버전을 만난 사용자", "Users meeting both"),
        Measure::Broken => lang.pick("버전 비호환 오류", "Broken by the other version"),
        Measure::PeakInstances => lang.pick("최대 인스턴스", "Peak instances"),
        Measure::ExtraCost => lang.pick("추가 비용", "Extra cost"),
        Measure::TotalCost => lang.pick("인스턴스 총비용", "All instances' cost"),
        Measure::BaselineHours => lang.pick("원래 플릿 인스턴스 시간", "Baseline instance hours"),
        Measure::SurgeHours => lang.pick("서지(surge) 인스턴스 시간", "Surge instance hours"),
        Measure::OverlapHours => lang.pick("중복 플릿 인스턴스 시간", "Overlap instance hours"),
        Measure::MirrorHours => lang.pick("복제 플릿 인스턴스 시간", "Mirror instance hours"),
        Measure::OtherHours => lang.pick("배포 밖 초과 인스턴스 시간", "Other extra instance hours"),
        Measure::MissingHours => lang.pick("모자란 인스턴스 시간", "Missing instance hours"),
        Measure::RouterCost => lang.pick("라우터 비용", "Router cost"),
        Measure::RouterLatency => lang.pick("라우터가 더하는 지연 시간", "Latency added by router"),
        Measure::FailedCost => lang.pick("피해 요청 비용", "Cost of requests hurt"),
        Measure::DeploymentCost => lang.pick("배포 한 번의 비용", "Cost of this deployment"),
        Measure::ErrorBudget => lang.pick("쓴 오류 예산 (한 달 중)", "Error budget spent (of a month)"),
        Measure::MonthCost => lang.pick("한 달 총비용", "Cost of a month"),
        Measure::MonthErrorBudget => lang.pick("한 달 배포가 쓰는 오류 예산", "Error budget of a month's deployments"),
    }
}

/// What a measure means, in one sentence.
#[must_use]
pub fn about(lang: Lang, measure: Measure) -> &'static str {
    match measure {
        Measure::Outcome => {
            lang.pick("실행이 끝났을 때 배포가 어떤 상태였는지.", "How the rollout stood at the end of the run.")
        }
        Measure::Harmed => lang
            .pick("실패했거나 거부되었거나 시간이 초과된 요청.", "Requests that failed, were rejected or timed out."),
        Measure::Duration => lang.pick(
            "배포 시작부터 완료(또는 롤백 완료)까지 걸린 시간.",
            "From the beginning until it was complete, or completely taken back.",
        ),
        Measure::Exposed => lang.pick("문제가 있는 후보 버전을 만난 요청 수.", "Requests that met a faulty candidate."),
        Measure::TimeToDetect => lang.pick(
            "문제 있는 후보 버전이 첫 요청을 받은 때부터 롤백을 결정할 때까지.",
            "From the first request that met the faulty candidate to the decision to roll back.",
        ),
        Measure::TimeToRestore => lang.pick(
            "롤백 결정부터 안정 버전만으로 플릿 전체가 다시 서비스할 때까지.",
            "From the decision to roll back until the whole fleet served the stable version again.",
        ),
        Measure::Offered => lang.pick("도착한 모든 요청.", "All requests that arrived."),
        Measure::Amplification => lang.pick(
            "요청 한 건에 클라이언트가 보낸 시도의 평균. 재시도와 헤지가 부하를 몇 배로 늘렸는지 보여 줍니다.",
            "Attempts that clients sent per request: by how much retries and hedges amplified the load.",
        ),
        Measure::Served => {
            lang.pick("제시간에 정상 응답한 요청의 비율.", "Share of the requests answered well and in time.")
        }
        Measure::Failed => lang
            .pick("오류로 응답했거나 인스턴스와 함께 잃은 요청.", "Answered with an error, or lost with an instance."),
        Measure::Rejected => lang.pick(
            "대기열이 가득 찼거나 준비된 인스턴스가 없어 바로 거부한 요청.",
            "Refused at once: the queue was full, or no instance was in rotation.",
        ),
        Measure::TimedOut => lang.pick("클라이언트가 기다리다 포기한 요청.", "Given up by the client."),
        Measure::P50 => lang.pick("응답 절반이 이보다 빨랐습니다.", "Half of the answers were faster."),
        Measure::P95 => lang.pick("응답 100건 중 95건이 이보다 빨랐습니다.", "95 of 100 answers were faster."),
        Measure::P99 => lang.pick("응답 100건 중 99건이 이보다 빨랐습니다.", "99 of 100 answers were faster."),
        Measure::MaxLatency => lang.pick("가장 느린 응답.", "The slowest answer."),
        Measure::Copies => lang.pick(
            "후보 버전에 함께 보낸 요청의 복제본. 그 응답을 받는 사용자는 없습니다.",
            "Copies of requests that were sent to the candidate; nobody gets their answers.",
        ),
        Measure::CopiesNotServed => lang.pick(
            "실패했거나 거부되었거나 시간이 초과된 복제 요청. 사용자는 다치지 않습니다.",
            "Copies that failed, were rejected or timed out; no user is hurt by them.",
        ),
        Measure::CopiesP99 => lang.pick(
            "복제 요청 100건 중 99건의 응답이 이보다 빨랐습니다.",
            "99 of 100 answers to copies were faster.",
        ),
        Measure::MinReady => lang.pick(
            "로드 밸런서 뒤에 있던 인스턴스가 가장 적었을 때의 수와 플릿에 대한 비율.",
            "Fewest instances in rotation at any moment, and their share of the fleet.",
        ),
        Measure::MinShareOfDemand => lang.pick(
            "그 순간의 수요에 대한 처리 용량의 최솟값. 100% 아래면 대기열이 쌓입니다.",
            "Lowest capacity as a share of the demand of the same moment; below 100% queues grow.",
        ),
        Measure::Outage => {
            lang.pick("요청을 받을 인스턴스가 하나도 없던 시간.", "Time without any instance in rotation.")
        }
        Measure::Mixed => {
            lang.pick("두 버전이 함께 요청을 받은 시간.", "Time with instances of both versions in rotation.")
        }
        Measure::MixedUsers => {
            lang.pick("두 버전의 응답을 모두 받은 사용자 수.", "Users whose requests were sent to both versions.")
        }
        Measure::Broken => lang.pick(
            "다른 버전이 남긴 세션, 브라우저 프로그램, 스키마를 이해하지 못해 오류가 난 시도 수.",
            "Attempts that failed on what the other version had left: a session, a program in the browser, the schema.",
        ),
        Measure::PeakInstances => lang.pick("동시에 비용을 낸 인스턴스의 최대 수.", "Most instances paid for at once."),
        Measure::ExtraCost => {
            lang.pick("원래 플릿만 유지했을 때보다 더 든 비용.", "Money above what the wanted fleet would have cost.")
        }
        Measure::TotalCost => lang.pick("모든 인스턴스에 든 비용.", "Money for all instances."),
        Measure::BaselineHours => {
            lang.pick("원하는 수의 인스턴스를 실행 내내 유지한 시간.", "The wanted number of instances over the whole run.")
        }
        Measure::SurgeHours => lang.pick(
            "배포하는 동안 원하는 수보다 더 있던 인스턴스 시간. 둘째 플릿은 따로 셉니다.",
            "Above the wanted number during the rollout; a second fleet is counted by itself.",
        ),
        Measure::OverlapHours => lang.pick(
            "안정 버전의 플릿 옆에 따로 세운 둘째 플릿의 인스턴스 시간. 블루-그린의 새 플릿이나 비중으로 나누는 카나리가 그렇습니다.",
            "Of a second fleet beside the stable one: blue-green's, or that of a canary by weight.",
        ),
        Measure::MirrorHours => lang.pick(
            "복제 요청을 받는 동안의 둘째 플릿 인스턴스 시간.",
            "Of a second fleet while it gets copies of requests.",
        ),
        Measure::OtherHours => lang.pick(
            "배포 중이 아닐 때 원하는 수보다 더 있던 인스턴스 시간. 오토스케일러가 줄인 뒤 드레이닝하는 인스턴스가 그렇습니다.",
            "Above the wanted number when no rollout went on, such as instances that drain after the autoscaler has sent them away.",
        ),
        Measure::MissingHours => {
            lang.pick("원하는 수보다 모자랐던 인스턴스 시간.", "By how much the fleet was below the wanted number.")
        }
        Measure::RouterCost => lang.pick(
            "요청을 두 버전에 나누어 보내는 라우터에 든 비용. 그런 라우터가 필요 없는 전략에서는 0입니다.",
            "Money for the router that splits requests between versions; 0 for strategies that need none.",
        ),
        Measure::RouterLatency => lang.pick(
            "라우터를 지나는 요청마다 더 걸릴 시간. 위의 지연 시간에는 들어 있지 않습니다.",
            "What every request through the router takes longer; the latencies above do not contain it.",
        ),
        Measure::FailedCost => lang.pick(
            "실패했거나 거부되었거나 시간이 초과된 요청의 비용.",
            "Money for requests that failed, were rejected or timed out.",
        ),
        Measure::DeploymentCost => lang.pick(
            "추가 인스턴스, 라우터, 피해 요청에 든 비용의 합.",
            "Money for extra instances, the router and requests hurt.",
        ),
        Measure::ErrorBudget => lang.pick(
            "이 실행의 피해 요청이 한 달에 허용되는 피해 요청 중 차지하는 비율. 한 달의 요청 수는 이 실행의 요청률로 셈합니다.",
            "This run's requests hurt as a share of those that the SLO allows in a month at the same rate of requests.",
        ),
        Measure::MonthCost => lang.pick(
            "30일 동안의 인스턴스와 라우터, 그리고 그동안 하는 배포마다의 추가 인스턴스와 피해 요청에 드는 비용.",
            "Money for 30 days of instances and router, and for every deployment's extra instances and requests hurt.",
        ),
        Measure::MonthErrorBudget => lang.pick(
            "이런 배포를 한 달에 하는 횟수만큼 할 때 쓰는 오류 예산의 비율.",
            "Share of the error budget that a month's deployments like this one spend.",
        ),
    }
}

/// Whether a measure says anything of this report: some are about clients who do more than ask once, about a router, or about
/// what happens in few runs.
#[must_use]
pub fn is_told(report: &Report, measure: Measure) -> bool {
    match measure {
        Measure::Amplification | Measure::MixedUsers => report.clients.is_some(),
        Measure::Broken => report.clients.as_ref().is_some_and(|clients| clients.broken.total > 0),
        Measure::Copies | Measure::CopiesNotServed | Measure::CopiesP99 => report.mirrored.is_some(),
        Measure::RouterCost | Measure::RouterLatency => report.cost.router.requests > 0,
        Measure::MirrorHours => report.cost.hours.mirror > 0.0,
        Measure::OtherHours => report.cost.hours.other > 0.0,
        Measure::MissingHours => report.cost.hours.missing > 0.0,
        _ => true,
    }
}

/// The value of `measure` in `report`.
#[must_use]
pub fn value(lang: Lang, report: &Report, measure: Measure) -> String {
    if measure == Measure::Outcome {
        return word::rollout_outcome(lang, report.rollout.outcome).to_owned();
    }
    let Some(number) = measure.of(report) else { return number::NOTHING.to_owned() };
    let amount = amount(lang, measure, number);
    match share(report, measure, number) {
        Some(share) => format!("{amount} ({})", number::percent(share)),
        None => amount,
    }
}

/// The share of a whole that is told beside a number: of the requests, of the fleet, or of the mean latency.
fn share(report: &Report, measure: Measure, number: f64) -> Option<f64> {
    match measure {
        Measure::Harmed
        | Measure::Exposed
        | Measure::Served
        | Measure::Failed
        | Measure::Rejected
        | Measure::TimedOut => (number > 0.0).then_some(number / report.requests.offered as f64),
        Measure::CopiesNotServed => {
            report.mirrored.as_ref().filter(|_| number > 0.0).map(|mirrored| number / mirrored.copies as f64)
        }
        Measure::MinReady => Some(report.capacity.min_share_of_fleet),
        Measure::RouterLatency => report.cost.router.added_share,
        _ => None,
    }
}

/// A number of `measure`, or a mean or difference of several, with its unit.
#[must_use]
pub fn amount(lang: Lang, measure: Measure, number: f64) -> String {
    match measure {
        Measure::Duration | Measure::TimeToDetect | Measure::TimeToRestore | Measure::Outage | Measure::Mixed => {
            number::duration(lang, number)
        }
        Measure::P50
        | Measure::P95
        | Measure::P99
        | Measure::MaxLatency
        | Measure::CopiesP99
        | Measure::RouterLatency => number::latency(lang, number),
        Measure::MinShareOfDemand | Measure::ErrorBudget | Measure::MonthErrorBudget => number::percent(number),
        Measure::Amplification => number::fixed(number, 2),
        Measure::BaselineHours
        | Measure::SurgeHours
        | Measure::OverlapHours
        | Measure::MirrorHours
        | Measure::OtherHours
        | Measure::MissingHours => format!("{}{}", number::readable(number), lang.pick("시간", " h")),
        Measure::ExtraCost
        | Measure::TotalCost
        | Measure::RouterCost
        | Measure::FailedCost
        | Measure::DeploymentCost
        | Measure::MonthCost => number::money(number),
        // Counts: whole, unless they are means.
        Measure::Outcome
        | Measure::Harmed
        | Measure::Exposed
        | Measure::Offered
        | Measure::Served
        | Measure::Failed
        | Measure::Rejected
        | Measure::TimedOut
        | Measure::Copies
        | Measure::CopiesNotServed
        | Measure::MinReady
        | Measure::MixedUsers
        | Measure::Broken
        | Measure::PeakInstances => match number.fract() == 0.0 {
            true => number::fixed(number, 0),
            false => number::readable(number),
        },
    }
}

/// What the rollout did, in one sentence.
#[must_use]
pub fn verdict(lang: Lang, report: &Report) -> String {
    let kind = StrategyKind::from_name(&report.strategy).map_or(report.strategy.as_str(), |k| word::strategy(lang, k));
    let took = report.rollout.duration_s.map_or_else(|| number::NOTHING.to_owned(), |s| number::duration(lang, s));
    let why = report.rollout.reason.as_ref().map_or_else(String::new, |why| reason(lang, why));
    match (report.rollout.outcome, lang) {
        (RolloutOutcome::NotStarted, Lang::Ko) => format!("{kind}: 실행이 끝날 때까지 배포를 시작하지 않았습니다."),
        (RolloutOutcome::NotStarted, Lang::En) => format!("{kind}: the run ended before the rollout began."),
        (RolloutOutcome::InProgress, Lang::Ko) => format!("{kind}: 실행이 끝날 때 배포가 아직 진행 중이었습니다."),
        (RolloutOutcome::InProgress, Lang::En) => format!("{kind}: the run ended while the rollout was under way."),
        (RolloutOutcome::Completed, Lang::Ko) => format!("{kind}: {took} 만에 배포를 마쳤습니다."),
        (RolloutOutcome::Completed, Lang::En) => format!("{kind}: complete after {took}."),
        (RolloutOutcome::Stalled, Lang::Ko) => format!("{kind}: 기한 안에 진척이 없어 배포가 그대로 멈췄습니다."),
        (RolloutOutcome::Stalled, Lang::En) => {
            format!("{kind}: the rollout passed its deadline and was left as it was.")
        }
        (RolloutOutcome::RollingBack, Lang::Ko) => format!("{kind}: 실행이 끝날 때 롤백 중이었습니다. {why}"),
        (RolloutOutcome::RollingBack, Lang::En) => format!("{kind}: still rolling back when the run ended; {why}"),
        (RolloutOutcome::RolledBack, Lang::Ko) => format!("{kind}: {took} 만에 롤백을 마쳤습니다. {why}"),
        (RolloutOutcome::RolledBack, Lang::En) => format!("{kind}: rolled back after {took}; {why}"),
    }
}

/// How each of several deployments went, in a few words; nothing of a single one.
#[must_use]
pub fn deployments(lang: Lang, report: &Report) -> Vec<String> {
    let last = report.deployments.len().saturating_sub(1);
    let told = |(number, one): (usize, &RolloutReport)| {
        let is_overtaken = number < last && one.duration_s.is_none();
        let outcome =
            if is_overtaken { lang.pick("앞질림", "overtaken") } else { word::rollout_outcome(lang, one.outcome) };
        let took = one.duration_s.map_or_else(String::new, |s| format!(", {}", number::duration(lang, s)));
        format!("{}: {outcome}{took}", word::revision(lang, Revision(one.version - 1)))
    };
    report.deployments.iter().enumerate().map(told).collect()
}

/// Why the change was taken back: metric, value, limit and moment.
#[must_use]
pub fn reason(lang: Lang, reason: &ReasonReport) -> String {
    let cause = match reason.metric.as_str() {
        "error_rate" => Cause::ErrorRate,
        "latency_p99_ms" => Cause::LatencyP99,
        "progress_deadline_s" => Cause::ProgressDeadline,
        "no_data" => Cause::NoData,
        "ab_test" => Cause::AbTest,
        _ => reason.finding.map_or(Cause::Operator, Cause::Analysis),
    };
    event::judged(lang, cause, reason.value, reason.limit, reason.at_s)
}
