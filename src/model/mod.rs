//! The plain types that every other part speaks: values, evidence rows, outcomes, results, plans,
//! and the one description of every evidence source and fact.
//!
//! Nothing here reads a file, parses a rule or decides anything.

mod coverage;
mod outcome;
mod plan;
mod result;
mod row;
mod schema;
mod stop;
mod value;
mod version;

pub use coverage::{CoverageGap, Covered, RuleCoverage};
pub use outcome::{Grade, Outcome, Phase, Safety, Severity};
pub use plan::{Plan, PlanStep};
pub use result::{Evidence, Finding, RuleResult, RuleTestResult};
pub use row::{Completeness, Location, Row, Rows};
pub use schema::{
    fact_schema, fact_schemas, source_schema, source_schemas, ArgumentKind, ColumnSchema,
    FactSchema, Limits, Registry, SourceSchema, Unit, ValueType, RULES,
};
pub use stop::Stop;
pub use value::{format_time, join_reasons, Truth, Value};
pub use version::{Version, VersionPattern};
