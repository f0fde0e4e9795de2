//! The reader as the page sees it: a worker for each question, which brings its own program and is ended with its answer.

use crate::manifest::question::{Answer, Question, decode, encode};
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{ErrorEvent, MessageEvent, Worker};

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
/// It may be asked again. A worker whose program cannot be had says so with an empty message.
pub fn ask(question: &Question, then: impl FnOnce(Option<Answer>) + 'static) -> Option<Asked> {
    let Some(worker) = super::worker::begin("reader") else {
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
    let (reader, bytes, answered) = (worker.clone(), encode(question), tell.clone());
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match decode(&Uint8Array::new(&event.data()).to_vec()) {
            Some(Answer::Ready) => {
                let bytes = Uint8Array::from(bytes.as_slice());
                // The buffer moves. A worker that cannot take it reports an error of its own.
                let _ = reader.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
            }
            answer => answered(answer),
        }
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |_: ErrorEvent| tell(None));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    Some(Asked { worker, _on_message: on_message, _on_error: on_error })
}
