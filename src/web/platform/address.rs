//! The page's address, by the schema of `view::address`; a whole scenario stands behind it as `#s=...`.

use super::{store, window};
use crate::i18n::Lang;
use crate::i18n::page::Screen;
use crate::scenario::{Scenario, link};
use crate::view::address::{self, LARGEST_OWN_SEED, Name, OWN, Wish};
use js_sys::Math;

/// What stands in the present address from `?` to `#`.
pub fn query() -> String {
    window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// What the present address asks for, and whether part of it is wrong.
pub fn read() -> (Wish, bool) {
    let (query, mut is_wrong) = (query(), false);
    let mut wish = address::read(&query, |_| is_wrong = true);
    if wish.get(Name::Seed) == Some(OWN) {
        // Whoever comes by the same link again has the same luck.
        let drawn = || (Math::random() * LARGEST_OWN_SEED as f64) as u64 + 1;
        wish.put(Name::Seed, Some(store::own_seed(&query, drawn).to_string()));
    }
    (wish, is_wrong)
}

/// The text of the scenario in `address`, or in what follows its `#`.
pub fn link_in(address: &str) -> Option<&str> {
    address.split_once("#s=").map(|(_, link)| link)
}

/// The scenario behind the present address, as a text.
pub fn link() -> Option<String> {
    let hash = window()?.location().hash().ok()?;
    link_in(&hash).map(str::to_owned)
}

/// The language that the address wishes for, or else the browser's.
pub fn language(wish: &Wish) -> Lang {
    let browser = window().and_then(|window| window.navigator().language());
    wish.lang().or_else(|| browser.and_then(|tag| Lang::from_tag(&tag))).unwrap_or_default()
}

/// What is on screen, for the address.
pub struct Place<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The preset that it is, with the seed and lanes that were asked for, if nothing was changed since.
    pub preset: Option<&'static str>,
    /// The screen.
    pub screen: Screen,
    /// The lesson and its step, from 0.
    pub lesson: Option<(&'a str, usize)>,
    /// The language.
    pub lang: Lang,
}

/// The end of the address of `place`, with all else that was asked for. A preset as it was given has its name alone, the comparison needs
/// no name, and lessons bring their scenarios.
pub fn of(wish: &Wish, place: &Place<'_>) -> String {
    let mut wish = wish.clone();
    let mut put = |name, value: Option<String>| wish.put(name, value);
    put(Name::Lang, Some(place.lang.tag().to_owned()));
    put(Name::Screen, (place.screen != Screen::Compare).then(|| place.screen.tag().to_owned()));
    let lesson = place.lesson.filter(|_| place.screen == Screen::Learn);
    put(Name::Lesson, lesson.map(|(slug, _)| slug.to_owned()));
    put(Name::Step, lesson.map(|(_, step)| (step + 1).to_string()));
    let preset = place.preset.filter(|_| place.screen != Screen::Learn);
    put(Name::Preset, preset.map(str::to_owned));
    if preset.is_none() {
        put(Name::Lanes, None);
        put(Name::Seed, None);
    }
    let link =
        if preset.is_some() || place.screen == Screen::Learn { String::new() } else { link::encode(place.scenario) };
    let mark = if link.is_empty() { "" } else { "#s=" };
    format!("{}{mark}{link}", wish.query())
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

/// The address as fields of a form: `here` without its end, the parameters, and `s` for the scenario behind it.
pub fn fields() -> String {
    let link = link().map(|link| format!("&s={link}")).unwrap_or_default();
    let here = js_sys::encode_uri_component(&here(""));
    format!("here={here}&{}{link}", query().trim_start_matches('?'))
}

/// The link to hand on: it always carries the whole scenario, so that it shows the same run for ever.
pub fn link_to(scenario: &Scenario, screen: Screen, lang: Lang) -> String {
    here(&of(&Wish::default(), &Place { scenario, preset: None, screen, lesson: None, lang }))
}

/// The address at which the comparison of `scenario` stands alone.
pub fn embedded(scenario: &Scenario, lang: Lang) -> String {
    let mut wish = Wish::default();
    wish.put(Name::Embed, Some(String::new()));
    here(&of(&wish, &Place { scenario, preset: None, screen: Screen::Compare, lesson: None, lang }))
}

/// An address of this page with another end. (A file opened from disk has a path but, in some browsers, no origin.)
pub fn here(end: &str) -> String {
    let address = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    format!("{path}{end}")
}
