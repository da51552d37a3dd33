//! Patterns that have to be tried on every line of a log.

use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{AssertionKind, Ast, RepetitionKind, RepetitionRange};

use super::found::Found;
use super::view::RuleView;
use crate::language::ast::QuerySource;

/// Shorter text is in too many lines to be worth a search.
const SHORTEST: usize = 4;

pub(super) fn slow_patterns(rule: &RuleView<'_>, found: &mut Found<'_>) {
    for query in rule.queries() {
        let QuerySource::Evidence(source) = &query.source else { continue };
        let Some(pattern) = query.pattern.as_ref().filter(|_| source.name == "textlog") else {
            continue;
        };
        // The tree as it is written: what it stands for would cost as much as compiling it again.
        let Ok(tree) = Parser::new().parse(&pattern.source) else { continue };
        if is_anchored(&tree) || certain_text(&tree) >= SHORTEST {
            continue;
        }
        let message = format!(
            "this pattern has no fixed text of {SHORTEST} characters, so it is tried everywhere in \
             every line"
        );
        let slow = found.at(rule.scope.source, pattern.span, message);
        found.push(slow.help(format!(
            "add {SHORTEST} or more characters that stand beside it in each such line, or begin with ^"
        )));
    }
}

/// Whether everything that matches begins at the start of the line.
fn is_anchored(tree: &Ast) -> bool {
    match tree {
        Ast::Assertion(assertion) => {
            matches!(assertion.kind, AssertionKind::StartLine | AssertionKind::StartText)
        }
        Ast::Group(group) => is_anchored(&group.ast),
        Ast::Concat(concat) => concat.asts.first().is_some_and(is_anchored),
        Ast::Alternation(alternation) => alternation.asts.iter().all(is_anchored),
        _ => false,
    }
}

/// How long the longest text is that stands in everything that matches; of alternatives, the
/// shortest of them.
fn certain_text(tree: &Ast) -> usize {
    let mut longest = 0;
    let mut run = 0;
    collect(tree, &mut run, &mut longest);
    longest.max(run)
}

fn collect(tree: &Ast, run: &mut usize, longest: &mut usize) {
    let mut end = |run: &mut usize| *longest = (*longest).max(std::mem::take(run));
    match tree {
        Ast::Literal(_) => *run += 1,
        Ast::Group(group) => collect(&group.ast, run, longest),
        Ast::Concat(concat) => concat.asts.iter().for_each(|part| collect(part, run, longest)),
        Ast::Repetition(repetition) => {
            end(run);
            if !may_be_left_out(&repetition.op.kind) {
                collect(&repetition.ast, run, longest);
                *longest = (*longest).max(std::mem::take(run));
            }
        }
        Ast::Alternation(alternation) => {
            end(run);
            let shortest = alternation.asts.iter().map(certain_text).min().unwrap_or(0);
            *longest = (*longest).max(shortest);
        }
        Ast::Dot(_) | Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => end(run),
        Ast::Empty(_) | Ast::Flags(_) | Ast::Assertion(_) => {}
    }
}

fn may_be_left_out(kind: &RepetitionKind) -> bool {
    match kind {
        RepetitionKind::ZeroOrOne | RepetitionKind::ZeroOrMore => true,
        RepetitionKind::OneOrMore => false,
        RepetitionKind::Range(range) => match range {
            RepetitionRange::Exactly(least)
            | RepetitionRange::AtLeast(least)
            | RepetitionRange::Bounded(least, _) => *least == 0,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{certain_text, is_anchored};
    use regex_syntax::ast::parse::Parser;

    #[test]
    fn the_longest_certain_text_is_measured() {
        for (pattern, expected) in [
            (r"(?<A>\w+) (?<B>\d+)", 1),
            ("(?<A>Disabling|Enabling) service", 8),
            ("Overwrite is specified|Unable to (enable|restore) service", 10),
            ("abcd|e", 1),
            (r"\berror\b", 5),
            (r"\[a\]\.", 4),
            ("(?:abc)+d", 3),
            ("(abc)?de", 2),
            ("abc{0,2}d", 2),
            ("(?i)abcd", 4),
            (".*", 0),
        ] {
            assert_eq!(certain_text(&Parser::new().parse(pattern).unwrap()), expected, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_for_the_start_of_a_line_is_known() {
        for (pattern, expected) in
            [("^a", true), (r"\Aa", true), ("(?:^a|^b)", true), ("^a|b", false), ("a^", false)]
        {
            assert_eq!(is_anchored(&Parser::new().parse(pattern).unwrap()), expected, "{pattern}");
        }
    }
}
