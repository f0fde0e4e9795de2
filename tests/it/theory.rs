//! The engine against published queueing formulas, each within a stated confidence interval.
//!
//! Each figure is the mean over independent seeds; the interval is Student's t at 99 %. Each test also shows that the
//! interval is narrow enough to refuse a value that is wrong by 5 %.

use crate::support::run;
use cutover::record::Report;

const SEEDS: u32 = 40;
/// Quantile 0.995 of Student's t with 39 degrees of freedom.
const T_99: f64 = 2.708;

/// Mean and half width of the 99 % interval of `measure` over the seeds.
fn interval(toml: &str, measure: impl Fn(&Report) -> f64) -> (f64, f64) {
    let values: Vec<f64> = (1..=SEEDS).map(|seed| measure(&run(&format!("seed = {seed}\n{toml}")).1)).collect();
    let mean = values.iter().sum::<f64>() / f64::from(SEEDS);
    let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / f64::from(SEEDS - 1);
    (mean, T_99 * (variance / f64::from(SEEDS)).sqrt())
}

fn assert_inside(toml: &str, measure: impl Fn(&Report) -> f64, expected: f64) {
    let (mean, half) = interval(toml, measure);
    assert!((mean - expected).abs() <= half, "{mean} +- {half} does not contain {expected}");
    assert!(half < 0.05 * expected, "{mean} +- {half} is too wide to mean anything");
}

/// One instance with exponential work of 100 ms, from start to end without a rollout.
fn one_instance(workers: u32, queue_capacity: u32, rate_rps: f64) -> String {
    format!(
        "horizon_s = 3000
        traffic = {{ rate_rps = {rate_rps:?}, timeout_s = 0 }}
        fleet = {{ instances = 1, workers = {workers}, queue_capacity = {queue_capacity} }}
        service = {{ law = 'exponential', mean_ms = 100 }}
        versions.stable.error_probability = 0
        strategy.start_s = 9999"
    )
}

/// Erlang's loss formula by its recursion `B(c) = a B(c-1) / (c + a B(c-1))` (Erlang, 1917).
fn erlang_b(servers: u32, offered: f64) -> f64 {
    (1..=servers).fold(1.0, |b, c| offered * b / (f64::from(c) + offered * b))
}

/// Erlang's delay formula, the chance of having to wait: `C = B / (1 - rho (1 - B))`.
fn erlang_c(servers: u32, offered: f64) -> f64 {
    let (b, rho) = (erlang_b(servers, offered), offered / f64::from(servers));
    b / (1.0 - rho * (1.0 - b))
}

#[test]
fn the_formulas_give_the_textbook_values() {
    // Tables in any teletraffic text: B(4, 2) = 0.0952, C(4, 3.2) = 0.5964.
    assert!((erlang_b(4, 2.0) - 0.0952).abs() < 5e-5);
    assert!((erlang_c(4, 3.2) - 0.5964).abs() < 5e-5);
}

#[test]
fn mean_wait_of_mm4_is_erlang_c() {
    for rho in [0.5, 0.7, 0.8] {
        // mu = 10/s per worker; W = C / (c mu - lambda).
        let lambda = rho * 40.0;
        let wait_ms = 1_000.0 * erlang_c(4, lambda / 10.0) / (40.0 - lambda);
        assert_inside(&one_instance(4, 100_000, lambda), |r| r.latency_ms.mean_wait.unwrap(), wait_ms);
    }
}

#[test]
fn blocking_of_mm4_without_queue_is_erlang_b() {
    for lambda in [20.0, 40.0, 60.0] {
        let blocked = |r: &Report| r.requests.rejected as f64 / r.requests.offered as f64;
        assert_inside(&one_instance(4, 0, lambda), blocked, erlang_b(4, lambda / 10.0));
    }
}

#[test]
fn blocking_of_mm1k_is_the_truncated_geometric() {
    // 1 worker, 5 waiting: K = 6 places; P(full) = (1 - rho) rho^6 / (1 - rho^7).
    let rho: f64 = 0.9;
    let (rho6, rho7) = (rho * rho * rho * rho * rho * rho, rho * rho * rho * rho * rho * rho * rho);
    let blocked = |r: &Report| r.requests.rejected as f64 / r.requests.offered as f64;
    assert_inside(&one_instance(1, 5, 9.0), blocked, (1.0 - rho) * rho6 / (1.0 - rho7));
}

#[test]
fn mean_wait_of_mg1_is_pollaczek_khinchine() {
    // W = lambda E[S^2] / (2 (1 - rho)); lambda = 7/s, and E[S^2] = 0.01 s^2 for constant work of 100 ms.
    let constant = one_instance(1, 100_000, 7.0).replace("exponential", "constant");
    assert_inside(&constant, |r| r.latency_ms.mean_wait.unwrap(), 1_000.0 * 7.0 * 0.01 / (2.0 * 0.3));
    // Log-normal with median 70 ms and sigma 0.8: E[S] = e^(mu + s^2/2), E[S^2] = e^(2 mu + 2 s^2).
    let (median, sigma): (f64, f64) = (0.07, 0.8);
    let p99_ms = 1_000.0 * median * libm::exp(sigma * 2.326_347_874_040_841);
    let (mean, square) = (median * libm::exp(sigma * sigma / 2.0), median * median * libm::exp(2.0 * sigma * sigma));
    let lambda = 0.6 / mean;
    let log_normal = one_instance(1, 100_000, lambda).replace(
        "law = 'exponential', mean_ms = 100",
        &format!("law = 'log-normal', median_ms = 70, p99_ms = {p99_ms}"),
    );
    assert_inside(&log_normal, |r| r.latency_ms.mean_wait.unwrap(), 1_000.0 * lambda * square / (2.0 * 0.4));
}

#[test]
fn random_routing_to_four_is_four_queues_of_a_quarter() {
    // M/M/1 each: W = rho / (mu - lambda).
    let toml = one_instance(1, 100_000, 28.0).replace("instances = 1", "instances = 4, policy = 'random'");
    assert_inside(&toml, |r| r.latency_ms.mean_wait.unwrap(), 1_000.0 * 0.7 / (10.0 - 7.0));
}

#[test]
fn better_policies_wait_less_on_the_same_requests() {
    let wait = |policy: &str| {
        let toml =
            one_instance(1, 1_000, 56.0).replace("instances = 1", &format!("instances = 8, policy = '{policy}'"));
        run(&toml).1.latency_ms.mean_wait.unwrap()
    };
    let waits = ["least-outstanding", "power-of-two", "round-robin", "random"].map(wait);
    assert!(waits.is_sorted(), "{waits:?}");
}

#[test]
fn littles_law_holds_for_every_preset_without_a_rollout() {
    for preset in cutover::scenario::presets::PRESETS {
        let mut scenario = preset.scenario().unwrap().into_inner();
        scenario.strategy.start_s = scenario.horizon_s + 1.0;
        scenario.faults.crashes.clear();
        scenario.traffic.timeout_s = 0.0;
        let recording = cutover::record::simulate(&scenario.check().unwrap());
        // L = lambda W: requests on instances, sampled once a second, against time spent there by each request.
        let samples = &recording.series.outstanding;
        let on_instances = samples.iter().map(|n| f64::from(*n)).sum::<f64>() / samples.len() as f64;
        let spent_s = recording.latency[0].mean_seconds().unwrap() * recording.latency[0].count() as f64;
        let expected = spent_s / recording.horizon.seconds();
        assert!((on_instances / expected - 1.0).abs() < 0.04, "{}: {on_instances} for {expected}", preset.id);
    }
}
