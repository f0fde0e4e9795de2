//! The page's font has every character of the page's texts.

use crate::source::{SourceFile, file, files};
use std::collections::BTreeSet;

/// Where the texts stand, besides `index.html`; `tests/tools/font.py` reads the same.
const LAYERS: [&str; 5] = ["src/scenario", "src/manifest", "src/i18n", "src/view", "src/web"];

/// What of them no first visit shows: what the reader says, and the page when something is wrong. Their letters may be in the second file.
const ALSO_LATER: [&str; 14] = [
    "src/i18n/bench.rs",
    "src/i18n/lesson/",
    "src/i18n/links/",
    "src/i18n/note.rs",
    "src/i18n/oncall/",
    "src/i18n/page/learn.rs",
    "src/i18n/page/manifest.rs",
    "src/i18n/plan.rs",
    "src/i18n/preset/card.rs",
    "src/i18n/problem.rs",
    "src/i18n/terminal.rs",
    "src/manifest/",
    "src/view/reader/",
    "src/view/tutor/",
];

/// The texts of the page's own program: those that a first visit may show, and the others.
fn texts() -> (Vec<SourceFile>, Vec<SourceFile>) {
    let texts = LAYERS.iter().flat_map(|layer| files(layer, &[".rs"]));
    texts.partition(|text| !ALSO_LATER.iter().any(|place| text.path.starts_with(place)))
}

/// The Hangul of `text` that `held` does not have. Signs and arrows that the original does not have come from other fonts.
fn missing(text: &SourceFile, held: &BTreeSet<char>) -> Vec<String> {
    let hangul = |c: &char| ('가'..='힣').contains(c) || c.is_ascii_graphic();
    let lacking: BTreeSet<char> = text.text.chars().filter(|c| hangul(c) && !held.contains(c)).collect();
    lacking.into_iter().map(|c| format!("{}: {c}", text.path)).collect()
}

#[test]
fn the_font_has_the_letters_of_every_text() {
    let held: BTreeSet<char> = file("static/fonts/cutover-sans.txt").text.chars().collect();
    let (mut texts, later) = texts();
    assert!(later.len() > ALSO_LATER.len(), "{} files", later.len());
    texts.push(file("index.html"));
    let found: Vec<String> = texts.iter().flat_map(|text| missing(text, &held)).collect();
    assert!(held.len() > 500 && found.is_empty(), "`./dev font` makes it anew:\n{}", found.join("\n"));
}

/// Texts that no first visit shows, by folder and ending; their letters may be in the second file.
const LATER: [(&str, &str); 2] = [("lessons", ".md"), ("src", ".txt")];

#[test]
fn letters_that_come_later_are_in_the_second_file_and_nowhere_else() {
    let held = |name: &str| -> BTreeSet<char> {
        file(&format!("static/fonts/{name}.txt")).text.chars().filter(|c| *c != '\n').collect()
    };
    let [first, more] = [held("cutover-sans"), held("cutover-sans-more")];
    let tables = LATER.iter().flat_map(|(folder, ending)| files(folder, &[*ending]));
    let texts: Vec<SourceFile> = tables.chain(texts().1).collect();
    let both = first.union(&more).copied().collect();
    let found: Vec<String> = texts.iter().flat_map(|text| missing(text, &both)).collect();
    assert!(texts.len() > 8 && found.is_empty(), "`./dev font` makes it anew:\n{}", found.join("\n"));
    assert!(first.is_disjoint(&more), "a first visit would load both");
    // The browser is told exactly these, so that it loads the second file for no others.
    let style = file("static/more-letters.css").text;
    let codes: BTreeSet<String> = more.iter().map(|c| format!("U+{:X}", *c as u32)).collect();
    let range = style.split_once("unicode-range: ").and_then(|(_, rest)| rest.split_once(';')).map(|(range, _)| range);
    assert_eq!(range.expect("a range").split(',').map(str::to_owned).collect::<BTreeSet<_>>(), codes);
}

#[test]
fn a_letter_that_is_missing_is_found() {
    let text = SourceFile { path: "a.rs".to_owned(), text: "배포 → x".to_owned() };
    assert_eq!(missing(&text, &['배', 'x'].into()), ["a.rs: 포"]);
}
