//! Readiness and liveness of running processes: asked only while an answer can change anything.

use super::timer::{Step, Timer};
use super::{Event, Observer, Simulation};
use crate::fleet::{CheckKind, State};
use crate::kernel::Time;

/// The checks of a running process.
const CHECKS: [CheckKind; 2] = [CheckKind::Readiness, CheckKind::Liveness];

impl<O: Observer> Simulation<O> {
    /// A fault strikes: the instance at this place of the rotation hangs.
    pub(super) fn hang(&mut self, fault: usize) {
        let hang = self.scenario.faults.hangs[fault].clone();
        let Some(id) = self.at_place(hang.instance) else { return };
        // One that hangs until it is restarted hangs beyond the end of the run.
        let span = if hang.duration_s > 0.0 { Time::from_seconds(hang.duration_s) } else { self.constants.horizon };
        self.stall_until(id, self.now + span);
        self.tell(Event::InstanceHung { instance: id });
        self.watch(id, self.now);
    }

    /// From `since` on the instance's checks are asked.
    pub(super) fn watch(&mut self, id: u32, since: Time) {
        for check in CHECKS {
            let Some(rule) = self.upkeep.rule(check) else { continue };
            let vitals = &mut self.upkeep.vitals[id as usize];
            let process = vitals.process;
            let watch = vitals.watch(check);
            if !watch.planned {
                watch.planned = true;
                self.timers.schedule(rule.next(watch.first, since), Timer::Check { instance: id, process, check });
            }
        }
    }

    /// A check is made; a process that is leaving or being stopped is not asked any more.
    pub(super) fn ask_check(&mut self, id: u32, process: u32, check: CheckKind) {
        let asked = matches!(self.instances[id as usize].state, State::Warming | State::Ready | State::Unready);
        let Some(rule) = self.upkeep.rule(check) else { return };
        let vitals = &mut self.upkeep.vitals[id as usize];
        if vitals.process != process || vitals.condemned_at.is_some() || !asked {
            return;
        }
        vitals.watch(check).asked_at = self.now;
        let stalled = self.conditions.stalled_until(id).since(self.now);
        let wait = if self.upkeep.checks_queue { stalled.max(self.wait_for_worker(id)) } else { stalled };
        if wait == Time::ZERO {
            self.hear_check(id, process, check, true);
        } else {
            let answer = Timer::Answer { instance: id, process, check, good: wait <= rule.timeout };
            self.timers.schedule(self.now + wait.min(rule.timeout), answer);
        }
    }

    /// How long a request that came now would wait for a worker. Where that cannot be planned, it is taken to be the work
    /// of those that are before it, shared by the workers.
    fn wait_for_worker(&self, id: u32) -> Time {
        let Some(driven) = self.desks.driven() else { return self.desks.earliest(id).since(self.now) };
        let workers = self.scenario.fleet.workers;
        let before = (driven.outstanding(id) + 1).saturating_sub(workers);
        Time::from_seconds(f64::from(before) * self.constants.law.mean() / f64::from(workers))
    }

    /// A check has been answered, well or not, or has timed out.
    pub(super) fn hear_check(&mut self, id: u32, process: u32, check: CheckKind, good: bool) {
        let Some(rule) = self.upkeep.rule(check) else { return };
        let vitals = &mut self.upkeep.vitals[id as usize];
        if vitals.process != process || vitals.condemned_at.is_some() {
            return;
        }
        let hangs = self.conditions.stalled_until(id) > self.now;
        let watch = vitals.watch(check);
        let changes = watch.probe.observe(&rule, good);
        watch.planned = hangs || self.upkeep.checks_queue || !watch.probe.is_calm();
        if watch.planned {
            let next = (watch.asked_at + rule.period).max(self.now);
            self.timers.schedule(next, Timer::Check { instance: id, process, check });
        }
        let state = self.instances[id as usize].state;
        match check {
            CheckKind::Liveness if changes && state != State::Draining => self.condemn(id, check),
            CheckKind::Readiness if changes && good && state == State::Unready => self.recover(id),
            CheckKind::Readiness if changes && !good && state.is_ready() => {
                self.leave_rotation(id);
                self.enter(id, State::Unready);
                self.look_now();
            }
            _ => {}
        }
    }

    /// The readiness check of a running process succeeds again. It has been running all the time: its warm-up has gone on.
    fn recover(&mut self, id: u32) {
        let now = self.now;
        let left = self.instances[id as usize].warm_at.since(now);
        self.change(id, |instance| {
            instance.state = if left > Time::ZERO { State::Warming } else { State::Ready };
            instance.ready_at = now;
        });
        self.tell_state(id);
        self.join_rotation(id);
        if left > Time::ZERO {
            self.schedule_step(id, left, Step::Warm);
        }
        self.count_availability(id);
    }

    /// A check has failed too often: the process is stopped as one that shall go, and then started again in its place.
    ///
    /// It takes no new requests and finishes those it has. One that hangs does not hear that it shall stop, and is killed
    /// at the end of the grace period.
    pub(super) fn condemn(&mut self, id: u32, check: CheckKind) {
        self.tell(Event::CheckFailed { instance: id, check });
        self.upkeep.vitals[id as usize].condemned_at = Some(self.now);
        self.instances[id as usize].listening = false;
        if self.instances[id as usize].state == State::Starting {
            // Nothing but the timers of its start depends on it.
            self.change(id, |_| {});
        } else {
            self.leave_rotation(id);
            self.enter(id, State::Unready);
        }
        let (hook, grace) = (self.upkeep.pre_stop.min(self.constants.grace_period), self.constants.grace_period);
        let stopped_after = self.busy_for(id).max(hook) + self.constants.stop;
        self.schedule_step(id, stopped_after.min(hook + self.left_after_hook(grace)), Step::Kill);
        self.look_now();
    }
}
