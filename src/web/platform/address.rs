//! The page's address, by the schema of `view::address`; a whole scenario stands behind it as `#s=...`.

use super::{store, window};
use crate::i18n::Lang;
use crate::i18n::page::Screen;
use crate::scenario::{Scenario, link};
use crate::view::address::{LARGEST_OWN_SEED, Name, OWN, Wish, write};
use js_sys::{Math, decode_uri_component};

/// The present address.
pub fn address() -> String {
    window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// What stands in the present address from `?` to `#`, without the codes that programs put into it.
pub fn query() -> String {
    let address = address();
    let query = address.split('#').next().and_then(|address| address.split_once('?')).unwrap_or_default().1;
    decode_uri_component(query).map_or_else(|_| query.to_owned(), String::from)
}

/// What the present address asks for.
pub fn read() -> Wish {
    let wish = Wish::of(&query());
    if wish.get(Name::Seed) != Some(OWN) {
        return wish;
    }
    // Whoever comes by the same link again has the same luck.
    let seed = store::own_seed(&query(), || (Math::random() * LARGEST_OWN_SEED as f64) as u64 + 1);
    let own = |seed: &str| format!("{}={seed}", Name::Seed.name());
    Wish::of(&query().replace(&own(OWN), &own(&seed.to_string())))
}

/// The text of the scenario in `address`, or in what follows its `#`.
pub fn link_in(address: &str) -> Option<&str> {
    address.split_once("#s=").map(|(_, link)| link)
}

/// The language that the address wishes for, or else the browser's.
pub fn language(wish: &Wish) -> Lang {
    let browser = window().and_then(|window| window.navigator().language());
    wish.lang().or_else(|| browser.and_then(|tag| Lang::from_tag(&tag))).unwrap_or_default()
}

/// Shows the address with this end, without a new entry in the browser's history.
pub fn show(end: &str) {
    let Some(window) = window() else { return };
    let path = window.location().pathname().unwrap_or_default();
    let address = format!("{path}{end}");
    // A browser that forbids this (a file opened from disk in some) only leaves the address as it was.
    let _ = window
        .history()
        .and_then(|history| history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address)));
}

/// The link to hand on: it always carries the whole scenario, so that it shows the same run for ever. (A file opened from disk has a path
/// but, in some browsers, no origin.)
pub fn link_to(scenario: &Scenario, screen: Screen, lang: Lang) -> String {
    let end = write(&[(Name::Lang, Some(lang.tag())), (Name::Screen, tag(screen))]);
    let address = address();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    format!("{path}{end}#s={}", link::encode(scenario))
}

/// The name of a screen in an address; the comparison needs none.
pub fn tag(screen: Screen) -> Option<&'static str> {
    (screen != Screen::Compare).then(|| screen.tag())
}
