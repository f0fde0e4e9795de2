//! The worker's side: simulates in slices, so that a newer request can take the place of the present one.

use super::protocol::{Request, Response, decode, encode};
use super::series::Series;
use crate::bench::{Bench, Plan, select};
use crate::compare::sweep::Sweep;
use crate::record::{self, Recorder, Run, report_of};
use crate::scenario::{Checked, Scenario};
use gloo::timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Requests simulated between two looks at the clock. One long call would keep the browser from replacing its first,
/// slower translation of the loop.
pub(super) const SLICE_REQUESTS: u32 = 10_000;
/// Time between two looks at the messages, ms: a newer request waits at most so long.
const TURN_MS: f64 = 24.0;

/// What the worker is doing.
enum Job {
    Lanes(Box<Lanes>),
    Series(Box<Series>),
    Bench(u32, Box<Bench<Recorder>>),
    /// Given up; the turn that is on its way ends it.
    Nothing,
}

/// Where it keeps that; empty when it waits.
type Desk = Rc<RefCell<Option<Job>>>;

/// A run under several strategies.
struct Lanes {
    id: u32,
    waiting: VecDeque<Checked>,
    present: Option<(Checked, Run)>,
    lanes: usize,
}

/// Listens for requests.
pub(super) fn start() {
    let Some(scope) = scope() else { return };
    let job = Desk::default();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = Uint8Array::new(&event.data()).to_vec();
        match decode(&bytes) {
            Some(Request::Run { id, scenario }) => begin(&job, id, &scenario),
            Some(Request::Repeat { id, scenario, from, until }) => {
                // As with runs.
                if let Ok(scenario) = scenario.check() {
                    let repeats = Series::repeats(id, scenario.lane_scenarios(), [from, until]);
                    take_up(&job, Job::Series(Box::new(repeats)));
                }
            }
            Some(Request::Sweep { id, scenario, knobs, from }) => {
                if let Ok(base) = scenario.check() {
                    take_up(&job, Job::Series(Box::new(Series::sweep(id, Sweep { base, knobs }, from))));
                }
            }
            Some(Request::Bench { id, only, plan }) => begin_bench(&job, id, &only, plan),
            Some(Request::Stop) => job.borrow_mut().iter_mut().for_each(|job| *job = Job::Nothing),
            None => {}
        }
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // The worker listens as long as it lives.
    listener.forget();
    send(&Response::Ready);
}

fn scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}

fn send(response: &Response) {
    let bytes = Uint8Array::from(encode(response).as_slice());
    if let Some(scope) = scope() {
        // The buffer moves instead of being copied. A page that is gone needs no answer.
        let _ = scope.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
    }
}

fn begin(desk: &Desk, id: u32, scenario: &Scenario) {
    // The page sends only what has passed the checks; anything else comes from another build and is left alone.
    let Ok(scenario) = scenario.check() else { return };
    let waiting = VecDeque::from(scenario.lane_scenarios());
    let lanes = waiting.len();
    let next = Lanes { id, waiting, present: None, lanes };
    take_up(desk, Job::Lanes(Box::new(next)));
}

fn begin_bench(desk: &Desk, id: u32, only: &[String], plan: Plan) {
    match select(only) {
        Ok(workloads) => take_up(desk, Job::Bench(id, Box::new(Bench::new(workloads, plan)))),
        Err(problems) => send(&Response::Refused { id, problems }),
    }
}

fn take_up(desk: &Desk, job: Job) {
    let busy = desk.borrow_mut().replace(job).is_some();
    // A turn that is already on its way goes on with the new job.
    if !busy {
        turn(Rc::clone(desk));
    }
}

/// Works for a moment, then lets messages in.
fn turn(desk: Desk) {
    let goes_on = {
        let mut job = desk.borrow_mut();
        let goes_on = match job.as_mut() {
            Some(Job::Lanes(lanes)) => simulate(lanes),
            Some(Job::Series(series)) => series.go_on(js_sys::Date::now, js_sys::Date::now() + TURN_MS, send),
            Some(Job::Bench(id, bench)) => measure(*id, bench),
            Some(Job::Nothing) | None => false,
        };
        if !goes_on {
            *job = None;
        }
        goes_on
    };
    if goes_on {
        Timeout::new(0, move || turn(desk)).forget();
    }
}

/// Measures one piece; whether anything is left.
fn measure(id: u32, bench: &mut Bench<Recorder>) -> bool {
    let Some(performance) = scope().and_then(|scope| scope.performance()) else { return false };
    let done = bench.step(&mut || performance.now() / 1_000.0);
    send(&match done {
        true => Response::Measured { id, figures: bench.figures() },
        false => Response::Progress { id, share: bench.progress() },
    });
    !done
}

/// Simulates until the turn is over; whether anything is left.
fn simulate(job: &mut Lanes) -> bool {
    let until = js_sys::Date::now() + TURN_MS;
    loop {
        let (scenario, mut run) = match job.present.take() {
            Some(present) => present,
            None => {
                let Some(scenario) = job.waiting.pop_front() else { return false };
                let run = Run::new(&scenario);
                (scenario, run)
            }
        };
        if run.advance(SLICE_REQUESTS) {
            let recording = run.finish();
            // Written once, for the page and for the hash.
            let bytes = recording.to_bytes();
            let report = Box::new(report_of(&scenario, &recording, &bytes));
            let rollout = Box::new(record::plan(&scenario, false));
            send(&Response::Lane { id: job.id, recording: bytes, report, rollout });
            continue;
        }
        let finished = job.lanes - job.waiting.len() - 1;
        let share = (finished as f64 + run.progress()) / job.lanes as f64;
        job.present = Some((scenario, run));
        if js_sys::Date::now() >= until {
            send(&Response::Progress { id: job.id, share });
            return true;
        }
    }
}
