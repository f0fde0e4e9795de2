//! A scenario's strategy as a manifest of somebody else's controller, which applies as it is once its image is set.
//!
//! What a manifest cannot hold is found out, not listed by hand: what has been written is read again, and every field of the
//! fleet, the strategy and the roll-back that does not come back is told.

mod analyses;
mod argo;
mod flagger;
mod normal;
mod objects;
mod plain;
mod pods;
mod scaler;

pub use super::controller::To;
use super::note::{Note, Place};
use super::open::{Options, open};
use crate::scenario::problem::{Allowed, Problem, Problems, Rule};
use crate::scenario::{Checked, StrategyKind, read};
use objects::{DeploymentStrategy, Object, RollingUpdate, service};
use plain::Plain;
use serde::Serialize;
use serde_json::Value;

/// A manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// A stream of YAML documents.
    pub yaml: String,
    /// What is left to do, and what it does not hold.
    pub notes: Vec<Note>,
}

/// Writes the strategy of `scenario` for another controller.
///
/// # Errors
/// The controller has no such strategy.
pub fn export(scenario: &Checked, to: To) -> Result<Exported, Problems> {
    let strategy = &scenario.strategy;
    if !to.strategies().contains(&strategy.kind) {
        let names = to.strategies().iter().map(|kind| kind.name().to_owned()).collect();
        return Err(vec![Problem::new("strategy.kind", strategy.kind.name(), Allowed::OneOf(names))]);
    }
    if strategy.kind == StrategyKind::Rolling && strategy.rolling.in_place {
        return Err(vec![Problem::new("strategy.rolling.in_place", "true", Allowed::OneOf(vec!["false".to_owned()]))]);
    }
    let name = object_name(&scenario.name);
    let mut stream = Stream::default();
    match to {
        To::Kubernetes => {
            let spec = pods::workload(scenario, &name, deployment_strategy(scenario));
            stream.add(&Object::new("apps/v1", "Deployment", &name, spec));
            if pods::is_sticky(scenario) {
                stream.add(&Object::new("v1", "Service", &name, service(&name, pods::PORT, true)));
            }
        }
        To::ArgoRollouts => argo::write(scenario, &name, &mut stream),
        To::Flagger => flagger::write(scenario, &name, &mut stream),
    }
    match to {
        To::Kubernetes => scaler::write(scenario, ("apps/v1", "Deployment"), &name, &mut stream),
        To::ArgoRollouts => scaler::write(scenario, ("argoproj.io/v1alpha1", "Rollout"), &name, &mut stream),
        // It would have to scale the canary and the primary apart.
        To::Flagger => {}
    }
    let Stream { yaml, mut notes, problems } = stream;
    if !problems.is_empty() {
        return Err(problems);
    }
    notes.insert(0, Note::Placeholders { image: pods::image(&name), paths: pods::paths(scenario) });
    notes.extend(losses(scenario, &name, &yaml)?);
    Ok(Exported { yaml, notes })
}

/// The documents so far.
#[derive(Default)]
struct Stream {
    yaml: String,
    notes: Vec<Note>,
    problems: Problems,
}

impl Stream {
    fn add<S: Serialize>(&mut self, object: &Object<S>) {
        let value = serde_json::to_value(object).map_err(|error| error.to_string());
        match value.and_then(|value| serde_saphyr::to_string(&Plain(&value)).map_err(|error| error.to_string())) {
            Ok(text) => {
                self.yaml.push_str(if self.yaml.is_empty() { "" } else { "---\n" });
                self.yaml.push_str(&text);
            }
            Err(error) => self.problems.push(Problem::rule("", "YAML", Rule::Syntax(error))),
        }
    }
}

fn deployment_strategy(scenario: &Checked) -> DeploymentStrategy {
    let rolling = &scenario.strategy.rolling;
    match scenario.strategy.kind {
        StrategyKind::Recreate => DeploymentStrategy { kind: "Recreate", rolling_update: None },
        _ => DeploymentStrategy {
            kind: "RollingUpdate",
            rolling_update: Some(RollingUpdate {
                max_surge: rolling.max_surge,
                max_unavailable: rolling.max_unavailable,
            }),
        },
    }
}

/// A name that every object may have (RFC 1123): small letters, digits and hyphens, with a letter first.
#[must_use]
pub fn object_name(name: &str) -> String {
    /// Services have the shortest, and ours end in `-canary` and the like.
    const LONGEST: usize = 63 - "-preview".len();
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let letters: String = name.chars().map(letter).collect();
    let begun = letters.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    let short: String = begun.chars().take(LONGEST).collect();
    let name = short.trim_end_matches('-');
    if name.is_empty() { "app".to_owned() } else { name.to_owned() }
}

/// What does not come back when the manifest is read.
fn losses(scenario: &Checked, name: &str, yaml: &str) -> Result<Vec<Note>, Problems> {
    let opened = open(yaml.as_bytes(), &Options::default())?;
    let found = read::read(&opened.document)?;
    let mut notes = Vec::new();
    if scenario.name != name {
        notes.push(Note::Renamed { name: name.to_owned() });
    }
    let [asked, found] =
        [normal::normal(scenario), normal::normal(&found)].map(|it| serde_json::to_value(it).unwrap_or_default());
    let mut lost = Vec::new();
    for section in normal::held(scenario.strategy.kind) {
        let [asked, found] = [&asked, &found].map(|it| it.pointer(section).unwrap_or(&Value::Null));
        differ(asked, found, &section[1..].replace('/', "."), &mut lost);
    }
    if !lost.is_empty() {
        notes.push(Note::NotExported(lost));
    }
    Ok(notes)
}

fn differ(asked: &Value, found: &Value, path: &str, lost: &mut Vec<Place>) {
    match (asked, found) {
        (Value::Object(asked), Value::Object(found)) => {
            for (name, value) in asked {
                differ(value, found.get(name).unwrap_or(&Value::Null), &format!("{path}.{name}"), lost);
            }
        }
        (Value::Array(asked), Value::Array(found)) if asked.len() == found.len() => {
            for (i, (asked, found)) in asked.iter().zip(found).enumerate() {
                differ(asked, found, &format!("{path}[{i}]"), lost);
            }
        }
        (asked, found) if asked != found => {
            let value = format!("{} → {}", super::kubernetes::show(asked), super::kubernetes::show(found));
            lost.push(Place { path: path.to_owned(), value });
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::object_name;

    #[test]
    fn names_are_those_that_every_object_may_have() {
        for (name, expected) in [
            ("bad-release", "bad-release"),
            ("Frontend v2.1", "frontend-v2-1"),
            ("2024 배포", "app"),
            ("9-lives", "lives"),
            ("", "app"),
            ("web-", "web"),
        ] {
            assert_eq!(object_name(name), expected, "{name}");
        }
        assert_eq!(object_name(&"a".repeat(120)).len(), 55);
    }
}
