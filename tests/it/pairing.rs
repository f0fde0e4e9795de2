//! The same luck for everyone: lanes that differ in strategy alone face the same users, the same work and the same faults.

use crate::random::random_scenario;
use crate::support::{scenario, with};
use cutover::compare::lanes;
use cutover::fleet::{Outcome, VersionId};
use cutover::kernel::Time;
use cutover::record::Recording;
use cutover::scenario::{Checked, StrategyKind};
use cutover::sim::{Attempted, Ended, Event, Luck, Observer, Progress, Sampled, Simulation, Why};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

/// Writes down what luck has decided in a run, each thing under the name of what it belongs to.
#[derive(Debug, Default)]
struct Draws {
    /// By instance, by how many processes it has had before, and by what was drawn.
    processes: BTreeMap<(u32, u32, bool), Luck>,
    /// By user and request: class, region and work.
    requests: BTreeMap<(u32, u32), (u8, Option<u8>, u64)>,
    /// By user: when the user came.
    users: BTreeMap<u32, Time>,
    /// When a node or a zone was lost, or was back.
    parts: Vec<(Time, Event)>,
    /// When an instance crashed.
    crashes: BTreeSet<Time>,
    /// By number: when a request came, how it ended, when, where it was and how long it had waited for a worker.
    ends: BTreeMap<u32, End>,
    arrivals: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct End {
    arrived: Time,
    outcome: Outcome,
    latency: Time,
    instance: Option<u32>,
}

impl Observer for Draws {
    fn arrived(&mut self, requests: u32) {
        self.arrivals += requests;
    }
    fn attempted(&mut self, attempt: &Attempted) {
        let &Attempted { at, request, why, class, region, work_ns, .. } = attempt;
        let drawn = (class, region, work_ns.to_bits());
        let before = self.requests.insert((request.user, request.index), drawn);
        assert!(before.is_none_or(|before| before == drawn), "every attempt brings the same");
        if request.index == 0 && why == Why::First {
            self.users.insert(request.user, at);
        }
    }
    fn routed(&mut self, _: Time, _: VersionId, _: u32) {}
    fn ended(&mut self, request: &Ended) {
        let Ended { at, arrived, number, instance, outcome, .. } = *request;
        let instance = instance.map(|(instance, _)| instance);
        self.ends.insert(number, End { arrived, outcome, latency: at - arrived, instance });
    }
    fn revoked(&mut self, request: &Ended) {
        self.ends.remove(&request.number);
    }
    fn drew(&mut self, instance: u32, process: u32, luck: Luck) {
        let before = self.processes.insert((instance, process, matches!(luck, Luck::Checks(_))), luck);
        assert!(before.is_none(), "a process has its luck once");
    }
    fn event(&mut self, at: Time, event: Event) {
        match event {
            Event::PartLost { .. } | Event::PartRestored { .. } => self.parts.push((at, event)),
            Event::InstanceCrashed { .. } => {
                self.crashes.insert(at);
            }
            _ => {}
        }
    }
    fn rotation(&mut self, _: Time, _: [u32; 2]) {}
    fn sampled(&mut self, _: Time, _: &Sampled, _: impl Iterator<Item = (u32, u32)>) {}
    fn finished(&mut self, _: Time, _: u64, _: &[Progress]) {}
}

/// What was drawn in each lane.
fn draws(scenario: &Checked) -> Vec<Draws> {
    let lane = |kind: &StrategyKind| {
        let mut simulation = Simulation::new(&scenario.with_strategy(*kind), Draws::default());
        while !simulation.advance(u32::MAX) {}
        simulation.finish()
    };
    StrategyKind::ALL.iter().map(lane).collect()
}

/// How many things two lanes have both drawn; all of them must be alike.
fn alike<K: Ord + Debug, V: PartialEq + Debug>(one: &BTreeMap<K, V>, other: &BTreeMap<K, V>) -> usize {
    let both = one.iter().filter_map(|(key, drawn)| Some((key, drawn, other.get(key)?)));
    both.inspect(|(key, a, b)| assert!(a == b, "{key:?}: {a:?} in one lane, {b:?} in another")).count()
}

#[test]
fn all_lanes_draw_the_same_for_every_process_and_every_request() {
    let (mut lucks, mut later, mut requests, mut sessions, mut parts) = (0, 0, 0, 0, 0);
    for seed in 0..60 {
        let lanes = draws(&random_scenario(seed));
        for lane in &lanes[1..] {
            lucks += alike(&lanes[0].processes, &lane.processes);
            later += lane.processes.keys().filter(|(_, process, _)| *process > 0).count();
            requests += alike(&lanes[0].requests, &lane.requests);
            sessions += lane.requests.keys().filter(|(_, index)| *index > 0).count();
            alike(&lanes[0].users, &lane.users);
            parts += lane.parts.len();
            assert_eq!(lane.parts, lanes[0].parts, "seed {seed}");
        }
    }
    // There was something to compare: also later processes of an instance, later requests of a user, and losses.
    assert!(lucks > 1_000 && later > 1_000 && parts > 100, "{lucks} {later} {parts}");
    assert!(requests > 100_000 && sessions > 100_000, "{requests} {sessions}");
}

/// A quiet fleet with constant work: what happens to a request is its own luck, or a fault.
const QUIET: &str = "horizon_s = 900
    traffic.rate_rps = 100
    traffic.timeout_s = 0
    service = { law = 'constant', mean_ms = 100 }
    fleet = { workers = 20, warm_up_s = 0 }
    versions.stable.error_probability = 0
    versions.candidate.error_probability = 0
    strategy.start_s = 100\n";

#[test]
fn the_same_requests_fail_and_call_the_dependency_in_every_lane() {
    let toml = "versions.stable.error_probability = 0.05
        versions.candidate.error_probability = 0.05
        rollback.automatic = false
        dependency = { concurrency = 100000, share_of_requests = 0.5, service.law = 'exponential' }";
    let lanes = draws(&scenario(&with(QUIET, toml)));
    // Whoever came while nothing was in rotation, under recreate, was refused.
    let fates = |lane: &Draws| -> BTreeMap<u32, (Time, Outcome, Time)> {
        let met = lane.ends.iter().filter(|(_, end)| end.instance.is_some());
        met.map(|(number, end)| (*number, (end.arrived, end.outcome, end.latency))).collect()
    };
    for lane in &lanes {
        let same = alike(&fates(&lanes[0]), &fates(lane));
        assert!(same > 80_000 && lane.arrivals == lanes[0].arrivals, "{same} of {}", lane.arrivals);
        let failed = lane.ends.values().filter(|end| end.outcome == Outcome::Failed).count();
        let called = lane.ends.values().filter(|end| end.latency > Time(100_000_000)).count();
        assert!(failed > 3_000 && called > 30_000, "{failed} {called}");
    }
}

#[test]
fn the_same_faults_strike_at_the_same_time_in_every_lane() {
    let toml = "cluster = { nodes = 8, slots_per_node = 4, zones = 4 }
        faults.crashes = [{ at_s = 130 }, { at_s = 420, instance = 3 }]
        faults.slow = [{ at_s = 150, duration_s = 200, factor = 3, share = 0.4 }]
        faults.pauses = [{ at_s = 700, duration_ms = 500, all = true }]
        faults.node_losses = [{ at_s = 300, node = 5 }]
        faults.zone_losses = [{ at_s = 500, zone = 1, duration_s = 30 }]";
    let lanes = draws(&scenario(&with(QUIET, toml)));
    let second = |at: Time| at.0 / 1_000_000_000;
    // Which machines have a noisy neighbour: work takes 300 ms there.
    let slowed = |lane: &Draws| -> BTreeMap<u32, bool> {
        let inside = |end: &&End| (160..340).contains(&second(end.arrived)) && end.outcome == Outcome::Served;
        let seen = lane.ends.values().filter(inside).filter_map(|end| Some((end.instance?, end.latency)));
        seen.map(|(instance, latency)| (instance, latency == Time(300_000_000))).collect()
    };
    // Which requests the pause has held up, long after every rollout.
    let held_up = |lane: &Draws| -> BTreeSet<u32> {
        let late = |end: &End| second(end.arrived) >= 690 && end.latency > Time(100_000_000);
        lane.ends.iter().filter(|(_, end)| late(end)).map(|(number, _)| *number).collect()
    };
    let first = &lanes[0];
    let mut machines = 0;
    for (i, lane) in lanes.iter().enumerate() {
        machines += lanes[..i].iter().map(|other| alike(&slowed(other), &slowed(lane))).sum::<usize>();
        let kinds: BTreeSet<bool> = slowed(lane).into_values().collect();
        assert_eq!(kinds.len(), 2, "some have such a neighbour and some have not");
        assert_eq!(held_up(lane), held_up(first));
        assert!(held_up(lane).len() > 40);
        assert!(lane.parts == first.parts && lane.parts.len() == 4);
        // Who is struck stands where a lane has put it, but somebody is.
        let struck = [130, 300, 420, 500].map(|at_s: u64| lane.crashes.contains(&Time(at_s * 1_000_000_000)));
        assert_eq!(struck, [true; 4], "{:?}", lane.crashes);
    }
    assert!(machines >= 20, "{machines} seen in two lanes");
}

/// What is drawn for a request, as far as a sample shows it: when it arrived.
fn arrivals(recording: &Recording) -> BTreeMap<u32, u64> {
    recording.samples.iter().map(|sample| (sample.number, sample.arrived.0)).collect()
}

#[test]
fn all_lanes_see_the_same_arrivals() {
    let scenario = scenario("versions.candidate.error_probability = 0.3\nfaults.crashes = [{ at_s = 100 }]");
    let lanes = lanes(&scenario.with_lanes_of(StrategyKind::ALL));
    let first = arrivals(&lanes[0].recording);
    assert!(first.len() > 9_000);
    for lane in &lanes[1..] {
        assert_eq!(lane.recording.series.offered, lanes[0].recording.series.offered);
        let other = arrivals(&lane.recording);
        // Those still waiting at the end are missing, and differ from lane to lane.
        let both = first.iter().filter(|(number, _)| other.contains_key(number)).count();
        assert!(both + 10 > first.len());
        assert!(first.iter().all(|(number, at)| other.get(number).is_none_or(|same| same == at)));
    }
}

#[test]
fn a_request_brings_the_same_work_to_every_lane() {
    // Enough workers that nobody waits and no warm-up: latency is the work itself.
    let scenario = scenario("fleet = { workers = 50, warm_up_s = 0 }\ntraffic.rate_rps = 20\nservice.p99_ms = 500");
    let work = |recording: &Recording| -> BTreeMap<u32, u64> {
        let served = recording.samples.iter().filter(|sample| sample.instance.is_some());
        served.map(|sample| (sample.number, sample.ended.0 - sample.arrived.0)).collect()
    };
    let lanes = lanes(&scenario.with_lanes_of(StrategyKind::ALL));
    let first = work(&lanes[0].recording);
    for lane in &lanes[1..] {
        let other = work(&lane.recording);
        let different =
            first.iter().filter(|(number, work)| other.get(number).is_some_and(|same| same != *work)).count();
        assert_eq!(different, 0, "{:?}", lane.title);
        assert!(other.len() > 6_000);
    }
}

#[test]
fn until_the_rollout_begins_the_lanes_are_the_same() {
    let scenario = scenario("");
    let lanes = lanes(&scenario.with_lanes_of(StrategyKind::ALL));
    for lane in &lanes[1..] {
        for i in 0..59 {
            assert_eq!(lane.recording.series.served[0][i], lanes[0].recording.series.served[0][i]);
            assert_eq!(lane.recording.series.p99_ms[i], lanes[0].recording.series.p99_ms[i]);
        }
    }
}

#[test]
fn samples_show_every_instance_alike() {
    // Round robin over ten: a fixed stride would show the same few instances again and again.
    for rate in [120, 200, 240, 320] {
        let (recording, _) = crate::support::run(&format!("traffic.rate_rps = {rate}\nstrategy.start_s = 400"));
        let mut seen = [0u32; 10];
        for sample in &recording.samples {
            seen[sample.instance.unwrap() as usize] += 1;
        }
        let mean = recording.samples.len() as f64 / 10.0;
        assert!(seen.iter().all(|count| (f64::from(*count) / mean - 1.0).abs() < 0.2), "{rate}: {seen:?}");
        assert!(mean > 500.0, "{mean}");
    }
}
