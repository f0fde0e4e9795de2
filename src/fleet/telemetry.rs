//! What an operator or a controller can see: counters that are scraped now and then, read over a window.
//!
//! This is part of the model, not of the recording: it lags, it is coarse, and rollout decisions see nothing else.

use crate::kernel::Time;
use std::collections::VecDeque;

/// Upper bounds of the latency buckets, s: the defaults of the Prometheus client libraries.
const BOUNDS_S: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Cumulative counters of one version, as an instance or a proxy would export them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counters {
    requests: u64,
    errors: u64,
    /// Answers by latency bucket; the last one is unbounded.
    buckets: [u64; BOUNDS_S.len() + 1],
}

/// What a window shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Requests that ended in the window.
    pub requests: u64,
    /// Share of them that failed, were refused or were given up, 0 to 1.
    pub error_rate: f64,
    /// 99th percentile of latency, ms, interpolated inside its bucket as Prometheus does; `None` without answers.
    pub p99_ms: Option<f64>,
}

/// The candidate's counters and the scrapes of the window.
#[derive(Clone, Debug)]
pub struct Telemetry {
    bounds: [Time; BOUNDS_S.len()],
    now: Counters,
    window: Time,
    interval: Time,
    /// The next scrape.
    next: Time,
    /// What each scrape to come will find that the one before it has not: requests are counted when they are admitted,
    /// at the moment at which they will end.
    coming: VecDeque<Counters>,
    scrapes: VecDeque<(Time, Counters)>,
}

impl Telemetry {
    /// Telemetry that is scraped at zero and then every `interval`, and reads over `window`.
    #[must_use]
    pub fn new(interval: Time, window: Time) -> Telemetry {
        Telemetry {
            bounds: BOUNDS_S.map(Time::from_seconds),
            now: Counters::default(),
            window,
            interval,
            next: Time::ZERO,
            coming: VecDeque::new(),
            scrapes: VecDeque::new(),
        }
    }

    /// Counts a request that ends at `at`, after `latency`, well or not.
    #[inline]
    pub fn count(&mut self, at: Time, latency: Time, good: bool) {
        let bucket = self.bounds.partition_point(|bound| *bound < latency);
        let counters = self.counters(at);
        counters.buckets[bucket] += 1;
        counters.requests += 1;
        counters.errors += u64::from(!good);
    }

    /// Takes back a request that was counted for a moment to come.
    pub fn uncount(&mut self, at: Time, latency: Time, good: bool) {
        let bucket = self.bounds.partition_point(|bound| *bound < latency);
        let counters = self.counters(at);
        counters.buckets[bucket] -= 1;
        counters.requests -= 1;
        counters.errors -= u64::from(!good);
    }

    /// Counts a request that has no latency: it was refused at once.
    #[inline]
    pub fn count_refusal(&mut self, at: Time) {
        let counters = self.counters(at);
        counters.requests += 1;
        counters.errors += 1;
    }

    /// The counters that the first scrape at or after `at` reads.
    #[inline]
    fn counters(&mut self, at: Time) -> &mut Counters {
        let ahead = if at <= self.next { 0 } else { ((at - self.next).0 - 1) / self.interval.0 + 1 } as usize;
        if self.coming.len() <= ahead {
            self.coming.resize(ahead + 1, Counters::default());
        }
        &mut self.coming[ahead]
    }

    /// Scrapes the counters and forgets scrapes that no window needs any more.
    pub fn scrape(&mut self) {
        let at = self.next;
        self.next += self.interval;
        if let Some(new) = self.coming.pop_front() {
            self.now.requests += new.requests;
            self.now.errors += new.errors;
            self.now.buckets.iter_mut().zip(new.buckets).for_each(|(bucket, new)| *bucket += new);
        }
        self.scrapes.push_back((at, self.now));
        let begin = at.since(self.window);
        while self.scrapes.get(1).is_some_and(|(second, _)| *second <= begin) {
            self.scrapes.pop_front();
        }
    }

    /// What the window up to the last scrape shows; `None` when nothing ended in it.
    #[must_use]
    pub fn read(&self) -> Option<Reading> {
        let ((_, first), (_, last)) = (self.scrapes.front()?, self.scrapes.back()?);
        let requests = last.requests - first.requests;
        if requests == 0 {
            return None;
        }
        let mut buckets = last.buckets;
        for (bucket, before) in buckets.iter_mut().zip(first.buckets) {
            *bucket -= before;
        }
        Some(Reading {
            requests,
            error_rate: (last.errors - first.errors) as f64 / requests as f64,
            p99_ms: quantile(&buckets, 0.99).map(|seconds| seconds * 1_000.0),
        })
    }
}

/// A quantile of bucketed counts, s, by linear interpolation inside the bucket; what lies beyond the last bound is
/// reported as the last bound (Prometheus, `histogram_quantile`).
fn quantile(buckets: &[u64; BOUNDS_S.len() + 1], q: f64) -> Option<f64> {
    let total: u64 = buckets.iter().sum();
    if total == 0 {
        return None;
    }
    let rank = q * total as f64;
    let mut below = 0.0;
    for (i, bound) in BOUNDS_S.iter().enumerate() {
        let count = buckets[i] as f64;
        if below + count >= rank && count > 0.0 {
            let low = if i == 0 { 0.0 } else { BOUNDS_S[i - 1] };
            return Some(low + (bound - low) * (rank - below) / count);
        }
        below += count;
    }
    BOUNDS_S.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Time = Time(1_000_000_000);

    #[test]
    fn a_window_shows_only_its_own_requests() {
        let mut telemetry = Telemetry::new(SECOND, Time(2 * SECOND.0));
        telemetry.scrape();
        assert_eq!(telemetry.read(), None);
        // One error and three answers in each of the first two seconds, only answers after; told in any order, and at
        // the very end of each second, which still belongs to it.
        for second in [3, 1, 4, 2] {
            for i in 0..4 {
                telemetry.count(Time(second * SECOND.0), Time(30_000_000), second > 2 || i > 0);
            }
        }
        for second in 1..=4 {
            telemetry.scrape();
            let reading = telemetry.read().unwrap();
            let expected = [0.25, 0.25, 0.125, 0.0][second as usize - 1];
            assert_eq!((reading.error_rate, reading.requests), (expected, 4 * second.min(2)));
        }
    }

    #[test]
    fn what_is_taken_back_is_not_seen() {
        let mut telemetry = Telemetry::new(SECOND, SECOND);
        telemetry.scrape();
        for latency in [1, 2_000_000_000] {
            telemetry.count(Time(2_500_000_000), Time(latency), true);
        }
        telemetry.uncount(Time(2_500_000_000), Time(2_000_000_000), true);
        telemetry.count(Time(500_000_000), Time(1), false);
        (0..3).for_each(|_| telemetry.scrape());
        let reading = telemetry.read().unwrap();
        assert_eq!((reading.requests, reading.error_rate), (1, 0.0));
        assert!(reading.p99_ms.unwrap() < 5.0);
    }

    #[test]
    fn quantiles_interpolate_inside_the_bucket() {
        let mut telemetry = Telemetry::new(SECOND, Time(60 * SECOND.0));
        telemetry.scrape();
        // 98 in (25, 50], 2 in (100, 250]: the 99th is half way through the latter.
        (0..98).for_each(|_| telemetry.count(SECOND, Time(30_000_000), true));
        (0..2).for_each(|_| telemetry.count(SECOND, Time(200_000_000), true));
        telemetry.scrape();
        assert!((telemetry.read().unwrap().p99_ms.unwrap() - 175.0).abs() < 1e-9);
    }

    #[test]
    fn beyond_the_last_bound_the_bound_is_shown() {
        let mut telemetry = Telemetry::new(SECOND, SECOND);
        telemetry.scrape();
        telemetry.count(SECOND, Time(60 * SECOND.0), true);
        telemetry.count_refusal(SECOND);
        telemetry.scrape();
        let reading = telemetry.read().unwrap();
        assert_eq!((reading.error_rate, reading.p99_ms), (0.5, Some(10_000.0)));
    }
}
