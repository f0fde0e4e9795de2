//! A scenario into a document's values: what [`read`](super::read::read) reads, field by field.
//!
//! The same as its serializer makes of it, without a serializer for each type: the page carries a schema already.

use super::schema::{Choice, List, Section, Spec, Visitor};
use super::{Amount, Scenario};
use serde_json::{Map, Value};

impl Scenario {
    /// All its fields as a document.
    #[must_use]
    pub fn values(&self) -> Value {
        section_values(&mut self.clone())
    }
}

/// The entries of a list, such as a canary's steps.
pub fn list_values(list: &mut dyn List) -> Value {
    (0..list.len()).map(|place| section_values(list.entry(place))).collect()
}

/// All fields of a section.
fn section_values(section: &mut dyn Section) -> Value {
    let mut writer = Writer(Map::new());
    section.fields(&mut writer);
    Value::Object(writer.0)
}

struct Writer(Map<String, Value>);

impl Writer {
    fn put(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }
}

impl Visitor for Writer {
    fn number(&mut self, name: &'static str, value: &mut f64, _: Spec) {
        self.put(name, Value::from(*value));
    }

    fn whole(&mut self, name: &'static str, value: &mut u32, _: Spec) {
        self.put(name, Value::from(*value));
    }

    fn seed(&mut self, name: &'static str, value: &mut u64, _: &'static str) {
        self.put(name, Value::from(*value));
    }

    fn flag(&mut self, name: &'static str, value: &mut bool, _: &'static str) {
        self.put(name, Value::from(*value));
    }

    fn text(&mut self, name: &'static str, value: &mut String, _: Spec) {
        self.put(name, Value::from(value.as_str()));
    }

    fn choice(&mut self, name: &'static str, value: &mut dyn Choice, _: &'static str) {
        self.put(name, Value::from(value.names()[value.index()]));
    }

    fn amount(&mut self, name: &'static str, value: &mut Amount, _: &'static str) {
        self.put(
            name,
            match value {
                Amount::Instances(instances) => Value::from(*instances),
                Amount::Percent(_) => Value::from(value.to_string()),
            },
        );
    }

    fn list(&mut self, name: &'static str, value: &mut dyn List, _: Spec) {
        self.put(name, list_values(value));
    }

    fn numbers(&mut self, name: &'static str, value: &mut Vec<f64>, _: usize, _: Spec) {
        self.put(name, value.iter().map(|number| Value::from(*number)).collect());
    }

    fn section(&mut self, name: &'static str, value: &mut dyn Section, _: &'static str) {
        self.put(name, section_values(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::presets::PRESETS;

    #[test]
    fn they_are_what_the_serializer_makes() {
        let scenarios = PRESETS.iter().map(|preset| preset.scenario().expect("a good preset").into_inner());
        for scenario in scenarios.chain([Scenario::default()]) {
            assert_eq!(scenario.values(), serde_json::to_value(&scenario).expect("a document"));
        }
    }
}
