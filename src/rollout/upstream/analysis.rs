//! argoproj/argo-rollouts, `analysis/analysis_test.go`. Their cases set counters; ours take measurements, in an order that makes
//! the same counters.

use super::super::analysis::{Course, Outcome, Run, Verdict};
use crate::kernel::Time;
use crate::scenario::{Condition, Metric, Relation};
use Verdict::{Error, Failed, Inconclusive, Running, Successful};

/// What these measurements come to, a letter each (success, failure, inconclusive, error), and what it comes to if it is ended then.
fn assess(metric: &Metric, letters: &str) -> (Verdict, Verdict) {
    let mut course = Course::new(metric, Time::ZERO);
    for letter in letters.chars() {
        assert_eq!(course.verdict(), Running, "{letters}: too early");
        course.take(course.due(), outcome(letter));
    }
    let verdict = course.verdict();
    course.end();
    (verdict, course.verdict())
}

fn outcome(letter: char) -> Outcome {
    match letter {
        's' => Outcome::Successful,
        'f' => Outcome::Failed,
        'i' => Outcome::Inconclusive,
        _ => Outcome::Error,
    }
}

/// One that is still running is good when it is ended; any other stays what it is.
fn expect(metric: &Metric, letters: &str, expected: Verdict) {
    let ended = if expected == Running { Successful } else { expected };
    assert_eq!(assess(metric, letters), (expected, ended), "{letters} {metric:?}");
}

fn each_minute(metric: Metric) -> Metric {
    Metric { interval_s: 60.0, ..metric }
}

#[test]
fn without_a_measurement() {
    expect(&Metric::default(), "", Running);
}

#[test]
fn limits_of_one_kind() {
    let failures = |failure_limit| each_minute(Metric { failure_limit, ..Metric::default() });
    let unclear = |inconclusive_limit| each_minute(Metric { inconclusive_limit, ..Metric::default() });
    // 3 > 2, 3 = 3.
    expect(&failures(2), "fff", Failed);
    expect(&failures(3), "fff", Running);
    expect(&unclear(2), "iii", Inconclusive);
    expect(&unclear(3), "iii", Running);
    // 5 > 4, as it is by default.
    expect(&each_minute(Metric::default()), "eeeee", Error);
    expect(&each_minute(Metric::default()), "eeee", Running);
    // One of each kind is too much by default, but for errors.
    for (letters, expected) in [("f", Failed), ("i", Inconclusive), ("eeeee", Error)] {
        expect(&Metric::default(), letters, expected);
    }
    // A success begins the row of errors anew.
    expect(&each_minute(Metric::default()), "eeeeseeee", Running);
    // Ten, of which the first that is unclear decides.
    let ten = Metric { count: 10, ..Metric::default() };
    expect(&ten, "ssssssssss", Successful);
    expect(&ten, "sssssi", Inconclusive);
}

#[test]
fn successes_in_a_row() {
    // Three failures and four successes, the last three of them in a row; failures do not count.
    let metric = |limit, count| {
        each_minute(Metric { consecutive_success_limit: limit, unlimited_failures: true, count, ..Metric::default() })
    };
    for (limit, count, expected) in [
        (3, 0, Successful),
        (5, 0, Running),
        // The seventh is the last.
        (5, 7, Failed),
        (3, 7, Successful),
        (3, 9, Successful),
        (5, 9, Running),
    ] {
        expect(&metric(limit, count), "sfffsss", expected);
    }
}

#[test]
fn failures_and_successes_in_a_row() {
    let metric =
        |count| each_minute(Metric { consecutive_success_limit: 4, failure_limit: 4, count, ..Metric::default() });
    for (count, letters, expected) in [
        // 3 failures, 3 in a row; 5 failures; 3 failures, 4 in a row.
        (0, "sfffsss", Running),
        (0, "sssfsssffff", Failed),
        (0, "sfffssss", Successful),
        // Ten: 4 failures and 3 in a row are neither; 5 failures are; 4 in a row are.
        (10, "sssffffsss", Inconclusive),
        (10, "sssfffsff", Failed),
        (10, "ssffffssss", Successful),
        // Eight of them.
        (10, "ssfffsss", Running),
        (10, "sssfffff", Failed),
        (10, "sfffssss", Successful),
    ] {
        expect(&metric(count), letters, expected);
    }
}

/// When the next measurement is due after these, s; none if there will be no other.
fn due(metric: &Metric, letters: &str) -> Option<f64> {
    let mut course = Course::new(metric, Time::ZERO);
    for letter in letters.chars() {
        course.take(course.due(), outcome(letter));
    }
    (course.due() < Time::NEVER).then(|| course.due().seconds())
}

#[test]
fn moments() {
    let minute = each_minute(Metric::default());
    // An interval after the one before; a delay before the first; ten seconds after an error, whatever the interval.
    assert_eq!(due(&minute, "s"), Some(60.0));
    assert_eq!(due(&Metric { initial_delay_s: 20.0, ..Metric::default() }, ""), Some(20.0));
    assert_eq!(due(&Metric::default(), "e"), Some(10.0));
    assert_eq!(due(&Metric { interval_s: 300.0, ..Metric::default() }, "e"), Some(10.0));
    // One is enough without an interval, and with a count of one.
    assert_eq!(due(&Metric::default(), ""), Some(0.0));
    assert_eq!(due(&Metric::default(), "s"), None);
    assert_eq!(due(&Metric { count: 1, ..Metric::default() }, "s"), None);
}

/// A metric that succeeds below 1.
fn below_one(metric: Metric) -> Metric {
    Metric { success: Condition { is: Relation::Below, limit: 1.0 }, ..metric }
}

#[test]
fn the_earliest_metric_is_next() {
    // Both are measured at 0; the second again at 40, after its delay, then the first at 60.
    let late = below_one(each_minute(Metric { initial_delay_s: 40.0, ..Metric::default() }));
    let mut run = Run::new(&[below_one(each_minute(Metric::default())), late], Time::ZERO);
    let mut moments = Vec::new();
    for _ in 0..4 {
        moments.push(run.due().seconds());
        run.measure(run.due(), |_| Some(0.0));
    }
    assert_eq!(moments, [0.0, 40.0, 60.0, 100.0]);
}

#[test]
fn the_worst_metric_counts_once_all_have_ended() {
    let once = || below_one(Metric::default());
    let endless = || below_one(each_minute(Metric { quantile: 0.5, ..Metric::default() }));
    let run = |metrics: &[Metric], of_endless: f64, of_once: f64| {
        let mut run = Run::new(metrics, Time::ZERO);
        let read = |metric: &Metric| Some(if metric.quantile == 0.5 { of_endless } else { of_once });
        run.measure(Time::ZERO, read);
        run.verdict()
    };
    // One still runs; a failure ends the other; two failures.
    assert_eq!(run(&[once(), endless()], 0.0, 0.0), Running);
    assert_eq!(run(&[once(), endless()], 0.0, 2.0), Failed);
    assert_eq!(run(&[once(), endless()], 2.0, 2.0), Failed);
    // In a dry run nothing counts, and nothing is ended.
    let dry = |metric: Metric| Metric { dry_run: true, ..metric };
    assert_eq!(run(&[dry(once()), endless()], 0.0, 2.0), Running);
    assert_eq!(run(&[dry(once()), once()], 0.0, 2.0), Failed);
    assert_eq!(run(&[dry(once()), dry(once())], 0.0, 2.0), Successful);
}
