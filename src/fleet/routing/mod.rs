//! Load balancers as they are: several of them, each with its own turn and its own counts, late to know what has become
//! of the instances, with connections that stay where they lead. One that knows everything at once is [`super::Balancer`].

mod connections;
mod directory;
mod locality;
mod outliers;
mod replica;
mod ring;
mod roster;
mod turns;

use super::{Split, State, VersionId};
use crate::kernel::rng::{Purpose, unit_from_bits};
use crate::kernel::{Scatter, Time, TimerQueue, Wheel};
use crate::scenario::{Policy, Scenario};
use connections::Connections;
use directory::{Directory, Member, News, Standing};
use locality::Zone;
use replica::{Aim, Replica};
use ring::Ring;
use roster::Kind;

/// The weight of an instance at the beginning of its slow start (Envoy's default).
const LEAST_WEIGHT: f64 = 0.1;

/// What each sender's number decides, as positions of scattered numbers.
const DRAWS: u64 = 4;

/// The balancers of a run.
#[derive(Clone, Debug)]
pub struct Routing {
    rules: Rules,
    scatter: Scatter,
    directory: Directory,
    /// All that are listed, for consistent hashing.
    ring: Option<Ring>,
    replicas: Vec<Replica>,
    /// Which of them has the request in hand.
    at: usize,
    /// Departures to come, if own counts are kept: replica, instance, process.
    departures: Option<Wheel<(u32, u32, u32)>>,
    /// Looks at the true loads, if there are any.
    looks: Option<Looks>,
    /// Answers to come, if anybody listens to them.
    answers: TimerQueue<Answer>,
    /// When the balancers next look for ejections that are over.
    next_end: Time,
    connections: Option<Connections>,
    /// How often each instance has lost everything: which process runs there now.
    processes: Vec<u32>,
    /// How often each instance has lost everything or has stood still: what was expected of it before is void.
    plans: Vec<u32>,
    /// Requests that each instance refused because it did not listen, since this was last told.
    refused: Vec<u32>,
    /// What is to be told of that: instance, number of requests.
    refusals: Vec<(u32, u32)>,
}

/// What does not change during a run.
#[derive(Clone, Copy, Debug)]
struct Rules {
    slow_start: Time,
    overprovisioning: f64,
    panic_percent: u32,
    ends_interval: Time,
    ejects: bool,
    drain: Time,
}

/// The true loads, as they were at the last look.
#[derive(Clone, Debug)]
struct Looks {
    interval: Time,
    next: Time,
    count: u32,
    loads: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Answer {
    replica: u32,
    instance: u32,
    plan: u32,
    good: bool,
}

/// A request to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// When.
    pub now: Time,
    /// The number of its sender, which decides which balancer and connection it uses.
    pub number: u32,
    /// Its user, who is always in the same zone and goes to the same instance under consistent hashing.
    pub user: u64,
    /// The zone of the user, if the user's region decides it.
    pub zone: Option<u32>,
}

impl Routing {
    /// The balancers of `scenario`, unless one that knows everything at once does the same. Requests come about every
    /// `gap` and take about `service`.
    #[must_use]
    pub fn new(scenario: &Scenario, gap: Time, service: Time) -> Option<Box<Routing>> {
        let (settings, policy) = (&scenario.routing, scenario.fleet.policy);
        let known_at_once = !matches!(policy, Policy::WeightedRoundRobin | Policy::ConsistentHash);
        if settings.is_plain() && known_at_once {
            return None;
        }
        let scatter = Scatter::new(scenario.seed, Purpose::Routing);
        let zones = if settings.prefer_own_zone { scenario.zones() as usize } else { 1 };
        let compares_loads = matches!(policy, Policy::LeastOutstanding | Policy::PowerOfTwo);
        let counts = compares_loads && settings.view_refresh_s == 0.0;
        let kind = |replica: u32| Kind {
            policy,
            ranks_loads: counts && policy == Policy::LeastOutstanding,
            start: f64::from(replica) / f64::from(settings.replicas),
        };
        let ejects = settings.outliers.errors_in_a_row > 0;
        let ends_interval = Time::from_seconds(settings.outliers.interval_s);
        Some(Box::new(Routing {
            rules: Rules {
                slow_start: Time::from_seconds(settings.slow_start_s),
                overprovisioning: settings.overprovisioning_factor,
                panic_percent: settings.panic_threshold_percent,
                ends_interval,
                ejects,
                drain: Time::from_seconds(settings.connection_drain_s),
            },
            scatter,
            directory: Directory::new(Time::from_seconds(settings.propagation_s), zones),
            ring: (policy == Policy::ConsistentHash).then(|| Ring::new(scatter, scenario.fleet.instances)),
            replicas: (0..settings.replicas).map(|i| Replica::new(kind(i), 2 * zones, settings)).collect(),
            at: 0,
            departures: counts.then(|| Wheel::new(gap, service)),
            looks: (compares_loads && !counts).then(|| Looks {
                interval: Time::from_seconds(settings.view_refresh_s).max(Time(1)),
                next: Time::ZERO,
                count: 0,
                loads: Vec::new(),
            }),
            answers: TimerQueue::default(),
            next_end: if ejects { ends_interval } else { Time::NEVER },
            connections: (settings.connections > 0)
                .then(|| Connections::new(settings.connections, settings.requests_per_connection)),
            processes: Vec::new(),
            plans: Vec::new(),
            refused: Vec::new(),
            refusals: Vec::new(),
        }))
    }

    /// Says where an instance stands, in which `zone`; the balancers know it later.
    pub fn say(&mut self, now: Time, instance: u32, version: VersionId, state: State, zone: u32) {
        let place = instance as usize;
        if self.processes.len() <= place {
            self.processes.resize(place + 1, 0);
            self.plans.resize(place + 1, 0);
            self.refused.resize(place + 1, 0);
        }
        self.directory.say(now, instance, version, Standing::from(state), zone);
    }

    /// Says how requests are split between the versions; the balancers know it later.
    pub fn say_split(&mut self, now: Time, split: Split) {
        self.directory.say_split(now, split);
    }

    /// The candidate has become the stable version, and what it has replaced is not listed any more: for the balancers nothing
    /// changes, since they send nothing there.
    pub fn promote(&mut self, now: Time) {
        self.catch_up(now);
        for instance in self.directory.promote(now) {
            self.ring.iter_mut().for_each(|ring| ring.leave(instance));
        }
        let (directory, slow_start) = (&self.directory, self.rules.slow_start);
        let weight = |instance: u32| weight(&directory.member(instance), now, slow_start);
        self.replicas.iter_mut().for_each(|replica| replica.regroup(directory, weight));
    }

    /// Makes everything that has been said known, as if it had been so for a long time.
    pub fn settle(&mut self) {
        while self.directory.due() < Time::NEVER {
            self.learn(Time::ZERO);
        }
        self.directory.settle();
    }

    fn learn(&mut self, now: Time) {
        let Some(news) = self.directory.learn() else { return };
        let (directory, slow_start) = (&self.directory, self.rules.slow_start);
        let weight = |instance: u32| weight(&directory.member(instance), now, slow_start);
        match news {
            News::Member { instance, before, place_before } => {
                for replica in &mut self.replicas {
                    replica.learn(instance, (before, place_before), directory, weight);
                }
                let listed = [before, directory.member(instance)].map(|member| member.standing != Standing::Absent);
                match (&mut self.ring, listed) {
                    (Some(ring), [false, true]) => ring.enter(instance),
                    (Some(ring), [true, false]) => ring.leave(instance),
                    _ => {}
                }
                let refused = std::mem::take(&mut self.refused[instance as usize]);
                if refused > 0 {
                    self.refusals.push((instance, refused));
                }
            }
            News::Regrouped => self.replicas.iter_mut().for_each(|replica| replica.regroup(directory, weight)),
            News::Weight => {}
        }
    }

    /// Brings what the balancers know, have heard and have counted up to the present.
    fn catch_up(&mut self, now: Time) {
        loop {
            let (news, answer) = (self.directory.due(), self.answers.next_at());
            let next = news.min(answer).min(self.next_end);
            if next > now {
                break;
            }
            if news == next {
                self.let_depart(next);
                self.learn(next);
            } else if answer == next {
                if let Some((at, Answer { replica, instance, plan, good })) = self.answers.pop()
                    && self.plans[instance as usize] == plan
                {
                    self.hear(replica as usize, instance, good, at);
                }
            } else {
                let (directory, slow_start) = (&self.directory, self.rules.slow_start);
                let weight = |instance: u32| weight(&directory.member(instance), next, slow_start);
                self.replicas.iter_mut().for_each(|replica| replica.look_for_ends(next, directory, weight));
                self.next_end += self.rules.ends_interval;
            }
        }
        self.let_depart(now);
    }

    /// Brings the own counts up to `now`.
    fn let_depart(&mut self, now: Time) {
        if let Some(departures) = &mut self.departures {
            let (replicas, directory, plans) = (&mut self.replicas, &self.directory, &self.plans);
            departures.pass(now, |(replica, instance, plan)| {
                if plans[instance as usize] == plan {
                    replicas[replica as usize].relieve(instance, directory.place(instance));
                }
            });
        }
    }

    fn hear(&mut self, replica: usize, instance: u32, good: bool, now: Time) {
        if self.rules.ejects && self.directory.member(instance).standing != Standing::Absent {
            let listed = self.directory.listed.iter().sum();
            self.replicas[replica].hear(instance, good, now, listed, self.directory.place(instance));
        }
    }

    /// A number in 0..n that belongs to the sender with this number.
    fn drawn(&self, number: u32, draw: u64, n: usize) -> usize {
        below(self.scatter.bits(u64::from(number) * DRAWS + draw), n)
    }

    /// The connection on which a request travels, if connections are kept.
    fn connection(&self, number: u32) -> Option<usize> {
        self.connections.as_ref().map(|connections| self.drawn(number, 0, connections.count()))
    }

    /// Which balancer gets a request; a connection stays with its own.
    fn replica(&self, number: u32) -> usize {
        match self.connection(number) {
            Some(connection) => connection % self.replicas.len(),
            None => self.drawn(number, 1, self.replicas.len()),
        }
    }

    /// Where a request goes, if anybody is known who could take it. `listens` and `outstanding` tell the truth about an
    /// instance; `choice` are random bits for the balancers.
    pub fn pick(
        &mut self,
        asked: Asked,
        listens: impl Fn(u32) -> bool,
        outstanding: impl Fn(u32) -> u32,
        choice: u64,
    ) -> Option<u32> {
        self.catch_up(asked.now);
        self.look(asked.now, outstanding);
        self.at = self.replica(asked.number);
        let connection = self.connection(asked.number);
        let followed = self.follow(connection, asked.now, &listens);
        let instance = followed.or_else(|| self.choose(asked, choice))?;
        if let (None, Some(connection), Some(connections)) = (followed, connection, &mut self.connections)
            && listens(instance)
        {
            connections.open(connection, instance, self.processes[instance as usize]);
        }
        if self.departures.is_some() {
            self.replicas[self.at].send(instance, self.directory.place(instance));
        }
        Some(instance)
    }

    /// Looks at the loads if it is time to.
    fn look(&mut self, now: Time, outstanding: impl Fn(u32) -> u32) {
        let Some(looks) = self.looks.as_mut().filter(|looks| looks.next <= now) else { return };
        let listed = |instance: &u32| self.directory.member(*instance).standing != Standing::Absent;
        looks.loads = self.directory.instances().map(|i| if listed(&i) { outstanding(i) } else { 0 }).collect();
        looks.count += 1;
        looks.next = Time((now.0 / looks.interval.0 + 1) * looks.interval.0);
    }

    /// Where an open connection leads. One to an instance that is known to leave is used for the length of the drain.
    fn follow(&mut self, connection: Option<usize>, now: Time, listens: &impl Fn(u32) -> bool) -> Option<u32> {
        let (directory, processes, drain) = (&self.directory, &self.processes, self.rules.drain);
        self.connections.as_mut()?.follow(connection?, |instance, process| {
            let member = directory.member(instance);
            let kept = member.standing != Standing::Absent || now < member.left_at + drain;
            kept && processes[instance as usize] == process && listens(instance)
        })
    }

    /// The balancer at hand chooses.
    fn choose(&mut self, asked: Asked, choice: u64) -> Option<u32> {
        let zones = self.directory.zones;
        let replica = &self.replicas[self.at];
        let zone = |place: usize| Zone { ready: replica.ready(place), listed: self.directory.listed[place] };
        let sum = |pool: usize, part: fn(Zone) -> u32| (0..zones).map(|z| part(zone(pool * zones + z))).sum::<u32>();
        let counts = |pool: usize| (sum(pool, |zone| zone.ready), sum(pool, |zone| zone.listed));
        let panics = |(ready, listed): (u32, u32)| 100 * ready < self.rules.panic_percent * listed;
        let pool = match self.directory.split {
            Split::Together => 0,
            Split::Weight(100) => 1,
            Split::Weight(weight) => {
                let takes = counts(1).0 > 0 || panics(counts(1));
                usize::from(takes && unit_from_bits(asked.user) * 100.0 < f64::from(weight))
            }
        };
        let panic = panics(counts(pool));
        let first = pool * zones;
        let zone_at = if zones == 1 {
            0
        } else {
            // In panic all that are listed count as ready.
            let seen = |zone: Zone| if panic { Zone { ready: zone.listed, ..zone } } else { zone };
            let seen: Vec<Zone> = (first..first + zones).map(|place| seen(zone(place))).collect();
            let unit = |draw: u64| self.scatter.unit(u64::from(asked.number) * DRAWS + draw);
            let own = asked.zone.map_or_else(|| below(self.scatter.bits(asked.user), zones), |zone| zone as usize);
            locality::zone(own, &seen, self.rules.overprovisioning, unit(2), unit(3))
        };
        let aim = Aim { panic, place: first + zone_at };
        if let Some(ring) = &self.ring {
            let takes = if panic { self.directory.listed[aim.place] } else { replica.ready(aim.place) } > 0;
            let pick = || ring.pick(asked.user, |instance| replica.may_choose(aim, instance, &self.directory));
            return if takes { pick() } else { None };
        }
        let (directory, slow_start, now) = (&self.directory, self.rules.slow_start, asked.now);
        let weight = |instance: u32| weight(&directory.member(instance), now, slow_start);
        let seen = self.looks.as_ref().map(|looks| (looks.count, looks.loads.as_slice()));
        self.replicas[self.at].pick(aim, seen, weight, choice)
    }

    /// The request at hand was taken in: it leaves its instance at `departure`; its balancer hears at `ends` how it went.
    pub fn admitted(&mut self, instance: u32, departure: Time, ends: Time, good: bool) {
        self.expect(self.at as u32, instance, departure, ends, good);
    }

    /// What was expected of an instance will happen otherwise, since it stands still; its requests are told again.
    pub fn expect_anew(&mut self, instance: u32, now: Time) {
        self.catch_up(now);
        self.plans[instance as usize] += 1;
    }

    /// A request on an instance that stood still leaves it at `departure`; its balancer hears at `ends` how it went, which
    /// is [`Time::NEVER`] if it has heard already.
    pub fn told_again(&mut self, number: u32, instance: u32, departure: Time, ends: Time, good: bool) {
        self.expect(self.replica(number) as u32, instance, departure, ends, good);
    }

    fn expect(&mut self, replica: u32, instance: u32, departure: Time, ends: Time, good: bool) {
        let plan = self.plans[instance as usize];
        if let Some(departures) = &mut self.departures {
            departures.add(departure, (replica, instance, plan));
        }
        if self.rules.ejects {
            self.answers.schedule(ends, Answer { replica, instance, plan, good });
        }
    }

    /// A request leaves its instance, where that could not be known before.
    pub fn departed(&mut self, number: u32, instance: u32) {
        if self.departures.is_some() {
            let replica = self.replica(number);
            self.replicas[replica].relieve(instance, self.directory.place(instance));
        }
    }

    /// A client has its answer or has given up, where that could not be known before.
    pub fn answered(&mut self, number: u32, instance: u32, good: bool, now: Time) {
        self.catch_up(now);
        self.hear(self.replica(number), instance, good, now);
    }

    /// The request at hand was turned away at once.
    pub fn turned_away(&mut self, instance: u32, now: Time) {
        if self.departures.is_some() {
            self.replicas[self.at].relieve(instance, self.directory.place(instance));
        }
        self.hear(self.at, instance, false, now);
    }

    /// The request at hand met an instance that does not listen.
    pub fn refused(&mut self, instance: u32, now: Time) {
        self.refused[instance as usize] += 1;
        self.turned_away(instance, now);
    }

    /// The process of an instance ends, and with it everything on it.
    pub fn process_ends(&mut self, instance: u32, now: Time) {
        self.catch_up(now);
        self.processes[instance as usize] += 1;
        self.plans[instance as usize] += 1;
        let place = self.directory.place(instance);
        self.replicas.iter_mut().for_each(|replica| replica.lose(instance, place));
    }

    /// A request was lost with its instance; its balancer notices at once.
    pub fn lost(&mut self, number: u32, instance: u32, now: Time) {
        self.hear(self.replica(number), instance, false, now);
    }

    /// Takes out what is to be told of instances that did not listen: instance, number of requests.
    pub fn take_refusals(&mut self) -> Vec<(u32, u32)> {
        std::mem::take(&mut self.refusals)
    }

    /// The run ends: takes out what is to be told now or would have been told later.
    pub fn take_last_refusals(&mut self) -> Vec<(u32, u32)> {
        let refused = self.refused.iter_mut().enumerate();
        let last = refused.map(|(instance, count)| (instance as u32, std::mem::take(count)));
        self.refusals.extend(last.filter(|(_, count)| *count > 0));
        self.take_refusals()
    }
}

/// The weight of an instance: it rises in a straight line over the slow start, as Envoy's does by default.
fn weight(member: &Member, now: Time, slow_start: Time) -> f64 {
    match member.ready_since {
        Some(since) if now < since + slow_start => (now.since(since).0 as f64 / slow_start.0 as f64).max(LEAST_WEIGHT),
        _ => 1.0,
    }
}

/// A number in 0..n made of random bits.
fn below(bits: u64, n: usize) -> usize {
    (((bits >> 32) * n as u64) >> 32) as usize
}

#[cfg(test)]
mod tests;
