//! Random scenarios: everything that a scenario can ask for, each in some of them, and small enough to run in milliseconds.

use cutover::kernel::rng::{Purpose, Stream};
use cutover::scenario::{
    Affected, Amount, Arrivals, Case, Checked, Class, ColdCache, Command, Crash, CrashLaw, Deployment, Discipline,
    Hang, Jitter, Law, Leak, Migration, NodeLoss, Outage, OutlierEjection, Pause, Policy, Population, Reading, Region,
    Routing, Scenario, SessionLength, Shape, Slow, StrategyKind, Think, ZoneLoss,
};

/// Any scenario that is small enough to run in milliseconds.
pub fn random_scenario(seed: u64) -> Checked {
    random_scenario_of(seed, 20)
}

/// The same with fewer than so many instances.
pub fn random_scenario_of(seed: u64, most_instances: u32) -> Checked {
    let mut luck = Stream::new(seed, Purpose::Work);
    let mut between = |low: f64, high: f64| low + (high - low) * luck.unit();
    let mut scenario = Scenario { seed, horizon_s: between(60.0, 300.0), ..Scenario::default() };
    scenario.sample_interval_s = between(0.3, 5.0);
    let fleet = &mut scenario.fleet;
    fleet.instances = between(1.0, f64::from(most_instances)) as u32;
    fleet.workers = between(1.0, 5.0) as u32;
    fleet.queue_capacity = between(0.0, 30.0) as u32;
    fleet.policy = Policy::ALL[between(0.0, 4.0) as usize];
    fleet.provision_s = between(0.0, 10.0);
    fleet.warm_up_s = between(-5.0, 10.0).max(0.0);
    fleet.warm_up_factor = between(1.0, 4.0);
    fleet.stop_s = between(0.0, 4.0);
    fleet.grace_period_s = between(0.0, 10.0);
    fleet.min_ready_s = between(-5.0, 5.0).max(0.0);
    scenario.service.law = Law::ALL[between(0.0, Law::ALL.len() as f64) as usize];
    scenario.service.cv = between(0.1, 3.0);
    scenario.service.empirical.values_ms = (0..5).map(|_| between(1.0, 100.0)).collect();
    let capacity_rps = f64::from(fleet.instances * fleet.workers) / 0.04;
    let traffic = &mut scenario.traffic;
    traffic.shape =
        [Shape::Constant, Shape::Ramp, Shape::Spike, Shape::Daily, Shape::Points][between(0.0, 5.0) as usize];
    traffic.rate_rps = capacity_rps * between(0.0, 1.3);
    traffic.ramp.to_rps = capacity_rps * between(0.0, 1.3);
    traffic.spike.peak_rps = capacity_rps * between(0.0, 2.0);
    traffic.daily.low_rps = 0.0;
    traffic.daily.peak_rps = capacity_rps;
    traffic.daily.period_s = between(20.0, 500.0);
    for point in &mut traffic.points {
        point.rate_rps = capacity_rps * between(0.0, 1.3);
    }
    traffic.arrivals = Arrivals::ALL[between(0.0, Arrivals::ALL.len() as f64) as usize];
    traffic.burst.factor = between(1.0, 10.0);
    traffic.burst.mean_burst_s = between(0.1, 5.0);
    traffic.timeout_s = between(-0.5, 1.0).max(0.0);
    let candidate = &mut scenario.versions.candidate;
    candidate.error_probability = between(-0.3, 0.6).max(0.0);
    candidate.service_factor = between(0.5, 3.0);
    candidate.start_s = between(0.0, 15.0);
    candidate.becomes_ready = between(0.0, 1.0) > 0.2;
    let breaks = if seed.is_multiple_of(4) { 0.3 } else { 0.0 };
    let compatibility = &mut scenario.versions.compatibility;
    for failing in [&mut compatibility.session, &mut compatibility.client, &mut compatibility.schema] {
        (failing.stable, failing.candidate) = (breaks, breaks / 2.0);
    }
    if seed.is_multiple_of(8) {
        compatibility.migration = Migration::Completion;
    }
    let strategy = &mut scenario.strategy;
    strategy.kind = StrategyKind::ALL[between(0.0, StrategyKind::ALL.len() as f64) as usize];
    strategy.start_s = between(0.0, 60.0) + if between(0.0, 1.0) > 0.9 { 1_000.0 } else { 0.0 };
    strategy.rolling.in_place = between(0.0, 1.0) > 0.6;
    strategy.rolling.max_surge = Amount::Instances(between(0.0, 4.0) as u32);
    strategy.rolling.max_unavailable = Amount::Percent(between(0.0, 60.0) as u32);
    strategy.blue_green.scale_down_delay_s = between(0.0, 60.0);
    scenario.rollback.automatic = between(0.0, 1.0) > 0.3;
    scenario.rollback.progress_deadline_s = between(10.0, 60.0);
    scenario.telemetry.window_s = between(5.0, 30.0);
    if between(0.0, 1.0) > 0.5 {
        let crash = |at_s: f64, instance: f64| Crash { at_s, instance: instance as u32, down_s: 5.0 };
        scenario.faults.crashes = (0..3).map(|_| crash(between(0.0, 200.0), between(0.0, 30.0))).collect();
    }
    more_of_life(&mut scenario, &mut between);
    if between(0.0, 1.0) > 0.6 {
        a_cluster(&mut scenario, &mut between);
    }
    let scaler = &mut scenario.autoscaler;
    scaler.enabled = between(0.0, 1.0) > 0.7;
    scaler.min_instances = between(1.0, 10.0) as u32;
    scaler.max_instances = scaler.min_instances + between(0.0, 20.0) as u32;
    scaler.target_percent = between(20.0, 90.0) as u32;
    scaler.down.stabilization_s = between(0.0, 60.0);
    if between(0.0, 1.0) > 0.7 {
        let actions = cutover::scenario::Action::ALL;
        let command = |at_s, action: f64| Command { at_s, action: actions[action as usize] };
        scenario.commands = (0..3).map(|_| command(between(0.0, 200.0), between(0.0, 4.0))).collect();
    }
    if between(0.0, 1.0) > 0.4 {
        scenario.fleet.policy = Policy::ALL[between(0.0, 6.0) as usize];
        scenario.routing = Routing {
            propagation_s: between(-2.0, 4.0).max(0.0),
            replicas: between(1.0, 5.0) as u32,
            view_refresh_s: between(-3.0, 2.0).max(0.0),
            slow_start_s: between(-10.0, 20.0).max(0.0),
            zones: between(1.0, 4.0) as u32,
            prefer_own_zone: between(0.0, 1.0) > 0.5,
            overprovisioning_factor: between(1.0, 2.0),
            panic_threshold_percent: between(-60.0, 100.0).max(0.0) as u32,
            outliers: OutlierEjection {
                errors_in_a_row: between(-5.0, 6.0).max(0.0) as u32,
                interval_s: between(1.0, 10.0),
                base_ejection_s: between(1.0, 30.0),
                longest_ejection_s: between(1.0, 60.0),
                most_ejected_percent: between(0.0, 100.0) as u32,
            },
            connections: between(-100.0, 100.0).max(0.0) as u32,
            requests_per_connection: between(-10.0, 30.0).max(0.0) as u32,
            connection_drain_s: between(0.0, 10.0),
        };
    }
    make_unusual(&mut scenario, &mut between);
    random_clients(&mut scenario, between);
    crate::stepwise::random_steps(&mut scenario, seed);
    more_deployments(&mut scenario, seed);
    scenario.check().unwrap_or_else(|problems| panic!("{seed}: {problems:#?}"))
}

/// A third of the scenarios have more than one deployment, often before the first is complete.
fn more_deployments(scenario: &mut Scenario, seed: u64) {
    if !seed.is_multiple_of(3) {
        return;
    }
    let mut luck = Stream::new(seed, Purpose::Routing);
    let mut between = |low: f64, high: f64| low + (high - low) * luck.unit();
    let mut at_s = scenario.strategy.start_s;
    for _ in 0..between(1.0, 4.0) as u32 {
        at_s += between(0.5, 60.0);
        let mut deployment = Deployment { at_s, ..Deployment::default() };
        let version = &mut deployment.version;
        version.error_probability = between(-0.3, 0.4).max(0.0);
        version.service_factor = between(0.5, 2.0);
        version.start_s = between(0.0, 15.0);
        version.becomes_ready = between(0.0, 1.0) > 0.2;
        version.leak.requests_until_crash = between(-2_000.0, 1_000.0).max(0.0) as u32;
        version.crash_after_s = between(-300.0, 100.0).max(0.0);
        let session = &mut deployment.compatibility.session;
        (session.stable, session.candidate) = (between(-0.5, 0.5).max(0.0), between(-0.5, 0.5).max(0.0));
        scenario.deployments.push(deployment);
    }
    scenario.strategy.blue_green.keep_old_fleet = between(0.0, 1.0) > 0.5;
}

/// Some of what is off by default.
fn make_unusual(scenario: &mut Scenario, mut between: impl FnMut(f64, f64) -> f64) {
    let fleet = &mut scenario.fleet;
    fleet.shed_after_ms = between(-200.0, 200.0).max(0.0);
    if between(0.0, 1.0) > 0.6 {
        fleet.discipline = Discipline::ALL[between(0.0, 3.0) as usize];
        fleet.lifo_above = between(0.0, 20.0) as u32;
    }
    if between(0.0, 1.0) > 0.6 {
        let (requests, age_s) = (between(-500.0, 2_000.0).max(0.0) as u32, between(-20.0, 60.0).max(0.0));
        fleet.cold_cache = ColdCache { factor: between(1.0, 5.0), requests, age_s };
    }
    scenario.versions.candidate.leak = Leak {
        growth: between(-1.0, 1.0).max(0.0),
        requests_until_crash: between(-2_000.0, 1_000.0).max(0.0) as u32,
        down_s: between(0.0, 10.0),
    };
    if between(0.0, 1.0) > 0.6 {
        scenario.faults.pauses = vec![Pause {
            at_s: between(0.0, 60.0),
            every_s: between(-1.0, 3.0).max(0.0),
            duration_ms: between(0.0, 1_500.0),
            all: between(0.0, 1.0) > 0.5,
            instance: between(0.0, 30.0) as u32,
            version: Affected::ALL[between(0.0, 3.0) as usize],
        }];
    }
    if between(0.0, 1.0) > 0.6 {
        let mut slow = || Slow {
            at_s: between(0.0, 100.0),
            duration_s: between(0.0, 60.0),
            factor: between(1.0, 4.0),
            share: between(0.0, 1.0),
        };
        scenario.faults.slow = vec![slow(), slow()];
    }
    if between(0.0, 1.0) > 0.7 {
        let dependency = &mut scenario.dependency;
        dependency.concurrency = between(1.0, 60.0) as u32;
        dependency.queue_capacity = between(0.0, 50.0) as u32;
        dependency.timeout_ms = between(-300.0, 300.0).max(0.0);
        dependency.share_of_requests = between(0.0, 1.0);
        dependency.position = between(0.0, 1.0);
        if scenario.seed.is_multiple_of(2) {
            dependency.outages = vec![Outage { at_s: 40.0, duration_s: 30.0 }];
            dependency.hangs = scenario.seed.is_multiple_of(4);
        }
    }
    if scenario.seed.is_multiple_of(5) {
        scenario.versions.candidate.unready_s = 3.0;
        scenario.versions.stable.unready_s = 1.0;
    }
    let telemetry = &mut scenario.telemetry;
    telemetry.reading = Reading::ALL[between(0.0, 2.0) as usize];
    telemetry.scrape_offset_s = between(-5.0, 5.0).max(0.0);
    telemetry.sample_share = between(0.1, 1.5).min(1.0);
    telemetry.lost_scrapes = between(-0.5, 0.5).max(0.0);
    telemetry.both_versions = between(0.0, 1.0) > 0.5;
    if between(0.0, 1.0) > 0.7 {
        telemetry.buckets_ms = vec![10.0, 50.0, between(51.0, 500.0)];
        telemetry.outages = vec![Outage { at_s: between(0.0, 100.0), duration_s: between(0.0, 40.0) }];
    }
}

/// Hooks, images, checks, hangs, crashes and failures, each in some of the scenarios.
fn more_of_life(scenario: &mut Scenario, between: &mut impl FnMut(f64, f64) -> f64) {
    let fleet = &mut scenario.fleet;
    fleet.pre_stop_s = between(-10.0, 10.0).max(0.0);
    fleet.image_pull_s = between(-10.0, 10.0).max(0.0);
    fleet.check_jitter = between(0.0, 1.0) > 0.5;
    fleet.restart.initial_s = between(0.1, 20.0);
    fleet.readiness.period_s = between(1.0, 10.0);
    fleet.readiness.failure_threshold = between(1.0, 4.0) as u32;
    for check in [&mut fleet.startup, &mut fleet.liveness] {
        check.enabled = between(0.0, 1.0) > 0.5;
        check.period_s = between(1.0, 10.0);
        check.timeout_s = between(0.1, 12.0);
        check.failure_threshold = between(1.0, 5.0) as u32;
    }
    if between(0.0, 1.0) > 0.5 {
        return;
    }
    fleet.checks_queue = between(0.0, 1.0) > 0.5;
    if between(0.0, 1.0) > 0.4 {
        let hang = |at_s, instance: f64, duration_s: f64| Hang { at_s, instance: instance as u32, duration_s };
        scenario.faults.hangs =
            (0..3).map(|_| hang(between(0.0, 200.0), between(0.0, 30.0), between(-10.0, 50.0).max(0.0))).collect();
    }
    if between(0.0, 1.0) > 0.5 {
        let failures = &mut scenario.faults.failures;
        failures.mean_time_to_failure_s = between(20.0, 500.0);
        failures.mean_time_to_repair_s = between(1.0, 60.0);
        failures.repairers = between(1.0, 4.0) as u32;
    }
    for version in [&mut scenario.versions.stable, &mut scenario.versions.candidate] {
        version.crash_after_s = between(-300.0, 100.0).max(0.0);
        version.crash_law = CrashLaw::ALL[between(0.0, 2.0) as usize];
        version.crash_on_start = between(-0.8, 0.5).max(0.0);
    }
}

/// A cluster with hardly more places than instances, parts of which are lost.
fn a_cluster(scenario: &mut Scenario, between: &mut impl FnMut(f64, f64) -> f64) {
    let (instances, cluster) = (scenario.fleet.instances, &mut scenario.cluster);
    cluster.nodes = between(1.0, 8.0) as u32;
    cluster.zones = between(1.0, f64::from(cluster.nodes) + 1.0) as u32;
    cluster.slots_per_node = instances.div_ceil(cluster.nodes) + between(0.0, 4.0) as u32;
    cluster.eviction_s = between(0.0, 60.0);
    let faults = &mut scenario.faults;
    for _ in 0..between(0.0, 3.0) as u32 {
        let (node, zone) =
            (between(0.0, f64::from(cluster.nodes)) as u32, between(0.0, f64::from(cluster.zones)) as u32);
        let (at_s, duration_s) = (between(0.0, 200.0), between(-20.0, 80.0).max(0.0));
        faults.node_losses.push(NodeLoss { at_s, node, duration_s });
        faults.zone_losses.push(ZoneLoss { at_s: at_s + 10.0, zone, duration_s: duration_s / 2.0 });
    }
}

/// Half of the scenarios have clients that do more than ask once.
fn random_clients(scenario: &mut Scenario, mut between: impl FnMut(f64, f64) -> f64) {
    if between(0.0, 1.0) > 0.5 {
        return;
    }
    let clients = &mut scenario.clients;
    clients.population = Population::ALL[between(0.0, 3.0) as usize];
    clients.requests_per_session = between(1.0, 6.0) as u32;
    clients.session_length = SessionLength::ALL[between(0.0, 2.0) as usize];
    clients.think_s = between(0.05, 5.0);
    clients.think = Think::ALL[between(0.0, 2.0) as usize];
    // As many as offer about what the fleet can take.
    let capacity_rps = f64::from(scenario.fleet.instances * scenario.fleet.workers) / 0.04;
    clients.users = (capacity_rps * clients.think_s * between(0.1, 1.2)).max(1.0) as u32;
    let retries = &mut clients.retries;
    retries.max = between(-2.0, 4.0).max(0.0) as u32;
    retries.back_off_ms = between(-50.0, 300.0).max(0.0);
    retries.longest_back_off_ms = between(0.0, 2_000.0);
    retries.jitter = Jitter::ALL[between(0.0, 3.0) as usize];
    retries.budget_percent = between(-30.0, 50.0).max(0.0);
    retries.budget_min_rps = between(0.0, 5.0);
    clients.hedge_after_ms = between(-100.0, 300.0).max(0.0);
    let classes = between(-2.0, 4.0).max(0.0) as u32;
    let mut class = |_| Class {
        weight: between(0.1, 3.0),
        service_factor: between(0.2, 2.0),
        timeout_s: between(-0.5, 1.0).max(0.0),
        ..Class::default()
    };
    clients.classes = (0..classes).map(&mut class).collect();
    regions_and_cases(scenario, between);
}

/// Users in several places in some scenarios, and in some of those a version that is bad for a few of them.
fn regions_and_cases(scenario: &mut Scenario, mut between: impl FnMut(f64, f64) -> f64) {
    let zones = scenario.zones();
    for i in 0..between(-2.0, 4.0).max(0.0) as u32 {
        let zones = if between(0.0, 1.0) > 0.5 { zones } else { 0 };
        scenario.clients.regions.push(Region {
            name: format!("region {i}"),
            weight: between(0.1, 3.0),
            latency_ms: between(-50.0, 200.0).max(0.0),
            zones_ms: (0..zones).map(|_| between(0.0, 50.0)).collect(),
        });
    }
    if between(0.0, 1.0) > 0.5 {
        let names: Vec<String> = scenario.clients.regions.iter().map(|region| region.name.clone()).collect();
        let region = names.get(between(0.0, 6.0) as usize).cloned().unwrap_or_default();
        let (cohort_from, service_factor) = (between(-0.5, 1.0).max(0.0), between(0.5, 4.0));
        let (class, error_probability) = (String::new(), between(-0.5, 1.0).max(0.0));
        let case = Case { class, region, cohort_from, cohort_to: 1.0, service_factor, error_probability };
        scenario.versions.candidate.cases = vec![case];
    }
}
