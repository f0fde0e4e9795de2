//! The scale of an axis: from 0 in even steps, or by powers where the largest value is many times the smallest.

use libm::{log10, pow};

/// From so many times the smallest value on the largest one would leave no room to tell the others apart.
const FAR: f64 = 20.0;
/// What stands at the end of a decade is worth a tick; between them these multiples are, if decades are few.
const BETWEEN: [f64; 3] = [1.0, 2.0, 5.0];
/// With more decades than this only their ends have ticks.
const FEW_DECADES: f64 = 2.5;
/// What is left free on both sides of a scale by powers, in decades.
const SPARE: f64 = 0.25;
/// About so many even steps.
const STEPS: f64 = 4.0;

/// A scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scale {
    /// From 0 to this.
    Even(f64),
    /// By powers, between these logarithms to the base of ten.
    Powers(f64, f64),
}

impl Scale {
    /// One on which all of these have room; they are not negative.
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Scale {
        let (low, high) = values.fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        if low > 0.0 && high >= FAR * low {
            return Scale::Powers(log10(low) - SPARE, log10(high) + SPARE);
        }
        Scale::Even(if high > 0.0 { 1.1 * high } else { 1.0 })
    }

    /// Where a value stands, from 0 to 1.
    pub(super) fn place(self, value: f64) -> f64 {
        let place = match self {
            Scale::Even(high) => value / high,
            Scale::Powers(low, high) => (log10(value) - low) / (high - low),
        };
        place.clamp(0.0, 1.0)
    }

    /// Round values within it, rising.
    pub(super) fn ticks(self) -> Vec<f64> {
        match self {
            Scale::Even(high) => {
                let step = round_step(high / STEPS);
                (0..).map(|i| f64::from(i) * step).take_while(|tick| *tick <= high).collect()
            }
            Scale::Powers(low, high) => {
                let multiples = if high - low < FEW_DECADES { &BETWEEN[..] } else { &BETWEEN[..1] };
                let decades = (low.floor() as i32)..=(high.floor() as i32);
                let all = decades
                    .flat_map(|decade| multiples.iter().map(move |multiple| multiple * pow(10.0, f64::from(decade))));
                all.filter(|tick| (low..=high).contains(&log10(*tick))).collect()
            }
        }
    }
}

/// The next 1, 2 or 5 times a power of ten that is not below this.
fn round_step(least: f64) -> f64 {
    let decade = pow(10.0, log10(least).floor());
    let multiple = [1.0, 2.0, 5.0, 10.0].into_iter().find(|multiple| multiple * decade >= least * (1.0 - 1e-9));
    multiple.unwrap_or(10.0) * decade
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_alike_have_even_steps_from_nothing_on() {
        let scale = Scale::of([10.0, 13.0, 20.0].into_iter());
        assert_eq!((scale.place(0.0), scale.place(22.0)), (0.0, 1.0));
        assert_eq!(scale.ticks(), [0.0, 10.0, 20.0]);
        assert_eq!(Scale::of([0.0, 0.0144].into_iter()).ticks().len(), 4);
        // Nothing at all still is an axis.
        assert_eq!(Scale::of([0.0].into_iter()).ticks(), [0.0, 0.5, 1.0]);
    }

    #[test]
    fn values_far_apart_are_told_apart_by_powers() {
        let scale = Scale::of([118.0, 554.0, 6_269.0].into_iter());
        let [low, middle, high] = [118.0, 554.0, 6_269.0].map(|value| scale.place(value));
        assert!(0.0 < low && low + 0.2 < middle && middle + 0.2 < high && high < 1.0, "{low} {middle} {high}");
        assert_eq!(scale.ticks(), [100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0]);
        assert_eq!(Scale::of([3.0, 900_000.0].into_iter()).ticks(), [10.0, 100.0, 1e3, 1e4, 1e5, 1e6]);
    }
}
