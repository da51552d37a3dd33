//! Sources that are no file of their own: the services, and what other rules say.

use super::types::{
    choice, column, line, localized, time, ArgumentKind, Limits, SourceSchema, Unit, ValueType,
};
use ValueType::{List, Number, Text};

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

/// Where a service ends by ServiceControl.ps1's own lines.
const ENDS: &[&str] = &["Disabled", "AsBefore"];
/// Why it ends disabled.
const REASONS: &[&str] = &["NotEnabled", "UnableToEnable", "NotInRecord", "RecordedWhileDisabled"];

pub(super) const SERVICE_CONTROL: SourceSchema = SourceSchema {
    name: "servicecontrol",
    argument: ArgumentKind::None,
    default_path: Some("${server.systemDrive}\\ExchangeSetupLogs"),
    columns: &[
        column("Service", Text, "Service name, the same in every language."),
        choice(
            "EndsAs",
            ENDS,
            "How setup left the service. Unknown where the logs may not show all that was done to \
             it.",
        ),
        choice("Reason", REASONS, "Why it was left so; missing where it was not left disabled."),
        choice(
            "StartType",
            START_TYPES,
            "How the service starts now; unknown where the list of services lacks it.",
        ),
        column(
            "Doubt",
            Text,
            "Why it is not known whether setup left the service disabled and it still is; missing \
             where that is known.",
        ),
        column(
            "RecordedStartType",
            Text,
            "The start type that a record which is still there has for it; missing where none has \
             one with which it can start.",
        ),
        column("Path", Text, "Full path of the log with the line that decides."),
        line("Line in that log."),
        time("Time", "Time of that line; ServiceControl.log has only local times, so missing there."),
        column("Text", Text, "The line."),
        column(
            "RecordLine",
            Number,
            "Line in that log by which the record was made while the service was disabled.",
        )
        .counts(Unit::Lines),
    ],
    single: false,
    takes_pattern: false,
    help: "What ServiceControl.ps1 did to the start types of services before and after an update, \
           replayed over ServiceControl.log and ExchangeSetup.log in order of time, with the \
           records ServiceStartupMode*.xml: a row for each service that the logs name or the server \
           has.",
    needs_elevation: false,
    offline: "the same folder, and services in facts.json",
    limits: Limits::LOG,
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
