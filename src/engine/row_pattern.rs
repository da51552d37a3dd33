//! `pattern` over rows that a source gives whole: the rows that match, with the pattern's named
//! groups as further columns.

use std::sync::Arc;

use crate::language::ast::{LazyRegex, Query};
use crate::model::{Row, Value};

/// What a pattern says about a row.
pub(super) enum Matched {
    /// It matches; the row with its groups.
    Row(Arc<Row>),
    /// It does not match.
    No,
    /// It is not found in the text that was kept, but more text stands in the evidence: the row
    /// with groups that are unknown, and why.
    Unknown(Arc<Row>, Arc<str>),
}

/// The pattern of one query.
pub(super) struct RowPattern<'q> {
    regex: &'q LazyRegex,
    groups: Vec<(usize, Arc<str>)>,
}

impl<'q> RowPattern<'q> {
    /// The pattern of `query`, where it has one.
    pub(super) fn of(query: &'q Query) -> Option<Self> {
        let regex = &query.pattern.as_ref()?.regex;
        let names = regex.capture_names().enumerate();
        let groups = names.filter_map(|(index, name)| Some((index, Arc::from(name?)))).collect();
        Some(Self { regex, groups })
    }

    /// Looks at the row's column `Text`, or at `Message` where it has no such column. A group that
    /// took no part in the match is missing.
    pub(super) fn apply(&self, row: &Arc<Row>) -> Matched {
        let column = ["Text", "Message"].into_iter().find(|column| row.get(column).is_some());
        let Some((column, Value::Text(text))) =
            column.and_then(|name| Some((name, row.get(name)?)))
        else {
            return Matched::No;
        };
        let Some(found) = self.regex.captures(text) else {
            let lost = || row.code_page && self.regex.may_have_matched(text);
            let lost = || lost().then(|| row.damaged_letters());
            return row.cut_text(column).or_else(lost).map_or(Matched::No, |reason| {
                let row = self.with_groups(row, |_| Value::Unknown(reason.clone()));
                Matched::Unknown(row, reason)
            });
        };
        let group = |index| found.get(index).map_or(Value::Missing, |g| Value::from(g.as_str()));
        Matched::Row(self.with_groups(row, group))
    }

    fn with_groups(&self, row: &Arc<Row>, value: impl Fn(usize) -> Value) -> Arc<Row> {
        if self.groups.is_empty() {
            return row.clone();
        }
        let mut row = Row::clone(row);
        let groups = self.groups.iter();
        row.columns.extend(groups.map(|(index, name)| (name.clone(), value(*index))));
        Arc::new(row)
    }
}
