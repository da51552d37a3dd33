//! Finds the brace that was forgotten or is one too many, by the indentation of the lines.

use super::lexer::{Kind, Token};

/// What is wrong with the braces of an item.
#[derive(Debug, Default)]
pub(super) struct Imbalance {
    /// Opening braces without an end, each with the offset before which its end belongs; `None`
    /// for the end of the item.
    pub(super) unclosed: Vec<(Token, Option<u32>)>,
    /// Closing braces that close nothing.
    pub(super) extra: Vec<Token>,
}

struct Open {
    token: Token,
    /// Indentation of the line that has the brace.
    indent: u32,
    /// Indentation of the first line inside.
    inner: Option<u32>,
}

/// Compares the braces of an item with its indentation.
pub(super) fn imbalance(tokens: &[Token]) -> Imbalance {
    let count = |kind: Kind| tokens.iter().filter(|token| token.kind == kind).count();
    let (opened, closed) = (count(Kind::OpenBrace), count(Kind::CloseBrace));
    if opened > closed {
        missing(tokens, opened - closed)
    } else {
        superfluous(tokens, closed - opened)
    }
}

fn missing(tokens: &[Token], mut wanted: usize) -> Imbalance {
    let mut found = Imbalance::default();
    let mut stack: Vec<Open> = Vec::new();
    let mut indent = 0;
    for token in tokens {
        if token.leads {
            indent = token.column;
            let closing = token.kind == Kind::CloseBrace;
            while let Some(top) = stack.last_mut() {
                let outside = match top.inner {
                    Some(inner) if inner <= top.indent => false,
                    _ if closing => top.indent > indent,
                    _ => top.indent >= indent && top.inner.is_some(),
                };
                if !outside || wanted == 0 || stack.len() == 1 {
                    break;
                }
                if let Some(open) = stack.pop() {
                    found.unclosed.push((open.token, Some(token.start)));
                    wanted -= 1;
                }
            }
            if let Some(top) = stack.last_mut() {
                if top.token.end <= token.start && !closing {
                    top.inner.get_or_insert(indent);
                }
            }
        }
        match token.kind {
            Kind::OpenBrace => stack.push(Open { token: *token, indent, inner: None }),
            Kind::CloseBrace => drop(stack.pop()),
            _ => {}
        }
    }
    for open in stack.into_iter().rev().take(wanted) {
        found.unclosed.push((open.token, None));
    }
    found
}

fn superfluous(tokens: &[Token], mut wanted: usize) -> Imbalance {
    let mut found = Imbalance::default();
    let mut stack: Vec<u32> = Vec::new();
    let mut indent = 0;
    for token in tokens {
        if token.leads {
            indent = token.column;
        }
        match token.kind {
            Kind::OpenBrace => stack.push(indent),
            Kind::CloseBrace => {
                let strange = token.leads && stack.last().is_some_and(|open| *open != indent);
                if stack.is_empty() || (wanted > 0 && strange) {
                    found.extra.push(*token);
                    wanted = wanted.saturating_sub(1);
                } else {
                    stack.pop();
                }
            }
            _ => {}
        }
    }
    // An end too early and one too many leave a brace open that only the count above hid.
    found
}
