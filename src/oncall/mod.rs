//! On call: a game in which somebody is the operator of a canary whose quality nobody tells them. They see what telemetry shows
//! and nothing else, give commands or wait, and afterwards see the truth, and what the automatic policy has made of the same.
//!
//! A game is a value like a scenario: the seed of its deck and the moves say everything. A move is a command at the present moment,
//! and the run is made anew with it, so that the past stays as it was seen.

mod deck;
mod game;
mod play;
mod score;

pub use deck::{BAKE_S, Card, HORIZON_S, ROUNDS, Round, START_S, deal};
pub use game::{Game, WrongGame};
pub use play::{Look, Move, Play, Stand, play};
pub use score::{Decision, Outcome, Score, score, told_at};
