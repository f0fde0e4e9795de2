//! Blue-green: a whole second fleet, a look at it, then all requests at once; the old fleet is kept for a while.

use super::retreat::Retreat;
use super::{Action, Finisher, Next, View, scaling};
use crate::fleet::Split;
use crate::kernel::Time;
use crate::scenario;

/// The blue-green strategy.
#[derive(Clone, Debug)]
pub struct BlueGreen {
    preview: Time,
    scale_down_delay: Time,
    /// End of the preview, once the green fleet is available.
    preview_until: Option<Time>,
    /// When the old fleet may go, once the switch has been made.
    scale_down_at: Option<Time>,
    retreat: Retreat,
    finisher: Finisher,
}

impl BlueGreen {
    /// Blue-green with these settings.
    #[must_use]
    pub fn new(settings: &scenario::BlueGreen) -> BlueGreen {
        BlueGreen {
            preview: Time::from_seconds(settings.preview_s),
            scale_down_delay: Time::from_seconds(settings.scale_down_delay_s),
            preview_until: None,
            scale_down_at: None,
            retreat: Retreat::default(),
            finisher: Finisher::default(),
        }
    }

    pub(super) fn promote(&mut self) {
        if self.preview_until.is_some() {
            self.preview_until = Some(Time::ZERO);
        }
    }

    /// The wanted number has changed: so does every fleet that stands.
    pub(super) fn resize(&self, view: &View) -> Vec<Action> {
        scaling::fit_standing(view, view.wanted, view.wanted)
    }

    pub(super) fn next(&mut self, view: &View) -> Next {
        if view.is_back() {
            return self.retreat.next(view);
        }
        let (new, old) = (view.new_side(), view.old_side());
        if view.split == Split::Together {
            return Next::Act(Action::Route(Split::Weight(0)));
        }
        if new.asked < view.wanted {
            return Next::Act(Action::Launch { version: view.target, count: view.wanted - new.asked });
        }
        if view.split != Split::Weight(100) {
            if new.available < view.wanted {
                return Next::Wait;
            }
            let until = *self.preview_until.get_or_insert(view.now + self.preview);
            if view.now < until {
                return Next::Pause(until);
            }
            self.scale_down_at = Some(view.now + self.scale_down_delay);
            return Next::Act(Action::Route(Split::Weight(100)));
        }
        if !self.finisher.is_finished(view) {
            return self.finisher.finish(view);
        }
        match self.scale_down_at {
            Some(at) if view.now < at => Next::Pause(at),
            _ if old.asked > 0 => {
                self.retreat.old_fleet_goes();
                Next::Act(Action::Drain { version: view.target.other(), count: old.asked })
            }
            _ => Next::Wait,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Trial, check};

    #[test]
    fn a_second_fleet_then_everything_at_once() {
        check(
            Trial::new("kind = 'blue-green'", 3),
            "
            3(3) 0(0) route 0 %
            3(3) 0(0) launch 3 candidate
            3(3) 3(3) route 100 %
            3(3) 3(3) finish
            3(3) 3(3) drain 3 stable
            ",
        );
    }

    #[test]
    fn while_the_old_fleet_stands_the_way_back_is_one_switch() {
        check(
            Trial::new("kind = 'blue-green'", 3).back_after(4),
            "
            3(3) 0(0) route 0 %
            3(3) 0(0) launch 3 candidate
            3(3) 3(3) route 100 %
            3(3) 3(3) finish
            3(3) 3(3) route 0 %
            3(3) 3(3) drain 3 candidate
            3(3) 0(0) finish
            ",
        );
    }

    #[test]
    fn without_the_old_fleet_a_new_one_must_come_first() {
        check(
            Trial::new("kind = 'blue-green'", 3).back_after(5),
            "
            3(3) 0(0) route 0 %
            3(3) 0(0) launch 3 candidate
            3(3) 3(3) route 100 %
            3(3) 3(3) finish
            3(3) 3(3) drain 3 stable
            0(0) 3(3) launch 3 stable
            3(3) 3(3) route 0 %
            3(3) 3(3) drain 3 candidate
            3(3) 0(0) finish
            ",
        );
    }

    #[test]
    fn both_fleets_follow_the_wanted_number() {
        check(
            Trial::new("kind = 'blue-green'", 3).resize_after(3, 5),
            "
            3(3) 0(0) route 0 %
            3(3) 0(0) launch 3 candidate
            3(3) 3(3) route 100 %
            3(3) 3(3) launch 2 candidate
            3(3) 5(5) launch 2 stable
            5(5) 5(5) finish
            5(5) 5(5) drain 5 stable
            ",
        );
    }

    #[test]
    fn a_candidate_that_never_becomes_ready_is_never_switched_to() {
        check(
            Trial::new("kind = 'blue-green'", 2).never_ready(),
            "
            2(2) 0(0) route 0 %
            2(2) 0(0) launch 2 candidate
            ",
        );
    }
}
