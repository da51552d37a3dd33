//! The rows of one setup log for all that ask for some: the log is read once.

use std::sync::Arc;

use super::row_pattern::{Matched, RowPattern};
use super::stream::Stream;
use crate::evidence::SetupLogRows;
use crate::model::{Completeness, Row};

/// The view that the script's replay asks for as well.
const RECORDS: &str = "setuplog.records";

/// The rows of a setup log on their way to the queries of all views.
pub(super) struct SetupRows<'a, 's> {
    pub(super) streams: Vec<(Stream<'a>, Option<RowPattern<'a>>)>,
    /// Who replays the script of setup, and wants rows as well.
    script: Option<&'s mut dyn SetupLogRows>,
    pub(super) runs: Completeness,
    pub(super) last_run: Completeness,
    /// Whether the last run that was seen is the last one.
    pub(super) last: Completeness,
}

impl<'a, 's> SetupRows<'a, 's> {
    pub(super) fn new(streams: Vec<Stream<'a>>, script: Option<&'s mut dyn SetupLogRows>) -> Self {
        let with_pattern = |stream: Stream<'a>| {
            let pattern = RowPattern::of(stream.query);
            (stream, pattern)
        };
        let streams = streams.into_iter().map(with_pattern).collect();
        let complete = || Completeness::Complete;
        Self { streams, script, runs: complete(), last_run: complete(), last: complete() }
    }

    fn is_asked(&self, view: &str) -> bool {
        self.streams.iter().any(|(stream, _)| stream.source.name == view)
    }
}

impl SetupLogRows for SetupRows<'_, '_> {
    fn wants(&self, view: &str) -> bool {
        self.is_asked(view) || self.script.as_ref().is_some_and(|script| script.wants(view))
    }

    fn wants_record(&self, text: &str) -> bool {
        self.is_asked(RECORDS)
            || self.script.as_ref().is_some_and(|script| script.wants_record(text))
    }

    fn record_words(&self) -> Option<&'static [&'static str]> {
        let script = self.script.as_ref().filter(|_| !self.is_asked(RECORDS));
        script.and_then(|script| script.record_words())
    }

    fn forget(&mut self, view: &str) {
        if let Some(script) = &mut self.script {
            script.forget(view);
        }
        for (stream, _) in &mut self.streams {
            if stream.source.name == view {
                stream.forget();
            }
        }
    }

    fn keep(&mut self, view: &str) {
        if let Some(script) = &mut self.script {
            script.keep(view);
        }
        for (stream, _) in &mut self.streams {
            if stream.source.name == view {
                stream.keep();
            }
        }
    }

    fn row(&mut self, view: &'static str, row: Row) {
        if let Some(script) = self.script.as_mut().filter(|script| script.wants(view)) {
            script.row(view, row.clone());
        }
        let row = Arc::new(row);
        for (stream, pattern) in &mut self.streams {
            if stream.source.name != view {
                continue;
            }
            match pattern.as_ref().map(|pattern| pattern.apply(&row)) {
                None => stream.row(&row),
                Some(Matched::Row(row)) => stream.row(&row),
                Some(Matched::No) => {}
                Some(Matched::Unknown(row, reason)) => stream.doubtful_row(&row, &reason),
            }
        }
    }

    fn end(&mut self, runs: &Completeness, last_run: &Completeness, last: &Completeness) {
        if let Some(script) = &mut self.script {
            script.end(runs, last_run, last);
        }
        (self.runs, self.last_run, self.last) = (runs.clone(), last_run.clone(), last.clone());
    }
}
