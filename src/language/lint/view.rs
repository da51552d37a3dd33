//! A rule as lints look at it: its expressions, each with what its names stand for.

use std::collections::HashMap;
use std::sync::Arc;

use super::unused::Used;
use crate::diagnostic::{SourceText, Span};
use crate::language::ast::{
    Action, Binding, BindingValue, Expr, ExprKind, ForEach, Name, Pattern, Profile, Quantity,
    Query, QuerySource, Remedy, Rule, Selector, Step, StepItem, Undo, Waiver,
};
use crate::model::{ColumnSchema, SourceSchema, RULES};

/// What a variable of the rule stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound<'a> {
    /// The source whose columns it has; `None` for plain values and rows of tables.
    pub(super) origin: Option<&'static SourceSchema>,
    /// Whether it is one row, which may be missing.
    pub(super) one: bool,
    /// The binding; `None` for parameters.
    pub(super) binding: Option<&'a Binding>,
}

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It holds or does not.
    Condition,
    /// It is compared, kept or looked up.
    Value,
    /// The path or name that a source is asked for.
    Argument,
    /// The path or wildcard that a step acts on.
    StepPath,
    /// The name of a service in a step.
    StepService,
    /// Something else that a step needs.
    StepValue,
    /// A sentence that people read.
    Message,
}

/// One whole expression of a rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'a> {
    pub(super) expr: &'a Expr,
    pub(super) role: Role,
    /// The source whose path or name it is, or whose rows its bare names are columns of.
    pub(super) origin: Option<&'static SourceSchema>,
    /// The loop around it.
    pub(super) each: Option<&'a ForEach>,
}

/// The expressions of an item, and what the variables in them stand for.
pub(super) struct Scope<'a> {
    /// The file.
    pub(super) source: &'a Arc<SourceText>,
    /// Every expression, in the order of the clauses.
    pub(super) sites: Vec<Site<'a>>,
    /// Every expression with the ones inside it, outer ones first, each with its site's index.
    nodes: Vec<(usize, &'a Expr)>,
    /// The patterns that stand in no expression.
    pub(super) patterns: Vec<&'a Pattern>,
    variables: HashMap<String, Bound<'a>>,
}

/// A rule with its expressions.
pub(super) struct RuleView<'a> {
    pub(super) rule: &'a Rule,
    pub(super) scope: Scope<'a>,
    /// What the rule uses of what it defines.
    pub(super) used: Used,
}

impl<'a> RuleView<'a> {
    pub(super) fn new(rule: &'a Rule) -> Self {
        let scope = Scope::of_rule(rule);
        let used = Used::by(rule, &scope);
        Self { rule, scope, used }
    }

    /// The queries of the bindings.
    pub(super) fn queries(&self) -> impl Iterator<Item = &'a Query> {
        self.rule.bindings.iter().filter_map(|binding| match &binding.value {
            BindingValue::Query(query) => Some(query),
            BindingValue::Expr(_) => None,
        })
    }
}

impl<'a> Scope<'a> {
    fn empty(source: &'a Arc<SourceText>) -> Self {
        Self {
            source,
            sites: Vec::new(),
            nodes: Vec::new(),
            patterns: Vec::new(),
            variables: HashMap::new(),
        }
    }

    /// The conditions of a profile, which are about the rules.
    pub(super) fn of_profile(profile: &'a Profile) -> Self {
        let mut scope = Self::empty(&profile.source);
        let excluded = profile.exclude.iter().map(|exclusion| &exclusion.rules);
        for selector in profile.include.iter().chain(excluded) {
            if let Selector::Where(condition) = selector {
                let rules = Some(&RULES);
                scope.add(Some(condition), Role::Condition, rules, None);
            }
        }
        scope
    }

    /// The condition of a waiver.
    pub(super) fn of_waiver(waiver: &'a Waiver) -> Self {
        let mut scope = Self::empty(&waiver.source);
        scope.add(waiver.on.as_ref(), Role::Condition, None, None);
        scope
    }

    fn of_rule(rule: &'a Rule) -> Self {
        let mut view = Self::empty(&rule.source);
        for param in &rule.params {
            let bound = Bound { origin: None, one: false, binding: None };
            view.variables.insert(param.name.text.to_ascii_lowercase(), bound);
            view.site(&param.default, Role::Value);
        }
        for binding in &rule.bindings {
            let bound = view.bound(binding);
            view.variables.insert(binding.name.text.to_ascii_lowercase(), bound);
        }
        rule.applies.iter().for_each(|applies| view.site(applies, Role::Condition));
        rule.whens.iter().for_each(|when| view.site(&when.condition, Role::Condition));
        for finding in &rule.findings {
            let each = finding.each.as_ref();
            view.add(finding.condition.as_ref(), Role::Condition, None, each);
            view.add(Some(&finding.message), Role::Message, None, each);
            for evidence in &finding.evidence {
                let origin = view.origin(&evidence.variable, each);
                view.add(evidence.filter.as_ref(), Role::Condition, origin, each);
            }
        }
        rule.remedy.iter().for_each(|remedy| view.remedy(remedy));
        view
    }

    fn site(&mut self, expr: &'a Expr, role: Role) {
        self.add(Some(expr), role, None, None);
    }

    fn add(
        &mut self,
        expr: Option<&'a Expr>,
        role: Role,
        origin: Option<&'static SourceSchema>,
        each: Option<&'a ForEach>,
    ) {
        let Some(expr) = expr else { return };
        let site = self.sites.len();
        self.sites.push(Site { expr, role, origin, each });
        walk(expr, &mut |expr| self.nodes.push((site, expr)));
    }

    /// Adds the expressions of a binding; gives what it stands for.
    fn bound(&mut self, binding: &'a Binding) -> Bound<'a> {
        match &binding.value {
            BindingValue::Query(query) => {
                let origin = match &query.source {
                    QuerySource::Evidence(schema) => Some(*schema),
                    QuerySource::Table(_) => None,
                    QuerySource::Variable(name) => self.origin(name, None),
                };
                self.add(query.argument.as_ref(), Role::Argument, origin, None);
                self.add(query.filter.as_ref(), Role::Condition, origin, None);
                self.patterns.extend(&query.pattern);
                Bound { origin, one: is_one(query), binding: Some(binding) }
            }
            BindingValue::Expr(expr) => {
                self.site(expr, Role::Value);
                let plain = Bound { origin: None, one: true, binding: Some(binding) };
                match &expr.kind {
                    ExprKind::Variable { name, path } if path.is_empty() => {
                        let same = self.variable(name).map(|bound| (bound.origin, bound.one));
                        same.map_or(plain, |(origin, one)| Bound { origin, one, ..plain })
                    }
                    _ => plain,
                }
            }
        }
    }

    fn remedy(&mut self, remedy: &'a Remedy) {
        self.add(remedy.condition.as_ref(), Role::Condition, None, None);
        for item in &remedy.steps {
            match item {
                StepItem::Step(step) => self.step(step, None),
                StepItem::Each(each, steps) => {
                    steps.iter().for_each(|step| self.step(step, Some(each)));
                }
            }
        }
        if let Some(Undo::Steps(steps)) = &remedy.undo {
            steps.iter().for_each(|step| self.step(step, None));
        }
    }

    fn step(&mut self, step: &'a Step, each: Option<&'a ForEach>) {
        let first = match &step.action {
            Action::SetService { .. }
            | Action::StartService(_)
            | Action::StopService(_)
            | Action::RestartService(_) => Role::StepService,
            Action::BackupFile(_) | Action::RenameFile { .. } => Role::StepPath,
            Action::Manual(_) => Role::Message,
            _ => Role::StepValue,
        };
        let mut role = first;
        for value in step.action.values() {
            self.add(Some(value), role, None, each);
            role = Role::StepValue;
        }
    }

    /// What a variable stands for, where it is none of a loop.
    pub(super) fn variable(&self, name: &Name) -> Option<&Bound<'a>> {
        self.variables.get(&name.text.to_ascii_lowercase())
    }

    /// Whether a variable of that name can be used at a place.
    pub(super) fn knows(&self, site: &Site<'_>, name: &str) -> bool {
        self.variables.contains_key(&name.to_ascii_lowercase())
            || site.each.is_some_and(|each| each.row.text.eq_ignore_ascii_case(name))
    }

    /// Whose columns a variable has.
    fn origin(&self, name: &Name, each: Option<&ForEach>) -> Option<&'static SourceSchema> {
        let turn = each.filter(|each| each.row.text.eq_ignore_ascii_case(&name.text));
        self.variable(turn.map_or(name, |each| &each.rows))?.origin
    }

    /// The column of a source that an expression gives.
    pub(super) fn column(
        &self,
        site: &Site<'a>,
        expr: &Expr,
    ) -> Option<(&'static SourceSchema, &'static ColumnSchema)> {
        let (source, name) = match &expr.kind {
            ExprKind::Column(name) => (site.origin?, name),
            ExprKind::Variable { name, path } => (self.origin(name, site.each)?, path.first()?),
            _ => return None,
        };
        Some((source, source.column(&name.text)?))
    }

    /// Every expression with the ones inside it, outer ones first.
    pub(super) fn every_expr(&self) -> impl Iterator<Item = (&Site<'a>, &'a Expr)> {
        self.nodes.iter().filter_map(|(site, expr)| Some((self.sites.get(*site)?, *expr)))
    }

    /// The text of the file at a place.
    pub(super) fn written(&self, span: Span) -> &'a str {
        written(self.source, span)
    }
}

fn is_one(query: &Query) -> bool {
    match query.quantity {
        Quantity::First | Quantity::Last => query.per.is_none(),
        Quantity::Whole => {
            matches!(query.source, QuerySource::Evidence(schema) if schema.single)
        }
        Quantity::Rows => false,
    }
}

/// The text of a file at a place.
pub(super) fn written(source: &SourceText, span: Span) -> &str {
    source.text.get(span.start as usize..span.end as usize).unwrap_or_default()
}

/// Looks at an expression and at the ones inside it, outer ones first.
pub(super) fn walk<'a>(expr: &'a Expr, see: &mut impl FnMut(&'a Expr)) {
    see(expr);
    expr.each_inner(|inner| walk(inner, see));
}
