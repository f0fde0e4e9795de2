//! In which zone a request is answered.

/// How many of a zone's instances can take requests, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Zone {
    pub ready: u32,
    pub listed: u32,
}

impl Zone {
    /// What it can take of the requests that are meant for it, 0 to 1: more of its instances are there than are needed,
    /// by the overprovisioning `factor`.
    fn health(self, factor: f64) -> f64 {
        if self.listed == 0 { 0.0 } else { (factor * f64::from(self.ready) / f64::from(self.listed)).min(1.0) }
    }
}

/// The zone that answers a client of zone `own`; `spill` and `other`, uniform in [0, 1), decide whether the request leaves
/// its zone, and where it goes then.
///
/// Envoy's rule for priority levels, with the own zone as the first level and all others as the second: a level takes
/// what it can, by its health, and the rest goes on to the next; if all together cannot take everything, each takes in
/// proportion. Among the other zones each ready instance has the same chance.
pub(super) fn zone(own: usize, zones: &[Zone], factor: f64, spill: f64, other: f64) -> usize {
    let sum = |all: Zone, zone: Zone| Zone { ready: all.ready + zone.ready, listed: all.listed + zone.listed };
    let total = zones.iter().copied().fold(Zone::default(), sum);
    let mine = zones[own];
    let others = Zone { ready: total.ready - mine.ready, listed: total.listed - mine.listed };
    let (health, rest) = (mine.health(factor), others.health(factor));
    if others.ready == 0 || spill * (health + rest).min(1.0) < health {
        return own;
    }
    let mut left = (other * f64::from(others.ready)) as u32;
    for (place, zone) in zones.iter().enumerate().filter(|(place, _)| *place != own) {
        if left < zone.ready {
            return place;
        }
        left -= zone.ready;
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shares of the zones that answer clients of zone 0, by a fine grid of luck.
    fn shares(zones: &[(u32, u32)]) -> Vec<f64> {
        let zones: Vec<Zone> = zones.iter().map(|(ready, listed)| Zone { ready: *ready, listed: *listed }).collect();
        let mut shares = vec![0.0; zones.len()];
        for spill in 0..100 {
            for other in 0..100 {
                let luck = |i: i32| (f64::from(i) + 0.5) / 100.0;
                shares[zone(0, &zones, 1.4, luck(spill), luck(other))] += 1e-4;
            }
        }
        shares
    }

    #[test]
    fn a_zone_keeps_its_requests_until_too_few_are_ready() {
        type Case<'a> = (&'a [(u32, u32)], &'a [f64]);
        let cases: [Case<'_>; 8] = [
            (&[(10, 10), (10, 10)], &[1.0, 0.0]),
            // 8 of 10 with factor 1.4 are more than enough; 5 of 10 take 70 %; 1 of 10 takes 14 %.
            (&[(8, 10), (10, 10)], &[1.0, 0.0]),
            (&[(5, 10), (10, 10)], &[0.7, 0.3]),
            (&[(1, 10), (10, 10)], &[0.14, 0.86]),
            // Others by what is ready there: 3 to 1.
            (&[(0, 10), (6, 10), (2, 10)], &[0.0, 0.75, 0.25]),
            // Both are short, 28 % and 14 %: two to one.
            (&[(2, 10), (1, 10)], &[0.67, 0.33]),
            (&[(0, 0), (4, 4)], &[0.0, 1.0]),
            (&[(1, 10), (0, 10)], &[1.0, 0.0]),
        ];
        for (zones, expected) in cases {
            let shares = shares(zones);
            assert!(shares.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.011), "{zones:?}: {shares:?}");
        }
    }
}
