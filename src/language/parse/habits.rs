//! Habits from other languages that change what the rest of an item seems to mean: each is reported
//! once, with what to write, and the text goes on as if it had been written.
//!
//! Only items that cannot be read are looked at, so that nothing here can refuse a sound rule. The
//! text keeps its length, so that every later place is still right.

pub(super) mod command;
mod quoting;

use super::lexer::{Kind, Lexer, Token};
use super::outline::{is_continuing, Block, Outline, Statement};
use super::recover::Work;
use crate::diagnostic::{Code, Span};

/// Clauses with a block of their own.
const OPENERS: [&str; 3] = ["detect", "finding", "remediate"];

/// So many blocks of one item may begin without a brace before it is given up.
const MAX_OPENERS: usize = 4;

/// Whether the block of a clause begins.
enum Opener {
    /// All do.
    None,
    /// One did not, and does now.
    Mended,
    /// One does not, and where it ends cannot be known.
    Lost,
}

/// The tokens of an item, and the statements that they make.
pub(super) struct Reading {
    pub(super) tokens: Vec<Token>,
    pub(super) outline: Outline,
    /// For each token, the innermost statement that has it.
    owners: Vec<Option<usize>>,
    /// Closing braces that have no opening one.
    missing: usize,
}

impl Reading {
    pub(super) fn token(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    /// The statement that has a token, by its place in the outline.
    pub(super) fn statement(&self, index: usize) -> Option<(usize, Statement)> {
        let at = (*self.owners.get(index)?)?;
        self.outline.statements.get(at).map(|statement| (at, *statement))
    }

    /// The token of this index, where it is the next one on the same line.
    pub(super) fn on_line(&self, index: usize) -> Option<&Token> {
        self.token(index).filter(|token| !token.leads)
    }
}

impl Work<'_, '_> {
    /// Reports habits and mends them; whether the rest can be read.
    pub(super) fn habits(&mut self) -> bool {
        // A brace changes what the words after it stand in, so that they are read again.
        let mut reading = self.reading();
        for _ in 0..MAX_OPENERS {
            match self.opener(&reading) {
                Opener::None => break,
                Opener::Lost => return false,
                Opener::Mended => reading = self.reading(),
            }
        }
        self.quoted_id(&reading);
        let mut at = 0;
        let mut rows = false;
        while at < reading.tokens.len() {
            // Closing braces belong to no statement.
            let Some((place, statement)) = reading.statement(at) else {
                at += 1;
                continue;
            };
            let before = at;
            at = self
                .row_without_bar(&reading, at, statement, &mut rows)
                .or_else(|| self.command(&reading, at, place, statement))
                .or_else(|| self.question(&reading, at, place))
                .or_else(|| self.unnamed_setting(&reading, at, place, statement))
                .or_else(|| self.bare_text(&reading, at, statement))
                .or_else(|| self.bare_path(&reading, at))
                .or_else(|| self.bare_pattern(&reading, at))
                .or_else(|| self.mark(&reading, at, statement))
                .or_else(|| self.last_comma(&reading, at, statement))
                .or_else(|| self.name_without_dollar(&reading, at, statement))
                .or_else(|| self.when_for_where(&reading, at, place, statement))
                .unwrap_or(at + 1)
                .max(before + 1);
        }
        true
    }

    fn reading(&self) -> Reading {
        let tokens: Vec<Token> = Lexer::new(&self.text).collect();
        let outline = Outline::new(&self.text, &tokens);
        let count = |kind: Kind| tokens.iter().filter(|token| token.kind == kind).count();
        let missing = count(Kind::CloseBrace).saturating_sub(count(Kind::OpenBrace));
        let owners = owners(&outline, tokens.len());
        Reading { tokens, outline, owners, missing }
    }

    /// The first clause whose block does not begin.
    fn opener(&mut self, reading: &Reading) -> Opener {
        let statements = reading.outline.statements.iter();
        let clauses = statements.filter(|statement| statement.block == Block::Rule);
        for statement in clauses {
            match self.opener_of(reading, statement.first) {
                Opener::None => {}
                found => return found,
            }
        }
        Opener::None
    }

    fn opener_of(&mut self, reading: &Reading, at: usize) -> Opener {
        let Some(first) = reading.token(at) else { return Opener::None };
        let word = first.text(&self.text).to_owned();
        if !OPENERS.contains(&word.as_str()) {
            return Opener::None;
        }
        let line = 1 + reading.tokens.iter().skip(at + 1).take_while(|next| !next.leads).count();
        let line = reading.tokens.get(at..at + line).unwrap_or_default();
        let Some(last) = line.last().copied() else { return Opener::None };
        if line.iter().any(|token| token.kind == Kind::OpenBrace) {
            return Opener::None;
        }
        // What follows must look like the inside of the block.
        let inside = Block::opened_by(&word);
        let follows = reading.token(at + line.len()).is_some_and(|next| {
            let clause = inside.words().contains(&next.text(&self.text));
            clause || (inside == Block::Detect && next.kind == Kind::Variable)
        });
        if !follows {
            return Opener::None;
        }
        let colon = last.text(&self.text) == ":";
        let message = format!("`{word}` needs a `{{`");
        let wrong = self.error_at(Code::UnclosedBrace, self.span(&last), message);
        let end = Span { start: self.span(&last).end, end: self.span(&last).end };
        let wrong = wrong.help("a block stands in braces");
        let place = if colon { self.span(&last) } else { end };
        // Where its end is missing as well, the brace alone mends nothing.
        let lost = reading.missing == 0;
        self.report(if lost { wrong.guess(place, " {") } else { wrong.fix(place, " {") });
        // The brace takes the place of the colon or of the blank after the line.
        let place = if colon { last.start } else { last.end };
        let blank = self.text.as_bytes().get(place as usize).is_none_or(u8::is_ascii_whitespace);
        if reading.missing == 0 || !(colon || blank) {
            return Opener::Lost;
        }
        self.write(place, "{");
        Opener::Mended
    }

    /// `rule 'my-rule' 'Title'`: the quotes are taken off.
    fn quoted_id(&mut self, reading: &Reading) {
        let word = |at: usize| reading.token(at).map_or("", |token| token.text(&self.text));
        let at = match word(0) {
            "rule" | "table" | "fixture" => 1,
            "test" if word(2) == "for" => 3,
            _ => return,
        };
        let Some(token) = reading.on_line(at).filter(|token| token.kind == Kind::Text) else {
            return;
        };
        let text = token.text(&self.text);
        let id = text.get(1..text.len().saturating_sub(1)).unwrap_or_default().to_owned();
        let is_id = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !is_id || !id.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return;
        }
        let span = self.span(token);
        let quoted = self.error_at(Code::BadName, span, "an id stands without quotes");
        self.report_mended(quoted.help(format!("write {id}")).fix(span, id.as_str()));
        self.write(token.start, &format!(" {id} "));
    }

    /// A line between the rows of a table that has no bar at its start.
    fn row_without_bar(
        &mut self,
        reading: &Reading,
        at: usize,
        statement: Statement,
        reported: &mut bool,
    ) -> Option<usize> {
        let token = *reading.token(at)?;
        let closes = matches!(token.kind, Kind::CloseBrace | Kind::Bar | Kind::OpenBrace);
        if statement.block != Block::Rows || !token.leads || closes {
            return None;
        }
        let line = 1 + reading.tokens.iter().skip(at + 1).take_while(|next| !next.leads).count();
        let line = reading.tokens.get(at..at + line)?;
        let values = line.iter().position(|token| token.kind == Kind::CloseBrace);
        let line = line.get(..values.unwrap_or(line.len()))?;
        let last = line.last()?;
        if !*reported {
            let span = self.span(&token).to(self.span(last));
            let bare = self.error_at(Code::Syntax, span, "this row has no `|` at its start");
            let bare = bare.help("begin and end each row with a bar: | 'a' | 1 |");
            let bars = line.iter().any(|token| token.kind == Kind::Bar);
            let end = if last.kind == Kind::Bar { "" } else { " |" };
            let row = format!("| {}{end}", self.written(span));
            self.report(if bars { bare.fix(span, row) } else { bare });
            *reported = true;
        }
        self.blank(token.start, last.end);
        Some(at + line.len())
    }

    /// `severity: high`, `severity = high`, `when 'why': ...`, `StartType: 'Disabled'`, `$a := ...`.
    fn mark(&mut self, reading: &Reading, at: usize, statement: Statement) -> Option<usize> {
        let token = *reading.token(at)?;
        let text = token.text(&self.text).to_owned();
        if token.leads || !matches!(text.as_str(), ":" | "=") || at == 0 {
            return None;
        }
        let previous = *reading.token(at - 1)?;
        let span = self.span(&token);
        let next = reading.token(at + 1).copied();
        if text == ":" && next.is_some_and(|next| next.kind == Kind::Assign) {
            let wrong = self.error_at(Code::Syntax, span, "`:=` is not known here");
            self.report_mended(wrong.help("write `=`").fix(span, ""));
            self.blank(token.start, token.end);
            return Some(at + 2);
        }
        let word = previous.text(&self.text).to_owned();
        let begins = at - 1 == statement.first && statement.block.words().contains(&word.as_str());
        let clause = previous.kind == Kind::Word && (begins || is_continuing(&word));
        if text == "=" && previous.kind == Kind::Assign {
            let twice = self.error_at(Code::Syntax, span, "this `=` is one too many");
            self.report(twice.help("remove it").fix(span, ""));
            self.blank(token.start, token.end);
            return Some(at + 1);
        }
        let value = reading.on_line(at + 1).filter(|next| next.kind != Kind::OpenBrace).copied();
        if clause && (text == "=" || !OPENERS.contains(&word.as_str())) {
            let message = format!("a `{text}` cannot stand after `{word}`");
            let wrong = self.error_at(Code::Syntax, span, message);
            let end = value.map_or(span.end, |value| self.span(&value).start);
            let gap = Span { start: self.span(&previous).end, end };
            let shown = value.map_or("...", |value| value.text(&self.text)).to_owned();
            let shown = super::recover::shown(&shown).into_owned();
            self.report(wrong.help(format!("write `{word} {shown}`")).fix(gap, " "));
            self.blank(token.start, token.end);
            return Some(at + 1);
        }
        if text != ":" {
            return None;
        }
        let names = matches!(statement.block, Block::Record | Block::Steps | Block::Fixture)
            || matches!(statement.block, Block::Test | Block::Remedy);
        if names && value.is_some() && previous.kind == Kind::Word {
            let wrong = self.error_at(Code::Syntax, span, "a `:` gives no value");
            self.report_mended(wrong.help("write `=`").fix(span, " ="));
            self.write(token.start, "=");
            return Some(at + 1);
        }
        let opener = reading.token(statement.first).map_or("", |first| first.text(&self.text));
        let begins = next.is_some_and(|next| next.kind == Kind::OpenBrace);
        let label = previous.kind == Kind::Text && opener == "when";
        let closes_line = next.is_none_or(|next| next.leads) && reading.missing == 0;
        if begins || label || (closes_line && OPENERS.contains(&opener)) {
            let wrong = self.error_at(Code::StrayCharacter, span, "`:` has no meaning here");
            self.report_mended(wrong.help("remove it").fix(span, ""));
            self.blank(token.start, token.end);
            return Some(at + 1);
        }
        None
    }

    /// A comma after the last value of a list, or between the values of a block.
    fn last_comma(&mut self, reading: &Reading, at: usize, statement: Statement) -> Option<usize> {
        let token = *reading.token(at)?;
        if token.text(&self.text) != "," {
            return None;
        }
        let span = self.span(&token);
        if statement.block == Block::Record {
            let comma = self.error_at(Code::Syntax, span, "values of a block have no commas");
            self.report_mended(comma.help("remove it").fix(span, ""));
            self.blank(token.start, token.end);
            return Some(at + 1);
        }
        let ends = reading.token(at + 1).is_none_or(|next| {
            let statements = &reading.outline.statements;
            let begins = statements.binary_search_by_key(&(at + 1), |other| other.first).is_ok();
            let word = next.text(&self.text);
            let clause = next.leads && statement.block.words().contains(&word);
            next.kind == Kind::CloseBrace || begins || clause
        });
        if !ends {
            return None;
        }
        let comma = self.error_at(Code::Syntax, span, "a value is missing after the comma");
        self.report_mended(comma.help("write a value, or remove the comma").fix(span, ""));
        self.blank(token.start, token.end);
        Some(at + 1)
    }

    /// `$stuck = rows of service when ...`
    fn when_for_where(
        &mut self,
        reading: &Reading,
        at: usize,
        place: usize,
        statement: Statement,
    ) -> Option<usize> {
        let token = *reading.on_line(at)?;
        let binding = reading.token(statement.first)?.kind == Kind::Variable;
        let foreign = matches!(token.text(&self.text), "when" | "if" | "filter");
        // A condition of its own begins with `exists`, a variable or a fact; a column has no dot.
        let column = reading.on_line(at + 1).is_some_and(|next| {
            let word = next.text(&self.text);
            let operator = matches!(word, "exists" | "count" | "not" | "grade" | "present");
            next.kind == Kind::Word && !operator && !word.contains('.')
        });
        if !foreign || !binding || !column || statement.block != Block::Detect || place == 0 {
            return None;
        }
        let span = self.span(&token);
        let message = format!("`{}` cannot stand here", token.text(&self.text));
        let wrong = self.error_at(Code::Syntax, span, message);
        self.report(wrong.help("rows are chosen with `where`").fix(span, "where"));
        self.cut(&reading.outline, &reading.tokens, place);
        Some(statement.end)
    }

    /// `stuck = rows of ...` in `detect`.
    fn name_without_dollar(
        &mut self,
        reading: &Reading,
        at: usize,
        statement: Statement,
    ) -> Option<usize> {
        let token = *reading.token(at)?;
        let assigns = reading.on_line(at + 1).is_some_and(|next| next.kind == Kind::Assign);
        let name = token.text(&self.text).to_owned();
        let plain = token.kind == Kind::Word && !name.contains(['-', '.']);
        let word = statement.block.words().contains(&name.as_str()) || is_continuing(&name);
        if statement.block != Block::Detect || !token.leads || !assigns || !plain || word {
            return None;
        }
        let span = self.span(&token);
        let start = Span { end: span.start, ..span };
        let bare = self.error_at(Code::BadName, span, "the name of a binding begins with `$`");
        self.report_mended(bare.help(format!("write `${name}`")).fix(start, "$"));
        self.write(token.start.checked_sub(1)?, "$");
        Some(at + 2)
    }
}

/// For each token, the innermost statement that has it, in one pass.
fn owners(outline: &Outline, tokens: usize) -> Vec<Option<usize>> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut starts = outline.statements.iter().enumerate().peekable();
    (0..tokens)
        .map(|index| {
            while open.last().is_some_and(|(_, end)| *end <= index) {
                open.pop();
            }
            while let Some((at, statement)) = starts.next_if(|(_, next)| next.first == index) {
                open.push((at, statement.end));
            }
            open.last().map(|(at, _)| *at)
        })
        .collect()
}
