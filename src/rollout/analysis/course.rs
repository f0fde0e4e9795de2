//! One metric of an analysis: when it is measured, and what its measurements come to.

use super::{Outcome, Verdict};
use crate::kernel::Time;
use crate::scenario::Metric;

/// How long after a measurement without data the next one comes; also the time between two where no interval is given, s.
const RETRY_S: f64 = 10.0;

/// A metric and what has been measured so far.
#[derive(Clone, Debug)]
pub struct Course {
    metric: Metric,
    due: Time,
    /// Measurements that had data.
    count: u32,
    failed: u32,
    inconclusive: u32,
    errors_in_a_row: u32,
    successes_in_a_row: u32,
    verdict: Verdict,
}

impl Course {
    /// The metric of an analysis that begins at `start`.
    #[must_use]
    pub fn new(metric: &Metric, start: Time) -> Course {
        Course {
            metric: metric.clone(),
            due: start + Time::from_seconds(metric.initial_delay_s),
            count: 0,
            failed: 0,
            inconclusive: 0,
            errors_in_a_row: 0,
            successes_in_a_row: 0,
            verdict: Verdict::Running,
        }
    }

    /// What is measured.
    #[must_use]
    pub fn metric(&self) -> &Metric {
        &self.metric
    }

    /// When the next measurement is due; [`Time::NEVER`] once there is a verdict.
    #[must_use]
    pub fn due(&self) -> Time {
        if self.verdict == Verdict::Running { self.due } else { Time::NEVER }
    }

    /// What the metric comes to.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// A measurement that was begun and has finished at `now`.
    pub fn take(&mut self, now: Time, outcome: Outcome) {
        let (error, success) = (outcome == Outcome::Error, outcome == Outcome::Successful);
        self.count += u32::from(!error);
        self.failed += u32::from(outcome == Outcome::Failed);
        self.inconclusive += u32::from(outcome == Outcome::Inconclusive);
        self.errors_in_a_row = if error { self.errors_in_a_row + 1 } else { 0 };
        self.successes_in_a_row = if success { self.successes_in_a_row + 1 } else { 0 };
        let interval_s = if error || self.metric.interval_s == 0.0 { RETRY_S } else { self.metric.interval_s };
        self.due = now.after(Time::from_seconds(interval_s));
        self.verdict = self.assess();
    }

    /// The analysis ends: what has no verdict yet was good.
    pub fn end(&mut self) {
        if self.verdict == Verdict::Running {
            self.verdict = Verdict::Successful;
        }
    }

    /// The rules in the order in which Argo Rollouts asks them (`assessMetricStatus`).
    fn assess(&self) -> Verdict {
        let metric = &self.metric;
        let limits_failures = !metric.unlimited_failures;
        let wants_successes = metric.consecutive_success_limit > 0;
        let wanted = if metric.count == 0 && metric.interval_s == 0.0 { 1 } else { metric.count };
        if self.errors_in_a_row > metric.consecutive_error_limit {
            Verdict::Error
        } else if self.inconclusive > metric.inconclusive_limit {
            Verdict::Inconclusive
        } else if limits_failures && self.failed > metric.failure_limit {
            Verdict::Failed
        } else if wants_successes && self.successes_in_a_row >= metric.consecutive_success_limit {
            Verdict::Successful
        } else if wanted == 0 || self.count < wanted {
            Verdict::Running
        } else {
            match (limits_failures, wants_successes) {
                (true, true) => Verdict::Inconclusive,
                (false, true) => Verdict::Failed,
                (_, false) => Verdict::Successful,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes measurements as they fall due, a letter each: success, failure, inconclusive, error. Gives their moments in s and the
    /// verdict, and demands that there was none before the last.
    fn measure(metric: Metric, letters: &str) -> (Vec<f64>, Verdict) {
        let mut course = Course::new(&metric, Time::from_seconds(100.0));
        let mut moments = Vec::new();
        for letter in letters.chars() {
            assert_eq!(course.verdict(), Verdict::Running, "{letters} after {}", moments.len());
            let now = course.due();
            moments.push(now.seconds());
            let outcome = match letter {
                's' => Outcome::Successful,
                'f' => Outcome::Failed,
                'i' => Outcome::Inconclusive,
                _ => Outcome::Error,
            };
            course.take(now, outcome);
        }
        (moments, course.verdict())
    }

    fn every(interval_s: f64, count: u32) -> Metric {
        Metric { interval_s, count, ..Metric::default() }
    }

    #[test]
    fn measurements_come_an_interval_after_the_one_before() {
        let metric = Metric { initial_delay_s: 5.0, ..every(20.0, 4) };
        // 100 + 5; then every 20 s, but 10 s after an error, which is not counted: five measurements make a count of four.
        assert_eq!(measure(metric, "sesss"), (vec![105.0, 125.0, 135.0, 155.0, 175.0], Verdict::Successful));
        // Without an interval there is one; an error is tried again after 10 s.
        assert_eq!(measure(every(0.0, 0), "s"), (vec![100.0], Verdict::Successful));
        assert_eq!(measure(every(0.0, 0), "es"), (vec![100.0, 110.0], Verdict::Successful));
        // A verdict ends the measurements.
        let mut course = Course::new(&every(0.0, 0), Time::ZERO);
        course.take(Time::ZERO, Outcome::Successful);
        assert_eq!(course.due(), Time::NEVER);
    }

    #[test]
    fn every_limit_decides_as_argo_rollouts_does() {
        use Verdict::{Error, Failed, Inconclusive, Running, Successful};
        let counted = |metric: Metric| Metric { interval_s: 10.0, ..metric };
        let failures = |failure_limit| counted(Metric { failure_limit, count: 4, ..Metric::default() });
        let inconclusive = |inconclusive_limit| counted(Metric { inconclusive_limit, count: 4, ..Metric::default() });
        let errors = |consecutive_error_limit| counted(Metric { consecutive_error_limit, ..Metric::default() });
        let streak = |limit: u32, unlimited_failures| {
            counted(Metric {
                consecutive_success_limit: limit,
                unlimited_failures,
                failure_limit: 2,
                count: 4,
                ..Metric::default()
            })
        };
        for (metric, letters, expected) in [
            // failed > failureLimit: the first failure at 0, the third at 2; at most 2 of 4 are put up with.
            (failures(0), "sf", Failed),
            (failures(2), "fsff", Failed),
            (failures(2), "fsfs", Successful),
            // -1: off.
            (Metric { unlimited_failures: true, ..failures(0) }, "ffff", Successful),
            // inconclusive > limit.
            (inconclusive(0), "si", Inconclusive),
            (inconclusive(1), "isi", Inconclusive),
            (inconclusive(1), "isss", Successful),
            // consecutiveErrors > limit: the fifth in a row at the default of 4; a success begins the row anew.
            (errors(4), "eeeee", Error),
            (errors(4), "eeee", Running),
            (errors(1), "eseses", Running),
            (errors(0), "e", Error),
            // Count reached; no count with an interval: no end.
            (counted(Metric { count: 3, ..Metric::default() }), "sss", Successful),
            (counted(Metric::default()), "ssssssssss", Running),
            // Errors are not counted.
            (counted(Metric { count: 2, ..Metric::default() }), "eseees", Successful),
            // consecutiveSuccess >= its limit, failures between begin anew.
            (streak(2, false), "sfss", Successful),
            (streak(3, true), "sss", Successful),
            // Count reached without the streak: both limits in use are inconclusive, only the success limit is failed.
            (streak(3, false), "sfss", Inconclusive),
            (streak(3, true), "ffsf", Failed),
            // An inconclusive one breaks a streak too.
            (Metric { inconclusive_limit: 4, ..streak(2, true) }, "siss", Successful),
            // A failure limit is asked before the streak.
            (streak(2, false), "fff", Failed),
        ] {
            assert_eq!(measure(metric.clone(), letters).1, expected, "{letters} {metric:?}");
        }
    }

    #[test]
    fn worse_limits_override() {
        // Each alone would decide at the same moment: limits of 0, and one measurement of each kind comes last.
        let metric = Metric { consecutive_error_limit: 0, ..every(10.0, 1) };
        assert_eq!(measure(metric.clone(), "e").1, Verdict::Error);
        assert_eq!(measure(metric.clone(), "i").1, Verdict::Inconclusive);
        assert_eq!(measure(metric, "f").1, Verdict::Failed);
    }

    #[test]
    fn what_is_ended_was_good() {
        let mut course = Course::new(&every(10.0, 0), Time::ZERO);
        course.end();
        assert_eq!((course.verdict(), course.due()), (Verdict::Successful, Time::NEVER));
        let mut course = Course::new(&every(10.0, 0), Time::ZERO);
        course.take(Time::ZERO, Outcome::Failed);
        course.end();
        assert_eq!(course.verdict(), Verdict::Failed);
    }
}
