//! One query while its log streams by: conditions that need nothing but the row and what is known
//! beforehand are applied at once, so that only rows that may matter are kept.

use std::rc::Rc;
use std::sync::Arc;

use time::OffsetDateTime;

use super::expression::Context;
use super::gather::{Gather, Keeper};
use super::plan::QueryId;
use super::query::{age, cutoff};
use super::scope::Scope;
use crate::language::ast::{Expr, ExprKind, LookupRows, Operator, Query, Rule, TextPiece};
use crate::model::{format_time, Completeness, Row, Rows, SourceSchema, Truth};

/// What a query found in its log.
#[derive(Debug, Clone, Default)]
pub(super) struct Answer {
    /// The rows.
    pub(super) rows: Rows,
    /// Whether the query's whole condition and shape have been applied; where not, these are all
    /// rows for which they still may hold.
    pub(super) decided: bool,
}

/// One query and what it has found so far.
pub(super) struct Stream<'a> {
    /// Whose query it is.
    pub(super) id: QueryId,
    /// What it asks for.
    pub(super) source: &'static SourceSchema,
    /// The query.
    pub(super) query: &'a Query,
    scope: Rc<Scope<'a>>,
    conditions: Vec<&'a Expr>,
    decided: bool,
    gather: Gather<'a>,
    /// What was found before and counts.
    kept: Option<Gather<'a>>,
    /// The time of the first row, where `within` asks how far back the log reaches.
    first: Option<OffsetDateTime>,
}

fn gather<'a>(query: &'a Query, scope: &Scope<'a>, decided: bool) -> Gather<'a> {
    let keeper = scope.meter.map_or(Keeper::Nobody, Keeper::Log);
    if decided {
        Gather::of(query, keeper)
    } else {
        Gather::everything(query, keeper)
    }
}

impl<'a> Stream<'a> {
    /// A query that has found nothing yet. `scope` has the rule's parameters.
    pub(super) fn new(
        id: QueryId,
        source: &'static SourceSchema,
        query: &'a Query,
        rule: &Rule,
        scope: Rc<Scope<'a>>,
    ) -> Self {
        let all = query.filter.as_ref().map(|filter| filter.operands(Operator::And));
        let all = all.unwrap_or_default();
        let conditions: Vec<_> = all.iter().copied().filter(|e| is_row_alone(e, rule)).collect();
        let decided = conditions.len() == all.len();
        let gather = gather(query, &scope, decided);
        Self { id, source, query, scope, conditions, decided, gather, kept: None, first: None }
    }

    /// Takes a row of the log.
    pub(super) fn row(&mut self, row: &Arc<Row>) {
        self.first = self.first.or(row.location.time);
        let truth = self.truth(row);
        if truth == Truth::False {
            return;
        }
        // What is in doubt may yet be refused by the conditions that wait.
        let truth = if self.decided { truth } else { Truth::True };
        self.gather.push(row.clone(), truth);
    }

    /// Takes a row that is in doubt; it is left out, which matters where the conditions hold.
    pub(super) fn doubtful_row(&mut self, row: &Row, reason: &Arc<str>) {
        if self.truth(row) != Truth::False {
            self.doubt(reason);
        }
    }

    /// What the conditions that can be applied at once say about a row.
    fn truth(&self, row: &Row) -> Truth {
        let context = Context { scope: &self.scope, row: Some(row) };
        let mut truth = age(self.query, row, &self.scope);
        for condition in &self.conditions {
            truth = truth.and(context.truth(condition));
            if truth == Truth::False {
                break;
            }
        }
        truth
    }

    /// Notes that something could not be examined.
    pub(super) fn doubt(&mut self, reason: &Arc<str>) {
        self.gather.doubt(reason);
    }

    /// Forgets what was found and not kept: it does not count.
    pub(super) fn forget(&mut self) {
        self.gather.clear();
    }

    /// Keeps what was found, in place of what was kept before.
    pub(super) fn keep(&mut self) {
        let next = gather(self.query, &self.scope, self.decided);
        if let Some(mut old) = self.kept.replace(std::mem::replace(&mut self.gather, next)) {
            old.clear();
        }
    }

    /// Why rows that are young enough may have stood before the first one that the log has. Of a
    /// setup log, only all runs go back so far; other rows are of its last run alone.
    fn reach(&self) -> Option<Arc<str>> {
        let within = self.query.within.filter(|_| self.source.name == "setuplog.runs")?;
        let (cutoff, first) = (cutoff(within, &self.scope).ok()?, self.first?);
        (first > cutoff)
            .then(|| format!("the log reaches back only to {}", format_time(first)).into())
    }

    /// What was found, when the log is at its end. `completeness` is that of the source's rows,
    /// `last_is_known` says that none can come after the last row that was seen, whatever is
    /// missing before it.
    pub(super) fn finish(
        self,
        completeness: Completeness,
        last_is_known: bool,
    ) -> (QueryId, Answer) {
        let gather = self.kept.as_ref().unwrap_or(&self.gather);
        let last_is_known = last_is_known && gather.has_the_last();
        let completeness = if last_is_known { Completeness::Complete } else { completeness };
        let reach = self.reach().filter(|_| !last_is_known);
        let reach = reach.map_or(Completeness::Complete, Completeness::Partial);
        let rows = self.kept.unwrap_or(self.gather).finish(completeness.and(reach));
        let answer = Answer { rows, decided: self.decided };
        (self.id, answer)
    }

    /// The answer where the log is not there; `absence` says so.
    pub(super) fn missing(self, absence: &str) -> (QueryId, Answer) {
        let rows = if self.query.if_present { Rows::default() } else { Rows::unreadable(absence) };
        (self.id, Answer { rows, decided: true })
    }

    /// The answer where the log could not be opened, and why.
    pub(super) fn unopened(self, reason: &Arc<str>) -> (QueryId, Answer) {
        let rows = Rows::unreadable(reason.clone());
        (self.id, Answer { rows, decided: true })
    }
}

/// Whether a condition needs only the row, facts, tables and parameters.
fn is_row_alone(condition: &Expr, rule: &Rule) -> bool {
    let alone = |expr: &Expr| is_row_alone(expr, rule);
    let known = |name: &str| {
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let bound = rule.bindings.iter().any(|binding| same(&binding.name.text));
        !bound && rule.params.iter().any(|param| same(&param.name.text))
    };
    match &condition.kind {
        ExprKind::Literal(_) | ExprKind::Column(_) | ExprKind::Fact(_) => true,
        ExprKind::Variable { name, .. } => known(&name.text),
        ExprKind::Text(pieces) => pieces.iter().all(|piece| match piece {
            TextPiece::Literal(_) => true,
            TextPiece::Value(expr) => alone(expr),
        }),
        ExprKind::List(items) => items.iter().all(alone),
        ExprKind::Lookup { rows: LookupRows::Variable(name), .. } if !known(&name.text) => false,
        ExprKind::Lookup { key: inner, .. }
        | ExprKind::Not(inner)
        | ExprKind::Exists(inner)
        | ExprKind::Count(inner)
        | ExprKind::Match { text: inner, .. } => alone(inner),
        ExprKind::Binary { left, right, .. } => alone(left) && alone(right),
    }
}
