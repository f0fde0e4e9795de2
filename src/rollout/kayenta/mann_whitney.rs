//! The Mann-Whitney test in its normal approximation, with continuity and ties, and what follows from it by shifting one sample.

use super::brent;
use std::ops::Range;

/// The standard normal quantile at (1 + 0.98) / 2: Kayenta's confidence is fixed. R: `qnorm(0.99)`.
const QUANTILE: f64 = 2.326_347_874_040_841;

/// How far one sample lies above another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// Lower end of the 98 % interval.
    pub low: f64,
    /// Estimate.
    pub estimate: f64,
    /// Upper end.
    pub high: f64,
}

/// The standardised rank sum of `x`, each less `shift`, among `y`: positive if `x` is larger.
///
/// z = (D - sign(D)/2) / sigma, D = R - m(m+1)/2 - mn/2, R the rank sum with mid-ranks,
/// sigma^2 = mn/12 * ((m+n+1) - sum(t^3 - t) / ((m+n)(m+n-1))) over the groups of t tied values. 0 if all are tied.
#[must_use]
pub fn z(x: &[f64], y: &[f64], shift: f64) -> f64 {
    let mut pooled: Vec<(f64, bool)> = x.iter().map(|value| (value - shift, true)).collect();
    pooled.extend(y.iter().map(|value| (*value, false)));
    pooled.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let (m, n, all) = (x.len() as f64, y.len() as f64, pooled.len() as f64);
    let (mut rank_sum, mut ties) = (0.0, 0.0);
    for group in tied(&pooled) {
        // The ranks from start + 1 to end have this mean.
        let mid_rank = (group.start + 1 + group.end) as f64 / 2.0;
        let size = group.len() as f64;
        rank_sum += mid_rank * pooled[group].iter().filter(|(_, is_x)| *is_x).count() as f64;
        ties += size * size * size - size;
    }
    let distance = rank_sum - m * (m + 1.0) / 2.0 - m * n / 2.0;
    let variance = m * n / 12.0 * ((all + 1.0) - ties / (all * (all - 1.0)));
    if distance == 0.0 || variance <= 0.0 {
        return 0.0;
    }
    (distance - 0.5_f64.copysign(distance)) / libm::sqrt(variance)
}

/// The runs of equal values in a sorted sample.
fn tied(sorted: &[(f64, bool)]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let value = sorted.get(start)?.0;
        let begin = start;
        start += sorted[begin..].iter().take_while(|(other, _)| *other == value).count();
        Some(begin..start)
    })
}

/// How far `x` lies above `y`, with its 98 % interval; neither is empty. The ends are known to 0.0001, so values that are small
/// against that have to be scaled up.
#[must_use]
pub fn shift(x: &[f64], y: &[f64]) -> Shift {
    let least = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = |values: &[f64]| values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (from, to) = (least(x) - most(y), most(x) - least(y));
    let root = |level: f64| brent::crossing(|d| z(x, y, d) - level, from, to);
    Shift { low: root(QUANTILE), estimate: root(0.0), high: root(-QUANTILE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hollander and Wolfe (1973), table 4.1, as in R's example of `wilcox.test`: permeability at two ages.
    const TERM: [f64; 10] = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const EARLIER: [f64; 5] = [1.15, 0.88, 0.90, 0.74, 1.21];
    /// With ties inside and between the samples.
    const SLOW: [f64; 8] = [12.0, 15.0, 11.0, 18.0, 14.0, 16.0, 13.0, 17.0];
    const QUICK: [f64; 8] = [10.0, 9.0, 12.0, 11.0, 8.0, 10.0, 13.0, 9.0];

    #[test]
    fn z_is_that_of_scipy() {
        // scipy 1.17.1: norm.isf(mannwhitneyu(x, y, use_continuity=True, alternative='greater', method='asymptotic').pvalue). The
        // first by hand: W = 35, D = 35 - 50/2 = 10, sigma^2 = 50 * 16 / 12, (10 - 0.5) / 8.16497.
        for (x, y, expected) in [
            (&TERM[..], &EARLIER[..], 1.163_507_627_822_01),
            (&SLOW, &QUICK, 2.846_049_894_151_542),
            (&QUICK, &SLOW, -2.846_049_894_151_542),
        ] {
            assert!((z(x, y, 0.0) - expected).abs() < 1e-9, "{}", z(x, y, 0.0));
        }
        // The same on both sides: D = 0. All tied: no variance.
        assert_eq!(z(&SLOW, &SLOW, 0.0), 0.0);
        assert_eq!(z(&[5.0, 5.0], &[5.0], 0.0), 0.0);
    }

    #[test]
    fn intervals_end_where_the_rank_sum_jumps() {
        // z changes only where x - d meets a y, so each end is one of the differences: found by trying all of them with
        // scipy's `rankdata`. The estimate of the first lies where z = 0 from 0.30 to 0.37 (R's exact one is 0.305).
        for (x, y, low, estimate, high) in [
            (&TERM[..], &EARLIER[..], -0.32, 0.30..=0.37, 0.99),
            (&SLOW, &QUICK, 1.0, 4.0..=4.0, 7.0),
            (
                &[110.0, 120.0, 115.0, 130.0, 125.0, 118.0, 122.0, 127.0, 119.0, 121.0],
                &[100.0, 101.0, 99.0, 102.0, 98.0, 103.0, 97.0, 100.0, 101.0, 99.0],
                16.0,
                21.0..=21.0,
                26.0,
            ),
        ] {
            let found = shift(x, y);
            let near = |found: f64, from: f64, to: f64| found > from - 3e-4 && found < to + 3e-4;
            assert!(near(found.low, low, low) && near(found.high, high, high), "{found:?}");
            assert!(near(found.estimate, *estimate.start(), *estimate.end()), "{found:?}");
        }
    }

    #[test]
    fn few_values_reach_the_ends() {
        // Two of each: |z| is at most (2 - 0.5) / sqrt(4 * 5 / 12) = 1.16, which is never 2.33.
        let found = shift(&[10.0, 11.0], &[1.0, 2.0]);
        assert_eq!((found.low, found.high), (8.0, 10.0));
    }
}
