//! Records: `[03/06/2021 15:14:57.0546] [0] [ERROR] text`, and lines without a stamp after it.

use time::OffsetDateTime;

use super::stamp::Stamp;
use crate::evidence::reader::cut_text;
use crate::evidence::scan::{Line, Soundness};
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
    /// The tag as setup writes it, its own misspelling included, or as a script of setup does.
    fn from_tag(tag: &str) -> Option<Self> {
        Some(match tag {
            "ERROR" | "Error" => Self::Error,
            "WARNING" | "Warning" => Self::Warning,
            "REQUIRED" => Self::Required,
            "RECOMENDED" | "RECOMMENDED" => Self::Recommended,
            "ERROR-REFERENCE" => Self::ErrorReference,
            _ => return None,
        })
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
    /// Whether its stamp has a form that is known.
    pub(super) stamped: bool,
    /// Whether it has letters of an older code page.
    pub(super) code_page: bool,
}

impl Record {
    /// Begins with its stamped line; `stamped` says whether the stamp has a form that is known.
    pub(super) fn start(&mut self, line: &Line<'_>, stamp: &Stamp<'_>, stamped: bool) {
        self.line = line.number;
        self.offset = line.offset;
        self.time = stamp.time;
        self.depth = stamp.depth;
        self.text.push_str(stamp.rest);
        self.truncated = line.truncated;
        self.stamped = stamped;
        self.code_page = line.soundness == Soundness::CodePage;
    }

    /// Adds a continuation line, as far as there is room.
    pub(super) fn add(&mut self, line: &Line<'_>) {
        self.code_page |= line.soundness == Soundness::CodePage;
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
            || {
                Value::unknown(format!(
                    "the stamp of line {} is no time that is known here",
                    self.line
                ))
            },
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
pub(super) mod tests {
    use super::*;
    use crate::evidence::setuplog::stamp::stamp;

    pub(in crate::evidence::setuplog) fn record(text: &str) -> Record {
        let line =
            Line { number: 1, offset: 0, text, truncated: false, soundness: Soundness::Sound };
        let mut record = Record::default();
        record.start(&line, &stamp(text).unwrap(), true);
        record
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
