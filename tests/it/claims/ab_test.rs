//! A/B tests, as a canary makes them possible.

use super::{PLAIN, is, of, told};
use cutover::record::{AbTestReport, RolloutOutcome};
use cutover::rollout::Decision;

/// Half of the users from 80 s on (20 s until the candidates are ready): 120 requests/s for each version, of which 10 and 12 % convert.
const AB: &str = "strategy.kind = 'ab-test'
versions.stable.conversion = 0.10
versions.candidate.conversion = 0.12
strategy.ab_test.look_interval_s = 1
horizon_s = 240";

fn test_of(parts: &[&str]) -> AbTestReport {
    let parts: Vec<&str> = [PLAIN, AB].iter().chain(parts).copied().collect();
    told(&parts).ab_test.expect("a test that was looked at")
}

/// In how many of `seeds` runs a test comes to each decision: better, worse, unclear.
fn decisions(seeds: u32, parts: &[&str]) -> [u32; 3] {
    let mut counts = [0; 3];
    for seed in 1..=seeds {
        let seed = format!("seed = {seed}");
        let parts: Vec<&str> = parts.iter().copied().chain([seed.as_str()]).collect();
        counts[test_of(&parts).decision.expect("decided within the run") as usize] += 1;
    }
    counts
}

const NO_EFFECT: &str = "versions.candidate.conversion = 0.10";

#[test]
fn c3_control_and_treatment_are_compared_until_the_difference_is_known() {
    // Looked at once: 3,841 requests of each, 120 of each in a second, so 32.0 s, in which luck may be a look early or late.
    let fixed = test_of(&["strategy.ab_test.test = 'fixed'"]);
    assert_eq!([fixed.stable.asked, fixed.candidate.asked], [3_841, 3_841]);
    is(fixed.began_s, 80.0, 1e-9);
    is(fixed.decided_s.unwrap(), 80.0 + 33.0, 2.0);
    // What is counted lies within four standard deviations of what is true, and the interval around it.
    for (arm, conversion) in [(&fixed.stable, 0.10), (&fixed.candidate, 0.12)] {
        is(arm.conversion.unwrap(), conversion, 4.0 * (conversion * (1.0 - conversion) / 3_841.0_f64).sqrt());
    }
    assert!(fixed.low < 0.02 && 0.02 < fixed.high && (0.95 - fixed.confidence).abs() < 1e-9, "{fixed:?}");
    // Whoever may look at any time asks for 7,444, and is mostly done before.
    let (recording, report) = of(&[PLAIN, AB]);
    let sequential = report.ab_test.unwrap();
    assert_eq!((sequential.candidate.asked, sequential.decision), (7_444, Some(Decision::Better)));
    assert!(sequential.decided_s.unwrap() <= 80.0 + 64.0 && sequential.low > 0.0 && sequential.p_value <= 0.05);
    // What is better is promoted.
    assert_eq!(report.rollout.outcome, RolloutOutcome::Completed);
    assert_eq!(recording.rotation.last().unwrap().instances, [0, 10]);
    // The planned sample finds the effect in four of five runs, to which luck adds or takes 2.6 standard deviations of 30: 5.7.
    let [found, worse, _] = decisions(30, &["strategy.ab_test.test = 'fixed'"]);
    assert!((18..=30).contains(&found) && worse == 0, "{found} {worse}");
    let [found, worse, _] = decisions(30, &[]);
    assert!((18..=30).contains(&found) && worse == 0, "{found} {worse}");
}

#[test]
fn c3_stops_holding_for_whoever_peeks() {
    // No difference, and 33 looks at 5 % each. Each would be wrong in one of twenty runs; together they are in a third of them.
    let wrong = |test: &str| {
        let test = format!("strategy.ab_test.test = '{test}'");
        let [better, worse, _] = decisions(60, &[NO_EFFECT, &test]);
        better + worse
    };
    let [fixed, naive, sequential] = ["fixed", "naive", "sequential"].map(wrong);
    // Binomial of 60 with 5 %: 8 or more have a chance of 1 %.
    assert!(fixed < 9 && sequential < 9 && naive >= 12, "{fixed} {naive} {sequential}");
}

#[test]
fn c3_stops_holding_for_too_small_a_sample() {
    // 500 of each: the effect is 0.02 / sqrt(0.11 * 0.89 * 2 / 500) = 1.01 standard deviations, and it takes 1.96: found by 17 %.
    let [found, _, unclear] = decisions(30, &["strategy.ab_test.test = 'fixed'", "strategy.ab_test.sample = 1000"]);
    assert!(found <= 11 && unclear >= 18, "{found} {unclear}");
}

#[test]
fn c3_stops_holding_where_users_do_not_stay_with_a_version() {
    // Sessions of five requests on average, so of all requests 0.2 * 0.8^(k - 1) are a user's k-th. Sent to any of five old and five new
    // instances, whoever has met one version only after k of them has a chance of 0.5^(k - 1): 0.2 / (1 - 0.8 * 0.5) = a third of
    // the requests. The others convert as the mean of both, whatever answers this time, so a third of the difference is left.
    let found = |sticky: bool| {
        let sticky = format!("strategy.ab_test.sticky = {sticky}");
        let long = "clients.population = 'sessions'
versions.candidate.conversion = 0.30
horizon_s = 700
strategy.ab_test.test = 'fixed'
strategy.ab_test.sample = 1_000_000
strategy.ab_test.longest_s = 600";
        test_of(&[long, &sticky]).difference
    };
    // Half a percent for luck (four standard deviations of 2 * 72,000), and for those who were there before: they stay for 25 s of 600,
    // and all of them have met the stable version.
    let carried_over = 25.0 / 600.0 * 0.1;
    is(found(true), 0.2 - carried_over, 0.01);
    is(found(false), 0.2 / 3.0, 0.01);
}
