//! What breaks when two versions run together or one after the other: sessions, programs in the browser, the schema.

use super::schema::{Section, Visitor, choice, spec};
use serde::{Deserialize, Serialize};

/// Which requests fail because the two versions do not understand each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Compatibility {
    /// Sessions that the other version wrote last.
    pub session: Failing,
    /// Calls of a program in the browser that came from the other version.
    pub client: Failing,
    /// Requests on a schema that is the other version's.
    pub schema: Failing,
    /// When the schema becomes the candidate's.
    pub migration: Migration,
}

impl Compatibility {
    /// Whether both versions understand everything of each other.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let Compatibility { session, client, schema, .. } = self;
        [session, client, schema].iter().all(|failing| failing.stable == 0.0 && failing.candidate == 0.0)
    }
}

impl Section for Compatibility {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.section(
            "session",
            &mut self.session,
            "A user's session is as the version wrote it that the user's last request was sent to. What each version makes of those of the other.",
        );
        v.section(
            "client",
            &mut self.client,
            "A user's browser runs the program of the version that its first request was sent to. What each version makes of calls of the other's.",
        );
        v.section(
            "schema",
            &mut self.schema,
            "What the stable version makes of the schema after its migration, and the candidate before it. A roll-back does not take a migration back. A change that first only adds, and removes in a later deployment (expand and contract), breaks neither.",
        );
        v.choice("migration", &mut self.migration, "When the schema becomes the candidate's.");
    }
}

choice! {
    /// When the schema becomes the candidate's.
    Migration {
        /// When the first process of the candidate starts, as programs do that migrate by themselves.
        #[default]
        Start = "start",
        /// When the rollout is complete.
        Completion = "completion",
    }
}

/// How many of such requests each version answers with an error.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Failing {
    /// Chance that the stable version does.
    pub stable: f64,
    /// Chance that the candidate does.
    pub candidate: f64,
}

impl Section for Failing {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "stable",
            &mut self.stable,
            spec("", 0.0, 1.0, "Chance that the stable version answers with an error."),
        );
        v.number(
            "candidate",
            &mut self.candidate,
            spec("", 0.0, 1.0, "Chance that the candidate answers with an error."),
        );
    }
}
