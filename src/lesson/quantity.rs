//! The numbers that conditions and texts can name: every measure of a comparison, and a few more of the report.

use crate::compare::Measure;
use crate::record::Report;

/// A number of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// One by which lanes are compared.
    Measure(Measure),
    /// Another one.
    Other(Other),
}

/// Declares what is no measure, each with its place in a report's JSON.
macro_rules! others {
    ($($(#[$doc:meta])* $name:ident: $key:literal;)+) => {
        /// A number that is not compared but told.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Other { $($(#[$doc])* $name,)+ }

        impl Other {
            /// Every one.
            pub const ALL: &'static [Other] = &[$(Other::$name),+];

            fn key(self) -> &'static str {
                match self { $(Other::$name => $key),+ }
            }
        }
    };
}

others! {
    /// Requests that were sent to the candidate.
    CandidateRequests: "version_mix.candidate_requests";
    /// Requests sent to instances that did not listen.
    RefusedConnections: "requests.refused_connections";
    /// The fewest ready instances as a share of the wanted fleet.
    MinShareOfFleet: "capacity.min_share_of_fleet";
    /// Actions of the controller.
    Actions: "rollout.actions";
    /// When it was decided to go back, s.
    DecidedToGoBack: "rollout.reason.at_s";
    /// Attempts of clients.
    Attempts: "clients.attempts";
    /// Those of them that followed a failure.
    Retries: "clients.retries";
    /// Users who asked at least once.
    Users: "clients.users";
    /// What an A/B test asks for of each version.
    AbAsked: "ab_test.stable.asked";
    /// What it counted of the stable version.
    AbStableRequests: "ab_test.stable.requests";
    /// Their conversion.
    AbStableConversion: "ab_test.stable.conversion";
    /// What it counted of the candidate.
    AbCandidateRequests: "ab_test.candidate.requests";
    /// Their conversion.
    AbCandidateConversion: "ab_test.candidate.conversion";
    /// The difference.
    AbDifference: "ab_test.difference";
    /// Its lower bound.
    AbLow: "ab_test.low";
    /// Its upper bound.
    AbHigh: "ab_test.high";
    /// When it was decided, s.
    AbDecided: "ab_test.decided_s";
}

impl Quantity {
    /// Every quantity.
    pub fn all() -> impl Iterator<Item = Quantity> {
        let measures = Measure::ALL.iter().map(|measure| Quantity::Measure(*measure));
        measures.chain(Other::ALL.iter().map(|other| Quantity::Other(*other)))
    }

    /// The name in files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Quantity::Measure(measure) => measure.key(),
            Quantity::Other(other) => other.key(),
        }
    }

    /// The quantity of this name.
    #[must_use]
    pub fn named(key: &str) -> Option<Quantity> {
        Quantity::all().find(|quantity| quantity.key() == key)
    }

    /// The number that it is in `report`; `None` for the outcome and for what did not happen.
    #[must_use]
    pub fn of(self, report: &Report) -> Option<f64> {
        match self {
            Quantity::Measure(measure) => measure.of(report),
            Quantity::Other(other) => {
                let json = serde_json::to_value(report).ok()?;
                json.pointer(&format!("/{}", other.key().replace('.', "/")))?.as_f64()
            }
        }
    }

    /// A number of it, rounded to what is shown: what looks equal is equal.
    #[must_use]
    pub fn shown(self, number: f64) -> f64 {
        match self {
            Quantity::Measure(measure) => measure.shown(number),
            Quantity::Other(_) => (number * 1e4).round() / 1e4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::figures;
    use crate::scenario::presets::Preset;

    #[test]
    fn every_quantity_stands_in_some_report() {
        let reports = ["bad-release", "retry-storm", "ab-test", "shadow"]
            .map(|preset| figures(&Preset::find(preset).and_then(|preset| preset.scenario().ok()).expect("a preset")));
        for quantity in Quantity::all().filter(|quantity| *quantity != Quantity::Measure(Measure::Outcome)) {
            assert!(reports.iter().any(|report| quantity.of(report).is_some()), "{}", quantity.key());
            assert_eq!(Quantity::named(quantity.key()), Some(quantity));
        }
    }
}
