//! Equality and order of values that are there.
//!
//! Text is turned into the type of the other side where it can be read as such; values of types
//! that have nothing to do with each other give unknown and say so, never a silent false.

use std::cmp::Ordering;
use std::sync::Arc;

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::text;
use crate::model::{Truth, Value, Version};

/// Two values of one type.
enum Pair<'a> {
    Bool(bool, bool),
    Number(f64, f64),
    Text(&'a str, &'a str),
    Version(Version, Version),
    Time(OffsetDateTime, OffsetDateTime),
    Duration(Duration, Duration),
}

/// Why two values are no pair.
enum Mismatch {
    /// One is text that cannot be read as the other's type: they differ.
    Unreadable,
    /// The types have nothing to do with each other: nothing can be said.
    Types,
}

/// Whether two values are equal.
pub(in crate::engine) fn equal(left: &Value, right: &Value, case: bool) -> Truth {
    let equal = match pair(left, right) {
        Ok(Pair::Bool(a, b)) => a == b,
        #[expect(clippy::float_cmp, reason = "numbers of logs are compared as they were written")]
        Ok(Pair::Number(a, b)) => a == b,
        Ok(Pair::Text(a, b)) => text::equal(a, b, case),
        Ok(Pair::Version(a, b)) => a == b,
        Ok(Pair::Time(a, b)) => a == b,
        Ok(Pair::Duration(a, b)) => a == b,
        Err(Mismatch::Unreadable) => false,
        Err(Mismatch::Types) => return Truth::Unknown(mismatch(left, right)),
    };
    equal.into()
}

/// Which of two values comes first; the reason where that cannot be said.
pub(in crate::engine) fn order(left: &Value, right: &Value) -> Result<Ordering, Arc<str>> {
    match pair(left, right) {
        Ok(Pair::Bool(a, b)) => Ok(a.cmp(&b)),
        Ok(Pair::Number(a, b)) => a.partial_cmp(&b).ok_or_else(|| mismatch(left, right)),
        Ok(Pair::Text(a, b)) => Ok(text::order(a, b)),
        Ok(Pair::Version(a, b)) => Ok(a.cmp(&b)),
        Ok(Pair::Time(a, b)) => Ok(a.cmp(&b)),
        Ok(Pair::Duration(a, b)) => Ok(a.cmp(&b)),
        Err(_) => Err(mismatch(left, right)),
    }
}

/// A text that all values which may be equal to this one share; `None` for lists and rows, and for
/// what is not there.
pub(in crate::engine) fn key(value: &Value) -> Option<Box<str>> {
    let number = |value: f64| Some((value + 0.0).to_string().into_boxed_str());
    match value {
        Value::Bool(value) => Some(if *value { "TRUE" } else { "FALSE" }.into()),
        Value::Number(value) => number(*value),
        #[expect(clippy::cast_precision_loss, reason = "sizes are compared as numbers too")]
        Value::Size(bytes) => number(*bytes as f64),
        Value::Version(version) => Some(version.to_string().into_boxed_str()),
        Value::Time(time) => Some(time.unix_timestamp_nanos().to_string().into_boxed_str()),
        Value::Duration(value) => Some(format!("{value}").into_boxed_str()),
        Value::Text(text) => {
            if let Some(value) = parse_number(text) {
                return number(value);
            }
            let parsed = Version::parse(text)
                .map(Value::Version)
                .or_else(|| parse_time(text).map(Value::Time))
                .or_else(|| parse_bool(text).map(Value::Bool));
            parsed.map_or_else(|| Some(text::folded(text)), |parsed| key(&parsed))
        }
        Value::Missing
        | Value::Unknown(_)
        | Value::VersionPattern(_)
        | Value::List(_)
        | Value::Row(_)
        | Value::Rows(_) => None,
    }
}

fn pair<'a>(left: &'a Value, right: &'a Value) -> Result<Pair<'a>, Mismatch> {
    use Mismatch::{Types, Unreadable};
    Ok(match (left, right) {
        (Value::Text(a), Value::Text(b)) => Pair::Text(a, b),
        (Value::Bool(a), Value::Bool(b)) => Pair::Bool(*a, *b),
        (Value::Version(a), Value::Version(b)) => Pair::Version(*a, *b),
        (Value::Time(a), Value::Time(b)) => Pair::Time(*a, *b),
        (Value::Duration(a), Value::Duration(b)) => Pair::Duration(*a, *b),
        (Value::Bool(a), Value::Text(b)) => Pair::Bool(*a, parse_bool(b).ok_or(Unreadable)?),
        (Value::Text(a), Value::Bool(b)) => Pair::Bool(parse_bool(a).ok_or(Unreadable)?, *b),
        (Value::Version(a), Value::Text(b)) => {
            Pair::Version(*a, Version::parse(b).ok_or(Unreadable)?)
        }
        (Value::Text(a), Value::Version(b)) => {
            Pair::Version(Version::parse(a).ok_or(Unreadable)?, *b)
        }
        (Value::Time(a), Value::Text(b)) => Pair::Time(*a, parse_time(b).ok_or(Unreadable)?),
        (Value::Text(a), Value::Time(b)) => Pair::Time(parse_time(a).ok_or(Unreadable)?, *b),
        (Value::Text(a), b) => {
            let b = number(b).ok_or(Types)?;
            Pair::Number(parse_number(a).ok_or(Unreadable)?, b)
        }
        (a, Value::Text(b)) => {
            let a = number(a).ok_or(Types)?;
            Pair::Number(a, parse_number(b).ok_or(Unreadable)?)
        }
        (a, b) => Pair::Number(number(a).ok_or(Types)?, number(b).ok_or(Types)?),
    })
}

/// Numbers, and sizes in bytes.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(value) => Some(*value),
        #[expect(clippy::cast_precision_loss, reason = "exact up to 8 PiB")]
        Value::Size(bytes) => Some(*bytes as f64),
        _ => None,
    }
}

fn parse_number(text: &str) -> Option<f64> {
    let plain = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    let text = text.trim();
    text.bytes().all(plain).then(|| text.parse().ok()).flatten().filter(|v: &f64| v.is_finite())
}

fn parse_bool(text: &str) -> Option<bool> {
    match text.trim() {
        text if text.eq_ignore_ascii_case("true") => Some(true),
        text if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn parse_time(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text.trim(), &Rfc3339).ok()
}

fn mismatch(left: &Value, right: &Value) -> Arc<str> {
    format!("{} cannot be compared with {}", described(left), described(right)).into()
}

/// The value and its type, for sentences.
fn described(value: &Value) -> String {
    let shown = super::brief(value);
    match value {
        Value::Missing => String::from("a missing value"),
        Value::Unknown(_) => String::from("an unknown value"),
        Value::Bool(_) => format!("the truth value {shown}"),
        Value::Number(_) => format!("the number {shown}"),
        Value::Text(_) => format!("the text '{shown}'"),
        Value::Version(_) => format!("the version {shown}"),
        Value::VersionPattern(_) => format!("the version pattern {shown}"),
        Value::Time(_) => format!("the time {shown}"),
        Value::Duration(_) => format!("the length of time {shown}"),
        Value::Size(_) => format!("the size {shown}"),
        Value::List(_) => String::from("a list"),
        Value::Row(_) => String::from("a row"),
        Value::Rows(_) => String::from("rows"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Value {
        Value::Version(Version::parse(text).unwrap())
    }

    #[test]
    fn values_of_one_type_and_text_that_can_be_read_as_such() {
        let number = Value::Number;
        let duration = |seconds| Value::Duration(Duration::seconds(seconds));
        let time = |text| Value::Time(parse_time(text).unwrap());
        for (left, right, expected) in [
            (number(9.0), number(10.0), Ordering::Less),
            (number(9.0), Value::from("10"), Ordering::Less),
            (Value::from("10"), number(9.0), Ordering::Greater),
            (Value::from("10"), Value::from("9"), Ordering::Less),
            (Value::from("b"), Value::from("A"), Ordering::Greater),
            (version("15.2.792.10"), version("15.2.792.9"), Ordering::Greater),
            (version("15.02.0721.013"), Value::from("15.2.721.13"), Ordering::Equal),
            (Value::from("15.1.1.1"), version("15.2.1.1"), Ordering::Less),
            (Value::Size(1024), number(1000.0), Ordering::Greater),
            (Value::Size(1), Value::Size(1), Ordering::Equal),
            (duration(60), duration(61), Ordering::Less),
            (time("2021-03-02T01:00:00+01:00"), time("2021-03-02T00:00:00Z"), Ordering::Equal),
            (time("2021-03-02T00:00:00Z"), Value::from("2021-03-03T00:00:00Z"), Ordering::Less),
            (Value::Bool(true), Value::from("TRUE"), Ordering::Equal),
        ] {
            assert_eq!(order(&left, &right), Ok(expected), "{left} {right}");
            assert_eq!(order(&right, &left), Ok(expected.reverse()), "{right} {left}");
            let same = expected == Ordering::Equal;
            assert_eq!(equal(&left, &right, false), same.into(), "{left} {right}");
            assert!(!same || key(&left) == key(&right), "{left} {right}");
        }
    }

    #[test]
    fn text_that_is_no_such_value_differs_and_has_no_order() {
        for value in [Value::Number(5.0), version("15.2.1.1"), Value::Bool(true)] {
            let text = Value::from("abc");
            assert_eq!(equal(&text, &value, false), Truth::False);
            assert!(order(&text, &value).is_err());
        }
        assert_eq!(equal(&Value::from("nan"), &Value::Number(5.0), false), Truth::False);
    }

    #[test]
    fn types_that_have_nothing_to_do_with_each_other_are_unknown() {
        let reason = "the version 15.2.1.0 cannot be compared with the number 15.2";
        let (left, right) = (version("15.2.1.0"), Value::Number(15.2));
        assert_eq!(equal(&left, &right, false), Truth::unknown(reason));
        assert_eq!(order(&left, &right), Err(reason.into()));
        let list = Value::List(vec![Value::from("a")].into());
        assert!(matches!(equal(&list, &Value::from("a"), false), Truth::Unknown(_)));
    }
}
