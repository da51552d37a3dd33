//! Hand-made rules for the engine's own tests.

mod abuse;
mod conditions;
mod given;
mod policy;
mod rules;
mod runs;
mod setup_log;

use std::sync::Arc;

use crate::diagnostic::{SourceText, Span};
use crate::language::ast::*;
use crate::model::*;

fn name(text: &str) -> Name {
    Name { text: text.into(), span: Span::default() }
}

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

fn text(words: &str) -> Expr {
    expr(ExprKind::Literal(Value::from(words)))
}

fn variable(dotted: &str) -> Expr {
    let mut names = dotted.split('.').map(name);
    let name = names.next().unwrap();
    expr(ExprKind::Variable { name, path: names.collect() })
}

fn binary(left: Expr, operator: Operator, right: Expr) -> Expr {
    expr(ExprKind::Binary { operator, left: Box::new(left), right: Box::new(right) })
}

fn exists(variable_name: &str) -> Expr {
    expr(ExprKind::Exists(Box::new(variable(variable_name))))
}

fn query(source: &str, path: &str) -> Query {
    Query {
        quantity: Quantity::Rows,
        source: QuerySource::Evidence(source_schema(source).unwrap()),
        argument: Some(text(path)),
        pattern: None,
        filter: None,
        within: None,
        per: None,
        by: None,
        if_present: false,
        limit: None,
        span: Span::default(),
    }
}

fn pattern(source: &str) -> Pattern {
    let regex = LazyRegex::new(source.into(), false).unwrap();
    Pattern { source: source.into(), regex, span: Span::default() }
}

fn rule(id: &str, bindings: Vec<(&str, Query)>, condition: Expr) -> Rule {
    let binding = |(label, query)| Binding { name: name(label), value: BindingValue::Query(query) };
    Rule {
        id: name(id),
        title: "a title".into(),
        formerly: vec![name(&format!("old-{id}"))],
        severity: Severity::Medium,
        phases: Vec::new(),
        tags: vec!["tag".into()],
        cves: Vec::new(),
        help: None,
        references: Vec::new(),
        written: Vec::new(),
        params: Vec::new(),
        applies: None,
        needs: Vec::new(),
        bindings: bindings.into_iter().map(binding).collect(),
        whens: vec![When {
            label: Some("it is so".into()),
            grade: None,
            condition,
            span: Span::default(),
            line: 1,
        }],
        findings: Vec::new(),
        remedy: None,
        span: Span::default(),
        line: 1,
        source: Arc::new(SourceText { origin: "rules/x.exrule".into(), text: String::new() }),
    }
}

fn pack(rules: impl IntoIterator<Item = Rule>) -> RulePack {
    RulePack { rules: rules.into_iter().map(Arc::new).collect(), ..RulePack::default() }
}
