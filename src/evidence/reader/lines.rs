//! Cuts blocks into lines.

use std::ops::Range;

use super::encoding::Encoding;
use super::spans::Spans;
use super::switch::{self, Switch};
use super::whole::Block;
use super::{text, Given, LONGEST};
use crate::evidence::damage::{Damage, DamageKind, Damages};

/// How much is looked at first where the encoding changes.
const FIRST_PART: usize = 1024;

/// Cuts blocks into lines. Where the blocks end makes no difference to the lines.
///
/// A hole of NULs ends a part of a line: what stands before it and what stands behind it are given
/// as two lines of one number.
pub(super) struct Lines {
    pub(super) encoding: Encoding,
    /// Number of the last line that was given.
    pub(super) number: u64,
    /// File offset of the first byte that is not used yet.
    pub(super) offset: u64,
    /// NULs that were left out and are not told yet.
    pub(super) hole: Option<Damage>,
    /// The last line goes on behind a hole.
    pub(super) goes_on: bool,
    /// The current line is longer than what is kept, and its rest is being given.
    pub(super) skipping: bool,
    /// The last line ended with a CR at the end of a block; an LF now belongs to it.
    after_cr: bool,
    /// A line has ended with LF: then CR alone is no line break of this log.
    pub(super) has_lf: bool,
    /// The current line goes over into another encoding.
    pub(super) torn: bool,
    /// Decoded text of one line, and what is damaged in it.
    pub(super) decoded: String,
    pub(super) spans: Spans,
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
        if !self.skipping && data.len() - at > LONGEST * width {
            at = self.head(block, at..data.len(), false, give);
            self.skipping = true;
        }
        if self.skipping {
            at = self.rest_parts(block, at, give);
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

    pub(super) fn tell(&mut self, damage: Damage, give: &mut dyn FnMut(Given<'_>)) {
        self.damages.add(damage);
        give(Given::Damage(&damage));
    }

    /// The number of the line of which something is given next.
    pub(super) fn next_number(&self) -> u64 {
        if self.goes_on {
            self.number
        } else {
            self.number + 1
        }
    }
}
