//! Names of users and folders in the code page of the server.

use super::*;

#[test]
fn names_in_a_code_page_change_no_outcome() {
    let good = format!("{BAD}{}", later());
    for text in [good.as_str(), BAD] {
        let ascii = text.replace('\u{fc}', "u").replace('\u{df}', "s");
        let shown = |name: &[u8]| -> Vec<_> {
            let bytes = replaced_all(&ascii, "Jurgen", name);
            outcomes(&bytes).into_iter().map(|(id, (outcome, _))| (id, outcome)).collect()
        };
        let expected = shown(b"Jurgen");
        for name in [
            // 932, 950, 936, 1251 with its letter 0xF7, 1253, 1256, 850, 866, 874
            &b"\x8A\xC7\x97\x9D\x8E\xD2"[..],
            b"\xA4\xFD\xA4p\xA9\xFA",
            b"\xCD\xF5\xD0\xA1\xC3\xF7",
            b"\xCA\xF3\xF7\xE8\xED",
            b"\xCC\xE9\xF7\xDC\xEB\xE7\xF2",
            b"\xE3\xCD\xE3\xCF",
            b"J\x81rgen",
            b"\x88\xA2\xA0\xAD\xAE\xA2",
            b"\xCA\xC1\xAA\xD2\xC2",
        ] {
            assert_eq!(shown(name), expected, "{}", name.escape_ascii());
        }
        // The same letters are damage where setup writes ASCII.
        let hurt = replaced_all(BAD, "Rule:RebootPending", b"Rule:R\x81bootPending");
        let hurt = replaced_all_bytes(
            &hurt,
            b"setupreadiness.RebootPending",
            b"setupreadiness.Reb\x81\x81tPending",
        );
        assert_eq!(rule(&hurt).0, Outcome::Unknown);
    }
}

fn replaced_all(text: &str, from: &str, to: &[u8]) -> Vec<u8> {
    replaced_all_bytes(text.as_bytes(), from.as_bytes(), to)
}

fn replaced_all_bytes(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    let mut at = 0;
    for found in memchr::memmem::find_iter(bytes, from) {
        all.extend_from_slice(&bytes[at..found]);
        all.extend_from_slice(to);
        at = found + from.len();
    }
    all.extend_from_slice(&bytes[at..]);
    all
}
