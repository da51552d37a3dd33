//! Brackets of the wrong form: `[` for `{`, `{` for `(`, and the other way round.

use super::lexer::{Kind, Token};

/// A bracket of the wrong form.
pub(super) struct Wrong {
    pub(super) token: Token,
    /// What it should be.
    pub(super) right: &'static str,
    /// Whether it is the second of a pair, so that it is no mistake of its own.
    pub(super) second: bool,
}

/// The brackets of a line that have the wrong form.
pub(super) fn wrong(text: &str, line: &[Token]) -> Vec<Wrong> {
    let mut found: Vec<Wrong> = Vec::new();
    let mut push = |token: Token, right: &'static str, second: bool| {
        found.push(Wrong { token, right, second });
    };
    if let Some(last) = line.last().filter(|last| line.len() > 1 && last.text(text) == "[") {
        push(*last, "{", false);
    }
    let count = |kind: Kind| line.iter().filter(|token| token.kind == kind).count();
    let excess_of_braces = count(Kind::OpenBrace) > count(Kind::CloseBrace);
    let lack_of_braces = count(Kind::OpenBrace) < count(Kind::CloseBrace);
    let mut open: Vec<usize> = Vec::new();
    for (at, token) in line.iter().enumerate() {
        match token.kind {
            Kind::OpenBrace | Kind::OpenParenthesis => open.push(at),
            Kind::CloseBrace | Kind::CloseParenthesis => {
                let Some(begun) = open.pop() else { continue };
                let Some(first) = line.get(begun) else { continue };
                let before = begun.checked_sub(1).and_then(|at| line.get(at));
                let record = before.is_some_and(|before| before.kind == Kind::Text)
                    && line.get(begun + 2).is_some_and(|next| next.kind == Kind::Assign);
                match (first.kind, token.kind) {
                    (Kind::OpenBrace, Kind::CloseParenthesis) if excess_of_braces => {
                        push(*first, "(", false);
                    }
                    (Kind::OpenParenthesis, Kind::CloseBrace) if lack_of_braces && record => {
                        push(*first, "{", false);
                    }
                    (Kind::OpenParenthesis, Kind::CloseBrace) if lack_of_braces => {
                        push(*token, ")", false);
                    }
                    (Kind::OpenParenthesis, Kind::CloseParenthesis) if record => {
                        push(*first, "{", false);
                        push(*token, "}", true);
                    }
                    (Kind::OpenBrace, Kind::CloseBrace) if is_value(text, line, begun) => {
                        push(*first, "(", false);
                        push(*token, ")", true);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether a value must stand where this bracket does.
fn is_value(text: &str, line: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| line.get(at));
    before.is_some_and(|token| {
        let word = token.text(text);
        word.starts_with('-') || matches!(word, "where" | "when" | "(" | "&&" | "||" | "!")
    })
}
