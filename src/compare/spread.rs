//! What is said of a number that was measured in several independent runs.

use serde::{Deserialize, Serialize};

/// How a number is spread over several runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Runs in which there was such a number; the others say nothing here.
    pub runs: u32,
    /// The smallest value that half of the runs do not exceed.
    pub median: f64,
    /// The smallest one that 5 % of the runs do not exceed.
    pub p5: f64,
    /// The smallest one that 95 % of the runs do not exceed: nine of ten runs lie between these two.
    pub p95: f64,
    /// The mean.
    pub mean: f64,
    /// The interval that contains the mean of all possible runs with 95 % confidence; `None` of a single run.
    pub mean_ci95: Option<[f64; 2]>,
}

impl Spread {
    /// The spread of `values`, which are put in order; `None` if there are none.
    pub(super) fn of(values: &mut [f64]) -> Option<Spread> {
        let (mean, mean_ci95) = mean(values)?;
        values.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| values[((share * values.len() as f64).ceil() as usize).max(1) - 1];
        Some(Spread { runs: values.len() as u32, median: at(0.5), p5: at(0.05), p95: at(0.95), mean, mean_ci95 })
    }
}

/// The mean of independent values, and the interval that contains the true one with 95 % confidence: Student's (Law,
/// Simulation Modeling and Analysis, 5th edition, 4.5). It is exact for normal values and close for means of many others.
pub(super) fn mean(values: &[f64]) -> Option<(f64, Option<[f64; 2]>)> {
    if values.is_empty() {
        return None;
    }
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let interval = || {
        let freedom = values.len() - 1;
        let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / freedom as f64;
        let half = student_t(freedom) * (variance / count).sqrt();
        [mean - half, mean + half]
    };
    Some((mean, (values.len() > 1).then(interval)))
}

/// The value that Student's t with so many degrees of freedom, at least one, exceeds with a chance of 2.5 %.
fn student_t(freedom: usize) -> f64 {
    /// For 1, 2, … degrees of freedom, where the series below is not yet good.
    const FEW: [f64; 8] = [12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.30600];
    /// The same of the normal law.
    const Z: f64 = 1.959_963_984_540_054;
    if let Some(value) = FEW.get(freedom - 1) {
        return *value;
    }
    // Abramowitz and Stegun, 26.7.5.
    let (z2, over) = (Z * Z, 1.0 / freedom as f64);
    let first = Z * (z2 + 1.0) / 4.0;
    let second = Z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let third = Z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    Z + over * (first + over * (second + over * third))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn students_t_is_that_of_the_tables() {
        let table =
            [(1, 12.706), (4, 2.776), (8, 2.306), (9, 2.262), (10, 2.228), (30, 2.042), (99, 1.984), (999, 1.962)];
        for (freedom, table) in table {
            assert!((student_t(freedom) - table).abs() < 6e-4, "{freedom}: {}", student_t(freedom));
        }
        let rising: Vec<f64> = (1..200).rev().map(student_t).collect();
        assert!(rising.is_sorted());
    }

    #[test]
    fn a_spread_is_told_in_values_that_occurred() {
        let mut values: Vec<f64> = (1..=40).rev().map(f64::from).collect();
        let spread = Spread::of(&mut values).expect("values");
        assert_eq!((spread.runs, spread.median, spread.p5, spread.p95, spread.mean), (40, 20.0, 2.0, 38.0, 20.5));
        // The variance of 1 to 40 is 40 * 41 / 12, t with 39 degrees of freedom 2.0227.
        let half = 2.0227 * (41.0f64 / 12.0).sqrt();
        let [low, high] = spread.mean_ci95.expect("several values");
        assert!((low - (20.5 - half)).abs() < 1e-3 && (high - (20.5 + half)).abs() < 1e-3, "{low} {high}");

        let single = Spread::of(&mut [7.0]).expect("a value");
        assert_eq!((single.p5, single.median, single.p95, single.mean_ci95), (7.0, 7.0, 7.0, None));
        assert_eq!(Spread::of(&mut []), None);
    }
}
