//! Laws of service time.

use super::rng::Stream;
use super::ziggurat::Ziggurat;

/// The 99th percentile of the standard normal law.
pub const NORMAL_P99: f64 = 2.326_347_874_040_841;

/// How long the work of a request takes on one worker, before the version's and the instance's own factors.
#[derive(Clone, Copy, Debug, PartialEq)]
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
        match *self {
            ServiceLaw::Constant { seconds } => seconds,
            ServiceLaw::Exponential { mean } => mean,
            ServiceLaw::LogNormal { mu, sigma } => libm::exp(mu + 0.5 * sigma * sigma),
        }
    }

    /// Draws one service time, s.
    #[inline]
    pub fn draw(&self, ziggurat: &Ziggurat, stream: &mut Stream) -> f64 {
        match *self {
            ServiceLaw::Constant { seconds } => seconds,
            ServiceLaw::Exponential { mean } => mean * ziggurat.exponential(stream),
            ServiceLaw::LogNormal { mu, sigma } => libm::exp(mu + sigma * ziggurat.normal(stream)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::Purpose;

    #[test]
    fn log_normal_has_the_given_median_p99_and_mean() {
        let law = ServiceLaw::log_normal(0.035, 0.15);
        let (ziggurat, mut stream) = (Ziggurat::new(), Stream::new(5, Purpose::Work));
        let mut draws: Vec<f64> = (0..200_000).map(|_| law.draw(&ziggurat, &mut stream)).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        draws.sort_by(f64::total_cmp);
        assert!((draws[100_000] / 0.035 - 1.0).abs() < 0.01);
        assert!((draws[198_000] / 0.15 - 1.0).abs() < 0.02);
        assert!((mean / law.mean() - 1.0).abs() < 0.01);
    }
}
