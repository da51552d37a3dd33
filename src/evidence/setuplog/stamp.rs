//! Stamps: `[03/06/2021 15:14:57.0546] [0] `, with the separators and the calendar of the account
//! that ran setup, and what only looks like one.
//!
//! Setup writes month, day and year in this order in every culture; the culture gives what stands
//! between the numbers, and the year. The fraction is milliseconds in four digits.

use time::{Date, Month, OffsetDateTime, Time};

/// The head of a stamped line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp<'a> {
    /// `None` for a date that is none in the calendars known here.
    pub(super) time: Option<OffsetDateTime>,
    pub(super) depth: u32,
    /// What stands behind stamp and depth.
    pub(super) rest: &'a str,
}

/// How many bytes a separator may have: two characters, as in `03. 06. 2021`.
const MAX_SEPARATOR: usize = 6;

/// How far the year of Thailand's calendar is ahead.
const BUDDHIST_ERA: u16 = 543;

/// Reads the stamp at the start of a line; `None` for a line without one that is known.
pub(super) fn stamp(text: &str) -> Option<Stamp<'_>> {
    let mut at = Cursor { text, at: 0 };
    at.expect("[")?;
    let month = at.number(2)?;
    let date_separator = at.separator()?;
    let day = at.number(2)?;
    at.expect(date_separator)?;
    let year = at.number(4)?;
    at.expect(" ")?;
    let hour = at.number(2)?;
    let time_separator = at.separator()?;
    let minute = at.number(2)?;
    at.expect(time_separator)?;
    let second = at.number(2)?;
    at.expect(".0")?;
    let millisecond = at.number(3)?;
    at.expect("] [")?;
    let depth = at.depth()?;
    at.expect("]")?;
    let sound = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !sound {
        return None;
    }
    let small = |number: u16| u8::try_from(number).unwrap_or(u8::MAX);
    let time = || {
        // Other calendars have months of other lengths: their stamps tell the order only.
        let year = match year {
            2000..=2399 => year,
            2543..=2942 => year - BUDDHIST_ERA,
            _ => return None,
        };
        let month = Month::try_from(small(month)).ok()?;
        let date = Date::from_calendar_date(i32::from(year), month, small(day)).ok()?;
        let time = Time::from_hms_milli(small(hour), small(minute), small(second), millisecond);
        Some(date.with_time(time.ok()?).assume_utc())
    };
    let rest = at.rest();
    Some(Stamp { time: time(), depth, rest: rest.strip_prefix(' ').unwrap_or(rest) })
}

/// Where in a line behind its start a stamp stands: a record whose line break was lost.
pub(super) fn inner_stamp(text: &str) -> Option<usize> {
    let behind = text.as_bytes().get(1..)?;
    let mut starts = memchr::memchr_iter(b'[', behind).map(|at| at + 1);
    starts.find(|at| text.get(*at..).is_some_and(|rest| stamp(rest).is_some()))
}

/// How many digits a stamp has at least, in whatever form.
const STAMP_DIGITS: usize = 14;

/// How far into a line a stamp of another form may reach, in characters.
const STAMP_REACH: usize = 48;

/// Reads a head that can only be a stamp in a form not known here, as another date order, other
/// digits or a damaged one. It has no time.
pub(super) fn unknown_stamp(text: &str) -> Option<Stamp<'_>> {
    let not_stamp = |c: char| c.is_whitespace() || matches!(c, '>' | '|' | '\u{feff}' | '\u{fffd}');
    let text = text.trim_start_matches(not_stamp);
    let (head, rest) = in_brackets(text).or_else(|| by_digits(text))?;
    let digits: String = head
        .trim_end_matches(|c: char| !c.is_numeric())
        .chars()
        .rev()
        .take_while(|c| c.is_numeric())
        .collect();
    let depth = match digits.chars().rev().collect::<String>().parse() {
        Ok(depth) if digits.len() < 4 => depth,
        _ => 0,
    };
    Some(Stamp { time: None, depth, rest: rest.trim_start() })
}

/// `[...] [0]` with a digit behind the first bracket or none before the digits.
fn in_brackets(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[').unwrap_or(text);
    inner.chars().next().filter(|c| c.is_numeric())?;
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find("] [") {
        let middle = from + found;
        if text.get(..middle)?.chars().count() > STAMP_REACH {
            return None;
        }
        let depth = text.get(middle + 3..)?;
        let (depth, rest) = depth.split_once(']')?;
        if !depth.is_empty() && depth.len() < 12 && depth.chars().all(char::is_numeric) {
            return Some((text.get(..middle + 3 + depth.len())?, rest));
        }
        from = middle + 1;
    }
    None
}

/// As many digits as a stamp has before the first word, and a bracket.
fn by_digits(text: &str) -> Option<(&str, &str)> {
    let mut digits = 0;
    let mut end = 0;
    for (at, letter) in text.char_indices().take(STAMP_REACH) {
        let after = text.get(at + letter.len_utf8()..)?.chars().next();
        let is_word = letter.is_alphabetic() && !after.is_some_and(char::is_numeric);
        let is_tag = letter == '[' && after.is_some_and(char::is_alphabetic);
        if is_word || is_tag || letter == '*' {
            break;
        }
        digits += usize::from(letter.is_numeric());
        end = at + letter.len_utf8();
    }
    let (head, rest) = text.split_at(end);
    (digits >= STAMP_DIGITS && head.contains(['[', ']'])).then_some((head, rest))
}

/// A place in a line.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn expect(&mut self, what: &str) -> Option<()> {
        self.rest().starts_with(what).then(|| self.at += what.len())
    }

    /// A number of so many ASCII digits.
    fn number(&mut self, digits: usize) -> Option<u16> {
        let bytes = self.text.as_bytes().get(self.at..self.at + digits)?;
        if !bytes.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.at += digits;
        Some(bytes.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0')))
    }

    /// One or two characters that are neither letters nor digits.
    fn separator(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest.bytes().take(MAX_SEPARATOR + 1).position(|byte| byte.is_ascii_digit())?;
        let separator = rest.get(..end)?;
        let fits = (1..=2).contains(&separator.chars().count())
            && !separator.contains(|c: char| c.is_alphanumeric() || "[]\"'".contains(c));
        self.at += end;
        fits.then_some(separator)
    }

    fn depth(&mut self) -> Option<u32> {
        let rest = self.rest();
        let end = rest.bytes().take(10).position(|byte| !byte.is_ascii_digit())?;
        let depth = rest.get(..end)?.parse().ok()?;
        self.at += end;
        Some(depth)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn time(text: &str) -> Option<OffsetDateTime> {
        stamp(text).unwrap_or_else(|| panic!("no stamp: {text}")).time
    }

    #[test]
    fn separators_are_those_of_the_culture() {
        let expected = Some(datetime!(2021-03-06 15:14:57.546 UTC));
        for text in [
            "[03/06/2021 15:14:57.0546] [0] x",
            "[03-06-2021 15:14:57.0546] [0] x",
            "[03.06.2021 15:14:57.0546] [0] x",
            "[03. 06. 2021 15:14:57.0546] [0] x",
            "[03.06.2021 15.14.57.0546] [0] x",
            "[03\u{200f}/06\u{200f}/2021 15:14:57.0546] [12345] x",
            "[03/06/2564 15:14:57.0546] [0]",
        ] {
            assert_eq!(time(text), expected, "{text}");
        }
        assert_eq!(stamp("[03/06/2021 15:14:57.0546] [1000] x").unwrap().depth, 1000);
    }

    #[test]
    fn a_date_of_another_calendar_has_no_time() {
        for text in ["[07/22/1442 15:14:57.0546] [0] x", "[02/31/2021 15:14:57.0546] [0] x"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn other_lines_have_no_stamp() {
        for text in [
            "",
            "   at System.Array.Reverse(Array array)",
            "[03/06/2021 15:14:57] [0] x",
            "[03/06/2021 15:14:57.0546] x",
            "[03/06/2021 15:14:57.0546] [x] x",
            "[03/06/2021 15:14:57.0546] [0",
            "[03/06-2021 15:14:57.0546] [0] x",
            "[03/06/2021 15:14.57.0546] [0] x",
            "[13/06/2021 15:14:57.0546] [0] x",
            "[03/36/2021 15:14:57.0546] [0] x",
            "[03/06/2021 24:14:57.0546] [0] x",
            "[03/06/2021 15:14:57.1546] [0] x",
            "[aa/06/2021 15:14:57.0546] [0] x",
            "[03/06/2021 15:14:57.054\u{e4}] [0] x",
            "[03]06]2021 15:14:57.0546] [0] x",
        ] {
            assert!(stamp(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_stamp_inside_a_line_is_found() {
        let text = "text [x] [03.06.2021 15:14:57.0546] [0] more";
        assert_eq!(inner_stamp(text), Some(9));
        assert_eq!(inner_stamp("[03/06/2021 15:14:57.0546] [0] [1] x"), None);
        assert_eq!(inner_stamp(""), None);
    }

    #[test]
    fn what_looks_like_a_stamp_is_told_from_text() {
        for text in [
            "[21.12.2020 15:14:57.0546] [0] End of Setup",
            "[2020-12-21 15:14:57.0546] [0] End of Setup",
            "[2020-12-21T15:14:57.546Z] [0] End of Setup",
            "[12/21/2020 15:14:57.546] [0] End of Setup",
            "[12/21/2020 3:14:57 PM] [0] End of Setup",
            "[12/21/2020 15:14:57.0546] [0 End of Setup",
            "[12/21/2020 15:14:57.0546][0] End of Setup",
            "12/21/2020 15:14:57.0546] [0] End of Setup",
            "[12/2x/2020 15:14:57.0546] [0] End of Setup",
            "\u{feff} > [99/99/9999 99:99:99.9999] [0] End of Setup",
            "[\u{661}\u{662}/\u{662}\u{661}/\u{662}\u{660}\u{662}\u{660} \u{661}\u{663}:\u{663}\u{669}:\u{665}\u{668}.\u{660}\u{668}\u{669}\u{663}] [\u{660}] End of Setup",
        ] {
            assert!(stamp(text).is_none(), "{text}");
            let found = unknown_stamp(text).unwrap_or_else(|| panic!("not seen: {text}"));
            assert_eq!((found.rest, found.depth, found.time), ("End of Setup", 0, None), "{text}");
        }
        for text in [
            "",
            "   at System.Array.Reverse(Array array)",
            "        \" was run: \"A.B: c",
            "[1] [2] x",
            "03/06/2021 15:14",
            "{27a706ff-e123-425f-9ee6-0cb02b930e81}",
            "12345 bytes, 67890123456 more",
            "03/06/2021 15:14:57.123 more",
        ] {
            let found = unknown_stamp(text).map(|stamp| stamp.rest);
            assert!(found.is_none() || text == "[1] [2] x", "{text}: {found:?}");
        }
        assert!(unknown_stamp("[12345678901234] end").is_some());
    }
}
