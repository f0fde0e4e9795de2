//! When requests arrive: a rate that changes over time, and arrivals that follow it.

use crate::kernel::Time;
use crate::kernel::rng::Stream;
use crate::kernel::ziggurat::Ziggurat;
use crate::scenario::{Arrivals, Shape, Traffic};

/// Straight pieces a day's wave is made of: a piece is 7.5 minutes of a real day.
const PIECES_PER_DAY: u32 = 192;

/// The arrival rate as straight pieces without gaps.
#[derive(Clone, Debug)]
pub struct RateCurve {
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    from_s: f64,
    to_s: f64,
    /// Requests per second at `from_s`.
    rate: f64,
    /// Change of the rate, requests per second per second.
    slope: f64,
}

impl Piece {
    fn rate_at(&self, at_s: f64) -> f64 {
        self.rate + self.slope * (at_s - self.from_s)
    }
}

impl RateCurve {
    /// The curve that `traffic` describes, from 0 to `horizon_s`.
    #[must_use]
    pub fn new(traffic: &Traffic, horizon_s: f64) -> RateCurve {
        let base = traffic.rate_rps;
        let mut curve = Builder { pieces: Vec::new(), at_s: 0.0, horizon_s };
        match traffic.shape {
            Shape::Constant => {}
            Shape::Ramp => {
                let ramp = &traffic.ramp;
                curve.line(ramp.start_s, base, base);
                curve.line(ramp.start_s + ramp.duration_s, base, ramp.to_rps);
                curve.line(horizon_s, ramp.to_rps, ramp.to_rps);
            }
            Shape::Spike => {
                let spike = &traffic.spike;
                curve.line(spike.start_s, base, base);
                curve.line(spike.start_s + spike.duration_s, spike.peak_rps, spike.peak_rps);
            }
            Shape::Daily => {
                let daily = &traffic.daily;
                let (middle, swing) = ((daily.peak_rps + daily.low_rps) / 2.0, (daily.peak_rps - daily.low_rps) / 2.0);
                let wave = |at_s: f64| {
                    middle + swing * libm::cos(std::f64::consts::TAU * (at_s - daily.peak_at_s) / daily.period_s)
                };
                while curve.at_s < horizon_s {
                    let from = curve.at_s;
                    let to = from + daily.period_s / f64::from(PIECES_PER_DAY);
                    curve.line(to, wave(from).max(0.0), wave(to).max(0.0));
                }
            }
            Shape::Trace => {
                let trace = &traffic.trace;
                let scale = trace.peak_rps / trace.counts.iter().copied().fold(0.0, f64::max);
                let counts = trace.counts.iter().cycle().skip(trace.skip_intervals as usize % trace.counts.len());
                for (i, count) in counts.enumerate() {
                    if curve.at_s >= horizon_s {
                        break;
                    }
                    curve.line((i + 1) as f64 * trace.interval_s, count * scale, count * scale);
                }
            }
        }
        curve.line(horizon_s, base, base);
        RateCurve { pieces: curve.pieces }
    }

    /// The rate at a moment, requests per second; 0 outside the run.
    #[must_use]
    pub fn rate_at(&self, at: Time) -> f64 {
        let at_s = at.seconds();
        let after = self.pieces.partition_point(|piece| piece.from_s <= at_s);
        match after.checked_sub(1).map(|i| &self.pieces[i]) {
            Some(piece) if at_s <= piece.to_s => piece.rate_at(at_s),
            _ => 0.0,
        }
    }

    /// Requests expected in the whole run: the area under the curve.
    #[must_use]
    pub fn expected_requests(&self) -> f64 {
        let area = |piece: &Piece| {
            let length = piece.to_s - piece.from_s;
            (piece.rate + piece.slope * length / 2.0) * length
        };
        self.pieces.iter().map(area).sum()
    }
}

/// Puts pieces end to end and cuts them at the horizon.
struct Builder {
    pieces: Vec<Piece>,
    at_s: f64,
    horizon_s: f64,
}

impl Builder {
    fn line(&mut self, to_s: f64, from_rate: f64, to_rate: f64) {
        let from_s = self.at_s;
        if to_s > from_s && from_s < self.horizon_s {
            let slope = (to_rate - from_rate) / (to_s - from_s);
            let to_s = to_s.min(self.horizon_s);
            self.pieces.push(Piece { from_s, to_s, rate: from_rate, slope });
            self.at_s = to_s;
        }
    }
}

/// Produces one arrival after the other.
///
/// A Poisson process of changing rate is one of rate 1 on the axis of the area under the rate (time change, as in
/// Cinlar, Introduction to Stochastic Processes, 1975, section 4.7): each gap there is exponential with mean 1, and
/// inverting the area of a straight piece needs one square root. Evenly spaced arrivals are gaps of exactly 1.
#[derive(Clone, Debug)]
pub struct ArrivalClock {
    curve: RateCurve,
    process: Arrivals,
    piece: usize,
    at_s: f64,
}

impl ArrivalClock {
    /// A clock at the start of `curve`.
    #[must_use]
    pub fn new(curve: RateCurve, process: Arrivals) -> ArrivalClock {
        ArrivalClock { curve, process, piece: 0, at_s: 0.0 }
    }

    /// The curve it follows.
    #[must_use]
    pub fn curve(&self) -> &RateCurve {
        &self.curve
    }

    /// When the next request arrives; [`Time::NEVER`] when none does before the end of the curve.
    #[inline]
    pub fn next(&mut self, ziggurat: &Ziggurat, stream: &mut Stream) -> Time {
        let mut gap = match self.process {
            Arrivals::Poisson => ziggurat.exponential(stream),
            Arrivals::Constant => 1.0,
        };
        while let Some(piece) = self.curve.pieces.get(self.piece) {
            let rate = piece.rate_at(self.at_s).max(0.0);
            let rest_s = piece.to_s - self.at_s;
            let rest = (rate + piece.slope * rest_s / 2.0) * rest_s;
            if gap < rest {
                // The root of `rate * d + slope * d^2 / 2 = gap`, in the form without cancellation.
                self.at_s += if piece.slope == 0.0 {
                    gap / rate
                } else {
                    2.0 * gap / (rate + libm::sqrt((rate * rate + 2.0 * piece.slope * gap).max(0.0)))
                };
                return Time::from_seconds(self.at_s);
            }
            gap -= rest;
            self.at_s = piece.to_s;
            self.piece += 1;
        }
        Time::NEVER
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::Purpose;
    use crate::scenario::{Daily, Ramp, Spike, Trace};

    fn traffic(shape: Shape) -> Traffic {
        Traffic {
            shape,
            rate_rps: 100.0,
            ramp: Ramp { to_rps: 300.0, start_s: 10.0, duration_s: 20.0 },
            spike: Spike { peak_rps: 500.0, start_s: 10.0, duration_s: 5.0 },
            daily: Daily { low_rps: 0.0, peak_rps: 200.0, period_s: 100.0, peak_at_s: 50.0 },
            trace: Trace { counts: vec![1.0, 4.0, 2.0], interval_s: 10.0, peak_rps: 400.0, skip_intervals: 1 },
            ..Traffic::default()
        }
    }

    fn arrivals(traffic: &Traffic, horizon_s: f64) -> Vec<f64> {
        let mut clock = ArrivalClock::new(RateCurve::new(traffic, horizon_s), traffic.arrivals);
        let (ziggurat, mut stream) = (Ziggurat::new(), Stream::new(11, Purpose::Arrivals));
        std::iter::from_fn(|| Some(clock.next(&ziggurat, &mut stream)).filter(|at| *at != Time::NEVER))
            .map(Time::seconds)
            .collect()
    }

    #[test]
    fn each_shape_has_the_rate_and_the_area_it_says() {
        for (shape, at_s, rate, area) in [
            (Shape::Constant, 50.0, 100.0, 10_000.0),
            // Half way up after 20 s: 200. Area 1,000 + 20 * 200 + 70 * 300.
            (Shape::Ramp, 20.0, 200.0, 26_000.0),
            // 5 s at 500, 95 s at 100.
            (Shape::Spike, 12.0, 500.0, 12_000.0),
            // One whole wave around 100.
            (Shape::Daily, 50.0, 200.0, 10_000.0),
            // Counts 4, 2, 1, 4, 2, 1, 4, 2, 1, 4 of 10 s each, 100 requests/s per count.
            (Shape::Trace, 15.0, 200.0, 25_000.0),
        ] {
            let curve = RateCurve::new(&traffic(shape), 100.0);
            assert!((curve.rate_at(Time::from_seconds(at_s)) - rate).abs() < 1e-6, "{shape:?}");
            assert!((curve.expected_requests() - area).abs() < 1e-6 * area, "{shape:?} {}", curve.expected_requests());
            // A Poisson count has the variance of its mean; four standard deviations.
            let count = arrivals(&traffic(shape), 100.0).len() as f64;
            assert!((count - area).abs() < 4.0 * area.sqrt(), "{shape:?}: {count} for {area}");
        }
    }

    #[test]
    fn constant_arrivals_are_evenly_spaced() {
        let traffic = Traffic { arrivals: Arrivals::Constant, rate_rps: 8.0, ..Traffic::default() };
        assert_eq!(arrivals(&traffic, 0.6), [0.125, 0.25, 0.375, 0.5]);
    }

    #[test]
    fn no_rate_means_no_arrival() {
        assert!(arrivals(&Traffic { rate_rps: 0.0, ..Traffic::default() }, 100.0).is_empty());
        let to_zero = Traffic { ramp: Ramp { to_rps: 0.0, ..traffic(Shape::Ramp).ramp }, ..traffic(Shape::Ramp) };
        assert!(arrivals(&to_zero, 1_000.0).iter().all(|at| *at <= 30.0));
    }
}
