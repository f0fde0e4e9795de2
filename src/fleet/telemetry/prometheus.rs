//! Prometheus' arithmetic on scraped counters: `rate()` and `histogram_quantile()`.
//!
//! Both follow its documentation ("Query functions") and, where that is short, its implementation (`promql/functions.go`,
//! `extrapolatedRate`; `promql/quantile.go`, `BucketQuantile`; version 3).

/// Two neighbouring buckets that differ by less than this share of their sum are the same: the difference is rounding.
const ROUNDING: f64 = 1e-12;

/// A counter's growth per second over the window that begins after `from` and ends with `to`, s, from its samples in it:
/// (moment in s, value), in order. `None` with fewer than two.
///
/// A value below the one before it is a reset: the counter began again at 0. The growth between the first and the last
/// sample is extrapolated to the bounds of the window where they are near, that is, less than 1.1 average distances
/// between samples away; else only by half an average distance, as the counter may not have been there earlier or later.
/// And never back to where the counter would have been below 0.
pub(super) fn rate(samples: &[(f64, f64)], from: f64, to: f64) -> Option<f64> {
    let [first, .., last] = samples else { return None };
    let resets = samples.windows(2).filter(|pair| pair[1].1 < pair[0].1).map(|pair| pair[0].1);
    let growth = last.1 - first.1 + resets.sum::<f64>();
    let covered = last.0 - first.0;
    let distance = covered / (samples.len() - 1) as f64;
    let reach = |gap: f64| if gap >= distance * 1.1 { distance / 2.0 } else { gap };
    let mut before = reach(first.0 - from);
    if growth > 0.0 {
        before = before.min(covered * (first.1 / growth));
    }
    Some(growth * ((covered + before + reach(to - last.0)) / covered) / (to - from))
}

/// The value below which a share `q` of what a histogram has counted lies. Each bucket holds what is not above its bound,
/// so counts do not fall; the last one has no bound. Inside a bucket values are taken to be spread evenly.
///
/// NaN without counts; the last bound for what lies beyond it; the first bucket begins at 0, and is taken at its bound
/// if that is not above 0; below `q = 0` minus and above 1 plus infinity.
pub(super) fn histogram_quantile(q: f64, bounds: &[f64], buckets: &[f64]) -> f64 {
    let counts = rising(buckets);
    let (Some(highest), Some(total)) = (bounds.last(), counts.last()) else { return f64::NAN };
    if q.is_nan() || *total == 0.0 {
        return f64::NAN;
    }
    if !(0.0..=1.0).contains(&q) {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let rank = q * total;
    let bucket = counts.partition_point(|count| *count < rank);
    let Some(bound) = bounds.get(bucket) else { return *highest };
    let (low, below) = match bucket.checked_sub(1) {
        Some(before) => (bounds[before], counts[before]),
        None if *bound <= 0.0 => return *bound,
        None => (0.0, 0.0),
    };
    low + (bound - low) * (rank - below) / (counts[bucket] - below)
}

/// Sums of rates fall by rounding where they must not: a bucket has at least as much as the one before.
fn rising(buckets: &[f64]) -> Vec<f64> {
    let mut before = 0.0;
    let mut rise = |count: &f64| {
        if *count > before && (before == 0.0 || (count - before) / (count + before) >= ROUNDING) {
            before = *count;
        }
        before
    };
    buckets.iter().map(&mut rise).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Within rounding of each other, or both NaN.
    fn same(found: f64, expected: f64) -> bool {
        found == expected || (found.is_nan() && expected.is_nan()) || (found - expected).abs() < 1e-9
    }

    #[test]
    fn rate_extrapolates_as_prometheus_does() {
        let inf = f64::INFINITY;
        for (name, samples, expected) in [
            ("none", &[][..], inf),
            ("one", &[(50.0, 10.0)], inf),
            // 60 in 40 s; 10 s to each bound, as far as between samples: all the way. 60 * 60 / 40 over 60 s.
            ("to both bounds", &[(10.0, 90.0), (20.0, 100.0), (30.0, 110.0), (40.0, 130.0), (50.0, 150.0)], 1.5),
            // A threshold of 11 s: 10.9 is near, 11.1 is not and counts half of 10.
            ("near", &[(10.9, 90.0), (20.9, 100.0)], 10.0 * (10.0 + 10.9 + 5.0) / 10.0 / 60.0),
            ("not near", &[(11.1, 90.0), (21.1, 100.0)], 10.0 * (10.0 + 5.0 + 5.0) / 10.0 / 60.0),
            // It would have been 0 two seconds before its first sample.
            ("from zero", &[(10.0, 2.0), (20.0, 12.0), (60.0, 52.0)], 50.0 * 52.0 / 50.0 / 60.0),
            // A new series whose first sample is 0 is not extrapolated to the past.
            ("new", &[(30.0, 0.0), (40.0, 10.0), (50.0, 20.0), (60.0, 30.0)], 30.0 / 60.0),
            // 100, 110, restart, 5, 15: 10 + 5 + 10.
            ("reset", &[(0.0, 100.0), (20.0, 110.0), (40.0, 5.0), (60.0, 15.0)], 25.0 / 60.0),
            // 10 down to 10 is no reset; it stood still.
            ("still", &[(0.0, 10.0), (30.0, 10.0), (60.0, 10.0)], 0.0),
            // A scrape is missing: the average distance is larger.
            ("missing", &[(15.0, 100.0), (45.0, 130.0)], 1.0),
        ] {
            let found = rate(samples, 0.0, 60.0).unwrap_or(inf);
            assert!(same(found, expected), "{name}: {found} for {expected}");
        }
    }

    #[test]
    fn quantiles_follow_the_documented_rules() {
        let bounds = [0.1, 0.2, 0.4];
        for (name, q, buckets, expected) in [
            // "If b has 0 observations, NaN is returned. For phi < 0, -Inf; for phi > 1, +Inf; for phi = NaN, NaN."
            ("nothing", 0.5, [0.0; 4], f64::NAN),
            ("below", -0.1, [1.0; 4], f64::NEG_INFINITY),
            ("above", 1.1, [1.0; 4], f64::INFINITY),
            ("no share", f64::NAN, [1.0; 4], f64::NAN),
            // "The lower limit of the lowest bucket is assumed to be 0 if its upper bound is greater than 0."
            ("first", 0.5, [10.0, 10.0, 10.0, 10.0], 0.05),
            ("least", 0.0, [10.0, 10.0, 10.0, 10.0], 0.0),
            // Linear inside: rank 6 of 2..10 in (0.1, 0.2].
            ("inside", 0.6, [2.0, 10.0, 10.0, 10.0], 0.15),
            ("at a bound", 0.2, [2.0, 10.0, 10.0, 10.0], 0.1),
            ("beyond an empty one", 0.9, [2.0, 2.0, 10.0, 10.0], 0.2 + 0.2 * 7.0 / 8.0),
            // "If a quantile is located in the highest bucket, the upper bound of the second highest is returned."
            ("highest", 0.99, [2.0, 5.0, 9.0, 10.0], 0.4),
            ("just not highest", 0.9, [2.0, 5.0, 9.0, 10.0], 0.4),
            // Not rising: taken as 5, 5, 10, 10.
            ("falling", 0.75, [5.0, 4.0, 10.0, 8.0], 0.3),
            // A rise by rounding is none.
            ("rounding", 0.5, [5.0, 5.0 + 1e-12, 10.0, 10.0 + 1e-12], 0.1),
        ] {
            let found = histogram_quantile(q, &bounds, &buckets);
            assert!(same(found, expected), "{name}: {found} for {expected}");
        }
        // "Otherwise, the upper bound of the lowest bucket is returned for quantiles located in it."
        assert_eq!(histogram_quantile(0.5, &[0.0, 1.0], &[10.0, 10.0, 10.0]), 0.0);
        // "If b contains fewer than two buckets, NaN is returned."
        assert!(histogram_quantile(0.5, &[], &[10.0]).is_nan());
    }

    #[test]
    fn what_differs_by_rounding_is_the_same() {
        assert_eq!(rising(&[3.0, 3.0 - 1e-13, 3.0 + 1e-13, 4.0, 2.0]), [3.0, 3.0, 3.0, 4.0, 4.0]);
        assert_eq!(rising(&[0.0, 1e-13, 1.0]), [0.0, 1e-13, 1.0]);
    }
}
