//! What happened, as sentences. Instances and steps are counted from 1, as people do.

use super::{Lang, ab_test, analysis, number, particle, word};
use crate::fleet::{Revision, State, VersionId};
use crate::sim::{Cause, Event, Reason};

/// The name of an instance: `인스턴스 3`, `instance 3`.
#[must_use]
pub fn instance(lang: Lang, instance: u32) -> String {
    let number = u64::from(instance) + 1;
    format!("{} {number}", lang.pick("인스턴스", "instance"))
}

fn next_deployment(lang: Lang, revision: Revision, promotes: bool) -> String {
    let brought = word::revision(lang, revision);
    if promotes {
        return lang.pick(
            format!("{brought} 배포를 시작했습니다. 앞 배포의 후보 버전이 이제 안정 버전입니다."),
            format!("The deployment of {brought} began: the candidate before it is the stable version now."),
        );
    }
    lang.pick(
        format!("{brought} 배포를 시작했습니다. 안정 버전은 그대로입니다."),
        format!("The deployment of {brought} began: the stable version is still the same."),
    )
}

/// One sentence about `event`.
#[must_use]
pub fn sentence(lang: Lang, event: &Event) -> String {
    let fixed = |ko: &str, en: &str| lang.pick(ko, en).to_owned();
    match event {
        Event::RolloutStarted => fixed("배포를 시작했습니다.", "The rollout began."),
        Event::NextDeployment { revision, promotes } => next_deployment(lang, *revision, *promotes),
        Event::InstanceChanged { instance, version, state } => changed(lang, *instance, *version, *state),
        Event::InstanceKilled { instance: i, lost } => lang.pick(
            format!(
                "{} 종료 유예 시간 안에 일을 마치지 못해 강제 종료되었습니다. 처리 중이던 요청 {}건을 잃었습니다.",
                particle::topic(&instance(lang, *i)),
                number::whole(u64::from(*lost)),
            ),
            format!(
                "{} was still busy at the end of its grace period and was killed; {} lost.",
                capital(&instance(lang, *i)),
                requests(*lost),
            ),
        ),
        Event::InstanceCrashed { instance: i, lost } => lang.pick(
            format!(
                "{} 크래시 났습니다. 처리 중이던 요청 {}건을 잃었습니다.",
                particle::subject(&instance(lang, *i)),
                number::whole(u64::from(*lost)),
            ),
            format!("{} crashed; {} lost.", capital(&instance(lang, *i)), requests(*lost)),
        ),
        Event::WeightSet { percent } => lang.pick(
            format!("로드 밸런서가 요청의 {percent}%를 후보 버전으로 보냅니다."),
            format!("The load balancer now sends {percent}% of the requests to the candidate."),
        ),
        Event::StepReached { step } => {
            let step = u64::from(*step) + 1;
            lang.pick(format!("카나리 {step}단계에 도달했습니다."), format!("Canary step {step} reached."))
        }
        Event::CommandGiven { action } => lang.pick(
            format!("운영자가 ‘{}’ 명령을 내렸습니다.", word::action(lang, *action)),
            format!("The operator gave the command “{}”.", word::action(lang, *action)),
        ),
        Event::RolloutCompleted => fixed(
            "배포를 마쳤습니다. 모든 트래픽을 후보 버전이 받습니다.",
            "The rollout is complete: the candidate serves all traffic.",
        ),
        Event::SchemaMigrated => fixed(
            "스키마를 후보 버전의 것으로 옮겼습니다. 롤백해도 되돌아가지 않습니다.",
            "The schema is now the candidate's: a roll-back does not take that back.",
        ),
        Event::RollBackStarted { reason: why } => lang.pick(
            format!("롤백을 시작했습니다. {}", reason(lang, why)),
            format!("Rolling back: {}", reason(lang, why)),
        ),
        Event::RolledBack => fixed(
            "롤백을 마쳤습니다. 플릿 전체가 다시 안정 버전으로 서비스합니다.",
            "Rolled back: the whole fleet runs the stable version again.",
        ),
        Event::DeadlinePassed => fixed(
            "기한 안에 배포가 진척되지 않았습니다. 그대로 두고 알리기만 합니다.",
            "The rollout made no progress within its deadline; this is only reported.",
        ),
        Event::ConnectionsRefused { instance: i, requests: count } => lang.pick(
            format!(
                "{} 더는 받지 않는데도 로드 밸런서가 모르고 요청 {}건을 보냈습니다. 모두 502로 끝났습니다.",
                particle::subject(&instance(lang, *i)),
                number::whole(u64::from(*count)),
            ),
            format!(
                "{} sent to {} although it no longer listened: each ended as a 502.",
                capital(&requests(*count)),
                instance(lang, *i),
            ),
        ),
        Event::CheckFailed { instance: i, check } => {
            let name = instance(lang, *i);
            let check = word::check(lang, *check);
            lang.pick(
                format!("{} {check}를 잇달아 통과하지 못해 다시 시작합니다.", particle::subject(&name)),
                format!("{} has failed its {check} too often and is restarted.", capital(&name)),
            )
        }
        Event::PartLost { part } => {
            let part = word::part(lang, *part);
            lang.pick(
                format!("{} 사라졌습니다. 그 위의 인스턴스가 모두 멈췄습니다.", particle::subject(&part)),
                format!("{} was lost with every instance on it.", capital(&part)),
            )
        }
        Event::PartRestored { part } => {
            let part = word::part(lang, *part);
            lang.pick(format!("{} 돌아왔습니다.", particle::subject(&part)), format!("{} is back.", capital(&part)))
        }
        Event::Scaled { from, to } => {
            let (before, after) = (number::whole(u64::from(*from)), number::whole(u64::from(*to)));
            match from < to {
                true => lang.pick(
                    format!("오토스케일러가 인스턴스를 {before}개에서 {after}개로 늘립니다."),
                    format!("The autoscaler grows the fleet from {before} to {after} instances."),
                ),
                false => lang.pick(
                    format!("오토스케일러가 인스턴스를 {before}개에서 {after}개로 줄입니다."),
                    format!("The autoscaler shrinks the fleet from {before} to {after} instances."),
                ),
            }
        }
        Event::AnalysisStarted { place } => analysis::started(lang, *place),
        Event::Measured { place, finding } => analysis::measured(lang, *place, finding),
        Event::AnalysisEnded { place, verdict } => analysis::ended(lang, *place, *verdict),
        Event::AbTestStarted { asked } => ab_test::started(lang, *asked),
        Event::AbTestLooked { look } => ab_test::look(lang, look),
        Event::MirrorSet { percent: 0 } => {
            fixed("요청을 더는 복제하지 않습니다.", "Requests are no longer copied to the candidate.")
        }
        Event::MirrorSet { percent } => lang.pick(
            format!("요청의 {percent}%를 복제해 후보 버전에도 보냅니다. 그 응답은 아무도 받지 않습니다."),
            format!("{percent}% of the requests are copied to the candidate; nobody gets those answers."),
        ),
        Event::InstanceHung { instance: i } => {
            let name = instance(lang, *i);
            lang.pick(
                format!("{} 응답을 멈췄습니다. 요청은 받지만 처리하지 않습니다.", particle::subject(&name)),
                format!("{} hangs: it takes requests and works on none.", capital(&name)),
            )
        }
    }
}

/// Why a change is taken back: metric, value, limit and moment.
#[must_use]
pub fn reason(lang: Lang, reason: &Reason) -> String {
    judged(lang, reason.cause, reason.value, reason.limit, reason.at.seconds())
}

/// The same from its parts; `at_s` in seconds.
#[must_use]
pub fn judged(lang: Lang, cause: Cause, value: f64, limit: f64, at_s: f64) -> String {
    let at = number::clock(at_s);
    match cause {
        Cause::ErrorRate => {
            let (value, limit) = (number::percent(value), number::percent(limit));
            lang.pick(
                format!("{at}에 후보 버전의 오류율 {value}가 한도 {limit}를 넘었습니다."),
                format!("at {at} the candidate's error rate of {value} was above the limit of {limit}."),
            )
        }
        Cause::LatencyP99 => {
            let (value, limit) = (number::latency(lang, value), number::latency(lang, limit));
            lang.pick(
                format!("{at}에 후보 버전의 p99 지연 시간 {value}가 한도 {limit}를 넘었습니다."),
                format!("at {at} the candidate's p99 latency of {value} was above the limit of {limit}."),
            )
        }
        Cause::ProgressDeadline => {
            let (value, limit) = (number::duration(lang, value), number::duration(lang, limit));
            lang.pick(
                format!("{at}까지 {value} 동안 진척이 없어 기한 {} 넘겼습니다.", particle::object(&limit)),
                format!("by {at} there had been no progress for {value}; the deadline is {limit}."),
            )
        }
        Cause::Analysis(finding) => {
            let found = analysis::found(lang, &finding);
            lang.pick(format!("{at}에 분석에서 {found}"), format!("at {at} an analysis found that {found}"))
        }
        Cause::Operator => {
            lang.pick(format!("{at}에 운영자가 롤백을 명령했습니다."), format!("the operator asked for it at {at}."))
        }
        Cause::AbTest => {
            let value = ab_test::points(value);
            lang.pick(
                format!("{at}에 A/B 테스트가 후보 버전이 더 낫다는 것을 밝히지 못했습니다(전환율 차이 {value}%p)."),
                format!("at {at} the A/B test had not shown the candidate to be better ({value} points)."),
            )
        }
        Cause::NoData => lang.pick(
            format!("{at}까지 후보 버전의 측정값이 없어 확인에 실패했습니다."),
            format!("by {at} nothing had been measured of the candidate, which fails a check."),
        ),
    }
}

fn changed(lang: Lang, number: u32, version: VersionId, state: State) -> String {
    let name = instance(lang, number);
    let version = word::version(lang, version);
    match lang {
        Lang::Ko => {
            let subject = particle::subject(&format!("{name}({version})"));
            match state {
                State::Provisioning => {
                    format!("{} 새로 배정받고 있습니다.", particle::object(&format!("{name}({version})")))
                }
                State::Starting => format!("{subject} 시작하고 있습니다."),
                State::Warming => format!("{subject} 준비되어 예열하면서 요청을 받습니다."),
                State::Ready => format!("{subject} 제 속도로 요청을 처리합니다."),
                State::Draining => format!("{subject} 새 요청을 받지 않고 남은 요청을 비웁니다(드레이닝)."),
                State::Crashed => format!("{subject} 크래시 상태입니다."),
                State::Terminated => format!("{subject} 종료되었습니다."),
                State::Unready => format!("{subject} 더는 준비 상태가 아니어서 새 요청을 받지 않습니다."),
            }
        }
        Lang::En => {
            let what = match state {
                State::Provisioning => "is being provisioned",
                State::Starting => "is starting",
                State::Warming => "is ready and warming up",
                State::Ready => "is ready at full speed",
                State::Draining => "is draining: it finishes its requests and takes no new ones",
                State::Crashed => "is down after a crash",
                State::Terminated => "has terminated",
                State::Unready => "is no longer ready and gets no new requests",
            };
            format!("{} ({version}) {what}.", capital(&name))
        }
    }
}

fn requests(lost: u32) -> String {
    match lost {
        1 => "1 request was".to_owned(),
        _ => format!("{} requests were", number::whole(u64::from(lost))),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::{Arm, CheckKind, Part};
    use crate::kernel::Time;
    use crate::rollout::{Decision, Look};
    use crate::scenario::Action;
    use Lang::{En, Ko};

    fn every_event() -> Vec<Event> {
        let states = [
            State::Provisioning,
            State::Starting,
            State::Warming,
            State::Ready,
            State::Draining,
            State::Crashed,
            State::Terminated,
            State::Unready,
        ];
        let at = Time::from_seconds(100.0);
        let causes = [
            Cause::ErrorRate,
            Cause::LatencyP99,
            Cause::ProgressDeadline,
            Cause::Operator,
            Cause::NoData,
            Cause::AbTest,
        ];
        let look = Look {
            arms: [Arm { requests: 9, conversions: 1 }; 2],
            difference: 0.0,
            low: -0.1,
            high: 0.1,
            p_value: 1.0,
            decision: None,
        };
        let mut events = vec![
            Event::RolloutStarted,
            Event::NextDeployment { revision: Revision(2), promotes: true },
            Event::NextDeployment { revision: Revision(2), promotes: false },
            Event::InstanceKilled { instance: 0, lost: 1 },
            Event::InstanceCrashed { instance: 1, lost: 3 },
            Event::WeightSet { percent: 10 },
            Event::MirrorSet { percent: 10 },
            Event::MirrorSet { percent: 0 },
            Event::StepReached { step: 0 },
            Event::RolloutCompleted,
            Event::SchemaMigrated,
            Event::RolledBack,
            Event::DeadlinePassed,
            Event::ConnectionsRefused { instance: 0, requests: 12 },
            Event::CheckFailed { instance: 0, check: CheckKind::Startup },
            Event::CheckFailed { instance: 0, check: CheckKind::Readiness },
            Event::CheckFailed { instance: 0, check: CheckKind::Liveness },
            Event::InstanceHung { instance: 0 },
            Event::PartLost { part: Part::Node(0) },
            Event::PartLost { part: Part::Zone(0) },
            Event::PartRestored { part: Part::Node(0) },
            Event::PartRestored { part: Part::Zone(0) },
            Event::Scaled { from: 10, to: 14 },
            Event::Scaled { from: 14, to: 10 },
            Event::AbTestStarted { asked: [3_841, 3_841] },
            Event::AbTestLooked { look },
            Event::AbTestLooked { look: Look { decision: Some(Decision::Better), ..look } },
            Event::AbTestLooked { look: Look { decision: Some(Decision::Worse), ..look } },
            Event::AbTestLooked { look: Look { decision: Some(Decision::Unclear), ..look } },
        ];
        events.extend(analysis::every_event());
        events.extend(Action::ALL.iter().map(|action| Event::CommandGiven { action: *action }));
        events.extend(states.map(|state| Event::InstanceChanged { instance: 2, version: VersionId::Candidate, state }));
        events.extend(causes.map(|cause| {
            let reason = Reason { cause, value: 0.5, limit: 0.05, at };
            Event::RollBackStarted { reason }
        }));
        events
    }

    #[test]
    fn every_event_is_a_sentence_of_its_own_in_both_languages() {
        for lang in Lang::ALL {
            let sentences: Vec<String> = every_event().iter().map(|event| sentence(lang, event)).collect();
            for (i, sentence) in sentences.iter().enumerate() {
                assert!(sentence.ends_with('.'), "{sentence}");
                let hangul = sentence.chars().any(|c| ('가'..='힣').contains(&c));
                assert_eq!(hangul, lang == Ko, "{sentence}");
                assert!(!sentences[..i].contains(sentence), "{sentence}");
            }
        }
    }

    #[test]
    fn a_roll_back_names_metric_value_limit_and_moment() {
        let reason = Reason { cause: Cause::ErrorRate, value: 0.1234, limit: 0.05, at: Time::from_seconds(100.0) };
        let event = Event::RollBackStarted { reason };
        assert_eq!(
            sentence(Ko, &event),
            "롤백을 시작했습니다. 01:40에 후보 버전의 오류율 12.3%가 한도 5%를 넘었습니다."
        );
        assert_eq!(
            sentence(En, &event),
            "Rolling back: at 01:40 the candidate's error rate of 12.3% was above the limit of 5%."
        );
    }

    #[test]
    fn instances_are_counted_from_one() {
        let event = Event::InstanceCrashed { instance: 1, lost: 1 };
        assert_eq!(sentence(Ko, &event), "인스턴스 2가 크래시 났습니다. 처리 중이던 요청 1건을 잃었습니다.");
        assert_eq!(sentence(En, &event), "Instance 2 crashed; 1 request was lost.");
    }
}
