//! What an A/B test has counted and decided, for the report. `docs/report.md` says what each figure means.

use super::recording::Recording;
use crate::fleet::Arm;
use crate::kernel::Time;
use crate::rollout::{Decision, Look};
use crate::scenario::Scenario;
use crate::sim::Event;
use serde::{Deserialize, Serialize};

/// An A/B test at its last look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AbTestReport {
    /// `fixed`, `naive` or `sequential`.
    pub test: String,
    /// When it began to count, s.
    pub began_s: f64,
    /// What was asked for and counted of the stable version.
    pub stable: ArmReport,
    /// The same of the candidate.
    pub candidate: ArmReport,
    /// Candidate less stable version, -1 to 1.
    pub difference: f64,
    /// Lower bound of its interval.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// The chance with which the interval covers it.
    pub confidence: f64,
    /// How likely so large a difference is where there is none, by the test that decides.
    pub p_value: f64,
    /// Looks so far.
    pub looks: u64,
    /// What it came to; `None` if it was not decided.
    pub decision: Option<Decision>,
    /// When, s.
    pub decided_s: Option<f64>,
}

/// One version in an A/B test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArmReport {
    /// Requests that the test asks for.
    pub asked: u64,
    /// Requests that were counted.
    pub requests: u64,
    /// Of those, such as converted.
    pub conversions: u64,
    /// Their share; `None` without requests.
    pub conversion: Option<f64>,
}

/// The A/B test of a run, if it was looked at.
pub(super) fn ab_test(scenario: &Scenario, recording: &Recording) -> Option<AbTestReport> {
    let (mut began, mut last, mut looks) = (None, None, 0);
    for entry in &recording.log {
        match entry.event {
            // Of several the last one counts.
            Event::AbTestStarted { asked } => (began, last, looks) = (Some((entry.at, asked)), None, 0),
            Event::AbTestLooked { look } => {
                last = Some((entry.at, look));
                looks += 1;
            }
            _ => {}
        }
    }
    let ((began, asked), (at, look)) = (began?, last?);
    let Look { arms, difference, low, high, p_value, decision } = look;
    let [stable, candidate] = [0, 1].map(|i| arm(asked[i], arms[i]));
    let settings = &scenario.strategy.ab_test;
    Some(AbTestReport {
        test: settings.test.name().to_owned(),
        began_s: began.seconds(),
        stable,
        candidate,
        difference,
        low,
        high,
        confidence: 1.0 - settings.alpha,
        p_value,
        looks,
        decision,
        decided_s: decision.map(|_| at).map(Time::seconds),
    })
}

fn arm(asked: u64, arm: Arm) -> ArmReport {
    let Arm { requests, conversions } = arm;
    ArmReport { asked, requests, conversions, conversion: (requests > 0).then(|| arm.share()) }
}
