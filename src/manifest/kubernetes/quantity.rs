//! Amounts as Kubernetes writes them.

use crate::scenario::Amount;
use serde_json::Value;

/// An amount of processor in cores: `100m`, `0.5`, `2`; `None` if it is no such amount.
pub(super) fn cores(value: &Value) -> Option<f64> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let (digits, scale) = match text.chars().last()? {
        'n' => (&text[..text.len() - 1], 1e-9),
        'u' => (&text[..text.len() - 1], 1e-6),
        'm' => (&text[..text.len() - 1], 1e-3),
        'k' => (&text[..text.len() - 1], 1e3),
        _ => (text.as_str(), 1.0),
    };
    // Rust also reads "inf", "nan" and "+1": an amount starts with a digit or a point.
    let number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.').then(|| digits.parse::<f64>().ok())??;
    Some(number * scale).filter(|cores| cores.is_finite())
}

/// A number of pods or a percentage.
pub(in crate::manifest) fn amount(value: &Value) -> Option<Amount> {
    match value {
        Value::Number(number) => Amount::parse(&number.as_u64()?.to_string()),
        // In Kubernetes text must be a percentage: "3" is refused.
        Value::String(text) => text.ends_with('%').then(|| Amount::parse(text))?,
        _ => None,
    }
}

/// A surge on top of `instances`: Kubernetes takes more than 100 % of it, which a scenario has as a number.
pub(super) fn surge(value: &Value, instances: u32) -> Option<Amount> {
    let percent = || value.as_str()?.strip_suffix('%')?.parse::<u32>().ok();
    match percent() {
        Some(percent) if percent > 100 => {
            let rounded_up = (u64::from(percent) * u64::from(instances)).div_ceil(100);
            Amount::parse(&rounded_up.to_string())
        }
        _ => amount(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn processor_amounts_are_read_in_cores() {
        for (value, expected) in [
            (json!("100m"), Some(0.1)),
            (json!("0.5"), Some(0.5)),
            (json!(2), Some(2.0)),
            (json!("2000m"), Some(2.0)),
            (json!("1e1"), Some(10.0)),
            (json!("-1"), None),
            (json!("nan"), None),
            (json!("inf"), None),
            (json!("m"), None),
            (json!(""), None),
            (json!("1e400"), None),
            (json!("2 cores"), None),
            (json!(true), None),
            (json!("１"), None),
        ] {
            assert_eq!(cores(&value), expected, "{value}");
        }
    }

    #[test]
    fn a_surge_may_be_more_than_the_fleet() {
        // 150 % of 3 is 4.5, rounded up.
        assert_eq!(surge(&json!("150%"), 3), Some(Amount::Instances(5)));
        assert_eq!(surge(&json!("100%"), 3), Some(Amount::Percent(100)));
        assert_eq!(surge(&json!("4294967295%"), 100_000), None);
        assert_eq!(surge(&json!("-150%"), 3), None);
    }

    #[test]
    fn pods_are_whole_or_in_percent() {
        for (value, expected) in [
            (json!(3), Some(Amount::Instances(3))),
            (json!("25%"), Some(Amount::Percent(25))),
            (json!("3"), None),
            (json!(-1), None),
            (json!(1.5), None),
            (json!("-5%"), None),
            (json!(null), None),
        ] {
            assert_eq!(amount(&value), expected, "{value}");
        }
    }
}
