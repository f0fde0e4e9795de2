//! What the report says of statistical power, against what runs do.

use crate::support::scenario;
use cutover::record::{Recording, Sight, sights, simulate};
use cutover::sim::Event;

/// 20 % of 50 requests/s for 60 s, a limit of 5 % over 30 s, twice in a row.
fn canary(error_probability: f64, seed: u64) -> (Recording, Vec<Sight>) {
    let scenario = scenario(&format!(
        "seed = {seed}\nhorizon_s = 141\ntraffic.rate_rps = 50\nstrategy.kind = 'canary'
        strategy.canary.steps = [{{ weight = 20, pause_s = 60 }}]
        versions.stable.error_probability = 0.02\nversions.candidate.error_probability = {error_probability}"
    ));
    let recording = simulate(&scenario);
    let sights = sights(&scenario, &recording);
    (recording, sights)
}

#[test]
fn the_chance_to_see_a_defect_is_what_runs_show() {
    for error_probability in [0.02, 0.05, 0.07] {
        let (mut seen, mut expected) = (0, 0.0);
        const RUNS: u64 = 200;
        for seed in 0..RUNS {
            let (recording, sights) = canary(error_probability, seed);
            // The weight is set at 80 s.
            seen += u64::from(
                recording
                    .log
                    .iter()
                    .any(|entry| entry.at.seconds() <= 140.0 && matches!(entry.event, Event::RollBackStarted { .. })),
            );
            assert_eq!((sights.len(), sights[0].step, sights[0].weight_percent), (1, 1, 20.0));
            expected += sights[0].detection / RUNS as f64;
        }
        // 99.9 % of the luck of 200 runs: 3.3 * sqrt(p (1 - p) / 200); and 4 % for arrivals that are not even.
        let found = seen as f64 / RUNS as f64;
        let luck = 3.3 * (expected * (1.0 - expected) / RUNS as f64).sqrt();
        assert!((found - expected).abs() < luck + 0.04, "{error_probability}: {found}, computed {expected}");
    }
}

#[test]
fn what_is_hard_to_see_takes_longer() {
    let of = |error_probability| canary(error_probability, 1).1.remove(0);
    let (bad, worse) = (of(0.06), of(0.2));
    assert!(worse.detection > 0.99 && bad.detection < worse.detection);
    assert_eq!(bad.false_alarm, worse.false_alarm);
    // 20 %: as soon as 50 requests have come and a second reading confirms it. 10 requests/s: at 5 and 10 s.
    assert_eq!(worse.within_s, [Some(10.0), Some(10.0), Some(10.0)]);
    assert!(bad.within_s[0] < bad.within_s[1]);
    // As good as the stable version: seeing it is a false alarm.
    let good = of(0.02);
    assert_eq!(good.detection, good.false_alarm);
}

#[test]
fn analyses_have_their_own_rules() {
    let toml = "strategy.kind = 'canary'\nrollback.automatic = false\nversions.candidate.error_probability = 0.2
        strategy.analyses = [{ name = 'a', metrics = [
          { measure = 'success-rate', success = { is = 'at-least', limit = 0.9 }, interval_s = 30, count = 3 },
          { measure = 'latency', success = { is = 'below', limit = 90 } }] }]
        strategy.canary.steps = [{ weight = 10, pause_s = 10 }, { kind = 'analysis', analysis = 'a' }, { weight = 50 }]";
    let scenario = scenario(toml);
    let sights = sights(&scenario, &simulate(&scenario));
    // Only the first weight has an analysis: 10 s and two intervals; the latency is no share.
    assert_eq!(sights.len(), 1);
    assert_eq!((sights[0].analysis.as_deref(), sights[0].lasts_s), (Some("a"), 70.0));
    // 720 requests in 30 s, 20 % of which fail: the first measurement sees it.
    assert_eq!(sights[0].within_s, [Some(30.0); 3]);
}
