//! What reads and writes documents for the page, and has its lessons, in a worker of its own: the page loads it when it first
//! needs it.

use cutover::manifest::question::{decode, encode};
use cutover::view::reader::{Answer, answer};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let listener = Closure::<dyn FnMut(MessageEvent)>::new({
        let scope = scope.clone();
        move |event: MessageEvent| {
            if let Some(question) = decode(&Uint8Array::new(&event.data()).to_vec()) {
                send(&scope, &answer(question));
            }
        }
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // The worker listens as long as it lives.
    listener.forget();
    send(&scope, &Answer::Ready);
}

fn send(scope: &DedicatedWorkerGlobalScope, answer: &Answer) {
    let bytes = Uint8Array::from(encode(answer).as_slice());
    // The buffer moves instead of being copied. A page that is gone needs no answer.
    let _ = scope.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
}
