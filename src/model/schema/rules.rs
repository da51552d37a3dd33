//! Rules as rows, for the conditions of profiles.

use super::types::{choice, column, ArgumentKind, Limits, SourceSchema, ValueType};
use crate::model::Severity;
use ValueType::{List, Text};

/// What `include rules where` and `exclude rules where` look at: one row a rule. No rule can read it.
pub static RULES: SourceSchema = SourceSchema {
    name: "rules",
    argument: ArgumentKind::None,
    default_path: None,
    columns: &[
        column("Id", Text, "The rule's id."),
        column("Title", Text, "Its title."),
        choice("Severity", Severity::KEYWORDS, "How much it matters."),
        column("Phase", List, "Before, After, or both."),
        column("Tags", List, "Its tags."),
        column("Cves", List, "The CVEs that it is about."),
        column("Sources", List, "The sources that it reads, such as service."),
    ],
    single: false,
    takes_pattern: false,
    help: "The rules themselves, in a profile.",
    needs_elevation: false,
    offline: "the same",
    limits: Limits::QUESTION,
};
