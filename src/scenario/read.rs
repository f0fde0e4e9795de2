//! A document's values into a scenario: every problem is collected, with its path, and nothing is guessed.

use super::problem::{Allowed, Problem, Problems, Rule};
use super::schema::{Choice, List, Section, Spec, Visitor};
use super::{Amount, Checked, LARGEST_SEED, Scenario};
use serde_json::{Map, Value};

/// So many unknown fields of a section, or wrong numbers of a list, are named; the others are counted.
const MOST_NAMED: usize = 20;

/// Reads `value` over the defaults and checks it whole.
///
/// # Errors
/// All problems at once: unknown fields, wrong types, values out of range, broken rules.
pub fn read(value: &Value) -> Result<Checked, Problems> {
    let mut scenario = Scenario::default();
    let mut problems = Problems::new();
    read_section(value, String::new(), &mut scenario, &mut problems);
    Checked::new(scenario, problems)
}

/// Changes the value at `path` (such as `strategy.canary.steps[0].weight`) of a document that shows every field.
/// `text` is read as a value (`scenario::document`), otherwise taken as text. Unknown fields are left for [`read`] to report.
///
/// # Errors
/// When a list has no such place.
pub fn set(document: &mut Value, path: &str, text: &str) -> Result<(), Problem> {
    // No field lies nearly as deep; without a limit a path could nest the document deeper than a stack can follow.
    const DEEPEST: usize = 16;
    let levels = path.split('.').count();
    if levels > DEEPEST {
        return Err(Problem::new(path, format!("{levels} levels"), Allowed::Section));
    }
    let mut place = document;
    for part in path.split('.') {
        let (name, indices) = part.split_once('[').map_or((part, None), |(name, rest)| (name, Some(rest)));
        // What is not there yet becomes a table, so that `read` can name the unknown field and the closest known one.
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        if !place.is_object() {
            return Err(Problem::new(path, place.to_string(), Allowed::Section));
        }
        place = &mut place[name];
        for index in indices.into_iter().flat_map(|rest| rest.split('[')) {
            let list = place.as_array_mut().ok_or_else(|| Problem::new(path, part, Allowed::List { longest: 0 }))?;
            let wanted = index.strip_suffix(']').and_then(|i| i.parse::<usize>().ok()).filter(|i| *i <= list.len());
            let Some(wanted) = wanted else {
                return Err(Problem::rule(path, part, Rule::ListIndex(list.len() as u32)));
            };
            if wanted == list.len() {
                list.push(Value::Object(Map::new()));
            }
            place = &mut list[wanted];
        }
    }
    *place = super::document::value_of(text);
    Ok(())
}

fn read_section(value: &Value, path: String, section: &mut dyn Section, problems: &mut Problems) {
    let Some(object) = value.as_object() else {
        problems.push(Problem::new(path, show(value), Allowed::Section));
        return;
    };
    let mut reader = Reader { object, path, known: Vec::new(), problems };
    section.fields(&mut reader);
    reader.report_unknown();
}

/// How a found value is shown in a problem.
fn show(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(_) => "a table".to_owned(),
        other => other.to_string(),
    }
}

struct Reader<'a> {
    object: &'a Map<String, Value>,
    path: String,
    known: Vec<&'static str>,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn take(&mut self, name: &'static str) -> Option<&Value> {
        self.known.push(name);
        self.object.get(name)
    }

    fn refuse(&mut self, name: &str, value: &Value, allowed: Allowed) {
        self.problems.push(Problem::new(self.path_of(name), show(value), allowed));
    }

    /// Takes the field, converts it, or says what is allowed.
    fn convert<T>(
        &mut self,
        name: &'static str,
        into: &mut T,
        convert: impl Fn(&Value) -> Option<T>,
        allowed: impl Fn() -> Allowed,
    ) {
        let Some(value) = self.take(name).cloned() else { return };
        match convert(&value) {
            Some(converted) => *into = converted,
            None => self.refuse(name, &value, allowed()),
        }
    }

    fn report_unknown(self) {
        let unknown: Vec<&String> = self.object.keys().filter(|key| !self.known.contains(&key.as_str())).collect();
        let more = unknown.len().saturating_sub(MOST_NAMED);
        for key in unknown.into_iter().take(MOST_NAMED) {
            let closest = self.known.iter().map(|name| (distance(key, name), *name)).min();
            let closest =
                closest.filter(|(distance, name)| *distance <= name.len() / 3).map(|(_, name)| name.to_owned());
            let names = self.known.iter().map(|name| (*name).to_owned()).collect();
            let path = if self.path.is_empty() { key.clone() } else { format!("{}.{key}", self.path) };
            self.problems.push(Problem::new(path, show(&self.object[key]), Allowed::Field { closest, names }));
        }
        count_more(self.path, more, self.problems);
    }
}

/// Says how many problems of the same kind are not named one by one.
fn count_more(path: String, more: usize, problems: &mut Problems) {
    if more > 0 {
        problems.push(Problem::rule(path, "", Rule::More(more as u32)));
    }
}

/// Edit distance (Levenshtein), for "did you mean".
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().take(80).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

fn number_in(value: &Value, spec: Spec) -> Option<f64> {
    value.as_f64().filter(|number| (spec.min..=spec.max).contains(number))
}

fn number_allowed(spec: Spec, whole: bool) -> Allowed {
    Allowed::Number { min: spec.min, max: spec.max, unit: spec.unit.to_owned(), whole }
}

impl Visitor for Reader<'_> {
    fn number(&mut self, name: &'static str, value: &mut f64, spec: Spec) {
        self.convert(name, value, |v| number_in(v, spec), || number_allowed(spec, false));
    }

    fn whole(&mut self, name: &'static str, value: &mut u32, spec: Spec) {
        let convert = |v: &Value| number_in(v, spec).filter(|n| n.fract() == 0.0).map(|n| n as u32);
        self.convert(name, value, convert, || number_allowed(spec, true));
    }

    fn seed(&mut self, name: &'static str, value: &mut u64, _: &'static str) {
        let spec = super::schema::spec("", 0.0, LARGEST_SEED as f64, "");
        self.convert(name, value, |v| v.as_u64().filter(|n| *n <= LARGEST_SEED), || number_allowed(spec, true));
    }

    fn flag(&mut self, name: &'static str, value: &mut bool, _: &'static str) {
        self.convert(name, value, Value::as_bool, || Allowed::Flag);
    }

    fn text(&mut self, name: &'static str, value: &mut String, spec: Spec) {
        let convert = |v: &Value| v.as_str().filter(|t| t.chars().count() as f64 <= spec.max).map(str::to_owned);
        self.convert(name, value, convert, || Allowed::Text { longest: spec.max as u32 });
    }

    fn choice(&mut self, name: &'static str, value: &mut dyn Choice, _: &'static str) {
        let names = value.names();
        let mut index = value.index();
        let convert = |v: &Value| {
            let text = v.as_str()?.replace('_', "-");
            names.iter().position(|n| *n == text)
        };
        self.convert(name, &mut index, convert, || Allowed::OneOf(names.iter().map(|n| (*n).to_owned()).collect()));
        value.set_index(index);
    }

    fn amount(&mut self, name: &'static str, value: &mut Amount, _: &'static str) {
        let convert = |v: &Value| match v {
            Value::String(text) => Amount::parse(text),
            number => Amount::parse(&number.as_u64()?.to_string()),
        };
        self.convert(name, value, convert, || Allowed::Amount);
    }

    fn list(&mut self, name: &'static str, value: &mut dyn List, spec: Spec) {
        let path = self.path_of(name);
        let Some(found) = self.take(name).cloned() else { return };
        match found.as_array().filter(|list| list.len() as f64 <= spec.max) {
            None => self.refuse(name, &found, Allowed::List { longest: spec.max as u32 }),
            Some(list) => {
                value.reset(list.len());
                for (i, entry) in list.iter().enumerate() {
                    read_section(entry, format!("{path}[{i}]"), value.entry(i), self.problems);
                }
            }
        }
    }

    fn numbers(&mut self, name: &'static str, value: &mut Vec<f64>, longest: usize, spec: Spec) {
        let path = self.path_of(name);
        let Some(found) = self.take(name).cloned() else { return };
        match found.as_array().filter(|list| list.len() <= longest) {
            None => self.refuse(name, &found, Allowed::List { longest: longest as u32 }),
            Some(list) => {
                *value = list.iter().filter_map(|entry| number_in(entry, spec)).collect();
                let wrong = list.iter().enumerate().filter(|(_, entry)| number_in(entry, spec).is_none());
                for (i, entry) in wrong.take(MOST_NAMED) {
                    let allowed = number_allowed(spec, false);
                    self.problems.push(Problem::new(format!("{path}[{i}]"), show(entry), allowed));
                }
                count_more(path, (list.len() - value.len()).saturating_sub(MOST_NAMED), self.problems);
            }
        }
    }

    fn section(&mut self, name: &'static str, value: &mut dyn Section, _: &'static str) {
        let path = self.path_of(name);
        let Some(found) = self.take(name).cloned() else { return };
        read_section(&found, path, value, self.problems);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(value: &Value) -> Vec<String> {
        read(value).unwrap_err().into_iter().map(|problem| problem.path).collect()
    }

    #[test]
    fn an_empty_document_is_the_default() {
        assert_eq!(*read(&json!({})).unwrap(), Scenario::default());
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut scenario = Scenario { seed: 77, ..Scenario::default() };
        scenario.strategy.canary.steps.push(super::super::Step::weight(90, 1.5));
        scenario.faults.crashes.push(super::super::Crash::default());
        let value = serde_json::to_value(&scenario).unwrap();
        assert_eq!(*read(&value).unwrap(), scenario);
    }

    #[test]
    fn all_problems_come_at_once_with_their_paths() {
        let value = json!({
            "horizon_s": -1, "seed": 1.5, "sed": 2,
            "fleet": { "instances": 0, "policy": "fastest", "readiness": 3 },
            "strategy": { "canary": { "steps": [{ "weight": 10 }, { "weight": -1, "puase_s": 1 }] },
                          "rolling": { "max_surge": "150%", "in_place": "yes" } },
            "traffic": { "rate_rps": 1e308, "trace": { "counts": [1, -1] } },
        });
        assert_eq!(
            paths(&value),
            [
                "seed",
                "horizon_s",
                "traffic.rate_rps",
                "traffic.trace.counts[1]",
                "fleet.instances",
                "fleet.policy",
                "fleet.readiness",
                "strategy.rolling.in_place",
                "strategy.rolling.max_surge",
                "strategy.canary.steps[1].weight",
                "strategy.canary.steps[1].puase_s",
                "sed",
            ]
        );
    }

    #[test]
    fn an_unknown_field_names_the_closest_known_one() {
        let problems = read(&json!({ "sed": 2, "quite_else": 1 })).unwrap_err();
        let closest = |i: usize| match &problems[i].allowed {
            Allowed::Field { closest, .. } => closest.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!((closest(0).as_deref(), closest(1)), (Some("seed"), None));
    }

    #[test]
    fn what_is_wrong_a_thousand_times_is_counted() {
        let unknown: Map<String, Value> = (0..1_000).map(|i| (format!("unknown{i}"), json!(1))).collect();
        let counts = json!({ "traffic": { "trace": { "counts": vec![-1; 1_000] } } });
        for value in [Value::Object(unknown), counts] {
            let problems = read(&value).unwrap_err();
            assert_eq!(problems.len(), MOST_NAMED + 1);
            assert_eq!(problems[MOST_NAMED].allowed, Allowed::Rule(Rule::More(980)));
        }
    }

    #[test]
    fn a_path_sets_one_value() {
        let mut document = serde_json::to_value(Scenario::default()).unwrap();
        for (path, text) in [
            ("strategy.canary.steps[1].weight", "30"),
            ("strategy.canary.steps[3].weight", "60"),
            ("strategy.rolling.max_surge", "50%"),
            ("strategy.kind", "blue_green"),
            ("faults.crashes", "[{ at_s = 5.5 }]"),
        ] {
            set(&mut document, path, text).unwrap();
        }
        let scenario = read(&document).unwrap();
        assert_eq!(scenario.strategy.canary.steps.iter().map(|s| s.weight).collect::<Vec<_>>(), [10, 30, 50, 60]);
        assert_eq!(scenario.strategy.rolling.max_surge, Amount::Percent(50));
        assert_eq!(scenario.faults.crashes[0].at_s, 5.5);
        assert!(set(&mut document, "strategy.canary.steps[9].weight", "1").is_err());
        assert!(set(&mut document, "seed.x", "1").is_err());
    }
}
