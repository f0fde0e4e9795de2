//! The glossary as cards.

use super::html;
use super::message::TermCard;
use crate::i18n::glossary::{self, Heading, Term, heading};
use crate::i18n::{Lang, field, report};
use crate::lesson::text::{Block, Inline, Target};
use crate::view::chart::{ChartKind, key};

/// Every term, in the alphabetical order of `lang`.
pub(super) fn cards(lang: Lang) -> Vec<TermCard> {
    glossary::sorted(lang).into_iter().map(|term| card(lang, term)).collect()
}

fn card(lang: Lang, term: &Term) -> TermCard {
    TermCard {
        id: term.id.to_owned(),
        name: term.name(lang).to_owned(),
        other: term.other_names(lang).join(", "),
        text: html::text(&text(lang, term)),
    }
}

/// What it means, and where it leads.
fn text(lang: Lang, term: &Term) -> Vec<Block> {
    let words = |words: &str| Inline::Text(words.to_owned());
    let link = |target, name: &str| Inline::Link { target, text: vec![words(name)] };
    let mut blocks = vec![Block::Paragraph(vec![words(term.meaning(lang))])];
    let mut places: Vec<Vec<Inline>> = Vec::new();
    let mut place = |of, parts: Vec<Inline>| {
        let mut line = vec![words(heading(lang, of)), words(": ")];
        line.extend(parts);
        places.push(line);
    };
    if let Some(path) = term.field {
        place(Heading::Field, vec![link(Target::Field(path.to_owned()), field::name(lang, path))]);
    }
    if let Some(kind) = ChartKind::ALL.iter().find(|kind| Some(key(**kind)) == term.chart) {
        place(Heading::Chart, vec![link(Target::Chart(key(*kind).to_owned()), kind.name(lang))]);
    }
    if let Some(measure) = term.measure {
        place(Heading::Measure, vec![words(report::label(lang, measure))]);
    }
    let mut related = Vec::new();
    for other in term.related.iter().filter_map(|id| glossary::find(id)) {
        if !related.is_empty() {
            related.push(words(", "));
        }
        related.push(link(Target::Term(other.id.to_owned()), other.name(lang)));
    }
    place(Heading::Related, related);
    blocks.push(Block::List {
        ordered: false,
        entries: places.into_iter().map(|line| vec![Block::Paragraph(line)]).collect(),
    });
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chart_that_a_term_names_is_one() {
        for term in glossary::terms() {
            let known = |chart: &str| ChartKind::ALL.iter().any(|kind| key(*kind) == chart);
            assert!(term.chart.is_none_or(known), "{}: {:?}", term.id, term.chart);
        }
    }

    #[test]
    fn a_card_leads_to_its_field_its_chart_and_its_neighbours() {
        let blast = cards(Lang::Ko).into_iter().find(|card| card.id == "canary").expect("a card");
        assert_eq!((blast.name.as_str(), blast.other.as_str()), ("카나리", "canary, 카나리 릴리스, canary release"));
        for part in [
            r#"<li>설정: <button type="button" class="link" data-field="strategy.canary">카나리</button></li>"#,
            r#"<li>차트: <button type="button" class="link" data-chart="share">후보 비중</button></li>"#,
            r#"data-term="step">단계</button>, <button type="button" class="link" data-term="weight">비중</button>"#,
        ] {
            assert!(blast.text.contains(part), "{part} is not in {}", blast.text);
        }
    }
}
