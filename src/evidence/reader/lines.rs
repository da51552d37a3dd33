//! Cuts blocks into lines.

use std::ops::Range;

use super::encoding::Encoding;
use super::spans::Spans;
use super::switch::{self, Switch};
use super::{cut_text, text, Given, LONGEST, MAX_TEXT};
use crate::evidence::block::{self, LineBlock};
use crate::evidence::damage::{Damage, DamageKind, Damages, WHOLE_LINE};
use crate::evidence::scan::{Line, Soundness};

/// About how much text is given together before the caller is asked, as for lines.
const PART: usize = 32 * 1024;

/// How much is looked at first where the encoding changes.
const FIRST_PART: usize = 1024;

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
    /// A line has ended with LF: then CR alone is no line break of this log.
    has_lf: bool,
    /// The current line goes over into another encoding.
    torn: bool,
    /// Decoded text of one line, and what is damaged in it.
    decoded: String,
    spans: Spans,
    /// All that is damaged.
    pub(super) damages: Damages,
}

/// Where a line ends.
enum End {
    /// Here, with a line break.
    Break(usize),
    /// Here, with a line break of UTF-16 in the other order of bytes.
    Shifted(usize),
    /// Somewhere behind this place, where ASCII begins amid UTF-16.
    Ascii(usize),
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
            has_lf: false,
            torn: false,
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
        let mut at = 0;
        // Behind a change little is looked at first: another one may be near.
        let mut limit = usize::MAX;
        loop {
            let rest = data.get(at..).unwrap_or_default();
            let part = rest.get(..limit).unwrap_or(rest);
            let is_all = part.len() == rest.len();
            let (used, switched) = self.take_part(part, ended && is_all, give);
            self.offset += used as u64;
            at += used;
            match (switched, is_all) {
                (true, _) => limit = FIRST_PART,
                (false, true) => return at,
                (false, false) => limit = limit.saturating_mul(4),
            }
        }
    }

    /// The same up to where the encoding changes; says whether it does.
    fn take_part(
        &mut self,
        data: &[u8],
        ended: bool,
        give: &mut dyn FnMut(Given<'_>),
    ) -> (usize, bool) {
        let encoding = self.encoding;
        let width = encoding.width();
        let mut at = 0;
        if self.after_cr && data.len() >= width {
            self.after_cr = false;
            at = self.after_cr(data, 0);
        }
        // What is sound UTF-8 in this block is checked once, not line by line.
        let sound = encoding.sound_text(data);
        // At the end a character may not be whole.
        let is_text = encoding == Encoding::Bytes && data.len() - sound.len() < 4;
        let plain = is_text && text::is_plain(data, sound);
        let block = Block { data, sound, plain };
        if plain && !self.skipping && !self.goes_on && self.hole.is_none() {
            at = self.whole_lines(block, at, ended, give);
        }
        loop {
            while !plain && !self.skipping {
                let rest = data.get(at..).unwrap_or_default();
                if rest.len() < switch::NEEDED && !ended {
                    return (at, false);
                }
                let mut left_out = 0;
                if let Some(switch) = switch::at_line_start(encoding, rest) {
                    left_out = self.switch(switch, at);
                    if switch.encoding != encoding {
                        return (at + left_out, true);
                    }
                }
                left_out += self.leave_out_nuls(data, at + left_out);
                at += left_out;
                if left_out == 0 {
                    break;
                }
            }
            let end = self.next_break(data, at);
            let until = match end {
                Some(End::Break(end) | End::Shifted(end) | End::Ascii(end)) => end,
                None => data.len(),
            };
            let hole = if plain { None } else { self.next_hole(data, at..until) };
            if let Some(hole) = hole {
                self.line(block, at..hole, true, give);
                at = hole;
                continue;
            }
            match end {
                None => break,
                Some(End::Break(end)) => {
                    self.line(block, at..end, false, give);
                    at = end + width;
                    match encoding.unit(data, end) {
                        Some(unit) if unit == u16::from(b'\n') => self.has_lf = true,
                        _ if at + width <= data.len() => at = self.after_cr(data, at),
                        _ => self.after_cr = !ended,
                    }
                }
                Some(End::Shifted(end)) => {
                    self.torn_line(block, at..end, false, give);
                    self.encoding = encoding.other_order();
                    self.after_cr = self.encoding.unit(data, end) == Some(u16::from(b'\r'));
                    return (end + width, true);
                }
                Some(End::Ascii(end)) => {
                    let text = switch::ascii_before(data, at, end).unwrap_or(end);
                    if text > at {
                        self.torn_line(block, at..text, true, give);
                    }
                    self.encoding = Encoding::Bytes;
                    return (text, true);
                }
            }
        }
        if ended {
            let rest = data.get(at..).unwrap_or_default();
            if width > 1 && !self.skipping && matches!(rest, [0 | b'\r' | b'\n']) {
                // Half of the last character, where a byte is lost before it.
                at += self.leave_out_half(at, rest == [0]);
            }
            if at < data.len() {
                self.line(block, at..data.len(), false, give);
            }
            self.tell_hole(give);
            return (data.len(), false);
        }
        if self.skipping || data.len() - at > LONGEST * width {
            if !self.skipping {
                self.line(block, at..data.len(), false, give);
                self.skipping = true;
            }
            // NULs at the end may be the start of a hole, and ASCII that of another part.
            let kept = (data.len() - at).min(switch::NEEDED * 2);
            let whole = at + (data.len() - kept - at) / width * width;
            let skipped = data.get(at..whole).unwrap_or_default();
            let nuls = skipped.rchunks_exact(width).take_while(|unit| is_nul(unit)).count();
            at = whole - nuls.min(HOLE) * width;
        }
        (at, false)
    }

    /// Reads on in another encoding. Gives the length of the byte order mark.
    fn switch(&mut self, switch: Switch, at: usize) -> usize {
        self.encoding = switch.encoding;
        if switch.byte_lost {
            let (line, offset) = (self.next_number(), self.offset + at as u64);
            let kind = DamageKind::Undecodable;
            self.hole.get_or_insert(Damage { line, offset, length: 1, kind });
        }
        switch.mark
    }

    /// What follows a CR: the LF that belongs to it, or a line. In a log whose lines end otherwise
    /// something else may have stood in the place of the CR.
    fn after_cr(&mut self, data: &[u8], at: usize) -> usize {
        let width = self.encoding.width();
        let next = self.encoding.unit(data, at);
        if next == Some(u16::from(b'\n')) {
            self.has_lf = true;
            return at + width;
        }
        if self.has_lf && next != Some(u16::from(b'\r')) && self.hole.is_none() {
            let (line, offset) = (self.next_number(), self.offset + at as u64 - width as u64);
            let (length, kind) = (width as u64, DamageKind::LoneCr);
            self.hole = Some(Damage { line, offset, length, kind });
        }
        at
    }

    /// A line that ends in another encoding.
    fn torn_line(
        &mut self,
        block: Block<'_>,
        range: Range<usize>,
        goes_on: bool,
        give: &mut dyn FnMut(Given<'_>),
    ) {
        if !range.is_empty() && !self.skipping {
            let (line, offset) = (self.next_number(), self.offset + range.start as u64);
            let (length, kind) = (range.len() as u64, DamageKind::Undecodable);
            self.tell(Damage { line, offset, length, kind }, give);
            self.torn = true;
        }
        self.line(block, range, goes_on, give);
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
        let Some(mut end) = last.map(|last| last + 1) else { return at };
        if end == data.len() && data.ends_with(b"\r") && !ended {
            // Whether it is alone is not known yet.
            let before = data.get(at..end - 1).unwrap_or_default();
            let Some(last) = memchr::memrchr2(b'\n', b'\r', before) else { return at };
            end = at + last + 1;
        }
        let Some(text) = sound.get(at..end) else { return at };
        let mut start = at;
        while start < end {
            let most = data.get(start..end.min(start + MAX_TEXT + 1)).unwrap_or_default();
            match memchr::memrchr2(b'\n', b'\r', most) {
                Some(found) => start += found + 1,
                None => return at,
            }
        }
        if text.ends_with('\r') && end < data.len() {
            // What follows decides whether it is alone.
            return at;
        }
        let mut from = at;
        while from < end {
            let rest = data.get((from + PART).min(end)..end).unwrap_or_default();
            let to = memchr::memchr(b'\n', rest).map_or(end, |found| end - rest.len() + found + 1);
            let text = sound.get(from..to).unwrap_or_default();
            let (number, offset) = (self.number + 1, self.offset + from as u64);
            let (lines, lone) = block::count(text.as_bytes());
            let has_lf = self.has_lf || lone < lines;
            if lone > 0 && has_lf {
                return from;
            }
            self.has_lf = has_lf;
            give(Given::Block(LineBlock { text, number, offset }));
            self.number += lines;
            from = to;
        }
        end
    }

    /// Where the line ends.
    fn next_break(&self, data: &[u8], at: usize) -> Option<End> {
        let encoding = self.encoding;
        let rest = data.get(at..).unwrap_or_default();
        let mut found = memchr::memchr2_iter(b'\n', b'\r', rest).map(|found| at + found);
        found.find_map(|found| {
            if let Some(start) = encoding.unit_start(data, found).filter(|start| *start >= at) {
                return Some(End::Break(start));
            }
            if encoding == Encoding::Bytes {
                return None;
            }
            if let Some(pair) = switch::shifted_break(encoding, data, found) {
                return (pair >= at).then_some(End::Shifted(pair));
            }
            switch::ascii_before(data, at, found).map(|_| End::Ascii(found))
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
        let length = leading_nuls(rest) / width * width;
        if length > 0 {
            let (line, offset) = (self.next_number(), self.offset + at as u64);
            let kind = DamageKind::Nul;
            let hole = self.hole.get_or_insert(Damage { line, offset, length: 0, kind });
            hole.length += length as u64;
        }
        length
    }

    fn leave_out_half(&mut self, at: usize, is_nul: bool) -> usize {
        let (line, offset) = (self.next_number(), self.offset + at as u64);
        let kind = if is_nul { DamageKind::Nul } else { DamageKind::Undecodable };
        let hole = self.hole.get_or_insert(Damage { line, offset, length: 0, kind });
        hole.length += 1;
        1
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
        let is_told = std::mem::take(&mut self.torn);
        self.number = number;
        let offset = self.offset + range.start as u64;
        let cut = self.encoding.cut(block.data, &range, MAX_TEXT);
        let mut truncated = cut < range.end;
        // What is behind the part that is kept does not change it.
        let before_hole = before_hole && !truncated;
        let torn = self.tell_hole(give) || is_told || behind_hole || before_hole;
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
        let soundness = match self.encoding {
            Encoding::Bytes => text::from_bytes(raw, &mut decoded, &mut self.spans),
            Encoding::Utf16 { big } => text::from_utf16(raw, big, &mut decoded, &mut self.spans),
        };
        let spans = std::mem::take(&mut self.spans);
        for (bytes, kind) in spans.iter().filter(|_| !is_told) {
            let (offset, length) = (offset + bytes.start as u64, bytes.len() as u64);
            self.tell(Damage { line: number, offset, length, kind }, give);
        }
        self.spans = spans;
        // Broken and Asian text grows when it is decoded.
        let text = cut_text(&decoded, MAX_TEXT);
        truncated |= text.len() < decoded.len();
        let soundness = if torn { Soundness::Damaged } else { soundness };
        give(Given::Line(Line { number, offset, text, truncated, soundness }));
        self.decoded = decoded;
    }
}

/// How many NUL bytes stand at the start; of holes of gigabytes many at once.
fn leading_nuls(data: &[u8]) -> usize {
    const NULS: [u8; 4096] = [0; 4096];
    let is_hole = |part: &&[u8]| NULS.get(..part.len()) == Some(*part);
    let holes = data.chunks(NULS.len()).take_while(is_hole).map(<[u8]>::len).sum();
    let rest = data.get(holes..).unwrap_or_default();
    holes + rest.iter().take_while(|byte| **byte == 0).count()
}

fn is_nul(unit: &[u8]) -> bool {
    unit.iter().all(|byte| *byte == 0)
}
