//! How instances of earlier deployments go, beside the two versions that a strategy moves (Argo Rollouts, `reconcileOtherReplicaSets`;
//! kubernetes/kubernetes has no such versions: there all that is not new is old).

use super::{Action, Next, Older, View};
use crate::kernel::Time;

/// When they may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A version that was never complete at once; a former stable version so long after it was replaced, which is
    /// [`Time::NEVER`] for one that is kept.
    After(Time),
    /// The same, but of a version that was never complete only what is not available goes.
    AfterButOvertaken(Time),
    /// Those that are not available at once, the others as far as so many stay available in all, newest first.
    AboveLeast(u32),
}

impl Rule {
    /// What a strategy wants that wants `next` of the two versions: it comes first, and these go while it waits.
    pub fn beside(self, next: Next, view: &View) -> Next {
        if view.older.is_empty() || matches!(next, Next::Act(_) | Next::GiveUp(_)) {
            return next;
        }
        if let Some(action) = self.write(view) {
            return Next::Act(action);
        }
        let due = view.older.iter().filter(|older| older.counts.asked > 0).map(|older| self.due(older)).min();
        match (next, due.filter(|due| *due < Time::NEVER)) {
            (next, None) => next,
            (Next::Pause(until), Some(due)) => Next::Pause(until.min(due)),
            (Next::Look(at), Some(due)) => Next::Look(at.min(due)),
            // Until then nothing is expected of it, as before.
            (Next::Watch, Some(due)) => Next::Pause(due),
            (_, Some(due)) => Next::Look(due),
        }
    }

    fn due(self, older: &Older) -> Time {
        match (self, older.stable_until) {
            (Rule::After(delay) | Rule::AfterButOvertaken(delay), Some(until)) => until.after(delay),
            (Rule::After(_), None) => Time::ZERO,
            (Rule::AfterButOvertaken(_), None) | (Rule::AboveLeast(_), _) => Time::NEVER,
        }
    }

    /// What can be let go now.
    fn write(self, view: &View) -> Option<Action> {
        let drain =
            |older: &Older, count: u32| (count > 0).then_some(Action::DrainOlder { revision: older.revision, count });
        let unavailable = |older: &Older| older.counts.asked - older.counts.available.min(older.counts.asked);
        match self {
            Rule::After(_) | Rule::AfterButOvertaken(_) => {
                let may_go = |older: &&Older| self.due(older) <= view.now;
                let overtaken = view.older.iter().filter(|older| older.stable_until.is_none());
                view.older
                    .iter()
                    .filter(may_go)
                    .find_map(|older| drain(older, older.counts.asked))
                    .or_else(|| overtaken.into_iter().find_map(|older| drain(older, unavailable(older))))
            }
            Rule::AboveLeast(least) => {
                if let Some(action) = view.older.iter().find_map(|older| drain(older, unavailable(older))) {
                    return Some(action);
                }
                let available = view.counts.iter().map(|side| side.available).sum::<u32>();
                let room = (available + view.older(|counts| counts.available)).saturating_sub(least);
                view.older.iter().rev().find_map(|older| drain(older, older.counts.asked.min(room)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Trial, check};
    use crate::fleet::Split;

    #[test]
    fn a_deployment_counts_all_that_is_not_new_as_old() {
        // 5 of the first version and 3 of the second stand when the third comes: ceil(2.5) = 3 more fit below 13, as 8 stand: 5.
        // Then 13 - 8 = 5 may go, the oldest first: all 5 of the first version; and so on until only the third stands.
        check(
            Trial::new("kind = 'rolling'", 10).asked(5).older(1, 3, None),
            "
            5(5) 0(0) 3(3) launch 5 candidate
            5(5) 5(5) 3(3) drain 5 stable
            0(0) 5(5) 3(3) launch 5 candidate
            0(0) 10(10) 3(3) drain 3 of 1
            0(0) 10(10) finish
            ",
        );
    }

    #[test]
    fn going_back_in_mid_rollover_everything_else_goes() {
        // The way back goes to the stable version: 13 - 11 = 2 come; then 13 - 8 = 5 of the others may go, the oldest first.
        check(
            Trial::new("kind = 'rolling'", 10).asked(5).older(1, 3, None).back_after(1).never_ready(),
            "
            5(5) 0(0) 3(3) launch 5 candidate
            5(5) 5(0) 3(3) drain 5 candidate
            5(5) 0(0) 3(3) launch 5 stable
            10(10) 0(0) 3(3) drain 3 of 1
            10(10) 0(0) finish
            ",
        );
    }

    #[test]
    fn a_fleet_that_grows_in_mid_rollover_grows_on_all_three_sides() {
        // 5, 3 and 5 of 10 + 3 become 20 + 5: 5 * 25 / 13 = 9.6 and 3 * 25 / 13 = 5.8, so 5, 3 and 5 more; but 12 more are wanted,
        // and the last in order, the smallest, gets the 2 that are left.
        check(
            Trial::new("kind = 'rolling'", 10).asked(5).older(1, 3, None).resize_after(1, 20),
            "
            5(5) 0(0) 3(3) launch 5 candidate
            5(5) 5(5) 3(3) launch 5 candidate
            5(5) 10(10) 3(3) launch 5 stable
            10(10) 10(10) 3(3) launch 2 of 1
            10(10) 10(10) 5(5) drain 10 stable
            0(0) 10(10) 5(5) launch 10 candidate
            0(0) 20(20) 5(5) drain 5 of 1
            0(0) 20(20) finish
            ",
        );
    }

    #[test]
    fn recreate_stops_all_versions_and_in_place_all_are_exchanged() {
        check(
            Trial::new("kind = 'recreate'", 3).asked(2).older(1, 1, None),
            "
            2(2) 0(0) 1(1) halt 2 stable
            0(0) 0(0) 1(1) halt 1 of 1
            0(0) 0(0) 0(0) restart candidate
            0(0) 3(3) finish
            ",
        );
        check(
            Trial::new("kind = 'recreate'\nrecreate.keep_machines = false", 3).asked(2).older(1, 1, None),
            "
            2(2) 0(0) 1(1) drain 2 stable
            0(0) 0(0) 1(1) drain 1 of 1
            0(0) 0(0) launch 3 candidate
            0(0) 3(3) finish
            ",
        );
        check(
            Trial::new("kind = 'rolling'\nrolling = { in_place = true, max_unavailable = 1 }", 3)
                .asked(1)
                .older(1, 2, None),
            "
            1(1) 0(0) 2(2) halt 1 stable
            0(0) 0(0) 2(2) restart candidate
            0(0) 1(1) 2(2) halt 1 of 1
            0(0) 1(1) 1(1) restart candidate
            0(0) 2(2) 1(1) halt 1 of 1
            0(0) 2(2) 0(0) restart candidate
            0(0) 3(3) finish
            ",
        );
    }

    #[test]
    fn a_canary_by_instances_lets_older_ones_go_before_the_stable_side_shrinks() {
        // 30 % of ten: room 10 + 3 - 10 = 3, so the 3 candidates come. Of the older ones 13 - 8 = 5 may go, which all do. Then
        // 13 - 3 = 10 is the division that is wanted: 3 of 10, so the stable side stays.
        check(
            Trial::new("kind = 'canary'\ncanary = { router = 'instances', steps = [{ weight = 30 }] }", 10)
                .asked(7)
                .older(1, 3, None),
            "
            7(7) 0(0) 3(3) launch 3 candidate
            7(7) 3(3) 3(3) drain 3 of 1
            7(7) 3(3) hold step 1
            7(7) 3(3) drain 2 stable
            5(5) 3(3) launch 5 candidate
            5(5) 8(8) drain 5 stable
            0(0) 8(8) launch 2 candidate
            0(0) 10(10) finish
            ",
        );
    }

    #[test]
    fn behind_a_router_what_was_never_complete_goes_at_once_and_a_former_fleet_when_its_time_has_come() {
        // The first version was replaced at 0 s and is kept for 120 s, the third was given up.
        check(
            Trial::new("kind = 'blue-green'", 3)
                .split(Split::Weight(0))
                .older(0, 3, Some(0.0))
                .older(2, 2, None)
                .with_pauses(),
            "
            3(3) 0(0) 3(3) 2(2) launch 3 candidate
            3(3) 3(3) 3(3) 2(2) drain 2 of 2
            until 20 s
            3(3) 3(3) 3(3) route 100 %
            3(3) 3(3) 3(3) finish
            until 120 s
            3(3) 3(3) 3(3) drain 3 of 0
            until 140 s
            3(3) 3(3) drain 3 stable
            ",
        );
    }

    #[test]
    fn a_kept_fleet_is_what_the_next_one_runs_on() {
        const KEPT: &str = "kind = 'blue-green'\nblue_green.keep_old_fleet = true";
        check(
            Trial::new(KEPT, 3).split(Split::Weight(0)).older(0, 3, Some(0.0)),
            "
            3(3) 0(0) 3(3) halt 3 of 0
            3(3) 0(0) 0(0) restart candidate
            3(3) 3(3) route 100 %
            3(3) 3(3) finish
            3(3) 3(3) halt 3 stable
            ",
        );
        // A late way back starts on the machines too, and leaves those of the candidate.
        check(
            Trial::new(KEPT, 3).back_after(5),
            "
            3(3) 0(0) route 0 %
            3(3) 0(0) launch 3 candidate
            3(3) 3(3) route 100 %
            3(3) 3(3) finish
            3(3) 3(3) halt 3 stable
            0(0) 3(3) restart stable
            3(3) 3(3) route 0 %
            3(3) 3(3) halt 3 candidate
            3(3) 0(0) finish
            ",
        );
    }

    const CANARY: &str = "kind = 'canary'\ncanary.steps = [{ weight = 10 }, { weight = 50 }]";
    const DYNAMIC: &str =
        "kind = 'canary'\ncanary = { dynamic_stable_scale = true, steps = [{ weight = 40 }, { weight = 80 }] }";

    #[test]
    fn a_version_that_is_overtaken_stays_until_the_next_one_is_there() {
        // At 10 % with one instance of the second version the third comes: nothing is sent to the second any more, but its service
        // selects it until an instance of the third is available.
        let overtaken = || Trial::new(CANARY, 5).overtaken_after(4);
        let before = "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 1 candidate
            5(5) 1(1) route 10 %
            5(5) 1(1) hold step 1
            5(5) 0(0) 1(1) launch 1 candidate
            ";
        check(
            overtaken(),
            &format!(
                "{before}
                5(5) 1(1) 1(1) route 10 %
                5(5) 1(1) 1(1) hold step 1
                5(5) 1(1) 1(1) drain 1 of 1
                5(5) 1(1) launch 2 candidate
                5(5) 3(3) route 50 %
                5(5) 3(3) hold step 2
                5(5) 3(3) launch 2 candidate
                5(5) 5(5) route 100 %
                5(5) 5(5) finish
                5(5) 5(5) drain 5 stable
                "
            ),
        );
        // Taken back at once, with nothing of the third there: the service selects the stable version again, and the second goes.
        check(
            Trial::new(CANARY, 5).overtaken_after(4).back_after(4),
            "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 1 candidate
            5(5) 1(1) route 10 %
            5(5) 1(1) hold step 1
            5(5) 0(0) 1(1) finish
            5(5) 0(0) 1(1) drain 1 of 1
            ",
        );
        // What is not available goes at once.
        check(
            Trial::new(CANARY, 5).never_ready().overtaken_after(2),
            "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 1 candidate
            5(5) 0(0) 1(0) launch 1 candidate
            5(5) 1(0) 1(0) drain 1 of 1
            ",
        );
    }

    #[test]
    fn a_stable_fleet_that_has_shrunk_keeps_its_weight_when_its_canary_is_overtaken() {
        // At 80 % with 1/4 the third version comes. All five stable ones would have to be there before nothing is sent to the second; the
        // first step needs 40 %: 2 of the third and 3 stable ones, which can take 60 %. From the first available instance of the third
        // on that version has the 80 %, and the second goes when a weight has been set for the third.
        check(
            Trial::new(DYNAMIC, 5).overtaken_after(9),
            "
            5(5) 0(0) route 0 %
            5(5) 0(0) launch 2 candidate
            5(5) 2(2) route 40 %
            5(5) 2(2) drain 2 stable
            3(3) 2(2) hold step 1
            3(3) 2(2) launch 2 candidate
            3(3) 4(4) route 80 %
            3(3) 4(4) drain 2 stable
            1(1) 4(4) hold step 2
            1(1) 0(0) 4(4) launch 2 stable
            3(3) 0(0) 4(4) launch 2 candidate
            3(3) 2(2) 4(4) select candidate
            3(3) 2(2) 4(4) route 40 %
            3(3) 2(2) 4(4) hold step 1
            3(3) 2(2) 4(4) drain 4 of 1
            3(3) 2(2) launch 2 candidate
            3(3) 4(4) route 80 %
            3(3) 4(4) drain 2 stable
            1(1) 4(4) hold step 2
            1(1) 4(4) launch 1 candidate
            1(1) 5(5) route 100 %
            1(1) 5(5) finish
            1(1) 5(5) drain 1 stable
            ",
        );
    }
}
