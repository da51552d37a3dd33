//! Rules and their tests.

use std::collections::HashMap;
use std::sync::Arc;

use super::found::Found;
use super::pack::PackView;
use crate::diagnostic::Span;
use crate::language::ast::{Expect, ExprKind, Test};
use crate::model::{Outcome, Value};

pub(super) fn untested(pack: &PackView<'_>, found: &mut Found<'_>) {
    for rule in &pack.rules {
        if pack.tests(rule).is_some_and(<[_]>::is_empty) {
            let id = &rule.rule.id;
            let message = format!("`{}` has no test", id.text);
            let untested = found.at(rule.scope.source, id.span, message);
            let help = format!(
                "write test 'what it shows' for {} {{ given ... expect detected }}",
                id.text
            );
            found.push(untested.help(help));
        }
    }
}

pub(super) fn never_unknown(pack: &PackView<'_>, found: &mut Found<'_>) {
    for rule in &pack.rules {
        let Some(tests) = pack.tests(rule) else { continue };
        if tests.is_empty() || tests.iter().any(|test| expects_unknown(test)) {
            continue;
        }
        let id = &rule.rule.id;
        let message = format!("no test of `{}` expects `unknown`", id.text);
        let never = found.at(rule.scope.source, id.span, message);
        found.push(never.help(
            "add a test that gives evidence as unknown, such as given service unknown, and says \
             expect unknown",
        ));
    }
}

/// Whether a test, or one of its cases, expects that nothing can be said.
fn expects_unknown(test: &Test) -> bool {
    let is_unknown = |text: &str| Outcome::from_keyword(text) == Some(Outcome::Unknown);
    test.expects.iter().any(|expect| {
        let Expect::Outcome { outcome, .. } = expect else { return false };
        match &outcome.kind {
            ExprKind::Literal(Value::Text(text)) => is_unknown(text),
            ExprKind::Variable { name, .. } => test.cases.as_ref().is_some_and(|cases| {
                let same = |other: &crate::language::ast::Name| {
                    other.text.eq_ignore_ascii_case(&name.text)
                };
                let column = cases.variables.iter().position(same);
                cases.rows.iter().any(|row| {
                    let value = column.and_then(|column| row.values.get(column));
                    matches!(value, Some(Value::Text(text)) if is_unknown(text))
                })
            }),
            _ => false,
        }
    })
}

pub(super) fn names(pack: &PackView<'_>, found: &mut Found<'_>) {
    let mut seen: HashMap<(String, String), (&Arc<Test>, Span)> = HashMap::new();
    for test in &pack.pack.tests {
        let key = (test.rule.text.to_ascii_lowercase(), test.name.trim().to_lowercase());
        let Some((first, place)) = seen.get(&key) else {
            seen.insert(key, (test, test.name_span));
            continue;
        };
        let message = format!("`{}` has a test of this name already", test.rule.text);
        let twice = found.at(&test.source, test.name_span, message);
        found.push(if Arc::ptr_eq(&first.source, &test.source) {
            twice.place(*place, "the first").help("say in the name what this one shows")
        } else {
            let place = format!("{}, line {}", first.source.origin, first.line);
            twice.help(format!("the first is in {place}; say in the name what this one shows"))
        });
    }
}
