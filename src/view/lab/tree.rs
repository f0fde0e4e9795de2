//! The scenario as a row of nodes: sections, lists' entries and fields, in the order of the schema.

use crate::scenario::schema::{Choice, List, Section, Spec, Visitor, spec};
use crate::scenario::{Amount, LARGEST_SEED, Scenario};

/// A field's present value and what it may be.
#[derive(Clone, Debug)]
pub enum Field {
    /// A number.
    Number {
        /// Its value.
        value: f64,
        /// Its range and unit.
        spec: Spec,
        /// Whether it must be whole.
        whole: bool,
    },
    /// Yes or no.
    Flag(bool),
    /// One of a few names.
    Choice {
        /// The names.
        names: &'static [&'static str],
        /// Position of the present one.
        index: usize,
    },
    /// A number of instances or a percentage.
    Amount(Amount),
    /// Free text.
    Text {
        /// The text.
        value: String,
        /// Most characters.
        longest: usize,
    },
    /// Plain numbers.
    Numbers {
        /// The numbers.
        values: Vec<f64>,
        /// The range and unit of each.
        spec: Spec,
        /// Most of them.
        longest: usize,
    },
    /// A list of entries, each with fields of its own.
    List {
        /// Number of entries.
        len: usize,
        /// Most of them.
        longest: usize,
    },
}

impl PartialEq for Field {
    /// Whether the values are the same; of lists only their length is known here.
    fn eq(&self, other: &Field) -> bool {
        match (self, other) {
            (Field::Number { value: a, .. }, Field::Number { value: b, .. }) => a == b,
            (Field::Flag(a), Field::Flag(b)) => a == b,
            (Field::Choice { index: a, .. }, Field::Choice { index: b, .. }) => a == b,
            (Field::Amount(a), Field::Amount(b)) => a == b,
            (Field::Text { value: a, .. }, Field::Text { value: b, .. }) => a == b,
            (Field::Numbers { values: a, .. }, Field::Numbers { values: b, .. }) => a == b,
            (Field::List { len: a, .. }, Field::List { len: b, .. }) => a == b,
            _ => false,
        }
    }
}

/// A section, an entry of a list, or a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands: `strategy.canary.steps[0].weight`; empty for the scenario itself.
    pub path: String,
    /// The schema's English sentence about it; empty for entries.
    pub about: &'static str,
    /// A field's value; none for sections and entries.
    pub field: Option<Field>,
}

impl Node {
    /// The section or entry that it stands in.
    #[must_use]
    pub fn section(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(section, _)| section)
    }

    /// Itself, or the outermost list that it is part of.
    #[must_use]
    pub fn outermost(&self) -> &str {
        self.path.split_once('[').map_or(&self.path, |(list, _)| list)
    }
}

/// Every section, entry and field of `scenario`.
#[must_use]
pub fn nodes(scenario: &Scenario) -> Vec<Node> {
    collect(scenario, false)
}

/// The same of the default scenario, with one entry as it comes in each list: `faults.crashes[].at_s`.
#[must_use]
pub fn schema() -> Vec<Node> {
    collect(&Scenario::default(), true)
}

fn collect(scenario: &Scenario, examples: bool) -> Vec<Node> {
    let mut collector = Collector { inside: String::new(), examples, nodes: Vec::new() };
    scenario.clone().fields(&mut collector);
    collector.nodes
}

struct Collector {
    inside: String,
    examples: bool,
    nodes: Vec<Node>,
}

impl Collector {
    fn path(&self, name: &str) -> String {
        if self.inside.is_empty() { name.to_owned() } else { format!("{}.{name}", self.inside) }
    }

    fn keep(&mut self, name: &str, about: &'static str, field: Field) {
        self.nodes.push(Node { path: self.path(name), about, field: Some(field) });
    }

    fn enter(&mut self, path: String, about: &'static str, section: &mut dyn Section) {
        self.nodes.push(Node { path: path.clone(), about, field: None });
        let outer = std::mem::replace(&mut self.inside, path);
        section.fields(self);
        self.inside = outer;
    }
}

impl Visitor for Collector {
    fn number(&mut self, name: &'static str, value: &mut f64, spec: Spec) {
        self.keep(name, spec.about, Field::Number { value: *value, spec, whole: false });
    }
    fn whole(&mut self, name: &'static str, value: &mut u32, spec: Spec) {
        self.keep(name, spec.about, Field::Number { value: f64::from(*value), spec, whole: true });
    }
    fn seed(&mut self, name: &'static str, value: &mut u64, about: &'static str) {
        let spec = spec("", 0.0, LARGEST_SEED as f64, about);
        self.keep(name, about, Field::Number { value: *value as f64, spec, whole: true });
    }
    fn flag(&mut self, name: &'static str, value: &mut bool, about: &'static str) {
        self.keep(name, about, Field::Flag(*value));
    }
    fn text(&mut self, name: &'static str, value: &mut String, spec: Spec) {
        self.keep(name, spec.about, Field::Text { value: value.clone(), longest: spec.max as usize });
    }
    fn choice(&mut self, name: &'static str, value: &mut dyn Choice, about: &'static str) {
        self.keep(name, about, Field::Choice { names: value.names(), index: value.index() });
    }
    fn amount(&mut self, name: &'static str, value: &mut Amount, about: &'static str) {
        self.keep(name, about, Field::Amount(*value));
    }
    fn list(&mut self, name: &'static str, value: &mut dyn List, spec: Spec) {
        let path = self.path(name);
        self.keep(name, spec.about, Field::List { len: value.len(), longest: spec.max as usize });
        if self.examples {
            self.enter(format!("{path}[]"), "", &mut *value.example());
        } else {
            for index in 0..value.len() {
                self.enter(format!("{path}[{index}]"), "", value.entry(index));
            }
        }
    }
    fn numbers(&mut self, name: &'static str, value: &mut Vec<f64>, longest: usize, spec: Spec) {
        self.keep(name, spec.about, Field::Numbers { values: value.clone(), spec, longest });
    }
    fn section(&mut self, name: &'static str, value: &mut dyn Section, about: &'static str) {
        self.enter(self.path(name), about, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Crash;

    #[test]
    fn entries_of_lists_have_their_place_in_the_path() {
        let mut scenario = Scenario::default();
        scenario.faults.crashes = vec![Crash::default(), Crash { at_s: 7.0, ..Crash::default() }];
        let nodes = nodes(&scenario);
        let found = nodes.iter().find(|node| node.path == "faults.crashes[1].at_s").expect("it is there");
        assert!(matches!(found.field, Some(Field::Number { value: 7.0, whole: false, .. })));
        assert_eq!((found.section(), found.outermost()), ("faults.crashes[1]", "faults.crashes"));
    }

    #[test]
    fn the_schema_has_one_entry_in_each_list() {
        let schema = schema();
        assert!(schema.iter().any(|node| node.path == "strategy.analyses[].metrics[].success.limit"));
        // The reference has a row for every field, and no other.
        let rows = crate::scenario::reference::markdown().lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(schema.iter().filter(|node| node.field.is_some()).count(), rows);
    }
}
