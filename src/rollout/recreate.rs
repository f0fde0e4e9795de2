//! Recreate: stop every old instance, wait until the last one has stopped, then start the new version, on the machines of
//! the old one or, as a Kubernetes Deployment does, on new instances.

use super::{Action, Finisher, Next, View, scaling};
use crate::scenario;

/// The recreate strategy.
#[derive(Clone, Debug)]
pub struct Recreate {
    keep_machines: bool,
    finisher: Finisher,
}

impl Recreate {
    /// Recreate with these settings.
    #[must_use]
    pub fn new(settings: &scenario::Recreate) -> Recreate {
        Recreate { keep_machines: settings.keep_machines, finisher: Finisher::default() }
    }

    /// The wanted number has changed: so does the fleet that stands. Machines between two versions are counted when they
    /// have started again.
    pub(super) fn resize(&self, view: &View) -> Vec<Action> {
        scaling::fit_standing(view, view.wanted, view.wanted)
    }

    pub(super) fn next(&mut self, view: &View) -> Next {
        let (new, old) = (view.new_side(), view.old_side());
        if old.asked > 0 {
            let (version, count) = (view.target.other(), old.asked);
            let leave =
                if self.keep_machines { Action::Halt { version, count } } else { Action::Drain { version, count } };
            return Next::Act(leave);
        }
        if let Some(older) = view.older.iter().find(|older| older.counts.asked > 0) {
            let (revision, count) = (older.revision, older.counts.asked);
            return Next::Act(if self.keep_machines {
                Action::HaltOlder { revision, count }
            } else {
                Action::DrainOlder { revision, count }
            });
        }
        if old.draining + new.draining + view.older(|counts| counts.draining) > 0 {
            return Next::Wait;
        }
        if old.halted + new.halted + view.older(|counts| counts.halted) > 0 {
            return Next::Act(Action::Restart { version: view.target });
        }
        if let Some(action) = scaling::fit(view, view.target, view.wanted) {
            return Next::Act(action);
        }
        if [new.asked, new.available] == [view.wanted; 2] { self.finisher.finish(view) } else { Next::Wait }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Trial, check};

    #[test]
    fn a_number_that_changes_in_the_outage_is_met_after_it() {
        check(
            Trial::new("kind = 'recreate'", 3).resize_after(1, 5),
            "
            3(3) 0(0) halt 3 stable
            0(0) 0(0) restart candidate
            0(0) 3(3) launch 2 candidate
            0(0) 5(5) finish
            ",
        );
        check(
            Trial::new("kind = 'recreate'", 3).resize_after(0, 2),
            "
            3(3) 0(0) drain 1 stable
            2(2) 0(0) halt 2 stable
            0(0) 0(0) restart candidate
            0(0) 2(2) finish
            ",
        );
    }

    #[test]
    fn a_deployment_brings_new_instances_once_the_old_ones_have_gone() {
        check(
            Trial::new("kind = 'recreate'\nrecreate.keep_machines = false", 3).back_after(2),
            "
            3(3) 0(0) drain 3 stable
            0(0) 0(0) launch 3 candidate
            0(0) 3(3) drain 3 candidate
            0(0) 0(0) launch 3 stable
            3(3) 0(0) finish
            ",
        );
    }

    #[test]
    fn everything_stops_before_anything_starts() {
        // Three instances; each line is stable / candidate as asked(available), then what was done.
        check(
            Trial::new("kind = 'recreate'", 3),
            "
            3(3) 0(0) halt 3 stable
            0(0) 0(0) restart candidate
            0(0) 3(3) finish
            ",
        );
    }
}
