//! Instances among which one balancer spreads requests.

use crate::fleet::ranking::Ranking;
use crate::kernel::rng::below_from_bits;

/// Instances among which requests are spread; never empty when handed out.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    members: Vec<u32>,
    next: usize,
    ranking: Ranking,
}

impl Pool {
    /// Everyone in it, in order of joining.
    #[inline]
    #[must_use]
    pub fn members(&self) -> &[u32] {
        &self.members
    }

    /// Takes an instance in, with so many requests if loads are ranked.
    pub fn add(&mut self, instance: u32, outstanding: Option<u32>) {
        self.members.push(instance);
        if let Some(outstanding) = outstanding {
            self.ranking.enter(instance, outstanding);
        }
    }

    /// Lets an instance go; whether it was there.
    pub fn remove(&mut self, instance: u32) -> bool {
        let Some(place) = self.members.iter().position(|member| *member == instance) else { return false };
        self.members.remove(place);
        self.ranking.leave(instance);
        if place < self.next {
            self.next -= 1;
        }
        true
    }

    /// One request less on an instance, if loads are ranked.
    #[inline]
    pub fn relieve(&mut self, instance: u32) {
        self.ranking.relieve(instance);
    }

    /// Notes how many requests an instance has, if loads are ranked.
    pub fn set_load(&mut self, instance: u32, outstanding: u32) {
        self.ranking.change(instance, outstanding);
    }

    /// One after the other.
    #[inline]
    pub fn round_robin(&mut self) -> u32 {
        if self.next >= self.members.len() {
            self.next = 0;
        }
        self.next += 1;
        self.members[self.next - 1]
    }

    /// Its instances in order of joining, and the place of the one whose turn it is next.
    #[inline]
    pub fn turns(&mut self) -> (&[u32], &mut usize) {
        (&self.members, &mut self.next)
    }

    /// Any, with equal chance, as the random bits decide.
    #[inline]
    #[must_use]
    pub fn random(&self, bits: u64) -> u32 {
        self.members[below_from_bits((bits >> 32) as u32, self.members.len())]
    }

    /// Two different ones with equal chance, as the random bits decide; the same twice if there is only one.
    #[inline]
    #[must_use]
    pub fn two(&self, bits: u64) -> (u32, u32) {
        let count = self.members.len();
        let first = below_from_bits((bits >> 32) as u32, count);
        if count == 1 {
            return (self.members[0], self.members[0]);
        }
        let second = below_from_bits(bits as u32, count - 1);
        (self.members[first], self.members[second + usize::from(second >= first)])
    }

    /// The one with the fewest requests, which are now one more; among equals they take turns.
    #[inline]
    pub fn least(&mut self) -> u32 {
        self.ranking.pick().unwrap_or(self.members[0])
    }
}
