//! Canary: a small share of the users first, then more; the stable fleet stays whole until the end.

use super::retreat::Retreat;
use super::{Action, Finisher, Next, View, scaling};
use crate::fleet::Split;
use crate::kernel::Time;
use crate::scenario::{self, Step};

/// The canary strategy, with a load balancer that splits by weight.
#[derive(Clone, Debug)]
pub struct Canary {
    steps: Vec<Step>,
    /// The step being prepared or held; `steps.len()` on the way to the whole traffic.
    step: usize,
    /// End of the present step's pause, once it holds its weight.
    hold_until: Option<Time>,
    retreat: Retreat,
    finisher: Finisher,
}

impl Canary {
    /// A canary with these steps.
    #[must_use]
    pub fn new(settings: &scenario::Canary) -> Canary {
        Canary {
            steps: settings.steps.clone(),
            step: 0,
            hold_until: None,
            retreat: Retreat::default(),
            finisher: Finisher::default(),
        }
    }

    pub(super) fn promote(&mut self) {
        if self.hold_until.is_some() {
            self.hold_until = Some(Time::ZERO);
        }
    }

    /// As many candidates as carry their share of the traffic; at least one, since a weight is at least 1 %.
    fn needed(&self, wanted: u32) -> u32 {
        let weight = self.steps.get(self.step).map_or(100, |step| step.weight);
        (u64::from(wanted) * u64::from(weight)).div_ceil(100) as u32
    }

    /// The wanted number has changed: so does the stable fleet while it stands, and the candidate's share of it.
    pub(super) fn resize(&self, view: &View) -> Vec<Action> {
        scaling::fit_standing(view, self.needed(view.wanted), view.wanted)
    }

    pub(super) fn next(&mut self, view: &View) -> Next {
        if view.is_back() {
            return self.retreat.next(view);
        }
        if view.split == Split::Together {
            return Next::Act(Action::Route(Split::Weight(0)));
        }
        if let Some(until) = self.hold_until {
            if view.now < until {
                return Next::Pause(until);
            }
            self.hold_until = None;
            self.step += 1;
        }
        let weight = self.steps.get(self.step).map_or(100, |step| step.weight);
        let new = view.new_side();
        let needed = self.needed(view.wanted);
        if new.asked < needed {
            return Next::Act(Action::Launch { version: view.target, count: needed - new.asked });
        }
        if view.split != Split::Weight(weight) {
            if new.available < needed {
                return Next::Wait;
            }
            return Next::Act(Action::Route(Split::Weight(weight)));
        }
        if let Some(step) = self.steps.get(self.step) {
            self.hold_until = Some(view.now + Time::from_seconds(step.pause_s));
            return Next::Act(Action::Hold { step: self.step as u32 });
        }
        if !self.finisher.is_finished(view) {
            return self.finisher.finish(view);
        }
        match view.old_side().asked {
            0 => Next::Wait,
            count => {
                self.retreat.old_fleet_goes();
                Next::Act(Action::Drain { version: view.target.other(), count })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Trial, check};

    const STEPS: &str = "kind = 'canary'\ncanary.steps = [{ weight = 10 }, { weight = 50 }]";

    #[test]
    fn each_weight_waits_for_its_instances() {
        // 5 instances: 10 % needs ceil(0.5) = 1, 50 % ceil(2.5) = 3, 100 % needs 5.
        check(
            Trial::new(STEPS, 5),
            "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 1 candidate
            5(5) 1(1) route 10 %
            5(5) 1(1) hold step 1
            5(5) 1(1) launch 2 candidate
            5(5) 3(3) route 50 %
            5(5) 3(3) hold step 2
            5(5) 3(3) launch 2 candidate
            5(5) 5(5) route 100 %
            5(5) 5(5) finish
            5(5) 5(5) drain 5 stable
            ",
        );
    }

    #[test]
    fn the_way_back_is_one_weight() {
        check(
            Trial::new(STEPS, 5).back_after(4),
            "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 1 candidate
            5(5) 1(1) route 10 %
            5(5) 1(1) hold step 1
            5(5) 1(1) route 0 %
            5(5) 1(1) drain 1 candidate
            5(5) 0(0) finish
            ",
        );
    }

    #[test]
    fn the_stable_fleet_and_the_canaries_share_follow_the_wanted_number() {
        // 10 % of 5 and of 8 are one, 50 % of 8 are 4, of 4 are 2.
        check(
            Trial::new(STEPS, 5).resize_after(3, 8),
            "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 1 candidate
            5(5) 1(1) route 10 %
            5(5) 1(1) launch 3 stable
            8(8) 1(1) hold step 1
            8(8) 1(1) launch 3 candidate
            8(8) 4(4) route 50 %
            8(8) 4(4) hold step 2
            8(8) 4(4) launch 4 candidate
            8(8) 8(8) route 100 %
            8(8) 8(8) finish
            8(8) 8(8) drain 8 stable
            ",
        );
        check(
            Trial::new(STEPS, 8).resize_after(6, 4).back_after(9),
            "
            8(8) 0(0) route 0 %
            8(8) 0(0) launch 1 candidate
            8(8) 1(1) route 10 %
            8(8) 1(1) hold step 1
            8(8) 1(1) launch 3 candidate
            8(8) 4(4) route 50 %
            8(8) 4(4) drain 2 candidate
            8(8) 2(2) drain 4 stable
            4(4) 2(2) hold step 2
            4(4) 2(2) route 0 %
            4(4) 2(2) drain 2 candidate
            4(4) 0(0) finish
            ",
        );
    }

    #[test]
    fn a_last_step_of_100_percent_is_held_too() {
        check(
            Trial::new("kind = 'canary'\ncanary.steps = [{ weight = 100 }]", 2),
            "
            2(2) 0(0) route 0 %
            2(2) 0(0) launch 2 candidate
            2(2) 2(2) route 100 %
            2(2) 2(2) hold step 1
            2(2) 2(2) finish
            2(2) 2(2) drain 2 stable
            ",
        );
    }

    #[test]
    fn without_steps_it_goes_straight_to_all() {
        check(
            Trial::new("kind = 'canary'\ncanary.steps = []", 2),
            "
            2(2) 0(0) route 0 %
            2(2) 0(0) launch 2 candidate
            2(2) 2(2) route 100 %
            2(2) 2(2) finish
            2(2) 2(2) drain 2 stable
            ",
        );
    }
}
