//! How long the work of a request takes.

use super::schema::{Section, Visitor, choice, spec};
use serde::{Deserialize, Serialize};

/// Shortest and longest work that can be asked for, ms.
const SHORTEST_MS: f64 = 0.001;
const LONGEST_MS: f64 = 3_600_000.0;
/// Most measured values.
const MOST_VALUES: usize = 10_000;

choice! {
    /// The law of service time.
    Law {
        /// Always the mean.
        Constant = "constant",
        /// Memoryless with the mean.
        Exponential = "exponential",
        /// With the given median and 99th percentile.
        #[default]
        LogNormal = "log-normal",
        /// With the mean and a coefficient of variation.
        Gamma = "gamma",
        /// A power law between two bounds.
        BoundedPareto = "bounded-pareto",
        /// Measured values.
        Empirical = "empirical",
    }
}

/// How long the work of a request takes on one worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// The law.
    pub law: Law,
    /// Mean of the constant, exponential and gamma laws, ms.
    pub mean_ms: f64,
    /// Coefficient of variation of the gamma law.
    pub cv: f64,
    /// Median of the log-normal law, ms.
    pub median_ms: f64,
    /// 99th percentile of the log-normal law, ms.
    pub p99_ms: f64,
    /// Settings of the bounded Pareto law.
    pub pareto: Pareto,
    /// Settings of the empirical law.
    pub empirical: Empirical,
}

impl Default for Service {
    fn default() -> Self {
        Service {
            law: Law::default(),
            mean_ms: 40.0,
            cv: 1.5,
            median_ms: 35.0,
            p99_ms: 140.0,
            pareto: Pareto::default(),
            empirical: Empirical::default(),
        }
    }
}

impl Section for Service {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.choice("law", &mut self.law, "The law of service time.");
        v.number(
            "mean_ms",
            &mut self.mean_ms,
            spec("ms", SHORTEST_MS, LONGEST_MS, "Mean of the constant, exponential and gamma laws."),
        );
        v.number(
            "cv",
            &mut self.cv,
            spec(
                "",
                0.01,
                10.0,
                "Coefficient of variation of the gamma law: standard deviation over mean; 1 is the exponential law.",
            ),
        );
        v.number(
            "median_ms",
            &mut self.median_ms,
            spec("ms", SHORTEST_MS, LONGEST_MS, "Median of the log-normal law."),
        );
        v.number(
            "p99_ms",
            &mut self.p99_ms,
            spec(
                "ms",
                SHORTEST_MS,
                LONGEST_MS,
                "99th percentile of the log-normal law; at least the median, at most a thousand times it.",
            ),
        );
        v.section("pareto", &mut self.pareto, "The bounded Pareto law: a heavy tail that ends at the longest work.");
        v.section("empirical", &mut self.empirical, "The empirical law: service times as they were measured.");
    }
}

/// The density falls with the power `alpha + 1` from `min_ms` to `max_ms`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pareto {
    /// Tail exponent.
    pub alpha: f64,
    /// Shortest work, ms.
    pub min_ms: f64,
    /// Longest work, ms.
    pub max_ms: f64,
}

impl Default for Pareto {
    fn default() -> Self {
        Pareto { alpha: 1.5, min_ms: 15.0, max_ms: 3_000.0 }
    }
}

impl Section for Pareto {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "alpha",
            &mut self.alpha,
            spec("", 0.1, 20.0, "Tail exponent; the smaller, the more of the work is in a few long requests."),
        );
        v.number("min_ms", &mut self.min_ms, spec("ms", SHORTEST_MS, LONGEST_MS, "Shortest work."));
        v.number(
            "max_ms",
            &mut self.max_ms,
            spec("ms", SHORTEST_MS, LONGEST_MS, "Longest work; at least the shortest."),
        );
    }
}

/// Measured service times, or evenly spaced quantiles of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Empirical {
    /// In any order, ms.
    pub values_ms: Vec<f64>,
}

impl Section for Empirical {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.numbers(
            "values_ms",
            &mut self.values_ms,
            MOST_VALUES,
            spec(
                "ms",
                SHORTEST_MS,
                LONGEST_MS,
                "Measured service times in any order, or evenly spaced quantiles from the minimum to the maximum; between neighbours all times are equally likely.",
            ),
        );
    }
}
