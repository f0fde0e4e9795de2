//! Exponential and normal variates by the ziggurat method (Marsaglia and Tsang, 2000), 256 layers each.
//!
//! Tables come from `libm`, never from the platform's maths, so that every machine draws the same values.

use super::rng::Stream;

const LAYERS: usize = 256;
/// 2^53: the layer test works on 53-bit integers.
const SCALE: f64 = 9_007_199_254_740_992.0;

/// What nearly every draw needs, side by side.
#[derive(Clone, Copy, Debug, Default)]
struct Layer {
    /// A 53-bit draw below this is inside the layer's rectangle for certain.
    inside: u64,
    /// Turns a 53-bit draw into a position in the layer.
    width: f64,
}

/// Layers of equal area under a decreasing density on [0, infinity).
#[derive(Clone, Debug)]
struct Layers {
    layers: [Layer; LAYERS],
    /// The density at each layer's edge.
    density: [f64; LAYERS + 1],
    /// Where the tail begins.
    tail: f64,
}

impl Layers {
    /// `tail` and `area` are the method's published constants for 256 layers of the density `f` with inverse `inverse`.
    fn new(tail: f64, area: f64, f: fn(f64) -> f64, inverse: fn(f64) -> f64) -> Layers {
        let mut edge = [0.0; LAYERS + 1];
        edge[0] = area / f(tail);
        edge[1] = tail;
        for i in 2..LAYERS {
            edge[i] = inverse(area / edge[i - 1] + f(edge[i - 1]));
        }
        let mut layers = Layers { layers: [Layer::default(); LAYERS], density: [0.0; LAYERS + 1], tail };
        for i in 0..LAYERS {
            layers.layers[i] = Layer { inside: (edge[i + 1] / edge[i] * SCALE) as u64, width: edge[i] / SCALE };
        }
        for (density, edge) in layers.density.iter_mut().zip(edge) {
            *density = f(edge);
        }
        layers
    }

    /// One draw: which layer, where in it, and whether the point is certainly under the density.
    #[inline(always)]
    fn throw(&self, bits: u64) -> (usize, f64, bool) {
        let layer = (bits & 0xFF) as usize;
        let position = bits >> 11;
        let Layer { inside, width } = self.layers[layer];
        // By way of i64, for which processors have one instruction; the 53 bits are the same.
        (layer, position as i64 as f64 * width, position < inside)
    }

    /// Whether a point in the rim of `layer` at `x` lies under the density `f(x)`.
    fn under(&self, layer: usize, fx: f64, stream: &mut Stream) -> bool {
        let (low, high) = (self.density[layer], self.density[layer + 1]);
        low + (high - low) * stream.unit() < fx
    }
}

/// Takes down what is drawn for many requests. No function that is handed on: where code shall be small, that would be called
/// for each of them.
pub trait Taker {
    /// The variate number `i` of them.
    fn take(&mut self, i: usize, variate: f64);
}

/// The bit that says on which side of 0 a normal variate lies: neither the layer nor the place in it use it.
const SIDE: u64 = 0x100;

/// `x`, which is not negative, on the side of 0 that these bits say.
// Not a choice between two values: half of the time the processor would foresee the wrong one.
#[inline]
fn on_its_side(x: f64, bits: u64) -> f64 {
    f64::from_bits(x.to_bits() | (bits & SIDE) << (63 - SIDE.trailing_zeros()))
}

/// The samplers; the tables take about 12 KB, so make them once a run.
#[derive(Clone, Debug)]
pub struct Ziggurat {
    exponential: Layers,
    normal: Layers,
}

impl Default for Ziggurat {
    fn default() -> Self {
        Ziggurat::new()
    }
}

impl Ziggurat {
    /// Builds both tables.
    #[must_use]
    pub fn new() -> Ziggurat {
        Ziggurat {
            exponential: Layers::new(
                7.697_117_470_131_05,
                0.003_949_659_822_581_557,
                |x| libm::exp(-x),
                |y| -libm::log(y),
            ),
            normal: Layers::new(
                3.654_152_885_361_009,
                0.004_928_673_233_974_655,
                |x| libm::exp(-0.5 * x * x),
                |y| libm::sqrt(-2.0 * libm::log(y)),
            ),
        }
    }

    /// The exponential variate with mean 1 that these random bits stand for; few need `more` of them.
    #[inline]
    pub fn exponential_of(&self, bits: u64, more: impl FnOnce() -> Stream) -> f64 {
        let (layer, x, inside) = self.exponential.throw(bits);
        if inside { x } else { self.exponential_rim(layer, x, more()).0 }
    }

    /// So many exponential variates with mean 1, as one after the other with [`Ziggurat::exponential`].
    #[inline(always)]
    pub fn exponentials(&self, stream: &mut Stream, count: usize, taker: &mut impl Taker) {
        let mut taken = 0;
        while taken < count {
            // Nothing leaves this loop but its end, so that the generator's state stays in registers.
            let (mut own, mut rim) = (stream.clone(), None);
            while taken < count {
                let (layer, x, inside) = self.exponential.throw(own.bits());
                if !inside {
                    rim = Some((layer, x));
                    break;
                }
                taker.take(taken, x);
                taken += 1;
            }
            *stream = own;
            if let Some((layer, x)) = rim {
                let (x, after) = self.exponential_rim(layer, x, stream.clone());
                *stream = after;
                taker.take(taken, x);
                taken += 1;
            }
        }
    }

    /// An exponential variate with mean 1.
    #[inline(always)]
    pub fn exponential(&self, stream: &mut Stream) -> f64 {
        let (layer, x, inside) = self.exponential.throw(stream.bits());
        if inside {
            return x;
        }
        // The stream goes by value, so that in a loop of draws its state can stay in registers.
        let (x, after) = self.exponential_rim(layer, x, stream.clone());
        *stream = after;
        x
    }

    #[cold]
    #[inline(never)]
    fn exponential_rim(&self, mut layer: usize, mut x: f64, mut stream: Stream) -> (f64, Stream) {
        loop {
            if layer == 0 {
                // Memoryless: the tail is the same law, further out. 1 - u is in (0, 1].
                return (self.exponential.tail - libm::log(1.0 - stream.unit()), stream);
            }
            if self.exponential.under(layer, libm::exp(-x), &mut stream) {
                return (x, stream);
            }
            let inside;
            (layer, x, inside) = self.exponential.throw(stream.bits());
            if inside {
                return (x, stream);
            }
        }
    }

    /// The normal variate with mean 0 and standard deviation 1 that these random bits stand for; few need `more` of them.
    #[inline]
    pub fn normal_of(&self, bits: u64, more: impl FnOnce() -> Stream) -> f64 {
        let (_, x, inside) = self.normal.throw(bits);
        if inside { on_its_side(x, bits) } else { self.normal_rim(bits, &mut more()) }
    }

    /// A normal variate with mean 0 and standard deviation 1.
    #[inline]
    pub fn normal(&self, stream: &mut Stream) -> f64 {
        let bits = stream.bits();
        let (_, x, inside) = self.normal.throw(bits);
        if inside { on_its_side(x, bits) } else { self.normal_rim(bits, stream) }
    }

    #[cold]
    #[inline(never)]
    fn normal_rim(&self, mut bits: u64, stream: &mut Stream) -> f64 {
        loop {
            let (layer, x, inside) = self.normal.throw(bits);
            if inside {
                return on_its_side(x, bits);
            }
            if layer == 0 {
                return on_its_side(self.normal_tail(stream), bits);
            }
            if self.normal.under(layer, libm::exp(-0.5 * x * x), stream) {
                return on_its_side(x, bits);
            }
            bits = stream.bits();
        }
    }

    /// Beyond the last layer, by rejection from an exponential (Marsaglia, 1964).
    #[cold]
    fn normal_tail(&self, stream: &mut Stream) -> f64 {
        let tail = self.normal.tail;
        loop {
            let x = -libm::log(1.0 - stream.unit()) / tail;
            let y = -libm::log(1.0 - stream.unit());
            if y + y > x * x {
                return tail + x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::Purpose;

    const DRAWS: usize = 400_000;

    fn share(values: &[f64], inside: impl Fn(f64) -> bool) -> f64 {
        values.iter().filter(|&&x| inside(x)).count() as f64 / values.len() as f64
    }

    /// Four standard deviations of an observed share around the true one.
    fn assert_share(observed: f64, expected: f64) {
        let tolerance = 4.0 * (expected * (1.0 - expected) / DRAWS as f64).sqrt();
        assert!((observed - expected).abs() < tolerance, "{observed} is not {expected} within {tolerance}");
    }

    #[test]
    fn exponential_has_its_distribution_function() {
        let (ziggurat, mut stream) = (Ziggurat::new(), Stream::new(3, Purpose::Work));
        let draws: Vec<f64> = (0..DRAWS).map(|_| ziggurat.exponential(&mut stream)).collect();
        for x in [0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 8.0, 9.0] {
            assert_share(share(&draws, |d| d > x), libm::exp(-x));
        }
    }

    #[test]
    fn normal_has_its_distribution_function() {
        let (ziggurat, mut stream) = (Ziggurat::new(), Stream::new(3, Purpose::Work));
        let draws: Vec<f64> = (0..DRAWS).map(|_| ziggurat.normal(&mut stream)).collect();
        for x in [-3.7, -2.0, -0.5, 0.0, 0.1, 1.0, 2.5, 3.7] {
            assert_share(share(&draws, |d| d < x), 0.5 * libm::erfc(-x / libm::sqrt(2.0)));
        }
    }
}
