//! What a file is, and what it says.

use super::note::Note;
use super::{kubernetes, yaml};
use crate::scenario::document;
use crate::scenario::problem::{Problem, Problems, Rule};
use serde_json::Value;

/// What the caller wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Which workload of the stream, if there are several.
    pub workload: Option<String>,
}

/// What a file was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A scenario of our own.
    Scenario,
    /// A Kubernetes manifest.
    Kubernetes {
        /// The Deployment or Rollout that was read.
        workload: String,
    },
}

/// What a file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The fields of a scenario that the file determines; read it with [`crate::scenario::read::read`].
    pub document: Value,
    /// What the file was.
    pub source: Source,
    /// What was assumed, and what was left out.
    pub notes: Vec<Note>,
    /// The names of all workloads in the file.
    pub workloads: Vec<String>,
}

/// Recognises a scenario (TOML or JSON) or a Kubernetes manifest (a YAML stream or JSON) and reads it.
///
/// The fields of a scenario are passed on as they are; those of a manifest have been checked.
///
/// # Errors
/// All problems of a manifest at once; the first place where the text is not what it seems to be.
pub fn open(bytes: &[u8], options: &Options) -> Result<Opened, Problems> {
    let text = document::from_bytes(bytes).map_err(|problem| vec![problem])?;
    let documents = match form(text) {
        Form::Scenario => {
            let value = document::from_text(text).map_err(|problem| vec![problem])?;
            if !is_object_of_kubernetes(&value) {
                return scenario(value, options);
            }
            vec![value]
        }
        Form::Yaml => yaml::documents(text).map_err(|problem| vec![problem])?,
        Form::Unknown => return Err(unknown(text)),
    };
    if !documents.iter().any(is_object_of_kubernetes) {
        return Err(unknown(text));
    }
    kubernetes::read(&documents, options.workload.as_deref())
}

fn scenario(document: Value, options: &Options) -> Result<Opened, Problems> {
    if let Some(workload) = &options.workload {
        return Err(vec![Problem::rule("--workload", workload, Rule::HasDeployment)]);
    }
    Ok(Opened { document, source: Source::Scenario, notes: Vec::new(), workloads: Vec::new() })
}

fn unknown(text: &str) -> Problems {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    vec![Problem::rule("", first.trim(), Rule::KnownFormat)]
}

fn is_object_of_kubernetes(value: &Value) -> bool {
    value.get("apiVersion").is_some() && value.get("kind").is_some()
}

/// What a text looks like.
#[derive(Debug, PartialEq, Eq)]
enum Form {
    /// TOML or JSON; JSON may still hold a manifest.
    Scenario,
    Yaml,
    Unknown,
}

/// Decides by the first line that says something.
fn form(text: &str) -> Form {
    let significant = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let Some(line) = text.lines().map(str::trim).find(significant) else { return Form::Unknown };
    // A template begins like a JSON object; the YAML reader says what to do with it.
    if line.starts_with("{{")
        || line.starts_with("---")
        || line.starts_with('%')
        || line == "-"
        || line.starts_with("- ")
    {
        return Form::Yaml;
    }
    if line.starts_with(['{', '[']) {
        return Form::Scenario;
    }
    match (line.find('='), line.find(':')) {
        (Some(equals), colon) if colon.is_none_or(|colon| equals < colon) => Form::Scenario,
        (_, Some(_)) => Form::Yaml,
        _ => Form::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_told_by_the_first_line_that_says_something() {
        for (text, expected) in [
            ("# note\n\nseed = 1", Form::Scenario),
            ("[fleet]\ninstances = 1", Form::Scenario),
            ("{ \"seed\": 1 }", Form::Scenario),
            ("name = \"a: b\"", Form::Scenario),
            ("# Copyright\napiVersion: apps/v1", Form::Yaml),
            ("---\napiVersion: v1", Form::Yaml),
            ("{{- if .Values.on }}\nkind: x", Form::Yaml),
            ("a: &a [x]", Form::Yaml),
            ("image: repo=1", Form::Yaml),
            ("hello", Form::Unknown),
            ("# only a comment", Form::Unknown),
        ] {
            assert_eq!(form(text), expected, "{text}");
        }
    }
}
