//! Statistical power in words.

use super::{Lang, number};
use crate::record::Sight;
use crate::scenario::Scenario;

/// What the lines below are about: the error rates of both versions.
#[must_use]
pub fn heading(lang: Lang, scenario: &Scenario) -> String {
    let versions = &scenario.versions;
    let [stable, candidate] = [&versions.stable, &versions.candidate].map(|v| number::percent(v.error_probability));
    lang.pick(
        format!("통계적 검정력(후보 버전 오류율 {candidate}, 안정 버전 {stable})"),
        format!("Statistical power (errors: candidate {candidate}, stable version {stable})"),
    )
}

/// What one judge sees at one weight.
#[must_use]
pub fn sentence(lang: Lang, sight: &Sight) -> String {
    let weight = number::plain(sight.weight_percent);
    let (step, rate) = (sight.step, number::rate(lang, sight.requests_per_s));
    let (seen, lasts) = (number::percent(sight.detection), number::duration(lang, sight.lasts_s));
    let alarm = number::percent(sight.false_alarm);
    let [half, nine, most] =
        sight.within_s.map(|at| at.map_or_else(|| number::NOTHING.to_owned(), |at_s| number::duration(lang, at_s)));
    let judge = match &sight.analysis {
        Some(name) => lang.pick(format!("분석 ‘{name}’"), format!("analysis “{name}”")),
        None => lang.pick("오류율 한도", "limit on errors").to_owned(),
    };
    lang.pick(
        format!(
            "{step}단계({weight}%, {rate}), {judge}: {lasts} 안에 결함을 볼 확률 {seen}, 오경보 확률 {alarm}. 50/90/95% 확률로 보기까지 {half} / {nine} / {most}."
        ),
        format!(
            "Step {step} ({weight}%, {rate}), {judge}: the defect is seen within {lasts} with a chance of {seen}, a false alarm has {alarm}; seen with 50/90/95% after {half} / {nine} / {most}."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_chances_and_times() {
        let sight = Sight {
            step: 1,
            weight_percent: 12.5,
            lasts_s: 60.0,
            analysis: None,
            requests_per_s: 30.0,
            detection: 0.5,
            false_alarm: 0.01,
            within_s: [Some(60.0), Some(150.0), None],
        };
        let line = sentence(Lang::En, &sight);
        for part in
            ["Step 1 (12.5%", "30.0 requests/s", "within 1 min with a chance of 50%", "1%", "1 min / 2 min 30 s / "]
        {
            assert!(line.contains(part), "{part}: {line}");
        }
        let named = sentence(Lang::Ko, &Sight { analysis: Some("a".to_owned()), ..sight });
        assert!(named.contains("분석 ‘a’") && named.contains("오경보 확률 1%"), "{named}");
    }
}
