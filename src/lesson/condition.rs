//! Conditions over a run, as a lesson's file has them.

use super::evidence::EventKind;
use super::problem::Fault;
use super::quantity::Quantity;
use super::table::Table;
use crate::compare::Measure;
use crate::record::RolloutOutcome;
use crate::scenario::problem::Allowed;
use crate::scenario::{Checked, Title, read};
use serde_json::Value;

/// Something that a run keeps or does not.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A number of a lane.
    Number {
        /// Which.
        quantity: Quantity,
        /// Of which lane.
        lane: String,
        /// How it shall stand.
        relation: Relation,
        /// To what.
        bound: Bound,
    },
    /// How the rollout of a lane ended.
    Outcome {
        /// Of which lane.
        lane: String,
        /// How.
        is: RolloutOutcome,
    },
    /// Something that happened in a lane.
    Event {
        /// What.
        event: EventKind,
        /// In which lane.
        lane: String,
        /// Before when, s.
        before_s: Option<f64>,
        /// After when, s.
        after_s: Option<f64>,
    },
    /// A field of the scenario, or of a lane.
    Field {
        /// Where it stands.
        path: String,
        /// In which lane; `None` for the scenario.
        lane: Option<String>,
        /// What it shall be.
        want: Want,
    },
    /// The condition does not hold.
    Not(Box<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
}

/// How a number shall stand to its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Not above it.
    AtMost,
    /// Not below it.
    AtLeast,
    /// Below it.
    Below,
    /// Above it.
    Above,
    /// As it is shown, the same.
    Is,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Relation; 5] =
        [Relation::AtMost, Relation::AtLeast, Relation::Below, Relation::Above, Relation::Is];

    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Relation::AtMost => "at_most",
            Relation::AtLeast => "at_least",
            Relation::Below => "below",
            Relation::Above => "above",
            Relation::Is => "is",
        }
    }

    /// Whether `number` stands so to `bound`.
    #[must_use]
    pub fn holds(self, number: f64, bound: f64) -> bool {
        match self {
            Relation::AtMost => number <= bound,
            Relation::AtLeast => number >= bound,
            Relation::Below => number < bound,
            Relation::Above => number > bound,
            Relation::Is => number == bound,
        }
    }
}

/// What a number is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// A number.
    Number(f64),
    /// The same quantity of another lane, so many times.
    Lane {
        /// Which lane.
        lane: String,
        /// How many times.
        times: f64,
    },
}

/// What a field shall be.
#[derive(Clone, Debug, PartialEq)]
pub enum Want {
    /// Exactly this, as the scenario has it once it is read.
    Is(Value),
    /// A number in this relation.
    Number(Relation, f64),
    /// What it was at the start of the step.
    Unchanged,
}

/// The list of conditions called `name`, all of which shall hold.
pub(super) fn list(table: &mut Table<'_>, name: &'static str, start: &Checked) -> Vec<Condition> {
    let mut found = Vec::new();
    for mut entry in table.tables(name) {
        found.extend(condition(&mut entry, start));
        entry.finish(table);
    }
    found
}

fn condition(table: &mut Table<'_>, start: &Checked) -> Option<Condition> {
    let found = read_condition(table, start);
    if found.is_none() {
        table.give_up();
    }
    found
}

fn read_condition(table: &mut Table<'_>, start: &Checked) -> Option<Condition> {
    let subjects = ["measure", "event", "field", "not", "any"];
    let subject = table.only_one(&subjects)?;
    match subject {
        "measure" => measure(table, start),
        "event" => {
            let event = table.one_of("event", EventKind::ALL, |event| event.name());
            let lane = lane(table, "lane", start);
            let [before_s, after_s] = ["before_s", "after_s"].map(|name| table.number(name));
            Some(Condition::Event { event: event?, lane: lane?, before_s, after_s })
        }
        "field" => field(table, start),
        "not" => {
            let mut inner = table.table("not")?;
            let found = condition(&mut inner, start);
            inner.finish(table);
            Some(Condition::Not(Box::new(found?)))
        }
        _ => Some(Condition::Any(list(table, "any", start))),
    }
}

fn measure(table: &mut Table<'_>, start: &Checked) -> Option<Condition> {
    let quantities: Vec<Quantity> = Quantity::all().collect();
    let quantity = table.one_of("measure", &quantities, |quantity| quantity.key());
    let lane = self::lane(table, "lane", start);
    if quantity == Some(Quantity::Measure(Measure::Outcome)) {
        let is = table.one_of("is", &RolloutOutcome::ALL, |outcome| outcome_name(*outcome));
        return Some(Condition::Outcome { lane: lane?, is: is? });
    }
    let relation = relation(table)?;
    let bound = match table.peek(relation.name()) {
        Some(Value::Object(_)) => {
            let mut inner = table.table(relation.name())?;
            let other = self::lane(&mut inner, "lane", start);
            let times = inner.number("times").unwrap_or(1.0);
            inner.finish(table);
            Bound::Lane { lane: other?, times }
        }
        _ => Bound::Number(table.number(relation.name())?),
    };
    Some(Condition::Number { quantity: quantity?, lane: lane?, relation, bound })
}

fn field(table: &mut Table<'_>, start: &Checked) -> Option<Condition> {
    let path = table.text("field")?;
    let lane = match table.peek("lane") {
        Some(_) => Some(lane(table, "lane", start)?),
        None => None,
    };
    if value_at(start, &path).is_none() {
        table.fault("field", Fault::UnknownField(path));
        return None;
    }
    if table.peek("unchanged").is_some() {
        table.flag("unchanged");
        return Some(Condition::Field { path, lane, want: Want::Unchanged });
    }
    let relation = relation(table)?;
    let want = if relation == Relation::Is {
        let wanted = table.value("is")?.to_string();
        // Read as the scenario reads it, so that 3 and 3.0, or 25 % and its text, are the same.
        let mut document = serde_json::to_value(&**start).unwrap_or_default();
        let set = read::set(&mut document, &path, &wanted).map_err(|problem| vec![problem]);
        match set.and_then(|()| read::read(&document)) {
            Ok(read) => Want::Is(value_at(&read, &path)?),
            Err(problems) => {
                table.scenario_faults("is", problems);
                return None;
            }
        }
    } else {
        Want::Number(relation, table.number(relation.name())?)
    };
    Some(Condition::Field { path, lane, want })
}

fn relation(table: &mut Table<'_>) -> Option<Relation> {
    let name = table.only_one(&Relation::ALL.map(Relation::name))?;
    Relation::ALL.into_iter().find(|relation| relation.name() == name)
}

/// The lane called `name`; where there is only one, it need not be named.
fn lane(table: &mut Table<'_>, name: &'static str, start: &Checked) -> Option<String> {
    let ids: Vec<String> = start.titles().iter().map(Title::id).collect();
    if table.peek(name).is_none() && ids.len() == 1 {
        return ids.into_iter().next();
    }
    let found = table.text(name)?;
    if !ids.contains(&found) {
        table.fault(name, Fault::Value(Allowed::OneOf(ids), found));
        return None;
    }
    Some(found)
}

/// The name in files, as reports have it.
#[must_use]
pub fn outcome_name(outcome: RolloutOutcome) -> &'static str {
    match outcome {
        RolloutOutcome::NotStarted => "not_started",
        RolloutOutcome::InProgress => "in_progress",
        RolloutOutcome::Completed => "completed",
        RolloutOutcome::Stalled => "stalled",
        RolloutOutcome::RollingBack => "rolling_back",
        RolloutOutcome::RolledBack => "rolled_back",
    }
}

/// The value at a path of a scenario, as its JSON form has it.
#[must_use]
pub fn value_at(scenario: &Checked, path: &str) -> Option<Value> {
    let document = serde_json::to_value(&**scenario).ok()?;
    let pointer: String = path.split(['.', '[']).map(|part| format!("/{}", part.trim_end_matches(']'))).collect();
    document.pointer(&pointer).cloned()
}
