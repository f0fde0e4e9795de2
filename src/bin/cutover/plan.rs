//! The rollout without traffic, write by write; `docs/plan.md` tells what each figure means.

use crate::args::{Format, Plan as Asked};
use crate::failure::Failure;
use crate::output::{Done, print, print_json, tell_notes};
use crate::{input, table};
use cutover::i18n::{Lang, plan as words};
use cutover::record::{Plan, Step, plan};
use cutover::view::plan::rows;
use serde_json::{Value, json};

pub fn tell(lang: Lang, asked: &Asked) -> Done {
    let input = input::read_input(&asked.source, &asked.changes, asked.strategy.as_deref()).map_err(Failure::Input)?;
    tell_notes(lang, &input.notes);
    let plan = plan(&input.scenario, asked.instant);
    match asked.format {
        Format::Json => print_json(&document(&plan)),
        Format::Text => print(&text(lang, &plan)),
    }
}

fn document(plan: &Plan) -> Value {
    let step = |step: &Step| {
        let [stable, candidate] = step.asked;
        json!({
            "t_s": step.at.seconds(),
            "stable": stable,
            "candidate": candidate,
            "total": stable + candidate,
            "ready": step.ready.iter().sum::<u32>(),
            "set_weight": step.set_weight,
            "actual_weight": step.actual_weight,
            "cause": step.because.id(),
        })
    };
    let end = plan.duration.or(plan.steps.last().map(|step| step.at));
    json!({
        "steps": plan.steps.iter().map(step).collect::<Vec<Value>>(),
        "min_ready": plan.min_ready,
        "max_total": plan.max_total,
        "duration_s": end.map(|end| end.seconds()),
    })
}

fn text(lang: Lang, plan: &Plan) -> String {
    let headings = words::headings(lang).map(str::to_owned);
    let all: Vec<_> = std::iter::once(headings).chain(rows(lang, plan, usize::MAX)).collect();
    let figures: Vec<Vec<String>> = all.iter().map(|row| row[..row.len() - 1].to_vec()).collect();
    let mut text = String::new();
    for (figures, row) in table::lines(&figures).iter().zip(&all) {
        text.push_str(&format!("{figures}  {}\n", row[row.len() - 1]));
    }
    text.push_str(&format!("\n{}\n", words::summary(lang, plan)));
    text
}
