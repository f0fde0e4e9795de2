//! What makes the same work take longer on one instance than on another, or at one moment than at another.

use super::LONGEST_HORIZON_S;
use super::schema::{Section, Visitor, choice, spec};
use serde::{Deserialize, Serialize};

/// A cache that is empty when the process starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColdCache {
    /// How much longer a request takes while the cache is empty.
    pub factor: f64,
    /// Requests that fill it; 0: requests do not.
    pub requests: u32,
    /// Time that fills it, s from readiness on; 0: time does not.
    pub age_s: f64,
}

impl Default for ColdCache {
    fn default() -> Self {
        ColdCache { factor: 1.0, requests: 0, age_s: 0.0 }
    }
}

impl Section for ColdCache {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "factor",
            &mut self.factor,
            spec("", 1.0, 100.0, "How much longer a request takes while the cache is empty; 1: there is no cache."),
        );
        v.whole(
            "requests",
            &mut self.requests,
            spec(
                "requests",
                0.0,
                1e9,
                "So many requests fill it, evenly; 0: requests do not. With `age_s = 0` too, there is no cache.",
            ),
        );
        v.number(
            "age_s",
            &mut self.age_s,
            spec(
                "s",
                0.0,
                86_400.0,
                "After so long a time of being ready it is full, filled evenly; 0: time does not.",
            ),
        );
    }
}

/// What a version does not give back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leak {
    /// How much longer work takes after each 1,000 requests, as a share.
    pub growth: f64,
    /// The process runs out of memory with the request of this number; 0 never.
    pub requests_until_crash: u32,
    /// How long it stays down then, s.
    pub down_s: f64,
}

impl Default for Leak {
    fn default() -> Self {
        Leak { growth: 0.0, requests_until_crash: 0, down_s: 10.0 }
    }
}

impl Leak {
    /// Whether this is more harmful than `other`.
    #[must_use]
    pub fn is_worse_than(&self, other: &Leak) -> bool {
        // Never comes after every number.
        let crash = |leak: &Leak| leak.requests_until_crash.wrapping_sub(1);
        self.growth > other.growth || crash(self) < crash(other)
    }
}

impl Section for Leak {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "growth",
            &mut self.growth,
            spec(
                "",
                0.0,
                100.0,
                "How much longer work takes after each 1,000 requests of a process: 0.1 is 10 % more.",
            ),
        );
        v.whole(
            "requests_until_crash",
            &mut self.requests_until_crash,
            spec(
                "requests",
                0.0,
                1e9,
                "With so many requests taken in, a process runs out of memory and crashes; 0: never.",
            ),
        );
        v.number(
            "down_s",
            &mut self.down_s,
            spec("s", 0.0, 86_400.0, "How long an instance that ran out of memory stays down before it starts again."),
        );
    }
}

choice! {
    /// Which version something happens to.
    Affected {
        /// Whatever runs there.
        #[default]
        Any = "any",
        /// Only what ran at the start.
        Stable = "stable",
        /// Only what the rollout brings.
        Candidate = "candidate",
    }
}

/// The process stands still, as a garbage collector makes it do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pause {
    /// When, s.
    pub at_s: f64,
    /// How often from then on, s; 0 once.
    pub every_s: f64,
    /// How long, ms.
    pub duration_ms: f64,
    /// Whether it happens to every instance in rotation.
    pub all: bool,
    /// To which otherwise: position among the instances then in rotation, oldest first, wrapping round.
    pub instance: u32,
    /// On which version.
    pub version: Affected,
}

impl Default for Pause {
    fn default() -> Self {
        Pause { at_s: 120.0, every_s: 0.0, duration_ms: 1_000.0, all: false, instance: 0, version: Affected::Any }
    }
}

impl Section for Pause {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number("at_s", &mut self.at_s, spec("s", 0.0, LONGEST_HORIZON_S, "When the process stands still."));
        v.number(
            "every_s",
            &mut self.every_s,
            spec("s", 0.0, LONGEST_HORIZON_S, "How often from then on; 0: once. Less than 0.1 s is taken as 0.1 s."),
        );
        v.number("duration_ms", &mut self.duration_ms, spec("ms", 0.0, 3_600_000.0, "For how long."));
        v.flag("all", &mut self.all, "Whether all instances in rotation stand still at the same time.");
        v.whole(
            "instance",
            &mut self.instance,
            spec(
                "",
                0.0,
                99_999.0,
                "Which one otherwise: position among the instances then in rotation, oldest first, wrapping round.",
            ),
        );
        v.choice("version", &mut self.version, "Only instances of this version are counted.");
    }
}

/// Somebody else on the same machines takes their time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slow {
    /// When it begins, s.
    pub at_s: f64,
    /// How long it lasts, s.
    pub duration_s: f64,
    /// How much longer work takes that starts in that time.
    pub factor: f64,
    /// Share of the instances, drawn once for each.
    pub share: f64,
}

impl Default for Slow {
    fn default() -> Self {
        Slow { at_s: 120.0, duration_s: 60.0, factor: 2.0, share: 0.25 }
    }
}

impl Section for Slow {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number("at_s", &mut self.at_s, spec("s", 0.0, LONGEST_HORIZON_S, "When the slow time begins."));
        v.number("duration_s", &mut self.duration_s, spec("s", 0.0, LONGEST_HORIZON_S, "How long it lasts."));
        v.number(
            "factor",
            &mut self.factor,
            spec("", 1.0, 100.0, "How much longer work takes that starts in that time."),
        );
        v.number(
            "share",
            &mut self.share,
            spec("", 0.0, 1.0, "Share of the instances that have this neighbour, drawn once for each."),
        );
    }
}
