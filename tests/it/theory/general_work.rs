//! One worker and work of any law: Pollaczek and Khinchine.

use super::interval::assert_inside;
use super::{Station, figure, mean_wait_s};

/// Load of the worker.
const RHO: f64 = 0.6;

/// A law by its settings, its mean, s, and its second moment, s^2.
fn laws() -> [(&'static str, f64, f64); 7] {
    // Log-normal: e^(mu + s^2/2) and e^(2 mu + 2 s^2), s = ln(p99 / median) / z(0.99).
    let sigma: f64 = libm::log(6.0) / 2.326_347_874_040_841;
    let log_normal = (0.07 * libm::exp(sigma * sigma / 2.0), 0.07 * 0.07 * libm::exp(2.0 * sigma * sigma));
    // Bounded Pareto: a L^a (H^(k-a) - L^(k-a)) / ((k - a) (1 - (L/H)^a)).
    let (a, low, high): (f64, f64, f64) = (1.5, 0.02, 2.0);
    let pareto = |k: f64| {
        a * libm::pow(low, a) * (libm::pow(high, k - a) - libm::pow(low, k - a))
            / ((k - a) * (1.0 - libm::pow(low / high, a)))
    };
    // Straight lines between a and b: mean (a + b) / 2, second moment (a^2 + a b + b^2) / 3.
    let pieces = [(0.01_f64, 0.03), (0.03, 0.08), (0.08, 0.4)];
    let mean_of = |f: fn((f64, f64)) -> f64| pieces.map(f).iter().sum::<f64>() / 3.0;
    [
        ("law = 'constant', mean_ms = 100", 0.1, 0.01),
        ("law = 'exponential', mean_ms = 100", 0.1, 0.02),
        ("law = 'gamma', mean_ms = 100, cv = 0.5", 0.1, 0.01 * (1.0 + 0.25)),
        ("law = 'gamma', mean_ms = 100, cv = 2", 0.1, 0.01 * (1.0 + 4.0)),
        ("law = 'log-normal', median_ms = 70, p99_ms = 420", log_normal.0, log_normal.1),
        ("law = 'bounded-pareto', pareto = { alpha = 1.5, min_ms = 20, max_ms = 2000 }", pareto(1.0), pareto(2.0)),
        (
            "law = 'empirical', empirical.values_ms = [80, 10, 400, 30]",
            mean_of(|(a, b)| (a + b) / 2.0),
            mean_of(|(a, b)| (a * a + a * b + b * b) / 3.0),
        ),
    ]
}

#[test]
fn mean_wait_of_mg1_is_pollaczek_khinchine() {
    // W = lambda E[S^2] / (2 (1 - rho)) (Kleinrock, Queueing Systems 1, 1975, section 5.6).
    let figures = laws().map(|(work, mean, square)| {
        let rate_rps = RHO / mean;
        let wait_s = |factor: f64| rate_rps * square * factor * factor / (2.0 * (1.0 - RHO * factor));
        let station = Station { work: work.to_owned(), ..Station::new(1, rate_rps) };
        figure(work.to_owned(), &station.reports(), mean_wait_s, wait_s)
    });
    assert_inside(&figures);
}
