//! What the controller counts: instances by revision, and which of them would go first.

use crate::fleet::{Instance, Revision, State};
use crate::kernel::Time;
use crate::rollout::Counts;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Whether it has a machine, whether it is ready, when it became so, its number: the first one is drained first, as a
/// ReplicaSet ranks its pods (pending ones, then those that are not ready, then those that have been ready for the
/// shortest time, then the newest). What is ready but not yet available has been ready for the shortest time.
type DrainKey = (bool, bool, Reverse<Time>, Reverse<u32>);

fn drain_key(id: u32, instance: &Instance) -> DrainKey {
    let is_ready = instance.state.is_ready();
    let ready_at = if is_ready { instance.ready_at } else { Time::ZERO };
    (instance.state != State::Provisioning, is_ready, Reverse(ready_at), Reverse(id))
}

/// Instances of one revision: how many stand where, and which of them would go first.
#[derive(Clone, Debug, Default)]
struct Side {
    counts: Counts,
    /// Asked for, in the order in which they are drained.
    drain_order: BTreeSet<DrainKey>,
    /// Asked for, in the order in which they are halted: not available, then oldest.
    halt_order: BTreeSet<(bool, u32)>,
}

impl Side {
    fn drain_first(&self, count: u32) -> Vec<u32> {
        self.drain_order.iter().take(count as usize).map(|(.., id)| id.0).collect()
    }

    /// The count an instance belongs to by its state, unless it is gone.
    fn count(&mut self, instance: &Instance) -> Option<&mut u32> {
        match instance.state {
            State::Terminated => None,
            State::Draining if instance.halted => Some(&mut self.counts.halted),
            State::Draining => Some(&mut self.counts.draining),
            _ => Some(&mut self.counts.asked),
        }
    }
}

/// All instances by revision. Kept up to date with every change, so that a controller of a huge fleet need not look through
/// all of it.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    sides: Vec<Side>,
    /// Those with which candidates are compared: they belong to no fleet.
    baseline: Side,
}

impl Tally {
    /// No instances of so many revisions.
    pub(super) fn new(revisions: u32) -> Tally {
        Tally { sides: vec![Side::default(); revisions as usize], baseline: Side::default() }
    }

    /// The counts of a revision.
    pub(super) fn counts(&self, revision: Revision) -> Counts {
        self.sides[revision.index()].counts
    }

    /// All revisions with their counts, oldest first.
    pub(super) fn all(&self) -> impl Iterator<Item = (Revision, Counts)> + '_ {
        self.sides.iter().enumerate().map(|(i, side)| (Revision(i as u32), side.counts))
    }

    /// The counts of those with which candidates are compared.
    pub(super) fn baseline(&self) -> Counts {
        self.baseline.counts
    }

    /// Those of them that are drained first.
    pub(super) fn first_of_baseline(&self, count: u32) -> Vec<u32> {
        self.baseline.drain_first(count)
    }

    fn side(&mut self, instance: &Instance) -> &mut Side {
        if instance.baseline { &mut self.baseline } else { &mut self.sides[instance.revision.index()] }
    }

    /// Those of a revision that are drained first.
    pub(super) fn first_to_drain(&self, revision: Revision, count: u32) -> Vec<u32> {
        self.sides[revision.index()].drain_first(count)
    }

    /// Those of a revision that are halted first.
    pub(super) fn first_to_halt(&self, revision: Revision, count: u32) -> Vec<u32> {
        self.sides[revision.index()].halt_order.iter().take(count as usize).map(|(_, id)| *id).collect()
    }

    pub(super) fn add(&mut self, id: u32, instance: &Instance) {
        let side = self.side(instance);
        side.count(instance).into_iter().for_each(|count| *count += 1);
        side.counts.available += u32::from(instance.available);
        if instance.is_asked() {
            side.drain_order.insert(drain_key(id, instance));
            side.halt_order.insert((instance.available, id));
        }
    }

    pub(super) fn remove(&mut self, id: u32, instance: &Instance) {
        let side = self.side(instance);
        side.count(instance).into_iter().for_each(|count| *count -= 1);
        side.counts.available -= u32::from(instance.available);
        if instance.is_asked() {
            side.drain_order.remove(&drain_key(id, instance));
            side.halt_order.remove(&(instance.available, id));
        }
    }
}
