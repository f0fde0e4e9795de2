//! The binomial distribution, kept where it matters.

use libm::{exp, lgamma, log, log1p, sqrt};

/// Probabilities beyond so many standard deviations (and as many counts) from the mean are left out: below 1e-20.
const REACH: f64 = 10.0;

/// The number of failures among `n` requests that each fail with the same chance.
#[derive(Clone, Debug)]
pub struct Binomial {
    /// The count to which the first entry belongs.
    from: u64,
    /// The chance of each count.
    pmf: Vec<f64>,
    /// The chance of at least each count.
    tail: Vec<f64>,
}

impl Binomial {
    /// `n` requests, each of which fails with the chance `p`, 0 to 1.
    #[must_use]
    pub fn new(n: u64, p: f64) -> Binomial {
        let mean = n as f64 * p;
        let reach = REACH * (sqrt(mean * (1.0 - p)) + 1.0);
        let from = (mean - reach).max(0.0) as u64;
        let to = ((mean + reach) as u64 + 1).min(n);
        let pmf: Vec<f64> = (from..=to).map(|k| chance(n, p, k)).collect();
        let mut sum = 0.0;
        let mut tail: Vec<f64> = pmf
            .iter()
            .rev()
            .map(|chance| {
                sum += chance;
                sum
            })
            .collect();
        tail.reverse();
        Binomial { from, pmf, tail }
    }

    /// The chance of `k` or more.
    #[must_use]
    pub fn at_least(&self, k: u64) -> f64 {
        match k.checked_sub(self.from) {
            None | Some(0) => 1.0,
            Some(place) => self.tail.get(place as usize).copied().unwrap_or(0.0).min(1.0),
        }
    }

    /// Each count that can occur, with its chance.
    pub fn counts(&self) -> impl Iterator<Item = (u64, f64)> {
        (self.from..).zip(self.pmf.iter().copied())
    }
}

/// The chance of exactly `k` of `n`, by logarithms of factorials.
fn chance(n: u64, p: f64, k: u64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return f64::from(u8::from(k == if p <= 0.0 { 0 } else { n }));
    }
    let (n, k) = (n as f64, k as f64);
    let ways = lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0);
    exp(ways + k * log(p) + (n - k) * log1p(-p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_scipy() {
        // scipy 1.17.1: binom.sf(k - 1, n, p).
        for (n, p, k, expected) in TAILS {
            let found = Binomial::new(n, p).at_least(k);
            assert!((found - expected).abs() <= 1e-6 * expected, "{n} {p} {k}: {found}");
        }
    }

    const TAILS: [(u64, f64, u64, f64); 6] = [
        (300, 0.02, 16, 0.0004327874485325071),
        (300, 0.05, 16, 0.4318879640725795),
        (3_000, 0.05, 151, 0.47829568212123286),
        (40, 0.2, 3, 0.9920578627251851),
        (20_000, 0.001, 35, 0.0014806516439856113),
        (1_000_000, 0.01, 10_500, 3.1585658792471077e-07),
    ];

    #[test]
    fn small_ones_can_be_counted() {
        // Of two coins: 1, 3/4, 1/4, 0.
        let coins = Binomial::new(2, 0.5);
        for (k, expected) in [(0, 1.0), (1, 0.75), (2, 0.25), (3, 0.0)] {
            assert!((coins.at_least(k) - expected).abs() < 1e-12, "{k}");
        }
        assert_eq!((Binomial::new(9, 0.0).at_least(1), Binomial::new(9, 0.0).at_least(0)), (0.0, 1.0));
        assert_eq!((Binomial::new(9, 1.0).at_least(9), Binomial::new(0, 0.5).at_least(1)), (1.0, 0.0));
    }

    #[test]
    fn counts_sum_to_one() {
        for (n, p) in [(0, 0.3), (7, 0.3), (40_000, 0.01), (1_000_000, 0.5)] {
            let sum: f64 = Binomial::new(n, p).counts().map(|(_, chance)| chance).sum();
            assert!((sum - 1.0).abs() < 1e-6, "{n} {p}: {sum}");
        }
    }
}
