//! The engine against published formulas, each within a stated confidence interval over independent seeds.
//!
//! A formula is a function of the mean work, and each test also shows that its interval refuses what the formula gives for
//! work that is 3 % shorter or longer: an engine with a law as wrong as that would not pass.

mod bursts;
mod disciplines;
mod edges;
mod erlang;
mod general_work;
mod interval;
mod latency;
mod little;
mod power_of_two;

use crate::support::run;
use cutover::record::Report;
use interval::Figure;

/// Independent runs of each case.
const SEEDS: u32 = 40;

/// The mean work of all cases that have one, s.
const WORK_S: f64 = 0.1;

/// Instances without a rollout, a timeout or a slow start, each with so many workers and places to wait.
#[derive(Clone)]
struct Station {
    instances: u32,
    workers: u32,
    queue_capacity: u32,
    policy: &'static str,
    rate_rps: f64,
    /// The settings of `service`.
    work: String,
    /// Requests that one run is expected to offer.
    requests: f64,
}

impl Station {
    /// One instance with exponential work and room for everybody.
    fn new(workers: u32, rate_rps: f64) -> Station {
        Station {
            instances: 1,
            workers,
            queue_capacity: 100_000,
            policy: "random",
            rate_rps,
            work: format!("law = 'exponential', mean_ms = {}", 1_000.0 * WORK_S),
            requests: 40_000.0,
        }
    }

    fn toml(&self) -> String {
        let Station { instances, workers, queue_capacity, policy, rate_rps, work, requests } = self;
        let horizon_s = (requests / rate_rps).max(10.0);
        format!(
            "horizon_s = {horizon_s:?}
            sample_interval_s = {:?}
            traffic = {{ rate_rps = {rate_rps:?}, timeout_s = 0 }}
            fleet = {{ instances = {instances}, workers = {workers}, queue_capacity = {queue_capacity}, policy = '{policy}' }}
            service = {{ {work} }}
            versions.stable.error_probability = 0
            strategy.start_s = {:?}\n",
            horizon_s / 100.0,
            horizon_s + 1.0,
        )
    }

    /// The report of each of [`SEEDS`] runs.
    fn reports(&self) -> Vec<Report> {
        let toml = self.toml();
        (1..=SEEDS).map(|seed| run(&format!("seed = {seed}\n{toml}")).1).collect()
    }
}

/// What `measure` reads from the reports, against a formula of the factor by which the work is longer.
fn figure(name: String, reports: &[Report], measure: impl Fn(&Report) -> f64, formula: impl Fn(f64) -> f64) -> Figure {
    let values = reports.iter().map(measure).collect();
    Figure { name, values, expected: formula(1.0), wrong: [0.97, 1.03].map(formula).to_vec() }
}

/// Mean time from arrival to the start of work, s.
fn mean_wait_s(report: &Report) -> f64 {
    report.latency_ms.mean_wait.expect("somebody was served") / 1_000.0
}

/// Share of the requests that were refused.
fn blocked(report: &Report) -> f64 {
    report.requests.rejected as f64 / report.requests.offered as f64
}
