//! `docs/glossary.md`, written from the terms.

use super::super::{Lang, field, report};
use super::{Heading, Term, find, heading, sorted};

const INTRODUCTION: &str = "# Glossary

The terms of the simulator in Korean and English, in the order of their English names. This file is written from \
`src/i18n/glossary/`, which the page's glossary and the command line (`cutover glossary`) show and lessons lead to; \
`UPDATE=1 cargo test reference` writes it anew. Texts of the project call things by these names: where a line says \
\"not used here\", a test looks for such names.

이 시뮬레이터에서 쓰는 용어를 한국어와 영어로, 영어 이름 순으로 적었습니다. 화면, 명령줄, 레슨이 모두 같은 용어를 씁니다.
";

/// The whole text of `docs/glossary.md`.
#[must_use]
pub fn markdown() -> String {
    let mut text = INTRODUCTION.to_owned();
    text.push_str(&index());
    for term in sorted(Lang::En) {
        text.push_str(&section(term));
    }
    text
}

/// The Korean names, which the order of the sections does not help to find.
fn index() -> String {
    let link = |term: &&Term| format!("[{}](#{})", term.name(Lang::Ko), term.id);
    let links: Vec<String> = sorted(Lang::Ko).iter().map(link).collect();
    format!("\n{}\n", links.join(" · "))
}

fn section(term: &Term) -> String {
    let [ko, en] = [Lang::Ko, Lang::En].map(|lang| term.name(lang));
    let title = if ko == en { en.to_owned() } else { format!("{en} · {ko}") };
    let mut text = format!("\n## <a id=\"{}\"></a>{title}\n\n", term.id);
    for lang in [Lang::En, Lang::Ko] {
        text.push_str(&format!("{}\n\n", term.meaning(lang)));
    }
    let mut line = |name: &str, value: String| text.push_str(&format!("- {name}: {value}\n"));
    let mut also: Vec<&str> = Vec::new();
    for name in term.also(Lang::En).iter().chain(term.also(Lang::Ko)) {
        if ![ko, en].contains(name) && !also.contains(name) && !term.unwanted.contains(name) {
            also.push(name);
        }
    }
    if !also.is_empty() {
        line("Elsewhere", also.join(", "));
    }
    if !term.unwanted.is_empty() {
        line("Not used here", term.unwanted.join(", "));
    }
    if let Some(path) = term.field {
        line(heading(Lang::En, Heading::Field), format!("`{path}` ({})", named(|lang| field::name(lang, path))));
    }
    if let Some(measure) = term.measure {
        let names = named(|lang| report::label(lang, measure));
        line(heading(Lang::En, Heading::Measure), format!("`{}` ({names})", measure.key()));
    }
    let related: Vec<String> = term
        .related
        .iter()
        .filter_map(|id| find(id))
        .map(|term| format!("[{}](#{})", term.name(Lang::En), term.id))
        .collect();
    if !related.is_empty() {
        line(heading(Lang::En, Heading::Related), related.join(", "));
    }
    text
}

/// A name in both languages.
fn named(name: impl Fn(Lang) -> &'static str) -> String {
    let [ko, en] = [Lang::Ko, Lang::En].map(name);
    if ko == en { en.to_owned() } else { format!("{en} · {ko}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE=1 cargo test reference` writes the file anew.
    #[test]
    fn the_file_says_what_the_terms_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/glossary.md");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, markdown()).expect("docs can be written");
        }
        let written = std::fs::read_to_string(path).expect("docs/glossary.md is there");
        assert!(written == markdown(), "docs/glossary.md is out of date: run `UPDATE=1 cargo test reference`");
    }

    #[test]
    fn a_section_says_all_of_its_term() {
        let term = find("max-surge").expect("a term");
        let text = section(term);
        for part in [
            "## <a id=\"max-surge\"></a>max surge · 최대 추가(surge)",
            "maxSurge",
            "- Not used here: 최대 서지",
            "`strategy.rolling.max_surge` (Max surge · 최대 추가(surge))",
            "[max unavailable](#max-unavailable)",
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
    }
}
