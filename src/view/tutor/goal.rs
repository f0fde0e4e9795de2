//! Goals as sentences: what shall hold, and what stood there.

use super::teller::field;
use crate::i18n::lesson::{self, said};
use crate::i18n::{Lang, field as names, number, report, word};
use crate::lesson::condition::{Bound, Condition, Relation, Want, value_at};
use crate::lesson::judge::{Judged, Seen};
use crate::scenario::{Checked, Title, read};
use serde_json::Value;

/// What `condition` asks, in a line; `start` has the lanes that it names.
#[must_use]
pub fn sentence(lang: Lang, condition: &Condition, start: &Checked) -> String {
    let lane = |id: &str| lane_name(lang, start, id);
    match condition {
        Condition::Number { quantity, lane: id, relation, bound } => {
            let bound_is_zero = *bound == Bound::Number(0.0);
            let bound = match bound {
                Bound::Number(number) => lesson::amount(lang, *quantity, *number),
                Bound::Lane { lane: other, times } => said::times_lane(lang, *times, &lane(other)),
            };
            // At most nothing is nothing.
            let is_nothing = *relation == Relation::AtMost && bound_is_zero;
            let wanted = if is_nothing { bound } else { said::relation(lang, *relation, &bound) };
            said::about(lang, &[&lane(id), lesson::label(lang, *quantity)], &wanted)
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

/// The path of what has to stay as it was in all lanes, if that is what `condition` asks.
#[must_use]
pub fn kept(condition: &Condition) -> Option<&str> {
    match condition {
        Condition::Field { path, lane: None, want: Want::Unchanged } => Some(path),
        _ => None,
    }
}

/// The names of the fields at `paths`, in a row.
#[must_use]
pub fn named(lang: Lang, paths: &[&str]) -> String {
    paths.iter().map(|path| format!("‘{}’", names::name(lang, path))).collect::<Vec<_>>().join(", ")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::condition::Relation::{AtMost, Below};
    use crate::lesson::evidence::EventKind;
    use crate::lesson::judge::Case;
    use crate::lesson::proof::run;
    use crate::lesson::quantity::Quantity;
    use crate::record::RolloutOutcome;
    use crate::scenario::{Lane, Scenario, StrategyKind};

    #[test]
    fn every_condition_is_a_line_in_both_languages() {
        let lanes = [StrategyKind::Recreate, StrategyKind::Rolling].map(Lane::of).to_vec();
        let start = Scenario { lanes, horizon_s: 100.0, ..Scenario::default() }.check().expect("good");
        let evidence = run(&start);
        let case = Case::new(&evidence, &start).expect("a case");
        let lane = || "recreate".to_owned();
        let quantity = Quantity::named("capacity.outage_s").expect("a measure");
        let number = |relation, bound| Condition::Number { quantity, lane: lane(), relation, bound };
        let field = |path: &str, want| Condition::Field { path: path.to_owned(), lane: None, want };
        let outcome = Condition::Outcome { lane: lane(), is: RolloutOutcome::RolledBack };
        let drained =
            Condition::Event { event: EventKind::StableDraining, lane: lane(), before_s: Some(90.0), after_s: None };
        let conditions = [
            number(AtMost, Bound::Number(0.0)),
            number(Below, Bound::Lane { lane: "rolling".to_owned(), times: 2.0 }),
            Condition::Not(Box::new(outcome.clone())),
            Condition::Any(vec![outcome, drained.clone()]),
            drained,
            field("fleet.instances", Want::Number(AtMost, 1.0)),
            field("rollback.error_rate_limit", Want::Is(Value::from(0.1))),
            field("traffic", Want::Unchanged),
        ];
        let told = |lang| {
            let line = |condition: &Condition| {
                let judged = case.judge(condition);
                let (goal, seen) = (sentence(lang, condition, &start), seen(lang, condition, &judged, &start));
                format!("{goal} [{}] {seen}", if judged.met { "x" } else { " " })
            };
            conditions.iter().map(line).collect::<Vec<String>>()
        };
        assert_eq!(
            told(Lang::Ko),
            [
                "재생성 · 중단 시간: 0초 [ ] 12초",
                "재생성 · 중단 시간: ‘롤링’의 2배 미만 [ ] 12초",
                "다음이 아닐 것 — 재생성 · 배포 결과: 롤백됨 [x] 완료",
                "다음 중 하나 — 재생성 · 배포 결과: 롤백됨 / 재생성: 안정 버전 인스턴스 드레이닝 (01:30 전) [x] ",
                "재생성: 안정 버전 인스턴스 드레이닝 (01:30 전) [x] 01:00",
                "‘인스턴스 수’: 1개 이하 [ ] 10개",
                "‘오류율 한도’: 10% [ ] 5%",
                "‘트래픽’: 처음 값 그대로 [x] ",
            ]
        );
        assert_eq!(
            told(Lang::En),
            [
                "Recreate · Outage: 0 s [ ] 12 s",
                "Recreate · Outage: below 2 times that of “Rolling” [ ] 12 s",
                "not: Recreate · Rollout: rolled back [x] completed",
                "one of: Recreate · Rollout: rolled back / Recreate: a stable instance drains (before 01:30) [x] ",
                "Recreate: a stable instance drains (before 01:30) [x] 01:00",
                "‘Instances’: at most 1 instance [ ] 10 instances",
                "‘Error rate limit’: 10% [ ] 5%",
                "‘Traffic’: as it was [x] ",
            ]
        );
    }
}
