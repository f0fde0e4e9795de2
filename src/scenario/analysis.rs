//! Analyses: what is measured of the candidate, how often, and what it must be.

use super::problem::{Allowed, Rule};
use super::schema::{Section, Visitor, choice, spec};
use super::{LONGEST_HORIZON_S, Scenario, StepKind};
use serde::{Deserialize, Serialize};

/// Most analyses, and most metrics of one.
const MOST_ANALYSES: f64 = 200.0;
const MOST_METRICS: f64 = 100.0;
/// Longest name of an analysis, characters.
const LONGEST_NAME: f64 = 60.0;
/// Largest count and largest limit of a metric.
const MOST_COUNTED: f64 = 100_000.0;
/// Most measurements of a metric in a run: one a second in the longest, and some to spare.
const MOST_MEASUREMENTS: f64 = 3e6;

choice! {
    /// What a metric measures.
    Measure {
        /// Share of the candidate's requests that failed, 0 to 1.
        #[default]
        ErrorRate = "error-rate",
        /// Share of the candidate's requests that were answered well, 0 to 1.
        SuccessRate = "success-rate",
        /// A quantile of the candidate's latency, ms.
        Latency = "latency",
        /// The candidate's share of the requests that both versions ended, 0 to 1.
        TrafficShare = "traffic-share",
        /// How alike the candidate and the stable version are, 0 to 100.
        Comparison = "comparison",
    }
}

choice! {
    /// How a value stands to a limit.
    Relation {
        /// There is no condition.
        #[default]
        None = "none",
        /// Less than the limit.
        Below = "below",
        /// Not more than the limit.
        AtMost = "at-most",
        /// More than the limit.
        Above = "above",
        /// Not less than the limit.
        AtLeast = "at-least",
    }
}

impl Relation {
    /// Whether `value` stands so to `limit`; never without a condition, and never of what is not a number.
    #[must_use]
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Relation::None => false,
            Relation::Below => value < limit,
            Relation::AtMost => value <= limit,
            Relation::Above => value > limit,
            Relation::AtLeast => value >= limit,
        }
    }

    /// What holds where this does not.
    #[must_use]
    pub fn opposite(self) -> Relation {
        match self {
            Relation::None => Relation::None,
            Relation::Below => Relation::AtLeast,
            Relation::AtMost => Relation::Above,
            Relation::Above => Relation::AtMost,
            Relation::AtLeast => Relation::Below,
        }
    }
}

/// What a value must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// How it must stand to the limit.
    pub is: Relation,
    /// The limit, in the unit of the measure.
    pub limit: f64,
}

impl Section for Condition {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.choice("is", &mut self.is, "How the value stands to the limit; `none`: there is no condition.");
        v.number(
            "limit",
            &mut self.limit,
            spec("", 0.0, 3_600_000.0, "The limit: a share from 0 to 1, a latency in ms, or a score from 0 to 100."),
        );
    }
}

/// One metric of an analysis. The defaults are those of Argo Rollouts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// What is measured.
    pub measure: Measure,
    /// Which quantile of the latency, 0 to 1.
    pub quantile: f64,
    /// What makes a measurement successful.
    pub success: Condition,
    /// What makes a measurement a failure.
    pub failure: Condition,
    /// Time before the first measurement, s.
    pub initial_delay_s: f64,
    /// Time between two measurements, s; 0 for a single one.
    pub interval_s: f64,
    /// Measurements that are made; 0 for one without an interval, and for no end with one.
    pub count: u32,
    /// Failures that are put up with.
    pub failure_limit: u32,
    /// Whether any number of failures is put up with.
    pub unlimited_failures: bool,
    /// Inconclusive measurements that are put up with.
    pub inconclusive_limit: u32,
    /// Errors in a row that are put up with.
    pub consecutive_error_limit: u32,
    /// Successes in a row that end the metric well; 0 for no such end.
    pub consecutive_success_limit: u32,
    /// Whether it is measured and told, and decides nothing.
    pub dry_run: bool,
    /// Weight of the error rate in a comparison, against that of the latency.
    pub error_weight: f64,
    /// Weight of the latency in a comparison, against that of the error rate.
    pub latency_weight: f64,
    /// Ratio of the candidate's mean to the stable version's up to which an increase is put up with in a comparison.
    pub allowed_increase: f64,
}

impl Default for Metric {
    fn default() -> Self {
        Metric {
            measure: Measure::default(),
            quantile: 0.99,
            success: Condition::default(),
            failure: Condition::default(),
            initial_delay_s: 0.0,
            interval_s: 0.0,
            count: 0,
            failure_limit: 0,
            unlimited_failures: false,
            inconclusive_limit: 0,
            consecutive_error_limit: 4,
            consecutive_success_limit: 0,
            dry_run: false,
            error_weight: 50.0,
            latency_weight: 50.0,
            allowed_increase: 1.0,
        }
    }
}

impl Section for Metric {
    fn fields(&mut self, v: &mut dyn Visitor) {
        let seconds = |about| spec("s", 0.0, LONGEST_HORIZON_S, about);
        let times = |about| spec("", 0.0, MOST_COUNTED, about);
        let percent = |about| spec("%", 0.0, 100.0, about);
        v.choice("measure", &mut self.measure, "What is measured, as telemetry shows it.");
        v.number("quantile", &mut self.quantile, spec("", 0.0, 1.0, "Which quantile of the latency."));
        v.section("success", &mut self.success, "What makes a measurement successful.");
        v.section(
            "failure",
            &mut self.failure,
            "What makes a measurement a failure. With both conditions, one that meets neither is inconclusive; with neither condition, all are successful.",
        );
        v.number("initial_delay_s", &mut self.initial_delay_s, seconds("Time before the first measurement."));
        v.number(
            "interval_s",
            &mut self.interval_s,
            seconds("Time between two measurements; 10 s after one without data. 0: a single measurement."),
        );
        v.whole(
            "count",
            &mut self.count,
            times("Measurements that are made, those without data not counted. 0: one without an interval, no end with one."),
        );
        v.whole("failure_limit", &mut self.failure_limit, times("Failures that are put up with."));
        v.flag("unlimited_failures", &mut self.unlimited_failures, "Whether any number of failures is put up with.");
        v.whole(
            "inconclusive_limit",
            &mut self.inconclusive_limit,
            times("Inconclusive measurements that are put up with."),
        );
        v.whole(
            "consecutive_error_limit",
            &mut self.consecutive_error_limit,
            times("Measurements without data in a row that are put up with."),
        );
        v.whole(
            "consecutive_success_limit",
            &mut self.consecutive_success_limit,
            times("Successes in a row that end the metric well; 0: no number does."),
        );
        v.flag("dry_run", &mut self.dry_run, "Whether it is measured and told, and decides nothing.");
        v.number(
            "error_weight",
            &mut self.error_weight,
            percent("Weight of the error rate in a `comparison`, against that of the latency."),
        );
        v.number(
            "latency_weight",
            &mut self.latency_weight,
            percent("Weight of the latency in a `comparison`, against that of the error rate."),
        );
        v.number(
            "allowed_increase",
            &mut self.allowed_increase,
            spec(
                "",
                1.0,
                1_000.0,
                "Ratio of the candidate's mean to the stable version's from which an increase counts in a `comparison`.",
            ),
        );
    }
}

/// A named set of metrics.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// What steps call it.
    pub name: String,
    /// What is measured.
    pub metrics: Vec<Metric>,
}

impl Section for Analysis {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.text("name", &mut self.name, spec("characters", 0.0, LONGEST_NAME, "What steps call it."));
        v.list("metrics", &mut self.metrics, spec("entries", 0.0, MOST_METRICS, "What is measured."));
    }
}

/// The field of an analysis' name where one may be used; empty for none.
pub(super) fn reference(v: &mut dyn Visitor, field: &'static str, name: &mut String, about: &'static str) {
    v.text(field, name, spec("characters", 0.0, LONGEST_NAME, about));
}

/// The list of all analyses.
pub(super) fn list(v: &mut dyn Visitor, analyses: &mut Vec<Analysis>) {
    v.list(
        "analyses",
        analyses,
        spec("entries", 0.0, MOST_ANALYSES, "Analyses that the canary's steps and blue-green may use, by their name."),
    );
}

impl Metric {
    /// Whether its measurements come to an end if all are good.
    fn ends(&self) -> bool {
        self.interval_s == 0.0 || self.count > 0 || self.consecutive_success_limit > 0
    }
}

/// A rule that is broken: where, which other fields it reads, what was found and what is allowed.
pub(super) type Broken = (String, Vec<String>, String, Allowed);

/// What is wrong with the analyses and with what refers to them.
pub(super) fn broken_rules(scenario: &Scenario) -> Vec<Broken> {
    let mut broken = Vec::new();
    let strategy = &scenario.strategy;
    for (i, analysis) in strategy.analyses.iter().enumerate() {
        for (j, metric) in analysis.metrics.iter().enumerate() {
            let at = |field: &str| format!("strategy.analyses[{i}].metrics[{j}].{field}");
            let measurements = scenario.horizon_s / metric.interval_s;
            if metric.interval_s > 0.0 && measurements > MOST_MEASUREMENTS {
                let found = format!("{measurements:.0} measurements");
                let allowed = Allowed::Rule(Rule::AtMostEvents(MOST_MEASUREMENTS));
                broken.push((at("interval_s"), vec!["horizon_s".to_owned()], found, allowed));
            }
            let compares = matches!(metric.measure, Measure::Comparison | Measure::TrafficShare);
            if compares && !scenario.telemetry.both_versions {
                let both = "telemetry.both_versions".to_owned();
                let allowed = Allowed::Rule(Rule::Needs { path: both.clone(), value: "true".to_owned() });
                broken.push((at("measure"), vec![both], metric.measure.name().to_owned(), allowed));
            }
        }
    }
    let names = || strategy.analyses.iter().map(|analysis| analysis.name.clone()).collect();
    let steps = strategy.canary.steps.iter().enumerate();
    let named = steps.filter_map(|(i, step)| {
        // An experiment ends by itself where its time is limited.
        let must_end = step.kind == StepKind::Analysis || step.pause_s == 0.0;
        Some((format!("strategy.canary.steps[{i}].analysis"), step.awaited()?, must_end))
    });
    let mut references: Vec<(String, &str, bool)> = named.collect();
    let blue_green = &strategy.blue_green;
    for (path, name, must_end) in [
        ("canary.background_analysis", &strategy.canary.background_analysis, false),
        ("blue_green.analysis_before", &blue_green.analysis_before, true),
        ("blue_green.analysis_after", &blue_green.analysis_after, true),
        ("shadow.analysis", &strategy.shadow.analysis, true),
    ] {
        if !name.is_empty() {
            references.push((format!("strategy.{path}"), name, must_end));
        }
    }
    for (path, name, must_end) in references {
        let Some(place) = strategy.analyses.iter().position(|analysis| analysis.name == name) else {
            broken.push((path, vec!["strategy.analyses".to_owned()], name.to_owned(), Allowed::OneOf(names())));
            continue;
        };
        let metrics = strategy.analyses[place].metrics.iter().enumerate();
        for (j, _) in metrics.filter(|(_, metric)| must_end && !metric.ends()) {
            let most = MOST_COUNTED;
            let count = format!("strategy.analyses[{place}].metrics[{j}].count");
            let allowed = Allowed::Number { min: 1.0, max: most, unit: String::new(), whole: true };
            if broken.iter().all(|(path, ..)| *path != count) {
                broken.push((count, vec![path.clone()], "0".to_owned(), allowed));
            }
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::super::{Step, Telemetry};
    use super::*;

    fn paths(change: impl Fn(&mut Scenario)) -> Vec<String> {
        let endless = Metric { interval_s: 10.0, ..Metric::default() };
        let analyses = [("one", Metric::default()), ("endless", endless)];
        let mut scenario = Scenario::default();
        scenario.strategy.analyses =
            analyses.map(|(name, metric)| Analysis { name: name.to_owned(), metrics: vec![metric] }).to_vec();
        change(&mut scenario);
        scenario.check().map_or_else(|problems| problems.into_iter().map(|p| p.path).collect(), |_| Vec::new())
    }

    fn step(name: &str) -> Step {
        Step { kind: StepKind::Analysis, analysis: name.to_owned(), ..Step::default() }
    }

    #[test]
    fn what_refers_to_an_analysis_names_one() {
        assert_eq!(paths(|_| {}), [""; 0]);
        assert_eq!(
            paths(|s| {
                s.strategy.canary.steps = vec![step("one"), step("two"), step("")];
                s.strategy.canary.background_analysis = "ones".to_owned();
                s.strategy.blue_green.analysis_before = "one".to_owned();
                s.strategy.blue_green.analysis_after = "three".to_owned();
                s.strategy.shadow.analysis = "four".to_owned();
            }),
            [
                "strategy.canary.steps[1].analysis",
                "strategy.canary.steps[2].analysis",
                "strategy.canary.background_analysis",
                "strategy.blue_green.analysis_after",
                "strategy.shadow.analysis"
            ]
        );
    }

    #[test]
    fn only_the_background_has_no_end() {
        let count = ["strategy.analyses[1].metrics[0].count"];
        assert_eq!(paths(|s| s.strategy.canary.background_analysis = "endless".to_owned()), [""; 0]);
        assert_eq!(paths(|s| s.strategy.canary.steps = vec![step("endless"), step("endless")]), count);
        assert_eq!(paths(|s| s.strategy.blue_green.analysis_before = "endless".to_owned()), count);
        assert_eq!(
            paths(|s| {
                s.strategy.analyses[1].metrics[0].consecutive_success_limit = 3;
                s.strategy.blue_green.analysis_after = "endless".to_owned();
            }),
            [""; 0]
        );
    }

    #[test]
    fn both_versions_must_be_measured_to_be_compared() {
        let compare = |s: &mut Scenario| s.strategy.analyses[0].metrics[0].measure = Measure::Comparison;
        assert_eq!(paths(compare), ["strategy.analyses[0].metrics[0].measure"]);
        let both = |s: &mut Scenario| {
            compare(s);
            s.telemetry = Telemetry { both_versions: true, ..Telemetry::default() };
        };
        assert_eq!(paths(both), [""; 0]);
    }

    #[test]
    fn measurements_are_not_too_many() {
        // 360 s / 0.0001 s = 3,600,000.
        assert_eq!(
            paths(|s| s.strategy.analyses[1].metrics[0].interval_s = 0.0001),
            ["strategy.analyses[1].metrics[0].interval_s"]
        );
    }
}
