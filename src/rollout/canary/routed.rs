//! A canary behind a router that splits by weight.

use super::super::argo::routed::{Rules, Scale, are_reached, may_set, sizes, weight};
use super::super::argo::{Sizes, abort, course};
use super::super::retreat::Retreat;
use super::super::{Action, Finisher, Next, View, older, scaling};
use super::walk::Walk;
use crate::fleet::{Split, VersionId};
use crate::kernel::Time;
use crate::scenario::{self, StepKind};

/// The rules of a routed canary, and what it remembers.
#[derive(Clone, Debug)]
pub struct Routed {
    rules: Rules,
    scale_down_delay: Time,
    /// Whether the candidates are kept for a time after a roll-back, so that their number does not follow the traffic.
    keeps_canary: bool,
    /// Whether candidates are compared with as many new instances of the stable version.
    fresh_baseline: bool,
    /// The weight that the router has.
    sent: u32,
    /// Whether it still has that of the deployment before, which this one has overtaken.
    is_inherited: bool,
    /// Whether the candidate's service selects this deployment's version, which it does from its first available instance on.
    is_selected: bool,
    /// Share of the users whom a header sends to the candidate, percent.
    header_percent: u32,
    /// Share of the requests that are copied to the candidate, percent.
    mirror_percent: u32,
    /// When the stable fleet may go, once the candidate has all traffic.
    scale_down_at: Option<Time>,
    retreat: Retreat,
    finisher: Finisher,
}

impl Routed {
    /// A canary with these settings.
    pub fn new(settings: &scenario::Canary) -> Routed {
        let dynamic_stable = settings.dynamic_stable_scale;
        let retreat = Retreat::keeping(settings.abort_scale_down_delay_s);
        Routed {
            rules: Rules {
                whole: settings.max_traffic_weight,
                dynamic_stable,
                min_instances: settings.min_instances,
                threshold: settings.progress_threshold,
            },
            // A stable fleet that follows its traffic has gone by then.
            scale_down_delay: Time::from_seconds(if dynamic_stable { 0.0 } else { settings.scale_down_delay_s }),
            keeps_canary: retreat.keeps_for_a_time(),
            fresh_baseline: settings.fresh_baseline,
            sent: 0,
            is_inherited: false,
            is_selected: false,
            header_percent: 0,
            mirror_percent: 0,
            scale_down_at: None,
            retreat,
            finisher: Finisher::default(),
        }
    }

    /// The canary of a deployment that overtakes the one of `before`: a stable side that has shrunk cannot take that one's traffic
    /// back at once, so the router keeps its weight.
    pub fn after(mut self, before: &Routed) -> Routed {
        if self.rules.dynamic_stable && before.sent > 0 {
            (self.sent, self.is_inherited) = (before.sent, true);
        }
        self
    }

    /// Whether the router still sends requests to what the deployment before has left.
    pub fn is_inherited(&self) -> bool {
        self.is_inherited
    }

    fn sizes(&self, walk: &Walk, view: &View) -> Sizes {
        let scale = course::scale(walk.steps(), walk.at(), self.rules.whole);
        let Sizes { canary, stable } = sizes(self.rules, view.wanted, scale, self.sent, None);
        let (beside, _) = course::experiment(walk.steps(), walk.at());
        Sizes { canary: canary + beside, stable }
    }

    /// The wanted number has changed: so does the stable fleet while it stands, and the candidate's share of it.
    pub fn resize(&self, walk: &Walk, view: &View) -> Vec<Action> {
        let whole = self.scale_down_at.is_some() || view.is_back();
        let Sizes { canary, stable } = self.sizes(walk, view);
        let [canary, stable] = if whole { [view.wanted; 2] } else { [canary, stable] };
        let (new, old) = if view.is_back() { (stable, canary) } else { (canary, stable) };
        scaling::fit_standing(view, new, old)
    }

    /// How instances of earlier deployments go. An overtaken version stays while the candidate's service selects it, or the router
    /// still has the weight that it was given for it (Argo Rollouts, `isReplicaSetReferenced`).
    pub fn older(&self, view: &View) -> older::Rule {
        let is_replaced = view.counts[VersionId::Candidate.index()].available > 0 && !self.is_inherited;
        let is_given_up = view.is_back() && (!self.rules.dynamic_stable || self.sent == 0);
        if is_replaced || is_given_up || self.is_complete() {
            older::Rule::After(self.scale_down_delay)
        } else {
            older::Rule::AfterButOvertaken(self.scale_down_delay)
        }
    }

    /// Whether all traffic has come to the candidate.
    pub fn is_complete(&self) -> bool {
        self.scale_down_at.is_some()
    }

    pub fn next(&mut self, walk: &mut Walk, view: &View) -> Next {
        if view.is_back() {
            return self.back(walk, view);
        }
        if view.split == Split::Together {
            return Next::Act(Action::Route(Split::Weight(0)));
        }
        if let Some(at) = self.scale_down_at {
            return fit_baseline(view, 0).map_or_else(|| self.clean_up(view, at), Next::Act);
        }
        walk.go_on(view);
        let (new, old) = (view.new_side(), view.old_side());
        let goal = self.sizes(walk, view);
        let baseline = self.baseline(walk, goal.canary, view.wanted);
        let reached = are_reached(self.rules, goal, new, old) && view.baseline.available >= baseline;
        let present = course::weight(walk.steps(), walk.at(), self.rules.whole);
        let before = if walk.is_held() { present } else { course::weight_before(walk.steps(), walk.at()) };
        let weight = weight(new, reached, present, before);
        // A router forgets its header and its copies when nobody is there to serve them, and hears of them again only from a
        // step; they end with the steps.
        match walk.step() {
            _ if new.available == 0 => (self.header_percent, self.mirror_percent) = (0, 0),
            None => self.mirror_percent = 0,
            Some(step) if step.kind == StepKind::Mirror => self.mirror_percent = step.mirror_percent,
            Some(step) if step.kind == StepKind::HeaderRoute => self.header_percent = step.users_percent,
            _ => {}
        }
        if let Some(action) = view.mirrors(self.mirror_percent) {
            return Next::Act(action);
        }
        if self.is_inherited && !self.is_selected && new.available > 0 {
            self.is_selected = true;
            return Next::Act(Action::Select);
        }
        let may_set = may_set(self.rules, weight, view.wanted, old);
        let weight = if may_set { weight } else { self.sent };
        self.is_inherited &= !may_set;
        // That nobody is there for a header any more does not wait for the stable side.
        if (may_set || new.available == 0)
            && let Some(action) = self.send(view, weight)
        {
            return Next::Act(action);
        }
        if walk.step().is_none() && reached && self.sent == self.rules.whole {
            self.scale_down_at = Some(view.now + self.scale_down_delay);
            return self.finisher.finish(view);
        }
        let stable = scaling::fit(view, VersionId::Stable, goal.stable);
        let canary = || scaling::fit(view, VersionId::Candidate, goal.canary);
        if let Some(action) = stable.or_else(canary).or_else(|| fit_baseline(view, baseline)) {
            return Next::Act(action);
        }
        let done = walk.step().is_some_and(|step| match step.kind {
            StepKind::SetWeight | StepKind::ScaleInstances | StepKind::ScaleWeight | StepKind::ScaleMatch => reached,
            StepKind::Experiment => reached,
            StepKind::HeaderRoute | StepKind::Mirror | StepKind::Pause | StepKind::Analysis => true,
        });
        if done || walk.is_held() { walk.hold(view) } else { Next::Wait }
    }

    /// How many instances candidates are compared with, of which there are to be so many: as many, while there are steps, or those
    /// of an experiment.
    fn baseline(&self, walk: &Walk, candidates: u32, wanted: u32) -> u32 {
        let (_, of_experiment) = course::experiment(walk.steps(), walk.at());
        match of_experiment {
            0 if self.fresh_baseline && walk.step().is_some() => candidates.min(wanted),
            count => count,
        }
    }

    /// Tells the router, unless it has been told.
    fn send(&mut self, view: &View, weight: u32) -> Option<Action> {
        self.sent = weight;
        let split = Split::Weight(users_percent(weight, self.rules.whole, self.header_percent));
        (view.split != split).then_some(Action::Route(split))
    }

    /// The candidate has all traffic: the stable fleet goes when its time has come.
    fn clean_up(&mut self, view: &View, at: Time) -> Next {
        match view.old_side().asked {
            0 => Next::Wait,
            _ if view.now < at => Next::Pause(at),
            count => {
                self.retreat.old_fleet_goes();
                Next::Act(Action::Drain { version: view.target.other(), count })
            }
        }
    }

    /// The way back: at once where the stable fleet stands, in step with it where it has shrunk.
    fn back(&mut self, walk: &Walk, view: &View) -> Next {
        if let Some(action) = fit_baseline(view, 0) {
            return Next::Act(action);
        }
        if let Some(action) = view.mirrors(0) {
            return Next::Act(action);
        }
        let all_came = self.scale_down_at.is_some();
        if !self.rules.dynamic_stable || all_came || view.split == Split::Together {
            return self.retreat.next(view);
        }
        let [stable, candidate] = view.counts;
        let seen = abort::Seen {
            whole: self.rules.whole,
            wanted: view.wanted,
            stable: stable.available,
            canary: candidate.available,
            sent: Some(self.sent),
            keeps_canary: self.keeps_canary,
        };
        self.header_percent = 0;
        let weights = course::set_weights(walk.steps());
        if let Some(action) = self.send(view, abort::weight(seen, &weights)) {
            return Next::Act(action);
        }
        if self.sent == 0 {
            return self.retreat.next(view);
        }
        let target = Scale::Weight(abort::target(seen, &weights));
        let goal = sizes(self.rules, view.wanted, target, self.sent, Some(candidate.asked));
        let kept = self.retreat.keeps();
        let action = scaling::fit(view, VersionId::Stable, goal.stable)
            .or_else(|| scaling::fit(view, VersionId::Candidate, goal.canary).filter(|_| !kept));
        action.map_or(Next::Wait, Next::Act)
    }
}

/// What brings those with which candidates are compared to this number, if anything is needed.
fn fit_baseline(view: &View, size: u32) -> Option<Action> {
    let asked = view.baseline.asked;
    match size {
        _ if size > asked => Some(Action::LaunchBaseline { count: size - asked }),
        _ if size < asked => Some(Action::DrainBaseline { count: asked - size }),
        _ => None,
    }
}

/// The share of all users that goes to the candidate, percent: those with the header, and of the others those of the weight. A
/// weight that is not all or nothing is neither when rounded.
fn users_percent(weight: u32, whole: u32, header: u32) -> u32 {
    let rounded = |part: u32, of: u32| (2 * u64::from(part) * 100 + u64::from(of)) / (2 * u64::from(of.max(1)));
    let percent = match weight {
        0 => 0,
        _ if weight >= whole => 100,
        _ => rounded(weight, whole).clamp(1, 99) as u32,
    };
    header + rounded((100 - header) * percent, 10_000) as u32
}

#[cfg(test)]
mod tests {
    use super::users_percent;

    #[test]
    fn weights_and_headers_become_shares_of_the_users() {
        for (weight, whole, header, expected) in [
            (0, 100, 0, 0),
            (25, 100, 0, 25),
            (100, 100, 0, 100),
            // 5 of 1,000 are half a percent; 1 and 999 are not nothing and not all.
            (5, 1_000, 0, 1),
            (1, 1_000, 0, 1),
            (999, 1_000, 0, 99),
            (125, 1_000, 0, 13),
            // 10 % with the header, and 20 % of the other 90: 28.
            (0, 100, 10, 10),
            (20, 100, 10, 28),
            (100, 100, 10, 100),
            (50, 100, 100, 100),
        ] {
            assert_eq!(users_percent(weight, whole, header), expected, "{weight} of {whole}, {header}");
        }
    }
}
