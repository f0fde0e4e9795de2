//! What an operator or a controller can see: counters that are scraped now and then, read over a window.
//!
//! This is part of the model, not of the recording: it lags, it is coarse, and rollout decisions see nothing else.

mod prometheus;
mod renew;
mod series;

use super::state::VersionId;
use crate::kernel::Time;
use crate::kernel::rng::{Purpose, Scatter};
use crate::scenario;
use series::{Counters, Series};
use std::collections::BTreeMap;

/// Upper bounds of the latency buckets, s: the defaults of the Prometheus client libraries.
const BOUNDS_S: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// A request as an exporter sees it end.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Decides whether it is sampled; the same as long as it is spoken of, whatever becomes of it.
    pub key: u64,
    /// Where it was.
    pub instance: u32,
    /// What ran there.
    pub version: VersionId,
    /// When it ends.
    pub at: Time,
    /// Since it arrived; `None` for one that was refused or dropped.
    pub latency: Option<Time>,
    /// Whether it was answered well.
    pub good: bool,
}

/// What a window shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Requests that ended in the window, as far as telemetry can tell.
    pub requests: u64,
    /// Share of them that failed, were refused or were given up, 0 to 1.
    pub error_rate: f64,
    /// 99th percentile of latency, ms, interpolated inside its bucket as Prometheus does; `None` without answers.
    pub p99_ms: Option<f64>,
}

/// Who keeps the counters.
#[derive(Clone, Debug)]
enum Exporters {
    /// One for each version; its counters never begin again.
    Proxy([Series; 2]),
    /// Each instance, by what runs on it.
    Instances(BTreeMap<(u32, VersionId), Series>),
}

/// The counters, the scrapes of the window and what they show.
#[derive(Clone, Debug)]
pub struct Telemetry {
    bounds: Vec<Time>,
    bounds_s: Vec<f64>,
    exporters: Exporters,
    /// The first version that is measured; those after it are too.
    watched_from: VersionId,
    window: Time,
    interval: Time,
    /// The next scrape, and how many there were.
    next: Time,
    scraped: u64,
    /// A request is measured if its luck is below this; everyone is at the largest value.
    measured_below: u64,
    sampling: Scatter,
    lost_share: f64,
    losses: Scatter,
    outages: Vec<(Time, Time)>,
    readings: [Option<Reading>; 2],
    /// What the same windows show of the latency: answers not above each bound.
    buckets: [Vec<f64>; 2],
}

impl Telemetry {
    /// Telemetry as the scenario says; `seed` decides its luck.
    #[must_use]
    pub fn new(scenario: &scenario::Telemetry, seed: u64) -> Telemetry {
        let bounds_s: Vec<f64> = match &scenario.buckets_ms[..] {
            [] => BOUNDS_S.to_vec(),
            bounds => bounds.iter().map(|bound| bound / 1_000.0).collect(),
        };
        let series = || Series::new(bounds_s.len() + 1);
        Telemetry {
            bounds: bounds_s.iter().map(|bound| Time::from_seconds(*bound)).collect(),
            exporters: match scenario.reading {
                scenario::Reading::Difference => Exporters::Proxy([series(), series()]),
                scenario::Reading::Prometheus => Exporters::Instances(BTreeMap::new()),
            },
            bounds_s,
            watched_from: if scenario.both_versions { VersionId::Stable } else { VersionId::Candidate },
            window: Time::from_seconds(scenario.window_s),
            interval: Time::from_seconds(scenario.scrape_interval_s),
            next: Time::from_seconds(scenario.scrape_offset_s),
            scraped: 0,
            // 2^64, exactly; the conversion stops at the largest value.
            measured_below: (scenario.sample_share * 18_446_744_073_709_551_616.0) as u64,
            sampling: Scatter::new(seed, Purpose::Sampling),
            lost_share: scenario.lost_scrapes,
            losses: Scatter::new(seed, Purpose::Scrapes),
            outages: scenario.outages.iter().map(|outage| Time::span(outage.at_s, outage.duration_s)).collect(),
            readings: [None; 2],
            buckets: Default::default(),
        }
    }

    /// Whether requests to this version are measured.
    #[inline]
    #[must_use]
    pub fn watches(&self, version: VersionId) -> bool {
        version >= self.watched_from
    }

    /// The first version that is measured; those after it are too.
    #[inline]
    #[must_use]
    pub fn watched_from(&self) -> VersionId {
        self.watched_from
    }

    /// When the next scrape is due.
    #[must_use]
    pub fn next_scrape(&self) -> Time {
        self.next
    }

    /// Counts a request; when it ends may lie in the future.
    #[inline]
    pub fn count(&mut self, request: &Measured) {
        let bucket = request.latency.map(|latency| self.bounds.partition_point(|bound| *bound < latency));
        let Some(counters) = self.counters(request) else { return };
        counters.requests += 1;
        counters.errors += u64::from(!request.good);
        if let Some(bucket) = bucket {
            counters.buckets[bucket] += 1;
        }
    }

    /// Takes back a request that was counted for a moment to come.
    pub fn uncount(&mut self, request: &Measured) {
        let bucket = request.latency.map(|latency| self.bounds.partition_point(|bound| *bound < latency));
        let Some(counters) = self.counters(request) else { return };
        counters.requests -= 1;
        counters.errors -= u64::from(!request.good);
        if let Some(bucket) = bucket {
            counters.buckets[bucket] -= 1;
        }
    }

    /// What the first scrape at or after the end of the request finds new; `None` if it is not sampled.
    #[inline]
    fn counters(&mut self, request: &Measured) -> Option<&mut Counters> {
        if self.measured_below < u64::MAX && self.sampling.bits(request.key) >= self.measured_below {
            return None;
        }
        let at = request.at;
        let ahead = if at <= self.next { 0 } else { ((at - self.next).0 - 1) / self.interval.0 + 1 } as usize;
        let series = match &mut self.exporters {
            Exporters::Proxy(versions) => &mut versions[request.version.index()],
            Exporters::Instances(instances) => {
                let buckets = self.bounds.len() + 1;
                instances.entry((request.instance, request.version)).or_insert_with(|| Series::new(buckets))
            }
        };
        Some(series.coming(ahead))
    }

    /// The process on an instance has ended: counters that it kept begin again, and what was not scraped is lost.
    pub fn process_ended(&mut self, instance: u32, version: VersionId) {
        if let Exporters::Instances(instances) = &mut self.exporters
            && let Some(series) = instances.get_mut(&(instance, version))
        {
            series.reset();
        }
    }

    /// Scrapes the counters of the processes that run, and reads the window that ends now.
    pub fn scrape(&mut self, running: impl Iterator<Item = (u32, VersionId)>) {
        let at = self.next;
        let begin = at.since(self.window);
        let is_out = self.outages.iter().any(|(from, to)| *from <= at && at < *to);
        let (losses, lost_share, scrape) = (self.losses, self.lost_share, self.scraped << 32);
        let is_lost =
            |target: u32| is_out || (lost_share > 0.0 && losses.unit(scrape | u64::from(target)) < lost_share);
        match &mut self.exporters {
            Exporters::Proxy(versions) => {
                for series in versions {
                    series.settle();
                    if !is_lost(0) {
                        series.scrape(at);
                    }
                    series.forget(begin, true);
                }
            }
            Exporters::Instances(instances) => {
                for series in instances.values_mut() {
                    series.settle();
                    series.is_running = false;
                }
                let buckets = self.bounds.len() + 1;
                for target in running.filter(|(_, version)| *version >= self.watched_from) {
                    let series = instances.entry(target).or_insert_with(|| Series::new(buckets));
                    series.is_running = true;
                    if !is_lost(target.0) {
                        series.scrape(at);
                    }
                }
                // A window that begins before the run does begins before every scrape.
                if at >= self.window {
                    instances.values_mut().for_each(|series| series.forget(begin, false));
                }
                instances.retain(|_, series| !series.is_over());
            }
        }
        self.next += self.interval;
        self.scraped += 1;
        self.readings = VersionId::BOTH.map(|version| self.evaluate(version, at));
    }

    /// What the window up to the last scrape shows of a version; `None` when nothing ended in it.
    #[must_use]
    pub fn read(&self, version: VersionId) -> Option<Reading> {
        self.readings[version.index()]
    }

    /// The quantile `q` of a version's latency in the same window, ms; `None` without answers.
    #[must_use]
    pub fn quantile_ms(&self, version: VersionId, q: f64) -> Option<f64> {
        let seconds = prometheus::histogram_quantile(q, &self.bounds_s, &self.buckets[version.index()]);
        seconds.is_finite().then_some(seconds * 1_000.0)
    }

    /// How long a reading looks back.
    #[must_use]
    pub fn window(&self) -> Time {
        self.window
    }

    fn evaluate(&mut self, version: VersionId, at: Time) -> Option<Reading> {
        self.buckets[version.index()].clear();
        let (requests, errors, buckets) = match &self.exporters {
            Exporters::Proxy(versions) => difference(&versions[version.index()])?,
            Exporters::Instances(instances) => {
                let (from, to) = (at.seconds() - self.window.seconds(), at.seconds());
                let mut sum = (0.0, 0.0, vec![0.0; self.bounds_s.len() + 1]);
                for series in instances.iter().filter(|(key, _)| key.1 == version).map(|(_, series)| series) {
                    let rate = |counter: &dyn Fn(&Counters) -> u64| {
                        let samples = series.scrapes().map(|(at, counters)| (at.seconds(), counter(counters) as f64));
                        let growth = prometheus::rate(&samples.collect::<Vec<_>>(), from, to).unwrap_or(0.0);
                        growth * (to - from)
                    };
                    sum.0 += rate(&|counters| counters.requests);
                    sum.1 += rate(&|counters| counters.errors);
                    for (i, bucket) in sum.2.iter_mut().enumerate() {
                        *bucket += rate(&|counters| counters.buckets[..=i].iter().sum());
                    }
                }
                sum
            }
        };
        let p99_s = prometheus::histogram_quantile(0.99, &self.bounds_s, &buckets);
        self.buckets[version.index()] = buckets;
        (requests > 0.0).then_some(Reading {
            requests: (requests + 0.5) as u64,
            error_rate: errors / requests,
            p99_ms: (!p99_s.is_nan()).then_some(p99_s * 1_000.0),
        })
    }
}

/// What the counters have grown by from the first to the last scrape: requests, errors, and answers not above each bound.
fn difference(series: &Series) -> Option<(f64, f64, Vec<f64>)> {
    let ((_, first), (_, last)) = (series.scrapes().next()?, series.scrapes().next_back()?);
    let mut sum = 0;
    let mut upto = |(last, first): (&u64, &u64)| {
        sum += last - first;
        sum as f64
    };
    let buckets = last.buckets.iter().zip(&first.buckets).map(&mut upto).collect();
    Some(((last.requests - first.requests) as f64, (last.errors - first.errors) as f64, buckets))
}

#[cfg(test)]
mod tests {
    use super::*;
    use VersionId::{Candidate, Stable};

    /// Scraped every second, over so many of them.
    fn every_second(window_s: f64) -> scenario::Telemetry {
        scenario::Telemetry { scrape_interval_s: 1.0, window_s, ..scenario::Telemetry::default() }
    }

    fn request(at_s: f64, latency_ms: f64, good: bool) -> Measured {
        Measured {
            key: 0,
            instance: 0,
            version: Candidate,
            at: Time::from_seconds(at_s),
            latency: Some(Time::from_seconds(latency_ms / 1_000.0)),
            good,
        }
    }

    fn scrape(telemetry: &mut Telemetry, times: u32) -> Option<Reading> {
        (0..times).for_each(|_| telemetry.scrape([(0, Candidate)].into_iter()));
        telemetry.read(Candidate)
    }

    #[test]
    fn a_window_shows_only_its_own_requests() {
        let mut telemetry = Telemetry::new(&every_second(2.0), 1);
        assert_eq!(scrape(&mut telemetry, 1), None);
        // One error and three answers in each of the first two seconds, only answers after; told in any order, and at
        // the very end of each second, which still belongs to it.
        for second in [3.0, 1.0, 4.0, 2.0] {
            (0..4).for_each(|i| telemetry.count(&request(second, 30.0, second > 2.0 || i > 0)));
        }
        for second in 1..=4 {
            let reading = scrape(&mut telemetry, 1).unwrap();
            let expected = [0.25, 0.25, 0.125, 0.0][second as usize - 1];
            assert_eq!((reading.error_rate, reading.requests), (expected, 4 * second.min(2)));
        }
    }

    #[test]
    fn what_is_taken_back_is_not_seen() {
        let mut telemetry = Telemetry::new(&every_second(1.0), 1);
        scrape(&mut telemetry, 1);
        for latency_ms in [0.001, 2_000.0] {
            telemetry.count(&request(2.5, latency_ms, true));
        }
        telemetry.uncount(&request(2.5, 2_000.0, true));
        telemetry.count(&request(0.5, 0.001, false));
        let dropped = Measured { latency: None, ..request(2.5, 0.0, false) };
        telemetry.count(&dropped);
        telemetry.uncount(&dropped);
        let reading = scrape(&mut telemetry, 3).unwrap();
        assert_eq!((reading.requests, reading.error_rate), (1, 0.0));
        assert!(reading.p99_ms.unwrap() < 5.0);
    }

    #[test]
    fn quantiles_interpolate_inside_the_bucket() {
        let mut telemetry = Telemetry::new(&every_second(60.0), 1);
        scrape(&mut telemetry, 1);
        // 98 in (25, 50], 2 in (100, 250]: the 99th is half way through the latter.
        (0..98).for_each(|_| telemetry.count(&request(1.0, 30.0, true)));
        (0..2).for_each(|_| telemetry.count(&request(1.0, 200.0, true)));
        let reading = scrape(&mut telemetry, 1).unwrap();
        assert!((reading.p99_ms.unwrap() - 175.0).abs() < 1e-9);
    }

    #[test]
    fn beyond_the_last_bound_the_bound_is_shown() {
        let mut telemetry = Telemetry::new(&every_second(1.0), 1);
        scrape(&mut telemetry, 1);
        telemetry.count(&request(1.0, 60_000.0, true));
        telemetry.count(&Measured { latency: None, ..request(1.0, 0.0, false) });
        let reading = scrape(&mut telemetry, 1).unwrap();
        assert_eq!((reading.error_rate, reading.p99_ms), (0.5, Some(10_000.0)));
    }

    #[test]
    fn buckets_are_those_of_the_scenario() {
        let mut telemetry =
            Telemetry::new(&scenario::Telemetry { buckets_ms: vec![20.0, 40.0], ..every_second(1.0) }, 1);
        scrape(&mut telemetry, 1);
        (0..100).for_each(|_| telemetry.count(&request(1.0, 25.0, true)));
        assert!((scrape(&mut telemetry, 1).unwrap().p99_ms.unwrap() - 39.8).abs() < 1e-9);
    }

    #[test]
    fn scrapes_come_with_their_offset() {
        let mut telemetry = Telemetry::new(&scenario::Telemetry { scrape_offset_s: 0.4, ..every_second(1.0) }, 1);
        scrape(&mut telemetry, 1);
        telemetry.count(&request(1.4, 1.0, true));
        telemetry.count(&request(1.5, 1.0, true));
        let seen = [(); 3].map(|()| scrape(&mut telemetry, 1).map_or(0, |reading| reading.requests));
        assert_eq!(seen, [1, 1, 0]);
    }

    #[test]
    fn versions_are_read_apart() {
        let mut telemetry = Telemetry::new(&scenario::Telemetry { both_versions: true, ..every_second(1.0) }, 1);
        scrape(&mut telemetry, 1);
        telemetry.count(&request(1.0, 1.0, true));
        telemetry.count(&Measured { version: Stable, ..request(1.0, 1.0, false) });
        assert_eq!(scrape(&mut telemetry, 1).map(|reading| reading.error_rate), Some(0.0));
        assert_eq!(telemetry.read(Stable).map(|reading| reading.error_rate), Some(1.0));
        assert!(telemetry.watches(Stable) && !Telemetry::new(&every_second(1.0), 1).watches(Stable));
    }

    #[test]
    fn only_the_sampled_share_is_measured_and_taken_back() {
        let scenario = scenario::Telemetry { sample_share: 0.2, ..every_second(1.0) };
        let mut telemetry = Telemetry::new(&scenario, 1);
        scrape(&mut telemetry, 1);
        (0..10_000).for_each(|key| telemetry.count(&Measured { key, ..request(1.0, 1.0, true) }));
        (0..5_000).for_each(|key| telemetry.uncount(&Measured { key, ..request(1.0, 1.0, true) }));
        // Binomial: 1,000 with a standard deviation of 28; four of them.
        let seen = scrape(&mut telemetry, 1).unwrap().requests;
        assert!((888..=1_112).contains(&seen), "{seen}");
    }

    #[test]
    fn without_scrapes_the_last_window_is_all_that_is_seen() {
        let outages = vec![scenario::Outage { at_s: 2.0, duration_s: 3.0 }];
        let mut telemetry = Telemetry::new(&scenario::Telemetry { outages, ..every_second(2.0) }, 1);
        (1..=9).for_each(|second| telemetry.count(&request(f64::from(second), 1.0, true)));
        let seen: Vec<u64> = (0..9).map(|_| scrape(&mut telemetry, 1).map_or(0, |reading| reading.requests)).collect();
        // Scrapes at 0 and 1, then none until 5; there, and at 6, the last one before the window is that of 1.
        assert_eq!(seen, [0, 1, 1, 0, 0, 4, 5, 2, 2]);
    }

    #[test]
    fn a_share_of_the_scrapes_is_lost() {
        let kept = |lost_scrapes| {
            let mut telemetry = Telemetry::new(&scenario::Telemetry { lost_scrapes, ..every_second(80_000.0) }, 1);
            scrape(&mut telemetry, 10_000);
            let Exporters::Proxy(versions) = &telemetry.exporters else { panic!("one counter for each version") };
            versions[1].scrapes().count()
        };
        assert_eq!((kept(0.0), kept(1.0)), (10_000, 0));
        // Binomial with a standard deviation of 46; four of them.
        assert!((6_816..=7_184).contains(&kept(0.3)), "{}", kept(0.3));
    }

    fn by_instance(window_s: f64) -> Telemetry {
        let reading = scenario::Reading::Prometheus;
        Telemetry::new(&scenario::Telemetry { reading, both_versions: true, ..every_second(window_s) }, 1)
    }

    #[test]
    fn rates_of_instances_are_summed_and_extrapolated() {
        let mut telemetry = by_instance(4.0);
        for second in 1..=8 {
            (0..10).for_each(|_| telemetry.count(&request(f64::from(second), 30.0, true)));
            (0..30).for_each(|_| {
                telemetry.count(&Measured { instance: 1, ..request(f64::from(second), 30.0, second > 7) })
            });
        }
        let running = || [(0, Candidate), (1, Candidate), (2, Candidate), (3, Stable)].into_iter();
        (0..=7).for_each(|_| telemetry.scrape(running()));
        // At 7 the window holds the scrapes of 4, 5, 6 and 7: 3 s of growth, extrapolated by the 1 s to its beginning.
        let reading = telemetry.read(Candidate).unwrap();
        assert_eq!(reading.requests, 160);
        assert!((reading.error_rate - 0.75).abs() < 1e-12);
        // All in (25, 50].
        assert!((reading.p99_ms.unwrap() - 49.75).abs() < 1e-9);
        assert_eq!(telemetry.read(Stable), None);
    }

    #[test]
    fn counters_outlast_a_window_without_scrapes() {
        let outages = vec![scenario::Outage { at_s: 0.0, duration_s: 8.0 }];
        let reading = scenario::Reading::Prometheus;
        let mut telemetry = Telemetry::new(&scenario::Telemetry { outages, reading, ..every_second(2.0) }, 1);
        (0..4).for_each(|_| telemetry.count(&request(1.0, 1.0, true)));
        scrape(&mut telemetry, 8);
        telemetry.count(&request(8.5, 1.0, true));
        scrape(&mut telemetry, 2);
        // 4 at 8 s and 5 at 9 s; had it begun again, there would be growth of 1 from nothing, which is not extrapolated.
        assert_eq!(telemetry.read(Candidate).map(|reading| reading.requests), Some(2));
    }

    #[test]
    fn a_restart_loses_what_was_not_scraped_and_is_no_negative_rate() {
        let mut telemetry = by_instance(10.0);
        let running = || [(0, Candidate)].into_iter();
        (1..=8).for_each(|second| telemetry.count(&request(f64::from(second), 1.0, true)));
        (0..=3).for_each(|_| telemetry.scrape(running()));
        // Between 3 and 4 everything goes, and what was planned for later is taken back by whoever planned it.
        telemetry.process_ended(0, Candidate);
        telemetry.scrape(std::iter::empty());
        telemetry.count(&request(5.0, 1.0, true));
        telemetry.scrape(running());
        // 0, 1, 2, 3, nothing, 1: growth of 3 + 1 in 5 s, which began at 0 and ends now.
        assert_eq!(telemetry.read(Candidate).map(|reading| reading.requests), Some(4));
    }
}
