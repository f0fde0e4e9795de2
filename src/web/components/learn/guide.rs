//! The guide of a lesson for whoever teaches it: to be read, and to be printed.

use super::super::form::Form;
use super::super::modal::Modal;
use super::{News, Told};
use crate::i18n::Lang;
use crate::i18n::page::learn::Learn;
use crate::i18n::page::page;
use crate::view::reader::FormName;
use yew::prelude::*;

/// The guide of this lesson; closed without one. Its texts lead nowhere that one could go to from here.
pub fn guide(slug: Option<&str>, lang: Lang, class: &Told, follow: Callback<MouseEvent>) -> Html {
    let onclose = {
        let class = class.0.clone();
        Callback::from(move |()| class.dispatch(News::Guide(None)))
    };
    html! {
        <Modal open={slug.is_some()} id="guide-dialog" title={Learn::Guide.name(lang)} close={page(lang).close} {onclose}>
            <div class="text guide"><Form name={FormName::Guide} given={format!("slug={}", slug.unwrap_or_default())} {lang} {follow} /></div>
        </Modal>
    }
}
