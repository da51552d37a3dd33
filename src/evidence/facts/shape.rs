//! The one description of `facts.json`.
//!
//! Scalars are those of `model::fact_schemas`; this adds the lists that no scalar describes.
//! Everywhere `null` says *looked, and it is not there*, and `{ "unknown": "reason" }` says *could
//! not be read*. What stands nowhere is unknown, too. Member names are compared without regard to
//! case, because `ConvertTo-Json` writes them as PowerShell's objects spell them.

use crate::model::{fact_schemas, ValueType};

/// What may stand at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// An object with these members.
    Object(&'static [(&'static str, Shape)]),
    /// A section: the facts whose path starts so, and further members.
    Section(&'static str, &'static [(&'static str, Shape)]),
    /// A list of one thing.
    List(&'static Shape),
    /// An object whose member names are data.
    Map(&'static Shape),
    /// A single value.
    Value(ValueType),
    /// One of these words, or the number of its place in the list.
    Word(&'static [&'static str]),
}

use Shape::{List, Map, Object, Section, Value, Word};

const TEXT: Shape = Value(ValueType::Text);

/// Start types in the order of their numbers in Windows.
pub(super) const START_TYPES: &[&str] = &["Boot", "System", "Automatic", "Manual", "Disabled"];

/// States in the order of their numbers in Windows, which begin with 1.
pub(super) const STATUSES: &[&str] = &[
    "",
    "Stopped",
    "StartPending",
    "StopPending",
    "Running",
    "ContinuePending",
    "PausePending",
    "Paused",
];

/// One service: `Get-Service | Select-Object Name, DisplayName, StartType, Status` gives it.
pub(super) const SERVICE: &[(&str, Shape)] = &[
    ("name", TEXT),
    ("displayName", TEXT),
    ("startType", Word(START_TYPES)),
    ("status", Word(STATUSES)),
];

/// The whole file.
pub(super) const FACTS: Shape = Object(&[
    ("server", Section("server", &[])),
    (
        "exchange",
        Section(
            "exchange",
            &[(
                "servers",
                List(&Object(&[
                    ("name", TEXT),
                    ("site", TEXT),
                    ("build", Value(ValueType::Version)),
                    ("roles", Value(ValueType::List)),
                    ("internetFacing", Value(ValueType::Bool)),
                ])),
            )],
        ),
    ),
    ("activeDirectory", Section("activeDirectory", &[])),
    ("services", List(&Object(SERVICE))),
    // Key path, value name, data.
    ("registry", Map(&Map(&Value(ValueType::Any)))),
    (
        "updates",
        List(&Object(&[
            ("id", TEXT),
            ("name", TEXT),
            ("version", Value(ValueType::Version)),
            ("installedOn", TEXT),
        ])),
    ),
    ("locale", Section("locale", &[])),
    ("user", Section("user", &[])),
    // Address, and what came back.
    (
        "probes",
        Map(&Object(&[("status", Value(ValueType::Number)), ("body", TEXT), ("error", TEXT)])),
    ),
]);

/// The members of an object, in the order of the schema.
pub(super) fn members(shape: Shape) -> Vec<(&'static str, Shape)> {
    match shape {
        Object(members) => members.to_vec(),
        Section(name, more) => fact_schemas()
            .iter()
            .filter_map(|fact| {
                let member = fact.path.strip_prefix(name)?.strip_prefix('.')?;
                Some((member, Value(fact.value_type)))
            })
            .chain(more.iter().copied())
            .collect(),
        _ => Vec::new(),
    }
}
