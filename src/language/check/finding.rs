//! Findings: what to report, and the evidence to show with it.

use super::context::{child, children, Context};
use super::types::{Shape, Type};
use crate::diagnostic::Code;
use crate::language::ast::{EvidenceTemplate, Expr, ExprKind, FindingTemplate, ForEach, Name};
use crate::language::parse::{Node, Rule};
use crate::model::Value;

/// Rows of evidence that a finding shows where the rule does not say.
const DEFAULT_EVIDENCE: u64 = 10;

impl Context<'_> {
    /// `finding for each $row in $rows "message" { ... }`.
    pub(super) fn finding(&mut self, node: &Node<'_>) -> FindingTemplate {
        let variables = self.variables.len();
        let each = child(node, Rule::each).and_then(|each| self.each(&each));
        let message = match child(node, Rule::string) {
            Some(text) => self.text(&text).expr,
            None => Expr { kind: ExprKind::Literal(Value::from("")), span: self.span(node) },
        };
        let mut finding = FindingTemplate { each, condition: None, message, evidence: Vec::new() };
        for inner in node.clone().into_inner() {
            match inner.as_rule() {
                Rule::when => {
                    self.once(&inner, "when", finding.condition.is_some());
                    finding.condition = self.plain_when(&inner, "a finding");
                }
                Rule::evidence => finding.evidence.extend(self.evidence_clause(&inner)),
                _ => {}
            }
        }
        self.variables.truncate(variables);
        finding
    }

    /// `for each $row in $rows`; defines the row.
    pub(super) fn each(&mut self, node: &Node<'_>) -> Option<ForEach> {
        let mut variables = children(node, Rule::var);
        let row = variables.next().map(|row| self.variable_name(&row))?;
        let rows = variables.next().map(|rows| self.variable_name(&rows))?;
        let found = self.lookup(&rows);
        let shape = match &found {
            Some((_, Type::Rows(shape))) => shape.clone(),
            Some((name, ty)) if !matches!(ty, Type::Any) => {
                let message = format!("`${}` is {}, not rows", name.text, ty.name());
                let wrong = self.error(Code::TypeMismatch, name.span, message);
                self.report(wrong.help("`for each` goes over what `rows of` found"));
                self.forget(&rows.text);
                None
            }
            _ => None,
        };
        let ty = if shape.is_some() { Type::Row(shape) } else { Type::Any };
        self.define(row.clone(), ty);
        found.map(|(rows, _)| ForEach { row, rows })
    }

    /// `when EXPR` where labels and grades have no place.
    pub(super) fn plain_when(&mut self, node: &Node<'_>, place: &str) -> Option<Expr> {
        let extra = child(node, Rule::label).or_else(|| child(node, Rule::grade));
        if let Some(extra) = extra {
            let message = format!("`when` in {place} has no label or grade");
            let wrong = self.error(Code::Syntax, self.span(&extra), message);
            self.report(wrong.help("labels and grades stand in `detect`"));
        }
        child(node, Rule::expr).map(|expr| self.condition(&expr))
    }

    /// `evidence $rows where EXPR columns A, B limit 5`.
    fn evidence_clause(&mut self, node: &Node<'_>) -> Option<EvidenceTemplate> {
        let variable = child(node, Rule::var).map(|var| self.variable_name(&var))?;
        let (variable, ty) = self.lookup(&variable)?;
        let shape: Shape = match ty {
            Type::Rows(shape) | Type::Row(shape) => shape,
            Type::Any => None,
            other => {
                let message = format!("`${}` is {}, not evidence", variable.text, other.name());
                let wrong = self.error(Code::TypeMismatch, variable.span, message);
                self.report(wrong.help("evidence is a row or rows of a source"));
                self.forget(&variable.text);
                None
            }
        };
        let mut evidence = EvidenceTemplate {
            variable,
            filter: None,
            columns: Vec::new(),
            limit: DEFAULT_EVIDENCE,
        };
        let mut seen: Vec<Rule> = Vec::new();
        for part in node.clone().into_inner() {
            if seen.contains(&part.as_rule()) {
                let word = part.as_str().split_whitespace().next().unwrap_or_default();
                let twice =
                    self.error(Code::Repeated, self.span(&part), format!("`{word}` stands twice"));
                self.report(twice.help("put both into one"));
            }
            seen.push(part.as_rule());
            match part.as_rule() {
                Rule::where_part => evidence.filter = self.filter(&part, &shape),
                Rule::limit_part => {
                    evidence.limit = self.limit(&part).unwrap_or(DEFAULT_EVIDENCE);
                }
                Rule::columns => {
                    let names: Vec<Name> =
                        children(&part, Rule::column_name).map(|name| self.name(&name)).collect();
                    for mut name in names {
                        self.column(&mut name, &shape, Some(&evidence.variable.clone()));
                        evidence.columns.push(name);
                    }
                }
                _ => {}
            }
        }
        Some(evidence)
    }
}
