//! Rows of evidence: what was seen, where, and whether all of it could be seen.

use std::sync::Arc;

use time::OffsetDateTime;

use super::{join_reasons, SourceSchema, Value};

/// Where a row was seen. What is not known is empty, never guessed.
#[derive(Debug, Clone, Default)]
pub struct Location {
    /// The file that was read, in the form in which the user can open it on this machine.
    pub path: Arc<str>,
    /// The same file as a Windows path on the server; empty for what is not in a file.
    pub server_path: Arc<str>,
    /// Line in the file, counted from 1.
    pub line: Option<u64>,
    /// Byte offset of the line's start in the file.
    pub offset: Option<u64>,
    /// Time that the evidence itself carries, UTC.
    pub time: Option<OffsetDateTime>,
    /// The evidence as text, cut to a bounded length by the reader.
    pub text: Arc<str>,
}

/// One row of a source: its columns and where it was seen.
#[derive(Debug, Clone)]
pub struct Row {
    /// The source that gave the row; `None` for rows of a rule's own `table` and named groups.
    pub source: Option<&'static SourceSchema>,
    /// Columns by name, in the source's order; named groups of a pattern come after them.
    pub columns: Vec<(Arc<str>, Value)>,
    /// Where the row was seen.
    pub location: Location,
    /// Whether the reader left out text of the row, because it is too long: what is not found in
    /// it may stand there nevertheless.
    pub cut: bool,
    /// Whether the text of the row has letters of an older code page: each of them may have been an
    /// ASCII letter that is damaged.
    pub code_page: bool,
}

impl Row {
    /// The columns that hold text of the evidence as it stands there, which a reader may have cut.
    const TEXT: [&str; 2] = ["Text", "Message"];

    /// Why that column may lack text that stands in the evidence; `None` where it is whole.
    pub fn cut_text(&self, name: &str) -> Option<Arc<str>> {
        let is_text = || Self::TEXT.iter().any(|text| text.eq_ignore_ascii_case(name));
        if !self.cut || !is_text() {
            return None;
        }
        let path = &self.location.path;
        Some(match self.location.line {
            Some(line) => format!("line {line} of {path} is too long to be examined whole").into(),
            None => format!("a row of {path} is too long to be examined whole").into(),
        })
    }

    /// Why a pattern may have matched before letters of the row were damaged.
    pub fn damaged_letters(&self) -> Arc<str> {
        let path = &self.location.path;
        let line = self.location.line.unwrap_or_default();
        format!("line {line} of {path} has letters that are neither ASCII nor UTF-8 where words that matter may have stood").into()
    }

    /// The column of that name, without regard to case; `None` when the row has no such column.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.columns.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Whether a query could see everything that it asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Completeness {
    /// All of it was read.
    #[default]
    Complete,
    /// Some of it was not, and why: rows that were found count, absence proves nothing.
    Partial(Arc<str>),
}

impl Completeness {
    /// Complete where both are; the reasons of both, each told once.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Complete, other) | (other, Self::Complete) => other,
            (Self::Partial(a), Self::Partial(b)) => Self::Partial(join_reasons(&a, &b)),
        }
    }
}

/// The rows that a query found, in the order of the evidence.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// The rows for which the condition holds, up to the query's limit.
    pub rows: Vec<Arc<Row>>,
    /// How many rows matched, counted past the limit.
    pub total: u64,
    /// Whether everything could be examined.
    pub completeness: Completeness,
}

impl Rows {
    /// No rows, because the evidence could not be examined.
    pub fn unreadable(reason: impl Into<Arc<str>>) -> Self {
        Self { completeness: Completeness::Partial(reason.into()), ..Self::default() }
    }
}
