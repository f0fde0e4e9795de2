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
        /// Straight lines between given points.
        Points = "points",
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
        /// A Poisson process whose rate switches between calm and burst at random.
        Bursty = "bursty",
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
    /// Settings of the points.
    pub points: Vec<Point>,
    /// Settings of bursty arrivals.
    pub burst: Burst,
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
            points: [(0.0, 240.0), (120.0, 360.0), (240.0, 240.0)]
                .map(|(at_s, rate_rps)| Point { at_s, rate_rps })
                .to_vec(),
            burst: Burst::default(),
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
                "How many requests all users send in a second; also before a ramp and outside a spike.",
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
        v.list(
            "points",
            &mut self.points,
            spec(
                "entries",
                0.0,
                1_000.0,
                "The shape `points`: the rate goes straight from one point to the next, and stays level before the first and after the last; two points at the same moment are a jump.",
            ),
        );
        v.section(
            "burst",
            &mut self.burst,
            "Bursty arrivals: whatever the shape, its rate is raised in bursts and lowered between them.",
        );
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

/// The rate at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// When, s.
    pub at_s: f64,
    /// Requests per second.
    pub rate_rps: f64,
}

impl Default for Point {
    fn default() -> Self {
        Point { at_s: 0.0, rate_rps: 240.0 }
    }
}

impl Section for Point {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "at_s",
            &mut self.at_s,
            spec("s", 0.0, LONGEST_HORIZON_S, "When; not before the point that stands before it."),
        );
        v.number("rate_rps", &mut self.rate_rps, spec("requests/s", 0.0, HIGHEST_RATE_RPS, "The rate at this moment."));
    }
}

/// Bursts: calm and burst take turns, each for an exponential time. In a burst the rate of the shape is multiplied by
/// `factor`, in the calm by [`Burst::calm_factor`], so that on average it stays what the shape says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Burst {
    /// Multiplies the rate in a burst.
    pub factor: f64,
    /// Mean time between two bursts, s.
    pub mean_calm_s: f64,
    /// Mean length of a burst, s.
    pub mean_burst_s: f64,
}

impl Burst {
    /// Share of the time in bursts, 0 to 1: `burst / (calm + burst)`.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.mean_burst_s / (self.mean_calm_s + self.mean_burst_s)
    }

    /// Multiplies the rate in the calm: `(1 - share factor) / (1 - share)`, the solution of
    /// `share factor + (1 - share) calm_factor = 1`; not below 0.
    #[must_use]
    pub fn calm_factor(&self) -> f64 {
        (1.0 - (self.factor - 1.0) * self.mean_burst_s / self.mean_calm_s).max(0.0)
    }

    /// The largest `factor` for which the calm has a rate: with it, requests come in bursts only.
    #[must_use]
    pub fn highest_factor(&self) -> f64 {
        1.0 + self.mean_calm_s / self.mean_burst_s
    }
}

impl Default for Burst {
    fn default() -> Self {
        Burst { factor: 3.0, mean_calm_s: 45.0, mean_burst_s: 5.0 }
    }
}

impl Section for Burst {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "factor",
            &mut self.factor,
            spec(
                "",
                1.0,
                1_000.0,
                "Multiplies the rate in a burst; at most 1 + `mean_calm_s` / `mean_burst_s`, where the calm between bursts is silent.",
            ),
        );
        v.number(
            "mean_calm_s",
            &mut self.mean_calm_s,
            spec("s", 0.1, 86_400.0, "Mean time from the end of a burst to the next."),
        );
        v.number("mean_burst_s", &mut self.mean_burst_s, spec("s", 0.1, 86_400.0, "Mean length of a burst."));
    }
}
