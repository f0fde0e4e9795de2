//! Further deployments of the same run: each brings another version, by the same strategy.

use super::schema::{Section, Visitor, spec};
use super::{Compatibility, LONGEST_HORIZON_S, Scenario, Version};
use serde::{Deserialize, Serialize};

/// Most deployments that may follow the first one.
pub const MOST_DEPLOYMENTS: u32 = 50;

/// A deployment that follows the first one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deployment {
    /// When it begins, s.
    pub at_s: f64,
    /// What it brings.
    pub version: Version,
    /// What breaks between that and what runs before.
    pub compatibility: Compatibility,
}

impl Default for Deployment {
    fn default() -> Self {
        Deployment { at_s: 240.0, version: Version::default(), compatibility: Compatibility::default() }
    }
}

impl Section for Deployment {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "at_s",
            &mut self.at_s,
            spec(
                "s",
                0.0,
                LONGEST_HORIZON_S,
                "When it begins: after the deployment before it has begun, but not necessarily after that is complete.",
            ),
        );
        v.section("version", &mut self.version, "What it brings.");
        v.section(
            "compatibility",
            &mut self.compatibility,
            "What breaks between that and the version which is stable when it begins; what users have of versions before that one counts as of that one.",
        );
    }
}

impl Scenario {
    /// How many versions there are: what runs at the start, and what each deployment brings.
    #[must_use]
    pub fn revision_count(&self) -> u32 {
        2 + self.deployments.len() as u32
    }

    /// What the version with this number is, which is below [`Self::revision_count`]: 0 runs at the start, 1 is what the first
    /// deployment brings.
    #[must_use]
    pub fn version_of(&self, revision: u32) -> &Version {
        match revision {
            0 => &self.versions.stable,
            1 => &self.versions.candidate,
            later => &self.deployments[later as usize - 2].version,
        }
    }

    /// Where the version with this number stands in a document.
    #[must_use]
    pub fn path_of(revision: u32) -> String {
        match revision {
            0 => "versions.stable".to_owned(),
            1 => "versions.candidate".to_owned(),
            later => format!("deployments[{}].version", later - 2),
        }
    }

    /// All versions in the order of their numbers.
    pub fn revisions(&self) -> impl Iterator<Item = &Version> {
        (0..self.revision_count()).map(|revision| self.version_of(revision))
    }

    /// What the deployment that brings the version with this number, from 1 on, breaks.
    #[must_use]
    pub fn compatibility_of(&self, revision: u32) -> &Compatibility {
        match revision {
            0 | 1 => &self.versions.compatibility,
            later => &self.deployments[later as usize - 2].compatibility,
        }
    }

    /// Whether all versions understand everything that those before them left, and the other way round.
    #[must_use]
    pub fn is_compatible(&self) -> bool {
        (1..self.revision_count()).all(|revision| self.compatibility_of(revision).is_full())
    }

    /// When each deployment begins, s, in order.
    pub fn deployed_at(&self) -> impl Iterator<Item = f64> {
        std::iter::once(self.strategy.start_s).chain(self.deployments.iter().map(|deployment| deployment.at_s))
    }
}
