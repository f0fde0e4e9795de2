//! Consistent hashing: a user's requests go to the same instance, and few users move when instances come and go.

use crate::kernel::Scatter;
use std::collections::BTreeMap;

/// Points of an instance on the ring (as many as nginx gives a server of weight 1): shares then differ by about 8 %.
const POINTS: u32 = 160;
/// The most points on a ring; in a larger fleet each instance has fewer.
const MOST_POINTS: u32 = 1 << 21;
/// Positions of the scattered numbers from here on are the ring's.
const RING: u64 = 1 << 63;

/// A ring with several points for each instance; a key belongs to the first point at or after it (Karger et al., 1997).
/// An instance that leaves gives up its own keys only, to those whose points follow; one that comes takes only what
/// will be its own.
#[derive(Clone, Debug)]
pub(super) struct Ring {
    points: BTreeMap<u64, u32>,
    scatter: Scatter,
    points_each: u32,
}

impl Ring {
    /// An empty ring for a fleet of about so many instances.
    pub fn new(scatter: Scatter, fleet: u32) -> Ring {
        Ring { points: BTreeMap::new(), scatter, points_each: (MOST_POINTS / fleet.max(1)).clamp(1, POINTS) }
    }

    fn points_of(&self, instance: u32) -> impl Iterator<Item = u64> + use<> {
        let scatter = self.scatter;
        let first = RING | (u64::from(instance) * u64::from(POINTS));
        (0..self.points_each).map(move |point| scatter.bits(first + u64::from(point)))
    }

    /// Takes an instance in.
    pub fn enter(&mut self, instance: u32) {
        self.points.extend(self.points_of(instance).map(|point| (point, instance)));
    }

    /// Lets an instance go.
    pub fn leave(&mut self, instance: u32) {
        for point in self.points_of(instance) {
            self.points.remove(&point);
        }
    }

    /// The instance of a key among those that `may_serve`: as if only their points were on the ring. Keys are spread
    /// evenly first, whatever they look like.
    pub fn pick(&self, key: u64, may_serve: impl Fn(u32) -> bool) -> Option<u32> {
        let place = self.scatter.bits(key);
        let onwards = self.points.range(place..).chain(self.points.range(..place));
        onwards.map(|(_, instance)| *instance).find(|instance| may_serve(*instance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::Purpose;

    const KEYS: u64 = 20_000;

    fn ring(instances: u32) -> Ring {
        let mut ring = Ring::new(Scatter::new(3, Purpose::Routing), instances);
        (0..instances).for_each(|instance| ring.enter(instance));
        ring
    }

    fn owners(ring: &Ring) -> Vec<u32> {
        let owners: Vec<u32> = (0..KEYS).filter_map(|key| ring.pick(key, |_| true)).collect();
        assert_eq!(owners.len() as u64, KEYS);
        owners
    }

    #[test]
    fn only_the_keys_of_the_one_that_leaves_move() {
        let mut ring = ring(10);
        let before = owners(&ring);
        let without = |key| ring.pick(key, |instance| instance != 4);
        let passed_over: Vec<u32> = (0..KEYS).filter_map(without).collect();
        ring.leave(4);
        let after = owners(&ring);
        assert_eq!(passed_over, after, "to be passed over is the same as to leave");
        assert!(before.iter().zip(&after).all(|(before, after)| before == after || *before == 4));
        assert!(!after.contains(&4));
        // A tenth of the keys, give or take the unevenness of the shares (8 %; four times that).
        let moved = before.iter().zip(&after).filter(|(before, after)| before != after).count() as f64;
        assert!((moved / KEYS as f64 - 0.1).abs() < 0.1 * 4.0 * 0.08, "{moved}");
        ring.enter(4);
        assert_eq!(owners(&ring), before);
    }

    #[test]
    fn shares_are_about_equal() {
        let mut shares = [0.0; 20];
        owners(&ring(20)).iter().for_each(|owner| shares[*owner as usize] += 20.0 / KEYS as f64);
        assert!(shares.iter().all(|share: &f64| (share - 1.0).abs() < 0.35), "{shares:?}");
        assert_eq!(Ring::new(Scatter::new(3, Purpose::Routing), 5).pick(1, |_| true), None);
    }

    #[test]
    fn a_huge_fleet_has_fewer_points_each() {
        let each = |fleet| Ring::new(Scatter::new(1, Purpose::Routing), fleet).points_each;
        assert_eq!((each(0), each(1_000), each(100_000)), (160, 160, 20));
    }
}
