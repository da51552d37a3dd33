//! One run: who watches it, and what has been told of it.

use std::cell::{Cell, RefCell};

use super::Observer;
use crate::model::RuleResult;

/// A run, for everything that works for it at the same time.
pub(super) trait Run {
    /// Whether the run is to stop. Once it is, it stays so.
    fn is_cancelled(&self) -> bool;

    /// Tells how far the reading is.
    fn progress(&self, read: u64, total: u64, current: &str);

    /// Tells what a rule says.
    fn result(&self, result: RuleResult);
}

/// A run that somebody watches.
pub(super) struct Watched<'o> {
    observer: RefCell<&'o mut (dyn Observer + 'o)>,
    cancelled: Cell<bool>,
}

impl<'o> Watched<'o> {
    /// A run that goes on.
    pub(super) fn new(observer: &'o mut (dyn Observer + 'o)) -> Self {
        Self { observer: RefCell::new(observer), cancelled: Cell::new(false) }
    }
}

impl Run for Watched<'_> {
    fn is_cancelled(&self) -> bool {
        if !self.cancelled.get() {
            let asked = self.observer.try_borrow().is_ok_and(|observer| observer.cancelled());
            self.cancelled.set(asked);
        }
        self.cancelled.get()
    }

    fn progress(&self, read: u64, total: u64, current: &str) {
        if let Ok(mut observer) = self.observer.try_borrow_mut() {
            observer.progress(read, total, current);
        }
    }

    fn result(&self, result: RuleResult) {
        if let Ok(mut observer) = self.observer.try_borrow_mut() {
            observer.result(result);
        }
    }
}
