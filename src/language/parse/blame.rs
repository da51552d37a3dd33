//! Whose fault a syntax error is: pest says where it could not go on, which is often the line after
//! the mistake.

use super::lexer::{Kind, Token};
use super::outline::{Block, Outline};
use super::recover::{shown, Work};
use super::{binding_error, message, Rule};
use crate::diagnostic::{Code, Span};
use crate::language::suggest;

impl Work<'_, '_> {
    /// Reports the error at the token `found`; gives the statement to blank.
    pub(super) fn blame(
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
        let whole = |index: &usize| {
            let statement = outline.innermost(*index).and_then(|at| outline.statements.get(at));
            let binding = statement.filter(|s| s.first + 1 == *index);
            let range = binding.and_then(|s| tokens.get(s.first..s.end));
            let ends = range.and_then(|range| Some((range.first()?.start, range.last()?.end)));
            let text = ends.and_then(|(start, end)| self.text.get(start as usize..end as usize));
            text.is_none_or(|text| binding_error(text).is_none())
        };
        // A binding that is sound alone was read as part of what is wrong before it.
        let found =
            found.map(|index| if binds(&index) && whole(&index) { index - 1 } else { index });
        let expected = if expected.is_empty() { &[Rule::expr] } else { expected };
        let here = found.and_then(|index| outline.innermost(index));
        if let Some(at) = here {
            if self.unknown_word(tokens, outline, at) {
                return here;
            }
        }
        if self.misplaced_binding(tokens, outline, here) || self.no_statement(tokens, outline, here)
        {
            return here;
        }
        if self.assigns(tokens, found) {
            return here;
        }
        // `name = value` where a value was missing on the line before: the name was taken for it.
        let found = found.map(|index| match here.and_then(|at| outline.statements.get(at)) {
            Some(here) if here.first + 1 == index && is_assign(tokens.get(index)) => {
                let first = tokens.get(here.first).map_or("", |first| first.text(&self.text));
                if here.block.words().contains(&first) {
                    index
                } else {
                    here.first
                }
            }
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
        if let Some((number, unit)) = before.and_then(|at| tokens.get(at)).zip(token) {
            if self.unit_apart(number, unit) {
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
                if word == "," && expected.contains(&Rule::op_compare) {
                    wrong = wrong.help("a list is written @('a', 'b')");
                } else if let Some(meant) = message::meant(word, expected) {
                    wrong = wrong.help(format!("did you mean `{}`?", meant.text));
                    wrong = wrong.fix(self.span(token), meant);
                } else if let Some(help) = self.list_help(tokens, outline, statement, token) {
                    wrong = wrong.help(help).fix(self.end_before(token), ",");
                }
                wrong
            }
            (_, Some(previous))
                if self.list_help(tokens, outline, statement, &previous).is_some() =>
            {
                let word = shown(previous.text(&self.text)).into_owned();
                let message = format!("`{word}` cannot stand here");
                let wrong = self.error_at(Code::Syntax, self.span(&previous), message);
                let wrong = wrong.label("expected `,`").help("values are separated by commas");
                wrong.fix(self.end_before(&previous), ",")
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

    /// Reports `4 MB`, which is one value and stands without a blank.
    fn unit_apart(&mut self, number: &Token, unit: &Token) -> bool {
        const UNITS: [&str; 8] = ["ms", "s", "m", "h", "d", "kb", "mb", "gb"];
        const WORDS: [(&str, &str); 4] =
            [("second", "s"), ("minute", "m"), ("hour", "h"), ("day", "d")];
        let (value, word) = (number.text(&self.text).to_owned(), unit.text(&self.text).to_owned());
        let between = self.text.get(number.end as usize..unit.start as usize).unwrap_or_default();
        let lower = word.to_ascii_lowercase();
        let one = lower.strip_suffix('s').unwrap_or(&lower);
        let letter = WORDS.iter().find(|(long, _)| *long == one || *long == lower);
        let is_unit = letter.is_some() || UNITS.contains(&lower.as_str());
        let word = letter.map_or(word, |(_, letter)| (*letter).to_owned());
        if number.kind != Kind::Number || unit.leads || between.is_empty() || !is_unit {
            return false;
        }
        let span = self.span(number).to(self.span(unit));
        let message = format!("a value and its unit stand together: {value}{word}");
        let apart = self.error_at(Code::Syntax, span, message);
        self.report(
            apart.help(format!("write `{value}{word}`")).fix(span, format!("{value}{word}")),
        );
        true
    }

    /// The place where the text before a token ends.
    fn end_before(&self, token: &Token) -> Span {
        let before = self.text.get(..token.start as usize).unwrap_or_default();
        let end = self.start + u32::try_from(before.trim_end().len()).unwrap_or(token.start);
        Span { start: end, end }
    }

    /// Reports a statement that begins with a text or a `$word`, as none does.
    fn no_statement(&mut self, tokens: &[Token], outline: &Outline, at: Option<usize>) -> bool {
        let Some(statement) = at.and_then(|at| outline.statements.get(at)) else { return false };
        let Some(first) = tokens.get(statement.first) else { return false };
        let strange = match first.kind {
            Kind::Text => true,
            Kind::Variable => !is_assign(tokens.get(statement.first + 1)),
            _ => false,
        };
        if !strange || matches!(statement.block, Block::File | Block::Rows) {
            return false;
        }
        let text = first.text(&self.text).to_owned();
        let word = text.trim_matches(['$', '\'', '"']);
        let span = self.span(first);
        let wrong =
            self.error_at(Code::Syntax, span, format!("`{}` cannot stand here", shown(&text)));
        let words = statement.block.words();
        let known = words.contains(&word);
        self.report(match words {
            _ if known => wrong.help(format!("write `{word}`")).fix(span, word),
            [] => wrong,
            words => wrong.help(format!("{} has {}", statement.block.name(), words.join(", "))),
        });
        true
    }

    /// Reports `$name = ...` outside of `detect`.
    fn misplaced_binding(
        &mut self,
        tokens: &[Token],
        outline: &Outline,
        at: Option<usize>,
    ) -> bool {
        let statement = at.and_then(|at| outline.statements.get(at));
        let Some(statement) = statement.filter(|s| s.block != Block::Detect) else { return false };
        let first = tokens.get(statement.first);
        let Some(first) = first.filter(|first| first.kind == Kind::Variable) else { return false };
        if !is_assign(tokens.get(statement.first + 1)) {
            return false;
        }
        let block = statement.block.name();
        let message = format!("`{}` cannot be bound in {block}", shown(first.text(&self.text)));
        let misplaced = self.error_at(Code::UnknownWord, self.span(first), message);
        self.report(misplaced.help("a binding belongs in `detect`"));
        true
    }

    /// Reports `=` after a variable inside a condition.
    pub(super) fn assigns(&mut self, tokens: &[Token], found: Option<usize>) -> bool {
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
    pub(super) fn mistyped(&mut self, previous: &Token, token: Option<&Token>) -> bool {
        let word = previous.text(&self.text);
        let of = token.is_some_and(|token| token.text(&self.text) == "of");
        let is_word = previous.kind == Kind::Word;
        let near = message::quantity(word).filter(|near| of && is_word && **near != *word);
        let Some(near) = near else { return false };
        let span = self.span(previous);
        let message = format!("`{}` is not known here", shown(word));
        let wrong = self.error_at(Code::Syntax, span, message);
        self.report(wrong.help(format!("did you mean `{near}`?")).fix(span, near));
        true
    }

    /// Reports a statement whose first word is not known in its block.
    pub(super) fn unknown_word(&mut self, tokens: &[Token], outline: &Outline, at: usize) -> bool {
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
                _ if word.eq_ignore_ascii_case("foreach") && words.contains(&"for") => {
                    unknown.help("write `for each $row in $rows`").fix(span, "for each")
                }
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
    pub(super) fn list_help(
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
