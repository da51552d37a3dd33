//! Writes tokens one after the other, each with the comments before it, and knows the column.

use super::tokens::{columns, Tokens};
use super::trivia::Comment;
use crate::language::parse::Rule;

/// Lines are broken so that they have at most so many columns, where they can be broken.
pub(super) const WIDTH: usize = 100;

/// Lines go on no further to the right than this, so that a long name costs no space on every line.
const MAX_HANG: usize = 60;

/// Where the next token goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// On the same line, after a blank where one belongs.
    Line,
    /// On a line of its own, at this column.
    NewLine(usize),
    /// Where the last line ends; its comments are written.
    Here,
}

/// The text of one item while it is written.
pub(super) struct Printer<'t, 'a> {
    pub(super) tokens: &'t Tokens<'a>,
    /// The next token.
    pub(super) next: usize,
    /// Column at which a line goes on that a comment ends too early.
    pub(super) hang: usize,
    /// Indentation of the statement.
    pub(super) indent: usize,
    /// Blanks after each token that align what follows.
    padding: Vec<u8>,
    /// For each token the place in the output where its line starts.
    lines: Vec<usize>,
    /// The last statement at each depth.
    statements: Vec<Statement>,
    /// Comments that go above a line that is written already, by its place.
    above: Vec<(usize, String)>,
    out: String,
    /// Where the last line of the output starts.
    line: usize,
    column: usize,
    place: Place,
    /// Whether a comment behind the brace of a block ends its line.
    ended: bool,
    line_end: &'static str,
}

/// A statement that is written, or of which the beginning is.
struct Statement {
    /// Its first token.
    first: usize,
    /// Where its line starts in the output.
    line: usize,
    indent: usize,
}

/// An item after formatting.
pub(super) struct Printed {
    /// Comments that go above it.
    pub(super) above: Vec<String>,
    pub(super) text: String,
}

impl Printed {
    /// An item that stays as it is.
    pub(super) fn unchanged(text: &str) -> Self {
        Self { above: Vec::new(), text: text.to_owned() }
    }
}

impl<'t, 'a> Printer<'t, 'a> {
    /// Nothing written yet; the first token comes first, without what is before it.
    pub(super) fn new(tokens: &'t Tokens<'a>, line_end: &'static str) -> Self {
        Self {
            tokens,
            next: 0,
            hang: 2,
            indent: 0,
            padding: vec![0; tokens.len()],
            lines: Vec::with_capacity(tokens.len()),
            statements: vec![Statement { first: 0, line: 0, indent: 0 }],
            above: Vec::new(),
            out: String::new(),
            line: 0,
            column: 0,
            place: Place::Here,
            ended: false,
            line_end,
        }
    }

    /// What was written.
    pub(super) fn finish(mut self) -> Printed {
        self.above.sort_by_key(|(line, _)| *line);
        let mut printed =
            Printed { above: Vec::new(), text: String::with_capacity(self.out.len()) };
        let mut end = 0;
        for (line, comment) in self.above {
            if line == 0 {
                printed.above.push(comment);
                continue;
            }
            printed.text.push_str(self.out.get(end..line).unwrap_or_default());
            printed.text.extend([comment.as_str(), self.line_end]);
            end = line;
        }
        printed.text.push_str(self.out.get(end..).unwrap_or_default());
        printed
    }

    /// The next token goes on a line of its own.
    pub(super) fn break_at(&mut self, column: usize) {
        if self.place == Place::Line {
            self.place = Place::NewLine(column);
        }
    }

    /// Puts so many more blanks after a token.
    pub(super) fn pad(&mut self, token: usize, blanks: usize) {
        if let Some(padding) = self.padding.get_mut(token) {
            *padding = u8::try_from(blanks).unwrap_or(0);
        }
    }

    /// A column at which lines go on, unless it is too far to the right.
    pub(super) fn bounded(&self, column: usize) -> usize {
        if column <= MAX_HANG.max(self.indent + 4) {
            column
        } else {
            self.indent + 4
        }
    }

    /// The column at which the next token will start.
    pub(super) fn upcoming(&self) -> usize {
        match self.place {
            Place::Here => self.column,
            Place::NewLine(column) => column,
            Place::Line => self.column + self.tokens.lead(self.next) + self.padding_before(),
        }
    }

    /// Whether the tokens up to `end` fit on this line, with the marks that must follow them.
    pub(super) fn fits(&self, end: usize) -> bool {
        let marks = self.marks(end);
        let width = self.tokens.width(self.next, end);
        width.is_some_and(|width| self.upcoming() + width + marks <= WIDTH)
    }

    /// Columns of what stands close behind a token: parentheses, a comma, the brace of a block.
    fn marks(&self, end: usize) -> usize {
        let rule = |index: usize| self.tokens.get(index).map(|token| token.rule);
        let mut index = end;
        while matches!(rule(index), Some(Rule::RPAREN | Rule::COMMA)) {
            index += 1;
        }
        let brace = index > end && rule(index) == Some(Rule::LBRACE);
        index - end + if brace { 2 } else { 0 }
    }

    /// Writes the tokens up to `end`, one after the other.
    pub(super) fn write_to(&mut self, end: usize) {
        while self.next < end {
            self.write_next();
        }
    }

    /// Writes the next token, and the comments before it.
    pub(super) fn write_next(&mut self) {
        let tokens = self.tokens;
        let Some(token) = tokens.get(self.next) else { return };
        let place = std::mem::replace(&mut self.place, Place::Line);
        if place != Place::Here {
            let hang = if let Place::NewLine(column) = place { column } else { self.hang };
            let mut ended = false;
            for comment in &token.gap.comments {
                if comment.leads || ended {
                    self.new_line(hang);
                } else {
                    self.write(" ");
                }
                self.write(comment.text);
                ended |= comment.leads || comment.to_line_end;
            }
            if ended || matches!(place, Place::NewLine(_)) {
                self.new_line(hang);
            } else {
                let apart = !token.gap.comments.is_empty() || tokens.is_apart(self.next);
                let blanks = self.padding_before() + usize::from(apart);
                self.write_blanks(blanks);
            }
        }
        self.lines.push(self.line);
        self.write(token.text);
        self.next += 1;
    }

    /// Writes the brace that opens a block on the line of what it belongs to. Comments that kept it
    /// from there go behind it and into the block; whether there were any.
    pub(super) fn open(&mut self, inside: usize) -> bool {
        let tokens = self.tokens;
        let Some(brace) = tokens.get(self.next) else { return false };
        let first = tokens.get(self.next + 1).and_then(|token| token.gap.comments.first());
        let behind = first.filter(|comment| !comment.leads);
        // A suppression counts for the place at which it stands.
        let moves = |comment: &Comment<'_>| comment.leads && comment.suppresses();
        let stays = brace.gap.comments.iter().any(moves) || behind.is_some_and(Comment::suppresses);
        if !brace.gap.breaks() || stays || self.place != Place::Line {
            self.write_next();
            return false;
        }
        self.write(" ");
        self.lines.push(self.line);
        self.write(brace.text);
        self.next += 1;
        for comment in &brace.gap.comments {
            if comment.leads || self.ended {
                self.new_line(inside);
            } else {
                self.write(" ");
            }
            self.write(comment.text);
            self.ended |= comment.leads || comment.to_line_end;
        }
        true
    }

    /// Begins a statement of a block, or ends the block with the brace that is next: comments stand
    /// at the column of the statements, groups stay apart.
    pub(super) fn begin(&mut self, statements: usize, column: usize, first: bool) {
        let tokens = self.tokens;
        let Some(token) = tokens.get(self.next) else { return };
        let mut first = first;
        let mut trailing = !std::mem::take(&mut self.ended);
        for comment in &token.gap.comments {
            trailing &= !comment.leads;
            if trailing {
                if !self.lift(comment) {
                    self.write(" ");
                    self.write(comment.text);
                }
                continue;
            }
            self.separate(comment.after_blank && !first);
            self.new_line(statements);
            self.write(comment.text);
            first = false;
        }
        let closes = statements != column;
        self.separate(token.gap.after_blank && !first && !closes);
        self.new_line(column);
        self.place = Place::Here;
        if !closes {
            self.statements.truncate(column / 2);
            self.statements.push(Statement { first: self.next, line: self.line, indent: column });
        }
    }

    /// Puts a comment that counts for the line before it above the statement, where that line has
    /// become several; whether it did.
    pub(super) fn lift(&mut self, comment: &Comment<'_>) -> bool {
        let first = self.tokens.first_on_line(self.next).filter(|_| comment.counts_for_line());
        let Some(first) = first else { return false };
        let stays = self.lines.get(first).is_none_or(|line| *line == self.line);
        let around = self.statements.iter().rfind(|statement| statement.first <= first);
        let Some(statement) = around.filter(|_| !stays) else { return false };
        let blanks = if statement.line == 0 { 0 } else { statement.indent };
        self.above.push((statement.line, format!("{:blanks$}{}", "", comment.text)));
        true
    }

    fn padding_before(&self) -> usize {
        let before = self.next.checked_sub(1).and_then(|before| self.padding.get(before));
        before.copied().map_or(0, usize::from)
    }

    fn separate(&mut self, blank: bool) {
        if blank {
            self.out.push_str(self.line_end);
        }
    }

    fn new_line(&mut self, column: usize) {
        self.out.push_str(self.line_end);
        self.line = self.out.len();
        self.column = 0;
        self.write_blanks(column);
    }

    fn write_blanks(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
        self.column += count;
    }

    fn write(&mut self, text: &str) {
        self.out.push_str(text);
        match text.rsplit_once('\n') {
            Some((_, last)) => {
                self.line = self.out.len() - last.len();
                self.column = columns(last);
            }
            None => self.column += columns(text),
        }
    }
}
