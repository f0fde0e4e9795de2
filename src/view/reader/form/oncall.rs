//! The game of being on call: its rules, a round as its operator sees it, and what it came to.

use super::super::html::{element, escaped};
use super::Fields;
use crate::i18n::Lang;
use crate::i18n::oncall::{self as words, Seen, Word};
use crate::oncall::{Game, Move, Play, ROUNDS, told_at};
use crate::scenario::{LARGEST_SEED, link};
use crate::view::oncall::{comparison, csv, document, looks, picture, scores, total};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Two pictures beside each other where there is room, otherwise one below the other.
const SIDE_BY_SIDE: &str =
    "display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,360px),1fr));gap:8px 20px";
/// Buttons that stay in view, whatever is read.
const IN_VIEW: &str = "position:sticky;bottom:0;margin:0 -22px;padding:10px 22px;border-top:1px solid var(--line);background:var(--surface)";

/// The game as far as `fields` say.
pub(super) fn form(lang: Lang, fields: &Fields) -> String {
    let seed = fields.get("seed").and_then(|seed| seed.trim().parse().ok()).unwrap_or(1).min(LARGEST_SEED);
    let first = fields.get("round").and_then(|round| round.parse().ok());
    let moves = [fields.get("moves"), fields.get("move")].map(Option::unwrap_or_default).concat();
    match first.map(|first| Game::read(seed, first, &moves)) {
        Some(Ok(game)) => panel(1160, &round(lang, &game)),
        _ => panel(760, &rules(lang, seed)),
    }
}

fn panel(width: u32, inner: &str) -> String {
    format!(r#"<article class="lesson" style="margin:0 auto;max-width:{width}px">{inner}</article>"#)
}

fn hidden(name: &str, value: &str) -> String {
    format!(r#"<input type="hidden" name="{name}" value="{value}">"#)
}

fn button(look: &str, id: &str, (name, value): (&str, &str), words: &str) -> String {
    format!(r#"<button type="button" class="{look}" id="on-call-{id}" name="{name}" value="{value}">{words}</button>"#)
}

fn anchor(id: &str, address: &str, words: &str) -> String {
    format!(r#"<a class="link" id="on-call-{id}" href="{address}">{words}</a>"#)
}

/// What the form says of itself: a headline, and the rest in a sentence or two.
fn news(headline: &str, rest: &str) -> String {
    format!(r#"<div id="form-news" tabindex="-1"><h1 id="lesson-step">{headline} </h1><p>{rest}</p></div>"#)
}

fn rules(lang: Lang, seed: u64) -> String {
    let rules: String = words::rules(lang).iter().map(|rule| element("li", rule)).collect();
    let lessons = format!(
        r#"<a class="link" id="all-lessons" href="?lang={}&amp;screen=learn">← {}</a>"#,
        lang.tag(),
        Word::Lessons.name(lang)
    );
    format!(
        r#"<p class="about">{lessons}</p>{}<div class="text"><ul>{rules}</ul></div><label class="field"><span>{}</span><span class="number"><input type="number" name="seed" id="on-call-seed" min="0" max="{LARGEST_SEED}" value="{seed}"></span></label><footer>{}</footer>"#,
        news(Word::Title.name(lang), words::about(lang)),
        Word::Deck.name(lang),
        button("primary", "start", ("round", "1"), Word::Start.name(lang)),
    )
}

/// The round that is being played, or what it came to.
fn round(lang: Lang, game: &Game) -> String {
    let play = game.present();
    let place = words::place(lang, game.seed, game.number(), ROUNDS);
    let rules = anchor("rules", &rules_address(lang, game.seed), Word::Rules.name(lang));
    let head = format!(r#"<p class="about">{place} · {rules}</p>"#);
    let log = format!(
        r#"<section><h2>{}</h2><p class="about">{}</p>{}</section>"#,
        Word::Log.name(lang),
        Word::LogAbout.name(lang),
        table(&recent(looks(lang, &play)), Word::Log.name(lang))
    );
    let pictures = pictures(lang, &play);
    if play.is_over {
        return head + &over(lang, game, &play, &pictures) + &log;
    }
    let stand = words::stand(lang, &play);
    let seen = play.looks.last().map_or(String::new(), |look| words::readings(lang, &look.readings));
    let state = hidden("seed", &game.seed.to_string())
        + &hidden("round", &game.first.to_string())
        + &hidden("moves", &game.written());
    head + &state + &news(&stand, &seen) + &pictures + &controls(lang, &play) + &log
}

fn rules_address(lang: Lang, seed: u64) -> String {
    format!("?lang={}&amp;screen=learn&amp;lesson=on-call&amp;seed={seed}", lang.tag())
}

/// The latest look first.
fn recent(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    rows[1..].reverse();
    rows
}

/// What telemetry shows, and afterwards the truth behind it.
fn pictures(lang: Lang, play: &Play) -> String {
    let swatch = |look: &str| {
        format!(r#"<svg width="24" height="8" aria-hidden="true"><path d="M0 4H24" fill="none" {look}/></svg> "#)
    };
    let last = play.looks.last();
    let one = |seen: Seen| {
        let value =
            |version: usize| last.map_or(String::new(), |look| seen.text(lang, look.readings[version].as_ref()));
        let mut names = vec![
            swatch(r#"stroke="var(--candidate)" stroke-width="3""#)
                + &format!("{} <b>{}</b>", Word::Candidate.name(lang), value(1)),
            swatch(r#"stroke="var(--stable)" stroke-width="2" stroke-dasharray="5 3""#)
                + &format!("{} <b>{}</b>", Word::Stable.name(lang), value(0)),
        ];
        if play.is_over {
            let truth = if seen == Seen::Errors { Word::Truth } else { Word::TruthOfAll };
            names.push(swatch(r#"stroke="var(--candidate-soft)" stroke-width="8""#) + truth.name(lang));
        }
        format!(
            "<figure><figcaption><b>{} ({})</b> &nbsp; {}</figcaption>{}</figure>",
            seen.name(lang),
            seen.unit(),
            names.join(" &nbsp; "),
            picture(lang, play, seen)
        )
    };
    format!(r#"<div style="{SIDE_BY_SIDE}">{}</div>"#, Seen::ALL.map(one).concat())
}

/// What can be done now.
fn controls(lang: Lang, play: &Play) -> String {
    let open = play.open();
    let one = |one: Move| {
        let letter = one.letter().to_string();
        let look = if one == Move::Wait { "primary" } else { "chip" };
        let button = button(look, &letter, ("move", &letter), &words::button(lang, play, one));
        if open.contains(&one) { button } else { button.replacen("<button", "<button disabled", 1) }
    };
    // A pause and its end are one place.
    let turn = if open.contains(&Move::Resume) { Move::Resume } else { Move::Pause };
    let buttons = [Move::Wait, Move::WaitLong, Move::Promote, turn, Move::RollBack].map(one).concat();
    format!(r#"<footer role="group" aria-label="{}" style="{IN_VIEW}">{buttons}</footer>"#, Word::Moves.name(lang))
}

/// What the round came to.
fn over(lang: Lang, game: &Game, play: &Play, pictures: &str) -> String {
    let all = game.scores(play);
    let Some(score) = all.last() else { return String::new() };
    let card = words::card(lang, score.card);
    let mut signs = card.sign.to_owned();
    if !score.card.is_good() {
        signs = format!("{signs} {}", words::told_at(lang, told_at(play)));
    }
    let mut text = news(words::verdict(lang, score), &words::beside_policy(lang, score));
    let mark = if score.operator.is_right { "good" } else { "failed" };
    text += &format!(
        r#"<div class="text after" style="border-color:var(--{mark})"><h2>{}</h2><p>{}</p><p>{signs}</p></div>"#,
        card.name, card.truth
    );
    let section = |name: Word, rows: &[Vec<String>]| {
        let name = name.name(lang);
        element("section", &(element("h2", name) + &table(rows, name)))
    };
    let mut sums = section(Word::Score, &scores(lang, score));
    if all.len() > 1 {
        sums += &section(Word::Total, &total(lang, &all));
    }
    text += &format!(r#"<div style="{SIDE_BY_SIDE}">{sums}</div>"#);
    text += pictures;
    let mut state = String::new();
    let next = if game.number() < ROUNDS {
        let (seed, first) = (game.seed.to_string(), game.first.to_string());
        state = hidden("seed", &seed) + &hidden("round", &first) + &hidden("moves", &game.written());
        button("primary", "next", ("move", "."), Word::NextRound.name(lang))
    } else {
        let seed = if game.seed < LARGEST_SEED { game.seed + 1 } else { 0 };
        state += &hidden("round", "1");
        button("primary", "deck", ("seed", &seed.to_string()), Word::NewDeck.name(lang))
    };
    let explore = format!("?lang={}#s={}", lang.tag(), link::encode(&comparison(lang, play)));
    let results = [
        ("CSV", "text/csv", csv(game.seed, &all)),
        ("JSON", "application/json", document(game, play, &all).to_string()),
    ];
    let files = results.map(|(kind, mime, content)| file(lang, game, kind, mime, &content)).join(" ");
    let explore = anchor("explore", &explore, Word::Explore.name(lang));
    format!(r#"{state}{text}<p>{explore} {files}</p><footer style="{IN_VIEW}">{next}</footer>"#)
}

/// A link that saves a file of results.
fn file(lang: Lang, game: &Game, kind: &str, mime: &str, content: &str) -> String {
    let name = format!("on-call-{}-{}.{}", game.seed, game.number(), kind.to_lowercase());
    let words = words::save(lang, kind);
    format!(
        r#"<a class="link" download="{name}" href="data:{mime};charset=utf-8;base64,{}">{words}</a>"#,
        STANDARD.encode(content)
    )
}

/// A table whose first column and row are headings; it scrolls by itself where it is too wide.
fn table(rows: &[Vec<String>], name: &str) -> String {
    let cell = "style=\"padding:3px 12px 3px 0;text-align:left;white-space:nowrap\"";
    let row = |(place, row): (usize, &Vec<String>)| {
        let one = |(column, text): (usize, &String)| {
            let text = escaped(text);
            match (place, column) {
                (0, _) if text.is_empty() => format!("<td {cell}></td>"),
                (0, _) => format!(r#"<th scope="col" {cell}>{text}</th>"#),
                (_, 0) => format!(r#"<th scope="row" {cell}>{text}</th>"#),
                _ => format!("<td {cell}>{text}</td>"),
            }
        };
        element("tr", &row.iter().enumerate().map(one).collect::<String>())
    };
    let rows: String = rows.iter().enumerate().map(row).collect();
    format!(
        r#"<div tabindex="0" role="region" aria-label="{name}" style="overflow-x:auto"><table style="border-collapse:collapse;font-variant-numeric:tabular-nums">{rows}</table></div>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oncall::{Card, deal};

    fn shown(lang: Lang, fields: &str) -> String {
        form(lang, &Fields::of(fields))
    }

    #[test]
    fn it_begins_with_its_rules_and_the_deck_that_was_asked_for() {
        for fields in ["", "seed=7", "seed=7&round=9&moves=w", "round=1&moves=xyz"] {
            let text = shown(Lang::Ko, fields);
            let seed = if fields.contains("seed") { 7 } else { 1 };
            assert!(
                text.contains(&format!(r#"id="on-call-seed" min="0" max="{LARGEST_SEED}" value="{seed}""#)),
                "{text}"
            );
            assert!(text.contains(r#"name="round" value="1""#) && !text.contains("on-call-w"), "{text}");
        }
    }

    #[test]
    fn a_move_goes_behind_those_before_it() {
        let text = shown(Lang::En, "seed=7&round=1&moves=lw&move=h");
        assert!(text.contains(r#"<input type="hidden" name="moves" value="lwh">"#), "{text}");
        assert_eq!(text, shown(Lang::En, "seed=7&round=1&moves=lwh"));
        // What means nothing now cannot be pressed; a pause and its end take turns.
        assert!(text.contains(r#"id="on-call-c""#) && !text.contains(r#"id="on-call-h""#), "{text}");
        let back = shown(Lang::En, "seed=7&round=1&moves=lwr");
        assert!(back.contains(r#"id="on-call-next" name="move" value=".""#) && !back.contains("on-call-w"), "{back}");
        let next = shown(Lang::En, "seed=7&round=1&moves=lwr&move=.");
        assert!(next.contains("round 2 of 5") && next.contains(r#"id="on-call-w""#), "{next}");
        let last = shown(Lang::En, "seed=7&round=5&moves=r");
        assert!(
            last.contains(r#"id="on-call-deck" name="seed" value="8""#) && !last.contains("on-call-next"),
            "{last}"
        );
    }

    #[test]
    fn nothing_tells_the_truth_before_the_end() {
        for seed in 1..6 {
            let round = deal(seed, 1).expect("a round");
            let secrets = Lang::ALL.map(|lang| words::card(lang, round.card));
            for (lang, secret) in Lang::ALL.into_iter().zip(secrets) {
                let fields = format!("seed={seed}&round=1&moves=ww");
                let (during, over) = (shown(lang, &fields), shown(lang, &format!("{fields}r")));
                for told in [secret.name, secret.truth, secret.sign] {
                    assert!(!during.contains(told) && over.contains(told), "{seed}: {told}");
                }
                for hint in ["#s=", "data:", "candidate-soft", Word::Without.name(lang)] {
                    assert!(!during.contains(hint) && over.contains(hint), "{seed}: {hint}");
                }
                assert!(!Card::ALL.iter().any(|card| during.contains(&format!("\"{}\"", card.id()))), "{during}");
            }
        }
    }

    #[test]
    fn both_languages_show_the_same_figures() {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let tables = |lang: Lang| {
            let text = shown(lang, "seed=2&round=1&moves=lwlr");
            text.split("<table")
                .skip(1)
                .map(|part| digits(part.split("</table>").next().unwrap_or_default()))
                .collect::<Vec<_>>()
        };
        assert_eq!(tables(Lang::Ko).len(), 2);
        assert_eq!(tables(Lang::Ko), tables(Lang::En));
    }
}
