//! Recreate: stop every old instance, wait until the last one has stopped, then start the new version on the machines.

use super::{Action, Finisher, Next, View, scaling};

/// The recreate strategy.
#[derive(Clone, Debug, Default)]
pub struct Recreate {
    finisher: Finisher,
}

impl Recreate {
    /// The wanted number has changed: so does the fleet that stands. Machines between two versions are counted when they
    /// have started again.
    pub(super) fn resize(&self, view: &View) -> Vec<Action> {
        scaling::fit_standing(view, view.wanted, view.wanted)
    }

    pub(super) fn next(&mut self, view: &View) -> Next {
        let (new, old) = (view.new_side(), view.old_side());
        if old.asked > 0 {
            return Next::Act(Action::Halt { version: view.target.other(), count: old.asked });
        }
        if old.draining > 0 || new.draining > 0 {
            return Next::Wait;
        }
        if old.halted + new.halted > 0 {
            return Next::Act(Action::Restart { version: view.target });
        }
        if let Some(action) = scaling::fit(view, view.target, view.wanted) {
            return Next::Act(action);
        }
        if new.available == view.wanted { self.finisher.finish(view) } else { Next::Wait }
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
