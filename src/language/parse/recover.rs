//! Goes on after a mistake: the statement that has it is reported, blanked, and the rest is read.
//!
//! One mistake costs one diagnostic, and what stands around it is still checked.

use std::borrow::Cow;
use std::sync::Arc;

use pest::error::{ErrorVariant, InputLocation};

use super::lexer::{Kind, Lexer, Token};
use super::outline::Outline;
use super::scanner::{Region, MAX_DEPTH};
use super::{parse, Node, Rule, Settled, MAX_ITEM_BYTES};
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::language::sink::Sink;

/// So many statements of one item are blanked before the item is given up.
const MAX_ROUNDS: usize = 24;

/// Reads one item as far as it can be read, reporting what is wrong with it.
pub(in crate::language) fn settle<'s>(
    source: &'s Arc<SourceText>,
    region: &Region,
    after_broken: bool,
    sink: &mut Sink,
) -> Settled<'s> {
    let text =
        source.text.get(region.span.start as usize..region.span.end as usize).unwrap_or_default();
    let mut work = Work {
        source,
        start: region.span.start,
        text: Cow::Borrowed(text),
        tree: None,
        lost: Vec::new(),
        after_broken,
        broken: false,
        sink,
    };
    let usable = work.run(region);
    let header = super::header(&work.text, region.span.start);
    work.lost.sort_unstable();
    work.lost.dedup();
    Settled {
        header,
        start: work.start,
        broken: work.broken,
        text: usable.then_some(work.text),
        tree: work.tree,
        lost: work.lost,
    }
}

/// One item while it is being read.
pub(super) struct Work<'s, 'k> {
    source: &'s Arc<SourceText>,
    pub(super) start: u32,
    /// The item's text, with blanks where something was reported.
    pub(super) text: Cow<'s, str>,
    tree: Option<Node<'s>>,
    lost: Vec<String>,
    /// Whether the item before this one was reported.
    pub(super) after_broken: bool,
    broken: bool,
    sink: &'k mut Sink,
}

impl Work<'_, '_> {
    /// Whether anything of the item can be used.
    pub(super) fn run(&mut self, region: &Region) -> bool {
        if let Some(span) = region.too_deep {
            let deep = self
                .error_at(Code::TooDeep, span, format!("nested deeper than {MAX_DEPTH} levels"))
                .help("name a part of the condition as a binding of its own");
            self.report(deep);
            return false;
        }
        if region.span.end - region.span.start > MAX_ITEM_BYTES {
            let span = Span { end: region.span.start, ..region.span };
            let limit = MAX_ITEM_BYTES / 1024;
            let large = self.error_at(Code::ItemTooLarge, span, "this item is too large");
            self.report(large.help(format!("an item may have {limit} KiB; split it")));
            return false;
        }
        if !self.begins_as_item() {
            return false;
        }
        if region.tidy {
            if let Cow::Borrowed(text) = &self.text {
                if let Ok(tree) = parse(text) {
                    self.tree = Some(tree);
                    return true;
                }
            }
        }
        if !self.habits() || (!region.tidy && !self.tidy()) {
            return false;
        }
        for _ in 0..MAX_ROUNDS {
            let error = match &self.text {
                Cow::Borrowed(text) => parse(text).map(|tree| self.tree = Some(tree)),
                Cow::Owned(text) => parse(text).map(drop),
            };
            let Err(error) = error else { return true };
            if !self.recover(&error) {
                return false;
            }
        }
        false
    }

    /// Reports a syntax error and blanks the statement that has it; whether to go on.
    pub(super) fn recover(&mut self, error: &pest::error::Error<Rule>) -> bool {
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
            let span = Span { start: self.start, end: self.start };
            let complex = self.error_at(Code::TooComplex, span, "this item is too complex to read");
            self.report(complex.help("split it into smaller rules or tests"));
            return false;
        };
        let tokens: Vec<Token> = Lexer::new(&self.text).collect();
        let outline = Outline::new(&self.text, &tokens);
        let found = tokens.iter().position(|token| token.end as usize > at);
        let blamed = self.blame(&tokens, &outline, found, positives);
        match blamed {
            Some(statement) if statement > 0 => {
                self.cut(&outline, &tokens, statement);
                true
            }
            _ => false,
        }
    }

    /// Blanks a statement and remembers the names that it would have defined.
    pub(super) fn cut(&mut self, outline: &Outline, tokens: &[Token], statement: usize) {
        let Some(statement) = outline.statements.get(statement) else { return };
        let Some(range) = tokens.get(statement.first..statement.end) else { return };
        for token in range.iter().filter(|token| token.kind == Kind::Variable) {
            let name = token.text(&self.text).trim_start_matches('$');
            let name = name.split(['.', '-']).next().unwrap_or_default().to_owned();
            self.lost.push(name);
        }
        if let (Some(first), Some(last)) = (range.first(), range.last()) {
            self.blank(first.start, last.end);
        }
    }

    pub(super) fn blank(&mut self, start: u32, end: u32) {
        let range = start as usize..end as usize;
        let Some(piece) = self.text.get(range.clone()) else { return };
        let blank: String =
            piece.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        self.text.to_mut().replace_range(range, &blank);
    }

    /// Puts a piece of one line in the place of another of the same length.
    pub(super) fn write(&mut self, start: u32, piece: &str) {
        let range = start as usize..start as usize + piece.len();
        let old = self.text.get(range.clone());
        // At the end of the item, or before a character of several bytes, there is no room.
        match old {
            Some(_) => self.text.to_mut().replace_range(range, piece),
            None if start as usize == self.text.len() => self.text.to_mut().push_str(piece),
            None => {}
        }
    }

    pub(super) fn span(&self, token: &Token) -> Span {
        Span { start: self.start + token.start, end: self.start + token.end }
    }

    /// The text of the file at a place, whatever was blanked there.
    pub(super) fn written(&self, span: Span) -> &str {
        self.source.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The text of the file from a place to the end of its line.
    pub(super) fn rest_of_line(&self, place: u32) -> &str {
        let rest = self.source.text.get(place as usize..).unwrap_or_default();
        rest.lines().next().unwrap_or_default()
    }

    pub(super) fn error_at(
        &self,
        code: Code,
        span: Span,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, self.source, span, message)
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.broken = true;
        self.sink.report(diagnostic);
    }
}

/// A token as a message shows it: one line, not too long.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= 40 && line.len() == text.len() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(line.chars().take(40).chain("...".chars()).collect())
}
