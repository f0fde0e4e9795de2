//! The way back of the strategies that split requests by weight: to the old fleet if it still stands, else to a new one.

use super::{Action, Finisher, Next, View};
use crate::fleet::{Split, VersionId};
use crate::kernel::Time;
use crate::scenario::LONGEST_HORIZON_S;

/// Takes all requests back to the stable version, then lets the candidate go.
#[derive(Clone, Debug)]
pub struct Retreat {
    /// How long the candidate is kept once the stable version serves alone and whole; [`Time::NEVER`] for ever.
    keep: Time,
    /// Whether its machines are kept.
    halts: bool,
    /// When it may go.
    drain_at: Option<Time>,
    old_fleet_gone: bool,
    finisher: Finisher,
}

impl Retreat {
    /// A way back that keeps the candidate for so many seconds; from the longest run on, for ever.
    pub fn keeping(keep_s: f64) -> Retreat {
        let keep = if keep_s >= LONGEST_HORIZON_S { Time::NEVER } else { Time::from_seconds(keep_s) };
        Retreat { keep, halts: false, drain_at: None, old_fleet_gone: false, finisher: Finisher::default() }
    }

    /// The same, and its machines are kept if it `halts`.
    pub fn halting(self, halts: bool) -> Retreat {
        Retreat { halts, ..self }
    }

    /// Whether the candidate is kept at all.
    pub fn keeps(&self) -> bool {
        self.keep > Time::ZERO
    }

    /// Whether it is kept, but not for ever.
    pub fn keeps_for_a_time(&self) -> bool {
        self.keeps() && self.keep < Time::NEVER
    }

    /// The old fleet is being drained: a way back will need a new one.
    pub fn old_fleet_goes(&mut self) {
        self.old_fleet_gone = true;
    }

    /// The next small step back; the view's target is the stable version.
    pub fn next(&mut self, view: &View) -> Next {
        if let Some(action) = view.mirrors(0) {
            return Next::Act(action);
        }
        let (stable, candidate) = (view.new_side(), view.old_side());
        if stable.asked < view.wanted && stable.halted > 0 {
            return Next::Act(Action::Restart { version: VersionId::Stable });
        }
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
            return self.let_go(view);
        }
        self.finisher.finish(view)
    }

    /// The candidate serves nobody any more.
    fn let_go(&mut self, view: &View) -> Next {
        if self.keeps() {
            if self.drain_at.is_none() && view.new_side().available < view.wanted {
                return Next::Wait;
            }
            let at = *self.drain_at.get_or_insert(view.now.after(self.keep));
            if !self.finisher.is_finished(view) {
                return self.finisher.finish(view);
            }
            if view.now < at {
                return Next::Pause(at);
            }
        }
        let (version, count) = (VersionId::Candidate, view.old_side().asked);
        Next::Act(if self.halts { Action::Halt { version, count } } else { Action::Drain { version, count } })
    }
}
