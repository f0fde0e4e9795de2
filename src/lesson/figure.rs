//! What texts say of runs: figures in braces, and links to moments, fields, charts and terms.
//!
//! `{requests.harmed@rolling}` is a number of a lane, `{a / b}` a ratio, `{a - b}` a difference, `{at:rolled-back@canary}` a moment,
//! `{field:fleet.instances@rolling}` a setting. After `|` stands the Korean particle that follows, before `#` another step.

use super::condition::value_at;
use super::evidence::EventKind;
use super::judge::setting;
use super::problem::Fault;
use super::quantity::Quantity;
use super::read::Step;
use crate::scenario::Title;

/// A figure as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Of which step; `None` for the one in whose text it stands.
    pub step: Option<String>,
    /// What it is.
    pub value: Expression,
    /// The particle that follows; any text, as only `i18n` knows which there are.
    pub particle: Option<String>,
    /// As it is written.
    pub written: String,
}

/// What a figure is.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// One thing.
    One(Operand),
    /// How many times the second the first is.
    Ratio(Operand, Operand),
    /// The first without the second.
    Difference(Operand, Operand),
}

/// Something that a run or its scenario has.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A number, or how the rollout ended.
    Number {
        /// Which.
        quantity: Quantity,
        /// Of which lane; `None` where there is only one.
        lane: Option<String>,
    },
    /// When something happened.
    Moment {
        /// What.
        event: EventKind,
        /// The how manieth time, from 1.
        nth: usize,
        /// In which lane; `None` where there is only one.
        lane: Option<String>,
    },
    /// A setting.
    Field {
        /// Where it stands.
        path: String,
        /// In which lane; `None` for the scenario.
        lane: Option<String>,
    },
}

/// Where a link leads, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference {
    /// To the `nth` such event of a lane.
    Moment {
        /// In which lane.
        lane: String,
        /// What happened.
        event: EventKind,
        /// The how manieth time, from 1.
        nth: usize,
    },
    /// To a field or section.
    Field(String),
    /// To a chart; any name, as only the page knows which there are.
    Chart(String),
    /// To a term of the glossary.
    Term(String),
}

impl Figure {
    /// Reads what stands between braces.
    pub(super) fn parse(text: &str) -> Option<Figure> {
        let written = text.to_owned();
        let (step, text) = match text.split_once('#') {
            Some((step, rest)) => (Some(step.trim().to_owned()), rest),
            None => (None, text),
        };
        let (text, particle) = match text.split_once('|') {
            Some((rest, particle)) => (rest, Some(particle.trim().to_owned())),
            None => (text, None),
        };
        let pair = |between| {
            let (a, b) = text.split_once(between)?;
            Some((operand(a)?, operand(b)?))
        };
        let value = if text.contains(" / ") {
            pair(" / ").map(|(a, b)| Expression::Ratio(a, b))
        } else if text.contains(" - ") {
            pair(" - ").map(|(a, b)| Expression::Difference(a, b))
        } else {
            operand(text).map(Expression::One)
        };
        Some(Figure { step, value: value?, particle, written })
    }

    /// What it is made of.
    #[must_use]
    pub fn operands(&self) -> Vec<&Operand> {
        match &self.value {
            Expression::One(one) => vec![one],
            Expression::Ratio(a, b) | Expression::Difference(a, b) => vec![a, b],
        }
    }

    /// Whether it says something of the run, not only of the settings.
    pub(super) fn is_of_the_run(&self) -> bool {
        self.operands().iter().any(|operand| !matches!(operand, Operand::Field { .. }))
    }

    /// What `step` does not have of what the figure names.
    pub(super) fn faults(&self, step: &Step) -> Vec<Fault> {
        self.operands().into_iter().filter_map(|operand| operand.fault(step)).collect()
    }
}

impl Operand {
    fn fault(&self, step: &Step) -> Option<Fault> {
        let (lane, needs_lane) = match self {
            Operand::Number { lane, .. } | Operand::Moment { lane, .. } => (lane, true),
            Operand::Field { lane, .. } => (lane, false),
        };
        let ids: Vec<String> = step.scenario.titles().iter().map(Title::id).collect();
        let is_known = match lane {
            Some(lane) => ids.contains(lane),
            None => !needs_lane || ids.len() == 1,
        };
        if !is_known {
            return Some(lane_fault(ids, lane.as_deref()));
        }
        let Operand::Field { path, .. } = self else { return None };
        let scenario = setting(&step.scenario, lane.as_deref())?;
        value_at(&scenario, path).is_none().then(|| Fault::UnknownField(path.clone()))
    }
}

fn lane_fault(ids: Vec<String>, found: Option<&str>) -> Fault {
    use crate::scenario::problem::Allowed;
    Fault::Value(Allowed::OneOf(ids), found.unwrap_or("…@").to_owned())
}

impl Reference {
    /// Reads the address of a link.
    pub(super) fn parse(address: &str) -> Option<Reference> {
        let (kind, rest) = address.split_once(':')?;
        match kind {
            "moment" => {
                let (lane, event) = rest.split_once(':')?;
                let (event, nth) = event_at(event)?;
                Some(Reference::Moment { lane: lane.to_owned(), event, nth })
            }
            "field" => Some(Reference::Field(rest.to_owned())),
            "chart" => Some(Reference::Chart(rest.to_owned())),
            "term" => {
                let is_id =
                    !rest.is_empty() && rest.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit());
                is_id.then(|| Reference::Term(rest.to_owned()))
            }
            _ => None,
        }
    }

    /// What `step` does not have of what the link names.
    pub(super) fn fault(&self, step: &Step) -> Option<Fault> {
        match self {
            Reference::Moment { lane, .. } => {
                let ids: Vec<String> = step.scenario.titles().iter().map(Title::id).collect();
                (!ids.contains(lane)).then(|| lane_fault(ids, Some(lane)))
            }
            Reference::Field(path) => {
                value_at(&step.scenario, path).is_none().then(|| Fault::UnknownField(path.clone()))
            }
            Reference::Chart(_) | Reference::Term(_) => None,
        }
    }
}

fn operand(text: &str) -> Option<Operand> {
    let text = text.trim();
    let (what, lane) = match text.split_once('@') {
        Some((what, lane)) => (what.trim(), Some(lane.trim().to_owned())),
        None => (text, None),
    };
    if let Some(path) = what.strip_prefix("field:") {
        return Some(Operand::Field { path: path.to_owned(), lane });
    }
    if let Some(event) = what.strip_prefix("at:") {
        let (event, nth) = event_at(event)?;
        return Some(Operand::Moment { event, nth, lane });
    }
    Quantity::named(what).map(|quantity| Operand::Number { quantity, lane })
}

/// An event's name, and the how manieth time: `rolled-back`, `weight-set:2`.
fn event_at(text: &str) -> Option<(EventKind, usize)> {
    let (name, nth) = match text.split_once(':') {
        Some((name, nth)) => (name, nth.parse().ok().filter(|nth| *nth > 0)?),
        None => (text, 1),
    };
    EventKind::ALL.iter().find(|event| event.name() == name).map(|event| (*event, nth))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Measure;

    #[test]
    fn figures_are_read_as_they_are_written() {
        let harmed =
            |lane: &str| Operand::Number { quantity: Quantity::Measure(Measure::Harmed), lane: Some(lane.to_owned()) };
        let figure = |text: &str| Figure::parse(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(figure("requests.harmed@rolling").value, Expression::One(harmed("rolling")));
        let ratio = figure("outage#requests.harmed@recreate / requests.harmed@rolling|은/는");
        assert_eq!(ratio.value, Expression::Ratio(harmed("recreate"), harmed("rolling")));
        assert_eq!((ratio.step.as_deref(), ratio.particle.as_deref()), (Some("outage"), Some("은/는")));
        let moment = Operand::Moment { event: EventKind::WeightSet, nth: 2, lane: Some("canary-2".to_owned()) };
        assert_eq!(figure("at:weight-set:2@canary-2").value, Expression::One(moment));
        let field = Operand::Field { path: "strategy.canary.steps[0].weight".to_owned(), lane: None };
        assert_eq!(figure("field:strategy.canary.steps[0].weight").value, Expression::One(field));
        for wrong in ["", "requests", "requests.harmed / b", "at:never@a", "at:weight-set:0@a", "a / b"] {
            assert_eq!(Figure::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn links_are_read_as_they_are_written() {
        let moment = Reference::Moment { lane: "rolling".to_owned(), event: EventKind::CandidateReady, nth: 1 };
        assert_eq!(Reference::parse("moment:rolling:candidate-ready"), Some(moment));
        assert_eq!(Reference::parse("term:max-surge"), Some(Reference::Term("max-surge".to_owned())));
        for wrong in ["https://example.org", "moment:rolling", "moment:rolling:never", "term:Max Surge", "term:", "x"] {
            assert_eq!(Reference::parse(wrong), None, "{wrong}");
        }
    }
}
