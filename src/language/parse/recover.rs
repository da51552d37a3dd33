//! Goes on after a mistake: the statement that has it is reported, blanked, and the rest is read.
//!
//! One mistake costs one diagnostic, and what stands around it is still checked.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use pest::error::{ErrorVariant, InputLocation};

use super::lexer::{Kind, Lexer, Token};
use super::outline::{Block, Outline};
use super::scanner::{Region, MAX_DEPTH};
use super::{parse, Node, Rule, Settled, MAX_ITEM_BYTES};
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::language::lines::Lines;
use crate::language::sink::Sink;

/// Stands for the name of a definition whose name cannot be read.
pub(in crate::language) const ANY_NAME: &str = "*";

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
        end: region.span.end,
        text: Cow::Borrowed(text),
        tree: None,
        lost: HashSet::new(),
        after_broken,
        broken: false,
        possible_names: Vec::new(),
        lines: None,
        blamed: HashSet::new(),
        sink,
    };
    let usable = work.run(region);
    let header = super::header(&work.text, region.span.start);
    let mut possible_names = work.possible_names;
    if work.blamed.contains(&1) {
        possible_names.extend(first_words(text));
    }
    if !usable {
        possible_names.extend(former_names(text));
    }
    Settled {
        possible_names,
        header,
        start: work.start,
        broken: work.broken,
        text: usable.then_some(work.text),
        tree: work.tree,
        lost: work.lost,
        blamed: work.blamed,
    }
}

/// The words of an item's first line.
fn first_words(text: &str) -> Vec<String> {
    let line = Lexer::new(text).enumerate().take_while(|(at, token)| *at == 0 || !token.leads);
    let words = line.filter(|(_, token)| matches!(token.kind, Kind::Word | Kind::Text));
    let plain = |token: Token| token.text(text).trim_matches(['\'', '"']).to_ascii_lowercase();
    let mut words: Vec<String> = words.map(|(_, token)| plain(token)).collect();
    // `rule 'A title' {` has no id at all.
    if Lexer::new(text).nth(1).is_none_or(|second| second.kind != Kind::Word) {
        words.push(String::from(ANY_NAME));
    }
    words
}

/// The former ids of an item that cannot be read.
fn former_names(text: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.trim_start().strip_prefix("formerly "));
    let names = lines.flat_map(|line| line.split([',', ' ']).map(str::to_ascii_lowercase));
    names.filter(|name| !name.is_empty()).collect()
}

/// One item while it is being read.
pub(super) struct Work<'s, 'k> {
    pub(super) source: &'s Arc<SourceText>,
    pub(super) start: u32,
    /// One past the item's last byte in the file.
    end: u32,
    /// The item's text, with blanks where something was reported.
    pub(super) text: Cow<'s, str>,
    tree: Option<Node<'s>>,
    lost: HashSet<String>,
    /// Whether the item before this one was reported.
    pub(super) after_broken: bool,
    broken: bool,
    /// Words that may be names of the item.
    possible_names: Vec<String>,
    /// The lines of the item, once something was reported.
    lines: Option<Lines>,
    /// The lines on which something was reported.
    blamed: HashSet<u32>,
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
        self.unhide();
        // What the grammar takes is right, whatever it looks like.
        match &self.text {
            Cow::Borrowed(text) => self.tree = parse(text).ok(),
            Cow::Owned(text) if parse(text).is_ok() => return true,
            Cow::Owned(_) => {}
        }
        if self.tree.is_some() {
            return true;
        }
        if !region.tidy {
            self.mend_quotes();
            self.mend_braced_names();
            self.mend_brackets();
        }
        if !self.begins_as_item() {
            return false;
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
        self.lose_names(statement.block, range);
        for token in range.iter().filter(|token| token.kind == Kind::Variable) {
            let name = token.text(&self.text).trim_start_matches('$');
            let name = name.split(['.', '-']).next().unwrap_or_default().to_ascii_lowercase();
            self.lost.insert(name);
        }
        if let (Some(first), Some(last)) = (range.first(), range.last()) {
            self.blank(first.start, last.end);
        }
    }

    /// Remembers the names of a definition whose variable lacks its dollar sign, or is not there.
    fn lose_names(&mut self, block: Block, range: &[Token]) {
        let word = |token: &Token| token.text(&self.text).to_owned();
        let first = range.first().map(word).unwrap_or_default();
        let assigns = range.iter().take(6).any(|token| token.kind == Kind::Assign);
        let defines = (block == Block::Detect && assigns)
            || matches!(first.as_str(), "param" | "cases" | "for" | "finding");
        if defines {
            let head = range.iter().take_while(|token| {
                !matches!(token.kind, Kind::Assign | Kind::CloseParenthesis | Kind::Text)
            });
            let words = head.filter(|token| token.kind == Kind::Word).map(word);
            self.lost.extend(words.map(|word| word.to_ascii_lowercase()).collect::<Vec<_>>());
        }
        let named = range.iter().take(2).any(|token| token.kind == Kind::Variable);
        if !named && assigns && (first == "param" || block == Block::Detect) {
            self.lost.insert(String::from(ANY_NAME));
        }
        if first == "formerly" {
            let names = range.iter().skip(1).map(|token| word(token).to_ascii_lowercase());
            let names: Vec<String> = names.collect();
            self.possible_names.extend(names);
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
        // Braces that were added stand after the item's last place.
        let end = self.end;
        let span = Span { start: span.start.min(end), end: span.end.min(end) };
        Diagnostic::error(code, self.source, span, message)
    }

    /// Reports a mistake, the first of its line. A line that cannot be read gives rise to others,
    /// which say nothing that its author does not see when the first is mended.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.broken = true;
        let lines = self.lines.get_or_insert_with(|| Lines::new(&self.text));
        let line = lines.line(diagnostic.span.start.saturating_sub(self.start));
        if self.blamed.insert(line) {
            self.sink.report(diagnostic);
        }
    }

    /// Reports a mistake that was mended, so that the rest of its line is read as if it were right.
    pub(super) fn report_mended(&mut self, diagnostic: Diagnostic) {
        self.broken = true;
        let lines = self.lines.get_or_insert_with(|| Lines::new(&self.text));
        let line = lines.line(diagnostic.span.start.saturating_sub(self.start));
        if !self.blamed.contains(&line) {
            self.sink.report(diagnostic);
        }
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
