//! The benchmark's system as NeXosim models: users who send requests, and servers that each have workers and a queue.
//!
//! peer-nexosim SERVERS WORKERS QUEUE GAP_S WORK_S REQUESTS SEED [THREADS]

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{Output, QuerySource};
use nexosim::simulation::{Mailbox, SimInit, SimulationError};
use nexosim::time::MonotonicTime;
use rand_distr::{Distribution, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// All users: a Poisson process, each request to a server drawn at random.
#[derive(Serialize, Deserialize)]
pub struct Users {
    /// One for each server.
    pub requests: Vec<Output<Duration>>,
    random: Xoshiro256PlusPlus,
    gap_s: f64,
    work_s: f64,
    left: u64,
}

#[Model]
impl Users {
    fn exponential(&mut self, mean_s: f64) -> Duration {
        let variate: f64 = Exp1.sample(&mut self.random);
        // An event must be in the future.
        Duration::from_secs_f64(mean_s * variate).max(Duration::from_nanos(1))
    }

    #[nexosim(init)]
    async fn begin(&mut self, cx: &Context<Self>) {
        let gap = self.exponential(self.gap_s);
        cx.schedule_event(gap, schedulable!(Self::send), ()).expect("a gap is positive");
    }

    /// Sends a request and schedules the next.
    #[nexosim(schedulable)]
    async fn send(&mut self, _: (), cx: &Context<Self>) {
        let work = self.exponential(self.work_s);
        let server = ((u64::from(self.random.next_u32()) * self.requests.len() as u64) >> 32) as usize;
        self.requests[server].send(work).await;
        self.left -= 1;
        if self.left > 0 {
            let gap = self.exponential(self.gap_s);
            cx.schedule_event(gap, schedulable!(Self::send), ()).expect("a gap is positive");
        }
    }
}

/// Workers and a queue of limited length.
#[derive(Serialize, Deserialize)]
pub struct Server {
    idle: usize,
    capacity: usize,
    /// When those that wait came, and their work.
    waiting: VecDeque<(MonotonicTime, Duration)>,
    accepted: u64,
    waited_s: f64,
}

#[Model]
impl Server {
    /// A request with its work -- input port.
    pub fn accept(&mut self, work: Duration, cx: &Context<Self>) {
        if self.idle > 0 {
            self.idle -= 1;
            self.accepted += 1;
            cx.schedule_event(work, schedulable!(Self::finish), ()).expect("work is positive");
        } else if self.waiting.len() < self.capacity {
            self.accepted += 1;
            self.waiting.push_back((cx.time(), work));
        }
    }

    /// A worker is done.
    #[nexosim(schedulable)]
    fn finish(&mut self, _: (), cx: &Context<Self>) {
        match self.waiting.pop_front() {
            Some((came, work)) => {
                self.waited_s += cx.time().duration_since(came).as_secs_f64();
                cx.schedule_event(work, schedulable!(Self::finish), ()).expect("work is positive");
            }
            None => self.idle += 1,
        }
    }

    /// Requests accepted, and how long they waited in all, s -- replier port.
    pub async fn totals(&mut self) -> (u64, f64) {
        (self.accepted, self.waited_s)
    }
}

fn main() -> Result<(), SimulationError> {
    let arguments: Vec<f64> =
        std::env::args().skip(1).map(|text| text.parse().expect("arguments are numbers")).collect();
    let [servers, workers, queue, gap_s, work_s, requests, seed] = arguments[..7] else {
        panic!("SERVERS WORKERS QUEUE GAP_S WORK_S REQUESTS SEED [THREADS]");
    };
    // More threads only pay where models have work to do at the same instant.
    let threads = arguments.get(7).map_or(1, |threads| *threads as usize);

    let mut bench = SimInit::with_num_threads(threads);
    let mut users = Users {
        requests: Vec::new(),
        random: Xoshiro256PlusPlus::seed_from_u64(seed as u64),
        gap_s,
        work_s,
        left: requests as u64,
    };
    let mut totals = Vec::new();
    for number in 0..servers as usize {
        let mailbox = Mailbox::new();
        let mut output = Output::default();
        output.connect(Server::accept, &mailbox);
        users.requests.push(output);
        totals.push(QuerySource::new().connect(Server::totals, &mailbox).register(&mut bench));
        let server = Server {
            idle: workers as usize,
            capacity: queue as usize,
            waiting: VecDeque::new(),
            accepted: 0,
            waited_s: 0.0,
        };
        bench = bench.add_model(server, mailbox, &format!("server {number}"));
    }
    bench = bench.add_model(users, Mailbox::new(), "users");

    let mut simulation = bench.init(MonotonicTime::EPOCH)?;
    let begun = Instant::now();
    simulation.run()?;
    let seconds = begun.elapsed().as_secs_f64();

    let (mut accepted, mut waited_s) = (0, 0.0);
    for query in &totals {
        let total = simulation.process_query(query, ())?;
        (accepted, waited_s) = (accepted + total.0, waited_s + total.1);
    }
    println!("{{\"requests\":{requests},\"seconds\":{seconds},\"mean_wait_s\":{}}}", waited_s / accepted as f64);
    Ok(())
}
