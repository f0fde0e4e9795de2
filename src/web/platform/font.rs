//! The page's own font, for those who draw letters themselves.

use super::window;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

/// Its family, at any size.
const FONT: &str = "16px 'Cutover Sans'";

/// Calls `then` once the font is there. It may never come; then the system's fonts stay, as they do on the page.
pub fn when_loaded(then: impl FnOnce() + 'static) {
    let Some(fonts) = window().and_then(|window| window.document()).map(|document| document.fonts()) else { return };
    let loaded = Closure::once(move |_: JsValue| then());
    let missing = Closure::once(|_: JsValue| ());
    let _ = fonts.load(FONT).then2(&loaded, &missing);
    // Whichever comes, comes once.
    loaded.forget();
    missing.forget();
}
