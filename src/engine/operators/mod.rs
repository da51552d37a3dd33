//! What the operators of the rule language do with values.

mod compare;
mod like;
mod shown;
mod text;
mod wildcards;

use std::borrow::Cow;
use std::sync::Arc;

pub(super) use compare::{equal, key, order};
pub(super) use like::Wildcard;
pub(super) use shown::{shown, within};
pub(super) use wildcards::Wildcards;

use crate::language::ast::Operator;
use crate::model::{Truth, Value, Version, VersionPattern};

/// What is said of a condition whose evaluation was ended; the rule's result says why.
pub(super) const UNFINISHED: &str = "it was not examined to its end";

/// How much of a value explanations and sentences show, in characters.
const SHOWN: usize = 200;

/// The value as explanations show it: on one line, and cut where it is long.
pub(super) fn brief(value: &Value) -> String {
    shown(value, SHOWN)
}

/// At most `limit` characters of the text on one line, with an ellipsis where more was there.
pub(super) fn cut(text: &str, limit: usize) -> String {
    let one_line = |c: char| if c.is_control() { ' ' } else { c };
    let mut shown: String = text.chars().take(limit).map(one_line).collect();
    if text.chars().nth(limit).is_some() {
        shown.push('…');
    }
    shown
}

/// The operators that need both values.
pub(super) fn compare(operator: Operator, left: &Value, right: &Value) -> Truth {
    compare_while(operator, left, right, &Wildcards::default(), &|_| true)
}

/// Like [`compare`], as long as `go_on` says so; it is told how many characters were compared.
pub(super) fn compare_while(
    operator: Operator,
    left: &Value,
    right: &Value,
    wildcards: &Wildcards,
    go_on: &dyn Fn(usize) -> bool,
) -> Truth {
    let ordered = |holds: fn(std::cmp::Ordering) -> bool| match order(left, right) {
        Ok(ordering) => holds(ordering).into(),
        Err(reason) => Truth::Unknown(reason),
    };
    match operator {
        Operator::Equal { case } => equal(left, right, case),
        Operator::NotEqual { case } => !equal(left, right, case),
        Operator::Less => ordered(std::cmp::Ordering::is_lt),
        Operator::LessOrEqual => ordered(std::cmp::Ordering::is_le),
        Operator::Greater => ordered(std::cmp::Ordering::is_gt),
        Operator::GreaterOrEqual => ordered(std::cmp::Ordering::is_ge),
        Operator::Like { case, negated } => {
            let like = like(left, right, case, wildcards, go_on);
            negate_if(negated, like.map_or_else(Truth::Unknown, Truth::from))
        }
        // These look at their sides themselves.
        Operator::In { .. }
        | Operator::Contains { .. }
        | Operator::And
        | Operator::Or
        | Operator::Coalesce => Truth::unknown("the operator does not compare two values"),
    }
}

/// Versions by their leading parts, everything else by its text and PowerShell's wildcards.
fn like(
    left: &Value,
    right: &Value,
    case: bool,
    wildcards: &Wildcards,
    go_on: &dyn Fn(usize) -> bool,
) -> Result<bool, Arc<str>> {
    let version = match left {
        Value::Version(version) => Some(*version),
        Value::Text(text) => Version::parse(text),
        _ => None,
    };
    match (left, right) {
        (_, Value::VersionPattern(pattern)) => {
            return Ok(version.is_some_and(|version| pattern.matches(version)));
        }
        (_, Value::Version(right)) => return Ok(version == Some(*right)),
        (Value::Version(left), Value::Text(text)) => {
            if let Some(pattern) = VersionPattern::parse(text) {
                return Ok(pattern.matches(*left));
            }
        }
        _ => {}
    }
    let text: Arc<str> = match right {
        Value::Text(text) => text.clone(),
        other => as_text(other)?.into(),
    };
    let pattern = wildcards
        .get(&text, case)
        .ok_or_else(|| format!("'{}' is not a wildcard pattern", cut(&text, SHOWN)))?;
    pattern.matches_while(&as_text(left)?, go_on).ok_or_else(|| UNFINISHED.into())
}

/// The text of a single value.
pub(super) fn as_text(value: &Value) -> Result<Cow<'_, str>, Arc<str>> {
    match value {
        Value::Text(text) => Ok(Cow::Borrowed(text)),
        Value::List(_) | Value::Row(_) | Value::Rows(_) => {
            Err("a list or row has no text of its own".into())
        }
        other => Ok(Cow::Owned(other.to_string())),
    }
}

/// The truth, or its opposite for the operators that begin with `not`.
pub(super) fn negate_if(negated: bool, truth: Truth) -> Truth {
    if negated {
        !truth
    } else {
        truth
    }
}
