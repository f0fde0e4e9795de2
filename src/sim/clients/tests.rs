//! What clients do, as an observer hears it who checks every word.

use super::*;
use crate::fleet::{Outcome, VersionId};
use crate::scenario::{Class, Crash, Discipline, Pause, StrategyKind};
use crate::sim::{Attempted, Event, Observer, Progress, Sampled, Simulation, Why};
use std::collections::BTreeMap;

/// What was drawn for a request, and when it was first sent.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Draws {
    at: Time,
    class: u8,
    work_ns: f64,
}

/// Keeps every request's present end, and refuses to hear what cannot be.
#[derive(Clone, Debug, Default)]
struct Ledger {
    arrived: u32,
    attempts: [u64; 3],
    /// The number of each request.
    number: BTreeMap<(u32, u32), u32>,
    draws: BTreeMap<(u32, u32), Draws>,
    ended: BTreeMap<u32, Ended>,
    revoked: u32,
    crashes: Vec<(Time, u32, u32)>,
    in_flight: u64,
    end: Time,
}

impl Observer for Ledger {
    fn arrived(&mut self, requests: u32) {
        self.arrived += requests;
    }
    fn attempted(&mut self, attempt: &Attempted) {
        self.attempts[attempt.why as usize] += 1;
        let id = (attempt.request.user, attempt.request.index);
        let draws = Draws { at: attempt.at, class: attempt.class, work_ns: attempt.work_ns };
        if attempt.why == Why::First {
            assert_eq!(self.number.insert(id, self.arrived - 1), None, "{id:?} is asked twice");
            self.draws.insert(id, draws);
        } else {
            let first = self.draws[&id];
            assert_eq!((first.class, first.work_ns), (draws.class, draws.work_ns), "{id:?} brings other work");
            assert!(first.at <= draws.at);
        }
    }
    fn routed(&mut self, _: Time, _: VersionId, _: u32) {}
    fn ended(&mut self, request: &Ended) {
        assert!(request.arrived <= request.at && request.number < self.arrived);
        assert!(self.ended.insert(request.number, *request).is_none(), "{request:?} ends twice");
    }
    fn revoked(&mut self, request: &Ended) {
        let told = self.ended.remove(&request.number).expect("what was told is taken back");
        assert_eq!((told.at, told.outcome, told.instance), (request.at, request.outcome, request.instance));
        self.revoked += 1;
    }
    fn event(&mut self, at: Time, event: Event) {
        if let Event::InstanceCrashed { instance, lost } = event {
            self.crashes.push((at, instance, lost));
        }
    }
    fn rotation(&mut self, _: Time, _: [u32; 2]) {}
    fn sampled(&mut self, _: Time, _: &Sampled, _: impl Iterator<Item = (u32, u32)>) {}
    fn finished(&mut self, at: Time, in_flight: u64, _: &[Progress]) {
        (self.end, self.in_flight) = (at, in_flight);
    }
}

/// A run of the default scenario, changed.
fn run(change: impl Fn(&mut Scenario)) -> Ledger {
    let mut scenario = Scenario { horizon_s: 120.0, ..Scenario::default() };
    scenario.traffic.rate_rps = 200.0;
    change(&mut scenario);
    let checked = scenario.check().expect("a good scenario");
    let mut simulation = Simulation::new(&checked, Ledger::default());
    while !simulation.advance(1_000) {}
    let ledger = simulation.finish();
    let over = ledger.ended.values().filter(|ended| ended.at <= ledger.end).count() as u64;
    assert_eq!(u64::from(ledger.arrived), over + ledger.in_flight, "every request is over or open");
    assert_eq!(ledger.attempts[0], u64::from(ledger.arrived), "every request is sent a first time");
    ledger
}

fn sessions(scenario: &mut Scenario) {
    let clients = &mut scenario.clients;
    (clients.population, clients.requests_per_session, clients.think_s) = (Population::Sessions, 4, 3.0);
    clients.retries.max = 2;
    clients.hedge_after_ms = 300.0;
    let class = |weight, service_factor| Class { weight, service_factor, ..Class::default() };
    clients.classes = vec![class(3.0, 0.5), class(1.0, 3.0)];
    scenario.versions.candidate.error_probability = 0.3;
}

#[test]
fn users_draw_the_same_whatever_becomes_of_their_requests() {
    let ledgers: Vec<Ledger> = StrategyKind::ALL
        .iter()
        .map(|kind| {
            run(|scenario| {
                sessions(scenario);
                scenario.strategy.kind = *kind;
                scenario.strategy.start_s = 20.0;
            })
        })
        .collect();
    // How long a user thought before a request, from the answer to the one before.
    let think = |ledger: &Ledger, (user, index): (u32, u32)| {
        let before = ledger.number.get(&(user, index.checked_sub(1)?))?;
        Some(ledger.draws[&(user, index)].at - ledger.ended[before].at)
    };
    let mut moved = 0;
    for other in &ledgers[1..] {
        let mut both = 0;
        for (id, draws) in &ledgers[0].draws {
            let Some(same) = other.draws.get(id) else { continue };
            both += 1;
            moved += u32::from(draws.at != same.at);
            assert_eq!((draws.class, draws.work_ns), (same.class, same.work_ns), "{id:?}");
            assert_eq!(think(&ledgers[0], *id), think(other, *id), "{id:?}");
            assert!(id.1 > 0 || draws.at == same.at, "{id:?} arrives at another time");
        }
        assert!(both > 20_000, "{both}");
    }
    assert!(moved > 5_000, "the lanes must treat them differently, or this shows nothing: {moved}");
}

#[test]
fn what_was_planned_on_a_lost_instance_is_planned_again() {
    let plans = [(0.0, 0.0, false), (0.0, 50.0, false), (20.0, 0.0, false), (20.0, 50.0, false), (20.0, 0.0, true)];
    for (hedge_after_ms, budget_percent, pauses) in plans {
        let ledger = run(|scenario| {
            if pauses {
                let pause = Pause { at_s: 1.0, duration_ms: 300.0, every_s: 0.7, all: true, ..Pause::default() };
                scenario.faults.pauses = vec![pause];
            }
            sessions(scenario);
            scenario.clients.hedge_after_ms = hedge_after_ms;
            scenario.clients.retries.budget_percent = budget_percent;
            scenario.strategy.start_s = 1_000.0;
            scenario.traffic.rate_rps = 280.0;
            scenario.faults.crashes =
                (0..20).map(|i| Crash { at_s: 10.0 + 5.0 * f64::from(i), instance: 3 * i, down_s: 1.0 }).collect();
        });
        let lost: u32 = ledger.crashes.iter().map(|(_, _, lost)| lost).sum();
        assert!(lost > 50, "{lost}");
        assert!(ledger.revoked > 20 && (pauses || ledger.revoked <= lost), "{} of {lost}", ledger.revoked);
        assert!(!pauses || ledger.revoked > 1_000, "{}", ledger.revoked);
        for (at, instance, _) in &ledger.crashes {
            let survives = |ended: &&Ended| {
                ended.instance.is_some_and(|(id, _)| id == *instance) && ended.started <= *at && ended.at > *at
            };
            let survivor = ledger.ended.values().filter(|ended| ended.outcome == Outcome::Served).find(survives);
            assert!(survivor.is_none(), "{survivor:?} outlives the crash at {at:?}");
        }
        // Most of what was lost has been tried again with success.
        let failed = ledger.ended.values().filter(|ended| ended.outcome == Outcome::Failed).count() as u32;
        assert!(failed < lost / 4, "{failed} of {lost}");
    }
}

#[test]
fn clients_hear_late_where_nothing_can_be_planned() {
    for discipline in [Discipline::Lifo, Discipline::AdaptiveLifo] {
        let ledger = run(|scenario| {
            sessions(scenario);
            scenario.fleet.discipline = discipline;
            scenario.traffic.timeout_s = 0.5;
            scenario.traffic.rate_rps = 400.0;
            scenario.strategy.start_s = 20.0;
        });
        assert_eq!(ledger.revoked, 0);
        assert!(ledger.attempts[1] > 500 && ledger.attempts[2] > 500, "{:?}", ledger.attempts);
    }
}

#[test]
fn a_closed_loop_has_as_many_users_as_it_says() {
    let ledger = run(|scenario| {
        let clients = &mut scenario.clients;
        (clients.population, clients.users, clients.think_s) = (Population::Closed, 70, 1.0);
        clients.retries.max = 1;
    });
    let users: Vec<u32> = ledger.number.keys().filter(|(_, index)| *index == 0).map(|(user, _)| *user).collect();
    assert_eq!(users, (0..70).collect::<Vec<_>>());
    // Each asks again and again, one request after the other.
    for user in users {
        let mut requests = ledger.number.range((user, 0)..=(user, u32::MAX)).map(|(_, number)| number);
        assert!(requests.clone().count() > 60);
        let mut free_at = Time::ZERO;
        assert!(requests.all(|number| {
            let ended = ledger.ended.get(number);
            let waits = ended.is_none_or(|ended| ended.arrived >= free_at);
            free_at = ended.map_or(Time::NEVER, |ended| ended.at);
            waits
        }));
    }
}

#[test]
fn retries_stop_at_their_number_and_at_their_budget() {
    let failing = |budget_percent| {
        run(|scenario| {
            scenario.traffic.rate_rps = 50.0;
            scenario.versions.stable.error_probability = 1.0;
            scenario.clients.retries.max = 3;
            scenario.clients.retries.budget_percent = budget_percent;
            scenario.clients.retries.budget_min_rps = 1.0;
            scenario.strategy.start_s = 1_000.0;
        })
    };
    let ledger = failing(0.0);
    let [first, retries, _] = ledger.attempts;
    // Those of the last seconds are still waiting for theirs.
    assert!(retries <= 3 * first && retries as f64 > 2.97 * first as f64, "{retries} for {first}");
    let ledger = failing(10.0);
    let [first, retries, _] = ledger.attempts;
    let budget = 0.1 * first as f64 + 120.0;
    assert!(retries as f64 <= budget && retries as f64 > 0.9 * budget, "{retries} for {first}");
}

#[test]
fn a_hedge_is_sent_when_an_answer_is_late_and_the_first_answer_counts() {
    // Nobody waits for a worker: work alone decides, and a hedge brings the same work.
    let ledger = run(|scenario| {
        scenario.fleet.workers = 100;
        scenario.versions.stable.error_probability = 0.0;
        scenario.clients.hedge_after_ms = 50.0;
        scenario.strategy.start_s = 1_000.0;
    });
    let late = ledger.draws.values().filter(|draws| draws.work_ns > 50e6).count() as u64;
    assert!(late > 1_000 && ledger.attempts[Why::Hedge as usize].abs_diff(late) < 10, "{late}");
    assert!(
        ledger.ended.values().all(|ended| ended.started == ended.arrived),
        "the first attempt is the first to answer"
    );
}

#[test]
fn of_two_attempts_the_first_good_answer_counts_else_the_last_failure() {
    let attempt = |ends, outcome| Attempt { ends: Time(ends), outcome, ..Attempt::NONE };
    let good = |ends| attempt(ends, Outcome::Served);
    let bad = |ends| attempt(ends, Outcome::Failed);
    for (one, other, ends) in
        [(good(5), good(3), 3), (good(5), bad(3), 5), (bad(5), bad(3), 5), (bad(5), good(9), 9), (good(1), bad(2), 1)]
    {
        assert_eq!((one.or(other).ends, other.or(one).ends), (Time(ends), Time(ends)));
    }
}
