//! Lengths of time as Argo Rollouts writes them.

use serde_json::Value;

/// Longest length that a scenario takes, s.
const LONGEST_S: f64 = crate::scenario::LONGEST_HORIZON_S;

/// A length in seconds: `30`, `"30"`, `"30s"`, `"1h30m"`; `None` if it is none, or longer than any run.
pub(in crate::manifest) fn seconds(value: &Value) -> Option<f64> {
    let seconds = match value {
        Value::Number(number) => number.as_u64()? as f64,
        Value::String(text) => match text.parse::<u32>() {
            Ok(seconds) => f64::from(seconds),
            Err(_) => of_units(text)?,
        },
        _ => return None,
    };
    (seconds <= LONGEST_S).then_some(seconds)
}

/// `1h30m`, `1.5s`, `500ms`: numbers, each with its unit.
fn of_units(text: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 7] =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1.0), ("m", 60.0), ("h", 3_600.0)];
    let (mut rest, mut sum) = (text, 0.0);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').filter(|digits| *digits > 0)?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        let (_, factor) = UNITS.iter().find(|(unit, _)| *unit == &rest[..letters])?;
        sum += number * factor;
        rest = &rest[letters..];
    }
    (!text.is_empty()).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lengths_are_read_in_seconds() {
        for (value, expected) in [
            (json!(30), Some(30.0)),
            (json!("30"), Some(30.0)),
            (json!("30s"), Some(30.0)),
            (json!("5m"), Some(300.0)),
            (json!("1h30m"), Some(5_400.0)),
            (json!("1.5s"), Some(1.5)),
            (json!("500ms"), Some(0.5)),
            (json!("0s"), Some(0.0)),
            (json!(""), None),
            (json!("s"), None),
            (json!("5"), Some(5.0)),
            (json!("5 m"), None),
            (json!("5d"), None),
            (json!("-5s"), None),
            (json!(-5), None),
            (json!(1.5), None),
            (json!("1e3s"), None),
            (json!("９s"), None),
            (json!("999999h"), None),
            (json!(true), None),
        ] {
            assert_eq!(seconds(&value), expected, "{value}");
        }
    }
}
