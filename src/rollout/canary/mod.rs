//! Canary: a small share of the users first, then more, as Argo Rollouts does it: with a router that splits by weight, or by the
//! numbers of instances alone.

mod counted;
mod routed;
mod walk;

use super::{Action, Next, View};
use crate::scenario::{self, Router};
use counted::Counted;
use routed::Routed;
use walk::Walk;

/// The canary strategy.
#[derive(Clone, Debug)]
pub struct Canary {
    walk: Walk,
    way: Way,
}

/// What gives the candidate its share.
#[derive(Clone, Debug)]
enum Way {
    Routed(Routed),
    Counted(Counted),
}

impl Canary {
    /// A canary with these settings.
    #[must_use]
    pub fn new(settings: &scenario::Canary) -> Canary {
        let way = match settings.router {
            Router::Weighted => Way::Routed(Routed::new(settings)),
            Router::Instances => Way::Counted(Counted::new(settings)),
        };
        Canary { walk: Walk::new(settings.steps.clone()), way }
    }

    pub(super) fn promote(&mut self) {
        self.walk.promote();
    }

    pub(super) fn resize(&self, view: &View) -> Vec<Action> {
        match &self.way {
            Way::Routed(way) => way.resize(&self.walk, view),
            Way::Counted(way) => way.resize(&self.walk, view),
        }
    }

    pub(super) fn next(&mut self, view: &View) -> Next {
        match &mut self.way {
            Way::Routed(way) => way.next(&mut self.walk, view),
            Way::Counted(way) => way.next(&mut self.walk, view),
        }
    }
}

#[cfg(test)]
mod tests;
