//! Conditions that are always true, or never.
//!
//! What is missing or cannot be read has no answer, so "always" is said of values that are known.

mod atom;
mod chain;
mod every_text;
mod possible;

use super::canon;
use super::found::Found;
use super::view::{Role, Scope, Site};
use crate::diagnostic::{Diagnostic, Span};
use crate::language::ast::{Expr, ExprKind, Operator, Pattern};
use crate::language::suggest::Never;
use crate::model::Value;
use possible::exclude_each_other;

const NEVER: &str = "this never holds";
const ALWAYS: &str = "this always holds";
const WHENEVER_KNOWN: &str = "this holds whenever the value is known";

pub(super) fn conditions(scope: &Scope<'_>, found: &mut Found<'_>) {
    for (site, expr) in scope.every_expr() {
        let look = Look { scope, site, span: expr.span };
        match &expr.kind {
            ExprKind::Binary { operator, left, right } => {
                let look = Look { span: left.span.to(right.span), ..look };
                look.binary(*operator, expr, left, right, found);
            }
            ExprKind::Match { negated, pattern, .. } => look.matched(*negated, pattern, found),
            _ => {}
        }
    }
    for site in &scope.sites {
        if site.role == Role::Condition {
            constants(scope, site.expr, found);
        }
        if matches!(site.role, Role::Condition | Role::Value) {
            chain::chains(scope, site.expr, found);
        }
    }
}

/// A comparison, and where it stands.
struct Look<'v, 'a> {
    scope: &'v Scope<'a>,
    site: &'v Site<'a>,
    span: Span,
}

impl Look<'_, '_> {
    fn binary(
        &self,
        operator: Operator,
        whole: &Expr,
        left: &Expr,
        right: &Expr,
        found: &mut Found<'_>,
    ) {
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
            Operator::In { negated, .. } => {
                if self.empty(right, negated, found) {
                    return;
                }
                if let ExprKind::List(elements) = &right.kind {
                    elements.iter().for_each(|element| self.closed(left, element, found));
                }
            }
            Operator::Contains { negated, .. } => {
                self.empty(left, negated, found);
            }
            Operator::Like { negated, .. }
                if right.as_text().is_some_and(|text| every_text::wildcard(text)) =>
            {
                found.push(self.every_text(negated, right.span, found));
            }
            _ => {}
        }
        self.counted(whole, left, right, found);
    }

    fn matched(&self, negated: bool, pattern: &Pattern, found: &mut Found<'_>) {
        if every_text::regex(&pattern.source) {
            found.push(self.every_text(negated, pattern.span, found));
        }
    }

    /// A pattern that takes every text.
    fn every_text(&self, negated: bool, pattern: Span, found: &Found<'_>) -> Diagnostic {
        let answer = if negated { NEVER } else { WHENEVER_KNOWN };
        let message = format!("{answer}: every text is like that");
        let every = found.at(self.scope.source, pattern, message);
        every.help("write what the text shall hold, or `exists` to ask whether there is one")
    }

    /// A list without elements; whether it is one.
    fn empty(&self, list: &Expr, negated: bool, found: &mut Found<'_>) -> bool {
        let is_empty = matches!(&list.kind, ExprKind::List(elements) if elements.is_empty());
        if is_empty {
            let answer = if negated { ALWAYS } else { NEVER };
            let message = format!("{answer}: the list is empty");
            let empty = found.at(self.scope.source, self.span, message);
            found.push(empty.help("write the values, or remove the comparison"));
        }
        is_empty
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
        let Some(Never { message, help, instead }) = Never::of(column, text) else { return };
        let never = found.at(self.scope.source, word.span, message).help(help);
        found.push(match instead {
            Some(instead) => never.guess(word.span, instead),
            None => never,
        });
    }

    /// A count compared with what no count can be, or with what each one is.
    fn counted(&self, whole: &Expr, left: &Expr, right: &Expr, found: &mut Found<'_>) {
        let is_count = |side| atom::counted(self.scope, side).is_some();
        if !is_count(left) && !is_count(right) {
            return;
        }
        let excluded = |holds| {
            atom::read(self.scope, whole, holds).is_some_and(|atom| exclude_each_other(&[&atom]))
        };
        let (answer, help) = match (excluded(true), excluded(false)) {
            (true, _) => (NEVER, "write -eq 0 for `none`"),
            (_, true) => (WHENEVER_KNOWN, "write -gt 0 for `at least one`"),
            _ => return,
        };
        let message = format!("{answer}: a count is a whole number from 0 on");
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
