//! What analyses did and found, as sentences.

use super::{Lang, number, particle};
use crate::rollout::analysis::{Finding, Outcome, Place, Verdict};
use crate::scenario::{Measure, Relation};

/// The name of an analysis by what it belongs to.
fn name(lang: Lang, place: Place) -> String {
    match place {
        Place::Step(step) => {
            let step = u64::from(step) + 1;
            lang.pick(format!("{step}단계 분석"), format!("The analysis of step {step}"))
        }
        Place::Background => lang.pick("배경 분석", "The background analysis").to_owned(),
        Place::BeforeSwitch => lang.pick("전환 전 분석", "The analysis before the switch").to_owned(),
        Place::AfterSwitch => lang.pick("전환 후 분석", "The analysis after the switch").to_owned(),
    }
}

/// The name of what is measured.
fn measure(lang: Lang, finding: &Finding) -> String {
    match finding.measure {
        Measure::ErrorRate => lang.pick("오류율", "error rate").to_owned(),
        Measure::SuccessRate => lang.pick("성공률", "success rate").to_owned(),
        Measure::Latency => {
            let percentile = number::plain(finding.quantile * 100.0);
            lang.pick(format!("p{percentile} 지연 시간"), format!("p{percentile} latency"))
        }
        Measure::TrafficShare => lang.pick("트래픽 비중", "share of the traffic").to_owned(),
        Measure::Comparison => lang.pick("비교 점수", "comparison score").to_owned(),
    }
}

/// A value or a limit in the unit of what is measured.
fn amount(lang: Lang, finding: &Finding, amount: f64) -> String {
    match finding.measure {
        Measure::ErrorRate | Measure::SuccessRate | Measure::TrafficShare => number::percent(amount),
        Measure::Latency => number::latency(lang, amount),
        Measure::Comparison => format!("{}/100", number::plain(amount)),
    }
}

/// An analysis began.
pub(super) fn started(lang: Lang, place: Place) -> String {
    let name = name(lang, place);
    lang.pick(format!("{} 시작했습니다.", particle::object(&name)), format!("{name} began."))
}

/// A measurement that is not as it should be.
pub(super) fn measured(lang: Lang, place: Place, finding: &Finding) -> String {
    let (name, found) = (name(lang, place), found(lang, finding));
    let unsure = finding.outcome == Outcome::Inconclusive;
    match lang {
        Lang::Ko if unsure => format!("{name}: 판단하기 어렵습니다. {found}"),
        Lang::Ko => format!("{name}: {found}"),
        Lang::En if unsure => format!("{name} found neither good nor bad: {found}"),
        Lang::En => format!("{name} found that {found}"),
    }
}

/// What was found, the end of a sentence.
pub(super) fn found(lang: Lang, finding: &Finding) -> String {
    if finding.outcome == Outcome::Error {
        let most = number::whole(finding.limit as u64);
        return lang.pick(
            format!("텔레메트리에 판정할 자료가 없었습니다(잇달아 {most}번까지 허용)."),
            format!("telemetry had nothing to judge (put up with {most} times in a row)."),
        );
    }
    let (value, limit) = (amount(lang, finding, finding.value), amount(lang, finding, finding.limit));
    let what = measure(lang, finding);
    let (ko, en) = relation(finding.stands);
    lang.pick(
        format!("후보 버전의 {} {value}, 기준 {limit} {ko}입니다.", particle::subject(&what)),
        format!("the candidate's {what} was {value}, {en} {limit}."),
    )
}

fn relation(stands: Relation) -> (&'static str, &'static str) {
    match stands {
        Relation::None => ("없음", "with no limit but"),
        Relation::Below => ("미만", "below"),
        Relation::AtMost => ("이하", "not above"),
        Relation::Above => ("초과", "above"),
        Relation::AtLeast => ("이상", "not below"),
    }
}

/// What was found, in a few words.
pub(super) fn briefly(lang: Lang, finding: &Finding) -> String {
    if finding.outcome == Outcome::Error {
        return lang.pick("분석할 자료 없음", "nothing to analyse").to_owned();
    }
    let sign = match finding.stands {
        Relation::None => "",
        Relation::Below => "<",
        Relation::AtMost => "≤",
        Relation::Above => ">",
        Relation::AtLeast => "≥",
    };
    let (value, limit) = (amount(lang, finding, finding.value), amount(lang, finding, finding.limit));
    format!("{} {value} {sign} {limit}", measure(lang, finding))
}

/// What an analysis came to.
pub(super) fn ended(lang: Lang, place: Place, verdict: Verdict) -> String {
    let name = name(lang, place);
    let (subject, topic) = (particle::subject(&name), particle::topic(&name));
    match verdict {
        Verdict::Running => lang.pick(format!("{topic} 아직 끝나지 않았습니다."), format!("{name} has not ended yet.")),
        Verdict::Successful => lang.pick(format!("{subject} 성공했습니다."), format!("{name} was successful.")),
        Verdict::Inconclusive if place == Place::AfterSwitch => {
            lang.pick(format!("{topic} 결론을 내지 못했습니다."), format!("{name} was inconclusive."))
        }
        Verdict::Inconclusive => lang.pick(
            format!("{topic} 결론을 내지 못했습니다. 운영자가 재개하거나 승격할 때까지 멈춥니다."),
            format!("{name} was inconclusive: it waits for the operator to resume or promote."),
        ),
        Verdict::Error => {
            lang.pick(format!("{topic} 자료가 없어 끝났습니다."), format!("{name} ended for want of data."))
        }
        Verdict::Failed => lang.pick(format!("{subject} 실패했습니다."), format!("{name} failed.")),
    }
}

#[cfg(test)]
pub(super) fn every_event() -> Vec<crate::sim::Event> {
    use crate::sim::Event;
    let metric = crate::scenario::Metric::default();
    let finding = Finding { stands: Relation::Above, ..Finding::new(&metric, Some(0.5)) };
    let outcomes = [Outcome::Inconclusive, Outcome::Error, Outcome::Failed];
    let relations = [Relation::Below, Relation::AtMost, Relation::AtLeast];
    let verdicts = [Verdict::Running, Verdict::Successful, Verdict::Inconclusive, Verdict::Error, Verdict::Failed];
    let mut events = Vec::new();
    for place in [Place::Step(1), Place::Background, Place::BeforeSwitch, Place::AfterSwitch] {
        events.push(Event::AnalysisStarted { place });
        events.extend(outcomes.map(|outcome| Event::Measured { place, finding: Finding { outcome, ..finding } }));
        let failed = Finding { outcome: Outcome::Failed, ..finding };
        events.extend(relations.map(|stands| Event::Measured { place, finding: Finding { stands, ..failed } }));
        let measures = Measure::ALL.iter().skip(1);
        events.extend(
            measures.map(|measure| Event::Measured { place, finding: Finding { measure: *measure, ..failed } }),
        );
        events.extend(verdicts.map(|verdict| Event::AnalysisEnded { place, verdict }));
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Condition, Metric};

    #[test]
    fn a_finding_names_metric_value_and_limit() {
        let success = Condition { is: Relation::AtLeast, limit: 0.95 };
        let metric = Metric { measure: Measure::SuccessRate, success, ..Metric::default() };
        let finding = Finding::new(&metric, Some(0.9312));
        assert_eq!(found(Lang::En, &finding), "the candidate's success rate was 93.1%, below 95%.");
        assert_eq!(found(Lang::Ko, &finding), "후보 버전의 성공률이 93.1%, 기준 95% 미만입니다.");
        assert_eq!(briefly(Lang::En, &finding), "success rate 93.1% < 95%");
        let success = Condition { is: Relation::Below, limit: 250.0 };
        let metric = Metric { measure: Measure::Latency, quantile: 0.95, success, ..Metric::default() };
        let finding = Finding::new(&metric, Some(300.0));
        assert_eq!(found(Lang::En, &finding), "the candidate's p95 latency was 300 ms, not below 250 ms.");
        assert!(measured(Lang::En, Place::Step(1), &Finding::new(&metric, None)).contains("4 times"));
    }
}
