//! `docs/links.md`, written from the schema.

use super::tell::allowed;
use super::{LARGEST_OWN_SEED, Name, PARAMETERS, PARTS};
use crate::i18n::{Lang, links, preset};
use crate::scenario::presets::PRESETS;
use crate::view::tutor;

const INTRODUCTION: &str = "# Links

What the page opens on stands in its address: `?name=value&name=value`, and a scenario that is no preset behind it as `#s=…`. This file \
is written from the page's own schema (`src/view/address/`); `UPDATE=1 cargo test reference` writes it anew. In the page the menu \
\"Display and sharing\" has a form that builds such links, with a QR code, the code for a frame, and lists of links for a class \
(\"Link for a class, QR code, frame\").

```text
?lang=en&preset=retry-storm&lanes=rolling,canary&seed=7      two lanes of this situation, the same run for everyone
?lang=ko&preset=bad-release&seed=own&hide=panel,sweep        each browser has a seed of its own; fewer controls
?lang=ko&lesson=why-it-hurts&step=3&theme=light&projector=1  the third step of a lesson, for a projector
?preset=good-release&embed                                   the lanes alone, for a frame
```

## Parameters

| name | what it does | what can stand there |
|---|---|---|
";

const RULES: &str = "
## Rules

- What an address says wrongly costs nothing else of it: the page opens with the rest and names each unknown name, wrong value and
  repeated name, with what can stand there.
- Values may be written with `%` codes, as some programs do to commas. The first of two with the same name counts.
- `utm_…` and names that end in `clid`, which others put behind links to count visits, are left alone.
- `lang`, `theme`, `projector`, `speed`, `hide` and `embed` stay in the address while the page is used; `theme` and `projector` follow what is chosen.
  They are of this visit: what the browser remembers stays as it is, until somebody chooses otherwise.
- `lanes` and `seed` hold for a preset and for a linked scenario. As long as nothing is changed they stay in the address; a changed scenario is written
  there as a whole. Another preset that is opened from there has the same seed and its own lanes.
- A lesson brings its own lanes and seed, so that `lanes` and `seed` mean nothing to it: its goals and answers are proved for that run. `lesson=on-call` is a game: its `seed` is
  the deck, which all share or each draws (`own`), and how far it is stands in the address too.
";

/// The whole text of `docs/links.md`.
#[must_use]
pub fn markdown() -> String {
    let mut text = INTRODUCTION.to_owned();
    let row = |name: Name| {
        let [about, allowed] = [links::about(Lang::En, name.name()), &allowed(Lang::En, name.kind(), "`")];
        format!("| `{}` | {about} | {allowed} |\n", name.name())
    };
    let rows = |makers: bool| PARAMETERS.iter().filter(move |(name, _, _)| name.is_for_makers() == makers);
    text.extend(rows(false).map(|(name, _, _)| row(*name)));
    text.push_str(RULES);
    text.push_str(&format!(
        "- `seed=own`: at the first visit the browser draws a seed from 1 to {LARGEST_OWN_SEED}, keeps it for this address, and writes it there as a \
         number. A reload and the address handed on show the same run, and the first link brings the same seed again in that browser. Nothing of \
         this leaves the browser.\n"
    ));
    text.push_str("\n## Parts that can be hidden\n\n| part | what it is |\n|---|---|\n");
    text.extend(PARTS.iter().map(|part| {
        format!("| `{part}` | {} |\n", links::choice(Lang::En, Name::Hide.name(), part).unwrap_or_default())
    }));
    text.push_str("\n## Presets\n\n");
    text.extend(PRESETS.iter().map(|it| format!("- `{}`: {}\n", it.id, preset::title(Lang::En, it.id))));
    text.push_str("\n## Lessons\n\n");
    text.extend(tutor::all().iter().map(|lesson| {
        let card = tutor::card(Lang::En, lesson);
        format!("- `{}`: {}, {} steps\n", card.slug, card.title, card.steps.len())
    }));
    text.push_str("\n## For those who make Cutover\n\n| name | what it does | what can stand there |\n|---|---|---|\n");
    text.extend(rows(true).map(|(name, _, _)| row(*name)));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE=1 cargo test reference` writes the file anew.
    #[test]
    fn the_file_says_what_the_schema_says() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/links.md");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, markdown()).expect("docs can be written");
        }
        let written = std::fs::read_to_string(path).expect("docs/links.md is there");
        assert!(written == markdown(), "docs/links.md is out of date: run `UPDATE=1 cargo test reference`");
    }

    #[test]
    fn every_example_is_a_link_without_problems() {
        let examples: Vec<&str> = INTRODUCTION.lines().filter(|line| line.starts_with('?')).collect();
        assert_eq!(examples.len(), 4);
        for example in examples {
            let query = example.split(' ').next().expect("a query");
            assert_eq!(super::super::told(Lang::En, query), "", "{query}");
        }
    }
}
