//! Where problems go: counted for each file, so that a file full of noise stays readable.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Level, SourceText, Span};

/// At most so many errors are reported for one file.
const MAX_ERRORS: usize = 20;

/// Collects the problems of one compilation.
#[derive(Debug, Default)]
pub(super) struct Sink {
    found: Vec<Diagnostic>,
    files: Vec<(Arc<SourceText>, usize, Span)>,
    errors: usize,
}

impl Sink {
    /// Keeps a problem, unless its file already has too many.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if diagnostic.level != Level::Error {
            self.found.push(diagnostic);
            return;
        }
        self.errors += 1;
        let known =
            self.files.iter().position(|(file, _, _)| Arc::ptr_eq(file, &diagnostic.source));
        let index = known.unwrap_or_else(|| {
            self.files.push((Arc::clone(&diagnostic.source), 0, diagnostic.span));
            self.files.len() - 1
        });
        let Some((_, count, last)) = self.files.get_mut(index) else { return };
        *count += 1;
        if *count <= MAX_ERRORS {
            *last = diagnostic.span;
            self.found.push(diagnostic);
        }
    }

    /// Whether a file has an error, shown or not.
    pub(super) fn is_broken(&self, source: &Arc<SourceText>) -> bool {
        self.files.iter().any(|(file, _, _)| Arc::ptr_eq(file, source))
    }

    /// How many errors there were so far, shown or not.
    pub(super) fn errors(&self) -> usize {
        self.errors
    }

    /// How many errors each file has, shown or not.
    pub(super) fn errors_of(&self, sources: &[Arc<SourceText>]) -> Vec<usize> {
        let count = |source| {
            let found = self.files.iter().find(|(file, _, _)| Arc::ptr_eq(file, source));
            found.map_or(0, |(_, count, _)| *count)
        };
        sources.iter().map(count).collect()
    }

    /// Everything that was kept, ordered by file and place.
    pub(super) fn finish(mut self, sources: &[Arc<SourceText>]) -> Vec<Diagnostic> {
        for (file, count, last) in &self.files {
            if *count > MAX_ERRORS {
                let message = format!("{} more errors are not shown", count - MAX_ERRORS);
                let more = Diagnostic::error(Code::TooManyErrors, file, *last, message);
                self.found.push(more.help("mend the first ones and try again"));
            }
        }
        let indexed = sources.iter().enumerate();
        let files: HashMap<_, _> =
            indexed.map(|(index, file)| (Arc::as_ptr(file), index)).collect();
        let place = |diagnostic: &Diagnostic| {
            let file = files.get(&Arc::as_ptr(&diagnostic.source));
            (file.copied(), diagnostic.span.start, diagnostic.span.end, diagnostic.code.as_str())
        };
        self.found.sort_by_key(place);
        self.found
    }
}
