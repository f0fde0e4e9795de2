//! Who converts, and what whoever compares two versions can count of it: answers and conversions that have come by a look.
//!
//! Conversions are drawn by the request's user and number, whatever becomes of it, so lanes face the same users here too.

use super::client::RequestId;
use super::state::{Revision, VersionId};
use crate::kernel::Time;
use crate::kernel::rng::{Purpose, Scatter};
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What has been counted of one version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arm {
    /// Requests that ended.
    pub requests: u64,
    /// Of those, such as converted.
    pub conversions: u64,
}

impl Arm {
    /// Share that converted, 0 to 1; 0 without requests.
    #[must_use]
    pub fn share(self) -> f64 {
        self.conversions as f64 / self.requests.max(1) as f64
    }
}

/// A request that ended, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// Which one.
    pub request: RequestId,
    /// When it was first sent.
    pub arrived: Time,
    /// When it ends; may lie in the future.
    pub at: Time,
    /// What answered it.
    pub version: VersionId,
    /// Whether it was answered well.
    pub is_good: bool,
    /// Whether its user has met both versions.
    pub has_met_both: bool,
}

/// The count of a comparison.
#[derive(Clone, Debug)]
pub struct Conversions {
    /// By version, 0 to 1.
    chances: [f64; 2],
    luck: Scatter,
    interval: Time,
    /// Requests that arrived since then count; [`Time::NEVER`] for none.
    from: Time,
    /// How long it may last, and what ends after that nobody sees.
    longest: Time,
    until: Time,
    /// When the first entry of `coming` has come.
    next: Time,
    /// What ends in each interval from now on, by version.
    coming: VecDeque<[Arm; 2]>,
    seen: [Arm; 2],
}

impl Conversions {
    /// A count that has not begun, of these two: the stable version and the candidate.
    #[must_use]
    pub fn new(scenario: &Scenario, revisions: [Revision; 2]) -> Conversions {
        let test = &scenario.strategy.ab_test;
        let interval = Time::from_seconds(test.interval_s());
        Conversions {
            chances: revisions.map(|revision| scenario.version_of(revision.0).conversion),
            luck: Scatter::new(scenario.seed, Purpose::Conversions),
            interval,
            longest: Time(interval.0 * u64::from(test.most_looks())),
            from: Time::NEVER,
            until: Time::NEVER,
            next: Time::NEVER,
            coming: VecDeque::new(),
            seen: Default::default(),
        }
    }

    /// Requests that arrive from `now` on count.
    pub fn begin(&mut self, now: Time) {
        (self.from, self.next, self.until) = (now, now + self.interval, now + self.longest);
    }

    /// Nothing counts any more.
    pub fn end(&mut self) {
        self.from = Time::NEVER;
        self.coming.clear();
    }

    /// Whether anything counts.
    #[inline]
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.from < Time::NEVER
    }

    /// Brings what can be seen up to the last interval that is over.
    pub fn settle(&mut self, now: Time) {
        while self.is_on() && self.next <= now {
            let come = self.coming.pop_front().unwrap_or_default();
            for (seen, come) in self.seen.iter_mut().zip(come) {
                seen.requests += come.requests;
                seen.conversions += come.conversions;
            }
            self.next += self.interval;
        }
    }

    /// What has been seen of each version.
    #[must_use]
    pub fn seen(&self) -> [Arm; 2] {
        self.seen
    }

    /// Counts a request.
    pub fn count(&mut self, visit: &Visit) {
        let converts = u64::from(self.converts(visit));
        if let Some(arm) = self.arm(visit) {
            arm.requests += 1;
            arm.conversions += converts;
        }
    }

    /// Takes back a request that was counted for a moment to come.
    pub fn uncount(&mut self, visit: &Visit) {
        let converts = u64::from(self.converts(visit));
        if let Some(arm) = self.arm(visit) {
            arm.requests -= 1;
            arm.conversions -= converts;
        }
    }

    fn converts(&self, visit: &Visit) -> bool {
        let [stable, candidate] = self.chances;
        let chance = if visit.has_met_both { (stable + candidate) / 2.0 } else { self.chances[visit.version.index()] };
        visit.is_good && self.luck.unit(visit.request.key()) < chance
    }

    /// Where a request counts, if it does.
    fn arm(&mut self, visit: &Visit) -> Option<&mut Arm> {
        if visit.arrived < self.from || visit.at > self.until {
            return None;
        }
        let ahead = if visit.at <= self.next { 0 } else { ((visit.at - self.next).0 - 1) / self.interval.0 + 1 };
        let ahead = ahead as usize;
        if self.coming.len() <= ahead {
            self.coming.resize(ahead + 1, Default::default());
        }
        Some(&mut self.coming[ahead][visit.version.index()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use VersionId::{Candidate, Stable};

    fn conversions(stable: f64, candidate: f64) -> Conversions {
        let mut scenario = Scenario::default();
        scenario.versions.stable.conversion = stable;
        scenario.versions.candidate.conversion = candidate;
        scenario.strategy.ab_test.look_interval_s = 10.0;
        scenario.strategy.ab_test.longest_s = 200.0;
        Conversions::new(&scenario, [Revision(0), Revision(1)])
    }

    fn visit(user: u32, version: VersionId, at_s: f64) -> Visit {
        let (arrived, at) = (Time::from_seconds(at_s - 1.0), Time::from_seconds(at_s));
        let request = RequestId { user, index: 0 };
        Visit { request, arrived, at, version, is_good: true, has_met_both: false }
    }

    fn requests(count: &Conversions) -> [u64; 2] {
        count.seen().map(|arm| arm.requests)
    }

    #[test]
    fn a_look_sees_what_has_ended_by_then_of_those_who_came_since_the_beginning() {
        let mut count = conversions(0.0, 1.0);
        count.count(&visit(0, Stable, 50.0));
        count.begin(Time::from_seconds(100.0));
        for (user, version, at_s) in
            [(1, Stable, 100.5), (2, Stable, 101.0), (3, Candidate, 110.0), (4, Candidate, 110.1), (5, Stable, 135.0)]
        {
            count.count(&visit(user, version, at_s));
        }
        let mut looks = Vec::new();
        for look_s in [109.0, 110.0, 120.0, 129.9, 140.0] {
            count.settle(Time::from_seconds(look_s));
            looks.push(requests(&count));
        }
        // The one that arrived at 99.5 s does not count; the end of an interval belongs to it.
        assert_eq!(looks, [[0, 0], [1, 1], [1, 2], [1, 2], [2, 2]]);
        assert_eq!(count.seen().map(|arm| arm.conversions), [0, 2]);
        assert_eq!(count.seen().map(Arm::share), [0.0, 1.0]);
        count.end();
        count.count(&visit(6, Stable, 150.0));
        count.settle(Time::from_seconds(200.0));
        assert!(requests(&count) == [2, 2] && !count.is_on());
    }

    #[test]
    fn what_is_taken_back_is_not_seen_and_what_fails_does_not_convert() {
        let mut count = conversions(1.0, 1.0);
        count.begin(Time::ZERO);
        count.count(&visit(0, Stable, 35.0));
        count.uncount(&visit(0, Stable, 35.0));
        count.count(&Visit { is_good: false, ..visit(0, Stable, 20.0) });
        // What ends after the last look needs no room.
        count.count(&visit(1, Stable, 2e9));
        count.uncount(&visit(1, Stable, 2e9));
        assert!(count.coming.len() < 20);
        count.settle(Time::from_seconds(60.0));
        assert_eq!(count.seen(), [Arm { requests: 1, conversions: 0 }, Arm::default()]);
    }

    #[test]
    fn whoever_converts_with_the_worse_version_does_with_the_better_one() {
        let count = conversions(0.1, 0.3);
        let converts =
            |user, version, has_met_both| count.converts(&Visit { has_met_both, ..visit(user, version, 5.0) });
        let of = |version, both| (0..10_000).filter(|user| converts(*user, version, both)).count();
        assert!((0..10_000).all(|user| converts(user, Candidate, false) || !converts(user, Stable, false)));
        // Binomial of 10,000: four standard deviations are 120, 183 and 160.
        for (version, both, expected, luck) in
            [(Stable, false, 1_000, 120), (Candidate, false, 3_000, 183), (Stable, true, 2_000, 160)]
        {
            assert!(of(version, both).abs_diff(expected) < luck, "{}", of(version, both));
        }
        assert_eq!(of(Stable, true), of(Candidate, true));
    }
}
