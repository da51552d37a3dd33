//! Sources that are no file of their own: the services, and what other rules say.

use super::types::{choice, column, localized, ArgumentKind, Limits, SourceSchema, ValueType};
use ValueType::{List, Text};

/// Start types of a service.
const START_TYPES: &[&str] = &["Automatic", "Manual", "Disabled", "Boot", "System"];
/// States of a service.
const STATUSES: &[&str] = &[
    "Running",
    "Stopped",
    "Paused",
    "StartPending",
    "StopPending",
    "ContinuePending",
    "PausePending",
];
const OUTCOMES: &[&str] =
    &["Detected", "Clear", "Unknown", "NotApplicable", "Blocked", "Waived", "Error"];
const SEVERITIES: &[&str] = &["Information", "Low", "Medium", "High", "Critical"];

pub(super) const SERVICE: SourceSchema = SourceSchema {
    name: "service",
    argument: ArgumentKind::OptionalName,
    default_path: None,
    columns: &[
        column("Name", Text, "Service name, the same in every language."),
        localized("DisplayName", "Name that services.msc shows."),
        choice("StartType", START_TYPES, "How the service starts."),
        choice("Status", STATUSES, "What the service does now."),
    ],
    single: false,
    takes_pattern: false,
    help: "Windows services. Where no list of services was collected, all of them are unknown.",
    needs_elevation: false,
    offline: "services in facts.json",
    limits: Limits { file_bytes: Some(Limits::FACTS_BYTES), ..Limits::QUESTION },
};

pub(super) const RESULT: SourceSchema = SourceSchema {
    name: "result",
    argument: ArgumentKind::None,
    default_path: None,
    columns: &[
        column("RuleId", Text, "Id of another rule."),
        choice("Outcome", OUTCOMES, "What it says about this target."),
        choice("Severity", SEVERITIES, "Its severity."),
        column("Tags", List, "Its tags."),
    ],
    single: false,
    takes_pattern: false,
    help: "Results of the other rules that do not read results themselves, for rules such as `no \
           other rule explains it`.",
    needs_elevation: false,
    offline: "the same",
    limits: Limits::QUESTION,
};
