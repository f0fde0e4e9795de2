//! A number of instances, or a share of the fleet.

use super::{Draft, FieldProps, frame, use_draft};
use crate::i18n::page::page;
use crate::i18n::problem;
use crate::scenario::Amount;
use crate::scenario::problem::Allowed;
use crate::view::lab::{Field, literal};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[component]
pub fn AmountField(props: &FieldProps) -> Html {
    let Field::Amount(present) = props.field else { return Html::default() };
    let lang = props.lang;
    let draft = use_draft(&props.field);
    let typed = {
        let (set, draft) = (props.set(), draft.setter());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let text = input.value();
            let problem = match Amount::parse(&text) {
                Some(amount) => {
                    literal(&Field::Amount(amount)).into_iter().for_each(|literal| set.emit(literal));
                    None
                }
                None => Some(problem::allowed(lang, &Allowed::Amount)),
            };
            draft.set(Some(Draft { text, problem }));
        })
    };
    let text = draft.as_ref().map_or_else(|| present.to_string(), |draft| draft.text.clone());
    let problem = draft.as_ref().and_then(|draft| draft.problem.clone()).or_else(|| props.problem.clone());
    let content = html! {
        <span class="number">
            <input id={props.id()} type="text" autocomplete="off" value={text} oninput={typed} placeholder={page(lang).amount_hint}
                aria-invalid={problem.is_some().to_string()} aria-describedby={props.hint_id()} />
        </span>
    };
    frame(props, problem, content)
}
