//! The load balancer: who is in rotation, which version a request goes to, and which instance.

mod pool;

pub use pool::Pool;

use super::state::VersionId;
use crate::kernel::rng::PLACES;
use crate::scenario::Policy;
use std::collections::BTreeSet;

/// How requests are split between the versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Not at all: every ready instance takes its turn, whatever runs on it.
    Together,
    /// This share of the users, in percent, goes to the candidate.
    Weight(u32),
}

impl Split {
    /// The share of requests that `version` shall get, percent, when `ready` instances of each version are ready.
    #[must_use]
    pub fn share(self, version: VersionId, ready: [u32; 2]) -> u32 {
        let candidate = match self {
            Split::Together => 100 * ready[1] / (ready[0] + ready[1]).max(1),
            Split::Weight(weight) => weight,
        };
        match version {
            VersionId::Candidate => candidate,
            VersionId::Stable => 100 - candidate,
        }
    }
}

/// Instances in rotation, in pools: one for all versions together, or one for each.
#[derive(Clone, Debug)]
pub struct Balancer {
    split: Split,
    /// Those with which candidates are compared, in rotation or not.
    baseline: BTreeSet<u32>,
    /// By version, and those with which candidates are compared; all in the first where requests are not split.
    pools: [Pool; 3],
    ready: [u32; 2],
    /// Where requests are split, users whose cohorts lie below this place go to the candidate.
    to_candidate: u64,
    /// Those from this place on go to the baseline.
    to_baseline: u64,
    /// Whether the policy needs to know every instance's load at every moment.
    ranks_loads: bool,
}

impl Balancer {
    /// A balancer without instances.
    #[must_use]
    pub fn new(policy: Policy) -> Balancer {
        Balancer {
            split: Split::Together,
            pools: Default::default(),
            baseline: BTreeSet::new(),
            ready: [0; 2],
            to_candidate: 0,
            to_baseline: PLACES,
            ranks_loads: policy == Policy::LeastOutstanding,
        }
    }

    /// The present split.
    #[must_use]
    pub fn split(&self) -> Split {
        self.split
    }

    /// Ready instances of each version that can be sent requests under the present split.
    #[must_use]
    pub fn in_rotation(&self) -> [u32; 2] {
        match self.split {
            Split::Together => self.ready,
            Split::Weight(0) => [self.ready[0], 0],
            Split::Weight(100) => [0, self.ready[1]],
            Split::Weight(_) => self.ready,
        }
    }

    /// Ready instances of each version, whether they get requests or not.
    #[must_use]
    pub fn ready(&self) -> [u32; 2] {
        self.ready
    }

    /// Changes the split. `look` tells what runs on an instance and how many requests it has.
    pub fn set_split(&mut self, split: Split, look: impl Fn(u32) -> (VersionId, u32)) {
        let regroup = matches!(self.split, Split::Together) != matches!(split, Split::Together);
        self.split = split;
        if !regroup {
            self.share_out();
            return;
        }
        let members: Vec<u32> = self.members().collect();
        self.pools = Default::default();
        for instance in members {
            let (version, outstanding) = look(instance);
            let pool = self.pool_of(instance, version);
            self.pools[pool].add(instance, self.ranks_loads.then_some(outstanding));
        }
        self.share_out();
    }

    #[inline]
    fn pool_of(&self, instance: u32, version: VersionId) -> usize {
        match self.split {
            Split::Together => 0,
            Split::Weight(_) if !self.baseline.is_empty() && self.baseline.contains(&instance) => 2,
            Split::Weight(_) => version.index(),
        }
    }

    /// Lets an instance into the rotation.
    ///
    /// It has `outstanding` requests already.
    pub fn add(&mut self, instance: u32, version: VersionId, outstanding: u32) {
        let pool = self.pool_of(instance, version);
        self.pools[pool].add(instance, self.ranks_loads.then_some(outstanding));
        self.ready[version.index()] += 1;
        self.share_out();
    }

    /// An instance that is to come is one with which candidates are compared.
    pub fn compare_with(&mut self, instance: u32) {
        self.baseline.insert(instance);
    }

    /// An instance is gone for good.
    pub fn forget(&mut self, instance: u32) {
        self.baseline.remove(&instance);
    }

    /// The candidate has become the stable version, of which it has every instance. Where the split is by weight, what it has
    /// replaced leaves the rotation, all of it: who that is.
    pub fn promote(&mut self) -> Vec<u32> {
        let all = self.ready.iter().sum();
        let [stable, candidate, baseline] = std::mem::take(&mut self.pools);
        match self.split {
            Split::Together => {
                (self.pools, self.ready) = ([stable, candidate, baseline], [all, 0]);
                Vec::new()
            }
            Split::Weight(_) => {
                (self.split, self.ready) = (Split::Weight(0), [self.ready[1], 0]);
                self.pools[0] = candidate;
                self.share_out();
                stable.members().iter().chain(baseline.members()).copied().collect()
            }
        }
    }

    /// Takes an instance out of the rotation.
    pub fn remove(&mut self, instance: u32, version: VersionId) {
        let pool = self.pool_of(instance, version);
        if self.pools[pool].remove(instance) {
            self.ready[version.index()] -= 1;
            self.share_out();
        }
    }

    /// Tells the least-outstanding policy that a request has left an instance.
    ///
    /// Whoever sends requests by that policy tells of each departure, and of each request that was refused.
    #[inline]
    pub fn relieve(&mut self, instance: u32, version: VersionId) {
        let pool = self.pool_of(instance, version);
        self.pools[pool].relieve(instance);
    }

    /// The candidates, which copies of requests go to; none where nothing tells the versions apart, or nobody is there.
    pub fn mirror_pool(&mut self) -> Option<&mut Pool> {
        let is_split = matches!(self.split, Split::Weight(_));
        Some(&mut self.pools[1]).filter(|pool| is_split && !pool.members().is_empty())
    }

    /// Every instance in rotation, in order of joining.
    pub fn members(&self) -> impl Iterator<Item = u32> + '_ {
        self.pools.iter().flat_map(|pool| pool.members().iter().copied())
    }

    /// The pool that takes every request, if there is such a one and it is not empty.
    #[inline]
    pub fn sole_pool(&mut self) -> Option<&mut Pool> {
        let index = match self.split {
            Split::Together => 0,
            // The other versions' loads would have to be kept too.
            Split::Weight(_) if self.ranks_loads => return None,
            Split::Weight(0) => 0,
            Split::Weight(100) => 1,
            Split::Weight(_) => return None,
        };
        Some(&mut self.pools[index]).filter(|pool| !pool.members().is_empty())
    }

    /// The pool that takes the request of a user whose `cohort`, a place below [`PLACES`], is asked for if it matters, unless nobody
    /// is there to take it.
    ///
    /// A candidate that is not there yet sends its share to the stable version, as routers do; all other empty pools
    /// refuse.
    #[inline]
    pub fn pool(&mut self, cohort: impl FnOnce() -> u64) -> Option<&mut Pool> {
        let index = match self.split {
            Split::Together => 0,
            Split::Weight(_) => {
                let cohort = cohort();
                if cohort < self.to_candidate {
                    std::hint::cold_path();
                    1
                } else if cohort >= self.to_baseline {
                    std::hint::cold_path();
                    2
                } else {
                    0
                }
            }
        };
        let pool = &mut self.pools[index];
        (!pool.members().is_empty()).then_some(pool)
    }

    /// Notes which cohorts go where. The baseline gets as many as the candidate, from the other end.
    fn share_out(&mut self) {
        let Split::Weight(weight) = self.split else { return };
        let [is_there, is_compared] = [1, 2].map(|pool| !self.pools[pool].members().is_empty());
        let up_to = |percent: u32| (u64::from(percent) * PLACES).div_ceil(100);
        self.to_candidate = if is_there || weight == 100 { up_to(weight) } else { 0 };
        self.to_baseline = if is_there && is_compared { up_to(weight.max(100 - weight)) } else { PLACES };
    }
}

#[cfg(test)]
mod tests {
    use super::VersionId::{Candidate, Stable};
    use super::*;
    use crate::kernel::rng::{Purpose, Stream};

    fn balancer(policy: Policy, stable: u32, candidate: u32) -> Balancer {
        let mut balancer = Balancer::new(policy);
        (0..stable).for_each(|instance| balancer.add(instance, Stable, 0));
        (stable..stable + candidate).for_each(|instance| balancer.add(instance, Candidate, 0));
        balancer
    }

    fn place(unit: f64) -> u64 {
        (unit * PLACES as f64) as u64
    }

    fn look(stable: u32) -> impl Fn(u32) -> (VersionId, u32) {
        move |instance| (if instance < stable { Stable } else { Candidate }, 0)
    }

    #[test]
    fn round_robin_keeps_its_turn_when_instances_leave() {
        let mut balancer = balancer(Policy::RoundRobin, 4, 0);
        let turn = |balancer: &mut Balancer| balancer.pool(|| PLACES / 2).map(Pool::round_robin);
        assert_eq!([turn(&mut balancer), turn(&mut balancer)], [Some(0), Some(1)]);
        balancer.remove(0, Stable);
        assert_eq!(turn(&mut balancer), Some(2));
        balancer.remove(3, Stable);
        assert_eq!(turn(&mut balancer), Some(1));
        (1..3).for_each(|instance| balancer.remove(instance, Stable));
        assert_eq!(turn(&mut balancer), None);
    }

    #[test]
    fn weights_split_by_cohort_and_an_absent_candidate_gets_nothing() {
        let mut balancer = balancer(Policy::RoundRobin, 2, 1);
        balancer.set_split(Split::Weight(10), look(2));
        let mut to = |cohort| balancer.pool(|| place(cohort)).map(|pool| pool.members().to_vec());
        assert_eq!((to(0.09), to(0.11)), (Some(vec![2]), Some(vec![0, 1])));
        balancer.remove(2, Candidate);
        assert_eq!(balancer.pool(|| place(0.05)).map(|pool| pool.members().to_vec()), Some(vec![0, 1]));
        balancer.set_split(Split::Weight(100), look(2));
        assert!(balancer.pool(|| PLACES / 2).is_none());
    }

    #[test]
    fn a_candidate_that_has_become_the_stable_version_serves_on_as_that() {
        let mut balancer = balancer(Policy::RoundRobin, 2, 3);
        balancer.set_split(Split::Weight(100), look(2));
        assert_eq!(balancer.pool(|| PLACES / 2).map(Pool::round_robin), Some(2));
        assert_eq!(balancer.promote(), [0, 1]);
        assert_eq!((balancer.split(), balancer.ready(), balancer.in_rotation()), (Split::Weight(0), [3, 0], [3, 0]));
        // It goes on where it was.
        assert_eq!(balancer.pool(|| PLACES / 2).map(Pool::round_robin), Some(3));
        balancer.remove(3, Stable);
        assert_eq!(balancer.ready(), [2, 0]);
        let mut together = self::balancer(Policy::RoundRobin, 0, 3);
        assert!(together.promote().is_empty());
        assert_eq!((together.in_rotation(), together.members().count()), ([3, 0], 3));
    }

    #[test]
    fn a_baseline_gets_as_much_as_the_candidate_and_no_more() {
        let mut balancer = balancer(Policy::RoundRobin, 2, 1);
        balancer.compare_with(9);
        balancer.add(9, Stable, 0);
        balancer.set_split(Split::Weight(10), look(2));
        let to = |balancer: &mut Balancer, cohort| balancer.pool(|| place(cohort)).map(|pool| pool.members().to_vec());
        let seen = [0.09, 0.11, 0.89, 0.91].map(|cohort| to(&mut balancer, cohort));
        assert_eq!(seen, [vec![2], vec![0, 1], vec![0, 1], vec![9]].map(Some));
        assert_eq!(balancer.ready(), [3, 1]);
        // Beyond one half it gets what is left.
        balancer.set_split(Split::Weight(70), look(2));
        assert_eq!([0.69, 0.71].map(|cohort| to(&mut balancer, cohort)), [vec![2], vec![9]].map(Some));
        // Without a candidate it gets nothing, and without a split it is one of many.
        balancer.remove(2, Candidate);
        assert_eq!(to(&mut balancer, 0.95), Some(vec![0, 1]));
        balancer.set_split(Split::Together, look(2));
        assert_eq!(to(&mut balancer, 0.95).map(|members| members.len()), Some(3));
        balancer.remove(9, Stable);
        balancer.forget(9);
        assert_eq!(balancer.ready(), [2, 0]);
    }

    #[test]
    fn rotation_follows_the_split() {
        let mut balancer = balancer(Policy::Random, 3, 2);
        assert_eq!(balancer.in_rotation(), [3, 2]);
        for (weight, expected) in [(0, [3, 0]), (10, [3, 2]), (100, [0, 2])] {
            balancer.set_split(Split::Weight(weight), look(3));
            assert_eq!(balancer.in_rotation(), expected);
        }
        balancer.set_split(Split::Together, look(3));
        assert_eq!(balancer.members().count(), 5);
    }

    #[test]
    fn least_outstanding_takes_the_least() {
        let mut balancer = balancer(Policy::LeastOutstanding, 3, 0);
        let pick = |balancer: &mut Balancer| balancer.pool(|| PLACES / 2).map_or(99, Pool::least);
        assert_eq!([pick(&mut balancer), pick(&mut balancer), pick(&mut balancer)], [0, 1, 2]);
        balancer.relieve(1, Stable);
        assert_eq!([pick(&mut balancer), pick(&mut balancer)], [1, 0]);
        balancer.remove(1, Stable);
        assert_eq!([pick(&mut balancer), pick(&mut balancer)], [2, 0]);
    }

    #[test]
    fn two_choices_are_different_and_uniform() {
        let mut balancer = balancer(Policy::PowerOfTwo, 5, 0);
        let mut stream = Stream::new(1, Purpose::Balancer);
        let pool = balancer.pool(|| PLACES / 2).unwrap();
        let mut seen = [0; 5];
        for _ in 0..10_000 {
            let (a, b) = pool.two(stream.bits());
            assert_ne!(a, b);
            seen[a as usize] += 1;
            seen[b as usize] += 1;
        }
        assert!(seen.iter().all(|count| (3_700..4_300).contains(count)), "{seen:?}");
    }
}
