//! What is wrong with an address, in words.

use super::{Kind, Name, OWN, PARAMETERS, Problem, problems};
use crate::i18n::Lang;
use crate::i18n::links::said::{self, Allowed};
use crate::scenario::LARGEST_SEED;

/// All that is wrong with `query`, in sentences; empty if nothing is.
#[must_use]
pub fn told(lang: Lang, query: &str) -> String {
    let mut sentences: Vec<String> = problems(query).map(|problem| sentence(lang, problem)).collect();
    if !sentences.is_empty() {
        sentences.insert(0, said::partly(lang).to_owned());
    }
    sentences.join(" ")
}

fn sentence(lang: Lang, problem: Problem<'_>) -> String {
    match problem {
        Problem::Unknown(name) => {
            let known: Vec<&str> = names().map(Name::name).collect();
            said::unknown(lang, &short(name), &known.join(", "))
        }
        Problem::Repeated(name) => said::repeated(lang, name.name()),
        Problem::Wrong(name, value) => said::wrong(lang, name.name(), &short(value), &allowed(lang, name.kind(), "")),
    }
}

/// The parameters that are for everyone.
pub(super) fn names() -> impl Iterator<Item = Name> {
    PARAMETERS.iter().map(|(name, _, _)| *name).filter(|name| !name.is_for_makers())
}

/// What somebody has written, which may be as long as an address.
fn short(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}

/// What may stand for a parameter, its words between `quote`s.
#[must_use]
pub fn allowed(lang: Lang, kind: Kind, quote: &str) -> String {
    let quoted = |word: &str| format!("{quote}{word}{quote}");
    let list = |words: &[&str]| words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ");
    match kind {
        Kind::Language => said::allowed(lang, Allowed::Language),
        Kind::Switch => said::allowed(lang, Allowed::Switch),
        Kind::One(words) => said::allowed(lang, Allowed::One(&list(words))),
        Kind::Several(words, most) => said::allowed(lang, Allowed::Several(&list(words), most)),
        Kind::Whole(least, most) => said::allowed(lang, Allowed::Whole(least, most)),
        Kind::Seed => said::allowed(lang, Allowed::Seed(&LARGEST_SEED.to_string(), &quoted(OWN))),
        Kind::Preset => said::allowed(lang, Allowed::Preset),
        Kind::Lesson => said::allowed(lang, Allowed::Lesson),
        Kind::Text => said::allowed(lang, Allowed::Text),
    }
}
