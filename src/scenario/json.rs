//! JSON into values, strictly: a field that is given twice is refused, where most readers silently keep the last.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// The value of a JSON text. Its numbers keep their text, so that whoever reads them gets every bit.
///
/// # Errors
/// The parser's message with line and column.
pub(super) fn parse(text: &str) -> Result<Value, serde_json::Error> {
    // Twice: this sees fields that are given twice, but a visitor is not shown a number as it is written.
    serde_json::from_str::<Unambiguous>(text)?;
    serde_json::from_str(text)
}

/// Any JSON in which no section gives a field twice.
struct Unambiguous;

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Unambiguous)
    }
}

impl<'de> Visitor<'de> for Unambiguous {
    type Value = Unambiguous;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<Unambiguous>()?.is_some() {}
        Ok(self)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self, A::Error> {
        let mut known = BTreeSet::new();
        while let Some(key) = fields.next_key::<String>()? {
            if known.contains(&key) {
                return Err(A::Error::custom(format_args!("duplicate field `{key}`")));
            }
            known.insert(key);
            fields.next_value::<Unambiguous>()?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use serde_json::json;

    #[test]
    fn values_are_what_they_are() {
        let value = json!({ "a": [1, -2, 0.5, true, null, "텍스트"], "b": {} });
        assert_eq!(parse(&value.to_string()).unwrap(), value);
    }

    #[test]
    fn numbers_keep_every_bit() {
        for number in [0.1, 300.0 / 365.0, 92.49871245783427, 1e300, f64::MIN_POSITIVE, 5e-324, -0.0] {
            let read = parse(&format!("[{number:e}]")).unwrap()[0].as_f64();
            assert_eq!(read.map(f64::to_bits), Some(number.to_bits()), "{number}");
        }
        assert_eq!(parse("[1e999]").unwrap()[0].as_f64(), None);
    }

    #[test]
    fn what_is_ambiguous_is_refused() {
        for wrong in [r#"{"a": 1, "a": 2}"#, r#"{"b": {"a": 1, "a": 1}}"#, "{} {}", "{\"a\":", "nul"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert!(parse("{\n\"a\": 1, \"a\": 2}").unwrap_err().to_string().contains("`a` at line 2"));
    }
}
