//! Latency as a whole distribution: quantiles to 1 %.

use super::interval::{Figure, assert_inside};
use super::{Station, WORK_S};

/// How exact a quantile must be, relative.
const EXACT: f64 = 0.01;

const PROBABILITIES: [f64; 3] = [0.5, 0.95, 0.99];

/// p50, p95 and p99 of the latency at each station against its quantile function, s: inside the interval, which refuses
/// what is wrong by 1.5 %, and the mean over the runs is itself exact to 1 %.
fn assert_quantiles(cases: &[(Station, &dyn Fn(f64) -> f64)]) {
    let mut figures = Vec::new();
    for (station, quantile) in cases {
        let reports = station.reports();
        for (i, probability) in PROBABILITIES.into_iter().enumerate() {
            let latencies = reports.iter().map(|report| {
                let latency = &report.latency_ms;
                [latency.p50, latency.p95, latency.p99][i].expect("somebody was served") / 1_000.0
            });
            let (values, expected): (Vec<f64>, f64) = (latencies.collect(), quantile(probability));
            let name = format!("p{} with {}", 100.0 * probability, station.work);
            let found = values.iter().sum::<f64>() / values.len() as f64;
            assert!((found / expected - 1.0).abs() < EXACT, "{name}: {found} for {expected}");
            let wrong = [1.0 - 1.5 * EXACT, 1.0 + 1.5 * EXACT].map(|factor| expected * factor).to_vec();
            figures.push(Figure { name, values, expected, wrong });
        }
    }
    assert_inside(&figures);
}

#[test]
fn time_in_mm1_is_exponential() {
    // With mean 1 / (mu - lambda) (Kleinrock, Queueing Systems 1, 1975, section 5.5); 20 queues to have more requests.
    let rho = 0.3;
    let station = Station { instances: 20, requests: 150_000.0, ..Station::new(1, 20.0 * rho / WORK_S) };
    assert_quantiles(&[(station, &|p| -libm::log(1.0 - p) * WORK_S / (1.0 - rho))]);
}

#[test]
fn latency_without_waiting_is_the_law_of_work() {
    // 64 workers for 5 busy ones: nobody waits, so latency is work, and its quantiles are those of the law.
    let station = |work: &str| Station { work: work.to_owned(), requests: 100_000.0, ..Station::new(64, 50.0) };
    let ratio = libm::pow(0.02, 2.5);
    assert_quantiles(&[
        (station("law = 'exponential', mean_ms = 100"), &|p| -0.1 * libm::log(1.0 - p)),
        // By the standard normal quantiles; p50 and p99 are the law's own settings.
        (station("law = 'log-normal', median_ms = 70, p99_ms = 210"), &|p| {
            let z = [(0.5, 0.0), (0.95, 1.644_853_626_951_472), (0.99, 2.326_347_874_040_841)];
            let z = z.iter().find(|(probability, _)| *probability == p).map_or(f64::NAN, |(_, z)| *z);
            0.07 * libm::pow(3.0, z / 2.326_347_874_040_841)
        }),
        // x = L (1 - p (1 - (L/H)^a))^(-1/a).
        (station("law = 'bounded-pareto', pareto = { alpha = 2.5, min_ms = 40, max_ms = 2000 }"), &|p| {
            0.04 * libm::pow(1.0 - p * (1.0 - ratio), -1.0 / 2.5)
        }),
        // Three pieces of a third each; the quantiles lie inside the second and the third.
        (station("law = 'empirical', empirical.values_ms = [20, 250, 50, 120]"), &|p| {
            if p < 2.0 / 3.0 { 0.05 + 0.07 * (3.0 * p - 1.0) } else { 0.12 + 0.13 * (3.0 * p - 2.0) }
        }),
    ]);
}
