//! The worker as the page sees it: started, listened to, and started again when it dies.

use super::super::protocol::{Request, Response, decode, encode};
use js_sys::{Array, Function, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};

/// A worker that dies so often before it says a word will not come.
const MOST_STARTS: u32 = 3;

/// What the page hears.
pub enum Heard {
    /// An answer.
    Answer(Box<Response>),
    /// It died and was started again; requests under way are lost.
    Lost,
    /// It cannot be started.
    Gone,
}

/// A worker that is started again when it dies.
#[derive(Clone)]
pub struct WorkerLink(Rc<Inner>);

struct Inner {
    worker: RefCell<Option<Worker>>,
    /// Requests wait here until the worker listens.
    waiting: RefCell<Vec<Request>>,
    listens: Cell<bool>,
    starts: Cell<u32>,
    heard: Box<dyn Fn(Heard)>,
}

impl WorkerLink {
    /// Starts a worker; `heard` is told everything.
    pub fn start(heard: impl Fn(Heard) + 'static) -> WorkerLink {
        let link = WorkerLink(Rc::new(Inner {
            worker: RefCell::default(),
            waiting: RefCell::default(),
            listens: Cell::default(),
            starts: Cell::default(),
            heard: Box::new(heard),
        }));
        link.begin();
        link
    }

    /// Sends `request`, or keeps it until the worker listens. A run takes the place of one that still waits.
    pub fn send(&self, request: Request) {
        if !self.0.listens.get() {
            let mut waiting = self.0.waiting.borrow_mut();
            if matches!(request, Request::Run { .. }) {
                waiting.retain(|other| !matches!(other, Request::Run { .. }));
            }
            waiting.push(request);
            return;
        }
        let bytes = Uint8Array::from(encode(&request).as_slice());
        if let Some(worker) = self.0.worker.borrow().as_ref() {
            // The buffer moves. A worker that cannot take it reports an error of its own.
            let _ = worker.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
        }
    }

    fn begin(&self) {
        self.0.listens.set(false);
        self.0.starts.set(self.0.starts.get() + 1);
        let Some(worker) = first().or_else(|| begin("worker")) else {
            (self.0.heard)(Heard::Gone);
            return;
        };
        let link = self.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| link.message(&event));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let link = self.clone();
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |_: ErrorEvent| link.died());
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        // The loader's first message is the program. A worker that cannot take it reports an error of its own.
        let _ = worker.post_message(&wasm_bindgen::module());
        // Both live as long as the page; a worker is replaced at most a few times.
        on_message.forget();
        on_error.forget();
        *self.0.worker.borrow_mut() = Some(worker);
    }

    fn message(&self, event: &MessageEvent) {
        let bytes = Uint8Array::new(&event.data()).to_vec();
        match decode(&bytes) {
            Some(Response::Ready) => {
                self.0.listens.set(true);
                self.0.starts.set(0);
                let waiting = std::mem::take(&mut *self.0.waiting.borrow_mut());
                waiting.into_iter().for_each(|request| self.send(request));
            }
            Some(answer) => (self.0.heard)(Heard::Answer(Box::new(answer))),
            // A worker of another build is left over in a cache: a reload brings the two together.
            None => (self.0.heard)(Heard::Gone),
        }
    }

    fn died(&self) {
        if let Some(worker) = self.0.worker.borrow_mut().take() {
            worker.terminate();
        }
        if self.0.starts.get() >= MOST_STARTS {
            (self.0.heard)(Heard::Gone);
        } else {
            self.begin();
            (self.0.heard)(Heard::Lost);
        }
    }
}

/// Starts the worker called `name`. The page's HTML says how: where its programs are is the build's affair.
pub fn begin(name: &str) -> Option<Worker> {
    let function: Function = global("beginWorker")?;
    function.call1(&JsValue::UNDEFINED, &JsValue::from_str(name)).ok()?.dyn_into().ok()
}

/// The worker that the page's HTML has begun, once; none if it has failed.
fn first() -> Option<Worker> {
    let worker = global("firstWorker")?;
    // A plain variable of the page: it can be set.
    let _ = Reflect::set(&js_sys::global(), &JsValue::from_str("firstWorker"), &JsValue::UNDEFINED);
    Some(worker)
}

/// The page's global variable of this name.
fn global<T: JsCast>(name: &str) -> Option<T> {
    Reflect::get(&js_sys::global(), &JsValue::from_str(name)).ok()?.dyn_into().ok()
}
