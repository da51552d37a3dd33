//! The last analysis of the prerequisites in a run. The wizard's Retry begins all of it anew.

use std::collections::HashMap;
use std::sync::Arc;

use super::begun::Begun;
use super::prerequisite::{self, Evaluated, MAX_NAME, MAX_NAMES};
use super::record::Record;
use super::views::{FAILURES, RULES, SETTINGS};
use super::{number, SetupLog, SetupLogRows};
use crate::model::Value;

/// How many evaluations wait for the end of their analysis, and how long they are in all. Setup
/// evaluates about 200 rules, a few of them once for each of many things.
const MAX_PENDING: usize = 4096;
const MAX_PENDING_BYTES: usize = 4 * 1024 * 1024;

/// An evaluation of a rule; whether setup stopped because of it is told later.
#[derive(Debug)]
struct Pending {
    record: Record,
    text: Arc<str>,
    name: String,
    value: Value,
    has_exception: Value,
}

/// What has been seen of the analysis.
#[derive(Debug, Default)]
pub(super) struct Analysis {
    /// The line in which it began, where the log has that.
    begun: Option<u64>,
    finished: bool,
    /// The rules without a value.
    pub(super) open: Begun,
    rules: Vec<Pending>,
    bytes: usize,
    /// The types of rules that have one in the log, by their names in lower case.
    types: HashMap<String, Arc<str>>,
}

impl Analysis {
    /// Takes the record of a rule that is about to be evaluated.
    pub(super) fn start_rule(&mut self, line: u64, message: &str) {
        self.open.start(line, message);
        let Some((name, kind)) = prerequisite::started_rule(message) else { return };
        if self.types.len() < MAX_NAMES && name.len() <= MAX_NAME {
            self.types.insert(name.to_ascii_lowercase(), Arc::from(kind));
        }
    }

    /// Setup says what failed: the analysis is at its end.
    pub(super) fn finish(&mut self) {
        self.finished = true;
    }

    /// The line where it begins, of an analysis that has no end.
    pub(super) fn unfinished(&self) -> Option<u64> {
        self.begun.filter(|_| !self.finished)
    }

    /// The row of an evaluation, where it is known which rules `failed`: true is a cause where setup
    /// says so; where it came to say nothing, true alone is.
    fn row(&self, pending: &Pending, failed: impl Fn(&str) -> bool) -> [Value; 6] {
        let kind = self.types.get(&pending.name.to_ascii_lowercase());
        let stops = match (&pending.value, self.finished) {
            (_, true) => Value::Bool(failed(&pending.name)),
            (Value::Bool(true), false) => {
                Value::Bool(kind.is_none_or(|kind| kind.eq_ignore_ascii_case("Error")))
            }
            (Value::Unknown(reason), false) => Value::Unknown(reason.clone()),
            _ => Value::Bool(false),
        };
        [
            Value::from(pending.name.as_str()),
            pending.value.clone(),
            stops,
            kind.map_or(Value::Missing, |kind| Value::Text(kind.clone())),
            pending.has_exception.clone(),
            number(pending.record.line),
        ]
    }
}

impl<R: SetupLogRows> SetupLog<R> {
    /// Another analysis begins: what an earlier one found does not count.
    pub(super) fn begin_analysis(&mut self, record: &Record) {
        let before = self.errors.close(false);
        before.into_iter().for_each(|error| error.give(self));
        self.analysis = Analysis { begun: Some(record.line), ..Analysis::default() };
        self.required.clear();
        self.causes.go_on();
        [RULES, SETTINGS, FAILURES].iter().for_each(|view| self.rows.forget(view));
    }

    /// Keeps the evaluation of a rule until the analysis is at its end.
    pub(super) fn keep_rule(&mut self, record: &Record, evaluated: &Evaluated<'_>, message: &str) {
        if self.analysis.rules.len() >= MAX_PENDING || self.analysis.bytes > MAX_PENDING_BYTES {
            self.odd.note(record.line, "more evaluations of rules than setup has");
            return;
        }
        self.analysis.bytes += message.len();
        let record = Record { text: String::new(), ..record.clone() };
        self.analysis.rules.push(Pending {
            record,
            text: Arc::from(message),
            name: evaluated.name.to_owned(),
            value: evaluated.value(),
            has_exception: evaluated.has_exception(),
        });
    }

    /// Gives the evaluations of the last analysis of the log.
    pub(super) fn give_rules(&mut self) {
        let analysis = std::mem::take(&mut self.analysis);
        for pending in &analysis.rules {
            let values = analysis.row(pending, |name| self.required.has(name));
            self.give(RULES, &pending.record, pending.text.clone(), values);
        }
    }
}
