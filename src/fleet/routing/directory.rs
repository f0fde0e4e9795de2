//! What the balancers know of the fleet, which is what was true a while ago.

use crate::fleet::{Split, State, VersionId};
use crate::kernel::Time;
use std::collections::VecDeque;

/// What a balancer is told of an instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Standing {
    /// Not listed: not there yet, leaving, or gone.
    #[default]
    Absent,
    /// Listed, but its readiness check does not hold.
    Unready,
    /// Listed and ready.
    Ready,
}

impl From<State> for Standing {
    fn from(state: State) -> Standing {
        match state {
            State::Warming | State::Ready => Standing::Ready,
            State::Starting | State::Unready | State::Crashed => Standing::Unready,
            State::Provisioning | State::Draining | State::Terminated => Standing::Absent,
        }
    }
}

/// An instance as the balancers know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub standing: Standing,
    pub version: VersionId,
    /// The zone in which it stands.
    pub zone: u32,
    /// Since when it is known to be ready; `None` for what has been so from the beginning, or is not.
    pub ready_since: Option<Time>,
    /// When it was taken off the list.
    pub left_at: Time,
}

const STRANGER: Member =
    Member { standing: Standing::Absent, version: VersionId::Stable, zone: 0, ready_since: None, left_at: Time::ZERO };

#[derive(Clone, Copy, Debug)]
enum Update {
    Member { instance: u32, standing: Standing, version: VersionId, zone: u32 },
    Split(Split),
}

/// What has become known.
#[derive(Clone, Copy, Debug)]
pub(super) enum News {
    /// An instance stands elsewhere than before, which was this member at this place.
    Member { instance: u32, before: Member, place_before: usize },
    /// Requests are now split between the versions, or not any more: all places have changed.
    Regrouped,
    /// Nothing that moves an instance.
    Weight,
}

/// The list of instances and the split, as all balancers know them, and what is on its way to them.
///
/// Instances stand at places: one for each zone of each pool, a pool being a version's, or that of all versions together.
#[derive(Clone, Debug)]
pub(super) struct Directory {
    propagation: Time,
    pub zones: usize,
    pub split: Split,
    members: Vec<Member>,
    /// How many are listed, by place.
    pub listed: Vec<u32>,
    /// What was last said of each instance.
    said: Vec<(Standing, VersionId, u32)>,
    updates: VecDeque<(Time, Update)>,
}

impl Directory {
    /// An empty list, which learns everything after `propagation`.
    pub fn new(propagation: Time, zones: usize) -> Directory {
        Directory {
            propagation,
            zones,
            split: Split::Together,
            members: Vec::new(),
            listed: vec![0; 2 * zones],
            said: Vec::new(),
            updates: VecDeque::new(),
        }
    }

    /// Says where an instance stands, in which zone; where there is one zone only, all are in it.
    pub fn say(&mut self, now: Time, instance: u32, version: VersionId, standing: Standing, zone: u32) {
        let (place, zone) = (instance as usize, if self.zones == 1 { 0 } else { zone });
        if self.said.len() <= place {
            self.said.resize(place + 1, (Standing::Absent, VersionId::Stable, 0));
        }
        // Where one stands that is not there is no news.
        let zone = if standing == Standing::Absent { self.said[place].2 } else { zone };
        if self.said[place] != (standing, version, zone) {
            self.said[place] = (standing, version, zone);
            self.updates.push_back((now + self.propagation, Update::Member { instance, standing, version, zone }));
        }
    }

    /// Says how requests are split.
    pub fn say_split(&mut self, now: Time, split: Split) {
        self.updates.push_back((now + self.propagation, Update::Split(split)));
    }

    /// When the next thing becomes known, [`Time::NEVER`] if nothing is on its way. The delay is the same for all, so
    /// news arrive in the order in which they were sent.
    pub fn due(&self) -> Time {
        self.updates.front().map_or(Time::NEVER, |(due, _)| *due)
    }

    /// The next thing becomes known.
    pub fn learn(&mut self) -> Option<News> {
        let (at, update) = self.updates.pop_front()?;
        Some(match update {
            Update::Split(split) => {
                let regroups = matches!(self.split, Split::Together) != matches!(split, Split::Together);
                self.split = split;
                if regroups {
                    self.regroup();
                    News::Regrouped
                } else {
                    News::Weight
                }
            }
            Update::Member { instance, standing, version, zone } => {
                let before = self.member(instance);
                let place_before = self.place(instance);
                let was_ready = before.standing == Standing::Ready && before.version == version;
                let ready_since = if was_ready { before.ready_since } else { Some(at) };
                let left_at = if standing == Standing::Absent { at } else { before.left_at };
                if self.members.len() <= instance as usize {
                    self.members.resize(instance as usize + 1, STRANGER);
                }
                self.members[instance as usize] = Member { standing, version, zone, ready_since, left_at };
                self.listed[place_before] -= u32::from(before.standing != Standing::Absent);
                let place = self.place(instance);
                self.listed[place] += u32::from(standing != Standing::Absent);
                News::Member { instance, before, place_before }
            }
        })
    }

    /// The candidate has become the stable version. Where requests are split by weight, what it has replaced is taken off the
    /// list, also where that is still on its way: who was on it.
    pub fn promote(&mut self, now: Time) -> Vec<u32> {
        let is_split = matches!(self.split, Split::Weight(_));
        let renamed = |standing: Standing, version: VersionId| match version {
            VersionId::Stable if is_split => Standing::Absent,
            VersionId::Stable | VersionId::Candidate => standing,
        };
        let mut left = Vec::new();
        for (instance, member) in (0..).zip(&mut self.members) {
            let standing = renamed(member.standing, member.version);
            if standing != member.standing {
                left.push(instance);
                member.left_at = now;
            }
            (member.standing, member.version) = (standing, VersionId::Stable);
        }
        for said in &mut self.said {
            *said = (renamed(said.0, said.1), VersionId::Stable, said.2);
        }
        self.updates.retain(|(_, update)| !(is_split && matches!(update, Update::Split(_))));
        for (_, update) in &mut self.updates {
            if let Update::Member { standing, version, .. } = update {
                (*standing, *version) = (renamed(*standing, *version), VersionId::Stable);
            }
        }
        if is_split {
            self.split = Split::Weight(0);
        }
        self.regroup();
        left
    }

    /// What is known now has been so for a long time.
    pub fn settle(&mut self) {
        self.members.iter_mut().for_each(|member| member.ready_since = None);
    }

    fn regroup(&mut self) {
        self.listed.fill(0);
        for instance in 0..self.members.len() as u32 {
            let place = self.place(instance);
            self.listed[place] += u32::from(self.member(instance).standing != Standing::Absent);
        }
    }

    /// An instance as it is known.
    pub fn member(&self, instance: u32) -> Member {
        self.members.get(instance as usize).copied().unwrap_or(STRANGER)
    }

    /// Everyone who has ever been listed.
    pub fn instances(&self) -> impl Iterator<Item = u32> + use<> {
        0..self.members.len() as u32
    }

    /// Where an instance stands.
    pub fn place(&self, instance: u32) -> usize {
        let pool = match self.split {
            Split::Together => 0,
            Split::Weight(_) => self.member(instance).version.index(),
        };
        pool * self.zones + self.member(instance).zone as usize
    }
}

#[cfg(test)]
mod tests {
    use super::VersionId::{Candidate, Stable};
    use super::*;

    #[test]
    fn everything_becomes_known_later_and_in_order() {
        let mut directory = Directory::new(Time(5), 1);
        directory.say(Time(0), 0, Stable, Standing::Unready, 0);
        directory.say(Time(2), 0, Stable, Standing::Ready, 0);
        // The same again is no news.
        directory.say(Time(3), 0, Stable, Standing::Ready, 0);
        directory.say(Time(4), 0, Stable, Standing::Absent, 0);
        let mut seen = Vec::new();
        while directory.due() < Time::NEVER {
            let at = directory.due().0;
            directory.learn();
            let member = directory.member(0);
            seen.push((at, member.standing, directory.listed[0]));
        }
        assert_eq!(seen, [(5, Standing::Unready, 1), (7, Standing::Ready, 1), (9, Standing::Absent, 0)]);
        assert_eq!((directory.member(0).left_at, directory.member(0).version), (Time(9), Stable));
        assert!(directory.learn().is_none());
    }

    #[test]
    fn a_candidate_that_has_become_the_stable_version_is_listed_as_that() {
        let mut directory = Directory::new(Time(5), 1);
        directory.say_split(Time(0), Split::Weight(100));
        for (instance, version) in [(0, Stable), (1, Candidate)] {
            directory.say(Time(0), instance, version, Standing::Ready, 0);
        }
        while directory.learn().is_some() {}
        // On its way: one more of each.
        directory.say(Time(9), 2, Candidate, Standing::Ready, 0);
        directory.say(Time(9), 3, Stable, Standing::Ready, 0);
        assert_eq!(directory.promote(Time(10)), [0]);
        assert_eq!((directory.split, directory.listed.clone()), (Split::Weight(0), vec![1, 0]));
        assert_eq!((directory.member(0).standing, directory.member(0).left_at), (Standing::Absent, Time(10)));
        while directory.learn().is_some() {}
        assert_eq!((directory.listed.clone(), directory.member(3).standing), (vec![2, 0], Standing::Absent));
        // What stands where it stood is no news.
        directory.say(Time(20), 2, Stable, Standing::Ready, 0);
        assert_eq!(directory.due(), Time::NEVER);
    }

    #[test]
    fn places_follow_zone_and_split() {
        let mut directory = Directory::new(Time(0), 2);
        for (instance, version) in [(0, Stable), (1, Stable), (2, Candidate), (3, Candidate), (4, Candidate)] {
            directory.say(Time(0), instance, version, Standing::Ready, instance % 2);
        }
        while directory.learn().is_some() {}
        assert_eq!(directory.listed, [3, 2, 0, 0]);
        directory.say_split(Time(0), Split::Weight(10));
        assert!(matches!(directory.learn(), Some(News::Regrouped)));
        assert_eq!(directory.listed, [1, 1, 2, 1]);
        assert_eq!([0, 1, 2, 3].map(|instance| directory.place(instance)), [0, 1, 2, 3]);
        directory.say_split(Time(0), Split::Weight(20));
        assert!(matches!(directory.learn(), Some(News::Weight)));
        // In place: the same instance comes back as another version.
        directory.say(Time(0), 0, Candidate, Standing::Unready, 0);
        directory.learn();
        assert_eq!(directory.listed, [0, 1, 3, 1]);
    }
}
