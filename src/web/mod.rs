//! The page: the only module that knows the browser.
//!
//! State has four homes. The document (scenario, language, appearance) is a reducer and in the address; the run belongs
//! to `engine`; the frame (playhead, canvases) to `player`, outside of Yew; what a widget needs alone, to the widget.

mod app;
mod backend;
mod bench;
mod components;
mod desk;
mod document;
mod engine;
mod first;
mod keys;
mod paint;
mod platform;
mod player;
mod protocol;
mod run;
mod series;
mod worker;

use crate::view::address::Name;

/// Starts the page or, in a worker, what simulates for it.
pub fn start() {
    if web_sys::window().is_none() {
        worker::start();
        return;
    }
    platform::panic::show_panics();
    let wish = platform::address::read();
    if wish.is_on(Name::Embed) {
        platform::screen::embed();
    }
    if wish.get(Name::Fuzz).is_some() {
        platform::load_script("fuzz.js");
    }
    // The style sheet finds the parts by their names.
    platform::mark("data-hide", &wish.get(Name::Hide).unwrap_or_default().replace(',', " "));
    match wish.get(Name::Bench) {
        Some(_) => _ = yew::Renderer::<bench::BenchPage>::new().render(),
        None => _ = yew::Renderer::<app::App>::new().render(),
    }
}
