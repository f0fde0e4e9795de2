//! What a value makes of a measurement.

use crate::scenario::{Metric, Relation};

/// What came of a measurement; the later ones are worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it should be.
    Successful,
    /// Neither good nor bad.
    Inconclusive,
    /// There was nothing to judge.
    Error,
    /// Bad.
    Failed,
}

/// What `value` makes of a measurement of `metric`; `None` when telemetry had nothing.
#[must_use]
pub fn outcome(metric: &Metric, value: Option<f64>) -> Outcome {
    let Some(value) = value else { return Outcome::Error };
    let (success, failure) = (metric.success, metric.failure);
    let succeeds = success.is.holds(value, success.limit);
    let fails = failure.is.holds(value, failure.limit);
    match (success.is != Relation::None, failure.is != Relation::None) {
        (false, false) => Outcome::Successful,
        (true, false) if succeeds => Outcome::Successful,
        (true, false) => Outcome::Failed,
        (_, true) if fails => Outcome::Failed,
        (false, true) => Outcome::Successful,
        (true, true) if succeeds => Outcome::Successful,
        (true, true) => Outcome::Inconclusive,
    }
}

/// How `value` stands to a limit of `metric`, and that limit: the one that decided that it is not successful, else the one that
/// it keeps.
#[must_use]
pub fn stands(metric: &Metric, value: f64) -> (Relation, f64) {
    let (success, failure) = (metric.success, metric.failure);
    if failure.is.holds(value, failure.limit) {
        (failure.is, failure.limit)
    } else if success.is == Relation::None {
        (failure.is.opposite(), failure.limit)
    } else if success.is.holds(value, success.limit) {
        (success.is, success.limit)
    } else {
        (success.is.opposite(), success.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Condition;
    use Relation::{Above, AtLeast, AtMost, Below, None as No};

    fn metric(success: (Relation, f64), failure: (Relation, f64)) -> Metric {
        let condition = |(is, limit)| Condition { is, limit };
        Metric { success: condition(success), failure: condition(failure), ..Metric::default() }
    }

    #[test]
    fn conditions_decide_as_argo_rollouts_does() {
        let nothing = (No, 0.0);
        for (success, failure, value, expected, stands_so) in [
            // No condition: successful whatever it is.
            (nothing, nothing, 9.0, Outcome::Successful, nothing),
            // Success only: not met is failed.
            ((AtLeast, 0.95), nothing, 0.95, Outcome::Successful, (AtLeast, 0.95)),
            ((AtLeast, 0.95), nothing, 0.94, Outcome::Failed, (Below, 0.95)),
            ((Above, 0.95), nothing, 0.95, Outcome::Failed, (AtMost, 0.95)),
            ((AtMost, 5.0), nothing, 5.0, Outcome::Successful, (AtMost, 5.0)),
            ((Below, 5.0), nothing, 5.0, Outcome::Failed, (AtLeast, 5.0)),
            ((AtMost, 5.0), nothing, 5.1, Outcome::Failed, (Above, 5.0)),
            // Failure only: not met is successful.
            (nothing, (AtLeast, 0.05), 0.04, Outcome::Successful, (Below, 0.05)),
            (nothing, (AtLeast, 0.05), 0.05, Outcome::Failed, (AtLeast, 0.05)),
            // Both: good, neither, bad; and bad wins where both hold.
            ((AtLeast, 95.0), (Below, 75.0), 95.0, Outcome::Successful, (AtLeast, 95.0)),
            ((AtLeast, 95.0), (Below, 75.0), 80.0, Outcome::Inconclusive, (Below, 95.0)),
            ((AtLeast, 95.0), (Below, 75.0), 74.9, Outcome::Failed, (Below, 75.0)),
            ((AtLeast, 50.0), (Below, 75.0), 60.0, Outcome::Failed, (Below, 75.0)),
            // What is not a number meets nothing.
            ((AtLeast, 0.95), nothing, f64::NAN, Outcome::Failed, (Below, 0.95)),
            ((AtLeast, 0.95), (Below, 0.9), f64::NAN, Outcome::Inconclusive, (Below, 0.95)),
        ] {
            let metric = metric(success, failure);
            assert_eq!(outcome(&metric, Some(value)), expected, "{success:?} {failure:?} {value}");
            assert_eq!(stands(&metric, value), stands_so, "{success:?} {failure:?} {value}");
        }
        assert_eq!(outcome(&metric(nothing, nothing), None), Outcome::Error);
    }
}
