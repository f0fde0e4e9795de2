//! Goals as sentences: what shall hold, and what stood there.

use super::teller::field;
use crate::i18n::lesson::{self, said};
use crate::i18n::{Lang, field as names, number, report, word};
use crate::lesson::condition::{Bound, Condition, Want, value_at};
use crate::lesson::judge::{Judged, Seen};
use crate::scenario::{Checked, Title, read};
use serde_json::Value;

/// What `condition` asks, in a line; `start` has the lanes that it names.
#[must_use]
pub fn sentence(lang: Lang, condition: &Condition, start: &Checked) -> String {
    let lane = |id: &str| lane_name(lang, start, id);
    match condition {
        Condition::Number { quantity, lane: id, relation, bound } => {
            let bound = match bound {
                Bound::Number(number) => lesson::amount(lang, *quantity, *number),
                Bound::Lane { lane: other, times } => said::times_lane(lang, *times, &lane(other)),
            };
            said::about(lang, &[&lane(id), lesson::label(lang, *quantity)], &said::relation(lang, *relation, &bound))
        }
        Condition::Outcome { lane: id, is } => {
            let label = report::label(lang, crate::compare::Measure::Outcome);
            said::about(lang, &[&lane(id), label], word::rollout_outcome(lang, *is))
        }
        Condition::Event { event, lane: id, before_s, after_s } => {
            let happens = said::happens(
                lang,
                lesson::event(lang, *event),
                before_s.map(number::clock),
                after_s.map(number::clock),
            );
            said::about(lang, &[&lane(id)], &happens)
        }
        Condition::Field { path, lane: id, want } => {
            let name = format!("‘{}’", names::name(lang, path));
            let subject: Vec<String> = id.iter().map(|id| lane(id)).chain([name]).collect();
            let subject: Vec<&str> = subject.iter().map(String::as_str).collect();
            let wanted = match want {
                Want::Is(value) => shown(lang, start, path, value),
                Want::Number(relation, bound) => {
                    said::relation(lang, *relation, &shown(lang, start, path, &Value::from(*bound)))
                }
                Want::Unchanged => said::unchanged(lang).to_owned(),
            };
            said::about(lang, &subject, &wanted)
        }
        Condition::Not(inner) => said::not(lang, &sentence(lang, inner, start)),
        Condition::Any(inner) => {
            let inner: Vec<String> = inner.iter().map(|one| sentence(lang, one, start)).collect();
            said::any(lang, &inner)
        }
    }
}

/// What stood where `condition` looked.
#[must_use]
pub fn seen(lang: Lang, condition: &Condition, judged: &Judged, start: &Checked) -> String {
    let inner = match condition {
        Condition::Not(inner) => inner,
        other => other,
    };
    match (&judged.seen, inner) {
        (Seen::Number(number), Condition::Number { quantity, .. }) => lesson::amount(lang, *quantity, *number),
        (Seen::Outcome(outcome), _) => word::rollout_outcome(lang, *outcome).to_owned(),
        (Seen::Moment(at_s), _) => number::clock(*at_s),
        (Seen::Field(value), Condition::Field { path, want, .. }) if *want != Want::Unchanged => {
            shown(lang, start, path, value)
        }
        (Seen::Nothing, Condition::Number { .. }) => number::NOTHING.to_owned(),
        (Seen::Nothing | Seen::Several | Seen::Number(_) | Seen::Field(_), _) => String::new(),
    }
}

fn lane_name(lang: Lang, start: &Checked, id: &str) -> String {
    let titles = start.titles();
    let title = titles.iter().find(|title| title.id() == id);
    title.map_or_else(|| id.to_owned(), |title: &Title| word::lane(lang, title))
}

/// A value as people read it in the field at `path`.
fn shown(lang: Lang, start: &Checked, path: &str, value: &Value) -> String {
    let mut document = start.values();
    let set = read::set(&mut document, path, &value.to_string()).is_ok();
    let changed = read::read(&document).ok().filter(|_| set);
    let told = changed.and_then(|changed| field(lang, &changed, path));
    told.or_else(|| value_at(start, path).map(|_| value.to_string())).unwrap_or_default()
}
