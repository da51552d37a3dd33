//! Records: `[03/06/2021 15:14:57.0546] [0] [ERROR] text`, and lines without a stamp after it.

use time::{Date, Month, OffsetDateTime, Time};

use crate::evidence::reader::cut_text;
use crate::evidence::scan::Line;
use crate::model::{Limits, Value};

/// What setup says of the weight of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Error,
    Warning,
    Required,
    Recommended,
    ErrorReference,
    Information,
}

impl Level {
    /// The tag as setup writes it, its own misspelling included.
    fn from_tag(tag: &str) -> Option<Self> {
        let tags = [
            ("ERROR", Self::Error),
            ("WARNING", Self::Warning),
            ("REQUIRED", Self::Required),
            ("RECOMENDED", Self::Recommended),
            ("RECOMMENDED", Self::Recommended),
            ("ERROR-REFERENCE", Self::ErrorReference),
        ];
        tags.into_iter().find(|(name, _)| tag.eq_ignore_ascii_case(name)).map(|(_, level)| level)
    }

    /// The name that rules use.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Error => "Error",
            Self::Warning => "Warning",
            Self::Required => "Required",
            Self::Recommended => "Recommended",
            Self::ErrorReference => "ErrorReference",
            Self::Information => "Information",
        }
    }
}

/// One record with its continuation lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) offset: u64,
    /// `None` for a stamp that is no time, such as the 31st of February.
    pub(super) time: Option<OffsetDateTime>,
    pub(super) depth: u32,
    /// All that stands behind stamp and depth.
    pub(super) text: String,
    /// Whether text was left out.
    pub(super) truncated: bool,
}

/// The head of a stamped line.
pub(super) struct Stamp<'a> {
    time: Option<OffsetDateTime>,
    depth: u32,
    rest: &'a str,
}

/// Reads `[MM/dd/yyyy HH:mm:ss.0mmm] [depth] `; `None` for a line without it. The fraction is
/// milliseconds, padded to four digits.
pub(super) fn stamp(text: &str) -> Option<Stamp<'_>> {
    const SHAPE: &[u8; 28] = b"[00/00/0000 00:00:00.0000] [";
    let head = text.as_bytes().first_chunk::<28>()?;
    let fits = head.iter().zip(SHAPE).all(|(byte, shape)| match shape {
        b'0' => byte.is_ascii_digit(),
        _ => byte == shape,
    });
    if !fits {
        return None;
    }
    let (depth, rest) = text.get(28..)?.split_once(']')?;
    let depth = depth.parse().ok().filter(|depth| *depth < 1000)?;
    let number = |from: usize, to: usize| {
        let digits = head.get(from..to).unwrap_or_default();
        digits.iter().fold(0u16, |sum, digit| sum * 10 + u16::from(digit - b'0'))
    };
    let small = |from: usize| u8::try_from(number(from, from + 2)).unwrap_or(u8::MAX);
    let time = || {
        let month = Month::try_from(small(1)).ok()?;
        let date = Date::from_calendar_date(i32::from(number(7, 11)), month, small(4)).ok()?;
        let millisecond = number(21, 25);
        let time = Time::from_hms_milli(small(12), small(15), small(18), millisecond).ok()?;
        Some(date.with_time(time).assume_utc())
    };
    Some(Stamp { time: time(), depth, rest: rest.strip_prefix(' ').unwrap_or(rest) })
}

impl Stamp<'_> {
    /// Whether it gives its run a time and cannot be one of the lines around a banner.
    pub(super) fn is_dated_text(&self) -> bool {
        self.time.is_some() && !self.rest.starts_with('*')
    }
}

impl Record {
    /// Begins with its stamped line.
    pub(super) fn start(&mut self, line: &Line<'_>, stamp: &Stamp<'_>) {
        self.line = line.number;
        self.offset = line.offset;
        self.time = stamp.time;
        self.depth = stamp.depth;
        self.text.push_str(stamp.rest);
        self.truncated = line.truncated;
    }

    /// Adds a continuation line, as far as there is room.
    pub(super) fn add(&mut self, line: &Line<'_>) {
        let room = Limits::TEXT_BYTES.saturating_sub(self.text.len());
        if self.truncated || room == 0 {
            self.truncated = true;
            return;
        }
        let kept = cut_text(line.text, room - 1);
        self.text.push('\n');
        self.text.push_str(kept);
        self.truncated = line.truncated || kept.len() < line.text.len();
    }

    /// Its time as a column.
    pub(super) fn time_value(&self) -> Value {
        self.time.map_or_else(
            || Value::unknown(format!("the stamp of line {} is no time", self.line)),
            Value::Time,
        )
    }

    /// Level, script and message. Setup puts a script's name and a level in brackets before it.
    pub(super) fn parts(&self) -> (Level, Option<&str>, &str) {
        let mut level = Level::Information;
        let mut script = None;
        let mut rest = self.text.as_str();
        while let Some((tag, after)) = rest.strip_prefix('[').and_then(|tag| tag.split_once(']')) {
            match Level::from_tag(tag) {
                Some(found) if level == Level::Information => level = found,
                _ if script.is_none() && is_script(tag) => script = Some(tag),
                _ => break,
            }
            rest = after.strip_prefix(' ').unwrap_or(after);
        }
        (level, script, rest)
    }

    /// Whether it is one of the lines around a banner.
    pub(super) fn is_asterisks(&self) -> bool {
        let text = self.text.trim_end();
        !text.is_empty() && text.bytes().all(|byte| byte == b'*')
    }

    /// The product that a run's banner names.
    pub(super) fn banner(&self) -> Option<&str> {
        let rest = self.text.strip_prefix("Starting Microsoft Exchange ")?;
        let product = rest.trim_end().strip_suffix(" Setup")?;
        Some(product.strip_prefix("Server ").unwrap_or(product)).filter(|p| !p.is_empty())
    }
}

fn is_script(tag: &str) -> bool {
    let name = tag.len().checked_sub(4).and_then(|at| tag.get(..at).zip(tag.get(at..)));
    name.is_some_and(|(name, extension)| {
        extension.eq_ignore_ascii_case(".ps1")
            && !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::evidence::Soundness;

    fn record(text: &str) -> Record {
        let line =
            Line { number: 1, offset: 0, text, truncated: false, soundness: Soundness::Sound };
        let mut record = Record::default();
        record.start(&line, &stamp(text).unwrap());
        record
    }

    #[test]
    fn the_fraction_is_milliseconds_in_four_digits() {
        let record =
            record("[03/06/2021 15:14:57.0546] [0] Starting Microsoft Exchange Server 2016 Setup");
        assert_eq!(record.time, Some(datetime!(2021-03-06 15:14:57.546 UTC)));
        assert_eq!(record.banner(), Some("2016"));
        let text = "[10/02/2025 01:00:00.0001] [0] Starting Microsoft Exchange Server Subscription Edition Setup";
        assert_eq!(self::record(text).banner(), Some("Subscription Edition"));
    }

    #[test]
    fn other_lines_have_no_stamp() {
        for text in [
            "",
            "   at System.Array.Reverse(Array array)",
            "[03/06/2021 15:14:57] [0] x",
            "[03/06/2021 15:14:57.0546] x",
            "[03/06/2021 15:14:57.0546] [x] x",
            "[03/06/2021 15:14:57.0546] [99999] x",
            "[03/06/2021 15:14:57.0546] [0",
            "[aa/06/2021 15:14:57.0546] [0] x",
            "[03/06/2021 15:14:57.054\u{e4}] [0] x",
        ] {
            assert!(stamp(text).is_none(), "{text}");
        }
        assert_eq!(record("[02/31/2021 15:14:57.0546] [0] x").time, None);
        assert_eq!(record("[02/28/2021 15:14:57.9546] [0] x").time, None);
        assert_eq!(record("[02/28/2021 15:14:57.0546] [12]").depth, 12);
    }

    #[test]
    fn tags_are_levels_and_scripts() {
        let parts = |text: &str| {
            let record = record(&format!("[03/06/2021 15:14:57.0546] [2] {text}"));
            let (level, script, message) = record.parts();
            (level, script.map(str::to_owned), message.to_owned())
        };
        let script = Some(String::from("ServiceControl.ps1"));
        assert_eq!(
            parts("[ServiceControl.ps1] Disabling service 'FMS'."),
            (Level::Information, script.clone(), String::from("Disabling service 'FMS'."))
        );
        assert_eq!(parts("[ServiceControl.ps1] [Error] failed").0, Level::Error);
        assert_eq!(parts("[RECOMENDED] text").0, Level::Recommended);
        assert_eq!(parts("[ERROR-REFERENCE] Id=1 Component=").2, "Id=1 Component=");
        assert_eq!(parts("[0] [x.ps1 y] z").2, "[0] [x.ps1 y] z");
    }

    #[test]
    fn a_record_keeps_64_kib() {
        let mut record = record("[03/06/2021 15:14:57.0546] [2] first");
        let text = "\u{20ac}".repeat(20_000);
        for _ in 0..100 {
            record.add(&Line {
                number: 2,
                offset: 50,
                text: &text,
                truncated: false,
                soundness: Soundness::Sound,
            });
        }
        assert!(
            record.truncated
                && record.text.len() <= Limits::TEXT_BYTES
                && record.text.len() > 60_000
        );
    }
}
