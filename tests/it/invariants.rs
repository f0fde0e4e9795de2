//! What must hold in every run, over many random scenarios. A failure prints the scenario.
use cutover::fleet::{Outcome, State, VersionId};
use cutover::kernel::rng::{Purpose, Stream};
use cutover::record::{Recording, Run, report, simulate};
use cutover::scenario::{
    Affected, Amount, Arrivals, Checked, Class, ColdCache, Command, Crash, CrashLaw, Discipline, Hang, Jitter, Law,
    Leak, NodeLoss, Outage, OutlierEjection, Pause, Policy, Population, Reading, Routing, Scenario, SessionLength,
    Shape, Slow, Step, StrategyKind, Think, ZoneLoss,
};

const SCENARIOS: u64 = 200;

/// Any scenario that is small enough to run in milliseconds.
fn random_scenario(seed: u64) -> Checked {
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
    let strategy = &mut scenario.strategy;
    strategy.kind = StrategyKind::ALL[between(0.0, 4.0) as usize];
    strategy.start_s = between(0.0, 60.0) + if between(0.0, 1.0) > 0.9 { 1_000.0 } else { 0.0 };
    strategy.rolling.in_place = between(0.0, 1.0) > 0.6;
    strategy.rolling.max_surge = Amount::Instances(between(0.0, 4.0) as u32);
    strategy.rolling.max_unavailable = Amount::Percent(between(0.0, 60.0) as u32);
    strategy.blue_green.scale_down_delay_s = between(0.0, 60.0);
    strategy.canary.steps = (1..4).map(|i| Step { weight: i * 20, pause_s: 10.0 * f64::from(i) }).collect();
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
    scenario.check().unwrap_or_else(|problems| panic!("{seed}: {problems:#?}"))
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

/// Whether instances can leave the rotation by themselves.
fn can_break(scenario: &Scenario) -> bool {
    let faults = &scenario.faults;
    let versions = [&scenario.versions.stable, &scenario.versions.candidate];
    !faults.crashes.is_empty()
        || !faults.hangs.is_empty()
        || !faults.node_losses.is_empty()
        || faults.failures.mean_time_to_failure_s > 0.0
        || scenario.fleet.checks_queue
        || versions.iter().any(|version| version.crash_after_s > 0.0)
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
}

fn for_each_run(check: impl Fn(&Checked, &Recording) -> Result<(), String>) {
    for seed in 0..SCENARIOS {
        let scenario = random_scenario(seed);
        let recording = simulate(&scenario);
        if let Err(broken) = check(&scenario, &recording) {
            panic!("seed {seed}: {broken}\n{}", serde_json::to_string_pretty(&*scenario).unwrap());
        }
    }
}

fn ensure(holds: bool, broken: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(broken()) }
}

#[test]
fn every_request_is_accounted_for_once() {
    for_each_run(|scenario, recording| {
        let requests = report(scenario, recording).requests;
        let ended = requests.served + requests.failed + requests.rejected + requests.timed_out + requests.in_flight;
        ensure(requests.offered == ended, || format!("{requests:?}"))?;
        let series = &recording.series;
        let sum = |counts: &[u32]| counts.iter().map(|n| u64::from(*n)).sum::<u64>();
        let pairs = [
            (sum(&series.offered), requests.offered),
            (sum(&series.rejected), requests.rejected),
            (sum(&series.served[0]) + sum(&series.served[1]), requests.served),
            (sum(&series.failed[0]) + sum(&series.failed[1]), requests.failed),
            (sum(&series.timed_out[0]) + sum(&series.timed_out[1]), requests.timed_out),
        ];
        ensure(pairs.iter().all(|(a, b)| a == b), || format!("{pairs:?}"))?;
        // What is tried again may end well after all.
        let is_sent_once = scenario.clients.retries.max == 0 && scenario.clients.hedge_after_ms == 0.0;
        ensure(!is_sent_once || requests.refused_connections <= requests.failed, || format!("{requests:?}"))
    });
}

#[test]
fn every_attempt_is_accounted_for() {
    let mut runs_with_clients = 0;
    for seed in 0..SCENARIOS {
        runs_with_clients += u64::from(!random_scenario(seed).clients.are_plain());
    }
    assert!(runs_with_clients > SCENARIOS / 3, "{runs_with_clients}");
    for_each_run(|scenario, recording| {
        let Some(clients) = &recording.clients else {
            return ensure(scenario.clients.are_plain(), || "clients are not recorded".to_owned());
        };
        let broken = || format!("{clients:?} {}", recording.offered);
        let sum = |counts: &[u32]| counts.iter().map(|n| u64::from(*n)).sum::<u64>();
        let series = [&clients.attempts_series, &clients.retries_series, &clients.hedges_series];
        ensure(series.map(|counts| sum(counts)) == [clients.attempts, clients.retries, clients.hedges], broken)?;
        ensure(clients.attempts == recording.offered + clients.retries + clients.hedges, broken)?;
        // What is not routed found nobody in rotation.
        let routed: u64 = recording.totals.iter().map(|totals| totals.routed).sum();
        let outage = report(scenario, recording).capacity.outage_s > 0.0;
        let weighted = !matches!(scenario.strategy.kind, StrategyKind::Recreate | StrategyKind::Rolling);
        let late = !scenario.routing.is_plain();
        ensure(routed <= clients.attempts && (outage || weighted || late || routed == clients.attempts), broken)?;
        let retries = &scenario.clients.retries;
        ensure(clients.retries <= recording.offered * u64::from(retries.max), broken)?;
        ensure(clients.hedges <= recording.offered + clients.retries, broken)?;
        if retries.budget_percent > 0.0 {
            let share = retries.budget_percent / 100.0 * recording.offered as f64;
            let reserve = retries.budget_min_rps * (recording.horizon.seconds() + 10.0);
            ensure(clients.retries as f64 <= share + reserve + 1.0, broken)?;
        }
        let classes: u64 = clients.classes.iter().map(|class| class.served + class.not_served).sum();
        ensure(clients.classes.is_empty() || classes + recording.in_flight == recording.offered, broken)?;
        ensure(clients.mixed_users <= clients.users && clients.users <= recording.offered, broken)
    });
}

#[test]
fn series_cover_the_run_and_have_one_length() {
    for_each_run(|scenario, recording| {
        let series = &recording.series;
        let expected = recording.horizon.0.div_ceil(recording.interval.0) as usize;
        let lengths = [
            series.offered.len(),
            series.rejected.len(),
            series.served[1].len(),
            series.p99_ms.len(),
            series.paid.len(),
            series.capacity_rps[0].len(),
            series.seen_p99_ms.len(),
            series.set_weight.len(),
        ];
        ensure(lengths.iter().all(|length| *length == expected), || format!("{expected}: {lengths:?}"))?;
        ensure(series.set_weight.iter().all(|weight| *weight <= 100), || "weight".to_owned())?;
        let _ = scenario;
        Ok(())
    });
}

#[test]
fn rolling_respects_its_limits() {
    for_each_run(|scenario, recording| {
        let rolling = &scenario.strategy.rolling;
        let crashes = !scenario.faults.crashes.is_empty() || scenario.versions.candidate.leak.requests_until_crash > 0;
        if scenario.strategy.kind != StrategyKind::Rolling || crashes || scenario.autoscaler.enabled {
            return Ok(());
        }
        let wanted = scenario.fleet.instances;
        let surge = if rolling.in_place { 0 } else { rolling.max_surge.rounded_up(wanted) };
        let unavailable = rolling.max_unavailable.rounded_down(wanted);
        let unavailable = if surge == 0 { unavailable.max(1) } else { unavailable };
        let figures = report(scenario, recording);
        ensure(figures.cost.peak_instances <= wanted + surge, || format!("peak {:?}", figures.cost))?;
        if can_break(scenario) {
            return Ok(());
        }
        let floor = wanted.saturating_sub(unavailable);
        ensure(figures.capacity.min_ready_instances >= floor, || format!("{floor}: {:?}", figures.capacity))
    });
}

#[test]
fn the_wanted_number_stays_inside_its_bounds_and_the_fleet_follows_it() {
    for_each_run(|scenario, recording| {
        let bounds = scenario.autoscaler.min_instances..=scenario.autoscaler.max_instances;
        let kept = recording.wanted_since().skip(1).all(|(_, wanted)| bounds.contains(&wanted));
        ensure(kept, || format!("{:?}", recording.wanted_since().collect::<Vec<_>>()))?;
        // Whoever is not leaving at the end is wanted, unless a rollout is still under way.
        let before = recording.rollout.started.is_none();
        let asked = |span: &&cutover::record::Span| span.to == recording.horizon && span.state != State::Draining;
        let last = recording.spans.iter().filter(asked).count() as u32;
        let wanted = recording.wanted_at(recording.horizon);
        ensure(!before || last == wanted, || format!("{last} of {wanted}"))
    });
}

#[test]
fn no_more_processes_than_places() {
    for_each_run(|scenario, recording| {
        let places = scenario.cluster.nodes * scenario.cluster.slots_per_node;
        // One that is provisioned may wait for its place, and one that has stopped to be started again may have lost it.
        // At the same moment, an end comes before a beginning.
        let runs = |state: State| state == State::Starting || state == State::Unready || state.is_ready();
        let placed = recording.spans.iter().filter(|span| runs(span.state));
        let mut changes: Vec<_> = placed.flat_map(|span| [(span.from, 1), (span.to, -1)]).collect();
        changes.sort_unstable();
        let (mut now, mut most) = (0, 0);
        for (_, change) in changes {
            now += change;
            most = most.max(now);
        }
        ensure(places == 0 || most <= places as i32, || format!("{most} on {places}"))
    });
}

#[test]
fn only_ready_instances_are_sent_requests() {
    for_each_run(|scenario, recording| {
        // What is tried again arrives before it is sent to the instance that answers.
        let is_sent_once = scenario.clients.retries.max == 0 && scenario.clients.hedge_after_ms == 0.0;
        for sample in recording.samples.iter().filter(|_| is_sent_once) {
            let Some(instance) = sample.instance else { continue };
            let at = sample.arrived;
            let was = |is: fn(State) -> bool| {
                let mut spans = recording.spans.iter().filter(|span| span.instance == instance);
                spans.any(|span| span.from <= at && at <= span.to && is(span.state))
            };
            let ready = was(State::is_ready);
            // Whoever is late to know may send to one that does not listen, which fails at once, or to one that serves on
            // until it is told to stop.
            let refused = sample.outcome == Outcome::Failed && sample.ended == at;
            let hooked = scenario.fleet.pre_stop_s > 0.0 && was(|state| state == State::Draining);
            let unready = was(|state| state == State::Unready);
            let late = !scenario.routing.is_plain() && (refused || hooked || unready);
            ensure(ready || late, || format!("{sample:?}"))?;
            ensure(sample.arrived <= sample.started && sample.started <= sample.ended, || format!("{sample:?}"))?;
        }
        Ok(())
    });
}

#[test]
fn instances_live_one_state_at_a_time() {
    for_each_run(|_, recording| {
        for pair in recording.spans.windows(2).filter(|pair| pair[0].instance == pair[1].instance) {
            ensure(pair[0].to == pair[1].from, || format!("{pair:?}"))?;
        }
        let gone = recording.spans.iter().any(|span| span.state == State::Terminated);
        ensure(!gone && recording.spans.iter().all(|span| span.from < span.to), || "empty span".to_owned())
    });
}

#[test]
fn a_rollout_that_is_done_is_done() {
    use cutover::record::RolloutOutcome::{Completed, RolledBack};
    for_each_run(|_, recording| {
        let last = recording.rotation.last().map_or([0, 0], |rotation| rotation.instances);
        let rollout = recording.rollout;
        let wrong = match rollout.outcome {
            Completed => last[VersionId::Stable.index()] > 0,
            RolledBack => last[VersionId::Candidate.index()] > 0,
            _ => false,
        };
        ensure(!wrong, || format!("{rollout:?} {last:?}"))?;
        let restored_late = rollout.restored.zip(rollout.reason).is_none_or(|(at, reason)| at >= reason.at);
        ensure(restored_late, || format!("{rollout:?}"))
    });
}

#[test]
fn slicing_changes_nothing() {
    for seed in 0..40 {
        let scenario = random_scenario(seed);
        let whole = simulate(&scenario).hash();
        for slice in [1, 7, 1_000] {
            let mut run = Run::new(&scenario);
            while !run.advance(slice) {
                assert!((0.0..=1.0).contains(&run.progress()));
            }
            assert_eq!(run.finish().hash(), whole, "seed {seed}, slices of {slice}");
        }
    }
}

#[test]
fn recordings_survive_their_own_bytes_and_differ_by_seed() {
    let scenario = random_scenario(5);
    let recording = simulate(&scenario);
    assert_eq!(Recording::from_bytes(&recording.to_bytes()).unwrap().hash(), recording.hash());
    let mut other = scenario.into_inner();
    other.seed += 1;
    assert_ne!(simulate(&other.check().unwrap()).hash(), recording.hash());
    assert!(Recording::from_bytes(&[1, 2, 3]).is_err());
}
