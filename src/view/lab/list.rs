//! Lists of the scenario: what a list is after an entry was added, removed, doubled or moved, as a file would have it.

use super::schema;
use super::tree::Field;
use crate::scenario::Scenario;
use serde_json::Value;

/// An entry that is added after one with a moment is so much later, s: of several at the same moment only one would be seen.
const LATER_S: f64 = 60.0;

/// A change of a list; entries are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// One more at the end: as the schema has it, or like the last one and later.
    Add,
    /// Another one like this, behind it.
    Double(usize),
    /// Without this one.
    Remove(usize),
    /// This one stands one place earlier.
    Earlier(usize),
}

/// `path` with `[]` for every entry, as in [`schema`].
#[must_use]
pub fn any_entry(path: &str) -> String {
    let mut parts = path.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| format!("{plain}[]{}", part.split_once(']').map_or("", |(_, rest)| rest)))
}

/// The list at `path` after `change`, as a literal of a file; none if there is no such list or entry.
#[must_use]
pub fn changed(scenario: &Scenario, path: &str, change: Change) -> Option<String> {
    let value = scenario.values();
    let mut list = value.pointer(&pointer(path))?.as_array()?.clone();
    match change {
        Change::Add => {
            let last = list.last().map(|last| later(last.clone(), path));
            list.push(last.unwrap_or_else(|| Value::Object(serde_json::Map::new())));
        }
        Change::Double(index) => list.insert(index + 1, list.get(index)?.clone()),
        Change::Remove(index) if index < list.len() => drop(list.remove(index)),
        Change::Earlier(index) if 0 < index && index < list.len() => list.swap(index - 1, index),
        Change::Remove(_) | Change::Earlier(_) => return None,
    }
    Some(Value::Array(list).to_string())
}

/// The default list at `path`, as a literal of a file; none in entries of other lists.
#[must_use]
pub fn initial(path: &str) -> Option<String> {
    let value = Scenario::default().values();
    value.pointer(&pointer(path)).map(Value::to_string)
}

/// `strategy.canary.steps[0].weight` as a JSON pointer.
fn pointer(path: &str) -> String {
    format!("/{}", path.replace(['.', '['], "/").replace(']', ""))
}

/// `entry` at a later moment, if it has one; a canary's next step has half of what is left.
fn later(mut entry: Value, path: &str) -> Value {
    let longest = || match schema().into_iter().find(|node| node.path == format!("{}[].at_s", any_entry(path)))?.field {
        Some(Field::Number { spec, .. }) => Some(spec.max),
        _ => None,
    };
    if let Some(at_s) = entry.get("at_s").and_then(Value::as_f64) {
        entry["at_s"] = (at_s + LATER_S).min(longest().unwrap_or(f64::INFINITY)).into();
    }
    if path == "strategy.canary.steps"
        && let Some(weight) = entry["weight"].as_u64()
    {
        entry["weight"] = (weight + 100u64.saturating_sub(weight) / 2).into();
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::super::nodes;
    use super::*;
    use crate::scenario::{Crash, read};

    fn after(scenario: &Scenario, path: &str, change: Change) -> Scenario {
        let mut value = serde_json::to_value(scenario).unwrap();
        read::set(&mut value, path, &changed(scenario, path, change).expect("a change")).unwrap();
        read::read(&value).unwrap_or_else(|problems| panic!("{path} {change:?}: {problems:?}")).into_inner()
    }

    fn with_crashes(moments: &[f64]) -> Scenario {
        let mut scenario = Scenario::default();
        scenario.faults.crashes = moments.iter().map(|at_s| Crash { at_s: *at_s, ..Crash::default() }).collect();
        scenario
    }

    fn moments(scenario: &Scenario) -> Vec<f64> {
        scenario.faults.crashes.iter().map(|crash| crash.at_s).collect()
    }

    #[test]
    fn entries_are_added_doubled_removed_and_moved() {
        let path = "faults.crashes";
        let of = |change| moments(&after(&with_crashes(&[10.0, 20.0, 30.0]), path, change));
        assert_eq!(of(Change::Add), [10.0, 20.0, 30.0, 90.0]);
        assert_eq!(of(Change::Double(1)), [10.0, 20.0, 20.0, 30.0]);
        assert_eq!(of(Change::Remove(0)), [20.0, 30.0]);
        assert_eq!(of(Change::Earlier(2)), [10.0, 30.0, 20.0]);
        assert_eq!(moments(&after(&Scenario::default(), path, Change::Add)), [Crash::default().at_s]);
        for change in [Change::Double(3), Change::Remove(3), Change::Earlier(0), Change::Earlier(3)] {
            assert_eq!(changed(&with_crashes(&[1.0, 2.0, 3.0]), path, change), None, "{change:?}");
        }
        assert_eq!(changed(&Scenario::default(), "faults.nothing", Change::Add), None);
    }

    #[test]
    fn every_list_takes_two_more_entries() {
        let lists = nodes(&Scenario::default());
        for list in lists.iter().filter(|node| matches!(node.field, Some(Field::List { .. }))) {
            let mut scenario = Scenario::default();
            // Nodes and zones can only be lost where there are some.
            (scenario.cluster.nodes, scenario.cluster.zones) = (4, 2);
            let one = after(&scenario, &list.path, Change::Add);
            let two = after(&one, &list.path, Change::Add);
            assert_ne!(one, two, "{}", list.path);
        }
    }

    #[test]
    fn the_default_list_can_be_had_back() {
        let other = after(&Scenario::default(), "strategy.canary.steps", Change::Remove(0));
        let mut value = serde_json::to_value(&other).unwrap();
        read::set(&mut value, "strategy.canary.steps", &initial("strategy.canary.steps").expect("a list")).unwrap();
        assert_eq!(*read::read(&value).unwrap(), Scenario::default());
        assert_eq!(initial("strategy.analyses[0].metrics"), None);
    }

    #[test]
    fn lists_in_entries_are_reached() {
        let one = after(&Scenario::default(), "strategy.analyses", Change::Add);
        let metric = after(&one, "strategy.analyses[0].metrics", Change::Add);
        assert_eq!(metric.strategy.analyses[0].metrics.len(), one.strategy.analyses[0].metrics.len() + 1);
        assert_eq!(any_entry("strategy.analyses[12].metrics[3].count"), "strategy.analyses[].metrics[].count");
    }

    #[test]
    fn a_moment_does_not_pass_the_longest_run() {
        let last = with_crashes(&[crate::scenario::LONGEST_HORIZON_S]);
        assert_eq!(moments(&after(&last, "faults.crashes", Change::Add)).len(), 2);
    }
}
