//! The way from a part of the interface to what the glossary says of it.

use super::super::platform::screen::is_embedded;
use crate::i18n::Lang;
use crate::i18n::page::learn::Learn;
use yew::prelude::*;

/// A button that opens the glossary at what is called `about` there (`field:PATH`, `measure:KEY` or `chart:KEY`; empty for all that is said in
/// the section or dialog around it) and `of` by people. The page
/// hears the click. Where something beside it has the focus, F1 does the same, and the tab key need not stop here. A page of somebody else has no glossary.
pub fn term(lang: Lang, about: String, of: &str, is_stop: bool) -> Html {
    if is_embedded() {
        return Html::default();
    }
    let name = format!("{}: {of}", Learn::Glossary.name(lang));
    html! {
        <button type="button" class="term" data-term={about} data-of={of.to_owned()} tabindex={if is_stop { "0" } else { "-1" }} aria-label={name.clone()} title={name}>{ "?" }</button>
    }
}
