//! Where users are: how long requests and answers travel, and which zone is nearest.

use crate::kernel::rng::Purpose;
use crate::kernel::{Scatter, Time};
use crate::scenario::{self, Scenario};

/// The regions of a run, and who is in which.
#[derive(Clone, Debug)]
pub struct Regions {
    /// None where everybody is next to the service.
    regions: Vec<Region>,
    users: Scatter,
}

#[derive(Clone, Debug)]
struct Region {
    /// A user is in the first region whose bound is above the user's number.
    up_to: f64,
    /// There and back, to the service and to each zone of it.
    round_trip: Time,
    to_zones: Vec<Time>,
    /// The zone that its users are in, if it is in any.
    zone: Option<u32>,
}

impl Regions {
    /// The regions of `scenario`.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Regions {
        let trip = |ms: f64| Time::from_seconds(ms / 1_000.0);
        let mut up_to = 0.0;
        let region = |(region, share): (&scenario::Region, f64)| {
            up_to += share;
            let to_zones: Vec<Time> = region.zones_ms.iter().map(|ms| trip(*ms)).collect();
            let nearest = (0u32..).zip(&to_zones).min_by_key(|(_, to_zone)| **to_zone);
            Region { up_to, round_trip: trip(region.latency_ms), zone: nearest.map(|(zone, _)| zone), to_zones }
        };
        let regions = scenario.clients.regions.iter().zip(shares(scenario)).map(region).collect();
        Regions { regions, users: Scatter::new(scenario.seed, Purpose::Regions) }
    }

    /// Whether there are any.
    #[inline]
    #[must_use]
    pub fn are_there(&self) -> bool {
        !self.regions.is_empty()
    }

    /// The region of a user, if there are any.
    #[inline]
    #[must_use]
    pub fn of(&self, user: u32) -> Option<u8> {
        if self.are_there() { Some(self.find(user)) } else { None }
    }

    fn find(&self, user: u32) -> u8 {
        let unit = self.users.unit(u64::from(user));
        let last = self.regions.len() - 1;
        self.regions[..last].partition_point(|region| region.up_to <= unit) as u8
    }

    /// How long a request and its answer travel between a region and an instance in `zone`, or the service itself.
    #[must_use]
    pub fn round_trip(&self, region: u8, zone: Option<u32>) -> Time {
        let region = &self.regions[usize::from(region)];
        let to_zone = zone.and_then(|zone| region.to_zones.get(zone as usize));
        region.round_trip + to_zone.copied().unwrap_or(Time::ZERO)
    }

    /// The zone that the users of a region are in, if they are in any more than in others.
    #[must_use]
    pub fn zone(&self, region: u8) -> Option<u32> {
        self.regions[usize::from(region)].zone
    }
}

/// What share of the users is in each region.
pub(super) fn shares(scenario: &Scenario) -> Vec<f64> {
    let regions = &scenario.clients.regions;
    let total: f64 = regions.iter().map(|region| region.weight).sum();
    regions.iter().map(|region| region.weight / total).collect()
}

/// Mean time that a request and its answer travel between users and their nearest instances, s.
#[must_use]
pub fn mean_round_trip_s(scenario: &Scenario) -> f64 {
    let nearest_ms = |region: &scenario::Region| region.zones_ms.iter().copied().min_by(f64::total_cmp).unwrap_or(0.0);
    let regions = scenario.clients.regions.iter().zip(shares(scenario));
    regions.map(|(region, share)| share * (region.latency_ms + nearest_ms(region)) / 1_000.0).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions(list: &[(f64, f64, &[f64])]) -> (Scenario, Regions) {
        let mut scenario = Scenario::default();
        let region = |&(weight, latency_ms, zones_ms): &(f64, f64, &[f64])| scenario::Region {
            weight,
            latency_ms,
            zones_ms: zones_ms.to_vec(),
            ..scenario::Region::default()
        };
        scenario.clients.regions = list.iter().map(region).collect();
        let regions = Regions::new(&scenario);
        (scenario, regions)
    }

    #[test]
    fn users_are_in_each_region_as_its_weight_says_and_stay_there() {
        let (_, regions) = regions(&[(1.0, 0.0, &[]), (6.0, 0.0, &[]), (3.0, 0.0, &[])]);
        let mut counts = [0.0; 3];
        (0..100_000).for_each(|user| counts[usize::from(regions.of(user).unwrap())] += 1.0);
        for (count, share) in counts.into_iter().zip([0.1_f64, 0.6, 0.3]) {
            // Four standard deviations of a binomial share are at most 0.0063.
            assert!((count / 100_000.0 - share).abs() < 0.0064, "{counts:?}");
        }
        assert!((0..1_000).all(|user| regions.of(user) == regions.of(user)));
    }

    #[test]
    fn a_round_trip_is_to_the_service_and_to_the_zone() {
        let (scenario, regions) = regions(&[(1.0, 20.0, &[3.0, 1.0, 1.0]), (3.0, 100.0, &[])]);
        let trips = |region| [None, Some(0), Some(1)].map(|zone| regions.round_trip(region, zone).millis());
        assert_eq!([trips(0), trips(1)], [[20.0, 23.0, 21.0], [100.0; 3]]);
        // Of the nearest zones the first; who knows of none is in none.
        assert_eq!([regions.zone(0), regions.zone(1)], [Some(1), None]);
        assert!((mean_round_trip_s(&scenario) - (0.25 * 0.021 + 0.75 * 0.1)).abs() < 1e-12);
        assert!(regions.are_there());
    }

    #[test]
    fn without_regions_nothing_is_far() {
        let (scenario, regions) = regions(&[]);
        assert!(!regions.are_there() && regions.of(7).is_none() && mean_round_trip_s(&scenario) == 0.0);
    }
}
