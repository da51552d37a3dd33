//! ServiceControl.log, which a security update writes: run after run, with the time of day on each
//! line and the date in the head of a run.

use std::sync::Arc;

use time::Time;

use super::date::stamp;
use super::entry::Entry;
use super::event::{Doubts, Event, MAX_EVENTS};
use crate::evidence::damage::{Damage, Damages};
use crate::evidence::scan::{Line, LogFile, LogSink};
use crate::model::Completeness;

/// One run of the script.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// The date of its head, in the culture of the server.
    pub(super) head: Option<String>,
    /// The time of day of its first stamped line.
    pub(super) clock: Option<Time>,
    /// What it did.
    pub(super) events: Vec<Event>,
    /// Its first line.
    line: u64,
    /// Whether its end is in the log.
    ended: bool,
    section: Section,
}

/// The part of a run in which each line has to name a service.
#[derive(Debug, Default)]
enum Section {
    #[default]
    None,
    /// Whether a service was named, and the first line in a form that is not known.
    Open { line: u64, named: bool, odd: Option<u64> },
}

/// Reads the log.
#[derive(Debug, Default)]
pub(super) struct PatchLog {
    /// The log, once it was opened.
    pub(super) file: Option<LogFile>,
    /// Its runs, oldest first.
    pub(super) runs: Vec<Run>,
    /// Why something may have happened that the log does not show.
    pub(super) doubts: Doubts,
    /// Runs that may have gone on behind what the log shows of them.
    pub(super) endings: Doubts,
    /// Services that a run stopped and did not name when it disabled services, with the line.
    pub(super) only_stopped: Vec<(String, u64)>,
    damages: Damages,
    events: usize,
    /// Whether a line without a stamp may be more of the text of an error.
    in_error: bool,
}

impl PatchLog {
    fn doubt(&mut self, text: impl FnOnce(&str) -> String) {
        let path = self.file.as_ref().map_or_else(|| Arc::from(""), |file| file.path.clone());
        self.doubts.add(text(&path));
    }

    fn begin_run(&mut self, head: Option<String>, line: u64) {
        self.end_run();
        self.runs.push(Run { head, line, ..Run::default() });
    }

    fn end_run(&mut self) {
        self.end_section();
        let Some(run) = self.runs.last() else { return };
        let line = run.line;
        if !run.ended {
            let path = self.file.as_ref().map_or_else(|| Arc::from(""), |file| file.path.clone());
            self.endings.add(format!(
                "the run of ServiceControl.ps1 in line {line} of {path} has no end in the log"
            ));
            return;
        }
        let has = |entry: &Entry| run.events.iter().any(|event| event.entry == *entry);
        let given_up =
            has(&Entry::UnableToStop) || has(&Entry::Error) || has(&Entry::UnableToDisable);
        if given_up || !has(&Entry::Saved) {
            return;
        }
        let named = |name: &str| {
            run.events.iter().any(|event| {
                matches!(&event.entry, Entry::Disabling(other) if other.eq_ignore_ascii_case(name))
            })
        };
        let only_stopped: Vec<_> = run
            .events
            .iter()
            .filter_map(|event| match &event.entry {
                Entry::Stopping(name) if !named(name) => Some((name.clone(), event.line)),
                _ => None,
            })
            .collect();
        if !only_stopped.is_empty() && !has(&Entry::DisablingBegins) {
            self.doubt(|path| format!(
                "the run of ServiceControl.ps1 in line {line} of {path} stopped services, and the log does not say that it disabled them"
            ));
        }
        self.only_stopped.extend(only_stopped);
    }

    fn end_section(&mut self) {
        let Some(run) = self.runs.last_mut() else { return };
        match std::mem::take(&mut run.section) {
            Section::Open { odd: Some(line), .. } => {
                self.doubt(|path| format!("line {line} of {path} is in no form that ServiceControl.ps1 is known to write"));
            }
            Section::Open { line, named: false, .. } => {
                self.doubt(|path| {
                    format!("after line {line} of {path} services are expected, and none is named")
                });
            }
            _ => {}
        }
    }

    fn take(&mut self, line: &Line<'_>, clock: Option<Time>, text: &str) {
        if text.bytes().all(|byte| byte == b'-') {
            self.in_error = false;
            return;
        }
        let entry = Entry::parse(text);
        if let Some(Entry::Head(date)) = entry {
            self.begin_run(Some(date), line.number);
        } else if self.runs.last().is_none_or(|run| run.ended) {
            let number = line.number;
            self.begin_run(None, number);
            self.doubt(|path| format!("line {number} of {path} is in the middle of a run of ServiceControl.ps1; the lines before it are not in the log"));
        }
        if let Some(run) = self.runs.last_mut() {
            run.clock = run.clock.or(clock);
        }
        match Entry::parse(text) {
            None => {
                // The text of an error, in the language of the server and of one line or more.
                self.in_error = true;
                if let Some(Run { section: Section::Open { odd, .. }, .. }) = self.runs.last_mut() {
                    odd.get_or_insert(line.number);
                }
            }
            Some(entry) => {
                self.in_error = entry == Entry::Error;
                self.enter(&entry, line);
                self.keep(entry, line);
            }
        }
    }

    /// Opens and closes sections and the run.
    fn enter(&mut self, entry: &Entry, line: &Line<'_>) {
        let open = || Section::Open { line: line.number, named: false, odd: None };
        match entry {
            Entry::DisablingBegins | Entry::EnablingBegins => {
                self.end_section();
                if let Some(run) = self.runs.last_mut() {
                    run.section = open();
                }
            }
            Entry::Disabling(_) | Entry::Enabling(_) | Entry::NotInRecord(_) => {
                match self.runs.last_mut().map(|run| &mut run.section) {
                    Some(Section::Open { named, .. }) => *named = true,
                    Some(headless @ Section::None) if matches!(entry, Entry::Disabling(_)) => {
                        *headless = open();
                        let number = line.number;
                        self.doubt(|path| format!("line {number} of {path} disables a service, and the line that begins this is not in the log"));
                    }
                    _ => {}
                }
            }
            Entry::UnableToDisable | Entry::UnableToEnable(_) | Entry::Error => {
                if let Some(run) = self.runs.last_mut() {
                    // The line in an unknown form is the text of this error.
                    run.section = Section::None;
                    run.ended |= *entry == Entry::Error;
                }
            }
            Entry::Completed => {
                self.end_section();
                if let Some(run) = self.runs.last_mut() {
                    run.ended = true;
                }
            }
            Entry::Enabled | Entry::Removed(_) => self.end_section(),
            _ => {}
        }
    }

    fn keep(&mut self, entry: Entry, line: &Line<'_>) {
        self.events += 1;
        if self.events > MAX_EVENTS {
            return self.doubt(|path| {
                format!("{path} holds more lines of ServiceControl.ps1 than are examined")
            });
        }
        if let Some(run) = self.runs.last_mut() {
            run.events.push(Event::new(entry, line.number, line.offset, line.text));
        }
    }
}

impl LogSink for PatchLog {
    fn begin(&mut self, file: &LogFile) {
        self.file = Some(file.clone());
    }

    fn damage(&mut self, damage: &Damage) {
        self.damages.add(*damage);
    }

    fn line(&mut self, line: &Line<'_>) {
        let number = line.number;
        if line.truncated {
            self.doubt(|path| format!("line {number} of {path} is too long to be examined whole"));
        }
        match stamp(line.text) {
            Some((clock, text)) => self.take(line, Some(clock), text),
            // Older forms have heads without stamps.
            None if line.text.starts_with("* ServiceControl.ps1:") => {
                self.take(line, None, line.text)
            }
            None => {
                let text = line.text.trim();
                if !self.in_error && !text.bytes().all(|byte| byte == b'-') {
                    self.doubt(|path| {
                        format!("line {number} of {path} has no stamp of ServiceControl.ps1")
                    });
                }
            }
        }
    }

    fn end(&mut self, completeness: &Completeness) {
        self.end_run();
        if self.runs.is_empty() {
            self.doubt(|path| format!("{path} holds no run of ServiceControl.ps1"));
        }
        let path = self.file.as_ref().map_or_else(|| Arc::from(""), |file| file.path.clone());
        for completeness in [completeness, &self.damages.completeness(&path)] {
            if let Completeness::Partial(reason) = completeness {
                self.doubts.add(reason.to_string());
            }
        }
    }
}
