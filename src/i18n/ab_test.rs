//! What an A/B test asks for, shows and comes to, as sentences.

use super::{Lang, number};
use crate::fleet::Arm;
use crate::record::AbTestReport;
use crate::rollout::{Decision, Look};

/// A test began to count, that asks for so many requests of each version.
pub(super) fn started(lang: Lang, [stable, candidate]: [u64; 2]) -> String {
    let [stable, candidate] = [stable, candidate].map(number::whole);
    lang.pick(
        format!("A/B 테스트를 시작했습니다. 필요한 표본은 안정 버전 {stable}건, 후보 버전 {candidate}건입니다."),
        format!(
            "The A/B test began: it asks for {stable} requests of the stable version and {candidate} of the candidate."
        ),
    )
}

/// What a look shows, and what it decides.
#[must_use]
pub fn look(lang: Lang, look: &Look) -> String {
    let [stable, candidate] = look.arms.map(|arm| share(lang, arm));
    let [low, high] = [look.low, look.high].map(points);
    let (difference, p) = (points(look.difference), chance(look.p_value));
    let decision = decision(lang, look.decision);
    lang.pick(
        format!(
            "A/B 테스트 전환율: 안정 버전 {stable}, 후보 버전 {candidate}, 차이 {difference}%p(구간 {low}~{high}), p {p}. {decision}"
        ),
        format!(
            "A/B test: {stable} convert with the stable version, {candidate} with the candidate: {difference} points (interval {low} to {high}), p {p}. {decision}"
        ),
    )
}

/// A test as the report has it: by what it is decided, its last look, what it asked for, and when it was decided.
#[must_use]
pub fn told(lang: Lang, test: &AbTestReport) -> String {
    let AbTestReport { difference, low, high, p_value, decision, looks, .. } = *test;
    let arms = [&test.stable, &test.candidate];
    let counted = arms.map(|arm| Arm { requests: arm.requests, conversions: arm.conversions });
    let seen = look(lang, &Look { arms: counted, difference, low, high, p_value, decision });
    let [stable, candidate] = arms.map(|arm| number::whole(arm.asked));
    let (kind, confidence) = (&test.test, number::percent(test.confidence));
    let [from, to] =
        [Some(test.began_s), test.decided_s].map(|at| at.map_or(number::NOTHING.to_owned(), number::clock));
    lang.pick(
        format!(
            "{seen} 방식 {kind}, 신뢰 수준 {confidence}, 필요한 표본 {stable}건과 {candidate}건, 시작 {from}, 결정 {to}, 확인 {looks}번."
        ),
        format!(
            "{seen} Test: {kind}, confidence {confidence}. Asked for: {stable} and {candidate}. Began at {from}, decided at {to}, looks: {looks}."
        ),
    )
}

fn decision(lang: Lang, decision: Option<Decision>) -> &'static str {
    match decision {
        None => lang.pick("아직 결정하지 않았습니다.", "Not decided yet."),
        Some(Decision::Better) => lang.pick("후보 버전이 더 낫습니다.", "The candidate is better."),
        Some(Decision::Worse) => lang.pick("후보 버전이 더 나쁩니다.", "The candidate is worse."),
        Some(Decision::Unclear) => lang.pick("차이를 밝히지 못했습니다.", "No difference was found."),
    }
}

/// The share of an arm, and of how many.
fn share(lang: Lang, arm: Arm) -> String {
    let (share, of) = (number::percent(arm.share()), number::whole(arm.requests));
    lang.pick(format!("{of}건 중 {share}"), format!("{share} of {of}"))
}

/// A difference of shares in percentage points, with its sign.
#[must_use]
pub fn points(difference: f64) -> String {
    let text = number::fixed(difference * 100.0, 2);
    if text.starts_with('-') { text } else { format!("+{text}") }
}

/// A p-value, with its relation.
pub(super) fn chance(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".to_owned() } else { format!("= {}", number::fixed(p, 4)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_tells_shares_difference_interval_and_decision() {
        let arms = [Arm { requests: 8_000, conversions: 800 }, Arm { requests: 7_900, conversions: 948 }];
        let seen = Look { arms, difference: 0.02, low: -0.003, high: 0.0301, p_value: 0.000_01, decision: None };
        assert_eq!(
            look(Lang::En, &seen),
            "A/B test: 10% of 8,000 convert with the stable version, 12% of 7,900 with the candidate: +2.00 points (interval -0.30 to +3.01), p < 0.0001. Not decided yet."
        );
        let decided = Look { decision: Some(Decision::Better), p_value: 0.0312, ..seen };
        assert_eq!(
            look(Lang::Ko, &decided),
            "A/B 테스트 전환율: 안정 버전 8,000건 중 10%, 후보 버전 7,900건 중 12%, 차이 +2.00%p(구간 -0.30~+3.01), p = 0.0312. 후보 버전이 더 낫습니다."
        );
    }
}
