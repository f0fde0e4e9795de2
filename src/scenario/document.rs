//! Text into values: a scenario file is TOML or JSON.

use super::problem::{Problem, Rule};
use serde_json::{Map, Number, Value};

/// Longest document that is read, bytes.
pub const LONGEST_DOCUMENT: u64 = 4 * 1024 * 1024;

/// The text of a document, if it is one.
///
/// # Errors
/// Too long, empty, or not UTF-8.
pub fn from_bytes(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.len() as u64 > LONGEST_DOCUMENT {
        return Err(Problem::rule("", format!("{} bytes", bytes.len()), Rule::AtMostBytes(LONGEST_DOCUMENT)));
    }
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    let Some(text) = text else {
        return Err(Problem::rule("", "binary data", Rule::PlainText));
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Problem::rule("", "nothing", Rule::NotEmpty));
    }
    Ok(text)
}

/// The values of a TOML or JSON document.
///
/// # Errors
/// The parser's message with line and column.
pub fn from_text(text: &str) -> Result<Value, Problem> {
    if text.trim_start().starts_with(['{', '[']) && !text.trim_start().starts_with("[[") && !looks_like_toml_table(text)
    {
        return super::json::parse(text).map_err(|error| Problem::rule("", "JSON", Rule::Syntax(error.to_string())));
    }
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| Problem::rule("", "TOML", Rule::Syntax(place_first(text, &error))))?;
    Ok(toml_to_json(toml::Value::Table(table)))
}

/// A first line such as `[fleet]` is a TOML table, not a JSON list.
fn looks_like_toml_table(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let name = first.trim_end().strip_prefix('[').and_then(|rest| rest.split(']').next());
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
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
pub(super) fn toml_to_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => {
            Number::from_f64(number).map_or_else(|| Value::from(number.to_string()), Value::Number)
        }
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        toml::Value::Array(list) => Value::Array(list.into_iter().map(toml_to_json).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, toml_to_json(value))).collect::<Map<_, _>>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn toml_and_json_give_the_same_values() {
        let expected = json!({ "seed": 3, "fleet": { "instances": 4 } });
        assert_eq!(from_text("seed = 3\n[fleet]\ninstances = 4\n").unwrap(), expected);
        assert_eq!(from_text(r#"{ "seed": 3, "fleet": { "instances": 4 } }"#).unwrap(), expected);
        assert_eq!(from_text("[fleet]\ninstances = 4\n").unwrap(), json!({ "fleet": { "instances": 4 } }));
    }

    #[test]
    fn what_is_not_a_document_is_refused() {
        assert!(from_bytes(b"").is_err());
        assert!(from_bytes(b" \n\t").is_err());
        assert!(from_bytes(&[0xff, 0xfe, 0]).is_err());
        assert!(from_bytes(b"a\0b").is_err());
        assert!(from_bytes(&vec![b'a'; LONGEST_DOCUMENT as usize + 1]).is_err());
        assert_eq!(from_bytes("\u{feff}seed = 1".as_bytes()).unwrap(), "seed = 1");
    }

    #[test]
    fn not_a_number_stays_visible() {
        assert_eq!(from_text("seed = nan").unwrap(), json!({ "seed": "NaN" }));
    }

    #[test]
    fn a_syntax_error_names_its_line() {
        let problem = from_text("seed = 1\nseed 2\n").unwrap_err();
        assert!(format!("{problem:?}").contains("line 2"), "{problem:?}");
        let problem = from_text("seed = 1\nseed = 2\n").unwrap_err();
        assert!(format!("{problem:?}").contains("line 2"), "{problem:?}");
    }

    #[test]
    fn deep_nesting_is_refused_without_a_crash() {
        assert!(from_text(&"[".repeat(200_000)).is_err());
        assert!(from_text(&format!("{{\"a\":{}", "[".repeat(200_000))).is_err());
        assert!(from_text(&format!("a = {}", "[".repeat(200_000))).is_err());
    }
}
