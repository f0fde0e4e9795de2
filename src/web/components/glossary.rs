//! The glossary: every term, to be searched, and opened at the one that somebody asked for.

use super::super::desk::DeskAction;
use super::super::document::Action;
use super::super::platform::reader::ask;
use super::super::platform::show;
use super::super::player::Player;
use super::links::follow;
use super::modal::Modal;
use crate::i18n::Lang;
use crate::i18n::page::learn::Learn;
use crate::i18n::page::manifest::reader;
use crate::i18n::page::page;
use crate::view::reader::{Answer, Question, TermCard};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties)]
pub struct GlossaryProps {
    /// The term that is looked for, empty for none; closed if there is nothing at all.
    pub term: Option<AttrValue>,
    pub lang: Lang,
    pub player: Player,
    pub change: Callback<Action>,
    pub tell: Callback<DeskAction>,
}

impl PartialEq for GlossaryProps {
    fn eq(&self, other: &Self) -> bool {
        (&self.term, self.lang) == (&other.term, other.lang)
    }
}

#[component]
pub fn Glossary(props: &GlossaryProps) -> Html {
    let lang = props.lang;
    // Nothing as long as it is on its way, and empty if it cannot be had.
    let terms = use_state_eq(|| None::<Vec<TermCard>>);
    let query = use_state_eq(String::new);
    let open = props.term.is_some();
    {
        let terms = terms.setter();
        use_effect_with((open, lang), move |(open, lang)| {
            let asked = open.then(|| {
                ask(&Question::Glossary { lang: *lang }, move |answer| {
                    terms.set(Some(match answer {
                        Some(Answer::Glossary(found)) => found,
                        _ => Vec::new(),
                    }));
                })
            });
            move || drop(asked)
        });
    }
    {
        let query = query.setter();
        use_effect_with((props.term.clone(), terms.is_some()), move |(term, _)| {
            if let Some(term) = term {
                query.set(String::new());
                if !term.is_empty() {
                    show(&format!("#term-{term}"));
                }
            }
        });
    }
    let oninput = {
        let query = query.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                query.set(input.value());
            }
        })
    };
    let onclose = {
        let tell = props.tell.clone();
        Callback::from(move |()| tell.emit(DeskAction::Glossary(None)))
    };
    let wanted = query.trim().to_lowercase();
    let is_found = |card: &&TermCard| format!("{} {}", card.name, card.other).to_lowercase().contains(&wanted);
    let one = |card: &TermCard| {
        html! {
            <li key={card.id.clone()} id={format!("term-{}", card.id)} class="text">
                <h3>{ &card.name } <small>{ &card.other }</small></h3>
                { Html::from_html_unchecked(AttrValue::from(card.text.clone())) }
            </li>
        }
    };
    html! {
        <Modal {open} id="glossary-dialog" title={Learn::Glossary.name(lang)} close={page(lang).close} {onclose}>
            if let Some(terms) = terms.as_ref().filter(|_| open) {
                if terms.is_empty() {
                    <p class="problems" role="alert">{ reader(lang).absent }</p>
                } else {
                    <input id="glossary-search" type="search" autocomplete="off" value={(*query).clone()} {oninput}
                        placeholder={Learn::FindTerm.name(lang)} aria-label={Learn::FindTerm.name(lang)} />
                    <ul class="terms" onclick={follow(&props.player, &props.change, &props.tell)}>
                        { for terms.iter().filter(is_found).map(one) }
                    </ul>
                }
            } else {
                <p role="status">{ page(lang).loading }</p>
            }
        </Modal>
    }
}
