//! One metric of an AnalysisTemplate, as far as telemetry can show what it measures.

use super::Value;
use super::duration::seconds;
use super::query::{Meaning, meaning};
use crate::scenario::{LONGEST_HORIZON_S, Relation};
use serde_json::json;

/// The values that an analysis gives to the arguments of its templates.
pub(super) type Arguments = Vec<(String, String)>;

/// The arguments in a list of `name` and `value`; those without a plain value are left out.
pub(super) fn arguments(list: &Value) -> Arguments {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let argument = |entry: &Value| Some((entry["name"].as_str()?.to_owned(), plain(&entry["value"])?));
    list.iter().filter_map(argument).collect()
}

/// A text or a number as text.
fn plain(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_f64().map(|_| value.to_string()))
}

/// `text` with `{{args.name}}` filled in; those that are not known stay.
fn filled(text: &str, arguments: &Arguments) -> String {
    let mut rest = text;
    let mut filled = String::new();
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let (name, behind) = after.split_once("}}").unwrap_or((after, ""));
        let argument = name.trim().strip_prefix("args.");
        match arguments.iter().find(|(known, _)| Some(known.as_str()) == argument) {
            Some((_, value)) => filled.push_str(value),
            None => filled.extend(["{{", name, "}}"]),
        }
        rest = behind;
    }
    filled + rest
}

/// The metric as a scenario has it; `None` where it is not understood. `dry` are the names of those that decide nothing.
pub(super) fn read(metric: &Value, arguments: &Arguments, dry: &[&str]) -> Option<Value> {
    let text = |value: &Value| plain(value).map(|text| filled(&text, arguments));
    let query = metric["provider"]["prometheus"]["query"].as_str()?;
    let meaning = meaning(&filled(query, arguments))?;
    let condition = |field: &str| match text(&metric[field]).filter(|text| !text.trim().is_empty()) {
        None => Some((Relation::None, 0.0)),
        Some(text) => limit(&text, &meaning),
    };
    let (success, failure) = (condition("successCondition")?, condition("failureCondition")?);
    let time = |field: &str| match text(&metric[field]) {
        None => Some(0.0),
        Some(text) => seconds(&json!(text)).filter(|seconds| *seconds <= LONGEST_HORIZON_S),
    };
    let whole = |field: &str, usual: i64| match text(&metric[field]) {
        None => Some(usual),
        Some(text) => text.trim().parse::<i64>().ok().filter(|number| *number <= MOST),
    };
    let (interval_s, count) = (time("interval")?, whole("count", 0)?.max(0));
    let failures = whole("failureLimit", 0)?;
    let is_dry = dry.iter().any(|name| *name == ".*" || metric["name"] == *name);
    let condition = |(relation, limit): (Relation, f64)| json!({ "is": relation.name(), "limit": limit });
    Some(json!({
        "measure": meaning.measure.name(),
        "quantile": meaning.quantile,
        "success": condition(success),
        "failure": condition(failure),
        "initial_delay_s": time("initialDelay")?,
        "interval_s": interval_s,
        "count": count,
        "failure_limit": failures.max(0),
        "unlimited_failures": failures < 0,
        "inconclusive_limit": whole("inconclusiveLimit", 0)?.max(0),
        "consecutive_error_limit": whole("consecutiveErrorLimit", 4)?.max(0),
        "consecutive_success_limit": whole("consecutiveSuccessLimit", 0)?.max(0),
        "dry_run": is_dry,
    }))
}

/// Largest count and limit that a scenario takes.
const MOST: i64 = 100_000;

/// `result[0] >= 0.95` and the like, in the unit of a scenario.
fn limit(condition: &str, meaning: &Meaning) -> Option<(Relation, f64)> {
    let text: String = condition.split_whitespace().collect();
    let rest = text.strip_prefix("result")?;
    let rest = rest.strip_prefix("[0]").unwrap_or(rest);
    let signs = [(">=", Relation::AtLeast), ("<=", Relation::AtMost), (">", Relation::Above), ("<", Relation::Below)];
    let (number, relation) =
        signs.into_iter().find_map(|(sign, relation)| Some((rest.strip_prefix(sign)?, relation)))?;
    let number: f64 = number.parse().ok()?;
    // Whole nanounits: 95 percent are 0.95.
    let limit = (number * meaning.factor * 1e9).round() / 1e9;
    (0.0..=HIGHEST_MS).contains(&limit).then_some((relation, limit))
}

/// Highest limit that a scenario takes, ms.
const HIGHEST_MS: f64 = 3_600_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(success: &str) -> Value {
        json!({
            "name": "errors", "interval": "{{ args.pace }}", "count": "3", "failureLimit": -1, "successCondition": success,
            "provider": { "prometheus": { "query":
                "sum(rate(r{service=\"{{args.service}}\",status=~\"5..\"}[1m])) / sum(rate(r{service=\"{{args.service}}\"}[1m]))" } },
        })
    }

    #[test]
    fn conditions_and_numbers_are_read() {
        let arguments = arguments(&json!([{ "name": "pace", "value": "30s" }, { "name": "most", "value": 0.02 }, {}]));
        let read_one = |success: &str| read(&metric(success), &arguments, &[]);
        let found = read_one("result[0] <= {{args.most}}").unwrap();
        assert_eq!(
            (&found["measure"], &found["interval_s"], &found["count"]),
            (&json!("error-rate"), &json!(30.0), &json!(3))
        );
        assert_eq!(found["success"], json!({ "is": "at-most", "limit": 0.02 }));
        assert_eq!(found["failure"], json!({ "is": "none", "limit": 0.0 }));
        assert_eq!((&found["unlimited_failures"], &found["failure_limit"]), (&json!(true), &json!(0)));
        assert_eq!(found["consecutive_error_limit"], json!(4));
        for (text, expected) in
            [("result < 1", Some("below")), ("result[0] > 0.5", Some("above")), ("result[0]>=0.9", Some("at-least"))]
        {
            let relation = read_one(text).map(|found| found["success"]["is"].clone());
            assert_eq!(relation, expected.map(|name| json!(name)), "{text}");
        }
        for text in [
            "len(result) == 0 || result[0] < 1",
            "result[0] < {{args.least}}",
            "result[1] < 1",
            "result[0] < -1",
            "true",
        ] {
            assert_eq!(read_one(text), None, "{text}");
        }
        // No condition is one; a length of time that is none is not.
        assert!(read_one("").is_some());
        assert_eq!(read(&metric("result < 1"), &Vec::new(), &[]), None);
    }

    #[test]
    fn dry_runs_are_named_or_all() {
        let arguments = arguments(&json!([{ "name": "pace", "value": "30s" }]));
        let dry = |names: &[&str]| read(&metric("result < 1"), &arguments, names).unwrap()["dry_run"].clone();
        assert_eq!(
            (dry(&[]), dry(&["other"]), dry(&["errors"]), dry(&[".*"])),
            (json!(false), json!(false), json!(true), json!(true))
        );
    }

    #[test]
    fn arguments_that_are_not_known_stay() {
        let known = vec![("a".to_owned(), "1".to_owned())];
        assert_eq!(filled("x{{args.a}}y{{ args.b }}z{{open", &known), "x1y{{ args.b }}z{{open}}");
    }
}
