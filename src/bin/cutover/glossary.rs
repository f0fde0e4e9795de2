//! The glossary in a terminal.

use crate::args::Glossary as Asked;
use crate::failure::Failure;
use crate::output::{Done, print};
use cutover::i18n::Lang;
use cutover::i18n::glossary::{Heading, Term, find, heading, sorted, unknown};

pub fn glossary(lang: Lang, asked: &Asked) -> Done {
    let terms = sorted(lang);
    let Some(words) = &asked.term else {
        return print(&terms.iter().map(|term| head(lang, term)).collect::<String>());
    };
    let found: Vec<String> = terms.iter().filter(|term| term.is_called(words)).map(|term| whole(lang, term)).collect();
    if found.is_empty() { Err(Failure::Unknown(unknown(lang, words))) } else { print(&found.join("\n")) }
}

/// A term's names, in a line.
fn head(lang: Lang, term: &Term) -> String {
    format!("{} ({})\n", term.name(lang), term.other_names(lang).join(", "))
}

fn whole(lang: Lang, term: &Term) -> String {
    let mut text = format!("{}\n{}\n", head(lang, term), term.meaning(lang));
    if let Some(path) = term.field {
        text.push_str(&format!("{}: {path}\n", heading(lang, Heading::Field)));
    }
    let related: Vec<&str> = term.related.iter().filter_map(|id| find(id)).map(|term| term.name(lang)).collect();
    text.push_str(&format!("{}: {}\n", heading(lang, Heading::Related), related.join(", ")));
    text
}
