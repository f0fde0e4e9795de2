//! A JSON value as any format writes it. `serde_json` keeps a number's text, and tells other formats of it in a shape of its
//! own.

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A value to be written.
pub(super) struct Plain<'a>(pub &'a Value);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(flag) => serializer.serialize_bool(*flag),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(values) => serializer.collect_seq(values.iter().map(Plain)),
            Value::Object(fields) => serializer.collect_map(fields.iter().map(|(name, value)| (name, Plain(value)))),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(whole), _) => serializer.serialize_u64(whole),
                (None, Some(whole)) => serializer.serialize_i64(whole),
                (None, None) => serializer.serialize_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
        }
    }
}
