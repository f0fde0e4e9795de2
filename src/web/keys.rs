//! The keyboard: everything that a mouse can do with the playback, and undo.

use super::desk::{Desk, DeskAction};
use super::document::{Action, Document};
use super::platform::screen::{is_embedded, toggle_full};
use super::platform::{find, focus, is_typing, root, show};
use super::player::Player;
use crate::i18n::page::Screen;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};
use yew::UseReducerDispatcher;

/// How far an arrow moves the playhead, s; with Shift.
const STEP_S: f64 = 5.0;
const LONG_STEP_S: f64 = 60.0;

/// Answers a key.
pub fn press(
    event: &Event,
    player: &Player,
    document: &UseReducerDispatcher<Document>,
    desk: &UseReducerDispatcher<Desk>,
) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
    // A dialog has the keys, Escape before all, wherever the focus is: what had it may just have gone away.
    if key.default_prevented() || key.alt_key() || find("dialog[open]").is_some() {
        return;
    }
    if key.ctrl_key() || key.meta_key() {
        undo(key, document);
        return;
    }
    if key.key() == "F1" {
        explain(key, desk);
        return;
    }
    if is_typing(key) {
        return;
    }
    // The place of the key: a Korean keyboard writes another letter there.
    if key.code() == "KeyF" {
        toggle_full();
        key.prevent_default();
        return;
    }
    let screen = match key.code().as_str() {
        "KeyI" => Some(Screen::Intro),
        "KeyC" => Some(Screen::Compare),
        "KeyT" => Some(Screen::Learn),
        "KeyL" => Some(Screen::Lab),
        _ => None,
    };
    if let Some(screen) = screen {
        // What is shown in another page has no other screens.
        if !is_embedded() {
            document.dispatch(Action::Go(screen));
            key.prevent_default();
        }
        return;
    }
    match key.key().as_str() {
        "/" => focus("lab-search"),
        "?" => desk.dispatch(DeskAction::Help(true)),
        "Escape" => desk.dispatch(DeskAction::Panel(false)),
        // The lanes by their number; a button or a list of choices may have its own use for a digit.
        number @ ("1" | "2" | "3" | "4" | "5" | "6") if !is_inside(key, "select") => {
            show(&format!("#lanes > .lane:nth-of-type({number})"));
        }
        // In the Lab nothing plays: keys scroll as anywhere.
        _ if is_in_lab() => return,
        _ => {
            if !play(key, player) {
                return;
            }
        }
    }
    key.prevent_default();
}

/// Opens the glossary at the field or the chart that has the focus.
fn explain(key: &KeyboardEvent, desk: &UseReducerDispatcher<Desk>) {
    let focused = key.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(part) = focused.and_then(|focused| focused.closest(".field, [data-chart]").ok().flatten()) else { return };
    let of_chart = part.get_attribute("data-chart").map(|chart| format!("chart:{chart}"));
    let of_field = || part.query_selector("[data-term]").ok()??.get_attribute("data-term");
    if let Some(term) = of_chart.or_else(of_field) {
        desk.dispatch(DeskAction::Glossary(Some(term.into())));
        key.prevent_default();
    }
}

/// Answers a key of the playback; whether it is one.
fn play(key: &KeyboardEvent, player: &Player) -> bool {
    let step = if key.shift_key() { LONG_STEP_S } else { STEP_S };
    let now = player.now();
    match key.key().as_str() {
        // On a button, space presses the button.
        " " if !is_inside(key, "button, a, summary, label, input") => player.toggle(),
        "ArrowLeft" => player.step(-step),
        "ArrowRight" => player.step(step),
        "Home" => player.seek(0.0),
        "End" => player.hold(now.horizon_s),
        "[" => player.set_speed(now.speed.slower()),
        "]" => player.set_speed(now.speed.faster()),
        _ => return false,
    }
    true
}

/// Whether the Lab is on screen.
fn is_in_lab() -> bool {
    root().and_then(|root| root.get_attribute("data-screen")).is_some_and(|screen| screen == Screen::Lab.tag())
}

fn undo(key: &KeyboardEvent, document: &UseReducerDispatcher<Document>) {
    if is_inside(key, "textarea") {
        return;
    }
    match (key.key().to_ascii_lowercase().as_str(), key.shift_key()) {
        ("z", false) => document.dispatch(Action::Undo),
        ("z", true) | ("y", false) => document.dispatch(Action::Redo),
        _ => return,
    }
    key.prevent_default();
}

fn is_inside(key: &KeyboardEvent, selector: &str) -> bool {
    let target = key.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.and_then(|target| target.closest(selector).ok().flatten()).is_some()
}
