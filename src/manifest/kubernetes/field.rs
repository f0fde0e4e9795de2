//! Fields of a manifest: each is read, or noted, or reported as wrong, with its path.

use crate::manifest::note::{Aspect, Note, Place};
use crate::scenario::problem::{Allowed, Problem, Problems};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What came to light while reading.
pub(in crate::manifest) struct Findings {
    /// Everything that is wrong.
    pub problems: Problems,
    /// What was assumed.
    pub notes: Vec<Note>,
    /// Fields left out, with the value that holds instead.
    pub defaults: Vec<Place>,
    /// What is not simulated.
    pub not_modelled: BTreeMap<Aspect, Vec<Place>>,
    /// Names of fields without influence.
    pub no_influence: BTreeSet<String>,
}

impl Findings {
    pub(in crate::manifest) fn new(problems: Problems) -> Findings {
        Findings {
            problems,
            notes: Vec::new(),
            defaults: Vec::new(),
            not_modelled: BTreeMap::new(),
            no_influence: BTreeSet::new(),
        }
    }
}

/// A table of fields in the manifest.
pub(in crate::manifest) struct Table<'a> {
    path: String,
    /// `None` if the table is left out or wrong.
    fields: Option<&'a Map<String, Value>>,
    /// Whether it, or what it stands in, was wrong, so that its fields have no defaults to speak of.
    wrong: bool,
    known: BTreeSet<&'static str>,
}

impl<'a> Table<'a> {
    /// The table `value` at `path`.
    pub(in crate::manifest) fn new(value: Option<&'a Value>, path: String, findings: &mut Findings) -> Table<'a> {
        let fields = value.and_then(Value::as_object);
        let wrong = value.filter(|_| fields.is_none());
        if let Some(value) = wrong {
            findings.problems.push(Problem::new(path.clone(), show(value), Allowed::Section));
        }
        Table { path, fields, wrong: wrong.is_some(), known: BTreeSet::new() }
    }

    /// Where `name` stands or would stand.
    pub(in crate::manifest) fn path_of(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    /// Whether the table stands in the manifest.
    pub(in crate::manifest) fn is_there(&self) -> bool {
        self.fields.is_some() || self.wrong
    }

    /// Whether `name` is left out, in a table that is not wrong as a whole.
    pub(in crate::manifest) fn is_left_out(&self, name: &str) -> bool {
        !self.wrong && self.fields.is_none_or(|fields| !fields.contains_key(name))
    }

    /// Takes a field.
    pub(in crate::manifest) fn take(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.insert(name);
        self.fields?.get(name)
    }

    /// Takes a table inside this one.
    pub(in crate::manifest) fn table(&mut self, name: &'static str, findings: &mut Findings) -> Table<'a> {
        let mut table = Table::new(self.take(name), self.path_of(name), findings);
        // One message about the outer table is enough.
        table.wrong |= self.wrong;
        table
    }

    /// Takes a field that `read` understands; `None` if it is left out or wrong.
    pub(in crate::manifest) fn read<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&Value) -> Option<T>,
        allowed: Allowed,
        findings: &mut Findings,
    ) -> Option<T> {
        let value = self.take(name)?;
        let read = read(value);
        if read.is_none() {
            findings.problems.push(Problem::new(self.path_of(name), show(value), allowed));
        }
        read
    }

    /// Takes a field, or Kubernetes' default for it, of which a note tells.
    pub(in crate::manifest) fn read_or<T: std::fmt::Display>(
        &mut self,
        name: &'static str,
        default: T,
        read: impl Fn(&Value) -> Option<T>,
        allowed: Allowed,
        findings: &mut Findings,
    ) -> T {
        let is_there = self.take(name).is_some();
        if !is_there && !self.wrong {
            findings.defaults.push(Place { path: self.path_of(name), value: default.to_string() });
        }
        self.read(name, read, allowed, findings).unwrap_or(default)
    }

    /// Takes a whole number from `min` to `max`, or Kubernetes' default.
    pub(in crate::manifest) fn whole(
        &mut self,
        name: &'static str,
        default: u32,
        (min, max): (u32, u32),
        unit: &str,
        findings: &mut Findings,
    ) -> u32 {
        let allowed = Allowed::Number { min: f64::from(min), max: f64::from(max), unit: unit.to_owned(), whole: true };
        let read = |value: &Value| u32::try_from(value.as_u64()?).ok().filter(|n| (min..=max).contains(n));
        self.read_or(name, default, read, allowed, findings)
    }

    /// Takes a whole number from `min` to `max`; `None` if it is left out or wrong.
    pub(in crate::manifest) fn whole_or_none(
        &mut self,
        name: &'static str,
        (min, max): (u32, u32),
        unit: &str,
        findings: &mut Findings,
    ) -> Option<u32> {
        let allowed = Allowed::Number { min: f64::from(min), max: f64::from(max), unit: unit.to_owned(), whole: true };
        let read = |value: &Value| u32::try_from(value.as_u64()?).ok().filter(|n| (min..=max).contains(n));
        self.read(name, read, allowed, findings)
    }

    /// Takes a yes or no, or the controller's default.
    pub(in crate::manifest) fn flag(&mut self, name: &'static str, default: bool, findings: &mut Findings) -> bool {
        self.read_or(name, default, Value::as_bool, Allowed::Flag, findings)
    }

    /// Whether the table, and what it stands in, is one.
    pub(in crate::manifest) fn is_right(&self) -> bool {
        !self.wrong
    }

    /// Notes the fields of `names` that are there as not simulated.
    pub(in crate::manifest) fn not_modelled(&mut self, names: &[(&'static str, Aspect)], findings: &mut Findings) {
        for (name, aspect) in names {
            if let Some(value) = self.take(name) {
                self.note(name, value, *aspect, findings);
            }
        }
    }

    /// Notes the fields of `names` that are there as without influence, and all others as unknown.
    pub(in crate::manifest) fn rest(mut self, no_influence: &[&'static str], findings: &mut Findings) {
        for name in no_influence {
            if self.take(name).is_some() {
                findings.no_influence.insert((*name).to_owned());
            }
        }
        for (name, value) in self.fields.into_iter().flatten() {
            if !self.known.contains(name.as_str()) {
                self.note(name, value, Aspect::UnknownField, findings);
            }
        }
    }

    fn note(&self, name: &str, value: &Value, aspect: Aspect, findings: &mut Findings) {
        // Of a table its name says enough.
        let value = if value.is_object() { String::new() } else { show(value) };
        let place = Place { path: self.path_of(name), value };
        findings.not_modelled.entry(aspect).or_default().push(place);
    }
}

/// How a value is shown in notes and problems, on one line and not too long.
pub(in crate::manifest) fn show(value: &Value) -> String {
    const LONGEST: usize = 40;
    match value {
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(_) => "a table".to_owned(),
        Value::String(text) if text.chars().count() > LONGEST => {
            format!("{:?}…", text.chars().take(LONGEST).collect::<String>())
        }
        other => other.to_string(),
    }
}
