//! Random scenarios that the page must simulate to the same bytes: this side writes them down with their native hashes, and
//! `tests/browser/hash.test.mjs` opens each of them in the page.

use crate::random::random_scenario_of;
use cutover::compare::lanes;
use cutover::kernel::rng::{Purpose, Stream};
use cutover::scenario::schema::{Choice, List, Section, Spec, Visitor};
use cutover::scenario::{Amount, Checked, Scenario, Shape, StrategyKind, link};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The scenarios' seeds. Others than those of the invariants, so that both together see more.
const SEEDS: std::ops::Range<u64> = 1_000..1_200;
/// Fewer instances than this, and half of the usual time: the page runs them all under four strategies.
const INSTANCES: u32 = 6;
/// How likely a field is changed.
const NUDGED: f64 = 0.06;

/// Changes some of the fields, of whatever section, to another allowed value.
struct Nudge(Stream);

impl Nudge {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.unit()
    }

    fn happens(&mut self) -> bool {
        self.0.unit() < NUDGED
    }

    /// Half to twice of `value`; something small for what is off.
    fn near(&mut self, value: f64, spec: Spec) -> f64 {
        let near = if value == 0.0 { self.between(0.0, 2.0) } else { value * self.between(0.5, 2.0) };
        near.clamp(spec.min, spec.max)
    }
}

impl Visitor for Nudge {
    fn number(&mut self, _: &'static str, value: &mut f64, spec: Spec) {
        if self.happens() {
            *value = self.near(*value, spec);
        }
    }

    fn whole(&mut self, _: &'static str, value: &mut u32, spec: Spec) {
        if self.happens() {
            *value = self.near(f64::from(*value), spec).round() as u32;
        }
    }

    fn seed(&mut self, _: &'static str, _: &mut u64, _: &'static str) {}

    fn flag(&mut self, _: &'static str, value: &mut bool, _: &'static str) {
        if self.happens() {
            *value = !*value;
        }
    }

    fn text(&mut self, _: &'static str, value: &mut String, _: Spec) {
        if self.happens() {
            value.push_str("이름 \"name\"");
        }
    }

    fn choice(&mut self, _: &'static str, value: &mut dyn Choice, _: &'static str) {
        if self.happens() {
            value.set_index(self.between(0.0, value.names().len() as f64) as usize);
        }
    }

    fn amount(&mut self, _: &'static str, value: &mut Amount, _: &'static str) {
        if self.happens() {
            *value = Amount::Percent(self.between(1.0, 100.0) as u32);
        }
    }

    fn list(&mut self, _: &'static str, value: &mut dyn List, _: Spec) {
        if value.is_empty() && self.happens() {
            value.reset(1);
        }
        (0..value.len()).for_each(|index| value.entry(index).fields(self));
    }

    fn numbers(&mut self, _: &'static str, value: &mut Vec<f64>, longest: usize, spec: Spec) {
        if self.happens() {
            let last = value.last().copied().unwrap_or_default();
            value.push(self.near(last, spec));
            value.truncate(longest);
        }
    }

    fn section(&mut self, _: &'static str, value: &mut dyn Section, _: &'static str) {
        value.fields(self);
    }
}

/// A random scenario in which any field may be unusual.
fn scenario(seed: u64) -> Checked {
    let mut luck = Stream::new(seed, Purpose::Users);
    let mut plain = random_scenario_of(seed, INSTANCES).into_inner();
    plain.horizon_s /= 2.0;
    if luck.unit() < NUDGED {
        plain.traffic.shape = Shape::Trace;
        plain.traffic.trace.counts = (0..10).map(|_| (100.0 * luck.unit()).floor()).collect();
    }
    // The page shows these only where they are asked for.
    match luck.unit() {
        ..0.2 => plain.strategy.kind = StrategyKind::Flagger,
        ..0.4 => plain.strategy.kind = StrategyKind::AbTest,
        ..0.6 => plain.strategy.kind = StrategyKind::Shadow,
        _ => {}
    }
    let mut nudge = Nudge(luck);
    // Fields that are changed one by one may contradict each other: then others are tried.
    let tries = std::iter::repeat_with(|| {
        let mut nudged = plain.clone();
        nudged.fields(&mut nudge);
        nudged.check().ok()
    });
    tries.take(1_000).flatten().next().unwrap_or_else(|| panic!("{seed}: nothing fits"))
}

/// The paths of the fields that differ from the default one.
fn unusual(value: &Value, default: &Value, path: &str, found: &mut BTreeSet<String>) {
    match (value, default) {
        (Value::Object(fields), Value::Object(defaults)) => {
            for (name, field) in fields {
                unusual(field, &defaults[name], &format!("{path}.{name}"), found);
            }
        }
        _ if value != default => {
            found.insert(path.to_owned());
        }
        _ => {}
    }
}

fn as_value(scenario: &Scenario) -> Value {
    serde_json::to_value(scenario).expect("a scenario is JSON")
}

#[test]
fn every_field_is_unusual_in_some_of_them() {
    let default = as_value(&Scenario::default());
    let mut found = BTreeSet::new();
    SEEDS.for_each(|seed| unusual(&as_value(&scenario(seed)), &default, "", &mut found));
    // Nothing is like the default here, so this names every field.
    let mut all = BTreeSet::new();
    unusual(&default, &nothing_like(&default), "", &mut all);
    assert!(all.len() > 150, "{}", all.len());
    assert_eq!(all.difference(&found).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// The same sections, with no field as it is in `value`.
fn nothing_like(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(name, field)| (name.clone(), nothing_like(field))).collect(),
        _ => json!("different"),
    }
}

#[test]
fn the_page_is_told_what_to_find() {
    let entry = |seed| {
        let scenario = scenario(seed);
        let link = link::encode(&scenario);
        let linked = link::decode(&link).unwrap_or_else(|problems| panic!("{seed}: {problems:#?}"));
        assert_eq!(linked, scenario, "{seed}: a link brings back every bit");
        let lanes = lanes(&scenario);
        let lanes: Map<String, Value> =
            lanes.into_iter().map(|lane| (lane.title.id(), lane.report.hash.into())).collect();
        json!({ "seed": seed, "link": link, "lanes": lanes })
    };
    let entries: Value = SEEDS.map(entry).collect();
    crate::program::file("random-scenarios.json", entries.to_string().as_bytes());
}
