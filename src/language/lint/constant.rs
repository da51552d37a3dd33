//! Conditions that are always true, or never.

use std::collections::HashMap;

use super::canon;
use super::found::Found;
use super::view::{Role, Scope, Site};
use crate::diagnostic::{Diagnostic, Span};
use crate::language::ast::{Expr, ExprKind, Name, Operator};
use crate::language::suggest;
use crate::model::Value;

const NEVER: &str = "this never holds";
const ALWAYS: &str = "this always holds";

pub(super) fn conditions(scope: &Scope<'_>, found: &mut Found<'_>) {
    for (site, expr) in scope.every_expr() {
        if let ExprKind::Binary { operator, left, right } = &expr.kind {
            let look = Look { scope, site, span: left.span.to(right.span) };
            look.binary(*operator, left, right, found);
        }
    }
    for site in scope.sites.iter().filter(|site| site.role == Role::Condition) {
        constants(scope, site.expr, found);
        chains(scope, site.expr, found);
    }
}

/// A comparison, and where it stands.
struct Look<'v, 'a> {
    scope: &'v Scope<'a>,
    site: &'v Site<'a>,
    span: Span,
}

impl Look<'_, '_> {
    fn binary(&self, operator: Operator, left: &Expr, right: &Expr, found: &mut Found<'_>) {
        if matches!(operator, Operator::And | Operator::Or | Operator::Coalesce) {
            return;
        }
        let constant = is_fixed(left) && is_fixed(right);
        let plain = is_fixed(left) || is_fixed(right);
        let alike = std::mem::discriminant(&left.kind) == std::mem::discriminant(&right.kind);
        let same = !plain && alike && canon::of(left) == canon::of(right);
        if constant || same {
            found.push(self.fixed(left, constant, found));
            return;
        }
        match operator {
            Operator::Equal { .. } | Operator::NotEqual { .. } => {
                self.closed(left, right, found);
                self.closed(right, left, found);
            }
            Operator::In { .. } => {
                if let ExprKind::List(elements) = &right.kind {
                    elements.iter().for_each(|element| self.closed(left, element, found));
                }
            }
            _ => self.counted(operator, left, right, found),
        }
    }

    /// Two values that are known when the rule is written, or one and the same value.
    fn fixed(&self, left: &Expr, constant: bool, found: &Found<'_>) -> Diagnostic {
        let at = |message| found.at(self.scope.source, self.span, message);
        if !constant {
            return at("a value is compared with itself: the answer is always the same")
                .help("compare it with another one");
        }
        let fixed = at("two fixed values are compared: the answer is always the same");
        let column = match (self.site.origin, left.as_text()) {
            (Some(schema), Some(text)) => schema.column(text),
            _ => None,
        };
        match column.filter(|_| self.site.role == Role::Condition) {
            Some(column) => fixed
                .help(format!("a column stands without quotes: {}", column.name))
                .guess(left.span, column.name),
            None => fixed.help("compare a column, fact or variable"),
        }
    }

    /// A word that the column never holds.
    fn closed(&self, column: &Expr, word: &Expr, found: &mut Found<'_>) {
        let Some(text) = word.as_text() else { return };
        let Some((_, column)) = self.scope.column(self.site, column) else { return };
        let values = column.values;
        if values.is_empty() || values.iter().any(|value| value.eq_ignore_ascii_case(text)) {
            return;
        }
        let shown: String = text.chars().take(40).collect();
        let message = format!("`{}` is never '{shown}'", column.name);
        let never = found.at(self.scope.source, word.span, message);
        found.push(match suggest::nearest(text, values.iter().copied()) {
            Some(near) => {
                never.help(format!("did you mean '{near}'?")).guess(word.span, format!("'{near}'"))
            }
            None => never.help(format!("it is {}", suggest::any_of(values))),
        });
    }

    /// A count compared with zero so that it cannot matter.
    fn counted(&self, operator: Operator, left: &Expr, right: &Expr, found: &mut Found<'_>) {
        let is_count = match &left.kind {
            ExprKind::Count(_) => true,
            ExprKind::Variable { path, .. } => {
                matches!(path.as_slice(), [Name { text, .. }] if &**text == "Count")
            }
            _ => false,
        };
        let zero = matches!(right.kind, ExprKind::Literal(Value::Number(number)) if number == 0.0);
        if !is_count || !zero {
            return;
        }
        let (message, help) = match operator {
            Operator::GreaterOrEqual => (ALWAYS, "write -gt 0 for `at least one`"),
            Operator::Less => (NEVER, "write -eq 0 for `none`"),
            _ => return,
        };
        let message = format!("{message}: no count is below 0");
        found.push(found.at(self.scope.source, self.span, message).help(help));
    }
}

fn is_fixed(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) => true,
        ExprKind::List(elements) => elements.iter().all(is_fixed),
        _ => false,
    }
}

/// `$true` and `$false` where a condition is meant.
fn constants(scope: &Scope<'_>, condition: &Expr, found: &mut Found<'_>) {
    let mut open = vec![condition];
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::Literal(Value::Bool(value)) => {
                let message = if *value { ALWAYS } else { NEVER };
                let fixed = found.at(scope.source, expr.span, message);
                found.push(fixed.help("write the condition, or remove the clause"));
            }
            ExprKind::Not(inner) => open.push(inner),
            ExprKind::Binary { operator: Operator::And | Operator::Or, left, right } => {
                open.extend([right.as_ref(), left.as_ref()]);
            }
            _ => {}
        }
    }
}

/// `-eq 'a' -and ... -eq 'b'` and `-ne 'a' -or ... -ne 'b'` of the same value.
fn chains(scope: &Scope<'_>, condition: &Expr, found: &mut Found<'_>) {
    let mut open = vec![condition];
    while let Some(expr) = open.pop() {
        match expr.kind {
            ExprKind::Binary { operator: operator @ (Operator::And | Operator::Or), .. } => {
                let parts = canon::chain(expr, operator);
                chain(scope, operator, &parts, found);
                open.extend(parts);
            }
            _ => expr.each_inner(|inner| open.push(inner)),
        }
    }
}

fn chain(scope: &Scope<'_>, operator: Operator, parts: &[&Expr], found: &mut Found<'_>) {
    let mut seen: HashMap<String, (&str, Span)> = HashMap::new();
    for part in parts {
        let Some((key, text, span)) = equality(part, operator) else { continue };
        let Some((first, place)) = seen.get(&key) else {
            seen.insert(key, (text, span));
            continue;
        };
        if first.eq_ignore_ascii_case(text) {
            continue;
        }
        let (message, help) = match operator {
            Operator::And => (NEVER, "for one of several, write -or between them, or -in @( )"),
            _ => (ALWAYS, "for none of several, write -and between them, or -notin @( )"),
        };
        let message = format!("{message}: one value is not two texts at once");
        let wrong = found.at(scope.source, span, message);
        found.push(wrong.place(*place, "the other comparison").help(help));
    }
}

/// What is compared with which text, where the chain's operator makes that matter.
fn equality(part: &Expr, chain: Operator) -> Option<(String, &str, Span)> {
    let ExprKind::Binary { operator, left, right } = &part.kind else { return None };
    let fits = match chain {
        Operator::And => matches!(operator, Operator::Equal { .. }),
        _ => matches!(operator, Operator::NotEqual { .. }),
    };
    let text = right.as_text().filter(|_| fits)?;
    Some((canon::of(left), text, left.span.to(right.span)))
}
