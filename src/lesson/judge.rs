//! Whether conditions hold in a run, and what stood there.

use super::condition::{Bound, Condition, Want, value_at};
use super::evidence::{Evidence, LaneEvidence};
use super::figure::Operand;
use super::quantity::Quantity;
use crate::record::RolloutOutcome;
use crate::scenario::{Checked, Problems, Title};
use serde_json::Value;

/// A run to be judged, beside the scenario from which the step began.
#[derive(Debug)]
pub struct Case<'a> {
    evidence: &'a Evidence,
    run: Checked,
    ids: Vec<String>,
    start: &'a Checked,
}

/// What became of a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Whether it holds.
    pub met: bool,
    /// What stood there.
    pub seen: Seen,
}

/// What stood where a condition looked.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// A number.
    Number(f64),
    /// How the rollout ended.
    Outcome(RolloutOutcome),
    /// A moment, s.
    Moment(f64),
    /// A field's value.
    Field(Value),
    /// Nothing: it did not happen, or there is no such lane.
    Nothing,
    /// More than one thing.
    Several,
}

/// The value of something that a text names.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A number.
    Number(f64),
    /// How the rollout ended.
    Outcome(RolloutOutcome),
    /// A moment, s.
    Moment(f64),
    /// In the field of this scenario.
    Field(Box<Checked>),
}

impl<'a> Case<'a> {
    /// The case of a run.
    ///
    /// # Errors
    /// When the scenario of the evidence is none.
    pub fn new(evidence: &'a Evidence, start: &'a Checked) -> Result<Case<'a>, Problems> {
        let run = (*evidence.scenario).clone().check()?;
        let ids = run.titles().iter().map(Title::id).collect();
        Ok(Case { evidence, run, ids, start })
    }

    /// Whether all of `conditions` hold.
    #[must_use]
    pub fn all(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| self.judge(condition).met)
    }

    /// The scenario that was run.
    #[must_use]
    pub fn run(&self) -> &Checked {
        &self.run
    }

    /// The place of the lane of this name; without a name that of the only one.
    #[must_use]
    pub fn place(&self, lane: Option<&str>) -> Option<usize> {
        match lane {
            Some(lane) => self.ids.iter().position(|id| id == lane),
            None => (self.ids.len() == 1).then_some(0),
        }
    }

    fn lane(&self, lane: Option<&str>) -> Option<&LaneEvidence> {
        self.evidence.lanes.get(self.place(lane)?)
    }

    fn number(&self, quantity: Quantity, lane: &str) -> Option<f64> {
        quantity.of(&self.lane(Some(lane))?.report)
    }

    /// Whether `condition` holds, and what stood there.
    #[must_use]
    pub fn judge(&self, condition: &Condition) -> Judged {
        let (met, seen) = match condition {
            Condition::Number { quantity, lane, relation, bound } => {
                let number = self.number(*quantity, lane);
                let bound = match bound {
                    Bound::Number(number) => Some(*number),
                    Bound::Lane { lane, times } => self.number(*quantity, lane).map(|number| number * times),
                };
                let compared = number.zip(bound).map(|(number, bound)| (quantity.shown(number), quantity.shown(bound)));
                let met = compared.is_some_and(|(number, bound)| relation.holds(number, bound));
                (met, number.map_or(Seen::Nothing, Seen::Number))
            }
            Condition::Outcome { lane, is } => {
                let outcome = self.lane(Some(lane)).map(|lane| lane.report.rollout.outcome);
                (outcome == Some(*is), outcome.map_or(Seen::Nothing, Seen::Outcome))
            }
            Condition::Event { event, lane, before_s, after_s } => {
                let moments = self.lane(Some(lane)).map_or(&[][..], |lane| &lane.moments);
                let mut such = moments.iter().filter(|moment| moment.event == *event).map(|moment| moment.at_s);
                let in_time =
                    |at: &f64| before_s.is_none_or(|limit| *at < limit) && after_s.is_none_or(|limit| *at > limit);
                let first = such.clone().next();
                let found = such.find(in_time);
                (found.is_some(), found.or(first).map_or(Seen::Nothing, Seen::Moment))
            }
            Condition::Field { path, lane, want } => self.field(path, lane.as_deref(), want),
            Condition::Not(inner) => {
                let Judged { met, seen } = self.judge(inner);
                (!met, seen)
            }
            Condition::Any(inner) => (inner.iter().any(|one| self.judge(one).met), Seen::Several),
        };
        Judged { met, seen }
    }

    fn field(&self, path: &str, lane: Option<&str>, want: &Want) -> (bool, Seen) {
        let scenario = match lane {
            Some(lane) => self.place(Some(lane)).and_then(|place| self.run.lane_scenario(place)),
            None => Some(self.run.clone()),
        };
        let Some(value) = scenario.and_then(|scenario| value_at(&scenario, path)) else {
            return (false, Seen::Nothing);
        };
        let met = match want {
            Want::Is(wanted) => value == *wanted,
            Want::Number(relation, bound) => value.as_f64().is_some_and(|number| relation.holds(number, *bound)),
            Want::Unchanged => self.is_unchanged(path, lane),
        };
        (met, Seen::Field(value))
    }

    /// Whether the field is what it was, in the lane; or in the scenario and in every lane that was there at the start.
    fn is_unchanged(&self, path: &str, lane: Option<&str>) -> bool {
        let before: Vec<String> = self.start.titles().iter().map(Title::id).collect();
        let same_in = |(place, id): (usize, &String)| {
            let now = self.place(Some(id)).and_then(|place| self.run.lane_scenario(place));
            let then = self.start.lane_scenario(place);
            // A lane that is gone has changed nothing.
            now.is_none_or(|now| then.is_some_and(|then| value_at(&now, path) == value_at(&then, path)))
        };
        let mut lanes = before.iter().enumerate().filter(|(_, id)| lane.is_none_or(|lane| lane == *id));
        let whole = lane.is_some() || value_at(&self.run, path) == value_at(self.start, path);
        whole && lanes.all(same_in)
    }

    /// What a text names, if the run has it.
    #[must_use]
    pub fn find(&self, operand: &Operand) -> Option<Found> {
        match operand {
            Operand::Number { quantity, lane } => {
                let report = &self.lane(lane.as_deref())?.report;
                if *quantity == Quantity::Measure(crate::compare::Measure::Outcome) {
                    return Some(Found::Outcome(report.rollout.outcome));
                }
                quantity.of(report).map(Found::Number)
            }
            Operand::Moment { event, nth, lane } => {
                self.moment(self.place(lane.as_deref())?, *event, *nth).map(Found::Moment)
            }
            Operand::Field { lane, .. } => {
                setting(&self.run, lane.as_deref()).map(|scenario| Found::Field(Box::new(scenario)))
            }
        }
    }

    /// When something happened in the lane at a place for the `nth` time, s.
    #[must_use]
    pub fn moment(&self, place: usize, event: super::evidence::EventKind, nth: usize) -> Option<f64> {
        let moments = &self.evidence.lanes.get(place)?.moments;
        let mut such = moments.iter().filter(|moment| moment.event == event);
        such.nth(nth.checked_sub(1)?).map(|moment| moment.at_s)
    }
}

/// The scenario in which a field is looked up: that of the lane of this name, or the whole one.
#[must_use]
pub fn setting(scenario: &Checked, lane: Option<&str>) -> Option<Checked> {
    let Some(lane) = lane else { return Some(scenario.clone()) };
    let place = scenario.titles().iter().position(|title| title.id() == lane)?;
    scenario.lane_scenario(place)
}
