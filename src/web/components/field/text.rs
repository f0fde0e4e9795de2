//! Choices, free text and lists of plain numbers.

use super::{Draft, FieldProps, frame, use_draft};
use crate::i18n::page::{Label, page};
use crate::i18n::{field as texts, number, problem};
use crate::scenario::problem::Allowed;
use crate::view::lab::{Field, literal, value};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A list of more numbers than this is not typed by hand.
const MOST_TYPED: usize = 500;

#[component]
pub fn ChoiceField(props: &FieldProps) -> Html {
    let Field::Choice { names, index } = props.field else { return Html::default() };
    let (set, node) = (props.set(), use_node_ref());
    {
        // The browser keeps what a person chose, whatever the document says since.
        let node = node.clone();
        use_effect(move || {
            if let (Some(select), Some(name)) = (node.cast::<HtmlSelectElement>(), names.get(index)) {
                select.set_value(name);
            }
        });
    }
    let onchange = Callback::from(move |event: Event| {
        let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
        let chosen = usize::try_from(select.selected_index()).unwrap_or_default();
        literal(&Field::Choice { names, index: chosen }).into_iter().for_each(|literal| set.emit(literal));
        // What is refused shall not look as if it had been taken; what is taken is drawn anew.
        select.set_value(names[index]);
    });
    let option = |(i, name): (usize, &&'static str)| {
        html! { <option value={*name} selected={i == index}>{ texts::choice(props.lang, &props.path, name) }</option> }
    };
    let content = html! {
        <select ref={node} id={props.id()} {onchange} aria-describedby={props.hint_id()}>
            { for names.iter().enumerate().map(option) }
        </select>
    };
    frame(props, props.problem.clone(), content)
}

/// A line of text.
pub fn text_field(props: &FieldProps) -> Html {
    let Field::Text { value: present, longest } = props.field.clone() else { return Html::default() };
    let set = props.set();
    // Taken when the field is left: half a name is the name of nothing.
    let onchange = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            literal(&Field::Text { value: input.value(), longest }).into_iter().for_each(|literal| set.emit(literal));
        }
    });
    let content = html! {
        <span class="number words">
            <input id={props.id()} type="text" autocomplete="off" maxlength={longest.to_string()} value={present} {onchange}
                aria-invalid={props.problem.is_some().to_string()} aria-describedby={props.hint_id()} />
        </span>
    };
    frame(props, props.problem.clone(), content)
}

#[component]
pub fn NumbersField(props: &FieldProps) -> Html {
    let Field::Numbers { values, spec, longest } = props.field.clone() else { return Html::default() };
    let lang = props.lang;
    let draft = use_draft(&props.field);
    if values.len() > MOST_TYPED {
        let set = props.set();
        let clear = Callback::from(move |_: MouseEvent| set.emit("[]".to_owned()));
        let count = number::whole(values.len() as u64);
        let content = html! {
            <p class="many" id={props.id()}>
                { count }{ number::unit(lang, "entries") }{ ": " }{ value(lang, &props.path, &props.field) }{ ". " }{ Label::TooMany.name(lang) }
                <button type="button" class="link" onclick={clear}>{ Label::Clear.name(lang) }</button>
            </p>
        };
        return frame(props, props.problem.clone(), content);
    }
    let typed = {
        let (set, draft) = (props.set(), draft.setter());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let text = input.value();
            let parts = text.split([',', ' ', ';']).map(str::trim).filter(|part| !part.is_empty());
            let numbers: Option<Vec<f64>> =
                parts.map(|part| part.parse().ok().filter(|number| (spec.min..=spec.max).contains(number))).collect();
            let problem = match numbers {
                Some(values) if values.len() <= longest => {
                    let field = Field::Numbers { values, spec, longest };
                    literal(&field).into_iter().for_each(|literal| set.emit(literal));
                    None
                }
                Some(_) => Some(problem::allowed(lang, &Allowed::List { longest: longest as u32 })),
                None => {
                    let unit = spec.unit.to_owned();
                    let allowed = Allowed::Number { min: spec.min, max: spec.max, unit, whole: false };
                    Some(format!("{} {}", page(lang).not_a_number, problem::allowed(lang, &allowed)))
                }
            };
            draft.set(Some(Draft { text, problem }));
        })
    };
    let present = || values.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
    let text = draft.as_ref().map_or_else(present, |draft| draft.text.clone());
    let problem = draft.as_ref().and_then(|draft| draft.problem.clone()).or_else(|| props.problem.clone());
    let content = html! {
        <span class="number words">
            <input id={props.id()} type="text" inputmode="decimal" autocomplete="off" value={text} oninput={typed}
                placeholder={Label::NumbersHint.name(lang)} aria-invalid={problem.is_some().to_string()} aria-describedby={props.hint_id()} />
            <span class="unit">{ number::unit(lang, spec.unit).unwrap_or(spec.unit).trim() }</span>
        </span>
    };
    frame(props, problem, content)
}
