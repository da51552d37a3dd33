//! What is known while a file is read: where the reader is, and what was found so far.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::services::List;
use crate::evidence::facts::shape::SERVICES;
use crate::evidence::facts::source::{Place, Position};
use crate::evidence::facts::Facts;
use crate::model::Value;

/// Characters of a text that is a fact. No name and no path of Windows is longer.
pub(super) const MAX_TEXT: usize = 32_767;
/// Characters of a reason that was given for what is unknown.
const MAX_REASON: usize = 1_000;
/// Faults that are told; a file that is something else altogether has many.
const MAX_FAULTS: usize = 5;

/// What all readers of one file share.
pub(super) struct Context<'c> {
    origin: &'c str,
    position: &'c Position,
    /// Whether the encoding is a guess, so that text beyond ASCII may be another.
    pub(super) is_guess: bool,
    facts: RefCell<Facts>,
    services: RefCell<Option<List>>,
    /// The list of a member `value`.
    clothed: RefCell<Option<List>>,
    faults: Cell<usize>,
}

impl<'c> Context<'c> {
    pub(super) fn new(origin: &'c str, position: &'c Position, is_guess: bool) -> Self {
        let facts = RefCell::new(Facts::empty(&not_given(origin)));
        let (services, clothed, faults) = (RefCell::new(None), RefCell::new(None), Cell::new(0));
        Self { origin, position, is_guess, facts, services, clothed, faults }
    }

    pub(super) fn into_facts(self) -> Facts {
        let (mut facts, origin) = (self.facts.into_inner(), self.origin);
        let list = match (self.services.into_inner(), self.clothed.into_inner()) {
            // A `value` beside the list that is none itself costs nothing.
            (Some(list), Some(value)) if !value.is_empty() => {
                let twice = format!("{origin}: {SERVICES} and value: they are given twice");
                Some(if list.is_empty() { value } else { List::unknown(Arc::from(twice)) })
            }
            (Some(list), _) | (None, Some(list)) => Some(list),
            (None, None) => None,
        };
        if let Some(list) = list {
            list.give(&mut facts, origin);
        }
        facts
    }

    /// The list of services was read; `clothed` is one that stands in a `value`. Two of them are none.
    pub(super) fn services(&self, list: List, clothed: bool) {
        let place = if clothed { &self.clothed } else { &self.services };
        let mut services = place.borrow_mut();
        *services = Some(match services.take() {
            None => list,
            Some(_) => List::unknown(self.reason(SERVICES, "they are given twice", self.here())),
        });
    }

    /// Changes what was found. Never called from inside itself.
    pub(super) fn found<T>(&self, change: impl FnOnce(&mut Facts) -> T) -> T {
        change(&mut self.facts.borrow_mut())
    }

    /// The place of the value that was just read.
    pub(super) fn here(&self) -> Place {
        self.position.now()
    }

    /// The place of the number that was just read.
    pub(super) fn number(&self) -> Place {
        self.position.before()
    }

    /// Why the member at `path` is not known.
    pub(super) fn reason(&self, path: &str, what: &str, place: Place) -> Arc<str> {
        let Place { line, column } = place;
        let path = if path.is_empty() { String::new() } else { format!("{path}: ") };
        Arc::from(format!("{}: {path}{what} (line {line}, column {column})", self.origin))
    }

    /// The member at `path` is not known.
    pub(super) fn wrong(&self, path: &str, what: &str, place: Place) -> Value {
        Value::Unknown(self.reason(path, what, place))
    }

    /// Nobody reads a member: what was meant by it is not known. `section` is empty for the file.
    pub(super) fn fault(&self, section: &'static str, what: &str, place: Place) {
        let count = self.faults.get() + 1;
        self.faults.set(count);
        if count <= MAX_FAULTS {
            let Place { line, column } = place;
            let text = format!("{what} (line {line}, column {column})");
            self.found(|facts| facts.faults.push((section, Arc::from(text))));
        }
    }

    /// The words for what is not given.
    pub(super) fn absent(&self, what: &str) -> Arc<str> {
        Arc::from(format!("{} {what}", not_given(self.origin)))
    }
}

/// What stands before the name of what is not given, by a file or by the facts that somebody gave.
pub(super) fn not_given(origin: &str) -> String {
    let verb = if origin.ends_with("facts") { "do" } else { "does" };
    format!("{origin} {verb} not give")
}

/// A reason of bounded length.
pub(super) fn short(reason: &str) -> Arc<str> {
    match reason.char_indices().nth(MAX_REASON) {
        Some((end, _)) => Arc::from(format!("{}...", reason.get(..end).unwrap_or_default())),
        None => Arc::from(reason),
    }
}
