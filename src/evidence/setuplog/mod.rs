//! Sources `setuplog.*`: Exchange's own `ExchangeSetup.log`, to which every setup run appends.
//!
//! A record is a stamped line and the unstamped lines after it. Times are UTC. Names of
//! prerequisites, ids of error references, tags of levels and the exit code are the same in every
//! language of setup. Sentences are translated, and a few are known here in English only: the one
//! that says success, and those from which the columns of a run are taken. Where such a sentence
//! would decide and is not there, the value is missing or unknown. Nothing here judges a run beyond
//! what the log says of it.

mod damage;
mod failure;
mod prerequisite;
mod record;
mod run;
mod skip;

use std::sync::Arc;

use self::damage::Doubts;
use self::failure::Errors;
use self::prerequisite::Required;
use self::record::{Level, Record};
use self::run::Run;
use super::columns::{number, Columns};
use super::scan::{Line, LogFile, LogSink};
use super::{Damage, LineBlock};
use crate::model::{Completeness, Location, Row, Value};

/// Somebody who wants rows of a setup log.
///
/// Rows of `setuplog.runs` are those of the whole log. All other rows are of the run that is being
/// read; only the last run's count, so that [`new_run`](Self::new_run) takes the others back.
pub trait SetupLogRows {
    /// Whether rows of that view are wanted; asked once for each, when the log is opened.
    fn wants(&self, view: &str) -> bool;

    /// Whether the record with that text may be wanted as a row of `setuplog.records`. Saying no
    /// saves the making of the row.
    fn wants_record(&self, text: &str) -> bool {
        let _ = text;
        true
    }

    /// Another run begins: rows of the views other than `setuplog.runs` are to be dropped.
    fn new_run(&mut self);

    /// The next row of a view.
    fn row(&mut self, view: &'static str, row: Row);

    /// The log is at its end: whether all of its runs, and all of its last run, could be seen, and
    /// whether that is the last one for certain, whatever is lost before it and in it.
    fn end(&mut self, runs: &Completeness, last_run: &Completeness, last: &Completeness);
}

const RUNS: &str = "setuplog.runs";
const RECORDS: &str = "setuplog.records";
const SETTINGS: &str = "setuplog.settings";
const RULES: &str = "setuplog.rules";
const FAILURES: &str = "setuplog.failures";
const ERRORS: &str = "setuplog.errors";
const REFERENCES: &str = "setuplog.references";

/// Parses one setup log, line by line, in bounded memory.
pub struct SetupLog<R> {
    rows: R,
    file: LogFile,
    views: Vec<(&'static str, Columns)>,
    /// The record that is being put together.
    open: Option<Record>,
    /// A line of asterisks, which belongs to the run that its successor belongs to.
    held: Option<Record>,
    run: Option<Run>,
    errors: Errors,
    required: Required,
    /// The text buffer of the last record, for the next one.
    spare: String,
    /// Whether the open record is known to say nothing that anybody asked for.
    open_is_plain: bool,
    /// Whether the log has records before its first banner.
    headless: bool,
    /// What is damaged.
    doubts: Doubts,
}

impl<R: SetupLogRows> SetupLog<R> {
    /// A parser that gives its rows to `rows`.
    pub fn new(rows: R) -> Self {
        let empty: Arc<str> = Arc::from("");
        Self {
            rows,
            file: LogFile { path: empty.clone(), server_path: empty, size: 0 },
            views: Vec::new(),
            open: None,
            held: None,
            run: None,
            errors: Errors::default(),
            required: Required::default(),
            spare: String::new(),
            open_is_plain: false,
            headless: false,
            doubts: Doubts::default(),
        }
    }

    /// The receiver of the rows.
    pub fn into_rows(self) -> R {
        self.rows
    }

    fn wanted(&self, view: &str) -> bool {
        self.views.iter().any(|(name, _)| *name == view)
    }

    /// Gives one row, where its view is wanted.
    fn give(
        &mut self,
        view: &'static str,
        record: &Record,
        text: Arc<str>,
        values: impl IntoIterator<Item = Value>,
    ) {
        let Some((view, columns)) = self.views.iter().find(|(name, _)| *name == view) else {
            return;
        };
        let location = Location {
            path: self.file.path.clone(),
            server_path: self.file.server_path.clone(),
            line: Some(record.line),
            offset: Some(record.offset),
            time: record.time,
            text,
        };
        let row = columns.row(values, location);
        self.rows.row(view, Row { cut: record.truncated, ..row });
    }

    /// A record is whole. Lines of asterisks wait for what comes after them.
    fn finished(&mut self, record: Record) {
        let banner = record.banner().map(Arc::<str>::from);
        if let Some(product) = banner {
            self.close_run(false);
            self.begin_run(Run::new(self.run_number() + 1, Some(product), &record));
        }
        if let Some(held) = self.held.take() {
            self.take(held);
        }
        if record.is_asterisks() {
            self.held = Some(record);
        } else {
            self.take(record);
        }
    }

    fn run_number(&self) -> u64 {
        self.run.as_ref().map_or(0, |run| run.number)
    }

    fn begin_run(&mut self, run: Run) {
        self.doubts.begin_run(run.first.offset);
        self.run = Some(run);
        self.required.clear();
        self.rows.new_run();
    }

    /// The run is over, because another one begins or the log ends.
    fn close_run(&mut self, at_end: bool) {
        let Some(run) = self.run.take() else { return };
        let lost = at_end && !run.ended;
        for error in self.errors.close(lost) {
            error.give(self);
        }
        let (values, text) = run.row();
        self.give(RUNS, &run.first, text, values);
        self.run = Some(run);
    }

    /// Everything that one record says.
    fn take(&mut self, record: Record) {
        if self.run.is_none() {
            self.headless = true;
            self.begin_run(Run::new(1, None, &record));
        }
        let (level, script, message) = record.parts();
        if let Some(run) = &mut self.run {
            run.read(&record, level, message);
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
        self.required(&record, level, message);
        match level {
            Level::ErrorReference => self.reference(&record, message),
            Level::Error if self.wanted(ERRORS) => {
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
        if let Some(evaluated) = prerequisite::evaluated(message) {
            let view = if evaluated.is_rule { RULES } else { SETTINGS };
            if self.wanted(view) {
                let values = [
                    Value::from(evaluated.name),
                    evaluated.value(),
                    evaluated.has_exception(),
                    number(record.line),
                ];
                self.give(view, record, Arc::from(message), values);
            }
        } else if let Some((name, text)) = prerequisite::failed(message) {
            self.required.tell(name);
            if self.wanted(FAILURES) {
                let values = [Value::from(name), Value::from(text), number(record.line)];
                self.give(FAILURES, record, Arc::from(message), values);
            }
        }
    }

    /// A prerequisite of which the log has only what setup told its user.
    fn required(&mut self, record: &Record, level: Level, message: &str) {
        if !self.wanted(FAILURES) {
            return;
        }
        if let Some((name, required)) = self.required.read(record, level, message) {
            let text: Arc<str> = Arc::from(required.parts().2.trim_end());
            let values = [Value::from(name), Value::Text(text.clone()), number(required.line)];
            self.give(FAILURES, &required, text, values);
        }
    }

    /// Whether all of the last run, or of the runs, can be in the log.
    fn completeness(&self) -> (Completeness, Completeness) {
        let path = &self.file.path;
        let partial = |text: String| Completeness::Partial(Arc::from(text));
        let Some(run) = &self.run else {
            let none =
                partial(format!("{path} holds no setup run; it is not an Exchange setup log"));
            return (none.clone(), none);
        };
        let cut = partial(format!("{path} begins in the middle of a setup run; its head is cut"));
        let runs = if self.headless { cut.clone() } else { Completeness::Complete };
        let last = if run.product.is_none() {
            cut
        } else if run.ended {
            Completeness::Complete
        } else {
            partial(format!(
                "the last setup run in {path}, started {}, has no end in the log: it is still \
                 running, was interrupted, or the log is cut",
                run.first.time_value()
            ))
        };
        (runs, last)
    }

    /// Takes the next line: the start of a record, or more of the open one.
    fn take_line(&mut self, line: &Line<'_>) {
        match record::stamp(line.text) {
            Some(stamp) => {
                if let Some(record) = self.open.take() {
                    self.finished(record);
                }
                let text = std::mem::take(&mut self.spare);
                let mut next = Record { text, ..Record::default() };
                next.start(line, &stamp);
                self.open = Some(next);
                self.open_is_plain = false;
            }
            None => {
                if let Some(record) = &mut self.open {
                    record.add(line);
                }
            }
        }
    }
}

impl<R: SetupLogRows> LogSink for SetupLog<R> {
    fn begin(&mut self, file: &LogFile) {
        self.file = file.clone();
        self.views = [RUNS, RECORDS, SETTINGS, RULES, FAILURES, ERRORS, REFERENCES]
            .into_iter()
            .filter(|view| self.rows.wants(view))
            .map(|view| (view, Columns::new(view, [])))
            .collect();
    }

    fn damage(&mut self, damage: &Damage) {
        self.doubts.damage(damage);
    }

    fn line(&mut self, line: &Line<'_>) {
        self.doubts.line(line);
        self.take_line(line);
    }

    fn block(&mut self, block: &LineBlock<'_>) {
        self.search(block);
    }

    fn end(&mut self, completeness: &Completeness) {
        if let Some(record) = self.open.take() {
            self.finished(record);
        }
        if self.run.is_some() {
            if let Some(held) = self.held.take() {
                self.take(held);
            }
        }
        self.close_run(true);
        self.tell_end(completeness);
    }
}

#[cfg(test)]
mod tests;
