//! Source `textlog`: the lines of a text log, and what a pattern takes out of them.

use std::sync::Arc;

use regex::Regex;

use super::columns::{number, Columns};
use super::scan::{Line, LogFile};
use crate::model::{Location, Row, Value};

/// Makes rows of source `textlog` from lines.
#[derive(Debug, Clone)]
pub struct TextLog {
    pattern: Option<Regex>,
    groups: Vec<usize>,
    columns: Columns,
}

impl TextLog {
    /// Rows for the lines that match `pattern`, or for all lines. The pattern's named groups become
    /// columns behind the source's own.
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
        Self { groups, columns, pattern }
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
                captured.extend(self.groups.iter().map(|index| {
                    found.get(*index).map_or(Value::Missing, |group| Value::from(group.as_str()))
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
        Some(Row { cut: line.truncated, ..row })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> LogFile {
        LogFile { path: Arc::from("/copy/C/x.log"), server_path: Arc::from(r"C:\x.log"), size: 0 }
    }

    fn line(text: &str) -> Line<'_> {
        Line { number: 7, offset: 120, text, truncated: false }
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
    fn without_a_pattern_every_line_is_a_row() {
        let row = TextLog::new(None).row(&file(), &line("anything")).unwrap();
        assert_eq!(row.columns.len(), 3);
    }
}
