//! Recreate: stop every old instance, wait until the last one has stopped, then start the new version on the machines.

use super::{Action, Finisher, Next, View};

/// The recreate strategy.
#[derive(Clone, Debug, Default)]
pub struct Recreate {
    finisher: Finisher,
}

impl Recreate {
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
        if new.available == view.wanted { self.finisher.finish(view) } else { Next::Wait }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Trial, check};

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
