//! What stopped a run: each cause once, of every run that did not succeed.

use std::collections::VecDeque;
use std::sync::Arc;

use super::record::{Level, Record};
use super::run::Run;
use super::views::CAUSES;
use super::{number, SetupLog, SetupLogRows};
use crate::model::Value;

/// How many causes of one run are kept.
const MAX_CAUSES: usize = 64;

/// How many records before a failing result are kept.
const MAX_TAIL: usize = 16;

/// How a cause is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A prerequisite that was not met.
    Prerequisite,
    /// An error of a step.
    Error,
    /// A warning directly before the result that says failure.
    Warning,
    /// Another record there.
    Message,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Prerequisite => "Prerequisite",
            Self::Error => "Error",
            Self::Warning => "Warning",
            Self::Message => "Message",
        }
    }
}

/// One cause.
#[derive(Debug, Clone)]
pub(super) struct Cause {
    pub(super) kind: Kind,
    /// The prerequisite, or the type of the exception.
    pub(super) name: Value,
    /// Of the error reference.
    pub(super) component: Value,
    /// The record, without its text.
    pub(super) record: Record,
    pub(super) text: Arc<str>,
}

/// The causes of the run that is being read.
#[derive(Debug, Default)]
pub(super) struct Causes {
    found: Vec<Cause>,
    /// Errors inside of tasks, which setup may handle.
    inside: Vec<Cause>,
    /// What stands directly before the record that is being read.
    tail: VecDeque<Cause>,
    /// What stood directly before the first result that says failure.
    before_result: Option<Vec<Cause>>,
}

impl Causes {
    /// Another run begins.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Setup goes on to an analysis: nothing before it stopped the run.
    pub(super) fn go_on(&mut self) {
        self.found.clear();
        self.inside.clear();
    }

    /// Adds a cause, where it is not there yet: setup says many things more than once.
    pub(super) fn add(&mut self, cause: Cause) {
        // Deeper errors are those of one task; they count where there are no others.
        let list = if cause.record.depth <= 1 { &mut self.found } else { &mut self.inside };
        let told = list.iter().any(|other| other.kind == cause.kind && other.text == cause.text);
        if !told && list.len() < MAX_CAUSES {
            list.push(cause);
        }
    }

    /// Takes every record in its order, for the case that a result follows which says failure.
    pub(super) fn pass(&mut self, record: &Record, level: Level, message: &str, failing: bool) {
        if failing && self.before_result.is_none() {
            self.before_result = Some(self.tail.drain(..).collect());
        }
        let kind = match level {
            Level::Warning => Kind::Warning,
            Level::Information => Kind::Message,
            _ => return self.tail.clear(),
        };
        let says_nothing = record.time.is_none() || record.is_asterisks();
        if says_nothing || self.before_result.is_some() || message.starts_with("CurrentResult ") {
            return;
        }
        // Warnings count together, of other records only the last.
        let warns = kind == Kind::Warning;
        if !warns || self.tail.back().is_some_and(|last| last.kind != Kind::Warning) {
            self.tail.clear();
        }
        if self.tail.len() >= MAX_TAIL {
            self.tail.pop_front();
        }
        let record = Record { text: String::new(), ..record.clone() };
        let (name, component) = (Value::Missing, Value::Missing);
        self.tail.push_back(Cause { kind, name, component, record, text: Arc::from(message) });
    }

    /// The causes of the run, in the order of the log.
    fn take(&mut self) -> Vec<Cause> {
        let mut found = std::mem::take(&mut self.found);
        if found.is_empty() {
            found = std::mem::take(&mut self.inside);
        }
        if found.is_empty() {
            found = self.before_result.take().unwrap_or_default();
        }
        found.sort_by_key(|cause| cause.record.line);
        found
    }
}

impl<R: SetupLogRows> SetupLog<R> {
    /// Gives the causes of a run that is over.
    pub(super) fn give_causes(&mut self, run: &Run) {
        if !self.wanted(CAUSES) {
            return;
        }
        let causes = self.causes.take();
        if run.outcome.nothing_failed(run.ended) {
            return;
        }
        for cause in causes {
            let values = [
                number(run.number),
                Value::from(cause.kind.name()),
                cause.name,
                cause.component,
                number(cause.record.line),
                cause.record.time_value(),
                Value::Text(cause.text.clone()),
            ];
            self.give(CAUSES, &cause.record, cause.text, values);
        }
    }

    /// Notes a prerequisite that was not met.
    pub(super) fn add_prerequisite(&mut self, record: &Record, name: &str, text: &str) {
        if self.wanted(CAUSES) {
            self.causes.add(Cause {
                kind: Kind::Prerequisite,
                name: Value::from(name),
                component: Value::Missing,
                record: Record { text: String::new(), ..record.clone() },
                text: Arc::from(text),
            });
        }
    }
}
