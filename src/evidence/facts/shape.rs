//! The one description of what `facts.json` holds beside the facts of `model::fact_schemas`.
//!
//! Everywhere `null` says *looked, and it is not there*, and `{ "unknown": "reason" }` says *could
//! not be read*. What stands nowhere is unknown, too. Member names are compared without regard to
//! case, because `ConvertTo-Json` writes them as PowerShell's objects spell them.

use crate::model::{fact_schemas, ValueType};

/// Members of the file that hold facts, and the ones inside of them that no fact is read from yet.
pub(super) const SECTIONS: &[(&str, &[&str])] = &[
    ("server", &[]),
    ("exchange", &["servers"]),
    ("activeDirectory", &[]),
    ("locale", &[]),
    ("user", &[]),
];

/// The list of services.
pub(super) const SERVICES: &str = "services";

/// Members of the file that no source reads yet.
pub(super) const UNREAD: &[&str] = &["registry", "updates", "probes"];

/// What PowerShell adds to objects that came from another computer or session.
pub(super) const OF_POWERSHELL: &[&str] =
    &["PSComputerName", "PSShowComputerName", "RunspaceId", "PSSourceJobInstanceId"];

/// Words of a fact, each with what is written for it, and with its numbers.
#[derive(Debug)]
pub(super) struct Words {
    /// What the fact is called.
    pub(super) names: &'static [&'static str],
    /// Other ways to write one of them, without blanks.
    pub(super) aliases: &'static [(&'static str, &'static str)],
    pub(super) numbers: &'static [(i64, &'static str)],
    /// What says nothing.
    pub(super) silent: &'static [&'static str],
}

/// `ServiceStartMode` of .NET, `ServiceStartupType` of PowerShell 7, `StartMode` of WMI.
pub(super) const START_TYPES: Words = Words {
    names: &["Boot", "System", "Automatic", "Manual", "Disabled"],
    aliases: &[
        ("Auto", "Automatic"),
        ("AutomaticDelayedStart", "Automatic"),
        ("Automatic(DelayedStart)", "Automatic"),
    ],
    numbers: &[
        (0, "Boot"),
        (1, "System"),
        (2, "Automatic"),
        (3, "Manual"),
        (4, "Disabled"),
        (10, "Automatic"),
        (-1, ""),
    ],
    silent: &["", "InvalidValue", "Unknown"],
};

/// `ServiceControllerStatus` of .NET, `State` of WMI; the `Status` of WMI is another thing.
pub(super) const STATUSES: Words = Words {
    names: &[
        "Stopped",
        "StartPending",
        "StopPending",
        "Running",
        "ContinuePending",
        "PausePending",
        "Paused",
    ],
    aliases: &[],
    numbers: &[
        (1, "Stopped"),
        (2, "StartPending"),
        (3, "StopPending"),
        (4, "Running"),
        (5, "ContinuePending"),
        (6, "PausePending"),
        (7, "Paused"),
    ],
    silent: &[
        "",
        "OK",
        "Error",
        "Degraded",
        "Unknown",
        "PredFail",
        "Starting",
        "Stopping",
        "Service",
        "Stressed",
        "NonRecover",
        "NoContact",
        "LostComm",
    ],
};

/// What is read of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OfService {
    Name,
    DisplayName,
    StartType,
    Status,
    Computer,
}

/// The members of a service, as `Get-Service` of Windows PowerShell and of PowerShell 7, CIM and
/// remoting write them. It has many more, and none of them matters here.
pub(super) const SERVICE: &[(&str, OfService)] = &[
    ("name", OfService::Name),
    ("displayName", OfService::DisplayName),
    ("startType", OfService::StartType),
    ("status", OfService::Status),
    ("ServiceName", OfService::Name),
    ("StartupType", OfService::StartType),
    ("StartMode", OfService::StartType),
    ("State", OfService::Status),
    ("MachineName", OfService::Computer),
    ("SystemName", OfService::Computer),
    ("PSComputerName", OfService::Computer),
];

/// The members of a section: those that are facts, with their path and type.
pub(super) fn members(
    section: &str,
) -> impl Iterator<Item = (&'static str, &'static str, ValueType)> + Clone + '_ {
    fact_schemas().iter().filter_map(move |fact| {
        let member = fact.path.strip_prefix(section)?.strip_prefix('.')?;
        Some((member, fact.path, fact.value_type))
    })
}
