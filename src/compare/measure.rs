//! The measures by which runs are compared: which number of a report each is, and which side of it is better.

use crate::record::Report;

/// Which values of a measure are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Low ones.
    Low,
    /// High ones.
    High,
    /// Neither side is better by itself.
    Neither,
}

/// Declares the measures once, in the order of the table: the place of each in a report's JSON (but for what is put
/// together from several), and what is better.
macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident: $key:literal, $better:ident;)+) => {
        /// A measure: one row of a comparison.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Measure { $($(#[$doc])* $name,)+ }

        impl Measure {
            /// Every measure, in the order of the table.
            pub const ALL: &'static [Measure] = &[$(Measure::$name),+];

            /// Its name in JSON: where it stands in a report, or what it is called in `docs/report.md`.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Measure::$name => $key),+ }
            }

            /// Which values are better.
            #[must_use]
            pub fn better(self) -> Better {
                match self { $(Measure::$name => Better::$better),+ }
            }
        }
    };
}

measures! {
    /// How the rollout ended: the only one that is no number.
    Outcome: "rollout.outcome", Neither;
    /// Requests that failed, were refused or timed out.
    Harmed: "requests.harmed", Low;
    /// How long the rollout took, s.
    Duration: "rollout.duration_s", Neither;
    /// Requests that met a faulty version.
    Exposed: "rollout.exposed_requests", Low;
    /// From the first exposed request to the decision, s.
    TimeToDetect: "rollout.time_to_detect_s", Low;
    /// From the decision to the stable fleet, s.
    TimeToRestore: "rollout.time_to_restore_s", Low;
    /// Requests that arrived.
    Offered: "requests.offered", Neither;
    /// Attempts per request.
    Amplification: "clients.amplification", Low;
    /// Answered well.
    Served: "requests.served", High;
    /// Answered with an error or lost.
    Failed: "requests.failed", Low;
    /// Refused.
    Rejected: "requests.rejected", Low;
    /// Given up.
    TimedOut: "requests.timed_out", Low;
    /// Median latency, ms.
    P50: "latency_ms.p50", Low;
    /// 95th percentile, ms.
    P95: "latency_ms.p95", Low;
    /// 99th percentile, ms.
    P99: "latency_ms.p99", Low;
    /// Largest latency, ms.
    MaxLatency: "latency_ms.max", Low;
    /// Copies of requests sent to the candidate.
    Copies: "mirrored.copies", Neither;
    /// Those of them that were not answered well.
    CopiesNotServed: "mirrored.not_served", Neither;
    /// 99th percentile of their latency, ms.
    CopiesP99: "mirrored.latency_p99_ms", Neither;
    /// Fewest instances in rotation.
    MinReady: "capacity.min_ready_instances", High;
    /// Lowest capacity as a share of the demand.
    MinShareOfDemand: "capacity.min_share_of_demand", High;
    /// Time without any instance, s.
    Outage: "capacity.outage_s", Low;
    /// Time with both versions, s.
    Mixed: "version_mix.mixed_s", Low;
    /// Users who met both.
    MixedUsers: "clients.mixed_users", Low;
    /// Attempts that failed because the versions do not understand each other.
    Broken: "clients.broken.total", Low;
    /// Most instances at once.
    PeakInstances: "cost.peak_instances", Low;
    /// Instance hours of the wanted fleet.
    BaselineHours: "cost.hours.baseline", Neither;
    /// Those above it during the rollout.
    SurgeHours: "cost.hours.surge", Low;
    /// Those of a second fleet.
    OverlapHours: "cost.hours.overlap", Low;
    /// Those of a second fleet while it gets copies.
    MirrorHours: "cost.hours.mirror", Low;
    /// Those above the wanted fleet at other times.
    OtherHours: "cost.hours.other", Low;
    /// Those that the wanted fleet lacked.
    MissingHours: "cost.hours.missing", Neither;
    /// Money above the baseline fleet, US dollars.
    ExtraCost: "cost.extra_usd", Low;
    /// Money for all instances, US dollars.
    TotalCost: "cost.total_usd", Neither;
    /// Money for the router, US dollars.
    RouterCost: "cost.router.usd", Low;
    /// What the router adds to a request's latency, ms.
    RouterLatency: "cost.router.added_latency_ms", Low;
    /// Money for requests that went wrong, US dollars.
    FailedCost: "cost.failed_requests_usd", Low;
    /// Money above the baseline fleet, for the router and for requests that went wrong, US dollars.
    DeploymentCost: "cost.deployment_usd", Low;
    /// Share of a month's error budget that was spent.
    ErrorBudget: "cost.error_budget_share", Low;
    /// Money for a month of such deployments, US dollars.
    MonthCost: "cost.month.total_usd", Low;
    /// Share of a month's error budget that such deployments spend.
    MonthErrorBudget: "cost.month.error_budget_share", Low;
}

impl Measure {
    /// The measures of the verdict, in its order.
    pub const VERDICT: [Measure; 22] = [
        Measure::Harmed,
        Measure::Exposed,
        Measure::Outage,
        Measure::MinReady,
        Measure::MinShareOfDemand,
        Measure::P99,
        Measure::Mixed,
        Measure::Broken,
        Measure::TimeToDetect,
        Measure::TimeToRestore,
        Measure::Duration,
        Measure::PeakInstances,
        Measure::SurgeHours,
        Measure::OverlapHours,
        Measure::ExtraCost,
        Measure::RouterCost,
        Measure::FailedCost,
        Measure::DeploymentCost,
        Measure::ErrorBudget,
        Measure::TotalCost,
        Measure::MonthCost,
        Measure::MonthErrorBudget,
    ];

    /// A number of this measure, rounded to what is shown of it: what looks equal is never called better.
    #[must_use]
    pub fn shown(self, number: f64) -> f64 {
        let per_unit = match self {
            Measure::Duration | Measure::TimeToDetect | Measure::TimeToRestore | Measure::Outage | Measure::Mixed => {
                10.0
            }
            // Three digits.
            Measure::P50
            | Measure::P95
            | Measure::P99
            | Measure::MaxLatency
            | Measure::CopiesP99
            | Measure::RouterLatency => match number {
                ..10.0 => 100.0,
                ..100.0 => 10.0,
                _ => 1.0,
            },
            Measure::MinShareOfDemand => 1e3,
            Measure::Amplification => 100.0,
            Measure::BaselineHours
            | Measure::SurgeHours
            | Measure::OverlapHours
            | Measure::MirrorHours
            | Measure::OtherHours
            | Measure::MissingHours => match number.abs() {
                ..0.9995 => 1e3,
                ..9.995 => 100.0,
                ..99.95 => 10.0,
                _ => 1.0,
            },
            Measure::ExtraCost
            | Measure::TotalCost
            | Measure::RouterCost
            | Measure::FailedCost
            | Measure::DeploymentCost
            | Measure::MonthCost => match number.abs() {
                ..1.0 => 1e4,
                _ => 100.0,
            },
            Measure::ErrorBudget | Measure::MonthErrorBudget => match number {
                ..0.00995 => 1e4,
                ..0.9995 => 1e3,
                _ => 100.0,
            },
            Measure::Outcome
            | Measure::Harmed
            | Measure::Exposed
            | Measure::Offered
            | Measure::Served
            | Measure::Failed
            | Measure::Rejected
            | Measure::TimedOut
            | Measure::Copies
            | Measure::CopiesNotServed
            | Measure::MinReady
            | Measure::MixedUsers
            | Measure::Broken
            | Measure::PeakInstances => 1.0,
        };
        (number * per_unit).round() / per_unit
    }

    /// The number that this measure is in `report`; `None` for [`Measure::Outcome`] and for what did not happen.
    #[must_use]
    pub fn of(self, report: &Report) -> Option<f64> {
        let Report { requests, latency_ms, capacity, version_mix, rollout, cost, clients, mirrored, .. } = report;
        let count = |number: u64| Some(number as f64);
        match self {
            Measure::Outcome => None,
            Measure::Harmed => count(requests.harmed()),
            Measure::Duration => rollout.duration_s,
            Measure::Exposed => count(rollout.exposed_requests),
            Measure::TimeToDetect => rollout.time_to_detect_s,
            Measure::TimeToRestore => rollout.time_to_restore_s,
            Measure::Offered => count(requests.offered),
            Measure::Amplification => clients.as_ref()?.amplification,
            Measure::Served => count(requests.served),
            Measure::Failed => count(requests.failed),
            Measure::Rejected => count(requests.rejected),
            Measure::TimedOut => count(requests.timed_out),
            Measure::P50 => latency_ms.p50,
            Measure::P95 => latency_ms.p95,
            Measure::P99 => latency_ms.p99,
            Measure::MaxLatency => latency_ms.max,
            Measure::Copies => count(mirrored.as_ref()?.copies),
            Measure::CopiesNotServed => count(mirrored.as_ref()?.not_served),
            Measure::CopiesP99 => mirrored.as_ref()?.latency_p99_ms,
            Measure::MinReady => count(u64::from(capacity.min_ready_instances)),
            Measure::MinShareOfDemand => capacity.min_share_of_demand,
            Measure::Outage => Some(capacity.outage_s),
            Measure::Mixed => Some(version_mix.mixed_s),
            Measure::MixedUsers => count(clients.as_ref()?.mixed_users),
            Measure::Broken => count(clients.as_ref()?.broken.total),
            Measure::PeakInstances => count(u64::from(cost.peak_instances)),
            Measure::ExtraCost => Some(cost.extra_usd),
            Measure::TotalCost => Some(cost.total_usd),
            Measure::BaselineHours => Some(cost.hours.baseline),
            Measure::SurgeHours => Some(cost.hours.surge),
            Measure::OverlapHours => Some(cost.hours.overlap),
            Measure::MirrorHours => Some(cost.hours.mirror),
            Measure::OtherHours => Some(cost.hours.other),
            Measure::MissingHours => Some(cost.hours.missing),
            Measure::RouterCost => Some(cost.router.usd),
            Measure::RouterLatency => Some(cost.router.added_latency_ms),
            Measure::FailedCost => Some(cost.failed_requests_usd),
            Measure::DeploymentCost => Some(cost.deployment_usd),
            Measure::ErrorBudget => cost.error_budget_share,
            Measure::MonthCost => Some(cost.month.total_usd),
            Measure::MonthErrorBudget => cost.month.error_budget_share,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::figures;
    use crate::scenario::presets::Preset;

    #[test]
    fn a_measure_is_what_stands_at_its_key_in_the_report() {
        // One that is rolled back, one whose clients try again, and one with copies.
        for preset in ["bad-release", "retry-storm", "shadow"] {
            let scenario = Preset::find(preset).and_then(|preset| preset.scenario().ok()).expect("a preset");
            let report = figures(&scenario);
            let json = serde_json::to_value(&report).expect("a report is JSON");
            for measure in Measure::ALL.iter().filter(|measure| !matches!(measure, Measure::Outcome | Measure::Harmed))
            {
                let pointer = format!("/{}", measure.key().replace('.', "/"));
                let found = json.pointer(&pointer).and_then(serde_json::Value::as_f64);
                assert_eq!(measure.of(&report), found, "{}", measure.key());
            }
            let requests = &report.requests;
            let harmed = requests.offered - requests.served - requests.in_flight;
            assert_eq!(Measure::Harmed.of(&report), Some(harmed as f64));
        }
    }
}
