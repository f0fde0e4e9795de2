//! The scenario on screen and the ones before it: every change can be taken back.

use crate::scenario::Checked;
use std::rc::Rc;

/// Changes of the same field that follow each other within this time are one change: a slider being dragged.
const ONE_CHANGE_MS: f64 = 900.0;
/// So many changes can be taken back.
const MOST_CHANGES: usize = 200;

/// The present scenario, those it came from and those that were undone.
#[derive(Clone, Debug)]
pub struct History {
    present: Rc<Checked>,
    past: Vec<Rc<Checked>>,
    future: Vec<Rc<Checked>>,
    last: Option<(String, f64)>,
}

impl History {
    /// Begins with `scenario`.
    #[must_use]
    pub fn new(scenario: Checked) -> History {
        History { present: Rc::new(scenario), past: Vec::new(), future: Vec::new(), last: None }
    }

    /// The scenario on screen.
    #[must_use]
    pub fn present(&self) -> &Rc<Checked> {
        &self.present
    }

    /// Whether there is something to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether something was taken back.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Shows `scenario` instead, changed at `path` at the wall-clock time `now_ms`; without a path it is a change of its own.
    pub fn change(&mut self, path: &str, scenario: Checked, now_ms: f64) {
        if scenario == **self.present() {
            return;
        }
        let same = |(last, at): &(String, f64)| !path.is_empty() && last == path && now_ms - at < ONE_CHANGE_MS;
        let same = self.last.as_ref().is_some_and(same);
        let before = std::mem::replace(&mut self.present, Rc::new(scenario));
        if !same || self.past.is_empty() {
            self.past.push(before);
            if self.past.len() > MOST_CHANGES {
                self.past.remove(0);
            }
        }
        self.future.clear();
        self.last = Some((path.to_owned(), now_ms));
    }

    /// Takes the last change back.
    pub fn undo(&mut self) {
        if let Some(before) = self.past.pop() {
            self.future.push(std::mem::replace(&mut self.present, before));
            self.last = None;
        }
    }

    /// Makes the change again that was taken back last.
    pub fn redo(&mut self) {
        if let Some(after) = self.future.pop() {
            self.past.push(std::mem::replace(&mut self.present, after));
            self.last = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    fn with_seed(seed: u64) -> Checked {
        Scenario { seed, ..Scenario::default() }.check().unwrap()
    }

    #[test]
    fn changes_are_taken_back_and_made_again() {
        let mut history = History::new(with_seed(1));
        history.change("seed", with_seed(2), 0.0);
        history.change("seed", with_seed(3), 5_000.0);
        history.undo();
        assert_eq!((history.present().seed, history.can_undo(), history.can_redo()), (2, true, true));
        history.undo();
        history.undo();
        assert_eq!((history.present().seed, history.can_undo()), (1, false));
        history.redo();
        assert_eq!(history.present().seed, 2);
        history.change("seed", with_seed(9), 9_000.0);
        assert!(!history.can_redo());
    }

    #[test]
    fn dragging_is_one_change() {
        let mut history = History::new(with_seed(1));
        for i in 2..20 {
            history.change("seed", with_seed(i), i as f64 * 20.0);
        }
        history.undo();
        assert_eq!(history.present().seed, 1);
    }

    #[test]
    fn nothing_changed_is_no_change() {
        let mut history = History::new(with_seed(1));
        history.change("seed", with_seed(1), 0.0);
        assert!(!history.can_undo());
    }
}
