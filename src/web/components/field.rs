//! One field: its name, its value with a unit, a slider where one helps, and in the Lab what else is known of it.

mod amount;
mod number;
mod text;

use super::super::document::Action;
use super::term::term;
use crate::i18n::page::{Label, Place};
use crate::i18n::{Lang, field as texts};
use crate::view::lab::{self, Field};
use amount::AmountField;
use number::NumberField;
use text::{ChoiceField, NumbersField, text_field};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the Lab tells of a field besides.
#[derive(Clone, PartialEq)]
pub struct More {
    /// Its default.
    pub default: Option<Field>,
    /// Whether it has another value.
    pub changed: bool,
    /// Whether it has an effect in the present scenario.
    pub matters: bool,
    /// Where that shows.
    pub place: Option<Place>,
}

#[derive(Properties)]
pub struct FieldProps {
    pub path: AttrValue,
    pub field: Field,
    /// The schema's sentence about it.
    pub about: &'static str,
    pub lang: Lang,
    /// What its name is preceded by where fields of several sections stand together.
    #[prop_or_default]
    pub of: &'static str,
    /// What the value means here and now.
    #[prop_or_default]
    pub note: Option<String>,
    /// What is wrong with the last change of this field.
    #[prop_or_default]
    pub problem: Option<String>,
    #[prop_or_default]
    pub more: Option<More>,
    pub change: Callback<Action>,
}

impl PartialEq for FieldProps {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, &self.field, self.lang, self.of) == (&other.path, &other.field, other.lang, other.of)
            && (&self.note, &self.problem, &self.more) == (&other.note, &other.problem, &other.more)
    }
}

impl FieldProps {
    /// The field's name in the page.
    fn id(&self) -> String {
        id(&self.path)
    }

    fn hint_id(&self) -> String {
        format!("{}-hint", self.id())
    }

    /// A callback that sets the field to a literal as a file has it.
    fn set(&self) -> Callback<String> {
        let (change, path) = (self.change.clone(), self.path.to_string());
        Callback::from(move |literal: String| change.emit(Action::Set(path.clone(), literal)))
    }
}

/// The name in the page of the field at `path`.
pub fn id(path: &str) -> String {
    path.replace(['.', '_', '['], "-").replace(']', "")
}

#[component]
pub fn FieldView(props: &FieldProps) -> Html {
    let props = props.clone();
    match props.field.clone() {
        Field::Number { .. } => html! { <NumberField ..props /> },
        Field::Flag(value) => flag(&props, value),
        Field::Choice { .. } => html! { <ChoiceField ..props /> },
        Field::Amount(_) => html! { <AmountField ..props /> },
        Field::Text { .. } => text_field(&props),
        Field::Numbers { .. } => html! { <NumbersField ..props /> },
        // Lists are cards of their own.
        Field::List { .. } => Html::default(),
    }
}

impl Clone for FieldProps {
    fn clone(&self) -> Self {
        FieldProps {
            path: self.path.clone(),
            field: self.field.clone(),
            about: self.about,
            lang: self.lang,
            of: self.of,
            note: self.note.clone(),
            problem: self.problem.clone(),
            more: self.more.clone(),
            change: self.change.clone(),
        }
    }
}

/// The names of fields in a sentence stand in backticks.
pub fn sentence(text: &'static str) -> Html {
    let part = |(index, part): (usize, &'static str)| {
        if index % 2 == 1 {
            html! { <code>{ part }</code> }
        } else {
            html! { part }
        }
    };
    text.split('`').enumerate().map(part).collect()
}

/// The name above a field, its meaning and what is wrong below it.
fn frame(props: &FieldProps, problem: Option<String>, content: Html) -> Html {
    let (lang, id) = (props.lang, props.id());
    let name = texts::name(lang, &props.path);
    let quiet = props.more.as_ref().is_some_and(|more| !more.matters);
    html! {
        <div class={classes!("field", problem.is_some().then_some("wrong"), quiet.then_some("quiet-field"))}>
            <div class="field-name">
                <label for={id.clone()}>{ props.of }if !props.of.is_empty() { { ": " } }{ name }</label>
                { term(lang, format!("field:{}", props.path), name, false) }
            </div>
            { content }
            <p class="hint" id={props.hint_id()}>
                { sentence(texts::about(lang, &props.path, props.about)) }
                if let Some(note) = props.note.clone() { <b class="note">{ note }</b> }
            </p>
            { for props.more.as_ref().map(|more| self::more(props, more)) }
            if let Some(problem) = problem { <p class="problem" id={format!("{id}-problem")} role="alert">{ problem }</p> }
        </div>
    }
}

/// Range, default and way back, effect and the place where it shows.
fn more(props: &FieldProps, more: &More) -> Html {
    let (lang, path) = (props.lang, &*props.path);
    let range = match &props.field {
        Field::Number { spec, .. } | Field::Numbers { spec, .. } => Some(lab::range(lang, path, *spec)),
        _ => None,
    };
    let back = more.default.as_ref().and_then(lab::literal).filter(|_| more.changed).map(|literal| {
        let set = props.set();
        let onclick = Callback::from(move |_: MouseEvent| set.emit(literal.clone()));
        let label = format!("{}: {}", texts::name(lang, path), Label::BackToDefault.name(lang));
        html! { <button type="button" class="link back" {onclick} aria-label={label}>{ Label::BackToDefault.name(lang) }</button> }
    });
    html! {
        <p class="facts">
            if let Some(range) = range { <span>{ range }</span> }
            if let Some(default) = &more.default {
                <span>{ Label::Default.name(lang) }{ " " }<b>{ lab::value(lang, path, default) }</b></span>
            }
            { for back }
            if !more.matters { <span class="tag">{ Label::NoEffect.name(lang) }</span> }
            { for more.place.map(|place| jump(props, place)) }
        </p>
    }
}

fn jump(props: &FieldProps, place: Place) -> Html {
    let (lang, change) = (props.lang, props.change.clone());
    let onclick = Callback::from(move |_: MouseEvent| change.emit(Action::Visit(place)));
    let label = format!("{}: {}, {}", texts::name(lang, &props.path), Label::ShowsIn.name(lang), place.name(lang));
    html! {
        <button type="button" class="link jump" {onclick} aria-label={label} title={Label::ShowsIn.name(lang)}>
            { "→ " }{ place.name(lang) }
        </button>
    }
}

fn flag(props: &FieldProps, value: bool) -> Html {
    let set = props.set();
    let onchange = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            set.emit(input.checked().to_string());
        }
    });
    let content = html! {
        <span class="toggle"><input id={props.id()} type="checkbox" role="switch" checked={value} {onchange}
            aria-describedby={props.hint_id()} /></span>
    };
    frame(props, props.problem.clone(), content)
}

/// What a person is typing, and what is wrong with it.
#[derive(Clone, Default, PartialEq)]
struct Draft {
    text: String,
    problem: Option<String>,
}

/// A draft that a value from elsewhere (a preset, undo, a slider) replaces.
#[hook]
fn use_draft(field: &Field) -> UseStateHandle<Option<Draft>> {
    let draft = use_state_eq(|| None::<Draft>);
    {
        let draft = draft.setter();
        use_effect_with(field.clone(), move |_| draft.set(None));
    }
    draft
}
