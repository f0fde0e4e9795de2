//! A mistake of ours is shown on the page, not only in the console.

use super::{mark, window};
use crate::i18n::Lang;
use crate::i18n::page::page;

/// From now on a panic tells the person what happened and what to do.
pub fn show_panics() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        mark("data-status", "error");
        // Nothing here may panic again, so whatever is missing is passed over.
        let _ = show(&info.to_string());
    }));
}

fn show(detail: &str) -> Option<()> {
    let document = window()?.document()?;
    let lang = document.document_element().and_then(|root| root.get_attribute("lang"));
    let words = page(lang.and_then(|tag| Lang::from_tag(&tag)).unwrap_or_default());
    let element = |name: &str, text: &str| {
        let element = document.create_element(name).ok()?;
        element.set_text_content(Some(text));
        Some(element)
    };
    let panel = element("div", "")?;
    panel.set_class_name("panic");
    panel.set_attribute("role", "alert").ok()?;
    let reload = element("a", words.reload)?;
    reload.set_attribute("href", "").ok()?;
    for child in [element("p", words.panic)?, element("pre", detail)?, reload] {
        panel.append_child(&child).ok()?;
    }
    document.body()?.append_child(&panel).ok()?;
    Some(())
}
