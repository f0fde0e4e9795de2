//! What differs in a lane, in words.

use super::lane_edit::Difference;
use crate::i18n::page::lanes::{command_now, entries, lane_words, yes_or_no};
use crate::i18n::{Lang, field, number};
use crate::scenario::Command;
use serde_json::Value;

/// The field's name, its value in the lane, and that in the others.
#[must_use]
pub fn told(lang: Lang, difference: &Difference) -> [String; 3] {
    let Difference { path, value, common } = difference;
    let common = shown(lang, common);
    if path == "commands" {
        let commands: Vec<Command> = serde_json::from_value(value.clone()).unwrap_or_default();
        let told: Vec<String> = commands.iter().map(|given| command_now(lang, given.action, given.at_s)).collect();
        return [lane_words(lang).commands.to_owned(), told.join(", "), common];
    }
    [field::name(lang, path).to_owned(), shown(lang, value), common]
}

/// A value in a few characters.
fn shown(lang: Lang, value: &Value) -> String {
    match value {
        Value::Null => number::NOTHING.to_owned(),
        Value::Bool(yes) => yes_or_no(lang, *yes).to_owned(),
        Value::String(text) if text.is_empty() => number::NOTHING.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) => entries(lang, list.len()),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn differences_are_told_in_words() {
        let found = |path: &str, value: Value, common: Value| {
            told(Lang::En, &Difference { path: path.to_owned(), value, common }).join(" | ")
        };
        assert_eq!(found("strategy.rolling.max_surge", json!("50%"), json!("25%")), "Max surge | 50% | 25%");
        assert_eq!(found("rollback.automatic", json!(false), json!(true)), "Automatic roll-back | no | yes");
        let commands = json!([{ "at_s": 100.0, "action": "roll-back" }]);
        assert_eq!(found("commands", commands, json!([])), "Operator's commands | roll back at 01:40 | –");
        let steps = "strategy.canary.steps";
        assert_eq!(found(steps, json!([{}, {}]), json!([{}])), "Steps | 2 entries | 1 entry");
    }
}
