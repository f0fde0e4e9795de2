//! From the scenario's service time in milliseconds to the law that is drawn from.

use crate::kernel::ServiceLaw;
use crate::kernel::dist::{BoundedPareto, Empirical, Gamma};
use crate::scenario::{Law, Service};

/// The law of the work that a request brings, s.
#[must_use]
pub fn service_law(service: &Service) -> ServiceLaw {
    let mean = service.mean_ms / 1_000.0;
    match service.law {
        Law::Constant => ServiceLaw::Constant { seconds: mean },
        Law::Exponential => ServiceLaw::Exponential { mean },
        Law::LogNormal => ServiceLaw::log_normal(service.median_ms / 1_000.0, service.p99_ms / 1_000.0),
        Law::Gamma => ServiceLaw::Gamma(Gamma::new(mean, service.cv)),
        Law::BoundedPareto => {
            let pareto = &service.pareto;
            let (low, high) = (pareto.min_ms / 1_000.0, pareto.max_ms / 1_000.0);
            ServiceLaw::BoundedPareto(BoundedPareto::new(pareto.alpha, low, high))
        }
        Law::Empirical => {
            ServiceLaw::Empirical(Empirical::new(service.empirical.values_ms.iter().map(|ms| ms / 1_000.0).collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Pareto;

    #[test]
    fn milliseconds_become_seconds_in_every_law() {
        let mut service = Service { mean_ms: 40.0, median_ms: 40.0, p99_ms: 40.0, ..Service::default() };
        service.pareto = Pareto { min_ms: 40.0, max_ms: 40.0, ..service.pareto };
        service.empirical.values_ms = vec![30.0, 40.0, 50.0];
        for law in Law::ALL {
            service.law = *law;
            let mean = service_law(&service).mean();
            assert!((mean - 0.04).abs() < 1e-12, "{law:?}: {mean}");
        }
    }
}
