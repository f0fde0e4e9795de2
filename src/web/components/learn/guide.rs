//! The guide of a lesson for whoever teaches it: to be read, and to be printed.

use super::super::super::platform::reader::ask;
use super::super::super::platform::window;
use super::super::modal::Modal;
use super::{News, Told};
use crate::i18n::Lang;
use crate::i18n::page::learn::Learn;
use crate::i18n::page::manifest::reader;
use crate::i18n::page::page;
use crate::view::reader::{Answer, Question};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct GuideProps {
    /// Of which lesson; closed without one.
    pub slug: Option<String>,
    pub lang: Lang,
    pub class: Told,
}

#[component]
pub fn Guide(props: &GuideProps) -> Html {
    let lang = props.lang;
    // Nothing as long as it is being made, and an empty text if it cannot be.
    let text = use_state_eq(|| None::<AttrValue>);
    {
        let text = text.setter();
        use_effect_with((props.slug.clone(), lang), move |(slug, lang)| {
            text.set(None);
            let question = slug.clone().map(|slug| Question::Guide { lang: *lang, slug });
            let asked = question.map(|question| {
                ask(&question, move |answer| match answer {
                    Some(Answer::Guide(found)) => text.set(Some(found.into())),
                    _ => text.set(Some(AttrValue::default())),
                })
            });
            move || drop(asked)
        });
    }
    let onclose = {
        let class = props.class.0.clone();
        Callback::from(move |()| class.dispatch(News::Guide(None)))
    };
    let print = Callback::from(|_: MouseEvent| {
        if let Some(window) = window() {
            // A browser without paper does nothing.
            let _ = window.print();
        }
    });
    html! {
        <Modal open={props.slug.is_some()} id="guide-dialog" title={Learn::Guide.name(lang)} close={page(lang).close} {onclose}>
            if let Some(text) = text.as_ref() {
                if text.is_empty() {
                    <p class="problems" role="alert">{ reader(lang).absent }</p>
                } else {
                    <button type="button" class="chip" id="guide-print" onclick={print}>{ Learn::Print.name(lang) }</button>
                    <div class="text guide">{ Html::from_html_unchecked(text.clone()) }</div>
                }
            } else {
                <p role="status">{ Learn::Loading.name(lang) }</p>
            }
        </Modal>
    }
}
