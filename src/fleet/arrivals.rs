//! When requests arrive: a rate that changes over time, and arrivals that follow it.

use crate::kernel::Time;
use crate::kernel::rng::{Purpose, Stream};
use crate::kernel::time::NANOS_PER_SECOND;
use crate::kernel::ziggurat::{Taker, Ziggurat};
use crate::scenario::{Arrivals, Burst, Shape, Traffic};

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
            Shape::Points => {
                let first = traffic.points.first().map_or(0.0, |point| point.rate_rps);
                let last = traffic.points.iter().fold(first, |from, point| {
                    curve.line(point.at_s, from, point.rate_rps);
                    point.rate_rps
                });
                curve.line(horizon_s, last, last);
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

    /// The same curve, everywhere so many times as high.
    #[must_use]
    pub fn scaled(mut self, factor: f64) -> RateCurve {
        for piece in &mut self.pieces {
            piece.rate *= factor;
            piece.slope *= factor;
        }
        self
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
/// inverting the area of a straight piece needs one square root, of a level one none. Evenly spaced arrivals are gaps of
/// exactly 1. Bursts multiply the rate by one of two factors: a Markov-modulated Poisson process (Fischer and
/// Meier-Hellstern, Performance Evaluation 18, 1993), exact by the same change of time.
#[derive(Clone, Debug)]
pub struct ArrivalClock {
    curve: RateCurve,
    evenly: bool,
    bursts: Option<Bursts>,
    /// The piece of the curve after the one that `stretch` is a part of.
    next_piece: usize,
    stretch: Stretch,
    /// The last arrival, or the beginning of the stretch if none has been in it.
    at_s: f64,
}

/// A part of a piece during which nothing but the straight line changes the rate.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    piece: Piece,
    /// `1 / rate`, so that a level stretch needs no division for each arrival.
    mean_gap_s: f64,
}

impl Stretch {
    fn new(piece: Piece) -> Stretch {
        Stretch { piece, mean_gap_s: 1.0 / piece.rate }
    }
}

/// Calm and burst in turns, each for an exponential time.
#[derive(Clone, Debug)]
struct Bursts {
    /// Of its own, so that the arrivals' draws do not depend on how often the state changes.
    stream: Stream,
    /// What multiplies the rate: calm, burst.
    factors: [f64; 2],
    /// Mean length, s: calm, burst.
    means_s: [f64; 2],
    in_burst: bool,
    until_s: f64,
}

impl Bursts {
    /// In the state of a run that has been going on for ever: bursting with the chance of its share of the time, and,
    /// as both lengths are memoryless, with a whole length to go.
    fn new(burst: &Burst, seed: u64) -> Bursts {
        let mut stream = Stream::new(seed, Purpose::Bursts);
        let in_burst = stream.unit() < burst.share();
        let factors = [burst.calm_factor(), burst.factor];
        let means_s = [burst.mean_calm_s, burst.mean_burst_s];
        let mut bursts = Bursts { stream, factors, means_s, in_burst, until_s: 0.0 };
        bursts.stay();
        bursts
    }

    /// Draws how long the present state lasts.
    fn stay(&mut self) {
        let mean_s = self.means_s[usize::from(self.in_burst)];
        self.until_s -= mean_s * libm::log(1.0 - self.stream.unit());
    }

    /// The part of `piece` from `from_s` on in one state, at the rate of that state.
    fn part(&mut self, piece: &Piece, from_s: f64) -> Piece {
        while self.until_s <= from_s {
            self.in_burst = !self.in_burst;
            self.stay();
        }
        let factor = self.factors[usize::from(self.in_burst)];
        let to_s = piece.to_s.min(self.until_s);
        Piece { from_s, to_s, rate: piece.rate_at(from_s).max(0.0) * factor, slope: piece.slope * factor }
    }
}

/// Takes down the gaps before a block's arrivals.
struct Gaps<'a, const N: usize>(&'a mut [f64; N]);

impl<const N: usize> Taker for Gaps<'_, N> {
    #[inline(always)]
    fn take(&mut self, i: usize, variate: f64) {
        self.0[i] = variate;
    }
}

impl ArrivalClock {
    /// A clock at the start of `curve`, for the arrival process of `traffic` in the run with `seed`.
    #[must_use]
    pub fn new(curve: RateCurve, traffic: &Traffic, seed: u64) -> ArrivalClock {
        // An empty stretch: the first arrival enters the first real one.
        let stretch = Stretch::new(Piece { from_s: 0.0, to_s: 0.0, rate: 0.0, slope: 0.0 });
        let evenly = traffic.arrivals == Arrivals::Constant;
        let bursts = (traffic.arrivals == Arrivals::Bursty).then(|| Bursts::new(&traffic.burst, seed));
        ArrivalClock { curve, evenly, bursts, next_piece: 0, stretch, at_s: 0.0 }
    }

    /// The curve it follows: the rate without the ups and downs of bursts.
    #[must_use]
    pub fn curve(&self) -> &RateCurve {
        &self.curve
    }

    /// When the next requests arrive, in order; [`Time::NEVER`] when none does before the end of the curve. The gaps between
    /// them on the axis of the area go into `gaps`, which are kept from block to block.
    #[inline]
    pub fn fill<const N: usize>(
        &mut self,
        ziggurat: &Ziggurat,
        stream: &mut Stream,
        gaps: &mut [f64; N],
        arrivals: &mut [Time; N],
    ) {
        // First all gaps, which do not wait for each other as their sums do.
        if self.evenly {
            gaps.fill(1.0);
        } else {
            ziggurat.exponentials(stream, N, &mut Gaps(gaps));
        }
        let (mut at_s, mut stretch) = (self.at_s, self.stretch);
        for (at, &mut gap) in arrivals.iter_mut().zip(gaps) {
            let next_s = at_s + gap * stretch.mean_gap_s;
            // Without a rate that is infinite, or not a number.
            if stretch.piece.slope == 0.0 && next_s < stretch.piece.to_s {
                at_s = next_s;
                *at = Time::from_nanos(at_s * NANOS_PER_SECOND as f64);
                continue;
            }
            self.at_s = at_s;
            *at = self.go_on(gap);
            (at_s, stretch) = (self.at_s, self.stretch);
        }
        self.at_s = at_s;
    }

    /// The arrival that is `gap` further on the axis of the area, across the ends of stretches.
    #[inline(never)]
    fn go_on(&mut self, mut gap: f64) -> Time {
        loop {
            let Stretch { piece, mean_gap_s } = self.stretch;
            let rest_s = piece.to_s - self.at_s;
            let rate = piece.rate_at(self.at_s).max(0.0);
            let rest = (rate + piece.slope * rest_s / 2.0) * rest_s;
            if gap < rest {
                self.at_s += if piece.slope == 0.0 {
                    gap * mean_gap_s
                } else {
                    // The root of `rate * d + slope * d^2 / 2 = gap`, in the form without cancellation.
                    2.0 * gap / (rate + libm::sqrt((rate * rate + 2.0 * piece.slope * gap).max(0.0)))
                };
                return Time::from_nanos(self.at_s * NANOS_PER_SECOND as f64);
            }
            gap -= rest;
            self.at_s = piece.to_s;
            if !self.enter_next_stretch() {
                return Time::NEVER;
            }
        }
    }

    /// Goes on to what comes after the stretch; whether there is anything.
    fn enter_next_stretch(&mut self) -> bool {
        let in_piece = self.next_piece.checked_sub(1).map(|i| self.curve.pieces[i]);
        let piece = match in_piece {
            // A burst ended inside the piece.
            Some(piece) if self.at_s < piece.to_s => piece,
            _ => {
                let Some(piece) = self.curve.pieces.get(self.next_piece) else { return false };
                self.next_piece += 1;
                *piece
            }
        };
        let part = self.bursts.as_mut().map_or(piece, |bursts| bursts.part(&piece, self.at_s));
        self.stretch = Stretch::new(part);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Daily, Point, Ramp, Spike, Trace};

    fn traffic(shape: Shape) -> Traffic {
        Traffic {
            shape,
            rate_rps: 100.0,
            ramp: Ramp { to_rps: 300.0, start_s: 10.0, duration_s: 20.0 },
            spike: Spike { peak_rps: 500.0, start_s: 10.0, duration_s: 5.0 },
            daily: Daily { low_rps: 0.0, peak_rps: 200.0, period_s: 100.0, peak_at_s: 50.0 },
            trace: Trace { counts: vec![1.0, 4.0, 2.0], interval_s: 10.0, peak_rps: 400.0, skip_intervals: 1 },
            points: [(10.0, 0.0), (30.0, 200.0), (30.0, 50.0), (50.0, 150.0)]
                .map(|(at_s, rate_rps)| Point { at_s, rate_rps })
                .to_vec(),
            burst: Burst { factor: 4.0, mean_calm_s: 9.0, mean_burst_s: 1.0 },
            ..Traffic::default()
        }
    }

    fn arrivals(traffic: &Traffic, horizon_s: f64) -> Vec<f64> {
        let mut clock = ArrivalClock::new(RateCurve::new(traffic, horizon_s), traffic, 11);
        let (ziggurat, mut stream) = (Ziggurat::new(), Stream::new(11, Purpose::Arrivals));
        let block = || {
            let mut block = [Time::ZERO; 7];
            clock.fill(&ziggurat, &mut stream, &mut [0.0; 7], &mut block);
            block
        };
        std::iter::repeat_with(block).flatten().take_while(|at| *at != Time::NEVER).map(Time::seconds).collect()
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
            // Nothing for 10 s, 20 s at 100 on average, 20 s at 100 on average, 50 s at 150.
            (Shape::Points, 40.0, 100.0, 11_500.0),
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

    #[test]
    fn points_may_jump_and_stay_level_outside() {
        let mut traffic = traffic(Shape::Points);
        traffic.points.remove(0);
        let curve = RateCurve::new(&traffic, 45.0);
        let rates = [0.0, 29.9, 30.0, 40.0, 45.0].map(|at_s| curve.rate_at(Time::from_seconds(at_s)).round());
        assert_eq!(rates, [200.0, 200.0, 50.0, 100.0, 125.0]);
    }

    #[test]
    fn bursts_multiply_the_rate_of_any_shape() {
        for shape in Shape::ALL {
            // In bursts only: what lies between them must be empty.
            let burst = Burst { factor: 10.0, ..traffic(*shape).burst };
            let traffic = Traffic { arrivals: Arrivals::Bursty, burst, ..traffic(*shape) };
            let curve = RateCurve::new(&traffic, 100.0);
            let mut bursts = Bursts::new(&traffic.burst, 11);
            let mut expected = 0.0;
            let arrivals = arrivals(&traffic, 100.0);
            for piece in &curve.pieces {
                let mut at_s = piece.from_s;
                while at_s < piece.to_s {
                    let part = bursts.part(piece, at_s);
                    let inside = arrivals.iter().filter(|at| (part.from_s..part.to_s).contains(*at)).count() as f64;
                    let middle = (part.from_s + part.to_s) / 2.0;
                    let area = curve.rate_at(Time::from_seconds(middle)) * (part.to_s - part.from_s);
                    let mean = if bursts.in_burst { 10.0 * area } else { 0.0 };
                    // Five standard deviations of a Poisson count.
                    assert!((inside - mean).abs() <= 5.0 * mean.sqrt() + 1e-6, "{shape:?}: {inside} for {mean}");
                    expected += mean;
                    at_s = part.to_s;
                }
            }
            assert!(expected > 1_000.0, "{shape:?}: {expected} show nothing");
        }
    }

    #[test]
    fn bursts_of_factor_one_change_nothing() {
        for shape in Shape::ALL {
            let poisson = traffic(*shape);
            let burst = Burst { factor: 1.0, ..poisson.burst };
            let bursty = Traffic { arrivals: Arrivals::Bursty, burst, ..poisson.clone() };
            let (one, other) = (arrivals(&poisson, 100.0), arrivals(&bursty, 100.0));
            assert_eq!(one.len(), other.len(), "{shape:?}");
            assert!(one.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-6), "{shape:?}");
        }
    }
}
