//! Patterns that every text matches.

use regex_syntax::hir::{Hir, HirKind, Look};

/// Whether a wildcard pattern of `-like` takes every text.
pub(super) fn wildcard(pattern: &str) -> bool {
    !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*')
}

/// Whether a regular expression is found in every text: it can be empty where a text begins, or
/// where it ends.
pub(super) fn regex(pattern: &str) -> bool {
    let Ok(hir) = regex_syntax::parse(pattern) else { return false };
    let begins = [Look::Start, Look::StartLF, Look::StartCRLF];
    let ends = [Look::End, Look::EndLF, Look::EndCRLF];
    can_be_empty(&hir, &begins) || can_be_empty(&hir, &ends)
}

fn can_be_empty(hir: &Hir, holding: &[Look]) -> bool {
    match hir.kind() {
        HirKind::Empty => true,
        HirKind::Literal(_) | HirKind::Class(_) => false,
        HirKind::Look(look) => holding.contains(look),
        HirKind::Repetition(repetition) => {
            repetition.min == 0 || can_be_empty(&repetition.sub, holding)
        }
        HirKind::Capture(capture) => can_be_empty(&capture.sub, holding),
        HirKind::Concat(parts) => parts.iter().all(|part| can_be_empty(part, holding)),
        HirKind::Alternation(parts) => parts.iter().any(|part| can_be_empty(part, holding)),
    }
}

#[cfg(test)]
mod tests {
    use super::{regex, wildcard};

    #[test]
    fn what_every_text_matches() {
        for pattern in ["", ".*", "^", "$", "^.*", ".*$", "(a|)", "a*", "(?:)", "(?i)x?", "(?m)^"] {
            assert!(regex(pattern), "{pattern}");
        }
        for pattern in ["^$", "^.*$", ".+", r"\b", r"\w", "a|b", "^a*b", r"\s*$x", ".*foo?"] {
            assert!(!regex(pattern), "{pattern}");
        }
        assert!(wildcard("*") && wildcard("**"));
        assert!(!wildcard("") && !wildcard("*a*") && !wildcard("?*"));
    }
}
