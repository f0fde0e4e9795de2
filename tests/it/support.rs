//! Short ways to write scenarios and runs.

use cutover::record::{Recording, Report, report, simulate};
use cutover::scenario::{Checked, document, read};

/// The scenario of this TOML; everything else is the default.
pub fn scenario(toml: &str) -> Checked {
    let value = document::from_text(&format!("{toml}\n")).unwrap_or_else(|problem| panic!("{problem:?}"));
    read::read(&value).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// Runs the scenario of this TOML.
pub fn run(toml: &str) -> (Recording, Report) {
    let scenario = scenario(toml);
    let recording = simulate(&scenario);
    let report = report(&scenario, &recording);
    (recording, report)
}
