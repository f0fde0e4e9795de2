//! What a rollout is planned from: the same scenario without requests, and without the times that instances take.

use super::{
    Autoscaler, Check, Checked, Clients, Dependency, Discipline, LONGEST_HORIZON_S, Policy, Routing, Service,
    StrategyKind, Telemetry, Traffic,
};

/// Longest time between two scrapes and two samples that a scenario takes, s: nobody reads them.
const SELDOM_S: [f64; 2] = [3_600.0, 86_400.0];

impl Checked {
    /// The same fleet and the same rollout, for as long as a run may last, without anybody who asks.
    ///
    /// What only requests give a meaning to has its default. There is no autoscaler, since it follows the load.
    #[must_use]
    pub fn without_requests(&self) -> Checked {
        let mut scenario = self.0.clone();
        let [scrape_interval_s, sample_interval_s] = SELDOM_S;
        (scenario.horizon_s, scenario.sample_interval_s) = (LONGEST_HORIZON_S, sample_interval_s);
        scenario.traffic = Traffic { rate_rps: 0.0, ..Traffic::default() };
        let both_versions = scenario.telemetry.both_versions;
        scenario.telemetry =
            Telemetry { scrape_interval_s, window_s: scrape_interval_s, both_versions, ..Telemetry::default() };
        scenario.clients = Clients::default();
        scenario.routing = Routing::default();
        scenario.service = Service::default();
        scenario.dependency = Dependency::default();
        scenario.autoscaler = Autoscaler::default();
        // Where nobody asks there is nothing to check: all is well.
        scenario.strategy.flagger.no_data_fails = false;
        if scenario.strategy.kind == StrategyKind::AbTest {
            // It lasts as long as it may, and is won.
            let test = &scenario.strategy.ab_test;
            scenario.strategy.canary = test.canary(&scenario.strategy.canary, Some(test.longest_s));
            scenario.strategy.kind = StrategyKind::Canary;
        }
        let fleet = &mut scenario.fleet;
        (fleet.discipline, fleet.policy) = (Discipline::default(), Policy::default());
        // Without requests no check waits behind them.
        fleet.checks_queue = false;
        Checked(scenario)
    }

    /// The same with instances that are ready, available and gone at once. One that never becomes ready still does not,
    /// and what crashes still does.
    #[must_use]
    pub fn at_once(&self) -> Checked {
        let mut scenario = self.0.clone();
        let fleet = &mut scenario.fleet;
        for time in [
            &mut fleet.provision_s,
            &mut fleet.image_pull_s,
            &mut fleet.warm_up_s,
            &mut fleet.pre_stop_s,
            &mut fleet.stop_s,
            &mut fleet.grace_period_s,
            &mut fleet.min_ready_s,
            &mut fleet.readiness.initial_delay_s,
            &mut scenario.versions.stable.start_s,
            &mut scenario.versions.candidate.start_s,
        ] {
            *time = 0.0;
        }
        scenario.deployments.iter_mut().for_each(|deployment| deployment.version.start_s = 0.0);
        fleet.readiness.success_threshold = 1;
        fleet.startup = Check::default();
        fleet.check_jitter = false;
        Checked(scenario)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scenario;
    use super::super::presets::PRESETS;
    use crate::scenario::{document, read};

    #[test]
    fn what_is_planned_from_a_checked_scenario_passes_every_check() {
        for preset in PRESETS {
            let checked = read::read(&document::from_text(preset.source).unwrap()).unwrap();
            let quiet = checked.without_requests();
            assert_eq!(quiet.most_requests(), 0.0, "{}", preset.id);
            for planned in [&quiet, &quiet.at_once()] {
                assert_eq!(planned.check().as_ref(), Ok(planned), "{}", preset.id);
            }
        }
    }

    #[test]
    fn the_rollout_stays_as_it_is() {
        let mut scenario = Scenario::default();
        scenario.fleet.instances = 7;
        scenario.strategy.start_s = 5.0;
        scenario.rollback.progress_deadline_s = 33.0;
        scenario.versions.candidate.becomes_ready = false;
        let planned = scenario.check().unwrap().without_requests().at_once();
        // Where nobody asks, no check can fail.
        scenario.strategy.flagger.no_data_fails = false;
        assert_eq!((planned.fleet.instances, &planned.strategy), (7, &scenario.strategy));
        assert_eq!(planned.rollback, scenario.rollback);
        assert!(!planned.versions.candidate.becomes_ready);
    }
}
