//! Source `textlog`: the lines of a text log, and what a pattern takes out of them.

use std::sync::{Arc, OnceLock};

use regex::Regex;

use super::columns::{number, Columns};
use super::needle::needle;
use super::scan::{Line, LogFile, Soundness};
use super::LineBlock;
use crate::language::ast::LossyRegex;
use crate::model::{Location, Row, Value};

/// Makes rows of source `textlog` from lines.
#[derive(Debug, Clone)]
pub struct TextLog {
    pattern: Option<Regex>,
    /// Finds every line that the pattern may match, and is faster.
    needle: Option<Regex>,
    /// The pattern over lines with letters of a code page.
    lossy: OnceLock<Option<LossyRegex>>,
    groups: Vec<usize>,
    columns: Columns,
}

impl TextLog {
    /// Rows for the lines that match `pattern`, or for all lines. The pattern's named groups become
    /// columns behind the source's own. The pattern disregards case, as those of queries do.
    pub fn new(pattern: Option<Regex>) -> Self {
        let mut groups = Vec::new();
        let mut names = Vec::new();
        for (index, name) in pattern.iter().flat_map(|p| p.capture_names().enumerate()) {
            if let Some(name) = name {
                groups.push(index);
                names.push(name);
            }
        }
        let columns = Columns::new("textlog", names);
        let needle = pattern.as_ref().and_then(needle);
        Self { groups, columns, pattern, needle, lossy: OnceLock::new() }
    }

    /// Gives the lines of a block that the pattern may match to `give`.
    pub fn candidates(&self, block: &LineBlock<'_>, mut give: impl FnMut(&Line<'_>)) {
        let mut lines = block.lines();
        let Some(needle) = &self.needle else { return lines.for_each(|line| give(&line)) };
        while let Some(found) = needle.find_at(block.text, lines.position()) {
            lines.skip_to(found.start());
            let Some(line) = lines.next() else { break };
            give(&line);
        }
    }

    /// The row of a line; `None` where the pattern does not match. A group that took no part in the
    /// match is missing.
    pub fn row(&self, file: &LogFile, line: &Line<'_>) -> Option<Row> {
        let mut captured = Vec::new();
        if let Some(pattern) = &self.pattern {
            if self.groups.is_empty() {
                pattern.is_match(line.text).then_some(())?;
            } else {
                let found = pattern.captures(line.text)?;
                captured.extend(self.groups.iter().map(|index| match found.get(*index) {
                    None => Value::Missing,
                    Some(group) => captured_text(line, group.as_str()),
                }));
            }
        }
        let text: Arc<str> = Arc::from(line.text);
        let own =
            [Value::Text(file.server_path.clone()), number(line.number), Value::Text(text.clone())];
        let location = Location {
            path: file.path.clone(),
            server_path: file.server_path.clone(),
            line: Some(line.number),
            offset: Some(line.offset),
            time: None,
            text,
        };
        let row = self.columns.row(own.into_iter().chain(captured), location);
        let code_page = line.soundness == Soundness::CodePage;
        Some(Row { cut: line.truncated, code_page, ..row })
    }

    /// Whether the pattern may have matched a line that it does not match, before letters of the
    /// line were damaged.
    pub fn may_have_matched(&self, line: &Line<'_>) -> bool {
        let Some(pattern) = self.pattern.as_ref().filter(|_| line.soundness != Soundness::Sound)
        else {
            return false;
        };
        let lossy = self.lossy.get_or_init(|| LossyRegex::new(pattern.as_str(), true));
        lossy.as_ref().is_none_or(|lossy| lossy.is_match(line.text))
    }
}

/// What a group of the pattern took. Where a letter of a name may be damaged, the name is not known.
fn captured_text(line: &Line<'_>, text: &str) -> Value {
    if line.soundness == Soundness::Sound || text.is_ascii() {
        return Value::from(text);
    }
    let number = line.number;
    Value::unknown(format!(
        "in line {number} `{text}` may be damaged: it is neither ASCII nor UTF-8"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> LogFile {
        LogFile { path: Arc::from("/copy/C/x.log"), server_path: Arc::from(r"C:\x.log"), size: 0 }
    }

    fn line(text: &str) -> Line<'_> {
        Line { number: 7, offset: 120, text, truncated: false, soundness: Soundness::Sound }
    }

    #[test]
    fn named_groups_become_columns() {
        let pattern = Regex::new(r"Disabling service '(?<Service>[^']+)'(?<Rest>!)?").unwrap();
        let rows = TextLog::new(Some(pattern));
        let row = rows.row(&file(), &line("[01:00:41] Disabling service 'FMS'.")).unwrap();
        assert_eq!(row.get("service").map(ToString::to_string).as_deref(), Some("FMS"));
        assert!(matches!(row.get("Rest"), Some(Value::Missing)));
        assert_eq!(row.get("Line").map(ToString::to_string).as_deref(), Some("7"));
        assert_eq!(row.get("Path").map(ToString::to_string).as_deref(), Some(r"C:\x.log"));
        assert_eq!(row.location.path.as_ref(), "/copy/C/x.log");
        assert_eq!(row.location.offset, Some(120));
        assert!(rows.row(&file(), &line("Starting service 'FMS'.")).is_none());
    }

    #[test]
    fn a_block_gives_the_lines_that_match() {
        let text =
            "a\r\nDisabling service 'FMS'.\rdisabling SERVICE\n'x'\nDISABLING \u{17f}ervice 'y'\n";
        let block = LineBlock { text, number: 1, offset: 0 };
        for pattern in [r"Disabling service '(?<Service>[^']+)'", r"^\w$|'x'", "service$"] {
            let pattern = regex::RegexBuilder::new(pattern).case_insensitive(true).build().unwrap();
            let rows = TextLog::new(Some(pattern));
            let shown = |line: &Line<'_>| rows.row(&file(), line).map(|row| format!("{row:?}"));
            let expected: Vec<_> = block.lines().filter_map(|line| shown(&line)).collect();
            assert!(!expected.is_empty());
            let mut found = Vec::new();
            rows.candidates(&block, |line| found.extend(shown(line)));
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn letters_that_may_be_damaged_leave_doubt() {
        let pattern = Regex::new(r"Disabling service '(?<Service>[^']+)'").unwrap();
        let rows = TextLog::new(Some(pattern));
        let line = |text| Line { soundness: Soundness::CodePage, ..line(text) };
        let row = rows.row(&file(), &line("\u{fc}: Disabling service 'F\u{cd}S'")).unwrap();
        assert!(matches!(row.get("Service"), Some(Value::Unknown(_))));
        let row = rows.row(&file(), &line("\u{fc}: Disabling service 'FMS'")).unwrap();
        assert!(matches!(row.get("Service"), Some(Value::Text(_))));
        assert!(rows.may_have_matched(&line("Disabling s\u{e5}rvice 'FMS'")));
        assert!(!rows.may_have_matched(&line("Der Dienst 'FMS' l\u{e4}uft")));
    }

    #[test]
    fn without_a_pattern_every_line_is_a_row() {
        let row = TextLog::new(None).row(&file(), &line("anything")).unwrap();
        assert_eq!(row.columns.len(), 3);
    }
}
