//! The worker's side: simulates in slices, so that a newer request can take the place of the present one.

use super::protocol::{Request, Response, decode, encode};
use super::series::Series;
use crate::bench::{Bench, Plan, select};
use crate::compare::sweep::Sweep;
use crate::record::{self, Recorder, Run, report_of};
use crate::scenario::{Checked, Scenario};
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

/// Requests simulated between two looks at the clock. One long call would keep the browser from replacing its first,
/// slower translation of the loop.
pub(super) const SLICE_REQUESTS: u32 = 10_000;
/// Time between two looks at the messages, ms: a newer request waits at most so long.
const TURN_MS: f64 = 6.0;
/// How far a run is is told so often, ms: the page is built anew for each, and a quick run is over before.
const TELL_EVERY_MS: f64 = 100.0;

/// What the worker is doing.
enum Job {
    Lanes(Box<Lanes>),
    Series(Box<Series>),
    Bench(u32, Box<Bench<Recorder>>),
    /// Given up; the turn that is on its way ends it.
    Nothing,
}

/// Where it keeps that; empty when it waits.
#[derive(Clone)]
struct Desk {
    job: Rc<RefCell<Option<Job>>>,
    /// A message to itself begins the next turn, behind those that wait: timers would wait for some milliseconds.
    again: MessagePort,
}

impl Desk {
    fn ask_for_turn(&self) {
        // Fails only for values that cannot be copied.
        let _ = self.again.post_message(&JsValue::NULL);
    }
}

/// A run under several strategies.
struct Lanes {
    id: u32,
    waiting: VecDeque<Checked>,
    present: Option<(Checked, Run)>,
    lanes: usize,
    told_ms: f64,
}

/// Listens for requests.
pub(super) fn start() {
    let (Some(scope), Ok(turns)) = (scope(), MessageChannel::new()) else { return };
    let job = Desk { job: Rc::default(), again: turns.port2() };
    let begun = job.clone();
    let on_turn = Closure::<dyn FnMut(MessageEvent)>::new(move |_: MessageEvent| turn(&begun));
    turns.port1().set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    on_turn.forget();
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
            Some(Request::Stop) => job.job.borrow_mut().iter_mut().for_each(|job| *job = Job::Nothing),
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
    let next = Lanes { id, waiting, present: None, lanes, told_ms: js_sys::Date::now() };
    take_up(desk, Job::Lanes(Box::new(next)));
}

fn begin_bench(desk: &Desk, id: u32, only: &[String], plan: Plan) {
    match select(only) {
        Ok(workloads) => take_up(desk, Job::Bench(id, Box::new(Bench::new(workloads, plan)))),
        Err(problems) => send(&Response::Refused { id, problems }),
    }
}

fn take_up(desk: &Desk, job: Job) {
    let busy = desk.job.borrow_mut().replace(job).is_some();
    // A turn that is already on its way goes on with the new job.
    if !busy {
        turn(desk);
    }
}

/// Works for a moment, then lets messages in.
fn turn(desk: &Desk) {
    let goes_on = {
        let mut job = desk.job.borrow_mut();
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
        desk.ask_for_turn();
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
        let now = js_sys::Date::now();
        if now >= until {
            if now - job.told_ms >= TELL_EVERY_MS {
                job.told_ms = now;
                send(&Response::Progress { id: job.id, share });
            }
            return true;
        }
    }
}
