//! The way back of a canary whose stable side has shrunk: traffic returns as fast as stable instances do.

use super::{share_down, share_up};

/// What is seen when the weight of an aborted canary is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The weight that stands for all traffic.
    pub whole: u32,
    /// Wanted number of the whole fleet.
    pub wanted: u32,
    /// Available stable instances.
    pub stable: u32,
    /// Available candidates.
    pub canary: u32,
    /// The weight that the router has now, if it has one.
    pub sent: Option<u32>,
    /// Whether the candidates are all kept for a while, by a delay that was asked for.
    pub keeps_canary: bool,
}

/// The weight that is aimed at next, and that sizes follow: the steps' own weights in reverse, from the first that needs fewer
/// candidates than there are; 0 behind the last.
#[must_use]
pub fn target(seen: Seen, set_weights: &[u32]) -> u32 {
    let missing = seen.wanted.saturating_sub(seen.stable);
    let have = if seen.keeps_canary { missing } else { missing.max(seen.canary) };
    let needs_fewer = |weight: &u32| share_up(seen.wanted, *weight, seen.whole) < have;
    set_weights.iter().rev().copied().find(needs_fewer).unwrap_or(0)
}

/// The candidate's weight on the way back: the target, as soon as the stable side can carry the rest. It never rises.
#[must_use]
pub fn weight(seen: Seen, set_weights: &[u32]) -> u32 {
    let Seen { whole, wanted, stable, sent, .. } = seen;
    if wanted == 0 {
        return 0;
    }
    let target = target(seen, set_weights);
    let carried = share_down(whole, stable, wanted);
    let uncarried = whole.saturating_sub(carried);
    let Some(sent) = sent else { return uncarried.max(target) };
    match target {
        0 => uncarried.min(sent),
        _ if carried < whole.saturating_sub(target) => sent,
        _ => target.min(sent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traffic_returns_as_stable_instances_do() {
        const STEPS: &[u32] = &[20, 40, 60, 80];
        // Ten wanted; available stable, available candidates, sent, then the weight.
        for (stable, canary, sent, expected) in [
            // At 80 with 2 + 8: ceil(6) of 60 is below the 8 that are there, so 60 is aimed at; 2 carry 20 %, 40 % are needed.
            (2, 8, Some(80), 80),
            (3, 8, Some(80), 80),
            (4, 8, Some(80), 60),
            // At 60 with 6 candidates left: 40 is next and needs 6 stable ones.
            (5, 6, Some(60), 60),
            (6, 6, Some(60), 40),
            (8, 4, Some(40), 20),
            // No step is left below 2: what the stable side cannot carry yet.
            (9, 2, Some(20), 10),
            (10, 2, Some(20), 0),
            (10, 0, Some(0), 0),
            // It never rises, even if stable instances are lost.
            (8, 2, Some(0), 0),
            // The router has no weight yet: the greater of the two.
            (4, 6, None, 60),
            (10, 0, None, 0),
        ] {
            let seen = Seen { whole: 100, wanted: 10, stable, canary, sent, keeps_canary: false };
            assert_eq!(weight(seen, STEPS), expected, "{seen:?}");
        }
    }

    #[test]
    fn kept_candidates_do_not_hold_traffic() {
        // All 8 are kept; only what the stable side lacks counts. 6 stand: 4 missing, 20 % needs 2, below 4: 20 is aimed at and
        // needs 8 to carry 80 %.
        let seen = |stable| Seen { whole: 100, wanted: 10, stable, canary: 8, sent: Some(80), keeps_canary: true };
        assert_eq!(weight(seen(6), &[20, 40, 60, 80]), 80);
        // 8 stand: 2 missing, no step is below 2: 100 - 80.
        assert_eq!(weight(seen(8), &[20, 40, 60, 80]), 20);
        assert_eq!(weight(seen(10), &[20, 40, 60, 80]), 0);
        // If they go as the traffic does, the same 8 stable ones and 8 candidates aim at 60.
        assert_eq!(weight(Seen { keeps_canary: false, ..seen(8) }, &[20, 40, 60, 80]), 60);
    }

    #[test]
    fn without_steps_only_the_stable_side_counts() {
        let seen = |stable| Seen { whole: 100, wanted: 3, stable, canary: 3, sent: Some(100), keeps_canary: false };
        // floor(100 * 1 / 3) = 33, so 67 are left; floor(200 / 3) = 66.
        assert_eq!([0, 1, 2, 3].map(|stable| weight(seen(stable), &[])), [100, 67, 34, 0]);
    }
}
