//! Those among whom a balancer may choose for a request, and what its policy keeps in mind about them.

use super::turns::Turns;
use crate::fleet::balancer::Pool;
use crate::scenario::Policy;

/// What all rosters of a balancer have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub policy: Policy,
    /// Whether the least loaded one is found by the balancer's own counts.
    pub ranks_loads: bool,
    /// Where in the first round it begins, 0 to 1: balancers that begin with the same instance would march in step.
    pub start: f64,
}

/// Instances among which one balancer chooses.
#[derive(Clone, Debug)]
pub(super) struct Roster {
    kind: Kind,
    pool: Pool,
    turns: Turns,
    has_begun: bool,
    /// Those that had the fewest requests at the last look, and whose turn it is among them.
    least: Vec<u32>,
    next_least: usize,
    looked: Option<u32>,
}

impl Roster {
    /// An empty one.
    pub fn new(kind: Kind) -> Roster {
        Roster {
            kind,
            pool: Pool::default(),
            turns: Turns::default(),
            has_begun: false,
            least: Vec::new(),
            next_least: 0,
            looked: None,
        }
    }

    /// How many are in it.
    pub fn len(&self) -> u32 {
        self.pool.members().len() as u32
    }

    /// Takes an instance in, which has so many requests and so much weight.
    pub fn add(&mut self, instance: u32, load: u32, weight: f64) {
        self.pool.add(instance, self.kind.ranks_loads.then_some(load));
        if self.kind.policy == Policy::WeightedRoundRobin {
            self.turns.enter(instance, weight);
        }
        self.looked = None;
    }

    /// Lets an instance go, if it is in it.
    pub fn remove(&mut self, instance: u32) {
        if !self.pool.remove(instance) {
            return;
        }
        if self.kind.policy == Policy::WeightedRoundRobin {
            self.turns.leave(instance);
        }
        self.looked = None;
    }

    /// Notes the load of an instance.
    pub fn set_load(&mut self, instance: u32, load: u32) {
        if self.kind.ranks_loads {
            self.pool.set_load(instance, load);
        }
    }

    /// Chooses one, if there is any; `look` is the number of the last look at the loads, if there are such looks.
    pub fn pick(
        &mut self,
        look: Option<u32>,
        load: impl Fn(u32) -> u32,
        weight: impl Fn(u32) -> f64,
        choice: u64,
    ) -> Option<u32> {
        if self.pool.members().is_empty() {
            return None;
        }
        if !self.has_begun {
            self.has_begun = true;
            for _ in 0..(self.kind.start * f64::from(self.len())) as u32 {
                self.pool.round_robin();
                self.turns.pick(&weight);
            }
        }
        match self.kind.policy {
            // The ring chooses for the latter: see `Routing::choose`.
            Policy::RoundRobin | Policy::ConsistentHash => Some(self.pool.round_robin()),
            Policy::Random => Some(self.pool.random(choice)),
            Policy::LeastOutstanding => Some(match look {
                Some(look) => self.least_seen(look, load),
                None => self.pool.least(),
            }),
            Policy::PowerOfTwo => {
                let (first, second) = self.pool.two(choice);
                Some(if load(second) < load(first) { second } else { first })
            }
            Policy::WeightedRoundRobin => self.turns.pick(weight),
        }
    }

    /// One of those that had the fewest requests at the last look; they take turns.
    fn least_seen(&mut self, look: u32, load: impl Fn(u32) -> u32) -> u32 {
        if self.looked != Some(look) {
            self.looked = Some(look);
            let members = self.pool.members();
            let fewest = members.iter().map(|instance| load(*instance)).min().unwrap_or(0);
            self.least = members.iter().copied().filter(|instance| load(*instance) == fewest).collect();
            self.next_least = (self.kind.start * self.least.len() as f64) as usize;
        }
        self.next_least += 1;
        self.least[(self.next_least - 1) % self.least.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Stream;
    use crate::kernel::rng::Purpose;

    fn roster(policy: Policy, start: f64) -> Roster {
        let mut roster = Roster::new(Kind { policy, ranks_loads: false, start });
        (0..4).for_each(|instance| roster.add(instance, 0, 1.0));
        roster
    }

    fn picks(roster: &mut Roster, look: Option<u32>, loads: [u32; 4]) -> Vec<u32> {
        let mut stream = Stream::new(1, Purpose::Balancer);
        (0..5).filter_map(|_| roster.pick(look, |id| loads[id as usize], |_| 1.0, stream.bits())).collect()
    }

    #[test]
    fn balancers_do_not_march_in_step() {
        for policy in [Policy::RoundRobin, Policy::WeightedRoundRobin] {
            assert_eq!(picks(&mut roster(policy, 0.0), None, [0; 4]), [0, 1, 2, 3, 0]);
            assert_eq!(picks(&mut roster(policy, 0.5), None, [0; 4]), [2, 3, 0, 1, 2]);
        }
    }

    #[test]
    fn between_two_looks_the_least_loaded_get_everything() {
        let mut roster = roster(Policy::LeastOutstanding, 0.0);
        assert_eq!(picks(&mut roster, Some(1), [3, 1, 2, 1]), [1, 3, 1, 3, 1]);
        // Without another look what has changed is not seen.
        assert_eq!(picks(&mut roster, Some(1), [0, 9, 9, 9]), [3, 1, 3, 1, 3]);
        assert_eq!(picks(&mut roster, Some(2), [0, 9, 9, 9]), [0; 5]);
        roster.remove(0);
        assert_eq!(picks(&mut roster, Some(2), [0, 9, 8, 9]), [2; 5]);
    }

    #[test]
    fn nobody_is_chosen_who_has_left() {
        for policy in [Policy::RoundRobin, Policy::WeightedRoundRobin, Policy::Random, Policy::PowerOfTwo] {
            let mut roster = roster(policy, 0.0);
            // Twice is the same as once.
            (0..2).for_each(|_| roster.remove(2));
            assert!((0..10).all(|_| !picks(&mut roster, None, [0; 4]).contains(&2)), "{policy:?}");
            (0..4).for_each(|instance| roster.remove(instance));
            assert!(picks(&mut roster, None, [0; 4]).is_empty());
        }
    }
}
