//! The clients' habits: what a user draws for each request, how long it backs off, and the budget for retries.

use super::state::Outcome;
use crate::kernel::rng::PLACES;
use crate::kernel::time::NANOS_PER_SECOND;
use crate::kernel::ziggurat::Ziggurat;
use crate::kernel::{Scatter, ServiceLaw, Stream, Time};
use crate::scenario::{Jitter, Population, Scenario, SessionLength, Think};

/// Positions in a request's own luck.
mod luck {
    /// Its work; the next place seeds a stream for laws that need more.
    pub const WORK: u64 = 4;
    /// The think time before it; the next place seeds a stream where that needs more.
    pub const THINK: u64 = 6;
    /// Which kind of request it is.
    pub const CLASS: u64 = 1;
    /// Whether it is the last one of its session.
    pub const LAST: u64 = 2;
    /// The jitter of the first retry; the others follow.
    pub const JITTER: u64 = 16;
    /// Where the luck of attempts lies.
    pub const ATTEMPTS: u64 = 64;
}

/// Which request of which user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId {
    /// The user, numbered in order of arrival.
    pub user: u32,
    /// The user's request, from 0.
    pub index: u32,
}

impl RequestId {
    /// A number that no other request has; a user's first one has the user's.
    #[inline]
    #[must_use]
    pub fn key(self) -> u64 {
        u64::from(self.index) << 32 | u64::from(self.user)
    }

    /// The request with this key.
    #[inline]
    #[must_use]
    pub fn from_key(key: u64) -> RequestId {
        RequestId { user: key as u32, index: (key >> 32) as u32 }
    }

    /// The same user's next request.
    #[inline]
    #[must_use]
    pub fn next(self) -> RequestId {
        RequestId { index: self.index + 1, ..self }
    }
}

/// What a user draws for one request, by position.
#[derive(Clone, Copy, Debug)]
pub struct Own(Scatter);

impl Own {
    /// Of no request.
    pub const NONE: Own = Own(Scatter::NONE);
}

/// Work is drawn for so many requests at once.
pub(super) const MOST_AT_ONCE: usize = 16;

/// A kind of request.
#[derive(Clone, Copy, Debug)]
pub struct RequestClass {
    /// A request is of the first class whose bound is above its luck.
    up_to: f64,
    /// How many times the usual work it brings.
    pub service_factor: f64,
    /// After how long its client gives up.
    pub patience: Time,
}

/// The habits of all clients of a run.
#[derive(Clone, Debug)]
pub struct Habits {
    /// Who asks.
    pub population: Population,
    /// Kinds of request, at least one.
    pub classes: Vec<RequestClass>,
    /// After how long without an answer a second attempt is sent.
    pub hedge_after: Time,
    requests_per_session: u32,
    session_length: SessionLength,
    /// A request whose draw has a place below this is the last one of its session, where that is a matter of chance.
    goes_on_from: u64,
    think: Think,
    /// Mean think time, ns.
    think_ns: f64,
    law: ServiceLaw,
    /// Most attempts after the first one, and before each of them the longest wait.
    back_offs: Vec<Time>,
    jitter: Jitter,
    on_timeout: bool,
    on_error: bool,
    on_rejected: bool,
    users: Scatter,
}

impl Habits {
    /// The habits that `scenario` asks for, where work follows `law`; `users` is what users draw from.
    #[must_use]
    pub fn new(scenario: &Scenario, law: ServiceLaw, users: Scatter) -> Habits {
        let clients = &scenario.clients;
        let retries = &clients.retries;
        let wait = |ms: f64| Time::from_seconds(ms / 1_000.0);
        Habits {
            population: clients.population,
            classes: classes(scenario),
            hedge_after: if clients.hedge_after_ms > 0.0 { wait(clients.hedge_after_ms) } else { Time::NEVER },
            requests_per_session: clients.requests_per_session,
            session_length: clients.session_length,
            goes_on_from: PLACES.div_ceil(u64::from(clients.requests_per_session)),
            think: clients.think,
            think_ns: clients.think_s * NANOS_PER_SECOND as f64,
            law,
            back_offs: retries.back_offs_ms().into_iter().map(wait).collect(),
            jitter: retries.jitter,
            on_timeout: retries.on_timeout,
            on_error: retries.on_error,
            on_rejected: retries.on_rejected,
            users,
        }
    }

    /// What a user draws for one request.
    #[inline(always)]
    #[must_use]
    pub fn own(&self, id: RequestId) -> Own {
        Own(self.users.within(id.key()))
    }

    /// The class of a request.
    #[inline(always)]
    #[must_use]
    pub fn class(&self, own: Own) -> u8 {
        if self.classes.len() == 1 {
            return 0;
        }
        let unit = own.0.unit(luck::CLASS);
        let last = self.classes.len() - 1;
        self.classes[..last].partition_point(|class| class.up_to <= unit) as u8
    }

    /// How long the user thinks before a request.
    #[inline]
    #[must_use]
    pub fn think(&self, Own(own): Own, ziggurat: &Ziggurat) -> Time {
        let more = || Stream::from_bits(own.bits(luck::THINK + 1));
        Time::from_nanos(match self.think {
            Think::Exponential => self.think_ns * ziggurat.exponential_of(own.bits(luck::THINK), more),
            Think::Constant => self.think_ns,
        })
    }

    /// The work that each of some requests brings for which users have drawn so: its service time on one worker before all
    /// factors, ns. No more than 16 of them.
    #[inline]
    pub fn work_of_each(&self, own: &[Own], ziggurat: &Ziggurat, work: &mut [f64]) {
        let mut bits = [0; MOST_AT_ONCE];
        let bits = &mut bits[..own.len()];
        for (bits, Own(own)) in bits.iter_mut().zip(own) {
            *bits = own.bits(luck::WORK);
        }
        self.law.draw_each_of(ziggurat, bits, |i| Stream::from_bits(own[i].0.bits(luck::WORK + 1)), work);
        work.iter_mut().for_each(|work| *work *= NANOS_PER_SECOND as f64);
    }

    /// Whether the user asks again after a request. A geometric number of requests is one that goes on with the same
    /// chance each time.
    #[inline]
    #[must_use]
    pub fn asks_again(&self, id: RequestId, Own(own): Own) -> bool {
        match (self.population, self.session_length) {
            (Population::Requests, _) => false,
            (Population::Closed, _) => true,
            (Population::Sessions, SessionLength::Fixed) => id.index + 1 < self.requests_per_session,
            (Population::Sessions, SessionLength::Geometric) => own.place(luck::LAST) >= self.goes_on_from,
        }
    }

    /// Whether a request that ended so, after so many retries, is tried again.
    #[inline]
    #[must_use]
    pub fn tries_again(&self, outcome: Outcome, retries: u8) -> bool {
        // Most are served: one comparison for these.
        outcome != Outcome::Served
            && usize::from(retries) < self.back_offs.len()
            && match outcome {
                Outcome::Served => false,
                Outcome::Failed => self.on_error,
                Outcome::TimedOut => self.on_timeout,
                Outcome::Rejected => self.on_rejected,
            }
    }

    /// Where the luck lies of an attempt, by the number of attempts before it.
    #[must_use]
    pub fn luck(&self, id: RequestId, before: u8) -> u64 {
        self.users.within(id.key()).bits(luck::ATTEMPTS + u64::from(before))
    }

    /// How long a client waits before it tries again, after so many retries: exponential back-off with jitter (Brooker,
    /// "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
    #[must_use]
    pub fn back_off(&self, id: RequestId, retries: u8) -> Time {
        let back_off = self.back_offs[usize::from(retries)];
        let unit = || self.users.within(id.key()).unit(luck::JITTER + u64::from(retries));
        match self.jitter {
            Jitter::None => back_off,
            Jitter::Full => Time::from_nanos(back_off.0 as f64 * unit()),
            Jitter::Equal => Time::from_nanos(back_off.0 as f64 * (0.5 + 0.5 * unit())),
        }
    }
}

/// The scenario's classes, or the one that all requests belong to.
fn classes(scenario: &Scenario) -> Vec<RequestClass> {
    let patience = |timeout_s: f64| if timeout_s > 0.0 { Time::from_seconds(timeout_s) } else { Time::NEVER };
    let usual = patience(scenario.traffic.timeout_s);
    let classes = &scenario.clients.classes;
    if classes.is_empty() {
        return vec![RequestClass { up_to: 1.0, service_factor: 1.0, patience: usual }];
    }
    let total: f64 = classes.iter().map(|class| class.weight).sum();
    let mut sum = 0.0;
    let class = |class: &crate::scenario::Class| {
        sum += class.weight;
        RequestClass {
            up_to: sum / total,
            service_factor: class.service_factor,
            patience: if class.timeout_s > 0.0 { patience(class.timeout_s) } else { usual },
        }
    };
    classes.iter().map(class).collect()
}

/// Slices of the budget's memory.
const SLICES: usize = 10;
/// Length of a slice, ns: the whole memory is ten seconds.
const SLICE_NS: u64 = NANOS_PER_SECOND;
/// What one retry costs.
const COST: i64 = 1_000_000;

/// How many retries all clients together may still send: each request pays in a share of a retry, each retry takes out
/// one, and both are forgotten after ten seconds; a reserve lets a few through when there are hardly any requests
/// (Finagle's `RetryBudget`; Envoy's retry budget is the same idea on requests that are open).
#[derive(Clone, Debug)]
pub struct RetryBudget {
    /// What a request pays in; 0 for no budget at all.
    share: i64,
    reserve: i64,
    slices: [i64; SLICES],
    sum: i64,
    /// The present slice, counted from the start of the run.
    slice: u64,
}

impl RetryBudget {
    /// A budget of so many retries for 100 requests, and `min_rps` besides; 0 percent is no budget.
    #[must_use]
    pub fn new(percent: f64, min_rps: f64) -> RetryBudget {
        let memory_s = (SLICES as u64 * SLICE_NS / NANOS_PER_SECOND) as f64;
        RetryBudget {
            share: (percent / 100.0 * COST as f64).round() as i64,
            reserve: (min_rps * memory_s * COST as f64).round() as i64,
            slices: [0; SLICES],
            sum: 0,
            slice: 0,
        }
    }

    /// Whether there is a budget.
    #[inline]
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.share > 0
    }

    /// A request is sent for the first time.
    #[inline]
    pub fn pay_in(&mut self, now: Time) {
        if self.is_kept() {
            self.enter(now, self.share);
        }
    }

    /// Takes out a retry, if there is one left.
    pub fn take_out(&mut self, now: Time) -> bool {
        self.enter(now, 0);
        let has_one = self.sum + self.reserve >= COST;
        if has_one {
            self.enter(now, -COST);
        }
        has_one
    }

    fn enter(&mut self, now: Time, amount: i64) {
        let slice = now.0 / SLICE_NS;
        while self.slice < slice {
            self.slice = (self.slice + 1).max(slice.saturating_sub(SLICES as u64));
            let old = &mut self.slices[self.slice as usize % SLICES];
            self.sum -= std::mem::take(old);
        }
        self.slices[slice as usize % SLICES] += amount;
        self.sum += amount;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::Purpose;
    use crate::scenario::{Class, Clients};

    fn habits(change: impl Fn(&mut Clients)) -> Habits {
        let mut scenario = Scenario::default();
        change(&mut scenario.clients);
        Habits::new(&scenario, ServiceLaw::Exponential { mean: 0.04 }, Scatter::new(1, Purpose::Users))
    }

    fn ids(count: u32) -> impl Iterator<Item = RequestId> {
        (0..count).map(|i| RequestId { user: i / 10, index: i % 10 })
    }

    #[test]
    fn requests_are_of_each_class_as_often_as_its_weight_says() {
        let weights = [1.0, 6.0, 3.0];
        let habits = habits(|c| c.classes = weights.map(|weight| Class { weight, ..Class::default() }).to_vec());
        let mut counts = [0.0; 3];
        ids(100_000).for_each(|id| counts[usize::from(habits.class(habits.own(id)))] += 1.0);
        for (count, weight) in counts.into_iter().zip(weights) {
            // Four standard deviations of a binomial share are at most 0.0063.
            assert!((count / 100_000.0 - weight / 10.0_f64).abs() < 0.0064, "{counts:?}");
        }
    }

    #[test]
    fn think_time_work_and_session_length_have_their_means() {
        let habits = habits(|c| {
            (c.population, c.requests_per_session, c.think_s) = (Population::Sessions, 4, 2.0);
        });
        let (ziggurat, count) = (Ziggurat::new(), 200_000);
        let (mut think_s, mut work_s, mut last) = (0.0, 0.0, 0.0);
        for id in ids(count) {
            let (own, mut work) = (habits.own(id), [0.0]);
            habits.work_of_each(&[own], &ziggurat, &mut work);
            think_s += habits.think(own, &ziggurat).seconds();
            work_s += work[0] / 1e9;
            last += f64::from(u8::from(!habits.asks_again(id, own)));
        }
        // The standard deviation of a mean of n exponentials is 1 / sqrt(n): four of them are 0.9 %.
        let near = |sum: f64, mean: f64| (sum / f64::from(count) / mean - 1.0).abs() < 0.009;
        assert!(near(think_s, 2.0) && near(work_s, 0.04), "{think_s} {work_s}");
        // Each request is the last with chance 1/4: four standard deviations are 1.6 % of that.
        assert!((last / f64::from(count) * 4.0 - 1.0).abs() < 0.016, "{last}");
    }

    #[test]
    fn back_off_grows_to_its_limit_and_jitter_keeps_it_below() {
        let with = |jitter| {
            habits(|c| {
                c.retries.max = 5;
                c.retries.longest_back_off_ms = 500.0;
                c.retries.jitter = jitter;
            })
        };
        let id = RequestId { user: 7, index: 3 };
        let waits = |jitter| [0, 1, 2, 3, 4].map(|retries| with(jitter).back_off(id, retries).millis());
        let plain = waits(Jitter::None);
        assert_eq!(plain, [100.0, 200.0, 400.0, 500.0, 500.0]);
        assert!(waits(Jitter::Full).iter().zip(plain).all(|(wait, most)| (0.0..most).contains(wait)));
        assert!(waits(Jitter::Equal).iter().zip(plain).all(|(wait, most)| (most / 2.0..most).contains(wait)));
        assert!(with(Jitter::None).tries_again(Outcome::TimedOut, 4));
        assert!(!with(Jitter::None).tries_again(Outcome::TimedOut, 5));
        assert!(!with(Jitter::None).tries_again(Outcome::Served, 0));
    }

    #[test]
    fn a_budget_gives_its_share_and_its_reserve_and_forgets() {
        let second = |s: u64| Time(s * SLICE_NS);
        let mut budget = RetryBudget::new(20.0, 1.0);
        let taken = |budget: &mut RetryBudget, at| (0..1_000).take_while(|_| budget.take_out(at)).count();
        // 1 per second over 10 s, before anybody asked.
        assert_eq!(taken(&mut budget, second(0)), 10);
        (0..100).for_each(|_| budget.pay_in(second(3)));
        assert_eq!(taken(&mut budget, second(4)), 20);
        // After ten seconds the reserve's ten come back; what was paid in and taken out after that has not been forgotten.
        assert_eq!(taken(&mut budget, second(9)), 0);
        assert_eq!(taken(&mut budget, second(10)), 10);
        assert_eq!(taken(&mut budget, second(1_000)), 10);
        assert!(!RetryBudget::new(0.0, 5.0).is_kept());
    }
}
