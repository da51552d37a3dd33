//! From the bytes of one line to its text, with what is damaged in it.

use super::spans::Spans;
use crate::evidence::damage::DamageKind;

/// What stands for each byte, or each unit of UTF-16, that could not be read.
const LOST: char = char::REPLACEMENT_CHARACTER;

/// Whether a character is in no log that is sound: controls, what other programs put where they
/// could not read one, and what is no character.
fn is_lost(c: char) -> bool {
    (c.is_control() && c != '\t') || c == LOST || matches!(u32::from(c) & 0xFFFF, 0xFFFE | 0xFFFF)
}

/// Whether there is none such in `data`, which is text by `sound` as far as that reaches. Line
/// breaks are none.
pub(super) fn is_plain(data: &[u8], sound: &str) -> bool {
    let mut ascii = true;
    for part in data.chunks(4096) {
        // Without branches, so that many bytes are looked at in one step.
        let (control, high) = part.iter().fold((false, false), |(control, high), byte| {
            let is_break = (*byte == b'\t') | (*byte == b'\n') | (*byte == b'\r');
            (control | ((*byte < 0x20) & !is_break) | (*byte == 0x7F), high | (*byte >= 0x80))
        });
        if control {
            return false;
        }
        ascii &= !high;
    }
    if ascii {
        return true;
    }
    // U+0080 to U+009F begin with C2, U+FFFD and U+FFFE with EF; those of the other planes F0 to F4.
    let sound = sound.as_bytes();
    let lost = |at: usize| match sound.get(at..) {
        Some([0xC2, second, ..]) => *second < 0xA0,
        Some([0xEF, 0xBF, third, ..]) => *third >= 0xBD,
        Some([0xEF, 0xBB, 0xBF, ..]) => true,
        _ => false,
    };
    !memchr::memchr2_iter(0xC2, 0xEF, sound).any(lost)
}

/// Decodes bytes that are UTF-8, or were.
pub(super) fn from_utf8(raw: &[u8], into: &mut String, spans: &mut Spans) {
    into.clear();
    let mut at = 0;
    for chunk in raw.utf8_chunks() {
        add(chunk.valid(), at, into, spans);
        at += chunk.valid().len();
        for byte in chunk.invalid() {
            into.push(LOST);
            spans.add(at..at + 1, DamageKind::Undecodable);
            debug_assert!(*byte >= 0x80);
            at += 1;
        }
    }
}

/// Adds text, and `LOST` for what in it is none.
fn add(text: &str, at: usize, into: &mut String, spans: &mut Spans) {
    let mut rest = 0;
    for (place, c) in text.char_indices().filter(|(_, c)| is_lost(*c)) {
        into.push_str(text.get(rest..place).unwrap_or_default());
        into.push(LOST);
        rest = place + c.len_utf8();
        spans.add(at + place..at + rest, kind(c));
    }
    into.push_str(text.get(rest..).unwrap_or_default());
}

fn kind(c: char) -> DamageKind {
    if c == '\0' {
        DamageKind::Nul
    } else {
        DamageKind::Undecodable
    }
}

/// Decodes UTF-16.
pub(super) fn from_utf16(raw: &[u8], big: bool, into: &mut String, spans: &mut Spans) {
    into.clear();
    let units = raw.as_chunks::<2>();
    let numbers = units.0.iter().map(|pair| match big {
        true => u16::from_be_bytes(*pair),
        false => u16::from_le_bytes(*pair),
    });
    let mut at = 0;
    for c in char::decode_utf16(numbers) {
        let length = c.as_ref().map_or(2, |c| 2 * c.len_utf16());
        match c {
            Ok(c) if !is_lost(c) => into.push(c),
            lost => {
                into.push(LOST);
                spans.add(at..at + length, kind(lost.unwrap_or(LOST)));
            }
        }
        at += length;
    }
    if !units.1.is_empty() {
        into.push(LOST);
        spans.add(at..at + 1, DamageKind::Undecodable);
    }
}
