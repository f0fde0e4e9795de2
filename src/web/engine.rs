//! Runs: asks the worker, and gathers the lanes of a run until all are there.

use super::first::FirstPicture;
use super::platform::now_ms;
use super::platform::worker::{Heard, WorkerLink};
use super::protocol::{Request, Response};
use crate::compare::Values;
use crate::compare::sweep::Sweep;
use crate::i18n::{Lang, word};
use crate::record::{Plan, Recording, Report};
use crate::scenario::Checked;
use crate::view::Track;
use crate::view::chart::{Source, Terms};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// One strategy's run, ready to be looked at.
#[derive(Debug)]
pub struct Lane {
    /// The recording.
    pub track: Track,
    /// Its figures.
    pub report: Report,
    /// Its rollout without traffic.
    pub plan: Plan,
    /// What was simulated.
    pub scenario: Checked,
    /// What its charts need to know of that.
    pub terms: Terms,
}

impl Lane {
    /// What it is called, wherever it is called by its name.
    pub fn name(&self, lang: Lang) -> String {
        word::lane(lang, self.track.title())
    }

    /// What its charts are drawn from.
    pub fn source(&self) -> Source<'_> {
        Source { track: &self.track, terms: &self.terms }
    }
}

/// What the engine tells the page.
pub enum News {
    /// How much of the run is done, 0 to 1.
    Progress(f64),
    /// A lane of a run of so many, before the others are there.
    Lane(usize, usize, Rc<Lane>),
    /// A run has all its lanes.
    Lanes(Complete),
    /// The next replications of the run of this scenario: of each, the values of every lane.
    Repeated(Rc<Checked>, Vec<Vec<Values>>),
    /// The next cells of the sweep: of each, the values of every lane.
    Swept(Vec<Option<Vec<Values>>>),
    /// The worker died and was started again.
    Lost,
    /// The run would take more memory than there is; the last one that did not, if there was any.
    TooLarge(Option<Rc<Checked>>),
    /// The worker cannot be started.
    Gone,
}

/// A run that is complete.
pub struct Complete {
    /// What was simulated.
    pub scenario: Rc<Checked>,
    pub lanes: Rc<Vec<Rc<Lane>>>,
    /// Whether no newer scenario waits.
    pub is_last: bool,
    /// How long it took, ms.
    pub took_ms: f64,
}

/// The page's way to simulate.
#[derive(Clone)]
pub struct Engine(Rc<Inner>);

struct Inner {
    worker: RefCell<Option<WorkerLink>>,
    last_id: Cell<u32>,
    run: RefCell<Option<Asked>>,
    /// The newest scenario, while an older one is being simulated.
    next: RefCell<Option<Rc<Checked>>>,
    repeating: RefCell<Option<Repeating>>,
    sweeping: RefCell<Option<Sweeping>>,
    first: Rc<FirstPicture>,
    /// The last scenario all of whose lanes were there.
    complete: RefCell<Option<Rc<Checked>>>,
    tell: Box<dyn Fn(News)>,
}

/// The run that was asked for last.
struct Asked {
    id: u32,
    scenario: Rc<Checked>,
    lanes: Vec<Rc<Lane>>,
    /// Length of their recordings as they came.
    bytes: usize,
    /// How often the worker died of it.
    deaths: u32,
    since_ms: f64,
}

/// Recordings of a run that are longer than this together are not kept. In memory they take six times as much, and those of the
/// run before are there until all are: less than the 1 GiB that the build allows the page.
const MOST_RECORDED_BYTES: usize = 72 << 20;
/// A run that the worker died of so often is not asked for again.
const MOST_DEATHS: u32 = 2;

/// A run that is being repeated with other seeds.
struct Repeating {
    id: u32,
    scenario: Rc<Checked>,
    /// The next replication that is not known yet, and the one after the last.
    next: u32,
    until: u32,
}

/// A sweep under way.
struct Sweeping {
    id: u32,
    sweep: Sweep,
    /// The next cell that is not known yet.
    next: u32,
}

/// A run that is this old gives way to a newer scenario at once; a younger one may finish, so that the pictures follow
/// a slider while it is being dragged instead of waiting for its end.
const MAY_FINISH_MS: f64 = 300.0;

impl Engine {
    /// Starts the worker; `tell` gets the news.
    pub fn start(tell: impl Fn(News) + 'static) -> Engine {
        let inner = Rc::new(Inner {
            worker: RefCell::default(),
            last_id: Cell::default(),
            run: RefCell::default(),
            next: RefCell::default(),
            repeating: RefCell::default(),
            sweeping: RefCell::default(),
            first: Rc::default(),
            complete: RefCell::default(),
            tell: Box::new(tell),
        });
        let ear = Rc::downgrade(&inner);
        let worker = WorkerLink::start(move |heard| {
            if let Some(inner) = ear.upgrade() {
                Engine(inner).hear(heard);
            }
        });
        *inner.worker.borrow_mut() = Some(worker);
        Engine(inner)
    }

    /// Simulates `scenario` with every strategy; the newest scenario wins.
    pub fn run(&self, scenario: &Rc<Checked>) {
        *self.0.next.borrow_mut() = Some(scenario.clone());
        self.begin_next();
    }

    /// Gives up what is being simulated: what is on screen is wanted after all.
    pub fn give_back(&self) {
        self.0.next.borrow_mut().take();
        if self.0.run.borrow_mut().take().is_some() {
            self.send(Request::Stop);
            self.send_sweep();
        }
    }

    /// Begins the newest scenario unless a young run is under way.
    fn begin_next(&self) {
        let young = self.0.run.borrow().as_ref().is_some_and(|asked| now_ms() - asked.since_ms < MAY_FINISH_MS);
        if young {
            return;
        }
        if let Some(scenario) = self.0.next.borrow_mut().take() {
            // The worker gives up what it repeats.
            self.0.repeating.borrow_mut().take();
            let (id, lanes, bytes, deaths) = (self.next_id(), Vec::new(), 0, 0);
            *self.0.run.borrow_mut() = Some(Asked { id, scenario, lanes, bytes, deaths, since_ms: now_ms() });
        } else {
            return;
        }
        self.send_run();
    }

    /// Repeats the run of `scenario`, which is on screen, with other seeds: the replications from `next` on and before `until`.
    /// Nothing is repeated while a run is under way.
    pub fn repeat(&self, scenario: &Rc<Checked>, [next, until]: [u32; 2]) {
        if self.0.run.borrow().is_none() && next < until {
            let repeating = Repeating { id: self.next_id(), scenario: scenario.clone(), next, until };
            *self.0.repeating.borrow_mut() = Some(repeating);
            self.send_repeat();
        }
    }

    /// Ends that.
    pub fn stop_repeating(&self) {
        let was_repeating = self.0.repeating.borrow_mut().take().is_some();
        if was_repeating && self.0.run.borrow().is_none() {
            self.send(Request::Stop);
        }
    }

    fn send_repeat(&self) {
        let request = self.0.repeating.borrow().as_ref().map(|repeating| Request::Repeat {
            id: repeating.id,
            scenario: Box::new((**repeating.scenario).clone()),
            from: repeating.next,
            until: repeating.until,
        });
        if let Some(request) = request {
            self.send(request);
        }
    }

    /// The next replications are known, if anybody still waits for them.
    fn repeated(&self, id: u32, values: Vec<Vec<Values>>) {
        let scenario = {
            let mut repeating = self.0.repeating.borrow_mut();
            let Some(present) = repeating.as_mut().filter(|present| present.id == id) else { return };
            present.next += values.len() as u32;
            let scenario = present.scenario.clone();
            if present.next >= present.until {
                *repeating = None;
            }
            scenario
        };
        (self.0.tell)(News::Repeated(scenario, values));
    }

    /// Compares the cells of a sweep, or no longer. A run goes first: the sweep goes on after it.
    pub fn sweep(&self, sweep: Option<Sweep>) {
        let before = self.0.sweeping.take();
        *self.0.sweeping.borrow_mut() = sweep.map(|sweep| Sweeping { id: self.next_id(), sweep, next: 0 });
        if self.0.run.borrow().is_some() {
            return;
        }
        if self.0.sweeping.borrow().is_some() {
            // The worker gives up what it repeats.
            self.0.repeating.borrow_mut().take();
            self.send_sweep();
        } else if before.is_some() {
            self.send(Request::Stop);
        }
    }

    fn send_sweep(&self) {
        let request = self.0.sweeping.borrow().as_ref().map(|sweeping| Request::Sweep {
            id: sweeping.id,
            scenario: Box::new((*sweeping.sweep.base).clone()),
            knobs: sweeping.sweep.knobs.clone(),
            from: sweeping.next,
        });
        if let Some(request) = request {
            self.send(request);
        }
    }

    /// The next cells are known, if anybody still waits for them.
    fn swept(&self, id: u32, cells: Vec<Option<Vec<Values>>>) {
        {
            let mut sweeping = self.0.sweeping.borrow_mut();
            let Some(present) = sweeping.as_mut().filter(|present| present.id == id) else { return };
            present.next += cells.len() as u32;
            if present.next as usize >= present.sweep.cells() {
                *sweeping = None;
            }
        }
        (self.0.tell)(News::Swept(cells));
    }

    fn next_id(&self) -> u32 {
        self.0.last_id.set(self.0.last_id.get() + 1);
        self.0.last_id.get()
    }

    fn send(&self, request: Request) {
        if let Some(worker) = self.0.worker.borrow().as_ref() {
            worker.send(request);
        }
    }

    fn send_run(&self) {
        let request = self.0.run.borrow_mut().as_mut().map(|asked| {
            asked.lanes.clear();
            asked.bytes = 0;
            Request::Run { id: asked.id, scenario: Box::new((**asked.scenario).clone()) }
        });
        if let Some(request) = request {
            self.send(request);
        }
    }

    /// Whether runs have pictures on screen, the first of which goes before all else.
    pub fn expect_pictures(&self, pictures: bool) {
        self.0.first.expect(pictures);
        if !pictures {
            self.go_on();
        }
    }

    /// The picture of the first lane is drawn, or there will be none: what waited for it goes on.
    pub fn go_on(&self) {
        self.0.first.end().into_iter().for_each(|heard| self.hear(heard));
    }

    fn hear(&self, heard: Heard) {
        let Some(heard) = self.0.first.pass(heard) else { return };
        match heard {
            Heard::Answer(answer) => self.answer(*answer),
            Heard::Lost => {
                (self.0.tell)(News::Lost);
                let deaths = self.0.run.borrow_mut().as_mut().map_or(0, |asked| {
                    asked.deaths += 1;
                    asked.deaths
                });
                if deaths >= MOST_DEATHS {
                    self.give_up();
                    return;
                }
                self.send_run();
                self.send_repeat();
                if self.0.run.borrow().is_none() {
                    self.send_sweep();
                }
            }
            Heard::Gone => (self.0.tell)(News::Gone),
        }
    }

    fn answer(&self, answer: Response) {
        match answer {
            Response::Progress { id, share } if self.is_present(id) => {
                (self.0.tell)(News::Progress(share));
                self.begin_next();
            }
            Response::Lane { id, recording, report, rollout } if self.is_present(id) => {
                self.lane(&recording, *report, *rollout);
            }
            Response::Repeated { id, values } => self.repeated(id, values),
            Response::Swept { id, cells } => self.swept(id, cells),
            // Answers to what nobody waits for any more; that it listens is heard by the link itself.
            Response::Ready
            | Response::Progress { .. }
            | Response::Lane { .. }
            | Response::Refused { .. }
            | Response::Measured { .. } => {}
        }
    }

    fn is_present(&self, id: u32) -> bool {
        self.0.run.borrow().as_ref().is_some_and(|asked| asked.id == id)
    }

    /// The run is too large; the last one that was not comes back, unless something newer has been asked for.
    fn give_up(&self) {
        self.0.run.borrow_mut().take();
        self.send(Request::Stop);
        if self.0.next.borrow().is_some() {
            self.begin_next();
            return;
        }
        let before = self.0.complete.borrow().clone();
        (self.0.tell)(News::TooLarge(before));
    }

    fn lane(&self, recording: &[u8], report: Report, plan: Plan) {
        let bytes = self.0.run.borrow_mut().as_mut().map_or(0, |asked| {
            asked.bytes += recording.len();
            asked.bytes
        });
        if bytes > MOST_RECORDED_BYTES {
            self.give_up();
            return;
        }
        let Ok(recording) = Recording::from_bytes(recording) else {
            (self.0.tell)(News::Gone);
            return;
        };
        let (complete, early) = {
            let mut run = self.0.run.borrow_mut();
            let Some(asked) = run.as_mut() else { return };
            let titles = asked.scenario.titles();
            let lane = asked.lanes.len();
            let (Some(title), Some(scenario)) = (titles.get(lane), asked.scenario.lane_scenario(lane)) else { return };
            asked.lanes.push(Rc::new(Lane {
                track: Track::titled(title.clone(), recording),
                report,
                plan,
                terms: Terms::of(&scenario),
                scenario,
            }));
            if asked.lanes.len() == titles.len() {
                (run.take(), None)
            } else {
                (None, asked.lanes.last().map(|newest| (lane, titles.len(), newest.clone())))
            }
        };
        if let Some((lane, of, newest)) = early {
            (self.0.tell)(News::Lane(lane, of, newest));
            if lane == 0 {
                let engine = self.clone();
                self.0.first.hold(move || engine.go_on());
            }
        }
        if let Some(Asked { scenario, lanes, since_ms, .. }) = complete {
            *self.0.complete.borrow_mut() = Some(scenario.clone());
            let (is_last, took_ms) = (self.0.next.borrow().is_none(), now_ms() - since_ms);
            (self.0.tell)(News::Lanes(Complete { scenario, lanes: Rc::new(lanes), is_last, took_ms }));
            self.begin_next();
            if self.0.run.borrow().is_none() {
                self.send_sweep();
            }
        }
    }
}

impl PartialEq for Engine {
    fn eq(&self, other: &Engine) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
