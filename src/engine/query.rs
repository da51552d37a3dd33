//! Queries: from the rows of a source to the value of a binding.

use std::sync::Arc;

use time::{Duration, OffsetDateTime};

use super::expression::Context;
use super::gather::{Gather, Keeper};
use super::scope::{gap, Scope};
use super::Cancelled;
use crate::language::ast::{Expr, Quantity, Query, QuerySource};
use crate::model::{Completeness, Row, Rows, Truth, Value};

/// Applies the condition and the shape of `query` to rows that were gathered before it.
///
/// # Errors
/// When `stop` says so, which is asked before each row: one may take long to be examined.
pub(super) fn select(
    query: &Query,
    rows: &Rows,
    scope: &Scope<'_>,
    stop: &dyn Fn() -> bool,
) -> Result<Rows, Cancelled> {
    let mut gather = Gather::of(query, scope.meter.map_or(Keeper::Nobody, Keeper::Rule));
    for row in &rows.rows {
        if stop() || !scope.goes_on() {
            return Err(Cancelled);
        }
        let truth = age(query, row, scope).and(condition(query.filter.as_ref(), row, scope));
        gather.push(row.clone(), truth);
    }
    Ok(gather.finish(gap(rows).map_or(Completeness::Complete, Completeness::Partial)))
}

/// Whether a row is as young as `within` asks for, by the target's own clock: the clock of this
/// machine says nothing about a copied server.
pub(super) fn age(query: &Query, row: &Row, scope: &Scope<'_>) -> Truth {
    let Some(within) = query.within else { return Truth::True };
    match (cutoff(within, scope), row.location.time) {
        (Err(reason), _) => Truth::Unknown(reason),
        (Ok(cutoff), Some(time)) => (time >= cutoff).into(),
        (Ok(_), None) => Truth::unknown("how old a row is cannot be said: it has no time"),
    }
}

/// The time before which rows are too old.
pub(super) fn cutoff(within: Duration, scope: &Scope<'_>) -> Result<OffsetDateTime, Arc<str>> {
    match scope.facts.get("server.time") {
        Value::Time(now) => Ok(now.checked_sub(within).unwrap_or(now)),
        Value::Unknown(reason) => Err(format!("how old a row is cannot be said: {reason}").into()),
        _ => Err("how old a row is cannot be said: server.time is missing".into()),
    }
}

/// What a condition says about one row; true where there is none.
pub(super) fn condition(filter: Option<&Expr>, row: &Row, scope: &Scope<'_>) -> Truth {
    filter.map_or(Truth::True, |filter| Context { scope, row: Some(row) }.truth(filter))
}

/// The value that a query gives: rows, or one row or missing, for `first of`, `last of`
/// and sources that have one.
///
/// One row out of rows that are not complete is unknown: another may be the first or the last.
pub(super) fn value(query: &Query, rows: Rows) -> Value {
    let one = match (&query.source, query.quantity) {
        (QuerySource::Evidence(source), Quantity::Whole) => source.single,
        (_, Quantity::First | Quantity::Last) => query.per.is_none(),
        (_, Quantity::Whole | Quantity::Rows) => false,
    };
    if !one {
        return Value::Rows(Arc::new(rows));
    }
    match (rows.completeness, rows.rows.into_iter().next()) {
        (Completeness::Partial(reason), _) => Value::Unknown(reason),
        (Completeness::Complete, Some(row)) => Value::Row(row),
        (Completeness::Complete, None) => Value::Missing,
    }
}
