//! Stamps and dates of ServiceControl.log: the local time of the server, in its culture.

use std::sync::LazyLock;

use regex::Regex;
use time::{Date, Month, Time};

/// In which order day and month stand where the year is last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// `[HH:mm:ss] text`; some cultures write the time with dots. `None` would be a mistake in the
/// pattern, which a test excludes.
static STAMP: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\[([0-9]{1,2})[:.]([0-9]{2})[:.]([0-9]{2})\] ?").ok());

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^([0-9]{1,4})[./-] ?([0-9]{1,2})[./-] ?([0-9]{1,4})(?:[^0-9]|$)").ok()
});

/// The time of day of a stamped line, and the text behind the stamp.
pub(super) fn stamp(line: &str) -> Option<(Time, &str)> {
    let found = STAMP.as_ref()?.captures(line)?;
    let number = |group: usize| found.get(group)?.as_str().parse().ok();
    let time = Time::from_hms(number(1)?, number(2)?, number(3)?).ok()?;
    Some((time, line.get(found.get(0)?.end()..)?))
}

/// The date of a head, read in that order; `None` where it is no date of the Gregorian or the
/// Buddhist calendar in which Exchange can have been installed.
pub(super) fn date(head: &str, order: DateOrder) -> Option<Date> {
    let head =
        head.trim_start_matches(|c: char| c.is_whitespace() || "\u{200e}\u{200f}".contains(c));
    let found = DATE.as_ref()?.captures(head)?;
    let number = |group: usize| found.get(group)?.as_str().parse::<i32>().ok();
    let (first, second, third) = (number(1)?, number(2)?, number(3)?);
    let dotted = head.get(found.get(1)?.end()..).is_some_and(|rest| rest.starts_with('.'));
    let (year, month, day) = if found.get(1)?.len() == 4 {
        (first, second, third)
    } else if dotted || order == DateOrder::DayFirst {
        (third, second, first)
    } else {
        (third, first, second)
    };
    let year = match year {
        0..=99 => year + 2000,
        2500..=2700 => year - 543,
        year => year,
    };
    let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok())?;
    let date = Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()?;
    (2009..2100).contains(&year).then_some(date)
}

#[cfg(test)]
mod tests {
    use time::macros::{date, time};

    use super::DateOrder::{DayFirst, MonthFirst};
    use super::*;

    #[test]
    fn stamps_are_read_with_either_separator() {
        assert_eq!(stamp("[21:02:10] x"), Some((time!(21:02:10), "x")));
        assert_eq!(stamp("[21.02.10] x"), Some((time!(21:02:10), "x")));
        for line in ["[25:02:10] x", "x", "[21:02] x", " [21:02:10] x"] {
            assert_eq!(stamp(line), None, "{line}");
        }
    }

    #[test]
    fn dates_are_read_in_the_cultures_of_servers() {
        for (text, day_first, month_first) in [
            ("21/11/2022 00:50:54", Some(date!(2022 - 11 - 21)), None),
            ("8/20/2021 9:00:05 PM", None, Some(date!(2021 - 08 - 20))),
            ("06/03/2021 21:48:02", Some(date!(2021 - 03 - 06)), Some(date!(2021 - 06 - 03))),
            ("06.03.2021 21:48:02", Some(date!(2021 - 03 - 06)), Some(date!(2021 - 03 - 06))),
            ("2021-03-06 21:48:02", Some(date!(2021 - 03 - 06)), Some(date!(2021 - 03 - 06))),
            ("2021. 03. 06. 21:48:02", Some(date!(2021 - 03 - 06)), Some(date!(2021 - 03 - 06))),
            ("14/5/2564 19:05:41", Some(date!(2021 - 05 - 14)), None),
            ("15/10/1442 19:05:41", None, None),
            ("", None, None),
        ] {
            assert_eq!(date(text, DayFirst), day_first, "{text}");
            assert_eq!(date(text, MonthFirst), month_first, "{text}");
        }
    }
}
