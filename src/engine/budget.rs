//! The memory of one run: what all rules together may keep of the evidence, and of it each rule.
//!
//! Half of it belongs to the rules in equal shares, so that none can starve the ones after it. The
//! other half is for whoever needs more than that, up to a bound of its own. A row that several
//! queries keep is paid once, by the rule that kept it first, and given back when nobody keeps it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{Row, Value};

/// What the rules of a run may keep in all, in bytes: rows, what is made of them while a rule is
/// evaluated, and results that nobody has taken yet.
pub(super) const RUN_BYTES: usize = 256 << 20;

/// What it takes to keep a row that is kept already.
const REFERENCE: usize = 64;

/// The memory of a run, by rule.
#[derive(Debug)]
pub(super) struct Budget {
    /// What every rule may take, whatever the others have taken.
    share: usize,
    /// What all rules may take beyond their shares.
    common: usize,
    /// What one rule may take beyond its share.
    most: usize,
    beyond: Cell<usize>,
    used: RefCell<Vec<usize>>,
    rows: RefCell<HashMap<*const Row, Kept>>,
}

/// A row that is kept.
#[derive(Debug)]
struct Kept {
    by: usize,
    bytes: usize,
    times: usize,
}

impl Budget {
    /// So many bytes for the rules of a pack, of which so many are evaluated.
    pub(super) fn new(bytes: usize, rules: usize, evaluated: usize) -> Self {
        Self {
            share: bytes / 2 / evaluated.max(1),
            common: bytes / 2,
            most: bytes / 4,
            beyond: Cell::new(0),
            used: RefCell::new(vec![0; rules]),
            rows: RefCell::default(),
        }
    }

    /// The part of one rule.
    pub(super) fn of(&self, rule: usize) -> Purse<'_> {
        Purse { budget: self, rule }
    }

    /// Lays aside a quarter of everything while logs are read, so that something is left to evaluate
    /// the rules and to list what they found.
    pub(super) fn reserve(&self) {
        self.used.borrow_mut().iter_mut().for_each(|used| *used += self.share / 4);
        self.beyond.set(self.beyond.get() + self.common / 4);
    }

    /// The logs have been read.
    pub(super) fn free_reserve(&self) {
        self.beyond.set(self.beyond.get() - self.common / 4);
        let rules = self.used.borrow().len();
        for rule in 0..rules {
            self.give(rule, self.share / 4);
        }
    }

    fn take(&self, rule: usize, bytes: usize) -> bool {
        let mut used = self.used.borrow_mut();
        let Some(used) = used.get_mut(rule) else { return false };
        let before = used.saturating_sub(self.share);
        let after = used.saturating_add(bytes).saturating_sub(self.share);
        let beyond = self.beyond.get() - before + after.min(self.most + 1);
        if after > 0 && (after > self.most || beyond > self.common) {
            return false;
        }
        *used += bytes;
        self.beyond.set(beyond);
        true
    }

    fn give(&self, rule: usize, bytes: usize) {
        let mut used = self.used.borrow_mut();
        let Some(used) = used.get_mut(rule) else { return };
        let before = used.saturating_sub(self.share);
        *used = used.saturating_sub(bytes);
        self.beyond.set(self.beyond.get() - before + used.saturating_sub(self.share));
    }

    /// What all rules have taken.
    #[cfg(test)]
    pub(super) fn used(&self) -> usize {
        self.used.borrow().iter().sum()
    }
}

/// The part of a run's memory that one rule may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purse<'b> {
    budget: &'b Budget,
    rule: usize,
}

impl Purse<'_> {
    /// Takes memory, if there is so much.
    pub(super) fn take(&self, bytes: usize) -> bool {
        self.budget.take(self.rule, bytes)
    }

    /// Gives memory back.
    pub(super) fn give(&self, bytes: usize) {
        self.budget.give(self.rule, bytes);
    }

    /// What it takes to keep a row for a while.
    pub(super) fn price(&self, row: &Arc<Row>) -> usize {
        let known = self.budget.rows.borrow().contains_key(&Arc::as_ptr(row));
        REFERENCE + if known { 0 } else { size(row) }
    }

    /// Keeps a row, if there is room for it.
    pub(super) fn keep(&self, row: &Arc<Row>) -> bool {
        let mut rows = self.budget.rows.borrow_mut();
        if let Some(kept) = rows.get_mut(&Arc::as_ptr(row)) {
            let taken = self.take(REFERENCE);
            kept.times += usize::from(taken);
            return taken;
        }
        let bytes = size(row);
        let taken = self.take(bytes + REFERENCE);
        if taken {
            rows.insert(Arc::as_ptr(row), Kept { by: self.rule, bytes, times: 1 });
        }
        taken
    }

    /// Gives back a row that was kept.
    pub(super) fn release(&self, row: &Arc<Row>) {
        let mut rows = self.budget.rows.borrow_mut();
        let Some(kept) = rows.get_mut(&Arc::as_ptr(row)) else { return };
        self.give(REFERENCE);
        kept.times -= 1;
        if kept.times == 0 {
            self.budget.give(kept.by, kept.bytes);
            rows.remove(&Arc::as_ptr(row));
        }
    }
}

/// About what a row takes in memory, in bytes.
pub(super) fn size(row: &Row) -> usize {
    let text = &row.location.text;
    let columns = row.columns.iter().map(|(_, value)| match value {
        // The whole line is a column too.
        Value::Text(column) if Arc::ptr_eq(column, text) => 48,
        value => 48 + size_of_value(value),
    });
    // The row itself, and its place among the rows that are kept.
    160 + text.len() + columns.sum::<usize>()
}

/// What a value holds beside itself.
fn size_of_value(value: &Value) -> usize {
    match value {
        Value::Text(text) | Value::Unknown(text) => 16 + text.len(),
        Value::List(values) => 16 + values.iter().map(|v| 24 + size_of_value(v)).sum::<usize>(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Location;

    const RULES: usize = 4;
    const BYTES: usize = 64 << 10;

    fn row(length: usize) -> Arc<Row> {
        let text: Arc<str> = "x".repeat(length).into();
        let columns = vec![(Arc::from("Text"), Value::Text(text.clone()))];
        let location = Location { text, ..Location::default() };
        Arc::new(Row { source: None, columns, location, cut: false, code_page: false })
    }

    #[derive(Debug, Clone)]
    enum Step {
        Keep { rule: usize, row: usize },
        Release { at: usize },
        Take { rule: usize, bytes: usize },
        Give { at: usize },
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (0..RULES, 0..40usize).prop_map(|(rule, row)| Step::Keep { rule, row }),
            2 => (0..64usize).prop_map(|at| Step::Release { at }),
            2 => (0..RULES, 0..20_000usize).prop_map(|(rule, bytes)| Step::Take { rule, bytes }),
            1 => (0..64usize).prop_map(|at| Step::Give { at }),
        ]
    }

    proptest! {
        #[test]
        fn what_is_taken_is_given_back(steps in prop::collection::vec(step(), 0..300)) {
            let budget = Budget::new(BYTES, RULES, RULES);
            let rows: Vec<_> = (0..40).map(|n| row(n * 97)).collect();
            let (mut kept, mut taken) = (Vec::new(), Vec::new());
            for step in steps {
                match step {
                    Step::Keep { rule, row } => {
                        if budget.of(rule).keep(&rows[row]) {
                            kept.push((rule, row));
                        }
                    }
                    Step::Release { at } if at < kept.len() => {
                        let (rule, row) = kept.swap_remove(at);
                        budget.of(rule).release(&rows[row]);
                    }
                    Step::Take { rule, bytes } => {
                        if budget.of(rule).take(bytes) {
                            taken.push((rule, bytes));
                        }
                    }
                    Step::Give { at } if at < taken.len() => {
                        let (rule, bytes) = taken.swap_remove(at);
                        budget.of(rule).give(bytes);
                    }
                    Step::Release { .. } | Step::Give { .. } => {}
                }
                // A row counts once, however many keep it, and the whole is never passed.
                let mut once: Vec<usize> = kept.iter().map(|(_, row)| *row).collect();
                once.sort_unstable();
                once.dedup();
                let expected = once.iter().map(|row| size(&rows[*row])).sum::<usize>()
                    + kept.len() * REFERENCE
                    + taken.iter().map(|(_, bytes)| bytes).sum::<usize>();
                prop_assert_eq!(budget.used(), expected);
                prop_assert!(budget.used() <= BYTES);
            }
            for (rule, row) in kept {
                budget.of(rule).release(&rows[row]);
            }
            for (rule, bytes) in taken {
                budget.of(rule).give(bytes);
            }
            prop_assert_eq!((budget.used(), budget.beyond.get()), (0, 0));
            prop_assert!(budget.rows.borrow().is_empty());
        }

        #[test]
        fn nobody_can_take_the_share_of_another(greedy in prop::collection::vec((1..RULES, 1..9_000usize), 0..200)) {
            let budget = Budget::new(BYTES, RULES, RULES);
            for (rule, bytes) in greedy {
                let _ = budget.of(rule).take(bytes);
            }
            prop_assert!(budget.of(0).take(BYTES / 2 / RULES));
        }
    }

    #[test]
    fn a_quarter_is_left_when_logs_have_been_read() {
        let budget = Budget::new(BYTES, RULES, RULES);
        budget.reserve();
        for rule in 0..RULES {
            while budget.of(rule).take(64) {}
        }
        let read = budget.used();
        budget.free_reserve();
        assert!(budget.used() <= BYTES / 4 * 3 && budget.used() < read);
        for rule in 0..RULES {
            assert!(budget.of(rule).take(BYTES / 8 / RULES));
        }
    }

    #[test]
    fn one_rule_alone_may_take_three_quarters() {
        let budget = Budget::new(BYTES, 1, 1);
        assert!(budget.of(0).take(BYTES / 4 * 3));
        assert!(!budget.of(0).take(1));
        assert!(!budget.of(0).take(usize::MAX));
        assert!(!budget.of(1).take(0), "there is no such rule");
    }
}
