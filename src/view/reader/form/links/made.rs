//! What comes out: the link with its QR code, or a list of links, as text, on paper and as a file.

use super::super::super::html::escaped;
use super::super::qr;
use super::{Choice, Seeds, What};
use crate::i18n::Lang;
use crate::i18n::links::said::{self, Word};
use crate::i18n::page::looks::frame;
use crate::view::address::Name;
use qrcodegen::QrCode;

/// What comes out of `choice`.
pub(super) fn made(lang: Lang, choice: &Choice) -> String {
    let text = if choice.seeds == Seeds::Each { list(lang, choice) } else { single(lang, choice) };
    format!(r#"<div class="link-made">{text}</div>"#)
}

/// What the form says of itself.
fn news(words: &str) -> String {
    format!(r#"<p id="form-news" tabindex="-1">{}</p>"#, escaped(words))
}

/// A button that copies `text`.
fn copy(lang: Lang, id: &str, text: &str) -> String {
    let [done, refused] = [Word::Copied, Word::NotCopied].map(|word| escaped(word.name(lang)));
    format!(
        r#"<button type="button" class="chip" id="{id}" data-copy="{}" data-done="{done}" data-refused="{refused}">{}</button>"#,
        escaped(text),
        Word::Copy.name(lang)
    )
}

fn print(lang: Lang) -> String {
    format!(r#"<button type="button" class="chip" id="links-print" data-print>{}</button>"#, Word::Print.name(lang))
}

/// A file to be saved.
fn save(id: &str, name: &str, address: &str, text: &str) -> String {
    format!(r#"<a class="chip" id="{id}" download="{name}" href="{address}">{text}</a>"#)
}

/// A text that is there to be copied.
fn shown(id: &str, label: &str, text: &str) -> String {
    format!(
        r#"<label class="shown" for="{id}">{label}</label><textarea id="{id}" rows="4" readonly spellcheck="false">{}</textarea>"#,
        escaped(text)
    )
}

/// Why there is no code, and what would make it one.
fn no_code(lang: Lang, choice: &Choice, link: &str) -> String {
    let is_changed = matches!(choice.what, What::Present(_));
    let why = said::no_code(lang, link.len(), qr::MOST_BYTES, is_changed);
    format!(r#"<p class="problems" id="links-no-code">{}</p>"#, escaped(&why))
}

/// The link, to be copied, opened and seen from the last row.
fn single(lang: Lang, choice: &Choice) -> String {
    let link = choice.common();
    let code = qr::code(&link);
    let mut text = format!(r#"<p class="paper-title">{}</p>"#, escaped(&choice.title(lang)));
    text += &code.as_ref().map_or_else(|| no_code(lang, choice, &link), |code| picture(lang, code, &link));
    text += &format!(r#"<p class="paper-link">{}</p>"#, escaped(&link));
    text += &news(&said::built(lang, link.chars().count()));
    text += &shown("links-link", Word::Link.name(lang), &link);
    let open = format!(
        r#"<a class="chip" id="links-open" href="{}" target="_blank" rel="noopener">{} ↗</a>"#,
        escaped(&link),
        Word::Open.name(lang)
    );
    let mut acts = copy(lang, "links-copy", &link) + &open;
    if let Some(code) = &code {
        let file = qr::file("image/svg+xml", &qr::svg(code, &link));
        acts += &(print(lang) + &save("links-save-code", "cutover-qr.svg", &file, Word::SaveCode.name(lang)));
    }
    text += &format!(r#"<p class="link-acts">{acts}</p>"#);
    if choice.wish.is_on(Name::Embed) {
        let code = frame(&link);
        let shown = shown("links-code", Word::Code.name(lang), &code);
        text += &format!(r#"{shown}<p class="link-acts">{}</p>"#, copy(lang, "links-copy-code", &code));
    }
    text
}

fn picture(lang: Lang, code: &QrCode, link: &str) -> String {
    qr::svg(code, &said::code_of(lang, link))
}

/// A link for each learner, numbered as on a list of the class.
fn list(lang: Lang, choice: &Choice) -> String {
    let links: Vec<(u64, String)> = choice.list().collect();
    let count = links.len() as u64;
    let mut text = news(&said::built_list(lang, count));
    let file = qr::file("text/csv", &table(&links));
    let saved = save("links-save-table", "cutover-links.csv", &file, Word::SaveTable.name(lang));
    text += &format!(r#"<p class="link-acts">{}{saved}</p>"#, print(lang));
    // They differ in their seeds alone: the last one is as long as any.
    if let Some((_, last)) = links.last().filter(|(_, link)| qr::code(link).is_none()) {
        text += &no_code(lang, choice, last);
    }
    text += &format!(r#"<p class="paper-title">{}</p>"#, escaped(&said::list_title(lang, &choice.title(lang), count)));
    let entry = |(seed, link): &(u64, String)| {
        let code = qr::code(link).map(|code| picture(lang, &code, link)).unwrap_or_default();
        let (seed, link) = (said::seed_of(lang, *seed), escaped(link));
        format!(r#"<li>{code}<p><b>{seed}</b><a href="{link}" target="_blank" rel="noopener">{link}</a></p></li>"#)
    };
    text += &format!(r#"<ol class="learners">{}</ol>"#, links.iter().map(entry).collect::<String>());
    text
}

/// The list as a file for spreadsheets; a link may have commas.
fn table(links: &[(u64, String)]) -> String {
    let row = |(place, (seed, link)): (usize, &(u64, String))| {
        format!("{},{seed},\"{}\"\n", place + 1, link.replace('"', "\"\""))
    };
    "number,seed,link\n".to_owned() + &links.iter().enumerate().map(row).collect::<String>()
}
