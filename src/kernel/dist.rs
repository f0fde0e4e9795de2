//! Laws of service time.

use super::maths;
use super::rng::Stream;
use super::ziggurat::{Taker, Ziggurat};

/// The 99th percentile of the standard normal law.
pub const NORMAL_P99: f64 = 2.326_347_874_040_841;

/// How long the work of a request takes on one worker, before the version's and the instance's own factors.
#[derive(Clone, Debug, PartialEq)]
pub enum ServiceLaw {
    /// Always the same.
    Constant {
        /// Service time, s.
        seconds: f64,
    },
    /// Memoryless.
    Exponential {
        /// Mean service time, s.
        mean: f64,
    },
    /// exp(mu + sigma Z) with Z standard normal.
    LogNormal {
        /// Logarithm of the median in seconds.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Between constant and far more spread than exponential, by one number.
    Gamma(Gamma),
    /// A heavy tail that ends somewhere.
    BoundedPareto(BoundedPareto),
    /// As it was measured.
    Empirical(Empirical),
}

/// Takes down the variates times their mean.
struct Scaled<'a, T> {
    mean: f64,
    taker: &'a mut T,
}

impl<T: Taker> Taker for Scaled<'_, T> {
    #[inline(always)]
    fn take(&mut self, i: usize, variate: f64) {
        self.taker.take(i, self.mean * variate);
    }
}

impl ServiceLaw {
    /// The log-normal law with this median and 99th percentile, s: `mu = ln median`, `sigma = ln(p99 / median) / z(0.99)`.
    #[must_use]
    pub fn log_normal(median: f64, p99: f64) -> ServiceLaw {
        ServiceLaw::LogNormal { mu: libm::log(median), sigma: libm::log(p99 / median) / NORMAL_P99 }
    }

    /// Mean service time, s. For the log-normal law `exp(mu + sigma^2 / 2)`.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            ServiceLaw::Constant { seconds } => *seconds,
            ServiceLaw::Exponential { mean } => *mean,
            ServiceLaw::LogNormal { mu, sigma } => libm::exp(mu + 0.5 * sigma * sigma),
            ServiceLaw::Gamma(gamma) => gamma.mean(),
            ServiceLaw::BoundedPareto(pareto) => pareto.moment(1.0),
            ServiceLaw::Empirical(empirical) => empirical.mean(),
        }
    }

    /// The service time, s, that these random bits stand for, with `more` where they do not do.
    #[inline]
    pub fn draw_of(&self, ziggurat: &Ziggurat, bits: u64, more: impl FnOnce() -> Stream) -> f64 {
        match self {
            ServiceLaw::Constant { seconds } => *seconds,
            ServiceLaw::Exponential { mean } => mean * ziggurat.exponential_of(bits, more),
            ServiceLaw::LogNormal { mu, sigma } => maths::exp(mu + sigma * ziggurat.normal_of(bits, more)),
            _ => self.draw(ziggurat, &mut more()),
        }
    }

    /// The service times, s, that these random bits stand for, with `more` where they do not do: as with
    /// [`ServiceLaw::draw_of`], but step by step for all of them, so that none has to wait for what another is waiting for.
    pub fn draw_each_of(&self, ziggurat: &Ziggurat, bits: &[u64], more: impl Fn(usize) -> Stream, seconds: &mut [f64]) {
        let both = seconds.iter_mut().zip(bits).enumerate();
        if let ServiceLaw::LogNormal { mu, sigma } = self {
            both.for_each(|(i, (exponent, bits))| *exponent = mu + sigma * ziggurat.normal_of(*bits, || more(i)));
            maths::exp_all(seconds);
        } else {
            both.for_each(|(i, (seconds, bits))| *seconds = self.draw_of(ziggurat, *bits, || more(i)));
        }
    }

    /// Draws the service times of many requests, s, as one after the other with [`ServiceLaw::draw`]: the law is looked at
    /// once, and the generator stays in registers.
    pub fn draw_all(&self, ziggurat: &Ziggurat, stream: &mut Stream, count: usize, taker: &mut impl Taker) {
        if let ServiceLaw::Exponential { mean } = self {
            ziggurat.exponentials(stream, count, &mut Scaled { mean: *mean, taker });
        } else {
            for i in 0..count {
                taker.take(i, self.draw(ziggurat, stream));
            }
        }
    }

    /// Draws one service time, s.
    #[inline]
    pub fn draw(&self, ziggurat: &Ziggurat, stream: &mut Stream) -> f64 {
        match self {
            ServiceLaw::Constant { seconds } => *seconds,
            ServiceLaw::Exponential { mean } => mean * ziggurat.exponential(stream),
            ServiceLaw::LogNormal { mu, sigma } => maths::exp(mu + sigma * ziggurat.normal(stream)),
            ServiceLaw::Gamma(gamma) => gamma.draw(ziggurat, stream),
            ServiceLaw::BoundedPareto(pareto) => pareto.draw(stream),
            ServiceLaw::Empirical(empirical) => empirical.draw(stream),
        }
    }
}

/// The gamma law by the squeeze method of Marsaglia and Tsang, "A simple method for generating gamma variables" (ACM
/// Transactions on Mathematical Software 26, 2000): a cubed normal variate, nearly always accepted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    /// `shape - 1/3`, of the shape that is drawn: one more than asked for where that is below 1.
    d: f64,
    /// `1 / sqrt(9 d)`.
    c: f64,
    /// Mean over the asked shape, s.
    scale: f64,
    /// `1 / shape` where the asked shape is below 1, otherwise 0: a variate of shape + 1 times `U^(1 / shape)` has the
    /// shape, as the same paper advises.
    boost: f64,
}

impl Gamma {
    /// The law with this mean, s, and coefficient of variation (standard deviation over mean), both above 0:
    /// `shape = 1 / cv^2`, `scale = mean / shape`.
    #[must_use]
    pub fn new(mean: f64, cv: f64) -> Gamma {
        let shape = 1.0 / (cv * cv);
        let (drawn, boost) = if shape < 1.0 { (shape + 1.0, 1.0 / shape) } else { (shape, 0.0) };
        let d = drawn - 1.0 / 3.0;
        Gamma { d, c: 1.0 / libm::sqrt(9.0 * d), scale: mean / shape, boost }
    }

    /// The mean, s.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let shape = if self.boost > 0.0 { 1.0 / self.boost } else { self.d + 1.0 / 3.0 };
        shape * self.scale
    }

    // Out of line, so that the laws that need less stay short where they are drawn.
    #[inline(never)]
    fn draw(&self, ziggurat: &Ziggurat, stream: &mut Stream) -> f64 {
        let variate = loop {
            let x = ziggurat.normal(stream);
            let root = 1.0 + self.c * x;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            // In (0, 1], so that its logarithm is finite.
            let u = 1.0 - stream.unit();
            let square = x * x;
            if u < 1.0 - 0.0331 * square * square || libm::log(u) < 0.5 * square + self.d * (1.0 - v + libm::log(v)) {
                break self.d * v;
            }
        };
        let boosted = if self.boost > 0.0 { libm::exp(self.boost * libm::log(1.0 - stream.unit())) } else { 1.0 };
        self.scale * variate * boosted
    }
}

/// The Pareto law cut off at both ends: density proportional to `x^(-alpha - 1)` between the bounds (Harchol-Balter,
/// *Performance Modeling and Design of Computer Systems*, 2013, section 20.4). Drawn by inverting its distribution
/// function `F(x) = (1 - (low / x)^alpha) / (1 - (low / high)^alpha)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundedPareto {
    alpha: f64,
    low: f64,
    /// `ln(high / low)`.
    log_ratio: f64,
    /// `1 - (low / high)^alpha`: the share of the law without an upper bound that lies below that bound.
    inside: f64,
}

impl BoundedPareto {
    /// The law with tail exponent `alpha` between `low` and `high`, s; all above 0, and `high` at least `low`.
    #[must_use]
    pub fn new(alpha: f64, low: f64, high: f64) -> BoundedPareto {
        let log_ratio = libm::log(high / low);
        BoundedPareto { alpha, low, log_ratio, inside: -libm::expm1(-alpha * log_ratio) }
    }

    /// The mean of the `k`-th power, s^k: `alpha low^k (r^(k - alpha) - 1) / ((k - alpha) inside)` with
    /// `r = high / low`, whose limit at `alpha = k` has `ln r` in place of the fraction in r.
    #[must_use]
    pub fn moment(&self, k: f64) -> f64 {
        let power = libm::pow(self.low, k);
        if self.inside == 0.0 {
            return power;
        }
        let excess = k - self.alpha;
        let growth = if excess == 0.0 { self.log_ratio } else { libm::expm1(excess * self.log_ratio) / excess };
        power * self.alpha * growth / self.inside
    }

    #[inline(never)]
    fn draw(&self, stream: &mut Stream) -> f64 {
        self.low * libm::exp(-libm::log(1.0 - stream.unit() * self.inside) / self.alpha)
    }
}

/// Measured values, joined by straight lines: of n sorted values the i-th (from 0) is the quantile `i / (n - 1)`, and
/// between two of them all values are equally likely (Law, *Simulation Modeling and Analysis*, 2015, section 6.2.4).
/// So a list of evenly spaced quantiles, from the minimum to the maximum, may stand for the measurements themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct Empirical {
    /// In rising order, at least two.
    quantiles: Box<[f64]>,
}

impl Empirical {
    /// The law of these measurements, s, in any order; one alone is a constant, none is zero.
    #[must_use]
    pub fn new(mut values: Vec<f64>) -> Empirical {
        values.sort_by(f64::total_cmp);
        if values.len() < 2 {
            values.resize(2, values.first().copied().unwrap_or(0.0));
        }
        Empirical { quantiles: values.into_boxed_slice() }
    }

    /// The mean, s: that of the middles between neighbours, which is not quite that of the values.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let middles = self.quantiles.windows(2).map(|pair| 0.5 * (pair[0] + pair[1]));
        middles.sum::<f64>() / (self.quantiles.len() - 1) as f64
    }

    #[inline(never)]
    fn draw(&self, stream: &mut Stream) -> f64 {
        // `unit` is at most 1 - 2^-53, and the product of that and a count below 2^53 rounds to less than the count.
        let place = stream.unit() * (self.quantiles.len() - 1) as f64;
        let below = place as usize;
        let (low, high) = (self.quantiles[below], self.quantiles[below + 1]);
        low + (high - low) * (place - below as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::Purpose;

    const DRAWS: usize = 200_000;

    /// Draws in rising order.
    fn draws(law: &ServiceLaw) -> Vec<f64> {
        let (ziggurat, mut stream) = (Ziggurat::new(), Stream::new(5, Purpose::Work));
        let mut draws: Vec<f64> = (0..DRAWS).map(|_| law.draw(&ziggurat, &mut stream)).collect();
        draws.sort_by(f64::total_cmp);
        draws
    }

    /// The mean of the draws is within four standard errors of the law's own.
    fn assert_mean(law: &ServiceLaw) {
        let draws = draws(law);
        let mean = draws.iter().sum::<f64>() / DRAWS as f64;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / DRAWS as f64;
        let error = (variance / DRAWS as f64).sqrt();
        assert!((mean - law.mean()).abs() <= 4.0 * error, "{law:?}: {mean} for {}", law.mean());
        assert!(error < 0.02 * mean, "{law:?}: {mean} +- {error} means nothing");
    }

    /// The largest distance between the distribution function of the draws and `f` is below the 99.9 % point of
    /// Kolmogorov's statistic, `1.95 / sqrt(n)`.
    fn assert_distribution(law: &ServiceLaw, f: impl Fn(f64) -> f64) {
        let n = DRAWS as f64;
        let draws = draws(law);
        let distances = draws.iter().enumerate().map(|(i, x)| (f(*x) - i as f64 / n).abs());
        let farthest = distances.fold(0.0, f64::max);
        assert!(farthest < 1.95 / n.sqrt(), "{law:?}: {farthest}");
    }

    #[test]
    fn log_normal_has_the_given_median_p99_and_mean() {
        let law = ServiceLaw::log_normal(0.035, 0.15);
        let draws = draws(&law);
        assert!((draws[DRAWS / 2] / 0.035 - 1.0).abs() < 0.01);
        assert!((draws[DRAWS / 100 * 99] / 0.15 - 1.0).abs() < 0.02);
        assert_mean(&law);
    }

    #[test]
    fn gamma_has_its_distribution_function() {
        let gamma = |cv| ServiceLaw::Gamma(Gamma::new(0.2, cv));
        // Shape 1 is the exponential law; shape 4 is Erlang's, a sum of four; shape 1/2 is the square of a normal.
        assert_distribution(&gamma(1.0), |x| 1.0 - libm::exp(-x / 0.2));
        assert_distribution(&gamma(0.5), |x| {
            let y = x / 0.05;
            1.0 - libm::exp(-y) * (1.0 + y + y * y / 2.0 + y * y * y / 6.0)
        });
        assert_distribution(&gamma(libm::sqrt(2.0)), |x| libm::erf(libm::sqrt(0.5 * x / 0.2)));
    }

    #[test]
    fn gamma_has_its_mean_over_the_whole_range() {
        for cv in [0.01, 0.3, 0.999, 1.001, 3.0] {
            let law = Gamma::new(0.2, cv);
            assert!((law.mean() / 0.2 - 1.0).abs() < 1e-12, "{cv}: {}", law.mean());
            assert_mean(&ServiceLaw::Gamma(law));
        }
        let widest = ServiceLaw::Gamma(Gamma::new(0.2, 10.0));
        assert!(draws(&widest).iter().all(|x| x.is_finite() && *x >= 0.0));
    }

    #[test]
    fn bounded_pareto_has_its_distribution_function() {
        for alpha in [0.7, 1.0, 1.5, 2.0, 4.0] {
            let law = ServiceLaw::BoundedPareto(BoundedPareto::new(alpha, 0.01, 1.0));
            let inside = 1.0 - libm::pow(0.01, alpha);
            assert_distribution(&law, |x| (1.0 - libm::pow(0.01 / x, alpha)) / inside);
            assert_mean(&law);
            let draws = draws(&law);
            assert!(draws[0] >= 0.01 && draws[DRAWS - 1] <= 1.0 + 1e-12);
        }
    }

    #[test]
    fn bounded_pareto_has_its_moments() {
        let moment = |alpha, k| BoundedPareto::new(alpha, 0.01, 1.0).moment(k);
        // alpha = 1: low high / (high - low) ln(high / low); alpha = 2: 2 (1/low - 1/high) / (1/low^2 - 1/high^2).
        assert!((moment(1.0, 1.0) / (0.01 / 0.99 * libm::log(100.0)) - 1.0).abs() < 1e-12);
        assert!((moment(2.0, 1.0) / (2.0 * 99.0 / 9_999.0) - 1.0).abs() < 1e-12);
        // The limit is met from both sides.
        assert!((moment(1.0 + 1e-9, 1.0) / moment(1.0, 1.0) - 1.0).abs() < 1e-7);
        assert!((moment(2.0 - 1e-9, 2.0) / moment(2.0, 2.0) - 1.0).abs() < 1e-7);
        assert_eq!(BoundedPareto::new(1.5, 0.25, 0.25).moment(2.0), 0.0625);
    }

    #[test]
    fn empirical_joins_the_values_by_straight_lines() {
        let law = ServiceLaw::Empirical(Empirical::new(vec![0.4, 0.1, 0.2]));
        assert!((law.mean() - 0.225).abs() < 1e-12);
        assert_mean(&law);
        assert_distribution(&law, |x| if x < 0.2 { (x - 0.1) / 0.2 } else { 0.5 + (x - 0.2) / 0.4 });
        let one = ServiceLaw::Empirical(Empirical::new(vec![0.3]));
        assert_eq!((one.mean(), draws(&one)[DRAWS - 1]), (0.3, 0.3));
    }
}
