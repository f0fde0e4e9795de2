//! The reader as the page sees it: a worker for each question, which brings its own program and is ended with its answer.

use crate::manifest::question::{Answer, Question, decode, encode};
use crate::view::tutor;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

/// The loader that the build puts beside the page; it says so with an empty message when the program cannot be had.
const LOADER: &str = "reader_loader.js";

/// A question under way; nobody hears the answer once this is dropped.
pub struct Asked {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// Asks `question`. `then` gets the answer, or nothing if there is no reader: the network may be gone since the page came.
/// It may be asked again.
pub fn ask(question: Question, then: impl FnOnce(Option<Answer>) + 'static) -> Option<Asked> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let Ok(worker) = Worker::new_with_options(LOADER, &options) else {
        then(None);
        return None;
    };
    let (ended, then) = (worker.clone(), Rc::new(RefCell::new(Some(then))));
    let tell = move |answer: Option<Answer>| {
        ended.terminate();
        let then = then.borrow_mut().take();
        if let Some(then) = then {
            then(answer);
        }
    };
    let (reader, bytes, answered) = (worker.clone(), encode(&tutor::Question::Document(question)), tell.clone());
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match decode(&Uint8Array::new(&event.data()).to_vec()) {
            Some(tutor::Answer::Ready) => {
                let bytes = Uint8Array::from(bytes.as_slice());
                // The buffer moves. A worker that cannot take it reports an error of its own.
                let _ = reader.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
            }
            Some(tutor::Answer::Document(answer)) => answered(Some(answer)),
            _ => answered(None),
        }
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |_: ErrorEvent| tell(None));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    Some(Asked { worker, _on_message: on_message, _on_error: on_error })
}
