//! Rolling update: a few instances at a time, with new instances beside the old ones (as a Kubernetes Deployment does)
//! or in place.

use super::deployment::{self, Limits, ReplicaSet, Scaling};
use super::scaling::{self, Noted};
use super::{Action, Counts, Finisher, Next, Older, View};
use crate::fleet::Revision;
use crate::scenario::{self, Amount};

/// The rolling strategy.
#[derive(Clone, Debug)]
pub struct Rolling {
    in_place: bool,
    /// In place, with a batch of new instances that come first and go last.
    additional_batch: bool,
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
            additional_batch: settings.in_place && settings.additional_batch,
            // In place there is no room for a surge.
            max_surge: if settings.in_place { Amount::Instances(0) } else { settings.max_surge },
            max_unavailable: settings.max_unavailable,
            count_draining: settings.count_draining,
            finisher: Finisher::default(),
        }
    }

    fn limits(&self, wanted: u32) -> Limits {
        Limits::new(wanted, self.max_surge, self.max_unavailable)
    }

    /// The wanted number has changed: both sides grow or shrink in proportion, as a Deployment's do. In place, new
    /// instances are of the new version and old ones go first.
    pub(super) fn resize(&mut self, view: &View, before: u32) -> Vec<Action> {
        if !self.in_place {
            return self.spread(view, before);
        }
        let (new, old) = (view.new_side().asked, view.old_side().asked);
        let fewer_old = before.saturating_sub(view.wanted).min(old);
        let fewer_new = (before.saturating_sub(view.wanted) - fewer_old).min(new);
        let new_size = new + view.wanted.saturating_sub(before) - fewer_new;
        fit_both(view, new_size, old - fewer_old)
    }

    /// While the operator has paused it, a Deployment is still scaled to its wanted number and its surge; not so where what
    /// is leaving takes that room.
    pub(super) fn keep(&self, view: &View) -> Vec<Action> {
        if self.in_place || self.count_draining { Vec::new() } else { self.spread(view, view.wanted) }
    }

    fn spread(&self, view: &View, before: u32) -> Vec<Action> {
        let most_before = self.limits(before).most();
        let old = old_sets(view);
        let sets = std::iter::once(view.new_side()).chain(old.iter().map(|(_, side)| *side));
        let noted = |side: Counts| Noted { set: replica_set(side), wanted: before, most: most_before };
        let noted: Vec<Noted> = sets.map(noted).collect();
        let exist = noted.iter().map(|noted| noted.set.spec).sum();
        let sizes = scaling::spread(&noted, view.wanted, self.limits(view.wanted).most(), exist);
        let new = scaling::fit(view, view.target, sizes[0]);
        let old = old.iter().zip(&sizes[1..]).filter_map(|((set, side), size)| fit_old(view, *set, *side, *size));
        new.into_iter().chain(old).collect()
    }

    pub(super) fn next(&mut self, view: &View) -> Next {
        let (new, old) = (view.new_side(), view.old_side());
        let leaving = if self.additional_batch { old.draining } else { 0 };
        let rest = old.asked + leaving + view.older(|counts| counts.asked + counts.halted);
        let done = [new.asked, new.available] == [view.wanted; 2] && rest == 0;
        if done && view.counts.iter().all(|side| side.halted == 0) {
            return self.finisher.finish(view);
        }
        if self.in_place { self.next_in_place(view) } else { self.next_beside(view) }
    }

    /// One sync of a Deployment.
    fn next_beside(&self, view: &View) -> Next {
        let (new, old) = (view.new_side(), old_sets(view));
        let draining = new.draining + old.iter().map(|(_, side)| side.draining).sum::<u32>();
        let leaving = if self.count_draining { draining } else { 0 };
        let sets: Vec<ReplicaSet> = old.iter().map(|(_, side)| replica_set(*side)).collect();
        let action = match deployment::sync(&self.limits(view.wanted), replica_set(new), &sets, leaving) {
            Scaling::New(size) => scaling::fit(view, view.target, size),
            // The others follow at once: what they may give has not become more or less by that.
            Scaling::Old(sizes) => {
                old.iter().zip(sizes).find_map(|((set, side), size)| fit_old(view, *set, *side, size))
            }
            Scaling::Nothing => None,
        };
        action.map_or(Next::Wait, Next::Act)
    }

    /// Takes out as many as may be missing, and starts each again as soon as it has stopped.
    fn next_in_place(&self, view: &View) -> Next {
        let (new, old) = (view.new_side(), all_old(view));
        if new.halted + old.halted > 0 {
            return Next::Act(Action::Restart { version: view.target });
        }
        let limits = self.limits(view.wanted);
        // The additional batch goes when all others are new and available.
        let batch = if self.additional_batch && old.asked + old.draining > 0 { limits.unavailable } else { 0 };
        let (most, leaving) = (view.wanted + batch, new.draining + old.draining);
        if new.asked > most {
            let must_wait = self.additional_batch && new.available < new.asked;
            let count = new.asked - most;
            return if must_wait { Next::Wait } else { Next::Act(Action::Drain { version: view.target, count }) };
        }
        let there = new.asked + old.asked + leaving;
        if batch > 0 && there < most {
            return Next::Act(Action::Launch { version: view.target, count: most - there });
        }
        let under_way = (new.asked - new.available) + leaving;
        let unhealthy = old.asked - old.available;
        let healthy = (new.available + old.available).saturating_sub(limits.least() + batch).min(old.available);
        match (unhealthy + healthy).min(limits.unavailable.saturating_sub(under_way)) {
            0 => Next::Wait,
            count => halt_oldest(view, count),
        }
    }
}

/// An old ReplicaSet: that of the other version, or of an earlier deployment.
type Set = Option<Revision>;

/// The old ReplicaSets, oldest first. Versions of earlier deployments that never became stable are newer than the stable one,
/// and older than the candidate.
fn old_sets(view: &View) -> Vec<(Set, Counts)> {
    let (former, later): (Vec<&Older>, Vec<&Older>) =
        view.older.iter().partition(|older| older.stable_until.is_some() || view.is_back());
    let set = |older: &Older| (Some(older.revision), older.counts);
    let former = former.into_iter().map(set);
    former.chain([(None, view.old_side())]).chain(later.into_iter().map(set)).collect()
}

/// All old ones together.
fn all_old(view: &View) -> Counts {
    old_sets(view).into_iter().fold(Counts::default(), |sum, (_, side)| Counts {
        asked: sum.asked + side.asked,
        available: sum.available + side.available,
        draining: sum.draining + side.draining,
        halted: sum.halted + side.halted,
    })
}

/// What brings an old ReplicaSet to this size, if anything is needed.
fn fit_old(view: &View, set: Set, side: Counts, size: u32) -> Option<Action> {
    let Some(revision) = set else { return scaling::fit(view, view.target.other(), size) };
    match size {
        _ if size > side.asked => Some(Action::LaunchOlder { revision, count: size - side.asked }),
        _ if size < side.asked => Some(Action::DrainOlder { revision, count: side.asked - size }),
        _ => None,
    }
}

/// Halts so many old ones, of the oldest version that has any; others follow at once.
fn halt_oldest(view: &View, count: u32) -> Next {
    let first = old_sets(view).into_iter().find(|(_, side)| side.asked > 0);
    first.map_or(Next::Wait, |(set, side)| {
        let count = count.min(side.asked);
        Next::Act(match set {
            None => Action::Halt { version: view.target.other(), count },
            Some(revision) => Action::HaltOlder { revision, count },
        })
    })
}

fn replica_set(side: Counts) -> ReplicaSet {
    ReplicaSet { spec: side.asked, available: side.available }
}

/// What brings both sides to their sizes, the new one first.
fn fit_both(view: &View, new_size: u32, old_size: u32) -> Vec<Action> {
    [scaling::fit(view, view.target, new_size), scaling::fit(view, view.target.other(), old_size)]
        .into_iter()
        .flatten()
        .collect()
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
    fn a_paused_deployment_fills_its_surge_and_is_done_once_it_is_whole() {
        use super::super::testing::view;
        use super::*;
        use crate::fleet::VersionId;
        let keep = |count_draining, stable, candidate| {
            let settings = scenario::Rolling { count_draining, ..scenario::Rolling::default() };
            let count = |(asked, available)| Counts { asked, available, ..Counts::default() };
            let view = View { counts: [count(stable), count(candidate)], ..view(10) };
            Rolling::new(&settings).keep(&view)
        };
        let launch = |version, count| vec![Action::Launch { version, count }];
        // 10 + 3 - 8 = 5, all for the larger side.
        assert_eq!(keep(false, (5, 5), (3, 3)), launch(VersionId::Stable, 5));
        // 10 + 3 - 11 = 2, also beyond the wanted number.
        assert_eq!(keep(false, (1, 1), (10, 7)), launch(VersionId::Candidate, 2));
        // Whole: the old ones go although it is paused.
        let drain = vec![Action::Drain { version: VersionId::Stable, count: 1 }];
        assert_eq!(keep(false, (1, 1), (10, 10)), drain);
        // A single side is just kept at its size.
        assert_eq!(keep(false, (10, 10), (0, 0)), []);
        assert_eq!(keep(false, (8, 8), (0, 0)), launch(VersionId::Stable, 2));
        assert_eq!(keep(true, (5, 5), (3, 3)), []);
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
