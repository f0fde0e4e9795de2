//! Where users are, and for whom a version behaves otherwise than for the rest.

use super::schema::{Section, Visitor, spec};
use serde::{Deserialize, Serialize};

/// Longest round trip, ms.
const LONGEST_TRIP_MS: f64 = 60_000.0;
/// Most zones that a list has entries for: as many as a cluster can have.
const MOST_ZONES: usize = 1_000;
/// Longest name of a region, and of a class, characters.
const LONGEST_NAME: f64 = 60.0;

/// Where some of the users are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// A name for people, and for `versions.*.cases`.
    pub name: String,
    /// How many of the users are there, beside the weights of the others.
    pub weight: f64,
    /// Network time of a round trip between them and the service, ms.
    pub latency_ms: f64,
    /// The same on top for the instances of each zone, ms; empty for none.
    pub zones_ms: Vec<f64>,
}

impl Default for Region {
    fn default() -> Self {
        Region { name: String::new(), weight: 1.0, latency_ms: 0.0, zones_ms: Vec::new() }
    }
}

impl Section for Region {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.text("name", &mut self.name, spec("characters", 0.0, LONGEST_NAME, "A name for people and for cases."));
        v.number(
            "weight",
            &mut self.weight,
            spec("", 0.001, 1e6, "How many of the users are there, beside the weights of the others."),
        );
        v.number(
            "latency_ms",
            &mut self.latency_ms,
            spec("ms", 0.0, LONGEST_TRIP_MS, "Network time of a round trip between its users and the service."),
        );
        v.numbers(
            "zones_ms",
            &mut self.zones_ms,
            MOST_ZONES,
            spec(
                "ms",
                0.0,
                LONGEST_TRIP_MS,
                "Network time on top for the instances of each zone, from zone 0 on; the zone with the least, the first of \
                 equals, is the one that its users are in. Empty: none, and its users are spread over all zones.",
            ),
        );
    }
}

/// Requests that a version treats otherwise than the rest: those that are of a class, from a region and of a cohort.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The name of a class; empty for all.
    pub class: String,
    /// The name of a region; empty for all.
    pub region: String,
    /// The first cohort, 0 to 1; a user's cohort is what decides the canary's share.
    pub cohort_from: f64,
    /// The end of the cohorts, itself left out, 0 to 1.
    pub cohort_to: f64,
    /// Multiplies the service time.
    pub service_factor: f64,
    /// Chance of an error that comes with the case, independent of all others.
    pub error_probability: f64,
}

impl Default for Case {
    fn default() -> Self {
        Case {
            class: String::new(),
            region: String::new(),
            cohort_from: 0.0,
            cohort_to: 1.0,
            service_factor: 1.0,
            error_probability: 0.0,
        }
    }
}

impl Case {
    /// Whether whoever meets it is worse off.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        self.cohort_from < self.cohort_to && (self.service_factor > 1.0 || self.error_probability > 0.0)
    }
}

impl Section for Case {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.text(
            "class",
            &mut self.class,
            spec("characters", 0.0, LONGEST_NAME, "The name of one of `clients.classes`; empty: all."),
        );
        v.text(
            "region",
            &mut self.region,
            spec("characters", 0.0, LONGEST_NAME, "The name of one of `clients.regions`; empty: all."),
        );
        v.number(
            "cohort_from",
            &mut self.cohort_from,
            spec("", 0.0, 1.0, "Users of cohorts from this on; a canary of weight w percent gets those below w / 100."),
        );
        v.number("cohort_to", &mut self.cohort_to, spec("", 0.0, 1.0, "Users of cohorts below this."));
        v.number(
            "service_factor",
            &mut self.service_factor,
            spec("", 0.01, 100.0, "Multiplies the service time of these requests, besides all other factors."),
        );
        v.number(
            "error_probability",
            &mut self.error_probability,
            spec("", 0.0, 1.0, "Further chance that one of these requests is answered with an error."),
        );
    }
}
