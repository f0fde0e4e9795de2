//! One loop over the browser's frames, for whoever owns something that moves.

use super::window;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// What happens in a frame, given its time in milliseconds.
type Tick = Closure<dyn FnMut(f64)>;

/// Calls its owner once a frame, but only for frames that were asked for.
pub struct Frames {
    tick: RefCell<Option<Tick>>,
    asked: Rc<Cell<bool>>,
}

impl Frames {
    /// A loop that stands still.
    pub fn new() -> Frames {
        Frames { tick: RefCell::new(None), asked: Rc::default() }
    }

    /// Chooses what happens in a frame; it gets the frame's time in milliseconds.
    pub fn on_frame(&self, mut tick: impl FnMut(f64) + 'static) {
        let asked = Rc::clone(&self.asked);
        let closure = Closure::new(move |now_ms: f64| {
            asked.set(false);
            tick(now_ms);
        });
        *self.tick.borrow_mut() = Some(closure);
    }

    /// Asks for the next frame; asking again changes nothing.
    pub fn ask(&self) {
        if let (false, Some(window), Some(tick)) = (self.asked.get(), window(), self.tick.borrow().as_ref()) {
            self.asked.set(window.request_animation_frame(tick.as_ref().unchecked_ref()).is_ok());
        }
    }
}
