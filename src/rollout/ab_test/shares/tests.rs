//! Textbook values.

use super::*;

fn arm(conversions: u64, requests: u64) -> Arm {
    Arm { requests, conversions }
}

fn is(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found} is not {expected}");
}

#[test]
fn quantiles_are_those_of_tables() {
    // R: qnorm(0.975), qnorm(0.8), qnorm(0.5), qnorm(0.00001).
    for (tail, expected) in
        [(0.025, 1.959963984540054), (0.2, 0.8416212335729143), (0.5, 0.0), (0.99999, -4.264890793922825)]
    {
        is(normal_quantile(tail), expected, 1e-9);
    }
}

#[test]
fn the_test_pools_the_shares() {
    // p = 460 / 4,000 = 0.115; z = 0.03 / sqrt(0.115 * 0.885 * 2 / 2,000) = 0.03 / 0.0100884 = 2.97372; 2 (1 - Phi(z)) = 0.002942.
    let arms = [arm(200, 2_000), arm(260, 2_000)];
    is(difference(arms), 0.03, 1e-12);
    is(p_value(arms), 0.0029420930704593, 1e-12);
    // The other way round it is as likely; of nothing, and where all are alike, nothing is seen.
    assert_eq!(p_value([arms[1], arms[0]]), p_value(arms));
    assert_eq!(p_value([arm(0, 0), arm(1, 1)]), 1.0);
    assert_eq!((p_value([arm(9, 9), arm(9, 9)]), difference([arm(0, 0); 2])), (1.0, 0.0));
}

#[test]
fn intervals_are_those_of_newcombe() {
    // Newcombe 1998, table II, method 10: 56/70 - 48/80, 9/10 - 3/10, 6/7 - 2/7, 5/56 - 0/29.
    for (candidate, stable, low, high) in [
        (arm(56, 70), arm(48, 80), 0.0524, 0.3339),
        (arm(9, 10), arm(3, 10), 0.1705, 0.8090),
        (arm(6, 7), arm(2, 7), 0.0582, 0.8062),
        (arm(5, 56), arm(0, 29), -0.0381, 0.1926),
    ] {
        let found = newcombe([stable, candidate], 0.05);
        is(found.low, low, 5e-5);
        is(found.high, high, 5e-5);
    }
    assert_eq!(newcombe([arm(0, 0); 2], 0.05), Interval { low: -1.0, high: 1.0 });
}

#[test]
fn samples_are_those_of_textbooks() {
    let aim = Aim { candidate_share: 0.5, baseline: 0.1, effect: 0.02, alpha: 0.05, power: 0.8 };
    // R: power.prop.test(p1 = 0.10, p2 = 0.12, power = 0.8) and, from its examples, (p1 = 0.50, p2 = 0.75, power = 0.90): n for each.
    is(aim.sample() / 2.0, 3840.847, 5e-4);
    is(Aim { baseline: 0.5, effect: 0.25, power: 0.9, ..aim }.sample() / 2.0, 76.7, 0.05);
    // 10 % to the candidate: mean 0.102, (1.95996 sqrt(0.102 * 0.898 / 0.09) + 0.84162 sqrt(0.09 / 0.9 + 0.1056 / 0.1))^2 / 0.0004.
    is(Aim { candidate_share: 0.1, ..aim }.sample(), 20_767.05, 0.01);
}

#[test]
fn the_sequential_sample_is_where_the_bound_leaves_room_for_the_power() {
    let aim = Aim { candidate_share: 0.5, baseline: 0.1, effect: 0.02, alpha: 0.05, power: 0.8 };
    // In units of the effect over its standard deviation, r = 0.02 / sqrt(v): the bound is at sqrt((1 + 1/r^2) (2 ln 20 + ln(1 + r^2))).
    // At r = 3.8997 that is sqrt(1.06576 * (5.99146 + 2.78545)) = 3.0585 = 3.8997 - 0.84162 * sqrt(0.3912 / 0.3916); the sample is
    // r^2 = 15.2077 times 4 * 0.11 * 0.89 / 0.0004 = 979 requests: nearly twice what one look takes.
    let n = aim.sequential_sample();
    is(n, 14_888.0, 2.0);
    is(n / aim.sample(), 1.938, 0.001);
}

#[test]
fn the_always_valid_interval_leaves_out_nothing_where_its_p_value_is_alpha() {
    // v = 0.11 * 0.89 * 2 / 4,000 = 0.000048950, s = 0.0004, d = 0.02: sqrt(0.44895 / 0.04895) exp(-0.0004 * 0.0004 / (2 * 0.00004895 *
    // 0.00044895)) = 3.02846 * exp(-3.64031) = 0.079476.
    let arms = [arm(400, 4_000), arm(480, 4_000)];
    is(always_valid_p(arms, 0.02), 0.079476, 1e-5);
    let Interval { low, high } = always_valid(arms, 0.02, always_valid_p(arms, 0.02));
    is(low, 0.0, 1e-12);
    is(high, 0.04, 1e-12);
    assert_eq!(always_valid_p([arm(0, 0); 2], 0.02), 1.0);
    assert_eq!(always_valid([arm(0, 0); 2], 0.02, 0.05), Interval { low: -1.0, high: 1.0 });
}

#[test]
fn few_conversions_are_not_enough() {
    // 5 of 100 with and without are to be expected of the smaller arm.
    assert!(are_enough([arm(50, 1_000), arm(5, 100)]) && !are_enough([arm(48, 1_000), arm(5, 100)]));
    assert!(!are_enough([arm(1_000, 1_000), arm(100, 100)]) && !are_enough([arm(500, 1_000), arm(0, 0)]));
}
