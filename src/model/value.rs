//! Values of the rule language, and truth in three values.

use std::fmt;
use std::sync::Arc;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::{Row, Rows, Version, VersionPattern};

/// Anything that an expression can give.
#[derive(Debug, Clone)]
pub enum Value {
    /// Looked, and it is not there.
    Missing,
    /// Could not look; the text says why, ready to be shown.
    Unknown(Arc<str>),
    /// True or false.
    Bool(bool),
    /// A plain number.
    Number(f64),
    /// Text; compared without regard to case unless the operator says otherwise.
    Text(Arc<str>),
    /// A build number.
    Version(Version),
    /// A build number with a star, for `-like`.
    VersionPattern(VersionPattern),
    /// A point in time, UTC.
    Time(OffsetDateTime),
    /// A length of time.
    Duration(Duration),
    /// A size in bytes.
    Size(u64),
    /// A list, or the values of one column over many rows.
    List(Arc<[Value]>),
    /// One row of evidence.
    Row(Arc<Row>),
    /// The rows that a query found, and whether it could see everything.
    Rows(Arc<Rows>),
}

impl Value {
    /// Text from anything that converts into shared text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// Unknown, with the reason to show.
    pub fn unknown(reason: impl Into<Arc<str>>) -> Self {
        Self::Unknown(reason.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::text(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::text(value)
    }
}

/// ISO 8601 in UTC with the seconds' fraction that is there, on every machine and culture.
pub fn format_time(time: OffsetDateTime) -> String {
    time.to_offset(time::UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
}

/// The form that messages and explanations show: no quotes, invariant culture.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("(missing)"),
            Self::Unknown(reason) => write!(f, "(unknown: {reason})"),
            Self::Bool(value) => f.write_str(if *value { "True" } else { "False" }),
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(text) => f.write_str(text),
            Self::Version(version) => write!(f, "{version}"),
            Self::VersionPattern(pattern) => write!(f, "{pattern}"),
            Self::Time(time) => f.write_str(&format_time(*time)),
            Self::Duration(duration) => write!(f, "{}s", duration.as_seconds_f64()),
            Self::Size(bytes) => write!(f, "{bytes} bytes"),
            Self::List(values) => {
                for (index, value) in values.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    value.fmt(f)?;
                }
                Ok(())
            }
            Self::Row(row) => f.write_str(&row.location.text),
            Self::Rows(rows) => write!(f, "{} row(s)", rows.rows.len()),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing => serializer.serialize_none(),
            Self::Unknown(reason) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("unknown", reason.as_ref())?;
                map.end()
            }
            Self::Bool(value) => serializer.serialize_bool(*value),
            // Whole numbers travel as integers: 1309.0 is not an event id.
            Self::Number(value) if value.fract() == 0.0 && value.abs() < 9e15 =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "checked just above")]
                serializer.serialize_i64(*value as i64)
            }
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::Size(bytes) => serializer.serialize_u64(*bytes),
            Self::List(values) => {
                let mut seq = serializer.serialize_seq(Some(values.len()))?;
                values.iter().try_for_each(|value| seq.serialize_element(value))?;
                seq.end()
            }
            other => serializer.collect_str(other),
        }
    }
}

/// How long joined reasons may grow, in bytes.
const LONGEST_REASON: usize = 1_000;

/// Two reasons for the same doubt as one text, each told once. What would make it longer than a
/// reader can use is left out.
pub fn join_reasons(first: &Arc<str>, second: &Arc<str>) -> Arc<str> {
    if Arc::ptr_eq(first, second) || first == second {
        return first.clone();
    }
    let mut joined = String::from(first.as_ref());
    for reason in second.split("; ") {
        let told = joined.split("; ").any(|known| known == reason);
        if !told && joined.len() + reason.len() <= LONGEST_REASON {
            joined.push_str("; ");
            joined.push_str(reason);
        }
    }
    joined.into()
}

/// Kleene's three truth values; `Unknown` says what could not be examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be said, and why.
    Unknown(Arc<str>),
}

impl Truth {
    /// Unknown, with the reason to show.
    pub fn unknown(reason: impl Into<Arc<str>>) -> Self {
        Self::Unknown(reason.into())
    }

    /// False wins over unknown; of two unknowns both reasons are kept.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::Unknown(a), Self::Unknown(b)) => Self::Unknown(join_reasons(&a, &b)),
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (Self::True, Self::True) => Self::True,
        }
    }

    /// True wins over unknown; of two unknowns both reasons are kept.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::Unknown(a), Self::Unknown(b)) => Self::Unknown(join_reasons(&a, &b)),
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (Self::False, Self::False) => Self::False,
        }
    }
}

/// Unknown stays unknown.
impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            unknown @ Self::Unknown(_) => unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value {
            Self::True
        } else {
            Self::False
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True};

    #[test]
    fn kleene_tables() {
        let unknown = || Truth::unknown("not read");
        assert_eq!(unknown().and(False), False);
        assert_eq!(False.and(unknown()), False);
        assert_eq!(unknown().and(True), unknown());
        assert_eq!(unknown().or(True), True);
        assert_eq!(False.or(unknown()), unknown());
        assert_eq!(!unknown(), unknown());
        assert_eq!(!True, False);
    }

    #[test]
    fn two_reasons_are_both_kept_and_told_once() {
        let (a, b) = (Truth::unknown("a was not found"), Truth::unknown("b was not found"));
        let both = Truth::unknown("a was not found; b was not found");
        assert_eq!(a.clone().and(b.clone()), both);
        assert_eq!(both.clone().or(b), both);
        assert_eq!(a.clone().or(both.clone()), both);
    }
}
