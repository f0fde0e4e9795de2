//! A/B test: some of the users get the candidate, and how many of them convert decides. Its fleet and its traffic are those of a
//! canary that holds one step; here it is looked at and decided.

pub mod shares;

use super::{Action, Blame, Canary, Next, View, older};
use crate::fleet::Arm;
use crate::kernel::Time;
use crate::scenario::{self, TestKind};
use serde::{Deserialize, Serialize};
use shares::{Aim, Interval};

/// What a test comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The candidate converts more: it is promoted.
    Better,
    /// It converts less: the stable version is kept.
    Worse,
    /// No difference was found: the stable version is kept.
    Unclear,
}

/// What a look at both arms shows, stable version first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// What has been counted.
    pub arms: [Arm; 2],
    /// Share that converts, candidate less stable version, -1 to 1.
    pub difference: f64,
    /// Lower bound of the interval of the difference, which covers it with the chance 1 less alpha.
    pub low: f64,
    /// Its upper bound.
    pub high: f64,
    /// How likely so large a difference is where there is none, by the test that decides.
    pub p_value: f64,
    /// What it comes to, if it is decided.
    pub decision: Option<Decision>,
}

/// Where a test stands.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// The candidate comes up.
    Coming,
    /// Users are assigned and counted.
    Counting {
        /// The next look.
        next: Time,
        /// How many there may be from that one on.
        left: u32,
    },
    /// The candidate is promoted.
    Won,
    /// It is not.
    Lost {
        /// How much more it converted.
        difference: f64,
    },
}

/// The A/B test strategy.
#[derive(Clone, Debug)]
pub struct AbTest {
    canary: Canary,
    settings: scenario::AbTest,
    asked: [u64; 2],
    interval: Time,
    stage: Stage,
    /// The least p-value so far.
    least: f64,
}

/// Requests of each version that a test with these settings asks for, stable version first.
#[must_use]
pub fn asked(settings: &scenario::AbTest) -> [u64; 2] {
    let candidate_share = f64::from(settings.share_percent) / 100.0;
    let scenario::AbTest { baseline, smallest_effect: effect, alpha, power, .. } = *settings;
    let aim = Aim { candidate_share, baseline, effect, alpha, power };
    let both = match settings.test {
        _ if settings.sample > 0 => f64::from(settings.sample),
        TestKind::Sequential => aim.sequential_sample(),
        TestKind::Fixed | TestKind::Naive => aim.sample(),
    };
    [1.0 - candidate_share, candidate_share].map(|share| (both * share).ceil() as u64)
}

impl AbTest {
    /// An A/B test with these settings, on a canary with those.
    #[must_use]
    pub fn new(settings: &scenario::AbTest, canary: &scenario::Canary) -> AbTest {
        AbTest {
            canary: Canary::new(&settings.canary(canary, None)),
            asked: asked(settings),
            interval: Time::from_seconds(settings.interval_s()),
            settings: settings.clone(),
            stage: Stage::Coming,
            least: 1.0,
        }
    }

    /// The operator wants the candidate, whatever has been counted.
    pub(super) fn promote(&mut self) {
        if matches!(self.stage, Stage::Counting { .. }) {
            self.stage = Stage::Won;
        }
        self.canary.promote();
    }

    pub(super) fn older(&self, view: &View) -> older::Rule {
        self.canary.older(view)
    }

    pub(super) fn resize(&self, view: &View) -> Vec<Action> {
        self.canary.resize(view)
    }

    pub(super) fn next(&mut self, view: &View) -> Next {
        let next = match self.stage {
            Stage::Lost { difference } if !view.is_back() => return Next::GiveUp(Blame::NotBetter { difference }),
            _ => self.canary.next(view),
        };
        match (self.stage, next) {
            _ if view.is_back() => next,
            (Stage::Coming, Next::Act(Action::Hold { .. })) => {
                self.stage = Stage::Counting { next: view.now + self.interval, left: self.settings.most_looks() };
                Next::Act(Action::Enrol { asked: self.asked })
            }
            (Stage::Counting { .. }, Next::Act(_)) => next,
            (Stage::Counting { next, .. }, _) if view.now < next => Next::Pause(next),
            (Stage::Counting { mut next, mut left }, _) => {
                // A look that comes late, since the operator has paused the rollout, stands for those that were missed.
                while next <= view.now && left > 0 {
                    (next, left) = (next + self.interval, left - 1);
                }
                let look = self.look(view.arms, left == 0);
                self.stage = match look.decision {
                    None => Stage::Counting { next, left },
                    Some(Decision::Better) => {
                        self.canary.promote();
                        Stage::Won
                    }
                    Some(_) => Stage::Lost { difference: look.difference },
                };
                Next::Act(Action::Look(look))
            }
            _ => next,
        }
    }

    /// What these counts show, and come to; `is_last` if there will be no other look.
    fn look(&mut self, arms: [Arm; 2], is_last: bool) -> Look {
        let scenario::AbTest { alpha, smallest_effect, test, .. } = self.settings;
        let are_enough = shares::are_enough(arms);
        let (p_value, Interval { low, high }) = match test {
            TestKind::Sequential => {
                if are_enough {
                    self.least = self.least.min(shares::always_valid_p(arms, smallest_effect));
                }
                (self.least, shares::always_valid(arms, smallest_effect, alpha))
            }
            TestKind::Fixed | TestKind::Naive => (shares::p_value(arms), shares::newcombe(arms, alpha)),
        };
        let difference = shares::difference(arms);
        let is_last = is_last || arms.iter().zip(self.asked).all(|(arm, asked)| arm.requests >= asked);
        let may_decide = is_last || test != TestKind::Fixed;
        let decision = match difference > 0.0 {
            is_better if may_decide && are_enough && p_value <= alpha => {
                Some(if is_better { Decision::Better } else { Decision::Worse })
            }
            _ => is_last.then_some(Decision::Unclear),
        };
        Look { arms, difference, low, high, p_value, decision }
    }
}

#[cfg(test)]
mod tests;
