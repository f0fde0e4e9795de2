//! Systems in which almost nothing happens, or everything at once: the figures are known without chance.

use crate::support::run;
use cutover::record::Report;

/// One instance for 60 s, by the settings of `traffic`, `fleet` and `service`; nobody gives up and nothing goes wrong.
fn report(traffic: &str, fleet: &str, service: &str) -> Report {
    run(&format!(
        "horizon_s = 60
        traffic = {{ timeout_s = 0, {traffic} }}
        fleet = {{ instances = 1, {fleet} }}
        service = {{ {service} }}
        versions.stable = {{ error_probability = 0, service_factor = 0.01 }}
        strategy.start_s = 99"
    ))
    .1
}

#[test]
fn nobody_asks() {
    for arrivals in ["poisson", "constant", "bursty"] {
        let report = report(&format!("rate_rps = 0, arrivals = '{arrivals}'"), "workers = 1", "");
        let requests = &report.requests;
        assert_eq!((requests.offered, requests.served, requests.rejected, requests.in_flight), (0, 0, 0, 0));
        let latency = &report.latency_ms;
        assert_eq!(
            (latency.mean, latency.p50, latency.p99, latency.max, latency.mean_wait),
            (None, None, None, None, None)
        );
    }
}

#[test]
fn one_request_takes_its_work() {
    // Every 40 s: at 40 s, and not again before 60 s.
    let report = report("rate_rps = 0.025, arrivals = 'constant'", "workers = 1", "law = 'constant', mean_ms = 10000");
    let latency = &report.latency_ms;
    assert_eq!((report.requests.offered, report.requests.served), (1, 1));
    assert_eq!((latency.mean, latency.max, latency.mean_wait), (Some(100.0), Some(100.0), Some(0.0)));
    for quantile in [latency.p50, latency.p95, latency.p99] {
        assert!((quantile.unwrap() / 100.0 - 1.0).abs() < 0.01, "{quantile:?}");
    }
}

#[test]
fn the_shortest_work_is_done_at_once() {
    // 1 us, a hundred times as fast: 10 ns. Two Poisson arrivals in 10 ns have a chance of 1e-5 here, so one of 60,000.
    let report = report("rate_rps = 1000", "workers = 1", "law = 'constant', mean_ms = 0.001");
    assert_eq!((report.requests.served, report.requests.in_flight), (report.requests.offered, 0));
    assert!(report.requests.offered > 50_000);
    assert!((report.latency_ms.mean.unwrap() - 1e-5).abs() < 1e-8, "{:?}", report.latency_ms);
}

#[test]
fn without_a_queue_every_other_request_finds_the_worker_busy() {
    // Every 100 ms one that takes 150 ms.
    let service = "law = 'constant', mean_ms = 15000";
    let report = report("rate_rps = 10, arrivals = 'constant'", "workers = 1, queue_capacity = 0", service);
    let requests = &report.requests;
    assert!(requests.offered >= 599 && requests.rejected == requests.offered / 2, "{requests:?}");
    assert_eq!(report.latency_ms.mean_wait, Some(0.0));
}

#[test]
fn of_all_at_once_only_those_with_a_place_get_in() {
    // One a microsecond for a millisecond, work of 1 s, 4 + 10 places.
    let traffic = "rate_rps = 0, arrivals = 'constant', shape = 'spike', \
        spike = { peak_rps = 1000000, start_s = 10, duration_s = 0.001 }";
    let report = report(traffic, "workers = 4, queue_capacity = 10", "law = 'constant', mean_ms = 100000");
    let requests = &report.requests;
    assert!((999..=1_000).contains(&requests.offered), "{requests:?}");
    assert_eq!((requests.served, requests.rejected), (14, requests.offered - 14));
    // Four wait for nothing, four for 1 s, four for 2 s, two for 3 s, less the few microseconds between them.
    let (mean, max) = (report.latency_ms.mean_wait.unwrap(), report.latency_ms.max.unwrap());
    assert!((mean - 18_000.0 / 14.0).abs() < 0.02 && (max - 4_000.0).abs() < 0.02, "{mean} {max}");
}
