//! Rows in the form of their source's schema.

use std::sync::Arc;

use crate::model::{source_schema, Location, Row, SourceSchema, Value};

/// The column names of one source, shared by all of its rows.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    source: Option<&'static SourceSchema>,
    names: Vec<Arc<str>>,
}

impl Columns {
    /// The columns of the source of that name, and further ones behind them.
    pub(super) fn new<'a>(source: &str, more: impl IntoIterator<Item = &'a str>) -> Self {
        let source = source_schema(source);
        let own = source.iter().flat_map(|source| source.columns.iter().map(|column| column.name));
        Self { source, names: own.chain(more).map(Arc::from).collect() }
    }

    /// One row; `values` are in the order of the columns.
    pub(super) fn row(&self, values: impl IntoIterator<Item = Value>, location: Location) -> Row {
        let columns: Vec<_> = self.names.iter().cloned().zip(values).collect();
        debug_assert_eq!(columns.len(), self.names.len(), "a value for each column");
        Row { source: self.source, columns, location, cut: false, code_page: false }
    }
}

/// Line numbers as rules see them; exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "no log has 2^53 lines")]
pub(super) fn number(value: u64) -> Value {
    Value::Number(value as f64)
}
