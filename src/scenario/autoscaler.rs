//! The autoscaler: how many instances are wanted, by how busy they are.

use super::fleet::MOST_INSTANCES;
use super::schema::{Section, Visitor, spec};
use serde::{Deserialize, Serialize};

/// Settings of the autoscaler; the defaults are those of Kubernetes' HorizontalPodAutoscaler.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Autoscaler {
    /// Whether there is one.
    pub enabled: bool,
    /// Fewest instances.
    pub min_instances: u32,
    /// Most instances.
    pub max_instances: u32,
    /// Share of busy workers to aim at, percent.
    pub target_percent: u32,
    /// A ratio of measured to wanted this close to 1 changes nothing.
    pub tolerance: f64,
    /// Time between two decisions, s.
    pub sync_period_s: f64,
    /// Time between two measurements, s; each is the mean over the time since the one before.
    pub metrics_resolution_s: f64,
    /// How often busy workers are counted for that mean, s.
    pub count_interval_s: f64,
    /// In this time from its launch a measurement counts only if all of it was made since the instance became ready, s.
    pub initialization_s: f64,
    /// An instance that became unready later than this after its launch counts although it is not ready, s.
    pub initial_readiness_delay_s: f64,
    /// Scaling up.
    pub up: Scaling,
    /// Scaling down.
    pub down: Scaling,
}

impl Default for Autoscaler {
    fn default() -> Self {
        Autoscaler {
            enabled: false,
            min_instances: 1,
            max_instances: 100,
            target_percent: 60,
            tolerance: 0.1,
            sync_period_s: 15.0,
            metrics_resolution_s: 15.0,
            count_interval_s: 1.0,
            initialization_s: 300.0,
            initial_readiness_delay_s: 30.0,
            up: Scaling { stabilization_s: 0.0, percent: 100, instances: 4, period_s: 15.0 },
            down: Scaling { stabilization_s: 300.0, percent: 100, instances: 0, period_s: 15.0 },
        }
    }
}

impl Section for Autoscaler {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.flag(
            "enabled",
            &mut self.enabled,
            "Whether there is one; `fleet.instances` is then the number at the beginning.",
        );
        v.whole("min_instances", &mut self.min_instances, spec("instances", 1.0, MOST_INSTANCES, "Fewest instances."));
        v.whole("max_instances", &mut self.max_instances, spec("instances", 1.0, MOST_INSTANCES, "Most instances."));
        v.whole(
            "target_percent",
            &mut self.target_percent,
            spec("%", 1.0, 1_000.0, "Share of busy workers to aim at, averaged over the instances of both versions."),
        );
        v.number(
            "tolerance",
            &mut self.tolerance,
            spec("", 0.0, 10.0, "A ratio of measured to wanted this close to 1 changes nothing."),
        );
        v.number("sync_period_s", &mut self.sync_period_s, spec("s", 1.0, 3_600.0, "Time between two decisions."));
        v.number(
            "metrics_resolution_s",
            &mut self.metrics_resolution_s,
            spec("s", 1.0, 3_600.0, "Time between two measurements; each is the mean since the one before."),
        );
        v.number(
            "count_interval_s",
            &mut self.count_interval_s,
            spec("s", 0.1, 3_600.0, "How often busy workers are counted for that mean."),
        );
        v.number(
            "initialization_s",
            &mut self.initialization_s,
            spec(
                "s",
                0.0,
                86_400.0,
                "So long after its launch a measurement counts only if it was all made since the instance became ready.",
            ),
        );
        v.number(
            "initial_readiness_delay_s",
            &mut self.initial_readiness_delay_s,
            spec(
                "s",
                0.0,
                86_400.0,
                "An instance that became unready within this of its launch was never ready, and does not count.",
            ),
        );
        v.section("up", &mut self.up, "How fast it scales up: the larger of the two limits holds.");
        v.section("down", &mut self.down, "How fast it scales down: the larger of the two limits holds.");
    }
}

/// Limits in one direction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scaling {
    /// The most cautious recommendation of this long is followed, s.
    pub stabilization_s: f64,
    /// Change of at most this share of the instances in `period_s`, percent.
    pub percent: u32,
    /// Change of at most so many instances in `period_s`.
    pub instances: u32,
    /// The time in which changes are counted, s.
    pub period_s: f64,
}

impl Section for Scaling {
    fn fields(&mut self, v: &mut dyn Visitor) {
        v.number(
            "stabilization_s",
            &mut self.stabilization_s,
            spec("s", 0.0, 3_600.0, "The most cautious recommendation of this long is followed."),
        );
        v.whole(
            "percent",
            &mut self.percent,
            spec("%", 0.0, 10_000.0, "Most change in a period, as a share of the instances at its beginning."),
        );
        v.whole(
            "instances",
            &mut self.instances,
            spec("instances", 0.0, MOST_INSTANCES, "Most change in a period, in instances."),
        );
        v.number("period_s", &mut self.period_s, spec("s", 1.0, 1_800.0, "The period in which changes are counted."));
    }
}
