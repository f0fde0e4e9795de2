//! The page: the only module that knows the browser.
//!
//! State has four homes. The document (scenario, language, appearance) is a reducer and in the address; the run belongs
//! to [`engine`]; the frame (playhead, canvases) to [`player`], outside of Yew; what a widget needs alone, to the widget.

mod app;
mod backend;
mod components;
mod desk;
mod document;
mod engine;
mod keys;
mod paint;
mod platform;
mod player;
mod protocol;
mod run;
mod worker;

/// Starts the page.
pub fn run_page() {
    platform::panic::show_panics();
    yew::Renderer::<app::App>::new().render();
}

/// Starts the worker.
pub fn run_worker() {
    worker::start();
}
