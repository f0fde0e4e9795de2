//! Rolling update: a few instances at a time, with new instances beside the old ones (as a Kubernetes Deployment does)
//! or in place.

use super::{Action, Finisher, Next, View};
use crate::scenario;

/// The rolling strategy.
#[derive(Clone, Debug)]
pub struct Rolling {
    in_place: bool,
    max_surge: u32,
    max_unavailable: u32,
    count_draining: bool,
    finisher: Finisher,
}

impl Rolling {
    /// Percentages become instances as in Kubernetes: surge rounds up, unavailable rounds down and is at least 1 when
    /// both come out 0 (or when the update is in place, where surge has no meaning), at most the fleet.
    #[must_use]
    pub fn new(settings: &scenario::Rolling, wanted: u32) -> Rolling {
        let max_surge = if settings.in_place { 0 } else { settings.max_surge.rounded_up(wanted) };
        let max_unavailable = settings.max_unavailable.rounded_down(wanted);
        let max_unavailable = if max_surge == 0 { max_unavailable.max(1) } else { max_unavailable };
        Rolling {
            in_place: settings.in_place,
            max_surge,
            max_unavailable: max_unavailable.min(wanted),
            count_draining: settings.count_draining,
            finisher: Finisher::default(),
        }
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
        view.wanted - self.max_unavailable
    }

    /// One sync of a Deployment: scale the new side up if there is room, otherwise the old side down.
    fn next_beside(&self, view: &View) -> Next {
        let (new, old) = (view.new_side(), view.old_side());
        let (target, other) = (view.target, view.target.other());
        let asked = new.asked + old.asked;
        let draining = if self.count_draining { new.draining + old.draining } else { 0 };
        let room = (view.wanted + self.max_surge).saturating_sub(asked + draining);
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
        let under_way = (new.asked - new.available) + new.draining + old.draining;
        let unhealthy = old.asked - old.available;
        let healthy = (new.available + old.available).saturating_sub(self.floor(view)).min(old.available);
        match (unhealthy + healthy).min(self.max_unavailable.saturating_sub(under_way)) {
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
