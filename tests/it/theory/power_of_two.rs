//! The less loaded of two: a thousand queues against the limit of infinitely many.

use super::Station;
use super::interval::{Figure, assert_inside};
use crate::support::scenario;
use cutover::fleet::VersionId;
use cutover::kernel::Time;
use cutover::sim::{Ended, Event, Observer, Progress, Sampled, Simulation};

const QUEUES: u32 = 1_000;
const RUNS: u32 = 24;
/// Mean work, s: the unit of the times below.
const WORK_S: f64 = 1.0;
/// When the queues have forgotten that they were empty, s.
const SETTLED_S: f64 = 40.0;
/// When the run ends, s.
const END_S: f64 = 80.0;
/// Shares of queues with 1, 2, 3, 4 or more requests are looked at.
const LEVELS: usize = 4;

/// Counts queues by their length at each sample, and the time that requests spent in the system.
#[derive(Default)]
struct Tails {
    samples: u32,
    at_least: [u64; LEVELS],
    spent: Time,
    requests: u64,
}

fn counts(at: Time) -> bool {
    at.seconds() >= SETTLED_S
}

impl Observer for Tails {
    fn arrived(&mut self, _: u32) {}
    fn routed(&mut self, _: Time, _: VersionId, _: u32) {}
    fn ended(&mut self, request: &Ended) {
        if counts(request.arrived) {
            self.spent += request.at - request.arrived;
            self.requests += 1;
        }
    }
    fn revoked(&mut self, _: &Ended) {}
    fn event(&mut self, _: Time, _: Event) {}
    fn rotation(&mut self, _: Time, _: [u32; 2]) {}
    fn sampled(&mut self, at: Time, _: &Sampled, loads: impl Iterator<Item = (u32, u32)>) {
        if counts(at) {
            self.samples += 1;
            for (_, load) in loads {
                for (level, count) in self.at_least.iter_mut().enumerate() {
                    *count += u64::from(load as usize > level);
                }
            }
        }
    }
    fn finished(&mut self, _: Time, _: u64, _: &[Progress]) {}
}

/// What one run at load `rho` shows.
fn observe(rho: f64, seed: u32) -> Tails {
    let station = Station {
        instances: QUEUES,
        policy: "power-of-two",
        work: format!("law = 'exponential', mean_ms = {}", 1_000.0 * WORK_S),
        requests: END_S * rho * f64::from(QUEUES) / WORK_S,
        ..Station::new(1, rho * f64::from(QUEUES) / WORK_S)
    };
    let mut run = Simulation::new(&scenario(&format!("seed = {seed}\n{}", station.toml())), Tails::default());
    while !run.advance(u32::MAX) {}
    run.finish()
}

/// Share of the queues with at least `i` requests in the limit, `rho^(2^i - 1)` (Vvedenskaya, Dobrushin and Karpelevich,
/// Problems of Information Transmission 32, 1996; Mitzenmacher, IEEE Transactions on Parallel and Distributed Systems
/// 12, 2001): the fixed point of `ds(i)/dt = rho (s(i-1)^2 - s(i)^2) - (s(i) - s(i+1))`.
fn share(rho: f64, i: usize) -> f64 {
    libm::pow(rho, libm::pow(2.0, i as f64) - 1.0)
}

/// Mean time in the system in the limit, s: by Little's law the sum of all shares over the arrival rate of a queue,
/// `sum over i >= 1 of rho^(2^i - 2)` mean works.
fn time_s(rho: f64, work_s: f64) -> f64 {
    (1..20).map(|i| share(rho, i)).sum::<f64>() / rho * work_s
}

#[test]
fn the_shares_are_a_fixed_point_of_the_fluid_limit() {
    for rho in [0.5, 0.9, 0.99] {
        for i in 1..10 {
            let [before, here, after] = [i - 1, i, i + 1].map(|i| share(rho, i));
            assert!((rho * (before * before - here * here) - (here - after)).abs() < 1e-12);
        }
    }
    // By hand: 1 + 0.5^2 + 0.5^6 + 0.5^14 and so on.
    for (rho, time) in [(0.5, 1.2657), (0.7, 1.6145), (0.9, 2.6141)] {
        assert!((time_s(rho, 1.0) - time).abs() < 1e-4, "{rho}");
    }
}

#[test]
fn power_of_two_choices_meets_its_fluid_limit() {
    let mut figures = Vec::new();
    // Where longer queues are rarer than one in a hundred, there are too few of them to tell.
    for (rho, levels) in [(0.5, 2), (0.7, 3), (0.9, LEVELS)] {
        let runs: Vec<Tails> = (1..=RUNS).map(|seed| observe(rho, seed)).collect();
        for level in 1..=levels {
            let share_of = |run: &Tails| run.at_least[level - 1] as f64 / f64::from(run.samples * QUEUES);
            figures.push(Figure {
                name: format!("share of queues with {level} or more at {rho}"),
                values: runs.iter().map(share_of).collect(),
                expected: share(rho, level),
                wrong: [0.97, 1.03].map(|factor| share(rho * factor, level)).to_vec(),
            });
        }
        figures.push(Figure {
            name: format!("time in the system at {rho}"),
            values: runs.iter().map(|run| run.spent.seconds() / run.requests as f64).collect(),
            expected: time_s(rho, WORK_S),
            wrong: [0.97, 1.03].map(|factor| time_s(rho * factor, WORK_S * factor)).to_vec(),
        });
    }
    assert_inside(&figures);
}
