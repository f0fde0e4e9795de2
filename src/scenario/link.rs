//! A scenario as the text of a link, and back: version, then JSON, deflated (with its checksum), in base64url.
//!
//! The whole scenario is written, not its difference from the defaults: when a default changes, old links still show
//! what they showed.

use super::problem::{Problem, Problems, Rule};
use super::{Checked, Scenario};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The present version of the format; older ones must stay readable.
const VERSION: &str = "1";
/// Longest scenario a link may unfold to, bytes.
const LONGEST_JSON: usize = 4 * 1024 * 1024;
/// How hard deflate tries, 0..=10.
const EFFORT: u8 = 9;

/// The text that stands for `scenario`: letters, digits, `-`, `_` and one `.`.
#[must_use]
pub fn encode(scenario: &Scenario) -> String {
    // A scenario always has a JSON form (see `Scenario::check`).
    let json = serde_json::to_vec(scenario).unwrap_or_default();
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&json, EFFORT);
    format!("{VERSION}.{}", URL_SAFE_NO_PAD.encode(packed))
}

/// The scenario that `text` stands for.
///
/// # Errors
/// A damaged link, one of a newer version, or the problems of what it holds.
pub fn decode(text: &str) -> Result<Checked, Problems> {
    let damaged = || vec![Problem::rule("", text, Rule::WholeLink)];
    let packed = text.strip_prefix(VERSION).and_then(|rest| rest.strip_prefix('.')).ok_or_else(damaged)?;
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
        assert!(link.len() < 2_000, "{} characters", link.len());
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
