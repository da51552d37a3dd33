//! Findings: what a rule shows when it detects its issue.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::expression::Context;
use super::listing::{in_json, size, Listing};
use super::query::condition;
use super::scope::Scope;
use crate::language::ast::{
    EvidenceTemplate, ExprKind, FindingTemplate, ForEach, LookupRows, Name, Operator, Rule,
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
    listing: &mut Listing<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for template in &rule.findings {
        let shared = Shared::default();
        let Some(each) = &template.each else {
            // A sentence of the author's own is told however much was listed before it.
            findings.extend(finding(template, scope, grade, &shared, listing));
            continue;
        };
        let (rows, mut left_out) = turns(each, scope);
        let mut rows = rows.into_iter();
        while let Some(row) = rows.next() {
            if !listing.goes_on() {
                return findings;
            }
            if listing.is_cut() {
                left_out += 1 + rows.len() as u64;
                break;
            }
            scope.bind(&each.row.text, Value::Row(row));
            findings.extend(finding(template, scope, grade, &shared, listing));
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

/// What all turns of one `for each` share: the rows that an `evidence` clause shows, where its filter
/// says nothing about the row of the turn. By the clause's place.
#[derive(Default)]
struct Shared(RefCell<HashMap<usize, Rc<[usize]>>>);

fn finding(
    template: &FindingTemplate,
    scope: &Scope<'_>,
    grade: Option<Grade>,
    shared: &Shared,
    listing: &mut Listing<'_>,
) -> Option<Finding> {
    let context = Context::new(scope);
    if template.condition.as_ref().is_some_and(|when| scope.when(when) != Truth::True) {
        return None;
    }
    let mut finding = plain(context.message(&template.message), grade);
    listing.has_room(100 + in_json(&finding.message));
    let mut shown = HashSet::new();
    for (place, clause) in template.evidence.iter().enumerate() {
        let each = template.each.as_ref().map(|each| &*each.row.text);
        let (rows, total) = chosen((place, clause), each, scope, shared, listing);
        finding.evidence_total += total;
        let limit = usize::try_from(clause.limit).unwrap_or(usize::MAX);
        for row in rows.take(limit) {
            if listing.is_cut() || !listing.goes_on() {
                break;
            }
            let evidence = Evidence::new(&row.location, columns(clause, &row));
            let values = serde_json::to_string(&evidence.values).unwrap_or_default();
            let size = size(&evidence, &values);
            // Two queries may have found the same line; it is shown and counted once.
            let same = (evidence.path.clone(), evidence.offset, values);
            if evidence.offset.is_some() && !shown.insert(same) {
                finding.evidence_total -= 1;
            } else if listing.has_room(size) {
                finding.evidence.push(evidence);
            }
        }
    }
    Some(finding)
}

/// The rows that one `evidence` clause shows, and how many there are in all.
fn chosen<'s>(
    (place, clause): (usize, &EvidenceTemplate),
    each: Option<&str>,
    scope: &'s Scope<'_>,
    shared: &Shared,
    listing: &Listing<'_>,
) -> (Box<dyn Iterator<Item = Arc<Row>> + 's>, u64) {
    match scope.get(&clause.variable.text).map(|bound| &bound.value) {
        Some(Value::Row(row)) if holds(clause, row, scope) => {
            (Box::new(std::iter::once(row.clone())), 1)
        }
        Some(Value::Rows(rows)) if clause.filter.is_none() => {
            (Box::new(rows.rows.iter().cloned()), rows.total)
        }
        Some(Value::Rows(rows)) => {
            let known = shared.0.borrow().get(&place).cloned();
            let places = known.unwrap_or_else(|| {
                let held = matching(clause, &rows.rows, scope, listing);
                if !each.is_some_and(|each| mentions(clause, each)) {
                    shared.0.borrow_mut().insert(place, held.clone());
                }
                held
            });
            let total = places.len() as u64;
            let rows =
                (0..places.len()).filter_map(move |at| rows.rows.get(*places.get(at)?).cloned());
            (Box::new(rows), total)
        }
        _ => (Box::new(std::iter::empty()), 0),
    }
}

/// The places of the rows for which a clause's filter holds.
fn matching(
    clause: &EvidenceTemplate,
    rows: &[Arc<Row>],
    scope: &Scope<'_>,
    listing: &Listing<'_>,
) -> Rc<[usize]> {
    let places = candidates(clause, scope).unwrap_or_else(|| (0..rows.len()).collect());
    let mut held = Vec::new();
    for place in places {
        if !listing.goes_on() {
            break;
        }
        if rows.get(place).is_some_and(|row| holds(clause, row, scope)) {
            held.push(place);
        }
    }
    held.into()
}

/// Whether a clause is about the variable of that name.
fn mentions(clause: &EvidenceTemplate, name: &str) -> bool {
    let mut found = clause.variable.text.eq_ignore_ascii_case(name);
    if let Some(filter) = &clause.filter {
        filter.walk(&mut |expr| {
            found |= match &expr.kind {
                ExprKind::Variable { name: other, .. }
                | ExprKind::Lookup { rows: LookupRows::Variable(other), .. } => {
                    other.text.eq_ignore_ascii_case(name)
                }
                _ => false,
            };
        });
    }
    found
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
    let column = scope.get(&template.variable.text)?.column(&column.text, scope)?;
    Some(column.candidates(&value).collect())
}

/// The columns to show: the ones that the rule names, or all that the row has.
fn columns<'r>(template: &'r EvidenceTemplate, row: &'r Row) -> Vec<(&'r str, &'r Value)> {
    if template.columns.is_empty() {
        return row.columns.iter().map(|(name, value)| (name.as_ref(), value)).collect();
    }
    let named = |name: &'r Name| Some((name.text.as_ref(), row.get(&name.text)?));
    template.columns.iter().filter_map(named).collect()
}
