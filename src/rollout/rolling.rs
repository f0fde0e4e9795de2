//! Rolling update: a few instances at a time, with new instances beside the old ones (as a Kubernetes Deployment does)
//! or in place.

use super::{Action, Finisher, Next, View, scaling};
use crate::scenario::{self, Amount};

/// The rolling strategy.
#[derive(Clone, Debug)]
pub struct Rolling {
    in_place: bool,
    max_surge: Amount,
    max_unavailable: Amount,
    count_draining: bool,
    finisher: Finisher,
}

impl Rolling {
    /// A rolling update with these settings.
    #[must_use]
    pub fn new(settings: &scenario::Rolling) -> Rolling {
        Rolling {
            in_place: settings.in_place,
            max_surge: settings.max_surge,
            max_unavailable: settings.max_unavailable,
            count_draining: settings.count_draining,
            finisher: Finisher::default(),
        }
    }

    /// Instances above a fleet of `wanted`: a percentage rounds up, as in Kubernetes; in place it has no meaning.
    fn surge(&self, wanted: u32) -> u32 {
        if self.in_place { 0 } else { self.max_surge.rounded_up(wanted) }
    }

    /// Instances below it: a percentage rounds down; at least 1 without a surge, and at most the fleet.
    fn unavailable(&self, wanted: u32) -> u32 {
        let rounded = self.max_unavailable.rounded_down(wanted);
        let least = u32::from(self.surge(wanted) == 0);
        rounded.max(least).min(wanted)
    }

    /// The wanted number has changed: both sides grow or shrink in proportion, as a Deployment's do. In place, new
    /// instances are of the new version and old ones go first.
    pub(super) fn resize(&mut self, view: &View, before: u32) -> Vec<Action> {
        let (new, old) = (view.new_side().asked, view.old_side().asked);
        let sizes = if self.in_place {
            let fewer_old = before.saturating_sub(view.wanted).min(old);
            let fewer_new = (before.saturating_sub(view.wanted) - fewer_old).min(new);
            [new + view.wanted.saturating_sub(before) - fewer_new, old - fewer_old]
        } else {
            let [most, most_before] = [view.wanted, before].map(|wanted| wanted + self.surge(wanted));
            scaling::proportional([new, old], view.wanted, most, most_before)
        };
        let [new_size, old_size] = sizes;
        [scaling::fit(view, view.target, new_size), scaling::fit(view, view.target.other(), old_size)]
            .into_iter()
            .flatten()
            .collect()
    }

    pub(super) fn next(&mut self, view: &View) -> Next {
        let done = view.new_side().available == view.wanted && view.old_side().asked == 0;
        if done && view.counts.iter().all(|side| side.halted == 0) {
            return self.finisher.finish(view);
        }
        if self.in_place { self.next_in_place(view) } else { self.next_beside(view) }
    }

    /// Fewest instances that must stay available.
    fn floor(&self, view: &View) -> u32 {
        view.wanted - self.unavailable(view.wanted)
    }

    /// One sync of a Deployment: scale the new side up if there is room, otherwise the old side down.
    fn next_beside(&self, view: &View) -> Next {
        let (new, old) = (view.new_side(), view.old_side());
        let (target, other) = (view.target, view.target.other());
        let asked = new.asked + old.asked;
        let draining = if self.count_draining { new.draining + old.draining } else { 0 };
        let room = (view.wanted + self.surge(view.wanted)).saturating_sub(asked + draining);
        if new.asked > view.wanted {
            return Next::Act(Action::Drain { version: target, count: new.asked - view.wanted });
        }
        if new.asked < view.wanted && room > 0 {
            return Next::Act(Action::Launch { version: target, count: room.min(view.wanted - new.asked) });
        }
        // New instances that are not available yet shrink what may be taken away, so a broken version stops here.
        let budget = asked.saturating_sub(self.floor(view) + (new.asked - new.available));
        if old.asked == 0 || budget == 0 {
            return Next::Wait;
        }
        let unhealthy = (old.asked - old.available).min(budget);
        let healthy = (new.available + old.available).saturating_sub(self.floor(view)).min(old.available);
        match unhealthy + healthy {
            0 => Next::Wait,
            count => Next::Act(Action::Drain { version: other, count }),
        }
    }

    /// Takes out as many as may be missing, and starts each again as soon as it has stopped.
    fn next_in_place(&self, view: &View) -> Next {
        let (new, old) = (view.new_side(), view.old_side());
        if new.halted + old.halted > 0 {
            return Next::Act(Action::Restart { version: view.target });
        }
        if new.asked > view.wanted {
            return Next::Act(Action::Drain { version: view.target, count: new.asked - view.wanted });
        }
        let under_way = (new.asked - new.available) + new.draining + old.draining;
        let unhealthy = old.asked - old.available;
        let healthy = (new.available + old.available).saturating_sub(self.floor(view)).min(old.available);
        match (unhealthy + healthy).min(self.unavailable(view.wanted).saturating_sub(under_way)) {
            0 => Next::Wait,
            count => Next::Act(Action::Halt { version: view.target.other(), count }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Trial, check};

    #[test]
    fn ten_instances_at_25_percent_go_as_a_deployment_does() {
        // Surge = ceil(2.5) = 3, unavailable = floor(2.5) = 2, so at least 8 stay and at most 13 are asked for.
        // 10 + 3 = 13; 13 - 8 = 5 old may go; room for 5; 13 - 8 = 5; room for 2; the last old ones go.
        check(
            Trial::new("kind = 'rolling'", 10),
            "
            10(10) 0(0) launch 3 candidate
            10(10) 3(3) drain 5 stable
            5(5) 3(3) launch 5 candidate
            5(5) 8(8) drain 5 stable
            0(0) 8(8) launch 2 candidate
            0(0) 10(10) finish
            ",
        );
    }

    #[test]
    fn without_surge_the_fleet_never_grows() {
        // Unavailable = 1: one goes, one comes, never more than 3 in all.
        check(
            Trial::new("kind = 'rolling'\nrolling = { max_surge = 0, max_unavailable = 0 }", 3),
            "
            3(3) 0(0) drain 1 stable
            2(2) 0(0) launch 1 candidate
            2(2) 1(1) drain 1 stable
            1(1) 1(1) launch 1 candidate
            1(1) 2(2) drain 1 stable
            0(0) 2(2) launch 1 candidate
            0(0) 3(3) finish
            ",
        );
    }

    #[test]
    fn a_candidate_that_never_becomes_ready_stops_the_rollout() {
        // 4 instances, surge 1, unavailable 1: one new one comes, one old one goes, one more new one comes; then
        // asked 5 - floor 3 - not available 2 = 0 may go.
        check(
            Trial::new("kind = 'rolling'", 4).never_ready(),
            "
            4(4) 0(0) launch 1 candidate
            4(4) 1(0) drain 1 stable
            3(3) 1(0) launch 1 candidate
            ",
        );
    }

    #[test]
    fn in_place_takes_one_after_the_other() {
        check(
            Trial::new("kind = 'rolling'\nrolling = { in_place = true, max_unavailable = 1 }", 2),
            "
            2(2) 0(0) halt 1 stable
            1(1) 0(0) restart candidate
            1(1) 1(1) halt 1 stable
            0(0) 1(1) restart candidate
            0(0) 2(2) finish
            ",
        );
    }

    #[test]
    fn a_fleet_that_grows_in_the_middle_grows_on_both_sides() {
        // 5 old and 3 new of 10 + 3; 20 + 5 are wanted: 17 more. 5 * 25 / 13 = 9.6, 3 * 25 / 13 = 5.8: 5 and 3 more, and
        // the 9 left over to the larger side, the old one. Then on with at most 25 and at least 15.
        check(
            Trial::new("kind = 'rolling'", 10).resize_after(2, 20),
            "
            10(10) 0(0) launch 3 candidate
            10(10) 3(3) drain 5 stable
            5(5) 3(3) launch 3 candidate
            5(5) 6(6) launch 14 stable
            19(19) 6(6) drain 10 stable
            9(9) 6(6) launch 10 candidate
            9(9) 16(16) drain 9 stable
            0(0) 16(16) launch 4 candidate
            0(0) 20(20) finish
            ",
        );
    }

    #[test]
    fn a_fleet_that_shrinks_in_the_middle_shrinks_on_both_sides() {
        // 5 old and 8 new of 10 + 3; 4 + 1 are wanted: 8 fewer. 8 * 5 / 13 = 3.1, 5 * 5 / 13 = 1.9.
        check(
            Trial::new("kind = 'rolling'", 10).resize_after(3, 4),
            "
            10(10) 0(0) launch 3 candidate
            10(10) 3(3) drain 5 stable
            5(5) 3(3) launch 5 candidate
            5(5) 8(8) drain 5 candidate
            5(5) 3(3) drain 3 stable
            2(2) 3(3) drain 2 stable
            0(0) 3(3) launch 1 candidate
            0(0) 4(4) finish
            ",
        );
    }

    #[test]
    fn before_and_after_the_rollout_the_only_side_follows() {
        check(
            Trial::new("kind = 'rolling'", 4).resize_after(0, 6),
            "
            4(4) 0(0) launch 2 stable
            6(6) 0(0) launch 2 candidate
            6(6) 2(2) drain 3 stable
            3(3) 2(2) launch 3 candidate
            3(3) 5(5) drain 3 stable
            0(0) 5(5) launch 1 candidate
            0(0) 6(6) finish
            ",
        );
        check(
            Trial::new("kind = 'rolling'\nrolling = { in_place = true, max_unavailable = 2 }", 4).resize_after(2, 3),
            "
            4(4) 0(0) halt 2 stable
            2(2) 0(0) restart candidate
            2(2) 2(2) drain 1 stable
            1(1) 2(2) halt 1 stable
            0(0) 2(2) restart candidate
            0(0) 3(3) finish
            ",
        );
    }

    #[test]
    fn rolling_back_is_the_same_the_other_way_round() {
        check(
            Trial::new("kind = 'rolling'", 4).back_after(3),
            "
            4(4) 0(0) launch 1 candidate
            4(4) 1(1) drain 2 stable
            2(2) 1(1) launch 2 candidate
            2(2) 3(3) drain 2 candidate
            2(2) 1(1) launch 2 stable
            4(4) 1(1) drain 1 candidate
            4(4) 0(0) finish
            ",
        );
    }
}
