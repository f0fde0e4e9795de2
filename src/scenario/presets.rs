//! The scenarios that come with the tool: files of `scenarios/`, the same for the page, the command line and the tests.

use super::Checked;
use super::problem::{Problem, Problems, Rule};
use super::read::read;

/// A scenario that comes with the tool. Its title and description are in `i18n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// The name on the command line and in links.
    pub id: &'static str,
    /// The file's values as JSON, which the build makes of it.
    pub source: &'static str,
}

macro_rules! presets {
    ($($id:literal,)+) => {
        /// Every preset; the first one is what the page opens on.
        pub const PRESETS: &[Preset] = &[
            $(Preset { id: $id, source: include_str!(concat!(env!("OUT_DIR"), "/", $id, ".json")) },)+
        ];
    };
}

presets! {
    "bad-release",
    "good-release",
    "slow-release",
    "never-ready",
    "tight-capacity",
    "flash-crowd",
    "crash-in-rollout",
    "in-place",
    "endpoint-race",
    "endpoint-race-cured",
    "stale-balancers",
    "cold-cache",
    "autoscaler-against-rollout",
    "retry-storm",
    "breaking-migration",
    "expand-contract",
    "fix-forward",
    "next-deployment",
    "ab-test",
    "shadow",
    "late-deregistration",
    "terminating-pods",
    "small-canary",
    "hard-cap",
    "shrinking-stable",
    "abandoned-canary",
    "way-back",
    "preview-size",
    "no-data",
    "long-pause",
    "failed-promotion",
    "sticky-users",
    "stop-first",
    "stuck-batch",
}

impl Preset {
    /// The preset with this name.
    #[must_use]
    pub fn find(id: &str) -> Option<Preset> {
        PRESETS.iter().copied().find(|preset| preset.id == id)
    }

    /// Reads the preset.
    ///
    /// # Errors
    /// Never for the presets that are here: a test reads them all.
    pub fn scenario(&self) -> Result<Checked, Problems> {
        let value = super::json::parse(self.source)
            .map_err(|error| vec![Problem::rule("", "JSON", Rule::Syntax(error.to_string()))])?;
        read(&value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_passes_every_check() {
        for preset in PRESETS {
            if let Err(problems) = preset.scenario() {
                panic!("{}: {problems:#?}", preset.id);
            }
        }
    }
}
