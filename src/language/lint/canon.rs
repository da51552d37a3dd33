//! One form for everything that means the same: names in small letters, variables by what they
//! stand for.

use std::fmt::Write;

use crate::language::ast::{Expr, ExprKind, LookupRows, Name, Operator, TextPiece};
use crate::model::Value;

/// Appends the form of an expression. `variable` gives what stands for a variable.
pub(super) fn expr(out: &mut String, expr: &Expr, variable: &dyn Fn(&Name) -> String) {
    let inner = |out: &mut String, inner: &Expr| self::expr(out, inner, variable);
    match &expr.kind {
        ExprKind::Literal(value) => literal(out, value),
        ExprKind::Text(pieces) => {
            for piece in pieces {
                match piece {
                    TextPiece::Literal(text) => literal(out, &Value::Text(text.clone())),
                    TextPiece::Value(value) => inner(out, value),
                }
            }
        }
        ExprKind::List(elements) => {
            out.push('[');
            for element in elements {
                inner(out, element);
                out.push(',');
            }
            out.push(']');
        }
        ExprKind::Variable { name, path } => {
            out.push_str(&variable(name));
            path.iter().for_each(|column| word(out, ".", &column.text));
        }
        ExprKind::Column(name) => word(out, ":", &name.text),
        ExprKind::Fact(path) => word(out, "$", path),
        ExprKind::Lookup { rows, key, column } => {
            match rows {
                LookupRows::Variable(name) => out.push_str(&variable(name)),
                LookupRows::Table(name) => word(out, "table ", &name.text),
            }
            out.push('(');
            inner(out, key);
            word(out, ")", &column.text);
        }
        ExprKind::Not(operand) => prefixed(out, "not", operand, variable),
        ExprKind::Exists(operand) => prefixed(out, "exists", operand, variable),
        ExprKind::Count(operand) => prefixed(out, "count", operand, variable),
        ExprKind::Binary { operator: operator @ (Operator::And | Operator::Or), .. } => {
            // The order of the parts means nothing.
            let mut parts: Vec<String> = Vec::new();
            for part in expr.operands(*operator) {
                let mut form = String::new();
                inner(&mut form, part);
                parts.push(form);
            }
            parts.sort_unstable();
            let _ = write!(out, "({})", parts.join(&format!(" {operator:?} ")));
        }
        ExprKind::Binary { operator, left, right } => {
            out.push('(');
            inner(out, left);
            let _ = write!(out, " {operator:?} ");
            inner(out, right);
            out.push(')');
        }
        ExprKind::Match { negated, text, pattern } => {
            out.push('(');
            inner(out, text);
            let case = pattern.regex.is_case_sensitive();
            let _ = write!(out, " match {negated} {case} {:?})", pattern.regex.as_str());
        }
    }
}

/// The form of an expression that stands alone; variables are told apart by their names.
pub(super) fn of(expr: &Expr) -> String {
    let mut out = String::new();
    self::expr(&mut out, expr, &|name| format!("${}", name.text.to_ascii_lowercase()));
    out
}

fn prefixed(out: &mut String, what: &str, operand: &Expr, variable: &dyn Fn(&Name) -> String) {
    out.push_str(what);
    out.push('(');
    expr(out, operand, variable);
    out.push(')');
}

fn word(out: &mut String, mark: &str, name: &str) {
    out.push_str(mark);
    out.extend(name.chars().map(|c| c.to_ascii_lowercase()));
}

fn literal(out: &mut String, value: &Value) {
    let _ = match value {
        Value::Text(text) => write!(out, "{text:?}"),
        other => write!(out, "{other}"),
    };
}
