//! Processes that end by themselves: crashes, back-off, failures and repairs.

use super::timer::{Step, Timer};
use super::{Event, Luck, Observer, Simulation};
use crate::fleet::{Ending, Part, Revision, Start, State, Turn};
use crate::kernel::Time;
use crate::scenario::CrashLaw;

impl<O: Observer> Simulation<O> {
    /// A process of this revision begins: plans how its start ends, and whether and when it fails.
    pub(super) fn begin_process(&mut self, id: u32, revision: Revision) {
        // A process that crashes at the end of its start does so before a check of the same moment.
        match self.bring_to_life(id, revision).ending {
            Ending::Ready(after) => self.schedule_step(id, after, Step::BecomeReady),
            Ending::Failed(check, after) => self.schedule_step(id, after, Step::FailCheck(check)),
        }
    }

    /// The process of an instance of the fleet that stands at the beginning: it began at the beginning of the run.
    pub(super) fn begin_initial_process(&mut self, id: u32) {
        self.bring_to_life(id, self.revision(id));
        if self.upkeep.checks_queue {
            self.watch(id, self.now);
        }
    }

    /// Draws the luck of a process of this revision that begins, and plans its failure; what its checks will make of it.
    fn bring_to_life(&mut self, id: u32, revision: Revision) -> Start {
        let begun = self.upkeep.begun(id);
        let (failure, checks) = (self.upkeep.draw_failure(id, &self.ziggurat), self.upkeep.draw_checks(id));
        for luck in failure.into_iter().chain(checks.map(Luck::Checks)) {
            self.observer.drew(id, begun, luck);
        }
        let start = self.upkeep.process_begins(id, revision, checks, &self.scenario, self.now);
        if let Some(Luck::Failure { on_start, crash, failure, repair }) = failure {
            self.upkeep.vitals[id as usize].repair = repair;
            self.plan_failure(id, revision, on_start, [crash, failure]);
        }
        start
    }

    /// Plans the hangs and losses of the scenario.
    pub(super) fn plan_faults(&mut self) {
        let faults = &self.scenario.faults;
        for (i, hang) in faults.hangs.iter().enumerate() {
            self.timers.schedule(Time::from_seconds(hang.at_s), Timer::Hang { fault: i as u32 });
        }
        let nodes = faults.node_losses.iter().map(|loss| (Part::Node(loss.node), loss.at_s, loss.duration_s));
        let zones = faults.zone_losses.iter().map(|loss| (Part::Zone(loss.zone), loss.at_s, loss.duration_s));
        for (part, at_s, duration_s) in nodes.chain(zones) {
            self.timers.schedule(Time::from_seconds(at_s), Timer::Lose { part });
            if duration_s > 0.0 {
                self.timers.schedule(Time::from_seconds(at_s + duration_s), Timer::Restore { part });
            }
        }
    }

    /// Plans when the process ends by itself, by its luck: a crash, a failure, or neither.
    fn plan_failure(&mut self, id: u32, revision: Revision, on_start: f64, [crash, failure]: [f64; 2]) {
        let starts = self.instances[id as usize].state == State::Starting;
        let version = self.scenario.version_of(revision.0);
        let mean_time_to_failure_s = self.scenario.faults.failures.mean_time_to_failure_s;
        let process = self.upkeep.vitals[id as usize].process;
        let crash_after_s = match version.crash_law {
            _ if starts && on_start < version.crash_on_start => version.start_s,
            _ if version.crash_after_s == 0.0 => f64::INFINITY,
            CrashLaw::Exponential => version.crash_after_s * crash,
            CrashLaw::Constant => version.crash_after_s,
        };
        let failure_after_s =
            if mean_time_to_failure_s > 0.0 { mean_time_to_failure_s * failure } else { f64::INFINITY };
        let first_s = crash_after_s.min(failure_after_s);
        if first_s.is_finite() {
            let repair = failure_after_s < crash_after_s;
            let at = self.now + Time::from_seconds(first_s);
            self.timers.schedule(at, Timer::Fail { instance: id, process, repair });
        }
    }

    /// A process ends by itself, unless it has ended before. It starts again after its back-off, or after its repair.
    pub(super) fn fail(&mut self, id: u32, process: u32, repair: bool) {
        if self.upkeep.vitals[id as usize].process != process {
            return;
        }
        if self.instances[id as usize].state == State::Draining {
            let lost = self.lose_all(id);
            self.tell(Event::InstanceCrashed { instance: id, lost });
            self.stop(id);
            return;
        }
        self.fall(id);
        if !repair {
            self.restart(id);
        } else if self.upkeep.shop.enter(id) == Turn::Begin {
            self.begin_repair(id);
        }
        self.look_now();
    }

    /// The process of the instance is gone, with everything it was working on.
    pub(super) fn fall(&mut self, id: u32) {
        self.leave_rotation(id);
        let lost = self.lose_all(id);
        self.tell(Event::InstanceCrashed { instance: id, lost });
        self.upkeep.process_ends(id);
        self.enter(id, State::Crashed);
    }

    /// A process that a check has condemned has stopped, or is killed; it starts again after its back-off.
    pub(super) fn kill(&mut self, id: u32) {
        let lost = self.lose_all(id);
        if lost > 0 {
            self.tell(Event::InstanceKilled { instance: id, lost });
        }
        self.upkeep.process_ends(id);
        self.enter(id, State::Crashed);
        self.restart(id);
        self.look_now();
    }

    fn restart(&mut self, id: u32) {
        let wait = self.upkeep.vitals[id as usize].back_off.wait(&self.upkeep.restart, self.now);
        self.schedule_step(id, wait, Step::Start);
    }

    fn begin_repair(&mut self, id: u32) {
        let mean_s = self.scenario.faults.failures.mean_time_to_repair_s;
        let repair_s = mean_s * self.upkeep.vitals[id as usize].repair;
        self.schedule_step(id, Time::from_seconds(repair_s), Step::Start);
    }

    /// An instance starts again or is given up: if it was under repair, the next one has its turn.
    pub(super) fn leave_shop(&mut self, id: u32) {
        if let Some(next) = self.upkeep.shop.leave(id) {
            self.begin_repair(next);
        }
    }
}
