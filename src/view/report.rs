//! What a printed report says of a scenario: how it differs from the one that it began as.

use super::difference::told;
use super::lane_edit::Difference;
use crate::i18n::Lang;
use crate::i18n::page::looks;
use crate::scenario::Scenario;
use serde_json::Value;

/// Most changes that are listed: a report is one page.
const MOST_CHANGES: usize = 12;

/// What differs between `scenario` and the `base` of this title, in a line; nothing if nothing does.
#[must_use]
pub fn changes(lang: Lang, title: &str, base: &Scenario, scenario: &Scenario) -> Option<String> {
    let all = listed(lang, base, scenario);
    let shown = &all[..all.len().min(MOST_CHANGES)];
    (!shown.is_empty()).then(|| looks::changed(lang, title, shown, all.len() - shown.len()))
}

/// The paths of the fields that differ between `base` and `scenario`.
#[must_use]
pub fn changed(base: &Scenario, scenario: &Scenario) -> Vec<String> {
    differences(base, scenario).into_iter().map(|difference| difference.path).collect()
}

fn differences(base: &Scenario, scenario: &Scenario) -> Vec<Difference> {
    let [before, after] = [base, scenario].map(Scenario::values);
    let mut found = Vec::new();
    compare("", &before, &after, &mut found);
    found
}

/// What differs between `base` and `scenario`, a line each.
#[must_use]
pub fn listed(lang: Lang, base: &Scenario, scenario: &Scenario) -> Vec<String> {
    let one = |difference: &Difference| {
        let [name, value, common] = told(lang, difference);
        format!("{name}: {common} → {value}")
    };
    differences(base, scenario).iter().map(one).collect()
}

/// Finds the fields below `path` whose values differ. A list is one value.
fn compare(path: &str, before: &Value, after: &Value, found: &mut Vec<Difference>) {
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        if before != after {
            found.push(Difference { path: path.to_owned(), value: after.clone(), common: before.clone() });
        }
        return;
    };
    let gone = old.iter().filter(|(name, _)| !new.contains_key(*name)).map(|(name, _)| name);
    for name in new.keys().chain(gone) {
        let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let value = |of: &serde_json::Map<String, Value>| of.get(name).cloned().unwrap_or_default();
        compare(&below, &value(old), &value(new), found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_told_with_what_it_was() {
        let base = Scenario::default();
        assert_eq!(changes(Lang::En, "Base", &base, &base), None);
        let mut other = base.clone();
        other.seed = base.seed + 1;
        other.fleet.instances = 77;
        let told = changes(Lang::En, "Base", &base, &other).unwrap();
        assert!(told.starts_with("Changed from Base: Seed: "), "{told}");
        assert!(told.contains(&format!("Instances: {} → 77", base.fleet.instances)), "{told}");
    }

    #[test]
    fn a_report_lists_only_so_many_changes() {
        let value =
            |first: u32| serde_json::json!({ "list": (0..3).map(|i| i + first).collect::<Vec<_>>(), "same": 1 });
        let mut found = Vec::new();
        compare("", &value(1), &value(2), &mut found);
        assert_eq!(found.len(), 1, "a list is one value");
        compare("", &serde_json::json!({ "gone": 1 }), &serde_json::json!({ "new": 2 }), &mut found);
        assert_eq!(found[1..].iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["new", "gone"]);
    }
}
