//! A value that somebody gives to a parameter, held against what the rule declares and asks.
//!
//! A value of the wrong kind, and one that nothing can be equal to, would make the rule look for
//! something that is not there and say `Clear`. Both are errors of whoever gives it.

use std::sync::Arc;

use serde_json::Value as Json;

use super::choice::SelectionError;
use crate::language::ast::{BindingValue, Expr, ExprKind, Operator, Param, Part, Rule};
use crate::language::nearest;
use crate::model::{Value, Version};

/// How many values a list may have.
const MAX_ELEMENTS: usize = 10_000;
/// How much of a value a message shows.
const MAX_SHOWN: usize = 60;

/// A parameter of the rule and the value of that JSON.
///
/// # Errors
/// When the rule has no such parameter, or the value is none for it.
pub(super) fn given(
    rule: &Rule,
    name: &str,
    json: &Json,
) -> Result<(Arc<str>, Value), SelectionError> {
    let names = || rule.params.iter().map(|param| &*param.name.text);
    let same = |param: &&Param| param.name.text.eq_ignore_ascii_case(name);
    let param = rule.params.iter().find(same).ok_or_else(|| SelectionError::NoParameter {
        rule: rule.id.text.to_string(),
        name: name.to_owned(),
        near: nearest(name, names()).map(|near| near.to_string()),
        known: names().map(str::to_owned).collect(),
    })?;
    let unfit = |wanted: String, given: String| SelectionError::Unfit {
        rule: rule.id.text.to_string(),
        name: param.name.text.to_string(),
        wanted,
        given,
    };
    let value = match &param.default.kind {
        ExprKind::List(defaults) => {
            let like = defaults.first().map_or(&Value::Missing, plain);
            let wanted = || format!("a list of {}", wanted(like).1);
            let elements = match json {
                Json::Array(elements) => elements.as_slice(),
                // PowerShell makes a single value of a list of one.
                one => std::slice::from_ref(one),
            };
            if elements.len() > MAX_ELEMENTS {
                let said = format!("{} values were given; {MAX_ELEMENTS} may be", elements.len());
                return Err(unfit(wanted(), said));
            }
            if elements.is_empty() && asks_nothing_without(rule, &param.name.text) {
                let said = "an empty list was given, with which the rule would look for nothing";
                return Err(unfit(wanted(), said.to_owned()));
            }
            let element = |json| fitting(rule, param, like, json);
            let values = elements.iter().map(element).collect::<Result<Vec<_>, _>>();
            Value::List(values.map_err(|said| unfit(wanted(), said))?.into())
        }
        _ => {
            let like = plain(&param.default);
            fitting(rule, param, like, json)
                .map_err(|said| unfit(wanted(like).0.to_owned(), said))?
        }
    };
    Ok((param.name.text.clone(), value))
}

/// The value of a default; the checker lets nothing but plain values be one.
fn plain(expr: &Expr) -> &Value {
    match &expr.kind {
        ExprKind::Literal(value) => value,
        _ => &Value::Missing,
    }
}

/// What a value like this one is called, and what several of them are. Of a list without values
/// nothing is known; text is what people write.
fn wanted(like: &Value) -> (&'static str, &'static str) {
    match like {
        Value::Bool(_) => ("true or false", "true and false"),
        Value::Number(_) => ("a number", "numbers"),
        Value::Version(_) => (
            "a version of three or four parts, as text",
            "versions of three or four parts, as text",
        ),
        Value::Size(_) => ("a number of bytes", "numbers of bytes"),
        Value::Duration(_) => ("a number of seconds", "numbers of seconds"),
        _ => ("text", "text"),
    }
}

/// The value of that JSON, of the same type as `like`; or what was given instead.
fn fitting(rule: &Rule, param: &Param, like: &Value, json: &Json) -> Result<Value, String> {
    let value = match (like, json) {
        (Value::Bool(_), Json::Bool(value)) => Some(Value::Bool(*value)),
        (Value::Number(_), Json::Number(number)) => number.as_f64().map(Value::Number),
        (Value::Version(_), Json::String(text)) => Version::parse(text).map(Value::Version),
        (Value::Size(_), Json::Number(bytes)) => bytes.as_u64().map(Value::Size),
        (Value::Duration(_), Json::Number(seconds)) => seconds
            .as_f64()
            .filter(|seconds| (0.0..1e12).contains(seconds))
            .map(|seconds| Value::Duration(time::Duration::seconds_f64(seconds))),
        (Value::Text(_) | Value::Missing, Json::String(text)) => {
            if let Some(said) = never_equal(rule, param, text) {
                return Err(format!("{} was given, {said}", shown(json)));
            }
            Some(Value::from(text.as_str()))
        }
        _ => None,
    };
    value.ok_or_else(|| format!("{} was given", shown(json)))
}

/// Why no text of a server is that text, if so.
fn never_equal(rule: &Rule, param: &Param, text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("which says nothing");
    }
    if text.trim() != text {
        return Some("which has blanks at its ends");
    }
    // Where it is a pattern or a path, the rule knows what to do with them.
    let has_wildcards = text.contains(['*', '?']);
    (has_wildcards && only_compared(rule, &param.name.text))
        .then_some("which is compared as it is written: no wildcards are known here")
}

/// What was given, in words. A caller names what JSON has no form for: `{"given":"a table"}`.
fn shown(json: &Json) -> String {
    let cut = |text: &str| match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    };
    match json {
        Json::Null => String::from("nothing"),
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => format!("the number {}", cut(&number.to_string())),
        Json::String(text) => format!("the text '{}'", cut(text)),
        Json::Array(_) => String::from("a list"),
        Json::Object(members) => match members.get("given").and_then(Json::as_str) {
            Some(words) => cut(words),
            None => String::from("an object"),
        },
    }
}

/// Whether the parameter is nothing but a side of comparisons.
fn only_compared(rule: &Rule, name: &str) -> bool {
    let is_it = |expr: &Expr| is_variable(expr, name);
    let (mut uses, mut compared) = (0_usize, 0_usize);
    rule.walk(&mut |part| {
        let Part::Expr(expr) = part else { return };
        uses += usize::from(is_it(expr));
        if let ExprKind::Binary { operator, left, right } = &expr.kind {
            use Operator::{Contains, Equal, In, NotEqual};
            if matches!(operator, Equal { .. } | NotEqual { .. } | In { .. } | Contains { .. }) {
                compared += usize::from(is_it(left)) + usize::from(is_it(right));
            }
        }
    });
    uses > 0 && uses == compared
}

/// Whether a condition of the rule can never be true while the list has no values.
fn asks_nothing_without(rule: &Rule, name: &str) -> bool {
    let is_false = |condition: &Expr| without(condition, name) == Some(false);
    let filters = rule.bindings.iter().filter_map(|binding| match &binding.value {
        BindingValue::Query(query) => query.filter.as_ref(),
        BindingValue::Expr(_) => None,
    });
    let mut conditions = rule.applies.iter().chain(filters);
    conditions.any(is_false) || rule.whens.iter().any(|when| is_false(&when.condition))
}

/// What a condition is while the list of that name has no values, where that alone decides it.
fn without(condition: &Expr, name: &str) -> Option<bool> {
    match &condition.kind {
        ExprKind::Not(inner) => without(inner, name).map(|truth| !truth),
        ExprKind::Binary { operator, left, right } => match operator {
            Operator::In { negated, .. } if is_variable(right, name) => Some(*negated),
            Operator::Contains { negated, .. } if is_variable(left, name) => Some(*negated),
            Operator::And => match (without(left, name), without(right, name)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Operator::Or => match (without(left, name), without(right, name)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn is_variable(expr: &Expr, wanted: &str) -> bool {
    matches!(&expr.kind, ExprKind::Variable { name, .. } if name.text.eq_ignore_ascii_case(wanted))
}
