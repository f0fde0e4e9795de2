//! spinnaker/kayenta, `kayenta-judge`: `ClassifierSuite.scala`, `StatisticSuite.scala` and `ScorerSuite.scala`. Their values are
//! rounded here to two decimals. Most of their cases are judged at a tolerance of 0.10 and a confidence of 0.95, which the judge
//! itself does not use; at its own 0.25 and 0.98 they come to the same.

use super::super::kayenta::{Class, Direction, Group, Rules, classify, effect, score};
use Class::{High, Low, Nodata, Pass};
use Direction::{Decrease, Either, Increase};

/// Around ten.
const TENS: [f64; 30] = [
    9.78, 10.59, 7.84, 9.32, 8.38, 8.94, 8.27, 9.75, 11.62, 9.28, 8.15, 10.56, 13.50, 11.05, 6.95, 12.52, 9.02, 4.92,
    11.25, 11.60, 8.44, 11.11, 10.70, 8.92, 10.09, 11.42, 9.38, 7.80, 10.62, 11.91,
];

/// Around ten as well.
const TENS_TOO: [f64; 30] = [
    11.15, 9.96, 7.07, 7.30, 9.79, 9.60, 6.19, 12.35, 10.37, 8.61, 9.91, 10.36, 14.21, 10.95, 10.22, 11.74, 10.91,
    12.82, 8.10, 8.50, 12.11, 13.27, 10.11, 6.95, 6.21, 10.16, 8.35, 8.38, 7.00, 10.76,
];

/// Around twenty.
const TWENTIES: [f64; 30] = [
    20.88, 21.79, 19.71, 15.86, 19.51, 19.39, 22.93, 17.16, 18.66, 23.42, 24.06, 22.63, 21.98, 21.66, 20.07, 22.12,
    16.44, 21.56, 21.00, 17.78, 17.81, 18.54, 20.56, 19.55, 21.77, 21.81, 20.96, 20.98, 19.11, 16.98,
];

/// Around twenty as well.
const TWENTIES_TOO: [f64; 30] = [
    20.76, 22.80, 20.61, 20.97, 23.47, 21.53, 21.77, 18.31, 19.06, 25.88, 18.98, 19.39, 19.00, 24.23, 20.05, 18.23,
    17.87, 23.06, 18.40, 16.97, 19.47, 17.90, 17.55, 16.10, 24.38, 15.92, 20.48, 19.08, 17.46, 18.85,
];

/// Percentages of errors, and how often each was seen.
const MANY_ERRORS: [(f64, usize); 43] = [
    (0.00, 146),
    (1.23, 1),
    (1.33, 1),
    (1.35, 1),
    (1.37, 1),
    (1.39, 1),
    (1.43, 3),
    (1.45, 1),
    (1.47, 1),
    (1.52, 2),
    (1.56, 3),
    (1.59, 1),
    (1.61, 1),
    (1.64, 2),
    (1.67, 3),
    (1.69, 1),
    (1.72, 2),
    (1.75, 2),
    (1.79, 1),
    (1.82, 4),
    (1.85, 5),
    (1.89, 3),
    (1.92, 1),
    (1.96, 2),
    (2.00, 1),
    (2.04, 2),
    (2.44, 1),
    (2.56, 1),
    (2.70, 1),
    (2.82, 1),
    (2.99, 1),
    (3.03, 1),
    (3.13, 1),
    (3.17, 1),
    (3.23, 1),
    (3.33, 2),
    (3.39, 1),
    (3.45, 1),
    (3.57, 1),
    (3.70, 1),
    (4.08, 1),
    (4.11, 1),
    (5.56, 1),
];

/// The same of the baseline.
const FEW_ERRORS: [(f64, usize); 16] = [
    (0.00, 193),
    (1.39, 1),
    (1.47, 1),
    (1.49, 3),
    (1.54, 1),
    (1.56, 1),
    (1.59, 1),
    (1.64, 1),
    (1.69, 1),
    (1.72, 1),
    (1.75, 1),
    (1.79, 1),
    (1.85, 1),
    (2.50, 1),
    (2.99, 1),
    (3.12, 1),
];

/// Rules that put up with so much, the decrease first.
fn rules(direction: Direction, (allowed_decrease, allowed_increase): (f64, f64)) -> Rules {
    Rules { direction, allowed_increase, allowed_decrease }
}

const ANY: (f64, f64) = (1.0, 1.0);

#[test]
fn thirty_values() {
    for (candidate, baseline, direction, expected) in [
        (TENS, TENS_TOO, Either, Pass),
        (TWENTIES, TENS_TOO, Either, High),
        (TENS, TWENTIES_TOO, Either, Low),
        (TENS, TWENTIES_TOO, Increase, Pass),
        (TWENTIES, TENS_TOO, Decrease, Pass),
        (TWENTIES, TENS_TOO, Increase, High),
        (TENS, TWENTIES_TOO, Decrease, Low),
    ] {
        assert_eq!(classify(&candidate, &baseline, rules(direction, ANY)), expected, "{direction:?}");
    }
    // Half of it is less than the 0.8 that are put up with.
    assert_eq!(classify(&TENS, &TWENTIES_TOO, rules(Decrease, (0.8, 1.2))), Low);
}

#[test]
fn two_hundred_values() {
    let values = |of: &[(f64, usize)]| -> Vec<f64> {
        of.iter().flat_map(|(value, times)| std::iter::repeat_n(*value, *times)).collect()
    };
    let [many, few] = [values(&MANY_ERRORS), values(&FEW_ERRORS)];
    assert_eq!(classify(&many, &few, rules(Either, ANY)), High);
    // It is less than five times as much.
    assert_eq!(classify(&many, &few, rules(Either, (1.0, 5.0))), Pass);
}

#[test]
fn five_values() {
    // Means 23.6 and 1.96: 12.04 times as much.
    let (twenties, ones) = ([20.0, 22.0, 21.0, 25.0, 30.0], [1.0, 2.2, 1.1, 2.5, 3.0]);
    for (allowed, expected) in
        [(ANY, High), ((0.8, 1.2), High), ((1.0, 1.2), High), ((1.0, 5.0), High), ((1.0, 13.0), Pass)]
    {
        assert_eq!(classify(&twenties, &ones, rules(Either, allowed)), expected, "{allowed:?}");
    }
    // 2.2 and 18.16: an eighth.
    let low = classify(&[2.0, 2.0, 2.0, 2.0, 3.0], &[10.0, 20.2, 10.1, 20.5, 30.0], rules(Either, ANY));
    assert_eq!(low, Low);
    // 13.56 and 23.6: 0.57, and half is put up with.
    let less = classify(&[10.0, 12.2, 10.1, 12.5, 23.0], &twenties, rules(Either, (0.5, 1.0)));
    assert_eq!(less, Pass);
}

#[test]
fn values_that_are_the_same() {
    let ones = [1.0; 5];
    for (candidate, baseline, direction, expected) in [
        (&[1.0, 1.0, 1.0][..], &[1.0, 1.0][..], Decrease, Pass),
        (&[1.0, 2.0, 3.0, 4.0, 5.0], &[5.0, 4.0, 3.0, 2.0, 1.0], Decrease, Pass),
        (&[0.0, 1.0, 1.0, 1.0, 1.0], &ones, Decrease, Pass),
        (&[1.0, 1.0, 1.0, 1.0, 10.0], &ones, Either, Pass),
        (&[10.0; 5], &ones, Either, High),
        (&[10.0; 5], &[0.0; 5], Either, High),
        (&[], &[1.0, 2.0, 3.0, 4.0, 5.0], Decrease, Nodata),
    ] {
        assert_eq!(classify(candidate, baseline, rules(direction, ANY)), expected, "{candidate:?}");
    }
}

#[test]
fn nothing_to_divide_by() {
    // Where a mean is 0 there is no ratio, and what is put up with is not asked.
    let fifties = [54.9, 54.5, 55.1, 55.6, 57.4];
    let allowed = rules(Either, (0.8, 1.2));
    assert_eq!(classify(&fifties, &[0.0; 5], allowed), High);
    assert_eq!(classify(&[0.0; 5], &fifties, allowed), Low);
    assert_eq!(classify(&[0.0; 5], &[0.0; 5], allowed), Pass);
    let few = [0.05, 0.05, 0.017, 0.017, 0.017, 0.05, 0.033, 0.05, 0.05, 0.133];
    assert_eq!(classify(&few, &[0.0; 10], allowed), High);
}

#[test]
fn ratios_of_means() {
    for (candidate, baseline, expected) in
        [(1.0, 1.0, Some(1.0)), (10.0, 1.0, Some(10.0)), (10.0, 100.0, Some(0.1)), (10.0, 0.0, None)]
    {
        assert_eq!(effect(&[candidate; 5], &[baseline; 5]), expected, "{candidate} to {baseline}");
    }
}

#[test]
fn scores() {
    // Groups with their weights, if they have any.
    type Case = (&'static [(Option<f64>, &'static [Class])], f64);
    let cases: &[Case] = &[
        (&[(None, &[Pass])], 100.0),
        (&[(None, &[High])], 0.0),
        // All of it has no data; a third has none, and counts as good.
        (&[(None, &[Nodata])], 0.0),
        (&[(None, &[Pass, Pass]), (None, &[Nodata])], 100.0),
        (&[(None, &[Pass, High])], 50.0),
        (&[(None, &[Pass, High, Low])], 33.33),
        (&[(Some(75.0), &[Pass, Pass]), (Some(25.0), &[High])], 75.0),
        // 50 of 100 at half the weight.
        (&[(Some(50.0), &[Pass, High]), (Some(50.0), &[High])], 25.0),
        (&[(Some(50.0), &[Pass, Nodata]), (Some(50.0), &[High])], 50.0),
        // A third of 15.
        (&[(Some(15.0), &[High, Low, Pass]), (Some(85.0), &[High])], 5.0),
    ];
    for (groups, expected) in cases {
        let group = |(weight, classes): &(Option<f64>, &[Class])| Group { weight: *weight, classes: classes.to_vec() };
        let groups: Vec<Group> = groups.iter().map(group).collect();
        assert_eq!(score(&groups), *expected, "{groups:?}");
    }
}
