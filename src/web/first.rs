//! What the worker says right behind the first lane of a run waits until that lane's picture is drawn: somebody is waiting
//! for it, whether the page has just come or a knob is being dragged, and the next lanes take as long to be built.

use super::platform::later;
use super::platform::worker::Heard;
use std::cell::{Cell, RefCell};
use std::mem;
use std::rc::Rc;

/// It waits at most so long, ms: a page that nobody looks at draws nothing.
const LONGEST_MS: u32 = 500;

/// Holds back what is heard.
#[derive(Default)]
pub struct FirstPicture {
    /// What was held back; `None` while everything passes.
    held: RefCell<Option<Vec<Heard>>>,
    /// Whether there is no picture to wait for.
    is_off: Cell<bool>,
    /// So often it has begun to hold.
    holds: Cell<u32>,
}

impl FirstPicture {
    /// Gives `heard` back, or keeps it for later.
    pub fn pass(&self, heard: Heard) -> Option<Heard> {
        match &mut *self.held.borrow_mut() {
            Some(held) => {
                held.push(heard);
                None
            }
            None => Some(heard),
        }
    }

    /// Whether there are pictures of lanes at all.
    pub fn expect(&self, pictures: bool) {
        self.is_off.set(!pictures);
    }

    /// Holds back what comes, for a while at most, after which `go_on` is called.
    pub fn hold(self: &Rc<Self>, go_on: impl FnOnce() + 'static) {
        if self.is_off.get() {
            return;
        }
        *self.held.borrow_mut() = Some(Vec::new());
        let hold = self.holds.get().wrapping_add(1);
        self.holds.set(hold);
        let this = Rc::downgrade(self);
        later(LONGEST_MS, move || {
            if this.upgrade().is_some_and(|this| this.holds.get() == hold) {
                go_on();
            }
        });
    }

    /// What was held back; nothing is any more.
    pub fn end(&self) -> Vec<Heard> {
        mem::take(&mut *self.held.borrow_mut()).unwrap_or_default()
    }
}

/// Tells each time that the first lane of a run is drawn.
#[derive(Default)]
pub struct Drawn {
    then: RefCell<Option<Rc<dyn Fn()>>>,
    is_awaited: Cell<bool>,
}

impl Drawn {
    /// Calls `then` whenever it is on screen.
    pub fn then(&self, then: impl Fn() + 'static) {
        *self.then.borrow_mut() = Some(Rc::new(then));
    }

    /// A lane is there that is to be drawn.
    pub fn wait(&self) {
        self.is_awaited.set(true);
    }

    /// It is drawn, or there is none.
    pub fn tell(&self) {
        let then = self.then.borrow().clone();
        if let Some(then) = then.filter(|_| self.is_awaited.replace(false)) {
            // A frame is shown after its callbacks.
            later(0, move || then());
        }
    }
}
