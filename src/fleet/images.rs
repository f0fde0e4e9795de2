//! Which machine has which version's image: the first start of a version on a machine has to wait for it.

use super::state::Revision;
use crate::kernel::Time;

/// When the images are on the machines.
#[derive(Clone, Debug)]
pub struct Images {
    /// How long a pull takes.
    pull: Time,
    /// How many versions there are in the run.
    versions: usize,
    /// By machine, and for each by revision; [`Time::NEVER`] where it has not been asked for.
    there_at: Vec<Time>,
}

impl Images {
    /// No image of so many `versions` anywhere; each pull takes `pull`, and none is needed if that is zero.
    #[must_use]
    pub fn new(pull: Time, versions: usize) -> Images {
        Images { pull, versions, there_at: Vec::new() }
    }

    /// When `machine` has the image for somebody who needs it at `from`: a pull begins then, unless it is there or
    /// already on its way.
    pub fn there_at(&mut self, machine: u32, revision: Revision, from: Time) -> Time {
        if self.pull == Time::ZERO {
            return from;
        }
        let pulled = from + self.pull;
        let due = self.entry(machine, revision);
        if *due == Time::NEVER {
            *due = pulled;
        }
        from.max(*due)
    }

    /// Whether `machine` has the image at `now`.
    #[must_use]
    pub fn is_there(&self, machine: u32, revision: Revision, now: Time) -> bool {
        let due = || self.there_at.get(self.place(machine, revision)).copied().unwrap_or(Time::NEVER);
        self.pull == Time::ZERO || due() <= now
    }

    /// `machine` has had the image from the beginning.
    pub fn preload(&mut self, machine: u32, revision: Revision) {
        if self.pull > Time::ZERO {
            *self.entry(machine, revision) = Time::ZERO;
        }
    }

    fn place(&self, machine: u32, revision: Revision) -> usize {
        machine as usize * self.versions + revision.index()
    }

    fn entry(&mut self, machine: u32, revision: Revision) -> &mut Time {
        let place = self.place(machine, revision);
        if self.there_at.len() <= place {
            self.there_at.resize(place + 1, Time::NEVER);
        }
        &mut self.there_at[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STABLE: Revision = Revision(0);
    const CANDIDATE: Revision = Revision(1);

    #[test]
    fn only_the_first_start_of_a_version_on_a_machine_waits() {
        let mut images = Images::new(Time(30), 2);
        images.preload(0, STABLE);
        assert!(images.is_there(0, STABLE, Time(0)) && !images.is_there(0, CANDIDATE, Time(0)));
        assert_eq!(images.there_at(0, STABLE, Time(5)), Time(5));
        assert_eq!(images.there_at(0, CANDIDATE, Time(5)), Time(35));
        // Asked for again half way: the same pull serves both.
        assert_eq!(images.there_at(0, CANDIDATE, Time(20)), Time(35));
        assert_eq!(images.there_at(0, CANDIDATE, Time(50)), Time(50));
        assert!(!images.is_there(0, CANDIDATE, Time(34)) && images.is_there(0, CANDIDATE, Time(35)));
        assert_eq!(images.there_at(1, STABLE, Time(20)), Time(50));
    }

    #[test]
    fn a_pull_of_no_time_is_always_there() {
        let mut images = Images::new(Time::ZERO, 2);
        assert!(images.is_there(7, CANDIDATE, Time(3)));
        assert_eq!(images.there_at(7, CANDIDATE, Time(3)), Time(3));
    }
}
