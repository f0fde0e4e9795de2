//! The few things the page asks of the browser itself.

pub mod address;
pub mod font;
pub mod frame;
pub mod panic;
pub mod reader;
pub mod screen;
pub mod store;
pub mod worker;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// So long the content of a download is kept, ms.
const DOWNLOAD_LASTS_MS: u32 = 60_000;
/// So long a place that was looked for is marked, ms.
const SHOWN_FOR_MS: u32 = 2_500;

/// The window; there always is one on a page.
pub fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The document's root element.
pub fn root() -> Option<web_sys::Element> {
    window()?.document()?.document_element()
}

/// Milliseconds of the wall clock.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Calls `then` after `ms` milliseconds, whatever becomes of the page's parts meanwhile. Nothing of it stays afterwards.
pub fn later(ms: u32, then: impl FnOnce() + 'static) {
    let then = Closure::once_into_js(then);
    if let Some(window) = window() {
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        // Fails only without a function to call.
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), ms);
    }
}

/// Whether a media query holds.
pub fn media(query: &str) -> bool {
    window().and_then(|window| window.match_media(query).ok().flatten()).is_some_and(|list| list.matches())
}

/// Device pixels for each pixel of the page, at most 3: beyond, nobody sees a difference and every frame pays for it.
pub fn device_pixels() -> f64 {
    (window().map_or(1.0, |window| window.device_pixel_ratio()) * screen::zoom()).clamp(1.0, 3.0)
}

/// Puts a state of the page on the root element, where style sheets and tests find it.
pub fn mark(name: &str, value: &str) {
    if let Some(root) = root() {
        // Setting an attribute with a fixed, valid name cannot fail.
        let _ = root.set_attribute(name, value);
    }
}

/// The loading text has done its work.
pub fn loaded() {
    if let Some(loading) = window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id("loading")) {
        loading.remove();
    }
}

/// Has the browser keep `text` as a file of this name and kind.
pub fn download(name: &str, kind: &str, text: &str) {
    download_blob(name, gloo::file::Blob::new_with_options(text, Some(kind)));
}

/// Has the browser keep the picture on `canvas` as a PNG file of this name.
pub fn download_png(name: &str, canvas: &web_sys::HtmlCanvasElement) {
    let name = name.to_owned();
    let keep = Closure::once_into_js(move |blob: Option<web_sys::Blob>| {
        if let Some(blob) = blob {
            download_blob(&name, blob.into());
        }
    });
    // Fails only for a picture from elsewhere, and there is none.
    let _ = canvas.to_blob(keep.unchecked_ref());
}

fn download_blob(name: &str, blob: gloo::file::Blob) {
    let url = gloo::file::ObjectUrl::from(blob);
    let link = window().and_then(|window| window.document()).and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Fixed, valid names: neither can fail.
        let _ = link.set_attribute("href", &url).and_then(|()| link.set_attribute("download", name));
        link.click();
    }
    // The browser reads the address after this: it must last until then.
    later(DOWNLOAD_LASTS_MS, move || drop(url));
}

/// Gives the focus to the element with this id.
pub fn focus(id: &str) {
    let element = window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// The first element that one of the selectors finds.
pub fn find(selectors: &str) -> Option<web_sys::Element> {
    let document = window()?.document()?;
    selectors.split(", ").find_map(|one| document.query_selector(one).ok().flatten())
}

/// Moves the first element that `selector` finds into view and gives it the focus; the style sheet marks it for a moment.
pub fn show(selector: &str) {
    let Some(element) = find(selector).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return;
    };
    // A fixed, valid name; what can have the focus by itself keeps its place in the row.
    if element.tab_index() < 0 {
        let _ = element.set_attribute("tabindex", "-1");
    }
    let _ = element.set_attribute("data-shown", "");
    element.scroll_into_view_with_bool(false);
    let _ = element.focus();
    later(SHOWN_FOR_MS, move || {
        let _ = element.remove_attribute("data-shown");
    });
}

/// Whether a keyboard event belongs to what is being typed into.
pub fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    match target.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => target.get_attribute("type").is_none_or(|kind| kind != "checkbox"),
        _ => false,
    }
}

/// Loads a module that stands beside the page.
pub fn load_script(file: &str) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    let (Ok(script), Some(head)) = (document.create_element("script"), document.head()) else { return };
    // Fixed, valid names.
    let _ = script.set_attribute("type", "module").and_then(|()| script.set_attribute("src", file));
    let _ = head.append_child(&script);
}
