//! What the evaluation of one rule may cost, and whether it goes on: asked by every loop over
//! evidence and by every condition.

use std::cell::Cell;
use std::sync::Arc;

use super::budget::Purse;
use crate::model::Row;

/// What one rule may take to be evaluated: conditions that are asked and pieces of text that are
/// looked at. Sound rules over full logs take a hundredth of it.
pub(super) const MOST_STEPS: u64 = 200_000_000;

/// How many steps may pass between two looks at whether to stop: a few milliseconds.
const BETWEEN_LOOKS: u64 = 4096;

/// How much text one step looks at, in bytes.
const TEXT: usize = 64;

/// Why an evaluation ended before it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Somebody asked to stop.
    Stopped,
    /// It took too many steps.
    Steps,
    /// It needed more memory than it may have.
    Memory,
}

/// The meter of one rule.
pub(super) struct Meter<'a> {
    purse: Purse<'a>,
    stop: &'a dyn Fn() -> bool,
    steps: Cell<u64>,
    looked: Cell<u64>,
    most: Cell<u64>,
    taken: Cell<usize>,
    short: Cell<bool>,
    end: Cell<Option<End>>,
}

impl<'a> Meter<'a> {
    /// A meter that nothing has passed; as long as a log is read, steps are counted and not bounded.
    pub(super) fn new(purse: Purse<'a>, stop: &'a dyn Fn() -> bool) -> Self {
        Self {
            purse,
            stop,
            steps: Cell::new(0),
            looked: Cell::new(0),
            most: Cell::new(u64::MAX),
            taken: Cell::new(0),
            short: Cell::new(false),
            end: Cell::new(None),
        }
    }

    /// The evaluation begins, which may take so many steps.
    pub(super) fn begin(&self, most: u64) {
        self.steps.set(0);
        self.looked.set(0);
        self.most.set(most);
    }

    /// Keeps a row that a log gave until it is released, if there is room for it.
    pub(super) fn keep(&self, row: &Arc<Row>) -> bool {
        self.noted(self.purse.keep(row))
    }

    /// Gives back a row that a log gave.
    pub(super) fn release(&self, row: &Arc<Row>) {
        self.purse.release(row);
    }

    /// Keeps a row until the evaluation is done, if there is room for it.
    pub(super) fn borrow(&self, row: &Arc<Row>) -> bool {
        self.take(self.purse.price(row))
    }

    /// Takes memory until it is given back.
    pub(super) fn lend(&self, bytes: usize) -> bool {
        self.noted(self.purse.take(bytes))
    }

    /// Gives back what was lent.
    pub(super) fn settle(&self, bytes: usize) {
        self.purse.give(bytes);
    }

    /// Whether there was less memory at any time than was asked for.
    pub(super) fn was_short(&self) -> bool {
        self.short.get()
    }

    fn noted(&self, taken: bool) -> bool {
        if !taken {
            self.short.set(true);
        }
        taken
    }

    /// Counts a step, and the text that it looks at; whether to go on.
    pub(super) fn step(&self, text: usize) -> bool {
        self.steps_of(1 + (text / TEXT) as u64)
    }

    /// Counts steps; whether to go on.
    pub(super) fn steps_of(&self, steps: u64) -> bool {
        let steps = self.steps.get().saturating_add(steps);
        self.steps.set(steps);
        if steps - self.looked.get() >= BETWEEN_LOOKS {
            self.looked.set(steps);
            if (self.stop)() {
                self.end.set(Some(End::Stopped));
            } else if steps > self.most.get() {
                self.end_with(End::Steps);
            }
        }
        self.end.get().is_none()
    }

    /// Takes memory until the evaluation is done; whether there was so much.
    pub(super) fn take(&self, bytes: usize) -> bool {
        let taken = self.noted(self.purse.take(bytes));
        if taken {
            self.taken.set(self.taken.get() + bytes);
        }
        taken
    }

    /// Takes memory without which the evaluation cannot go on.
    pub(super) fn need(&self, bytes: usize) -> bool {
        let taken = self.take(bytes);
        if !taken {
            self.end_with(End::Memory);
        }
        taken
    }

    /// The evaluation is done: everything is given back but so much, which its result takes.
    pub(super) fn finish(&self, result: usize) {
        self.purse.give(self.taken.replace(result).saturating_sub(result));
    }

    /// The result is gone too.
    pub(super) fn told(&self) {
        self.purse.give(self.taken.take());
    }

    /// Why the evaluation has ended, if it has.
    pub(super) fn end(&self) -> Option<End> {
        self.end.get()
    }

    fn end_with(&self, end: End) {
        if self.end.get().is_none() {
            self.end.set(Some(end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::budget::Budget;
    use super::*;

    #[test]
    fn a_stop_is_seen_within_so_many_steps() {
        let budget = Budget::new(2000, 1, 1);
        let asked = Cell::new(false);
        let stop = || asked.get();
        let meter = Meter::new(budget.of(0), &stop);
        assert!((0..10_000).all(|_| meter.step(0)));
        asked.set(true);
        assert!((0..=BETWEEN_LOOKS).any(|_| !meter.step(0)));
        assert_eq!(meter.end(), Some(End::Stopped));
        assert!(!meter.step(0));
    }

    #[test]
    fn only_an_evaluation_is_bounded_and_text_counts() {
        let budget = Budget::new(2000, 1, 1);
        let meter = Meter::new(budget.of(0), &|| false);
        assert!(meter.steps_of(MOST_STEPS * 2));
        meter.begin(MOST_STEPS);
        assert!(meter.step(64 * 1024));
        assert!(meter.steps_of(MOST_STEPS / 2));
        assert!(!meter.step(usize::try_from(MOST_STEPS).unwrap() * TEXT));
        assert_eq!(meter.end(), Some(End::Steps));
    }

    #[test]
    fn what_is_taken_is_given_back_but_for_the_result() {
        let budget = Budget::new(2000, 1, 1);
        let meter = Meter::new(budget.of(0), &|| false);
        assert!(meter.take(300) && meter.take(200) && !meter.take(1400));
        assert_eq!((budget.used(), meter.end()), (500, None));
        meter.finish(120);
        assert_eq!(budget.used(), 120);
        meter.told();
        assert_eq!(budget.used(), 0);
        assert!(!meter.need(1600));
        assert_eq!(meter.end(), Some(End::Memory));
    }
}
