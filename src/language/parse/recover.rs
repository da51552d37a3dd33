//! Goes on after a mistake: the statement that has it is reported, blanked, and the rest is read.
//!
//! One mistake costs one diagnostic, and what stands around it is still checked.

use std::borrow::Cow;
use std::sync::Arc;

use pest::error::{ErrorVariant, InputLocation};

use super::lexer::{Kind, Lexer, Token, ITEM_WORDS};
use super::outline::{Block, Outline};
use super::scanner::{Region, MAX_DEPTH};
use super::{balance, message, parse, Rule, Settled, MAX_ITEM_BYTES};
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::language::sink::Sink;
use crate::language::suggest;

/// So many statements of one item are blanked before the item is given up.
const MAX_ROUNDS: usize = 24;

/// Reads one item as far as it can be read, reporting what is wrong with it.
pub(in crate::language) fn settle<'s>(
    source: &'s Arc<SourceText>,
    region: &Region,
    sink: &mut Sink,
) -> Settled<'s> {
    let text =
        source.text.get(region.span.start as usize..region.span.end as usize).unwrap_or_default();
    let mut work = Work {
        source,
        start: region.span.start,
        text: Cow::Borrowed(text),
        lost: Vec::new(),
        broken: false,
        sink,
    };
    let usable = work.run(region);
    Settled {
        header: super::header(text, region.span.start),
        start: work.start,
        broken: work.broken,
        text: usable.then_some(work.text),
        lost: work.lost,
    }
}

struct Work<'s, 'k> {
    source: &'s Arc<SourceText>,
    start: u32,
    text: Cow<'s, str>,
    lost: Vec<String>,
    broken: bool,
    sink: &'k mut Sink,
}

impl Work<'_, '_> {
    /// Whether anything of the item can be used.
    fn run(&mut self, region: &Region) -> bool {
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
        if !region.tidy && !self.tidy() {
            return false;
        }
        for _ in 0..MAX_ROUNDS {
            let error = match parse(&self.text) {
                Ok(_) => return true,
                Err(error) => error,
            };
            if !self.recover(&error) {
                return false;
            }
        }
        false
    }

    /// The first word says what the item is.
    fn begins_as_item(&mut self) -> bool {
        let Some(first) = Lexer::new(&self.text).next() else { return false };
        let word = first.text(&self.text).to_owned();
        let span = self.span(&first);
        match word.as_str() {
            "}" => self.extra_brace(span),
            "rule" | "test" | "table" | "fixture" => return true,
            "pack" | "profile" | "waive" => {
                let message = format!("`{word}` is not supported yet");
                let later = self.error_at(Code::NotSupported, span, message);
                self.report(later.help("a file holds rules, tests, tables and fixtures"));
            }
            _ => {
                let message = format!("`{}` does not begin an item", shown(&word));
                let mut unknown = self.error_at(Code::UnknownWord, span, message);
                unknown = match suggest::nearest(&word, ITEM_WORDS) {
                    Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(span, near),
                    None => unknown.help("a file holds `rule`, `test`, `table` and `fixture`"),
                };
                self.report(unknown);
            }
        }
        false
    }

    /// Mends quotes, stray characters and braces; whether the grammar should look at the rest.
    fn tidy(&mut self) -> bool {
        let tokens: Vec<Token> = Lexer::new(&self.text).collect();
        let mut cuts = Vec::new();
        let mut endless = false;
        let mut line_cut = false;
        for token in &tokens {
            line_cut &= !token.leads;
            match token.kind {
                // What else is strange on the line belongs to the same mistake.
                Kind::Unclosed | Kind::Stray if line_cut => self.blank(token.start, token.end),
                Kind::Unclosed => {
                    endless |= self.unclosed(token);
                    cuts.push(token.start);
                    line_cut = true;
                }
                Kind::Stray => {
                    if self.stray(token) {
                        cuts.push(token.start);
                        line_cut = true;
                    } else {
                        self.blank(token.start, token.end);
                    }
                }
                _ => {}
            }
        }
        if endless {
            return false;
        }
        // Braces first: they say how far the statements reach that are cut after this.
        let wrong = balance::imbalance(&tokens);
        for (token, before) in &wrong.unclosed {
            let span = self.span(token);
            let open = self
                .error_at(Code::UnclosedBrace, span, "this `{` is never closed")
                .help("write `}` where its block ends");
            self.report(open);
            self.close_before(*before);
        }
        for token in &wrong.extra {
            self.extra_brace(self.span(token));
            self.blank(token.start, token.end);
        }
        let tokens: Vec<Token> = Lexer::new(&self.text).collect();
        let outline = Outline::new(&self.text, &tokens);
        for start in cuts {
            let index = tokens.iter().position(|token| token.start == start);
            match index.and_then(|index| outline.innermost(index)) {
                Some(at) if at > 0 => self.cut(&outline, &tokens, at),
                _ => return false,
            }
        }
        true
    }

    fn extra_brace(&mut self, span: Span) {
        let extra = self.error_at(Code::ExtraBrace, span, "this `}` closes nothing");
        self.report(extra.help("remove it, or look for a missing `{` above it"));
    }

    /// Reports text without an end; whether it may have swallowed the rest of the item.
    fn unclosed(&mut self, token: &Token) -> bool {
        let text = token.text(&self.text);
        let (what, help, swallows) = if text.starts_with('@') {
            ("this here-string is never closed", "end it with a line that begins with '@", true)
        } else if text.starts_with('<') {
            ("this comment is never closed", "end it with #>", false)
        } else {
            let quote = if text.starts_with('"') { "\"" } else { "'" };
            let (message, help) = (
                format!("this text has no closing {quote}"),
                "text in quotes ends on its line; longer text goes into a here-string",
            );
            let open = self.error_at(Code::UnclosedText, self.span(token), message).help(help);
            self.report(open);
            return false;
        };
        let span = Span { end: self.start + token.start + 2, ..self.span(token) };
        let open = self.error_at(Code::UnclosedText, span, what).help(help);
        self.report(open);
        swallows
    }

    /// Reports a stray character; whether its statement cannot be read.
    fn stray(&mut self, token: &Token) -> bool {
        let (text, span) = (token.text(&self.text).to_owned(), self.span(token));
        let message = format!("`{text}` has no meaning here");
        let stray = self.error_at(Code::StrayCharacter, span, message);
        let (stray, cut) = match text.as_str() {
            ";" => (stray.help("a line needs no end mark; remove it").fix(span, ""), false),
            "\u{2018}" | "\u{2019}" | "\u{201a}" | "\u{201b}" => {
                (stray.help("this is a typographic quote; write '").fix(span, "'"), true)
            }
            "\u{201c}" | "\u{201d}" | "\u{201e}" => {
                (stray.help("this is a typographic quote; write \"").fix(span, "\""), true)
            }
            "\u{2013}" | "\u{2014}" | "\u{2015}" => {
                (stray.help("this is a typographic dash; write -").fix(span, "-"), true)
            }
            "@" => (stray.help("a list is @( ... ), long text is @' ... '@"), true),
            "[" | "]" => (stray.help("a list is @( ... )"), true),
            "/" => (stray.help("a comment begins with #, and a path stands in quotes"), true),
            "\\" => (stray.help("a path stands in quotes"), true),
            _ => (stray, true),
        };
        self.report(stray);
        cut
    }

    /// Reports a syntax error and blanks the statement that has it; whether to go on.
    fn recover(&mut self, error: &pest::error::Error<Rule>) -> bool {
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

    /// Reports the error at the token `found`; gives the statement to blank.
    fn blame(
        &mut self,
        tokens: &[Token],
        outline: &Outline,
        found: Option<usize>,
        expected: &[Rule],
    ) -> Option<usize> {
        // The grammar looks ahead over `$name =`, which is never a value.
        let binds = |index: &usize| {
            let variable = index.checked_sub(1).and_then(|at| tokens.get(at));
            is_assign(tokens.get(*index)) && variable.is_some_and(|v| v.kind == Kind::Variable)
        };
        let found = found.map(|index| if binds(&index) { index - 1 } else { index });
        let expected = if expected.is_empty() { &[Rule::expr] } else { expected };
        let here = found.and_then(|index| outline.innermost(index));
        if let Some(at) = here {
            if self.unknown_word(tokens, outline, at) {
                return here;
            }
        }
        if self.assigns(tokens, found) {
            return here;
        }
        // `name = value` where a value was missing on the line before: the name was taken for it.
        let found = found.map(|index| match here.and_then(|at| outline.statements.get(at)) {
            Some(here) if here.first + 1 == index && is_assign(tokens.get(index)) => here.first,
            _ => index,
        });
        let before = found.unwrap_or(tokens.len()).checked_sub(1);
        let begins =
            here.and_then(|at| outline.statements.get(at)).map(|s| Some(s.first)) == Some(found);
        let token = found.and_then(|index| tokens.get(index));
        let closes = token.is_none_or(|token| token.kind == Kind::CloseBrace);
        let statement =
            if begins || closes { before.and_then(|at| outline.innermost(at)) } else { here };
        let range = statement.and_then(|at| outline.statements.get(at)).map(|s| s.first..s.end);
        if expected.contains(&Rule::RPAREN) && (begins || closes) {
            if let Some(open) = range.and_then(|range| unmatched(tokens.get(range)?)) {
                let span = self.span(&open);
                let open = self.error_at(Code::UnclosedBrace, span, "this `(` is never closed");
                self.report(open.help("write `)` where it ends"));
                return statement;
            }
        }
        if let Some(previous) = before.and_then(|at| tokens.get(at)).copied() {
            if self.mistyped(&previous, token) {
                return before.and_then(|at| outline.innermost(at));
            }
        }
        let wanted = message::expected(expected);
        let label = if wanted.is_empty() { wanted } else { format!("expected {wanted}") };
        let previous = before.and_then(|at| tokens.get(at)).copied();
        let diagnostic = match (token, previous) {
            (Some(token), _) if !begins && !closes => {
                let word = token.text(&self.text);
                let message = format!("`{}` cannot stand here", shown(word));
                let mut wrong = self.error_at(Code::Syntax, self.span(token), message).label(label);
                if let Some(meant) = message::meant(word, expected) {
                    wrong = wrong.help(format!("did you mean `{meant}`?"));
                    wrong = wrong.fix(self.span(token), meant);
                } else if let Some(help) = self.list_help(tokens, outline, statement, token) {
                    wrong = wrong.help(help);
                }
                wrong
            }
            (_, Some(previous))
                if self.list_help(tokens, outline, statement, &previous).is_some() =>
            {
                let word = shown(previous.text(&self.text)).into_owned();
                let message = format!("`{word}` cannot stand here");
                let wrong = self.error_at(Code::Syntax, self.span(&previous), message);
                wrong.label("expected `,`").help("values are separated by commas")
            }
            (_, Some(previous)) => {
                let word = shown(previous.text(&self.text)).into_owned();
                let message = format!("something is missing after `{word}`");
                self.error_at(Code::Syntax, self.span(&previous), message).label(label)
            }
            _ => return None,
        };
        self.report(diagnostic);
        statement
    }

    /// Reports `=` after a variable inside a condition.
    fn assigns(&mut self, tokens: &[Token], found: Option<usize>) -> bool {
        let Some(index) = found else { return false };
        let variable = tokens.get(index).filter(|token| token.kind == Kind::Variable);
        let Some(operator) = tokens.get(index + 1).filter(|next| is_assign(Some(next))) else {
            return false;
        };
        if variable.is_none_or(|variable| variable.leads) {
            return false;
        }
        let span = self.span(operator);
        let message = "`=` is not an operator of this language";
        let foreign = self.error_at(Code::ForeignOperator, span, message);
        self.report(foreign.label("write `-eq`").fix(span, "-eq"));
        true
    }

    /// Reports a mistyped word before `of`, which was read as a fact: `row of service`.
    fn mistyped(&mut self, previous: &Token, token: Option<&Token>) -> bool {
        let word = previous.text(&self.text);
        let of = token.is_some_and(|token| token.text(&self.text) == "of");
        let near = message::quantity(word).filter(|_| of && previous.kind == Kind::Word);
        let Some(near) = near else { return false };
        let span = self.span(previous);
        let message = format!("`{}` is not known here", shown(word));
        let wrong = self.error_at(Code::Syntax, span, message);
        self.report(wrong.help(format!("did you mean `{near}`?")).fix(span, near));
        true
    }

    /// Reports a statement whose first word is not known in its block.
    fn unknown_word(&mut self, tokens: &[Token], outline: &Outline, at: usize) -> bool {
        let Some(statement) = outline.statements.get(at) else { return false };
        let Some(first) = tokens.get(statement.first) else { return false };
        let words = statement.block.words();
        let word = first.text(&self.text).to_owned();
        let listed = words.contains(&word.as_str());
        let open =
            matches!(statement.block, Block::Fixture | Block::Record | Block::Rows | Block::Other);
        if first.kind != Kind::Word || listed || open {
            return false;
        }
        let span = self.span(first);
        let block = statement.block.name();
        let homes: Vec<&str> = Block::homes(&word).map(Block::name).collect();
        let diagnostic = if homes.is_empty() {
            let message = format!("`{}` is not known in {block}", shown(&word));
            let unknown = self.error_at(Code::UnknownWord, span, message);
            match suggest::nearest(&word, words.iter().copied()) {
                Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(span, near),
                None => unknown.help(format!("{block} has {}", words.join(", "))),
            }
        } else {
            let message = format!("`{word}` cannot stand in {block}");
            let misplaced = self.error_at(Code::UnknownWord, span, message);
            misplaced.help(format!("it belongs in {}", suggest::any_of(&homes)))
        };
        self.report(diagnostic);
        true
    }

    /// Help for a value that follows another one without a comma.
    fn list_help(
        &self,
        tokens: &[Token],
        outline: &Outline,
        statement: Option<usize>,
        token: &Token,
    ) -> Option<&'static str> {
        let first = tokens.get(outline.statements.get(statement?)?.first)?;
        // The first value needs no comma.
        let values = self.text.get(first.end as usize..token.start as usize)?;
        if values.trim().is_empty() || values.trim_end().ends_with(',') {
            return None;
        }
        let word = first.text(&self.text);
        let list = matches!(word, "tags" | "cve" | "phase" | "formerly" | "needs");
        (list && first.start < token.start && !values.contains('\n'))
            .then_some("values are separated by commas")
    }

    /// Blanks a statement and remembers the names that it would have defined.
    fn cut(&mut self, outline: &Outline, tokens: &[Token], statement: usize) {
        let Some(statement) = outline.statements.get(statement) else { return };
        let Some(range) = tokens.get(statement.first..statement.end) else { return };
        for token in range.iter().filter(|token| token.kind == Kind::Variable) {
            let name = token.text(&self.text).trim_start_matches('$');
            let name = name.split(['.', '-']).next().unwrap_or_default().to_owned();
            if !self.lost.contains(&name) {
                self.lost.push(name);
            }
        }
        if let (Some(first), Some(last)) = (range.first(), range.last()) {
            self.blank(first.start, last.end);
        }
    }

    fn blank(&mut self, start: u32, end: u32) {
        let range = start as usize..end as usize;
        let Some(piece) = self.text.get(range.clone()) else { return };
        let blank: String =
            piece.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        self.text.to_mut().replace_range(range, &blank);
    }

    /// Puts a closing brace into the blank before an offset, or at the end.
    fn close_before(&mut self, offset: Option<u32>) {
        let text = self.text.to_mut();
        let blank = offset.and_then(|offset| {
            let at = (offset as usize).checked_sub(1)?;
            (text.as_bytes().get(at) == Some(&b' ')).then_some(at)
        });
        match blank {
            Some(at) => text.replace_range(at..=at, "}"),
            None => text.push_str("\n}"),
        }
    }

    fn span(&self, token: &Token) -> Span {
        Span { start: self.start + token.start, end: self.start + token.end }
    }

    fn error_at(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, self.source, span, message)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.broken = true;
        self.sink.report(diagnostic);
    }
}

fn is_assign(token: Option<&Token>) -> bool {
    token.is_some_and(|token| token.kind == Kind::Assign)
}

/// The first parenthesis of the tokens that is not closed among them.
fn unmatched(tokens: &[Token]) -> Option<Token> {
    let mut open = Vec::new();
    for token in tokens {
        match token.kind {
            Kind::OpenParenthesis => open.push(*token),
            Kind::CloseParenthesis => drop(open.pop()),
            _ => {}
        }
    }
    open.pop()
}

/// A token as a message shows it: one line, not too long.
fn shown(text: &str) -> Cow<'_, str> {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= 40 && line.len() == text.len() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(line.chars().take(40).chain("...".chars()).collect())
}
