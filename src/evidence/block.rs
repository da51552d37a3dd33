//! Many lines at once, for those who look for few of them.

use super::scan::{Line, Soundness};

/// Whole lines of a log that stand one after another, with their line breaks. All of them
/// are sound, and none is truncated.
#[derive(Debug, Clone, Copy)]
pub struct LineBlock<'a> {
    /// The lines. Each ends with LF, CR or CR LF, the last one too.
    pub text: &'a str,
    /// Number of the first line, from 1.
    pub number: u64,
    /// Byte offset of the first line in the file.
    pub offset: u64,
}

impl<'a> LineBlock<'a> {
    /// A walk from the first line on.
    pub fn lines(&self) -> Lines<'a> {
        Lines { block: *self, at: 0, number: self.number }
    }
}

/// A walk through a block that can leave lines out; those are counted, and not looked at.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    block: LineBlock<'a>,
    /// Where the next line starts in the block's text.
    at: usize,
    /// Number of the next line.
    number: u64,
}

impl<'a> Lines<'a> {
    /// Where the next line starts in the block's text.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Leaves out the lines before the one that has the byte at `place` of the block's text.
    pub fn skip_to(&mut self, place: usize) {
        let before = self.block.text.as_bytes().get(self.at..place).unwrap_or_default();
        let Some(last) = memchr::memrchr2(b'\n', b'\r', before) else { return };
        let start = self.at + last + 1;
        let skipped = before.get(..=last).unwrap_or_default();
        // A place between CR and LF belongs to the line before them.
        let inside_break =
            skipped.last() == Some(&b'\r') && self.block.text.as_bytes().get(start) == Some(&b'\n');
        if inside_break {
            return self.skip_to(start - 1);
        }
        self.number += count(skipped).0;
        self.at = start;
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let rest = self.block.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let bytes = rest.as_bytes();
        let end = memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(rest.len());
        let crlf = bytes.get(end..end + 2) == Some(b"\r\n");
        let line = Line {
            number: self.number,
            offset: self.block.offset + self.at as u64,
            text: rest.get(..end).unwrap_or_default(),
            truncated: false,
            soundness: Soundness::Sound,
        };
        self.at += (end + if crlf { 2 } else { 1 }).min(rest.len());
        self.number += 1;
        Some(line)
    }
}

/// How many lines end in `bytes`, and how many of them with a CR alone.
pub(super) fn count(bytes: &[u8]) -> (u64, u64) {
    let count = memchr::memchr_iter(b'\n', bytes).count() as u64;
    let mut lone_ones = 0;
    if memchr::memchr(b'\r', bytes).is_none() {
        return (count, 0);
    }
    // A CR ends a line of its own where no LF follows.
    let next = bytes.get(1..).unwrap_or_default();
    for (bytes, next) in bytes.chunks(4096).zip(next.chunks(4096)) {
        let pairs = || bytes.iter().zip(next);
        // Zero only for such a CR; the least of many is found at once.
        let mut least = u8::MAX;
        for (a, b) in pairs() {
            least = least.min((*a ^ b'\r') | u8::from(*b == b'\n'));
        }
        if least == 0 {
            lone_ones += pairs().filter(|(a, b)| **a == b'\r' && **b != b'\n').count() as u64;
        }
    }
    lone_ones += u64::from(bytes.last() == Some(&b'\r'));
    (count + lone_ones, lone_ones)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naive(text: &str) -> Vec<(u64, u64, String)> {
        let mut lines = Vec::new();
        let mut rest = text;
        while let Some(end) = rest.find(['\n', '\r']) {
            let after = rest[end..].strip_prefix("\r\n").unwrap_or(&rest[end + 1..]);
            let at = (text.len() - rest.len()) as u64;
            lines.push((lines.len() as u64 + 7, at + 100, rest[..end].to_owned()));
            rest = after;
        }
        lines
    }

    proptest! {
        #[test]
        fn lines_that_are_left_out_are_counted(
            parts in proptest::collection::vec(
                proptest::sample::select(vec!["\n", "\r", "\r\n", "a", "\u{e4}b", "long text"]), 0..600),
            place in 0_usize..2000,
        ) {
            let text = parts.concat() + "\n";
            let block = LineBlock { text: &text, number: 7, offset: 100 };
            let shown = |lines: Lines<'_>| -> Vec<_> {
                lines.map(|line| (line.number, line.offset, line.text.to_owned())).collect()
            };
            let all = naive(&text);
            prop_assert_eq!(&shown(block.lines()), &all);
            prop_assert_eq!(count(text.as_bytes()).0, all.len() as u64);
            let place = place.min(text.len() - 1);
            let mut lines = block.lines();
            lines.skip_to(place);
            let first = all.iter().rposition(|line| line.1 <= 100 + place as u64).unwrap();
            prop_assert_eq!(shown(lines), &all[first..]);
        }
    }
}
