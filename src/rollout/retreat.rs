//! The way back of the strategies that split requests by weight: to the old fleet if it still stands, else to a new one.

use super::{Action, Finisher, Next, View};
use crate::fleet::{Split, VersionId};

/// Takes all requests back to the stable version, then lets the candidate go.
#[derive(Clone, Debug, Default)]
pub struct Retreat {
    old_fleet_gone: bool,
    finisher: Finisher,
}

impl Retreat {
    /// The old fleet is being drained: a way back will need a new one.
    pub fn old_fleet_goes(&mut self) {
        self.old_fleet_gone = true;
    }

    /// The next small step back; the view's target is the stable version.
    pub fn next(&mut self, view: &View) -> Next {
        let (stable, candidate) = (view.new_side(), view.old_side());
        if stable.asked < view.wanted {
            return Next::Act(Action::Launch { version: VersionId::Stable, count: view.wanted - stable.asked });
        }
        if view.split != Split::Weight(0) {
            // A fleet that never went takes over at once, even if one of its instances is down just now.
            if self.old_fleet_gone && stable.available < view.wanted {
                return Next::Wait;
            }
            return Next::Act(Action::Route(Split::Weight(0)));
        }
        if candidate.asked > 0 {
            return Next::Act(Action::Drain { version: VersionId::Candidate, count: candidate.asked });
        }
        self.finisher.finish(view)
    }
}
