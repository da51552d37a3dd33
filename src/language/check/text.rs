//! Text in quotes: escapes, doubled quotes, and variables inside double quotes.

use std::sync::Arc;

use super::context::Context;
use super::expression::Typed;
use super::types::Type;
use crate::diagnostic::{Code, Span};
use crate::language::ast::{ExprKind, TextPiece};
use crate::language::parse::{Node, Rule};
use crate::model::Value;

impl Context<'_> {
    /// Text in quotes as an expression: a literal, or pieces with values in them.
    pub(super) fn text(&mut self, node: &Node<'_>) -> Typed {
        let span = self.span(node);
        let Some(quoted) = node.clone().into_inner().next() else {
            return Typed::literal(Value::from(""), Type::Text, span);
        };
        let inner = inner_text(&quoted);
        if quoted.as_rule() == Rule::single {
            let text = inner.replace("''", "'");
            return Typed::literal(Value::from(text), Type::Text, span);
        }
        let mut pieces = self.pieces(inner, span.start + 1);
        match pieces.as_mut_slice() {
            [] => Typed::literal(Value::from(""), Type::Text, span),
            [TextPiece::Literal(text)] => {
                Typed::literal(Value::Text(Arc::clone(text)), Type::Text, span)
            }
            _ => Typed::new(ExprKind::Text(pieces), Type::Text, span),
        }
    }

    /// Text that must be known when the rule is loaded: help, titles, links, labels.
    pub(super) fn fixed_text(&mut self, node: &Node<'_>) -> Arc<str> {
        let typed = self.text(node);
        if let ExprKind::Literal(Value::Text(text)) = typed.expr.kind {
            return text;
        }
        let fixed =
            self.error(Code::BadText, typed.expr.span, "this text cannot have variables in it");
        self.report(fixed.help("write it in single quotes, or write `$ for a dollar sign"));
        Arc::from("")
    }

    fn pieces(&mut self, text: &str, start: u32) -> Vec<TextPiece> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut at = 0;
        while let Some(next) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let rest = text.get(at + next.len_utf8()..).unwrap_or_default();
            at += next.len_utf8();
            match next {
                '`' => {
                    let escaped = rest.chars().next();
                    literal.extend(escaped.map(unescape));
                    at += escaped.map_or(0, char::len_utf8);
                }
                '"' => {
                    literal.push('"');
                    at += rest.len() - rest.strip_prefix('"').unwrap_or(rest).len();
                }
                '$' => match self.interpolation(rest, offset(start, at - 1)) {
                    Some((length, value)) => {
                        if !literal.is_empty() {
                            pieces.push(TextPiece::Literal(Arc::from(literal.as_str())));
                            literal.clear();
                        }
                        pieces.extend(value.map(|typed| TextPiece::Value(typed.expr)));
                        at += length;
                    }
                    None => literal.push('$'),
                },
                other => literal.push(other),
            }
        }
        if !literal.is_empty() {
            pieces.push(TextPiece::Literal(Arc::from(literal.as_str())));
        }
        pieces
    }

    /// What stands after a dollar sign: how long it is, and its value. `None` for a plain dollar.
    fn interpolation(&mut self, rest: &str, start: u32) -> Option<(usize, Option<Typed>)> {
        if let Some(braced) = rest.strip_prefix('{') {
            let length = braced.find('}');
            let name = length.and_then(|length| braced.get(..length)).unwrap_or_default();
            if path_length(name) != name.len() || name.is_empty() {
                let span = Span { start, end: offset(start, 2) };
                let bad = self.error(Code::BadText, span, "`${` is not followed by a name and `}`");
                self.report(bad.help("write ${name}, ${name.Column} or a fact as ${exchange.bin}"));
                return Some((1, None));
            }
            let value = self.braced(name, offset(start, 2));
            return Some((name.len() + 2, Some(value)));
        }
        if rest.starts_with('(') {
            let span = Span { start, end: offset(start, 2) };
            let bad = self.error(Code::BadText, span, "a subexpression cannot stand in text");
            self.report(bad.help("bind it to a variable first, and write the variable here"));
            return Some((1, None));
        }
        let length = path_length(rest);
        if length == 0 {
            return None;
        }
        let name = rest.get(..length).unwrap_or_default();
        let span = Span { start, end: offset(start, length + 1) };
        let reported = self.fact_with_dollar(name, span, true);
        Some((length, Some(reported.unwrap_or_else(|| self.variable(name, span)))))
    }

    /// `${name}`: a variable where there is one, else a fact.
    fn braced(&mut self, name: &str, start: u32) -> Typed {
        let span = Span { start, end: offset(start, name.len()) };
        let head = name.split('.').next().unwrap_or_default();
        let known = self.variables.find(head).is_some();
        let fact = self.pack.registry.fact(name).is_some();
        if known || (self.is_lost(head) && !fact) {
            // The name of a variable begins after its dollar sign, one byte before the name here.
            return self.variable(name, Span { start: start.saturating_sub(1), ..span });
        }
        self.fact(name, span)
    }
}

/// The text between the quotes.
fn inner_text<'i>(node: &Node<'i>) -> &'i str {
    let text = node.as_str();
    text.get(1..text.len().saturating_sub(1)).unwrap_or_default()
}

/// Length of `name.Column.First` at the start of a text; a full stop after it does not count.
fn path_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let starts =
        |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    let mut at = 0;
    while starts(at) {
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            at += 1;
        }
        if bytes.get(at) != Some(&b'.') || !starts(at + 1) {
            break;
        }
        at += 1;
    }
    at
}

/// The character that a backtick and `letter` stand for, as in PowerShell.
fn unescape(letter: char) -> char {
    match letter {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        other => other,
    }
}

fn offset(start: u32, length: usize) -> u32 {
    start.saturating_add(u32::try_from(length).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::path_length;

    #[test]
    fn a_full_stop_after_a_variable_is_text() {
        for (text, length) in [
            ("service.Name is", 12),
            ("exsetup.Version;", 15),
            ("a.B.", 3),
            ("a.B. Then", 3),
            ("rows.Time.First, last", 15),
            ("5.00", 0),
            ("", 0),
        ] {
            assert_eq!(path_length(text), length, "{text}");
        }
    }
}
