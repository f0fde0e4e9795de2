//! What must hold in every run, over many random scenarios. A failure prints the scenario.

use crate::random::random_scenario;
use cutover::fleet::{Outcome, State, VersionId};
use cutover::record::{InstanceHours, Mirrored, Recording, RegionRecord, Run, report, simulate};
use cutover::scenario::{Checked, Scenario, StrategyKind};
use cutover::sim::Event;

const SCENARIOS: u64 = 200;

/// Whether instances can leave the rotation by themselves.
fn can_break(scenario: &Scenario) -> bool {
    let faults = &scenario.faults;
    !faults.crashes.is_empty()
        || !faults.hangs.is_empty()
        || !faults.node_losses.is_empty()
        || faults.failures.mean_time_to_failure_s > 0.0
        || scenario.fleet.checks_queue
        || scenario.revisions().any(|version| version.crash_after_s > 0.0 || version.leak.requests_until_crash > 0)
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
        // Who is far away may have given up before that answer, or be still waiting for it.
        let is_far = !scenario.clients.regions.is_empty();
        let failed = requests.failed + if is_far { requests.timed_out + requests.in_flight } else { 0 };
        ensure(!is_sent_once || requests.refused_connections <= failed, || format!("{requests:?}"))
    });
}

#[test]
fn every_copy_is_accounted_for_apart_from_the_users() {
    // Runs with copies, and of shadow before any switch; copies that went wrong, and that were under way at the end.
    let (mut runs, mut shadows, mut hurt, mut open) = (0, 0, 0, 0);
    for seed in 0..SCENARIOS {
        let asked = random_scenario(seed);
        // Many have no mirror; all of them can be shadow.
        for scenario in [asked.with_strategy(StrategyKind::Shadow), asked] {
            let recording = simulate(&scenario);
            let figures = report(&scenario, &recording);
            let Some(mirrored) = &figures.mirrored else {
                assert!(recording.copies.is_none(), "seed {seed}: copies are not told");
                continue;
            };
            let Mirrored { copies, served, failed, rejected, timed_out, in_flight, not_served, .. } = *mirrored;
            assert_eq!(copies, served + failed + rejected + timed_out + in_flight, "seed {seed}: {mirrored:?}");
            assert_eq!(not_served, failed + rejected + timed_out, "seed {seed}");
            let timed = recording.copies.as_ref().map_or(0, |record| record.latency.count());
            assert_eq!(timed, served + failed + timed_out, "seed {seed}: {mirrored:?}");
            let sent: u64 = recording.totals.iter().map(|totals| totals.routed).sum();
            assert!(copies <= sent, "seed {seed}: {copies} of {sent}");
            assert!([0, sent + copies].contains(&figures.cost.router.requests), "seed {seed}: {:?}", figures.cost);
            // Its candidates serve nobody before the switch.
            let switched = recording.log.iter().any(|entry| entry.event == Event::WeightSet { percent: 100 });
            if scenario.strategy.kind == StrategyKind::Shadow && !switched {
                assert_eq!(figures.version_mix.candidate_requests, 0, "seed {seed}");
                assert_eq!(figures.rollout.exposed_requests, 0, "seed {seed}");
                shadows += u64::from(copies > 0);
            }
            runs += u64::from(copies > 0);
            (hurt, open) = (hurt + not_served, open + in_flight);
        }
    }
    assert!(runs > 40 && shadows > 20 && hurt > 1_000 && open > 0, "{runs} {shadows} {hurt} {open}");
}

#[test]
fn every_attempt_is_accounted_for() {
    let mut runs_with_clients = 0;
    for seed in 0..SCENARIOS {
        runs_with_clients += u64::from(!random_scenario(seed).has_plain_clients());
    }
    assert!(runs_with_clients > SCENARIOS / 3, "{runs_with_clients}");
    for_each_run(|scenario, recording| {
        let Some(clients) = &recording.clients else {
            return ensure(scenario.has_plain_clients(), || "clients are not recorded".to_owned());
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
        let regions = &recording.regions;
        let offered: u64 = regions.iter().map(|region| region.offered).sum();
        ensure(regions.is_empty() || offered == recording.offered, broken)?;
        let ended = |region: &RegionRecord| region.served + region.failed + region.rejected + region.timed_out;
        let waiting: u64 = regions.iter().map(|region| region.offered - ended(region)).sum();
        ensure(regions.is_empty() || waiting == recording.in_flight, broken)?;
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
        // The additional batch is as large as what may be missing, so that nothing is, but in the end: who goes then is the
        // youngest, not who is not ready.
        let has_batch = rolling.in_place && rolling.additional_batch;
        let surge = if has_batch { unavailable.min(wanted) } else { surge };
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
fn instance_hours_are_the_sum_of_their_kinds() {
    let seconds = |time: cutover::kernel::Time| time.seconds() / 3_600.0;
    let seen = std::cell::Cell::new([0.0; 4]);
    for_each_run(|scenario, recording| {
        let cost = report(scenario, recording).cost;
        let hours = cost.hours;
        let broken = || format!("{cost:?}");
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (a.abs() + b.abs()).max(1.0);
        // By another way than the report's: one span, and one wanted number, after the other.
        let paid: f64 = recording.spans.iter().map(|span| seconds(span.to - span.from)).sum();
        let ends = recording.wanted_since().skip(1).map(|(at, _)| at).chain([recording.horizon]);
        let wanted: f64 =
            recording.wanted_since().zip(ends).map(|((at, wanted), to)| f64::from(wanted) * seconds(to - at)).sum();
        ensure(near(cost.instance_hours, paid) && near(hours.baseline, wanted), broken)?;
        let InstanceHours { baseline, surge, overlap, mirror, other, missing } = hours;
        ensure(near(paid, baseline + surge + overlap + mirror + other - missing), broken)?;
        ensure(near(cost.extra_instance_hours, surge + overlap + mirror + other - missing), broken)?;
        let kinds = [surge, overlap, mirror, other, missing];
        ensure(kinds.iter().all(|hours| *hours >= 0.0), broken)?;
        let one_fleet = matches!(scenario.strategy.kind, StrategyKind::Recreate | StrategyKind::Rolling);
        ensure(!one_fleet || overlap + mirror == 0.0, broken)?;
        ensure(recording.copies.is_some() || mirror == 0.0, broken)?;
        ensure(recording.rollout.started.is_some() || surge + overlap == 0.0, broken)?;
        let parts = cost.extra_usd + cost.router.usd + cost.failed_requests_usd;
        let begun = recording.rollouts().filter(|rollout| rollout.started.is_some()).count().max(1);
        ensure(near(cost.deployment_usd, parts / begun as f64), broken)?;
        // None of them lacks an instance; `cost.rs` has one that does.
        seen.set(std::array::from_fn(|kind| seen.get()[kind] + kinds[kind]));
        Ok(())
    });
    assert!(seen.get().iter().all(|hours| *hours > 0.0), "every kind is met: {:?}", seen.get());
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
            let is_far = !scenario.clients.regions.is_empty();
            let refused = (sample.outcome == Outcome::Failed && sample.ended == at) || is_far;
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
    let shadows = (40..60).map(|seed| random_scenario(seed).with_strategy(StrategyKind::Shadow));
    let mut copies = 0;
    for scenario in (0..40).map(random_scenario).chain(shadows) {
        let whole = simulate(&scenario);
        copies += whole.copies.as_ref().map_or(0, |copies| copies.sent);
        for slice in [1, 7, 1_000] {
            let mut run = Run::new(&scenario);
            while !run.advance(slice) {
                assert!((0.0..=1.0).contains(&run.progress()));
            }
            assert_eq!(run.finish().hash(), whole.hash(), "seed {}, slices of {slice}", scenario.seed);
        }
    }
    assert!(copies > 1_000, "{copies}");
}

#[test]
fn recordings_survive_their_own_bytes_and_differ_by_seed() {
    let (mut regions, mut copies) = (0, 0);
    for seed in 0..40 {
        let recording = simulate(&random_scenario(seed));
        let copy = Recording::from_bytes(&recording.to_bytes()).unwrap();
        assert_eq!((copy.hash(), copy.regions.len()), (recording.hash(), recording.regions.len()));
        assert_eq!((&copy.copies, &copy.clients), (&recording.copies, &recording.clients));
        regions += recording.regions.len();
        copies += recording.copies.map_or(0, |copies| copies.sent);
    }
    assert!(regions > 0 && copies > 0, "some of them have regions, and some have copies");
    let scenario = random_scenario(5);
    let recording = simulate(&scenario);
    let mut other = scenario.into_inner();
    other.seed += 1;
    assert_ne!(simulate(&other.check().unwrap()).hash(), recording.hash());
    assert!(Recording::from_bytes(&[1, 2, 3]).is_err());
}
