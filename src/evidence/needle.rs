//! The words that a line must hold for a pattern to match it, so that a whole block is searched at
//! once instead of line by line.

use regex::Regex;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};
use regex_syntax::ParserBuilder;

/// Fewer characters are found too often to be worth a search of their own.
const SHORTEST: usize = 4;

/// A search for the longest text that is part of everything that `pattern` matches. `pattern`
/// disregards case. `None` where there is no such text, as in an alternation.
pub(super) fn needle(pattern: &Regex) -> Option<Regex> {
    let tree = ParserBuilder::new().case_insensitive(true).build().parse(pattern.as_str()).ok()?;
    let mut longest = String::new();
    let mut run = String::new();
    collect(&tree, &mut run, &mut longest);
    keep(&mut run, &mut longest);
    let usable = longest.chars().count() >= SHORTEST && !longest.contains(['\n', '\r']);
    usable.then(|| Regex::new(&format!("(?i){}", regex::escape(&longest))).ok()).flatten()
}

/// Adds the text that stands in `tree` for certain to the run before it, or ends that run.
fn collect(tree: &Hir, run: &mut String, longest: &mut String) {
    match tree.kind() {
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => run.push_str(text),
            Err(_) => keep(run, longest),
        },
        HirKind::Class(Class::Unicode(class)) => match letter(class) {
            Some(letter) => run.push(letter),
            None => keep(run, longest),
        },
        HirKind::Capture(capture) => collect(&capture.sub, run, longest),
        HirKind::Concat(parts) => parts.iter().for_each(|part| collect(part, run, longest)),
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            keep(run, longest);
            collect(&repetition.sub, run, longest);
            keep(run, longest);
        }
        HirKind::Look(_) | HirKind::Empty => {}
        HirKind::Class(_) | HirKind::Repetition(_) | HirKind::Alternation(_) => keep(run, longest),
    }
}

/// The letter of which the class holds all cases and nothing else.
fn letter(class: &ClassUnicode) -> Option<char> {
    let first = class.ranges().first()?.start();
    let mut cases = ClassUnicode::new([ClassUnicodeRange::new(first, first)]);
    cases.try_case_fold_simple().ok()?;
    (cases == *class).then_some(first)
}

fn keep(run: &mut String, longest: &mut String) {
    if run.len() > longest.len() {
        std::mem::swap(run, longest);
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str) -> Option<String> {
        let pattern = regex::RegexBuilder::new(pattern).case_insensitive(true).build().unwrap();
        Some(needle(&pattern)?.as_str().to_ascii_lowercase())
    }

    #[test]
    fn the_longest_certain_text_is_taken() {
        for (pattern, expected) in [
            (
                r"\[ServiceControl\.ps1\] (?<A>Dis|En)abling service '",
                Some(r"(?i)\[servicecontrol\.ps1\] "),
            ),
            (r"(?<A>Disabling|Enabling) service '(?<S>[^']+)'", Some("(?i) service '")),
            (r"^ab(?:cd)+ef$", None),
            (r"^ab(cd)ef$", Some("(?i)abcdef")),
            (r"abcd?", None),
            (r"one two|three", None),
            (r"one\ntwo", None),
            (r".*", None),
            (r"[bs&&[bS]]abc", None),
        ] {
            assert_eq!(found(pattern).as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn no_line_is_lost() {
        let patterns =
            [r"stra\u{df}e (\d+)", r"(?-i:Service) k\w+", r"\bServiceKit\b", "x{2}yz{1,3}abc+"];
        for source in patterns {
            let pattern = regex::RegexBuilder::new(source).case_insensitive(true).build().unwrap();
            let Some(needle) = needle(&pattern) else { continue };
            for text in ["stra\u{1e9e}E 5", "Service kit", "\u{17f}ervice\u{212a}it", "XXyzzABCC"] {
                assert!(!pattern.is_match(text) || needle.is_match(text), "{source}: {text}");
            }
        }
    }
}
