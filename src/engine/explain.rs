//! Why a rule says what it says: the clauses that decided, and the values that they saw.
//!
//! Only what decided is shown: of a conjunction that fails, the part that fails.

use std::sync::Arc;

use super::expression::Context;
use super::operators::{brief, cut};
use super::scope::Scope;
use crate::diagnostic::{SourceText, Span};
use crate::language::ast::{BindingValue, Expr, ExprKind, Operator, QuerySource, Rule};
use crate::model::{Location, Truth, Value};

/// How many lines one clause takes at most.
const MOST_LINES: usize = 20;
/// How much of an expression's source is shown, in characters.
const SHOWN_SOURCE: usize = 200;

/// One condition and what came out of it, one line each for the parts that decided.
pub(super) fn clause(
    name: &str,
    condition: &Expr,
    truth: &Truth,
    rule: &Rule,
    scope: &Scope<'_>,
) -> Vec<String> {
    let said = match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown(_) => "unknown",
    };
    let leaves = leaves(condition, truth, rule, scope);
    let indented = leaves.into_iter().map(|leaf| format!("  {leaf}"));
    std::iter::once(format!("{name} is {said}")).chain(indented).collect()
}

/// The parts that decided, with their values.
pub(super) fn leaves(
    condition: &Expr,
    truth: &Truth,
    rule: &Rule,
    scope: &Scope<'_>,
) -> Vec<String> {
    let context = Context::new(scope);
    let mut explainer = Explainer { rule, context, lines: Vec::new(), reason: None };
    explainer.explain(condition, truth);
    if explainer.lines.len() > MOST_LINES {
        let more = explainer.lines.len() - MOST_LINES;
        explainer.lines.truncate(MOST_LINES);
        explainer.lines.push(format!("and {more} more"));
    }
    explainer.lines
}

struct Explainer<'a> {
    rule: &'a Rule,
    context: Context<'a>,
    lines: Vec<String>,
    /// The reason of the last line that has one.
    reason: Option<Arc<str>>,
}

impl Explainer<'_> {
    fn explain(&mut self, expr: &Expr, truth: &Truth) {
        match &expr.kind {
            ExprKind::Not(inner) => self.explain(inner, &!truth.clone()),
            ExprKind::Binary { operator: operator @ (Operator::And | Operator::Or), .. } => {
                let parts = expr.operands(*operator);
                let mut parts: Vec<_> =
                    parts.into_iter().map(|part| (part, self.context.truth(part))).collect();
                match truth {
                    Truth::Unknown(_) => parts.retain(|(_, t)| matches!(t, Truth::Unknown(_))),
                    truth => parts.retain(|(_, t)| t == truth),
                }
                // One false part is enough for a conjunction, one true part for a disjunction.
                if matches!((operator, truth), (Operator::And, Truth::False)) {
                    parts.truncate(1);
                }
                for (part, truth) in parts {
                    self.explain(part, &truth);
                }
            }
            _ => {
                let line = match truth {
                    Truth::Unknown(reason) => {
                        let asked = match &expr.kind {
                            ExprKind::Exists(inner) => format!("exists {}", self.source(inner)),
                            _ => self.leaf(expr),
                        };
                        // Of evidence that is not there every part says the same at length.
                        if self.reason.as_ref() == Some(reason) {
                            format!("{asked} is unknown, for the same reason")
                        } else {
                            self.reason = Some(reason.clone());
                            format!("{asked} is unknown: {reason}")
                        }
                    }
                    _ => self.leaf(expr),
                };
                if !self.lines.contains(&line) {
                    self.lines.push(line);
                }
            }
        }
    }

    fn leaf(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Exists(inner) => {
                format!("exists {}{}", self.source(inner), self.seen(&self.context.value(inner)))
            }
            ExprKind::Binary { left, right, .. } => {
                let operator = self.between(left.span, right.span);
                format!("{} {operator} {}", self.operand(left), self.operand(right))
            }
            ExprKind::Match { text, pattern, negated } => {
                let operator = if *negated { "-notmatch" } else { "-match" };
                let pattern = cut(&pattern.source, SHOWN_SOURCE);
                format!("{} {operator} '{pattern}'", self.operand(text))
            }
            _ => self.operand(expr),
        }
    }

    /// An expression as it was written, its value, and where the value was seen.
    fn operand(&self, expr: &Expr) -> String {
        let source = self.source(expr);
        if matches!(expr.kind, ExprKind::Literal(_)) {
            return source;
        }
        let value = match self.context.value(expr) {
            Value::Unknown(_) => return source,
            value => brief(&value),
        };
        match self.origin(expr) {
            Some(origin) => format!("{source} = {value} ({origin})"),
            None => format!("{source} = {value}"),
        }
    }

    /// Where the row stands whose column the expression is.
    fn origin(&self, expr: &Expr) -> Option<String> {
        let ExprKind::Variable { name, path } = &expr.kind else { return None };
        let Value::Row(row) = &self.context.scope.get(&name.text)?.value else { return None };
        path.first()?;
        let table = self.rule.bindings.iter().find_map(|binding| match &binding.value {
            BindingValue::Query(query) if binding.name.text.eq_ignore_ascii_case(&name.text) => {
                match &query.source {
                    QuerySource::Table(table) => Some(table.text.clone()),
                    _ => None,
                }
            }
            _ => None,
        });
        let place = place(&row.location)?;
        Some(table.map_or_else(|| place.clone(), |table| format!("{table}, {place}")))
    }

    /// How much is there, and where the first of it stands.
    fn seen(&self, value: &Value) -> String {
        match value {
            Value::Unknown(_) => String::new(),
            Value::Missing => String::from(": not there"),
            Value::Row(row) => place(&row.location).map_or_else(String::new, |p| format!(": {p}")),
            Value::Rows(rows) => match rows.rows.first().map(|row| place(&row.location)) {
                None => String::from(": no rows"),
                Some(None) => format!(": {} rows", rows.total),
                Some(Some(place)) if rows.total == 1 => format!(": {place}"),
                Some(Some(place)) => format!(": {} rows, the first is {place}", rows.total),
            },
            value => format!(": {}", brief(value)),
        }
    }

    fn source(&self, expr: &Expr) -> String {
        let text = written(&self.rule.source, expr.span);
        if text.is_empty() {
            return fallback(expr);
        }
        text
    }

    /// The operator, which stands between its sides.
    fn between(&self, left: Span, right: Span) -> String {
        let between = written(&self.rule.source, Span { start: left.end, end: right.start });
        between.trim_matches(|c: char| matches!(c, '(' | ')') || c.is_whitespace()).to_owned()
    }
}

/// `path:line` of a row, as far as it is known.
fn place(location: &Location) -> Option<String> {
    match (location.path.as_ref(), location.line) {
        ("", _) => (!location.text.is_empty()).then(|| cut(&location.text, SHOWN_SOURCE)),
        (path, Some(line)) => Some(format!("{path}:{line}")),
        (path, None) => Some(path.to_owned()),
    }
}

/// What the author wrote there, on one line and not all of it where it is long.
pub(super) fn written(source: &SourceText, span: Span) -> String {
    let slice = source.text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let words: Vec<_> = slice.split_whitespace().collect();
    cut(&words.join(" "), SHOWN_SOURCE)
}

/// Names, for expressions that do not come from a file.
fn fallback(expr: &Expr) -> String {
    let dotted = |first: &Arc<str>, path: &[crate::language::ast::Name]| {
        path.iter().fold(format!("${first}"), |text, name| format!("{text}.{}", name.text))
    };
    match &expr.kind {
        ExprKind::Literal(value) => brief(value),
        ExprKind::Variable { name, path } => dotted(&name.text, path),
        ExprKind::Column(name) => name.text.to_string(),
        ExprKind::Fact(path) => (*path).to_owned(),
        _ => String::from("the expression"),
    }
}
