//! Everything that a rule asks, in the order in which it stands in it.

use super::{
    Action, BindingValue, Expr, ExprKind, Name, Query, Remedy, Rule, Step, StepItem, TextPiece,
    Undo,
};

/// A part of a rule that has an answer.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// A question of a binding; its argument and its condition come after it.
    Query(&'a Query),
    /// An expression; the ones inside of it come after it.
    Expr(&'a Expr),
}

impl Rule {
    /// Shows every query and expression of the rule, but for the defaults of its parameters, which
    /// are plain values.
    pub fn walk<'a>(&'a self, see: &mut dyn FnMut(Part<'a>)) {
        let mut walk = Walk { see };
        walk.exprs(&self.applies);
        for binding in &self.bindings {
            match &binding.value {
                BindingValue::Expr(expr) => walk.expr(expr),
                BindingValue::Query(query) => walk.query(query),
            }
        }
        walk.exprs(self.whens.iter().map(|when| &when.condition));
        for finding in &self.findings {
            walk.exprs(&finding.condition);
            walk.expr(&finding.message);
            walk.exprs(finding.evidence.iter().filter_map(|evidence| evidence.filter.as_ref()));
        }
        self.remedy.iter().for_each(|remedy| walk.remedy(remedy));
    }
}

impl Expr {
    /// Shows the expression and the ones inside of it.
    pub fn walk<'a>(&'a self, see: &mut dyn FnMut(&'a Self)) {
        let mut see = |part: Part<'a>| {
            if let Part::Expr(expr) = part {
                see(expr);
            }
        };
        Walk { see: &mut see }.expr(self);
    }
}

struct Walk<'s, 'a> {
    see: &'s mut dyn FnMut(Part<'a>),
}

impl<'a> Walk<'_, 'a> {
    fn query(&mut self, query: &'a Query) {
        (self.see)(Part::Query(query));
        self.exprs(&query.argument);
        self.exprs(&query.filter);
    }

    fn remedy(&mut self, remedy: &'a Remedy) {
        self.exprs(&remedy.condition);
        for item in &remedy.steps {
            match item {
                StepItem::Step(step) => self.step(step),
                StepItem::Each(_, steps) => steps.iter().for_each(|step| self.step(step)),
            }
        }
        if let Some(Undo::Steps(steps)) = &remedy.undo {
            steps.iter().for_each(|step| self.step(step));
        }
    }

    fn step(&mut self, step: &'a Step) {
        match &step.action {
            Action::SetService { name: object, settings }
            | Action::SetRegistry { key: object, settings } => {
                self.expr(object);
                self.exprs(settings.iter().map(|(_, value): &(Name, Expr)| value));
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

    fn exprs(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    // The checker bounds how deep expressions nest.
    fn expr(&mut self, expr: &'a Expr) {
        (self.see)(Part::Expr(expr));
        match &expr.kind {
            ExprKind::Literal(_)
            | ExprKind::Variable { .. }
            | ExprKind::Column(_)
            | ExprKind::Fact(_) => {}
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
}
