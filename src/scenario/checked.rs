//! A scenario that the engine can run without failing.

use super::problem::Problems;
use super::{Lane, Scenario, StrategyKind, check};
use std::ops::Deref;

/// A scenario that has passed every check.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked(pub(super) Scenario);

impl Deref for Checked {
    type Target = Scenario;
    fn deref(&self) -> &Scenario {
        &self.0
    }
}

impl Checked {
    /// Checks the rules, after single fields have been read and `problems` found in them; those are reported first. A
    /// rule is not judged on a field that has a problem of its own, so each mistake is named once.
    pub(super) fn new(scenario: Scenario, mut problems: Problems) -> Result<Checked, Problems> {
        let broken = check::broken_rules(&scenario, &problems);
        problems.extend(broken);
        let mut checked = Checked(scenario);
        if problems.is_empty() {
            problems = checked.lane_problems();
            checked.0.lanes.iter_mut().for_each(Lane::settle);
        }
        if problems.is_empty() { Ok(checked) } else { Err(problems) }
    }

    /// The same scenario with another strategy: the settings of all strategies have been checked, so it stays checked.
    #[must_use]
    pub fn with_strategy(&self, kind: StrategyKind) -> Checked {
        let mut scenario = self.0.clone();
        scenario.strategy.kind = kind;
        Checked(scenario)
    }

    /// The same scenario with another seed, at most [`LARGEST_SEED`](super::LARGEST_SEED): it stays checked.
    #[must_use]
    pub fn with_seed(&self, seed: u64) -> Checked {
        let mut scenario = self.0.clone();
        scenario.seed = seed;
        Checked(scenario)
    }

    /// Gives the scenario back to be changed; it must be checked again.
    #[must_use]
    pub fn into_inner(self) -> Scenario {
        self.0
    }
}
