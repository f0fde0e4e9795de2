//! The knobs of the page: which field each turns, how it is shown, and which are worth showing now.
//!
//! Units and ranges come from the scenario's own schema, so that a form cannot disagree with a file.

use crate::i18n::page::{Group, Knob};
use crate::scenario::schema::{Choice, List, Section, Spec, Visitor};
use crate::scenario::{Amount, LARGEST_SEED, Law, Scenario, Shape};
use std::collections::BTreeMap;

/// A field's present value and what it may be.
#[derive(Clone, Debug)]
pub enum Field {
    /// A number.
    Number {
        /// Its value.
        value: f64,
        /// Its range and unit.
        spec: Spec,
        /// Whether it must be whole.
        whole: bool,
    },
    /// Yes or no.
    Flag(bool),
    /// One of a few names.
    Choice {
        /// The names.
        names: &'static [&'static str],
        /// Position of the present one.
        index: usize,
    },
    /// A number of instances or a percentage.
    Amount(Amount),
}

/// Every single-valued field of `scenario` by its path.
#[must_use]
pub fn fields(scenario: &Scenario) -> BTreeMap<String, Field> {
    let mut collector = Collector { path: String::new(), fields: BTreeMap::new() };
    scenario.clone().fields(&mut collector);
    collector.fields
}

struct Collector {
    path: String,
    fields: BTreeMap<String, Field>,
}

impl Collector {
    fn keep(&mut self, name: &str, field: Field) {
        self.fields.insert(format!("{}{name}", self.path), field);
    }
}

impl Visitor for Collector {
    fn number(&mut self, name: &'static str, value: &mut f64, spec: Spec) {
        self.keep(name, Field::Number { value: *value, spec, whole: false });
    }
    fn whole(&mut self, name: &'static str, value: &mut u32, spec: Spec) {
        self.keep(name, Field::Number { value: f64::from(*value), spec, whole: true });
    }
    fn seed(&mut self, name: &'static str, value: &mut u64, about: &'static str) {
        let spec = Spec { unit: "", min: 0.0, max: LARGEST_SEED as f64, about };
        self.keep(name, Field::Number { value: *value as f64, spec, whole: true });
    }
    fn flag(&mut self, name: &'static str, value: &mut bool, _: &'static str) {
        self.keep(name, Field::Flag(*value));
    }
    fn text(&mut self, _: &'static str, _: &mut String, _: Spec) {}
    fn choice(&mut self, name: &'static str, value: &mut dyn Choice, _: &'static str) {
        self.keep(name, Field::Choice { names: value.names(), index: value.index() });
    }
    fn amount(&mut self, name: &'static str, value: &mut Amount, _: &'static str) {
        self.keep(name, Field::Amount(*value));
    }
    fn list(&mut self, _: &'static str, _: &mut dyn List, _: Spec) {}
    fn numbers(&mut self, _: &'static str, _: &mut Vec<f64>, _: usize, _: Spec) {}
    fn section(&mut self, name: &'static str, value: &mut dyn Section, _: &'static str) {
        let outer = self.path.clone();
        self.path = format!("{outer}{name}.");
        value.fields(self);
        self.path = outer;
    }
}

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

const fn slider(min: f64, max: f64, step: f64) -> Option<Slider> {
    Some(Slider { min, max, step })
}

/// The field that `knob` turns.
#[must_use]
pub fn path(knob: Knob) -> &'static str {
    describe(knob).1
}

/// The group in which `knob` stands.
#[must_use]
pub fn group(knob: Knob) -> Group {
    describe(knob).0
}

/// The slider of `knob`, if it has one.
#[must_use]
pub fn slider_of(knob: Knob) -> Option<Slider> {
    describe(knob).2
}

/// Shares of 1 are shown in percent.
#[must_use]
pub fn in_percent(knob: Knob) -> bool {
    matches!(knob, Knob::ErrorProbability | Knob::ErrorLimit)
}

fn describe(knob: Knob) -> (Group, &'static str, Option<Slider>) {
    use Group::{Candidate, Cost, Fleet, Rollback, Rollout, Run, Traffic};
    match knob {
        Knob::ErrorProbability => (Candidate, "versions.candidate.error_probability", slider(0.0, 0.5, 0.005)),
        Knob::ServiceFactor => (Candidate, "versions.candidate.service_factor", slider(0.5, 5.0, 0.1)),
        Knob::CandidateStart => (Candidate, "versions.candidate.start_s", slider(0.0, 60.0, 1.0)),
        Knob::BecomesReady => (Candidate, "versions.candidate.becomes_ready", None),
        Knob::RateRps => (Traffic, "traffic.rate_rps", slider(0.0, 1_000.0, 5.0)),
        Knob::Shape => (Traffic, "traffic.shape", None),
        Knob::RampTo => (Traffic, "traffic.ramp.to_rps", slider(0.0, 1_000.0, 5.0)),
        Knob::RampStart => (Traffic, "traffic.ramp.start_s", slider(0.0, 600.0, 5.0)),
        Knob::RampDuration => (Traffic, "traffic.ramp.duration_s", slider(0.0, 600.0, 5.0)),
        Knob::SpikePeak => (Traffic, "traffic.spike.peak_rps", slider(0.0, 1_000.0, 5.0)),
        Knob::SpikeStart => (Traffic, "traffic.spike.start_s", slider(0.0, 600.0, 5.0)),
        Knob::SpikeDuration => (Traffic, "traffic.spike.duration_s", slider(0.0, 600.0, 5.0)),
        Knob::DailyLow => (Traffic, "traffic.daily.low_rps", slider(0.0, 1_000.0, 5.0)),
        Knob::DailyPeak => (Traffic, "traffic.daily.peak_rps", slider(0.0, 1_000.0, 5.0)),
        Knob::DailyPeriod => (Traffic, "traffic.daily.period_s", slider(60.0, 86_400.0, 60.0)),
        Knob::TracePeak => (Traffic, "traffic.trace.peak_rps", slider(0.0, 1_000.0, 5.0)),
        Knob::TraceInterval => (Traffic, "traffic.trace.interval_s", slider(1.0, 300.0, 1.0)),
        Knob::Timeout => (Traffic, "traffic.timeout_s", slider(0.0, 10.0, 0.1)),
        Knob::Instances => (Fleet, "fleet.instances", slider(1.0, 50.0, 1.0)),
        Knob::Workers => (Fleet, "fleet.workers", slider(1.0, 16.0, 1.0)),
        Knob::QueueCapacity => (Fleet, "fleet.queue_capacity", slider(0.0, 200.0, 1.0)),
        Knob::Policy => (Fleet, "fleet.policy", None),
        Knob::Median => (Fleet, "service.median_ms", slider(1.0, 200.0, 1.0)),
        Knob::P99 => (Fleet, "service.p99_ms", slider(1.0, 1_000.0, 5.0)),
        Knob::Mean => (Fleet, "service.mean_ms", slider(1.0, 200.0, 1.0)),
        Knob::Provision => (Fleet, "fleet.provision_s", slider(0.0, 120.0, 1.0)),
        Knob::WarmUp => (Fleet, "fleet.warm_up_s", slider(0.0, 120.0, 1.0)),
        Knob::WarmUpFactor => (Fleet, "fleet.warm_up_factor", slider(1.0, 10.0, 0.1)),
        Knob::GracePeriod => (Fleet, "fleet.grace_period_s", slider(0.0, 120.0, 1.0)),
        Knob::ReadinessPeriod => (Fleet, "fleet.readiness.period_s", slider(0.5, 60.0, 0.5)),
        Knob::RolloutStart => (Rollout, "strategy.start_s", slider(0.0, 300.0, 5.0)),
        Knob::InPlace => (Rollout, "strategy.rolling.in_place", None),
        Knob::MaxSurge => (Rollout, "strategy.rolling.max_surge", None),
        Knob::MaxUnavailable => (Rollout, "strategy.rolling.max_unavailable", None),
        Knob::Preview => (Rollout, "strategy.blue_green.preview_s", slider(0.0, 300.0, 5.0)),
        Knob::ScaleDownDelay => (Rollout, "strategy.blue_green.scale_down_delay_s", slider(0.0, 600.0, 5.0)),
        Knob::Automatic => (Rollback, "rollback.automatic", None),
        Knob::ErrorLimit => (Rollback, "rollback.error_rate_limit", slider(0.0, 0.5, 0.005)),
        Knob::LatencyLimit => (Rollback, "rollback.latency_p99_limit_ms", slider(0.0, 2_000.0, 10.0)),
        Knob::MinRequests => (Rollback, "rollback.min_requests", slider(1.0, 1_000.0, 1.0)),
        Knob::Consecutive => (Rollback, "rollback.consecutive", slider(1.0, 10.0, 1.0)),
        Knob::Deadline => (Rollback, "rollback.progress_deadline_s", slider(0.0, 600.0, 5.0)),
        Knob::Bake => (Rollback, "rollback.bake_s", slider(0.0, 600.0, 5.0)),
        Knob::Horizon => (Run, "horizon_s", slider(60.0, 1_800.0, 30.0)),
        Knob::Seed => (Run, "seed", None),
        Knob::ScrapeInterval => (Run, "telemetry.scrape_interval_s", slider(1.0, 60.0, 1.0)),
        Knob::Window => (Run, "telemetry.window_s", slider(5.0, 300.0, 5.0)),
        Knob::Price => (Cost, "prices.instance_hour_usd", slider(0.0, 2.0, 0.01)),
        Knob::RoutedPrice => (Cost, "prices.routed_million_usd", slider(0.0, 2.0, 0.005)),
        Knob::RouterLatency => (Cost, "prices.router_latency_ms", slider(0.0, 20.0, 0.05)),
        Knob::FailedPrice => (Cost, "prices.failed_request_usd", slider(0.0, 1.0, 0.001)),
        Knob::Deployments => (Cost, "prices.deployments_per_month", slider(0.0, 200.0, 1.0)),
        Knob::Slo => (Cost, "slo.served_percent", slider(99.0, 99.99, 0.01)),
    }
}

/// Whether `knob` has an effect in `scenario`: the others only take up room.
#[must_use]
pub fn matters(knob: Knob, scenario: &Scenario) -> bool {
    let (shape, law) = (scenario.traffic.shape, scenario.service.law);
    match knob {
        Knob::RateRps => matches!(shape, Shape::Constant | Shape::Ramp | Shape::Spike),
        Knob::RampTo | Knob::RampStart | Knob::RampDuration => shape == Shape::Ramp,
        Knob::SpikePeak | Knob::SpikeStart | Knob::SpikeDuration => shape == Shape::Spike,
        Knob::DailyLow | Knob::DailyPeak | Knob::DailyPeriod => shape == Shape::Daily,
        Knob::TracePeak | Knob::TraceInterval => shape == Shape::Trace,
        Knob::Median | Knob::P99 => law == Law::LogNormal,
        Knob::Mean => matches!(law, Law::Constant | Law::Exponential | Law::Gamma),
        Knob::MaxSurge => !scenario.strategy.rolling.in_place,
        Knob::ErrorLimit | Knob::LatencyLimit | Knob::MinRequests | Knob::Consecutive | Knob::Bake => {
            scenario.rollback.automatic
        }
        _ => true,
    }
}

/// The knob that turns the rate for the present shape, and the rate that loads the fleet most; a list of points has none.
#[must_use]
pub fn peak_rate_knob(shape: Shape) -> Option<Knob> {
    match shape {
        Shape::Constant => Some(Knob::RateRps),
        Shape::Ramp => Some(Knob::RampTo),
        Shape::Spike => Some(Knob::SpikePeak),
        Shape::Daily => Some(Knob::DailyPeak),
        Shape::Trace => Some(Knob::TracePeak),
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
    use super::*;

    #[test]
    fn every_knob_turns_a_field_and_its_slider_stays_in_range() {
        let fields = fields(&Scenario::default());
        for knob in Knob::ALL {
            let Some(field) = fields.get(path(*knob)) else { panic!("{knob:?}: no field {}", path(*knob)) };
            match (field, slider_of(*knob)) {
                (Field::Number { spec, .. }, Some(slider)) => {
                    assert!(spec.min <= slider.min && slider.max <= spec.max && slider.step > 0.0, "{knob:?}");
                }
                (Field::Number { .. }, None) => assert_eq!(*knob, Knob::Seed),
                (_, slider) => assert_eq!(slider, None, "{knob:?}"),
            }
        }
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
