//! The glossary: terms as entries of a list.

use super::super::html;
use super::Fields;
use super::concerned::Part;
use crate::i18n::glossary::{self, Heading, Term, heading};
use crate::i18n::{Lang, field, report};
use crate::lesson::text::{Block, Inline, Target};
use crate::view::chart::{ChartKind, key};

/// Every term in whose names `query` is, in the alphabetical order of `lang`; `term` is what somebody wants to see, or the part of the
/// interface whose terms alone are shown.
pub(super) fn form(lang: Lang, fields: &Fields) -> String {
    if let Some(part) = fields.get("term").and_then(Part::of) {
        return about(lang, part);
    }
    let query = fields.get("query").unwrap_or_default().trim().to_lowercase();
    let found = glossary::sorted(lang).into_iter().filter(|term| names(lang, term).to_lowercase().contains(&query));
    let entries: String = found.map(|term| entry(lang, term, fields.get("term") == Some(term.id))).collect();
    if entries.is_empty() {
        return html::element("p", glossary::nothing(lang));
    }
    format!(r#"<ul class="terms">{entries}</ul>"#)
}

fn about(lang: Lang, part: Part<'_>) -> String {
    let entries: String = part.terms().into_iter().map(|term| entry(lang, term, false)).collect();
    let about = html::escaped(&glossary::about(lang, part.name(lang)));
    let all = glossary::all(lang);
    format!(
        r#"<p id="form-news" tabindex="-1">{about} <button type="button" class="link" name="term" value="">{all}</button></p><ul class="terms">{entries}</ul>"#
    )
}

/// The name in this language first, then what else it is called.
fn names(lang: Lang, term: &Term) -> String {
    format!("{} {}", term.name(lang), term.other_names(lang).join(", "))
}

fn entry(lang: Lang, term: &Term, is_wanted: bool) -> String {
    let [name, other] = [term.name(lang), &term.other_names(lang).join(", ")].map(html::escaped);
    let here = if is_wanted { " data-here" } else { "" };
    let text = html::text(&text(lang, term));
    format!(r#"<li id="term-{}" class="text"{here}><h3>{name} <small>{other}</small></h3>{text}</li>"#, term.id)
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

    fn shown(lang: Lang, fields: &str) -> String {
        form(lang, &Fields::of(fields))
    }

    #[test]
    fn terms_are_in_the_order_of_their_language() {
        for (lang, [first, later]) in [(Lang::Ko, ["감지까지", "후보 버전"]), (Lang::En, ["abort", "zone"])] {
            let text = shown(lang, "").to_lowercase();
            assert!(text.matches("<li id=").count() > 100, "{text}");
            let at = |name: &str| text.find(&format!("<h3>{name} <small>")).expect("a term");
            assert!(at(first) < at(later));
        }
    }

    #[test]
    fn names_in_either_language_are_found_and_the_wanted_one_is_marked() {
        for query in ["max+surge", "MAX%20SURGE"] {
            assert_eq!(shown(Lang::Ko, &format!("query={query}")).matches("<li id=").count(), 1, "{query}");
        }
        assert_eq!(shown(Lang::En, "query=no+such+term"), "<p>No term is found. Try a shorter word.</p>");
        let text = shown(Lang::En, "term=canary");
        assert_eq!(text.matches("data-here").count(), 1);
        assert!(text.contains(r#"<li id="term-canary" class="text" data-here>"#), "{text}");
    }

    #[test]
    fn a_part_of_the_interface_shows_its_terms_alone_and_the_way_to_all() {
        let text = shown(Lang::En, "term=field%3Astrategy.rolling.max_surge");
        assert!(text.contains("The terms about “Max surge”."), "{text}");
        assert!(text.contains(r#"<button type="button" class="link" name="term" value="">Show all terms</button>"#));
        let count = text.matches("<li id=").count();
        assert!((1..20).contains(&count), "{count}");
        assert!(shown(Lang::En, "term=field%3Ano.such").matches("<li id=").count() > 100);
    }

    #[test]
    fn a_term_leads_to_its_field_its_chart_and_its_neighbours() {
        let text = shown(Lang::Ko, "query=canary");
        for part in [
            "<h3>카나리 <small>canary, 카나리 릴리스, canary release</small></h3>",
            r#"<li>설정: <button type="button" class="link" data-field="strategy.canary">카나리</button></li>"#,
            r#"<li>차트: <button type="button" class="link" data-chart="share">후보 비중</button></li>"#,
            r#"data-term="step">단계</button>, <button type="button" class="link" data-term="weight">비중</button>"#,
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
}
