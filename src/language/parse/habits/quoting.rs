//! Text without quotes, and quotes inside quotes.

use super::super::lexer::{Kind, Token};
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
        let first = reading.token(at).filter(|_| at == statement.first)?;
        let clause = match (statement.block, first.text(&self.text)) {
            (Block::Rule, "help" | "finding") | (Block::Remedy, "impact" | "otherwise") => true,
            _ => return None,
        };
        let value = *reading.on_line(at + 1).filter(|_| clause)?;
        let word = value.text(&self.text);
        if !matches!(value.kind, Kind::Word | Kind::Number) || word.starts_with("for") {
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
        self.report(bare.help("put the text in quotes").fix(span, fix));
        self.quote(value.start, end);
        Some(after(reading, at, end))
    }

    /// `'It's broken.'`
    pub(super) fn apostrophe(&mut self, reading: &Reading, at: usize) -> Option<usize> {
        let (text, next) = (*reading.token(at)?, *reading.token(at + 1)?);
        let single = text.kind == Kind::Text && text.text(&self.text).starts_with('\'');
        if !single || next.kind != Kind::Word || next.start != text.end {
            return None;
        }
        let end = self.line_end(text.end);
        let rest = self.text.get(text.end as usize..end as usize)?;
        let inner = text.text(&self.text);
        let inner = inner.get(1..inner.len() - 1)?;
        let last = rest.rfind('\'');
        let (tail, length) = match last {
            Some(last) => (rest.get(..last)?, last + 1),
            None => (rest.trim_end_matches(['{', ' ', '\t']), rest.len()),
        };
        let fix = format!("'{inner}''{}'", tail.replace("''", "'").replace('\'', "''"));
        let all = self.place(text.start, text.end + u32::try_from(length).ok()?);
        let end = if last.is_some() { all.end - self.start } else { end };
        let quote = self.place(text.end - 1, text.end);
        let wrong = self.error_at(Code::Syntax, quote, "this quote ends the text");
        self.report(wrong.help("double the quote inside single quotes: ''").fix(all, fix));
        self.quote(text.start, end);
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
        self.report(bare.help("put the pattern in quotes").fix(span, format!("'{pattern}'")));
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
