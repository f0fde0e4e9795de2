//! The arithmetic of a wanted number that changes.

use super::{Action, View};
use crate::fleet::VersionId;

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

/// New sizes of the new and the old side of a Deployment whose wanted number has changed to `wanted`; `most` is that
/// plus the surge, `most_before` the same for the number before.
///
/// A single side takes all. Otherwise the change is spread in proportion to the sizes, the larger side first and among
/// equals the new one first when growing, the old one when shrinking; each share is rounded half up, and what is left
/// over goes to the first (Kubernetes, proportional scaling of a Deployment).
pub fn proportional([new, old]: [u32; 2], wanted: u32, most: u32, most_before: u32) -> [u32; 2] {
    match (new, old) {
        (_, 0) => return [wanted, 0],
        (0, _) => return [0, wanted],
        _ => {}
    }
    let to_add = i64::from(most) - i64::from(new + old);
    let share = |size: u32, left: i64| {
        let size = i64::from(size);
        let (most, before) = (i64::from(most), i64::from(most_before.max(1)));
        let share = (2 * size * most + before) / (2 * before) - size;
        if to_add > 0 { share.min(left) } else { share.max(left) }
    };
    let new_first = new > old || (new == old && to_add > 0);
    let (first, second) = if new_first { (new, old) } else { (old, new) };
    let first_share = share(first, to_add);
    let second_share = if to_add == first_share { 0 } else { share(second, to_add - first_share) };
    let left_over = to_add - first_share - second_share;
    let grown = |size: u32, by: i64| (i64::from(size) + by).max(0) as u32;
    let (first, second) = (grown(first, first_share + left_over), grown(second, second_share));
    if new_first { [first, second] } else { [second, first] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_spread_in_proportion() {
        for (sizes, wanted, most, most_before, expected) in [
            // The documentation's example: 10 + 3 as 5 new and 8 old become 15 + 3: 5 more, 2 to the new and 3 to the old.
            ([5, 8], 15, 18, 13, [7, 11]),
            // Only one side: it takes all.
            ([10, 0], 4, 5, 13, [4, 0]),
            ([0, 10], 25, 32, 13, [0, 25]),
            // 10 + 2 as 6 and 6 become 20 + 5: each doubles and rounds 12.5 up to 13; the second gets what is left.
            ([6, 6], 20, 25, 12, [13, 12]),
            // Back from 25 to 12: 13 * 12 / 25 = 6.24, 12 * 12 / 25 = 5.76.
            ([13, 12], 10, 12, 25, [6, 6]),
            // 2 and 2 of 4 become 1: each half rounds up to 1, and the one too many is taken from the first, the old one.
            ([2, 2], 1, 1, 4, [1, 0]),
            // Nothing to add: the surge was free.
            ([5, 5], 8, 10, 12, [5, 5]),
        ] {
            assert_eq!(proportional(sizes, wanted, most, most_before), expected, "{sizes:?} to {wanted}");
        }
    }
}
