//! Patterns over text in which letters may be damaged.

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};
use regex_syntax::ParserBuilder;

/// Largest compiled form, in bytes.
const MAX_COMPILED_BYTES: usize = 8 * 1024 * 1024;

/// A pattern in which a letter that is not ASCII stands for each ASCII letter that it may have been.
#[derive(Debug, Clone)]
pub struct LossyRegex(Regex);

impl LossyRegex {
    /// The lossy form of a pattern; `None` where it has none or is too large.
    pub fn new(pattern: &str, case_insensitive: bool) -> Option<Self> {
        let mut parser = ParserBuilder::new();
        let tree = parser.case_insensitive(case_insensitive).build().parse(pattern).ok()?;
        let source = lossy(&tree)?.to_string();
        RegexBuilder::new(&source).size_limit(MAX_COMPILED_BYTES).build().ok().map(Self)
    }

    /// Whether the pattern may have matched before letters were damaged. Damage that leaves not
    /// even every second letter is told by itself, and words of other alphabets would match all.
    pub fn is_match(&self, text: &str) -> bool {
        if text.is_ascii() {
            return false;
        }
        self.0.find_iter(text).any(|found| {
            let letters = found.as_str().chars().count();
            let other = found.as_str().chars().filter(|c| !c.is_ascii()).count();
            other > 0 && other * 2 <= letters
        })
    }
}

/// The tree with every letter of it, and every class, taking those beyond ASCII as well. Word
/// boundaries go, since a damaged letter may make one or hide it.
fn lossy(tree: &Hir) -> Option<Hir> {
    let all = |parts: &[Hir]| parts.iter().map(lossy).collect::<Option<Vec<_>>>();
    Some(match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => Hir::empty(),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Hir::concat(text.chars().map(|c| class([ClassUnicodeRange::new(c, c)])).collect())
        }
        HirKind::Class(Class::Unicode(ranges)) => class(ranges.iter().copied()),
        HirKind::Class(Class::Bytes(_)) => return None,
        HirKind::Repetition(repetition) => {
            let sub = Box::new(lossy(&repetition.sub)?);
            Hir::repetition(Repetition { sub, ..repetition.clone() })
        }
        HirKind::Capture(capture) => lossy(&capture.sub)?,
        HirKind::Concat(parts) => Hir::concat(all(parts)?),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)?),
    })
}

fn class(ranges: impl IntoIterator<Item = ClassUnicodeRange>) -> Hir {
    let mut class = ClassUnicode::new(ranges);
    class.push(ClassUnicodeRange::new('\u{80}', char::MAX));
    Hir::class(Class::Unicode(class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_beyond_ascii_may_be_any() {
        let lossy = |pattern: &str| LossyRegex::new(pattern, true).unwrap();
        let state = lossy("validating the state of Active Directory");
        assert!(state.is_match("while valid\u{e4}ting the State of Active Directory: x"));
        assert!(!state.is_match("while validating the state of Active Directory: x"));
        assert!(!state.is_match("l\u{e4}uft, \u{fc}berpr\u{fc}ft den Zustand von Active Directory"));
        assert!(!state.is_match(&"\u{43d}".repeat(100)));
        assert!(
            lossy(r"^(?<A>Dis|En)abling service '\w+'$").is_match("Disabling s\u{e4}rvice 'FMS'")
        );
        assert!(lossy(r"\bcode \d+\b").is_match("code 1\u{e4}3"));
    }
}
