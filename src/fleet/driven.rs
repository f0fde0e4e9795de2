//! Queues and workers whose departures cannot be known at admission: last in, first out, and a dependency that all
//! instances share.
//!
//! Here every end of work is a moment in a queue, in exact order of time and, at the same time, of planning. It is the
//! slower way, taken by a whole run or not at all; with first-in-first-out service and no dependency it gives the very
//! ends that `Desks` plans, which a test shows.

use super::copies::is_copy;
use super::dependency::{Answer, Call, Dependency};
use super::desk::Brought;
use crate::kernel::{Time, TimerQueue};
use crate::scenario::{Discipline, Scenario};
use std::collections::VecDeque;

/// A request on an instance.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// Its number.
    pub number: u32,
    /// Where it is.
    pub instance: u32,
    /// When it arrived.
    pub arrived: Time,
    /// When its work began; [`Time::NEVER`] while it waits.
    pub started: Time,
    /// What it brought.
    pub brought: Brought,
    /// Whether its client still waits.
    pub is_awaited: bool,
    /// How long its call of the dependency takes there, if it makes one.
    call: Option<Time>,
    /// When its present work ends, [`Time::NEVER`] if it does none.
    due: Time,
    /// Own work left for after the call.
    rest: Time,
    /// Tells requests apart that have had the same place.
    serial: u64,
}

/// A place among the jobs, and whose it was.
pub type Ticket = (u32, u64);

/// Something that is due.
#[derive(Clone, Copy, Debug)]
enum Due {
    /// The present work of a job ends.
    Work(Ticket),
    /// The dependency has done a call.
    Reply(Call),
    /// The client of the dependency has waited for too long.
    CallTimeout(Ticket),
    /// An instance works again.
    Resume { instance: u32 },
}

/// What has happened to a job or an instance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Nothing that anybody must be told.
    Nothing,
    /// Its work is done, and its worker free.
    Done(Ticket),
    /// Its call of the dependency has failed, and its worker is free.
    Failed(Ticket),
    /// Its client has given up; the work is done all the same.
    GivenUp(Ticket),
    /// It has its answer from the dependency and goes on with its own work.
    Replied(Ticket),
    /// The instance works again, and may begin what waits.
    Resumed {
        /// Which one.
        instance: u32,
    },
}

/// One instance's queue and workers.
#[derive(Clone, Debug, Default)]
struct Desk {
    queue: VecDeque<u32>,
    /// Those that hold a worker.
    serving: Vec<u32>,
}

/// The queues and workers of a fleet, and what they share.
#[derive(Clone, Debug)]
pub struct Driven {
    workers: usize,
    queue_capacity: usize,
    discipline: Discipline,
    lifo_above: usize,
    /// Share of a request's own work before its call.
    position: f64,
    dependency: Option<Dependency>,
    desks: Vec<Desk>,
    jobs: Vec<Job>,
    /// Places of jobs that are gone.
    spare: Vec<u32>,
    admitted: u64,
    works: TimerQueue<Due>,
    /// Apart from the works, which come first at the same moment: an answer in the last moment is in time.
    give_ups: TimerQueue<Ticket>,
}

impl Driven {
    /// The desks of a run that needs them; `None` where everything can be planned at admission.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Option<Driven> {
        let (fleet, dependency) = (&scenario.fleet, &scenario.dependency);
        let is_needed = fleet.discipline != Discipline::Fifo || dependency.concurrency > 0;
        is_needed.then(|| Driven {
            workers: fleet.workers as usize,
            queue_capacity: fleet.queue_capacity as usize,
            discipline: fleet.discipline,
            lifo_above: fleet.lifo_above as usize,
            position: dependency.position,
            dependency: (dependency.concurrency > 0).then(|| Dependency::new(dependency, scenario.seed)),
            desks: Vec::new(),
            jobs: Vec::new(),
            spare: Vec::new(),
            admitted: 0,
            works: TimerQueue::default(),
            give_ups: TimerQueue::default(),
        })
    }

    /// The dependency, if there is one.
    #[must_use]
    pub fn dependency(&self) -> Option<&Dependency> {
        self.dependency.as_ref()
    }

    /// Adds an idle desk for the next instance.
    pub fn add(&mut self) {
        self.desks.push(Desk::default());
    }

    /// When something is due.
    #[must_use]
    pub fn next_at(&self) -> Time {
        self.works.next_at().min(self.give_ups.next_at())
    }

    /// A request of this number arrives on an instance that works (or stands still), with what it has `brought`; its
    /// client gives up after `patience`. `false` when it would have to wait and the queue is full.
    pub fn take_in(
        &mut self,
        number: u32,
        (now, patience): (Time, Time),
        instance: u32,
        brought: Brought,
        is_working: bool,
    ) -> bool {
        let desk = &mut self.desks[instance as usize];
        let must_wait = !is_working || desk.serving.len() == self.workers;
        if must_wait && desk.queue.len() >= self.queue_capacity {
            return false;
        }
        let call = self.dependency.as_ref().and_then(|dependency| dependency.draw(brought.luck));
        let serial = self.admitted;
        self.admitted += 1;
        let job = Job {
            number,
            instance,
            arrived: now,
            started: Time::NEVER,
            brought,
            is_awaited: true,
            call,
            due: Time::NEVER,
            rest: Time::ZERO,
            serial,
        };
        let place = self.spare.pop().unwrap_or(self.jobs.len() as u32);
        if place as usize == self.jobs.len() {
            self.jobs.push(job);
        } else {
            self.jobs[place as usize] = job;
        }
        desk.queue.push_back(place);
        self.give_ups.schedule(now.after(patience), (place, serial));
        true
    }

    /// Who comes next on an instance with a free worker; it is out of the queue, and either begins or is dropped.
    pub fn call_next(&mut self, instance: u32) -> Option<Ticket> {
        let desk = &mut self.desks[instance as usize];
        if desk.serving.len() == self.workers {
            return None;
        }
        let newest = match self.discipline {
            Discipline::Fifo => false,
            Discipline::Lifo => true,
            Discipline::AdaptiveLifo => desk.queue.len() > self.lifo_above,
        };
        let place = if newest { desk.queue.pop_back() } else { desk.queue.pop_front() }?;
        Some((place, self.jobs[place as usize].serial))
    }

    /// The job of a ticket that is still there.
    #[must_use]
    pub fn job(&self, (place, _): Ticket) -> Job {
        self.jobs[place as usize]
    }

    /// A job begins its own work, which takes `service` in all.
    pub fn begin(&mut self, ticket: Ticket, now: Time, service: Time) {
        let job = &mut self.jobs[ticket.0 as usize];
        job.started = now;
        let first = if job.call.is_some() { Time::from_nanos(service.0 as f64 * self.position) } else { service };
        job.rest = service.since(first);
        job.due = now + first;
        self.works.schedule(job.due, Due::Work(ticket));
        self.desks[job.instance as usize].serving.push(ticket.0);
    }

    /// Takes a job out that holds no worker, such as one that is dropped.
    pub fn discard(&mut self, (place, _): Ticket) {
        self.jobs[place as usize].serial = u64::MAX;
        self.spare.push(place);
    }

    /// Lets the next thing that is due happen, at `now`.
    pub fn step(&mut self, now: Time) -> Step {
        if self.give_ups.next_at() < self.works.next_at() {
            let Some((_, ticket)) = self.give_ups.pop() else { return Step::Nothing };
            if !self.is_there(ticket) {
                return Step::Nothing;
            }
            self.jobs[ticket.0 as usize].is_awaited = false;
            return Step::GivenUp(ticket);
        }
        match self.works.pop() {
            Some((_, Due::Work(ticket))) if self.is_there(ticket) && self.job(ticket).due == now => {
                self.jobs[ticket.0 as usize].due = Time::NEVER;
                match self.jobs[ticket.0 as usize].call.take() {
                    Some(service) => self.call(ticket, now, service),
                    None => self.leave(ticket, Step::Done(ticket)),
                }
            }
            Some((_, Due::Reply(call))) => {
                let next = self.dependency.as_mut().and_then(Dependency::reply);
                self.schedule_reply(next, now);
                // Whoever called may have given up or gone down.
                let waits = self.is_there(call.ticket) && self.job(call.ticket).due == Time::NEVER;
                if waits { Step::Replied(call.ticket) } else { Step::Nothing }
            }
            Some((_, Due::CallTimeout(ticket))) if self.is_there(ticket) && self.job(ticket).due == Time::NEVER => {
                // Once it has its reply it works again until it is done.
                if let Some(dependency) = &mut self.dependency {
                    dependency.give_up(ticket);
                }
                self.leave(ticket, Step::Failed(ticket))
            }
            Some((_, Due::Resume { instance })) => Step::Resumed { instance },
            _ => Step::Nothing,
        }
    }

    /// Calls the dependency.
    fn call(&mut self, ticket: Ticket, now: Time, service: Time) -> Step {
        let Some(dependency) = &mut self.dependency else { return Step::Nothing };
        let timeout = dependency.timeout();
        match dependency.call(Call { ticket, service }, now) {
            Answer::Full => return self.leave(ticket, Step::Failed(ticket)),
            Answer::Begun(call) => self.schedule_reply(Some(call), now),
            Answer::Waits => {}
        }
        self.works.schedule(now.after(timeout), Due::CallTimeout(ticket));
        Step::Nothing
    }

    fn schedule_reply(&mut self, call: Option<Call>, now: Time) {
        if let Some(call) = call {
            self.works.schedule(now + call.service, Due::Reply(call));
        }
    }

    /// A job that has its reply goes on with its own work, from `from` on.
    pub fn go_on(&mut self, ticket: Ticket, from: Time) {
        let job = &mut self.jobs[ticket.0 as usize];
        job.due = from + job.rest;
        self.works.schedule(job.due, Due::Work(ticket));
    }

    /// Frees the worker of a job. The job can be looked at until it is discarded.
    fn leave(&mut self, ticket: Ticket, step: Step) -> Step {
        let serving = &mut self.desks[self.jobs[ticket.0 as usize].instance as usize].serving;
        if let Some(place) = serving.iter().position(|place| *place == ticket.0) {
            serving.swap_remove(place);
        }
        step
    }

    fn is_there(&self, (place, serial): Ticket) -> bool {
        self.jobs[place as usize].serial == serial
    }

    /// Everything being worked on ends `longer` later, and nothing begins before the instance resumes at `until`.
    pub fn stall(&mut self, instance: u32, longer: Time, until: Time) {
        for place in &self.desks[instance as usize].serving {
            let job = &mut self.jobs[*place as usize];
            if job.due < Time::NEVER {
                job.due += longer;
                self.works.schedule(job.due, Due::Work((*place, job.serial)));
            }
        }
        self.works.schedule(until, Due::Resume { instance });
    }

    /// Everything on an instance is lost; `lost` is told of those whose clients were still waiting.
    pub fn lose_all(&mut self, instance: u32, mut lost: impl FnMut(Job)) {
        let desk = std::mem::take(&mut self.desks[instance as usize]);
        for place in desk.serving.into_iter().chain(desk.queue) {
            let job = self.jobs[place as usize];
            if let Some(dependency) = self.dependency.as_mut().filter(|_| job.due == Time::NEVER) {
                dependency.give_up((place, job.serial));
            }
            self.discard((place, job.serial));
            if job.is_awaited {
                lost(job);
            }
        }
    }

    /// Workers that are held.
    #[must_use]
    pub fn busy(&self, instance: u32) -> u32 {
        self.desks[instance as usize].serving.len() as u32
    }

    /// Requests that hold a worker or wait for one.
    #[must_use]
    pub fn outstanding(&self, instance: u32) -> u32 {
        let desk = &self.desks[instance as usize];
        (desk.serving.len() + desk.queue.len()) as u32
    }

    /// Clients that wait for an answer.
    #[must_use]
    pub fn waiting_clients(&self, instance: u32) -> u64 {
        let desk = &self.desks[instance as usize];
        let places = desk.serving.iter().chain(&desk.queue);
        let jobs = places.map(|place| &self.jobs[*place as usize]);
        jobs.filter(|job| job.is_awaited && !is_copy(job.number)).count() as u64
    }
}
