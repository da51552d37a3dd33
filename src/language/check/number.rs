//! Numbers, versions, dates, sizes and lengths of time: one form in the grammar, told apart here.

use time::{Date, Duration, Month, OffsetDateTime, Time};

use super::types::Type;
use crate::model::{Value, Version, VersionPattern};

/// Whole numbers are exact up to here.
const MAX_NUMBER: f64 = 9_007_199_254_740_992.0;

/// A hundred years; longer times are mistakes.
const MAX_SECONDS: f64 = 100.0 * 366.0 * 86_400.0;

/// What a written number is, or why it is none.
pub(super) fn read(text: &str) -> Result<(Value, Type), String> {
    let dots = text.bytes().filter(|byte| *byte == b'.').count();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if text.contains('*') {
        let pattern = VersionPattern::parse(text).ok_or_else(|| {
            String::from("a version pattern is one to three numbers and a star, such as 15.2.721.*")
        })?;
        return Ok((Value::VersionPattern(pattern), Type::VersionPattern));
    }
    if text.contains(['-', ':']) {
        return time(text).map(|time| (Value::Time(time), Type::Time)).ok_or_else(|| {
            String::from(
                "a day is written 2021-03-02, a time 2021-03-02T10:00:00Z, and there must be such a day",
            )
        });
    }
    if dots >= 2 {
        let version = Version::parse(text).ok_or_else(|| {
            String::from("a version is three or four numbers up to 4294967295, such as 15.2.792.10")
        })?;
        return Ok((Value::Version(version), Type::Version));
    }
    if digits(text) {
        let number: f64 =
            text.parse().map_err(|_| String::from("a number is written 15 or 1.5"))?;
        if text.ends_with('.') || number > MAX_NUMBER {
            return Err(format!("a number is written 15 or 1.5, and is at most {MAX_NUMBER}"));
        }
        return Ok((Value::Number(number), Type::Number));
    }
    with_unit(text)
}

fn with_unit(text: &str) -> Result<(Value, Type), String> {
    const HELP: &str = "a length of time has the unit ms, s, m, h or d, and a size KB, MB or GB, \
                        such as 7d or 64KB";
    let start = text.find(|c: char| c.is_ascii_alphabetic() || c == '_').unwrap_or(text.len());
    let (number, unit) = text.split_at(start);
    let number: f64 = number.parse().map_err(|_| HELP.to_owned())?;
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        _ => 0.0,
    };
    if seconds > 0.0 {
        if number * seconds > MAX_SECONDS {
            return Err(String::from("a length of time is at most 36600d"));
        }
        return Ok((Value::Duration(Duration::seconds_f64(number * seconds)), Type::Duration));
    }
    let bytes = match unit.to_ascii_uppercase().as_str() {
        "KB" => 1024.0,
        "MB" => 1024.0 * 1024.0,
        "GB" => 1024.0 * 1024.0 * 1024.0,
        _ => return Err(HELP.to_owned()),
    };
    if number * bytes > MAX_NUMBER {
        return Err(format!("a size is at most {MAX_NUMBER} bytes"));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and compared with the largest exact number just above"
    )]
    let size = (number * bytes).round() as u64;
    Ok((Value::Size(size), Type::Size))
}

fn time(text: &str) -> Option<OffsetDateTime> {
    if text.contains(['T', 't']) {
        let format = &time::format_description::well_known::Rfc3339;
        return OffsetDateTime::parse(text, format).ok();
    }
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || [year.len(), month.len(), day.len()] != [4, 2, 2] {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()?;
    Some(date.with_time(Time::MIDNIGHT).assume_utc())
}

#[cfg(test)]
mod tests {
    use super::read;

    fn shown(text: &str) -> String {
        read(text)
            .map_or_else(|_| String::from("-"), |(value, ty)| format!("{} {value}", ty.name()))
    }

    #[test]
    fn forms_are_told_apart() {
        for (text, expected) in [
            ("15", "a number 15"),
            ("1.5", "a number 1.5"),
            ("15.02.0721.013", "a version 15.2.721.13"),
            ("15.2.1", "a version 15.2.1.0"),
            ("15.2.721.*", "a version pattern 15.2.721.*"),
            ("2021-03-02", "a point in time 2021-03-02T00:00:00Z"),
            ("2021-03-02T10:00:00Z", "a point in time 2021-03-02T10:00:00Z"),
            ("120s", "a length of time 120s"),
            ("7d", "a length of time 604800s"),
            ("64KB", "a size in bytes 65536 bytes"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_none_of_them_is_refused() {
        for text in [
            "15.",
            "15.2.",
            "1.2.3.4.5",
            "15.2.x.1",
            "2021-02-30",
            "2021-3-2",
            "99999999999.1.1",
            "99999999999999999999",
            "9999999999999d",
            "5min",
            "12_000",
            "15.*.2",
            "1e5",
        ] {
            assert_eq!(shown(text), "-", "{text}");
        }
    }
}
