//! Cuts blocks into lines.

use std::ops::Range;

use super::encoding::Encoding;
use super::spans::Spans;
use super::{cut_text, text, Given, LONGEST, MAX_TEXT};
use crate::evidence::block::{self, LineBlock};
use crate::evidence::damage::{Damage, DamageKind, Damages, WHOLE_LINE};
use crate::evidence::scan::{Line, Soundness};

/// About how much text is given together before the caller is asked, as for lines.
const PART: usize = 32 * 1024;

/// As many NULs inside a line are a hole in it, and not some damaged letters.
const HOLE: usize = WHOLE_LINE as usize;

/// Cuts blocks into lines. Where the blocks end makes no difference to the lines.
///
/// A hole of NULs ends a part of a line: what stands before it and what stands behind it are given
/// as two lines of one number.
pub(super) struct Lines {
    encoding: Encoding,
    /// Number of the last line that was given.
    number: u64,
    /// File offset of the first byte that is not used yet.
    pub(super) offset: u64,
    /// NULs that were left out and are not told yet.
    hole: Option<Damage>,
    /// The last line goes on behind a hole.
    goes_on: bool,
    /// The rest of the current line is longer than what is kept.
    skipping: bool,
    /// The last line ended with a CR at the end of a block; an LF now belongs to it.
    after_cr: bool,
    /// Decoded text of one line, and what is damaged in it.
    decoded: String,
    spans: Spans,
    /// All that is damaged.
    pub(super) damages: Damages,
}

/// The block that is being cut.
#[derive(Clone, Copy)]
struct Block<'a> {
    data: &'a [u8],
    /// The part of it, from its start, that is text as it stands.
    sound: &'a str,
    /// Whether nothing in that part is damaged.
    plain: bool,
}

impl Lines {
    pub(super) fn new(encoding: Encoding, mark: usize) -> Self {
        Self {
            encoding,
            number: 0,
            offset: mark as u64,
            hole: None,
            goes_on: false,
            skipping: false,
            after_cr: false,
            decoded: String::new(),
            spans: Spans::default(),
            damages: Damages::default(),
        }
    }

    /// Gives the lines that `data` holds whole, at the end of the file also the last one. Returns
    /// how many bytes are used up.
    pub(super) fn take(
        &mut self,
        data: &[u8],
        ended: bool,
        give: &mut dyn FnMut(Given<'_>),
    ) -> usize {
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
        let plain = encoding == Encoding::Bytes && text::is_plain(data, sound);
        let block = Block { data, sound, plain };
        if plain && !self.skipping && !self.goes_on && self.hole.is_none() {
            at = self.whole_lines(block, at, ended, give);
        }
        loop {
            if !plain && !self.skipping {
                at += self.leave_out_nuls(data, at);
            }
            let end = self.next_break(data, at);
            let hole =
                if plain { None } else { self.next_hole(data, at..end.unwrap_or(data.len())) };
            if let Some(hole) = hole {
                self.line(block, at..hole, true, give);
                at = hole;
                continue;
            }
            let Some(end) = end else { break };
            self.line(block, at..end, false, give);
            at = end + width;
            if encoding.unit(data, end) == Some(u16::from(b'\r')) {
                match encoding.unit(data, at) {
                    Some(unit) if unit == u16::from(b'\n') => at += width,
                    None if !ended => self.after_cr = true,
                    _ => {}
                }
            }
        }
        if ended {
            if at < data.len() {
                self.line(block, at..data.len(), false, give);
            }
            self.tell_hole(give);
            at = data.len();
        } else if self.skipping || data.len() - at > LONGEST * width {
            if !self.skipping {
                self.line(block, at..data.len(), false, give);
                self.skipping = true;
            }
            // NULs at the end may be the start of a hole.
            let whole = data.len() - (data.len() - at) % width;
            let skipped = data.get(at..whole).unwrap_or_default();
            let nuls = skipped.rchunks_exact(width).take_while(|unit| is_nul(unit)).count();
            at = whole - nuls.min(HOLE) * width;
        }
        self.offset += at as u64;
        at
    }

    /// Gives the lines from `at` on together, where all of them are sound and none is too long.
    /// Returns where the next line starts.
    fn whole_lines(
        &mut self,
        block: Block<'_>,
        at: usize,
        ended: bool,
        give: &mut dyn FnMut(Given<'_>),
    ) -> usize {
        let Block { data, sound, .. } = block;
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

    /// Where the next line break stands.
    fn next_break(&self, data: &[u8], at: usize) -> Option<usize> {
        let rest = data.get(at..).unwrap_or_default();
        let mut found = memchr::memchr2_iter(b'\n', b'\r', rest);
        found.find_map(|found| {
            self.encoding.unit_start(data, at + found).filter(|start| *start >= at)
        })
    }

    /// Where the next hole begins.
    fn next_hole(&self, data: &[u8], range: Range<usize>) -> Option<usize> {
        let width = self.encoding.width();
        let line = data.get(range.clone()).unwrap_or_default();
        memchr::memchr(0, line)?;
        let mut nuls = 0;
        for (index, unit) in line.chunks_exact(width).enumerate() {
            nuls = if is_nul(unit) { nuls + 1 } else { 0 };
            if nuls == HOLE {
                return Some(range.start + (index + 1 - HOLE) * width);
            }
        }
        None
    }

    /// Leaves out the NULs at the start of a line, or of what stands behind a hole.
    fn leave_out_nuls(&mut self, data: &[u8], at: usize) -> usize {
        let rest = data.get(at..).unwrap_or_default();
        let width = self.encoding.width();
        let length = rest.chunks_exact(width).take_while(|unit| is_nul(unit)).count() * width;
        if length > 0 {
            let (line, offset) = (self.next_number(), self.offset + at as u64);
            let kind = DamageKind::Nul;
            let hole = self.hole.get_or_insert(Damage { line, offset, length: 0, kind });
            hole.length += length as u64;
        }
        length
    }

    fn tell_hole(&mut self, give: &mut dyn FnMut(Given<'_>)) -> bool {
        let hole = self.hole.take();
        if let Some(hole) = hole {
            self.tell(hole, give);
        }
        hole.is_some()
    }

    fn tell(&mut self, damage: Damage, give: &mut dyn FnMut(Given<'_>)) {
        self.damages.add(damage);
        give(Given::Damage(&damage));
    }

    /// The number of the line of which something is given next.
    fn next_number(&self) -> u64 {
        if self.goes_on {
            self.number
        } else {
            self.number + 1
        }
    }

    /// Gives one line, or ends the one whose rest is left out.
    fn line(
        &mut self,
        block: Block<'_>,
        mut range: Range<usize>,
        before_hole: bool,
        give: &mut dyn FnMut(Given<'_>),
    ) {
        let number = self.next_number();
        let behind_hole = std::mem::replace(&mut self.goes_on, before_hole);
        if std::mem::take(&mut self.skipping) {
            return;
        }
        let torn = self.tell_hole(give) || behind_hole || before_hole;
        self.number = number;
        let offset = self.offset + range.start as u64;
        let cut = self.encoding.cut(block.data, &range, MAX_TEXT);
        let mut truncated = cut < range.end;
        range.end = cut;
        if block.plain && !torn {
            if let Some(text) = block.sound.get(range.clone()) {
                let soundness = Soundness::Sound;
                return give(Given::Line(Line { number, offset, text, truncated, soundness }));
            }
        }
        let raw = block.data.get(range).unwrap_or_default();
        self.spans.clear();
        let mut decoded = std::mem::take(&mut self.decoded);
        match self.encoding {
            Encoding::Bytes => text::from_utf8(raw, &mut decoded, &mut self.spans),
            Encoding::Utf16 { big } => text::from_utf16(raw, big, &mut decoded, &mut self.spans),
        }
        let damaged = torn || !self.spans.is_empty();
        let spans = std::mem::take(&mut self.spans);
        for (bytes, kind) in spans.iter() {
            let (offset, length) = (offset + bytes.start as u64, bytes.len() as u64);
            self.tell(Damage { line: number, offset, length, kind }, give);
        }
        self.spans = spans;
        // Broken and Asian text grows when it is decoded.
        let text = cut_text(&decoded, MAX_TEXT);
        truncated |= text.len() < decoded.len();
        let soundness = if damaged { Soundness::Damaged } else { Soundness::Sound };
        give(Given::Line(Line { number, offset, text, truncated, soundness }));
        self.decoded = decoded;
    }
}

fn is_nul(unit: &[u8]) -> bool {
    unit.iter().all(|byte| *byte == 0)
}
