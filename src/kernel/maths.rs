//! What the request path computes most often, in the form that is quick on every machine and gives the same bytes everywhere.

/// `log2 e`.
const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// `ln 2` in two parts. The first has 21 bits of zeros at its end, so that its product with a whole number below 2^11 is exact.
const LN_2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
const LN_2_LOW: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);
/// Added and taken away again, it rounds to a whole number, which then stands in the lowest bits of the sum.
const ROUNDS: f64 = 6_755_399_441_055_744.0;
/// Bits of the mantissa.
const MANTISSA: u32 = 52;
/// Beyond, the result would not be a normal number.
const LIMIT: f64 = 700.0;
/// Coefficients of Taylor's series, `1 / k!` from k = 2 on.
const TAYLOR: [f64; 12] = [
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];

/// `e^x`, within two units in the last place.
///
/// `x = n ln 2 + r` with whole n and `|r| <= ln 2 / 2`, so `e^x = 2^n e^r`; the series for `e^r` up to `r^13` leaves out less
/// than 2^-57. Its terms are added in pairs (Estrin's scheme), which do not wait for each other.
#[inline]
#[must_use]
pub fn exp(x: f64) -> f64 {
    let within = x.abs() < LIMIT;
    if within { exp_within(x) } else { libm::exp(x) }
}

/// [`exp`] of all of them. Those of several are computed side by side.
pub fn exp_all(values: &mut [f64]) {
    let mut within = true;
    for x in values.iter() {
        within &= x.abs() < LIMIT;
    }
    if !within {
        return values.iter_mut().for_each(|x| *x = exp(*x));
    }
    for x in values {
        *x = exp_within(*x);
    }
}

#[inline(always)]
fn exp_within(x: f64) -> f64 {
    let shifted = x * LOG2_E + ROUNDS;
    let n = shifted - ROUNDS;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    let (r2, t) = (r * r, &TAYLOR);
    let r4 = r2 * r2;
    let low = (t[0] + t[1] * r) + (t[2] + t[3] * r) * r2;
    let middle = (t[4] + t[5] * r) + (t[6] + t[7] * r) * r2;
    let high = (t[8] + t[9] * r) + (t[10] + t[11] * r) * r2;
    let rest = low + (middle + high * r4) * r4;
    let power = 1.0 + (r + r2 * rest);
    f64::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << MANTISSA))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Stream;
    use crate::kernel::rng::Purpose;

    #[test]
    fn it_is_the_exponential_function() {
        let mut stream = Stream::new(1, Purpose::Work);
        let near = (0..100_000).map(|_| 4.0 * stream.unit() - 2.0).collect::<Vec<_>>();
        let far = (0..100_000).map(|_| 1_399.0 * stream.unit() - 699.5);
        for x in near.into_iter().chain(far).chain([0.0, -0.0, 1.0, 699.999, -699.999, 1e-300]) {
            let (ours, exact) = (exp(x), libm::exp(x));
            let apart = (ours.to_bits() as i64 - exact.to_bits() as i64).abs();
            assert!(apart <= 2, "e^{x} is {exact}, not {ours}: {apart} apart");
        }
    }

    #[test]
    fn that_of_many_is_that_of_each() {
        for beyond in [1.0, 701.0] {
            let mut values: Vec<f64> = (0..100).map(|i| f64::from(i) * 0.37 - 18.0).chain([beyond]).collect();
            let each: Vec<f64> = values.iter().map(|x| exp(*x)).collect();
            exp_all(&mut values);
            assert_eq!(values, each);
        }
    }

    #[test]
    fn beyond_its_range_it_is_the_library_s() {
        assert_eq!([exp(700.0), exp(1_000.0), exp(-1_000.0)], [libm::exp(700.0), f64::INFINITY, 0.0]);
        assert!(exp(f64::NAN).is_nan());
    }
}
