//! The game as it is shown: its pictures, its tables, and its results as files.

mod picture;
mod results;
mod table;

pub use picture::picture;
pub use results::{csv, document};
pub use table::{looks, scores, total};

use super::act::COMMANDS;
use crate::i18n::Lang;
use crate::i18n::oncall::Word;
use crate::oncall::Play;
use crate::scenario::values::list_values;
use crate::scenario::{Change, Lane, Scenario, StrategyKind};

/// The round as a comparison: what the operator did beside what the automatic policy did.
#[must_use]
pub fn comparison(lang: Lang, play: &Play) -> Scenario {
    let mut scenario: Scenario = play.round.automatic().into_inner();
    scenario.name = format!("{} {}-{}", Word::Title.name(lang), play.round.seed, play.round.number);
    let change = |path: &str, value: String| Change { path: path.to_owned(), value };
    let mut commands = play.scenario.commands.clone();
    let own = vec![
        change("rollback.automatic", "false".to_owned()),
        change(COMMANDS, list_values(&mut commands).to_string()),
    ];
    let lane = |name: Word, changes| Lane { name: name.name(lang).to_owned(), strategy: StrategyKind::Canary, changes };
    scenario.lanes = vec![lane(Word::You, own), lane(Word::Policy, Vec::new())];
    scenario
}
