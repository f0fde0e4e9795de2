//! The page's address: `?preset=ID`, `?lang=ko`, `?screen=lab`, `?lesson=SLUG&step=2`, and the whole scenario in `#s=...`; at `?embed` the lanes
//! stand alone, for other pages to show; `?bench=NAMES` and `?rounds=N` open
//! the benchmark instead; at `?fuzz=SEED` luck uses the page (`static/fuzz.js`).

use super::screen::is_embedded;
use super::window;
use crate::i18n::Lang;
use crate::i18n::page::Screen;
use crate::scenario::Scenario;
use crate::scenario::link;
use crate::view::reader::ON_CALL;

/// What an address asks for.
#[derive(Debug, Default)]
pub struct Wish {
    /// The language.
    pub lang: Option<Lang>,
    /// The preset.
    pub preset: Option<String>,
    /// The screen.
    pub screen: Option<Screen>,
    /// The lesson, and its step from 1.
    pub lesson: Option<(String, usize)>,
    /// The text of a scenario.
    pub link: Option<String>,
    /// The benchmark's workloads, and how often each is measured. None named: all of them.
    pub bench: Option<(Vec<String>, Option<u32>)>,
    /// Whether the lanes stand alone, in a page of somebody else.
    pub embed: bool,
    /// Whether luck shall use the page; the script that does it reads the seed by itself.
    pub fuzz: bool,
}

/// What the present address asks for.
pub fn read() -> Wish {
    let Some(location) = window().map(|window| window.location()) else { return Wish::default() };
    let query = location.search().unwrap_or_default();
    let hash = location.hash().unwrap_or_default();
    let field = |name: &str| {
        let pairs = query.trim_start_matches('?').split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).next()
    };
    // Browsers may write the comma as a code.
    let names = |list: &str| list.replace("%2C", ",").split_terminator(',').map(str::to_owned).collect();
    Wish {
        lang: field("lang").and_then(|tag| Lang::from_tag(&tag)),
        preset: field("preset"),
        screen: field("screen").and_then(|tag| Screen::from_tag(&tag)),
        // What follows the game's name is how far it is.
        lesson: field("lesson")
            .map(|slug| match query.split_once(&format!("={ON_CALL}")) {
                Some((_, fields)) => format!("{slug}{fields}"),
                None => slug,
            })
            .map(|slug| (slug, field("step").and_then(|step| step.parse().ok()).unwrap_or(1))),
        link: link_in(&hash).map(str::to_owned),
        bench: field("bench").map(|list| (names(&list), field("rounds").and_then(|rounds| rounds.parse().ok()))),
        embed: field("embed").is_some(),
        fuzz: field("fuzz").is_some(),
    }
}

/// The text of the scenario in `address`, or in what follows its `#`.
pub fn link_in(address: &str) -> Option<&str> {
    address.split_once("#s=").map(|(_, link)| link)
}

/// The language that the address wishes for, or else the browser's.
pub fn language(wish: &Wish) -> Lang {
    let browser = window().and_then(|window| window.navigator().language());
    wish.lang.or_else(|| browser.and_then(|tag| Lang::from_tag(&tag))).unwrap_or_default()
}

/// The address of `scenario`; that of a preset as it is has its name alone, and the comparison needs no name.
fn address(scenario: &Scenario, preset: Option<&str>, screen: Screen, lang: Lang, embed: bool) -> String {
    let lang = lang.tag();
    let screen = if screen == Screen::Compare { String::new() } else { format!("&screen={}", screen.tag()) };
    let embed = if embed { "&embed" } else { "" };
    match preset {
        Some(preset) => format!("?lang={lang}{screen}{embed}&preset={preset}"),
        None => format!("?lang={lang}{screen}{embed}#s={}", link::encode(scenario)),
    }
}

/// Shows the address of what is on screen, without a new entry in the browser's history.
pub fn write(scenario: &Scenario, preset: Option<&str>, screen: Screen, lang: Lang) {
    show(&address(scenario, preset, screen, lang, is_embedded()));
}

/// Shows the address of a step of a lesson, from 0, or of the list of lessons: they bring their scenarios.
pub fn write_lesson(lesson: Option<(&str, usize)>, lang: Lang) {
    let lesson = lesson.map_or(String::new(), |(slug, step)| format!("&lesson={slug}&step={}", step + 1));
    show(&format!("?lang={}&screen={}{lesson}", lang.tag(), Screen::Learn.tag()));
}

fn show(end: &str) {
    let Some(window) = window() else { return };
    let path = window.location().pathname().unwrap_or_default();
    let address = format!("{path}{end}");
    // A browser that forbids this (a file opened from disk in some) only leaves the address as it was.
    let _ = window
        .history()
        .and_then(|history| history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address)));
}

/// The link to hand on: it always carries the whole scenario, so that it shows the same run for ever.
pub fn link_to(scenario: &Scenario, screen: Screen, lang: Lang) -> String {
    here(&address(scenario, None, screen, lang, false))
}

/// The address at which the comparison of `scenario` stands alone.
pub fn embedded(scenario: &Scenario, lang: Lang) -> String {
    here(&address(scenario, None, Screen::Compare, lang, true))
}

/// An address of this page with another end. (A file opened from disk has a path but, in some browsers, no origin.)
fn here(end: &str) -> String {
    let address = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    format!("{path}{end}")
}
