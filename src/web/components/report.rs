//! The head of a printed report, which is seen on paper alone: what the pictures, the table and the lines below are of.

use super::super::platform::address;
use crate::i18n::page::looks::Show;
use crate::i18n::page::{Screen, page};
use crate::i18n::{Lang, preset};
use crate::scenario::Checked;
use crate::scenario::presets::Preset;
use crate::view::report::changes;
use yew::prelude::*;

/// The head of a report on `scenario`, which began as the preset `base`; `about` names it and its seed.
pub fn head(scenario: &Checked, base: &'static str, about: &AttrValue, lang: Lang) -> Html {
    let title = preset::title(lang, base);
    let before = Preset::find(base).and_then(|preset| preset.scenario().ok());
    let changed = before.and_then(|before| changes(lang, title, &before, scenario));
    let link = address::link_to(scenario, Screen::Compare, lang);
    html! {
        <div class="report">
            <p class="report-title">{ about }</p>
            <p>{ page(lang).headline }{ ". " }{ changed.unwrap_or_else(|| format!("{title}: {}", Show::Unchanged.name(lang))) }</p>
            <p class="report-link"><a href={link.clone()}>{ link }</a></p>
        </div>
    }
}
