//! Sentences of setup and Windows, which are in the language of the server.
//!
//! A rule may look for them where something else detects the issue as well: the name of a
//! prerequisite, the type of an exception. So the conditions are read as a server of another
//! language would answer them: no sentence is found. If the rule can still detect its issue by what
//! else it finds where the sentence is, all is well.

mod elsewhere;

use super::found::Found;
use super::view::{RuleView, Site};
use crate::diagnostic::Span;
use crate::language::ast::{Expr, ExprKind, Operator, Pattern, Query, QuerySource};
use crate::model::SourceSchema;
use elsewhere::Elsewhere;

pub(super) fn sentences(rule: &RuleView<'_>, found: &mut Found<'_>) {
    let mut places: Vec<(Span, &str)> = Vec::new();
    for (site, expr) in rule.scope.every_expr() {
        let sentence = sentence(rule, site, expr).filter(|sentence| !sentence.negated);
        places.extend(sentence.map(|sentence| (sentence.span, log(sentence.source))));
    }
    for query in rule.queries() {
        places
            .extend(localized_pattern(query).map(|(pattern, source)| (pattern.span, log(source))));
    }
    if places.is_empty() {
        return;
    }
    let elsewhere = Elsewhere::of(rule);
    places.retain(|(_, log)| !elsewhere.detects(log));
    places.sort_by_key(|(span, _)| span.start);
    for (span, _) in places {
        let message =
            "this sentence is in the server's language, and nothing else in its log detects the issue";
        let localized = found.at(rule.scope.source, span, message);
        found.push(localized.help(
            "match what is the same in every language as well: Name of setuplog.rules or \
             setuplog.failures, Exception or Component of setuplog.errors",
        ));
    }
}

/// An English sentence that is compared with a localized column.
struct Sentence {
    span: Span,
    source: &'static SourceSchema,
    /// Whether it must not be there.
    negated: bool,
}

/// The log that a source is a view of.
fn log(source: &'static SourceSchema) -> &'static str {
    source.name.split('.').next().unwrap_or(source.name)
}

fn sentence(rule: &RuleView<'_>, site: &Site<'_>, expr: &Expr) -> Option<Sentence> {
    // Sentences are in logs; display names of services are the business of another lint.
    let localized = |column: &Expr| {
        let (source, column) = rule.scope.column(site, column)?;
        (source.takes_pattern && column.localized).then_some(source)
    };
    match &expr.kind {
        ExprKind::Match { negated, text, pattern } => {
            let source = localized(text).filter(|_| is_sentence(&pattern.source, true))?;
            Some(Sentence { span: pattern.span, source, negated: *negated })
        }
        ExprKind::Binary { operator, left, right } => {
            let negated = match operator {
                Operator::Equal { .. } => false,
                Operator::NotEqual { .. } => true,
                Operator::Like { negated, .. } => *negated,
                _ => return None,
            };
            let text = right.as_text()?;
            let source = localized(left).filter(|_| is_sentence(text, false))?;
            Some(Sentence { span: right.span, source, negated })
        }
        _ => None,
    }
}

/// The pattern of a query, where it is a sentence that is looked for in localized text.
fn localized_pattern(query: &Query) -> Option<(&Pattern, &'static SourceSchema)> {
    let QuerySource::Evidence(source) = &query.source else { return None };
    let pattern = query.pattern.as_ref()?;
    let localized = |source: &SourceSchema| source.columns.iter().any(|column| column.localized);
    (localized(source) && is_sentence(&pattern.source, true)).then_some((pattern, source))
}

/// Three words or more in a row, of which two begin small: product names and identifiers do not.
/// Of alternatives in a pattern, each must be so.
fn is_sentence(text: &str, is_pattern: bool) -> bool {
    let mut alternatives = vec![String::new()];
    let mut depth = 0_usize;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let Some(plain) = alternatives.last_mut() else { return false };
        match character {
            '\\' if is_pattern => match characters.next() {
                Some('s') => plain.push(' '),
                Some('b') => {}
                _ => plain.push('\n'),
            },
            '+' | '?' if is_pattern && plain.ends_with(' ') => {}
            '|' if is_pattern && depth == 0 => alternatives.push(String::new()),
            '(' if is_pattern => {
                depth += 1;
                plain.push('\n');
            }
            ')' if is_pattern => {
                depth = depth.saturating_sub(1);
                plain.push('\n');
            }
            character if character.is_alphabetic() || "' ,".contains(character) => {
                plain.push(character);
            }
            _ => plain.push('\n'),
        }
    }
    alternatives.iter().all(|plain| plain.lines().any(is_run_of_words))
}

fn is_run_of_words(run: &str) -> bool {
    let words = run.split([' ', ',']).filter(|word| word.chars().nth(1).is_some());
    let small = words.clone().filter(|word| word.starts_with(char::is_lowercase)).count();
    words.count() >= 3 && small >= 2
}

#[cfg(test)]
mod tests {
    use super::is_sentence;

    #[test]
    fn sentences_are_told_from_names() {
        for (text, expected) in [
            ("access is denied", true),
            (r"validating the state of Active\s+Directory", true),
            ("The service cannot be started, either because it is disabled", true),
            (r"Setup\s+encountered\s+a\s+problem", true),
            (r"System\.ComponentModel\.Win32Exception", false),
            ("Starting Microsoft Exchange Server 2016 Setup", false),
            ("MSExchangeTransport", false),
            ("Disabling service", false),
            ("0x80070070|There is not enough space", false),
            ("there is not enough space|the disk is full", true),
            (r"(?<A>\w+) is (?<B>\w+) by (?<C>\w+)", false),
            ("AllADRolesCommonServiceControl___ee47ab1c06fb47919398e2e95ed99c6c", false),
        ] {
            assert_eq!(is_sentence(text, true), expected, "{text}");
        }
    }
}
