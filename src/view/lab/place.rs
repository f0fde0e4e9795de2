//! Where on the comparison a field shows its effect.

use super::is_inside;
use crate::i18n::page::Place;
use crate::view::chart::{ChartKind, key};

/// The place of a field: the longest beginning of its path that is found here decides.
const PLACES: [(&str, Place); 39] = [
    ("", Place::Stage),
    ("horizon_s", Place::Timeline),
    ("sample_interval_s", Place::Latency),
    ("traffic", Place::Capacity),
    ("traffic.timeout_s", Place::Errors),
    ("clients", Place::Capacity),
    ("clients.retries", Place::Errors),
    ("clients.hedge_after_ms", Place::Latency),
    ("clients.regions", Place::Latency),
    ("fleet", Place::Stage),
    ("fleet.instances", Place::Capacity),
    ("fleet.workers", Place::Capacity),
    ("fleet.warm_up_s", Place::Latency),
    ("fleet.warm_up_factor", Place::Latency),
    ("fleet.cold_cache", Place::Latency),
    ("fleet.discipline", Place::Latency),
    ("fleet.policy", Place::Latency),
    ("fleet.queue_capacity", Place::Errors),
    ("fleet.shed_after_ms", Place::Errors),
    ("fleet.grace_period_s", Place::Errors),
    ("fleet.pre_stop_s", Place::Errors),
    ("routing", Place::Errors),
    ("autoscaler", Place::Capacity),
    ("service", Place::Latency),
    ("dependency", Place::Latency),
    ("dependency.outages", Place::Errors),
    ("versions", Place::Errors),
    ("deployments", Place::Narrative),
    ("strategy", Place::Plan),
    ("strategy.canary.steps", Place::Share),
    ("strategy.flagger", Place::Share),
    ("strategy.ab_test", Place::Narrative),
    ("strategy.analyses", Place::Narrative),
    ("rollback", Place::Verdict),
    ("telemetry", Place::Narrative),
    ("faults", Place::Narrative),
    ("commands", Place::Narrative),
    ("lanes", Place::Verdict),
    ("prices", Place::Cost),
];

/// The measures of the verdict tell what neither a picture nor the cost of machines does.
const TOLD: [&str; 4] =
    ["prices.failed_request_usd", "prices.deployments_per_month", "prices.router_latency_ms", "slo.served_percent"];

/// Where fields of a version show theirs, of whichever version.
const OF_VERSIONS: [(&str, Place); 5] = [
    ("service_factor", Place::Latency),
    ("conversion", Place::Narrative),
    ("start_s", Place::Stage),
    ("becomes_ready", Place::Stage),
    ("leak", Place::Latency),
];

/// Where the field or section at `path` shows its effect.
#[must_use]
pub fn of(path: &str) -> Place {
    let of_version = ["versions.stable.", "versions.candidate."].iter().find_map(|version| path.strip_prefix(version));
    let known = OF_VERSIONS.iter().find(|(field, _)| of_version.is_some_and(|path| is_inside(path, field)));
    if let Some((_, place)) = known {
        return *place;
    }
    if TOLD.contains(&path) || path == "slo" {
        return Place::Verdict;
    }
    let known = PLACES.iter().filter(|(inside, _)| is_inside(path, inside));
    known.max_by_key(|(inside, _)| inside.len()).map_or(Place::Stage, |(_, place)| *place)
}

/// The style sheet's ways to that place, the best one first.
#[must_use]
pub fn selector(place: Place) -> String {
    // One that is not among the chosen charts is looked for where charts are.
    let chart = |kind: ChartKind| format!("#lanes [data-chart={}], #lanes .charts", key(kind));
    match place {
        Place::Stage => "#lanes .stage".to_owned(),
        Place::Capacity => chart(ChartKind::Capacity),
        Place::Share => chart(ChartKind::Share),
        Place::Errors => chart(ChartKind::Errors),
        Place::Latency => chart(ChartKind::Latency),
        Place::Cost => chart(ChartKind::Cost),
        Place::Timeline => "#time".to_owned(),
        Place::Verdict => ".verdict".to_owned(),
        Place::Narrative => ".narrative".to_owned(),
        Place::Plan => ".plan".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;

    #[test]
    fn every_beginning_is_of_a_path_and_every_place_is_led_to() {
        let schema = schema();
        for (path, _) in PLACES.iter().skip(1) {
            assert!(schema.iter().any(|node| node.path == *path), "{path}");
        }
        for (field, _) in OF_VERSIONS {
            assert!(schema.iter().any(|node| node.path == format!("versions.candidate.{field}")), "{field}");
        }
        assert!(TOLD.iter().all(|path| schema.iter().any(|node| node.path == *path)));
        for place in Place::ALL {
            assert!(schema.iter().any(|node| of(&node.path) == *place), "nothing leads to {place:?}");
        }
    }

    #[test]
    fn the_longest_beginning_decides() {
        assert_eq!(of("strategy.canary.steps[2].weight"), Place::Share);
        assert_eq!(of("strategy.rolling.max_surge"), Place::Plan);
        assert_eq!(of("slo.served_percent"), Place::Verdict);
        assert_eq!(of("seed"), Place::Stage);
        assert_eq!(of("versions.stable.leak.growth"), Place::Latency);
        assert_eq!(of("versions.candidate.error_probability"), Place::Errors);
    }
}
