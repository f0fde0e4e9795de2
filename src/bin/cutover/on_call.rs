//! The game of being on call in a terminal.

use crate::args::{Format, OnCall as Asked};
use crate::failure::Failure;
use crate::output::{Done, print, print_json};
use crate::table;
use cutover::i18n::Lang;
use cutover::i18n::oncall as words;
use cutover::oncall::{Game, Play, ROUNDS, Score, told_at};
use cutover::view::oncall::{document, looks, scores, total};

pub fn on_call(lang: Lang, asked: &Asked) -> Done {
    let game = Game::read(asked.seed, asked.round, &asked.moves)
        .map_err(|wrong| Failure::Unknown(words::wrong(lang, &wrong, ROUNDS)))?;
    let play = game.present();
    // Nothing is told of a round before it is over, and no score of one that still goes on.
    let all = if play.is_over { game.scores(&play) } else { Vec::new() };
    match asked.format {
        Format::Json => print_json(&document(&game, &play, &all)),
        Format::Text => print(&text(lang, &game, &play, &all)),
    }
}

fn text(lang: Lang, game: &Game, play: &Play, all: &[Score]) -> String {
    let mut text = format!("{}\n\n", words::place(lang, game.seed, game.number(), ROUNDS));
    let mut add = |rows: &[Vec<String>]| text.push_str(&format!("{}\n\n", table::lines(rows).join("\n")));
    add(&looks(lang, play));
    let Some(score) = all.last() else {
        text.push_str(&format!("{}\n", words::stand(lang, play)));
        for one in play.open() {
            text.push_str(&format!("  {}  {}\n", one.letter(), words::button(lang, play, one)));
        }
        return text;
    };
    add(&scores(lang, score));
    if all.len() > 1 {
        add(&total(lang, all));
    }
    let card = words::card(lang, score.card);
    let told = if score.card.is_good() { String::new() } else { words::told_at(lang, told_at(play)) };
    for line in [words::verdict(lang, score), card.name, card.truth, card.sign, &told] {
        text.push_str(&format!("{line}\n"));
    }
    text
}
