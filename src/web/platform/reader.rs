//! The reader as the page sees it: a worker that brings its own program and answers one question after another.

use crate::manifest::question::{decode, encode};
use crate::view::reader::{Answer, Question};
use js_sys::{Array, Uint8Array};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{ErrorEvent, MessageEvent, Worker};

/// Who waits for an answer; gets nothing if there is no reader.
type Then = Box<dyn FnOnce(Option<Answer>)>;

/// A reader; once this is dropped nobody hears what it would still answer.
pub struct Reader(Rc<Inner>);

struct Inner {
    worker: RefCell<Option<Worker>>,
    /// Questions that it could not hear yet.
    early: RefCell<Vec<Vec<u8>>>,
    listens: Cell<bool>,
    /// In the order of the questions, which is that of the answers.
    waiting: RefCell<VecDeque<Then>>,
    closures: RefCell<Option<Closures>>,
}

type Closures = (Closure<dyn FnMut(MessageEvent)>, Closure<dyn FnMut(ErrorEvent)>);

impl Reader {
    /// Starts one: the network may be gone since the page came, which is heard with the first answer.
    pub fn start() -> Reader {
        let inner = Rc::new(Inner {
            worker: RefCell::default(),
            early: RefCell::default(),
            listens: Cell::default(),
            waiting: RefCell::default(),
            closures: RefCell::default(),
        });
        // One whose program cannot be had says so with an empty message.
        if let Some(worker) = super::worker::begin("reader") {
            let (ear, end): (Weak<Inner>, Weak<Inner>) = (Rc::downgrade(&inner), Rc::downgrade(&inner));
            let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(inner) = ear.upgrade() {
                    inner.hear(decode(&Uint8Array::new(&event.data()).to_vec()));
                }
            });
            let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |_: ErrorEvent| {
                if let Some(inner) = end.upgrade() {
                    inner.hear(None);
                }
            });
            worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
            worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
            *inner.closures.borrow_mut() = Some((on_message, on_error));
            *inner.worker.borrow_mut() = Some(worker);
        }
        Reader(inner)
    }
}

/// A reader for as long as this lives, and another one once it was lost.
#[derive(Default)]
pub struct Desk(RefCell<Option<Reader>>);

impl Desk {
    /// Asks `question`; `then` gets the answer, or nothing if there is no reader.
    pub fn ask(&self, question: &Question, then: impl FnOnce(Option<Answer>) + 'static) {
        let present = self.0.borrow().as_ref().map(|reader| reader.0.clone());
        let inner = present.filter(|inner| inner.worker.borrow().is_some()).unwrap_or_else(|| {
            let next = Reader::start();
            let inner = next.0.clone();
            // Ends the one that was lost.
            self.0.replace(Some(next));
            inner
        });
        // Nothing is borrowed any more: an answer that comes at once may ask again.
        inner.ask(question, Box::new(then));
    }
}

impl Inner {
    fn ask(&self, question: &Question, then: Then) {
        if self.worker.borrow().is_none() {
            then(None);
            return;
        }
        self.waiting.borrow_mut().push_back(then);
        let bytes = encode(question);
        if self.listens.get() {
            self.post(&bytes);
        } else {
            self.early.borrow_mut().push(bytes);
        }
    }

    fn post(&self, bytes: &[u8]) {
        if let Some(worker) = self.worker.borrow().as_ref() {
            let bytes = Uint8Array::from(bytes);
            // The buffer moves. A worker that cannot take it reports an error of its own.
            let _ = worker.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
        }
    }

    fn hear(&self, answer: Option<Answer>) {
        match answer {
            Some(Answer::Ready) => {
                self.listens.set(true);
                let early = self.early.take();
                early.iter().for_each(|bytes| self.post(bytes));
            }
            Some(answer) => {
                let then = self.waiting.borrow_mut().pop_front();
                if let Some(then) = then {
                    then(Some(answer));
                }
            }
            None => {
                self.end();
                let waiting = self.waiting.take();
                waiting.into_iter().for_each(|then| then(None));
            }
        }
    }

    fn end(&self) {
        if let Some(worker) = self.worker.take() {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Asks a single question of a reader of its own; nobody hears the answer once this is dropped.
pub fn ask(question: &Question, then: impl FnOnce(Option<Answer>) + 'static) -> Reader {
    let reader = Reader::start();
    let inner = Rc::downgrade(&reader.0);
    let then = move |answer| {
        if let Some(inner) = inner.upgrade() {
            inner.end();
        }
        then(answer);
    };
    reader.0.ask(question, Box::new(then));
    reader
}
