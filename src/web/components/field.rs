//! One knob: its name, its value with a unit, and a slider where one helps.

use super::super::document::Action;
use crate::i18n::page::{Knob, page, say};
use crate::i18n::{Lang, number, word};
use crate::scenario::schema::Spec;
use crate::scenario::{Amount, Policy, Shape};
use crate::view::knob::{self, Field};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties)]
pub struct FieldProps {
    pub knob: Knob,
    pub field: Field,
    pub lang: Lang,
    /// What the value means here and now.
    pub note: Option<String>,
    /// What is wrong with the last change of this field.
    pub problem: Option<String>,
    pub change: Callback<Action>,
}

impl PartialEq for FieldProps {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.field, &other.field) {
            (Field::Number { value: a, .. }, Field::Number { value: b, .. }) => a == b,
            (Field::Flag(a), Field::Flag(b)) => a == b,
            (Field::Choice { index: a, .. }, Field::Choice { index: b, .. }) => a == b,
            (Field::Amount(a), Field::Amount(b)) => a == b,
            _ => false,
        };
        same && (self.knob, self.lang) == (other.knob, other.lang)
            && (&self.note, &self.problem) == (&other.note, &other.problem)
    }
}

#[component]
pub fn FieldView(props: &FieldProps) -> Html {
    match props.field.clone() {
        Field::Number { value, spec, whole } => {
            html! { <NumberField {value} {spec} {whole} knob={props.knob} lang={props.lang}
            note={props.note.clone()} problem={props.problem.clone()} change={props.change.clone()} /> }
        }
        Field::Flag(value) => flag(props, value),
        Field::Choice { names, index } => choice(props, names, index),
        Field::Amount(value) => html! { <AmountField {value} knob={props.knob} lang={props.lang}
        problem={props.problem.clone()} change={props.change.clone()} /> },
    }
}

fn id(knob: Knob) -> String {
    knob::path(knob).replace(['.', '_'], "-")
}

/// Name and meaning above a field, and what is wrong below it.
fn frame(knob: Knob, lang: Lang, note: Option<String>, problem: Option<String>, content: Html) -> Html {
    let id = id(knob);
    html! {
        <div class={classes!("field", problem.is_some().then_some("wrong"))}>
            <label for={id.clone()}>{ knob.name(lang) }</label>
            { content }
            <p class="hint" id={format!("{id}-hint")}>
                { knob.hint(lang) }
                if let Some(note) = note { <b class="note">{ note }</b> }
            </p>
            if let Some(problem) = problem { <p class="problem" id={format!("{id}-problem")} role="alert">{ problem }</p> }
        </div>
    }
}

fn flag(props: &FieldProps, value: bool) -> Html {
    let (change, path) = (props.change.clone(), knob::path(props.knob).to_owned());
    let onchange = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            change.emit(Action::Set(path.clone(), input.checked().to_string()));
        }
    });
    let id = id(props.knob);
    let content = html! {
        <span class="toggle"><input id={id.clone()} type="checkbox" role="switch" checked={value} {onchange}
            aria-describedby={format!("{id}-hint")} /></span>
    };
    frame(props.knob, props.lang, props.note.clone(), props.problem.clone(), content)
}

fn choice(props: &FieldProps, names: &'static [&'static str], index: usize) -> Html {
    let (change, path) = (props.change.clone(), knob::path(props.knob).to_owned());
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            change.emit(Action::Set(path.clone(), format!("{:?}", select.value())));
        }
    });
    let shown = |name: &'static str| match props.knob {
        Knob::Policy => Policy::from_name(name).map_or(name, |policy| word::policy(props.lang, policy)),
        Knob::Shape => Shape::from_name(name).map_or(name, |shape| word::shape(props.lang, shape)),
        _ => name,
    };
    let option = |(i, name): (usize, &&'static str)| html! { <option value={*name} selected={i == index}>{ shown(name) }</option> };
    let id = id(props.knob);
    let content = html! {
        <select id={id.clone()} {onchange} aria-describedby={format!("{id}-hint")}>
            { for names.iter().enumerate().map(option) }
        </select>
    };
    frame(props.knob, props.lang, props.note.clone(), props.problem.clone(), content)
}

#[derive(Properties)]
struct NumberProps {
    knob: Knob,
    lang: Lang,
    value: f64,
    spec: Spec,
    whole: bool,
    note: Option<String>,
    problem: Option<String>,
    change: Callback<Action>,
}

impl PartialEq for NumberProps {
    fn eq(&self, other: &Self) -> bool {
        (self.knob, self.lang, self.value) == (other.knob, other.lang, other.value)
            && (&self.note, &self.problem) == (&other.note, &other.problem)
    }
}

/// What a person is typing, and what is wrong with it.
#[derive(Clone, Default, PartialEq)]
struct Draft {
    text: String,
    problem: Option<String>,
}

#[component]
fn NumberField(props: &NumberProps) -> Html {
    let (knob, lang, spec) = (props.knob, props.lang, props.spec);
    let factor = if knob::in_percent(knob) { 100.0 } else { 1.0 };
    let draft = use_state_eq(|| None::<Draft>);
    {
        // A value that comes from elsewhere (a preset, undo, the slider) replaces what was being typed.
        let draft = draft.setter();
        use_effect_with(props.value, move |_| draft.set(None));
    }
    let unit = if knob::in_percent(knob) { "%" } else { number::unit(lang, spec.unit).unwrap_or(spec.unit) };
    // Twelve digits hide what the factor of a hundred adds in binary.
    let shown = |value: f64| format!("{}", (value * factor * 1e6).round() / 1e6);
    let typed = {
        let (change, draft) = (props.change.clone(), draft.setter());
        let whole = props.whole;
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
                    change.emit(Action::Set(knob::path(knob).to_owned(), literal(value, whole)));
                    None
                }
            };
            draft.set(Some(Draft { text, problem }));
        })
    };
    let slid = {
        let (change, draft, whole) = (props.change.clone(), draft.setter(), props.whole);
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let value = input.value_as_number();
            if value.is_finite() {
                draft.set(None);
                change.emit(Action::Set(knob::path(knob).to_owned(), literal(value, whole)));
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
    let id = id(knob);
    let text = draft.as_ref().map_or_else(|| shown(props.value), |draft| draft.text.clone());
    let problem = draft.as_ref().and_then(|draft| draft.problem.clone()).or_else(|| props.problem.clone());
    let slider = knob::slider_of(knob).map(|slider| {
        // A value beyond the useful range stretches the slider instead of lying about it.
        let max = slider.max.max(props.value);
        let share = 100.0 * (props.value - slider.min) / (max - slider.min);
        html! {
            <input type="range" min={slider.min.to_string()} max={max.to_string()} step={slider.step.to_string()}
                value={props.value.to_string()} oninput={slid} aria-label={knob.name(lang)}
                aria-valuetext={format!("{}{unit}", shown(props.value))} style={format!("--share:{:.1}%", share.clamp(0.0, 100.0))} />
        }
    });
    let content = html! {
        <>
            <span class="number">
                <input id={id.clone()} type="text" inputmode="decimal" autocomplete="off" value={text} oninput={typed} onblur={left}
                    aria-invalid={problem.is_some().to_string()} aria-describedby={format!("{id}-hint")} />
                <span class="unit">{ unit.trim() }</span>
            </span>
            { for slider }
        </>
    };
    frame(knob, lang, props.note.clone(), problem, content)
}

/// A number as a file would have it.
fn literal(value: f64, whole: bool) -> String {
    if whole { format!("{value:.0}") } else { format!("{}", (value * 1e9).round() / 1e9) }
}

#[derive(Properties, PartialEq)]
struct AmountProps {
    knob: Knob,
    lang: Lang,
    value: Amount,
    problem: Option<String>,
    change: Callback<Action>,
}

#[component]
fn AmountField(props: &AmountProps) -> Html {
    let (knob, lang) = (props.knob, props.lang);
    let draft = use_state_eq(|| None::<Draft>);
    {
        let draft = draft.setter();
        use_effect_with(props.value, move |_| draft.set(None));
    }
    let typed = {
        let (change, draft) = (props.change.clone(), draft.setter());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let text = input.value();
            let problem = match Amount::parse(&text) {
                Some(amount) => {
                    change.emit(Action::Set(knob::path(knob).to_owned(), format!("\"{amount}\"")));
                    None
                }
                None => Some(crate::i18n::problem::allowed(lang, &crate::scenario::problem::Allowed::Amount)),
            };
            draft.set(Some(Draft { text, problem }));
        })
    };
    let id = id(knob);
    let text = draft.as_ref().map_or_else(|| props.value.to_string(), |draft| draft.text.clone());
    let problem = draft.as_ref().and_then(|draft| draft.problem.clone()).or_else(|| props.problem.clone());
    let content = html! {
        <span class="number">
            <input id={id.clone()} type="text" autocomplete="off" value={text} oninput={typed} placeholder={page(lang).amount_hint}
                aria-invalid={problem.is_some().to_string()} aria-describedby={format!("{id}-hint")} />
        </span>
    };
    frame(knob, lang, None, problem, content)
}
