//! The glossary is the authority: texts call things by its names, and lessons lead to terms that there are.

use crate::program::cutover;
use crate::source::{SourceFile, Texts, code, file, files, product};
use cutover::i18n::Lang;
use cutover::i18n::glossary::{Term, find, terms};

/// What users read, besides the glossary: the sentences of the tool, the names of fields, presets and lessons.
fn texts() -> Vec<SourceFile> {
    let said = |file: SourceFile| SourceFile { text: code(product(&file.text), Texts::Keep), ..file };
    let mut all: Vec<SourceFile> = files("src/i18n", &[".rs"]).into_iter().map(said).collect();
    all.extend(files("src/i18n/field", &[".txt"]));
    all.extend(files("scenarios", &[".toml"]));
    all.extend(files("lessons", &[".md"]));
    all.push(file("index.html"));
    all
}

/// What the glossary itself says; lines of names seen elsewhere are no texts of ours.
fn glossary() -> Vec<SourceFile> {
    let ours = |line: &&str| ["name | ", "ko | ", "en | "].iter().any(|key| line.starts_with(key));
    let kept =
        |file: SourceFile| SourceFile { text: file.text.lines().filter(ours).collect::<Vec<_>>().join("\n"), ..file };
    files("src/i18n/glossary", &[".txt"]).into_iter().map(kept).collect()
}

fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// Whether `line` has `form` where a word begins; what follows may be a particle.
fn says(line: &str, form: &str) -> bool {
    let begins = |before: &str| !before.ends_with(|c: char| is_hangul(c) || c.is_ascii_alphanumeric());
    let ends = |after: &str| form.ends_with(is_hangul) || !after.starts_with(|c: char| c.is_ascii_alphanumeric());
    line.match_indices(form).any(|(at, _)| begins(&line[..at]) && ends(&line[at + form.len()..]))
}

/// Every place in `text` where something is called as the glossary does not call it.
fn unwanted(text: &SourceFile, terms: &[Term]) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in text.text.lines().enumerate() {
        for term in terms {
            for form in term.unwanted.iter().filter(|form| says(line, form)) {
                found.push(format!("{}:{}: {form}, not {}", text.path, number + 1, term.name(Lang::Ko)));
            }
        }
    }
    found
}

#[test]
fn texts_call_things_by_the_names_of_the_glossary() {
    let (texts, glossary) = (texts(), glossary());
    assert!(texts.len() > 60 && glossary.len() == 6, "{} and {}", texts.len(), glossary.len());
    let found: Vec<String> = texts.iter().chain(&glossary).flat_map(|text| unwanted(text, terms())).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn another_name_is_found_wherever_a_word_begins() {
    let text = SourceFile {
        path: "ko.md".to_owned(),
        text: "이것이 [드레인](term:drain)이며\n드레이닝은 가중치로".to_owned(),
    };
    assert_eq!(unwanted(&text, terms()), ["ko.md:1: 드레인, not 드레이닝", "ko.md:2: 가중치, not 비중"]);
    let text = SourceFile { path: "ko.md".to_owned(), text: "시퀀스와 바비큐, 비중".to_owned() };
    assert!(unwanted(&text, terms()).is_empty());
}

/// Terms of the field which the tool's own texts have no need of, or tell of in other words; all others are called as they are there.
const ELSEWHERE: [&str; 13] = [
    "abort",
    "availability",
    "burn-rate",
    "common-random-numbers",
    "linear",
    "load-shedding",
    "p-value",
    "peeking",
    "queue-capacity",
    "service-unavailable",
    "sli",
    "sweep",
    "throughput",
];

#[test]
fn names_are_those_of_the_texts() {
    let texts = texts();
    let is_said = |term: &&Term| texts.iter().any(|text| text.text.contains(term.name(Lang::Ko)));
    let missing: Vec<&str> =
        terms().iter().filter(|term| !is_said(term) && !ELSEWHERE.contains(&term.id)).map(|term| term.id).collect();
    assert!(missing.is_empty(), "not called so anywhere: {missing:?}");
}

/// The ids of terms that a lesson leads to.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("(term:").skip(1).filter_map(|rest| rest.split(')').next())
}

#[test]
fn lessons_lead_to_terms_that_there_are() {
    let lessons = files("lessons", &["ko.md", "en.md"]);
    let mut count = 0;
    for lesson in &lessons {
        for id in links(&lesson.text) {
            assert!(find(id).is_some(), "{}: term:{id} is not in the glossary", lesson.path);
            count += 1;
        }
    }
    assert!(count >= 8, "{count} links in {} files", lessons.len());
    assert!(links("[a](term:no) and [b](term:drain)").map(|id| find(id).is_some()).eq([false, true]));
}

#[test]
fn the_program_explains_a_term_in_both_languages() {
    let korean = cutover(&["glossary", "max surge", "--lang", "ko"]);
    assert!(korean.stdout.starts_with("최대 추가(surge) (max surge, maxSurge)\n\n"), "{}", korean.stdout);
    assert!(
        korean.stdout.contains("설정: strategy.rolling.max_surge\n함께 볼 용어: 최대 비가용, "),
        "{}",
        korean.stdout
    );
    let list = cutover(&["glossary", "--lang", "en"]);
    assert_eq!((list.code, list.stdout.lines().count()), (Some(0), terms().len()));
    let unknown = cutover(&["glossary", "flux", "--lang", "en"]);
    assert_eq!(unknown.problems(), ["“flux” is not in the glossary. `cutover glossary` lists all terms."]);
}
