//! Confidence intervals, and what a figure has to do with its own.

/// All figures of a test lie in their intervals together with at least this confidence.
const CONFIDENCE: f64 = 0.99;

/// A figure of a run against the formula for it.
pub struct Figure {
    /// What is measured, for the message.
    pub name: String,
    /// The figure of each of some independent runs.
    pub values: Vec<f64>,
    /// What the formula gives.
    pub expected: f64,
    /// What it gives for a law that is slightly wrong: the interval must be narrow enough to refuse each of them.
    pub wrong: Vec<f64>,
}

/// Mean and half width of the interval of each figure.
///
/// The interval is Student's t. Of n figures each has the confidence `1 - 0.01 / n`, so that all hold together with 99 %
/// (Bonferroni's inequality): a test with many figures does not fail more often than one with a single figure.
fn intervals(figures: &[Figure]) -> Vec<(f64, f64)> {
    let tail = (1.0 - CONFIDENCE) / 2.0 / figures.len() as f64;
    let interval = |figure: &Figure| {
        let runs = figure.values.len() as f64;
        let mean = figure.values.iter().sum::<f64>() / runs;
        let variance = figure.values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (runs - 1.0);
        (mean, student_t(tail, runs - 1.0) * (variance / runs).sqrt())
    };
    figures.iter().map(interval).collect()
}

/// Each figure's interval contains what is expected, and nothing that is wrong. All that fail are named.
pub fn assert_inside(figures: &[Figure]) {
    let mut failures = Vec::new();
    for (figure, (mean, half)) in figures.iter().zip(intervals(figures)) {
        let Figure { name, expected, wrong, .. } = figure;
        let contains = |value: f64| (mean - value).abs() <= half;
        if !contains(*expected) {
            failures.push(format!("{name}: {mean} +- {half} does not contain {expected}"));
        }
        for value in wrong.iter().filter(|value| contains(**value)) {
            failures.push(format!("{name}: {mean} +- {half} contains {value}, which is wrong, beside {expected}"));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// The value that Student's t with so many degrees of freedom exceeds with the chance `tail`, below a half.
fn student_t(tail: f64, freedom: f64) -> f64 {
    const STEPS: u32 = 1_000;
    let norm = libm::lgamma((freedom + 1.0) / 2.0) - libm::lgamma(freedom / 2.0);
    let norm = norm - 0.5 * libm::log(freedom * std::f64::consts::PI);
    let density = |x: f64| libm::exp(norm - (freedom + 1.0) / 2.0 * libm::log1p(x * x / freedom));
    // Simpson's rule from 0 on.
    let beyond = |x: f64| {
        let step = x / f64::from(STEPS);
        let weight = |i: u32| if i == 0 || i == STEPS { 1.0 } else { 2.0 + 2.0 * f64::from(i % 2) };
        let area: f64 = (0..=STEPS).map(|i| weight(i) * density(step * f64::from(i))).sum();
        0.5 - area * step / 3.0
    };
    let (mut low, mut high) = (0.0, 50.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if beyond(middle) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[test]
fn students_t_is_that_of_the_tables() {
    for (tail, freedom, table) in
        [(0.005, 39.0, 2.708), (0.005, 9.0, 3.250), (0.0005, 39.0, 3.558), (0.025, 4.0, 2.776)]
    {
        let found = student_t(tail, freedom);
        assert!((found - table).abs() < 5e-4, "{found} for {table}");
    }
}

#[test]
fn an_interval_refuses_what_it_does_not_contain() {
    // 1 to 40: mean 20.5, standard error 11.69 / sqrt(40) = 1.85, times 2.708 is 5.0.
    let figure = |expected, wrong: &[f64]| {
        let values = (1..=40).map(f64::from).collect();
        Figure { name: String::new(), values, expected, wrong: wrong.to_vec() }
    };
    let refuses =
        |expected, wrong: &[f64]| std::panic::catch_unwind(|| assert_inside(&[figure(expected, wrong)])).is_err();
    assert!(!refuses(25.0, &[26.0, 15.0]));
    assert!(refuses(26.0, &[30.0]) && refuses(25.0, &[30.0, 16.0]));
    // Two figures share the confidence: each interval is wider.
    let one = intervals(&[figure(0.0, &[])])[0].1;
    let two = intervals(&[figure(0.0, &[]), figure(0.0, &[])])[0].1;
    assert!(one < two && two < 1.2 * one, "{one} {two}");
}
