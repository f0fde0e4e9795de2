//! The guide of a lesson for whoever teaches it: to be read, and to be printed.

use super::super::form::{FormDialog, form_dialog};
use super::{News, Told};
use crate::i18n::Lang;
use crate::i18n::page::learn::Learn;
use crate::view::reader::FormName;
use yew::prelude::*;

/// The guide of this lesson; closed without one. Its texts lead nowhere that one could go to from here.
pub fn guide(slug: Option<&str>, lang: Lang, class: &Told, follow: Callback<MouseEvent>) -> Html {
    let onclose = {
        let class = class.0.clone();
        Callback::from(move |()| class.dispatch(News::Guide(None)))
    };
    let given = slug.map(|slug| format!("slug={slug}"));
    let (id, title, above) = ("guide-dialog", Learn::Guide.name(lang), Html::default());
    form_dialog(FormName::Guide, lang, follow, FormDialog { id, title, given, above, onclose })
}
