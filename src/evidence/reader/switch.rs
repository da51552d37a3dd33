//! Where a log goes on in another encoding: another program appended to it, or a byte is lost.

use super::encoding::Encoding;

/// How many units tell UTF-16 from other data.
const UNITS: usize = 8;

/// How many bytes of ASCII tell that a part of a log is not UTF-16.
const ASCII: usize = 24;

/// As many bytes must be seen at the start of a line to tell.
pub(super) const NEEDED: usize = 2 + 2 * UNITS;

/// A change at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Switch {
    /// How to read on.
    pub(super) encoding: Encoding,
    /// Length of the byte order mark.
    pub(super) mark: usize,
    /// Whether a byte is lost here: what was little endian goes on as big endian.
    pub(super) byte_lost: bool,
}

const LITTLE: Encoding = Encoding::Utf16 { big: false };
const BIG: Encoding = Encoding::Utf16 { big: true };

/// What begins at the start of this line, where that is not what was before, or where a byte order
/// mark stands.
pub(super) fn at_line_start(now: Encoding, data: &[u8]) -> Option<Switch> {
    let switch = |encoding, mark| Some(Switch { encoding, mark, byte_lost: false });
    match data {
        [0xEF, 0xBB, 0xBF, rest @ ..] if now == Encoding::Bytes || is_ascii(rest) => {
            return switch(Encoding::Bytes, 3);
        }
        [0xFF, 0xFE, rest @ ..] if now == LITTLE || is_utf16(LITTLE, rest) => {
            return switch(LITTLE, 2);
        }
        [0xFE, 0xFF, rest @ ..] if now == BIG || is_utf16(BIG, rest) => return switch(BIG, 2),
        _ => {}
    }
    let found = [LITTLE, BIG].into_iter().find(|encoding| is_utf16(*encoding, data))?;
    let byte_lost = now != Encoding::Bytes;
    (found != now).then_some(Switch { encoding: found, mark: 0, byte_lost })
}

/// Whether data begins with ASCII in UTF-16.
fn is_utf16(encoding: Encoding, data: &[u8]) -> bool {
    let is_text = |at: usize| {
        let unit = encoding.unit(data, 2 * at);
        unit.and_then(|unit| u8::try_from(unit).ok()).is_some_and(is_ascii_text)
    };
    (0..UNITS).all(is_text)
}

/// Whether data begins with ASCII.
fn is_ascii(data: &[u8]) -> bool {
    data.get(..UNITS).is_some_and(|start| start.iter().copied().all(is_ascii_text))
}

fn is_ascii_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n')
}

/// Whether the line break at `at`, which is none in UTF-16, is one of ASCII text. Gives where that
/// text begins, not before `start`.
pub(super) fn ascii_before(data: &[u8], start: usize, at: usize) -> Option<usize> {
    let line = data.get(start..at)?;
    let tail = line.len().saturating_sub(ASCII);
    let told = line.len() >= ASCII && line.get(tail..)?.iter().copied().all(is_ascii_text);
    if !told {
        return None;
    }
    let begins = line.iter().rposition(|byte| !is_ascii_text(*byte)).map_or(0, |last| last + 1);
    // The second byte of the last unit is none of ASCII.
    Some(start + begins.next_multiple_of(2).min(line.len()))
}

/// Whether the byte at `at` is a line break of UTF-16 in the other order of bytes: a byte is lost
/// before it. Gives where its pair stands.
pub(super) fn shifted_break(now: Encoding, data: &[u8], at: usize) -> Option<usize> {
    let pair = at - at % 2;
    let other = if now == LITTLE { BIG } else { LITTLE };
    let unit = other.unit(data, pair)?;
    (unit == u16::from(b'\n') || unit == u16::from(b'\r')).then_some(pair)
}
