//! Splits a rule file into items, so that a mistake in one leaves the others alone.
//!
//! An item begins with a word at the start of a line. Whatever state the braces before it are in,
//! a known item word there begins a new item: a forgotten brace spoils one rule, not the rest.

use super::lexer::{Kind, Lexer, Token, ITEM_WORDS};
use super::remark::Remark;
use crate::diagnostic::Span;

/// Braces and parentheses may be nested this deep; the stack of a 256 KiB thread holds it.
pub(super) const MAX_DEPTH: usize = 64;

/// One item of a file, unparsed.
#[derive(Debug, Clone, Copy)]
pub(in crate::language) struct Region {
    /// From its first word to the next item.
    pub(in crate::language) span: Span,
    /// The brace or parenthesis that is nested too deeply.
    pub(super) too_deep: Option<Span>,
    /// Whether braces, parentheses and quotes match, and no character is stray.
    pub(super) tidy: bool,
}

/// The items of `text` and the comments that suppress something, in order.
pub(in crate::language) fn scan(text: &str) -> (Vec<Region>, Vec<Remark>) {
    scan_while(text, || true)
}

/// Like [`scan`], as long as `go_on` says so.
pub(in crate::language) fn scan_while(
    text: &str,
    go_on: impl Fn() -> bool,
) -> (Vec<Region>, Vec<Remark>) {
    let mut found: Vec<Region> = Vec::new();
    let mut stack: Vec<Kind> = Vec::new();
    // Whether the item's block is closed, and whether something stands after it all the same.
    let (mut closed, mut trailing) = (false, false);
    // Whether the item's last brace stood further right than its first word, so that a brace below
    // the word still belongs to it; and whether a `[` ended the last line.
    let (mut early, mut bracket) = (false, false);
    let mut lexer = Lexer::new(text);
    for token in lexer.by_ref() {
        if !go_on() {
            break;
        }
        if token.leads && std::mem::take(&mut bracket) && stack.len() < MAX_DEPTH {
            stack.push(Kind::OpenBrace);
        }
        let own = early && token.kind == Kind::CloseBrace;
        let stray = closed && !trailing && token.leads && token.column == 0 && !own;
        if found.is_empty() || stray || begins_item(text, &token, stack.is_empty()) {
            if let Some(last) = found.last_mut() {
                last.tidy &= stack.is_empty();
            }
            stack.clear();
            (closed, trailing, early) = (false, false, false);
            let span = Span { start: token.start, end: token.end };
            found.push(Region { span, too_deep: None, tidy: true });
        }
        let Some(region) = found.last_mut() else { continue };
        region.span.end = token.end;
        trailing |= closed && !own;
        bracket = token.kind == Kind::Stray && !token.leads && token.text(text) == "[";
        match token.kind {
            Kind::OpenBrace | Kind::OpenParenthesis => {
                if stack.len() < MAX_DEPTH {
                    stack.push(token.kind);
                } else if region.too_deep.is_none() {
                    region.too_deep = Some(Span { start: token.start, end: token.end });
                }
            }
            Kind::CloseBrace => {
                // Parentheses that are still open end with their block.
                while stack.last() == Some(&Kind::OpenParenthesis) {
                    region.tidy = false;
                    stack.pop();
                }
                region.tidy &= stack.pop().is_some();
            }
            Kind::CloseParenthesis => {
                let matches = stack.last() == Some(&Kind::OpenParenthesis);
                region.tidy &= matches;
                if matches {
                    stack.pop();
                }
            }
            Kind::Unclosed | Kind::Misquoted | Kind::Stray => region.tidy = false,
            _ => {}
        }
        if token.kind == Kind::CloseBrace && stack.is_empty() {
            closed = true;
            early = token.leads && token.column > 0;
        }
    }
    if let Some(last) = found.last_mut() {
        last.tidy &= stack.is_empty();
    }
    (found, lexer.remarks)
}

fn begins_item(text: &str, token: &Token, closed: bool) -> bool {
    if token.kind != Kind::Word || !token.leads {
        return false;
    }
    let known = ITEM_WORDS.contains(&token.text(text));
    if token.column == 0 {
        known || closed
    } else {
        known && closed
    }
}

#[cfg(test)]
mod tests {
    use super::scan;

    fn items(text: &str) -> Vec<(&str, bool)> {
        let slice = |span: crate::diagnostic::Span| &text[span.start as usize..span.end as usize];
        scan(text).0.iter().map(|region| (slice(region.span), region.tidy)).collect()
    }

    #[test]
    fn a_forgotten_brace_spoils_one_item() {
        let text = "rule a 'x' {\n  detect {\n}\n\nrule b 'y' { }\n";
        assert_eq!(items(text), [("rule a 'x' {\n  detect {\n}", false), ("rule b 'y' { }", true)]);
    }

    #[test]
    fn an_unknown_word_begins_an_item_only_between_items() {
        assert_eq!(
            items("ruel a { }\nfixture b { }"),
            [("ruel a { }", true), ("fixture b { }", true)]
        );
        assert_eq!(items("rule a {\nfoo\n}"), [("rule a {\nfoo\n}", true)]);
    }

    #[test]
    fn text_in_here_strings_is_no_item() {
        assert_eq!(items("test 'a' for b {\n given setuplog @'\nrule x {\n'@\n}").len(), 1);
    }

    #[test]
    fn deep_nesting_is_marked() {
        let text = format!("rule a 'x' {}", "(".repeat(100_000));
        assert!(scan(&text).0[0].too_deep.is_some());
        let text = format!("rule a 'x' {}{}", "(".repeat(64), ")".repeat(64));
        assert!(scan(&text).0[0].too_deep.is_none());
    }
}
