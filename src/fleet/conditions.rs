//! How much longer than usual work takes on an instance, and why: warm-up, cold cache, leak, noisy neighbours; and until
//! when a process stands still.
//!
//! All of it belongs to the process or to its machine, never to a request, so the request path only asks whether there
//! is anything to ask.

use super::instance::Instance;
use super::state::Revision;
use crate::kernel::Time;
use crate::kernel::rng::{Purpose, Scatter};
use crate::scenario::{ColdCache, Scenario};

/// What is special about the instances of one run.
#[derive(Clone, Debug)]
pub struct Conditions {
    warm_up_factor: f64,
    cold_cache: Option<ColdCache>,
    /// Growth of service time for each request, by revision.
    growth: Vec<f64>,
    /// Requests until a process is out of memory, by revision; 0 never.
    crash_at: Vec<u32>,
    slow: Vec<Slow>,
    /// Whose machines have a noisy neighbour.
    neighbours: Scatter,
    processes: Vec<Process>,
}

/// What the present process of an instance has seen.
#[derive(Clone, Copy, Debug, Default)]
struct Process {
    /// Requests whose work has begun, or will have begun when the present queue is done.
    begun: u32,
    /// Requests taken in.
    taken: u32,
    /// It stands from the beginning of the run, its cache full.
    is_seasoned: bool,
    /// It works on nothing before this.
    stalled_until: Time,
}

/// A time in which some machines are slow.
#[derive(Clone, Copy, Debug)]
struct Slow {
    from: Time,
    to: Time,
    factor: f64,
    share: f64,
}

impl Conditions {
    /// The conditions of `scenario`.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Conditions {
        let cache = &scenario.fleet.cold_cache;
        let leaks = || scenario.revisions().map(|version| &version.leak);
        let slow = scenario.faults.slow.iter().map(|slow| Slow {
            from: Time::from_seconds(slow.at_s),
            to: Time::from_seconds(slow.at_s + slow.duration_s),
            factor: slow.factor,
            share: slow.share,
        });
        Conditions {
            warm_up_factor: scenario.fleet.warm_up_factor,
            cold_cache: (cache.factor > 1.0 && (cache.requests > 0 || cache.age_s > 0.0)).then(|| cache.clone()),
            growth: leaks().map(|leak| leak.growth / 1_000.0).collect(),
            crash_at: leaks().map(|leak| leak.requests_until_crash).collect(),
            slow: slow.collect(),
            neighbours: Scatter::new(scenario.seed, Purpose::Neighbours),
            processes: Vec::new(),
        }
    }

    /// Whether anything but the warm-up can make work longer, or end a process.
    #[must_use]
    pub fn are_special(&self) -> bool {
        let leaks = self.growth.iter().any(|growth| *growth != 0.0) || self.crash_at.iter().any(|limit| *limit > 0);
        leaks || self.cold_cache.is_some() || !self.slow.is_empty()
    }

    /// There is a new instance; a seasoned one has been running for long.
    pub fn add(&mut self, is_seasoned: bool) {
        self.processes.push(Process { is_seasoned, ..Process::default() });
    }

    /// The process of the instance has ended; another one will begin with nothing.
    pub fn restart(&mut self, id: u32) {
        self.processes[id as usize] = Process::default();
    }

    /// How much longer work takes that starts at `at`: the product of the warm-up (see [`Instance::slow_start`]), the cold
    /// cache, the leak and the neighbours.
    ///
    /// With `n` requests begun before and `a` seconds since readiness, a cache makes it
    /// `1 + (factor - 1) max(0, 1 - n / requests) max(0, 1 - a / age_s)`, without the term of a field that is 0: what
    /// is cold is what neither requests nor time have filled. A leak makes it `1 + growth n / 1000`.
    #[must_use]
    pub fn factor(&self, id: u32, instance: &Instance, at: Time) -> f64 {
        self.factor_after(self.processes[id as usize].begun, id, instance, at)
    }

    /// The same for work that starts now, while so many requests that count as begun still wait.
    #[must_use]
    pub fn present_factor(&self, id: u32, instance: &Instance, now: Time, waiting: u32) -> f64 {
        self.factor_after(self.processes[id as usize].begun - waiting, id, instance, now)
    }

    fn factor_after(&self, begun: u32, id: u32, instance: &Instance, at: Time) -> f64 {
        let (process, begun) = (&self.processes[id as usize], f64::from(begun));
        let mut factor = instance.slow_start(at, self.warm_up_factor);
        if let Some(cache) = self.cold_cache.as_ref().filter(|_| !process.is_seasoned) {
            let empty = |filled: f64, full: f64| if full > 0.0 { (1.0 - filled / full).max(0.0) } else { 1.0 };
            let age_s = at.since(instance.warms_from).seconds();
            let cold = empty(begun, f64::from(cache.requests)) * empty(age_s, cache.age_s);
            factor *= 1.0 + (cache.factor - 1.0) * cold;
        }
        factor *= 1.0 + self.growth[instance.revision.index()] * begun;
        for (i, slow) in self.slow.iter().enumerate() {
            if slow.from <= at && at < slow.to && self.neighbours.unit((i as u64) << 32 | u64::from(id)) < slow.share {
                factor *= slow.factor;
            }
        }
        factor
    }

    /// One more request begins.
    pub fn begin(&mut self, id: u32) {
        self.processes[id as usize].begun += 1;
    }

    /// So many that were to begin are planned anew.
    pub fn take_back(&mut self, id: u32, begun: u32) {
        self.processes[id as usize].begun -= begun;
    }

    /// One more request is taken in; whether it is the one that the process has no memory for.
    pub fn take_in(&mut self, id: u32, revision: Revision) -> bool {
        let process = &mut self.processes[id as usize];
        process.taken += 1;
        process.taken == self.crash_at[revision.index()]
    }

    /// Whether the process has taken in more than it has memory for.
    #[must_use]
    pub fn is_out_of_memory(&self, id: u32, revision: Revision) -> bool {
        let limit = self.crash_at[revision.index()];
        limit > 0 && self.processes[id as usize].taken >= limit
    }

    /// Lets the process stand still from `now` until `until` or longer; how much longer than without this.
    pub fn stall(&mut self, id: u32, now: Time, until: Time) -> Time {
        let stalled_until = &mut self.processes[id as usize].stalled_until;
        let before = (*stalled_until).max(now);
        *stalled_until = before.max(until);
        *stalled_until - before
    }

    /// Until when the process stands still.
    #[must_use]
    pub fn stalled_until(&self, id: u32) -> Time {
        self.processes[id as usize].stalled_until
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::{State, VersionId};
    use crate::scenario;

    fn at(seconds: f64) -> Time {
        Time::from_seconds(seconds)
    }

    fn factor(scenario: &Scenario, begun: u32, seconds: f64) -> f64 {
        let mut conditions = Conditions::new(scenario);
        assert!(conditions.are_special());
        conditions.add(false);
        (0..begun).for_each(|_| conditions.begin(0));
        let mut instance = Instance::new((VersionId::Candidate, Revision(1)), State::Ready);
        instance.warms_from = at(100.0);
        conditions.factor(0, &instance, at(seconds))
    }

    #[test]
    fn a_cache_fills_with_requests_and_with_time() {
        let cold = |requests, age_s| {
            let mut scenario = Scenario::default();
            scenario.fleet.cold_cache = ColdCache { factor: 5.0, requests, age_s };
            move |begun, seconds| factor(&scenario, begun, seconds)
        };
        let by_requests = cold(200, 0.0);
        let seen =
            [(0, 100.0), (50, 900.0), (100, 100.0), (200, 100.0), (300, 100.0)].map(|(n, at)| by_requests(n, at));
        assert_eq!(seen, [5.0, 4.0, 3.0, 1.0, 1.0]);
        let by_time = cold(0, 40.0);
        assert_eq!(
            [(7, 100.0), (7, 110.0), (7, 140.0), (7, 200.0)].map(|(n, at)| by_time(n, at)),
            [5.0, 4.0, 1.0, 1.0]
        );
        // Half by requests and half by time: a quarter is cold.
        assert_eq!(cold(200, 40.0)(100, 120.0), 2.0);
    }

    #[test]
    fn a_cache_that_nothing_fills_and_one_that_is_full_are_none() {
        let mut scenario = Scenario::default();
        scenario.fleet.cold_cache = ColdCache { factor: 5.0, requests: 0, age_s: 0.0 };
        assert!(!Conditions::new(&scenario).are_special());
        scenario.fleet.cold_cache.requests = 10;
        let mut conditions = Conditions::new(&scenario);
        conditions.add(true);
        let instance = Instance::new((VersionId::Stable, Revision(0)), State::Ready);
        assert_eq!(conditions.factor(0, &instance, at(1.0)), 1.0);
        conditions.restart(0);
        assert_eq!(conditions.factor(0, &instance, at(1.0)), 5.0);
    }

    #[test]
    fn a_leak_grows_with_requests_and_ends_the_process() {
        let mut scenario = Scenario::default();
        scenario.versions.candidate.leak = scenario::Leak { growth: 0.5, requests_until_crash: 3, down_s: 1.0 };
        assert_eq!([0, 1_000, 3_000].map(|begun| factor(&scenario, begun, 100.0)), [1.0, 1.5, 2.5]);
        let mut conditions = Conditions::new(&scenario);
        conditions.add(false);
        assert_eq!([(); 4].map(|()| conditions.take_in(0, Revision(1))), [false, false, true, false]);
        assert!(conditions.is_out_of_memory(0, Revision(1)));
        conditions.restart(0);
        assert!(!conditions.is_out_of_memory(0, Revision(1)));
        assert_eq!([(); 4].map(|()| conditions.take_in(0, Revision(0))), [false; 4]);
    }

    #[test]
    fn neighbours_are_noisy_for_their_share_and_their_time() {
        let mut scenario = Scenario::default();
        scenario.faults.slow = vec![scenario::Slow { at_s: 10.0, duration_s: 5.0, factor: 3.0, share: 0.25 }];
        let mut conditions = Conditions::new(&scenario);
        (0..4_000).for_each(|_| conditions.add(true));
        let instance = Instance::new((VersionId::Stable, Revision(0)), State::Ready);
        let slow = |seconds| {
            let factors = (0..4_000).map(|id| conditions.factor(id, &instance, at(seconds)));
            factors.filter(|factor| *factor == 3.0).count()
        };
        assert_eq!([slow(9.9), slow(15.0)], [0, 0]);
        // A quarter of 4,000, four standard deviations of 27.
        assert!((slow(10.0) as f64 - 1_000.0).abs() < 110.0, "{}", slow(10.0));
        assert_eq!(slow(10.0), slow(14.9));
    }

    #[test]
    fn a_stall_within_a_stall_adds_only_what_lies_beyond() {
        let mut conditions = Conditions::new(&Scenario::default());
        conditions.add(true);
        let spans =
            [(10, 20), (12, 18), (15, 26), (30, 31)].map(|(now, until)| conditions.stall(0, Time(now), Time(until)));
        assert_eq!(spans.map(|span| span.0), [10, 0, 6, 1]);
    }
}
