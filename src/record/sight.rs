//! What the judges of a canary can see at each of its weights: how soon they see its defect, and how often they see one that is not
//! there. By the error rates that the scenario gives both versions and the requests that came; `docs/model.md` tells the rest.

use super::Recording;
use crate::rollout::power::{Decides, Rule};
use crate::scenario::{Measure, Metric, Relation, Scenario, Step, StepKind, StrategyKind};
use serde::Serialize;

/// Readings that are looked ahead; what is not seen by then is not seen.
const MOST_READINGS: u32 = 500;
/// The chances whose moments are told.
const CHANCES: [f64; 3] = [0.5, 0.9, 0.95];

/// What one judge sees at one weight.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sight {
    /// The step that sets the weight, from 1.
    pub step: u32,
    /// The candidate's share of the traffic, percent.
    pub weight_percent: f64,
    /// How long it lasts, s, pauses without an end left aside.
    pub lasts_s: f64,
    /// The analysis that judges; `None` for the limits of `rollback`.
    pub analysis: Option<String>,
    /// Requests per second that it can judge.
    pub requests_per_s: f64,
    /// The chance that the candidate is taken back while the weight lasts, 0 to 1.
    pub detection: f64,
    /// The same of a candidate that is no worse than the stable version.
    pub false_alarm: f64,
    /// When the candidate is taken back with a chance of 50, 90 and 95 %, s; `None` if the weight would have to last for longer than
    /// 500 readings.
    pub within_s: [Option<f64>; 3],
}

/// What every judge on the share of failed requests sees at every weight of the canary; nothing for other strategies.
#[must_use]
pub fn sights(scenario: &Scenario, recording: &Recording) -> Vec<Sight> {
    if recording.strategy != StrategyKind::Canary {
        return Vec::new();
    }
    let canary = &scenario.strategy.canary;
    let rate_rps = recording.offered as f64 / scenario.horizon_s * scenario.telemetry.sample_share;
    let mut sights = Vec::new();
    let mut at = 0;
    while let Some(offset) = canary.steps[at..].iter().position(|step| step.kind == StepKind::SetWeight) {
        let begin = at + offset;
        let behind = &canary.steps[begin + 1..];
        let more = behind.iter().position(|step| step.kind == StepKind::SetWeight).unwrap_or(behind.len());
        let steps = &canary.steps[begin..=begin + more];
        at = begin + 1;
        let share = f64::from(steps[0].weight) / f64::from(canary.max_traffic_weight);
        for (analysis, rule) in rules(scenario, steps, begin, rate_rps * share) {
            let lasts_s = steps.iter().map(|step| length_s(scenario, step)).sum();
            sights.push(sight(scenario, begin, share, lasts_s, analysis, rule));
        }
    }
    sights
}

fn sight(scenario: &Scenario, step: usize, share: f64, lasts_s: f64, analysis: Option<String>, rule: Rule) -> Sight {
    let [stable, candidate] = [&scenario.versions.stable, &scenario.versions.candidate]
        .map(|version| rule.chances(version.error_probability, MOST_READINGS));
    let while_it_lasts = |chances: &[(f64, f64)]| {
        chances.iter().take_while(|(at_s, _)| *at_s <= lasts_s).last().map_or(0.0, |last| last.1)
    };
    Sight {
        step: step as u32 + 1,
        weight_percent: share * 100.0,
        lasts_s,
        analysis,
        requests_per_s: rule.rate_rps,
        detection: while_it_lasts(&candidate),
        false_alarm: while_it_lasts(&stable),
        within_s: CHANCES.map(|chance| Rule::time_to(&candidate, chance)),
    }
}

/// How long a step lasts if all is well, s.
fn length_s(scenario: &Scenario, step: &Step) -> f64 {
    let Some(name) = step.awaited() else {
        return if step.until_promoted { 0.0 } else { step.pause_s };
    };
    let length = |metric: &Metric| metric.initial_delay_s + metric.interval_s * f64::from(metric.count.max(1) - 1);
    named(scenario, name).iter().map(length).fold(0.0, f64::max)
}

fn named<'a>(scenario: &'a Scenario, name: &str) -> &'a [Metric] {
    let analysis = scenario.strategy.analyses.iter().find(|analysis| analysis.name == name);
    analysis.map_or(&[], |analysis| &analysis.metrics)
}

/// The rules that judge while these steps last, the first of which is at `begin`.
fn rules(scenario: &Scenario, steps: &[Step], begin: usize, rate_rps: f64) -> Vec<(Option<String>, Rule)> {
    let (limits, telemetry, canary) = (&scenario.rollback, &scenario.telemetry, &scenario.strategy.canary);
    let base = Rule {
        rate_rps,
        window_s: telemetry.window_s,
        first_s: telemetry.scrape_interval_s,
        interval_s: telemetry.scrape_interval_s,
        limit: limits.error_rate_limit,
        limit_is_bad: false,
        min_requests: limits.min_requests,
        decides: Decides::InARow(limits.consecutive),
    };
    let mut rules = Vec::new();
    if limits.automatic && limits.error_rate_limit < 1.0 {
        rules.push((None, base));
    }
    let goes_on = begin + steps.len() > canary.background_from_step as usize;
    let background = goes_on.then_some(&canary.background_analysis);
    let own = steps.iter().filter_map(Step::awaited);
    for name in background.map(String::as_str).into_iter().chain(own) {
        for metric in named(scenario, name).iter().filter(|metric| !metric.dry_run && !metric.unlimited_failures) {
            let Some((limit, limit_is_bad)) = error_limit(metric) else { continue };
            let interval_s = if metric.interval_s > 0.0 { metric.interval_s } else { telemetry.window_s };
            let decides = Decides::InAll(metric.failure_limit + 1);
            let first_s = interval_s.max(telemetry.scrape_interval_s);
            let rule = Rule { first_s, interval_s, limit, limit_is_bad, min_requests: 1, decides, ..base };
            rules.push((Some(name.to_owned()), rule));
        }
    }
    rules
}

/// The share of failed requests above which a measurement fails, and whether it fails at just that share; `None` if it is no limit
/// on that.
fn error_limit(metric: &Metric) -> Option<(f64, bool)> {
    let (fails, limit) = match metric.failure.is {
        Relation::None => (metric.success.is.opposite(), metric.success.limit),
        relation => (relation, metric.failure.limit),
    };
    // What is left of 1, without the rounding of the difference.
    let rest = ((1.0 - limit) * 1e12).round() / 1e12;
    match (metric.measure, fails) {
        (Measure::ErrorRate, Relation::Above) => Some((limit, false)),
        (Measure::ErrorRate, Relation::AtLeast) => Some((limit, true)),
        (Measure::SuccessRate, Relation::Below) => Some((rest, false)),
        (Measure::SuccessRate, Relation::AtMost) => Some((rest, true)),
        _ => None,
    }
}
