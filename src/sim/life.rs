//! The life of an instance: launched, started, ready, warm, drained, stopped, crashed.

use super::timer::{Step, Timer};
use super::{Event, Observer, Simulation};
use crate::fleet::{Instance, Revision, State, VersionId};
use crate::kernel::Time;
use crate::scenario::Migration;

/// What a process has left after its pre-stop hook, however long that took (Kubernetes: `minimumGracePeriodInSeconds`).
const LEAST_GRACE: Time = Time(2_000_000_000);

impl<O: Observer> Simulation<O> {
    /// Brings a new instance.
    pub(super) fn launch(&mut self, what: (VersionId, Revision)) {
        self.launch_as(what, false);
    }

    /// The same, and candidates are compared with it if it is of the `baseline`.
    pub(super) fn launch_as(&mut self, what: (VersionId, Revision), baseline: bool) {
        let id = self.add_instance(what, State::Provisioning);
        if baseline {
            self.instances[id as usize].baseline = true;
            self.balancer.compare_with(id);
        }
        self.control.tally.add(id, &self.instances[id as usize]);
        self.tell_state(id);
        self.seek_place(id, self.constants.provision);
    }

    /// Starts another version on an instance that keeps its machine, once its image is there.
    pub(super) fn replace(&mut self, id: u32, what: (VersionId, Revision)) {
        let has_machine = self.has_machine(id);
        if has_machine && self.upkeep.images.is_there(self.machine(id), what.1, self.now) {
            self.start(id, what);
            return;
        }
        self.change(id, |instance| {
            (instance.version, instance.revision) = what;
            (instance.stays, instance.halted, instance.parked) = (false, false, false);
            instance.state = State::Provisioning;
        });
        self.tell_state(id);
        if has_machine {
            self.fetch(id, Time::ZERO);
        } else {
            self.leave_place(id);
            self.seek_place(id, self.constants.provision);
        }
    }

    /// Starts the process as soon as the machine, due after `provision`, has the image.
    pub(super) fn fetch(&mut self, id: u32, provision: Time) {
        let (machine, revision) = (self.machine(id), self.revision(id));
        let there_at = self.upkeep.images.there_at(machine, revision, self.now + provision);
        self.schedule_step(id, there_at - self.now, Step::Start);
    }

    /// Starts a version on an instance that has its machine.
    pub(super) fn start(&mut self, id: u32, what: (VersionId, Revision)) {
        let is_other = self.revision(id) != what.1;
        self.change(id, |instance| {
            (instance.version, instance.revision) = what;
            (instance.stays, instance.halted, instance.listening) = (false, false, false);
            instance.parked &= !is_other;
            instance.state = State::Starting;
        });
        self.tell_state(id);
        if what.1 == self.control.newest {
            self.migrate(Migration::Start);
        }
        self.begin_process(id, what.1);
    }

    /// Lets an instance finish its requests and stop; `stays` keeps its machine for another start.
    ///
    /// It is told to stop at the end of its pre-stop hook, stops `stop_s` after its last request is done, and is killed
    /// at the end of the grace period if that is sooner. One that has not started its process yet, or has crashed, has
    /// nothing to stop.
    pub(super) fn drain(&mut self, id: u32, stays: bool) {
        let instance = &mut self.instances[id as usize];
        let has_process = !matches!(instance.state, State::Provisioning | State::Crashed);
        instance.stays = stays;
        self.leave_rotation(id);
        self.leave_shop(id);
        self.wait_no_longer(id);
        self.enter(id, State::Draining);
        let (hook, grace) = (self.upkeep.pre_stop, self.constants.grace_period);
        if !has_process {
            self.schedule_step(id, Time::ZERO, Step::Stop);
        } else if hook > Time::ZERO {
            self.schedule_step(id, hook.min(grace), Step::Terminate);
        } else {
            self.terminate(id, grace);
        }
    }

    /// Tells the process to stop; it is killed after `left`.
    fn terminate(&mut self, id: u32, left: Time) {
        self.instances[id as usize].listening = false;
        self.schedule_step(id, (self.busy_for(id) + self.constants.stop).min(left), Step::Stop);
    }

    /// After how long the instance has done what it has, if nothing more comes.
    pub(super) fn busy_for(&self, id: u32) -> Time {
        let idle_at = self.desks.last_departure(id, self.now);
        idle_at.max(self.conditions.stalled_until(id)) - self.now
    }

    /// What is left of the grace period after the pre-stop hook.
    pub(super) fn left_after_hook(&self, grace: Time) -> Time {
        match self.upkeep.pre_stop {
            Time::ZERO => grace,
            hook => grace.since(hook).max(LEAST_GRACE),
        }
    }

    /// A fault strikes: the instance at this place of the rotation crashes.
    pub(super) fn crash(&mut self, fault: usize) {
        let crash = self.scenario.faults.crashes[fault].clone();
        let Some(instance) = self.at_place(crash.instance) else { return };
        self.go_down(instance, Time::from_seconds(crash.down_s));
    }

    /// The process of the instance crashes, and starts again after `down`.
    pub(super) fn go_down(&mut self, instance: u32, down: Time) {
        self.fall(instance);
        self.schedule_step(instance, down, Step::Start);
        self.look_now();
    }

    /// The instance at this place of the rotation, oldest first, wrapping round.
    pub(super) fn at_place(&self, place: u32) -> Option<u32> {
        let mut in_rotation: Vec<u32> = self.balancer.members().collect();
        in_rotation.sort_unstable();
        let place = (place as usize).checked_rem(in_rotation.len())?;
        in_rotation.get(place).copied()
    }

    /// An instance goes on to the next step, unless something else has happened to it since that was planned.
    pub(super) fn live_on(&mut self, id: u32, epoch: u32, step: Step) {
        let instance = &mut self.instances[id as usize];
        if instance.epoch != epoch {
            return;
        }
        match step {
            Step::Start => {
                self.leave_shop(id);
                let Instance { version, revision, .. } = self.instances[id as usize];
                self.start(id, (version, revision));
            }
            Step::BecomeReady => self.become_ready(id),
            Step::BecomeAvailable => self.become_available(id),
            // Warmth changes nothing that other timers of this instance wait for, so the epoch stays.
            Step::Warm => {
                instance.state = State::Ready;
                self.note_desk(id);
                self.tell_state(id);
            }
            Step::Terminate => {
                let left = self.left_after_hook(self.constants.grace_period);
                self.terminate(id, left);
            }
            Step::Stop => self.stop(id),
            Step::FailCheck(check) => self.condemn(id, check),
            Step::Kill => self.kill(id),
        }
    }

    fn become_ready(&mut self, id: u32) {
        let (now, warm_up) = (self.now, self.constants.warm_up);
        let able_at = now + Time::from_seconds(self.scenario.version_of(self.revision(id).0).unready_s);
        self.change(id, |instance| {
            instance.state = if warm_up > Time::ZERO { State::Warming } else { State::Ready };
            (instance.ready_at, instance.warms_from, instance.warm_at) = (now, now, now + warm_up);
            instance.able_at = able_at;
            instance.listening = true;
        });
        self.tell_state(id);
        self.join_rotation(id);
        if warm_up > Time::ZERO {
            self.schedule_step(id, warm_up, Step::Warm);
        }
        self.count_availability(id);
        if self.upkeep.checks_queue {
            // The check of this moment has just succeeded.
            self.watch(id, Time(now.0 + 1));
        }
    }

    /// It counts as available from now on, or once it has been ready for long enough.
    pub(super) fn count_availability(&mut self, id: u32) {
        if self.constants.min_ready > Time::ZERO {
            // It may be progress already.
            self.look_now();
            self.schedule_step(id, self.constants.min_ready, Step::BecomeAvailable);
        } else {
            self.become_available(id);
        }
    }

    fn become_available(&mut self, id: u32) {
        // Not a change of state: the timer that ends the warm-up stays good.
        self.control.tally.remove(id, &self.instances[id as usize]);
        self.instances[id as usize].available = true;
        self.control.tally.add(id, &self.instances[id as usize]);
        self.look_now();
    }

    pub(super) fn stop(&mut self, id: u32) {
        self.upkeep.process_ends(id);
        let lost = self.lose_all(id);
        if lost > 0 {
            self.tell(Event::InstanceKilled { instance: id, lost });
        }
        if self.instances[id as usize].stays {
            // One that has crashed has done so before it was told to stop.
            self.change(id, |instance| (instance.halted, instance.listening) = (true, false));
        } else {
            self.enter(id, State::Terminated);
            self.desks.retire(id);
            self.live.remove(&id);
            self.leave_place(id);
            self.serve_waiting();
            self.balancer.forget(id);
        }
        if self.control.has_older {
            self.note_older();
        }
        self.look_now();
    }

    /// Puts the instance into a state; only a ready one can be available.
    pub(super) fn enter(&mut self, id: u32, state: State) {
        self.change(id, |instance| {
            instance.state = state;
            instance.available &= state.is_ready();
            instance.listening &= state.is_ready() || matches!(state, State::Draining | State::Unready);
        });
        self.tell_state(id);
    }

    /// Changes an instance, keeps the controller's counts, and makes the timers that were set for it stale.
    pub(super) fn change(&mut self, id: u32, change: impl FnOnce(&mut Instance)) {
        let instance = &mut self.instances[id as usize];
        self.control.tally.remove(id, instance);
        let was_ready = instance.state.is_ready();
        change(instance);
        instance.epoch += 1;
        if instance.state.is_ready() != was_ready {
            self.upkeep.vitals[id as usize].turned_at = self.now;
        }
        self.control.tally.add(id, instance);
        self.note_desk(id);
    }

    /// Has the desk of an instance know what runs there.
    pub(super) fn note_desk(&mut self, id: u32) {
        let instance = &self.instances[id as usize];
        let is_usual = instance.warm_at.max(instance.able_at) <= self.now;
        let is_plain = instance.revision == self.control.stable && is_usual;
        self.desks.note(id, instance.version, is_plain);
    }

    pub(super) fn join_rotation(&mut self, id: u32) {
        if self.instances[id as usize].parked {
            return;
        }
        self.let_depart();
        let outstanding = self.desks.outstanding(id, self.now);
        self.balancer.add(id, self.instances[id as usize].version, outstanding);
        self.rotation_changed();
    }

    pub(super) fn leave_rotation(&mut self, id: u32) {
        let instance = &self.instances[id as usize];
        if instance.is_in_rotation() {
            self.balancer.remove(id, instance.version);
            self.rotation_changed();
        }
    }

    pub(super) fn schedule_step(&mut self, id: u32, after: Time, step: Step) {
        let epoch = self.instances[id as usize].epoch;
        self.timers.schedule(self.now.after(after), Timer::Life { instance: id, epoch, step });
    }
}
