//! The one description of every evidence source and every fact.
//!
//! The checker, "did you mean", the help and the readers all take names, columns and types from
//! here, so that a column can be renamed in one place and every rule that used it is reported.

/// The type of a column or fact, as a rule sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// True or false.
    Bool,
    /// A plain number.
    Number,
    /// Text.
    Text,
    /// A build number of four parts.
    Version,
    /// A point in time, UTC.
    Time,
    /// A length of time.
    Duration,
    /// A size in bytes.
    Size,
    /// A list of text.
    List,
    /// Any of them; checked when the rule runs.
    Any,
}

/// What stands between a source's name and its `where`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentKind {
    /// Nothing may stand there.
    None,
    /// A Windows path that must be given.
    Path,
    /// A Windows path; the source has a default.
    OptionalPath,
    /// A name to look for in the source's first column; all rows without it.
    OptionalName,
}

/// One column of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSchema {
    /// The name that rules use.
    pub name: &'static str,
    /// Its type.
    pub value_type: ValueType,
    /// What it holds, with its unit.
    pub help: &'static str,
    /// The only words that it ever holds; none where it holds any text.
    pub values: &'static [&'static str],
}

/// One source of evidence: a typed table with documented columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSchema {
    /// The name that rules use; views of one file share what stands before the dot.
    pub name: &'static str,
    /// What its argument is.
    pub argument: ArgumentKind,
    /// The path that is read when the rule gives none; facts in `${...}` are filled in.
    pub default_path: Option<&'static str>,
    /// Its columns, in the order in which they are shown.
    pub columns: &'static [ColumnSchema],
    /// Whether one object is meant and not a list: `file` gives one row.
    pub single: bool,
    /// Whether `pattern` may be used, whose named groups become columns. It looks at the column
    /// `Text`, or at `Message` where there is no such column.
    pub takes_pattern: bool,
    /// What it reads and what absence means, for help and documentation.
    pub help: &'static str,
    /// Whether a live server must be asked as an elevated administrator.
    pub needs_elevation: bool,
    /// Where a folder target or snapshot has it.
    pub offline: &'static str,
}

impl SourceSchema {
    /// The column of that name, without regard to case.
    pub fn column(&self, name: &str) -> Option<&'static ColumnSchema> {
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))
    }
}

/// One fact about the server, such as `exchange.build`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactSchema {
    /// Its path in rules and in `facts.json`.
    pub path: &'static str,
    /// Its type.
    pub value_type: ValueType,
    /// What it holds, and how it is found where `facts.json` does not say.
    pub help: &'static str,
}

const fn column(name: &'static str, value_type: ValueType, help: &'static str) -> ColumnSchema {
    ColumnSchema { name, value_type, help, values: &[] }
}

/// A column that holds one of these words and nothing else.
const fn choice(
    name: &'static str,
    values: &'static [&'static str],
    help: &'static str,
) -> ColumnSchema {
    ColumnSchema { name, value_type: ValueType::Text, help, values }
}

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

const fn fact(path: &'static str, value_type: ValueType, help: &'static str) -> FactSchema {
    FactSchema { path, value_type, help }
}

const SETUP_LOG: &str = "${server.systemDrive}\\ExchangeSetupLogs\\ExchangeSetup.log";
const OFFLINE_FILE: &str = "the same path in the folder";
const LAST_RUN: &str =
    "Of the last setup run in the log. A log that is missing, cut or not a setup \
                        log leaves what is not found unknown.";

const fn setup_view(
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
    }
}

/// A view whose rows a `pattern` may choose by their text.
const fn with_pattern(view: SourceSchema) -> SourceSchema {
    SourceSchema { takes_pattern: true, ..view }
}

use ValueType::{Bool, List, Number, Size, Text, Time, Version};

static SOURCES: &[SourceSchema] = &[
    SourceSchema {
        name: "file",
        argument: ArgumentKind::Path,
        default_path: None,
        columns: &[
            column("Path", Text, "Full path."),
            column("Name", Text, "File name."),
            column("Size", Size, "Size in bytes."),
            column("CreationTime", Time, "Creation time, UTC; a copy changes it."),
            column("LastWriteTime", Time, "Last write time, UTC."),
            column(
                "Version",
                Version,
                "File version of the PE version resource, four numbers; missing where the file \
                 has none.",
            ),
        ],
        single: true,
        takes_pattern: false,
        help: "One file: whether it exists, its size, times and version. A file that is not there \
               is missing; one that cannot be examined is unknown.",
        needs_elevation: false,
        offline: OFFLINE_FILE,
    },
    SourceSchema {
        name: "textlog",
        argument: ArgumentKind::Path,
        default_path: None,
        columns: &[
            column("Path", Text, "Full path of the log."),
            column("Line", Number, "Line in the log, from 1."),
            column("Text", Text, "The line, cut after 64 KiB; the pattern looks at it."),
        ],
        single: false,
        takes_pattern: true,
        help: "Lines of a text log in UTF-8 or UTF-16. Named groups of the pattern become \
               columns. A log that is missing or unreadable leaves what is not found unknown.",
        needs_elevation: false,
        offline: OFFLINE_FILE,
    },
    setup_view(
        "setuplog.runs",
        &[
            column("Number", Number, "The run's number in the log, from 1."),
            column("StartTime", Time, "When the run started, UTC."),
            column("EndTime", Time, "Time of the run's last record, UTC."),
            choice(
                "Result",
                &["Succeeded", "Failed", "Unfinished"],
                "Succeeded, Failed, or Unfinished where the log ends before the run does. Success is \
                 known by its English sentence; failure also by an error reference, an error of \
                 depth 0 or 1, the exit code, or a prerequisite that was not met. A run that ended \
                 without any of these is unknown.",
            ),
            column("Ended", Bool, "Whether the log has the run's end."),
            column("Product", Text, "2013, 2016, 2019 or Subscription Edition, from the banner."),
            column("SetupVersion", Version, "Build that setup would install."),
            column("InstalledVersion", Version, "Build that was installed before the run."),
            column("Mode", Text, "The mode parameter: Install, Upgrade, Uninstall ..."),
            column("User", Text, "The account that ran setup."),
        ],
        "All setup runs of the log, oldest first. A missing log, or one without a run, is unknown.",
    ),
    with_pattern(setup_view(
        "setuplog.records",
        &[
            column("Line", Number, "Line in the log, from 1."),
            column("Time", Time, "Time of the record, UTC."),
            column("Depth", Number, "Nesting level of setup's tasks, from 0."),
            choice(
                "Level",
                &["Error", "Warning", "Required", "Recommended", "ErrorReference", "Information"],
                "Error, Warning, Required, Recommended, ErrorReference or Information.",
            ),
            column("Script", Text, "Setup script that wrote it, such as ServiceControl.ps1."),
            column("Text", Text, "The record with its continuation lines, cut after 64 KiB; a pattern looks at it."),
        ],
        LAST_RUN,
    )),
    setup_view(
        "setuplog.settings",
        &[
            column("Name", Text, "Name of the prerequisite setting."),
            column("Value", Text, "The value that setup found."),
            column("HasException", Bool, "Whether reading it failed inside setup."),
            column("Line", Number, "Line in the log, from 1."),
        ],
        LAST_RUN,
    ),
    setup_view(
        "setuplog.rules",
        &[
            column("Name", Text, "Name of the prerequisite rule; the same in every language."),
            column("Value", Bool, "True when the rule's condition was met, which blocks or warns."),
            column("HasException", Bool, "Whether evaluating it failed inside setup."),
            column("Line", Number, "Line in the log, from 1."),
        ],
        LAST_RUN,
    ),
    with_pattern(setup_view(
        "setuplog.failures",
        &[
            column("Name", Text, "Name of the prerequisite rule that failed."),
            column("Message", Text, "Setup's message, in the server's language; a pattern looks at it."),
            column("Line", Number, "Line in the log, from 1."),
        ],
        LAST_RUN,
    )),
    with_pattern(setup_view(
        "setuplog.errors",
        &[
            column("Text", Text, "The error with its continuation lines, cut after 64 KiB; a pattern looks at it."),
            column(
                "Exception",
                Text,
                "Type of the exception, such as System.InvalidOperationException; missing where \
                 the error names none.",
            ),
            column("Reference", Text, "Id of the error reference that closes the block."),
            column("Component", Text, "Setup component of the reference, the part before `___`."),
            column("Line", Number, "Line in the log, from 1."),
            column("Time", Time, "Time of the error, UTC."),
        ],
        LAST_RUN,
    )),
    setup_view(
        "setuplog.references",
        &[
            column("Id", Text, "The whole id, such as ADSchemaComponent___f5739a..."),
            column("Component", Text, "The part of the id before `___`: where setup failed."),
            column("Line", Number, "Line in the log, from 1."),
            column("Time", Time, "Time of the record, UTC."),
        ],
        LAST_RUN,
    ),
    SourceSchema {
        name: "service",
        argument: ArgumentKind::OptionalName,
        default_path: None,
        columns: &[
            column("Name", Text, "Service name, the same in every language."),
            column("DisplayName", Text, "Name that services.msc shows."),
            choice("StartType", START_TYPES, "Automatic, Manual, Disabled, Boot or System."),
            choice("Status", STATUSES, "Running, Stopped, Paused, StartPending ..."),
        ],
        single: false,
        takes_pattern: false,
        help: "Windows services. Where no list of services was collected, all of them are unknown.",
        needs_elevation: false,
        offline: "services in facts.json",
    },
    SourceSchema {
        name: "result",
        argument: ArgumentKind::None,
        default_path: None,
        columns: &[
            column("RuleId", Text, "Id of another rule."),
            choice("Outcome", OUTCOMES, "What it says about this target: Detected, Clear ..."),
            choice("Severity", SEVERITIES, "Its severity."),
            column("Tags", List, "Its tags."),
        ],
        single: false,
        takes_pattern: false,
        help: "Results of the other rules that do not read results themselves, for rules such as \
               `no other rule explains it`.",
        needs_elevation: false,
        offline: "the same",
    },
];

static FACTS: &[FactSchema] = &[
    fact("server.name", Text, "Computer name."),
    fact("server.domain", Text, "DNS name of the domain."),
    fact("server.site", Text, "Active Directory site."),
    fact("server.systemDrive", Text, "Drive of Windows, such as C:. C: where nothing says so."),
    fact("server.osVersion", Text, "Version of Windows, such as 10.0.17763."),
    fact(
        "server.time",
        Time,
        "When the facts were collected, UTC; of a live server, now. `within` counts from it.",
    ),
    fact(
        "exchange.installed",
        Bool,
        "Whether Exchange is installed; true where its installation folder is found.",
    ),
    fact(
        "exchange.generation",
        Number,
        "2010, 2013, 2016 or 2019; 2025 stands for Subscription Edition. Follows from the build.",
    ),
    fact("exchange.product", Text, "Product name, such as Exchange Server 2019."),
    fact(
        "exchange.build",
        Version,
        "Installed build; the file version of ExSetup.exe, because a security update does not \
         change AdminDisplayVersion.",
    ),
    fact("exchange.roles", List, "Installed roles: Mailbox, ClientAccess, EdgeTransport ..."),
    fact(
        "exchange.install",
        Text,
        "Installation folder without a closing backslash; a folder target finds it by its \
         standard places on any drive.",
    ),
    fact("exchange.bin", Text, "The Bin folder below exchange.install."),
    fact("activeDirectory.forest", Text, "DNS name of the forest."),
    fact("activeDirectory.domain", Text, "DNS name of the server's domain."),
    fact("activeDirectory.site", Text, "Site of the server."),
    fact("activeDirectory.schemaMaster", Text, "Domain controller that holds the schema master."),
    fact("activeDirectory.schemaMasterDomain", Text, "DNS name of the schema master's domain."),
    fact("activeDirectory.schemaMasterSite", Text, "Site of the schema master."),
    fact("activeDirectory.schemaVersion", Number, "rangeUpper of ms-Exch-Schema-Version-Pt."),
    fact("activeDirectory.organizationVersion", Number, "objectVersion of the organization."),
    fact("activeDirectory.domainVersion", Number, "objectVersion of the system objects container."),
    fact("locale.culture", Text, "Culture of the account, such as en-US."),
    fact("locale.systemLocale", Text, "Language for non-Unicode programs, such as ja-JP."),
    fact("locale.ansiCodePage", Number, "ANSI code page, such as 932."),
    fact("user.name", Text, "Account that collected the facts."),
    fact("user.elevated", Bool, "Whether that account was elevated."),
    fact("user.groups", List, "Groups of that account."),
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
