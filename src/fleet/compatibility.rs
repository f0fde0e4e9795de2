//! Requests that fail because one version does not understand what the other left: a session, a program in the browser, the
//! schema of the data.

use super::state::VersionId;
use crate::scenario::{self, Failing, Migration};

/// What a version did not understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakage {
    /// A session that the other version wrote last.
    Session,
    /// A program in the browser that came from the other version.
    Client,
    /// The schema of the other version.
    Schema,
}

impl Breakage {
    /// All, in the order in which they are looked for.
    pub const ALL: [Breakage; 3] = [Breakage::Session, Breakage::Client, Breakage::Schema];
}

/// What versions leave behind with a user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// The version that the user's last attempt was sent to.
    pub session: Option<VersionId>,
    /// The one that the first was sent to.
    pub client: Option<VersionId>,
}

/// Who breaks whom, and how the schema stands.
#[derive(Clone, Debug)]
pub struct Compatibility {
    /// By [`Breakage`] and version.
    chances: [[f64; 2]; 3],
    migration: Migration,
    schema: VersionId,
}

impl Compatibility {
    /// Before anything has been deployed.
    #[must_use]
    pub fn new(settings: &scenario::Compatibility) -> Compatibility {
        let by_version = |failing: &Failing| [failing.stable, failing.candidate];
        let chances = [&settings.session, &settings.client, &settings.schema].map(by_version);
        Compatibility { chances, migration: settings.migration, schema: VersionId::Stable }
    }

    /// Whether anything breaks.
    #[inline]
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.chances.iter().flatten().all(|chance| *chance == 0.0)
    }

    /// The rollout has come to where the schema may be migrated; whether it is, which it is once. Where neither version minds,
    /// nobody hears of it.
    pub fn migrate(&mut self, at: Migration) -> bool {
        let minds = self.chances[Breakage::Schema as usize] != [0.0; 2];
        let migrates = minds && at == self.migration && self.schema == VersionId::Stable;
        if migrates {
            self.schema = VersionId::Candidate;
        }
        migrates
    }

    /// Chance that a version answers with an error, whose own is `error_probability`, after each [`Breakage`] has had its say:
    /// they are independent, and a request fails for the first reason that it has.
    #[must_use]
    pub fn error_probabilities(&self, version: VersionId, error_probability: f64, left: Left) -> [f64; 3] {
        let of = [left.session, left.client, Some(self.schema)];
        let mut so_far = error_probability;
        [0, 1, 2].map(|i| {
            if of[i].is_some_and(|of| of != version) {
                so_far += (1.0 - so_far) * self.chances[i][version.index()];
            }
            so_far
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: scenario::Compatibility = scenario::Compatibility {
        session: Failing { stable: 0.5, candidate: 0.25 },
        client: Failing { stable: 0.0, candidate: 0.5 },
        schema: Failing { stable: 1.0, candidate: 0.125 },
        migration: Migration::Completion,
    };

    #[test]
    fn what_comes_from_the_other_version_breaks() {
        let mut compatibility = Compatibility::new(&SETTINGS);
        let [stable, candidate] = VersionId::BOTH;
        let chances = |compatibility: &Compatibility, version, session, client| {
            compatibility.error_probabilities(version, 0.0, Left { session, client })
        };
        // Nothing is left yet, and the schema is the stable version's.
        assert_eq!(chances(&compatibility, stable, None, None), [0.0; 3]);
        assert_eq!(chances(&compatibility, candidate, None, None), [0.0, 0.0, 0.125]);
        assert_eq!(chances(&compatibility, candidate, Some(candidate), Some(candidate)), [0.0, 0.0, 0.125]);
        // 1/4; then half of the rest, 3/8; then an eighth of the rest, 3/64.
        assert_eq!(chances(&compatibility, candidate, Some(stable), Some(stable)), [0.25, 0.625, 0.671_875]);
        assert_eq!(chances(&compatibility, stable, Some(candidate), Some(candidate)), [0.5, 0.5, 0.5]);
        assert!(!compatibility.migrate(Migration::Start));
        assert!(compatibility.migrate(Migration::Completion) && !compatibility.migrate(Migration::Completion));
        assert_eq!(chances(&compatibility, stable, None, None), [0.0, 0.0, 1.0]);
        assert_eq!(chances(&compatibility, candidate, Some(stable), None), [0.25, 0.25, 0.25]);
    }

    #[test]
    fn where_nobody_minds_nothing_is_told() {
        let mut compatibility = Compatibility::new(&scenario::Compatibility::default());
        assert!(compatibility.is_full() && !compatibility.migrate(Migration::Start));
        assert!(!Compatibility::new(&SETTINGS).is_full());
    }
}
