//! One pass over one log for everybody who wants its lines.

use std::sync::Arc;

use super::reader::{Given, LineReader};
use super::{Damage, LineBlock, Look, Target, WindowsPath};
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
    /// Whether the text is what was written.
    pub soundness: Soundness,
}

/// Whether the text of a line is what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Soundness {
    /// All of it.
    #[default]
    Sound,
    /// Letters that are not ASCII are those of an older code page, or ASCII letters that were
    /// damaged: nobody can tell which.
    CodePage,
    /// Parts of it could not be read, or end where the damage begins. Where a single byte or two
    /// were lost, U+FFFD stands for each.
    Damaged,
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

/// Somebody who wants the lines of a log.
pub trait LogSink {
    /// The log was opened; its lines follow.
    fn begin(&mut self, file: &LogFile);

    /// Bytes are not what was written. Told in the order of the file, before the line in which they
    /// begin, and before the lines behind them.
    fn damage(&mut self, damage: &Damage) {
        let _ = damage;
    }

    /// Takes the next line.
    fn line(&mut self, line: &Line<'_>);

    /// Takes more of the last line, which was truncated: what was cut off, in parts one after
    /// another. Each has the offset of its first byte.
    fn rest(&mut self, part: &Line<'_>) {
        let _ = part;
    }

    /// Takes the next lines, many at once, all of them sound. Who looks for few of them searches the block first.
    fn block(&mut self, block: &LineBlock<'_>) {
        block.lines().for_each(|line| self.line(&line));
    }

    /// The log is at its end. `completeness` says whether all of its bytes could be read, whether
    /// or not they are damaged.
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
/// with whether all of it was seen as it was written; what stopped it early and what is damaged is
/// told to the sinks.
pub fn scan(
    target: &dyn Target,
    path: &WindowsPath,
    sinks: &mut [&mut dyn LogSink],
    control: &mut dyn ScanControl,
) -> Look<Completeness> {
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
                Given::Rest(part) => sink.rest(part),
                Given::Block(block) => sink.block(block),
                Given::Damage(damage) => sink.damage(damage),
            }
        }
    };
    let reading = LineReader::new(open.reader, &open.display_path).run(&mut give, control);
    for sink in sinks.iter_mut() {
        sink.end(&reading.read);
    }
    Look::Found(reading.read.and(reading.damage))
}
