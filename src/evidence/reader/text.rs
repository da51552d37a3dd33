//! From the bytes of one line to its text, with what is damaged in it.

use super::codepage;
use super::spans::Spans;
use crate::evidence::damage::DamageKind;
use crate::evidence::scan::Soundness;

/// What stands for each byte, or each unit of UTF-16, that could not be read.
const LOST: char = char::REPLACEMENT_CHARACTER;

/// Whether a character is in no log that is sound: controls, what other programs put where they
/// could not read one, a byte order mark inside of a line, and what is no character.
fn is_lost(c: char) -> bool {
    (c.is_control() && c != '\t') || matches!(c, LOST | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Whether there is none such in `data`, which is text by `sound` as far as that reaches. Line
/// breaks are none.
pub(super) fn is_plain(data: &[u8], sound: &str) -> bool {
    let mut ascii = true;
    for part in data.chunks(4096) {
        // Least and greatest bytes are found many at once. Less a number, the control characters
        // from there on are the least of all.
        let (mut least, mut greatest) = (u8::MAX, u8::MIN);
        for byte in part {
            least = least.min(*byte);
            greatest = greatest.max(*byte);
        }
        let (mut from_14, mut from_11) = (u8::MAX, u8::MAX);
        for byte in part {
            from_14 = from_14.min(byte.wrapping_sub(14));
            from_11 = from_11.min(byte.wrapping_sub(11));
        }
        if least < b'\t' || from_14 < 18 || from_11 < 2 {
            return false;
        }
        if greatest >= 0x7F {
            if memchr::memchr(0x7F, part).is_some() {
                return false;
            }
            ascii = false;
        }
    }
    if ascii {
        return true;
    }
    // U+0080 to U+009F begin with C2, the others with EF.
    let sound = sound.as_bytes();
    let lost = |at: usize| match sound.get(at..) {
        Some([0xC2, second, ..]) => *second < 0xA0,
        Some([0xEF, 0xBF, third, ..]) => *third >= 0xBD,
        Some([0xEF, 0xBB, 0xBF, ..]) => true,
        _ => false,
    };
    !memchr::memchr2_iter(0xC2, 0xEF, sound).any(lost)
}

/// Decodes bytes that are UTF-8, letters of an older code page, or were.
pub(super) fn from_bytes(raw: &[u8], into: &mut String, spans: &mut Spans) -> Soundness {
    into.clear();
    if std::str::from_utf8(raw).is_err() {
        if let Some(text) = codepage::decode(raw) {
            into.push_str(&text);
            return Soundness::CodePage;
        }
    }
    let mut at = 0;
    for chunk in raw.utf8_chunks() {
        add(chunk.valid(), at, into, spans);
        at += chunk.valid().len();
        for _ in chunk.invalid() {
            into.push(LOST);
            spans.add(at..at + 1, DamageKind::Undecodable);
            at += 1;
        }
    }
    soundness(spans)
}

fn soundness(spans: &Spans) -> Soundness {
    if spans.is_empty() {
        Soundness::Sound
    } else {
        Soundness::Damaged
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
pub(super) fn from_utf16(raw: &[u8], big: bool, into: &mut String, spans: &mut Spans) -> Soundness {
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
    soundness(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_has_no_controls() {
        for code in (0..0x300).chain(0xFEF0..0x10010).filter_map(char::from_u32) {
            for long in [0, 5000] {
                let text = format!("{}one\r\n\ttwo \u{e4}{code}", "x".repeat(long));
                let expected = !is_lost(code) || matches!(code, '\r' | '\n');
                assert_eq!(is_plain(text.as_bytes(), &text), expected, "{code:?}");
            }
        }
        for byte in 0..0x80 {
            let text = format!("one\r\n\ttwo {}", char::from(byte));
            let expected = matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'~');
            assert_eq!(is_plain(text.as_bytes(), &text), expected, "{byte}");
        }
    }
}
