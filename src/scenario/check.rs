//! The rules that no single field's range can state. What passes here, the engine runs without failing.

mod deployments;
mod users;

use super::problem::{Problem, Problems, Rule};
use super::{Arrivals, Checked, Law, Population, Router, Scenario, Shape, StepKind, analysis};
use users::Broken;

/// Most samples of a run's time series.
pub const MOST_SAMPLES: u32 = 20_000;
/// Most requests that a run may offer.
pub const MOST_REQUESTS: f64 = 1e9;
/// What several balancers together may keep in mind: instances times balancers times zones.
const MOST_VIEWS: f64 = 1e6;
/// Most failures of instances, and most checks that wait in queues, that a run is expected to have.
pub const MOST_EVENTS: f64 = 1e7;
/// Most counts of an instance's busy workers.
const MOST_COUNTS: f64 = 1e9;
/// Most users who think or back off at the same time.
pub const MOST_USERS: f64 = 2e6;
/// The log-normal law's p99 is at most so many medians: beyond, the mean would be ruled by requests never seen.
const WIDEST_P99: f64 = 1_000.0;

impl Scenario {
    /// Checks every range and every rule.
    ///
    /// # Errors
    /// All problems at once.
    pub fn check(&self) -> Result<Checked, Problems> {
        super::read::read(&self.values())
    }

    /// No run of this scenario is expected to offer more requests than this.
    #[must_use]
    pub fn most_requests(&self) -> f64 {
        if self.clients.population == Population::Closed {
            return f64::from(self.clients.users) / self.clients.think_s * self.horizon_s;
        }
        let traffic = &self.traffic;
        let peak = match traffic.shape {
            Shape::Constant => traffic.rate_rps,
            Shape::Ramp => traffic.rate_rps.max(traffic.ramp.to_rps),
            Shape::Spike => traffic.rate_rps.max(traffic.spike.peak_rps),
            Shape::Daily => traffic.daily.peak_rps,
            Shape::Trace => traffic.trace.peak_rps,
            Shape::Points => traffic.points.iter().map(|point| point.rate_rps).fold(0.0, f64::max),
        };
        // A run may lie within one burst.
        let burst = if traffic.arrivals == Arrivals::Bursty { traffic.burst.factor } else { 1.0 };
        peak * burst * self.horizon_s
    }

    /// No more users than this are expected to think or to back off at the same time (Little's law).
    fn most_users(&self) -> f64 {
        let clients = &self.clients;
        let think_s = match clients.population {
            Population::Requests => 0.0,
            Population::Sessions => clients.think_s,
            // Limited by itself.
            Population::Closed => return 0.0,
        };
        let back_off_s = clients.retries.back_offs_ms().iter().sum::<f64>() / 1_000.0;
        self.most_requests() / self.horizon_s * (think_s + back_off_s)
    }
}

/// Whether one of the two paths lies inside the other, or they are the same.
pub(super) fn touch(a: &str, b: &str) -> bool {
    let inside = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    inside(a, b) || inside(b, a)
}

/// The rules that `scenario` breaks, without those that speak of a field which is already known to be wrong.
pub(super) fn broken_rules(scenario: &Scenario, known: &[Problem]) -> Problems {
    let mut problems = Problems::new();
    // A rule at `path` that also reads `others`.
    let mut broken = |path: &str, others: &[&str], found: String, rule| {
        let is_known = |place: &str| known.iter().any(|problem| touch(&problem.path, place));
        if !is_known(path) && !others.iter().any(|other| is_known(other)) {
            problems.push(Problem::rule(path, found, rule));
        }
    };
    let samples = (scenario.horizon_s / scenario.sample_interval_s).ceil();
    if samples > f64::from(MOST_SAMPLES) {
        broken("sample_interval_s", &["horizon_s"], format!("{samples} samples"), Rule::AtMostSamples(MOST_SAMPLES));
    }
    if scenario.most_requests() > MOST_REQUESTS {
        let found = format!("{} requests", scenario.most_requests());
        broken("traffic", &["horizon_s"], found, Rule::AtMostRequests(MOST_REQUESTS));
    }
    if scenario.most_users() > MOST_USERS {
        let found = format!("{} users", scenario.most_users());
        broken("clients", &["traffic"], found, Rule::AtMostUsers(MOST_USERS));
    }
    for Broken { path, others, found, rule } in
        users::broken_rules(scenario).into_iter().chain(deployments::broken_rules(scenario))
    {
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        broken(&path, &others, found, rule);
    }
    let at_least = |path: &str, value| Rule::AtLeast { path: path.to_owned(), value };
    let traffic = &scenario.traffic;
    let daily = &traffic.daily;
    if traffic.shape == Shape::Daily && daily.peak_rps < daily.low_rps {
        let low = "traffic.daily.low_rps";
        broken("traffic.daily.peak_rps", &[low], daily.peak_rps.to_string(), at_least(low, daily.low_rps));
    }
    if traffic.shape == Shape::Trace && !traffic.trace.counts.iter().any(|count| *count > 0.0) {
        broken("traffic.trace.counts", &[], format!("{} counts", traffic.trace.counts.len()), Rule::TraceHasCounts);
    }
    if traffic.shape == Shape::Points {
        if traffic.points.is_empty() {
            broken("traffic.points", &[], "0 points".to_owned(), Rule::HasEntries);
        }
        for (i, pair) in traffic.points.windows(2).enumerate() {
            if pair[1].at_s < pair[0].at_s {
                let (before, place) = (format!("traffic.points[{i}].at_s"), format!("traffic.points[{}].at_s", i + 1));
                broken(&place, &[&before], pair[1].at_s.to_string(), at_least(&before, pair[0].at_s));
            }
        }
    }
    let routing = &scenario.routing;
    let zones = if routing.prefer_own_zone { scenario.zones() } else { 1 };
    let views = f64::from(scenario.fleet.instances) * f64::from(routing.replicas) * f64::from(zones);
    if views > MOST_VIEWS {
        let others = ["fleet.instances", "routing.zones", "cluster.zones"];
        broken("routing.replicas", &others, routing.replicas.to_string(), Rule::AtMostViews(MOST_VIEWS));
    }
    let burst = &traffic.burst;
    if traffic.arrivals == Arrivals::Bursty && burst.factor > burst.highest_factor() {
        let times = ["traffic.burst.mean_calm_s", "traffic.burst.mean_burst_s"];
        let rule = Rule::CalmHasRate(burst.highest_factor());
        broken("traffic.burst.factor", &times, burst.factor.to_string(), rule);
    }
    for (place, service) in [("service", &scenario.service), ("dependency.service", &scenario.dependency.service)] {
        let at = |field: &str| format!("{place}.{field}");
        if service.law == Law::BoundedPareto && service.pareto.max_ms < service.pareto.min_ms {
            let (shortest, found) = (at("pareto.min_ms"), service.pareto.max_ms.to_string());
            broken(&at("pareto.max_ms"), &[&shortest], found, at_least(&shortest, service.pareto.min_ms));
        }
        if service.law == Law::Empirical && service.empirical.values_ms.is_empty() {
            broken(&at("empirical.values_ms"), &[], "0 values".to_owned(), Rule::HasEntries);
        }
        let (p99, median) = (at("p99_ms"), at("median_ms"));
        if service.law == Law::LogNormal && service.p99_ms < service.median_ms {
            broken(&p99, &[&median], service.p99_ms.to_string(), at_least(&median, service.median_ms));
        }
        if service.law == Law::LogNormal && service.p99_ms > service.median_ms * WIDEST_P99 {
            let rule = Rule::AtMostTimes { path: median.clone(), value: service.median_ms, factor: WIDEST_P99 };
            broken(&p99, &[&median], service.p99_ms.to_string(), rule);
        }
    }
    let telemetry = &scenario.telemetry;
    if telemetry.window_s < telemetry.scrape_interval_s {
        let scrape = "telemetry.scrape_interval_s";
        let found = telemetry.window_s.to_string();
        broken("telemetry.window_s", &[scrape], found, at_least(scrape, telemetry.scrape_interval_s));
    }
    if telemetry.scrape_offset_s > telemetry.scrape_interval_s {
        let (scrape, found) = ("telemetry.scrape_interval_s", telemetry.scrape_offset_s.to_string());
        let rule = Rule::AtMostTimes { path: scrape.to_owned(), value: telemetry.scrape_interval_s, factor: 1.0 };
        broken("telemetry.scrape_offset_s", &[scrape], found, rule);
    }
    for (i, pair) in telemetry.buckets_ms.windows(2).enumerate() {
        if pair[1] <= pair[0] {
            let place = format!("telemetry.buckets_ms[{}]", i + 1);
            broken(&place, &[], pair[1].to_string(), Rule::AboveBefore(pair[0]));
        }
    }
    let cluster = &scenario.cluster;
    let places = f64::from(cluster.nodes) * f64::from(cluster.slots_per_node);
    let fleet = &scenario.fleet;
    if cluster.nodes > 0 && places < f64::from(fleet.instances) {
        let rule = at_least("fleet.instances", f64::from(fleet.instances));
        let others = ["cluster.nodes", "fleet.instances"];
        broken("cluster.slots_per_node", &others, format!("{places} places"), rule);
    }
    if cluster.nodes > 0 && cluster.zones > cluster.nodes {
        let rule = at_least("cluster.zones", f64::from(cluster.zones));
        broken("cluster.nodes", &["cluster.zones"], cluster.nodes.to_string(), rule);
    }
    let faults = &scenario.faults;
    let below = |path: &str, value| Rule::Below { path: path.to_owned(), value };
    for (i, loss) in faults.node_losses.iter().enumerate().filter(|(_, loss)| loss.node >= cluster.nodes) {
        let rule = below("cluster.nodes", cluster.nodes);
        broken(&format!("faults.node_losses[{i}].node"), &["cluster.nodes"], loss.node.to_string(), rule);
    }
    let zones = if cluster.nodes > 0 { cluster.zones } else { 0 };
    for (i, loss) in faults.zone_losses.iter().enumerate().filter(|(_, loss)| loss.zone >= zones) {
        let place = format!("faults.zone_losses[{i}].zone");
        let rule = if zones > 0 { below("cluster.zones", zones) } else { below("cluster.nodes", 0) };
        broken(&place, &["cluster.nodes", "cluster.zones"], loss.zone.to_string(), rule);
    }
    let scaler = &scenario.autoscaler;
    if scaler.max_instances < scaler.min_instances {
        let fewest = "autoscaler.min_instances";
        let found = scaler.max_instances.to_string();
        broken("autoscaler.max_instances", &[fewest], found, at_least(fewest, f64::from(scaler.min_instances)));
    }
    let per_run = |period_s: f64| f64::from(fleet.instances) * scenario.horizon_s / period_s;
    let both = ["fleet.instances", "horizon_s"];
    if scaler.enabled && per_run(scaler.count_interval_s) > MOST_COUNTS {
        let found = format!("{:.0} checks", per_run(scaler.count_interval_s));
        broken("autoscaler.count_interval_s", &both, found, Rule::AtMostEvents(MOST_COUNTS));
    }
    let failures = &scenario.faults.failures;
    let cycle_s = failures.mean_time_to_failure_s + failures.mean_time_to_repair_s;
    if failures.mean_time_to_failure_s > 0.0 && per_run(cycle_s) > MOST_EVENTS {
        let found = format!("{:.0} failures", per_run(cycle_s));
        broken("faults.failures", &both, found, Rule::AtMostEvents(MOST_EVENTS));
    }
    if fleet.checks_queue {
        let liveness = if fleet.liveness.enabled { per_run(fleet.liveness.period_s) } else { 0.0 };
        let checks = per_run(fleet.readiness.period_s) + liveness;
        if checks > MOST_EVENTS {
            let others = ["fleet.instances", "horizon_s", "fleet.readiness", "fleet.liveness"];
            broken("fleet.checks_queue", &others, format!("{checks:.0} checks"), Rule::AtMostEvents(MOST_EVENTS));
        }
    }
    for (revision, version) in (0..).zip(scenario.revisions()) {
        // The back-off of a version that crashes again and again soon stays at its longest.
        let settled = version.crash_after_s > fleet.restart.reset_after_s;
        let cycle_s = version.crash_after_s + if settled { 0.0 } else { fleet.restart.longest_s };
        if version.crash_after_s > 0.0 && per_run(cycle_s) > MOST_EVENTS {
            let path = format!("{}.crash_after_s", Scenario::path_of(revision));
            let found = format!("{:.0} failures", per_run(cycle_s));
            broken(&path, &["fleet.instances", "horizon_s", "fleet.restart"], found, Rule::AtMostEvents(MOST_EVENTS));
        }
    }
    let canary = &scenario.strategy.canary;
    for (i, step) in canary.steps.iter().enumerate() {
        let at = |field: &str| format!("strategy.canary.steps[{i}].{field}");
        let (router, whole) = ("strategy.canary.router", "strategy.canary.max_traffic_weight");
        if step.kind == StepKind::SetWeight && step.weight > canary.max_traffic_weight {
            let (path, value) = (whole.to_owned(), f64::from(canary.max_traffic_weight));
            let rule = Rule::AtMostTimes { path, value, factor: 1.0 };
            broken(&at("weight"), &[whole], step.weight.to_string(), rule);
        }
        let needs_router = !matches!(step.kind, StepKind::SetWeight | StepKind::Pause | StepKind::Analysis);
        if needs_router && canary.router == Router::Instances {
            let rule = Rule::Needs { path: router.to_owned(), value: Router::Weighted.name().to_owned() };
            broken(&at("kind"), &[router], step.kind.name().to_owned(), rule);
        }
    }
    for (path, others, found, allowed) in analysis::broken_rules(scenario) {
        let is_known = |place: &str| known.iter().any(|problem| touch(&problem.path, place));
        if !is_known(&path) && !others.iter().any(|other| is_known(other)) {
            problems.push(Problem::new(path, found, allowed));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::{Cluster, NodeLoss, Step, ZoneLoss};
    use super::*;

    fn broken(change: impl Fn(&mut Scenario)) -> Vec<String> {
        let mut scenario = Scenario::default();
        change(&mut scenario);
        scenario.check().map_or_else(|problems| problems.into_iter().map(|p| p.path).collect(), |_| Vec::new())
    }

    #[test]
    fn the_default_passes() {
        assert!(Scenario::default().check().is_ok());
    }

    #[test]
    fn rules_are_judged_beside_other_problems_but_not_on_wrong_fields() {
        let paths = |whole: u32, weights: [u32; 4]| {
            let paths = broken(|s| {
                s.seed = u64::MAX;
                s.strategy.canary.max_traffic_weight = whole;
                s.strategy.canary.steps = weights.map(|weight| Step::weight(weight, 1.0)).to_vec();
            });
            paths.join(" ")
        };
        assert_eq!(paths(100, [10, 20, 150, 30]), "seed strategy.canary.steps[2].weight");
        assert_eq!(
            paths(100, [10, 20_000, 500, 30]),
            "seed strategy.canary.steps[1].weight strategy.canary.steps[2].weight"
        );
        // The whole is out of range: no weight is also said to be above it.
        assert_eq!(paths(0, [20, 10, 500, 30]), "seed strategy.canary.max_traffic_weight");
    }

    #[test]
    fn steps_that_need_a_router_say_so() {
        let kinds = |router| {
            broken(|s| {
                s.strategy.canary.router = router;
                let kinds = StepKind::ALL.iter().filter(|kind| **kind != StepKind::Analysis);
                s.strategy.canary.steps = kinds.map(|kind| Step { kind: *kind, ..Step::default() }).collect();
            })
        };
        assert_eq!(kinds(Router::Weighted), [""; 0]);
        assert_eq!(kinds(Router::Instances), [2, 3, 4, 5, 6, 7].map(|i| format!("strategy.canary.steps[{i}].kind")));
    }

    fn loss_free(slots_per_node: u32) -> Cluster {
        Cluster { slots_per_node, ..Cluster::default() }
    }

    #[test]
    fn each_rule_names_its_place() {
        assert_eq!(
            broken(|s| s.strategy.canary.max_traffic_weight = 20),
            [1, 2].map(|i| format!("strategy.canary.steps[{i}].weight"))
        );
        assert_eq!(broken(|s| s.service.p99_ms = 1.0), ["service.p99_ms"]);
        assert_eq!(broken(|s| s.service.median_ms = 0.01), ["service.p99_ms"]);
        assert_eq!(broken(|s| s.dependency.service.p99_ms = 1.0), ["dependency.service.p99_ms"]);
        assert_eq!(broken(|s| s.telemetry.window_s = 1.0), ["telemetry.window_s"]);
        assert_eq!(broken(|s| s.telemetry.scrape_offset_s = 5.1), ["telemetry.scrape_offset_s"]);
        assert_eq!(broken(|s| s.telemetry.buckets_ms = vec![1.0, 2.0, 2.0, 3.0]), ["telemetry.buckets_ms[2]"]);
        assert_eq!(broken(|s| s.cluster = Cluster { nodes: 4, ..loss_free(2) }), ["cluster.slots_per_node"]);
        assert_eq!(broken(|s| s.cluster = Cluster { nodes: 2, zones: 3, ..loss_free(5) }), ["cluster.nodes"]);
        assert_eq!(
            broken(|s| {
                s.cluster = Cluster { nodes: 4, zones: 2, ..loss_free(3) };
                s.faults.node_losses = [3, 4].map(|node| NodeLoss { node, ..NodeLoss::default() }).to_vec();
                s.faults.zone_losses = [1, 2].map(|zone| ZoneLoss { zone, ..ZoneLoss::default() }).to_vec();
            }),
            ["faults.node_losses[1].node", "faults.zone_losses[1].zone"]
        );
        assert_eq!(broken(|s| s.faults.zone_losses.push(ZoneLoss::default())), ["faults.zone_losses[0].zone"]);
        assert_eq!(broken(|s| s.autoscaler.min_instances = 200), ["autoscaler.max_instances"]);
        assert_eq!(broken(|s| s.traffic.shape = Shape::Trace), ["traffic.trace.counts"]);
        assert_eq!(broken(|s| s.service.law = Law::Empirical), ["service.empirical.values_ms"]);
        assert_eq!(
            broken(|s| {
                s.service.law = Law::BoundedPareto;
                s.service.pareto.max_ms = 14.9;
            }),
            ["service.pareto.max_ms"]
        );
        assert_eq!(broken(|s| s.horizon_s = 30_000.0), ["sample_interval_s"]);
        assert_eq!(broken(|s| s.traffic.rate_rps = f64::NAN), ["traffic.rate_rps"]);
        let many = |zones, prefer_own_zone| {
            broken(|s| {
                (s.fleet.instances, s.routing.replicas) = (100_000, 10);
                (s.routing.zones, s.routing.prefer_own_zone) = (zones, prefer_own_zone);
            })
        };
        assert_eq!((many(2, false), many(2, true)), (vec![], vec!["routing.replicas".to_owned()]));
        assert_eq!(
            broken(|s| {
                s.horizon_s = 1e6;
                s.sample_interval_s = 100.0;
                s.traffic.rate_rps = 1e5;
            }),
            ["traffic"]
        );
        assert_eq!(broken(|s| s.faults.failures.mean_time_to_failure_s = 1e-9), Vec::<String>::new());
        assert_eq!(
            broken(|s| {
                s.horizon_s = 2e6;
                s.sample_interval_s = 100.0;
                s.traffic.rate_rps = 1.0;
                s.fleet.instances = 1_000;
                s.fleet.checks_queue = true;
                s.fleet.liveness.enabled = true;
                s.faults.failures.mean_time_to_failure_s = 1.0;
                s.versions.candidate.crash_after_s = 1.0;
            }),
            ["faults.failures", "fleet.checks_queue"]
        );
        assert_eq!(
            broken(|s| {
                s.fleet.instances = 100_000;
                s.fleet.restart.longest_s = 0.1;
                s.versions.stable.crash_after_s = 0.1;
            }),
            ["versions.stable.crash_after_s"]
        );
        assert_eq!(
            broken(|s| {
                s.fleet.instances = 100_000;
                s.horizon_s = 1e6;
                s.sample_interval_s = 100.0;
                s.traffic.rate_rps = 1.0;
                s.autoscaler.enabled = true;
            }),
            ["autoscaler.count_interval_s"]
        );
        assert_eq!(
            broken(|s| {
                s.clients.population = Population::Sessions;
                s.clients.think_s = 1e4;
            }),
            ["clients"]
        );
        assert_eq!(
            broken(|s| {
                s.clients.retries.max = 20;
                (s.clients.retries.back_off_ms, s.clients.retries.longest_back_off_ms) = (1e6, 1e6);
            }),
            ["clients"]
        );
        assert_eq!(
            broken(|s| {
                (s.clients.population, s.clients.users) = (Population::Closed, 1_000_000);
                s.clients.think_s = 0.01;
            }),
            ["traffic"]
        );
        assert_eq!(
            broken(|s| {
                s.traffic.shape = Shape::Daily;
                s.traffic.daily.peak_rps = 1.0;
            }),
            ["traffic.daily.peak_rps"]
        );
    }

    #[test]
    fn points_come_in_order_and_there_is_one() {
        let at = |moments: &[f64]| {
            broken(|s| {
                s.traffic.shape = Shape::Points;
                s.traffic.points =
                    moments.iter().map(|at_s| super::super::Point { at_s: *at_s, rate_rps: 1.0 }).collect();
            })
        };
        assert_eq!(at(&[]), ["traffic.points"]);
        assert_eq!(at(&[5.0, 5.0, 6.0]), [""; 0]);
        assert_eq!(at(&[5.0, 4.0, 6.0, 5.5]), ["traffic.points[1].at_s", "traffic.points[3].at_s"]);
    }

    #[test]
    fn the_calm_may_be_silent_but_not_less() {
        let factor = |factor| {
            broken(|s| {
                s.traffic.arrivals = Arrivals::Bursty;
                s.traffic.burst = super::super::Burst { factor, mean_calm_s: 45.0, mean_burst_s: 5.0 };
            })
        };
        assert_eq!(factor(10.0), [""; 0]);
        assert_eq!(factor(10.1), ["traffic.burst.factor"]);
    }

    #[test]
    fn a_run_that_may_lie_in_a_burst_counts_as_one() {
        let mut scenario = Scenario::default();
        scenario.traffic.arrivals = Arrivals::Bursty;
        assert_eq!(scenario.most_requests(), 3.0 * 240.0 * 360.0);
        scenario.traffic.shape = Shape::Points;
        assert_eq!(scenario.most_requests(), 3.0 * 360.0 * 360.0);
    }
}
