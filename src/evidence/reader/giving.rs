//! Gives a line: what is kept of it, and its rest in parts.

use std::borrow::Cow;
use std::ops::Range;

use super::encoding::Encoding;
use super::holes::HOLE;
use super::lines::Lines;
use super::whole::Block;
use super::{cut_text, switch, text, Given, MAX_TEXT};
use crate::evidence::damage::Damage;
use crate::evidence::scan::{Line, Soundness};

/// How much of the rest of a line is given at once, in units.
const PART: usize = 32 * 1024;

/// How much must be seen behind such a part, in units: a hole or another encoding may begin there.
const AHEAD: usize = if HOLE > switch::NEEDED { HOLE } else { switch::NEEDED };

/// How far before its end a part may be cut, so that no character is.
const NEAR: usize = 256;

impl Lines {
    /// Gives one line, or the end of the one whose rest is being given.
    pub(super) fn line(
        &mut self,
        block: Block<'_>,
        range: Range<usize>,
        before_hole: bool,
        give: &mut dyn FnMut(Given<'_>),
    ) {
        let (mut from, end) = (range.start, range.end);
        if std::mem::take(&mut self.skipping) {
            self.goes_on = before_hole;
        } else {
            from = self.head(block, range, before_hole, give);
        }
        while end > from {
            let cut = self.part_end(block.data, from..end);
            self.rest(block, from..cut, give);
            from = cut;
        }
    }

    /// Gives what is kept of a line. Returns where its rest begins.
    pub(super) fn head(
        &mut self,
        block: Block<'_>,
        mut range: Range<usize>,
        before_hole: bool,
        give: &mut dyn FnMut(Given<'_>),
    ) -> usize {
        let number = self.next_number();
        let behind_hole = std::mem::replace(&mut self.goes_on, before_hole);
        let is_told = std::mem::take(&mut self.torn);
        self.number = number;
        let offset = self.offset + range.start as u64;
        let cut = self.encoding.cut(block.data, &range, MAX_TEXT);
        let truncated = cut < range.end;
        // What is behind the part that is kept does not change it.
        let before_hole = before_hole && !truncated;
        let torn = self.tell_hole(give) || is_told || behind_hole || before_hole;
        range.end = cut;
        let (decoded, soundness) = self.text(block, range, !is_told, give);
        // Broken and Asian text grows when it is decoded.
        let text = cut_text(&decoded, MAX_TEXT);
        let grown = decoded.get(text.len()..).unwrap_or_default();
        let truncated = truncated || !grown.is_empty();
        let soundness = if torn { Soundness::Damaged } else { soundness };
        give(Given::Line(Line { number, offset, text, truncated, soundness }));
        if !grown.is_empty() {
            let offset = offset + self.length(text, soundness);
            give(Given::Rest(Line { number, offset, text: grown, truncated, soundness }));
        }
        self.give_back(decoded);
        cut
    }

    /// Gives as many whole parts of a rest as there are. Returns where the next one begins.
    pub(super) fn rest_parts(
        &mut self,
        block: Block<'_>,
        mut at: usize,
        give: &mut dyn FnMut(Given<'_>),
    ) -> usize {
        let width = self.encoding.width();
        let end = block.data.len();
        while end - at > (PART + AHEAD) * width {
            let cut = self.part_end(block.data, at..end);
            self.rest(block, at..cut, give);
            at = cut;
        }
        at
    }

    /// Where the first part of a rest ends. It depends on what stands there alone.
    fn part_end(&self, data: &[u8], range: Range<usize>) -> usize {
        let limit = range.start + PART * self.encoding.width();
        if range.end <= limit {
            return range.end;
        }
        let near = data.get(limit - NEAR..limit).unwrap_or_default();
        match near.iter().rposition(u8::is_ascii).filter(|_| self.encoding == Encoding::Bytes) {
            Some(last) => limit - NEAR + last + 1,
            None => self.encoding.cut(data, &range, PART),
        }
    }

    fn rest(&mut self, block: Block<'_>, range: Range<usize>, give: &mut dyn FnMut(Given<'_>)) {
        let (number, offset) = (self.number, self.offset + range.start as u64);
        let (decoded, soundness) = self.text(block, range, true, give);
        let (text, truncated) = (decoded.as_ref(), true);
        give(Given::Rest(Line { number, offset, text, truncated, soundness }));
        self.give_back(decoded);
    }

    /// The text of a part of a line. What is damaged in it is told, where that is not done yet.
    fn text<'a>(
        &mut self,
        block: Block<'a>,
        range: Range<usize>,
        tell: bool,
        give: &mut dyn FnMut(Given<'_>),
    ) -> (Cow<'a, str>, Soundness) {
        if let Some(text) = block.sound.get(range.clone()).filter(|_| block.plain) {
            return (Cow::Borrowed(text), Soundness::Sound);
        }
        let offset = self.offset + range.start as u64;
        let raw = block.data.get(range).unwrap_or_default();
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        let mut decoded = std::mem::take(&mut self.decoded);
        let soundness = match self.encoding {
            Encoding::Bytes => text::from_bytes(raw, &mut decoded, &mut spans),
            Encoding::Utf16 { big } => text::from_utf16(raw, big, &mut decoded, &mut spans),
        };
        for (bytes, kind) in spans.iter().filter(|_| tell) {
            let (offset, length) = (offset + bytes.start as u64, bytes.len() as u64);
            self.tell(Damage { line: self.number, offset, length, kind }, give);
        }
        self.spans = spans;
        (Cow::Owned(decoded), soundness)
    }

    /// Keeps the buffer of a decoded text for the next one.
    fn give_back(&mut self, text: Cow<'_, str>) {
        if let Cow::Owned(decoded) = text {
            self.decoded = decoded;
        }
    }

    /// About how many bytes of the log a text was.
    fn length(&self, text: &str, soundness: Soundness) -> u64 {
        let units = match (self.encoding, soundness) {
            (Encoding::Utf16 { .. }, _) => 2 * text.encode_utf16().count(),
            (Encoding::Bytes, Soundness::CodePage) => text.chars().count(),
            (Encoding::Bytes, _) => {
                let byte =
                    |c: char| if c == char::REPLACEMENT_CHARACTER { 1 } else { c.len_utf8() };
                text.chars().map(byte).sum()
            }
        };
        units as u64
    }
}
