//! The name of every field of a scenario, of every section and of every choice, and a Korean sentence about each. The English
//! sentence is the schema's own.
//!
//! The texts stand in tables, a line for each: `name | Korean name | English name | Korean sentence`, below a `[path]` of what they
//! are part of; choices of a field follow it as `=name | Korean | English`. A test holds the tables against the schema, so
//! that no field lacks its texts and no text is left over.

use super::{Lang, word};
use crate::scenario::{Action, Arrivals, Law, Policy, Shape, StrategyKind};
use std::collections::BTreeMap;
use std::sync::OnceLock;

const TABLES: [&str; 5] = [
    include_str!("run.txt"),
    include_str!("load.txt"),
    include_str!("fleet.txt"),
    include_str!("versions.txt"),
    include_str!("strategy.txt"),
];

/// What stands in more than one place has its texts once: the first path reads as the second where it has no texts of its own.
const ALIKE: [(&str, &str); 12] = [
    ("versions.stable.", "version."),
    ("versions.candidate.", "version."),
    ("deployments.version.", "version."),
    ("deployments.compatibility.", "versions.compatibility."),
    ("versions.compatibility.client.", "versions.compatibility.session."),
    ("versions.compatibility.schema.", "versions.compatibility.session."),
    ("dependency.service.", "service."),
    ("telemetry.outages.", "dependency.outages."),
    ("fleet.readiness.", "fleet.liveness."),
    ("fleet.startup.", "fleet.liveness."),
    ("autoscaler.down.", "autoscaler.up."),
    ("strategy.analyses.metrics.failure.", "strategy.analyses.metrics.success."),
];

/// The Korean name, the English name and the Korean sentence; the last is empty for choices.
type Texts = [&'static str; 3];

fn table() -> &'static BTreeMap<String, Texts> {
    static TABLE: OnceLock<BTreeMap<String, Texts>> = OnceLock::new();
    TABLE.get_or_init(|| TABLES.into_iter().flat_map(rows).collect())
}

/// The lines of a table, each with its whole path; a choice has that of its field, `=` and its name.
fn rows(text: &'static str) -> Vec<(String, Texts)> {
    let (mut section, mut field) = ("", String::new());
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(path) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = path;
            continue;
        }
        let mut cells = line.split(" | ");
        let name = cells.next().unwrap_or_default();
        let texts = [(); 3].map(|()| cells.next().unwrap_or_default());
        if name.starts_with('=') {
            rows.push((format!("{field}{name}"), texts));
        } else {
            field = if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") };
            rows.push((field.clone(), texts));
        }
    }
    rows
}

/// The path in the tables of `path`, which may have an index in each list.
fn key(path: &str) -> Option<&'static str> {
    let mut plain: String = path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect();
    loop {
        if let Some((key, _)) = table().get_key_value(&plain) {
            return Some(key);
        }
        let (from, to) = ALIKE.iter().find(|(from, _)| plain.starts_with(from))?;
        plain.replace_range(..from.len(), to);
    }
}

fn texts(path: &str) -> Option<&'static Texts> {
    table().get(key(path)?)
}

/// A short name for the field or section at `path`; empty if there is none.
#[must_use]
pub fn name(lang: Lang, path: &str) -> &'static str {
    texts(path).map_or("", |texts| lang.pick(texts[0], texts[1]))
}

/// A sentence about the field or section at `path`, of which `english` is the schema's. Names of fields stand in backticks.
#[must_use]
pub fn about(lang: Lang, path: &str, english: &'static str) -> &'static str {
    texts(path).map_or(english, |texts| lang.pick(texts[2], english))
}

/// The name of the choice `name` of the field at `path`.
#[must_use]
pub fn choice(lang: Lang, path: &str, name: &'static str) -> &'static str {
    let Some(key) = key(path) else { return name };
    // Some have their names wherever they are told of.
    let known = match key {
        "strategy.kind" | "lanes.strategy" => StrategyKind::from_name(name).map(|kind| word::strategy(lang, kind)),
        "fleet.policy" => Policy::from_name(name).map(|policy| word::policy(lang, policy)),
        "traffic.shape" => Shape::from_name(name).map(|shape| word::shape(lang, shape)),
        "traffic.arrivals" => Arrivals::from_name(name).map(|arrivals| word::arrivals(lang, arrivals)),
        "service.law" => Law::from_name(name).map(|law| word::law(lang, law)),
        "commands.action" => Action::from_name(name).map(|action| word::action(lang, action)),
        _ => table().get(&format!("{key}={name}")).map(|texts| lang.pick(texts[0], texts[1])),
    };
    known.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::schema::{Choice, List, Section, Spec, Visitor};
    use crate::scenario::{Amount, Scenario};
    use std::collections::BTreeSet;

    /// Every path of the schema, with its English sentence, and the choices.
    #[derive(Default)]
    struct Paths {
        inside: String,
        found: Vec<(String, &'static str)>,
        choices: Vec<(String, &'static str)>,
    }

    impl Paths {
        fn keep(&mut self, name: &str, about: &'static str) -> String {
            let path = if self.inside.is_empty() { name.to_owned() } else { format!("{}.{name}", self.inside) };
            self.found.push((path.clone(), about));
            path
        }
        fn enter(&mut self, path: String, section: &mut dyn Section) {
            let outer = std::mem::replace(&mut self.inside, path);
            section.fields(self);
            self.inside = outer;
        }
    }

    impl Visitor for Paths {
        fn number(&mut self, name: &'static str, _: &mut f64, spec: Spec) {
            self.keep(name, spec.about);
        }
        fn whole(&mut self, name: &'static str, _: &mut u32, spec: Spec) {
            self.keep(name, spec.about);
        }
        fn seed(&mut self, name: &'static str, _: &mut u64, about: &'static str) {
            self.keep(name, about);
        }
        fn flag(&mut self, name: &'static str, _: &mut bool, about: &'static str) {
            self.keep(name, about);
        }
        fn text(&mut self, name: &'static str, _: &mut String, spec: Spec) {
            self.keep(name, spec.about);
        }
        fn choice(&mut self, name: &'static str, value: &mut dyn Choice, about: &'static str) {
            let path = self.keep(name, about);
            self.choices.extend(value.names().iter().map(|name| (path.clone(), *name)));
        }
        fn amount(&mut self, name: &'static str, _: &mut Amount, about: &'static str) {
            self.keep(name, about);
        }
        fn list(&mut self, name: &'static str, value: &mut dyn List, spec: Spec) {
            let path = self.keep(name, spec.about);
            self.enter(format!("{path}[0]"), &mut *value.example());
        }
        fn numbers(&mut self, name: &'static str, _: &mut Vec<f64>, _: usize, spec: Spec) {
            self.keep(name, spec.about);
        }
        fn section(&mut self, name: &'static str, value: &mut dyn Section, about: &'static str) {
            let path = self.keep(name, about);
            self.enter(path, value);
        }
    }

    fn schema() -> Paths {
        let mut paths = Paths::default();
        Scenario::default().fields(&mut paths);
        paths
    }

    fn is_korean(text: &str) -> bool {
        text.chars().any(|c| ('가'..='힣').contains(&c))
    }

    #[test]
    fn every_field_and_section_has_its_texts() {
        let found = schema().found;
        assert!(found.len() > 380, "{}", found.len());
        for (path, english) in &found {
            let [ko, en, about] = texts(path).unwrap_or_else(|| panic!("{path} has no texts"));
            assert!(is_korean(about) && !english.is_empty(), "{path}: {about} {english}");
            assert!(!ko.is_empty() && !en.is_empty() && !is_korean(en), "{path}: {ko} {en}");
            // The names of products are the same in both languages.
            assert!(is_korean(ko) || ["Flagger"].contains(ko), "{path}: {ko}");
        }
    }

    #[test]
    fn every_choice_has_its_names() {
        for (path, choice_name) in &schema().choices {
            let [ko, en] = Lang::ALL.map(|lang| choice(lang, path, choice_name));
            assert!(is_korean(ko) || *choice_name == "flagger", "{path}: {choice_name}: {ko}");
            assert!(!en.is_empty() && !is_korean(en), "{path}: {choice_name}: {en}");
            let known = key(path).is_some_and(|key| table().contains_key(&format!("{key}={choice_name}")));
            assert!(known || ko != *choice_name || en == "Flagger", "{path}: {choice_name} has no name");
        }
    }

    #[test]
    fn no_text_is_left_over_and_none_stands_twice() {
        let schema = schema();
        let mut used: BTreeSet<String> =
            schema.found.iter().filter_map(|(path, _)| key(path)).map(str::to_owned).collect();
        used.extend(schema.choices.iter().filter_map(|(path, name)| Some(format!("{}={name}", key(path)?))));
        let all: Vec<String> = TABLES.into_iter().flat_map(rows).map(|(path, _)| path).collect();
        let left: Vec<&String> = all.iter().filter(|path| !used.contains(*path)).collect();
        assert!(left.is_empty(), "of no field: {left:?}");
        assert_eq!(all.len(), table().len(), "a path stands twice");
    }

    #[test]
    fn every_line_has_as_many_cells_as_it_needs() {
        for line in TABLES.into_iter().flat_map(str::lines).filter(|line| line.contains('|')) {
            let wanted = if line.starts_with('=') { 3 } else { 4 };
            assert_eq!(line.split(" | ").count(), wanted, "{line}");
        }
    }

    #[test]
    fn what_is_alike_shares_its_texts_unless_it_has_its_own() {
        assert_eq!(key("deployments[3].version.cases[0].class"), Some("version.cases.class"));
        assert_eq!(key("fleet.readiness.period_s"), Some("fleet.liveness.period_s"));
        assert_eq!(key("fleet.readiness.failure_threshold"), Some("fleet.readiness.failure_threshold"));
        assert_eq!(key("fleet.nothing"), None);
    }
}
