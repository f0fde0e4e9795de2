//! The Lab: every field of a scenario in groups that people can find, with defaults, lists that can be edited, a search, and the
//! place of the comparison where each shows.

pub mod list;
pub mod live;
pub mod place;
mod search;
mod shown;
mod tree;

pub use search::hits;
pub use shown::{literal, range, value};
pub use tree::{Field, Node, nodes, schema};

use crate::i18n::page::Group;
use crate::scenario::Scenario;
use std::collections::BTreeMap;

/// Which fields stand in which group: the longest beginning of a field's path that is found here decides.
const GROUPS: [(&str, Group); 38] = [
    ("", Group::Run),
    ("traffic", Group::Traffic),
    ("clients", Group::Clients),
    ("service", Group::Service),
    ("fleet", Group::Fleet),
    ("fleet.readiness", Group::Checks),
    ("fleet.startup", Group::Checks),
    ("fleet.liveness", Group::Checks),
    ("fleet.restart", Group::Checks),
    ("fleet.checks_queue", Group::Checks),
    ("fleet.check_jitter", Group::Checks),
    ("fleet.policy", Group::Routing),
    ("routing", Group::Routing),
    ("cluster", Group::Cluster),
    ("autoscaler", Group::Autoscaler),
    ("dependency", Group::Dependency),
    ("versions", Group::Candidate),
    ("versions.stable", Group::Stable),
    ("versions.compatibility", Group::Compatibility),
    ("deployments", Group::Deployments),
    ("strategy", Group::Rollout),
    ("strategy.recreate", Group::Rolling),
    ("strategy.rolling", Group::Rolling),
    ("strategy.blue_green", Group::BlueGreen),
    ("strategy.canary", Group::Canary),
    ("strategy.flagger", Group::Flagger),
    ("strategy.ab_test", Group::AbTest),
    ("strategy.shadow", Group::Shadow),
    ("strategy.analyses", Group::Analyses),
    ("rollback", Group::Rollback),
    ("telemetry", Group::Telemetry),
    ("faults", Group::Faults),
    ("faults.node_losses", Group::Cluster),
    ("faults.zone_losses", Group::Cluster),
    ("commands", Group::Commands),
    ("lanes", Group::Rollout),
    ("prices", Group::Cost),
    ("slo", Group::Cost),
];

/// Whether `path` is `inside` or lies in it.
fn is_inside(path: &str, inside: &str) -> bool {
    inside.is_empty() || path.strip_prefix(inside).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The group of the field or section at `path`.
#[must_use]
pub fn group(path: &str) -> Group {
    let known = GROUPS.iter().filter(|(inside, _)| is_inside(path, inside));
    known.max_by_key(|(inside, _)| inside.len()).map_or(Group::Run, |(_, group)| *group)
}

/// Fields of one section that are shown together.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The section's path; empty for the scenario itself.
    pub section: String,
    /// The schema's English sentence about it.
    pub about: &'static str,
    /// Its fields, each a place in [`Lab::nodes`].
    pub fields: Vec<usize>,
}

/// A scenario as the Lab shows it.
#[derive(Clone, Debug)]
pub struct Lab {
    /// Every section, entry and field.
    pub nodes: Vec<Node>,
    /// The default scenario's.
    initial: Vec<Node>,
    /// Default values by path, of entries with `[]` as their place.
    defaults: BTreeMap<String, Field>,
}

impl Lab {
    /// The Lab of `scenario`.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Lab {
        let with_field = |node: Node| node.field.map(|field| (node.path, field));
        Lab {
            nodes: nodes(scenario),
            initial: nodes(&Scenario::default()),
            defaults: schema().into_iter().filter_map(with_field).collect(),
        }
    }

    /// What the field at `path` has where nothing is said of it.
    #[must_use]
    pub fn default_of(&self, path: &str) -> Option<&Field> {
        self.defaults.get(&list::any_entry(path))
    }

    /// Whether `node`, or anything in it if it is a list, differs from its default.
    #[must_use]
    pub fn is_changed(&self, node: &Node) -> bool {
        if matches!(node.field, Some(Field::List { .. })) {
            // Lists in entries come empty.
            if node.path.contains('[') {
                return !matches!(node.field, Some(Field::List { len: 0, .. }));
            }
            let inside = |other: &&Node| is_inside(&other.path, &node.path);
            return !self.nodes.iter().filter(inside).eq(self.initial.iter().filter(inside));
        }
        node.field.is_some() && node.field.as_ref() != self.default_of(&node.path)
    }

    /// The fields for which `wanted` holds and that stand in no list, section by section.
    pub fn parts(&self, wanted: impl Fn(&Node) -> bool) -> Vec<Part> {
        self.parts_of("", |node| !node.path.contains('[') && wanted(node))
    }

    /// The fields of the entry at `path`, section by section.
    #[must_use]
    pub fn parts_of_entry(&self, path: &str) -> Vec<Part> {
        self.parts_of(path, |node| node.path.strip_prefix(path).is_some_and(|rest| !rest.contains('[')))
    }

    fn parts_of(&self, inside: &str, wanted: impl Fn(&Node) -> bool) -> Vec<Part> {
        let mut parts: Vec<Part> = vec![Part { section: inside.to_owned(), about: "", fields: Vec::new() }];
        for (index, node) in self.nodes.iter().enumerate().filter(|(_, node)| is_inside(&node.path, inside)) {
            match &node.field {
                None if node.path == inside => {}
                None => parts.push(Part { section: node.path.clone(), about: node.about, fields: Vec::new() }),
                // A field may come after a section that stands in its own section.
                Some(_) if wanted(node) => {
                    if let Some(part) = parts.iter_mut().find(|part| part.section == node.section()) {
                        part.fields.push(index);
                    }
                }
                Some(_) => {}
            }
        }
        parts.retain(|part| !part.fields.is_empty());
        parts
    }

    /// How many fields and lists of `group` differ from their defaults.
    #[must_use]
    pub fn changed_in(&self, wanted: Group) -> usize {
        let shown = |node: &&Node| node.field.is_some() && !node.path.contains('[') && group(&node.path) == wanted;
        self.nodes.iter().filter(shown).filter(|node| self.is_changed(node)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Analysis, Crash, Metric};

    #[test]
    fn every_field_has_a_group_and_no_group_is_empty() {
        for wanted in Group::ALL {
            let lab = Lab::new(&Scenario::default());
            assert!(!lab.parts(|node| group(&node.path) == *wanted).is_empty(), "{wanted:?}");
        }
        assert_eq!(group("seed"), Group::Run);
        assert_eq!(group("fleet.readiness.period_s"), Group::Checks);
        assert_eq!(group("fleet.policy"), Group::Routing);
        // A name that only begins alike is another one.
        assert_eq!(group("servicelike"), Group::Run);
        assert_eq!(group("strategy.analyses[2].metrics[0].count"), Group::Analyses);
    }

    #[test]
    fn every_beginning_of_a_path_is_one() {
        let schema = schema();
        for (path, _) in GROUPS.iter().skip(1) {
            assert!(schema.iter().any(|node| node.path == *path), "{path}");
        }
    }

    #[test]
    fn a_field_after_a_section_stands_in_its_own() {
        let lab = Lab::new(&Scenario::default());
        let parts = lab.parts(|node| group(&node.path) == Group::Dependency);
        let own = parts.iter().find(|part| part.section == "dependency").expect("there");
        assert!(own.fields.iter().any(|index| lab.nodes[*index].path == "dependency.hangs"));
        assert!(parts.iter().any(|part| part.section == "dependency.service"));
    }

    #[test]
    fn what_differs_from_its_default_is_changed() {
        let mut scenario = Scenario::default();
        scenario.faults.crashes = vec![Crash { at_s: 7.0, ..Crash::default() }];
        scenario.strategy.canary.steps[1].weight = 26;
        scenario.fleet.workers = 3;
        let lab = Lab::new(&scenario);
        let shown = |node: &&Node| !node.path.contains('[') && lab.is_changed(node);
        let changed: Vec<&str> = lab.nodes.iter().filter(shown).map(|node| node.path.as_str()).collect();
        assert_eq!(changed, ["fleet.workers", "strategy.canary.steps", "faults.crashes"]);
        let entry = lab.nodes.iter().find(|node| node.path == "faults.crashes[0].at_s").expect("there");
        assert!(lab.is_changed(entry) && lab.default_of(&entry.path) == schema_value("faults.crashes[].at_s").as_ref());
        assert_eq!(
            (lab.changed_in(Group::Fleet), lab.changed_in(Group::Canary), lab.changed_in(Group::Run)),
            (1, 1, 0)
        );
        let untouched = Lab::new(&Scenario::default());
        assert!(!untouched.nodes.iter().any(|node| !node.path.contains('[') && untouched.is_changed(node)));
    }

    fn schema_value(path: &str) -> Option<Field> {
        schema().into_iter().find(|node| node.path == path)?.field
    }

    #[test]
    fn an_entry_has_sections_and_lists_of_its_own() {
        let mut scenario = Scenario::default();
        let metric = Metric::default();
        scenario.strategy.analyses = vec![Analysis { name: "a".into(), metrics: vec![metric.clone(), metric] }];
        let lab = Lab::new(&scenario);
        let paths = |parts: Vec<Part>| {
            parts.iter().flat_map(|part| &part.fields).map(|i| lab.nodes[*i].path.clone()).collect::<Vec<_>>()
        };
        assert_eq!(
            paths(lab.parts_of_entry("strategy.analyses[0]")),
            ["strategy.analyses[0].name", "strategy.analyses[0].metrics"]
        );
        let metric = lab.parts_of_entry("strategy.analyses[0].metrics[1]");
        assert_eq!(metric.len(), 3, "its own fields, success and failure");
        assert!(paths(metric).iter().all(|path| path.starts_with("strategy.analyses[0].metrics[1].")));
    }
}
