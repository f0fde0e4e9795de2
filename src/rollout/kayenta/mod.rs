//! The judge of Kayenta (Spinnaker's canary analysis): each metric of the candidate is compared with that of a baseline, and what
//! passes makes up a score. Its rules in own words are in `docs/model.md`.

mod brent;
pub mod mann_whitney;
pub mod score;

pub use score::{Group, score};

/// Differences below this share of the estimate are put up with: Kayenta's tolerance is fixed.
const TOLERANCE: f64 = 0.25;
/// Samples that do not vary at all get this much, as a share of their value.
const NOISE: f64 = 1e-5;

/// How a metric of the candidate stands to the baseline's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Not worse.
    Pass,
    /// Clearly higher.
    High,
    /// Clearly lower.
    Low,
    /// One of the two has no values.
    Nodata,
}

/// In which direction a metric gets worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Higher is worse.
    Increase,
    /// Lower is worse.
    Decrease,
    /// Both are.
    Either,
}

/// What is put up with in a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// What is worse.
    pub direction: Direction,
    /// Effect (ratio of the means, candidate to baseline) from which an increase counts; at least 1.
    pub allowed_increase: f64,
    /// Effect up to which a decrease counts; at most 1.
    pub allowed_decrease: f64,
}

/// Compares the values `candidate` of a metric with the values `baseline`; missing ones are left out by the caller.
#[must_use]
pub fn classify(candidate: &[f64], baseline: &[f64], rules: Rules) -> Class {
    if candidate.is_empty() || baseline.is_empty() {
        return Class::Nodata;
    }
    let constant = |values: &[f64]| values.iter().all(|value| *value == values[0]);
    let both_constant = constant(candidate) && constant(baseline);
    if candidate == baseline || (both_constant && candidate[0] == baseline[0]) {
        return Class::Pass;
    }
    let shift = if both_constant {
        mann_whitney::shift(&spread(candidate), &spread(baseline))
    } else {
        mann_whitney::shift(candidate, baseline)
    };
    let allowed = TOLERANCE * shift.estimate.abs();
    let effect = effect(candidate, baseline);
    let is_high = shift.low > allowed && effect.is_none_or(|effect| effect >= rules.allowed_increase);
    let is_low = shift.high < -allowed && effect.is_none_or(|effect| effect <= rules.allowed_decrease);
    if is_high && rules.direction != Direction::Decrease {
        Class::High
    } else if is_low && rules.direction != Direction::Increase {
        Class::Low
    } else {
        Class::Pass
    }
}

/// The ratio of the means; `None` if one of them is 0.
#[must_use]
pub fn effect(candidate: &[f64], baseline: &[f64]) -> Option<f64> {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (candidate, baseline) = (mean(candidate), mean(baseline));
    (candidate != 0.0 && baseline != 0.0).then_some(candidate / baseline)
}

/// A constant sample, spread evenly over as much noise as Kayenta draws for it.
fn spread(values: &[f64]) -> Vec<f64> {
    let (count, value) = (values.len() as f64, values[0]);
    let place = |i: usize| (2 * i + 1) as f64 / count - 1.0;
    (0..values.len()).map(|i| value + NOISE * value.abs() * place(i)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Class::{High, Low, Nodata, Pass};

    const INCREASE: Rules = Rules { direction: Direction::Increase, allowed_increase: 1.0, allowed_decrease: 1.0 };
    const EITHER: Rules = Rules { direction: Direction::Either, ..INCREASE };
    const DECREASE: Rules = Rules { direction: Direction::Decrease, ..INCREASE };
    const SLOW: [f64; 8] = [12.0, 15.0, 11.0, 18.0, 14.0, 16.0, 13.0, 17.0];
    const QUICK: [f64; 8] = [10.0, 9.0, 12.0, 11.0, 8.0, 10.0, 13.0, 9.0];

    #[test]
    fn a_metric_is_high_low_or_passes() {
        // SLOW less QUICK: 1 to 7, estimate 4; the tolerance is 0.25 * 4 = 1, and 1 is not above it.
        assert_eq!(classify(&SLOW, &QUICK, EITHER), Pass);
        // Two more of the same: 3 to 9, estimate 6, tolerance 1.5.
        let slower = SLOW.map(|value| value + 2.0);
        for (candidate, baseline, rules, expected) in [
            (slower, QUICK, EITHER, High),
            (slower, QUICK, INCREASE, High),
            (slower, QUICK, DECREASE, Pass),
            (QUICK, slower, EITHER, Low),
            (QUICK, slower, DECREASE, Low),
            (QUICK, slower, INCREASE, Pass),
            // Means 16.5 and 10.25: an effect of 1.61.
            (slower, QUICK, Rules { allowed_increase: 1.61, ..INCREASE }, Pass),
            (slower, QUICK, Rules { allowed_increase: 1.6, ..INCREASE }, High),
            (QUICK, slower, Rules { allowed_decrease: 0.6, ..DECREASE }, Pass),
        ] {
            assert_eq!(classify(&candidate, &baseline, rules), expected, "{candidate:?} {rules:?}");
        }
    }

    #[test]
    fn empty_equal_and_constant_samples_have_their_own_rules() {
        assert_eq!(classify(&[], &QUICK, EITHER), Nodata);
        assert_eq!(classify(&SLOW, &[], EITHER), Nodata);
        assert_eq!(classify(&SLOW, &SLOW, EITHER), Pass);
        assert_eq!(classify(&[3.0; 5], &[3.0; 9], EITHER), Pass);
        // Both constant but different: with the noise the difference is 1 within 0.00008, far above a quarter of it.
        assert_eq!(classify(&[4.0; 9], &[3.0; 9], EITHER), High);
        assert_eq!(classify(&[0.0; 9], &[3.0; 9], EITHER), Low);
        // No effect where a mean is 0: it is not asked.
        assert_eq!(effect(&[0.0], &[3.0]), None);
        assert_eq!(classify(&[3.0; 9], &[0.0; 9], Rules { allowed_increase: 9.0, ..INCREASE }), High);
    }
}
