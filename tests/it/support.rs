//! Short ways to write scenarios and runs.

use cutover::fleet::{State, VersionId};
use cutover::record::{Recording, Report, report, simulate};
use cutover::scenario::{Checked, document, read};
use cutover::sim::Event;

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

/// Runs the scenario of this TOML, and writes down what happened, a line per event.
pub fn events(toml: &str) -> String {
    let line = |event: Event| match event {
        Event::InstanceChanged { instance, version, state } => {
            let version = if version == VersionId::Stable { "stable" } else { "candidate" };
            let state = match state {
                State::Provisioning => "provisioning",
                State::Starting => "starting",
                State::Warming => "warming",
                State::Ready => "ready",
                State::Draining => "draining",
                State::Crashed => "crashed",
                State::Terminated => "terminated",
                State::Unready => "unready",
            };
            format!("{instance} {version} {state}")
        }
        other => format!("{other:?}"),
    };
    let (recording, _) = run(toml);
    let lines = recording.log.iter().map(|entry| format!("{:5.1} {}", entry.at.seconds(), line(entry.event)));
    lines.collect::<Vec<_>>().join("\n")
}

/// `base` and `toml`, lines of `key = value`; what `toml` sets takes the place of what `base` says.
pub fn with(base: &str, toml: &str) -> String {
    let key = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    let kept = base.lines().filter(|line| toml.lines().all(|other| key(other) != key(line)));
    kept.chain(toml.lines()).collect::<Vec<_>>().join("\n")
}
