//! The path of a request where its end cannot be known at admission (see `fleet::Driven`): who counts is told when it
//! happens, so nothing is ever taken back.

use super::timer::Step as LifeStep;
use super::{Ended, Observer, Simulation};
use crate::fleet::{Job, Outcome, State, Step, VersionId, is_copy, original};
use crate::kernel::Time;

impl<O: Observer> Simulation<O> {
    /// A request arrives on an instance.
    pub(super) fn arrive_driven(&mut self, number: u32, (id, version): (u32, VersionId), work: f64) {
        let (brought, patience) = (self.brought(number, id, work), self.patience_of(original(number)));
        let is_working = self.conditions.stalled_until(id) <= self.now;
        let Some(driven) = self.desks.driven_mut() else { return };
        if !driven.take_in(number, (self.now, patience), id, brought, is_working) {
            self.refuse(number, Some((id, version)));
            return;
        }
        self.begin_waiting(id);
        self.watch_memory(id);
    }

    /// Lets what is due next in the queues happen now.
    pub(super) fn step_driven(&mut self) {
        let Some(driven) = self.desks.driven_mut() else { return };
        let step = driven.step(self.now);
        match step {
            Step::Nothing => {}
            Step::GivenUp(ticket) => {
                let job = driven.job(ticket);
                self.answer(job, Outcome::TimedOut);
            }
            Step::Replied(ticket) => {
                let from = self.conditions.stalled_until(driven.job(ticket).instance).max(self.now);
                driven.go_on(ticket, from);
            }
            // Unless another pause has put off the end of this one, or the process that stood still is gone.
            Step::Resumed { instance } => {
                if self.conditions.stalled_until(instance) == self.now {
                    self.begin_waiting(instance);
                    self.note_idle(instance);
                }
            }
            Step::Done(ticket) | Step::Failed(ticket) => {
                let job = driven.job(ticket);
                driven.discard(ticket);
                let outcome = match step {
                    Step::Failed(_) => Outcome::Failed,
                    _ => {
                        let terms = self.terms_again(job.number, job.brought.error_below);
                        terms.outcome(job.brought.luck, job.arrived, self.now)
                    }
                };
                self.leave(job, outcome);
                self.begin_waiting(job.instance);
                self.note_idle(job.instance);
            }
        }
    }

    /// Lets free workers take what waits.
    fn begin_waiting(&mut self, id: u32) {
        if self.conditions.stalled_until(id) > self.now {
            return;
        }
        while let Some(driven) = self.desks.driven_mut()
            && let Some(ticket) = driven.call_next(id)
        {
            let mut job = driven.job(ticket);
            let waited_too_long = self.desks.drops(self.now - job.arrived);
            let Some(driven) = self.desks.driven_mut() else { return };
            if waited_too_long {
                driven.discard(ticket);
                job.started = self.now;
                self.leave(job, Outcome::Rejected);
                continue;
            }
            let instance = &self.instances[id as usize];
            let factor = self.conditions.factor(id, instance, self.now);
            self.conditions.begin(id);
            let factor = self.constants.makes[instance.revision.index()].service_factor * factor;
            driven.begin(ticket, self.now, Time::from_nanos(job.brought.work * factor));
        }
    }

    /// A request leaves its instance; its client is told if it still waits.
    fn leave(&mut self, job: Job, outcome: Outcome) {
        if job.is_awaited {
            self.answer(job, outcome);
        }
        if let Some(routing) = &mut self.routing {
            if !is_copy(job.number) {
                routing.departed(self.clients.sender_of(job.number), job.instance);
            }
        } else if self.ranks_loads {
            self.balancer.relieve(job.instance, self.desks.version(job.instance));
        }
    }

    /// A client has its answer, or has given up.
    fn answer(&mut self, job: Job, outcome: Outcome) {
        if let Some(routing) = self.routing.as_mut().filter(|_| !is_copy(job.number)) {
            routing.answered(self.clients.sender_of(job.number), job.instance, outcome == Outcome::Served, self.now);
        }
        self.tell_job(job, outcome);
    }

    fn tell_job(&mut self, job: Job, outcome: Outcome) -> bool {
        let Job { number, arrived, started, instance, .. } = job;
        let instance = Some((instance, self.instances[instance as usize].version_at(arrived)));
        self.tell_ended(&Ended { at: self.now, arrived, started, number, class: 0, region: None, instance, outcome })
    }

    /// An instance that has been told to stop does so once it has done what it had.
    fn note_idle(&mut self, id: u32) {
        if self.desks.outstanding(id, self.now) > 0 {
            return;
        }
        let instance = &self.instances[id as usize];
        if instance.state == State::Draining {
            if !instance.listening && !instance.halted {
                self.schedule_step(id, self.constants.stop, LifeStep::Stop);
            }
        } else if let Some(condemned_at) = self.upkeep.vitals[id as usize].condemned_at {
            let told_at = condemned_at + self.upkeep.pre_stop.min(self.constants.grace_period);
            self.schedule_step(id, told_at.since(self.now) + self.constants.stop, LifeStep::Kill);
        }
    }

    /// Everything on the instance is lost now; how many clients were still waiting.
    pub(super) fn lose_all_driven(&mut self, id: u32) -> u32 {
        let mut lost = Vec::new();
        if let Some(driven) = self.desks.driven_mut() {
            driven.lose_all(id, |job| lost.push(job));
        }
        let mut awaited = 0;
        for job in &lost {
            if let Some(routing) = self.routing.as_mut().filter(|_| !is_copy(job.number)) {
                routing.lost(self.clients.sender_of(job.number), id, self.now);
            }
            awaited += u32::from(self.tell_job(*job, Outcome::Failed));
        }
        awaited
    }
}
