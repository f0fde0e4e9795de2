//! The fields of the form: a control for each parameter, with its name and what it does.

use super::super::super::html::{element, escaped};
use super::{Choice, MOST_LEARNERS, Seeds, What};
use crate::i18n::links::said::Word;
use crate::i18n::page::Screen;
use crate::i18n::{Lang, links, oncall, preset, word};
use crate::scenario::presets::PRESETS;
use crate::scenario::{LARGEST_SEED, StrategyKind};
use crate::view::address::{Kind, Name, PARTS, SPEEDS, THEMES};
use crate::view::reader::ON_CALL;
use crate::view::tutor;

/// All controls, and what the form knows besides.
pub(super) fn controls(lang: Lang, choice: &Choice) -> String {
    let hidden = |name: &str, value: &str| format!(r#"<input type="hidden" name="{name}" value="{}">"#, escaped(value));
    let mut text = hidden("here", &choice.here) + &hidden("s", choice.present.as_deref().unwrap_or_default());
    text += &format!(r#"<p class="about">{}</p>"#, Word::About.name(lang));
    text += &group(Word::Opens.name(lang), "what", &opened(lang, choice));
    if choice.has_lanes() {
        text += &group(links::name(lang, Name::Lanes.name()), "lanes", &lanes(lang, choice));
    }
    text += &group(links::name(lang, Name::Seed.name()), "seeds", &seeds(lang, choice));
    text += &group(Word::Look.name(lang), "look", &looks(lang, choice));
    let parts = PARTS.map(|part| (part, links::choice(lang, Name::Hide.name(), part).unwrap_or(part).to_owned()));
    text += &group(links::name(lang, Name::Hide.name()), "hide", &boxes(lang, choice, Name::Hide, &parts));
    format!(r#"<div class="link-controls">{text}</div>"#)
}

fn group(title: &str, id: &str, inner: &str) -> String {
    format!(r#"<fieldset id="links-{id}"><legend>{}</legend>{inner}</fieldset>"#, escaped(title))
}

/// An entry of a list of choices.
fn option(value: &str, text: &str, is_chosen: bool) -> String {
    let chosen = if is_chosen { " selected" } else { "" };
    format!(r#"<option value="{}"{chosen}>{}</option>"#, escaped(value), escaped(text))
}

/// A list of choices under its name.
fn select(name: &str, label: &str, options: &str) -> String {
    format!(
        r#"<label class="choice"><span>{}</span><select id="links-{name}-choice" name="{name}">{options}</select></label>"#,
        escaped(label)
    )
}

/// A number under its name.
fn number(name: &str, label: &str, value: u64, [least, most]: [u64; 2]) -> String {
    format!(
        r#"<label class="choice"><span>{}</span><input id="links-{name}-number" type="number" name="{name}" value="{value}" min="{least}" max="{most}" step="1" inputmode="numeric"></label>"#,
        escaped(label)
    )
}

/// What is opened: what is on screen, a preset or a lesson; and where in it.
fn opened(lang: Lang, choice: &Choice) -> String {
    let mut options = String::new();
    if choice.present.is_some() {
        options += &option("", Word::Present.name(lang), matches!(choice.what, What::Present(_)));
    }
    let grouped =
        |label: &str, options: String| format!(r#"<optgroup label="{}">{options}</optgroup>"#, escaped(label));
    let is_chosen = |id: &str| matches!(choice.what, What::Preset(chosen) if chosen == id);
    let presets = PRESETS.iter().map(|it| option(it.id, preset::title(lang, it.id), is_chosen(it.id))).collect();
    options += &grouped(Word::Situations.name(lang), presets);
    let lesson = |it: &crate::lesson::Lesson| {
        let is_chosen = matches!(&choice.what, What::Lesson { slug, .. } if *slug == it.slug);
        option(&format!("lesson:{}", it.slug), &tutor::card(lang, it).title, is_chosen)
    };
    let game = option(&format!("lesson:{ON_CALL}"), oncall::Word::Title.name(lang), choice.what == What::Game);
    options += &grouped(Word::Lessons.name(lang), tutor::all().iter().map(lesson).collect::<String>() + &game);
    let mut text = select("what", Word::What.name(lang), &options);
    if let What::Lesson { steps, .. } = choice.what {
        let step = choice.wish.number(Name::Step).unwrap_or(1);
        text += &number(Name::Step.name(), links::name(lang, Name::Step.name()), step, [1, steps]);
    } else if choice.has_lanes() {
        let place = choice.wish.place(Name::Screen).map_or(Screen::Compare, |place| Screen::ALL[place]);
        let screens = Screen::ALL.iter().map(|it| option(it.tag(), it.name(lang), *it == place)).collect::<String>();
        text += &select(Name::Screen.name(), links::name(lang, Name::Screen.name()), &screens);
    }
    text
}

fn lanes(lang: Lang, choice: &Choice) -> String {
    let kinds: Vec<(&str, String)> =
        StrategyKind::ALL.iter().map(|kind| (kind.name(), word::strategy(lang, *kind).to_owned())).collect();
    let hint = format!(r#"<p class="hint" id="links-lanes-hint">{}</p>"#, Word::NoLanes.name(lang));
    boxes(lang, choice, Name::Lanes, &kinds) + &hint
}

/// A box to tick for each word of a list.
fn boxes(lang: Lang, choice: &Choice, name: Name, words: &[(&str, String)]) -> String {
    let Kind::Several(_, most) = name.kind() else { return String::new() };
    let ticked: Vec<&str> = choice.wish.words(name).collect();
    let one = |(value, label): &(&str, String)| {
        let is_ticked = ticked.contains(value);
        let state = if is_ticked {
            " checked"
        } else if ticked.len() == most {
            " disabled"
        } else {
            ""
        };
        let name = name.name();
        format!(
            r#"<label class="tick"><input type="checkbox" id="links-{name}-{value}" name="{name}" value="{value}"{state}> {}</label>"#,
            escaped(label)
        )
    };
    let label = escaped(links::about(lang, name.name()));
    format!(r#"<p class="hint">{label}</p><div class="ticks">{}</div>"#, words.iter().map(one).collect::<String>())
}

/// A switch with what it does.
fn switch(lang: Lang, choice: &Choice, name: Name) -> String {
    let checked = if choice.wish.is_on(name) { " checked" } else { "" };
    let [word, label, about] = [name.name(), links::name(lang, name.name()), links::about(lang, name.name())];
    format!(
        r#"<div class="switch-line"><label class="tick"><input type="checkbox" id="links-{word}" name="{word}" value="1" aria-describedby="links-{word}-hint"{checked}> {}</label><p class="hint" id="links-{word}-hint">{}</p></div>"#,
        escaped(label),
        escaped(about)
    )
}

fn looks(lang: Lang, choice: &Choice) -> String {
    let label = |name: Name| links::name(lang, name.name());
    // None of them leaves it to the browser.
    let list = |name: Name, none: &str, values: Vec<(&str, String)>| {
        let chosen = choice.wish.get(name);
        let first = option("", none, chosen.is_none());
        let others = values.iter().map(|(value, text)| option(value, text, chosen == Some(value))).collect::<String>();
        select(name.name(), label(name), &(first + &others))
    };
    let languages = Lang::ALL.map(|lang| (lang.tag(), lang.own_name().to_owned()));
    let themes =
        THEMES.map(|theme| (theme, links::choice(lang, Name::Theme.name(), theme).unwrap_or(theme).to_owned()));
    let mut text = list(Name::Lang, Word::BrowserLanguage.name(lang), languages.to_vec());
    text += &list(Name::Theme, Word::RememberedLook.name(lang), themes.to_vec());
    text += &list(Name::Speed, Word::FittingSpeed.name(lang), SPEEDS.map(|it| (it, format!("×{it}"))).to_vec());
    text += &switch(lang, choice, Name::Projector);
    if choice.has_lanes() {
        text += &switch(lang, choice, Name::Embed);
    }
    text
}

fn seeds(lang: Lang, choice: &Choice) -> String {
    if matches!(choice.what, What::Lesson { .. }) {
        return format!(r#"<p class="hint">{}</p>"#, Word::LessonSeeds.name(lang));
    }
    let one = |seeds: Seeds| {
        let (label, about) = match seeds {
            Seeds::AsIs => (Word::SeedAsIs, None),
            Seeds::Same => (Word::SeedSame, None),
            Seeds::Own => (Word::SeedOwn, Some(Word::SeedOwnAbout)),
            Seeds::Each => (Word::SeedEach, Some(Word::SeedEachAbout)),
        };
        let (tag, is_chosen) = (seeds.tag(), seeds == choice.seeds);
        let checked = if is_chosen { " checked" } else { "" };
        let mut text = format!(
            r#"<label class="tick"><input type="radio" id="links-seeds-{tag}" name="seeds" value="{tag}"{checked}> {}</label>"#,
            label.name(lang)
        );
        if let Some(about) = about.filter(|_| is_chosen) {
            text += &format!(r#"<p class="hint">{}</p>"#, about.name(lang));
        }
        text
    };
    let mut text = Seeds::ALL.map(one).concat();
    let largest = LARGEST_SEED - MOST_LEARNERS;
    if matches!(choice.seeds, Seeds::Same | Seeds::Each) {
        text += &number(Name::Seed.name(), Word::FirstSeed.name(lang), choice.seed, [0, largest]);
    }
    if choice.seeds == Seeds::Each {
        text += &number("learners", Word::Learners.name(lang), choice.learners, [1, MOST_LEARNERS]);
    }
    element("div", &text)
}
