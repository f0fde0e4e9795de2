//! Exponential work: Erlang's formulas, bounded queues, and independent queues behind a random balancer.

use super::interval::{Figure, assert_inside};
use super::{Station, WORK_S, blocked, figure, mean_wait_s};

/// Erlang's loss formula by its recursion `B(c) = a B(c-1) / (c + a B(c-1))` (Erlang, 1917).
fn erlang_b(servers: u32, offered: f64) -> f64 {
    (1..=servers).fold(1.0, |b, c| offered * b / (f64::from(c) + offered * b))
}

/// Erlang's delay formula, the chance of having to wait: `C = B / (1 - rho (1 - B))`.
fn erlang_c(servers: u32, offered: f64) -> f64 {
    let (b, rho) = (erlang_b(servers, offered), offered / f64::from(servers));
    b / (1.0 - rho * (1.0 - b))
}

/// Chance that all `servers + places` are taken, and the mean wait of those let in, s, in M/M/c/K: the birth-and-death
/// chain `p(n) = a / min(n, c) p(n-1)` (Kleinrock, *Queueing Systems* 1, 1975, section 3.6).
fn bounded_queue(servers: u32, places: u32, rate_rps: f64, work_s: f64) -> (f64, f64) {
    let mut weights = vec![1.0];
    for n in 1..=servers + places {
        weights.push(weights[n as usize - 1] * rate_rps * work_s / f64::from(n.min(servers)));
    }
    let total: f64 = weights.iter().sum();
    let full = weights[weights.len() - 1] / total;
    let waiting: f64 =
        weights[servers as usize..].iter().enumerate().map(|(i, weight)| i as f64 * weight / total).sum();
    (full, waiting / (rate_rps * (1.0 - full)))
}

#[test]
fn the_formulas_give_the_textbook_values() {
    // Tables in any teletraffic text: B(4, 2) = 0.0952, C(4, 3.2) = 0.5964, B(64, 51.2) by summing the Poisson weights.
    assert!((erlang_b(4, 2.0) - 0.0952).abs() < 5e-5);
    assert!((erlang_c(4, 3.2) - 0.5964).abs() < 5e-5);
    let weights: Vec<f64> = (0..=64u32)
        .scan(1.0, |weight, n| {
            *weight *= if n == 0 { 1.0 } else { 51.2 / f64::from(n) };
            Some(*weight)
        })
        .collect();
    assert!((erlang_b(64, 51.2) - weights[64] / weights.iter().sum::<f64>()).abs() < 1e-12);
    // Without places to wait M/M/c/K is Erlang B; 1 + 5 places at rho = 0.9: (1 - rho) rho^6 / (1 - rho^7).
    assert!((bounded_queue(4, 0, 20.0, 0.1).0 - erlang_b(4, 2.0)).abs() < 1e-12);
    assert!((bounded_queue(1, 5, 9.0, 0.1).0 - 0.1 * libm::pow(0.9, 6.0) / (1.0 - libm::pow(0.9, 7.0))).abs() < 1e-12);
    // With endless places the wait is Erlang C's.
    assert!((bounded_queue(4, 2_000, 32.0, 0.1).1 - erlang_c(4, 3.2) / (40.0 - 32.0)).abs() < 1e-9);
}

#[test]
fn mean_wait_of_mmc_is_erlang_c() {
    let case = |workers: u32, rho: f64| {
        let rate_rps = rho * f64::from(workers) / WORK_S;
        // W = C / (c mu - lambda).
        let wait_s = |factor: f64| {
            let work_s = WORK_S * factor;
            erlang_c(workers, rate_rps * work_s) / (f64::from(workers) / work_s - rate_rps)
        };
        let reports = Station::new(workers, rate_rps).reports();
        figure(format!("wait of M/M/{workers} at {rho}"), &reports, mean_wait_s, wait_s)
    };
    let cases = [
        (1, [0.3, 0.6, 0.8]),
        (2, [0.3, 0.6, 0.8]),
        (4, [0.5, 0.7, 0.85]),
        (8, [0.6, 0.75, 0.85]),
        (16, [0.7, 0.8, 0.9]),
        (32, [0.8, 0.85, 0.9]),
        (64, [0.85, 0.9, 0.93]),
    ];
    let figures: Vec<Figure> = cases.iter().flat_map(|(workers, loads)| loads.map(|rho| case(*workers, rho))).collect();
    assert_inside(&figures);
}

#[test]
fn blocking_of_mmc_without_queue_is_erlang_b() {
    let case = |workers: u32, rho: f64| {
        let rate_rps = rho * f64::from(workers) / WORK_S;
        let station = Station { queue_capacity: 0, requests: 20_000.0, ..Station::new(workers, rate_rps) };
        let name = format!("blocking of M/M/{workers}/{workers} at {rho}");
        figure(name, &station.reports(), blocked, |factor| erlang_b(workers, rate_rps * WORK_S * factor))
    };
    let cases = [
        (1, [0.3, 0.8, 1.5]),
        (2, [0.4, 0.8, 1.5]),
        (4, [0.5, 0.8, 1.2]),
        (8, [0.6, 0.9, 1.2]),
        (16, [0.8, 1.0, 1.2]),
        (32, [0.8, 1.0, 1.2]),
        (64, [0.85, 1.0, 1.2]),
    ];
    let figures: Vec<Figure> = cases.iter().flat_map(|(workers, loads)| loads.map(|rho| case(*workers, rho))).collect();
    assert_inside(&figures);
}

#[test]
fn a_bounded_queue_blocks_and_delays_as_the_birth_and_death_chain() {
    let mut figures = Vec::new();
    for (workers, places, rho) in [(1, 5, 0.9), (4, 8, 0.8), (16, 10, 1.1)] {
        let rate_rps = rho * f64::from(workers) / WORK_S;
        let station = Station { queue_capacity: places, ..Station::new(workers, rate_rps) };
        let chain = move |factor: f64| bounded_queue(workers, places, rate_rps, WORK_S * factor);
        let name = |what: &str| format!("{what} of M/M/{workers}/{}", workers + places);
        let reports = station.reports();
        figures.push(figure(name("blocking"), &reports, blocked, |factor| chain(factor).0));
        figures.push(figure(name("wait"), &reports, mean_wait_s, |factor| chain(factor).1));
    }
    assert_inside(&figures);
}

#[test]
fn random_routing_to_k_is_k_queues_of_one_kth() {
    let case = |(instances, rho): (u32, f64)| {
        let rate_rps = rho * f64::from(instances) / WORK_S;
        let station = Station { instances, ..Station::new(1, rate_rps) };
        // Splitting a Poisson process at random gives independent ones, so M/M/1 each: W = rho / (mu - lambda).
        let wait_s = |factor: f64| rho * factor / (1.0 / (WORK_S * factor) - rho / WORK_S);
        figure(format!("wait at one of {instances} at {rho}"), &station.reports(), mean_wait_s, wait_s)
    };
    assert_inside(&[(2, 0.5), (4, 0.7), (20, 0.8), (100, 0.6)].map(case));
}
