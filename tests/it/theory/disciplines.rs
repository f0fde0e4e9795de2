//! Other orders of the queue, shedding and a shared dependency.

use super::interval::{Figure, assert_inside};
use super::{SEEDS, Station, WORK_S, blocked, figure, mean_wait_s};
use crate::support::run;

/// The same station with a further setting of its instances.
fn with(station: &Station, setting: &str) -> String {
    station.toml().replace("fleet = {", &format!("fleet = {{ {setting},"))
}

/// First and second moment of the wait, s and s^2, of each run.
fn moments(toml: &str) -> [Vec<f64>; 2] {
    let moments = (1..=SEEDS).map(|seed| {
        let (recording, _) = run(&format!("seed = {seed}\n{toml}"));
        let waits: Vec<f64> =
            recording.samples.iter().map(|sample| (sample.started - sample.arrived).seconds()).collect();
        let mean = |power: &dyn Fn(f64) -> f64| waits.iter().map(|wait| power(*wait)).sum::<f64>() / waits.len() as f64;
        (mean(&|wait| wait), mean(&|wait| wait * wait))
    });
    let (first, second) = moments.unzip();
    [first, second]
}

#[test]
fn last_come_first_served_waits_as_long_on_average_and_spreads_more() {
    // M/M/1: the mean wait is W = rho^2 / (lambda (1 - rho)) in any order that does not look at the work. Its second
    // moment is 2 W / (mu - lambda) first come first served, and 1 / (1 - rho) times that last come first served (Conway,
    // Maxwell and Miller, Theory of Scheduling, 1967, section 8-7). Twenty queues to have more requests.
    let rho = 0.4;
    let station = Station { instances: 20, requests: 200_000.0, ..Station::new(1, 20.0 * rho / WORK_S) };
    let mean = rho * WORK_S / (1.0 - rho);
    let second = 2.0 * mean * WORK_S / (1.0 - rho);
    let figures = |name: &str, toml: &str, second: f64| {
        let [first_values, second_values] = moments(toml);
        let close = |name: String, values, expected: f64, share: f64| Figure {
            name,
            values,
            expected,
            wrong: vec![expected * (1.0 - share), expected * (1.0 + share)],
        };
        [
            close(format!("mean, {name}"), first_values, mean, 0.03),
            close(format!("square, {name}"), second_values, second, 0.06),
        ]
    };
    let mut all = Vec::new();
    all.extend(figures("first come", &station.toml(), second));
    all.extend(figures("last come", &with(&station, "discipline = 'lifo'"), second / (1.0 - rho)));
    assert_inside(&all);
}

#[test]
fn shedding_is_the_queue_with_impatient_customers() {
    // M/M/1 whose customers leave when they have waited for d (Barrer, Queuing with impatient customers and ordered
    // service, Operations Research 5, 1957). The unfinished work v found by arrivals has an atom p0 at 0, the density
    // lambda p0 e^(-(mu - lambda) v) below d, and beyond it falls as e^(-mu (v - d)): who finds more than d is lost.
    let lost = |lambda: f64, mu: f64, d: f64| {
        let at_d = libm::exp(-(mu - lambda) * d);
        let p0 = 1.0 / (1.0 + lambda * (1.0 - at_d) / (mu - lambda) + lambda / mu * at_d);
        p0 * lambda / mu * at_d
    };
    let figures = [(8.0, 0.1), (15.0, 0.2)].map(|(lambda, d)| {
        let toml = with(
            &Station { requests: 60_000.0, ..Station::new(1, lambda) },
            &format!("shed_after_ms = {}", 1_000.0 * d),
        );
        let reports: Vec<_> = (1..=SEEDS).map(|seed| run(&format!("seed = {seed}\n{toml}")).1).collect();
        figure(format!("{lambda}/s, {d} s"), &reports, blocked, |factor| lost(lambda, 1.0 / (WORK_S * factor), d))
    });
    assert_inside(&figures);
}

#[test]
fn a_dependency_is_a_station_of_its_own() {
    // Work of next to nothing on more workers than are ever needed: what is left is M/M/4 at the dependency, and its wait,
    // C / (4 mu - lambda) with Erlang's delay formula, is held on the worker. C(4, 3.2) = 0.5964 by the tables.
    let (lambda, mu) = (32.0, 1.0 / WORK_S);
    let station = Station { work: "law = 'constant', mean_ms = 0.001".to_owned(), ..Station::new(1_000, lambda) };
    let toml = format!(
        "{}{}",
        Station { requests: 100_000.0, ..station }.toml(),
        "dependency = { concurrency = 4, queue_capacity = 100000, service = { law = 'exponential', mean_ms = 100 } }",
    );
    let reports: Vec<_> = (1..=SEEDS).map(|seed| run(&format!("seed = {seed}\n{toml}")).1).collect();
    let latency = |offered: f64, mu: f64| {
        let b = (1..=4).fold(1.0, |b, c| offered * b / (f64::from(c) + offered * b));
        let rho = offered / 4.0;
        b / (1.0 - rho * (1.0 - b)) / (4.0 * mu - lambda) + 1.0 / mu
    };
    let found = figure(
        "latency".to_owned(),
        &reports,
        |report| report.latency_ms.mean.expect("somebody was served") / 1_000.0,
        |factor| latency(lambda * WORK_S * factor, mu / factor),
    );
    assert!(reports.iter().all(|report| mean_wait_s(report) == 0.0), "nobody waits for a worker");
    assert_inside(&[found]);
}
