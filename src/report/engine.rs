//! What the engine is and what rules can name, for help and documentation.

use serde::Serialize;

use crate::model::{
    fact_schemas, source_schemas, ArgumentKind, ColumnSchema, FactSchema, SourceSchema, Unit,
};

/// The version of the rule language. It goes up when a file that was sound may no longer be.
const LANGUAGE_VERSION: u32 = 1;

/// The engine's description of itself.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EngineDescription<L> {
    version: &'static str,
    abi: u32,
    language: u32,
    target: &'static str,
    limits: L,
    sources: Vec<Source>,
    facts: Vec<Fact>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Source {
    name: &'static str,
    argument: &'static str,
    default: Option<&'static str>,
    columns: Vec<Column>,
    single: bool,
    takes_pattern: bool,
    needs_elevation: bool,
    offline: &'static str,
    limits: SourceLimits,
    help: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Column {
    name: &'static str,
    r#type: String,
    unit: Option<&'static str>,
    values: &'static [&'static str],
    localized: bool,
    help: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct SourceLimits {
    rows: usize,
    row_bytes: usize,
    text_bytes: Option<usize>,
    file_bytes: Option<u64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Fact {
    name: &'static str,
    r#type: String,
    unit: Option<&'static str>,
    help: &'static str,
}

/// Describes this engine. ABI version and limits are the caller's.
pub fn describe_engine<L: Serialize>(abi: u32, limits: L) -> EngineDescription<L> {
    EngineDescription {
        version: crate::VERSION,
        abi,
        language: LANGUAGE_VERSION,
        target: env!("EXTRIAGE_TARGET"),
        limits,
        sources: source_schemas().iter().map(Source::new).collect(),
        facts: fact_schemas().iter().map(Fact::new).collect(),
    }
}

impl Source {
    fn new(schema: &SourceSchema) -> Self {
        let limits = schema.limits;
        Self {
            name: schema.name,
            argument: match schema.argument {
                ArgumentKind::None => "None",
                ArgumentKind::Path => "Path",
                ArgumentKind::OptionalPath => "OptionalPath",
                ArgumentKind::OptionalName => "OptionalName",
            },
            default: schema.default_path,
            columns: schema.columns.iter().map(Column::new).collect(),
            single: schema.single,
            takes_pattern: schema.takes_pattern,
            needs_elevation: schema.needs_elevation,
            offline: schema.offline,
            limits: SourceLimits {
                rows: limits.rows,
                row_bytes: limits.row_bytes,
                text_bytes: limits.text_bytes,
                file_bytes: limits.file_bytes,
            },
            help: schema.help,
        }
    }
}

impl Column {
    fn new(schema: &ColumnSchema) -> Self {
        Self {
            name: schema.name,
            r#type: format!("{:?}", schema.value_type),
            unit: schema.unit.map(Unit::as_str),
            values: schema.values,
            localized: schema.localized,
            help: schema.help,
        }
    }
}

impl Fact {
    fn new(schema: &FactSchema) -> Self {
        Self {
            name: schema.path,
            r#type: format!("{:?}", schema.value_type),
            unit: schema.unit.map(Unit::as_str),
            help: schema.help,
        }
    }
}
