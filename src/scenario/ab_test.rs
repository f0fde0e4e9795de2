//! The settings of an A/B test: who gets which version, when it is decided and by what.

use super::schema::{Section, Visitor, choice, spec};
use super::{Canary, LONGEST_HORIZON_S, Router, Step};
use serde::{Deserialize, Serialize};

/// Most looks of a test; a shorter interval than this allows is lengthened.
const MOST_LOOKS: f64 = 1_000.0;
/// Most requests that can be asked for.
const LARGEST_SAMPLE: f64 = 1e9;

choice! {
    /// When and by what an A/B test is decided.
    TestKind {
        /// Looked at once, when the planned sample is there.
        Fixed = "fixed",
        /// The same test at every look, as if each were the only one.
        Naive = "naive",
        /// A test that holds at every look.
        #[default]
        Sequential = "sequential",
    }
}

/// Settings of an A/B test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AbTest {
    /// When and by what it is decided.
    pub test: TestKind,
    /// Share of the users who get the candidate, percent.
    pub share_percent: u32,
    /// Whether a user stays with a version.
    pub sticky: bool,
    /// Conversion that is expected of the stable version, 0 to 1.
    pub baseline: f64,
    /// Smallest difference of the conversions that shall be found, 0 to 1.
    pub smallest_effect: f64,
    /// Chance to find a difference where there is none.
    pub alpha: f64,
    /// Chance to find the smallest effect.
    pub power: f64,
    /// Requests of both versions together; 0 for as many as the above needs.
    pub sample: u32,
    /// Time between two looks, s.
    pub look_interval_s: f64,
    /// Longest time, s.
    pub longest_s: f64,
}

impl Default for AbTest {
    fn default() -> Self {
        AbTest {
            test: TestKind::default(),
            share_percent: 50,
            sticky: true,
            baseline: 0.1,
            smallest_effect: 0.02,
            alpha: 0.05,
            power: 0.8,
            sample: 0,
            look_interval_s: 5.0,
            longest_s: 600.0,
        }
    }
}

impl AbTest {
    /// The canary that holds the test's share, with its other settings as they are, for `pause_s` or until it is promoted.
    #[must_use]
    pub fn canary(&self, settings: &Canary, pause_s: Option<f64>) -> Canary {
        let step =
            Step { until_promoted: pause_s.is_none(), ..Step::weight(self.share_percent, pause_s.unwrap_or(0.0)) };
        Canary {
            router: if self.sticky { Router::Weighted } else { Router::Instances },
            steps: vec![step],
            max_traffic_weight: 100,
            background_analysis: String::new(),
            fresh_baseline: false,
            ..settings.clone()
        }
    }

    /// How many looks the longest time has, the last one at its end; at least 1.
    #[must_use]
    pub fn most_looks(&self) -> u32 {
        (self.longest_s / self.look_interval_s).clamp(1.0, MOST_LOOKS) as u32
    }

    /// Time between two looks, s: the longest time is divided evenly.
    #[must_use]
    pub fn interval_s(&self) -> f64 {
        self.longest_s / f64::from(self.most_looks())
    }
}

impl Section for AbTest {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.choice(
            "test",
            &mut self.test,
            "When it is decided: once, when the sample is there; at every look as if it were the only one, which is wrong too often; or at every look by a test that allows for that.",
        );
        v.whole(
            "share_percent",
            &mut self.share_percent,
            spec("%", 1.0, 99.0, "Share of the users who get the candidate."),
        );
        v.flag(
            "sticky",
            &mut self.sticky,
            "Whether a user stays with a version, by cohort; otherwise each request goes to any instance, and the numbers of instances are the share.",
        );
        v.number(
            "baseline",
            &mut self.baseline,
            spec(
                "",
                0.001,
                0.999,
                "Conversion that is expected of the stable version, for the sample that is planned.",
            ),
        );
        v.number(
            "smallest_effect",
            &mut self.smallest_effect,
            spec("", 0.001, 0.9, "Smallest difference of the two conversions that shall be found."),
        );
        v.number(
            "alpha",
            &mut self.alpha,
            spec("", 0.0001, 0.5, "Chance to find a difference where there is none; intervals cover 1 less this."),
        );
        v.number("power", &mut self.power, spec("", 0.5, 0.999, "Chance to find a difference of `smallest_effect`."));
        v.whole(
            "sample",
            &mut self.sample,
            spec(
                "requests",
                0.0,
                LARGEST_SAMPLE,
                "Planned sample, of both versions together; 0: as large as the four fields above need.",
            ),
        );
        v.number(
            "look_interval_s",
            &mut self.look_interval_s,
            spec(
                "s",
                1.0,
                LONGEST_HORIZON_S,
                "Time between two looks; lengthened so that the last of at most 1,000 is at the end of `longest_s`.",
            ),
        );
        v.number(
            "longest_s",
            &mut self.longest_s,
            spec("s", 1.0, LONGEST_HORIZON_S, "Longest time from the first request that counts to the decision."),
        );
    }
}
