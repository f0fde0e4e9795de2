//! The workloads: which services are simulated to see how fast.

use crate::scenario::check::{MOST_REQUESTS, MOST_SAMPLES};
use crate::scenario::problem::Allowed;
use crate::scenario::{
    Checked, LONGEST_HORIZON_S, Law, Policy, Population, Problem, Problems, Rollback, Scenario, Step, StrategyKind,
};
use crate::sim::instance_capacity_rps;

/// Fleets of these sizes, each under every routing.
const FLEETS: [(&str, u32); 4] = [("fleet-10", 10), ("fleet-100", 100), ("fleet-1000", 1_000), ("fleet-10000", 10_000)];
/// One of everything that the engine models.
const EVERYTHING: &str = "everything";
/// A textbook queue with ten workers, for comparison with other simulators. Measured only when it is asked for.
const M_M_10: &str = "m-m-10";
/// The routings in the order of the published table.
const ROUTINGS: [Policy; 4] = [Policy::Random, Policy::RoundRobin, Policy::PowerOfTwo, Policy::LeastOutstanding];
/// Share of the capacity that a fleet's users need.
const FLEET_LOAD: f64 = 0.7;
/// The same of the textbook queue.
const M_M_10_LOAD: f64 = 0.8;

/// A scenario whose speed is measured.
#[derive(Clone, Debug)]
pub struct Workload {
    /// Its name on the command line.
    pub name: &'static str,
    /// What is simulated: as many requests as a run may have, so that the measurement ends before the run does.
    pub scenario: Checked,
    /// From so many simulated seconds on its load is steady.
    pub warm_up_s: f64,
}

impl Workload {
    /// How its load balancer picks an instance.
    #[must_use]
    pub fn routing(&self) -> Policy {
        self.scenario.fleet.policy
    }

    fn new(name: &'static str, load: f64, warm_up_s: f64, mut scenario: Scenario) -> Workload {
        let capacity_rps = f64::from(scenario.fleet.instances) * instance_capacity_rps(&scenario, 1.0);
        scenario.traffic.rate_rps = load * capacity_rps;
        scenario.horizon_s = (MOST_REQUESTS / scenario.traffic.rate_rps).min(LONGEST_HORIZON_S).floor();
        scenario.sample_interval_s = (scenario.horizon_s / f64::from(MOST_SAMPLES)).ceil();
        let scenario =
            scenario.check().unwrap_or_else(|problems| panic!("{name} does not pass the checks: {problems:?}"));
        Workload { name, scenario, warm_up_s }
    }
}

/// Instances of four workers with exponential work, where nothing happens but requests.
fn fleet(name: &'static str, instances: u32, routing: Policy) -> Workload {
    let mut scenario = undisturbed();
    scenario.fleet.instances = instances;
    scenario.fleet.workers = 4;
    scenario.fleet.queue_capacity = 100;
    scenario.fleet.policy = routing;
    // Ten times the mean work: what the empty start has left is gone.
    Workload::new(name, FLEET_LOAD, 0.4, scenario)
}

/// Ten workers behind one queue that does not fill.
fn m_m_10() -> Workload {
    let mut scenario = undisturbed();
    scenario.fleet.instances = 1;
    scenario.fleet.workers = 10;
    scenario.fleet.queue_capacity = 100_000;
    scenario.fleet.policy = Policy::Random;
    Workload::new(M_M_10, M_M_10_LOAD, 4.0, scenario)
}

/// Memoryless arrivals and work, patient users, answers that never fail, no rollout.
fn undisturbed() -> Scenario {
    let mut scenario = Scenario::default();
    scenario.service.law = Law::Exponential;
    scenario.service.mean_ms = 40.0;
    scenario.traffic.timeout_s = 0.0;
    scenario.versions.stable.error_probability = 0.0;
    scenario.strategy.start_s = LONGEST_HORIZON_S;
    scenario
}

/// Sessions of users who think, give up and try again; log-normal work, telemetry, and a canary that stays at a quarter of
/// the requests.
fn everything() -> Workload {
    let mut scenario = Scenario::default();
    scenario.fleet.instances = 100;
    scenario.fleet.workers = 4;
    scenario.fleet.queue_capacity = 100;
    scenario.service.law = Law::LogNormal;
    // About one request in five hundred takes longer.
    scenario.traffic.timeout_s = 0.2;
    scenario.clients.population = Population::Sessions;
    scenario.clients.retries.max = 2;
    scenario.strategy.kind = StrategyKind::Canary;
    scenario.strategy.start_s = 0.0;
    scenario.strategy.canary.steps = vec![Step::weight(25, LONGEST_HORIZON_S)];
    // Judged at every scrape, but so that the crowded warm-up of the first candidates is let pass.
    scenario.rollback = Rollback { error_rate_limit: 0.9, progress_deadline_s: 0.0, ..Rollback::default() };
    // Longer than the canary's instances take to come and to warm up.
    Workload::new(EVERYTHING, FLEET_LOAD, 120.0, scenario)
}

/// Every name that [`select`] takes: workloads, then routings.
#[must_use]
pub fn names() -> Vec<&'static str> {
    let fleets = FLEETS.iter().map(|(name, _)| *name);
    fleets.chain([EVERYTHING, M_M_10]).chain(ROUTINGS.map(Policy::name)).collect()
}

/// The workloads of `only`: names of workloads choose among all, names of routings among the fleets. Of an empty list,
/// all but the textbook queue.
///
/// # Errors
/// One problem for each unknown name.
pub fn select(only: &[String]) -> Result<Vec<Workload>, Problems> {
    let known = names();
    let unknown = only.iter().map(|name| name.trim()).filter(|name| !known.contains(name));
    let allowed = || Allowed::OneOf(known.iter().map(|name| (*name).to_owned()).collect());
    let problems: Problems = unknown.map(|name| Problem::new("--only", name, allowed())).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let is_named = |name: &str| only.iter().any(|other| other.trim() == name);
    let any_routing = ROUTINGS.iter().any(|routing| is_named(routing.name()));
    let any_workload = FLEETS.iter().any(|(name, _)| is_named(name)) || is_named(EVERYTHING) || is_named(M_M_10);
    let mut chosen = Vec::new();
    for (name, instances) in FLEETS.into_iter().filter(|(name, _)| is_named(name) || !any_workload) {
        let routings = ROUTINGS.into_iter().filter(|routing| is_named(routing.name()) || !any_routing);
        chosen.extend(routings.map(|routing| fleet(name, instances, routing)));
    }
    if is_named(EVERYTHING) || only.is_empty() {
        chosen.push(everything());
    }
    if is_named(M_M_10) {
        chosen.push(m_m_10());
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{report, simulate};

    fn chosen(only: &[&str]) -> Vec<String> {
        let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
        let chosen = select(&only).expect("known names");
        chosen.iter().map(|workload| format!("{}/{}", workload.name, workload.routing().name())).collect()
    }

    #[test]
    fn names_choose_workloads_and_routings_among_fleets() {
        assert_eq!(chosen(&[]).len(), 17);
        assert_eq!(chosen(&["fleet-100", " round-robin"]), ["fleet-100/round-robin"]);
        assert_eq!(chosen(&["random"]).len(), 4);
        assert_eq!(chosen(&["m-m-10"]), ["m-m-10/random"]);
        assert_eq!(
            chosen(&["random", "everything", "fleet-10000", "m-m-10"]),
            ["fleet-10000/random", "everything/round-robin", "m-m-10/random"]
        );
        let problems = select(&["fleet-7".to_owned(), "random".to_owned(), String::new()]).expect_err("unknown names");
        assert_eq!(problems.iter().map(|problem| problem.found.as_str()).collect::<Vec<_>>(), ["fleet-7", ""]);
    }

    /// The first `seconds` of a workload's run.
    fn beginning(name: &str, seconds: f64) -> (Checked, crate::record::Recording) {
        let workload = select(&[name.to_owned()]).expect("a known name").remove(0);
        let mut scenario = workload.scenario.into_inner();
        (scenario.horizon_s, scenario.sample_interval_s) = (seconds, 1.0);
        let scenario = scenario.check().expect("a shorter run is as good");
        let recording = simulate(&scenario);
        (scenario, recording)
    }

    #[test]
    fn a_fleet_is_at_seventy_percent_and_undisturbed() {
        let (scenario, recording) = beginning("fleet-100", 60.0);
        let report = report(&scenario, &recording);
        let requests = &report.requests;
        // Poisson with mean 420,000: five standard deviations are 0.8 %.
        assert!((requests.offered as f64 / (0.7 * 100.0 * 4.0 / 0.04 * 60.0) - 1.0).abs() < 0.008);
        assert_eq!(requests.served + requests.in_flight, requests.offered);
        assert_eq!(report.rollout.actions, 0);
    }

    #[test]
    fn everything_has_its_canary_under_way_from_the_end_of_the_warm_up_on() {
        let warm_up_s = everything().warm_up_s;
        let (scenario, recording) = beginning(EVERYTHING, warm_up_s);
        let canary = *recording.rotation.last().expect("a rotation");
        let later = simulate(&{
            let mut longer = scenario.clone().into_inner();
            longer.horizon_s = warm_up_s * 4.0;
            longer.check().expect("a longer run is as good")
        });
        let report = report(&scenario, &later);
        assert_eq!(canary.instances, [100, 25]);
        assert_eq!(later.rotation.last().map(|last| last.instances), Some(canary.instances));
        let retries = report.clients.map_or(0, |clients| clients.retries);
        let tried_again = retries as f64 / report.requests.offered as f64;
        assert!((0.001..0.01).contains(&tried_again), "{tried_again}");
    }
}
