//! Text into values: a scenario file is TOML or JSON.

use super::problem::{Problem, Rule};
use serde_json::Value;

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
#[cfg(feature = "documents")]
pub fn from_text(text: &str) -> Result<Value, Problem> {
    if text.trim_start().starts_with(['{', '[']) && !text.trim_start().starts_with("[[") && !looks_like_toml_table(text)
    {
        return super::json::parse(text).map_err(|error| Problem::rule("", "JSON", Rule::Syntax(error.to_string())));
    }
    super::toml::document(text)
}

/// The value that `text` says: `0.5`, `true`, `[1, 2]`, `"text"` as JSON, and with the feature `documents` also as TOML; anything
/// else is text itself.
pub(super) fn value_of(text: &str) -> Value {
    if let Ok(value) = serde_json::from_str(text) {
        return value;
    }
    #[cfg(feature = "documents")]
    if let Some(value) = super::toml::value(text) {
        return value;
    }
    Value::String(text.to_owned())
}

/// A first line such as `[fleet]` is a TOML table, not a JSON list.
#[cfg(feature = "documents")]
fn looks_like_toml_table(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let name = first.trim_end().strip_prefix('[').and_then(|rest| rest.split(']').next());
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

#[cfg(all(test, feature = "documents"))]
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
