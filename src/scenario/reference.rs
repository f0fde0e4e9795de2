//! The reference of every field, `docs/scenario.md`, written from the same schema that reads files.

use super::schema::{Choice, List, Section, Spec, Visitor};
use super::{Amount, Scenario};

/// What stands before the tables.
const INTRODUCTION: &str = include_str!("reference_introduction.md");

/// The whole text of `docs/scenario.md`.
#[must_use]
pub fn markdown() -> String {
    let mut writer = Writer { tables: vec![Table::new(String::new(), "The run as a whole.")], path: String::new() };
    Scenario::default().fields(&mut writer);
    let mut text = INTRODUCTION.trim_end().to_owned();
    text.push('\n');
    for table in writer.tables.iter().filter(|table| !table.rows.is_empty()) {
        text.push_str(&table.markdown());
    }
    text
}

/// The fields of one section.
struct Table {
    path: String,
    about: &'static str,
    rows: Vec<String>,
}

impl Table {
    fn new(path: String, about: &'static str) -> Table {
        Table { path, about, rows: Vec::new() }
    }

    fn markdown(&self) -> String {
        let title = if self.path.is_empty() { "Top level".to_owned() } else { format!("`{}`", self.path) };
        let mut text =
            format!("\n## {title}\n\n{}\n\n| field | type and range | unit | default | meaning |\n", self.about);
        text.push_str("|---|---|---|---|---|\n");
        for row in &self.rows {
            text.push_str(row);
        }
        text
    }
}

/// Writes a row for each field and a table for each section, in the order of the schema.
struct Writer {
    tables: Vec<Table>,
    path: String,
}

impl Writer {
    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn row(&mut self, name: &str, kind: &str, unit: &str, default: &str, about: &str) {
        let row = format!("| `{}` | {kind} | {unit} | {default} | {about} |\n", self.path_of(name));
        // Rows belong to the section they stand in, also when another section came in between.
        let path = &self.path;
        if let Some(table) = self.tables.iter_mut().rev().find(|table| table.path == *path) {
            table.rows.push(row);
        }
    }

    fn inside(&mut self, path: String, about: &'static str, section: &mut dyn Section) {
        self.tables.push(Table::new(path.clone(), about));
        let outer = std::mem::replace(&mut self.path, path);
        section.fields(self);
        self.path = outer;
    }
}

fn range(spec: Spec) -> String {
    format!("{} to {}", digits(spec.min), digits(spec.max))
}

/// A number as it may be written in a file, with thousands grouped so that it can be read.
fn digits(number: f64) -> String {
    let text = number.to_string();
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    rest.map_or_else(|| grouped.clone(), |rest| format!("{grouped}.{rest}"))
}

impl Visitor for Writer {
    fn number(&mut self, name: &'static str, value: &mut f64, spec: Spec) {
        self.row(name, &format!("number, {}", range(spec)), spec.unit, &format!("`{value}`"), spec.about);
    }
    fn whole(&mut self, name: &'static str, value: &mut u32, spec: Spec) {
        self.row(name, &format!("whole number, {}", range(spec)), spec.unit, &format!("`{value}`"), spec.about);
    }
    fn seed(&mut self, name: &'static str, value: &mut u64, about: &'static str) {
        self.row(name, "whole number, 0 to 2^53 - 1", "", &format!("`{value}`"), about);
    }
    fn flag(&mut self, name: &'static str, value: &mut bool, about: &'static str) {
        self.row(name, "`true` or `false`", "", &format!("`{value}`"), about);
    }
    fn text(&mut self, name: &'static str, value: &mut String, spec: Spec) {
        let kind = format!("text, at most {} {}", digits(spec.max), spec.unit);
        self.row(name, &kind, "", &format!("`{value:?}`"), spec.about);
    }
    fn choice(&mut self, name: &'static str, value: &mut dyn Choice, about: &'static str) {
        let names: Vec<String> = value.names().iter().map(|name| format!("`{name}`")).collect();
        self.row(name, &names.join(", "), "", &format!("`{}`", value.names()[value.index()]), about);
    }
    fn amount(&mut self, name: &'static str, value: &mut Amount, about: &'static str) {
        let kind =
            format!("whole number, 0 to {}, or `\"0%\"` to `\"100%\"`", digits(f64::from(super::MOST_INSTANCES)));
        let default = match value {
            Amount::Instances(instances) => format!("`{instances}`"),
            percent @ Amount::Percent(_) => format!("`\"{percent}\"`"),
        };
        self.row(name, &kind, "instances", &default, about);
    }
    fn list(&mut self, name: &'static str, value: &mut dyn List, spec: Spec) {
        let fields = |section: &mut dyn Section| {
            let mut fields = Entry(Vec::new());
            section.fields(&mut fields);
            fields.0
        };
        let usual = fields(&mut *value.example());
        let entries: Vec<Vec<String>> = (0..value.len()).map(|i| fields(value.entry(i))).collect();
        // Fields that no entry changes only make the row longer.
        let tells = |i: &usize| entries.iter().any(|entry| entry[*i] != usual[*i]);
        let told: Vec<usize> = Some((0..usual.len()).filter(tells).collect::<Vec<_>>())
            .filter(|told| !told.is_empty())
            .unwrap_or_else(|| (0..usual.len()).collect());
        let entry = |entry: &Vec<String>| {
            let fields = told.iter().map(|i| entry[*i].as_str()).collect::<Vec<_>>();
            format!("{{ {} }}", fields.join(", "))
        };
        let entries: Vec<String> = entries.iter().map(entry).collect();
        let default = if entries.is_empty() { "empty".to_owned() } else { format!("`[{}]`", entries.join(", ")) };
        self.row(name, &format!("list of tables, at most {}", digits(spec.max)), "", &default, spec.about);
        let path = format!("{}[n]", self.path_of(name));
        self.inside(
            path,
            "One entry of the list; what it leaves out has the default stated here.",
            &mut *value.example(),
        );
    }
    fn numbers(&mut self, name: &'static str, _: &mut Vec<f64>, longest: usize, spec: Spec) {
        let kind = format!("list of at most {} numbers, {}", digits(longest as f64), range(spec));
        self.row(name, &kind, spec.unit, "empty", spec.about);
    }
    fn section(&mut self, name: &'static str, value: &mut dyn Section, about: &'static str) {
        self.inside(self.path_of(name), about, value);
    }
}

/// Collects the fields of one entry of a list as `name = value`; entries hold numbers, flags and choices.
struct Entry(Vec<String>);

impl Entry {
    fn push(&mut self, name: &str, value: &dyn std::fmt::Display) {
        self.0.push(format!("{name} = {value}"));
    }
}

impl Visitor for Entry {
    fn number(&mut self, name: &'static str, value: &mut f64, _: Spec) {
        self.push(name, value);
    }
    fn whole(&mut self, name: &'static str, value: &mut u32, _: Spec) {
        self.push(name, value);
    }
    fn seed(&mut self, name: &'static str, value: &mut u64, _: &'static str) {
        self.push(name, value);
    }
    fn flag(&mut self, name: &'static str, value: &mut bool, _: &'static str) {
        self.push(name, value);
    }
    fn text(&mut self, name: &'static str, value: &mut String, _: Spec) {
        self.push(name, &format_args!("{value:?}"));
    }
    fn choice(&mut self, name: &'static str, value: &mut dyn Choice, _: &'static str) {
        self.push(name, &format_args!("{:?}", value.names()[value.index()]));
    }
    fn amount(&mut self, name: &'static str, value: &mut Amount, _: &'static str) {
        self.push(name, &format_args!("\"{value}\""));
    }
    fn list(&mut self, name: &'static str, value: &mut dyn List, _: Spec) {
        self.push(name, &format_args!("[{} entries]", value.len()));
    }
    fn numbers(&mut self, name: &'static str, value: &mut Vec<f64>, _: usize, _: Spec) {
        self.push(name, &format_args!("{value:?}"));
    }
    fn section(&mut self, _: &'static str, value: &mut dyn Section, _: &'static str) {
        value.fields(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE=1 cargo test` writes the file anew.
    #[test]
    fn the_reference_says_what_the_schema_says() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenario.md");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, markdown()).expect("docs can be written");
        }
        let written = std::fs::read_to_string(path).expect("docs/scenario.md is there");
        assert!(written == markdown(), "docs/scenario.md is out of date: run `UPDATE=1 cargo test reference`");
    }

    #[test]
    fn every_field_has_a_row_with_its_default() {
        let text = markdown();
        for row in [
            "| `seed` | whole number, 0 to 2^53 - 1 |  | `1` |",
            "| `fleet.instances` | whole number, 1 to 100,000 | instances | `10` |",
            "| `fleet.readiness.period_s` | number, 0.1 to 3,600 | s | `5` |",
            "| `strategy.rolling.max_surge` | whole number, 0 to 100,000, or `\"0%\"` to `\"100%\"` | instances | `\"25%\"` |",
            "| `strategy.canary.steps[n].weight` | whole number, 0 to 10,000 | % | `10` |",
            "`[{ weight = 10 }, { weight = 25 }, { weight = 50 }]`",
            "| `prices.instance_hour_usd` |",
        ] {
            assert!(text.contains(row), "{row}");
        }
    }

    #[test]
    fn the_example_is_a_scenario() {
        let example = INTRODUCTION.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("one");
        let value = crate::scenario::from_text(example).expect("the example is TOML");
        assert!(crate::scenario::read::read(&value).is_ok());
    }
}
