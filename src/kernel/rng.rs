//! Named random streams: one per purpose, so that a lane that draws more for one purpose leaves the others untouched.

use rand::rand_core::utils;
use rand::{RngExt, TryRng};
use std::convert::Infallible;

/// What a stream's draws decide. Every request draws once from each of the exogenous streams, in order of arrival,
/// whatever the lane does with it: that is what makes lanes comparable (common random numbers).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Gaps between arrivals (exogenous).
    Arrivals,
    /// The work each request brings (exogenous).
    Work,
    /// Whether a version that may fail fails on this request (exogenous).
    Errors,
    /// Which cohort a request's user belongs to: decides the canary's share (exogenous).
    Cohort,
    /// The load balancer's own choices; differs between lanes, since their fleets do.
    Balancer,
    /// When bursts of traffic begin and end (exogenous).
    Bursts,
    /// Whose machine has a noisy neighbour, by instance.
    Neighbours,
    /// Which requests telemetry samples, by number.
    Sampling,
    /// Which scrapes fail.
    Scrapes,
    /// Whether a request calls the dependency and for how long (exogenous; one stream for each request).
    Dependency,
    /// Where a request's client is and which balancer and connection it uses, by the request's number (exogenous).
    Routing,
    /// When a process fails and how long its repair takes (exogenous; one stream for each process of each instance).
    Failures,
    /// How much later than planned a process's first checks come (exogenous; one stream for each process of each instance).
    Checks,
    /// What users do, by user and request: kind of request, work, think time, back-off, when they leave (exogenous).
    Users,
    /// In which region a user is, by user (exogenous).
    Regions,
    /// Who converts, by user and request (exogenous).
    Conversions,
    /// Which requests are copied to the candidate, and which instance a copy goes to, by the luck of the request (exogenous).
    Mirror,
}

/// 2^64 divided by the golden ratio: the odd step of a Weyl sequence, which visits every number once.
const WEYL: u64 = 0x9E37_79B9_7F4A_7C15;

/// A portable stream of random numbers: xoshiro256++ of Blackman and Vigna (2019), begun by SplitMix64, as in `rand`, with which
/// a test compares it. It is written out here since every request draws several times: a generator whose step is not part of the
/// loop has its state in memory, and each number waits for that. What is made of its numbers else is `rand`'s.
#[derive(Clone, Debug)]
pub struct Stream([u64; 4]);

impl Stream {
    /// The stream of `purpose` in the run with `seed`. Purposes are spread by a Weyl sequence; the generator's own
    /// seeding then mixes all bits.
    #[must_use]
    pub fn new(seed: u64, purpose: Purpose) -> Stream {
        let mixed = seed.wrapping_add(WEYL.wrapping_mul(purpose as u64 + 1));
        Stream::from_bits(mixed)
    }

    /// The stream of `purpose` that belongs to the thing with this number, such as an instance: what happens to one of
    /// them leaves the luck of the others as it is. Numbers are spread by a second odd constant (2^64 divided by the
    /// plastic number, of the R2 sequence).
    #[must_use]
    pub fn numbered(seed: u64, purpose: Purpose, number: impl Into<u64>) -> Stream {
        const SPREAD: u64 = 0xC13F_A9A9_02A6_328F;
        Stream::new(seed.wrapping_add(SPREAD.wrapping_mul(number.into().wrapping_add(1))), purpose)
    }

    /// The stream that these 64 random bits stand for.
    #[must_use]
    pub fn from_bits(bits: u64) -> Stream {
        Stream([0, 1, 2, 3].map(|i| Scatter(bits).bits(i)))
    }

    /// 64 random bits.
    #[inline(always)]
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.0;
        let bits = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = s[3].rotate_left(45);
        bits
    }

    /// Uniform in [0, 1), on a grid of 2^-53.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        self.random()
    }

    /// Uniform in 0..n without bias worth naming.
    #[inline]
    pub fn below(&mut self, n: usize) -> usize {
        below_from_bits((self.bits() >> 32) as u32, n)
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.bits() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || self.try_next_u64())
    }
}

/// Maps 32 random bits to 0..n by multiply and shift: the chances differ by less than n / 2^32.
#[inline]
#[must_use]
pub fn below_from_bits(bits: u32, n: usize) -> usize {
    ((u64::from(bits) * n as u64) >> 32) as usize
}

/// The grid of [0, 1) has so many places: 2^53, as many as a double tells apart.
pub const PLACES: u64 = 1 << 53;

/// Maps 64 random bits to [0, 1).
#[inline]
#[must_use]
pub fn unit_from_bits(bits: u64) -> f64 {
    // By way of i64, for which processors have one instruction; the 53 bits are the same.
    place_from_bits(bits) as i64 as f64 * (1.0 / PLACES as f64)
}

/// The place on the grid of [0, 1) that 64 random bits stand for. Whether it is below a share of [`PLACES`] is known sooner than
/// whether a double is below that share.
#[inline]
#[must_use]
fn place_from_bits(bits: u64) -> u64 {
    bits >> (u64::BITS - PLACES.trailing_zeros())
}

/// Random numbers by position instead of one after the other (SplitMix64 of Steele, Lea and Flood, 2014): what number
/// `n` is does not depend on which others were looked at, so only those that decide something need be made.
#[derive(Clone, Copy, Debug)]
pub struct Scatter(u64);

impl Scatter {
    /// The numbers of `purpose` in the run with `seed`.
    #[must_use]
    pub fn new(seed: u64, purpose: Purpose) -> Scatter {
        Scatter(Stream::new(seed, purpose).bits())
    }

    /// Numbers that nobody uses.
    pub const NONE: Scatter = Scatter(0);

    /// 64 random bits at a position.
    #[inline]
    #[must_use]
    pub fn bits(self, position: u64) -> u64 {
        let mut z = self.0.wrapping_add(WEYL.wrapping_mul(position.wrapping_add(1)));
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Numbers of their own at a position.
    #[inline]
    #[must_use]
    pub fn within(self, position: u64) -> Scatter {
        Scatter(self.bits(position))
    }

    /// Uniform in [0, 1) at a position, on a grid of 2^-53.
    #[inline]
    #[must_use]
    pub fn unit(self, position: u64) -> f64 {
        unit_from_bits(self.bits(position))
    }

    /// The place on that grid of the number at a position, below [`PLACES`].
    #[inline]
    #[must_use]
    pub fn place(self, position: u64) -> u64 {
        place_from_bits(self.bits(position))
    }
}

/// The streams of one run.
#[derive(Clone, Debug)]
pub struct Streams {
    /// Gaps between arrivals.
    pub arrivals: Stream,
    /// Work of each request.
    pub work: Stream,
    /// Luck of each request, by its number.
    pub errors: Scatter,
    /// Cohort of each request's user, by the request's number.
    pub cohort: Scatter,
    /// The load balancer's choices.
    pub balancer: Stream,
    /// What users do.
    pub users: Scatter,
    /// Which requests are copied, and where to.
    pub mirror: Scatter,
}

impl Streams {
    /// All streams of the run with `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Streams {
        Streams {
            arrivals: Stream::new(seed, Purpose::Arrivals),
            work: Stream::new(seed, Purpose::Work),
            errors: Scatter::new(seed, Purpose::Errors),
            cohort: Scatter::new(seed, Purpose::Cohort),
            balancer: Stream::new(seed, Purpose::Balancer),
            users: Scatter::new(seed, Purpose::Users),
            mirror: Scatter::new(seed, Purpose::Mirror),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand::{Rng, SeedableRng};

    #[test]
    fn streams_of_one_seed_differ_and_repeat() {
        let first = |purpose| Stream::new(7, purpose).bits();
        let all = [Purpose::Arrivals, Purpose::Work, Purpose::Errors, Purpose::Cohort, Purpose::Balancer].map(first);
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| a != b));
        }
        assert_eq!(first(Purpose::Work), first(Purpose::Work));
        assert_ne!(Stream::new(8, Purpose::Work).bits(), first(Purpose::Work));
        let numbered = |number: u32| Stream::numbered(7, Purpose::Dependency, number).bits();
        assert!(numbered(0) == numbered(0) && numbered(0) != numbered(1) && numbered(0) != first(Purpose::Dependency));
    }

    #[test]
    fn the_numbers_are_those_of_rand() {
        for seed in [0, 1, 7, 0xFEDC_BA98_7654_3210, u64::MAX] {
            let (mut ours, mut theirs) = (Stream::from_bits(seed), Xoshiro256PlusPlus::seed_from_u64(seed));
            assert!((0..1_000).all(|_| ours.bits() == theirs.next_u64()));
            assert!((0..1_000).all(|_| ours.unit() == unit_from_bits(theirs.next_u64())));
            let mut bytes = [[0; 19]; 2];
            ours.fill_bytes(&mut bytes[0]);
            theirs.fill_bytes(&mut bytes[1]);
            assert_eq!((bytes[0], ours.next_u32()), (bytes[1], theirs.next_u32()));
        }
    }

    #[test]
    fn units_stay_inside_and_average_a_half() {
        let mut stream = Stream::new(1, Purpose::Errors);
        let draws: Vec<f64> = (0..100_000).map(|_| stream.unit()).collect();
        assert!(draws.iter().all(|u| (0.0..1.0).contains(u)));
        // The mean of n uniforms has standard deviation sqrt(1 / 12 n) = 0.0009; four of them.
        assert!((draws.iter().sum::<f64>() / draws.len() as f64 - 0.5).abs() < 0.0037);
        assert!((0..1000).all(|_| stream.below(7) < 7));
    }

    #[test]
    fn scattered_numbers_are_uniform_and_uncorrelated_with_their_neighbours() {
        let scatter = Scatter::new(1, Purpose::Errors);
        let count = 100_000;
        let draws: Vec<f64> = (0..count).map(|n| scatter.unit(n) - 0.5).collect();
        assert!(draws.iter().all(|u| (-0.5..0.5).contains(u)));
        let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / count as f64;
        assert!(mean(&mut draws.iter().copied()).abs() < 0.0037);
        // The product of two independent ones has variance 1/144: four standard deviations of the mean.
        let products = draws.windows(2).map(|pair| pair[0] * pair[1]);
        assert!(mean(&mut products.into_iter()).abs() < 4.0 / 12.0 / (count as f64).sqrt());
    }
}
