//! The test as a strategy, and over many tests how often it is wrong.

use super::super::testing::{Trial, check};
use super::*;
use crate::kernel::rng::{Purpose, Stream};
use crate::scenario::Canary;

/// Tests of two samples that grow by `each` requests an arm from look to look; the share that comes to each decision.
fn decisions(test: TestKind, conversion: [f64; 2], each: u32, tests: u32) -> [f64; 3] {
    let settings = scenario::AbTest { test, ..scenario::AbTest::default() };
    let mut luck = Stream::new(11, Purpose::Conversions);
    let mut counts = [0.0; 3];
    for _ in 0..tests {
        let mut strategy = AbTest::new(&settings, &Canary::default());
        let mut arms = [Arm::default(); 2];
        let decision = loop {
            for (arm, chance) in arms.iter_mut().zip(conversion) {
                arm.requests += u64::from(each);
                arm.conversions += (0..each).filter(|_| luck.unit() < chance).count() as u64;
            }
            if let Some(decision) = strategy.look(arms, false).decision {
                break decision;
            }
        };
        counts[decision as usize] += 1.0 / f64::from(tests);
    }
    counts
}

/// 2.58 standard deviations of a share over so many tests: its 99 % interval.
fn luck_of(share: f64, tests: u32) -> f64 {
    2.58 * (share * (1.0 - share) / f64::from(tests)).sqrt()
}

#[test]
fn where_there_is_no_difference_only_peeking_finds_more_than_alpha() {
    // 3,841 requests an arm, looked at each 100: 39 looks; the sequential test asks for 7,444 and has 75.
    let found = |test| {
        let [better, worse, _] = decisions(test, [0.1, 0.1], 100, 2_000);
        better + worse
    };
    let [fixed, naive, sequential] = TestKind::ALL.iter().map(|test| found(*test)).collect::<Vec<_>>()[..] else {
        panic!()
    };
    assert!((fixed - 0.05).abs() < luck_of(0.05, 2_000), "{fixed}");
    assert!(naive > 0.25, "{naive}");
    assert!(sequential < 0.05 + luck_of(0.05, 2_000), "{sequential}");
}

#[test]
fn the_smallest_effect_is_found_as_often_as_planned() {
    let [fixed, ..] = decisions(TestKind::Fixed, [0.1, 0.12], 100, 2_000);
    // A look is at most 99 requests late: 3,900 in place of 3,841 have a power of 80.6 %.
    assert!((fixed - 0.806).abs() < luck_of(0.8, 2_000), "{fixed}");
    let [sequential, ..] = decisions(TestKind::Sequential, [0.1, 0.12], 100, 2_000);
    assert!(sequential > 0.8 - luck_of(0.8, 2_000), "{sequential}");
    // The other way round it is found to be worse.
    let [better, worse, _] = decisions(TestKind::Sequential, [0.12, 0.1], 100, 500);
    assert!(better < 0.01 && worse > 0.8 - luck_of(0.8, 500), "{better} {worse}");
}

#[test]
fn the_p_value_of_the_sequential_test_is_the_least_so_far() {
    let mut strategy = AbTest::new(&scenario::AbTest::default(), &Canary::default());
    let mut p = |[stable, candidate]: [u64; 2]| {
        let arms = [stable, candidate].map(|conversions| Arm { requests: 4_000, conversions });
        strategy.look(arms, false).p_value
    };
    // What is seen at 400 and 480 of 4,000 (`shares/tests.rs`: 0.0795) is not taken back by what comes after.
    let first = p([400, 480]);
    assert!((first - 0.079476).abs() < 1e-5 && p([400, 400]) == first && p([400, 490]) < first, "{first}");
}

#[test]
fn what_is_planned_is_shared_as_the_users_are() {
    let settings = scenario::AbTest { test: TestKind::Fixed, ..scenario::AbTest::default() };
    assert_eq!(asked(&settings), [3_841, 3_841]);
    assert_eq!(asked(&scenario::AbTest { share_percent: 10, ..settings.clone() }), [18_691, 2_077]);
    assert_eq!(asked(&scenario::AbTest { sample: 1_000, share_percent: 10, ..settings.clone() }), [900, 100]);
    assert!(asked(&scenario::AbTest { test: TestKind::Sequential, ..settings })[0] > 7_400);
}

#[test]
fn a_test_that_finds_nothing_takes_the_change_back_at_its_end() {
    // Four instances, two of them for half of the users; nobody asks, so that after 600 s nothing is known.
    check(
        Trial::new("kind = 'ab-test'\nab_test.look_interval_s = 300", 4),
        "
        4(4) 0(0) route 0 %
        4(4) 0(0) launch 2 candidate
        4(4) 2(2) route 50 %
        4(4) 2(2) enrol [7444, 7444]
        4(4) 2(2) look None
        4(4) 2(2) look Some(Unclear)
        4(4) 2(2) give up: NotBetter { difference: 0.0 }
        4(4) 2(2) route 0 %
        4(4) 2(2) drain 2 candidate
        4(4) 0(0) finish
        ",
    );
}

#[test]
fn a_test_that_is_won_promotes_the_candidate() {
    // 1,000 and 1,200 of 10,000: z = 0.02 / sqrt(0.11 * 0.89 * 2 / 10,000) = 4.52. A fixed test waits for its sample; this one is there.
    let counts = [1_000, 1_200].map(|conversions| Arm { requests: 10_000, conversions });
    for test in TestKind::NAMES {
        check(
            Trial::new(&format!("kind = 'ab-test'\nab_test.test = '{test}'\nab_test.sample = 20_000"), 4)
                .counts(counts)
                .with_pauses(),
            "
            4(4) 0(0) route 0 %
            4(4) 0(0) launch 2 candidate
            4(4) 2(2) route 50 %
            4(4) 2(2) enrol [10000, 10000]
            until 5 s
            4(4) 2(2) look Some(Better)
            4(4) 2(2) launch 2 candidate
            4(4) 4(4) route 100 %
            4(4) 4(4) finish
            4(4) 4(4) drain 4 stable
            ",
        );
    }
    // What is worse is taken back, and a fixed test does not look before its sample is there.
    let first_look = |test: &str, counts| {
        let settings = scenario::AbTest {
            test: TestKind::from_name(test).unwrap(),
            sample: 40_000,
            ..scenario::AbTest::default()
        };
        AbTest::new(&settings, &Canary::default()).look(counts, false).decision
    };
    let [stable, candidate] = counts;
    assert_eq!(
        ["fixed", "naive", "sequential"].map(|test| first_look(test, [candidate, stable])),
        [None, Some(Decision::Worse), Some(Decision::Worse)]
    );
}

#[test]
fn without_stickiness_the_numbers_of_instances_are_the_share() {
    check(
        Trial::new("kind = 'ab-test'\nab_test.sticky = false\nab_test.longest_s = 5", 4),
        "
        4(4) 0(0) drain 1 stable
        3(3) 0(0) launch 2 candidate
        3(3) 2(2) drain 1 stable
        2(2) 2(2) enrol [7444, 7444]
        2(2) 2(2) look Some(Unclear)
        2(2) 2(2) give up: NotBetter { difference: 0.0 }
        2(2) 2(2) launch 1 stable
        3(3) 2(2) drain 2 candidate
        3(3) 0(0) launch 1 stable
        4(4) 0(0) finish
        ",
    );
}

#[test]
fn the_operator_may_promote_before_it_is_decided() {
    check(
        Trial::new("kind = 'ab-test'\nab_test.longest_s = 50", 4).promote_after(4),
        "
        4(4) 0(0) route 0 %
        4(4) 0(0) launch 2 candidate
        4(4) 2(2) route 50 %
        4(4) 2(2) enrol [7444, 7444]
        4(4) 2(2) launch 2 candidate
        4(4) 4(4) route 100 %
        4(4) 4(4) finish
        4(4) 4(4) drain 4 stable
        ",
    );
}
