//! A scenario as the text of a link, and back: version, then JSON, deflated (with its checksum), in base64url.
//!
//! What differs from the defaults is written: messengers cut long links, and most of a scenario's fields are of things that
//! are off. So a link means its version's defaults: when one changes, the version goes up, and older links are read with
//! the old value. Links of version 1 hold the whole scenario.

use super::problem::{Problem, Problems, Rule};
use super::{Checked, Scenario};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// The present version of the format.
const VERSION: &str = "2";
/// The versions that can be read.
const READABLE: [&str; 2] = ["1", VERSION];
/// Longest scenario a link may unfold to, bytes.
const LONGEST_JSON: usize = 4 * 1024 * 1024;
/// How hard deflate tries, 0..=10.
const EFFORT: u8 = 9;

/// What of `scenario` differs from the defaults, as a document that can be read again.
#[must_use]
pub fn document(scenario: &Scenario) -> Value {
    let [mut value, default] = [scenario, &Scenario::default()].map(Scenario::values);
    leave_out(&mut value, &default);
    value
}

/// The text that stands for `scenario`: letters, digits, `-`, `_` and one `.`.
#[must_use]
pub fn encode(scenario: &Scenario) -> String {
    let json = serde_json::to_vec(&document(scenario)).unwrap_or_default();
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&json, EFFORT);
    format!("{VERSION}.{}", URL_SAFE_NO_PAD.encode(packed))
}

/// A scenario as a field of a message: reading and writing links is in every program anyway.
pub mod as_link {
    use super::Scenario;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Serialize, Serializer};

    /// Writes the link of `scenario`.
    ///
    /// # Errors
    /// Those of the serializer.
    #[expect(clippy::borrowed_box, reason = "serde hands over the field as it is")]
    pub fn serialize<S: Serializer>(scenario: &Box<Scenario>, serializer: S) -> Result<S::Ok, S::Error> {
        super::encode(scenario).serialize(serializer)
    }

    /// Reads a link.
    ///
    /// # Errors
    /// What is read is no link, or one of a scenario that does not pass the checks.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<Scenario>, D::Error> {
        let text = String::deserialize(deserializer)?;
        super::decode(&text)
            .map(|checked| Box::new(checked.into_inner()))
            .map_err(|_| D::Error::custom("a scenario that is wrong"))
    }
}

/// Leaves out every field that is as in `default`.
fn leave_out(value: &mut Value, default: &Value) {
    if let (Value::Object(fields), Value::Object(defaults)) = (value, default) {
        fields.retain(|name, field| defaults.get(name) != Some(field));
        fields
            .iter_mut()
            .filter_map(|(name, field)| Some((field, defaults.get(name)?)))
            .for_each(|(f, d)| leave_out(f, d));
    }
}

/// The scenario that `text` stands for.
///
/// # Errors
/// A damaged link, one of a newer version, or the problems of what it holds.
pub fn decode(text: &str) -> Result<Checked, Problems> {
    let damaged = || vec![Problem::rule("", text, Rule::WholeLink)];
    let (version, packed) = text.split_once('.').ok_or_else(damaged)?;
    if !READABLE.contains(&version) {
        return Err(damaged());
    }
    let packed = URL_SAFE_NO_PAD.decode(packed).map_err(|_| damaged())?;
    let json = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&packed, LONGEST_JSON).map_err(|_| damaged())?;
    let value = serde_json::from_slice(&json).map_err(|_| damaged())?;
    super::read::read(&value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_brings_the_scenario_back_and_is_short() {
        let mut scenario = Scenario { seed: 99, name: "한국어 이름".to_owned(), ..Scenario::default() };
        scenario.strategy.canary.steps.truncate(1);
        let link = encode(&scenario);
        assert_eq!(*decode(&link).unwrap(), scenario);
        assert!(link.len() < 300, "{} characters", link.len());
        assert_eq!(*decode(&encode(&Scenario::default())).unwrap(), Scenario::default());
    }

    #[test]
    fn links_of_the_first_version_are_read() {
        // With everything written out, as they were.
        let scenario = Scenario { seed: 99, horizon_s: 100.0, ..Scenario::default() };
        let mut value = serde_json::to_value(&scenario).unwrap();
        // What has come since then is left out, and means what it means by default.
        assert!(value["clients"].as_object_mut().unwrap().remove("regions").is_some());
        assert!(value["versions"]["stable"].as_object_mut().unwrap().remove("cases").is_some());
        let json = serde_json::to_vec(&value).unwrap();
        let packed = URL_SAFE_NO_PAD.encode(miniz_oxide::deflate::compress_to_vec_zlib(&json, EFFORT));
        assert_eq!(*decode(&format!("1.{packed}")).unwrap(), scenario);
        assert!(decode(&format!("3.{packed}")).is_err());
    }

    #[test]
    fn a_damaged_link_is_refused() {
        let link = encode(&Scenario::default());
        for (at, with) in [(0, "9"), (1, "-"), (10, "A"), (link.len() / 2, "_"), (link.len() - 3, "ab")] {
            let mut damaged = link.clone();
            damaged.replace_range(at..at + with.len(), with);
            assert!(damaged == link || decode(&damaged).is_err(), "{at}");
        }
        assert!(decode("").is_err());
        assert!(decode(&link[..link.len() - 4]).is_err());
    }
}
