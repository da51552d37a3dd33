//! Where problems go: counted for each file, so that a file full of noise stays readable.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Level, SourceText, Span};
use crate::model::Stop;

/// At most so many errors are reported for one file.
pub(super) const MAX_ERRORS: usize = 20;

/// Collects the problems of one compilation.
#[derive(Debug, Default)]
pub(super) struct Sink {
    found: Vec<Diagnostic>,
    /// By the file's address.
    files: HashMap<*const SourceText, Count>,
    errors: usize,
    large_patterns: usize,
    stop: Stop,
}

/// The problems of one file, shown or not.
#[derive(Debug, Default)]
struct Count {
    errors: usize,
    codes: HashSet<Code>,
    /// The place of the shown one that stands last in the file.
    last: Span,
}

impl Sink {
    /// A sink of a compilation that `stop` ends.
    pub(super) fn until(stop: &Stop) -> Self {
        Self { stop: stop.clone(), ..Self::default() }
    }

    /// Whether nobody waits for the outcome any more.
    pub(super) fn stopped(&self) -> bool {
        self.stop.is_asked()
    }

    /// Keeps a problem, unless its file already has too many.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        let count = self.files.entry(Arc::as_ptr(&diagnostic.source)).or_default();
        let mut shown = true;
        if diagnostic.level == Level::Error {
            self.errors += 1;
            count.errors += 1;
            count.codes.insert(diagnostic.code);
            shown = count.errors <= MAX_ERRORS;
        }
        if shown {
            if diagnostic.span.start >= count.last.start {
                count.last = diagnostic.span;
            }
            self.found.push(diagnostic);
        }
    }

    /// Counts an error that follows from one that was reported: nobody needs to read it, and its
    /// item is not loaded all the same.
    pub(super) fn count_error(&mut self) {
        self.errors += 1;
    }

    /// Counts a large pattern; how many there were in this call.
    pub(super) fn large_pattern(&mut self) -> usize {
        self.large_patterns += 1;
        self.large_patterns
    }

    /// Whether a file has an error, shown or not.
    pub(super) fn is_broken(&self, source: &Arc<SourceText>) -> bool {
        self.files.get(&Arc::as_ptr(source)).is_some_and(|count| count.errors > 0)
    }

    /// How many errors there were so far, shown or not.
    pub(super) fn errors(&self) -> usize {
        self.errors
    }

    /// How many errors each file has, shown or not.
    pub(super) fn errors_of(&self, sources: &[Arc<SourceText>]) -> Vec<usize> {
        let count = |source| self.files.get(&Arc::as_ptr(source)).map_or(0, |count| count.errors);
        sources.iter().map(count).collect()
    }

    /// The codes of the errors that each file has, shown or not.
    pub(super) fn codes_of(&self, sources: &[Arc<SourceText>]) -> Vec<HashSet<Code>> {
        let codes = |source| self.files.get(&Arc::as_ptr(source)).map(|count| count.codes.clone());
        sources.iter().map(|source| codes(source).unwrap_or_default()).collect()
    }

    /// Everything that was kept, ordered by file and place.
    pub(super) fn finish(mut self, sources: &[Arc<SourceText>]) -> Vec<Diagnostic> {
        for source in sources {
            let Some(count) = self.files.get(&Arc::as_ptr(source)) else { continue };
            if let Some(more) = count.errors.checked_sub(MAX_ERRORS).filter(|more| *more > 0) {
                let message = format!("{more} more errors are not shown");
                let more = Diagnostic::error(Code::TooManyErrors, source, count.last, message);
                self.found.push(more.help("mend the first ones and try again"));
            }
        }
        let files: HashMap<*const SourceText, usize> =
            sources.iter().enumerate().map(|(at, source)| (Arc::as_ptr(source), at)).collect();
        self.found.sort_by_cached_key(|diagnostic| {
            let file = files.get(&Arc::as_ptr(&diagnostic.source)).copied();
            (file, diagnostic.span.start, diagnostic.span.end, diagnostic.code.as_str())
        });
        self.found
    }
}
