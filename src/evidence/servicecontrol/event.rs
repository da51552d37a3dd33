//! What the logs say happened, and what they may not show.

use std::sync::Arc;

use time::OffsetDateTime;

use super::entry::Entry;
use crate::evidence::reader::cut_text;
use crate::model::join_reasons;

/// Lines of the script that are examined of each log. A real one has a few thousand after years.
pub(super) const MAX_EVENTS: usize = 50_000;
/// Bytes that are kept of a line.
const MAX_TEXT: usize = 1024;
/// Reasons for doubt that are told of each log.
const MAX_DOUBTS: usize = 5;

/// One line that changes start types or says something of it.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) entry: Entry,
    pub(super) line: u64,
    pub(super) offset: u64,
    /// UTC, where the log says it.
    pub(super) time: Option<OffsetDateTime>,
    pub(super) text: Arc<str>,
}

impl Event {
    pub(super) fn new(entry: Entry, line: u64, offset: u64, text: &str) -> Self {
        Self { entry, line, offset, time: None, text: Arc::from(cut_text(text, MAX_TEXT)) }
    }
}

/// Why something may have happened that a log does not show.
#[derive(Debug, Clone, Default)]
pub(super) struct Doubts(Vec<String>);

impl Doubts {
    pub(super) fn add(&mut self, reason: String) {
        if self.0.len() < MAX_DOUBTS && !self.0.contains(&reason) {
            self.0.push(reason);
        }
    }

    /// All of them as one reason.
    pub(super) fn reason(&self) -> Option<Arc<str>> {
        let reasons = self.0.iter().map(|reason| Arc::<str>::from(reason.as_str()));
        reasons.reduce(|told, reason| join_reasons(&told, &reason))
    }
}
