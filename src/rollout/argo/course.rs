//! What the steps of a canary ask for at a place among them. Behind the last step, everything.

use super::routed::Scale;
use crate::scenario::{Step, StepKind};

/// The candidate's weight at step `at`: that of the nearest step at or before it that sets one, 0 if there is none, and what an
/// experiment has beside it; `whole` behind the last step.
#[must_use]
pub fn weight(steps: &[Step], at: usize, whole: u32) -> u32 {
    let Some(step) = steps.get(at) else { return whole };
    let beside = if step.kind == StepKind::Experiment { step.weight } else { 0 };
    (weight_before(steps, at + 1) + beside).min(whole)
}

/// How many candidates, and new instances of the stable version, the experiment of step `at` brings beside the fleets.
#[must_use]
pub fn experiment(steps: &[Step], at: usize) -> (u32, u32) {
    let step = steps.get(at).filter(|step| step.kind == StepKind::Experiment);
    step.map_or((0, 0), |step| (step.instances, step.baseline_instances))
}

/// The weight of the nearest step before `at` that sets one, 0 if there is none.
#[must_use]
pub fn weight_before(steps: &[Step], at: usize) -> u32 {
    last(steps, at, &[StepKind::SetWeight]).map_or(0, |step| step.weight)
}

/// What the candidate's size follows at step `at`: the nearest step at or before it that sets one, unless a later one lets it
/// follow the weight again.
#[must_use]
pub fn scale(steps: &[Step], at: usize, whole: u32) -> Scale {
    let kinds = [StepKind::ScaleInstances, StepKind::ScaleWeight, StepKind::ScaleMatch];
    let step = last(steps, at + 1, &kinds).filter(|_| at < steps.len());
    match step.map(|step| (step.kind, step)) {
        Some((StepKind::ScaleInstances, step)) => Scale::Instances(step.instances),
        Some((StepKind::ScaleWeight, step)) => Scale::Weight(step.weight),
        // An experiment's candidates are no part of what stands behind the weight.
        _ if at < steps.len() => Scale::Weight(weight_before(steps, at + 1)),
        _ => Scale::Weight(whole),
    }
}

/// The weights that the steps set, in their order.
pub fn set_weights(steps: &[Step]) -> Vec<u32> {
    steps.iter().filter(|step| step.kind == StepKind::SetWeight).map(|step| step.weight).collect()
}

/// The last of the first `count` steps that is of one of these kinds.
fn last<'a>(steps: &'a [Step], count: usize, kinds: &[StepKind]) -> Option<&'a Step> {
    steps.iter().take(count).rev().find(|step| kinds.contains(&step.kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: StepKind) -> Step {
        Step { kind, ..Step::default() }
    }

    #[test]
    fn the_nearest_step_counts() {
        let steps = [
            of(StepKind::Pause),
            Step { weight: 20, ..of(StepKind::SetWeight) },
            Step { instances: 3, ..of(StepKind::ScaleInstances) },
            of(StepKind::HeaderRoute),
            Step { weight: 60, ..of(StepKind::ScaleWeight) },
            Step { weight: 40, ..of(StepKind::SetWeight) },
            of(StepKind::ScaleMatch),
            of(StepKind::Pause),
        ];
        let at = |at| (weight(&steps, at, 100), weight_before(&steps, at), scale(&steps, at, 100));
        for (place, expected) in [
            // Weight, the weight before, scale.
            (0, (0, 0, Scale::Weight(0))),
            (1, (20, 0, Scale::Weight(20))),
            (2, (20, 20, Scale::Instances(3))),
            (3, (20, 20, Scale::Instances(3))),
            (4, (20, 20, Scale::Weight(60))),
            (5, (40, 20, Scale::Weight(60))),
            (6, (40, 40, Scale::Weight(40))),
            (7, (40, 40, Scale::Weight(40))),
            // Behind the last step.
            (8, (100, 40, Scale::Weight(100))),
        ] {
            assert_eq!(at(place), expected, "step {place}");
        }
        assert_eq!(set_weights(&steps), [20, 40]);
        // A size that was set is forgotten behind the last step.
        assert_eq!(scale(&steps[..3], 3, 100), Scale::Weight(100));
    }

    #[test]
    fn an_experiment_is_beside_the_rest() {
        let experiment = Step { weight: 5, instances: 2, baseline_instances: 3, ..of(StepKind::Experiment) };
        let steps = [experiment.clone(), Step { weight: 98, ..of(StepKind::SetWeight) }, experiment];
        let at = |at| (weight(&steps, at, 100), scale(&steps, at, 100), super::experiment(&steps, at));
        assert_eq!(at(0), (5, Scale::Weight(0), (2, 3)));
        assert_eq!(at(1), (98, Scale::Weight(98), (0, 0)));
        assert_eq!(at(2), (100, Scale::Weight(98), (2, 3)));
        assert_eq!(at(3), (100, Scale::Weight(100), (0, 0)));
    }

    #[test]
    fn without_steps_everything_is_wanted_at_once() {
        assert_eq!((weight(&[], 0, 1_000), weight_before(&[], 0)), (1_000, 0));
        assert_eq!(scale(&[], 0, 1_000), Scale::Weight(1_000));
    }
}
