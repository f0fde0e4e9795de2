//! One of the balancers: whom it may choose, what it has counted, whom it has ejected.

use super::directory::{Directory, Member, Standing};
use super::outliers::Outliers;
use super::roster::{Kind, Roster};
use crate::kernel::Time;
use crate::scenario;

/// A balancer.
#[derive(Clone, Debug)]
pub(super) struct Replica {
    kind: Kind,
    /// Those that are ready and not ejected, by place.
    ready: Vec<Roster>,
    /// All that are listed, by place; empty if it never panics.
    everyone: Vec<Roster>,
    /// Requests that it has on each instance.
    loads: Vec<u32>,
    outliers: Option<Outliers>,
}

/// Where a request goes: among the ready, or in panic among all, and to which place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aim {
    pub panic: bool,
    pub place: usize,
}

impl Replica {
    /// A balancer that knows nobody.
    pub fn new(kind: Kind, places: usize, settings: &scenario::Routing) -> Replica {
        let rosters = |wanted: bool| if wanted { vec![Roster::new(kind); places] } else { Vec::new() };
        let ejects = settings.outliers.errors_in_a_row > 0;
        Replica {
            kind,
            ready: rosters(true),
            everyone: rosters(settings.panic_threshold_percent > 0),
            loads: Vec::new(),
            outliers: ejects.then(|| Outliers::new(&settings.outliers)),
        }
    }

    /// How many at a place are ready and not ejected.
    pub fn ready(&self, place: usize) -> u32 {
        self.ready[place].len()
    }

    fn is_ejected(&self, instance: u32) -> bool {
        self.outliers.as_ref().is_some_and(|outliers| outliers.is_ejected(instance))
    }

    /// Requests that it has on an instance.
    fn load(&self, instance: u32) -> u32 {
        self.loads.get(instance as usize).copied().unwrap_or(0)
    }

    /// An instance stands elsewhere than it did.
    pub fn learn(
        &mut self,
        instance: u32,
        (before, place_before): (Member, usize),
        directory: &Directory,
        weight: impl Fn(u32) -> f64,
    ) {
        let (now, place) = (directory.member(instance), directory.place(instance));
        let load = self.load(instance);
        if !self.everyone.is_empty() {
            let listed = [before, now].map(|member| member.standing != Standing::Absent);
            if listed != [true, true] || place != place_before {
                self.everyone[place_before].remove(instance);
                if listed[1] {
                    self.everyone[place].add(instance, load, weight(instance));
                }
            }
        }
        if now.standing == Standing::Absent
            && let Some(outliers) = &mut self.outliers
        {
            outliers.forget(instance);
        }
        let stays = before.standing == now.standing && place == place_before;
        if !stays {
            self.ready[place_before].remove(instance);
            if now.standing == Standing::Ready && !self.is_ejected(instance) {
                self.ready[place].add(instance, load, weight(instance));
            }
        }
    }

    /// All places have changed.
    pub fn regroup(&mut self, directory: &Directory, weight: impl Fn(u32) -> f64) {
        self.ready.fill(Roster::new(self.kind));
        self.everyone.fill(Roster::new(self.kind));
        for instance in directory.instances() {
            let (standing, place) = (directory.member(instance).standing, directory.place(instance));
            let load = self.load(instance);
            if standing == Standing::Ready && !self.is_ejected(instance) {
                self.ready[place].add(instance, load, weight(instance));
            }
            if standing != Standing::Absent && !self.everyone.is_empty() {
                self.everyone[place].add(instance, load, weight(instance));
            }
        }
    }

    /// Whether it may choose an instance for a request with this aim.
    pub fn may_choose(&self, aim: Aim, instance: u32, directory: &Directory) -> bool {
        let standing = directory.member(instance).standing;
        let is_up = if aim.panic {
            standing != Standing::Absent
        } else {
            standing == Standing::Ready && !self.is_ejected(instance)
        };
        is_up && directory.place(instance) == aim.place
    }

    /// Chooses an instance; `seen` are the number of the last look and the loads at it, if it does not go by its own
    /// counts.
    pub fn pick(
        &mut self,
        aim: Aim,
        seen: Option<(u32, &[u32])>,
        weight: impl Fn(u32) -> f64,
        choice: u64,
    ) -> Option<u32> {
        let (look, loads) = seen.map_or((None, self.loads.as_slice()), |(look, loads)| (Some(look), loads));
        let load = |instance: u32| loads.get(instance as usize).copied().unwrap_or(0);
        let rosters = if aim.panic { &mut self.everyone } else { &mut self.ready };
        rosters[aim.place].pick(look, load, weight, choice)
    }

    /// Counts a request that it sends to an instance at `place`.
    pub fn send(&mut self, instance: u32, place: usize) {
        if self.loads.len() <= instance as usize {
            self.loads.resize(instance as usize + 1, 0);
        }
        self.set_load(instance, place, self.loads[instance as usize] + 1);
    }

    /// One of its requests has left an instance.
    pub fn relieve(&mut self, instance: u32, place: usize) {
        self.set_load(instance, place, self.loads[instance as usize] - 1);
    }

    /// All of its requests on an instance are lost.
    pub fn lose(&mut self, instance: u32, place: usize) {
        if self.load(instance) > 0 {
            self.set_load(instance, place, 0);
        }
    }

    fn set_load(&mut self, instance: u32, place: usize, load: u32) {
        self.loads[instance as usize] = load;
        self.ready[place].set_load(instance, load);
        if let Some(everyone) = self.everyone.get_mut(place) {
            everyone.set_load(instance, load);
        }
    }

    /// Hears how an instance at `place`, one of `listed`, has answered.
    pub fn hear(&mut self, instance: u32, good: bool, now: Time, listed: u32, place: usize) {
        if let Some(outliers) = &mut self.outliers
            && outliers.hear(instance, good, now, listed)
        {
            self.ready[place].remove(instance);
        }
    }

    /// Lets those back in whose ejection is over.
    pub fn look_for_ends(&mut self, now: Time, directory: &Directory, weight: impl Fn(u32) -> f64) {
        for instance in self.outliers.as_mut().map(|outliers| outliers.look(now)).unwrap_or_default() {
            if directory.member(instance).standing == Standing::Ready {
                let load = self.load(instance);
                self.ready[directory.place(instance)].add(instance, load, weight(instance));
            }
        }
    }
}
