//! The name of a lane, wherever it is called by one.

use super::super::engine::Lane;
use crate::i18n::{Lang, word};

/// The name of `lane`.
pub fn of(lang: Lang, lane: &Lane) -> String {
    word::lane(lang, lane.track.title())
}
