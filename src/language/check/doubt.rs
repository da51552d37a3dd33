//! What is sound and still hardly meant: it is loaded, and the author is told.

use super::context::Context;
use super::expression::Typed;
use super::types::Type;
use crate::diagnostic::{Code, Span};
use crate::language::ast::{Expr, ExprKind, Operator};
use crate::language::suggest;
use crate::model::{Value, RULES};

impl Context<'_> {
    /// Warns of a comparison whose answer is always the same.
    pub(super) fn doubt(&mut self, left: &Typed, operator: Operator, right: &Typed) {
        let equal = matches!(operator, Operator::Equal { .. } | Operator::NotEqual { .. });
        let like = matches!(operator, Operator::Like { .. });
        if let (ExprKind::Literal(value), ExprKind::Literal(_)) =
            (&left.expr.kind, &right.expr.kind)
        {
            let typed = !matches!(left.ty, Type::Any) && !matches!(right.ty, Type::Any);
            if typed && (equal || like) {
                let span = left.expr.span.to(right.expr.span);
                let column = match (&self.row, value) {
                    (Some(Some(columns)), Value::Text(text)) => columns.get(text),
                    _ => None,
                };
                let column = column.map(|(name, _)| name.to_string());
                let message = "two fixed values are compared: the answer is always the same";
                let fixed = self.warning(Code::DoubtfulComparison, span, message);
                self.report(match column {
                    Some(name) => fixed
                        .help(format!("a column stands without quotes: {name}"))
                        .fix(left.expr.span, name),
                    None => fixed.help("compare a column, fact or variable"),
                });
                return;
            }
        }
        if equal {
            self.closed(left, &right.expr);
            self.closed(right, &left.expr);
        } else if matches!(operator, Operator::In { .. }) {
            if let ExprKind::List(elements) = &right.expr.kind {
                elements.iter().for_each(|element| self.closed(left, element));
            }
        }
    }

    /// Warns of a word that the column never holds.
    fn closed(&mut self, column: &Typed, word: &Expr) {
        let ExprKind::Literal(Value::Text(text)) = &word.kind else { return };
        let Some((name, values)) = self.values(&column.expr) else { return };
        if values.iter().any(|value| value.eq_ignore_ascii_case(text)) {
            return;
        }
        let shown: String = text.chars().take(40).collect();
        let message = format!("`{name}` is never '{shown}'");
        let never = self.warning(Code::DoubtfulComparison, word.span, message);
        self.report(match suggest::nearest(text, values.iter().copied()) {
            Some(near) => {
                never.help(format!("did you mean '{near}'?")).fix(word.span, format!("'{near}'"))
            }
            None => never.help(format!("it is {}", suggest::any_of(values))),
        });
    }

    /// The only words that a column of a source holds, and its name.
    fn values(&self, expr: &Expr) -> Option<(&'static str, &'static [&'static str])> {
        let (shape, column) = match &expr.kind {
            ExprKind::Column(name) => (self.row.clone()??, name),
            ExprKind::Variable { name, path } => {
                let variable =
                    self.variables.iter().rev().find(|v| super::context::same(&v.name, name))?;
                let (Type::Row(shape) | Type::Rows(shape)) = &variable.ty else { return None };
                (shape.clone()?, path.first()?)
            }
            _ => return None,
        };
        let schema = match shape.owner.as_str() {
            "rules" => &RULES,
            owner => self.pack.registry.source(owner)?,
        };
        let column = schema.column(&column.text)?;
        (!column.values.is_empty()).then_some((column.name, column.values))
    }

    /// Warns of a variable in single quotes, where text is meant to be filled in.
    pub(super) fn not_filled_in(&mut self, text: &str, span: Span) {
        let found = text.split('$').skip(1).find_map(|rest| {
            let rest = rest.strip_prefix('{').unwrap_or(rest);
            let name: String =
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let known = |variable: &super::context::Variable| {
                variable.name.text.eq_ignore_ascii_case(&name)
            };
            self.variables.iter().any(known).then_some(name)
        });
        let Some(name) = found else { return };
        let message = format!("single quotes do not fill in `${name}`");
        let plain = self.warning(Code::DoubtfulText, span, message).help("use double quotes");
        let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
        let fix =
            format!("\"{}\"", inner.replace("''", "'").replace('`', "``").replace('"', "`\""));
        self.report(plain.fix(span, fix));
    }
}
