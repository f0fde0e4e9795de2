//! What the operator and the controller can see of the run.

use super::LONGEST_HORIZON_S;
use super::schema::{Section, Visitor, choice, spec};
use serde::{Deserialize, Serialize};

/// Most latency buckets.
const MOST_BUCKETS: usize = 60;

choice! {
    /// How rates are read from scraped counters.
    Reading {
        /// One counter for each version, as a proxy in front of all instances keeps it: what it has grown by between the
        /// first and the last scrape of the window.
        #[default]
        Difference = "difference",
        /// A counter for each instance, as Prometheus scrapes it: `rate()` of each, with extrapolation and resets, and
        /// their sum.
        Prometheus = "prometheus",
    }
}

/// What the operator and the controller can see of the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Telemetry {
    /// Time between two scrapes, s.
    pub scrape_interval_s: f64,
    /// When the first scrape is made, s.
    pub scrape_offset_s: f64,
    /// Length of the window over which rates and quantiles are read, s.
    pub window_s: f64,
    /// How rates are read.
    pub reading: Reading,
    /// Upper bounds of the latency buckets, ms, rising; none: the defaults of the Prometheus client libraries.
    pub buckets_ms: Vec<f64>,
    /// Share of the requests that are measured.
    pub sample_share: f64,
    /// Share of the scrapes that fail.
    pub lost_scrapes: f64,
    /// Times without any scrape.
    pub outages: Vec<Outage>,
    /// Whether the stable version is measured too.
    pub both_versions: bool,
}

impl Default for Telemetry {
    fn default() -> Self {
        Telemetry {
            scrape_interval_s: 5.0,
            scrape_offset_s: 0.0,
            window_s: 30.0,
            reading: Reading::default(),
            buckets_ms: Vec::new(),
            sample_share: 1.0,
            lost_scrapes: 0.0,
            outages: Vec::new(),
            both_versions: false,
        }
    }
}

impl Section for Telemetry {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "scrape_interval_s",
            &mut self.scrape_interval_s,
            spec("s", 0.5, 3_600.0, "Time between two scrapes."),
        );
        v.number(
            "scrape_offset_s",
            &mut self.scrape_offset_s,
            spec("s", 0.0, 3_600.0, "When the first scrape is made; at most one scrape interval."),
        );
        v.number(
            "window_s",
            &mut self.window_s,
            spec(
                "s",
                0.5,
                86_400.0,
                "Length of the window over which rates and quantiles are read; at least one scrape interval.",
            ),
        );
        v.choice(
            "reading",
            &mut self.reading,
            "How rates are read: from one counter of each version, or as Prometheus does from those of all instances.",
        );
        v.numbers(
            "buckets_ms",
            &mut self.buckets_ms,
            MOST_BUCKETS,
            spec(
                "ms",
                0.001,
                3_600_000.0,
                "Upper bounds of the latency buckets, rising; empty: the defaults of the Prometheus client libraries.",
            ),
        );
        v.number(
            "sample_share",
            &mut self.sample_share,
            spec("", 0.0001, 1.0, "Share of the requests that are measured, drawn for each."),
        );
        v.number(
            "lost_scrapes",
            &mut self.lost_scrapes,
            spec("", 0.0, 1.0, "Share of the scrapes that fail, drawn for each."),
        );
        v.list("outages", &mut self.outages, spec("entries", 0.0, 100.0, "Times in which nothing is scraped."));
        v.flag(
            "both_versions",
            &mut self.both_versions,
            "Whether the stable version is measured too, to be compared with.",
        );
    }
}

/// A time in which nothing is scraped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outage {
    /// When it begins, s.
    pub at_s: f64,
    /// How long it lasts, s.
    pub duration_s: f64,
}

impl Default for Outage {
    fn default() -> Self {
        Outage { at_s: 120.0, duration_s: 60.0 }
    }
}

impl Section for Outage {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number("at_s", &mut self.at_s, spec("s", 0.0, LONGEST_HORIZON_S, "When it begins."));
        v.number("duration_s", &mut self.duration_s, spec("s", 0.0, LONGEST_HORIZON_S, "How long it lasts."));
    }
}
