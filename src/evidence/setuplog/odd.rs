//! What stands in a log otherwise than setup writes it, and what may be hidden by it.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Completeness, Limits};
use std::sync::Arc;

/// How many places are told; the others are counted.
const TOLD: usize = 3;

/// Places of one kind of doubt.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes {
    told: Vec<String>,
    more: u64,
    /// The line of the last place.
    line: u64,
}

impl Notes {
    /// Adds a place; a second one in the same line says nothing new.
    pub(super) fn add(&mut self, line: u64, what: &str) {
        if self.line == line && !self.told.is_empty() {
            return;
        }
        self.line = line;
        if self.told.len() < TOLD {
            self.told.push(format!("line {line}: {what}"));
        } else {
            self.more += 1;
        }
    }

    fn append(&mut self, other: &Self) {
        for told in &other.told {
            if self.told.len() < TOLD {
                self.told.push(told.clone());
            } else {
                self.more += 1;
            }
        }
        self.more += other.more;
    }

    /// Partial where there are any.
    pub(super) fn completeness(&self, path: &str) -> Completeness {
        if self.told.is_empty() {
            return Completeness::Complete;
        }
        let more = match self.more {
            0 => String::new(),
            1 => String::from("; and one more place"),
            more => format!("; and {more} more places"),
        };
        let text = format!("{path} is not as setup writes it: {}{more}", self.told.join("; "));
        Completeness::Partial(Arc::from(text))
    }
}

/// All that is odd about a log.
#[derive(Debug, Default)]
pub(super) struct Odd {
    /// In the run that is being read.
    run: Notes,
    /// In the runs before it.
    before: Notes,
    /// Why the last run that was seen may not be the last one.
    last: Notes,
}

impl Odd {
    /// Something in the run that is being read is odd.
    pub(super) fn note(&mut self, line: u64, what: &str) {
        self.run.add(line, what);
    }

    /// Another run may be the last one.
    pub(super) fn doubt_last(&mut self, line: u64, what: &str) {
        self.last.add(line, what);
    }

    /// Another run begins.
    pub(super) fn begin_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        self.before.append(&run);
    }

    /// Whether all runs can have been seen, whether all of the last one, and whether the last one
    /// that was seen is the last.
    pub(super) fn completeness(&self, path: &str) -> [Completeness; 3] {
        let mut all = self.before.clone();
        all.append(&self.run);
        all.append(&self.last);
        let mut run = self.run.clone();
        run.append(&self.last);
        [&all, &run, &self.last].map(|notes| notes.completeness(path))
    }
}

/// What setup writes at the start of a record and nowhere else. `None` would be a mistake in the
/// pattern, which a test excludes.
static STARTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = [
        r"Failed \[Rule:",
        r"Evaluated \[Rule:",
        r"CurrentResult [A-Za-z]+\.",
        r"\[ERROR-REFERENCE\] Id=",
        "Starting Microsoft Exchange Server [^\r\n]* Setup",
        "\\] End of Setup",
    ];
    Regex::new(&words.join("|")).ok()
});

/// The same for lines that have no stamp at all.
static UNSTAMPED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = [
        r"Failed \[Rule:",
        r"Evaluated \[Rule:",
        r"CurrentResult [A-Za-z]+\.",
        r"\[ERROR(?:-REFERENCE)?\] ",
        r"\[REQUIRED\] ",
        "Starting Microsoft Exchange Server [^\r\n]* Setup",
        r"\bEnd of Setup\s*$",
        "Setup is stopping now because of one or more critical errors",
        r"\[Analysis:Prereq\]",
        // A stamp that is torn.
        r"^\s*\[\d\d(?:\d\d)?[^\d\]\s]{1,2}\s?\d",
    ];
    Regex::new(&words.join("|")).ok()
});

/// Whether a record's first line holds the start of another record behind its own. `message` is the
/// line behind stamp and tags.
pub(super) fn holds_another(message: &str) -> bool {
    let behind = |at: usize| message.len().min(Limits::TEXT_BYTES) > at;
    STARTS
        .as_ref()
        .is_some_and(|starts| starts.find_iter(message).any(|m| m.start() > 0 && behind(m.start())))
}

/// Whether a line without a stamp holds the start of a record.
pub(super) fn lacks_stamp(line: &str) -> bool {
    UNSTAMPED.as_ref().is_some_and(|words| words.is_match(line))
}
