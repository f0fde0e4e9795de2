//! Failures and repairs against the machine-repair model, and their luck in different lanes.

use crate::support::run;
use cutover::fleet::State;
use cutover::record::Recording;

const SEEDS: u32 = 40;
/// Quantile 0.995 of Student's t with 39 degrees of freedom.
const T_99: f64 = 2.708;
const HORIZON_S: f64 = 20_000.0;
/// All instances are up at the beginning; what comes before this is left out.
const SETTLED_S: f64 = 1_000.0;

/// Ten instances that fail after 100 s and are repaired in 30 s, in the mean; a repaired one is ready at once.
fn fleet(repairers: u32) -> String {
    format!(
        "horizon_s = {HORIZON_S:?}
        sample_interval_s = 100
        traffic.rate_rps = 0
        fleet = {{ instances = 10, warm_up_s = 0 }}
        versions.stable.start_s = 0
        strategy.start_s = 99999
        faults.failures = {{ mean_time_to_failure_s = 100, mean_time_to_repair_s = 30, repairers = {repairers} }}\n"
    )
}

/// Mean share of the fleet in rotation after [`SETTLED_S`].
fn availability(recording: &Recording) -> f64 {
    let ends = recording.rotation.iter().skip(1).map(|next| next.at).chain([recording.horizon]);
    let up = |(from, to): (f64, f64)| (to - from.max(SETTLED_S)).max(0.0);
    let spans = recording.rotation.iter().zip(ends);
    let sum: f64 =
        spans.map(|(rotation, to)| f64::from(rotation.instances[0]) * up((rotation.at.seconds(), to.seconds()))).sum();
    sum / (10.0 * (HORIZON_S - SETTLED_S))
}

/// Share of `machines` that are up when each fails at rate `failure` and `repairers` repair at rate `repair` each: the
/// birth-death chain of failed machines, `p(k+1) / p(k) = (N - k) failure / (min(k + 1, c) repair)` (Feller, An
/// Introduction to Probability Theory and Its Applications I, 1968, XVII.7: servicing of machines).
fn machine_repair(machines: u32, failure: f64, repair: f64, repairers: u32) -> f64 {
    let (mut p, mut sum, mut up) = (1.0, 0.0, 0.0);
    for failed in 0..=machines {
        sum += p;
        up += p * f64::from(machines - failed) / f64::from(machines);
        p *= f64::from(machines - failed) * failure / (f64::from((failed + 1).min(repairers)) * repair);
    }
    up / sum
}

#[test]
fn the_formula_gives_known_values() {
    // With a repairer for each, machines are independent: A = mttf / (mttf + mttr).
    assert!((machine_repair(10, 0.01, 1.0 / 30.0, 10) - 100.0 / 130.0).abs() < 1e-12);
    // Feller's example: 6 machines, ratio 0.1, one repairman: 0.4845 of the time all work.
    let all_work = {
        let weights: Vec<f64> =
            (0..=6).scan(1.0, |p, k| Some(std::mem::replace(p, *p * f64::from(6 - k) * 0.1))).collect();
        weights[0] / weights.iter().sum::<f64>()
    };
    assert!((all_work - 0.4845).abs() < 5e-5);
    let mean_up = machine_repair(6, 0.1, 1.0, 1) * 6.0;
    // The repairman is busy when not all work; in balance, repairs = failures: (1 - p0) * 1 = 0.1 * mean up.
    assert!((0.1 * mean_up - (1.0 - all_work)).abs() < 1e-12);
}

#[test]
fn availability_is_that_of_the_machine_repair_model() {
    for repairers in [1, 2, 3, 10] {
        let toml = fleet(repairers);
        let values: Vec<f64> =
            (1..=SEEDS).map(|seed| availability(&run(&format!("seed = {seed}\n{toml}")).0)).collect();
        let mean = values.iter().sum::<f64>() / f64::from(SEEDS);
        let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / f64::from(SEEDS - 1);
        let half = T_99 * (variance / f64::from(SEEDS)).sqrt();
        let expected = machine_repair(10, 0.01, 1.0 / 30.0, repairers);
        assert!((mean - expected).abs() <= half, "{repairers}: {mean} +- {half} does not contain {expected}");
        assert!(half < 0.05 * expected, "{repairers}: {mean} +- {half} is too wide to mean anything");
    }
}

#[test]
fn each_instance_has_its_own_luck_whatever_the_lane_does() {
    let lives_of = |kind: &str| {
        let toml = fleet(10).replace("99999", "500").replace("horizon_s = 20000.0", "horizon_s = 2000");
        let (recording, _) = run(&format!("{toml}strategy.kind = '{kind}'\nversions.candidate.start_s = 1"));
        // How long the first process of each new instance lived, from its start to its failure.
        let first = |instance: u32, state: State| {
            recording.spans.iter().find(|span| span.instance == instance && span.state == state)
        };
        let life = |instance| Some((first(instance, State::Crashed)?.from - first(instance, State::Starting)?.from).0);
        (10..20).map(life).collect::<Vec<_>>()
    };
    let lanes = ["rolling", "blue-green", "canary"].map(lives_of);
    // Launched at different moments, in different company; some are replaced before they fail.
    let both = lanes[0].iter().zip(&lanes[1]).chain(lanes[0].iter().zip(&lanes[2]));
    let pairs: Vec<_> = both.filter_map(|(a, b)| a.zip(*b)).collect();
    assert!(pairs.len() >= 10, "{lanes:?}");
    assert!(pairs.iter().all(|(a, b)| a == b), "{lanes:?}");
    let different: std::collections::BTreeSet<u64> = lanes[0].iter().flatten().copied().collect();
    assert!(different.len() > 5, "{lanes:?}");
}
