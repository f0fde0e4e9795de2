//! What the controller writes, carried out.

use super::{Event, Observer, Simulation};
use crate::fleet::{Revision, Split, VersionId};
use crate::rollout::Action;

impl<O: Observer> Simulation<O> {
    pub(super) fn carry_out(&mut self, action: Action) {
        self.observer.acted(self.now, action);
        match action {
            Action::Launch { version, count } => self.launch_all(self.control.revision_of(version), count),
            Action::LaunchBaseline { count } => self.launch_baseline(count),
            Action::DrainBaseline { count } => {
                self.control.progress.actions += count;
                self.control.tally.first_of_baseline(count).into_iter().for_each(|id| self.drain(id, false));
            }
            Action::LaunchOlder { revision, count } => self.launch_all(revision, count),
            Action::Drain { version, count } => self.drain_first(self.control.revision_of(version), count),
            Action::DrainOlder { revision, count } => self.drain_first(revision, count),
            Action::Halt { version, count } => self.halt_first(self.control.revision_of(version), count),
            Action::HaltOlder { revision, count } => self.halt_first(revision, count),
            Action::Restart { version } => {
                let halted = |id: &u32| self.instances[*id as usize].halted;
                let halted: Vec<u32> = self.live.iter().copied().filter(halted).collect();
                self.control.progress.actions += halted.len() as u32;
                let what = (version, self.control.revision_of(version));
                halted.into_iter().for_each(|id| self.replace(id, what));
            }
            Action::Route(split) => {
                self.control.progress.actions += 1;
                self.route(split);
            }
            Action::Follow(split) => self.route(split),
            Action::Select => {
                self.control.progress.actions += 1;
                self.park_older();
                self.rotation_changed();
            }
            Action::Mirror { percent } => {
                self.control.progress.actions += 1;
                self.mirror(percent);
            }
            Action::Hold { step } => {
                self.control.analyses.step_reached(step);
                self.tell(Event::StepReached { step });
            }
            Action::Analyse(place) => self.analyse(place),
            Action::Enrol { asked } => self.enrol(asked),
            Action::Look(look) => self.look_at_arms(look),
            Action::Finish => self.complete(),
        }
    }

    fn launch_all(&mut self, revision: Revision, count: u32) {
        let what = self.control.what(revision);
        (0..count).for_each(|_| self.launch(what));
        self.control.progress.actions += count;
    }

    fn launch_baseline(&mut self, count: u32) {
        self.control.progress.actions += count;
        for _ in 0..count {
            self.launch_as((VersionId::Stable, self.control.stable), true);
        }
        self.note_older();
    }

    fn drain_first(&mut self, revision: Revision, count: u32) {
        self.control.progress.actions += count;
        self.control.tally.first_to_drain(revision, count).into_iter().for_each(|id| self.drain(id, false));
    }

    fn halt_first(&mut self, revision: Revision, count: u32) {
        self.control.progress.actions += count;
        self.control.tally.first_to_halt(revision, count).into_iter().for_each(|id| self.drain(id, true));
    }

    fn route(&mut self, split: Split) {
        self.let_depart();
        let (instances, desks, now) = (&self.instances, &self.desks, self.now);
        self.balancer.set_split(split, |id| (instances[id as usize].version, desks.outstanding(id, now)));
        if let Some(routing) = &mut self.routing {
            routing.say_split(self.now, split);
        }
        if let Split::Weight(percent) = split {
            self.tell(Event::WeightSet { percent });
        }
        self.rotation_changed();
    }
}
