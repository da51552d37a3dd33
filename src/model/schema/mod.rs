//! The one description of every evidence source and every fact.
//!
//! The checker, "did you mean", the help and the readers all take names, columns, types, units and
//! limits from here, so that a column can be renamed in one place and every rule that used it is
//! reported.

mod facts;
mod files;
mod rules;
mod setup_log;
mod system;
#[cfg(test)]
mod tests;
mod types;

use facts::FACTS;
pub use rules::RULES;
pub use types::{ArgumentKind, ColumnSchema, FactSchema, Limits, SourceSchema, Unit, ValueType};

static SOURCES: &[SourceSchema] = &[
    files::FILE,
    files::TEXTLOG,
    setup_log::RUNS,
    setup_log::JUDGED,
    setup_log::CAUSES,
    setup_log::RECORDS,
    setup_log::SETTINGS,
    setup_log::RULES,
    setup_log::FAILURES,
    setup_log::ERRORS,
    setup_log::REFERENCES,
    system::SERVICE,
    system::SERVICE_CONTROL,
    system::RESULT,
];

/// The sources and facts that rules can name.
#[derive(Debug, Clone, Copy)]
pub struct Registry {
    /// Every source.
    pub sources: &'static [SourceSchema],
    /// Every fact.
    pub facts: &'static [FactSchema],
}

impl Registry {
    /// What this engine reads.
    pub const SHIPPED: Self = Self { sources: SOURCES, facts: FACTS };

    /// The source of that name, without regard to case.
    pub fn source(&self, name: &str) -> Option<&'static SourceSchema> {
        self.sources.iter().find(|source| source.name.eq_ignore_ascii_case(name))
    }

    /// The fact of that path, without regard to case.
    pub fn fact(&self, path: &str) -> Option<&'static FactSchema> {
        self.facts.iter().find(|fact| fact.path.eq_ignore_ascii_case(path))
    }
}

/// Every source that this engine reads.
pub fn source_schemas() -> &'static [SourceSchema] {
    Registry::SHIPPED.sources
}

/// The source of that name, without regard to case.
pub fn source_schema(name: &str) -> Option<&'static SourceSchema> {
    Registry::SHIPPED.source(name)
}

/// Every fact that this engine knows.
pub fn fact_schemas() -> &'static [FactSchema] {
    Registry::SHIPPED.facts
}

/// The fact of that path, without regard to case.
pub fn fact_schema(path: &str) -> Option<&'static FactSchema> {
    Registry::SHIPPED.fact(path)
}
