//! A game as files: what was seen and done, and the scores of the rounds that are over. Names and numbers, no words.

use crate::fleet::Reading;
use crate::oncall::{Game, Look, Outcome, Play, Score};
use serde_json::{Value, json};

/// The game as a document. Of the present round it has what its operator has seen; of the card nothing before the round is over.
#[must_use]
pub fn document(game: &Game, play: &Play, scores: &[Score]) -> Value {
    json!({
        "seed": game.seed,
        "round": game.number(),
        "moves": game.written(),
        "now_s": play.now_s(),
        "is_over": play.is_over,
        "open": play.open().iter().map(|one| one.letter().to_string()).collect::<Vec<String>>(),
        "looks": play.looks.iter().map(look).collect::<Vec<Value>>(),
        "scores": scores.iter().map(score).collect::<Vec<Value>>(),
    })
}

fn look(look: &Look) -> Value {
    let reading = |reading: &Option<Reading>| {
        reading.map(|reading| {
            json!({ "requests": reading.requests, "error_rate": reading.error_rate, "p99_ms": reading.p99_ms })
        })
    };
    let [stable, candidate] = &look.readings;
    json!({
        "at_s": look.at_s,
        "weight_percent": look.weight,
        "stable": { "instances": look.ready[0], "seen": reading(stable) },
        "candidate": { "instances": look.ready[1], "seen": reading(candidate) },
        "move": look.made.map(|made| made.letter().to_string()),
    })
}

fn score(score: &Score) -> Value {
    let outcome = |outcome: Outcome| {
        json!({
            "decision": outcome.decision.id(),
            "is_right": outcome.is_right,
            "users_hurt": outcome.users_hurt,
            "minutes": outcome.minutes,
            "usd": outcome.usd,
        })
    };
    json!({
        "round": score.number,
        "card": score.card.id(),
        "is_good": score.card.is_good(),
        "moves": score.moves,
        "operator": outcome(score.operator),
        "policy": outcome(score.policy),
        "unwatched": outcome(score.unwatched),
        "without": { "users_hurt": score.without.users_hurt, "usd": score.without.usd },
    })
}

/// The scores as CSV, a line for each round.
#[must_use]
pub fn csv(seed: u64, scores: &[Score]) -> String {
    let mut text = String::from("seed,round,card,is_good,moves");
    for who in ["", "policy_"] {
        for figure in ["decision", "is_right", "users_hurt", "minutes", "usd"] {
            text.push_str(&format!(",{who}{figure}"));
        }
    }
    text.push_str(",unwatched_users_hurt,without_users_hurt\n");
    for score in scores {
        let Score { number, card, moves, .. } = score;
        text.push_str(&format!("{seed},{number},{},{},{moves}", card.id(), card.is_good()));
        for Outcome { decision, is_right, users_hurt, minutes, usd } in [score.operator, score.policy] {
            text.push_str(&format!(",{},{is_right},{users_hurt},{minutes:.3},{usd:.4}", decision.id()));
        }
        text.push_str(&format!(",{},{}\n", score.unwatched.users_hurt, score.without.users_hurt));
    }
    text
}
