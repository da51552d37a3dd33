//! Operators of other languages that nobody reported, because another mistake of their condition was
//! told first.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Level, SourceText, Span};
use crate::language::compile;
use crate::language::parse::{parse, scan, Rule};

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
            found.extend(foreign(source, at, node.as_rule(), node.as_str()));
        }
    }
    found
}

/// What is reported of an operator where nothing else is wrong.
fn foreign(source: &Arc<SourceText>, at: Span, kind: Rule, operator: &str) -> Option<Diagnostic> {
    let condition = match kind {
        Rule::op_and | Rule::op_or => format!("exchange.installed {operator} exchange.installed"),
        Rule::op_compare => format!("server.name {operator} 'x'"),
        Rule::foreign_not => format!("{operator} exchange.installed"),
        _ => return None,
    };
    let text = format!("rule a 'A' {{\n  detect {{ when {condition} }}\n  finding 'f'\n}}\n");
    let alone = compile(&[Arc::new(SourceText { origin: String::new(), text })]);
    let told = alone.diagnostics.into_iter().find(|one| one.code == Code::ForeignOperator)?;
    let instead = told.fix?.text;
    let foreign = Diagnostic::error(Code::ForeignOperator, source, at, told.message);
    Some(foreign.fix(at, instead.trim()))
}
