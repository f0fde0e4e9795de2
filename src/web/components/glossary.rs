//! The glossary: every term, to be searched, and opened at the one that somebody asked for.

use super::super::desk::DeskAction;
use super::super::document::Action;
use super::super::player::Player;
use super::form::{FormDialog, form_dialog};
use super::links::follow;
use crate::i18n::Lang;
use crate::i18n::page::learn::Learn;
use crate::view::reader::FormName;
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
    // What is looked for; nothing as long as nobody has typed, and what was asked for is shown.
    let query = use_state_eq(|| None::<String>);
    {
        let query = query.setter();
        use_effect_with(props.term.clone(), move |_| query.set(None));
    }
    let oninput = {
        let query = query.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                query.set(Some(input.value()));
            }
        })
    };
    let onclose = {
        let tell = props.tell.clone();
        Callback::from(move |()| tell.emit(DeskAction::Glossary(None)))
    };
    let given = props.term.as_ref().map(|term| match &*query {
        Some(query) => format!("query={}", js_sys::encode_uri_component(query)),
        None => format!("term={}", js_sys::encode_uri_component(term)),
    });
    let above = html! {
        <input id="glossary-search" type="search" autocomplete="off" value={(*query).clone().unwrap_or_default()} {oninput}
            placeholder={Learn::FindTerm.name(lang)} aria-label={Learn::FindTerm.name(lang)} />
    };
    let follow = follow(&props.player, &props.change, &props.tell);
    let (id, title) = ("glossary-dialog", Learn::Glossary.name(lang));
    form_dialog(FormName::Glossary, lang, follow, FormDialog { id, title, given, above, onclose })
}
