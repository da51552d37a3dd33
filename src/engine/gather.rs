//! Which of the rows that match are kept: the first, the last, one for each value, or all of them
//! up to a limit. Rows may come one by one while a log streams by; memory is bounded.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use super::budget::size;
use super::meter::Meter;
use super::operators::{key, order};
use crate::language::ast::{Quantity, Query, QuerySource};
use crate::model::{join_reasons, Completeness, Limits, Row, Rows, Truth, Value};

/// Takes rows and keeps what a query asks for.
pub(super) struct Gather<'q> {
    keep: Keep,
    /// The column that says which rows exclude each other.
    per: Option<&'q str>,
    /// The column that orders them.
    by: Option<&'q str>,
    /// How many rows are wanted.
    limit: usize,
    /// How much may be kept at most.
    limits: Limits,
    kept: Vec<Kept>,
    slots: HashMap<Box<str>, usize>,
    total: u64,
    bytes: usize,
    /// What the names of the slots take.
    slot_bytes: usize,
    doubt: Option<Arc<str>>,
    keeper: Keeper<'q>,
}

/// Who pays for the rows that are kept.
#[derive(Clone, Copy)]
pub(super) enum Keeper<'a> {
    /// The rule whose question the log answers, until it is evaluated.
    Log(&'a Meter<'a>),
    /// The rule that is evaluated.
    Rule(&'a Meter<'a>),
    /// Nobody: the rows are few.
    Nobody,
}

impl Keeper<'_> {
    fn keep(self, row: &Arc<Row>) -> bool {
        match self {
            Self::Log(meter) => meter.keep(row),
            Self::Rule(meter) => meter.borrow(row),
            Self::Nobody => true,
        }
    }

    fn release(self, row: &Arc<Row>) {
        if let Self::Log(meter) = self {
            meter.release(row);
        }
    }

    fn lend(self, bytes: usize) -> bool {
        match self {
            Self::Log(meter) => meter.lend(bytes),
            Self::Rule(meter) => meter.take(bytes),
            Self::Nobody => true,
        }
    }

    fn settle(self, bytes: usize) {
        if let Self::Log(meter) = self {
            meter.settle(bytes);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    All,
    First,
    Last,
}

struct Kept {
    position: u64,
    rank: Option<Value>,
    row: Arc<Row>,
}

impl<'q> Gather<'q> {
    /// Keeps what `query` asks for.
    pub(super) fn of(query: &'q Query, keeper: Keeper<'q>) -> Self {
        let keep = match query.quantity {
            Quantity::First => Keep::First,
            Quantity::Last => Keep::Last,
            Quantity::Whole | Quantity::Rows if query.per.is_some() => Keep::Last,
            Quantity::Whole | Quantity::Rows => Keep::All,
        };
        let everything = Self::everything(query, keeper);
        let limit = query.limit.and_then(|limit| usize::try_from(limit).ok());
        Self {
            keep,
            per: query.per.as_ref().map(|name| name.text.as_ref()),
            by: query.by.as_ref().map(|name| name.text.as_ref()),
            limit: limit.map_or(everything.limit, |limit| limit.min(everything.limit)),
            ..everything
        }
    }

    /// Keeps every row, for a query whose condition can only be decided later.
    pub(super) fn everything(query: &'q Query, keeper: Keeper<'q>) -> Self {
        let limits = match &query.source {
            QuerySource::Evidence(source) => source.limits,
            QuerySource::Table(_) | QuerySource::Variable(_) => Limits::QUESTION,
        };
        Self {
            keep: Keep::All,
            per: None,
            by: None,
            limit: limits.rows,
            limits,
            kept: Vec::new(),
            slots: HashMap::new(),
            total: 0,
            bytes: 0,
            slot_bytes: 0,
            doubt: None,
            keeper,
        }
    }

    /// Takes the next row, with what the query's condition says about it. A row for which it
    /// cannot be decided is left out, and the rows are no longer complete.
    pub(super) fn push(&mut self, row: Arc<Row>, truth: Truth) {
        match truth {
            Truth::True => {}
            Truth::False => return,
            Truth::Unknown(reason) => return self.doubt(&reason),
        }
        self.total += 1;
        if self.keep == Keep::All {
            if self.kept.len() >= self.limit {
                return;
            }
            if self.keep_row(&row, None).is_none() {
                // What is kept has no holes, even where a later row would still fit.
                self.limit = self.kept.len();
            }
            return;
        }
        let rank = match self.by.map(|by| (by, row.get(by))) {
            None => None,
            Some((_, Some(Value::Unknown(reason)))) => return self.doubt(&reason.clone()),
            Some((by, None | Some(Value::Missing))) => {
                return self.doubt(&format!("{by} is missing").into());
            }
            Some((_, Some(rank))) => Some(rank.clone()),
        };
        let slot = match self.per.map(|per| row.get(per)) {
            Some(Some(Value::Unknown(reason))) => return self.doubt(&reason.clone()),
            Some(Some(value)) => key(value).unwrap_or_default(),
            _ => Box::default(),
        };
        match self.slots.get(&slot).copied() {
            Some(index) => self.replace(index, &row, rank),
            None => {
                if self.new_slot(slot, &row, rank).is_none() {
                    self.doubt(&format!("there are more than {} values", self.slots.len()).into());
                }
            }
        }
    }

    /// Forgets every row: they belonged to an earlier run of the log.
    pub(super) fn clear(&mut self) {
        self.kept.drain(..).for_each(|kept| self.keeper.release(&kept.row));
        self.slots.clear();
        self.keeper.settle(std::mem::take(&mut self.slot_bytes));
        self.doubt = None;
        (self.total, self.bytes) = (0, 0);
    }

    /// Whether the one row that is asked for is the last by its position, and there is one.
    pub(super) fn has_the_last(&self) -> bool {
        let by_position = self.per.is_none() && self.by.is_none();
        self.keep == Keep::Last && by_position && !self.kept.is_empty()
    }

    /// The rows in the order of the evidence.
    pub(super) fn finish(mut self, completeness: Completeness) -> Rows {
        if self.per.is_some() {
            self.total = self.kept.len() as u64;
        }
        self.keeper.settle(self.slot_bytes);
        self.kept.sort_by_key(|kept| kept.position);
        let limit = self.limit.min(self.kept.len());
        self.kept.drain(limit..).for_each(|kept| self.keeper.release(&kept.row));
        let doubt = self.doubt.map_or(Completeness::Complete, Completeness::Partial);
        let completeness = completeness.and(doubt);
        // A row that nobody could examine may stand in the place of any of these.
        if self.per.is_some() && matches!(completeness, Completeness::Partial(_)) {
            self.kept.iter().for_each(|kept| self.keeper.release(&kept.row));
            return Rows { rows: Vec::new(), total: 0, completeness };
        }
        Rows {
            rows: self.kept.into_iter().map(|kept| kept.row).collect(),
            total: self.total,
            completeness,
        }
    }

    /// Keeps a row beside the others; `None` where there is no room.
    fn keep_row(&mut self, row: &Arc<Row>, rank: Option<Value>) -> Option<()> {
        let bytes = self.bytes + size(row);
        if bytes > self.limits.row_bytes || !self.keeper.keep(row) {
            return None;
        }
        self.bytes = bytes;
        self.kept.push(Kept { position: self.total, rank, row: row.clone() });
        Some(())
    }

    /// Keeps the first row of a value; `None` where there is no room.
    fn new_slot(&mut self, slot: Box<str>, row: &Arc<Row>, rank: Option<Value>) -> Option<()> {
        let name = 64 + slot.len();
        if self.slots.len() >= self.limits.rows || !self.keeper.lend(name) {
            return None;
        }
        self.slot_bytes += name;
        let place = self.kept.len();
        self.keep_row(row, rank)?;
        self.slots.insert(slot, place);
        Some(())
    }

    /// Keeps the row in place of another one, if it is the one that is asked for.
    fn replace(&mut self, index: usize, row: &Arc<Row>, rank: Option<Value>) {
        let Some(kept) = self.kept.get(index) else { return };
        let order = match (&rank, &kept.rank) {
            (Some(new), Some(old)) => order(new, old),
            // Without an order the row that comes later counts as the greater one.
            _ => Ok(Ordering::Greater),
        };
        let better = match (self.keep, order) {
            (Keep::Last, Ok(order)) => order.is_ge(),
            (_, Ok(order)) => order.is_lt(),
            (_, Err(reason)) => return self.doubt(&reason),
        };
        if !better {
            return;
        }
        let bytes = self.bytes.saturating_sub(size(&kept.row)) + size(row);
        if bytes > self.limits.row_bytes || !self.keeper.keep(row) {
            return self.doubt(&"there is no room for a later row".into());
        }
        self.keeper.release(&kept.row);
        self.bytes = bytes;
        let kept = Kept { position: self.total, rank, row: row.clone() };
        if let Some(place) = self.kept.get_mut(index) {
            *place = kept;
        }
    }

    /// Notes that a row may be missing here, and why.
    pub(super) fn doubt(&mut self, reason: &Arc<str>) {
        let doubt = self.doubt.take();
        self.doubt = Some(doubt.map_or_else(|| reason.clone(), |told| join_reasons(&told, reason)));
    }
}
