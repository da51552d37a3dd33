//! Text without quotes, and quotes inside quotes.

use super::super::lexer::{Kind, Lexer, Token};
use super::super::outline::{Block, Statement};
use super::super::recover::Work;
use super::Reading;
use crate::diagnostic::{Code, Span};

/// Operators with a pattern on their right.
const PATTERNS: [&str; 6] = ["-like", "-notlike", "-match", "-notmatch", "-eq", "-ne"];

impl Work<'_, '_> {
    /// `help Some text.`
    pub(super) fn bare_text(
        &mut self,
        reading: &Reading,
        at: usize,
        statement: Statement,
    ) -> Option<usize> {
        let first = reading.token(at)?;
        let clause = match (statement.block, first.text(&self.text)) {
            (Block::Rule, "help" | "finding" | "remediate")
            | (Block::Remedy, "impact" | "otherwise") => at == statement.first,
            (Block::Rule, "as") | (_, "because") => at > statement.first,
            _ => return None,
        };
        let value = *reading.on_line(at + 1).filter(|_| clause)?;
        let word = value.text(&self.text);
        // `finding each $row in $rows '...'` has its text.
        let quoted = |at: usize| reading.on_line(at).map(|token| token.kind == Kind::Text);
        let has_text = (at + 2..).map_while(quoted).any(|text| text);
        let each = first.text(&self.text) == "finding" && has_text;
        let quoted = word.starts_with(['\'', '"', '<', '@']);
        let plain = matches!(value.kind, Kind::Word | Kind::Number | Kind::Unclosed)
            && !quoted
            && !word.starts_with("for");
        if each || !plain {
            return None;
        }
        let end = self.line_end(value.end);
        let line = self.text.get(value.start as usize..end as usize)?;
        let line = line.trim_end_matches('{').trim_ascii_end();
        if line.contains(['"', '\'', '{', '}']) && !line.contains(' ') {
            return None;
        }
        let end = value.start + u32::try_from(line.len()).ok()?;
        let fix = format!("'{}'", line.replace('\'', "''"));
        let span = self.place(value.start, end);
        let bare = self.error_at(Code::Syntax, span, "this text has no quotes");
        self.report_mended(bare.help("put the text in quotes").fix(span, fix));
        self.quote(value.start, end);
        Some(after(reading, at, end))
    }

    /// `'It's broken.'` and text with typographic quotes: each is reported and read as text.
    pub(in super::super) fn mend_quotes(&mut self) {
        let tokens: Vec<Token> = Lexer::new(&self.text).collect();
        for token in tokens.iter().filter(|token| token.kind == Kind::Misquoted) {
            let text = token.text(&self.text);
            let first = text.chars().next().unwrap_or('\'');
            let last = text.chars().next_back().unwrap_or('\'');
            let double = matches!(first, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}');
            let quote = if double { '"' } else { '\'' };
            let mut ends = text.chars();
            ends.next();
            ends.next_back();
            let inner = ends.as_str();
            let twice = format!("{quote}{quote}");
            let plain = inner.replace(&twice, &quote.to_string()).replace(quote, &twice);
            let fix = format!("{quote}{plain}{quote}");
            let typographic = !first.is_ascii() || !last.is_ascii();
            let inside = inner.find(quote).unwrap_or(0) + first.len_utf8();
            let at = token.start + u32::try_from(inside).unwrap_or(0);
            let (span, code, message, help) = if typographic {
                let (at, shown) =
                    if first.is_ascii() { (token.end, last) } else { (token.start, first) };
                let length = u32::try_from(shown.len_utf8()).unwrap_or(1);
                let start = if first.is_ascii() { at - length } else { at };
                let message = format!("`{shown}` has no meaning here");
                let help = format!("this is a typographic quote; write {quote}");
                (self.place(start, start + length), Code::StrayCharacter, message, help)
            } else {
                let help = format!("double the quote inside quotes: {twice}");
                let message = String::from("this quote ends the text");
                (self.place(at, at + 1), Code::Syntax, message, help)
            };
            // The text keeps its words, so that they are still checked, and its ends, so that no
            // place is inside of a character.
            let blank = |end: char| " ".repeat(end.len_utf8() - 1);
            let inner = inner.replace(quote, " ");
            let written = format!("{quote}{}{inner}{}{quote}", blank(first), blank(last));
            let wrong = self.error_at(code, span, message).help(help);
            // A path would not begin with its drive any more, which nobody needs to be told.
            let wrong = wrong.fix(self.span(token), fix);
            if typographic {
                self.report(wrong);
            } else {
                self.report_mended(wrong);
            }
            self.write(token.start, &written);
        }
    }

    /// `${name}` outside of text.
    pub(in super::super) fn mend_braced_names(&mut self) {
        let tokens: Vec<Token> = Lexer::new(&self.text).collect();
        for window in tokens.windows(4) {
            let [dollar, open, name, close] = window else { continue };
            let kinds = [open.kind, name.kind, close.kind];
            let braced = kinds == [Kind::OpenBrace, Kind::Word, Kind::CloseBrace];
            let glued = dollar.end == open.start && name.end == close.start;
            if !braced || !glued || dollar.text(&self.text) != "$" {
                continue;
            }
            let name = name.text(&self.text).to_owned();
            let span = self.place(dollar.start, close.end);
            let message = format!("outside of text, a variable is written ${name}");
            let wrong = self.error_at(Code::Syntax, span, message);
            self.report(wrong.help("remove the braces").fix(span, format!("${name}")));
            self.write(dollar.start, &format!("${name}  "));
        }
    }

    /// `C:\\Windows\\x.log` without quotes, up to the next blank.
    pub(super) fn bare_path(&mut self, reading: &Reading, at: usize) -> Option<usize> {
        let (drive, colon) = (*reading.token(at)?, *reading.token(at + 1)?);
        let is_drive = drive.kind == Kind::Word && drive.end - drive.start == 1;
        let rest = self.text.get(drive.end as usize..)?;
        if !is_drive || colon.start != drive.end || !rest.starts_with(":\\") {
            return None;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace() || "(){},".contains(c));
        let length = u32::try_from(end.unwrap_or(rest.len())).ok()?;
        let end = drive.end + length;
        let path = self.text.get(drive.start as usize..end as usize)?.to_owned();
        let span = self.place(drive.start, end);
        let bare = self.error_at(Code::Syntax, span, "this path has no quotes");
        self.report_mended(bare.help("put the path in quotes").fix(span, format!("'{path}'")));
        // The path keeps its drive, and its length.
        let kept = path.get(..path.len() - 2).unwrap_or_default();
        self.blank(drive.start, end);
        self.write(drive.start, &format!("'{kept}'"));
        Some(after(reading, at, end))
    }

    /// `-like MSExchange*`
    pub(super) fn bare_pattern(&mut self, reading: &Reading, at: usize) -> Option<usize> {
        let operator = reading.token(at)?.text(&self.text).to_ascii_lowercase();
        let value = *reading.on_line(at + 1)?;
        let starts = value.kind == Kind::Word || value.text(&self.text) == "*";
        if !PATTERNS.contains(&operator.as_str()) || !starts {
            return None;
        }
        let rest = self.text.get(value.start as usize..)?;
        let end = rest.find(|c: char| c.is_ascii_whitespace() || "(){},".contains(c));
        let pattern = rest.get(..end.unwrap_or(rest.len()))?.to_owned();
        if pattern.len() < 2 || !pattern.contains('*') || pattern.contains('\'') {
            return None;
        }
        let end = value.start + u32::try_from(pattern.len()).ok()?;
        let span = self.place(value.start, end);
        let bare = self.error_at(Code::Syntax, span, "this pattern has no quotes");
        self.report_mended(
            bare.help("put the pattern in quotes").fix(span, format!("'{pattern}'")),
        );
        self.quote(value.start, end);
        Some(after(reading, at, end))
    }

    /// Where the line ends that has this offset, without blanks.
    fn line_end(&self, offset: u32) -> u32 {
        let rest = self.text.get(offset as usize..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default().trim_ascii_end();
        offset + u32::try_from(line.len()).unwrap_or(0)
    }

    /// A range of the item's text as a place in the file.
    fn place(&self, start: u32, end: u32) -> Span {
        Span { start: self.start + start, end: self.start + end }
    }

    /// Makes a piece a text in quotes.
    fn quote(&mut self, start: u32, end: u32) {
        self.blank(start, end);
        self.write(start, "'");
        self.write(end.saturating_sub(1), "'");
    }
}

/// The first token from an offset on.
fn after(reading: &Reading, at: usize, offset: u32) -> usize {
    let tokens = reading.tokens.iter().skip(at + 1);
    at + 1 + tokens.take_while(|token: &&Token| token.start < offset).count()
}
