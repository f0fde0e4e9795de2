//! One pass of a canary without a router: how far its two ReplicaSets may move towards the division that is wanted, between the
//! surge and what may be unavailable.

use super::Sizes;
use crate::rollout::Counts;

/// How many instances there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Wanted number of the whole fleet.
    pub wanted: u32,
    /// So many more may be asked for.
    pub surge: u32,
    /// So many of the wanted ones may be unavailable.
    pub unavailable: u32,
}

impl Limits {
    fn most(self) -> u32 {
        self.wanted + self.surge
    }

    fn least(self) -> u32 {
        self.wanted.saturating_sub(self.unavailable)
    }
}

/// The sizes after one pass from what is asked for now towards `goal`.
///
/// The stable side grows first, then the canary, as far as there is room below wanted plus surge. Then, unless instances of
/// `older` versions are still asked for, the side that has too many shrinks, as far as what counts as available stays at wanted
/// minus unavailable: of the side that shrinks whatever is asked for counts, so that one that never gets ready cannot block its
/// own end; of the other only what is available. Last, both are clipped to the limits.
#[must_use]
pub fn pass(limits: Limits, goal: Sizes, canary: Counts, stable: Counts, older: u32) -> Sizes {
    let asked = canary.asked + stable.asked + older;
    let mut room = limits.most().saturating_sub(asked);
    let mut grow = |now: u32, goal: u32| {
        let grown = now.max(goal.min(now + room));
        room -= grown - now;
        grown
    };
    let stable_size = grow(stable.asked, goal.stable);
    let canary_size = grow(canary.asked, goal.canary);
    if older > 0 {
        return Sizes { canary: canary_size, stable: stable_size };
    }
    let increases = goal.canary >= canary.asked;
    let counted = countable(canary, !increases) + countable(stable, increases);
    let spare = counted.saturating_sub(limits.least());
    if spare == 0 {
        return Sizes { canary: canary_size, stable: stable_size };
    }
    let shrink = |side: Counts, goal: u32, size: u32| {
        if side.asked > goal { goal.max(side.asked.saturating_sub(spare)) } else { size }
    };
    if increases {
        let drained = shrink(stable, goal.stable, stable_size);
        let (stable, canary) = clip(limits, (drained, stable.available), (canary_size, canary.available));
        Sizes { canary, stable }
    } else {
        let drained = shrink(canary, goal.canary, canary_size);
        let (canary, stable) = clip(limits, (drained, canary.available), (stable_size, stable.available));
        Sizes { canary, stable }
    }
}

/// How many of a side count when something is to be taken away.
fn countable(side: Counts, ignore_availability: bool) -> u32 {
    if side.asked < side.available || ignore_availability { side.asked } else { side.available }
}

/// Clips the side that is drained and the other, each as (size, available), to the limits: the other gives up what is above the
/// most, takes back available instances where too few would stay, and the drained one makes room for those.
fn clip(limits: Limits, (mut drained, available): (u32, u32), (mut other, other_available): (u32, u32)) -> (u32, u32) {
    let over = |drained: u32, other: u32| (drained + other).saturating_sub(limits.most());
    other = other.saturating_sub(over(drained, other));
    let have = available.min(drained) + other_available.min(other);
    other += other_available.saturating_sub(other).min(limits.least().saturating_sub(have));
    drained = drained.saturating_sub(over(drained, other));
    (drained, other)
}

#[cfg(test)]
mod tests {
    use super::super::split::ideal;
    use super::*;

    fn counts((asked, available): (u32, u32)) -> Counts {
        Counts { asked, available, ..Counts::default() }
    }

    #[test]
    fn one_pass_moves_as_far_as_the_limits_allow() {
        type Side = (u32, u32);
        type Case = ((u32, u32, u32), u32, Side, Side, (u32, u32));
        // (wanted, surge, unavailable), weight, canary, stable as (asked, available), then canary and stable after the pass.
        let cases: &[Case] = &[
            // 10 %: 1/9 is wanted. Room 10 + 1 - 10 = 1, so one canary comes; none is available yet, but of the stable side all 10
            // count: 10 - 9 = 1 may go.
            ((10, 1, 1), 10, (0, 0), (10, 10), (1, 9)),
            // 5 % with a surge rests at 1/10; nothing has to go.
            ((10, 1, 1), 5, (0, 0), (10, 10), (1, 10)),
            // No surge: nothing can come before one has gone. 10 - 9 = 1 goes.
            ((10, 0, 1), 10, (0, 0), (10, 10), (0, 9)),
            ((10, 0, 1), 10, (0, 0), (9, 9), (1, 9)),
            // Nothing may be missing: one comes, and the stable one stays until it is available: 0 + 10 - 10 = 0 may go.
            ((10, 1, 0), 10, (0, 0), (10, 10), (1, 10)),
            ((10, 1, 0), 10, (1, 0), (10, 10), (1, 10)),
            // Now it is: 1 + 10 - 10 = 1 goes (10 % of 10 is 1/9: exact).
            ((10, 1, 0), 10, (1, 1), (10, 10), (1, 9)),
            // 30 % with much to spare: 3/7 is exact. Room 3: three come; 0 + 10 - 5 = 5 may go, 3 have to.
            ((10, 3, 5), 30, (0, 0), (10, 10), (3, 7)),
            ((10, 0, 5), 30, (0, 0), (10, 10), (0, 7)),
            // Unavailable stable instances count in full while the canary grows.
            ((10, 1, 1), 10, (0, 0), (10, 8), (1, 9)),
            // A canary that is not available counts for nothing: 0 + 9 - 9 = 0 may go.
            ((10, 0, 1), 100, (1, 0), (9, 9), (1, 9)),
            ((10, 0, 1), 100, (1, 1), (9, 9), (1, 8)),
            // All of it: 8 + 2 - 8 = 2 may go and the room of 10 + 2 - 10 is filled.
            ((10, 2, 2), 100, (8, 8), (2, 2), (10, 0)),
            // An abort of 5/5: all 5 canaries count and 5 stable ones; 10 - 9 = 1 may go, room for 1.
            ((10, 1, 1), 0, (5, 5), (5, 5), (4, 6)),
            // Canaries that never got ready do not stop their own end: 5 + 5 - 9 = 1, the same.
            ((10, 1, 1), 0, (5, 0), (5, 5), (4, 6)),
            // Stable instances that are still coming do not count: 4 + 5 - 9 = 0.
            ((10, 1, 1), 0, (4, 4), (7, 5), (4, 7)),
            // Spec below what is available (they are on their way out): only what is asked for counts. 10 - 9 = 1.
            ((10, 1, 1), 50, (2, 3), (8, 8), (3, 7)),
            // Three and one more at 50 %: 2/2.
            ((3, 1, 0), 50, (0, 0), (3, 3), (1, 3)),
            ((3, 1, 0), 50, (1, 1), (3, 3), (1, 2)),
            ((3, 1, 0), 50, (1, 1), (2, 2), (2, 2)),
            // One instance: with a surge both stand, without one it is exchanged.
            ((1, 1, 0), 5, (0, 0), (1, 1), (1, 1)),
            ((1, 0, 1), 100, (0, 0), (1, 1), (0, 0)),
            ((1, 0, 1), 100, (0, 0), (0, 0), (1, 0)),
            // The fleet has shrunk from 10 to 4 at 50 % (2/2): 10 - 4 = 6 may go, so the canary takes its 2, and the stable side gives
            // up what is then above 4: 2 + 5 - 4 = 3.
            ((4, 0, 0), 50, (5, 5), (5, 5), (2, 2)),
            // The fleet has grown to 20 (10/10): room 20 - 10 = 10 is enough for both.
            ((20, 0, 0), 50, (5, 5), (5, 5), (10, 10)),
            // Room 20 - 14 = 6: the stable side takes its 6 first.
            ((20, 0, 0), 50, (10, 5), (4, 4), (10, 10)),
            // Room 20 - 18 = 2: both to the stable side, which wants 3, and none is left for the canary.
            ((20, 0, 0), 50, (11, 11), (7, 7), (11, 9)),
            // 70 %: 14/6. Room 20 - 12 = 8: 3 and 5.
            ((20, 0, 0), 70, (9, 9), (3, 3), (14, 6)),
        ];
        for (limits, weight, canary, stable, expected) in cases {
            let (wanted, surge, unavailable) = *limits;
            let limits = Limits { wanted, surge, unavailable };
            let goal = ideal(wanted, surge, *weight, 100);
            let Sizes { canary: c, stable: s } = pass(limits, goal, counts(*canary), counts(*stable), 0);
            assert_eq!((c, s), *expected, "{limits:?} at {weight}: {canary:?} {stable:?} towards {goal:?}");
        }
    }

    #[test]
    fn older_versions_go_before_anything_else_shrinks() {
        // 3 older ones take the room: 10 + 2 - 12 = 0; and nothing is taken from the stable side while they are there.
        let limits = Limits { wanted: 10, surge: 2, unavailable: 0 };
        let goal = ideal(10, 2, 50, 100);
        let after = pass(limits, goal, counts((2, 2)), counts((7, 7)), 3);
        assert_eq!(after, Sizes { canary: 2, stable: 7 });
        // 1 older one leaves room for 2; 4.5 of 9 is for the ideal of ten: 5/5, so only the canary may grow.
        let after = pass(limits, goal, counts((2, 2)), counts((7, 7)), 1);
        assert_eq!(after, Sizes { canary: 4, stable: 7 });
    }

    #[test]
    fn clipping_keeps_to_the_most_and_takes_back_what_is_available() {
        let limits = Limits { wanted: 4, surge: 1, unavailable: 0 };
        // 3 + 4 - 5 = 2 too many: the other gives them up. 3 + 2 stay, enough.
        assert_eq!(clip(limits, (3, 3), (4, 4)), (3, 2));
        // Only 1 of the 3 is available: 1 + 2 = 3 of 4, so the other takes one of its two back, and one drained makes room.
        assert_eq!(clip(limits, (3, 1), (4, 4)), (2, 3));
        // Within the limits nothing is clipped.
        assert_eq!(clip(limits, (2, 2), (3, 0)), (2, 3));
    }

    /// Passes until nothing changes, with instances that are ready at once.
    fn rest(limits: Limits, goal: Sizes, mut at: Sizes) -> Sizes {
        for _ in 0..100 {
            let full = |size: u32| counts((size, size));
            let next = pass(limits, goal, full(at.canary), full(at.stable), 0);
            assert!(next.canary + next.stable <= limits.most(), "{next:?}");
            if next == at {
                return at;
            }
            at = next;
        }
        panic!("{limits:?} never rests at {goal:?}");
    }

    #[test]
    fn three_and_one_more_rest_at_the_documented_numbers() {
        let limits = Limits { wanted: 3, surge: 1, unavailable: 0 };
        let mut at = Sizes { canary: 0, stable: 3 };
        let rests = [10, 33, 50, 66, 100].map(|weight| {
            at = rest(limits, ideal(3, 1, weight, 100), at);
            (at.canary, at.stable)
        });
        assert_eq!(rests, [(1, 3), (1, 2), (2, 2), (2, 1), (3, 0)]);
    }

    #[test]
    fn passes_come_to_rest_at_what_is_wanted() {
        for wanted in 1..12 {
            for surge in 0..3 {
                for unavailable in u32::from(surge == 0)..3 {
                    let limits = Limits { wanted, surge, unavailable: unavailable.min(wanted) };
                    let mut at = Sizes { canary: 0, stable: wanted };
                    for weight in [1, 20, 50, 75, 100, 40, 0] {
                        let goal = ideal(wanted, surge, weight, 100);
                        at = rest(limits, goal, at);
                        assert_eq!(at, goal, "{limits:?} at {weight}");
                    }
                }
            }
        }
    }
}
