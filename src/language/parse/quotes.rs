//! The quoted texts of a line whose quotes do not match: where each was probably meant to begin and
//! end.
//!
//! Read from the left, one forgotten quote turns every later text of its line inside out, with the
//! braces in them. Opening quotes stand after a blank or a mark and closing ones before, which tells
//! them apart; only lines that cannot be right are looked at.

use super::is_reserved;
use super::lexer::Kind;

/// A quoted text, by its place in the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    /// [`Kind::Text`], [`Kind::Unclosed`] or [`Kind::Misquoted`].
    pub(super) kind: Kind,
}

/// The texts of a line, where its quotes do not match; `None` for other lines.
pub(super) fn repair(line: &str) -> Option<Vec<Piece>> {
    let line = line.trim_ascii_end();
    (!is_sound(line)).then(|| Scan { line, at: 0, found: Vec::new() }.run())
}

/// The quote that a character stands for.
fn quote(character: char) -> Option<char> {
    match character {
        '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => Some('\''),
        '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' => Some('"'),
        _ => None,
    }
}

/// Whether a character is a quote, of the language or a typographic one.
pub(super) fn is_quote(character: char) -> bool {
    quote(character).is_some()
}

/// Whether a word could go on with this character.
fn is_word(character: Option<char>) -> bool {
    character.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '\\' | '%'))
}

/// Whether a text may begin after this character.
fn is_before(character: Option<char>) -> bool {
    character.is_none_or(|c| c.is_whitespace() || "(,=|@{[:!<>".contains(c) || quote(c).is_some())
}

fn at(line: &str, offset: usize) -> Option<char> {
    line.get(offset..).and_then(|rest| rest.chars().next())
}

fn before(line: &str, offset: usize) -> Option<char> {
    line.get(..offset).and_then(|head| head.chars().next_back())
}

/// Whether a comment or here-string begins, after which the line has no more texts.
fn ends_here(line: &str, offset: usize) -> bool {
    let rest = line.get(offset..).unwrap_or_default();
    rest.starts_with('#') || rest.starts_with("<#") || rest == "@'"
}

/// Whether every text of the line has its two quotes, with no word glued to them.
fn is_sound(line: &str) -> bool {
    let bytes = line.as_bytes();
    if memchr::memchr2(b'\'', b'"', bytes).is_none() && line.is_ascii() {
        return true;
    }
    let mut offset = 0;
    while let Some(next) = at(line, offset) {
        if ends_here(line, offset) {
            return true;
        }
        let Some(mark) = quote(next) else {
            offset += next.len_utf8();
            continue;
        };
        if !next.is_ascii() || !is_before(before(line, offset)) {
            return false;
        }
        let Some(end) = closing(line, offset + 1, mark) else { return false };
        // `... @'` opens a here-string and ends no text.
        let here = end == line.len() && line.ends_with(" @'");
        if here || is_word(at(line, end)) {
            return false;
        }
        offset = end;
    }
    true
}

/// One past the quote that ends the text, by the rules of the language.
fn closing(line: &str, mut offset: usize, mark: char) -> Option<usize> {
    loop {
        let next = at(line, offset)?;
        offset += next.len_utf8();
        if next == '`' && mark == '"' {
            offset += at(line, offset).map_or(0, char::len_utf8);
        } else if next == mark {
            if at(line, offset) != Some(mark) {
                return Some(offset);
            }
            offset += 1;
        }
    }
}

/// Whether a text may follow the word at once.
fn is_language(word: &str) -> bool {
    const SETTINGS: [&str; 4] = ["help", "ref", "publisher", "ids"];
    let plain = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    plain && (SETTINGS.contains(&word) || is_reserved(word))
}

struct Scan<'l> {
    line: &'l str,
    at: usize,
    found: Vec<Piece>,
}

impl Scan<'_> {
    fn run(mut self) -> Vec<Piece> {
        while let Some(next) = at(self.line, self.at) {
            if ends_here(self.line, self.at) {
                break;
            }
            match quote(next) {
                None => self.at += next.len_utf8(),
                Some(_) if self.ends_a_word() => self.without_start(next),
                Some(mark) => self.text(next, mark),
            }
        }
        self.found
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) {
        self.found.push(Piece { start, end, kind });
        self.at = end;
    }

    /// Whether the quote here stands at the end of a word, so that it can open nothing. An operator
    /// is no such word, `-eq'a'`, nor is a word of the language, `test'a'`.
    fn ends_a_word(&self) -> bool {
        let word = self.word();
        let word = word.rsplit(['{', '}', ')']).next().unwrap_or(word);
        !is_before(before(self.line, self.at)) && !word.starts_with('-') && !is_language(word)
    }

    /// The word that ends here.
    fn word(&self) -> &str {
        let from = self.found.last().map_or(0, |piece| piece.end);
        let head = self.line.get(from..self.at).unwrap_or_default();
        let start = head.rfind(|c: char| c.is_whitespace() || "(,|".contains(c) || is_quote(c));
        let length = start.and_then(|start| at(head, start)).map_or(0, char::len_utf8);
        head.get(start.unwrap_or(0) + length..).unwrap_or(head)
    }

    /// A text whose first quote is missing, as far as it can be told.
    fn without_start(&mut self, next: char) {
        let start = self.at - self.word().len();
        self.push(start, self.at + next.len_utf8(), Kind::Unclosed);
    }

    /// A text that begins here.
    fn text(&mut self, first: char, mark: char) {
        let start = self.at;
        let mut apostrophe = false;
        let mut offset = start + first.len_utf8();
        while let Some(next) = at(self.line, offset) {
            let end = offset + next.len_utf8();
            let same = quote(next) == Some(mark) && (next.is_ascii() || !first.is_ascii());
            if next == '`' && mark == '"' {
                offset = end + at(self.line, end).map_or(0, char::len_utf8);
                continue;
            }
            if !same {
                offset = end;
                continue;
            }
            if next.is_ascii() && at(self.line, end) == Some(next) {
                offset = end + 1;
                continue;
            }
            let here = end == self.line.len() && self.line.ends_with(" @'");
            let inside = is_word(before(self.line, offset));
            if here || (is_word(at(self.line, end)) && !inside) {
                return self.without_end(start, offset);
            }
            if is_word(at(self.line, end)) {
                apostrophe = true;
                offset = end;
                continue;
            }
            let odd = apostrophe || !first.is_ascii() || !next.is_ascii();
            return self.push(start, end, if odd { Kind::Misquoted } else { Kind::Text });
        }
        self.without_end(start, self.line.len());
    }

    /// A text that is not closed before `end`; the marks and braces there are those of the line.
    fn without_end(&mut self, start: usize, end: usize) {
        let text = self.line.get(start..end).unwrap_or_default();
        let text = text.split(" {").next().unwrap_or(text);
        let marks = |c: char| c.is_whitespace() || "{}(),=|@".contains(c);
        let length = text.trim_end_matches(marks).len().max(1);
        let first = at(self.line, start).map_or(1, char::len_utf8);
        self.push(start, start + length.max(first), Kind::Unclosed);
    }
}

#[cfg(test)]
mod tests {
    use super::{repair, Kind};

    fn pieces(line: &str) -> Vec<(&str, Kind)> {
        let found = repair(line).unwrap_or_default();
        found.iter().map(|piece| (&line[piece.start..piece.end], piece.kind)).collect()
    }

    #[test]
    fn sound_lines_are_left_alone() {
        for line in [
            "help 'It''s \"fine\"' # it's",
            "| 'a' | \"b`\"c\" |",
            "given textlog 'C:\\a.log' @'",
            "x = @('a','b')",
            "",
            "\u{E9}",
        ] {
            assert_eq!(repair(line), None, "{line}");
        }
    }

    #[test]
    fn a_missing_quote_costs_one_text() {
        assert_eq!(
            pieces("given service FMS' { StartType = 'Disabled' }"),
            [("FMS'", Kind::Unclosed), ("'Disabled'", Kind::Text)]
        );
        assert_eq!(
            pieces("given service 'FMS { StartType = 'Disabled' }"),
            [("'FMS", Kind::Unclosed), ("'Disabled'", Kind::Text)]
        );
        assert_eq!(pieces("finding 'found {"), [("'found", Kind::Unclosed)]);
        assert_eq!(pieces("textlog 'C:\\a.log @'"), [("'C:\\a.log", Kind::Unclosed)]);
        assert_eq!(pieces("textlog C:\\a.log' @'"), [("C:\\a.log'", Kind::Unclosed)]);
        assert_eq!(
            pieces("in @('a', b', 'c)"),
            [("'a'", Kind::Text), ("b'", Kind::Unclosed), ("'c", Kind::Unclosed)]
        );
    }

    #[test]
    fn apostrophes_and_typographic_quotes_leave_a_text() {
        assert_eq!(pieces("help 'It's broken.'"), [("'It's broken.'", Kind::Misquoted)]);
        assert_eq!(
            pieces("\u{2018}a' = \u{201C}b c\u{201D}"),
            [("\u{2018}a'", Kind::Misquoted), ("\u{201C}b c\u{201D}", Kind::Misquoted)]
        );
    }
}
