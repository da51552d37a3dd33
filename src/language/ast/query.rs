//! Questions to the evidence.

use time::Duration;

use super::{Expr, Name, Pattern};
use crate::diagnostic::Span;
use crate::model::SourceSchema;

/// `rows of SOURCE argument pattern '...' where EXPR within 7d limit 10`.
#[derive(Debug)]
pub struct Query {
    /// How many rows are asked for.
    pub quantity: Quantity,
    /// What is asked.
    pub source: QuerySource,
    /// The path or name after the source; the source's default where there is none.
    pub argument: Option<Expr>,
    /// Only lines that match; named groups become columns.
    pub pattern: Option<Pattern>,
    /// Only rows for which this holds.
    pub filter: Option<Expr>,
    /// Only rows younger than this, by the target's own clock.
    pub within: Option<Duration>,
    /// Only the last row for each value of this column, by position: `per Service`.
    pub per: Option<Name>,
    /// `first of` and `last of` order by this column; by position where it is not given.
    pub by: Option<Name>,
    /// `if present`: a log that is not there has no rows, instead of leaving them unknown.
    pub if_present: bool,
    /// At most so many rows are kept; all of them are counted.
    pub limit: Option<u64>,
    /// The whole query.
    pub span: Span,
}

impl Query {
    /// A query for everything that a source gives by itself: no pattern, no condition, no limit.
    pub(in crate::language) fn whole(source: QuerySource, span: Span) -> Self {
        Self {
            quantity: Quantity::Whole,
            source,
            argument: None,
            pattern: None,
            filter: None,
            within: None,
            per: None,
            by: None,
            if_present: false,
            limit: None,
            span,
        }
    }
}

/// How many rows a query gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// No quantity: one row for sources that have one (`file`), or all of them.
    Whole,
    /// `rows of`, and `matches of` for sources with a pattern.
    Rows,
    /// `first of`: one row, or missing. With `per`: the first row for each value.
    First,
    /// `last of`: one row, or missing. With `per`: the last row for each value.
    Last,
}

/// What a query reads.
#[derive(Debug)]
pub enum QuerySource {
    /// A source of evidence.
    Evidence(&'static SourceSchema),
    /// A table of the pack, by its name.
    Table(Name),
    /// The rows of an earlier binding.
    Variable(Name),
}
