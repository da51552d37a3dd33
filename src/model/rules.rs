//! Rules as rows, for the conditions of profiles.

use super::schema::{ArgumentKind, ColumnSchema, SourceSchema, ValueType};
use super::Severity;

const fn column(name: &'static str, value_type: ValueType, help: &'static str) -> ColumnSchema {
    ColumnSchema { name, value_type, help, values: &[] }
}

/// What `include rules where` and `exclude rules where` look at: one row a rule. No rule can read it.
pub static RULES: SourceSchema = SourceSchema {
    name: "rules",
    argument: ArgumentKind::None,
    default_path: None,
    columns: &[
        column("Id", ValueType::Text, "The rule's id."),
        column("Title", ValueType::Text, "Its title."),
        ColumnSchema {
            values: Severity::KEYWORDS,
            ..column("Severity", ValueType::Text, "Information, Low, Medium, High or Critical.")
        },
        column("Phase", ValueType::List, "Before, After, or both."),
        column("Tags", ValueType::List, "Its tags."),
        column("Cves", ValueType::List, "The CVEs that it is about."),
        column("Sources", ValueType::List, "The sources that it reads, such as service."),
    ],
    single: false,
    takes_pattern: false,
    help: "The rules themselves, in a profile.",
    needs_elevation: false,
    offline: "the same",
};
