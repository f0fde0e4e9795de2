//! What the browser remembers between visits: the appearance, whether everything is enlarged, how often runs are repeated, which
//! charts are shown, which steps of lessons are done, and which seed an address has got that asks for one of the browser's own.

use gloo::storage::{LocalStorage, Storage};
use std::collections::{BTreeMap, BTreeSet};

const APPEARANCE: &str = "cutover.appearance";

const REPLICATIONS: &str = "cutover.replications";

/// How many replications were chosen last, if ever.
pub fn replications() -> Option<u32> {
    LocalStorage::get(REPLICATIONS).ok()
}

/// Remembers how many replications were chosen.
pub fn keep_replications(count: u32) {
    let _ = LocalStorage::set(REPLICATIONS, count);
}

/// The appearance chosen last, if any.
pub fn appearance() -> Option<String> {
    LocalStorage::get(APPEARANCE).ok()
}

/// Remembers the appearance. A browser that keeps nothing simply forgets it.
pub fn keep_appearance(name: &str) {
    let _ = LocalStorage::set(APPEARANCE, name);
}

const LESSONS: &str = "cutover.lessons";

/// The steps that are done, by lesson.
pub fn lessons() -> BTreeMap<String, BTreeSet<usize>> {
    LocalStorage::get(LESSONS).unwrap_or_default()
}

/// Remembers that a step is done.
pub fn keep_step(slug: &str, step: usize) {
    let mut lessons = lessons();
    if lessons.entry(slug.to_owned()).or_default().insert(step) {
        let _ = LocalStorage::set(LESSONS, lessons);
    }
}

const CHARTS: &str = "cutover.charts";

/// Which charts were chosen last, if ever.
pub fn charts() -> Option<String> {
    LocalStorage::get(CHARTS).ok()
}

/// Remembers which charts are chosen.
pub fn keep_charts(choice: &str) {
    let _ = LocalStorage::set(CHARTS, choice);
}

const OWN_SEED: &str = "cutover.seed";

/// The seed that this browser has for the address `query`: `drawn` once, and kept.
pub fn own_seed(query: &str, drawn: impl FnOnce() -> u64) -> u64 {
    let key = format!("{OWN_SEED}{query}");
    LocalStorage::get(&key).unwrap_or_else(|_| {
        let seed = drawn();
        let _ = LocalStorage::set(key, seed);
        seed
    })
}

const PROJECTOR: &str = "cutover.projector";

/// Whether everything was enlarged last.
pub fn projector() -> bool {
    LocalStorage::get(PROJECTOR).unwrap_or_default()
}

/// Remembers whether everything is enlarged.
pub fn keep_projector(projector: bool) {
    let _ = LocalStorage::set(PROJECTOR, projector);
}
