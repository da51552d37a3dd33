//! Lines of a log of any size, in bounded memory and without copying where the text allows it.
//!
//! Takes UTF-8 and UTF-16 with or without a byte order mark, any line break, broken text, NUL
//! blocks and lines without end. It never fails: how far it came is part of the answer.

mod codepage;
mod encoding;
mod giving;
mod holes;
mod lines;
mod spans;
mod switch;
mod text;
mod whole;

use std::io::{self, Read};
use std::sync::Arc;

pub(super) use self::encoding::decode;
use self::encoding::{sniff, Sniffed};
use self::lines::Lines;
use super::block::LineBlock;
use super::damage::{Damage, WHOLE_LINE};
use super::explain;
use super::scan::{Line, ScanControl};
use crate::model::{Completeness, Limits};

/// How much is read at once.
const BLOCK: usize = 256 * 1024;

/// How many lines are given before the caller is asked whether to go on; a full block of lines may
/// keep everybody who looks at them busy for long.
const ASK_EVERY: u32 = 256;

/// How much text of one line is given, in bytes of UTF-8.
const MAX_TEXT: usize = Limits::TEXT_BYTES;

/// How much of a line without end is waited for, in units: where a hole begins that is one, all of
/// it that tells it can be seen.
const LONGEST: usize = MAX_TEXT + 2 * WHOLE_LINE as usize;

/// What is looked at to tell text from other data.
const SAMPLE: usize = 64 * 1024;

/// What a log is given in.
pub(super) enum Given<'a> {
    /// Bytes that are not what was written.
    Damage(&'a Damage),
    /// One line, which may be cut or have been mended.
    Line(Line<'a>),
    /// More of a line that was cut: what was left out of it, in parts one after another.
    Rest(Line<'a>),
    /// Lines that stand in the file as they are.
    Block(LineBlock<'a>),
}

/// How far a log could be read.
pub(super) struct Reading {
    /// Whether all of its bytes were seen.
    pub(super) read: Completeness,
    /// Whether they are what was written.
    pub(super) damage: Completeness,
}

/// Reads one log to its end.
pub(super) struct LineReader {
    reader: Box<dyn Read + Send>,
    name: Arc<str>,
    block: usize,
}

/// Why reading stopped.
enum Stop {
    End,
    Cancelled,
    Failed(io::Error),
}

impl LineReader {
    /// Reads from `reader`; `name` is what the messages call it.
    pub(super) fn new(reader: Box<dyn Read + Send>, name: &Arc<str>) -> Self {
        Self { reader, name: name.clone(), block: BLOCK }
    }

    /// Gives every line to `give` and says whether that was all of them.
    pub(super) fn run(
        mut self,
        give: &mut dyn FnMut(Given<'_>),
        control: &mut dyn ScanControl,
    ) -> Reading {
        let partial = |text: String| Completeness::Partial(Arc::from(text));
        let name = self.name.clone();
        // Room for the longest kept line in UTF-16, what tells its end, and one block behind it.
        let mut buffer = vec![0u8; LONGEST * 2 + 2 + self.block];
        let mut filled = 0;
        let mut stop = None;
        while filled < SAMPLE && stop.is_none() {
            stop = self.fill(&mut buffer, &mut filled, control);
        }
        let sample = buffer.get(..filled.min(SAMPLE)).unwrap_or_default();
        let (encoding, mark) = match sniff(sample) {
            Sniffed::Text { encoding, mark } => (encoding, mark),
            Sniffed::Binary => {
                let read = partial(format!("{name} is not a text log"));
                return Reading { read, damage: Completeness::Complete };
            }
        };
        let mut lines = Lines::new(encoding, mark);
        buffer.copy_within(mark..filled, 0);
        filled -= mark;
        loop {
            let ended = stop.is_some();
            let data = buffer.get(..filled).unwrap_or_default();
            let mut given = 0u32;
            let mut stopped = false;
            let mut asking = |part: Given<'_>| {
                given = given.wrapping_add(1);
                let ask = matches!(part, Given::Block(_) | Given::Rest(_))
                    || given.is_multiple_of(ASK_EVERY);
                stopped = stopped || (ask && control.cancelled());
                if !stopped {
                    give(part);
                }
            };
            let used = lines.take(data, ended, &mut asking);
            if stopped {
                stop = Some(Stop::Cancelled);
            }
            if ended || stopped {
                break;
            }
            buffer.copy_within(used..filled, 0);
            filled -= used;
            stop = self.fill(&mut buffer, &mut filled, control);
        }
        let end = lines.offset;
        let read = match stop {
            Some(Stop::Cancelled) => partial(format!("{name} was read up to byte {end} only")),
            Some(Stop::Failed(error)) => {
                partial(format!("{name} could not be read past byte {end}: {}", explain(&error)))
            }
            _ if end == mark as u64 => partial(format!("{name} is empty")),
            _ => Completeness::Complete,
        };
        Reading { read, damage: lines.damages.completeness(&name) }
    }

    /// Reads once more behind what is there.
    fn fill(
        &mut self,
        buffer: &mut [u8],
        filled: &mut usize,
        control: &mut dyn ScanControl,
    ) -> Option<Stop> {
        if control.cancelled() {
            return Some(Stop::Cancelled);
        }
        let end = (*filled + self.block).min(buffer.len());
        let Some(room) = buffer.get_mut(*filled..end) else { return Some(Stop::End) };
        loop {
            match self.reader.read(room) {
                Ok(0) => return Some(Stop::End),
                Ok(read) => {
                    *filled += read;
                    control.advance(read as u64);
                    return None;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Some(Stop::Failed(error)),
            }
        }
    }
}

/// The first `max` bytes of `text`, or a little less where that would cut a character.
pub(super) fn cut_text(text: &str, max: usize) -> &str {
    let end = (0..=max.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
