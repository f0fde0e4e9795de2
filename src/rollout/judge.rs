//! Judges the candidate by what telemetry shows, and by nothing else.

use crate::fleet::Reading;
use crate::scenario::Rollback;

/// What was over its limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Judgement {
    /// Nothing, or too little to tell.
    Pass,
    /// Too many errors.
    TooManyErrors {
        /// Share that failed, 0 to 1.
        value: f64,
    },
    /// Too slow.
    TooSlow {
        /// 99th percentile, ms.
        value: f64,
    },
}

/// Counts consecutive bad readings.
#[derive(Clone, Debug)]
pub struct Judge {
    error_rate_limit: f64,
    /// No limit at 0.
    latency_p99_limit_ms: f64,
    min_requests: u64,
    needed: u32,
    bad: u32,
}

impl Judge {
    /// A judge with the scenario's limits.
    #[must_use]
    pub fn new(limits: &Rollback) -> Judge {
        Judge {
            error_rate_limit: limits.error_rate_limit,
            latency_p99_limit_ms: limits.latency_p99_limit_ms,
            min_requests: u64::from(limits.min_requests),
            needed: limits.consecutive,
            bad: 0,
        }
    }

    /// Takes one reading; bad only when it is the last of `consecutive` bad ones. A reading of too few requests is no
    /// evidence either way.
    pub fn judge(&mut self, reading: Option<Reading>) -> Judgement {
        let Some(reading) = reading.filter(|reading| reading.requests >= self.min_requests) else {
            return Judgement::Pass;
        };
        let too_slow = |p99: &f64| self.latency_p99_limit_ms > 0.0 && *p99 > self.latency_p99_limit_ms;
        let judgement = match reading.p99_ms.filter(too_slow) {
            _ if reading.error_rate > self.error_rate_limit => Judgement::TooManyErrors { value: reading.error_rate },
            Some(value) => Judgement::TooSlow { value },
            None => Judgement::Pass,
        };
        self.bad = if judgement == Judgement::Pass { 0 } else { self.bad + 1 };
        if self.bad >= self.needed { judgement } else { Judgement::Pass }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(requests: u64, error_rate: f64, p99_ms: f64) -> Option<Reading> {
        Some(Reading { requests, error_rate, p99_ms: Some(p99_ms) })
    }

    #[test]
    fn only_consecutive_bad_readings_count() {
        let limits = Rollback { error_rate_limit: 0.05, consecutive: 2, min_requests: 50, ..Rollback::default() };
        let mut judge = Judge::new(&limits);
        assert_eq!(judge.judge(reading(100, 0.2, 10.0)), Judgement::Pass);
        assert_eq!(judge.judge(reading(100, 0.05, 10.0)), Judgement::Pass);
        assert_eq!(judge.judge(reading(100, 0.2, 10.0)), Judgement::Pass);
        // Too few requests are no evidence: the count stays.
        assert_eq!(judge.judge(reading(49, 0.0, 10.0)), Judgement::Pass);
        assert_eq!(judge.judge(None), Judgement::Pass);
        assert_eq!(judge.judge(reading(50, 0.06, 10.0)), Judgement::TooManyErrors { value: 0.06 });
    }

    #[test]
    fn a_latency_limit_of_zero_is_no_limit() {
        let limits = Rollback { consecutive: 1, min_requests: 1, ..Rollback::default() };
        assert_eq!(Judge::new(&limits).judge(reading(9, 0.0, 1e6)), Judgement::Pass);
        let limits = Rollback { latency_p99_limit_ms: 500.0, ..limits };
        assert_eq!(Judge::new(&limits).judge(reading(9, 0.0, 501.0)), Judgement::TooSlow { value: 501.0 });
    }
}
