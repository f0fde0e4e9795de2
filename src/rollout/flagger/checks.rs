//! What a tick measures: the candidate's errors and its latency, as telemetry shows them.

use super::super::Blame;
use crate::fleet::Reading;
use crate::scenario::Rollback;

/// The metrics of an analysis; one without a limit is not measured.
#[derive(Clone, Copy, Debug)]
pub struct Checks {
    /// Highest share of requests that may fail; 1 and above: not measured.
    error_rate_limit: f64,
    /// Highest 99th percentile of latency, ms; 0: not measured.
    latency_p99_limit_ms: f64,
    /// Whether a metric without data fails.
    no_data_fails: bool,
}

impl Checks {
    /// The limits of a scenario; none where nothing rolls back by itself.
    pub fn new(limits: &Rollback, no_data_fails: bool) -> Checks {
        if limits.automatic {
            let &Rollback { error_rate_limit, latency_p99_limit_ms, .. } = limits;
            Checks { error_rate_limit, latency_p99_limit_ms, no_data_fails }
        } else {
            Checks { error_rate_limit: 1.0, latency_p99_limit_ms: 0.0, no_data_fails }
        }
    }

    /// The first metric that is not within its limit. There is no smallest number of requests: one is enough.
    pub fn failed(&self, reading: Option<Reading>) -> Option<Blame> {
        let no_data = self.no_data_fails.then_some(Blame::NoData);
        let reading = reading.filter(|reading| reading.requests > 0);
        let errors = (self.error_rate_limit < 1.0).then(|| match reading.map(|reading| reading.error_rate) {
            None => no_data,
            Some(value) => (value > self.error_rate_limit).then_some(Blame::TooManyErrors { value }),
        });
        let latency = (self.latency_p99_limit_ms > 0.0).then(|| match reading.and_then(|reading| reading.p99_ms) {
            None => no_data,
            Some(value) => (value > self.latency_p99_limit_ms).then_some(Blame::TooSlow { value }),
        });
        errors.flatten().or(latency.flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_needs_data_and_its_limit() {
        let limits = |error_rate_limit, latency_p99_limit_ms| Rollback {
            error_rate_limit,
            latency_p99_limit_ms,
            ..Rollback::default()
        };
        let read = |requests, error_rate, p99_ms| Some(Reading { requests, error_rate, p99_ms });
        let both = Checks::new(&limits(0.01, 500.0), true);
        let errors = Blame::TooManyErrors { value: 0.02 };
        for (reading, expected) in [
            (read(1, 0.01, Some(500.0)), None),
            (read(1, 0.02, Some(501.0)), Some(errors)),
            (read(1, 0.0, Some(501.0)), Some(Blame::TooSlow { value: 501.0 })),
            // All were refused: errors are known, latency is not.
            (read(9, 0.02, None), Some(errors)),
            (read(9, 0.0, None), Some(Blame::NoData)),
            (read(0, 0.0, None), Some(Blame::NoData)),
            (None, Some(Blame::NoData)),
        ] {
            assert_eq!(both.failed(reading), expected, "{reading:?}");
        }
        let tolerant = Checks::new(&limits(0.01, 500.0), false);
        assert_eq!((tolerant.failed(None), tolerant.failed(read(1, 0.02, None))), (None, Some(errors)));
        // What has no limit is not measured, and so needs no data.
        assert_eq!(Checks::new(&limits(1.0, 0.0), true).failed(None), None);
        assert_eq!(Checks::new(&limits(1.0, 500.0), true).failed(read(9, 1.0, Some(1.0))), None);
        let off = Rollback { automatic: false, ..limits(0.0, 1.0) };
        assert_eq!(Checks::new(&off, true).failed(read(9, 1.0, Some(9.0))), None);
    }
}
