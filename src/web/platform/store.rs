//! What the browser remembers between visits: the appearance, and nothing else.

use gloo::storage::{LocalStorage, Storage};

const APPEARANCE: &str = "cutover.appearance";

/// The appearance chosen last, if any.
pub fn appearance() -> Option<String> {
    LocalStorage::get(APPEARANCE).ok()
}

/// Remembers the appearance. A browser that keeps nothing simply forgets it.
pub fn keep_appearance(name: &str) {
    let _ = LocalStorage::set(APPEARANCE, name);
}
