//! Values of fields as people read them, and as a file has them.

use super::tree::Field;
use crate::i18n::page::Label;
use crate::i18n::{Lang, field, number};
use crate::scenario::Amount;
use crate::scenario::schema::Spec;
use crate::view::knob::in_percent;

/// So many numbers of a list are shown in a line.
const MOST_NUMBERS: usize = 12;

/// A number as exactly as it was typed, with thousands grouped. Twelve digits hide what a factor of a hundred adds in binary.
fn exact(value: f64) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    if rounded.fract() == 0.0 { number::fixed(rounded, 0) } else { format!("{rounded}") }
}

/// A number with its unit; shares that people say in percent have it instead.
fn with_unit(lang: Lang, path: &str, value: f64, unit: &'static str) -> String {
    if in_percent(path) {
        format!("{}%", exact(value * 100.0))
    } else {
        format!("{}{}", exact(value), number::unit(lang, unit).unwrap_or(unit))
    }
}

/// The range of the number at `path`, with its unit: `0–100%`.
#[must_use]
pub fn range(lang: Lang, path: &str, spec: Spec) -> String {
    let factor = if in_percent(path) { 100.0 } else { 1.0 };
    format!("{}–{}", exact(spec.min * factor), with_unit(lang, path, spec.max, spec.unit))
}

/// The value of the field at `path` as people read it.
#[must_use]
pub fn value(lang: Lang, path: &str, found: &Field) -> String {
    match found {
        Field::Number { value, spec, .. } => with_unit(lang, path, *value, spec.unit),
        Field::Flag(on) => (if *on { Label::On } else { Label::Off }).name(lang).to_owned(),
        Field::Choice { names, index } => {
            names.get(*index).map_or("", |name| field::choice(lang, path, name)).to_owned()
        }
        Field::Amount(amount @ Amount::Percent(_)) => amount.to_string(),
        Field::Amount(amount) => format!("{amount}{}", number::unit(lang, "instances").unwrap_or_default()),
        Field::Text { value, .. } if value.is_empty() => number::NOTHING.to_owned(),
        Field::Text { value, .. } => value.clone(),
        Field::Numbers { values, .. } if values.is_empty() => number::NOTHING.to_owned(),
        Field::Numbers { values, .. } => {
            let first: Vec<String> = values.iter().take(MOST_NUMBERS).map(|value| exact(*value)).collect();
            format!("{}{}", first.join(", "), if values.len() > MOST_NUMBERS { " …" } else { "" })
        }
        Field::List { len, .. } => {
            format!("{}{}", number::whole(*len as u64), number::unit(lang, "entries").unwrap_or_default())
        }
    }
}

/// The value as a file has it; lists have none of their own.
#[must_use]
pub fn literal(found: &Field) -> Option<String> {
    // Binary fractions of what was typed in decimals end here.
    let number = |value: f64| format!("{}", (value * 1e9).round() / 1e9);
    let text = |text: &str| serde_json::to_string(text).unwrap_or_default();
    Some(match found {
        Field::Number { value, whole: true, .. } => format!("{value:.0}"),
        Field::Number { value, .. } => number(*value),
        Field::Flag(on) => on.to_string(),
        Field::Choice { names, index } => text(names.get(*index)?),
        Field::Amount(amount) => text(&amount.to_string()),
        Field::Text { value, .. } => text(value),
        Field::Numbers { values, .. } => {
            format!("[{}]", values.iter().map(|value| number(*value)).collect::<Vec<_>>().join(", "))
        }
        Field::List { .. } => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::nodes;
    use super::*;
    use crate::scenario::{Scenario, read};

    #[test]
    fn the_literal_of_every_field_is_read_as_the_same_value() {
        let mut scenario = Scenario { name: "\"a\" \\ b".into(), ..Scenario::default() };
        scenario.telemetry.buckets_ms = vec![0.5, 10.0];
        scenario.versions.candidate.error_probability = 0.035;
        let whole = serde_json::to_value(&scenario).unwrap();
        for node in nodes(&scenario) {
            let Some(literal) = node.field.as_ref().and_then(literal) else { continue };
            let mut value = whole.clone();
            read::set(&mut value, &node.path, &literal).unwrap();
            assert_eq!(*read::read(&value).unwrap(), scenario, "{} = {literal}", node.path);
        }
    }

    #[test]
    fn values_have_their_unit_and_their_names() {
        let nodes = nodes(&Scenario::default());
        let of = |lang, path: &str| {
            let node = nodes.iter().find(|node| node.path == path).expect("it is there");
            value(lang, path, node.field.as_ref().expect("a field"))
        };
        assert_eq!(of(Lang::En, "versions.candidate.error_probability"), "0.1%");
        assert_eq!(of(Lang::Ko, "traffic.rate_rps"), "240건/초");
        assert_eq!(of(Lang::En, "fleet.policy"), "round robin");
        assert_eq!(of(Lang::En, "strategy.rolling.max_surge"), "25%");
        assert_eq!(of(Lang::En, "strategy.canary.steps"), "3 entries");
        assert_eq!(of(Lang::En, "traffic.trace.counts"), number::NOTHING);
        assert_eq!(of(Lang::Ko, "rollback.automatic"), "켬");
    }

    #[test]
    fn a_range_is_told_in_the_unit_of_its_value() {
        let spec = crate::scenario::schema::spec("", 0.0, 1.0, "");
        assert_eq!(range(Lang::En, "rollback.error_rate_limit", spec), "0–100%");
        let spec = crate::scenario::schema::spec("s", 0.5, 86_400.0, "");
        assert_eq!(range(Lang::Ko, "telemetry.window_s", spec), "0.5–86,400초");
    }
}
