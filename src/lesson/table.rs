//! A table of `lesson.toml`, from which fields are taken one by one, until what is left is unknown.

use super::problem::{Fault, Place, Problem};
use crate::scenario::Problem as ScenarioProblem;
use crate::scenario::problem::Allowed;
use crate::scenario::read::distance;
use serde_json::{Map, Value};

/// The file's name.
pub(super) const FILE: &str = "lesson.toml";
const LONGEST_TEXT: u32 = 200;
const MOST_ENTRIES: u32 = 100;

/// A table, what has been asked of it, and what is wrong with it.
pub(super) struct Table<'a> {
    object: Option<&'a Map<String, Value>>,
    path: String,
    known: Vec<&'static str>,
    problems: Vec<Problem>,
    given_up: bool,
}

impl<'a> Table<'a> {
    /// The table at `path`.
    pub fn new(value: &'a Value, path: String) -> Table<'a> {
        let mut table =
            Table { object: value.as_object(), path, known: Vec::new(), problems: Vec::new(), given_up: false };
        if table.object.is_none() {
            table.push(table.path.clone(), Fault::Value(Allowed::Section, value.to_string()));
        }
        table
    }

    fn push(&mut self, path: String, fault: Fault) {
        self.problems.push(Problem { file: FILE.to_owned(), place: Place::Path(path), fault });
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Something is wrong with the field `name`.
    pub fn fault(&mut self, name: &str, fault: Fault) {
        self.push(self.path_of(name), fault);
    }

    /// Something is wrong with the scenario that the field `name` makes.
    pub fn scenario_faults(&mut self, name: &str, problems: Vec<ScenarioProblem>) {
        for problem in problems {
            self.fault(name, Fault::Scenario(problem));
        }
    }

    /// What stands in the field `name`.
    pub fn peek(&self, name: &str) -> Option<&'a Value> {
        self.object?.get(name)
    }

    /// The same, which is then known.
    pub fn take(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.peek(name)
    }

    /// What stands there, which has to be something.
    pub fn value(&mut self, name: &'static str) -> Option<&'a Value> {
        let found = self.take(name);
        if found.is_none() && self.object.is_some() {
            self.fault(name, Fault::Missing);
        }
        found
    }

    fn wrong<T>(&mut self, name: &str, value: &Value, allowed: Allowed) -> Option<T> {
        let found = match value {
            Value::Object(_) => "a table".to_owned(),
            Value::Array(list) => format!("a list of {}", list.len()),
            other => other.to_string(),
        };
        self.fault(name, Fault::Value(allowed, found));
        None
    }

    /// A text, which has to be there.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        let value = self.value(name)?;
        match value.as_str().filter(|text| !text.is_empty() && text.chars().count() <= LONGEST_TEXT as usize) {
            Some(text) => Some(text.to_owned()),
            None => self.wrong(name, value, Allowed::Text { longest: LONGEST_TEXT }),
        }
    }

    /// A list of texts, which may be missing.
    pub fn texts(&mut self, name: &'static str) -> Vec<String> {
        let Some(value) = self.take(name) else { return Vec::new() };
        let texts = value.as_array().map(|list| list.iter().map(|one| one.as_str().map(str::to_owned)).collect());
        match texts {
            Some(Some(texts)) => texts,
            _ => self.wrong(name, value, Allowed::List { longest: MOST_ENTRIES }).unwrap_or_default(),
        }
    }

    /// A number, which may be missing.
    pub fn number(&mut self, name: &'static str) -> Option<f64> {
        let value = self.take(name)?;
        value.as_f64().or_else(|| self.wrong(name, value, any_number(f64::MIN, f64::MAX, false)))
    }

    /// A whole number from 1 to `largest`, which has to be there.
    pub fn whole(&mut self, name: &'static str, largest: u32) -> Option<u32> {
        let value = self.value(name)?;
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
        number
            .filter(|number| (1..=largest).contains(number))
            .or_else(|| self.wrong(name, value, any_number(1.0, f64::from(largest), true)))
    }

    /// `true`, which is all that some fields can be.
    pub fn flag(&mut self, name: &'static str) {
        if let Some(value) = self.take(name).filter(|value| **value != Value::Bool(true)) {
            self.wrong::<()>(name, value, Allowed::OneOf(vec!["true".to_owned()]));
        }
    }

    /// One of `all`, by its name.
    pub fn one_of<T: Copy>(&mut self, name: &'static str, all: &[T], named: impl Fn(&T) -> &'static str) -> Option<T> {
        let value = self.value(name)?;
        let found = value.as_str().and_then(|text| all.iter().find(|one| named(one) == text));
        let Some(found) = found else {
            let mut names: Vec<String> = all.iter().map(|one| named(one).to_owned()).collect();
            // Stable: names that are equally far stay in their order.
            let text = value.as_str().unwrap_or_default();
            names.sort_by_key(|name| distance(text, name));
            return self.wrong(name, value, Allowed::OneOf(names));
        };
        Some(*found)
    }

    /// Which one of `names` stands in the table.
    pub fn only_one(&mut self, names: &[&'static str]) -> Option<&'static str> {
        self.object?;
        let mut there = names.iter().copied().filter(|name| self.peek(name).is_some());
        match (there.next(), there.next()) {
            (Some(name), None) => Some(name),
            _ => {
                self.known.extend(names);
                let names = names.iter().map(|name| (*name).to_owned()).collect();
                self.push(self.path.clone(), Fault::OnlyOne(names));
                None
            }
        }
    }

    /// A table in it, to be [finished](Table::finish); none if it is missing.
    pub fn table(&mut self, name: &'static str) -> Option<Table<'a>> {
        let value = self.take(name)?;
        Some(Table::new(value, self.path_of(name)))
    }

    /// The tables of a list, each to be [finished](Table::finish).
    pub fn tables(&mut self, name: &'static str) -> Vec<Table<'a>> {
        let Some(value) = self.take(name) else { return Vec::new() };
        let Some(list) = value.as_array() else {
            return self.wrong(name, value, Allowed::List { longest: MOST_ENTRIES }).unwrap_or_default();
        };
        let path = self.path_of(name);
        list.iter().enumerate().map(|(i, entry)| Table::new(entry, format!("{path}[{i}]"))).collect()
    }

    /// Nothing more is asked of it, as something is wrong: what is left may well be known.
    pub fn give_up(&mut self) {
        self.given_up = true;
    }

    /// Tells what nobody has asked for, and hands all problems to the `outer` table.
    pub fn finish(self, outer: &mut Table<'_>) {
        outer.problems.extend(self.all_problems());
    }

    /// Everything that is wrong, with what nobody has asked for.
    pub fn all_problems(mut self) -> Vec<Problem> {
        let asked = self.object.filter(|_| !self.given_up);
        let unknown = asked.into_iter().flat_map(Map::keys).filter(|key| !self.known.contains(&key.as_str()));
        let unknown: Vec<String> = unknown.cloned().collect();
        for key in unknown {
            let closest = self.known.iter().map(|name| (distance(&key, name), *name)).min();
            let closest = closest.filter(|(distance, name)| *distance <= name.len() / 3);
            let mut names: Vec<String> = self.known.iter().map(|name| (*name).to_owned()).collect();
            names.dedup();
            let allowed = Allowed::Field { closest: closest.map(|(_, name)| name.to_owned()), names };
            let found = self.peek(&key).map(ToString::to_string).unwrap_or_default();
            self.fault(&key, Fault::Value(allowed, found));
        }
        self.problems
    }
}

fn any_number(min: f64, max: f64, whole: bool) -> Allowed {
    Allowed::Number { min, max, unit: String::new(), whole }
}
