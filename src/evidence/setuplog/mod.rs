//! Sources `setuplog.*`: Exchange's own `ExchangeSetup.log`, to which every setup run appends.
//!
//! A record is a stamped line and the unstamped lines after it. Times are UTC. Names of
//! prerequisites, ids of error references, tags of levels and setup's own results are the same in
//! every language of setup, and so are the few English lines that are known here. What is
//! translated decides nothing. Nothing here judges a run beyond what the log says of it, and what
//! stands in the log otherwise than setup writes it leaves doubt.

mod analysis;
mod attempt;
mod banner;
mod begun;
mod causes;
mod damage;
mod failure;
mod head;
mod odd;
mod prerequisite;
mod record;
mod rest;
mod result;
mod run;
mod runs;
mod shape;
mod skip;
mod stamp;
mod take;
mod views;
mod words;

use std::sync::Arc;

use regex::Regex;

use self::analysis::Analysis;
use self::attempt::Attempt;
use self::causes::Causes;
use self::damage::Doubts;
use self::failure::Errors;
use self::odd::Odd;
use self::prerequisite::Required;
use self::record::Record;
use self::rest::Rest;
use self::run::Run;
use self::runs::Newest;
use self::shape::Shape;
use self::stamp::Stamp;
use self::views::{OF_ALL_RUNS, OF_JUDGED_RUN, RECORDS, SETTINGS};
use super::columns::{number, Columns};
use super::scan::{Line, LogFile, LogSink};
use super::{Damage, LineBlock};
use crate::model::{Completeness, Location, Row, Value};

/// Somebody who wants rows of a setup log.
///
/// Rows of `setuplog.runs`, `setuplog.causes` and `setuplog.judged` are those of the whole log. All
/// other rows are of the run that is being read, and of prerequisites only those of its last analysis
/// count, so that [`forget`](Self::forget) takes the others back. In the end those count that were
/// [kept](Self::keep) last: of the last run that decided something.
pub trait SetupLogRows {
    /// Whether rows of that view are wanted; asked once for each, when the log is opened.
    fn wants(&self, view: &str) -> bool;

    /// Whether the record with that text may be wanted as a row of `setuplog.records`. Saying no
    /// saves the making of the row.
    fn wants_record(&self, text: &str) -> bool {
        let _ = text;
        true
    }

    /// Words of which every record that may be wanted as a row of `setuplog.records` has one in its
    /// first line; `None` where it need not have any. Records without them need not be read.
    fn record_words(&self) -> Option<&'static [&'static str]> {
        None
    }

    /// The rows of that view which were given and not kept do not count.
    fn forget(&mut self, view: &str);

    /// The rows of that view which were given and not kept count, in place of those that were kept
    /// before.
    fn keep(&mut self, view: &str);

    /// The next row of a view.
    fn row(&mut self, view: &'static str, row: Row);

    /// The log is at its end: whether all of its runs, and all from the judged one on, could be
    /// seen, and whether that is the judged one for certain, whatever is lost before it and in it.
    fn end(&mut self, runs: &Completeness, last_run: &Completeness, last: &Completeness);
}

/// Parses one setup log, line by line, in bounded memory.
pub struct SetupLog<R> {
    rows: R,
    file: LogFile,
    views: Vec<(&'static str, Columns)>,
    /// What tells the records that are read; `None` where all of them are.
    words: Option<Regex>,
    /// The record that is being put together.
    open: Option<Record>,
    /// A line of asterisks, which belongs to the run that its successor belongs to.
    held: Option<Record>,
    run: Option<Run>,
    /// The last run before it that decided something.
    judged: Option<Run>,
    /// How many runs have begun.
    count: u64,
    /// A run that begins where the last one has no end.
    attempt: Option<Attempt>,
    newest: Newest,
    errors: Errors,
    required: Required,
    analysis: Analysis,
    causes: Causes,
    shape: Shape,
    rest: Rest,
    odd: Odd,
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
            words: None,
            open: None,
            held: None,
            run: None,
            judged: None,
            count: 0,
            attempt: None,
            newest: Newest::default(),
            errors: Errors::default(),
            required: Required::default(),
            analysis: Analysis::default(),
            causes: Causes::default(),
            shape: Shape::default(),
            rest: Rest::default(),
            odd: Odd::default(),
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
        self.rows.row(view, Row { cut: record.truncated, code_page: record.code_page, ..row });
    }

    /// Takes the next line: the start of a record, or more of the open one. Where a line break was
    /// lost, a record begins inside it. `words` says whether it may hold the words of several.
    fn take_line(&mut self, line: &Line<'_>, mut words: bool) {
        let mut line = *line;
        while let Some(at) = stamp::inner_stamp(line.text) {
            let (before, behind) = line.text.split_at(at);
            self.take_part(&Line { text: before, ..line }, words);
            words = true;
            if skip::says_something(behind) {
                let blank = |c: char| c.is_whitespace() || c == '>' || c == '\u{feff}';
                let what = match before.trim_matches(blank).is_empty() {
                    true => "something stands before the stamp of a record",
                    false => "a record begins in the middle of a line",
                };
                self.odd.note(line.number, what);
            }
            line.text = behind;
        }
        self.take_part(&line, words);
    }

    fn take_part(&mut self, line: &Line<'_>, words: bool) {
        if let Some(stamp) = stamp::stamp(line.text) {
            self.start(line, &stamp, true, words);
        } else if let Some(stamp) = stamp::unknown_stamp(line.text) {
            self.start(line, &stamp, false, words);
        } else if let Some(record) = &mut self.open {
            record.add(line);
        }
    }

    fn start(&mut self, line: &Line<'_>, stamp: &Stamp<'_>, stamped: bool, words: bool) {
        if let Some(record) = self.open.take() {
            self.finished(record);
        }
        let text = std::mem::take(&mut self.spare);
        let mut next = Record { text, ..Record::default() };
        next.start(line, stamp, stamped);
        if words && words::another(next.parts().2).is_some() {
            self.odd.note(line.number, "a record holds the start of another one");
        }
        self.open = Some(next);
        self.open_is_plain = false;
    }
}

impl<R: SetupLogRows> LogSink for SetupLog<R> {
    fn begin(&mut self, file: &LogFile) {
        self.file = file.clone();
        self.views = OF_ALL_RUNS
            .into_iter()
            .chain(OF_JUDGED_RUN)
            .filter(|view| self.rows.wants(view))
            .map(|view| (view, Columns::new(view, [])))
            .collect();
        let records: Option<&[&str]> =
            if self.wanted(RECORDS) { self.rows.record_words() } else { Some(&[]) };
        self.words = records.and_then(|records| skip::words(self.wanted(SETTINGS), records));
    }

    fn damage(&mut self, damage: &Damage) {
        self.doubts.damage(damage);
    }

    fn line(&mut self, line: &Line<'_>) {
        self.doubts.line(line);
        self.shape.line(line, &mut self.odd);
        if line.truncated {
            self.rest.begin(line);
        }
        self.take_line(line, true);
    }

    fn rest(&mut self, part: &Line<'_>) {
        self.rest.search(part, &mut self.odd);
    }

    fn block(&mut self, block: &LineBlock<'_>) {
        self.search(block);
    }

    fn end(&mut self, completeness: &Completeness) {
        if let Some(record) = self.open.take() {
            self.finished(record);
        }
        self.shape.end(&mut self.odd);
        self.end_runs();
        self.tell_end(completeness);
    }
}

#[cfg(test)]
mod tests;
