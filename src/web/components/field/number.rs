//! A number: typed, or dragged with a slider.

use super::{Draft, FieldProps, frame, use_draft};
use crate::i18n::page::{page, say};
use crate::i18n::{field as texts, number};
use crate::view::knob;
use crate::view::lab::{Field, literal};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[component]
pub fn NumberField(props: &FieldProps) -> Html {
    let Field::Number { value: present, spec, whole } = props.field else { return Html::default() };
    let (lang, path) = (props.lang, &*props.path);
    let factor = if knob::in_percent(path) { 100.0 } else { 1.0 };
    let draft = use_draft(&props.field);
    let unit = if knob::in_percent(path) { "%" } else { number::unit(lang, spec.unit).unwrap_or(spec.unit) };
    // Twelve digits hide what the factor of a hundred adds in binary.
    let shown = |value: f64| format!("{}", (value * factor * 1e6).round() / 1e6);
    let text_of = move |value: f64| literal(&Field::Number { value, spec, whole });
    let typed = {
        let (set, draft) = (props.set(), draft.setter());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let text = input.value();
            let value = text.trim().parse::<f64>().ok().filter(|value| value.is_finite()).map(|value| value / factor);
            let problem = match value {
                None => Some(page(lang).not_a_number.to_owned()),
                Some(value) if !(spec.min..=spec.max).contains(&value) || (whole && value.fract() != 0.0) => {
                    Some(say::range(lang, spec.min * factor, spec.max * factor, unit))
                }
                Some(value) => {
                    text_of(value).into_iter().for_each(|literal| set.emit(literal));
                    None
                }
            };
            draft.set(Some(Draft { text, problem }));
        })
    };
    let slid = {
        let (set, draft) = (props.set(), draft.setter());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let value = input.value_as_number();
            if value.is_finite() {
                draft.set(None);
                text_of(value).into_iter().for_each(|literal| set.emit(literal));
            }
        })
    };
    // What was typed last is gone when the field is left, unless it is still wrong.
    let left = {
        let draft = draft.clone();
        Callback::from(move |_: FocusEvent| {
            if draft.as_ref().is_some_and(|draft| draft.problem.is_none()) {
                draft.set(None);
            }
        })
    };
    let text = draft.as_ref().map_or_else(|| shown(present), |draft| draft.text.clone());
    let problem = draft.as_ref().and_then(|draft| draft.problem.clone()).or_else(|| props.problem.clone());
    let slider = knob::slider_of(path).map(|slider| {
        // A value beyond the useful range stretches the slider instead of lying about it.
        let max = slider.max.max(present);
        let share = 100.0 * (present - slider.min) / (max - slider.min);
        html! {
            <input type="range" min={slider.min.to_string()} max={max.to_string()} step={slider.step.to_string()}
                value={present.to_string()} oninput={slid} aria-label={texts::name(lang, path)}
                aria-valuetext={format!("{}{unit}", shown(present))} style={format!("--share:{:.1}%", share.clamp(0.0, 100.0))} />
        }
    });
    let content = html! {
        <>
            <span class="number">
                <input id={props.id()} type="text" inputmode="decimal" autocomplete="off" value={text} oninput={typed} onblur={left}
                    aria-invalid={problem.is_some().to_string()} aria-describedby={props.hint_id()} />
                <span class="unit">{ unit.trim() }</span>
            </span>
            { for slider }
        </>
    };
    frame(props, problem, content)
}
