//! Values in messages and steps that may be missing where they are used.
//!
//! `first of`, `last of`, `file` and `lookup` may find nothing. What the conditions say about that is
//! followed: a comparison holds only with a value that is there, so a rule that compared it has it.

mod known;

use std::collections::HashSet;

use super::found::Found;
use super::view::{Role, RuleView};
use crate::diagnostic::Diagnostic;
use crate::language::ast::{
    BindingValue, Expr, ExprKind, ForEach, LookupRows, Name, Operator, Rule, StepItem, TextPiece,
};
use known::{Implied, Known};

pub(super) fn messages(rule: &RuleView<'_>, found: &mut Found<'_>) {
    let tree: &Rule = rule.rule;
    if !speaks_of_one(rule) {
        return;
    }
    let implied = Implied::of(rule);
    for finding in &tree.findings {
        let Some(known) = implied.known(finding.condition.as_ref(), finding.each.as_ref()) else {
            continue;
        };
        let mut place = Place::new(rule, &known, finding.each.as_ref(), "the message");
        place.value(&finding.message, found);
    }
    let Some(remedy) = &tree.remedy else { return };
    for item in &remedy.steps {
        let (each, steps) = match item {
            StepItem::Step(step) => (None, std::slice::from_ref(step)),
            StepItem::Each(each, steps) => (Some(each), steps.as_slice()),
        };
        let Some(known) = implied.known(remedy.condition.as_ref(), each) else { continue };
        for step in steps {
            let mut place = Place::new(rule, &known, each, "the step");
            step.action.values().into_iter().for_each(|value| place.value(value, found));
        }
    }
}

/// Whether a message or step has a value that may be missing, whatever is known.
fn speaks_of_one(rule: &RuleView<'_>) -> bool {
    let nothing = Known::default();
    let spoken = |role: Role| !matches!(role, Role::Condition | Role::Value | Role::Argument);
    rule.scope.every_expr().any(|(site, expr)| match &expr.kind {
        _ if !spoken(site.role) => false,
        ExprKind::Variable { name, path } => may_be_missing(rule, &nothing, name, path),
        ExprKind::Lookup { .. } => true,
        _ => false,
    })
}

/// A message or step, and what is known to be there where it is used.
struct Place<'p> {
    rule: &'p RuleView<'p>,
    known: &'p Known,
    each: Option<&'p ForEach>,
    what: &'static str,
    /// Variables that were reported here.
    told: HashSet<String>,
}

impl<'p> Place<'p> {
    fn new(
        rule: &'p RuleView<'_>,
        known: &'p Known,
        each: Option<&'p ForEach>,
        what: &'static str,
    ) -> Self {
        Self { rule, known, each, what, told: HashSet::new() }
    }

    fn value(&mut self, expr: &Expr, found: &mut Found<'_>) {
        match &expr.kind {
            ExprKind::Text(pieces) => {
                for piece in pieces {
                    if let TextPiece::Value(value) = piece {
                        self.value(value, found);
                    }
                }
            }
            ExprKind::Variable { name, path } => {
                let missing = self.may_be_missing(name, path);
                if missing && self.told.insert(name.text.to_lowercase()) {
                    found.push(self.missing(expr, name, path, found));
                }
            }
            ExprKind::Lookup { key, .. } => {
                self.value(key, found);
                let missing =
                    found.at(self.rule.scope.source, expr.span, "this lookup may find nothing");
                let missing = missing.label(format!("then {} lacks it", self.what));
                found.push(missing.help("write lookup(...) ?? 'what to use then'"));
            }
            // What stands after `??` is used where the value before it is missing.
            ExprKind::Binary { operator: Operator::Coalesce, right, .. } => {
                self.value(right, found)
            }
            _ => {}
        }
    }

    fn missing(&self, expr: &Expr, name: &Name, path: &[Name], found: &Found<'_>) -> Diagnostic {
        let one = self.rule.scope.variable(name).is_some_and(|bound| bound.one);
        let state = if one { "be missing" } else { "have no rows" };
        let message = format!("`${}` may {state} here", name.text);
        let missing = found.at(self.rule.scope.source, expr.span, message);
        let guard = format!("let a `when` ask for exists ${}", name.text);
        let words = std::iter::once(name).chain(path).map(|name| name.text.as_ref());
        let value = words.collect::<Vec<_>>().join(".");
        missing.label(format!("then {} lacks it", self.what)).help(match path {
            [] => guard,
            _ => format!("{guard}, or bind $text = ${value} ?? 'none' in detect"),
        })
    }

    fn may_be_missing(&self, name: &Name, path: &[Name]) -> bool {
        let turn = self.each.is_some_and(|each| each.row.text.eq_ignore_ascii_case(&name.text));
        !turn && may_be_missing(self.rule, self.known, name, path)
    }
}

/// Whether a variable, or the first or last row that is asked of it, may be missing.
fn may_be_missing(rule: &RuleView<'_>, known: &Known, name: &Name, path: &[Name]) -> bool {
    if known.has(name) {
        return false;
    }
    let Some(bound) = rule.scope.variable(name) else { return false };
    if !bound.one {
        return path.get(1).is_some_and(|end| matches!(&*end.text, "First" | "Last"));
    }
    match bound.binding.map(|binding| &binding.value) {
        Some(BindingValue::Query(_)) => true,
        Some(BindingValue::Expr(expr)) => value_may_be_missing(rule, known, expr),
        None => false,
    }
}

fn value_may_be_missing(rule: &RuleView<'_>, known: &Known, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Variable { name, path } => may_be_missing(rule, known, name, path),
        ExprKind::Lookup { rows: LookupRows::Table(_) | LookupRows::Variable(_), .. } => true,
        ExprKind::Binary { operator: Operator::Coalesce, left, right } => {
            value_may_be_missing(rule, known, left) && value_may_be_missing(rule, known, right)
        }
        _ => false,
    }
}
