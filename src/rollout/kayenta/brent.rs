//! Where a function crosses zero: R. P. Brent, "Algorithms for Minimization without Derivatives" (1973), chapter 4.

/// The search ends when the crossing is known to this, whatever its size: Kayenta's own tolerance.
const TOLERANCE: f64 = 1e-4;
/// Rounding of the place itself, relative to it.
const ROUNDING: f64 = 1e-14;

/// A place at which `f`, which falls from `low` to `high`, crosses zero: `low` if it is not above zero even there, `high` if it is
/// not below even there. The middle is tried first.
pub fn crossing(f: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let (at_low, at_high) = (f(low), f(high));
    if at_low <= 0.0 {
        return low;
    }
    if at_high >= 0.0 {
        return high;
    }
    let middle = low + (high - low) / 2.0;
    match f(middle) {
        0.0 => middle,
        at_middle if at_middle < 0.0 => search(f, (low, at_low), (middle, at_middle)),
        at_middle => search(f, (middle, at_middle), (high, at_high)),
    }
}

/// A place and the value there.
type Point = (f64, f64);

/// Brent's method between two points of different signs: by interpolation where that gets on, else by halves.
fn search(f: impl Fn(f64) -> f64, first: Point, second: Point) -> f64 {
    // The best place, the one before it, and one with the other sign.
    let (mut best, mut before, mut across) = (second, first, first);
    let mut step = second.0 - first.0;
    let mut step_before = step;
    loop {
        if across.1.abs() < best.1.abs() {
            (before, best, across) = (best, across, best);
        }
        let tolerance = 2.0 * ROUNDING * best.0.abs() + TOLERANCE;
        let half = (across.0 - best.0) / 2.0;
        if half.abs() <= tolerance || best.1 == 0.0 {
            return best.0;
        }
        let guess = (step_before.abs() >= tolerance && before.1.abs() > best.1.abs())
            .then(|| interpolated(best, before, across, half))
            .filter(|guess| is_short(*guess, half, tolerance, step_before));
        (step_before, step) = match guess {
            Some(guess) => (step, guess),
            None => (half, half),
        };
        before = best;
        best.0 += if step.abs() > tolerance { step } else { tolerance.copysign(half) };
        best.1 = f(best.0);
        if (best.1 > 0.0) == (across.1 > 0.0) {
            across = before;
            step = best.0 - before.0;
            step_before = step;
        }
    }
}

/// The step to the zero of the line through two points, or of the inverse parabola through three.
fn interpolated(best: Point, before: Point, across: Point, half: f64) -> f64 {
    let s = best.1 / before.1;
    if before.0 == across.0 {
        return -(2.0 * half * s) / (s - 1.0);
    }
    let (q, r) = (before.1 / across.1, best.1 / across.1);
    let p = s * (2.0 * half * q * (q - r) - (best.0 - before.0) * (r - 1.0));
    -p / ((q - 1.0) * (r - 1.0) * (s - 1.0))
}

/// Whether a step stays well inside the bracket and is less than half of the one before the last.
fn is_short(step: f64, half: f64, tolerance: f64, step_before: f64) -> bool {
    let inside = step * half >= 0.0 && step.abs() < 1.5 * half.abs() - tolerance;
    inside && step.abs() < (step_before / 2.0).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossings_are_found_to_the_tolerance() {
        // 2 - x^3 crosses at the cube root of 2 = 1.259921.
        assert!((crossing(|x| 2.0 - x * x * x, 0.0, 4.0) - 1.259_921).abs() < 2e-4);
        // A step function jumps over zero at 0.3.
        assert!((crossing(|x| if x < 0.3 { 2.0 } else { -5.0 }, -7.0, 9.0) - 0.3).abs() < 2e-4);
        // The middle is a zero.
        assert_eq!(crossing(|x| -x, -1.0, 1.0), 0.0);
    }

    #[test]
    fn without_a_crossing_an_end_is_taken() {
        assert_eq!(crossing(|_| -1.0, 2.0, 3.0), 2.0);
        assert_eq!(crossing(|_| 1.0, 2.0, 3.0), 3.0);
    }
}
