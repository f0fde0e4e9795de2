//! A database or another service that all instances share: so many calls at once, the others wait, first in, first out.

use super::driven::Ticket;
use crate::kernel::rng::{Purpose, Stream};
use crate::kernel::ziggurat::Ziggurat;
use crate::kernel::{ServiceLaw, Time};
use crate::scenario;
use std::collections::{BTreeSet, VecDeque};

/// A call: whose, and how long it takes once it has begun.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Call {
    /// Who calls.
    pub ticket: Ticket,
    /// How long the dependency works on it.
    pub service: Time,
}

/// What becomes of a call at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// It is being worked on.
    Begun(Call),
    /// It waits.
    Waits,
    /// It fails, as too many wait, or as nobody is there.
    Full,
}

/// A dependency at work.
#[derive(Clone, Debug)]
pub struct Dependency {
    law: ServiceLaw,
    ziggurat: Ziggurat,
    seed: u64,
    /// Share of the requests that call.
    share: f64,
    timeout: Time,
    concurrency: u32,
    queue_capacity: usize,
    busy: u32,
    queue: VecDeque<Call>,
    /// Those in the queue that are still waited for.
    waiting: BTreeSet<Ticket>,
    /// From when to when it is out.
    outages: Vec<(Time, Time)>,
    /// Whether calls hang then, rather than fail.
    hangs: bool,
}

impl Dependency {
    /// An idle dependency.
    #[must_use]
    pub fn new(scenario: &scenario::Dependency, seed: u64) -> Dependency {
        let timeout = Time::from_seconds(scenario.timeout_ms / 1_000.0);
        Dependency {
            law: super::service_law(&scenario.service),
            ziggurat: Ziggurat::new(),
            seed,
            share: scenario.share_of_requests,
            timeout: if timeout > Time::ZERO { timeout } else { Time::NEVER },
            concurrency: scenario.concurrency,
            queue_capacity: scenario.queue_capacity as usize,
            busy: 0,
            queue: VecDeque::new(),
            waiting: BTreeSet::new(),
            outages: scenario.outages.iter().map(|outage| Time::span(outage.at_s, outage.duration_s)).collect(),
            hangs: scenario.hangs,
        }
    }

    /// When the outage that goes on at `now` is over, if there is one.
    fn back_at(&self, now: Time) -> Option<Time> {
        let goes_on = |(from, to): &&(Time, Time)| *from <= now && now < *to;
        self.outages.iter().filter(goes_on).map(|(_, to)| *to).max()
    }

    /// After how long a caller gives up.
    #[must_use]
    pub fn timeout(&self) -> Time {
        self.timeout
    }

    /// Mean time for which a request holds its worker for the dependency, when nobody waits there, s.
    #[must_use]
    pub fn mean_hold(&self) -> f64 {
        self.share * self.law.mean()
    }

    /// Requests per second that it can bear, those that do not call it among them.
    #[must_use]
    pub fn capacity_rps(&self) -> f64 {
        f64::from(self.concurrency) / self.mean_hold()
    }

    /// How long the call of a request takes; `None` for a request that does not call. It belongs to the request's number,
    /// so that a request brings the same call to every lane.
    #[must_use]
    pub fn draw(&self, number: u64) -> Option<Time> {
        let mut luck = Stream::numbered(self.seed, Purpose::Dependency, number);
        (luck.unit() < self.share).then(|| Time::from_nanos(1e9 * self.law.draw(&self.ziggurat, &mut luck)))
    }

    /// Somebody calls at `now`.
    pub fn call(&mut self, mut call: Call, now: Time) -> Answer {
        if let Some(back_at) = self.back_at(now) {
            if !self.hangs {
                return Answer::Full;
            }
            call.service += back_at - now;
        }
        if self.busy < self.concurrency {
            self.busy += 1;
            Answer::Begun(call)
        } else if self.waiting.len() < self.queue_capacity {
            self.queue.push_back(call);
            self.waiting.insert(call.ticket);
            Answer::Waits
        } else {
            Answer::Full
        }
    }

    /// A call is done; the one that begins instead, if any waits.
    pub fn reply(&mut self) -> Option<Call> {
        while let Some(call) = self.queue.pop_front() {
            if self.waiting.remove(&call.ticket) {
                return Some(call);
            }
        }
        self.busy -= 1;
        None
    }

    /// Whoever called does not wait any more. A call that waits is taken back; one that is being worked on is finished for
    /// nobody.
    pub fn give_up(&mut self, ticket: Ticket) {
        self.waiting.remove(&ticket);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Outage;

    fn dependency(concurrency: u32, queue_capacity: u32) -> Dependency {
        let scenario =
            scenario::Dependency { concurrency, queue_capacity, share_of_requests: 0.25, ..Default::default() };
        Dependency::new(&scenario, 7)
    }

    fn call(place: u32) -> Call {
        Call { ticket: (place, 0), service: Time(10) }
    }

    #[test]
    fn while_it_is_out_calls_fail_or_hang_until_it_is_back() {
        let outages = vec![Outage { at_s: 1.0, duration_s: 2.0 }, Outage { at_s: 2.0, duration_s: 2.0 }];
        let calls = |hangs| {
            let settings =
                scenario::Dependency { concurrency: 9, outages: outages.clone(), hangs, ..Default::default() };
            let mut dependency = Dependency::new(&settings, 7);
            [0.9, 1.0, 2.5, 4.0].map(|at_s| dependency.call(call(0), Time::from_seconds(at_s)))
        };
        let begun = |seconds: f64| Answer::Begun(Call { service: Time(10) + Time::from_seconds(seconds), ..call(0) });
        assert_eq!(calls(false), [begun(0.0), Answer::Full, Answer::Full, begun(0.0)]);
        // The second one is back when the first outage is over, which by then is not the last.
        assert_eq!(calls(true), [begun(0.0), begun(2.0), begun(1.5), begun(0.0)]);
    }

    #[test]
    fn calls_wait_in_order_and_the_last_ones_fail() {
        let mut dependency = dependency(1, 2);
        let answers = [0, 1, 2, 3].map(|place| dependency.call(call(place), Time::ZERO));
        assert_eq!(answers, [Answer::Begun(call(0)), Answer::Waits, Answer::Waits, Answer::Full]);
        // Whoever waits and gives up makes room; whoever is being worked on does not.
        dependency.give_up((0, 0));
        dependency.give_up((1, 0));
        assert_eq!([4, 5].map(|place| dependency.call(call(place), Time::ZERO)), [Answer::Waits, Answer::Full]);
        assert_eq!([(); 3].map(|()| dependency.reply()), [Some(call(2)), Some(call(4)), None]);
        assert_eq!(dependency.call(call(6), Time::ZERO), Answer::Begun(call(6)));
    }

    #[test]
    fn a_share_of_the_requests_calls_always_in_the_same_way() {
        let dependency = dependency(1, 1);
        let calls: Vec<Option<Time>> = (0..10_000).map(|number| dependency.draw(number)).collect();
        // Binomial: 2,500 with a standard deviation of 43; four of them.
        let count = calls.iter().flatten().count();
        assert!((2_327..=2_673).contains(&count), "{count}");
        assert!((0..10_000).rev().all(|number| dependency.draw(number) == calls[number as usize]));
        // Log-normal with median 8 and 99th percentile 40 ms: sigma = ln 5 / 2.3263 = 0.6918, mean 8 e^(sigma^2 / 2).
        let mean_ms = calls.iter().flatten().map(|time| time.millis()).sum::<f64>() / count as f64;
        assert!((mean_ms / (8.0 * libm::exp(0.6918 * 0.6918 / 2.0)) - 1.0).abs() < 0.06, "{mean_ms}");
        assert!((dependency.mean_hold() - 0.25 * 0.008 * libm::exp(0.6918 * 0.6918 / 2.0)).abs() < 1e-5);
    }
}
