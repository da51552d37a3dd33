//! Which encoding a log is in, and where its units stand.

use std::ops::Range;

use super::switch;

/// How the bytes of a log make characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8, or an older code page of which only the ASCII part can be told.
    Bytes,
    /// UTF-16, little endian unless `big`.
    Utf16 {
        /// Big endian.
        big: bool,
    },
}

/// What the start of a file says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sniffed {
    /// Text, and the length of its byte order mark.
    Text {
        /// How to read it.
        encoding: Encoding,
        /// Length of the byte order mark in bytes.
        mark: usize,
    },
    /// Anything else.
    Binary,
}

/// Looks at the first bytes of a file.
pub(super) fn sniff(sample: &[u8]) -> Sniffed {
    let text = |encoding, mark| Sniffed::Text { encoding, mark };
    match sample {
        [0xEF, 0xBB, 0xBF, ..] => return text(Encoding::Bytes, 3),
        [0xFF, 0xFE, ..] => return text(Encoding::Utf16 { big: false }, 2),
        [0xFE, 0xFF, ..] => return text(Encoding::Utf16 { big: true }, 2),
        _ => {}
    }
    if let Some(switch) = switch::at_line_start(Encoding::Bytes, sample) {
        return text(switch.encoding, switch.mark);
    }
    // In UTF-16 of western text every other byte is zero.
    // What a crash leaves in a log is told apart: pairs of zeros are neither.
    let written = || sample.chunks_exact(2).filter(|pair| *pair != [0, 0]);
    let pairs = written().count();
    let zeros = |place: usize| written().filter(|pair| pair.get(place) == Some(&0)).count();
    let (even, odd) = (zeros(0), zeros(1));
    let (many, few) = (pairs * 2 / 5, pairs / 20);
    let gaps = sample.as_chunks::<2>().0.chunk_by(|a, b| a == b);
    let gaps = gaps.filter(|run| run.first() == Some(&[0, 0])).count();
    // A handful of bytes before a block of zeros says nothing, and zeros all over are no text.
    let telling = pairs >= 2 && pairs * 40 >= sample.len() && gaps * 20 <= pairs;
    if telling && odd > many && even <= few {
        return text(Encoding::Utf16 { big: false }, 0);
    }
    if telling && even > many && odd <= few {
        return text(Encoding::Utf16 { big: true }, 0);
    }
    // Some NULs are what a crash leaves in a log; other control characters are in no log.
    let control = |b: u8| (b < 0x20 && !matches!(b, 0 | 0x09..=0x0D | 0x1B)) || b == 0x7F;
    let nuls = sample.iter().filter(|b| **b == 0).count();
    let controls = sample.iter().filter(|b| control(**b)).count();
    // Many NULs are a block or a few of them; in other data they are strewn about.
    let text_bytes = sample.len() - nuls;
    let blocks = sample.chunk_by(|a, b| (*a == 0) == (*b == 0));
    let blocks = blocks.filter(|block| block.first() == Some(&0)).count();
    if controls * 20 > text_bytes || (nuls * 2 > sample.len() && blocks * 20 > text_bytes) {
        return Sniffed::Binary;
    }
    text(Encoding::Bytes, 0)
}

impl Encoding {
    /// Bytes of one unit.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Bytes => 1,
            Self::Utf16 { .. } => 2,
        }
    }

    /// UTF-16 with its bytes in the other order.
    pub(super) fn other_order(self) -> Self {
        match self {
            Self::Bytes => self,
            Self::Utf16 { big } => Self::Utf16 { big: !big },
        }
    }

    /// The unit that starts at `at`.
    pub(super) fn unit(self, data: &[u8], at: usize) -> Option<u16> {
        let first = *data.get(at)?;
        match self {
            Self::Bytes => Some(u16::from(first)),
            Self::Utf16 { big } => {
                let pair = [first, *data.get(at + 1)?];
                Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
            }
        }
    }

    /// Where the unit starts whose low byte, an ASCII character, stands at `low`; `None` where that
    /// byte is a part of another character.
    pub(super) fn unit_start(self, data: &[u8], low: usize) -> Option<usize> {
        let (start, high) = match self {
            Self::Bytes => return Some(low),
            Self::Utf16 { big: false } if low.is_multiple_of(2) => (low, low + 1),
            Self::Utf16 { big: true } if !low.is_multiple_of(2) => (low - 1, low - 1),
            Self::Utf16 { .. } => return None,
        };
        (data.get(high) == Some(&0)).then_some(start)
    }

    /// The part of `data`, from its start, that is sound UTF-8 and can be given as it is.
    pub(super) fn sound_text(self, data: &[u8]) -> &str {
        if self != Self::Bytes {
            return "";
        }
        match std::str::from_utf8(data) {
            Ok(text) => text,
            Err(error) => data
                .get(..error.valid_up_to())
                .and_then(|sound| std::str::from_utf8(sound).ok())
                .unwrap_or_default(),
        }
    }

    /// The end of `range` when it is cut after `max` units, not through a character.
    pub(super) fn cut(self, data: &[u8], range: &Range<usize>, max: usize) -> usize {
        let limit = range.start + max * self.width();
        if range.end <= limit {
            return range.end;
        }
        match self {
            Self::Bytes => {
                let inside = |at: &usize| data.get(*at).is_some_and(|b| b & 0xC0 == 0x80);
                (limit.saturating_sub(3)..=limit).rev().find(|at| !inside(at)).unwrap_or(limit)
            }
            Self::Utf16 { .. } => {
                let last = self.unit(data, limit.saturating_sub(2));
                limit - if last.is_some_and(|unit| unit & 0xFC00 == 0xD800) { 2 } else { 0 }
            }
        }
    }
}

/// Decodes UTF-16 into `into`; what is no character becomes U+FFFD.
pub(in crate::evidence) fn decode(raw: &[u8], big: bool, into: &mut String) {
    into.clear();
    let units = raw.chunks_exact(2).map(|pair| {
        let pair = [pair.first().copied().unwrap_or(0), pair.get(1).copied().unwrap_or(0)];
        if big {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        }
    });
    into.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    if raw.len() % 2 == 1 {
        into.push(char::REPLACEMENT_CHARACTER);
    }
}
