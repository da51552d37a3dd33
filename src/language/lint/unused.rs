//! Names that nothing uses.

use std::collections::HashSet;

use super::found::Found;
use super::view::{walk, RuleView, Scope};
use crate::diagnostic::Diagnostic;
use crate::language::ast::{
    BindingValue, Expect, Expr, ExprKind, Given, GivenContent, GivenValue, LookupRows, Name, Query,
    QuerySource, Rule, StepItem, Test,
};

/// What is used of what an item defines: names in small letters.
#[derive(Default)]
pub(super) struct Used(HashSet<String>);

impl Used {
    fn name(&mut self, name: &Name) {
        self.0.insert(name.text.to_ascii_lowercase());
    }

    /// A whole expression.
    fn expr(&mut self, expr: &Expr) {
        walk(expr, &mut |expr| self.node(expr));
    }

    /// One expression without the ones inside it.
    fn node(&mut self, expr: &Expr) {
        if let ExprKind::Variable { name, .. }
        | ExprKind::Lookup { rows: LookupRows::Variable(name), .. } = &expr.kind
        {
            self.name(name);
        }
    }

    fn has(&self, name: &Name) -> bool {
        self.0.contains(&name.text.to_ascii_lowercase())
    }

    /// Everything that a rule uses.
    pub(super) fn by(rule: &Rule, scope: &Scope<'_>) -> Self {
        let mut used = Self::default();
        scope.every_expr().for_each(|(_, expr)| used.node(expr));
        for binding in &rule.bindings {
            if let BindingValue::Query(Query { source: QuerySource::Variable(name), .. }) =
                &binding.value
            {
                used.name(name);
            }
        }
        for finding in &rule.findings {
            finding.each.iter().for_each(|each| used.name(&each.rows));
            finding.evidence.iter().for_each(|evidence| used.name(&evidence.variable));
        }
        let steps = rule.remedy.iter().flat_map(|remedy| &remedy.steps);
        for item in steps {
            if let StepItem::Each(each, _) = item {
                used.name(&each.rows);
            }
        }
        used
    }
}

pub(super) fn bindings(rule: &RuleView<'_>, found: &mut Found<'_>) {
    for binding in rule.rule.bindings.iter().filter(|binding| !rule.used.has(&binding.name)) {
        let message = format!("the binding `${}` is never used", binding.name.text);
        found.push(unused(found.at(rule.scope.source, binding.name.span, message)));
    }
}

pub(super) fn parameters(rule: &RuleView<'_>, found: &mut Found<'_>) {
    for param in rule.rule.params.iter().filter(|param| !rule.used.has(&param.name)) {
        let message = format!("the parameter `${}` is never used", param.name.text);
        found.push(unused(found.at(rule.scope.source, param.name.span, message)));
    }
}

pub(super) fn cases(test: &Test, found: &mut Found<'_>) {
    let Some(cases) = &test.cases else { return };
    let mut used = Used::default();
    for given in &test.givens {
        match given {
            Given::Fixture(_) => {}
            Given::Fact { value, .. } => {
                if let GivenValue::Value(expr) = value {
                    used.expr(expr);
                }
            }
            Given::Source { argument, content, .. } => {
                argument.iter().for_each(|argument| used.expr(argument));
                if let GivenContent::Record(columns) = content {
                    columns.iter().for_each(|(_, value)| used.expr(value));
                }
            }
        }
    }
    for expect in &test.expects {
        match expect {
            Expect::Outcome { outcome: expr, .. }
            | Expect::After { outcome: expr }
            | Expect::Message { text: expr, .. } => {
                used.expr(expr);
            }
            Expect::MessageMatch(_) => {}
            Expect::Plan(steps) => {
                steps.iter().flat_map(|step| step.action.values()).for_each(|e| used.expr(e));
            }
        }
    }
    for name in cases.variables.iter().filter(|name| !used.has(name)) {
        let message = format!("the case `${}` is never used", name.text);
        found.push(unused(found.at(&test.source, name.span, message)));
    }
}

fn unused(finding: Diagnostic) -> Diagnostic {
    finding.help("use it or remove it")
}
