use super::*;
use crate::kernel::Stream;
use crate::scenario::{OutlierEjection, Scenario};

const SECOND: Time = Time(1_000_000_000);

/// Balancers of a fleet, and the truth about it.
struct World {
    routing: Routing,
    listening: Vec<bool>,
    outstanding: Vec<u32>,
    stream: Stream,
    number: u32,
    /// Zones over which the instances are spread, and that of all clients, if it is known.
    zones: u32,
    zone: Option<u32>,
}

impl World {
    /// So many ready instances, all of the stable version.
    fn new(policy: Policy, instances: u32, change: impl Fn(&mut crate::scenario::Routing)) -> World {
        let mut scenario = Scenario::default();
        (scenario.fleet.policy, scenario.fleet.instances) = (policy, instances);
        // So that it is never the plain balancer.
        scenario.routing.propagation_s = 1e-9;
        change(&mut scenario.routing);
        let mut routing = *Routing::new(&scenario, Time(1_000_000), Time(40_000_000)).expect("not plain");
        let zones = scenario.zones();
        let ready = |id| routing.say(Time::ZERO, id, VersionId::Stable, State::Ready, id % zones);
        (0..instances).for_each(ready);
        routing.settle();
        let (listening, outstanding) = (vec![true; instances as usize], vec![0; instances as usize]);
        World {
            routing,
            listening,
            outstanding,
            stream: Stream::new(1, Purpose::Balancer),
            number: 0,
            zones,
            zone: None,
        }
    }

    fn say(&mut self, at_s: f64, instance: u32, state: State) {
        self.listening.resize(self.listening.len().max(instance as usize + 1), false);
        self.outstanding.resize(self.listening.len(), 0);
        self.listening[instance as usize] = state.is_ready();
        self.routing.say(Time::from_seconds(at_s), instance, VersionId::Stable, state, instance % self.zones);
    }

    fn pick(&mut self, at_s: f64) -> Option<u32> {
        let number = self.number;
        self.number += 1;
        let asked = Asked { now: Time::from_seconds(at_s), number, user: u64::from(number) << 40, zone: self.zone };
        let (listening, outstanding) = (&self.listening, &self.outstanding);
        let (listens, load) = (|id: u32| listening[id as usize], |id: u32| outstanding[id as usize]);
        self.routing.pick(asked, listens, load, self.stream.bits())
    }

    /// How often each instance is picked, of so many requests.
    fn shares(&mut self, at_s: f64, count: u32) -> Vec<u32> {
        let mut shares = vec![0; self.listening.len()];
        for _ in 0..count {
            if let Some(instance) = self.pick(at_s) {
                shares[instance as usize] += 1;
            }
        }
        shares
    }
}

#[test]
fn one_balancer_that_knows_everything_needs_none_of_this() {
    let with = |policy, change: fn(&mut crate::scenario::Routing)| {
        let mut scenario = Scenario::default();
        scenario.fleet.policy = policy;
        change(&mut scenario.routing);
        Routing::new(&scenario, Time(1), Time(1)).is_some()
    };
    for policy in [Policy::RoundRobin, Policy::Random, Policy::LeastOutstanding, Policy::PowerOfTwo] {
        assert!(!with(policy, |_| {}));
    }
    assert!(with(Policy::ConsistentHash, |_| {}) && with(Policy::WeightedRoundRobin, |_| {}));
    let changes: [fn(&mut crate::scenario::Routing); 7] = [
        |r| r.propagation_s = 1.0,
        |r| r.replicas = 2,
        |r| r.view_refresh_s = 1.0,
        |r| r.prefer_own_zone = true,
        |r| r.panic_threshold_percent = 1,
        |r| r.outliers.errors_in_a_row = 1,
        |r| r.connections = 1,
    ];
    assert!(changes.iter().all(|change| with(Policy::RoundRobin, *change)));
}

#[test]
fn what_happens_is_known_later_and_the_silent_are_counted() {
    let mut world = World::new(Policy::RoundRobin, 2, |r| r.propagation_s = 2.0);
    world.say(10.0, 1, State::Draining);
    assert_eq!(world.shares(11.9, 10), [5, 5]);
    (0..5).for_each(|_| world.routing.refused(1, Time::from_seconds(11.9)));
    assert_eq!(world.routing.take_refusals(), []);
    assert_eq!(world.shares(12.0, 10), [10, 0]);
    assert_eq!(world.routing.take_refusals(), [(1, 5)]);
    // A new one gets its first request two seconds after it has become ready.
    world.say(20.0, 2, State::Ready);
    assert_eq!([21.9, 22.0].map(|at_s| world.shares(at_s, 10)[2]), [0, 5]);
    world.routing.refused(0, SECOND);
    assert_eq!((world.routing.take_last_refusals(), world.routing.take_last_refusals()), (vec![(0, 1)], vec![]));
}

#[test]
fn the_split_is_known_later_too() {
    let mut world = World::new(Policy::RoundRobin, 2, |r| r.propagation_s = 2.0);
    world.listening.push(true);
    world.outstanding.push(0);
    world.routing.say(Time::ZERO, 2, VersionId::Candidate, State::Ready, 0);
    world.routing.say_split(Time::from_seconds(10.0), Split::Weight(100));
    assert_eq!(world.shares(11.9, 6), [2, 2, 2]);
    assert_eq!(world.shares(12.0, 6), [0, 0, 6]);
    world.routing.say_split(Time::from_seconds(20.0), Split::Weight(0));
    assert_eq!(world.shares(22.0, 6), [3, 3, 0]);
}

#[test]
fn below_the_panic_threshold_everyone_known_gets_requests() {
    for (unready, everyone) in [(4, false), (5, false), (6, true), (10, true)] {
        let mut world = World::new(Policy::RoundRobin, 10, |r| r.panic_threshold_percent = 50);
        (0..unready).for_each(|instance| world.say(1.0, instance, State::Crashed));
        let used = world.shares(2.0, 100).iter().filter(|count| **count > 0).count() as u32;
        assert_eq!(used, if everyone { 10 } else { 10 - unready }, "{unready} of 10 are not ready");
        let hashed = |r: &mut crate::scenario::Routing| r.panic_threshold_percent = 50;
        let mut sticky = World::new(Policy::ConsistentHash, 10, hashed);
        (0..unready).for_each(|instance| sticky.say(1.0, instance, State::Crashed));
        assert_eq!(sticky.shares(2.0, 500).iter().filter(|count| **count > 0).count() as u32, used);
        // Those that leave are not known any more.
        world.say(3.0, 9, State::Draining);
        assert_eq!(world.shares(4.0, 100)[9], 0);
    }
    let mut calm = World::new(Policy::Random, 2, |r| r.replicas = 2);
    (0..2).for_each(|instance| calm.say(1.0, instance, State::Crashed));
    assert_eq!(calm.pick(2.0), None);
}

#[test]
fn an_instance_that_only_fails_is_left_out_for_a_while() {
    let outliers = OutlierEjection { errors_in_a_row: 5, ..OutlierEjection::default() };
    let mut world = World::new(Policy::RoundRobin, 4, |r| r.outliers = outliers.clone());
    let ends = Time::from_seconds(1.0);
    for good in [false, false, false, false, true, false, false, false, false] {
        world.pick(0.5);
        world.routing.admitted(0, ends, ends, good);
    }
    assert_eq!(world.shares(2.0, 8), [2; 4]);
    world.routing.admitted(0, Time::from_seconds(3.0), Time::from_seconds(3.0), false);
    assert_eq!(world.shares(2.9, 8), [2; 4]);
    assert_eq!(world.shares(3.0, 9), [0, 3, 3, 3]);
    // Ejected at 3 s for 30 s; ends are looked for at 10, 20, 30, 40 s.
    assert_eq!(world.shares(39.9, 9), [0, 3, 3, 3]);
    assert_eq!(world.shares(40.0, 8), [2; 4]);
    // Whoever is turned away tells at once; what is lost with its instance too.
    (0..4).for_each(|_| world.routing.turned_away(1, Time::from_seconds(41.0)));
    world.routing.process_ends(1, Time::from_seconds(41.0));
    world.routing.lost(0, 1, Time::from_seconds(41.0));
    assert_eq!(world.shares(41.0, 9)[1], 0);
}

#[test]
fn an_ejected_one_stays_out_when_the_split_changes_and_is_a_stranger_when_it_comes_back() {
    for policy in [Policy::RoundRobin, Policy::ConsistentHash] {
        let outliers = OutlierEjection { errors_in_a_row: 1, ..OutlierEjection::default() };
        let mut world = World::new(policy, 4, |r| r.outliers = outliers.clone());
        world.routing.turned_away(0, SECOND);
        assert_eq!(world.shares(1.0, 60)[0], 0);
        world.routing.say_split(SECOND, Split::Weight(0));
        assert_eq!(world.shares(2.0, 60)[0], 0);
        world.say(3.0, 0, State::Draining);
        world.say(4.0, 0, State::Ready);
        assert!(world.shares(5.0, 60)[0] > 5, "{policy:?}");
    }
}

#[test]
fn answers_of_a_process_that_has_ended_are_not_heard() {
    let outliers = OutlierEjection { errors_in_a_row: 1, ..OutlierEjection::default() };
    let mut world = World::new(Policy::RoundRobin, 2, |r| r.outliers = outliers.clone());
    world.pick(0.5);
    world.routing.admitted(0, SECOND, SECOND, false);
    world.routing.process_ends(0, Time::from_seconds(0.9));
    assert_eq!(world.shares(2.0, 8), [4, 4]);
}

#[test]
fn each_balancer_counts_its_own_requests_only() {
    for policy in [Policy::LeastOutstanding, Policy::PowerOfTwo] {
        let mut world = World::new(policy, 3, |r| r.replicas = 2);
        let departure = Time::from_seconds(10.0);
        let mut sent = [[0u32; 3]; 2];
        for _ in 0..600 {
            let instance = world.pick(1.0).unwrap();
            sent[world.routing.at][instance as usize] += 1;
            world.routing.admitted(instance, departure, departure, true);
        }
        let even = |sent: &[u32; 3]| sent.iter().max().unwrap() - sent.iter().min().unwrap() <= 4;
        assert!(sent.iter().all(even), "{policy:?}: {sent:?}");
        // All have left but those of a process that has ended before: its counts are 0 already.
        world.routing.process_ends(2, Time::from_seconds(5.0));
        let shares = world.shares(10.0, 30);
        assert!(shares.iter().all(|count| *count >= 5), "{policy:?}: {shares:?}");
    }
}

#[test]
fn between_two_looks_at_the_loads_the_herd_goes_one_way() {
    let mut world = World::new(Policy::LeastOutstanding, 4, |r| (r.replicas, r.view_refresh_s) = (3, 2.0));
    world.outstanding = vec![3, 1, 3, 3];
    assert_eq!(world.shares(0.1, 20), [0, 20, 0, 0]);
    world.outstanding = vec![3, 21, 2, 3];
    assert_eq!(world.shares(1.9, 20), [0, 20, 0, 0]);
    assert_eq!(world.shares(2.0, 20), [0, 0, 20, 0]);
    // One that comes between two looks has nothing to do, as far as anybody knows.
    world.say(2.1, 4, State::Ready);
    assert_eq!(world.shares(2.2, 20)[4], 20);
}

#[test]
fn two_choices_by_old_loads_only_avoid_the_worst() {
    let mut world = World::new(Policy::PowerOfTwo, 4, |r| r.view_refresh_s = 2.0);
    world.outstanding = vec![9, 1, 1, 1];
    let shares = world.shares(0.1, 3_000);
    assert!(shares[0] == 0 && shares[1..].iter().all(|count| (900..1_100).contains(count)), "{shares:?}");
}

#[test]
fn a_new_instance_gets_its_share_slowly() {
    let mut world = World::new(Policy::WeightedRoundRobin, 3, |r| r.slow_start_s = 100.0);
    assert_eq!(world.shares(0.5, 30), [10; 3]);
    world.say(1.0, 3, State::Ready);
    // Weights 1, 1, 1 and 0.1: one in 31. Half way 1 in 7; then one in 4.
    for (at_s, one_in) in [(1.5, 31), (51.0, 7), (151.0, 4)] {
        world.shares(at_s, 50);
        let share = world.shares(at_s, 100 * one_in)[3];
        assert!(share.abs_diff(100) <= 4, "at {at_s}: {share}");
    }
}

#[test]
fn users_stay_when_others_go() {
    let mut world = World::new(Policy::ConsistentHash, 10, |r| r.replicas = 3);
    let owners = |world: &mut World, at_s: f64| -> Vec<Option<u32>> {
        world.number = 0;
        (0..2_000).map(|_| world.pick(at_s)).collect()
    };
    let before = owners(&mut world, 1.0);
    world.say(2.0, 3, State::Draining);
    let after = owners(&mut world, 3.0);
    assert!(before.iter().zip(&after).all(|(before, after)| before == after || *before == Some(3)));
    assert!((100..300).contains(&before.iter().zip(&after).filter(|(before, after)| before != after).count()));
}

#[test]
fn clients_stay_in_their_zone_while_it_is_well() {
    let zones = |r: &mut crate::scenario::Routing| (r.zones, r.prefer_own_zone) = (2, true);
    let mut world = World::new(Policy::RoundRobin, 20, zones);
    let even = |shares: &[u32]| shares.iter().step_by(2).sum::<u32>();
    let half = even(&world.shares(1.0, 10_000));
    assert!(half.abs_diff(5_000) < 200, "{half}");
    // Whose zone is known stays there.
    world.zone = Some(1);
    assert_eq!(even(&world.shares(1.5, 1_000)), 0);
    world.zone = None;
    // Half of the even zone is not ready: it keeps 70 % of its requests.
    (0..5).for_each(|i| world.say(2.0, 4 * i, State::Crashed));
    let kept = even(&world.shares(3.0, 10_000));
    assert!(kept.abs_diff(3_500) < 200, "{kept}");
    let mut world = World::new(Policy::RoundRobin, 20, |r| {
        zones(r);
        r.panic_threshold_percent = 90;
    });
    (0..5).for_each(|i| world.say(2.0, 4 * i, State::Crashed));
    assert!(even(&world.shares(3.0, 10_000)).abs_diff(5_000) < 200);
}

#[test]
fn connections_stay_where_they_lead() {
    let mut world = World::new(Policy::RoundRobin, 4, |r| (r.connections, r.connection_drain_s) = (400, 5.0));
    world.shares(1.0, 8_000);
    world.say(2.0, 4, State::Ready);
    assert_eq!(world.shares(3.0, 8_000)[4], 0);
    // Leaving but still listening, it is used for 5 s more by those that know it.
    world.say(4.0, 0, State::Draining);
    world.listening[0] = true;
    assert!(world.shares(8.9, 8_000)[0] > 1_500);
    let shares = world.shares(9.1, 8_000);
    assert!(shares[0] == 0 && shares[4] > 200, "{shares:?}");
    // The end of a process closes its connections, although another one listens there.
    let before = world.shares(10.0, 8_000)[1];
    world.routing.process_ends(1, Time::from_seconds(11.0));
    let after = world.shares(12.0, 8_000)[1];
    assert!(before > 1_500 && after < before / 2, "{before} {after}");
}

#[test]
fn a_connection_that_is_used_up_is_opened_anew() {
    let rule = |r: &mut crate::scenario::Routing| (r.connections, r.requests_per_connection) = (50, 20);
    let mut world = World::new(Policy::RoundRobin, 4, rule);
    world.shares(1.0, 4_000);
    world.say(2.0, 4, State::Ready);
    world.shares(3.0, 2_000);
    let shares = world.shares(3.0, 10_000);
    assert!(shares.iter().all(|count| (1_600..2_400).contains(count)), "{shares:?}");
}
