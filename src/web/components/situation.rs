//! What this is, and which situation is on screen.

use super::super::desk::DeskAction;
use super::super::document::{Action, Document};
use super::icon::{self, Icon};
use crate::fleet::VersionId;
use crate::i18n::page::{Label, page};
use crate::i18n::{Lang, preset, word};
use crate::scenario::presets::PRESETS;
use crate::view::reader::Told;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Properties)]
pub struct SituationProps {
    pub document: Document,
    pub change: Callback<Action>,
    pub tell: Callback<DeskAction>,
}

impl PartialEq for SituationProps {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (&self.document, &other.document);
        (a.lang, a.preset) == (b.lang, b.preset) && std::rc::Rc::ptr_eq(a.scenario(), b.scenario())
    }
}

/// So many presets have a button of their own: what the others are is told on their cards.
const IN_ROW: usize = 7;

#[component]
pub fn Situation(props: &SituationProps) -> Html {
    let document = &props.document;
    let (lang, words) = (document.lang, page(document.lang));
    let unchanged = document.unchanged_preset();
    let card = |id: &'static str| {
        let change = props.change.clone();
        let onclick = Callback::from(move |_: MouseEvent| change.emit(Action::Preset(id)));
        html! {
            <button type="button" class="preset" key={id} id={format!("preset-{id}")} {onclick}
                aria-pressed={(unchanged == Some(id)).to_string()}>
                { preset::title(lang, id) }
            </button>
        }
    };
    let help = {
        let tell = props.tell.clone();
        Callback::from(move |_: MouseEvent| tell.emit(DeskAction::Help(true)))
    };
    let all = {
        let tell = props.tell.clone();
        Callback::from(move |_: MouseEvent| tell.emit(DeskAction::Gallery(true)))
    };
    let reset = {
        let change = props.change.clone();
        Callback::from(move |_: MouseEvent| change.emit(Action::Reset))
    };
    let name = document.scenario().name.clone();
    let presets = use_node_ref();
    {
        let presets = presets.clone();
        use_effect_with(unchanged, move |_| {
            let _ = show_chosen(&presets);
        });
    }
    html! {
        <section class="intro">
            <div class="headline">
                <h1>{ words.headline }</h1>
                <ul class="key" aria-label={words.legend}>
                    <li><i class="swatch stable"></i>{ word::version(lang, VersionId::Stable) }</li>
                    <li><i class="swatch candidate"></i>{ word::version(lang, VersionId::Candidate) }</li>
                    <li><i class="diamond"></i>{ words.harmed }</li>
                    <li>
                        <button id="help" type="button" class="link" onclick={help}>{ icon::draw(Icon::Help) }{ words.help }</button>
                    </li>
                </ul>
            </div>
            <div class="presets" ref={presets} role="group" aria-label={words.preset}>
                { for in_row(document.preset).map(card) }
                <button type="button" class="preset all" id="all-situations" onclick={all}>
                    { Label::Gallery.name(lang) }{ format!(" ({})", PRESETS.len()) }
                </button>
            </div>
            <p class="about" id="about">
                if unchanged.is_some() {
                    { preset::description(lang, document.preset) }
                } else {
                    <strong class="long" title={name.clone()}>{ if name.is_empty() { words.preset_own.to_owned() } else { name } }</strong>
                    <button id="reset" type="button" class="link" onclick={reset}>{ words.reset }</button>
                }
            </p>
        </section>
    }
}

/// The first presets, and the one on screen wherever it stands.
fn in_row(present: &str) -> impl Iterator<Item = &'static str> {
    let (first, others) = PRESETS.split_at(IN_ROW.min(PRESETS.len()));
    first.iter().chain(others.iter().filter(move |preset| preset.id == present)).map(|preset| preset.id)
}

/// Where presets stand in one row that is longer than the screen, moves it so that the chosen one is in its middle.
fn show_chosen(presets: &NodeRef) -> Option<()> {
    let row = presets.cast::<HtmlElement>()?;
    let chosen: HtmlElement = row.query_selector("[aria-pressed=true]").ok()??.dyn_into().ok()?;
    let before = chosen.offset_left() - row.offset_left();
    row.set_scroll_left(before - (row.client_width() - chosen.offset_width()) / 2);
    Some(())
}

/// How the document on screen was understood, and what of it is not simulated.
pub fn notes(notes: &[Told], lang: Lang, tell: &Callback<DeskAction>) -> Html {
    let words = page(lang);
    if notes.is_empty() {
        return Html::default();
    }
    let forget = {
        let tell = tell.clone();
        Callback::from(move |_: MouseEvent| tell.emit(DeskAction::ForgetNotes))
    };
    html! {
        <details class="notes" id="notes" open=true>
            <summary>{ words.notes }</summary>
            <ul>{ for notes.iter().map(|found| html! { <li>{ found.in_lang(lang) }</li> }) }</ul>
            <button type="button" class="link" onclick={forget}>{ words.dismiss }</button>
        </details>
    }
}
