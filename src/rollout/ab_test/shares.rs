//! Two shares compared: the test, the interval of their difference, and how many it takes to find one.

use crate::fleet::Arm;
use libm::{erfc, exp, log, sqrt};
use std::f64::consts::SQRT_2;

/// Beyond so many standard deviations a tail is below 1e-18.
const FARTHEST_Z: f64 = 9.0;
/// Halvings of an interval: to the last bit of what it began with.
const HALVINGS: u32 = 60;
/// Fewest conversions, and fewest requests without, that are to be expected of an arm before its share is taken to be normal
/// (Cochran 1954).
const FEWEST_EXPECTED: f64 = 5.0;

/// Bounds of a difference of shares, candidate less stable version; -1 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// The standard normal quantile that is exceeded with the chance `tail`, above 0 and below 1.
#[must_use]
pub fn normal_quantile(tail: f64) -> f64 {
    crossing(-FARTHEST_Z, FARTHEST_Z, |z| 0.5 * erfc(z / SQRT_2) <= tail)
}

/// Where in an interval `is_past` becomes true, which it stays from there on.
fn crossing(mut from: f64, mut to: f64, is_past: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = from + (to - from) / 2.0;
        if is_past(middle) {
            to = middle;
        } else {
            from = middle;
        }
    }
    to
}

/// The difference of the shares, candidate less stable version.
#[must_use]
pub fn difference([stable, candidate]: [Arm; 2]) -> f64 {
    candidate.share() - stable.share()
}

/// The share of both arms together, and the variance of the difference if that is the share of each: `p (1 - p) (1/n + 1/m)`.
fn pooled([stable, candidate]: [Arm; 2]) -> (f64, f64) {
    let [n, m] = [stable.requests as f64, candidate.requests as f64];
    let share = (stable.conversions + candidate.conversions) as f64 / (n + m).max(1.0);
    (share, share * (1.0 - share) * (1.0 / n.max(1.0) + 1.0 / m.max(1.0)))
}

/// Whether there are enough of everything for shares to be nearly normal.
#[must_use]
pub fn are_enough(arms: [Arm; 2]) -> bool {
    let (share, fewest) = (pooled(arms).0, arms[0].requests.min(arms[1].requests) as f64);
    fewest * share.min(1.0 - share) >= FEWEST_EXPECTED
}

/// The two-proportion z-test with pooled variance: the chance of a difference at least as large, of either sign, where there is none.
#[must_use]
pub fn p_value(arms: [Arm; 2]) -> f64 {
    let variance = pooled(arms).1;
    if variance > 0.0 { erfc(difference(arms).abs() / sqrt(variance) / SQRT_2) } else { 1.0 }
}

/// Wilson's interval of one share (Wilson 1927), for the normal quantile `z`.
fn wilson(arm: Arm, z: f64) -> Interval {
    if arm.requests == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let (n, share) = (arm.requests as f64, arm.share());
    let (centre, half) = (share + z * z / (2.0 * n), z * sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n)));
    let scale = 1.0 + z * z / n;
    Interval { low: (centre - half) / scale, high: (centre + half) / scale }
}

/// The interval of the difference that covers it with the chance `1 - alpha`: Newcombe's hybrid score interval, method 10 of Newcombe
/// (*Statistics in Medicine* 17, 1998, 873-890).
#[must_use]
pub fn newcombe(arms: [Arm; 2], alpha: f64) -> Interval {
    let z = normal_quantile(alpha / 2.0);
    let [stable, candidate] = arms.map(|arm| wilson(arm, z));
    let [p, q] = arms.map(Arm::share);
    let distance = |a: f64, b: f64| sqrt(a * a + b * b);
    Interval {
        low: q - p - distance(q - candidate.low, stable.high - p),
        high: q - p + distance(candidate.high - q, p - stable.low),
    }
}

/// The always-valid p-value: 1 over the likelihood ratio of a difference that is normal around 0 with the standard deviation `spread`
/// against none. That the least of all looks is ever below alpha has at most the chance alpha, where there is no difference.
///
/// The mixture sequential probability ratio test (Robbins, *Annals of Mathematical Statistics* 41, 1970; Johari, Koomen, Pekelis
/// and Walsh, *Operations Research* 70, 2022), for the normal approximation with variance v of the difference d:
/// `sqrt(v / (v + s^2)) exp(s^2 d^2 / (2 v (v + s^2)))`.
#[must_use]
pub fn always_valid_p(arms: [Arm; 2], spread: f64) -> f64 {
    let (v, s, d) = (pooled(arms).1, spread * spread, difference(arms));
    if v > 0.0 { (sqrt((v + s) / v) * exp(-s * d * d / (2.0 * v * (v + s)))).min(1.0) } else { 1.0 }
}

/// The differences that the same test does not refute at this look: together they cover the difference at all looks with the chance
/// `1 - alpha`.
#[must_use]
pub fn always_valid(arms: [Arm; 2], spread: f64, alpha: f64) -> Interval {
    let (d, half) = (difference(arms), half_width(pooled(arms).1, spread, alpha));
    Interval { low: (d - half).max(-1.0), high: (d + half).min(1.0) }
}

/// How far from 0 a difference of this variance must be for the sequential test to find it: where the ratio above is 1 over `alpha`.
fn half_width(v: f64, spread: f64, alpha: f64) -> f64 {
    let s = spread * spread;
    if v > 0.0 { sqrt(v * (v + s) / s * (2.0 * log(1.0 / alpha) + log((v + s) / v))) } else { 1.0 }
}

/// What a sample is planned for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aim {
    /// Share of the requests that the candidate gets, above 0 and below 1.
    pub candidate_share: f64,
    /// Conversion of the stable version, above 0 and below 1.
    pub baseline: f64,
    /// Difference that shall be found; what the candidate then converts is at most all.
    pub effect: f64,
    /// Chance to find one where there is none.
    pub alpha: f64,
    /// Chance to find it.
    pub power: f64,
}

impl Aim {
    /// The variances of the difference, times the size of both arms together: if there is none, and if it is the effect.
    fn variances(&self) -> [f64; 2] {
        let (m, n) = (self.candidate_share, 1.0 - self.candidate_share);
        let (p, q) = (self.baseline, (self.baseline + self.effect).min(1.0));
        let mean = n * p + m * q;
        [mean * (1.0 - mean) * (1.0 / n + 1.0 / m), p * (1.0 - p) / n + q * (1.0 - q) / m]
    }

    /// Requests of both arms together for a test that looks once (Fleiss, Levin and Paik, *Statistical Methods for Rates and
    /// Proportions*, 2003, section 4.3, without continuity correction).
    #[must_use]
    pub fn sample(&self) -> f64 {
        let [none, some] = self.variances().map(sqrt);
        let deviations = normal_quantile(self.alpha / 2.0) * none + normal_quantile(1.0 - self.power) * some;
        let ratio = deviations / self.effect;
        ratio * ratio
    }

    /// The same for the sequential test: so many that it finds the effect at this last look with the chance asked for, if it has not
    /// found it before.
    #[must_use]
    pub fn sequential_sample(&self) -> f64 {
        let ([none, some], z) = (self.variances(), normal_quantile(1.0 - self.power));
        let is_found = |n: f64| half_width(none / n, self.effect, self.alpha) + z * sqrt(some / n) <= self.effect;
        let once = self.sample();
        let enough = (0..HALVINGS).fold(once, |n, _| if is_found(n) { n } else { 2.0 * n });
        crossing(once, enough, is_found)
    }
}

#[cfg(test)]
mod tests;
