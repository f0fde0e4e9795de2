//! Who asks: the arrival process, the shape of its rate over time, and the patience of the clients.

use super::LONGEST_HORIZON_S;
use super::schema::{Section, Visitor, choice, spec};
use serde::{Deserialize, Serialize};

/// Highest arrival rate, requests per second.
pub const HIGHEST_RATE_RPS: f64 = 1_000_000.0;

choice! {
    /// How the arrival rate changes over time.
    Shape {
        /// Always `rate_rps`.
        #[default]
        Constant = "constant",
        /// From `rate_rps` straight to another rate.
        Ramp = "ramp",
        /// `rate_rps` with a burst in between.
        Spike = "spike",
        /// A day's wave between a low and a peak.
        Daily = "daily",
        /// Measured requests per interval, scaled.
        Trace = "trace",
    }
}

choice! {
    /// How single arrivals follow the rate.
    Arrivals {
        /// Independent users: a Poisson process.
        #[default]
        Poisson = "poisson",
        /// Evenly spaced, as a load generator sends.
        Constant = "constant",
    }
}

/// The arrivals, open loop: nobody waits for an answer before the next one asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Traffic {
    /// How single arrivals follow the rate.
    pub arrivals: Arrivals,
    /// How the rate changes over time.
    pub shape: Shape,
    /// Rate at the start (constant, ramp, spike), requests per second.
    pub rate_rps: f64,
    /// After how long a client gives up, s; 0 never.
    pub timeout_s: f64,
    /// Settings of the ramp.
    pub ramp: Ramp,
    /// Settings of the spike.
    pub spike: Spike,
    /// Settings of the daily curve.
    pub daily: Daily,
    /// Settings of the trace.
    pub trace: Trace,
}

impl Default for Traffic {
    fn default() -> Self {
        Traffic {
            arrivals: Arrivals::default(),
            shape: Shape::default(),
            rate_rps: 240.0,
            timeout_s: 2.0,
            ramp: Ramp::default(),
            spike: Spike::default(),
            daily: Daily::default(),
            trace: Trace::default(),
        }
    }
}

impl Section for Traffic {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.choice("arrivals", &mut self.arrivals, "How single arrivals follow the rate.");
        v.choice(
            "shape",
            &mut self.shape,
            "How the arrival rate changes over time; each shape has its own settings below.",
        );
        v.number(
            "rate_rps",
            &mut self.rate_rps,
            spec(
                "requests/s",
                0.0,
                HIGHEST_RATE_RPS,
                "The rate (constant), or the rate before the ramp or outside the spike.",
            ),
        );
        v.number(
            "timeout_s",
            &mut self.timeout_s,
            spec("s", 0.0, 3_600.0, "After how long a client gives up; 0: never."),
        );
        v.section("ramp", &mut self.ramp, "From `rate_rps` straight to another rate.");
        v.section("spike", &mut self.spike, "`rate_rps` with a burst in between.");
        v.section("daily", &mut self.daily, "A day's wave between a low and a peak.");
        v.section("trace", &mut self.trace, "Measured requests per interval, scaled to a chosen peak.");
    }
}

/// The rate goes straight from `traffic.rate_rps` to `to_rps`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ramp {
    /// Rate at the end, requests per second.
    pub to_rps: f64,
    /// When it starts to change, s.
    pub start_s: f64,
    /// How long the change takes, s.
    pub duration_s: f64,
}

impl Default for Ramp {
    fn default() -> Self {
        Ramp { to_rps: 360.0, start_s: 60.0, duration_s: 300.0 }
    }
}

impl Section for Ramp {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number("to_rps", &mut self.to_rps, spec("requests/s", 0.0, HIGHEST_RATE_RPS, "Rate at the end of the ramp."));
        v.number("start_s", &mut self.start_s, spec("s", 0.0, LONGEST_HORIZON_S, "When the rate starts to change."));
        v.number("duration_s", &mut self.duration_s, spec("s", 0.0, LONGEST_HORIZON_S, "How long the change takes."));
    }
}

/// A burst on top of `traffic.rate_rps`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spike {
    /// Rate during the burst, requests per second.
    pub peak_rps: f64,
    /// When it begins, s.
    pub start_s: f64,
    /// How long it lasts, s.
    pub duration_s: f64,
}

impl Default for Spike {
    fn default() -> Self {
        Spike { peak_rps: 400.0, start_s: 120.0, duration_s: 60.0 }
    }
}

impl Section for Spike {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number("peak_rps", &mut self.peak_rps, spec("requests/s", 0.0, HIGHEST_RATE_RPS, "Rate during the burst."));
        v.number("start_s", &mut self.start_s, spec("s", 0.0, LONGEST_HORIZON_S, "When the burst begins."));
        v.number("duration_s", &mut self.duration_s, spec("s", 0.0, LONGEST_HORIZON_S, "How long the burst lasts."));
    }
}

/// A cosine wave between a low and a peak.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Daily {
    /// Lowest rate, requests per second.
    pub low_rps: f64,
    /// Highest rate, requests per second.
    pub peak_rps: f64,
    /// Length of a day, s: shorter days show the wave in a short run.
    pub period_s: f64,
    /// When the first peak is, s.
    pub peak_at_s: f64,
}

impl Default for Daily {
    fn default() -> Self {
        Daily { low_rps: 80.0, peak_rps: 300.0, period_s: 86_400.0, peak_at_s: 300.0 }
    }
}

impl Section for Daily {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number("low_rps", &mut self.low_rps, spec("requests/s", 0.0, HIGHEST_RATE_RPS, "Lowest rate of the day."));
        v.number("peak_rps", &mut self.peak_rps, spec("requests/s", 0.0, HIGHEST_RATE_RPS, "Highest rate of the day."));
        v.number(
            "period_s",
            &mut self.period_s,
            spec("s", 10.0, LONGEST_HORIZON_S, "Length of a day; shorter days show the wave in a short run."),
        );
        v.number("peak_at_s", &mut self.peak_at_s, spec("s", 0.0, LONGEST_HORIZON_S, "When the first peak is."));
    }
}

/// Measured traffic: the shape of the counts, scaled so that the largest becomes `peak_rps`. After its end it repeats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Requests per interval.
    pub counts: Vec<f64>,
    /// Length of an interval in the run, s.
    pub interval_s: f64,
    /// Rate that the largest count stands for, requests per second.
    pub peak_rps: f64,
    /// How many intervals of the trace are skipped.
    pub skip_intervals: u32,
}

impl Default for Trace {
    fn default() -> Self {
        Trace { counts: Vec::new(), interval_s: 300.0, peak_rps: 240.0, skip_intervals: 0 }
    }
}

impl Section for Trace {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.numbers("counts", &mut self.counts, 100_000, spec("requests", 0.0, 1e12, "Requests per interval."));
        v.number(
            "interval_s",
            &mut self.interval_s,
            spec("s", 0.1, 86_400.0, "Length of an interval in the run; shorter than measured plays the trace faster."),
        );
        v.number(
            "peak_rps",
            &mut self.peak_rps,
            spec("requests/s", 0.0, HIGHEST_RATE_RPS, "Rate that the largest count stands for."),
        );
        v.whole(
            "skip_intervals",
            &mut self.skip_intervals,
            spec("intervals", 0.0, 100_000.0, "How many intervals of the trace are skipped."),
        );
    }
}
