//! What the worker says right behind the very first lane waits until that lane's picture is drawn: somebody is waiting
//! for it, and the next lanes take as long to be built.

use super::platform::worker::Heard;
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

/// It waits at most so long, ms: a page that nobody looks at draws nothing.
const LONGEST_MS: u32 = 500;

/// Holds back what is heard, once.
#[derive(Default)]
pub struct FirstPicture(RefCell<State>);

#[derive(Default)]
enum State {
    /// Nothing was held back yet.
    #[default]
    New,
    Holding(Vec<Heard>),
    Over,
}

impl FirstPicture {
    /// Gives `heard` back, or keeps it for later.
    pub fn pass(&self, heard: Heard) -> Option<Heard> {
        match &mut *self.0.borrow_mut() {
            State::Holding(held) => {
                held.push(heard);
                None
            }
            State::New | State::Over => Some(heard),
        }
    }

    /// Holds back what comes, for a while at most, after which `go_on` is called. Does so once.
    pub fn hold(&self, go_on: impl FnOnce() + 'static) {
        let is_new = matches!(*self.0.borrow(), State::New);
        if is_new {
            *self.0.borrow_mut() = State::Holding(Vec::new());
            Timeout::new(LONGEST_MS, go_on).forget();
        }
    }

    /// What was held back; nothing will be from now on.
    pub fn end(&self) -> Vec<Heard> {
        match mem::replace(&mut *self.0.borrow_mut(), State::Over) {
            State::Holding(held) => held,
            State::New | State::Over => Vec::new(),
        }
    }
}

/// Tells once that the first picture is drawn.
#[derive(Default)]
pub struct Drawn(RefCell<Option<Rc<dyn Fn()>>>);

impl Drawn {
    /// Calls `then` when it is on screen.
    pub fn then(&self, then: impl Fn() + 'static) {
        *self.0.borrow_mut() = Some(Rc::new(then));
    }

    /// It is drawn.
    pub fn tell(&self) {
        if let Some(then) = self.0.borrow_mut().take() {
            // A frame is shown after its callbacks.
            Timeout::new(0, move || then()).forget();
        }
    }
}
