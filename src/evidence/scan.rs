//! One pass over one log for everybody who wants its lines.

use std::sync::Arc;

use super::reader::{Given, LineReader};
use super::{LineBlock, Look, Target, WindowsPath};
use crate::model::Completeness;

/// One line of a log.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// Byte offset of its first byte in the file.
    pub offset: u64,
    /// Its text without the line break, decoded; cut after 64 KiB.
    pub text: &'a str,
    /// Whether text was cut off.
    pub truncated: bool,
}

/// The log that is being read.
#[derive(Debug, Clone)]
pub struct LogFile {
    /// The path in the form in which the user can open it on this machine.
    pub path: Arc<str>,
    /// The same file as a Windows path on the server.
    pub server_path: Arc<str>,
    /// Size in bytes when it was opened.
    pub size: u64,
}

/// How far a log could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Whether every line was seen as it was written.
    pub completeness: Completeness,
    /// Whether the last text of the log was seen, whatever was lost before it.
    pub end_reached: bool,
}

impl From<Completeness> for Reading {
    /// Nothing but the end of the file ends a log that was read completely.
    fn from(completeness: Completeness) -> Self {
        let end_reached = completeness == Completeness::Complete;
        Self { completeness, end_reached }
    }
}

/// Somebody who wants the lines of a log.
pub trait LogSink {
    /// The log was opened; its lines follow.
    fn begin(&mut self, file: &LogFile);

    /// Takes the next line.
    fn line(&mut self, line: &Line<'_>);

    /// Takes the next lines, many at once. Who looks for few of them searches the block first.
    fn block(&mut self, block: &LineBlock<'_>) {
        block.lines().for_each(|line| self.line(&line));
    }

    /// The log is at its end. `completeness` says whether all of it could be read.
    fn end(&mut self, completeness: &Completeness);
}

/// What the caller of a scan can say and wants to hear.
pub trait ScanControl {
    /// So many more bytes were read.
    fn advance(&mut self, bytes: u64);

    /// Whether to stop now; asked at least every 256 KiB and every 256 lines.
    fn cancelled(&self) -> bool;
}

/// Reads the log at `path` once and gives every line to every sink. `Found` when it was opened,
/// however far it could be read; what stopped it early is told to the sinks.
pub fn scan(
    target: &dyn Target,
    path: &WindowsPath,
    sinks: &mut [&mut dyn LogSink],
    control: &mut dyn ScanControl,
) -> Look<Reading> {
    let open = match target.open(path) {
        Look::Found(open) => open,
        Look::Missing => return Look::Missing,
        Look::Unknown(reason) => return Look::Unknown(reason),
    };
    let file = LogFile {
        path: open.display_path.clone(),
        server_path: Arc::from(path.as_str()),
        size: open.size,
    };
    for sink in sinks.iter_mut() {
        sink.begin(&file);
    }
    let mut give = |given: Given<'_>| {
        for sink in sinks.iter_mut() {
            match &given {
                Given::Line(line) => sink.line(line),
                Given::Block(block) => sink.block(block),
            }
        }
    };
    let reading = LineReader::new(open.reader, &open.display_path).run(&mut give, control);
    for sink in sinks.iter_mut() {
        sink.end(&reading.completeness);
    }
    Look::Found(reading)
}
