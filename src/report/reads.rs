//! What a rule reads, from its syntax tree alone.

use crate::language::ast::{Action, Undo};
use crate::language::ast::{
    BindingValue, Expr, ExprKind, Query, QuerySource, Rule, Step, StepItem, TextPiece,
};
use crate::model::{fact_schema, SourceSchema};

/// The queries and facts of one rule, in the order in which they stand in it.
#[derive(Debug, Default)]
pub(super) struct Reads<'a> {
    pub(super) queries: Vec<(&'static SourceSchema, &'a Query)>,
    pub(super) facts: Vec<&'static str>,
}

impl<'a> Reads<'a> {
    pub(super) fn of(rule: &'a Rule) -> Self {
        let mut reads = Self::default();
        reads.exprs(&rule.applies);
        for binding in &rule.bindings {
            match &binding.value {
                BindingValue::Expr(expr) => reads.expr(expr),
                BindingValue::Query(query) => reads.query(query),
            }
        }
        reads.exprs(rule.whens.iter().map(|when| &when.condition));
        for finding in &rule.findings {
            reads.exprs(&finding.condition);
            reads.expr(&finding.message);
            reads.exprs(finding.evidence.iter().filter_map(|evidence| evidence.filter.as_ref()));
        }
        if let Some(remedy) = &rule.remedy {
            reads.exprs(&remedy.condition);
            for item in &remedy.steps {
                match item {
                    StepItem::Step(step) => reads.step(step),
                    StepItem::Each(_, steps) => steps.iter().for_each(|step| reads.step(step)),
                }
            }
            if let Some(Undo::Steps(steps)) = &remedy.undo {
                steps.iter().for_each(|step| reads.step(step));
            }
        }
        reads
    }

    /// The names of the sources, each once.
    pub(super) fn source_names(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for (schema, _) in &self.queries {
            if !names.contains(&schema.name) {
                names.push(schema.name);
            }
        }
        names
    }

    fn query(&mut self, query: &'a Query) {
        if let QuerySource::Evidence(schema) = &query.source {
            self.queries.push((schema, query));
            if query.argument.is_none() {
                let pieces = schema.default_path.into_iter().flat_map(|path| path.split("${"));
                let facts = pieces.filter_map(|piece| piece.split_once('}'));
                let facts = facts.filter_map(|(fact, _)| fact_schema(fact));
                facts.for_each(|fact| self.fact(fact.path));
            }
        }
        self.exprs(&query.argument);
        self.exprs(&query.filter);
    }

    fn fact(&mut self, path: &'static str) {
        if !self.facts.contains(&path) {
            self.facts.push(path);
        }
    }

    fn exprs(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    // The checker bounds how deep expressions nest.
    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::Variable { .. } | ExprKind::Column(_) => {}
            ExprKind::Fact(path) => self.fact(path),
            ExprKind::List(items) => self.exprs(items),
            ExprKind::Text(pieces) => self.exprs(pieces.iter().filter_map(|piece| match piece {
                TextPiece::Value(expr) => Some(expr),
                TextPiece::Literal(_) => None,
            })),
            ExprKind::Not(inner)
            | ExprKind::Exists(inner)
            | ExprKind::Count(inner)
            | ExprKind::Lookup { key: inner, .. }
            | ExprKind::Match { text: inner, .. } => self.expr(inner),
            ExprKind::Binary { left, right, .. } => self.exprs([&**left, &**right]),
        }
    }

    fn step(&mut self, step: &'a Step) {
        match &step.action {
            Action::SetService { name: object, settings }
            | Action::SetRegistry { key: object, settings } => {
                self.expr(object);
                self.exprs(settings.iter().map(|(_, value)| value));
            }
            Action::StartService(object)
            | Action::StopService(object)
            | Action::RestartService(object)
            | Action::BackupFile(object)
            | Action::RunScript(object)
            | Action::RunSetup(object)
            | Action::Manual(object) => self.expr(object),
            Action::RenameFile { from, to } => self.exprs([from, to]),
            Action::RunTool { name, argument } => {
                self.expr(name);
                self.exprs(argument);
            }
            Action::IisReset | Action::Reboot => {}
        }
    }
}
