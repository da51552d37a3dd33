//! Operators of other languages that nobody reported, because another mistake of their condition was
//! told first.

use crate::diagnostic::{Code, Diagnostic, Level, Span};
use crate::language::check::{instead, not_of_this_language};
use crate::language::parse::{parse, scan};

/// What would be reported of the foreign operators in the condition of a diagnostic that says that
/// operators are mixed.
pub(super) fn operators(mixed: &Diagnostic) -> Vec<Diagnostic> {
    if mixed.code != Code::MixedOperators || mixed.level != Level::Error {
        return Vec::new();
    }
    let (source, around) = (&mixed.source, mixed.span);
    let contains = |span: Span| span.start <= around.start && around.end <= span.end;
    let region = scan(&source.text).0.into_iter().find(|region| contains(region.span));
    let Some(span) = region.map(|region| region.span) else { return Vec::new() };
    let item = source.text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let Ok(tree) = parse(item) else { return Vec::new() };
    let mut found = Vec::new();
    for node in tree.into_inner().flatten() {
        let at = node.as_span();
        let place = |offset: usize| span.start + u32::try_from(offset).unwrap_or(u32::MAX);
        let at = Span { start: place(at.start()), end: place(at.end()) };
        if around.start <= at.start && at.end <= around.end {
            let instead = instead(node.as_rule(), node.as_str());
            found.extend(
                instead.map(|instead| not_of_this_language(source, at, node.as_str(), instead)),
            );
        }
    }
    found
}
