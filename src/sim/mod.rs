//! Puts fleet and rollout together: one run of one scenario, told to an observer.
//!
//! Three closed enums, three directions: a scenario's commands come in, a `timer::Timer` is the engine's own
//! future and stays private, an [`Event`] goes out. After validation the engine cannot fail.

mod analyse;
mod ahead;
mod checks;
mod clients;
mod control;
mod conversions;
mod copies;
mod deploy;
mod driven;
mod event;
mod failure;
mod life;
mod observer;
mod place;
mod requests;
mod routing;
mod scale;
mod service;
mod stretch;
mod tally;
mod timer;
mod upkeep;
mod writes;

pub use event::{Cause, Event, Reason};
pub use observer::{Attempted, Ended, Luck, Observer, Phase, Progress, Sampled, Why};

use crate::fleet::{
    ArrivalClock, Balancer, Conditions, Conversions, Dependency, Desks, Driven, Instance, RateCurve, Revision, Routing,
    State, Telemetry, VersionId, mean_factors, mean_round_trip_s, service_law,
};
use crate::kernel::ziggurat::Ziggurat;
use crate::kernel::{ServiceLaw, Streams, Time, TimerQueue, Wheel};
use crate::scenario::{Checked, Policy, Population, Scenario, StepKind, StrategyKind, Version};
use ahead::Ahead;
use clients::Clients;
use control::Control;
use copies::Copies;
use requests::{Makes, Terms};
use std::collections::BTreeSet;
use timer::Timer;
use upkeep::Upkeep;

/// What is derived from the scenario once, so that nothing is derived in the request path.
#[derive(Clone, Debug)]
struct Constants {
    horizon: Time,
    interval: Time,
    /// After how long a client gives up.
    patience: Time,
    law: ServiceLaw,
    /// What each version makes of a request, on a warm instance; by revision.
    makes: Vec<Makes>,
    /// How many times the usual work requests bring on average; by revision.
    mean_factor: Vec<f64>,
    /// What the present stable version makes of a request.
    stable: Makes,
    warm_up: Time,
    warm_up_factor: f64,
    /// Requests that may arrive before the timers are looked at again: one, where a request can set a timer.
    stride: u32,
    provision: Time,
    stop: Time,
    grace_period: Time,
    min_ready: Time,
}

impl Constants {
    fn new(scenario: &Scenario) -> Constants {
        let makes = |version: &Version| Makes {
            service_factor: version.service_factor,
            error_below: share_of_bits(version.error_probability),
        };
        let timeout_s = scenario.traffic.timeout_s;
        Constants {
            horizon: Time::from_seconds(scenario.horizon_s),
            interval: Time::from_seconds(scenario.sample_interval_s),
            patience: if timeout_s > 0.0 { Time::from_seconds(timeout_s) } else { Time::NEVER },
            law: service_law(&scenario.service),
            makes: scenario.revisions().map(makes).collect(),
            mean_factor: mean_factors(scenario),
            stable: makes(&scenario.versions.stable),
            warm_up: Time::from_seconds(scenario.fleet.warm_up_s),
            warm_up_factor: scenario.fleet.warm_up_factor,
            stride: u32::MAX,
            provision: Time::from_seconds(scenario.fleet.provision_s),
            stop: Time::from_seconds(scenario.fleet.stop_s),
            grace_period: Time::from_seconds(scenario.fleet.grace_period_s),
            min_ready: Time::from_seconds(scenario.fleet.min_ready_s),
        }
    }

    #[inline(always)]
    fn terms(&self, streams: &Streams) -> Terms {
        Terms::new(self.patience, self.stable, streams.errors)
    }

    /// What an instance makes of a request that arrives at `now` and starts then.
    #[inline(always)]
    fn made(&self, instance: &Instance, now: Time, started: Time) -> Makes {
        let Makes { service_factor, error_below } = self.makes[instance.revision.index()];
        let error_below = if now < instance.able_at { u64::MAX } else { error_below };
        Makes { service_factor: service_factor * instance.slow_start(started, self.warm_up_factor), error_below }
    }
}

/// Whether new instances of the stable version ever come to be compared with.
fn brings_baseline(scenario: &Scenario) -> bool {
    let canary = &scenario.strategy.canary;
    let has_experiment = canary.steps.iter().any(|step| step.kind == StepKind::Experiment);
    scenario.strategy.kind == StrategyKind::Canary && (canary.fresh_baseline || has_experiment)
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

/// How many requests a run is expected to offer.
#[must_use]
pub fn expected_requests(scenario: &Scenario) -> f64 {
    let clients = &scenario.clients;
    if clients.population == Population::Closed {
        // If nobody has to wait: the bound of the interactive response-time law (Denning and Buzen, 1978).
        let answer_s = Constants::new(scenario).law.mean() * mean_factors(scenario)[0] + mean_round_trip_s(scenario);
        let cycle_s = clients.think_s + answer_s;
        return f64::from(clients.users) / cycle_s * scenario.horizon_s;
    }
    RateCurve::new(&scenario.traffic, scenario.horizon_s).expected_requests()
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
    clients: Clients,
    /// Requests so far; also the number of the next one.
    offered: u32,
    instances: Vec<Instance>,
    /// Their queues and workers.
    desks: Desks,
    conditions: Conditions,
    /// Those that are not terminated.
    live: BTreeSet<u32>,
    balancer: Balancer,
    /// Whether the load balancer needs every load at every moment: the least-outstanding policy does.
    ranks_loads: bool,
    /// The instances at which requests will depart, for the least-outstanding policy only.
    departures: Wheel<u32>,
    /// Who picks in its place, where one balancer that knows everything at once is not the whole story.
    routing: Option<Box<Routing>>,
    copies: Copies,
    telemetry: Telemetry,
    /// What is measured of those with which candidates are compared, if any ever are.
    baseline: Option<Box<Telemetry>>,
    /// What an A/B test counts, where there is one.
    conversions: Option<Box<Conversions>>,
    control: Control,
    upkeep: Upkeep,
    observer: O,
}

impl<O: Observer> Simulation<O> {
    /// A run at its beginning: the whole fleet is ready, warm and idle.
    #[must_use]
    pub fn new(scenario: &Checked, observer: O) -> Simulation<O> {
        let constants = Constants::new(scenario);
        let streams = Streams::new(scenario.seed);
        let expected = expected_requests(scenario);
        let clients = Clients::new(scenario, constants.law.clone(), streams.users, expected);
        let curve = RateCurve::new(&scenario.traffic, scenario.horizon_s).scaled(clients.arrivals_per_request());
        let gap = Time::from_seconds(scenario.horizon_s / expected.max(1.0));
        let service = Time::from_seconds(constants.law.mean());
        let routing = Routing::new(scenario, gap, service);
        let ranks_loads = routing.is_none() && scenario.fleet.policy == Policy::LeastOutstanding;
        let chooses = matches!(scenario.fleet.policy, Policy::Random | Policy::PowerOfTwo);
        let mut simulation = Simulation {
            now: Time::ZERO,
            timers: TimerQueue::default(),
            ziggurat: Ziggurat::new(),
            arrivals: ArrivalClock::new(curve, &scenario.traffic, scenario.seed),
            ahead: Ahead::new(chooses && !clients.are_busy(), scenario.clients.population == Population::Requests),
            clients,
            offered: 0,
            instances: Vec::new(),
            desks: Desks::new(scenario.fleet.workers, scenario.fleet.queue_capacity),
            conditions: Conditions::new(scenario),
            live: BTreeSet::new(),
            balancer: Balancer::new(scenario.fleet.policy),
            routing,
            ranks_loads,
            departures: Wheel::new(gap, if ranks_loads { service } else { Time::ZERO }),
            copies: Copies::new(streams.mirror),
            telemetry: Telemetry::new(&scenario.telemetry, scenario.seed),
            baseline: brings_baseline(scenario).then(|| Box::new(Telemetry::new(&scenario.telemetry, scenario.seed))),
            conversions: (scenario.strategy.kind == StrategyKind::AbTest)
                .then(|| Box::new(Conversions::new(scenario, [Revision(0), Revision(1)]))),
            control: Control::new(scenario),
            upkeep: Upkeep::new(scenario),
            observer,
            scenario: scenario.clone(),
            constants,
            streams,
        };
        simulation.begin();
        simulation
    }

    /// The same run with a controller that makes one write at a time, and the next one when everything that is due at the
    /// same moment has happened.
    #[must_use]
    pub fn patiently(mut self) -> Simulation<O> {
        self.control.be_patient();
        self
    }

    /// The same run with analyses that find everything as it should be, for a run in which nobody asks.
    #[must_use]
    pub fn trustingly(mut self) -> Simulation<O> {
        self.control.analyses.be_trusting();
        self
    }

    /// Whether the rollout is complete and cleaned up, one way or the other, and no command can change that.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let is_past = |at_s: f64| Time::from_seconds(at_s) < self.now;
        let all_given = self.scenario.commands.iter().all(|command| is_past(command.at_s));
        all_given && self.scenario.deployed_at().all(is_past) && self.control.is_over()
    }

    /// Whether nothing but a command of the operator lets the rollout go on.
    #[must_use]
    pub fn awaits_operator(&self) -> bool {
        self.control.awaits_operator()
    }

    fn begin(&mut self) {
        self.prepare_desks();
        self.prepare_clients();
        for _ in 0..self.scenario.fleet.instances {
            let instance = self.add_instance((VersionId::Stable, Revision(0)), State::Ready);
            self.balancer.add(instance, VersionId::Stable, 0);
            self.control.tally.add(instance, &self.instances[instance as usize]);
            self.place_initial(instance);
            self.tell_state(instance);
            self.begin_initial_process(instance);
        }
        if let Some(routing) = &mut self.routing {
            routing.settle();
        }
        self.observer.rotation(Time::ZERO, self.balancer.in_rotation());
        self.clients.begin(&self.ziggurat);
        for (deployment, at_s) in (0..).zip(self.scenario.deployed_at()) {
            self.timers.schedule(Time::from_seconds(at_s), Timer::Deploy { deployment });
        }
        for (i, crash) in self.scenario.faults.crashes.iter().enumerate() {
            self.timers.schedule(Time::from_seconds(crash.at_s), Timer::Crash { fault: i as u32 });
        }
        for (i, pause) in self.scenario.faults.pauses.iter().enumerate() {
            self.timers.schedule(Time::from_seconds(pause.at_s), Timer::Pause { fault: i as u32 });
        }
        self.plan_faults();
        for (i, command) in self.scenario.commands.iter().enumerate() {
            self.timers.schedule(Time::from_seconds(command.at_s), Timer::Command { command: i as u32 });
        }
        self.begin_autoscaling();
        if self.telemetry.next_scrape() == Time::ZERO {
            self.read_counters();
        }
        self.timers.schedule(self.telemetry.next_scrape(), Timer::Scrape);
        self.timers.schedule(self.constants.interval.min(self.constants.horizon), Timer::Sample { index: 0 });
    }

    fn add_instance(&mut self, what: (VersionId, Revision), state: State) -> u32 {
        let id = self.instances.len() as u32;
        self.desks.add(what.0);
        self.conditions.add(state.is_ready());
        let zone = if self.upkeep.cluster.is_some() { 0 } else { id % self.scenario.zones() };
        self.instances.push(Instance { zone, ..Instance::new(what, state) });
        self.live.insert(id);
        self.note_desk(id);
        self.upkeep.add(self.now);
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
            let timer_at = self.timers.next_at().min(self.desks.next_due());
            let stride = left.min(self.constants.stride);
            if self.clients.are_busy() {
                let rest = self.serve_until(timer_at.min(self.constants.horizon), stride);
                left -= stride - rest;
                if rest == 0 {
                    continue;
                }
            } else if self.ahead.at() < timer_at {
                if self.ahead.at() > self.constants.horizon {
                    return true;
                }
                left -= stride;
                left += self.arrive_until(timer_at.min(self.constants.horizon.after(Time(1))), stride);
                continue;
            }
            if timer_at > self.constants.horizon {
                return true;
            }
            left -= 1;
            self.now = timer_at;
            // What is due in the queues comes before whatever looks at them.
            if self.desks.next_due() == timer_at {
                self.step_driven();
            } else if let Some((_, timer)) = self.timers.pop() {
                self.fire(timer);
            }
        }
        false
    }

    /// Lets requests arrive that do so before `until`, at most `left` of them and those of one block; how many are left
    /// then. What happens to a request sets no timer where they are more than one.
    fn arrive_until(&mut self, until: Time, mut left: u32) -> u32 {
        if let Some(arrived) = self.stretch(until, left) {
            return left - arrived;
        }
        // Nothing that happens to a request begins or ends the copies.
        let are_copied = self.copies.are_made();
        while left > 0 && self.ahead.at() < until {
            self.now = self.ahead.at();
            let drawn = self.ahead.take();
            let number = self.arrive(drawn);
            if let Some(number) = number.filter(|_| are_copied) {
                self.copy(number, drawn.work);
            }
            left -= 1;
        }
        left
    }

    /// Whoever watches.
    #[must_use]
    pub fn observer(&self) -> &O {
        &self.observer
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
        let in_flight = if self.clients.are_busy() {
            self.clients.in_flight(now)
        } else {
            self.live.iter().map(|id| self.desks.waiting_clients(*id, now, patience)).sum()
        };
        let progress = self.control.all_progress();
        self.observer.finished(self.constants.horizon, in_flight, &progress);
        self.observer
    }

    fn fire(&mut self, timer: Timer) {
        match timer {
            Timer::Deploy { deployment } => self.deploy(Revision(deployment + 1)),
            Timer::Life { instance, epoch, step } => self.live_on(instance, epoch, step),
            Timer::Crash { fault } => self.crash(fault as usize),
            Timer::Pause { fault } => self.pause(fault as usize),
            Timer::OutOfMemory { instance } => self.run_out_of_memory(instance),
            Timer::Hang { fault } => self.hang(fault as usize),
            Timer::Lose { part } => self.lose_part(part),
            Timer::Restore { part } => self.restore_part(part),
            Timer::Evict { node, turn } => self.evict(node, turn),
            Timer::Autoscale { look } => self.autoscale(look),
            Timer::Fail { instance, process, repair } => self.fail(instance, process, repair),
            Timer::Check { instance, process, check } => self.ask_check(instance, process, check),
            Timer::Answer { instance, process, check, good } => self.hear_check(instance, process, check, good),
            Timer::Command { command } => self.obey(self.scenario.commands[command as usize].action),
            Timer::Reconcile => self.look_as_planned(),
            Timer::Settle => self.settle(),
            Timer::Measure => self.measure_analyses(),
            Timer::Scrape => self.scrape(),
            Timer::Sample { index } => self.sample(index),
        }
    }

    fn scrape(&mut self) {
        self.read_counters();
        self.timers.schedule(self.telemetry.next_scrape(), Timer::Scrape);
        self.sample_comparisons();
        self.judge();
    }

    fn read_counters(&mut self) {
        let running = self.live.iter().map(|id| (*id, &self.instances[*id as usize]));
        let running = running.filter(|(_, instance)| instance.has_process());
        let control = &self.control;
        let is_apart = |instance: &Instance| instance.baseline || control.is_older(instance.revision);
        let (apart, own): (Vec<_>, Vec<_>) = running.partition(|(_, instance)| is_apart(instance));
        self.telemetry.scrape(own.into_iter().map(|(id, instance)| (id, instance.version)));
        if let Some(baseline) = &mut self.baseline {
            let of = apart.into_iter().filter(|(_, instance)| instance.baseline);
            baseline.scrape(of.map(|(id, _)| (id, VersionId::Candidate)));
        }
    }

    fn sample(&mut self, index: u32) {
        let mut sampled = Sampled {
            in_rotation: self.balancer.in_rotation(),
            paid: self.live.len() as u32,
            demand_rps: self.clients.demand_rps(self.arrivals.curve().rate_at(self.now)),
            set_weight: self.balancer.split().share(VersionId::Candidate, self.balancer.ready()),
            seen: self.telemetry.read(VersionId::Candidate),
            seen_stable: self.telemetry.read(VersionId::Stable),
            ..Sampled::default()
        };
        let dependency = self.desks.driven().and_then(Driven::dependency);
        let hold = dependency.map_or(0.0, Dependency::mean_hold);
        let workers = f64::from(self.scenario.fleet.workers);
        let per_instance = workers / self.constants.law.mean();
        for id in &self.live {
            let instance = &self.instances[*id as usize];
            let version = instance.version.index();
            sampled.outstanding += self.desks.outstanding(*id, self.now);
            if instance.is_in_rotation() && sampled.in_rotation[version] > 0 {
                let waiting = self.desks.planned_ahead(*id, self.now);
                let slow = self.conditions.present_factor(*id, instance, self.now, waiting);
                let revision = instance.revision.index();
                let own = self.constants.makes[revision].service_factor * self.constants.mean_factor[revision];
                let rate = per_instance / (own * slow);
                // A worker is held for its own work and, one after the other, for the dependency's.
                sampled.capacity_rps[version] += if hold > 0.0 { rate / (1.0 + rate * hold / workers) } else { rate };
                sampled.workers += self.scenario.fleet.workers;
                sampled.busy += self.desks.busy(*id, self.now);
            }
        }
        if let Some(dependency) = dependency {
            // The versions share what it can bear.
            let beyond = sampled.capacity_rps.iter().sum::<f64>() / dependency.capacity_rps();
            sampled.capacity_rps = sampled.capacity_rps.map(|rps| rps / beyond.max(1.0));
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
        let Instance { version, state, zone, parked, .. } = self.instances[instance as usize];
        self.tell(Event::InstanceChanged { instance, version, state });
        if let Some(routing) = self.routing.as_mut().filter(|_| !parked) {
            routing.say(self.now, instance, version, state, zone);
        }
    }
}
