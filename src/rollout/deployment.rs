//! One sync of a Kubernetes Deployment with the strategy RollingUpdate, as arithmetic over its ReplicaSets
//! (kubernetes/kubernetes, `pkg/controller/deployment/rolling.go` and `util/deployment_util.go`).
//!
//! A ReplicaSet is here a version's instances that are asked for. All limits count what is asked for: an instance on its
//! way out counts nowhere, unless the scenario wants it to.

use crate::scenario::Amount;

/// A ReplicaSet as the controller reads it at the beginning of a sync.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReplicaSet {
    /// Instances it is asked to have.
    pub spec: u32,
    /// Of those, available.
    pub available: u32,
}

impl ReplicaSet {
    fn unavailable(self) -> u32 {
        self.spec.saturating_sub(self.available)
    }
}

/// How far the fleet may be from its wanted size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Wanted number of instances.
    pub wanted: u32,
    /// At most so many more are asked for.
    pub surge: u32,
    /// At most so many of the wanted ones are missing.
    pub unavailable: u32,
}

impl Limits {
    /// The limits of a fleet of `wanted`: the surge rounds up, what may be missing rounds down; if both are 0, one may be
    /// missing, and never more than the fleet has.
    #[must_use]
    pub fn new(wanted: u32, max_surge: Amount, max_unavailable: Amount) -> Limits {
        let surge = max_surge.rounded_up(wanted);
        let unavailable = match max_unavailable.rounded_down(wanted) {
            0 if surge == 0 => 1,
            rounded => rounded,
        };
        Limits { wanted, surge, unavailable: unavailable.min(wanted) }
    }

    /// Most instances that are asked for.
    #[must_use]
    pub fn most(&self) -> u32 {
        self.wanted + self.surge
    }

    /// Fewest instances that stay available.
    #[must_use]
    pub fn least(&self) -> u32 {
        self.wanted - self.unavailable
    }
}

/// What one sync does: one kind of scaling, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scaling {
    /// The new ReplicaSet gets this size.
    New(u32),
    /// The old ReplicaSets get these sizes, oldest first.
    Old(Vec<u32>),
    /// Nothing is to be done until something changes.
    Nothing,
}

/// One sync; `old` is in order of age, oldest first, and `leaving` are instances that leave room for no others although
/// nobody asks for them any more (none in Kubernetes as it is by default).
#[must_use]
pub fn sync(limits: &Limits, new: ReplicaSet, old: &[ReplicaSet], leaving: u32) -> Scaling {
    match new_size(limits, new, old, leaving) {
        size if size != new.spec => Scaling::New(size),
        _ => old_sizes(limits, new, old),
    }
}

/// The new ReplicaSet grows into the room that is left, and shrinks to the wanted size.
fn new_size(limits: &Limits, new: ReplicaSet, old: &[ReplicaSet], leaving: u32) -> u32 {
    let total = new.spec + specs(old);
    let room = limits.most().saturating_sub(total + leaving);
    if new.spec >= limits.wanted { limits.wanted } else { new.spec + room.min(limits.wanted - new.spec) }
}

/// The old ReplicaSets shrink, oldest first: at once by what is not available there, then by what is more than has to be
/// available. New instances that are not available yet lower the budget, so a broken version stops here.
fn old_sizes(limits: &Limits, new: ReplicaSet, old: &[ReplicaSet]) -> Scaling {
    let budget = (new.spec + specs(old)).saturating_sub(limits.least() + new.unavailable());
    if budget == 0 || specs(old) == 0 {
        return Scaling::Nothing;
    }
    let mut sizes: Vec<u32> = old.iter().map(|set| set.spec).collect();
    let unhealthy = old.iter().map(|set| set.unavailable());
    take(&mut sizes, unhealthy, budget);
    // What is available is what was read at the beginning.
    let available = new.available + old.iter().map(|set| set.available).sum::<u32>();
    let rest = sizes.clone();
    take(&mut sizes, rest.into_iter(), available.saturating_sub(limits.least()));
    if sizes.iter().sum::<u32>() < specs(old) { Scaling::Old(sizes) } else { Scaling::Nothing }
}

fn specs(sets: &[ReplicaSet]) -> u32 {
    sets.iter().map(|set| set.spec).sum()
}

/// Takes up to `most` from each size in turn, `left` in all.
fn take(sizes: &mut [u32], most: impl Iterator<Item = u32>, mut left: u32) {
    for (size, most) in sizes.iter_mut().zip(most) {
        let taken = most.min(left);
        *size -= taken;
        left -= taken;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Amount::{Instances, Percent};

    /// Sets of (asked for, available).
    fn sets<const N: usize>(sizes: [(u32, u32); N]) -> [ReplicaSet; N] {
        sizes.map(|(spec, available)| ReplicaSet { spec, available })
    }

    fn set(size: (u32, u32)) -> ReplicaSet {
        sets([size])[0]
    }

    #[test]
    fn percentages_and_the_rule_for_two_zeros() {
        for (wanted, max_surge, max_unavailable, surge, unavailable) in [
            // 2.5 up and down.
            (10, Percent(25), Percent(25), 3, 2),
            // 0.25 up, and 0.25 down is allowed to be 0 because of the surge.
            (1, Percent(25), Percent(25), 1, 0),
            // 0.75 up and down.
            (3, Percent(25), Percent(25), 1, 0),
            (4, Percent(25), Percent(25), 1, 1),
            // Numbers are taken as they are.
            (10, Instances(2), Instances(3), 2, 3),
            // Both 0: one may be missing, and there is still no surge.
            (10, Instances(0), Instances(0), 0, 1),
            (10, Percent(0), Percent(0), 0, 1),
            // 3 % of 10 is 0.3, down to 0: the same.
            (10, Instances(0), Percent(3), 0, 1),
            // But 1 % of surge is one instance, and none may be missing.
            (10, Percent(1), Percent(0), 1, 0),
            // Never more than there are.
            (3, Instances(5), Instances(5), 5, 3),
            (10, Percent(0), Percent(100), 0, 10),
            // An empty fleet misses nobody, even with two zeros.
            (0, Instances(0), Instances(0), 0, 0),
            (0, Instances(1), Instances(1), 1, 0),
        ] {
            let limits = Limits::new(wanted, max_surge, max_unavailable);
            assert_eq!(
                (limits.surge, limits.unavailable),
                (surge, unavailable),
                "{max_surge} {max_unavailable} {wanted}"
            );
            assert_eq!((limits.most(), limits.least()), (wanted + surge, wanted - unavailable));
        }
    }

    #[test]
    fn the_new_side_grows_into_the_room_that_is_left() {
        let limits = |surge| Limits { wanted: 10, surge, unavailable: 0 };
        for (surge, old, new, expected) in [
            // 10 + 0 - 10: no room.
            (0, (10, 10), (0, 0), Scaling::Nothing),
            // 10 + 2 - 10.
            (2, (10, 10), (0, 0), Scaling::New(2)),
            // 10 + 2 - 5.
            (2, (5, 5), (0, 0), Scaling::New(7)),
            // 10 + 2 - 12: none, whether or not the new ones are available; then the old side has its turn: 12 - 10 = 2.
            (2, (10, 10), (2, 0), Scaling::Nothing),
            (2, (10, 10), (2, 2), Scaling::Old(vec![8])),
            // Never above the wanted number, however much room there is.
            (9, (0, 0), (8, 8), Scaling::New(10)),
            // More than is wanted: down to it, before anything else.
            (2, (2, 2), (11, 11), Scaling::New(10)),
            // Above the limit already (it was lowered): no room, not less than none.
            (2, (14, 0), (1, 1), Scaling::Old(vec![9])),
        ] {
            assert_eq!(sync(&limits(surge), set(new), &sets([old]), 0), expected, "{surge} {old:?} {new:?}");
        }
    }

    #[test]
    fn the_old_side_gives_what_may_be_missing() {
        for (unavailable, old, new, expected) in [
            // 10 - 9.
            (1, (10, 10), (0, 0), Scaling::Old(vec![9])),
            // 10 - 8.
            (2, (10, 10), (0, 0), Scaling::Old(vec![8])),
            // Budget 10 - 8 = 2: two that are not available go, then 8 - 8 = 0 more.
            (2, (10, 8), (0, 0), Scaling::Old(vec![8])),
            // One that is not available, then 9 - 8 = 1 more.
            (2, (10, 9), (0, 0), Scaling::Old(vec![8])),
            // All are unhealthy: they go without looking at what is available, as far as the budget goes.
            (2, (10, 0), (0, 0), Scaling::Old(vec![8])),
            // Budget 8 + 2 - 8 - 2 = 0: new ones that are not available count against it.
            (2, (8, 8), (2, 0), Scaling::Nothing),
            // One of them is: 8 + 2 - 8 - 1 = 1.
            (2, (8, 8), (2, 1), Scaling::Old(vec![7])),
            // A new side that is whole and healthy lets all the old ones go: 3 + 10 - 8 = 5.
            (2, (3, 3), (10, 10), Scaling::Old(vec![0])),
            // 3 + 10 - 8 - 5 = 0: it is not healthy, so the old ones stay although they are the only ones.
            (2, (3, 3), (10, 5), Scaling::Nothing),
        ] {
            let limits = Limits { wanted: 10, surge: 0, unavailable };
            assert_eq!(sync(&limits, set(new), &sets([old]), 0), expected, "{unavailable} {old:?} {new:?}");
        }
    }

    #[test]
    fn several_old_ones_go_oldest_first() {
        let limits = Limits { wanted: 10, surge: 3, unavailable: 2 };
        for (old, new, expected) in [
            // 4 + 4 + 5 - 8 = 5: the oldest whole, one of the next.
            ([(4, 4), (4, 4)], (5, 5), [0, 3]),
            // The same 5: the two that are not available first, wherever they are; then 4 + 2 + 5 - 8 = 3 of the oldest.
            ([(4, 4), (4, 2)], (5, 5), [1, 2]),
            // Three of the oldest are not available; of what is left there, its last one and one of the next: 1 + 4 + 5 - 8.
            ([(4, 1), (4, 4)], (5, 5), [0, 3]),
            // Budget 8 + 5 - 8 - 2 = 3: new ones that are not available count against it, so only three unhealthy ones go.
            ([(4, 2), (4, 2)], (5, 3), [2, 3]),
            // An empty set is passed over.
            ([(0, 0), (8, 8)], (5, 5), [0, 3]),
        ] {
            let found = sync(&limits, set(new), &sets(old), 0);
            assert_eq!(found, Scaling::Old(expected.to_vec()), "{old:?} {new:?}");
        }
    }

    #[test]
    fn a_sync_never_scales_both_sides() {
        // There is room for three new ones, and two old ones could go: the new side is first.
        let limits = Limits { wanted: 10, surge: 3, unavailable: 2 };
        assert_eq!(sync(&limits, set((0, 0)), &sets([(10, 10)]), 0), Scaling::New(3));
        assert_eq!(sync(&limits, set((3, 0)), &sets([(10, 10)]), 0), Scaling::Old(vec![8]));
        assert_eq!(sync(&limits, set((3, 0)), &sets([(8, 8)]), 0), Scaling::New(5));
        assert_eq!(sync(&limits, set((5, 0)), &sets([(8, 8)]), 0), Scaling::Nothing);
    }

    #[test]
    fn limits_hold_in_every_state() {
        // Small fleets, every state: at most `most` are asked for afterwards (unless it was more before and nothing grew),
        // and at least `least` of what was available stays, unless it was less already.
        let limits = [(4, 1, 1), (4, 0, 1), (4, 2, 0), (3, 0, 3), (1, 1, 0)];
        let mut seen = 0;
        for (wanted, surge, unavailable) in limits {
            let limits = Limits { wanted, surge, unavailable };
            let each = |most: u32| (0..=most).flat_map(|spec| (0..=spec).map(move |available| (spec, available)));
            for (new, a, b) in each(5).flat_map(|new| each(4).flat_map(move |a| each(3).map(move |b| (new, a, b)))) {
                let (new, old) = (set(new), sets([a, b]));
                let total = new.spec + specs(&old);
                let available = new.available + a.1 + b.1;
                match sync(&limits, new, &old, 0) {
                    Scaling::New(size) => {
                        assert!(size < new.spec || size + specs(&old) <= limits.most(), "{limits:?} {new:?} {old:?}");
                        assert!(size <= wanted, "{limits:?} {new:?} {old:?}");
                    }
                    Scaling::Old(sizes) => {
                        // Unhealthy ones go first, so what is lost of the available ones is what goes beyond them.
                        let left = available - (a.1.saturating_sub(sizes[0]) + b.1.saturating_sub(sizes[1]));
                        assert!(left >= limits.least().min(available), "{limits:?} {new:?} {old:?} to {sizes:?}");
                        assert!(new.spec + sizes.iter().sum::<u32>() < total);
                    }
                    Scaling::Nothing => {}
                }
                seen += 1;
            }
        }
        assert_eq!(seen, 5 * 21 * 15 * 10);
    }

    #[test]
    fn a_new_revision_in_the_middle_makes_all_others_old_at_once() {
        // 10 + 3, 2 may be missing, everything available at once. The first revision is at [5, 8] when a second one comes:
        // 5 and 8 are old now, and the oldest goes first. 13 are asked for, so there is no room: 13 - 8 = 5 of the oldest;
        // room for 5; 5 of the next; room for 5, of which the wanted number takes all; the last 3.
        let limits = Limits { wanted: 10, surge: 3, unavailable: 2 };
        let mut sizes = [0, 5, 8];
        let mut seen = vec![sizes];
        loop {
            let [new, old @ ..] = sizes.map(|size| ReplicaSet { spec: size, available: size });
            match sync(&limits, new, &old, 0) {
                Scaling::New(size) => sizes[0] = size,
                Scaling::Old(old) => sizes[1..].copy_from_slice(&old),
                Scaling::Nothing => break,
            }
            seen.push(sizes);
        }
        assert_eq!(seen, [[0, 5, 8], [0, 0, 8], [5, 0, 8], [5, 0, 3], [10, 0, 3], [10, 0, 0]]);
        // A broken first revision: its 8 are not available and go before any of the oldest. Budget 13 - 8 = 5.
        assert_eq!(sync(&limits, set((0, 0)), &sets([(5, 5), (8, 0)]), 0), Scaling::Old(vec![5, 3]));
    }

    #[test]
    fn what_is_leaving_takes_room_where_it_is_asked_to() {
        let limits = Limits { wanted: 4, surge: 1, unavailable: 1 };
        // 5 - 3 - 1 leaving = 1.
        assert_eq!(sync(&limits, set((0, 0)), &sets([(3, 3)]), 1), Scaling::New(1));
        assert_eq!(sync(&limits, set((0, 0)), &sets([(3, 3)]), 0), Scaling::New(2));
    }
}
