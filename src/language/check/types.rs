//! The types of the language, as the checker sees them.

use std::rc::Rc;
use std::sync::Arc;

use crate::model::{SourceSchema, ValueType};

/// The columns that rows have; `None` where a mistake that was reported hides them.
pub(super) type Shape = Option<Rc<Columns>>;

/// Named, typed columns and what has them.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    /// What has them, for messages: `textlog`, `table March2021Update`.
    pub(super) owner: String,
    /// The columns in order.
    pub(super) list: Vec<(Arc<str>, Type)>,
}

impl Columns {
    /// The columns of a source.
    pub(super) fn of_source(schema: &SourceSchema) -> Self {
        let list = schema.columns.iter();
        let list = list.map(|column| (Arc::from(column.name), Type::of(column.value_type)));
        Self { owner: schema.name.to_owned(), list: list.collect() }
    }

    /// The column of that name, without regard to case.
    pub(super) fn get(&self, name: &str) -> Option<&(Arc<str>, Type)> {
        self.list.iter().find(|(column, _)| column.eq_ignore_ascii_case(name))
    }

    /// The names, for "did you mean".
    pub(super) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.list.iter().map(|(name, _)| name.as_ref())
    }
}

/// What an expression gives.
#[derive(Debug, Clone)]
pub(super) enum Type {
    /// Not known; fits everywhere.
    Any,
    Bool,
    Number,
    Text,
    Version,
    VersionPattern,
    Time,
    Duration,
    Size,
    List(Box<Type>),
    Row(Shape),
    Rows(Shape),
}

impl Type {
    /// The type of a column or fact.
    pub(super) fn of(value_type: ValueType) -> Self {
        match value_type {
            ValueType::Bool => Self::Bool,
            ValueType::Number => Self::Number,
            ValueType::Text => Self::Text,
            ValueType::Version => Self::Version,
            ValueType::Time => Self::Time,
            ValueType::Duration => Self::Duration,
            ValueType::Size => Self::Size,
            ValueType::List => Self::List(Box::new(Self::Text)),
            ValueType::Any => Self::Any,
        }
    }

    /// How messages call a value of this type.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Any => "a value",
            Self::Bool => "a true-or-false value",
            Self::Number => "a number",
            Self::Text => "text",
            Self::Version => "a version",
            Self::VersionPattern => "a version pattern",
            Self::Time => "a point in time",
            Self::Duration => "a length of time",
            Self::Size => "a size in bytes",
            Self::List(_) => "a list",
            Self::Row(_) => "a row",
            Self::Rows(_) => "rows",
        }
    }

    /// `this is text`, `these are rows`.
    pub(super) fn this(&self) -> String {
        match self {
            Self::Rows(_) => String::from("these are rows"),
            other => format!("this is {}", other.name()),
        }
    }

    /// Whether a value of this type can stand where `other` is meant, or be compared with it.
    pub(super) fn fits(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => true,
            (Self::List(a), Self::List(b)) => a.fits(b),
            // A plain number is a number of bytes.
            (Self::Size, Self::Number) | (Self::Number, Self::Size) => true,
            (Self::Row(_), Self::Row(_)) | (Self::Rows(_), Self::Rows(_)) => true,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }

    /// Whether `-lt` and its like make sense.
    pub(super) fn is_ordered(&self) -> bool {
        matches!(
            self,
            Self::Any | Self::Number | Self::Version | Self::Time | Self::Duration | Self::Size
        )
    }

    /// The common type of two values, for lists and `??`.
    pub(super) fn join(self, other: &Self) -> Self {
        match (&self, other) {
            (Self::Any, _) | (_, Self::Any) => Self::Any,
            (a, b) if a.fits(b) => self,
            _ => Self::Any,
        }
    }
}
