//! Whether bytes that are not UTF-8 are letters of an older code page, or damage.
//!
//! Programs of servers in other countries write such letters between ASCII ones: umlauts, whole
//! words of Cyrillic, pairs of bytes for Chinese and Japanese. Which code page it was, nobody says;
//! the names and tags that matter are ASCII in all of them. What no language writes is damage, and
//! so is what is too much for a name between ASCII words and no text of a language known here.

use encoding_rs::{SHIFT_JIS, WINDOWS_1252};

/// The text of a line in a code page, letter by letter as Windows-1252; `None` for damage.
pub(super) fn decode(raw: &[u8]) -> Option<String> {
    if raw.iter().any(|byte| (*byte < 0x20 && *byte != b'\t') || *byte == 0x7F) {
        return None;
    }
    let western = !has_utf8(raw) && (is_alphabet(raw) || is_name(raw));
    let read = western || is_chinese(raw) || is_japanese(raw);
    let is_control = |c: char| matches!(c, '\u{80}'..='\u{9F}');
    read.then(|| {
        let text = WINDOWS_1252.decode_without_bom_handling(raw).0;
        // Letters of other pages that have no place in this one.
        text.replace(is_control, "\u{FFFD}")
    })
}

/// The parts of a line that are not ASCII.
fn runs(raw: &[u8]) -> impl Iterator<Item = &[u8]> {
    raw.chunk_by(|a, b| a.is_ascii() == b.is_ascii()).filter(|run| !run.is_ascii())
}

/// Whether a part of it is UTF-8 beyond ASCII: then the whole line was.
fn has_utf8(raw: &[u8]) -> bool {
    runs(raw).any(|run| std::str::from_utf8(run).is_ok())
}

/// Whether the line is text of an alphabet with one byte for each letter: mostly letters, few signs
/// between them, and no letter three times in a row.
fn is_alphabet(raw: &[u8]) -> bool {
    let is_letter = |byte: &&u8| **byte >= 0xC0;
    // Quotes, dashes, the euro, and letters that Windows-1250 and Windows-1251 have there.
    let is_sign = |byte: u8| {
        matches!(byte,
            0x80 | 0x82 | 0x84 | 0x85 | 0x8A | 0x8C..=0x8F | 0x91..=0x97 | 0x99 | 0x9A | 0x9C..=0xBF)
    };
    let high = || raw.iter().filter(|byte| !byte.is_ascii());
    let letters = high().filter(is_letter).count();
    let signs = high().count() - letters;
    let known = high().all(|byte| is_letter(&byte) || is_sign(*byte));
    let few_signs = signs <= 2 + letters / 4;
    known && few_signs && runs(raw).all(is_word) && !is_jumble(raw)
}

/// Whether more than a few words are mostly other letters between ASCII ones: words of an alphabet
/// are in it altogether, and western words have few letters beyond ASCII.
fn is_jumble(raw: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let words = raw.split(|byte| !is_letter(byte));
    let mixed = |word: &&[u8]| word.iter().any(u8::is_ascii) && !word.is_ascii();
    let (mut all, mut odd) = (0, 0);
    for word in words.filter(mixed) {
        let high = word.iter().filter(|byte| !byte.is_ascii()).count();
        all += 1;
        odd += usize::from(high * 2 > word.len());
    }
    odd > 3 && odd * 2 > all
}

/// Whether a run of letters is a part of a word: upper case at its start only or all over, as far
/// as it is long enough to tell.
fn is_word(run: &[u8]) -> bool {
    let repeated = run.windows(3).any(|three| three.iter().all(|byte| Some(byte) == three.first()));
    let doubled = run.windows(2).any(|two| matches!(two, [0xFF, 0xFF]));
    let is_lower = |byte: &u8| *byte >= 0xE0;
    let changes = run.windows(2).filter(|two| matches!(two, [a, b] if is_lower(a) && !is_lower(b)));
    !repeated && !doubled && (run.len() < 4 || changes.count() * 3 <= run.len())
}

/// How long the letters of one name may be, and those of all names of a line, in bytes.
const NAME: usize = 16;
const NAMES: usize = 32;

/// Whether the line is ASCII but for a few short runs of letters of any code page, such as the name
/// of a user or of a folder. What these may have stood for is for those to judge who know the log.
fn is_name(raw: &[u8]) -> bool {
    let high = raw.iter().filter(|byte| !byte.is_ascii()).count();
    let letters = raw.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    let repeated =
        |run: &[u8]| run.windows(3).any(|three| three.iter().all(|b| Some(b) == three.first()));
    let erased =
        |run: &[u8]| run.contains(&0xFF) && run.len() > 1 && run.iter().all(|byte| *byte == 0xFF);
    let plausible = |run: &[u8]| run.len() <= NAME && !repeated(run) && !erased(run);
    high <= NAMES && high <= letters && runs(raw).all(plausible)
}

/// Whether the runs are pairs of bytes as Chinese and Korean have them, nearly all of them letters
/// of those languages.
fn is_chinese(raw: &[u8]) -> bool {
    let (mut all, mut rare) = (0, 0);
    let read = runs(raw).all(|run| {
        let (pairs, rest) = run.as_chunks::<2>();
        let common = |pair: &[u8; 2]| matches!(pair, [0xA1..=0xD7, 0xA1..=0xFE]);
        let repeated =
            pairs.windows(3).any(|three| three.iter().all(|pair| Some(pair) == three.first()));
        all += pairs.len();
        rare += pairs.iter().filter(|pair| matches!(pair, [0xA4..=0xAF, _])).count();
        rest.is_empty() && !repeated && pairs.iter().all(common)
    });
    // Other alphabets, frames and signs.
    read && rare * 16 <= all
}

/// Whether the line is Japanese: kana, and common ideographs between them. One byte that is damaged
/// makes one of them at most.
fn is_japanese(raw: &[u8]) -> bool {
    let (text, _, broken) = SHIFT_JIS.decode(raw);
    let high = || text.chars().filter(|c| !c.is_ascii());
    let is_kana = |c: &char| matches!(c, '\u{3040}'..='\u{30FF}');
    let is_known = |c: char| matches!(c, '\u{3000}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FF5F}');
    let kana = high().filter(is_kana).count();
    !broken && high().all(is_known) && kana >= 2 && kana * 4 >= high().count()
}

#[cfg(test)]
mod tests {
    use encoding_rs::{
        Encoding, BIG5, EUC_KR, GBK, IBM866, WINDOWS_1250, WINDOWS_1251, WINDOWS_1253,
        WINDOWS_1256, WINDOWS_874,
    };
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_of_many_countries_are_text() {
        let cases: [(&'static Encoding, &str); 9] = [
            (WINDOWS_1252, "[03/06/2021 15:14:57.0546] [0] Logged on user: SOLO\\J\u{fc}rgen M\u{fc}\u{df}ig."),
            (WINDOWS_1252, "\u{dc}berpr\u{fc}fen Sie \u{201e}Gr\u{f6}\u{df}e\u{201c} \u{2013} l\u{e4}uft"),
            (WINDOWS_1252, "L'op\u{e9}ration a \u{e9}chou\u{e9} : le service n'a pas d\u{e9}marr\u{e9}"),
            (WINDOWS_1250, "Slu\u{17e}bu nelze spustit, proto\u{17e}e je zak\u{e1}z\u{e1}na"),
            (WINDOWS_1251, "[ERROR] \u{41d}\u{435} \u{443}\u{434}\u{430}\u{435}\u{442}\u{441}\u{44f} \u{437}\u{430}\u{43f}\u{443}\u{441}\u{442}\u{438}\u{442}\u{44c} \u{441}\u{43b}\u{443}\u{436}\u{431}\u{443}"),
            (WINDOWS_1253, "\u{394}\u{3b5}\u{3bd} \u{3b5}\u{3af}\u{3bd}\u{3b1}\u{3b9} \u{3b4}\u{3c5}\u{3bd}\u{3b1}\u{3c4}\u{3ae}"),
            (GBK, "[1] \u{65e0}\u{6cd5}\u{542f}\u{52a8}\u{670d}\u{52a1} MSExchangeIS"),
            (SHIFT_JIS, "[1] \u{30b5}\u{30fc}\u{30d3}\u{30b9}\u{3092}\u{958b}\u{59cb}\u{3067}\u{304d}\u{307e}\u{305b}\u{3093}"),
            (EUC_KR, "\u{c11c}\u{be44}\u{c2a4}\u{b97c} \u{c2dc}\u{c791}\u{d560} \u{c218} \u{c5c6}\u{c2b5}\u{b2c8}\u{b2e4}"),
        ];
        for (page, text) in cases {
            let (raw, _, lost) = page.encode(text);
            assert!(!lost, "{text}");
            assert!(decode(&raw).is_some(), "{}: {text}", page.name());
        }
        assert_eq!(decode(b"J\xFCrgen").as_deref(), Some("J\u{fc}rgen"));
    }

    #[test]
    fn a_name_in_an_ascii_line_is_text_in_every_code_page() {
        let line = |name: &[u8]| {
            [b"[03/06/2021 15:14:57.0546] [0] Logged on user: SOLO\\", name, b"."].concat()
        };
        let names: [(&'static Encoding, &str); 8] = [
            (SHIFT_JIS, "\u{7ba1}\u{7406}\u{8005}"),
            (BIG5, "\u{738b}\u{5c0f}\u{660e}"),
            (WINDOWS_1250, "\u{17d}lu\u{165}ou\u{10d}k\u{fd}"),
            (WINDOWS_1251, "\u{41a}\u{443}\u{447}\u{438}\u{43d}"),
            (WINDOWS_1253, "\u{39c}\u{3b9}\u{3c7}\u{3ac}\u{3bb}\u{3b7}\u{3c2}"),
            (WINDOWS_1256, "\u{645}\u{62d}\u{645}\u{62f}"),
            (IBM866, "\u{418}\u{432}\u{430}\u{43d}\u{43e}\u{432}"),
            (WINDOWS_874, "\u{e2a}\u{e21}\u{e0a}\u{e32}\u{e22}"),
        ];
        for (page, name) in names {
            let (raw, _, lost) = page.encode(name);
            assert!(!lost && decode(&line(&raw)).is_some(), "{}: {name}", page.name());
        }
        // Code page 850, which encoding_rs does not have.
        assert!(decode(&line(b"J\x81rgen M\x81\xE1ig")).is_some());
        assert!(decode(&line(b"\xFF\xFF")).is_none() && decode(&line(&[0x81; 40])).is_none());
    }

    #[test]
    fn what_no_language_writes_is_damage() {
        for raw in [
            &b"\xFF\xFFarting Microsoft"[..],
            b"[1] \xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
            b"J\xFCrgen\x01",
            b"J\xC3\xBCrgen l\xE4uft",
            b"\xAA\xAA\xAA\xAA\xAA\xAA",
            b"[1] \x90\xC3\xB1\x9B\xE5",
            &b"\xE9x\xFF \xC3".repeat(20),
            &b"\xA8\xF3\xAF\xC1\xC2\xE8\xB1\xA7".repeat(9),
        ] {
            assert_eq!(decode(raw), None, "{raw:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn noise_is_damage(noise in prop::collection::vec(any::<u8>(), 60..200)) {
            let noise = [b"[03/06/2021 15:14:57.0546] [1] ".to_vec(), noise].concat();
            prop_assert_eq!(decode(&noise), None);
        }
    }
}
