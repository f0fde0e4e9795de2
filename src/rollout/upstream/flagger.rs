//! fluxcd/flagger, `pkg/controller/scheduler_svc_test.go` and `scheduler_deployment_test.go`, `pkg/canary/deployment_ready_test.go`.

use super::super::flagger::tick::{Form, Phase, Readiness, Rules, Seen, Status, Write, tick};
use super::super::testing::{full, view};
use super::super::{Action, Counts, Next, Strategy, View};
use crate::fleet::Split;
use crate::scenario::{self, StrategyKind};
use Phase::{Failed, Finalising, Progressing, Promoting, Succeeded};

const RULES: Rules = Rules {
    form: Form::Canary,
    threshold: 10,
    step_weight: 10,
    step_weights: Vec::new(),
    max_weight: 50,
    step_weight_promotion: 0,
    mirror: false,
    routed: true,
    skip_analysis: false,
};

const WELL: Seen = Seen { primary: Readiness::Ready, canary: Readiness::Ready, passes: true };
const STUCK: Seen = Seen { primary: Readiness::Stuck, ..WELL };

/// Phase and weight after each of so many ticks that find everything well.
fn ticks(rules: &Rules, count: usize) -> Vec<(Phase, u32)> {
    let mut status = Status::default();
    let mut one = || {
        status = tick(rules, status, WELL).0;
        (status.phase, status.weight)
    };
    std::iter::repeat_with(&mut one).take(count).collect()
}

#[test]
fn weights_up_to_the_promotion() {
    for (step_weight, step_weights, max_weight, expected) in [
        // 40 is below 50, 60 is not.
        (20, vec![], 50, &[0, 20, 40, 60][..]),
        (50, vec![], 100, &[0, 50, 100]),
        (0, vec![1, 2, 10, 80], 0, &[0, 1, 2, 10, 80]),
        // No more than all.
        (0, vec![1, 2, 10, 200], 0, &[0, 1, 2, 10, 100]),
    ] {
        let rules = Rules { step_weight, step_weights, max_weight, ..RULES };
        let last = expected[expected.len() - 1];
        let mut all: Vec<(Phase, u32)> = expected.iter().map(|weight| (Progressing, *weight)).collect();
        all.extend([(Promoting, last), (Finalising, 0), (Succeeded, 0)]);
        assert_eq!(ticks(&rules, all.len()), all, "{rules:?}");
    }
}

#[test]
fn phases() {
    // All at once, and back in two steps: 100, 50, 0.
    let halves = Rules { step_weight: 100, max_weight: 0, step_weight_promotion: 50, threshold: 1, ..RULES };
    let expected = [(Progressing, 0), (Progressing, 100), (Promoting, 100), (Promoting, 50), (Finalising, 0)];
    assert_eq!(ticks(&halves, 6)[..5], expected);
    assert_eq!(ticks(&halves, 6)[5], (Succeeded, 0));
    // One iteration, and one tick with all traffic.
    let blue_green = Rules { form: Form::BlueGreen(1), step_weight: 0, max_weight: 0, threshold: 1, ..RULES };
    let phases: Vec<Phase> = ticks(&blue_green, 6).into_iter().map(|(phase, _)| phase).collect();
    assert_eq!(phases, [Progressing, Progressing, Progressing, Promoting, Finalising, Succeeded]);
}

#[test]
fn chosen_users_are_all_on_the_canary_for_ten_ticks() {
    let rules = Rules { form: Form::AbTest(10), ..RULES };
    let all = ticks(&rules, 14);
    assert_eq!(all[..2], [(Progressing, 0), (Progressing, 100)]);
    assert_eq!(all[10..], [(Progressing, 100), (Promoting, 100), (Finalising, 0), (Succeeded, 0)]);
}

#[test]
fn copies_come_before_the_first_weight() {
    let rules = Rules { mirror: true, ..RULES };
    let seen = Status { phase: Progressing, ..Status::default() };
    let (copying, _) = tick(&rules, seen, WELL);
    assert_eq!((copying.weight, copying.mirrored), (0, true));
    let (after, _) = tick(&rules, copying, WELL);
    assert_eq!((after.weight, after.mirrored), (10, false));
}

#[test]
fn ten_failed_checks_of_ten_take_it_back() {
    let failed = Status { phase: Progressing, failed_checks: 10, ..Status::default() };
    let (after, write) = tick(&RULES, failed, Seen { passes: false, ..WELL });
    assert_eq!((after.phase, write), (Failed, Write::RollBack));
}

#[test]
fn a_primary_that_breaks_after_the_promotion_leaves_everything_to_the_canary() {
    for (phase, weight) in [(Promoting, 50), (Finalising, 0)] {
        let (after, write) = tick(&RULES, Status { phase, weight, ..Status::default() }, STUCK);
        assert_eq!((after.phase, after.weight, write), (Failed, 100, Write::KeepCanary), "{phase:?}");
    }
}

#[test]
fn an_analysis_that_is_skipped() {
    let rules = Rules { skip_analysis: true, ..RULES };
    assert_eq!(ticks(&rules, 2), [(Progressing, 0), (Succeeded, 0)]);
}

#[test]
fn enough_of_a_workload() {
    // Asked for, available, percent that is enough: whether the first tick scales the canary up.
    for (asked, available, percent, expected) in [
        (1, 1, 100, true),
        (2, 1, 100, false),
        // Fewer than are wanted.
        (1, 1, 50, true),
        (4, 2, 50, true),
        (4, 1, 50, false),
    ] {
        let mut settings = scenario::Strategy { kind: StrategyKind::Flagger, ..scenario::Strategy::default() };
        settings.flagger.primary_ready_percent = percent;
        let mut strategy = Strategy::new(&settings, &scenario::Rollback::default());
        let stable = Counts { available, ..full(asked) };
        let seen = View { counts: [stable, full(0)], split: Split::Weight(0), ..view(asked) };
        let launched = matches!(strategy.next(&seen), Next::Act(Action::Launch { .. }));
        assert_eq!(launched, expected, "{available} of {asked} at {percent} %");
    }
    // One stands where two are wanted.
    let settings = scenario::Strategy { kind: StrategyKind::Flagger, ..scenario::Strategy::default() };
    let mut strategy = Strategy::new(&settings, &scenario::Rollback::default());
    let seen = View { counts: [full(1), full(0)], split: Split::Weight(0), ..view(2) };
    assert!(matches!(strategy.next(&seen), Next::Look(_)));
}
