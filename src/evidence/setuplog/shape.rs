//! The shape of a log, line by line: each record begins with a stamp, and only some kinds of records
//! have more lines. All lines are looked at, those that nobody asks anything as well: what damage
//! has put in the place of a record says nothing.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;

use super::failure::WAS_RUN;
use super::head::Head;
use super::odd::Odd;
use super::stamp::{inner_stamp, stamp, unknown_stamp};
use super::words;
use crate::evidence::block::{LineBlock, Lines};
use crate::evidence::scan::Line;

/// A record with more text than this is not torn in its first words.
const SHORT: usize = 96;

/// How far before its end an evaluation has its last parts.
const EVALUATED_END: usize = 64;

/// Records that are one line each, by their start.
const ONE_LINE: [&str; 41] = [
    "CurrentResult ",
    "Help URL: ",
    "[ERROR-REFERENCE] ",
    "Starting Microsoft Exchange ",
    "End of Setup",
    "*",
    "Setup version: ",
    "Logged on user: ",
    "Local time zone: ",
    "Operating system version: ",
    "Command Line Parameter Name='",
    "RuntimeAssembly was started with ",
    "Finished loading screen ",
    "Beginning processing ",
    "Ending processing ",
    "Processing component '",
    "Finished executing component tasks.",
    "Setup is stopping now because of ",
    "The following 1 error(s) occurred",
    "Loaded component ",
    "Adding unique component ",
    "The installation mode is set to: ",
    "Setup will run the task '",
    "Setup is determining ",
    "Setup is choosing ",
    "Setup has chosen ",
    "Setup will use the ",
    "Setup will search for ",
    "Setup will discover ",
    "Because the value was specified",
    "The registry key, HKEY_",
    "The locally installed version is ",
    "The following roles ",
    "Exchange configuration container ",
    "Exchange organization container ",
    "Active Directory session settings for ",
    "Previous operation run on domain controller ",
    "Used domain controller ",
    "Exchange Server installation failed during prereq check.",
    "RestoreServer Script Path:",
    "Restoring server state.",
];

/// A line that begins as lines of other logs do, or as a stamp that was torn. `None` would be a
/// mistake in the pattern, which a test excludes.
static FOREIGN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let starts = [
        r"\d{4}[-/.]\d\d[-/.]\d\d[T ,;]+\d\d?:\d\d",
        r"\d\d?[-/.]\d\d?[-/.]\d{4}[T ,;]+\d\d?:\d\d",
        r"#(?:Software|Version|Date|Fields): ",
        r"Log Name: ",
        r"\s*\[\d\d(?:\d\d)?[^\d\]\s]{1,2}\s?\d",
        r"\[\d{0,2}[-/.:]{0,2}\s*$",
    ];
    Regex::new(&format!("^(?:{})", starts.join("|"))).ok()
});

/// The last part of an evaluation, and what stands between the script of an error and its text.
static DURATION: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"] [Duration:"));
static RAN: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(WAS_RUN));

/// What may follow a record without a stamp of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Open {
    /// Any text.
    #[default]
    Text,
    /// The output of another program.
    Output,
    /// The script and the exception of an error block.
    Block,
    /// More of a value, up to the end of its evaluation.
    Value,
    /// Nothing.
    Nothing,
}

/// What is known of the lines before the one that is looked at.
#[derive(Debug, Default)]
pub(super) struct Shape {
    head: Head,
    open: Open,
    /// The line of a value that has no end yet.
    value: u64,
}

/// A walk through a block.
pub(super) struct Walk<'a> {
    lines: Lines<'a>,
    /// The text of the last record, where it may matter what it is.
    last: Option<&'a str>,
}

impl<'a> Walk<'a> {
    /// Begins with the first line.
    pub(super) fn new(block: &LineBlock<'a>) -> Self {
        Self { lines: block.lines(), last: None }
    }
}

impl Shape {
    /// Looks at the next lines of a block, up to `end`.
    pub(super) fn lines(&mut self, walk: &mut Walk<'_>, end: usize, odd: &mut Odd) {
        while walk.lines.position() < end {
            let Some(line) = walk.lines.next() else { break };
            if let Some(text) = self.text(line.text) {
                walk.last = Some(text);
                self.record(text, &line, odd);
            } else if !line.text.trim_start().is_empty() {
                self.open_by(walk.last.take());
                self.more(&line, odd);
            }
        }
    }

    /// The block is at its end.
    pub(super) fn end_block(&mut self, walk: &Walk<'_>) {
        self.open_by(walk.last);
    }

    /// Looks at one line.
    pub(super) fn line(&mut self, line: &Line<'_>, odd: &mut Odd) {
        if let Some(text) = self.text(line.text) {
            self.record(text, line, odd);
            self.open_by(Some(text).filter(|_| !line.truncated));
        } else if !line.text.trim_start().is_empty() {
            self.more(line, odd);
        }
    }

    /// The log is at its end.
    pub(super) fn end(&mut self, odd: &mut Odd) {
        self.close(odd);
    }

    /// The text behind the stamp of a line; `None` where it has none that is known.
    fn text<'a>(&mut self, line: &'a str) -> Option<&'a str> {
        self.head.text(line).or_else(|| {
            let text = stamp(line)?.rest;
            self.head.learn(line, text);
            Some(text)
        })
    }

    /// A record begins.
    fn record(&mut self, text: &str, line: &Line<'_>, odd: &mut Odd) {
        self.close(odd);
        self.open = Open::Text;
        if line.truncated {
            return;
        }
        let mut note = |what| odd.note(line.number, what);
        if text.starts_with("Evaluated [") {
            (self.open, self.value) = match ends_evaluation(text) {
                true => (Open::Nothing, 0),
                false => (Open::Value, line.number),
            };
        } else if text.starts_with("Started [") || text.starts_with("Finished [") {
            self.open = Open::Nothing;
            if !text.trim_end().ends_with(']') {
                note("a record that is not whole");
            }
        } else if text.len() < SHORT && words::is_torn(text) {
            note("a record that is not whole");
        } else if words::has_lost_its_start(text) && inner_stamp(line.text).is_none() {
            note("the end of a record that has another start");
        }
    }

    /// The record before is at its end.
    fn close(&mut self, odd: &mut Odd) {
        if self.open == Open::Value {
            odd.note(self.value, "a record that is not whole");
        }
    }

    /// What may follow the record with that text, where it is not known yet.
    fn open_by(&mut self, text: Option<&str>) {
        let Some(text) = text.filter(|_| self.open == Open::Text) else { return };
        let is_closed = || text.starts_with("Failed [Rule:") && text.trim_end().ends_with(']');
        self.open = if text.starts_with(words::ERROR_BLOCK) {
            Open::Block
        } else if text.starts_with("Process standard ") {
            Open::Output
        } else if ONE_LINE.iter().any(|start| text.starts_with(start)) || is_closed() {
            Open::Nothing
        } else {
            Open::Text
        };
    }

    /// A line without a stamp.
    fn more(&mut self, line: &Line<'_>, odd: &mut Odd) {
        let text = line.text;
        let mut note = |what| odd.note(line.number, what);
        let is_output = self.open == Open::Output;
        if words::lacks_stamp(text) {
            note("what setup writes in a record of its own has no stamp");
        } else if !is_output && unknown_stamp(text).is_some() {
            note("a stamp in a form that is not known");
            self.open = Open::Text;
        } else if !is_output && FOREIGN.as_ref().is_none_or(|foreign| foreign.is_match(text)) {
            note("a stamp that is torn, or a line of another log");
        } else if self.open == Open::Nothing {
            note("a line without a stamp, behind a record that has no more lines");
        } else if self.open != Open::Value && words::has_lost_its_start(text) {
            note("the end of a record without its start");
        } else if self.open != Open::Block && RAN.find(text.as_bytes()).is_some() {
            note("the end of an error without its start");
        }
        if self.open == Open::Value && (line.truncated || ends_evaluation(text)) {
            self.open = if line.truncated { Open::Text } else { Open::Nothing };
        }
    }
}

/// Whether an evaluation ends with this line.
fn ends_evaluation(line: &str) -> bool {
    let line = line.trim_end().as_bytes();
    let end = line.get(line.len().saturating_sub(EVALUATED_END)..).unwrap_or_default();
    end.ends_with(b"]") && DURATION.find(end).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starts_of_other_logs_are_a_pattern() {
        assert!(FOREIGN.is_some());
    }
}
