//! Flagger's loop: a canary of full size that gets more of the traffic at every tick; then the primary, which has served all
//! along, takes the new version over by its own rolling update, and the canary goes.
//!
//! The primary's instances are those of the stable version until the promotion. From then on they are exchanged for instances of
//! the candidate, as a Deployment exchanges them, and the requests that the primary gets are spread over what is available of
//! both: so the candidate's share grows with its part of the primary, although the router's weight stays.

mod checks;
pub(super) mod tick;

use super::deployment::{self, Limits, ReplicaSet, Scaling};
use super::retreat::Retreat;
use super::{Action, Blame, Counts, Finisher, Next, View, older, scaling};
use crate::fleet::{Split, VersionId};
use crate::kernel::Time;
use crate::scenario::{self, Amount, FlaggerForm};
use checks::Checks;
use tick::{Form, Phase, Readiness, Rules, Seen, Status, Write, tick};

/// Flagger's loop.
#[derive(Clone, Debug)]
pub struct Flagger {
    rules: Rules,
    interval: Time,
    checks: Checks,
    /// Whether a workload that does not become ready makes it roll back.
    on_deadline: bool,
    users_percent: u32,
    /// Share of the requests that are copied while any are, percent.
    mirror_percent: u32,
    /// Shares of primary and canary that must be available, percent.
    enough: [u32; 2],
    /// Limits of the primary's rolling update.
    max_surge: Amount,
    max_unavailable: Amount,
    count_draining: bool,
    status: Status,
    /// `None` before the rollout.
    next_tick: Option<Time>,
    /// Size of the canary.
    canary: u32,
    /// Whether the primary has the new version's specification.
    promoted: bool,
    /// Why the last check failed.
    blame: Blame,
    /// Whether another revision has come, which the next tick will notice.
    begins_anew: bool,
    retreat: Retreat,
    finisher: Finisher,
}

impl Flagger {
    /// Flagger's loop with these settings, the limits of the primary's own update, and those that checks fail by.
    #[must_use]
    pub fn new(settings: &scenario::Flagger, rolling: &scenario::Rolling, limits: &scenario::Rollback) -> Flagger {
        let form = match settings.form {
            _ if !settings.routed => Form::BlueGreen(settings.iterations),
            FlaggerForm::Canary => Form::Canary,
            FlaggerForm::AbTest => Form::AbTest(settings.iterations),
            FlaggerForm::BlueGreen => Form::BlueGreen(settings.iterations),
        };
        Flagger {
            rules: Rules {
                form,
                threshold: settings.threshold,
                step_weight: settings.step_weight,
                step_weights: settings.step_weights.iter().map(|weight| *weight as u32).collect(),
                max_weight: settings.max_weight,
                step_weight_promotion: settings.step_weight_promotion,
                mirror: settings.mirror,
                routed: settings.routed,
                skip_analysis: settings.skip_analysis,
            },
            interval: Time::from_seconds(settings.interval_s),
            checks: Checks::new(limits, settings.no_data_fails),
            on_deadline: limits.automatic && limits.on_deadline,
            users_percent: settings.users_percent,
            mirror_percent: settings.mirror_percent,
            enough: [settings.primary_ready_percent, settings.canary_ready_percent],
            max_surge: rolling.max_surge,
            max_unavailable: rolling.max_unavailable,
            count_draining: rolling.count_draining,
            status: Status::default(),
            next_tick: None,
            canary: 0,
            promoted: false,
            blame: Blame::NoData,
            begins_anew: false,
            retreat: Retreat::keeping(0.0),
            finisher: Finisher::default(),
        }
    }

    /// The loop for the next revision, which has come while `before` was looking at one: its canary is updated in place of being
    /// scaled up, and the loop notices at its next tick, where the weight goes back to 0.
    pub(super) fn after(self, before: &Flagger) -> Flagger {
        if before.canary == 0 {
            return self;
        }
        let status = Status { phase: Phase::Progressing, ..Status::default() };
        Flagger { status, canary: before.canary, next_tick: before.next_tick, begins_anew: true, ..self }
    }

    /// Whether the primary is taking the new version over, or has everything but the end of that behind it.
    pub(super) fn is_promoting(&self) -> bool {
        self.promoted
    }

    /// How instances of earlier deployments go, unless they are part of the canary's own update.
    pub(super) fn older(&self, view: &View) -> Option<older::Rule> {
        let is_of_canary = self.canary > 0 && !self.promoted && !view.is_back();
        (!is_of_canary).then_some(older::Rule::After(Time::ZERO))
    }

    /// One sync of the canary's own Deployment while instances of an earlier revision are part of it.
    fn update_canary(&self, view: &View) -> Option<Action> {
        let candidate = view.counts[VersionId::Candidate.index()];
        let is_whole = candidate.asked >= self.canary && view.older(|counts| counts.asked) == 0;
        if self.canary == 0 || self.promoted || is_whole {
            return None;
        }
        let set = |side: Counts| ReplicaSet { spec: side.asked, available: side.available };
        let old: Vec<ReplicaSet> = view.older.iter().map(|older| set(older.counts)).collect();
        match deployment::sync(&self.limits(self.canary), set(candidate), &old, 0) {
            Scaling::New(size) => scaling::fit(view, VersionId::Candidate, size),
            Scaling::Old(sizes) => view.older.iter().zip(sizes).find_map(|(older, size)| {
                let count = older.counts.asked - size;
                (count > 0).then_some(Action::DrainOlder { revision: older.revision, count })
            }),
            Scaling::Nothing => None,
        }
    }

    fn limits(&self, wanted: u32) -> Limits {
        Limits::new(wanted, self.max_surge, self.max_unavailable)
    }

    /// The wanted number has changed: so does the primary. The canary keeps its size.
    pub(super) fn resize(&self, view: &View) -> Vec<Action> {
        match () {
            () if view.is_back() => scaling::fit_standing(view, view.wanted, view.wanted),
            () if self.promoted => self.keep(view),
            () => scaling::fit(view, VersionId::Stable, view.wanted).into_iter().collect(),
        }
    }

    /// While the operator holds the loop, the primary is a Deployment all the same.
    pub(super) fn keep(&self, view: &View) -> Vec<Action> {
        self.exchange(view).into_iter().collect()
    }

    pub(super) fn next(&mut self, view: &View) -> Next {
        if view.is_back() {
            return self.retreat.next(view);
        }
        if view.split == Split::Together {
            return Next::Act(Action::Route(Split::Weight(0)));
        }
        let exchange = self.exchange(view).or_else(|| self.update_canary(view));
        if let Some(action) = self.copies(view).or(exchange).or_else(|| self.follow(view)) {
            return Next::Act(action);
        }
        match self.status.phase {
            Phase::Succeeded if self.primary(view) == Readiness::Ready => return self.finisher.finish(view),
            Phase::Succeeded | Phase::Failed => return Next::Wait,
            _ => {}
        }
        let due = *self.next_tick.get_or_insert(view.now);
        if view.now < due {
            return self.until(due, view);
        }
        // A loop that was held goes on at its own moments.
        let missed = (view.now - due).0 / self.interval.0;
        let next = due + Time(self.interval.0 * (missed + 1));
        self.next_tick = Some(next);
        let act = self.tick(view).or_else(|| self.copies(view).map(Next::Act));
        act.unwrap_or_else(|| self.until(next, view))
    }

    /// What has requests copied while they shall be, and no longer.
    fn copies(&self, view: &View) -> Option<Action> {
        view.mirrors(if self.status.mirrored { self.mirror_percent } else { 0 })
    }

    /// Nothing to do before the next tick. What it waits for by itself is no lack of progress.
    fn until(&self, tick: Time, view: &View) -> Next {
        let is_well = [self.primary(view), self.canary(view)] == [Readiness::Ready; 2];
        if is_well { Next::Pause(tick) } else { Next::Look(tick) }
    }

    fn tick(&mut self, view: &View) -> Option<Next> {
        if std::mem::take(&mut self.begins_anew) {
            let split = Split::Weight(0);
            return (view.split != split).then_some(Next::Act(Action::Route(split)));
        }
        let failed = self.checks.failed(view.reading);
        let seen = Seen { primary: self.primary(view), canary: self.canary(view), passes: failed.is_none() };
        let (status, write) = tick(&self.rules, self.status, seen);
        if status.failed_checks > self.status.failed_checks {
            self.blame = failed.unwrap_or(self.blame);
        }
        self.status = status;
        let route = |percent| Some(Next::Act(Action::Route(Split::Weight(percent))));
        match write {
            Write::Nothing => None,
            Write::ScaleUp => {
                self.canary = view.wanted;
                Some(Next::Act(Action::Launch { version: VersionId::Candidate, count: view.wanted }))
            }
            Write::SetWeight => route(self.weight()),
            Write::Promote => {
                self.promote();
                self.exchange(view).map(Next::Act)
            }
            Write::PromoteUnchecked => {
                self.promote();
                self.let_canary_go()
            }
            // Whoever serves, it is the candidate.
            Write::MoveBack if status.phase == Phase::Finalising => route(100),
            Write::MoveBack => None,
            Write::ScaleDown => self.let_canary_go(),
            Write::KeepCanary => route(100),
            Write::RollBack => {
                let is_stuck = [seen.primary, seen.canary].contains(&Readiness::Stuck);
                Some(Next::GiveUp(if is_stuck { Blame::NoProgress } else { self.blame }))
            }
        }
    }

    fn promote(&mut self) {
        self.promoted = true;
        self.retreat.old_fleet_goes();
    }

    fn let_canary_go(&mut self) -> Option<Next> {
        let count = std::mem::take(&mut self.canary);
        Some(Next::Act(Action::Drain { version: VersionId::Candidate, count }))
    }

    /// The canary's share of all users, percent.
    fn weight(&self) -> u32 {
        match self.rules.form {
            Form::AbTest(_) => self.status.weight * self.users_percent / 100,
            Form::Canary | Form::BlueGreen(_) => self.status.weight,
        }
    }

    /// The part of the primary that runs the candidate, and the part that does not.
    fn parts(&self, view: &View) -> [ReplicaSet; 2] {
        let [stable, candidate] = view.counts;
        let set = |side: Counts, others: u32| ReplicaSet {
            spec: side.asked.saturating_sub(others),
            available: side.available.saturating_sub(others),
        };
        [set(candidate, self.canary), set(stable, 0)]
    }

    /// One sync of the primary's Deployment, once it has the new version's specification.
    fn exchange(&self, view: &View) -> Option<Action> {
        if !self.promoted {
            return None;
        }
        let [new, old] = self.parts(view);
        let limits = self.limits(view.wanted);
        let leaving = if self.count_draining { view.counts.iter().map(|side| side.draining).sum() } else { 0 };
        match deployment::sync(&limits, new, &[old], leaving) {
            Scaling::New(size) => scaling::fit(view, VersionId::Candidate, self.canary + size),
            Scaling::Old(sizes) => scaling::fit(view, VersionId::Stable, sizes.iter().sum()),
            Scaling::Nothing => None,
        }
    }

    /// The primary's requests are spread over what is available there of both versions.
    fn follow(&self, view: &View) -> Option<Action> {
        let [new, old] = self.parts(view).map(|part| part.available);
        let is_moving = matches!(self.status.phase, Phase::Promoting | Phase::Finalising | Phase::Succeeded);
        if !self.promoted || !is_moving || new + old == 0 {
            return None;
        }
        let split = Split::Weight(share(self.weight(), new, old));
        (view.split != split && !self.finisher.is_finished(view)).then_some(Action::Follow(split))
    }

    fn primary(&self, view: &View) -> Readiness {
        let [new, old] = self.parts(view);
        let (serving, others) = if self.promoted { (new, old.spec) } else { (old, 0) };
        let whole = serving.spec >= view.wanted && others == 0;
        self.readiness(view, whole, serving, self.enough[0])
    }

    fn canary(&self, view: &View) -> Readiness {
        let candidate = view.counts[VersionId::Candidate.index()];
        let set = ReplicaSet { spec: self.canary, available: candidate.available.min(self.canary) };
        let is_whole = candidate.asked >= self.canary && view.older(|counts| counts.asked) == 0;
        self.readiness(view, is_whole, set, self.enough[1])
    }

    fn readiness(&self, view: &View, whole: bool, set: ReplicaSet, enough: u32) -> Readiness {
        // In this order the controller rounds down.
        let needed = (u64::from(set.spec) * u64::from(enough) / 100) as u32;
        match whole && set.available >= needed {
            true => Readiness::Ready,
            false if view.stalled && self.on_deadline => Readiness::Stuck,
            false => Readiness::Waiting,
        }
    }
}

/// The candidate's share of all users, percent: the canary's, and of the others its part of the primary. A share that is not
/// everything is not rounded to it.
fn share(weight: u32, new: u32, old: u32) -> u32 {
    let both = u64::from(new) + u64::from(old);
    let of_primary = u64::from(100 - weight) * u64::from(new);
    let rounded = weight + ((2 * of_primary + both) / (2 * both)) as u32;
    if old > 0 { rounded.min(99) } else { rounded }
}

#[cfg(test)]
mod tests;
