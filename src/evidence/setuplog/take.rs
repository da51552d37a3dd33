//! What one record says: the rows that it gives.

use std::sync::Arc;

use time::Duration;

use super::prerequisite;
use super::record::{Level, Record};
use super::result;
use super::views::{CAUSES, ERRORS, FAILURES, RECORDS, REFERENCES, RULES, SETTINGS};
use super::{failure, number, skip, Errors, SetupLog, SetupLogRows};
use crate::model::Value;

/// How far back the clock of a server may be set while setup runs.
const MOST_BACK: Duration = Duration::days(1);

impl<R: SetupLogRows> SetupLog<R> {
    /// Takes everything that one record says.
    pub(super) fn take(&mut self, record: Record) {
        if self.run.is_none() {
            self.begin_headless(&record);
        }
        let (level, script, message) = record.parts();
        if let Some(run) = &mut self.run {
            run.read(&record, level, message);
            let began = run.first.time.and_then(|time| time.checked_sub(MOST_BACK));
            let is_older = record.time.zip(began).is_some_and(|(time, began)| time < began);
            // Of the others only some are read.
            let first = || record.text.lines().next().unwrap_or_default();
            if is_older && skip::says_something(first()) {
                self.odd
                    .note(record.line, "a record that is older than the run in which it stands");
            }
        }
        if self.wanted(RECORDS) && self.rows.wants_record(message) {
            let text: Arc<str> = Arc::from(message);
            let values = [
                number(record.line),
                record.time_value(),
                number(u64::from(record.depth)),
                Value::from(level.name()),
                script.map_or(Value::Missing, Value::from),
                Value::Text(text.clone()),
            ];
            self.give(RECORDS, &record, text, values);
        }
        if self.wanted(CAUSES) {
            self.causes.pass(&record, level, message, result::is_failing(message));
        }
        self.required(&record, level, message);
        match level {
            Level::ErrorReference => self.reference(&record, message),
            Level::Error if self.wanted(ERRORS) || self.wanted(CAUSES) => {
                if !record.truncated && failure::is_torn(message) {
                    self.odd.note(record.line, "an error that is not whole");
                }
                let full = self.errors.add(&record, message);
                full.into_iter().for_each(|error| error.give(self));
            }
            Level::Information => {
                if Errors::closes_block(&record, message) {
                    let closed = self.errors.close(false);
                    closed.into_iter().for_each(|error| error.give(self));
                }
                self.prerequisite(&record, message);
            }
            _ => {}
        }
        self.spare = record.text;
        self.spare.clear();
    }

    fn reference(&mut self, record: &Record, message: &str) {
        let reference = failure::Reference::parse(message);
        for error in self.errors.refer(&reference) {
            error.give(self);
        }
        if self.wanted(REFERENCES) {
            let values = [
                Value::Text(reference.id.clone()),
                reference.component(),
                number(record.line),
                record.time_value(),
            ];
            self.give(REFERENCES, record, Arc::from(message), values);
        }
    }

    fn prerequisite(&mut self, record: &Record, message: &str) {
        let evaluated = prerequisite::evaluated(message);
        // One that is too long to be kept says so itself.
        let is_broken = match &evaluated {
            Some(evaluated) => evaluated.is_rule && !evaluated.is_whole(),
            None => is_broken(message),
        };
        if is_broken && !record.truncated {
            self.odd.note(record.line, "a record that is not whole");
        }
        if let Some(evaluated) = evaluated {
            if evaluated.is_rule {
                self.analysis.open.evaluated(evaluated.name);
            }
            if evaluated.is_rule && self.wanted(RULES) {
                self.keep_rule(record, &evaluated, message);
            } else if !evaluated.is_rule && self.wanted(SETTINGS) {
                let values = [
                    Value::from(evaluated.name),
                    evaluated.value(),
                    evaluated.has_exception(),
                    number(record.line),
                ];
                self.give(SETTINGS, record, Arc::from(message), values);
            }
        } else if let Some((name, text)) = prerequisite::failed(message) {
            self.analysis.finish();
            self.required.tell(name);
            self.add_prerequisite(record, name, text);
            if self.wanted(FAILURES) {
                let values = [Value::from(name), Value::from(text), number(record.line)];
                self.give(FAILURES, record, Arc::from(message), values);
            }
        } else if result::begins_analysis(message) {
            self.begin_analysis(record);
        } else if result::ends_analysis(message) {
            self.analysis.finish();
            if let Some((name, line)) = self.analysis.open.end() {
                let what = format!("setup began to evaluate {name}, and no record has its value");
                self.odd.note(line, &what);
            }
        } else {
            self.analysis.start_rule(record.line, message);
        }
    }

    /// A prerequisite of which the log has only what setup told its user.
    fn required(&mut self, record: &Record, level: Level, message: &str) {
        let waits = self.required.is_open();
        if let Some(name) = prerequisite::help_for(message).filter(|_| !waits) {
            if !self.required.has(name) {
                self.odd.note(record.line, "help for a prerequisite that no record says failed");
            }
        }
        if let Some((name, required)) = self.required.read(record, level, message) {
            self.analysis.finish();
            let text: Arc<str> = Arc::from(required.parts().2.trim_end());
            self.add_prerequisite(&required, name, &text);
            let values = [Value::from(name), Value::Text(text.clone()), number(required.line)];
            self.give(FAILURES, &required, text, values);
        }
    }
}

/// Whether a record that says something decisive lacks a part, as where a log was cut and joined.
fn is_broken(message: &str) -> bool {
    message.starts_with("Evaluated [Rule:")
        || (message.starts_with("Failed [Rule:") && !prerequisite::is_whole_failure(message))
        || (message.starts_with("CurrentResult ") && !result::is_result(message))
}
