//! Canary: a small share of the users first, then more, as Argo Rollouts does it: with a router that splits by weight, or by the
//! numbers of instances alone.

mod counted;
mod routed;
mod walk;

use super::{Action, Next, Place, View, older};
use crate::scenario::{self, Router};
use counted::Counted;
use routed::Routed;
use walk::Walk;

/// The canary strategy.
#[derive(Clone, Debug)]
pub struct Canary {
    walk: Walk,
    way: Way,
    /// The step with which the analysis beside the steps begins, if there is one.
    background_from: Option<usize>,
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
        let has_background = !settings.background_analysis.is_empty();
        Canary {
            walk: Walk::new(settings.steps.clone()),
            way,
            background_from: has_background.then_some(settings.background_from_step as usize),
        }
    }

    /// The canary of a deployment that has come before the one of `before` was complete.
    pub(super) fn after(mut self, before: &Canary) -> Canary {
        self.way = match (self.way, &before.way) {
            (Way::Routed(next), Way::Routed(before)) => Way::Routed(next.after(before)),
            (way, _) => way,
        };
        self
    }

    /// Whether instances of the deployment before still get requests.
    pub(super) fn leaves_older_serving(&self) -> bool {
        matches!(&self.way, Way::Routed(way) if way.is_inherited())
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

    /// How instances of earlier deployments go.
    pub(super) fn older(&self, view: &View) -> older::Rule {
        match &self.way {
            Way::Routed(way) => way.older(view),
            Way::Counted(way) => way.older(view.wanted),
        }
    }

    /// What the analysis beside the steps asks for: to be begun, or to wait for a person.
    fn background(&self, view: &View) -> Option<Next> {
        let is_complete = match &self.way {
            Way::Routed(way) => way.is_complete(),
            Way::Counted(way) => way.is_complete(view),
        };
        let is_time = self.background_from.is_some_and(|from| self.walk.at() >= from);
        if !is_time || is_complete || view.is_back() {
            return None;
        }
        match view.await_analysis(Place::Background) {
            Next::Watch | Next::Wait => None,
            next => Some(next),
        }
    }

    pub(super) fn next(&mut self, view: &View) -> Next {
        if let Some(next) = self.background(view) {
            return next;
        }
        match &mut self.way {
            Way::Routed(way) => way.next(&mut self.walk, view),
            Way::Counted(way) => way.next(&mut self.walk, view),
        }
    }
}

#[cfg(test)]
mod tests;
