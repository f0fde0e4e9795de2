//! Who has the fewest requests, for the least-outstanding policy: exact, and in constant time while loads are small.

use std::collections::{BTreeSet, VecDeque};

/// Loads below this have a list each; instances with more are kept in a search tree.
const LISTED: u32 = 63;

/// Instances by number of requests.
///
/// Each load has a list, first in first out. An instance that changes its load enters the list of the new load but is
/// not searched for in the old one: an entry that is met and is not true any more is dropped. A bit for each list keeps
/// an instance from being in a list twice.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    members: Vec<Member>,
    /// One for each load below [`LISTED`], once there are members.
    lists: Vec<VecDeque<u32>>,
    /// No list below this one has a true entry.
    least: u32,
    /// Load and instance of those with too many requests for the lists.
    far: BTreeSet<(u32, u32)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Member {
    /// The lists that hold an entry of it, one bit each.
    listed: u64,
    load: u32,
    present: bool,
}

impl Ranking {
    /// Takes an instance in.
    pub fn enter(&mut self, instance: u32, load: u32) {
        let place = instance as usize;
        if self.members.len() <= place {
            self.members.resize(place + 1, Member::default());
            self.lists.resize_with(LISTED as usize, VecDeque::new);
        }
        self.members[place].present = true;
        self.members[place].load = load;
        self.file(instance, load);
    }

    /// Lets an instance go.
    pub fn leave(&mut self, instance: u32) {
        if let Some(member) = self.members.get_mut(instance as usize) {
            self.far.remove(&(member.load, instance));
            member.present = false;
        }
    }

    /// Notes an instance's new load, if it is a member.
    #[inline(always)]
    pub fn change(&mut self, instance: u32, load: u32) {
        let Some(member) = self.members.get_mut(instance as usize).filter(|member| member.present) else { return };
        let before = std::mem::replace(&mut member.load, load);
        if before.max(load) < LISTED {
            self.list(instance, load);
        } else {
            self.change_far(instance, before, load);
        }
    }

    /// The same where a search tree keeps it, or is to.
    #[cold]
    #[inline(never)]
    fn change_far(&mut self, instance: u32, before: u32, load: u32) {
        self.far.remove(&(before, instance));
        self.file(instance, load);
    }

    /// One request less on an instance, if it is a member.
    #[inline(always)]
    pub fn relieve(&mut self, instance: u32) {
        if let Some(member) = self.members.get(instance as usize).filter(|member| member.present) {
            self.change(instance, member.load - 1);
        }
    }

    fn file(&mut self, instance: u32, load: u32) {
        if load < LISTED {
            self.list(instance, load);
        } else {
            self.far.insert((load, instance));
        }
    }

    #[inline(always)]
    fn list(&mut self, instance: u32, load: u32) {
        self.least = self.least.min(load);
        let member = &mut self.members[instance as usize];
        if member.listed & (1 << load) == 0 {
            member.listed |= 1 << load;
            self.lists[load as usize].push_back(instance);
        }
    }

    /// The instance with the fewest requests, which is about to get one more; among equals they take turns.
    #[inline(always)]
    pub fn pick(&mut self) -> Option<u32> {
        while let Some(list) = self.lists.get_mut(self.least as usize) {
            let Some(instance) = list.pop_front() else {
                self.least += 1;
                continue;
            };
            let member = &mut self.members[instance as usize];
            member.listed &= !(1 << self.least);
            if member.present && member.load == self.least {
                self.change(instance, self.least + 1);
                return Some(instance);
            }
        }
        self.pick_far()
    }

    #[cold]
    #[inline(never)]
    fn pick_far(&mut self) -> Option<u32> {
        let (load, instance) = self.far.first().copied()?;
        self.change(instance, load + 1);
        Some(instance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Stream;
    use crate::kernel::rng::Purpose;

    #[test]
    fn it_always_picks_one_of_the_least_loaded() {
        let mut stream = Stream::new(1, Purpose::Balancer);
        let (mut ranking, mut loads) = (Ranking::default(), vec![None; 20]);
        for round in 0..50_000 {
            let instance = stream.below(20);
            match (stream.below(8), loads[instance]) {
                (0, None) => {
                    ranking.enter(instance as u32, 0);
                    loads[instance] = Some(0);
                }
                (1, Some(_)) if round % 70 == 0 => {
                    ranking.leave(instance as u32);
                    loads[instance] = None;
                }
                (2..6, Some(load)) if load > 0 && (round / 5_000) % 2 == 0 => {
                    ranking.relieve(instance as u32);
                    loads[instance] = Some(load - 1);
                }
                _ => {
                    let picked = ranking.pick();
                    assert_eq!(picked.map(|i| loads[i as usize]), loads.iter().copied().flatten().min().map(Some));
                    if let Some(picked) = picked {
                        *loads[picked as usize].as_mut().unwrap() += 1;
                    }
                }
            }
        }
        assert!(loads.iter().flatten().any(|load| *load >= LISTED), "the tree has been needed");
    }

    #[test]
    fn equals_take_turns() {
        let mut ranking = Ranking::default();
        (0..3).for_each(|instance| ranking.enter(instance, 0));
        let picked: Vec<u32> = (0..6).filter_map(|_| ranking.pick()).collect();
        assert_eq!(picked, [0, 1, 2, 0, 1, 2]);
        ranking.relieve(1);
        assert_eq!(ranking.pick(), Some(1));
    }
}
