//! Finds the brace that was forgotten or is one too many, by the indentation of the lines.

use super::lexer::{Kind, Token};
use super::outline::Block;

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
    /// Whether something stands after the brace on its line, as in `{ Name = 1 }`.
    inline: bool,
    /// What the block holds.
    block: Block,
}

/// Compares the braces of an item with its indentation.
pub(super) fn imbalance(text: &str, tokens: &[Token]) -> Imbalance {
    let count = |kind: Kind| tokens.iter().filter(|token| token.kind == kind).count();
    let (opened, closed) = (count(Kind::OpenBrace), count(Kind::CloseBrace));
    if opened > closed {
        missing(text, tokens, opened - closed)
    } else {
        superfluous(tokens, closed - opened)
    }
}

fn missing(text: &str, tokens: &[Token], mut wanted: usize) -> Imbalance {
    let mut found = Imbalance::default();
    let mut stack: Vec<Open> = Vec::new();
    let mut indent = 0;
    let mut block = Block::Other;
    for (at, token) in tokens.iter().enumerate() {
        if token.kind == Kind::Word && Block::opened_by(token.text(text)) != Block::Other {
            block = Block::opened_by(token.text(text));
        }
        if token.leads {
            indent = token.column;
            let word = token.text(text);
            let closing = token.kind == Kind::CloseBrace;
            while let Some(top) = stack.last() {
                // A clause of an outer block that cannot stand in this one.
                let belongs = |block: Block| block.words().contains(&word);
                let outer = stack.iter().rev().skip(1).any(|open| belongs(open.block));
                let outside = match top.inner {
                    _ if token.kind == Kind::Word && outer && !belongs(top.block) => true,
                    Some(inner) if inner <= top.indent => false,
                    _ if closing => top.indent > indent,
                    None if top.inline => top.indent >= indent,
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
            Kind::OpenBrace => {
                let inline = tokens.get(at + 1).is_some_and(|next| !next.leads);
                stack.push(Open { token: *token, indent, inner: None, inline, block });
                block = Block::Other;
            }
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
    let mut stack: Vec<(u32, usize)> = Vec::new();
    let (mut indent, mut line) = (0, 0);
    for token in tokens {
        if token.leads {
            indent = token.column;
            line += 1;
        }
        match token.kind {
            Kind::OpenBrace => stack.push((indent, line)),
            Kind::CloseBrace => {
                // A brace that leads its line stands below the line of its opening brace; one that
                // does not has it on its own line.
                let strange = stack.last().is_some_and(|(open, begun)| {
                    if token.leads {
                        *open != indent
                    } else {
                        *begun != line
                    }
                });
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
