//! Which machine has which version's image: the first start of a version on a machine has to wait for it.

use super::state::VersionId;
use crate::kernel::Time;

/// When the images are on the machines.
#[derive(Clone, Debug)]
pub struct Images {
    /// How long a pull takes.
    pull: Time,
    /// By machine and version; [`Time::NEVER`] where it has not been asked for.
    there_at: Vec<[Time; 2]>,
}

impl Images {
    /// No image anywhere; each pull takes `pull`, and none is needed if that is zero.
    #[must_use]
    pub fn new(pull: Time) -> Images {
        Images { pull, there_at: Vec::new() }
    }

    /// When `machine` has the image for somebody who needs it at `from`: a pull begins then, unless it is there or
    /// already on its way.
    pub fn there_at(&mut self, machine: u32, version: VersionId, from: Time) -> Time {
        if self.pull == Time::ZERO {
            return from;
        }
        let pulled = from + self.pull;
        let due = &mut self.entry(machine)[version.index()];
        if *due == Time::NEVER {
            *due = pulled;
        }
        from.max(*due)
    }

    /// Whether `machine` has the image at `now`.
    #[must_use]
    pub fn is_there(&self, machine: u32, version: VersionId, now: Time) -> bool {
        let due = || self.there_at.get(machine as usize).map_or(Time::NEVER, |due| due[version.index()]);
        self.pull == Time::ZERO || due() <= now
    }

    /// `machine` has had the image from the beginning.
    pub fn preload(&mut self, machine: u32, version: VersionId) {
        if self.pull > Time::ZERO {
            self.entry(machine)[version.index()] = Time::ZERO;
        }
    }

    fn entry(&mut self, machine: u32) -> &mut [Time; 2] {
        let place = machine as usize;
        if self.there_at.len() <= place {
            self.there_at.resize(place + 1, [Time::NEVER; 2]);
        }
        &mut self.there_at[place]
    }
}

#[cfg(test)]
mod tests {
    use super::VersionId::{Candidate, Stable};
    use super::*;

    #[test]
    fn only_the_first_start_of_a_version_on_a_machine_waits() {
        let mut images = Images::new(Time(30));
        images.preload(0, Stable);
        assert!(images.is_there(0, Stable, Time(0)) && !images.is_there(0, Candidate, Time(0)));
        assert_eq!(images.there_at(0, Stable, Time(5)), Time(5));
        assert_eq!(images.there_at(0, Candidate, Time(5)), Time(35));
        // Asked for again half way: the same pull serves both.
        assert_eq!(images.there_at(0, Candidate, Time(20)), Time(35));
        assert_eq!(images.there_at(0, Candidate, Time(50)), Time(50));
        assert!(!images.is_there(0, Candidate, Time(34)) && images.is_there(0, Candidate, Time(35)));
        assert_eq!(images.there_at(1, Stable, Time(20)), Time(50));
    }

    #[test]
    fn a_pull_of_no_time_is_always_there() {
        let mut images = Images::new(Time::ZERO);
        assert!(images.is_there(7, Candidate, Time(3)));
        assert_eq!(images.there_at(7, Candidate, Time(3)), Time(3));
    }
}
