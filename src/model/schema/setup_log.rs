//! The views of Exchange's setup log, one source each.

use super::files::OFFLINE_FILE;
use super::types::{
    choice, column, line, localized, time, ArgumentKind, ColumnSchema, Limits, SourceSchema, Unit,
    ValueType,
};
use ValueType::{Bool, Number, Text, Version};

const SETUP_LOG: &str = "${server.systemDrive}\\ExchangeSetupLogs\\ExchangeSetup.log";
const LAST_RUN: &str =
    "Of the setup run that setuplog.judged gives. A log that is missing, cut or not a setup log leaves what \
     is not found unknown.";
const LAST_ANALYSIS: &str =
    "Of the last analysis of the setup run that setuplog.judged gives; the wizard's Retry makes \
     another one. A log that is missing, cut or not a setup log leaves what is not found unknown.";

const fn view(
    name: &'static str,
    columns: &'static [ColumnSchema],
    help: &'static str,
) -> SourceSchema {
    SourceSchema {
        name,
        argument: ArgumentKind::OptionalPath,
        default_path: Some(SETUP_LOG),
        columns,
        single: false,
        takes_pattern: false,
        help,
        needs_elevation: false,
        offline: OFFLINE_FILE,
        limits: Limits::LOG,
    }
}

/// A view whose rows a `pattern` may choose by their text.
const fn with_pattern(view: SourceSchema) -> SourceSchema {
    SourceSchema { takes_pattern: true, ..view }
}

const RUN: &[ColumnSchema] = &[
    column("Number", Number, "The run's number in the log.").counts(Unit::Runs),
    time("StartTime", "When the run started."),
    time("EndTime", "Time of the run's last record."),
    choice(
        "Result",
        &["Succeeded", "Failed", "Unfinished", "Cancelled", "Restart"],
        "By setup's own results and a few lines that are English everywhere, never by a \
         sentence that is translated. A run is unfinished where the log ends before it does, \
         and cancelled where the wizard was closed before it changed anything; after Restart \
         setup has renewed its own files and asks to be started again. A run that ended without \
         any of these is unknown.",
    ),
    column("Ended", Bool, "Whether the log has the run's end."),
    column("Product", Text, "2013, 2016, 2019 or Subscription Edition, from the banner."),
    column("SetupVersion", Version, "Build that setup would install."),
    column("InstalledVersion", Version, "Build that was installed before the run."),
    column("Mode", Text, "The mode parameter: Install, Upgrade, Uninstall ..."),
    column("User", Text, "The account that ran setup."),
];

pub(super) const RUNS: SourceSchema = view(
    "setuplog.runs",
    RUN,
    "All setup runs of the log, oldest first. A missing log, or one without a run, is unknown.",
);

pub(super) const JUDGED: SourceSchema = view(
    "setuplog.judged",
    RUN,
    "One row: the last setup run of the log that decided something. After a run that did not end \
     well, one that was cancelled, refused at its start or asks to be started again decides nothing, \
     and a success of PrepareAD, of a language pack or the like says nothing of this server. A \
     missing log, or one without a run, is unknown.",
);

pub(super) const CAUSES: SourceSchema = with_pattern(view(
    "setuplog.causes",
    &[
        column("Run", Number, "Number of the run in the log.").counts(Unit::Runs),
        choice(
            "Kind",
            &["Prerequisite", "Error", "Warning", "Message"],
            "A prerequisite that was not met, or an error; where the run has neither, what stands \
             directly before the result that says failure.",
        ),
        column(
            "Name",
            Text,
            "Name of the prerequisite, or type of the exception; missing where there is none.",
        ),
        column("Component", Text, "Setup component of the error reference that closes the block."),
        line("Line in the log."),
        time("Time", "Time of the record."),
        localized("Text", "What setup says; a pattern looks at it."),
    ],
    "What stopped the runs of the log that did not succeed: each cause once, however often setup \
     says it. A missing log, or one without a run, is unknown.",
));

pub(super) const RECORDS: SourceSchema = with_pattern(view(
    "setuplog.records",
    &[
        line("Line in the log."),
        time("Time", "Time of the record."),
        column("Depth", Number, "Nesting of setup's tasks.").counts(Unit::Levels),
        choice(
            "Level",
            &["Error", "Warning", "Required", "Recommended", "ErrorReference", "Information"],
            "How grave the record is.",
        ),
        column("Script", Text, "Setup script that wrote it, such as ServiceControl.ps1."),
        localized("Text", "The record with its continuation lines; a pattern looks at it."),
    ],
    LAST_RUN,
));

pub(super) const SETTINGS: SourceSchema = view(
    "setuplog.settings",
    &[
        column("Name", Text, "Name of the prerequisite setting."),
        column("Value", Text, "The value that setup found."),
        column("HasException", Bool, "Whether reading it failed inside setup."),
        line("Line in the log."),
    ],
    LAST_ANALYSIS,
);

pub(super) const RULES: SourceSchema = view(
    "setuplog.rules",
    &[
        column("Name", Text, "Name of the prerequisite rule; the same in every language."),
        column("Value", Bool, "True when the rule's condition was met, which blocks or warns."),
        column(
            "Failed",
            Bool,
            "Whether setup stopped because of it: what setup says at the end of the analysis. Where \
             the log does not have that end, a rule that is true and no warning counts.",
        ),
        choice(
            "Type",
            &["Error", "Warning", "None"],
            "Only Error stops setup; missing where the log does not have it.",
        ),
        column("HasException", Bool, "Whether evaluating it failed inside setup."),
        line("Line in the log."),
    ],
    LAST_ANALYSIS,
);

pub(super) const FAILURES: SourceSchema = with_pattern(view(
    "setuplog.failures",
    &[
        column("Name", Text, "Name of the prerequisite rule that failed."),
        localized("Message", "Setup's message; a pattern looks at it."),
        line("Line in the log."),
    ],
    LAST_ANALYSIS,
));

pub(super) const ERRORS: SourceSchema = with_pattern(view(
    "setuplog.errors",
    &[
        localized("Text", "The error with its continuation lines; a pattern looks at it."),
        column(
            "Exception",
            Text,
            "Type of the exception, such as System.InvalidOperationException; missing where the \
             error names none.",
        ),
        column("Reference", Text, "Id of the error reference that closes the block."),
        column("Component", Text, "Setup component of the reference, the part before `___`."),
        line("Line in the log."),
        time("Time", "Time of the error."),
    ],
    LAST_RUN,
));

pub(super) const REFERENCES: SourceSchema = view(
    "setuplog.references",
    &[
        column("Id", Text, "The whole id, such as ADSchemaComponent___f5739a..."),
        column("Component", Text, "The part of the id before `___`: where setup failed."),
        line("Line in the log."),
        time("Time", "Time of the record."),
    ],
    LAST_RUN,
);
