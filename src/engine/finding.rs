//! Findings: what a rule shows when it detects its issue.

use std::collections::HashSet;
use std::sync::Arc;

use super::expression::Context;
use super::query::condition;
use super::scope::Scope;
use crate::language::ast::{
    EvidenceTemplate, ExprKind, FindingTemplate, ForEach, Name, Operator, Rule,
};
use crate::model::{Evidence, Finding, Grade, Row, Truth, Value};

/// How many turns `for each` takes at most; how many more there are is always told.
const MOST_TURNS: usize = 1_000;

/// The findings of a detected rule; at least one.
pub(super) fn findings(
    rule: &Rule,
    scope: &mut Scope<'_>,
    grade: Option<Grade>,
    reason: &str,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for template in &rule.findings {
        let Some(each) = &template.each else {
            findings.extend(finding(template, scope, grade));
            continue;
        };
        let (rows, left_out) = turns(each, scope);
        for row in rows {
            scope.bind(&each.row.text, Value::Row(row));
            findings.extend(finding(template, scope, grade));
            scope.unbind();
        }
        if left_out > 0 {
            findings.push(plain(format!("{left_out} more of them are not listed."), grade));
        }
    }
    if findings.is_empty() {
        findings.push(plain(reason.to_owned(), grade));
    }
    findings
}

/// The rows over which `for each` goes, and how many more there are.
pub(super) fn turns(each: &ForEach, scope: &Scope<'_>) -> (Vec<Arc<Row>>, u64) {
    match scope.get(&each.rows.text).map(|bound| &bound.value) {
        Some(Value::Rows(rows)) => {
            let taken: Vec<_> = rows.rows.iter().take(MOST_TURNS).cloned().collect();
            let left_out = rows.total.saturating_sub(taken.len() as u64);
            (taken, left_out)
        }
        Some(Value::Row(row)) => (vec![row.clone()], 0),
        _ => (Vec::new(), 0),
    }
}

fn plain(message: String, grade: Option<Grade>) -> Finding {
    Finding { message, grade, evidence: Vec::new(), evidence_total: 0 }
}

fn finding(template: &FindingTemplate, scope: &Scope<'_>, grade: Option<Grade>) -> Option<Finding> {
    let context = Context::new(scope);
    if template.condition.as_ref().is_some_and(|when| scope.when(when) != Truth::True) {
        return None;
    }
    let mut finding = plain(context.message(&template.message), grade);
    let mut shown = HashSet::new();
    for template in &template.evidence {
        let (evidence, total) = evidence(template, scope);
        finding.evidence_total += total;
        for evidence in evidence {
            // Two queries may have found the same line; it is shown and counted once.
            let values = serde_json::to_string(&evidence.values).unwrap_or_default();
            let same = (evidence.path.clone(), evidence.offset, values);
            if evidence.offset.is_none() || shown.insert(same) {
                finding.evidence.push(evidence);
            } else {
                finding.evidence_total -= 1;
            }
        }
    }
    Some(finding)
}

/// The rows that one `evidence` clause shows, and how many there are in all.
fn evidence(template: &EvidenceTemplate, scope: &Scope<'_>) -> (Vec<Evidence>, u64) {
    let limit = usize::try_from(template.limit).unwrap_or(usize::MAX);
    let show = |row: &Row| Evidence::new(&row.location, columns(template, row));
    match scope.get(&template.variable.text).map(|bound| &bound.value) {
        Some(Value::Row(row)) if holds(template, row, scope) => (vec![show(row)], 1),
        Some(Value::Rows(rows)) if template.filter.is_none() => {
            (rows.rows.iter().take(limit).map(|row| show(row)).collect(), rows.total)
        }
        Some(Value::Rows(rows)) => {
            let mut shown = Vec::new();
            let mut total = 0;
            let positions =
                candidates(template, scope).unwrap_or_else(|| (0..rows.rows.len()).collect());
            for row in positions.into_iter().filter_map(|at| rows.rows.get(at)) {
                if holds(template, row, scope) {
                    total += 1;
                    if shown.len() < limit {
                        shown.push(show(row));
                    }
                }
            }
            (shown, total)
        }
        _ => (Vec::new(), 0),
    }
}

fn holds(template: &EvidenceTemplate, row: &Row, scope: &Scope<'_>) -> bool {
    condition(template.filter.as_ref(), row, scope) == Truth::True
}

/// For `where Column -eq VALUE` the rows that come into question, so that many findings over many
/// rows do not take the product of both.
fn candidates(template: &EvidenceTemplate, scope: &Scope<'_>) -> Option<Vec<usize>> {
    let ExprKind::Binary { operator: Operator::Equal { .. }, left, right } =
        &template.filter.as_ref()?.kind
    else {
        return None;
    };
    let ExprKind::Column(column) = &left.kind else { return None };
    if !matches!(right.kind, ExprKind::Variable { .. } | ExprKind::Literal(_)) {
        return None;
    }
    let value = Context::new(scope).present(right).ok()?;
    let column = scope.get(&template.variable.text)?.column(&column.text)?;
    Some(column.candidates(&value).to_vec())
}

/// The columns to show: the ones that the rule names, or all that the row has.
fn columns<'r>(template: &'r EvidenceTemplate, row: &'r Row) -> Vec<(&'r str, &'r Value)> {
    if template.columns.is_empty() {
        return row.columns.iter().map(|(name, value)| (name.as_ref(), value)).collect();
    }
    let named = |name: &'r Name| Some((name.text.as_ref(), row.get(&name.text)?));
    template.columns.iter().filter_map(named).collect()
}
