//! The arithmetic of a wanted number that changes.

use super::deployment::ReplicaSet;
use super::{Action, View};
use crate::fleet::VersionId;
use std::cmp::Reverse;

/// What brings one version to `size` instances, if anything is needed.
pub fn fit(view: &View, version: VersionId, size: u32) -> Option<Action> {
    let asked = view.counts[version.index()].asked;
    match size {
        _ if size > asked => Some(Action::Launch { version, count: size - asked }),
        _ if size < asked => Some(Action::Drain { version, count: asked - size }),
        _ => None,
    }
}

/// What brings the sides that stand to these sizes; on the way back the candidate is left alone, as it goes anyway.
pub fn fit_standing(view: &View, new_size: u32, old_size: u32) -> Vec<Action> {
    let sides = [(view.target, new_size), (view.target.other(), old_size)];
    let stands = |version: VersionId| view.counts[version.index()].asked > 0;
    let goes = |version: VersionId| view.is_back() && version == VersionId::Candidate;
    sides
        .into_iter()
        .filter(|(version, _)| stands(*version) && !goes(*version))
        .filter_map(|(version, size)| fit(view, version, size))
        .collect()
}

/// A ReplicaSet, and what it has noted of the Deployment when it was last scaled (Kubernetes: the annotations
/// `desired-replicas` and `max-replicas`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// The ReplicaSet.
    pub set: ReplicaSet,
    /// Instances wanted then.
    pub wanted: u32,
    /// That plus the surge; 0 if nothing is noted.
    pub most: u32,
}

/// Sizes of the ReplicaSets of a Deployment that is paused, or whose wanted number has changed: `sets` begins with the new
/// one and then has the old ones, oldest first; `wanted` instances are wanted, with the surge `most`, and `exist` do
/// (kubernetes/kubernetes, `pkg/controller/deployment/sync.go`, `scale`).
///
/// A single one that is not empty takes all. A new one that is whole leaves nothing to the old ones. Otherwise the change
/// is spread in proportion to the sizes, biggest first, and among equals newest first when growing, oldest first when
/// shrinking; each share is rounded half away from zero and cut to what is left, and what is left over goes to the first.
pub fn spread(sets: &[Noted], wanted: u32, most: u32, exist: u32) -> Vec<u32> {
    let mut sizes: Vec<u32> = sets.iter().map(|noted| noted.set.spec).collect();
    let mut active: Vec<usize> = (0..sizes.len()).filter(|place| sizes[*place] > 0).collect();
    let Some(new) = sets.first() else { return sizes };
    if active.len() < 2 {
        sizes[active.first().copied().unwrap_or(0)] = wanted;
        return sizes;
    }
    if [new.set.spec, new.set.available, new.wanted] == [wanted; 3] {
        sizes[1..].fill(0);
        return sizes;
    }
    let most = if wanted > 0 { most } else { 0 };
    let to_add = i64::from(most) - sizes.iter().map(|size| i64::from(*size)).sum::<i64>();
    if to_add == 0 {
        return sizes;
    }
    // The new one is the newest, the old ones follow oldest first.
    let age = |place: usize| if place == 0 { 0 } else { sets.len() - place };
    active
        .sort_by_key(|place| (Reverse(sizes[*place]), if to_add > 0 { age(*place) } else { sets.len() - age(*place) }));
    let mut left = to_add;
    for place in &active {
        let share = share(&sets[*place], wanted, most, exist);
        let share = match left {
            0 => 0,
            _ if to_add > 0 => share.min(left),
            _ => share.max(left),
        };
        sizes[*place] = grown(sizes[*place], share);
        left -= share;
    }
    sizes[active[0]] = grown(sizes[active[0]], left);
    sizes
}

fn grown(size: u32, by: i64) -> u32 {
    (i64::from(size) + by).max(0) as u32
}

/// By how much a ReplicaSet changes if it keeps its share of the whole.
pub fn share(noted: &Noted, wanted: u32, most: u32, exist: u32) -> i64 {
    let size = i64::from(noted.set.spec);
    let before = i64::from(if noted.most > 0 { noted.most } else { exist });
    match before {
        _ if wanted == 0 => -size,
        0 => 0,
        // Rounded half up, which for what is not negative is half away from zero.
        _ => (2 * size * i64::from(most) + before) / (2 * before) - size,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes of the new one and then the old ones, oldest first, all scaled when `before` and its surge were wanted.
    fn spread_all(specs: &[u32], wanted: u32, most: u32, (before, most_before): (u32, u32)) -> Vec<u32> {
        let noted = |spec: &u32| {
            let set = ReplicaSet { spec: *spec, available: *spec };
            Noted { set, wanted: before, most: most_before }
        };
        let sets: Vec<Noted> = specs.iter().map(noted).collect();
        spread(&sets, wanted, most, specs.iter().sum())
    }

    #[test]
    fn a_change_is_spread_in_proportion() {
        for (sizes, wanted, most, before, expected) in [
            // The documentation's example: 10 + 3 as 5 new and 8 old become 15 + 3: 5 more, 2 to the new and 3 to the old.
            (&[5, 8][..], 15, 18, (10, 13), &[7, 11][..]),
            // Only one side: it takes all.
            (&[10, 0], 4, 5, (10, 13), &[4, 0]),
            (&[0, 10], 25, 32, (10, 13), &[0, 25]),
            // Nobody is there: the new one.
            (&[0, 0], 6, 8, (10, 13), &[6, 0]),
            // 10 + 2 as 6 and 6 become 20 + 5: each doubles and rounds 12.5 up to 13; the second gets what is left.
            (&[6, 6], 20, 25, (10, 12), &[13, 12]),
            // Back from 25 to 12: 13 * 12 / 25 = 6.24, 12 * 12 / 25 = 5.76.
            (&[13, 12], 10, 12, (20, 25), &[6, 6]),
            // 2 and 2 of 4 become 1: each half rounds up to 1, and the one too many is taken from the first, the old one.
            (&[2, 2], 1, 1, (4, 4), &[1, 0]),
            // Nothing to add: the surge was free.
            (&[5, 5], 8, 10, (10, 12), &[5, 5]),
            // 5 to 10: 2 * 10 / 5 = 4, 3 * 10 / 5 = 6.
            (&[2, 3], 10, 10, (5, 5), &[4, 6]),
            // 5 to 3: 3 * 3 / 5 = 1.8 is 2, one less; 2 * 3 / 5 = 1.2 is 1, one less.
            (&[2, 3], 3, 3, (5, 5), &[1, 2]),
            // 9 to 4: 8 * 4 / 9 = 3.6 is 4, four less; 1 * 4 / 9 = 0.4 is 0, one less.
            (&[8, 1], 4, 4, (9, 9), &[4, 0]),
            // 7 to 10 with two old ones: 2 * 10 / 7 = 2.9, 3 * 10 / 7 = 4.3, 2 * 10 / 7 = 2.9: one more each.
            (&[2, 2, 3], 10, 10, (7, 7), &[3, 3, 4]),
            // 13 to 8: 8 * 8 / 13 = 4.9, 3 * 8 / 13 = 1.8, 2 * 8 / 13 = 1.2.
            (&[2, 3, 8], 8, 8, (13, 13), &[1, 2, 5]),
            // 3 to 4: 4 / 3 = 1.3 is 1 for all; the one left over goes to the newest of three equals.
            (&[1, 1, 1], 4, 4, (3, 3), &[2, 1, 1]),
            // 3 to 2: 2 / 3 = 0.7 is 1 for all; the one too many is taken from the oldest.
            (&[1, 1, 1], 2, 2, (3, 3), &[1, 0, 1]),
            // Without a new one, 4 to 5: 2 * 5 / 4 = 2.5 is 3 for the newer of two equals, and nothing is left.
            (&[0, 2, 2], 5, 5, (4, 4), &[0, 2, 3]),
            // To nothing at all, also with a surge.
            (&[3, 8, 2], 0, 1, (10, 13), &[0, 0, 0]),
        ] {
            assert_eq!(spread_all(sizes, wanted, most, before), expected, "{sizes:?} to {wanted}");
        }
    }

    #[test]
    fn a_new_one_that_is_whole_leaves_nothing_to_the_old_ones() {
        let set = |spec, available| ReplicaSet { spec, available };
        let old = Noted { set: set(3, 3), wanted: 10, most: 13 };
        let new = |available, wanted| Noted { set: set(10, available), wanted, most: 13 };
        assert_eq!(spread(&[new(10, 10), old, old], 10, 13, 16), [10, 0, 0]);
        // One is not available, or it was scaled for another number: 13 - 16 = 3 less, 10 * 13 / 13 - 10 = 0 of it from
        // each, so all three from the biggest.
        assert_eq!(spread(&[new(9, 10), old, old], 10, 13, 16), [7, 3, 3]);
        assert_eq!(spread(&[new(10, 9), old, old], 10, 13, 16), [7, 3, 3]);
    }

    #[test]
    fn a_broken_new_one_takes_nothing_from_the_old_ones() {
        let set = |spec, available| Noted { set: ReplicaSet { spec, available }, wanted: 2, most: 3 };
        // 2 + 1 - 3 = 0.
        assert_eq!(spread(&[set(2, 0), set(1, 1)], 2, 3, 3), [2, 1]);
    }

    #[test]
    fn what_has_noted_nothing_is_measured_by_what_exists() {
        let set = |spec, most| Noted { set: ReplicaSet { spec, available: spec }, wanted: 0, most };
        // 6 exist: 4 * 12 / 6 = 8, 2 * 12 / 6 = 4.
        assert_eq!(spread(&[set(2, 0), set(4, 0)], 10, 12, 6), [4, 8]);
        // Nothing exists yet: no shares, all six to the biggest.
        assert_eq!(spread(&[set(2, 0), set(4, 0)], 10, 12, 0), [2, 10]);
    }

    #[test]
    fn a_pause_fills_the_surge() {
        // 5 and 3 of at most 13 when it is paused: shares of 5 * 13 / 13 - 5 = 0, so all five to the biggest.
        assert_eq!(spread_all(&[3, 5], 10, 13, (10, 13)), [3, 10]);
    }
}
