//! The page's font has every character of the page's texts.

use crate::source::{SourceFile, file, files};
use std::collections::BTreeSet;

/// Where the texts stand, besides `index.html`; `tests/tools/font.py` reads the same.
const LAYERS: [&str; 5] = ["src/scenario", "src/manifest", "src/i18n", "src/view", "src/web"];

/// The Hangul of `text` that `held` does not have. Signs and arrows that the original does not have come from other fonts.
fn missing(text: &SourceFile, held: &BTreeSet<char>) -> Vec<String> {
    let hangul = |c: &char| ('가'..='힣').contains(c) || c.is_ascii_graphic();
    let lacking: BTreeSet<char> = text.text.chars().filter(|c| hangul(c) && !held.contains(c)).collect();
    lacking.into_iter().map(|c| format!("{}: {c}", text.path)).collect()
}

#[test]
fn the_font_has_the_letters_of_every_text() {
    let held: BTreeSet<char> = file("static/fonts/cutover-sans.txt").text.chars().collect();
    let mut texts: Vec<SourceFile> = LAYERS.iter().flat_map(|layer| files(layer, &[".rs"])).collect();
    texts.push(file("index.html"));
    let found: Vec<String> = texts.iter().flat_map(|text| missing(text, &held)).collect();
    assert!(held.len() > 500 && found.is_empty(), "`./dev font` makes it anew:\n{}", found.join("\n"));
}

#[test]
fn a_letter_that_is_missing_is_found() {
    let text = SourceFile { path: "a.rs".to_owned(), text: "배포 → x".to_owned() };
    assert_eq!(missing(&text, &['배', 'x'].into()), ["a.rs: 포"]);
}
