//! The knobs of the comparison's panel, the sliders, and which fields have an effect now.
//!
//! Units and ranges come from the scenario's own schema, so that a form cannot disagree with a file.

use crate::i18n::page::Group;
use crate::scenario::{Law, Population, Scenario, Shape, StrategyKind};

/// The groups of the panel and the fields that each turns: what most comparisons are about. The Lab has all fields.
pub const PANEL: [(Group, &[&str]); 7] = [
    (
        Group::Candidate,
        &[
            "versions.candidate.error_probability",
            "versions.candidate.service_factor",
            "versions.candidate.start_s",
            "versions.candidate.becomes_ready",
        ],
    ),
    (
        Group::Traffic,
        &[
            "traffic.rate_rps",
            "traffic.shape",
            "traffic.ramp.to_rps",
            "traffic.ramp.start_s",
            "traffic.ramp.duration_s",
            "traffic.spike.peak_rps",
            "traffic.spike.start_s",
            "traffic.spike.duration_s",
            "traffic.daily.low_rps",
            "traffic.daily.peak_rps",
            "traffic.daily.period_s",
            "traffic.trace.peak_rps",
            "traffic.trace.interval_s",
            "traffic.timeout_s",
        ],
    ),
    (
        Group::Fleet,
        &[
            "fleet.instances",
            "fleet.workers",
            "fleet.queue_capacity",
            "fleet.policy",
            "service.median_ms",
            "service.p99_ms",
            "service.mean_ms",
            "fleet.provision_s",
            "fleet.warm_up_s",
            "fleet.warm_up_factor",
            "fleet.grace_period_s",
            "fleet.readiness.period_s",
        ],
    ),
    (
        Group::Rollout,
        &[
            "strategy.start_s",
            "strategy.rolling.in_place",
            "strategy.rolling.max_surge",
            "strategy.rolling.max_unavailable",
            "strategy.blue_green.preview_s",
            "strategy.blue_green.scale_down_delay_s",
        ],
    ),
    (
        Group::Rollback,
        &[
            "rollback.automatic",
            "rollback.error_rate_limit",
            "rollback.latency_p99_limit_ms",
            "rollback.min_requests",
            "rollback.consecutive",
            "rollback.progress_deadline_s",
            "rollback.bake_s",
        ],
    ),
    (Group::Run, &["horizon_s", "seed", "telemetry.scrape_interval_s", "telemetry.window_s"]),
    (
        Group::Cost,
        &[
            "prices.instance_hour_usd",
            "prices.routed_million_usd",
            "prices.router_latency_ms",
            "prices.failed_request_usd",
            "prices.deployments_per_month",
            "slo.served_percent",
        ],
    ),
];

/// The range in which a slider is useful; a typed value may go as far as the schema allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slider {
    /// Left end.
    pub min: f64,
    /// Right end.
    pub max: f64,
    /// Distance of two values.
    pub step: f64,
}

/// The fields that have sliders: path, left end, right end, step.
const SLIDERS: [(&str, f64, f64, f64); 65] = [
    ("versions.candidate.error_probability", 0.0, 0.5, 0.005),
    ("versions.candidate.service_factor", 0.5, 5.0, 0.1),
    ("versions.candidate.start_s", 0.0, 60.0, 1.0),
    ("versions.candidate.conversion", 0.0, 0.5, 0.005),
    ("versions.candidate.crash_on_start", 0.0, 1.0, 0.05),
    ("versions.stable.error_probability", 0.0, 0.5, 0.005),
    ("versions.stable.service_factor", 0.5, 5.0, 0.1),
    ("versions.stable.start_s", 0.0, 60.0, 1.0),
    ("traffic.rate_rps", 0.0, 1_000.0, 5.0),
    ("traffic.ramp.to_rps", 0.0, 1_000.0, 5.0),
    ("traffic.ramp.start_s", 0.0, 600.0, 5.0),
    ("traffic.ramp.duration_s", 0.0, 600.0, 5.0),
    ("traffic.spike.peak_rps", 0.0, 1_000.0, 5.0),
    ("traffic.spike.start_s", 0.0, 600.0, 5.0),
    ("traffic.spike.duration_s", 0.0, 600.0, 5.0),
    ("traffic.daily.low_rps", 0.0, 1_000.0, 5.0),
    ("traffic.daily.peak_rps", 0.0, 1_000.0, 5.0),
    ("traffic.daily.period_s", 60.0, 86_400.0, 60.0),
    ("traffic.trace.peak_rps", 0.0, 1_000.0, 5.0),
    ("traffic.trace.interval_s", 1.0, 300.0, 1.0),
    ("traffic.timeout_s", 0.0, 10.0, 0.1),
    ("clients.retries.max", 0.0, 10.0, 1.0),
    ("clients.retries.back_off_ms", 0.0, 2_000.0, 50.0),
    ("clients.retries.budget_percent", 0.0, 100.0, 1.0),
    ("clients.requests_per_session", 1.0, 50.0, 1.0),
    ("clients.think_s", 0.5, 60.0, 0.5),
    ("clients.hedge_after_ms", 0.0, 2_000.0, 10.0),
    ("fleet.instances", 1.0, 50.0, 1.0),
    ("fleet.workers", 1.0, 16.0, 1.0),
    ("fleet.queue_capacity", 0.0, 200.0, 1.0),
    ("service.median_ms", 1.0, 200.0, 1.0),
    ("service.p99_ms", 1.0, 1_000.0, 5.0),
    ("service.mean_ms", 1.0, 200.0, 1.0),
    ("fleet.provision_s", 0.0, 120.0, 1.0),
    ("fleet.warm_up_s", 0.0, 120.0, 1.0),
    ("fleet.warm_up_factor", 1.0, 10.0, 0.1),
    ("fleet.pre_stop_s", 0.0, 60.0, 1.0),
    ("fleet.grace_period_s", 0.0, 120.0, 1.0),
    ("fleet.min_ready_s", 0.0, 120.0, 1.0),
    ("fleet.cold_cache.factor", 1.0, 10.0, 0.1),
    ("fleet.readiness.period_s", 0.5, 60.0, 0.5),
    ("routing.propagation_s", 0.0, 30.0, 0.5),
    ("routing.replicas", 1.0, 16.0, 1.0),
    ("routing.view_refresh_s", 0.0, 30.0, 0.5),
    ("autoscaler.target_percent", 10.0, 100.0, 1.0),
    ("strategy.start_s", 0.0, 300.0, 5.0),
    ("strategy.blue_green.preview_s", 0.0, 300.0, 5.0),
    ("strategy.blue_green.scale_down_delay_s", 0.0, 600.0, 5.0),
    ("strategy.ab_test.share_percent", 1.0, 99.0, 1.0),
    ("strategy.shadow.percent", 1.0, 100.0, 1.0),
    ("strategy.shadow.duration_s", 0.0, 600.0, 5.0),
    ("rollback.error_rate_limit", 0.0, 0.5, 0.005),
    ("rollback.latency_p99_limit_ms", 0.0, 2_000.0, 10.0),
    ("rollback.min_requests", 1.0, 1_000.0, 1.0),
    ("rollback.consecutive", 1.0, 10.0, 1.0),
    ("rollback.progress_deadline_s", 0.0, 600.0, 5.0),
    ("rollback.bake_s", 0.0, 600.0, 5.0),
    ("horizon_s", 60.0, 1_800.0, 30.0),
    ("telemetry.scrape_interval_s", 1.0, 60.0, 1.0),
    ("telemetry.window_s", 5.0, 300.0, 5.0),
    ("prices.instance_hour_usd", 0.0, 2.0, 0.01),
    ("prices.routed_million_usd", 0.0, 2.0, 0.005),
    ("prices.failed_request_usd", 0.0, 1.0, 0.001),
    ("prices.deployments_per_month", 0.0, 200.0, 1.0),
    ("slo.served_percent", 99.0, 99.99, 0.01),
];

/// The paths of the fields that have sliders.
pub fn slid() -> impl Iterator<Item = &'static str> {
    SLIDERS.into_iter().map(|(path, ..)| path)
}

/// The slider of the field at `path`, if it has one.
#[must_use]
pub fn slider_of(path: &str) -> Option<Slider> {
    let (_, min, max, step) = SLIDERS.into_iter().find(|(field, ..)| *field == path)?;
    Some(Slider { min, max, step })
}

/// Shares of 1 that people say in percent.
#[must_use]
pub fn in_percent(path: &str) -> bool {
    ["error_probability", "error_rate_limit", "conversion", "crash_on_start"].iter().any(|end| path.ends_with(end))
}

/// Whether the field at `path` has an effect in `scenario`: the others only take up room.
#[must_use]
pub fn matters(path: &str, scenario: &Scenario) -> bool {
    let (shape, traffic) = (scenario.traffic.shape, &scenario.traffic);
    let law_of = |service: &crate::scenario::Service, field: &str| match field {
        "median_ms" | "p99_ms" => service.law == Law::LogNormal,
        "mean_ms" => matches!(service.law, Law::Constant | Law::Exponential | Law::Gamma),
        "cv" => service.law == Law::Gamma,
        field if field.starts_with("pareto") => service.law == Law::BoundedPareto,
        field if field.starts_with("empirical") => service.law == Law::Empirical,
        _ => true,
    };
    let (section, field) = path.split_once('.').unwrap_or(("", path));
    match section {
        "traffic" => match field.split('.').next().unwrap_or_default() {
            "rate_rps" => matches!(shape, Shape::Constant | Shape::Ramp | Shape::Spike),
            "ramp" => shape == Shape::Ramp,
            "spike" => shape == Shape::Spike,
            "daily" => shape == Shape::Daily,
            "trace" => shape == Shape::Trace,
            "points" => shape == Shape::Points,
            "burst" => traffic.arrivals == crate::scenario::Arrivals::Bursty,
            _ => true,
        },
        "clients" => match field {
            "requests_per_session" | "session_length" => scenario.clients.population == Population::Sessions,
            "users" => scenario.clients.population == Population::Closed,
            "think_s" | "think" => scenario.clients.population != Population::Requests,
            field if field.starts_with("retries.") => field == "retries.max" || scenario.clients.retries.max > 0,
            _ => true,
        },
        "service" => law_of(&scenario.service, field),
        "dependency" => {
            let service =
                field.strip_prefix("service.").is_none_or(|field| law_of(&scenario.dependency.service, field));
            field == "concurrency" || scenario.dependency.concurrency > 0 && service
        }
        "cluster" => field == "nodes" || scenario.cluster.nodes > 0,
        "autoscaler" => field == "enabled" || scenario.autoscaler.enabled,
        "fleet" if field.starts_with("startup.") => field == "startup.enabled" || scenario.fleet.startup.enabled,
        "fleet" if field.starts_with("liveness.") => field == "liveness.enabled" || scenario.fleet.liveness.enabled,
        "rollback" => match field {
            "error_rate_limit" | "latency_p99_limit_ms" | "min_requests" | "consecutive" | "bake_s" => {
                scenario.rollback.automatic
            }
            _ => true,
        },
        "strategy" => match field.split('.').next().unwrap_or_default() {
            "flagger" => scenario.strategy.kind == StrategyKind::Flagger,
            "ab_test" => scenario.strategy.kind == StrategyKind::AbTest,
            "shadow" => scenario.strategy.kind == StrategyKind::Shadow,
            _ => field != "rolling.max_surge" || !scenario.strategy.rolling.in_place,
        },
        _ => true,
    }
}

/// The field that turns the rate for the present shape, and the rate that loads the fleet most; a list of points has none.
#[must_use]
pub fn peak_rate_path(shape: Shape) -> Option<&'static str> {
    match shape {
        Shape::Constant => Some("traffic.rate_rps"),
        Shape::Ramp => Some("traffic.ramp.to_rps"),
        Shape::Spike => Some("traffic.spike.peak_rps"),
        Shape::Daily => Some("traffic.daily.peak_rps"),
        Shape::Trace => Some("traffic.trace.peak_rps"),
        Shape::Points => None,
    }
}

/// Requests per second that the whole fleet of the stable version can answer.
#[must_use]
pub fn fleet_capacity_rps(scenario: &Scenario) -> f64 {
    let mean_s = crate::fleet::service_law(&scenario.service).mean();
    f64::from(scenario.fleet.instances) * f64::from(scenario.fleet.workers)
        / (mean_s * scenario.versions.stable.service_factor)
}

#[cfg(test)]
mod tests {
    use super::super::lab::{Field, nodes};
    use super::*;

    fn field(path: &str) -> Option<Field> {
        nodes(&Scenario::default()).into_iter().find(|node| node.path == path)?.field
    }

    #[test]
    fn every_knob_turns_a_field() {
        for path in PANEL.iter().flat_map(|(_, paths)| *paths) {
            assert!(field(path).is_some(), "no field {path}");
        }
    }

    #[test]
    fn every_slider_is_of_a_number_and_stays_in_its_range() {
        for (path, ..) in SLIDERS {
            let Some(Field::Number { spec, whole, value }) = field(path) else { panic!("no number at {path}") };
            let slider = slider_of(path).expect("it is in the list");
            assert!(spec.min <= slider.min && slider.max <= spec.max && slider.step > 0.0, "{path}");
            assert!((slider.min..=slider.max).contains(&value), "{path}: its default is out of its slider");
            assert!(!whole || slider.step.fract() == 0.0, "{path}");
        }
    }

    #[test]
    fn what_is_switched_off_does_not_matter() {
        let mut scenario = Scenario::default();
        assert!(matters("traffic.rate_rps", &scenario) && !matters("traffic.spike.peak_rps", &scenario));
        scenario.traffic.shape = Shape::Spike;
        assert!(matters("traffic.spike.peak_rps", &scenario));
        assert!(matters("autoscaler.enabled", &scenario) && !matters("autoscaler.target_percent", &scenario));
        assert!(!matters("dependency.service.median_ms", &scenario));
        scenario.dependency.concurrency = 4;
        assert!(matters("dependency.service.median_ms", &scenario) && !matters("dependency.service.cv", &scenario));
        assert!(!matters("clients.retries.jitter", &scenario) && matters("clients.retries.max", &scenario));
    }

    #[test]
    fn the_fleets_capacity_is_workers_over_mean_service_time() {
        let mut scenario = Scenario::default();
        scenario.service.law = Law::Constant;
        scenario.service.mean_ms = 50.0;
        // 10 instances x 2 workers / 0.05 s.
        assert!((fleet_capacity_rps(&scenario) - 400.0).abs() < 1e-9);
    }
}
