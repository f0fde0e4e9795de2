//! Puts fleet and rollout together: one run of one scenario, told to an observer.
//!
//! Three closed enums, three directions: a scenario's commands come in, a `timer::Timer` is the engine's own
//! future and stays private, an [`Event`] goes out. After validation the engine cannot fail.

mod ahead;
mod control;
mod event;
mod life;
mod observer;
mod requests;
mod routing;
mod timer;

pub use event::{Cause, Event, Reason};
pub use observer::{Ended, Observer, Phase, Progress, Sampled};

use crate::fleet::{
    ArrivalClock, Balancer, Desks, Instance, RateCurve, Routing, State, Telemetry, VersionId, ready_after,
};
use crate::kernel::ziggurat::Ziggurat;
use crate::kernel::{ServiceLaw, Streams, Time, TimerQueue, Wheel};
use crate::scenario::{Checked, Law, Scenario};
use ahead::Ahead;
use control::Control;
use std::collections::BTreeSet;
use timer::Timer;

/// What is derived from the scenario once, so that nothing is derived in the request path.
#[derive(Clone, Debug)]
struct Constants {
    horizon: Time,
    interval: Time,
    scrape_interval: Time,
    /// After how long a client gives up.
    patience: Time,
    law: ServiceLaw,
    service_factor: [f64; 2],
    /// Luck below this is an error, of 2^64.
    error_below: [u64; 2],
    /// From the start of the process until ready, by version.
    ready_after: [Time; 2],
    warm_up: Time,
    warm_up_factor: f64,
    provision: Time,
    stop: Time,
    grace_period: Time,
    min_ready: Time,
}

impl Constants {
    fn new(scenario: &Scenario) -> Constants {
        let versions = [&scenario.versions.stable, &scenario.versions.candidate];
        let service = &scenario.service;
        let timeout_s = scenario.traffic.timeout_s;
        Constants {
            horizon: Time::from_seconds(scenario.horizon_s),
            interval: Time::from_seconds(scenario.sample_interval_s),
            scrape_interval: Time::from_seconds(scenario.telemetry.scrape_interval_s),
            patience: if timeout_s > 0.0 { Time::from_seconds(timeout_s) } else { Time::NEVER },
            law: match service.law {
                Law::Constant => ServiceLaw::Constant { seconds: service.mean_ms / 1_000.0 },
                Law::Exponential => ServiceLaw::Exponential { mean: service.mean_ms / 1_000.0 },
                Law::LogNormal => ServiceLaw::log_normal(service.median_ms / 1_000.0, service.p99_ms / 1_000.0),
            },
            service_factor: versions.map(|version| version.service_factor),
            error_below: versions.map(|version| share_of_bits(version.error_probability)),
            ready_after: versions.map(|version| ready_after(&scenario.fleet.readiness, version)),
            warm_up: Time::from_seconds(scenario.fleet.warm_up_s),
            warm_up_factor: scenario.fleet.warm_up_factor,
            provision: Time::from_seconds(scenario.fleet.provision_s),
            stop: Time::from_seconds(scenario.fleet.stop_s),
            grace_period: Time::from_seconds(scenario.fleet.grace_period_s),
            min_ready: Time::from_seconds(scenario.fleet.min_ready_s),
        }
    }
}

/// How many of 2^64 equally likely values make up this share; the last one is never reached, so that 1 is almost all.
fn share_of_bits(share: f64) -> u64 {
    // 2^64, exactly; the conversion stops at the largest value.
    (share * 18_446_744_073_709_551_616.0) as u64
}

/// Requests per second that one warm instance of a version with this factor answers when all its workers are busy.
#[must_use]
pub fn instance_capacity_rps(scenario: &Scenario, service_factor: f64) -> f64 {
    f64::from(scenario.fleet.workers) / (Constants::new(scenario).law.mean() * service_factor)
}

/// A run under way.
#[derive(Clone, Debug)]
pub struct Simulation<O> {
    constants: Constants,
    scenario: Checked,
    now: Time,
    timers: TimerQueue<Timer>,
    streams: Streams,
    ziggurat: Ziggurat,
    arrivals: ArrivalClock,
    ahead: Ahead,
    /// Requests so far; also the number of the next one.
    offered: u32,
    instances: Vec<Instance>,
    /// Their queues and workers.
    desks: Desks,
    /// Those that are not terminated.
    live: BTreeSet<u32>,
    balancer: Balancer,
    /// Departures to come, for the least-outstanding policy only: it needs every load at every moment. With the instance
    /// goes how often it had lost everything when the departure was planned.
    departures: Wheel<(u32, u32)>,
    /// Who picks in its place, where one balancer that knows everything at once is not the whole story.
    routing: Option<Box<Routing>>,
    telemetry: Telemetry,
    control: Control,
    observer: O,
}

impl<O: Observer> Simulation<O> {
    /// A run at its beginning: the whole fleet is ready, warm and idle.
    #[must_use]
    pub fn new(scenario: &Checked, observer: O) -> Simulation<O> {
        let constants = Constants::new(scenario);
        let curve = RateCurve::new(&scenario.traffic, scenario.horizon_s);
        let gap = Time::from_seconds(scenario.horizon_s / curve.expected_requests().max(1.0));
        let service = Time::from_seconds(constants.law.mean());
        let mut simulation = Simulation {
            now: Time::ZERO,
            timers: TimerQueue::default(),
            streams: Streams::new(scenario.seed),
            ziggurat: Ziggurat::new(),
            arrivals: ArrivalClock::new(curve.clone(), scenario.traffic.arrivals),
            ahead: Ahead::new(),
            offered: 0,
            instances: Vec::new(),
            desks: Desks::new(scenario.fleet.workers, scenario.fleet.queue_capacity),
            live: BTreeSet::new(),
            balancer: Balancer::new(scenario.fleet.policy),
            departures: Wheel::new(gap, service),
            routing: Routing::new(scenario, gap, service),
            telemetry: Telemetry::new(constants.scrape_interval, Time::from_seconds(scenario.telemetry.window_s)),
            control: Control::new(scenario),
            observer,
            scenario: scenario.clone(),
            constants,
        };
        simulation.begin();
        simulation
    }

    fn begin(&mut self) {
        for _ in 0..self.scenario.fleet.instances {
            let instance = self.add_instance(VersionId::Stable, State::Ready);
            self.balancer.add(instance, VersionId::Stable, 0);
            self.control.tally.add(instance, &self.instances[instance as usize]);
            self.tell_state(instance);
        }
        if let Some(routing) = &mut self.routing {
            routing.settle();
        }
        self.observer.rotation(Time::ZERO, self.balancer.in_rotation());
        self.timers.schedule(Time::from_seconds(self.scenario.strategy.start_s), Timer::RolloutStart);
        for (i, crash) in self.scenario.faults.crashes.iter().enumerate() {
            self.timers.schedule(Time::from_seconds(crash.at_s), Timer::Crash { fault: i as u32 });
        }
        for (i, command) in self.scenario.commands.iter().enumerate() {
            self.timers.schedule(Time::from_seconds(command.at_s), Timer::Command { command: i as u32 });
        }
        self.telemetry.scrape();
        self.timers.schedule(self.constants.scrape_interval, Timer::Scrape);
        self.timers.schedule(self.constants.interval.min(self.constants.horizon), Timer::Sample { index: 0 });
    }

    fn add_instance(&mut self, version: VersionId, state: State) -> u32 {
        let id = self.instances.len() as u32;
        self.desks.add(version);
        self.instances.push(Instance::new(version, state));
        self.live.insert(id);
        id
    }

    /// Goes on for at most `steps` requests and timers; whether the run has reached its end.
    ///
    /// Where a run is sliced does not change what happens in it.
    pub fn advance(&mut self, steps: u32) -> bool {
        let mut left = steps;
        while left > 0 {
            self.ahead.fill(&mut self.arrivals, &self.constants.law, &self.ziggurat, &mut self.streams);
            // At the same moment timers go first: a sample closes its interval before the next request opens one.
            let timer_at = self.timers.next_at();
            if self.ahead.at() < timer_at {
                if self.ahead.at() > self.constants.horizon {
                    return true;
                }
                left = self.arrive_until(timer_at.min(self.constants.horizon.after(Time(1))), left);
            } else {
                if timer_at > self.constants.horizon {
                    return true;
                }
                let Some((at, timer)) = self.timers.pop() else { return true };
                self.now = at;
                self.fire(timer);
                left -= 1;
            }
        }
        false
    }

    /// Lets requests arrive that do so before `until`, at most `left` of them and those of one block; how many are left
    /// then. Nothing that happens to a request sets a timer.
    fn arrive_until(&mut self, until: Time, mut left: u32) -> u32 {
        while left > 0 && self.ahead.at() < until {
            self.now = self.ahead.at();
            let work = self.ahead.take();
            self.arrive(work);
            left -= 1;
        }
        left
    }

    /// How much of the run is done, 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        self.now.0 as f64 / self.constants.horizon.0 as f64
    }

    /// The observer, told of the end, of a run that has reached it.
    #[must_use]
    pub fn finish(mut self) -> O {
        self.now = self.constants.horizon;
        self.tell_last_refusals();
        let (now, patience) = (self.now, self.constants.patience);
        let in_flight = self.live.iter().map(|id| self.desks.waiting_clients(*id, now, patience)).sum();
        self.observer.finished(self.constants.horizon, in_flight, self.control.progress());
        self.observer
    }

    fn fire(&mut self, timer: Timer) {
        match timer {
            Timer::RolloutStart => self.start_rollout(),
            Timer::Life { instance, epoch, step } => self.live_on(instance, epoch, step),
            Timer::Crash { fault } => self.crash(fault as usize),
            Timer::Command { command } => self.obey(self.scenario.commands[command as usize].action),
            Timer::Reconcile => self.reconcile(),
            Timer::Scrape => self.scrape(),
            Timer::Sample { index } => self.sample(index),
        }
    }

    fn scrape(&mut self) {
        self.telemetry.scrape();
        self.timers.schedule(self.now + self.constants.scrape_interval, Timer::Scrape);
        self.judge();
    }

    fn sample(&mut self, index: u32) {
        let mut sampled = Sampled {
            in_rotation: self.balancer.in_rotation(),
            paid: self.live.len() as u32,
            demand_rps: self.arrivals.curve().rate_at(self.now),
            set_weight: self.balancer.split().share(VersionId::Candidate, self.balancer.ready()),
            seen: self.telemetry.read(),
            ..Sampled::default()
        };
        let per_instance = f64::from(self.scenario.fleet.workers) / self.constants.law.mean();
        for id in &self.live {
            let instance = &self.instances[*id as usize];
            let version = instance.version.index();
            sampled.outstanding += self.desks.outstanding(*id, self.now);
            if instance.state.is_ready() && sampled.in_rotation[version] > 0 {
                let slow = instance.slow_start(self.now, self.constants.warm_up_factor);
                sampled.capacity_rps[version] += per_instance / (self.constants.service_factor[version] * slow);
                sampled.workers += self.scenario.fleet.workers;
                sampled.busy += self.desks.busy(*id, self.now);
            }
        }
        let loads = self.live.iter().map(|id| (*id, self.desks.outstanding(*id, self.now)));
        self.observer.sampled(self.now, &sampled, loads);
        let next = Time((u64::from(index) + 2) * self.constants.interval.0).min(self.constants.horizon);
        if next > self.now {
            self.timers.schedule(next, Timer::Sample { index: index + 1 });
        }
    }

    fn tell(&mut self, event: Event) {
        self.observer.event(self.now, event);
    }

    fn tell_state(&mut self, instance: u32) {
        let Instance { version, state, .. } = self.instances[instance as usize];
        self.tell(Event::InstanceChanged { instance, version, state });
        if let Some(routing) = &mut self.routing {
            routing.say(self.now, instance, version, state);
        }
    }
}
