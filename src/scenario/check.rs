//! The rules that no single field's range can state. What passes here, the engine runs without failing.

use super::problem::{Problem, Problems, Rule};
use super::{Law, Scenario, Shape, StrategyKind};
use std::ops::Deref;

/// Most samples of a run's time series.
pub const MOST_SAMPLES: u32 = 20_000;
/// Most requests that a run may offer.
pub const MOST_REQUESTS: f64 = 1e9;
/// The log-normal law's p99 is at most so many medians: beyond, the mean would be ruled by requests never seen.
const WIDEST_P99: f64 = 1_000.0;

/// A scenario that has passed every check.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked(Scenario);

impl Deref for Checked {
    type Target = Scenario;
    fn deref(&self) -> &Scenario {
        &self.0
    }
}

impl Checked {
    /// Checks the rules; the ranges of single fields must have been checked by [`super::read`].
    pub(super) fn new(scenario: Scenario) -> Result<Checked, Problems> {
        let problems = broken_rules(&scenario);
        if problems.is_empty() { Ok(Checked(scenario)) } else { Err(problems) }
    }

    /// The same scenario with another strategy: the settings of all strategies have been checked, so it stays checked.
    #[must_use]
    pub fn with_strategy(&self, kind: StrategyKind) -> Checked {
        let mut scenario = self.0.clone();
        scenario.strategy.kind = kind;
        Checked(scenario)
    }

    /// Gives the scenario back to be changed; it must be checked again.
    #[must_use]
    pub fn into_inner(self) -> Scenario {
        self.0
    }
}

impl Scenario {
    /// Checks every range and every rule.
    ///
    /// # Errors
    /// All problems at once.
    pub fn check(&self) -> Result<Checked, Problems> {
        // A scenario always has a JSON form: no map keys but text, no failing serializer.
        super::read::read(&serde_json::to_value(self).unwrap_or_default())
    }

    /// No run of this scenario is expected to offer more requests than this.
    #[must_use]
    pub fn most_requests(&self) -> f64 {
        let traffic = &self.traffic;
        let peak = match traffic.shape {
            Shape::Constant => traffic.rate_rps,
            Shape::Ramp => traffic.rate_rps.max(traffic.ramp.to_rps),
            Shape::Spike => traffic.rate_rps.max(traffic.spike.peak_rps),
            Shape::Daily => traffic.daily.peak_rps,
            Shape::Trace => traffic.trace.peak_rps,
        };
        peak * self.horizon_s
    }
}

fn broken_rules(scenario: &Scenario) -> Problems {
    let mut problems = Problems::new();
    let mut broken = |path: &str, found: String, rule| problems.push(Problem::rule(path, found, rule));
    let samples = (scenario.horizon_s / scenario.sample_interval_s).ceil();
    if samples > f64::from(MOST_SAMPLES) {
        broken("sample_interval_s", format!("{samples} samples"), Rule::AtMostSamples(MOST_SAMPLES));
    }
    if scenario.most_requests() > MOST_REQUESTS {
        broken("traffic", format!("{} requests", scenario.most_requests()), Rule::AtMostRequests(MOST_REQUESTS));
    }
    let at_least = |path: &str, value| Rule::AtLeast { path: path.to_owned(), value };
    let traffic = &scenario.traffic;
    if traffic.shape == Shape::Daily && traffic.daily.peak_rps < traffic.daily.low_rps {
        broken(
            "traffic.daily.peak_rps",
            traffic.daily.peak_rps.to_string(),
            at_least("traffic.daily.low_rps", traffic.daily.low_rps),
        );
    }
    if traffic.shape == Shape::Trace && !traffic.trace.counts.iter().any(|count| *count > 0.0) {
        broken("traffic.trace.counts", format!("{} counts", traffic.trace.counts.len()), Rule::TraceHasCounts);
    }
    let service = &scenario.service;
    if service.law == Law::LogNormal {
        if service.p99_ms < service.median_ms {
            broken("service.p99_ms", service.p99_ms.to_string(), at_least("service.median_ms", service.median_ms));
        }
        if service.p99_ms > service.median_ms * WIDEST_P99 {
            let rule = Rule::AtMostTimes {
                path: "service.median_ms".to_owned(),
                value: service.median_ms,
                factor: WIDEST_P99,
            };
            broken("service.p99_ms", service.p99_ms.to_string(), rule);
        }
    }
    let telemetry = &scenario.telemetry;
    if telemetry.window_s < telemetry.scrape_interval_s {
        broken(
            "telemetry.window_s",
            telemetry.window_s.to_string(),
            at_least("telemetry.scrape_interval_s", telemetry.scrape_interval_s),
        );
    }
    for (i, pair) in scenario.strategy.canary.steps.windows(2).enumerate() {
        if pair[1].weight <= pair[0].weight {
            let path = format!("strategy.canary.steps[{}].weight", i + 1);
            broken(&path, pair[1].weight.to_string(), Rule::RisingWeight(pair[0].weight));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(change: impl Fn(&mut Scenario)) -> Vec<String> {
        let mut scenario = Scenario::default();
        change(&mut scenario);
        scenario.check().map_or_else(|problems| problems.into_iter().map(|p| p.path).collect(), |_| Vec::new())
    }

    #[test]
    fn the_default_passes() {
        assert!(Scenario::default().check().is_ok());
    }

    #[test]
    fn each_rule_names_its_place() {
        assert_eq!(broken(|s| s.strategy.canary.steps[2].weight = 20), ["strategy.canary.steps[2].weight"]);
        assert_eq!(broken(|s| s.service.p99_ms = 1.0), ["service.p99_ms"]);
        assert_eq!(broken(|s| s.service.median_ms = 0.01), ["service.p99_ms"]);
        assert_eq!(broken(|s| s.telemetry.window_s = 1.0), ["telemetry.window_s"]);
        assert_eq!(broken(|s| s.traffic.shape = Shape::Trace), ["traffic.trace.counts"]);
        assert_eq!(broken(|s| s.horizon_s = 30_000.0), ["sample_interval_s"]);
        assert_eq!(broken(|s| s.traffic.rate_rps = f64::NAN), ["traffic.rate_rps"]);
        assert_eq!(
            broken(|s| {
                s.horizon_s = 1e6;
                s.sample_interval_s = 100.0;
                s.traffic.rate_rps = 1e5;
            }),
            ["traffic"]
        );
        assert_eq!(
            broken(|s| {
                s.traffic.shape = Shape::Daily;
                s.traffic.daily.peak_rps = 1.0;
            }),
            ["traffic.daily.peak_rps"]
        );
    }
}
