//! Splits rule text into rough tokens, for the scanner and for recovery after a mistake.
//!
//! It never fails: text without an end is closed at a sensible place and marked. The grammar is
//! the judge of what the tokens mean.

use memchr::memmem;

use super::quotes::{self, Piece};
use super::remark::Remark;
use crate::diagnostic::Span;

/// What a rough token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword, name, id or dotted path.
    Word,
    /// `$name`, with columns.
    Variable,
    /// Quoted text, or a here-string.
    Text,
    /// Quoted text without one of its quotes, a here-string or a block comment without an end.
    Unclosed,
    /// Quoted text with typographic quotes around it, or an apostrophe in it.
    Misquoted,
    /// A number, version or date.
    Number,
    /// `{`.
    OpenBrace,
    /// `}`.
    CloseBrace,
    /// `(` or `@(`.
    OpenParenthesis,
    /// `)`.
    CloseParenthesis,
    /// `=`, alone.
    Assign,
    /// `|`, alone.
    Bar,
    /// An operator or another mark of the language.
    Mark,
    /// A character that the language does not know.
    Stray,
}

/// A rough token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// First byte.
    pub(super) start: u32,
    /// One past the last byte.
    pub(super) end: u32,
    /// Bytes between the start of its line and the token.
    pub(super) column: u32,
    /// Whether it is the first token of its line.
    pub(super) leads: bool,
}

impl Token {
    /// The token's text.
    pub(super) fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// Words that begin an item at the start of a line.
pub(super) const ITEM_WORDS: [&str; 7] =
    ["rule", "test", "table", "fixture", "pack", "profile", "waive"];

/// The tokens of a text.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    line_start: usize,
    leads: bool,
    /// End of the next here-string, so that texts without one are not searched again and again.
    here_end: Option<Option<usize>>,
    /// Whether no block comment ends from here on, for the same reason.
    no_comment_end: bool,
    /// The comments so far that suppress something.
    pub(super) remarks: Vec<Remark>,
    /// The texts of this line that are still to come, the next one last, where its quotes do not
    /// match.
    texts: Vec<Piece>,
}

impl<'a> Lexer<'a> {
    /// Starts at the beginning of `text`, which is no longer than 4 GiB.
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line_start: 0,
            leads: true,
            here_end: None,
            no_comment_end: false,
            remarks: Vec::new(),
            texts: Vec::new(),
        }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn newline(&mut self) {
        self.line_start = self.at;
        self.leads = true;
    }

    /// Skips blanks and comments; gives the span of a block comment without an end.
    fn skip(&mut self) -> Option<usize> {
        loop {
            match self.rest() {
                [b'\n', ..] => {
                    self.at += 1;
                    self.newline();
                }
                [b' ' | b'\t' | b'\r', ..] => self.at += 1,
                [0xEF, 0xBB, 0xBF, ..] => {
                    self.at += 3;
                    self.line_start = self.at;
                }
                [b'#', rest @ ..] => {
                    let start = self.at;
                    self.at += 1 + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                    self.remark(start);
                }
                [b'<', b'#', ..] if self.no_comment_end => return Some(2),
                [b'<', b'#', rest @ ..] => match memmem::find(rest, b"#>") {
                    Some(length) => {
                        let comment = rest.get(..length).unwrap_or_default();
                        if let Some(last) = memchr::memrchr(b'\n', comment) {
                            self.line_start = self.at + 2 + last + 1;
                            self.leads = true;
                        }
                        self.at += length + 4;
                    }
                    None => {
                        self.no_comment_end = true;
                        return Some(2);
                    }
                },
                _ => return None,
            }
        }
    }

    /// Keeps the comment that ends here, if it suppresses something.
    fn remark(&mut self, start: usize) {
        let text = self.text.get(start + 1..self.at).unwrap_or_default();
        let slip = !Remark::begins(text.as_bytes());
        if !slip || Remark::slips(text) {
            let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
            let span = Span { start: place(start), end: place(self.at) };
            self.remarks.push(Remark { span, alone: self.leads, slip });
        }
    }

    /// Length of the quoted text that starts here, and whether it is closed on its line.
    fn quoted(&self, quote: u8) -> (usize, bool) {
        let rest = self.rest();
        let mut length = 1;
        while let Some(&byte) = rest.get(length) {
            match byte {
                b'\n' => break,
                b'`' if quote == b'"' && !matches!(rest.get(length + 1), Some(b'\r' | b'\n')) => {
                    length += 2;
                }
                _ if byte == quote => {
                    if rest.get(length + 1) == Some(&quote) {
                        length += 2;
                    } else {
                        return (length + 1, true);
                    }
                }
                _ => length += 1,
            }
        }
        let line = rest.get(..length.min(rest.len())).unwrap_or_default();
        // A brace at the end of the line opens or closes a block, as it does on other lines.
        let text = line.trim_ascii_end();
        let blank = |byte: &u8| matches!(byte, b'{' | b'}' | b' ' | b'\t');
        let braces = text.iter().rev().take_while(|byte| blank(byte)).count();
        ((text.len() - braces).max(1), false)
    }

    /// Length of the here-string that starts here, and whether it is sound: closed, and its text begins
    /// on the next line. `None` when it is none, because a text ends on its line.
    fn here_string(&mut self) -> Option<(usize, bool)> {
        let rest = self.rest();
        let line = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let after = rest.get(2..line)?.trim_ascii();
        if after.contains(&b'\'') {
            return None;
        }
        let known = self.here_end.filter(|end| end.is_none_or(|end| end >= self.at + line));
        let end = known.unwrap_or_else(|| {
            let found = memmem::find(rest.get(line..)?, b"\n'@")?;
            Some(self.at + line + found)
        });
        self.here_end = Some(end);
        let body = self.text.get(self.at + line..end.unwrap_or(self.text.len()))?;
        if let Some(header) = swallowed_item(body, end.is_none()) {
            let text = body.get(..header).unwrap_or_default().trim_ascii_end();
            return Some((line + text.len(), false));
        }
        match end {
            Some(end) => Some((end + 3 - self.at, after.is_empty())),
            None => Some((rest.trim_ascii_end().len(), false)),
        }
    }

    /// Looks at the quotes of the line that begins here.
    fn look_at_quotes(&mut self) {
        let line = memchr::memchr(b'\n', self.rest()).map_or(self.text.len(), |end| self.at + end);
        let start = self.at;
        let found = self.text.get(start..line).and_then(quotes::repair).unwrap_or_default();
        let place =
            |piece: Piece| Piece { start: start + piece.start, end: start + piece.end, ..piece };
        self.texts = found.into_iter().rev().map(place).collect();
    }

    /// The text that begins here, on a line whose quotes do not match.
    fn repaired(&mut self) -> Option<(Kind, usize)> {
        while self.texts.last().is_some_and(|piece| piece.start < self.at) {
            self.texts.pop();
        }
        let piece = self.texts.pop_if(|piece| piece.start == self.at)?;
        Some((piece.kind, piece.end - piece.start))
    }

    fn word(&self) -> usize {
        let rest = self.rest();
        let is_name =
            |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        let mut length = 0;
        loop {
            match rest.get(length) {
                byte if is_name(byte) => length += 1,
                Some(b'-' | b'.') if is_name(rest.get(length + 1)) => length += 2,
                _ => return length,
            }
        }
    }

    fn number(&self) -> usize {
        let rest = self.rest();
        let mut length = 0;
        while let Some(byte) = rest.get(length) {
            match byte {
                b'_' | b'.' | b'*' => length += 1,
                b'-' | b':' | b'+' if rest.get(length + 1).is_some_and(u8::is_ascii_digit) => {
                    length += 2;
                }
                byte if byte.is_ascii_alphanumeric() => length += 1,
                _ => break,
            }
        }
        length
    }

    fn classify(&mut self) -> (Kind, usize) {
        let rest = self.rest();
        let closed = |(length, closed)| (if closed { Kind::Text } else { Kind::Unclosed }, length);
        match *rest {
            [b'@', b'\'', ..] => match self.here_string() {
                Some(found) => closed(found),
                None => (Kind::Stray, 1),
            },
            [b'@', b'(', ..] => (Kind::OpenParenthesis, 2),
            [quote @ (b'\'' | b'"'), ..] => closed(self.quoted(quote)),
            [b'{', ..] => (Kind::OpenBrace, 1),
            [b'}', ..] => (Kind::CloseBrace, 1),
            [b'(', ..] => (Kind::OpenParenthesis, 1),
            [b')', ..] => (Kind::CloseParenthesis, 1),
            [b'=', b'=' | b'~', ..] | [b'|', b'|', ..] | [b'&', b'&', ..] | [b'?', b'?', ..] => {
                (Kind::Mark, 2)
            }
            [b'<' | b'>' | b'!', b'=', ..] | [b'<', b'>', ..] | [b'!', b'~', ..] => (Kind::Mark, 2),
            [b'=', ..] => (Kind::Assign, 1),
            [b'|', ..] => (Kind::Bar, 1),
            [b',' | b':' | b'<' | b'>' | b'!', ..] => (Kind::Mark, 1),
            [b'$', byte, ..] if byte.is_ascii_alphabetic() || byte == b'_' => {
                self.at += 1;
                let length = self.word() + 1;
                self.at -= 1;
                (Kind::Variable, length)
            }
            [b'-', byte, ..] if byte.is_ascii_alphabetic() => {
                let letters = rest.iter().skip(1).take_while(|b| b.is_ascii_alphabetic()).count();
                (Kind::Mark, letters + 1)
            }
            [byte, ..] if byte.is_ascii_alphabetic() || byte == b'_' => (Kind::Word, self.word()),
            [byte, ..] if byte.is_ascii_digit() => (Kind::Number, self.number()),
            _ => {
                let next = self.text.get(self.at..).and_then(|rest| rest.chars().next());
                (Kind::Stray, next.map_or(1, char::len_utf8))
            }
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let unclosed_comment = self.skip();
        if self.at >= self.text.len() {
            return None;
        }
        if self.leads {
            self.look_at_quotes();
        }
        let (kind, length) = match unclosed_comment {
            Some(length) => (Kind::Unclosed, length),
            None => self.repaired().unwrap_or_else(|| self.classify()),
        };
        let start = self.at;
        self.at = (start + length).min(self.text.len());
        let column = start - self.line_start;
        let leads = std::mem::replace(&mut self.leads, false);
        if matches!(kind, Kind::Text | Kind::Unclosed) {
            let token = self.text.as_bytes().get(start..self.at).unwrap_or_default();
            if let Some(last) = memchr::memrchr(b'\n', token) {
                self.line_start = start + last + 1;
            }
        }
        let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Some(Token { kind, start: place(start), end: place(self.at), column: place(column), leads })
    }
}

/// Where an item starts inside what should be the text of a here-string: its end is missing. Only
/// believed when the text has no end at all, or has another here-string's start in it.
fn swallowed_item(body: &str, endless: bool) -> Option<usize> {
    let mut offset = 0;
    let mut header = None;
    for line in body.split_inclusive('\n') {
        let trimmed = line.trim_ascii_end();
        let first = trimmed.split(' ').next().unwrap_or_default();
        if header.is_none() && trimmed.ends_with('{') && ITEM_WORDS.contains(&first) {
            header = Some(offset);
        }
        if header.is_some() && (endless || trimmed.ends_with("@'")) {
            return header;
        }
        offset += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Kind, Lexer};

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        Lexer::new(text).map(|token| (token.kind, token.text(text))).collect()
    }

    #[test]
    fn tokens_of_a_line() {
        assert_eq!(
            kinds("when 'it''s' $a.B -like 15.2.* # no"),
            [
                (Kind::Word, "when"),
                (Kind::Text, "'it''s'"),
                (Kind::Variable, "$a.B"),
                (Kind::Mark, "-like"),
                (Kind::Number, "15.2.*"),
            ]
        );
    }

    #[test]
    fn braces_in_texts_and_comments_do_not_count() {
        assert_eq!(
            kinds("<# { #> '{' \"`\"{\" @'\n{ 'x\n'@ }").last(),
            Some(&(Kind::CloseBrace, "}"))
        );
        assert!(kinds("<# { #> '{' \"`\"{\" @'\n{ 'x\n'@ }")
            .iter()
            .all(|(kind, _)| *kind != Kind::OpenBrace));
    }

    #[test]
    fn text_without_an_end_stops_at_its_line() {
        assert_eq!(
            kinds("help 'abc\r\nrule"),
            [(Kind::Word, "help"), (Kind::Unclosed, "'abc"), (Kind::Word, "rule"),]
        );
    }

    #[test]
    fn a_here_string_without_an_end_stops_at_the_next_item() {
        let text = "given setuplog @'\na\n\ntest 'b' for c {\n  given setuplog @'\nb\n'@\n}\n";
        let found = kinds(text);
        assert_eq!(found.get(2).map(|token| token.0), Some(Kind::Unclosed));
        assert_eq!(found.get(3), Some(&(Kind::Word, "test")));
    }
}
