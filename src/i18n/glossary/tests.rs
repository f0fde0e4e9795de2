use super::super::{field, particle};
use super::*;
use std::collections::BTreeSet;

const KEYS: [&str; 9] = ["name", "also", "not", "ko", "en", "see", "field", "chart", "measure"];

fn is_korean(text: &str) -> bool {
    text.chars().any(|c| ('가'..='힣').contains(&c))
}

#[test]
fn every_line_is_read() {
    for line in TABLES.iter().flat_map(|table| table.lines()).filter(|line| !line.is_empty()) {
        let is_id = line.starts_with('[') && line.ends_with(']');
        let key = line.split_once(" | ").map_or("", |(key, _)| key);
        assert!(is_id || KEYS.contains(&key), "{line}");
        let cells = if ["name", "also"].contains(&key) { 3 } else { 2 };
        assert!(is_id || line.split(" | ").count() == cells, "{line}");
    }
}

#[test]
fn every_term_has_an_id_names_and_meanings_of_its_own() {
    let ids: BTreeSet<&str> = terms().iter().map(|term| term.id).collect();
    assert!(ids.len() == terms().len() && ids.len() > 100, "{} of {}", ids.len(), terms().len());
    for lang in Lang::ALL {
        let names: BTreeSet<&str> = terms().iter().map(|term| term.name(lang)).collect();
        assert_eq!(names.len(), terms().len(), "a name stands twice");
    }
    // They are read aloud as they are written, in both languages.
    let of_both = ["p50", "p95", "p99", "bad-gateway", "service-unavailable"];
    for term in terms() {
        assert!(
            term.id.chars().all(|c| c.is_ascii_lowercase() || c == '-' || of_both.contains(&term.id)),
            "{}",
            term.id
        );
        let [ko, en] = [Lang::Ko, Lang::En].map(|lang| (term.name(lang), term.meaning(lang)));
        assert!(is_korean(ko.0) || of_both.contains(&term.id), "{}", term.id);
        assert!(is_korean(ko.1) && ko.1.ends_with('.'), "{}", term.id);
        assert!(!en.0.is_empty() && !is_korean(en.0) && !is_korean(en.1) && en.1.ends_with('.'), "{}", term.id);
        for meaning in [ko.1, en.1] {
            let sentences = meaning.matches(". ").count() + 1;
            assert!(sentences <= 4, "{}: {sentences} sentences", term.id);
        }
    }
}

#[test]
fn what_a_term_names_is_there() {
    for term in terms() {
        assert!(!term.related.is_empty(), "{}", term.id);
        for id in &term.related {
            assert!(find(id).is_some() && *id != term.id, "{}: {id} is no other term", term.id);
        }
        let path = term.field.unwrap_or("seed");
        assert!(Lang::ALL.iter().all(|lang| !field::name(*lang, path).is_empty()), "{}: {path}", term.id);
        for lang in Lang::ALL {
            assert!(!term.unwanted.contains(&term.name(lang)), "{} is called as nothing shall be", term.id);
        }
    }
    let measured = TABLES.iter().flat_map(|table| table.lines()).filter(|line| line.starts_with("measure | ")).count();
    assert_eq!(measured, terms().iter().filter(|term| term.measure.is_some()).count(), "a measure that is none");
}

#[test]
fn a_term_is_found_by_each_of_its_names() {
    for words in ["max-surge", "Max surge", "maxSurge", "최대 추가(surge)"] {
        let found: Vec<&str> = terms().iter().filter(|term| term.is_called(words)).map(|term| term.id).collect();
        assert_eq!(found, ["max-surge"], "{words}");
    }
    let names = find("instance").expect("a term").other_names(Lang::Ko);
    assert_eq!(names, ["instance", "파드", "레플리카", "태스크", "Pod", "replica", "task"]);
}

/// Particles that follow a word of Latin letters or digits, and are not the ones that belong there.
fn wrong_particles(text: &str) -> Vec<String> {
    let forms = [("은", "은/는"), ("는", "은/는"), ("이", "이/가"), ("가", "이/가"), ("을", "을/를"), ("를", "을/를")];
    let more = [("과", "과/와"), ("와", "과/와"), ("으로", "으로/로"), ("로", "으로/로")];
    let mut wrong = Vec::new();
    for word in text.split([' ', ',', '.', '(']) {
        let Some(at) = word.find(|c: char| ('가'..='힣').contains(&c)) else { continue };
        let (spoken, ending) = word.split_at(at);
        if spoken.is_empty() || !spoken.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        for (_, both) in forms.iter().chain(&more).filter(|(form, _)| *form == ending) {
            let right = particle::named(both).expect("a particle")(spoken);
            if right != word {
                wrong.push(format!("{word}, not {right}"));
            }
        }
    }
    wrong
}

#[test]
fn particles_follow_the_sound_of_latin_words_and_digits() {
    assert_eq!(
        wrong_particles("p99은 502으로 끝나고 SLO를 넘는다. Pod가 3개"),
        ["p99은, not p99는", "502으로, not 502로"]
    );
    for term in terms() {
        let wrong = wrong_particles(term.meaning(Lang::Ko));
        assert!(wrong.is_empty(), "{}: {wrong:?}", term.id);
    }
}
