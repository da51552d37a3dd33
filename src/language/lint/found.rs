//! What the lints have found so far, and how much of it is shown.

use std::sync::Arc;

use super::Lint;
use crate::diagnostic::{Code, Diagnostic, Level, SourceText, Span};
use crate::model::Stop;

/// At most so much is shown of one file.
const MOST_SHOWN: usize = 50;

/// What was found, with the lint that is looking.
#[derive(Debug, Default)]
pub(super) struct Found<'l> {
    lint: Option<&'l Lint>,
    found: Vec<Diagnostic>,
    stop: Stop,
}

impl<'l> Found<'l> {
    /// Nothing yet, of lints that `stop` ends.
    pub(super) fn until(stop: &Stop) -> Self {
        Self { stop: stop.clone(), ..Self::default() }
    }

    /// Whether nobody waits for the outcome any more.
    pub(super) fn stopped(&self) -> bool {
        self.stop.is_asked()
    }

    /// Another lint begins.
    pub(super) fn begin(&mut self, lint: &'l Lint) {
        self.lint = Some(lint);
    }

    /// Starts a finding of the lint that is looking.
    pub(super) fn at(
        &self,
        source: &Arc<SourceText>,
        span: Span,
        message: impl Into<String>,
    ) -> Diagnostic {
        let (code, level) = self
            .lint
            .map_or((Code::TooManyLints, Level::Information), |lint| (lint.code, lint.level));
        Diagnostic { level, ..Diagnostic::error(code, source, span, message) }
    }

    /// Keeps a finding.
    pub(super) fn push(&mut self, finding: Diagnostic) {
        self.found.push(finding);
    }

    /// All findings.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }
}

/// Leaves out what is too much for one file: warnings go first, then what comes first in it.
pub(super) fn bounded(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept = Vec::new();
    let key = |finding: &Diagnostic| Arc::as_ptr(&finding.source) as usize;
    found.sort_by_key(|finding| {
        (key(finding), finding.level == Level::Information, finding.span.start)
    });
    for of_file in found.chunk_by(|a, b| Arc::ptr_eq(&a.source, &b.source)) {
        kept.extend(of_file.iter().take(MOST_SHOWN).cloned());
        if let Some(last) = of_file.get(MOST_SHOWN) {
            let message = format!("{} more findings are not shown", of_file.len() - MOST_SHOWN);
            let more = Diagnostic {
                level: Level::Information,
                ..Diagnostic::error(Code::TooManyLints, &last.source, last.span, message)
            };
            kept.push(more.help("mend the first ones, or suppress them with a reason"));
        }
    }
    kept
}
