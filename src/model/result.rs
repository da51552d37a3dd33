//! What a run gives: one result for a rule and a target, with findings and evidence.
//!
//! These types are the JSON that crosses the C ABI; the PowerShell objects have the same members.

use std::sync::Arc;

use serde::Serialize;

use super::{Grade, Location, Outcome, Plan, Severity, Value};

/// One piece of evidence of a finding.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Evidence {
    /// The file that was read, as the user can open it here; empty when it is not in a file.
    pub path: Arc<str>,
    /// The same file as a Windows path on the server.
    pub server_path: Arc<str>,
    /// Line in the file, from 1.
    pub line: Option<u64>,
    /// Byte offset of the line.
    pub offset: Option<u64>,
    /// Time that the evidence carries, ISO 8601 UTC.
    pub time: Option<String>,
    /// The evidence itself.
    pub text: Arc<str>,
    /// The columns that the rule asked to show, by name.
    pub values: serde_json::Map<String, serde_json::Value>,
}

impl Evidence {
    /// The evidence of a row's location, with the columns to show beside it.
    pub fn new<'a>(
        location: &Location,
        columns: impl IntoIterator<Item = (&'a str, &'a Value)>,
    ) -> Self {
        let json = |value: &Value| serde_json::to_value(value).unwrap_or(serde_json::Value::Null);
        Self {
            path: location.path.clone(),
            server_path: location.server_path.clone(),
            line: location.line,
            offset: location.offset,
            time: location.time.map(super::format_time),
            text: location.text.clone(),
            values: columns
                .into_iter()
                .map(|(name, value)| (name.to_owned(), json(value)))
                .collect(),
        }
    }
}

/// One thing that a rule found.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Finding {
    /// The sentence to show.
    pub message: String,
    /// How far an attack got, for rules that grade.
    pub grade: Option<Grade>,
    /// What was seen.
    pub evidence: Vec<Evidence>,
    /// How many rows of evidence there are in all; more than listed where a limit cut them.
    pub evidence_total: u64,
}

/// What one rule says about one target.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RuleResult {
    /// The rule's stable id.
    pub rule_id: Arc<str>,
    /// The rule's title.
    pub title: Arc<str>,
    /// What the rule says.
    pub outcome: Outcome,
    /// How much it matters.
    pub severity: Severity,
    /// The target's name: a computer, a folder, a snapshot.
    pub target: Arc<str>,
    /// What was found; empty unless the outcome is `Detected` or `Waived`.
    pub findings: Vec<Finding>,
    /// Why the outcome is what it is, in one sentence.
    pub reason: String,
    /// The deciding clauses and the values that they saw, one line each.
    pub explanation: Vec<String>,
    /// What to do about it; absent unless `Detected` or `Waived`.
    pub remedy: Option<Plan>,
}

/// The result of one `test` block, or of one of its cases.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RuleTestResult {
    /// The rule under test.
    pub rule_id: Arc<str>,
    /// The test's name, with the case where there are cases.
    pub name: String,
    /// Whether all expectations hold.
    pub passed: bool,
    /// What differs; empty when it passed.
    pub reason: String,
    /// The rule file.
    pub path: Arc<str>,
    /// Line of the `test`, or of the case's row, from 1.
    pub line: u32,
    /// How long it took.
    pub seconds: f64,
}
