//! The glossary: every term, to be searched, and opened at the one that somebody asked for.

use super::super::desk::DeskAction;
use super::super::document::Action;
use super::super::player::Player;
use super::form::Form;
use super::links::follow;
use super::modal::Modal;
use crate::i18n::Lang;
use crate::i18n::page::learn::Learn;
use crate::i18n::page::page;
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
    let given = match &*query {
        Some(query) => format!("query={}", js_sys::encode_uri_component(query)),
        None => format!("term={}", props.term.as_deref().unwrap_or_default()),
    };
    html! {
        <Modal open={props.term.is_some()} id="glossary-dialog" title={Learn::Glossary.name(lang)} close={page(lang).close} {onclose}>
            <input id="glossary-search" type="search" autocomplete="off" value={(*query).clone().unwrap_or_default()} {oninput}
                placeholder={Learn::FindTerm.name(lang)} aria-label={Learn::FindTerm.name(lang)} />
            <Form name={FormName::Glossary} {given} {lang} follow={follow(&props.player, &props.change, &props.tell)} />
        </Modal>
    }
}
