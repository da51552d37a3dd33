//! What can be asked of any value: whether it is there, how many it is, and its members.

use std::sync::Arc;

use crate::model::{Completeness, Rows, Truth, Value};

/// Whether something is there; of rows, at least one.
pub(super) fn exists(value: &Value) -> Truth {
    match value {
        Value::Missing => Truth::False,
        Value::Unknown(reason) => Truth::Unknown(reason.clone()),
        Value::Rows(rows) => match &rows.completeness {
            _ if rows.total > 0 => Truth::True,
            Completeness::Complete => Truth::False,
            Completeness::Partial(reason) => Truth::Unknown(reason.clone()),
        },
        Value::List(values) => values.iter().map(exists).fold(Truth::False, Truth::or),
        _ => Truth::True,
    }
}

/// How many there are; unknown where some may not have been seen.
pub(super) fn count(value: &Value) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "there are never 2^53 rows")]
    let number = |count: u64| Value::Number(count as f64);
    match value {
        Value::Missing => number(0),
        Value::Unknown(_) => value.clone(),
        Value::Rows(rows) => count_rows(rows).map_or_else(Value::Unknown, number),
        Value::List(values) => match values.last() {
            Some(unknown @ Value::Unknown(_)) => unknown.clone(),
            _ => number(values.len() as u64),
        },
        _ => number(1),
    }
}

fn count_rows(rows: &Rows) -> Result<u64, Arc<str>> {
    match &rows.completeness {
        Completeness::Complete => Ok(rows.total),
        Completeness::Partial(reason) => Err(reason.clone()),
    }
}

/// A column of a row, or `Count`, `First` or `Last` of a list.
pub(super) fn member(value: &Value, name: &str) -> Value {
    match value {
        Value::Missing | Value::Unknown(_) => value.clone(),
        Value::Row(row) => row.get(name).cloned().unwrap_or(Value::Missing),
        Value::List(values) if name.eq_ignore_ascii_case("First") => {
            values.first().cloned().unwrap_or(Value::Missing)
        }
        Value::List(values) if name.eq_ignore_ascii_case("Last") => {
            values.last().cloned().unwrap_or(Value::Missing)
        }
        value if name.eq_ignore_ascii_case("Count") => count(value),
        _ => Value::unknown(format!("the value has no {name}")),
    }
}
