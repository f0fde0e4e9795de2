//! Scenarios that a controller could not tell apart, as one.

use super::analyses;
use crate::scenario::{
    Analysis, Autoscaler, BlueGreen, Canary, Check, Checked, Flagger, FlaggerForm, Measure, Metric, Relation, Router,
    Scenario, Step, StepKind, StrategyKind,
};

/// The parts of a scenario that a manifest with this strategy is about.
pub(super) fn held(kind: StrategyKind) -> &'static [&'static str] {
    match kind {
        StrategyKind::Recreate => &["/fleet", "/autoscaler", "/strategy/kind", "/strategy/recreate", "/rollback"],
        StrategyKind::Rolling => &["/fleet", "/autoscaler", "/strategy/kind", "/strategy/rolling", "/rollback"],
        StrategyKind::BlueGreen => {
            &["/fleet", "/autoscaler", "/strategy/kind", "/strategy/blue_green", "/strategy/analyses", "/rollback"]
        }
        StrategyKind::Canary => {
            &["/fleet", "/autoscaler", "/strategy/kind", "/strategy/canary", "/strategy/analyses", "/rollback"]
        }
        // No manifest holds one.
        StrategyKind::AbTest => &[],
        StrategyKind::Shadow => &["/fleet", "/strategy/kind", "/strategy/shadow", "/rollback"],
        StrategyKind::Flagger => {
            &["/fleet", "/strategy/kind", "/strategy/flagger", "/strategy/rolling", "/rollback", "/telemetry/window_s"]
        }
    }
}

/// The same rollout with every setting that it does not use at its default, and one step for each thing that a step does.
pub(super) fn normal(scenario: &Checked) -> Scenario {
    let mut scenario = scenario.clone().into_inner();
    if !scenario.autoscaler.enabled {
        scenario.autoscaler = Autoscaler::default();
    }
    for check in [&mut scenario.fleet.startup, &mut scenario.fleet.liveness] {
        if !check.enabled {
            *check = Check::default();
        }
    }
    let strategy = &mut scenario.strategy;
    strategy.canary.steps = steps(&strategy.canary.steps);
    let used: Vec<String> = analyses::used(strategy).into_iter().map(str::to_owned).collect();
    let mut named: Vec<Analysis> = Vec::new();
    for name in used {
        named.extend(strategy.analyses.iter().find(|analysis| analysis.name == name).cloned());
    }
    named.iter_mut().flat_map(|analysis| &mut analysis.metrics).for_each(forget_unused);
    strategy.analyses = named;
    let usual = Canary::default();
    let canary = &mut strategy.canary;
    match canary.router {
        Router::Weighted => {
            (canary.max_surge, canary.max_unavailable) = (usual.max_surge, usual.max_unavailable);
        }
        Router::Instances => {
            canary.dynamic_stable_scale = usual.dynamic_stable_scale;
            canary.min_instances = usual.min_instances;
            canary.scale_down_delay_s = usual.scale_down_delay_s;
            canary.abort_scale_down_delay_s = usual.abort_scale_down_delay_s;
        }
    }
    // Nothing is replaced in place there.
    strategy.rolling.additional_batch = false;
    if !strategy.blue_green.auto_promotion {
        // A person says when the look ends.
        strategy.blue_green.preview_s = BlueGreen::default().preview_s;
    }
    let flagger = &mut strategy.flagger;
    let usual = Flagger::default();
    if !flagger.routed {
        flagger.form = FlaggerForm::BlueGreen;
    }
    if !flagger.mirror {
        flagger.mirror_percent = usual.mirror_percent;
    }
    if flagger.form == FlaggerForm::Canary {
        flagger.iterations = usual.iterations;
    }
    if flagger.form != FlaggerForm::AbTest {
        flagger.users_percent = usual.users_percent;
    }
    scenario
}

/// What its measure and its conditions do not look at is as usual.
fn forget_unused(metric: &mut Metric) {
    let usual = Metric::default();
    if metric.measure != Measure::Latency {
        metric.quantile = usual.quantile;
    }
    if metric.measure != Measure::Comparison {
        (metric.error_weight, metric.latency_weight) = (usual.error_weight, usual.latency_weight);
        metric.allowed_increase = usual.allowed_increase;
    }
    for condition in [&mut metric.success, &mut metric.failure] {
        if condition.is == Relation::None {
            condition.limit = 0.0;
        }
    }
    if metric.unlimited_failures {
        metric.failure_limit = usual.failure_limit;
    }
}

/// One step for each thing that a step does: what it sets, then how long it lasts.
pub(super) fn steps(steps: &[Step]) -> Vec<Step> {
    let mut normal = Vec::new();
    for step in steps {
        let usual = Step { kind: step.kind, pause_s: 0.0, ..Step::default() };
        let pause = match step.until_promoted {
            true => Step { kind: StepKind::Pause, until_promoted: true, ..Step::default() },
            false => Step { kind: StepKind::Pause, pause_s: step.pause_s, ..Step::default() },
        };
        match step.kind {
            StepKind::Pause => {
                normal.push(pause);
                continue;
            }
            // It lasts as long as its analysis.
            StepKind::Analysis => {
                normal.push(Step { analysis: step.analysis.clone(), ..usual });
                continue;
            }
            // It lasts as long as its analysis, or as it says.
            StepKind::Experiment => {
                normal.push(Step {
                    users_percent: usual.users_percent,
                    mirror_percent: usual.mirror_percent,
                    ..step.clone()
                });
                continue;
            }
            StepKind::SetWeight | StepKind::ScaleWeight => normal.push(Step { weight: step.weight, ..usual }),
            StepKind::ScaleInstances => normal.push(Step { instances: step.instances, ..usual }),
            StepKind::ScaleMatch => normal.push(usual),
            StepKind::HeaderRoute => normal.push(Step { users_percent: step.users_percent, ..usual }),
            StepKind::Mirror => normal.push(Step { mirror_percent: step.mirror_percent, ..usual }),
        }
        if step.until_promoted || step.pause_s > 0.0 {
            normal.push(pause);
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_does_two_things_is_two() {
        let weight = Step { kind: StepKind::SetWeight, weight: 20, pause_s: 0.0, ..Step::default() };
        let pause = Step { kind: StepKind::Pause, pause_s: 5.0, ..Step::default() };
        let open = Step { kind: StepKind::Pause, until_promoted: true, ..Step::default() };
        assert_eq!(steps(&[Step::weight(20, 5.0)]), [weight.clone(), pause.clone()]);
        assert_eq!(steps(&[Step { until_promoted: true, ..Step::weight(20, 5.0) }]), [weight.clone(), open.clone()]);
        // What is normal stays.
        let normal = [weight, pause, open];
        assert_eq!(steps(&normal), normal);
    }
}
