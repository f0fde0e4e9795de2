//! TOML into values, as JSON has them.

use super::problem::{Problem, Rule};
use serde_json::{Map, Number, Value};

/// The values of a document.
///
/// # Errors
/// The parser's message with its line.
pub(super) fn document(text: &str) -> Result<Value, Problem> {
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| Problem::rule("", "TOML", Rule::Syntax(place_first(text, &error))))?;
    Ok(to_json(toml::Value::Table(table)))
}

/// A single value, if `text` is one: `0.5`, `'text'`, `{ weight = 10 }`.
pub(super) fn value(text: &str) -> Option<Value> {
    let mut table: toml::Table = format!("v = {text}").parse().ok()?;
    if table.len() != 1 {
        return None;
    }
    table.remove("v").map(to_json)
}

/// The parser's message on one line, with the line number if it knows one.
fn place_first(text: &str, error: &toml::de::Error) -> String {
    let message = error.message().replace('\n', ", ");
    match error.span() {
        Some(span) => {
            let before = &text.as_bytes()[..span.start.min(text.len())];
            format!("line {}: {message}", before.iter().filter(|byte| **byte == b'\n').count() + 1)
        }
        None => message,
    }
}

/// JSON has no NaN and no infinity: those stay as text, so that the reader can name them as found.
fn to_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => {
            Number::from_f64(number).map_or_else(|| Value::from(number.to_string()), Value::Number)
        }
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        toml::Value::Array(list) => Value::Array(list.into_iter().map(to_json).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, to_json(value))).collect::<Map<_, _>>())
        }
    }
}
