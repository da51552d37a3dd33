//! `-like` with text that has no wildcard.

use super::found::Found;
use super::view::Scope;
use crate::language::ast::{ExprKind, Operator};

pub(super) fn likes(scope: &Scope<'_>, found: &mut Found<'_>) {
    for (_, expr) in scope.every_expr() {
        let ExprKind::Binary { operator: Operator::Like { case, negated }, right, .. } = &expr.kind
        else {
            continue;
        };
        let Some(text) = right.as_text().filter(|text| !text.contains(['*', '?', '['])) else {
            continue;
        };
        let (like, equal) = match (case, negated) {
            (false, false) => ("-like", "-eq"),
            (false, true) => ("-notlike", "-ne"),
            (true, false) => ("-clike", "-ceq"),
            (true, true) => ("-cnotlike", "-cne"),
        };
        let message = format!("`{like}` has no wildcard here, so it looks for exactly this text");
        let exact = found.at(scope.source, right.span, message);
        let shown: String = text.chars().take(40).collect();
        found.push(exact.help(format!(
            "write `{equal}` for the whole text, or `{like} '*{shown}*'` for a part of it"
        )));
    }
}
