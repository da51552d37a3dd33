//! Queries: from the rows of a source to the value of a binding.

use std::sync::Arc;

use super::expression::Context;
use super::gather::Gather;
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
    let mut gather = Gather::of(query);
    for row in &rows.rows {
        if stop() {
            return Err(Cancelled);
        }
        let truth = age(query).and(condition(query.filter.as_ref(), row, scope));
        gather.push(row.clone(), truth);
    }
    Ok(gather.finish(gap(rows).map_or(Completeness::Complete, Completeness::Partial)))
}

/// Whether a row is as young as `within` asks for. No target tells its clock yet, and the clock of
/// this machine says nothing about a copied server.
pub(super) fn age(query: &Query) -> Truth {
    match query.within {
        None => Truth::True,
        Some(_) => {
            Truth::unknown("how old a row is cannot be said: the server's clock is not known")
        }
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
