//! The steps of the canary.

use super::super::document::Action;
use super::icon::{self, Icon};
use crate::i18n::page::page;
use crate::i18n::{Lang, number, word};
use crate::scenario::values::list_values;
use crate::scenario::{Step, StepKind, StrategyKind};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The list that is changed as a whole.
const PATH: &str = "strategy.canary.steps";
/// Most steps that fit into a form; a file may have more.
const MOST_STEPS: usize = 12;

/// A canary's steps as buttons.
pub fn steps(present: &[Step], lang: Lang, change: &Callback<Action>) -> Html {
    let words = page(lang);
    let set = {
        let change = change.clone();
        Callback::from(move |mut steps: Vec<Step>| {
            change.emit(Action::Set(PATH.to_owned(), list_values(&mut steps).to_string()));
        })
    };
    let put = |steps: Vec<Step>| {
        let set = set.clone();
        Callback::from(move |_: MouseEvent| set.emit(steps.clone()))
    };
    let field = |index: usize, name: &'static str, unit: &'static str, value: f64, apply: fn(&mut Step, f64)| {
        let (set, steps) = (set.clone(), present.to_vec());
        let onchange = Callback::from(move |event: Event| {
            let value = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().trim().parse().ok());
            if let Some(value) = value.filter(|value: &f64| value.is_finite() && *value >= 0.0) {
                let mut steps = steps.clone();
                apply(&mut steps[index], value);
                set.emit(steps);
            }
        });
        let label = format!("{} {}, {name}", words.step, index + 1);
        html! {
            <span class="number">
                <input type="text" inputmode="decimal" autocomplete="off" value={value.to_string()} {onchange} aria-label={label} />
                <span class="unit">{ unit.trim() }</span>
            </span>
        }
    };
    let row = |(index, step): (usize, &Step)| {
        let others = present.iter().enumerate().filter(|(other, _)| *other != index);
        let remove = put(others.map(|(_, step)| step.clone()).collect());
        let seconds = number::unit(lang, "s").unwrap_or("s");
        html! {
            <li key={index}>
                <span class="step-name">{ index + 1 }</span>
                if step.kind == StepKind::SetWeight {
                    { field(index, words.step_weight, "%", f64::from(step.weight), |step, value| step.weight = value as u32) }
                } else {
                    <span class="fixed">{ word::step(lang, step) }</span>
                }
                if step.until_promoted {
                    <span class="fixed">{ word::until_promoted(lang) }</span>
                } else {
                    { field(index, words.step_pause, seconds, step.pause_s, |step, value| step.pause_s = value) }
                }
                <button type="button" class="quiet" onclick={remove}
                    aria-label={format!("{} {}", words.step_remove, index + 1)} title={words.step_remove}>{ icon::draw(Icon::Remove) }</button>
            </li>
        }
    };
    let last = present.last().map_or(0, |step| step.weight);
    // Half of the way to everything is a step that always rises.
    let next = Step::weight((last + 100) / 2, 60.0);
    let add = put(present.iter().cloned().chain([next]).collect());
    html! {
        <fieldset class="steps" id="canary-steps">
            <legend>{ word::strategy(lang, StrategyKind::Canary) }{ ": " }{ words.step_weight }{ " / " }{ words.step_pause }</legend>
            <ol>{ for present.iter().enumerate().map(row) }</ol>
            <button id="step-add" type="button" class="quiet" onclick={add}
                disabled={present.len() >= MOST_STEPS || last >= 99}>{ icon::draw(Icon::Add) }{ words.step_add }</button>
        </fieldset>
    }
}
