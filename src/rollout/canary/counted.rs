//! A canary without a router: the numbers of instances are the share of the traffic.

use super::super::argo::pass::{Limits, pass};
use super::super::argo::{Sizes, are_enough, course, split};
use super::super::{Action, Finisher, Next, View, older, scaling};
use super::walk::Walk;
use crate::fleet::VersionId;
use crate::scenario::{self, StepKind};

/// The rules of a canary by numbers of instances, and whether it has said that it is complete.
#[derive(Clone, Debug)]
pub struct Counted {
    settings: scenario::Canary,
    finisher: Finisher,
}

impl Counted {
    /// A canary with these settings.
    pub fn new(settings: &scenario::Canary) -> Counted {
        Counted { settings: settings.clone(), finisher: Finisher::default() }
    }

    fn limits(&self, wanted: u32) -> Limits {
        let surge = self.settings.max_surge.rounded_up(wanted);
        let unavailable = self.settings.max_unavailable.rounded_down(wanted).max(u32::from(surge == 0)).min(wanted);
        Limits { wanted, surge, unavailable }
    }

    /// The sizes after one pass towards what the present step asks for, or towards none on the way back.
    fn pass(&self, walk: &Walk, view: &View) -> Sizes {
        let whole = self.settings.max_traffic_weight;
        let weight = if view.is_back() { 0 } else { course::weight(walk.steps(), walk.at(), whole) };
        let limits = self.limits(view.wanted);
        let goal = split::ideal(view.wanted, limits.surge, weight, whole);
        let [stable, candidate] = view.counts;
        pass(limits, goal, candidate, stable, view.older(|counts| counts.asked))
    }

    /// Before and after the rollout the only version takes all; in its midst both go as far as one pass does.
    pub fn resize(&self, walk: &Walk, view: &View) -> Vec<Action> {
        let [stable, candidate] = view.counts.map(|side| side.asked);
        let sizes = match (stable, candidate) {
            (_, 0) => Sizes { canary: 0, stable: view.wanted },
            (0, _) if self.finisher.is_finished(view) => Sizes { canary: view.wanted, stable: 0 },
            _ => self.pass(walk, view),
        };
        writes(view, sizes).into_iter().flatten().collect()
    }

    /// How instances of earlier deployments go.
    pub fn older(&self, wanted: u32) -> older::Rule {
        let Limits { wanted, unavailable, .. } = self.limits(wanted);
        older::Rule::AboveLeast(wanted - unavailable)
    }

    /// Whether only candidates are left.
    pub fn is_complete(&self, view: &View) -> bool {
        self.finisher.is_finished(view)
    }

    pub fn next(&mut self, walk: &mut Walk, view: &View) -> Next {
        if !view.is_back() {
            walk.go_on(view);
        }
        let sizes = self.pass(walk, view);
        if let Some(action) = writes(view, sizes).into_iter().flatten().next() {
            return Next::Act(action);
        }
        let [stable, candidate] = view.counts;
        if view.is_back() {
            let older = view.older(|counts| counts.asked);
            let is_back = candidate.asked + older == 0 && stable.available >= view.wanted;
            return if is_back { self.finisher.finish(view) } else { Next::Wait };
        }
        // Those of earlier deployments go first.
        let reached = are_enough(self.settings.progress_threshold, candidate, sizes.canary)
            && view.older(|counts| counts.asked) == 0;
        match walk.step() {
            Some(step) if reached || walk.is_held() || matches!(step.kind, StepKind::Pause | StepKind::Analysis) => {
                walk.hold(view)
            }
            None if reached && stable.asked == 0 => self.finisher.finish(view),
            _ => Next::Wait,
        }
    }
}

/// What brings both sides to their sizes, the stable one first.
fn writes(view: &View, sizes: Sizes) -> [Option<Action>; 2] {
    [(VersionId::Stable, sizes.stable), (VersionId::Candidate, sizes.canary)]
        .map(|(version, size)| scaling::fit(view, version, size))
}
