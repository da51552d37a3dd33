//! Lines of a log of any size, in bounded memory and without copying where the text allows it.
//!
//! Takes UTF-8 and UTF-16 with or without a byte order mark, any line break, broken text, NUL
//! blocks and lines without end. It never fails: how far it came is part of the answer.

mod encoding;

use std::borrow::Cow;
use std::io::{self, Read};
use std::sync::Arc;

pub(super) use self::encoding::decode;
use self::encoding::{sniff, Encoding, Sniffed};
use super::block::{self, LineBlock};
use super::explain;
use super::scan::{Line, Reading, ScanControl};
use crate::model::{Completeness, Limits};

/// How much is read at once.
const BLOCK: usize = 256 * 1024;

/// About how much text is given together before the caller is asked, as for lines.
const PART: usize = 32 * 1024;

/// How many lines are given before the caller is asked whether to go on; a full block of lines may
/// keep everybody who looks at them busy for long.
const ASK_EVERY: u32 = 256;

/// How much text of one line is given, in bytes of UTF-8.
const MAX_TEXT: usize = Limits::TEXT_BYTES;

/// What is looked at to tell text from other data.
const SAMPLE: usize = 64 * 1024;

/// As many NUL bytes at the end of a log may stand for a whole run of setup.
const LOST_END: u64 = 64;

/// What a log is given in.
pub(super) enum Given<'a> {
    /// One line, which may be cut or have been mended.
    Line(Line<'a>),
    /// Lines that stand in the file as they are.
    Block(LineBlock<'a>),
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
        // Room for the longest kept line in UTF-16 and one block behind it.
        let mut buffer = vec![0u8; 2 * MAX_TEXT + 2 + self.block];
        let mut filled = 0;
        let mut stop = None;
        while filled < SAMPLE && stop.is_none() {
            stop = self.fill(&mut buffer, &mut filled, control);
        }
        let sample = buffer.get(..filled.min(SAMPLE)).unwrap_or_default();
        let (encoding, mark) = match sniff(sample) {
            Sniffed::Text { encoding, mark } => (encoding, mark),
            Sniffed::Binary => return partial(format!("{name} is not a text log")).into(),
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
                let ask = matches!(part, Given::Block(_)) || given.is_multiple_of(ASK_EVERY);
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
        let end_reached = matches!(stop, Some(Stop::End)) && lines.trailing_nuls < LOST_END;
        let completeness = match stop {
            Some(Stop::Cancelled) => partial(format!("{name} was read up to byte {end} only")),
            Some(Stop::Failed(error)) => {
                partial(format!("{name} could not be read past byte {end}: {}", explain(&error)))
            }
            _ if end == mark as u64 => partial(format!("{name} is empty")),
            _ if lines.nuls > 0 => partial(format!(
                "{name} contains {} NUL bytes, as a crash leaves them; lines may be lost there",
                lines.nuls
            )),
            _ => Completeness::Complete,
        };
        Reading { completeness, end_reached }
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

/// Cuts blocks into lines. Where the blocks end makes no difference to the lines.
struct Lines {
    encoding: Encoding,
    /// Number of the last line that was given.
    number: u64,
    /// File offset of the first byte that is not used yet.
    offset: u64,
    /// NUL bytes that were left out.
    nuls: u64,
    /// Those of them behind the last text.
    trailing_nuls: u64,
    /// The rest of the current line is longer than what is kept.
    skipping: bool,
    /// The last line ended with a CR at the end of a block; an LF now belongs to it.
    after_cr: bool,
    /// Decoded text of one line.
    decoded: String,
}

impl Lines {
    fn new(encoding: Encoding, mark: usize) -> Self {
        Self {
            encoding,
            number: 0,
            offset: mark as u64,
            nuls: 0,
            trailing_nuls: 0,
            skipping: false,
            after_cr: false,
            decoded: String::new(),
        }
    }

    /// Gives the lines that `data` holds whole, at the end of the file also the last one. Returns
    /// how many bytes are used up.
    fn take(&mut self, data: &[u8], ended: bool, give: &mut dyn FnMut(Given<'_>)) -> usize {
        let encoding = self.encoding;
        let width = encoding.width();
        let mut at = 0;
        if self.after_cr && data.len() >= width {
            self.after_cr = false;
            if encoding.unit(data, 0) == Some(u16::from(b'\n')) {
                at = width;
            }
        }
        // What is sound UTF-8 in this block is checked once, not line by line.
        let sound = encoding.sound_text(data);
        let has_nul = !matches!(encoding, Encoding::Bytes) || memchr::memchr(0, data).is_some();
        if !has_nul && !self.skipping {
            at = self.whole_lines(data, at, sound, ended, give);
        }
        let done = at;
        for found in memchr::memchr2_iter(b'\n', b'\r', data.get(done..).unwrap_or_default()) {
            let found = done + found;
            let Some(end) = encoding.unit_start(data, found).filter(|end| *end >= at) else {
                continue;
            };
            self.line(data, at..end, sound, has_nul, give);
            at = end + width;
            if data.get(found) == Some(&b'\r') {
                match encoding.unit(data, at) {
                    Some(unit) if unit == u16::from(b'\n') => at += width,
                    None if !ended => self.after_cr = true,
                    _ => {}
                }
            }
        }
        if has_nul && !self.skipping {
            at += self.leading_nuls(data.get(at..).unwrap_or_default());
        }
        let rest = data.len() - at;
        if self.skipping {
            at = data.len() - if ended { 0 } else { rest % width };
        } else if rest > MAX_TEXT * width || (ended && rest > 0) {
            self.line(data, at..data.len(), sound, has_nul, give);
            self.skipping = !ended;
            at = data.len() - if ended { 0 } else { rest % width };
        }
        self.offset += at as u64;
        at
    }

    /// Gives the lines from `at` on together, where all of them are sound and none is too long.
    /// Returns where the next line starts.
    fn whole_lines(
        &mut self,
        data: &[u8],
        at: usize,
        sound: &str,
        ended: bool,
        give: &mut dyn FnMut(Given<'_>),
    ) -> usize {
        let last = memchr::memrchr2(b'\n', b'\r', data).filter(|last| *last >= at);
        let Some(end) = last.map(|last| last + 1) else { return at };
        let Some(text) = sound.get(at..end) else { return at };
        let mut start = at;
        while start < end {
            let most = data.get(start..end.min(start + MAX_TEXT + 1)).unwrap_or_default();
            match memchr::memrchr2(b'\n', b'\r', most) {
                Some(found) => start += found + 1,
                None => return at,
            }
        }
        self.after_cr = text.ends_with('\r') && end == data.len() && !ended;
        self.trailing_nuls = 0;
        let mut from = at;
        while from < end {
            let rest = data.get((from + PART).min(end)..end).unwrap_or_default();
            let to = memchr::memchr(b'\n', rest).map_or(end, |found| end - rest.len() + found + 1);
            let text = sound.get(from..to).unwrap_or_default();
            let (number, offset) = (self.number + 1, self.offset + from as u64);
            give(Given::Block(LineBlock { text, number, offset }));
            self.number += block::count(text.as_bytes());
            from = to;
        }
        end
    }

    /// Counts the NULs at the start of a line, which are not part of it.
    fn leading_nuls(&mut self, data: &[u8]) -> usize {
        let width = self.encoding.width();
        let count =
            data.chunks_exact(width).take_while(|unit| unit.iter().all(|b| *b == 0)).count();
        self.nuls += (count * width) as u64;
        self.trailing_nuls += (count * width) as u64;
        count * width
    }

    /// Gives one line, or ends the one whose rest is left out.
    fn line(
        &mut self,
        data: &[u8],
        mut range: std::ops::Range<usize>,
        sound: &str,
        has_nul: bool,
        give: &mut dyn FnMut(Given<'_>),
    ) {
        if std::mem::take(&mut self.skipping) {
            return;
        }
        if has_nul {
            range.start += self.leading_nuls(data.get(range.clone()).unwrap_or_default());
        }
        if !range.is_empty() {
            self.trailing_nuls = 0;
        }
        self.number += 1;
        let (number, offset) = (self.number, self.offset + range.start as u64);
        let cut = self.encoding.cut(data, &range, MAX_TEXT);
        let mut truncated = cut < range.end;
        range.end = cut;
        if !has_nul {
            if let Some(text) = sound.get(range.clone()) {
                return give(Given::Line(Line { number, offset, text, truncated }));
            }
        }
        let raw = data.get(range).unwrap_or_default();
        let text: Cow<'_, str> = match self.encoding {
            Encoding::Bytes => String::from_utf8_lossy(raw),
            Encoding::Utf16 { big } => {
                decode(raw, big, &mut self.decoded);
                Cow::Borrowed(self.decoded.as_str())
            }
        };
        let mut text = text;
        let nuls = memchr::memchr_iter(0, text.as_bytes()).count();
        if nuls > 0 {
            self.nuls += (nuls * self.encoding.width()) as u64;
            let text_end = text.trim_end_matches('\0').len();
            self.trailing_nuls = ((text.len() - text_end) * self.encoding.width()) as u64;
            text = Cow::Owned(text.replace('\0', ""));
        }
        // Broken and Asian text grows when it is decoded.
        let kept = cut_text(&text, MAX_TEXT);
        truncated |= kept.len() < text.len();
        give(Given::Line(Line { number, offset, text: kept, truncated }));
    }
}

/// The first `max` bytes of `text`, or a little less where that would cut a character.
pub(super) fn cut_text(text: &str, max: usize) -> &str {
    let end = (0..=max.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
