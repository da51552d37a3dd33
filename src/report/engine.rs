//! What the engine is and what rules can name, for help and documentation.

use serde::Serialize;

use crate::model::{fact_schemas, source_schemas, ArgumentKind, FactSchema, SourceSchema};

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
    facts: Vec<Named>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Source {
    name: &'static str,
    argument: &'static str,
    default: Option<&'static str>,
    columns: Vec<Named>,
    single: bool,
    takes_pattern: bool,
    needs_elevation: bool,
    offline: &'static str,
    help: &'static str,
}

/// A column or a fact.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    name: &'static str,
    r#type: String,
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
        facts: fact_schemas()
            .iter()
            .map(|FactSchema { path, value_type, help }| Named {
                name: path,
                r#type: format!("{value_type:?}"),
                help,
            })
            .collect(),
    }
}

impl Source {
    fn new(schema: &SourceSchema) -> Self {
        Self {
            name: schema.name,
            argument: match schema.argument {
                ArgumentKind::None => "None",
                ArgumentKind::Path => "Path",
                ArgumentKind::OptionalPath => "OptionalPath",
                ArgumentKind::OptionalName => "OptionalName",
            },
            default: schema.default_path,
            columns: schema
                .columns
                .iter()
                .map(|column| Named {
                    name: column.name,
                    r#type: format!("{:?}", column.value_type),
                    help: column.help,
                })
                .collect(),
            single: schema.single,
            takes_pattern: schema.takes_pattern,
            needs_elevation: schema.needs_elevation,
            offline: schema.offline,
            help: schema.help,
        }
    }
}
