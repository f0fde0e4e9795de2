//! `docs/claims.md` tells of each claim by the names of its tests, and of nothing else.

use crate::source::{Texts, code, file, files, tokens};
use std::collections::BTreeSet;

/// The claims, in order.
const CLAIMS: [&str; 16] =
    ["Z1", "R1", "R2", "R3", "R4", "R5", "R6", "C1", "C2", "C3", "C4", "B1", "B2", "B3", "B4", "B5"];

/// The names of the tests in `text`, a Rust file.
fn tests(text: &str) -> Vec<String> {
    let tokens = tokens(&code(text, Texts::Blank));
    let is_test = |five: &&[(usize, String)]| five[1].1 == "test" && five[2].1 == "]" && five[3].1 == "fn";
    tokens.windows(5).filter(is_test).map(|five| five[4].1.clone()).collect()
}

/// The tests that `page` names, each with the claim under whose heading it does, and the headings.
fn named(page: &str) -> (BTreeSet<(String, String)>, Vec<String>) {
    let (mut named, mut headings) = (BTreeSet::new(), Vec::new());
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            headings.push(heading.split(':').next().unwrap_or_default().to_owned());
        }
        let words = line.split('`').skip(1).step_by(2);
        let is_name = |word: &&str| word.split_once('_').is_some_and(|(id, _)| is_claim(&id.to_uppercase()));
        let claim = headings.last().cloned().unwrap_or_default();
        named.extend(words.filter(is_name).map(|word| (claim.clone(), word.to_owned())));
    }
    (named, headings)
}

fn is_claim(id: &str) -> bool {
    CLAIMS.contains(&id)
}

/// The tests that there are, each with its claim.
fn written() -> BTreeSet<(String, String)> {
    let all = files("tests/it/claims", &[".rs"]).into_iter().flat_map(|file| tests(&file.text));
    let claim = |name: &String| name.split('_').next().unwrap_or_default().to_uppercase();
    all.map(|name| (claim(&name), name)).filter(|(claim, _)| is_claim(claim)).collect()
}

#[test]
fn the_page_names_each_claim_and_its_tests_and_no_others() {
    let (named, headings) = named(&file("docs/claims.md").text);
    let claims: Vec<&str> = headings.iter().map(String::as_str).filter(|id| is_claim(id)).collect();
    assert_eq!(claims, CLAIMS);
    assert_eq!(named, written());
    // Each claim has one that shows it, and one that shows where it ends.
    for id in CLAIMS {
        assert!(named.iter().filter(|(claim, _)| claim == id).count() >= 2, "{id}");
    }
}

#[test]
fn a_page_that_is_wrong_is_found() {
    let (wrong, headings) = named("## R1: one\n`r2_in_the_wrong_place` and `other`\n");
    assert_eq!(headings, ["R1"]);
    assert_eq!(wrong.into_iter().collect::<Vec<_>>(), [("R1".to_owned(), "r2_in_the_wrong_place".to_owned())]);
    assert_eq!(tests("/// `#[test] fn no() {}`\n#[test]\nfn yes() {}\nfn other() {}\n"), ["yes"]);
}
