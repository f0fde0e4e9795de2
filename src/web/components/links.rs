//! Where the links in the reader's texts lead.

use super::super::desk::DeskAction;
use super::super::document::Action;
use super::super::platform::{find, later, show};
use super::super::player::Player;
use super::field::id;
use crate::i18n::page::Screen;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// A screen that is gone to stands after this, ms.
const SCREEN_STANDS_MS: u32 = 100;

/// Answers a click in a text: moments, fields and charts. (Terms are everywhere, and heard by the page.)
pub fn follow(player: &Player, change: &Callback<Action>, tell: &Callback<DeskAction>) -> Callback<MouseEvent> {
    let (player, change, tell) = (player.clone(), change.clone(), tell.clone());
    Callback::from(move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(link) = target.and_then(|target| target.closest("button.link").ok().flatten()) else { return };
        let data = |name: &str| link.get_attribute(&format!("data-{name}"));
        let place = if let Some(moment) = data("moment") {
            let mut parts = moment.split(':').map(str::parse::<f64>);
            let (Some(Ok(lane)), Some(Ok(at_s))) = (parts.next(), parts.next()) else { return };
            player.hold(at_s);
            format!("#lanes > .lane:nth-of-type({})", lane + 1.0)
        } else if let Some(path) = data("field") {
            let place = format!("#{}", id(&path));
            if find(&place).is_none() {
                change.emit(Action::Find(path));
            }
            place
        } else if let Some(chart) = data("chart") {
            let place = format!("#lanes [data-chart={chart}]");
            if find(&place).is_none() {
                change.emit(Action::Go(Screen::Compare));
            }
            place
        } else {
            return;
        };
        tell.emit(DeskAction::Glossary(None));
        later(SCREEN_STANDS_MS, move || show(&place));
    })
}

/// So much of a region is looked through for terms, letters.
const MOST_LETTERS: usize = 4_000;

/// The term that was asked for with a click, or the terms of the region in which the button stands.
pub fn term(event: &Event) -> Option<String> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let button = target.closest("[data-term]").ok()??;
    let term = button.get_attribute("data-term")?;
    if !term.is_empty() {
        return Some(term);
    }
    let region = button.closest("section, details, dialog").ok()??;
    let text: String = region.text_content()?.chars().take(MOST_LETTERS).collect();
    Some(format!("text:{}\n{text}", button.get_attribute("data-of")?))
}
