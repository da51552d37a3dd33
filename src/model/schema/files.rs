//! Sources that are one file: the file itself, and the lines of a text log.

use super::types::{column, line, time, ArgumentKind, Limits, SourceSchema, Unit, ValueType};
use ValueType::{Size, Text, Version};

/// Where a folder target has a file.
pub(super) const OFFLINE_FILE: &str = "the same path in the folder";

pub(super) const FILE: SourceSchema = SourceSchema {
    name: "file",
    argument: ArgumentKind::Path,
    default_path: None,
    columns: &[
        column("Path", Text, "Full path."),
        column("Name", Text, "File name."),
        column("Size", Size, "Size of its content.").counts(Unit::Bytes),
        time("CreationTime", "Creation time; a copy changes it."),
        time("LastWriteTime", "Last write time."),
        column(
            "Version",
            Version,
            "File version of the PE version resource, four numbers; missing where the file has \
             none.",
        ),
    ],
    single: true,
    takes_pattern: false,
    help: "One file: whether it exists, its size, times and version. A file that is not there is \
           missing; one that cannot be examined is unknown.",
    needs_elevation: false,
    offline: OFFLINE_FILE,
    limits: Limits { rows: 1, file_bytes: Some(Limits::PROGRAM_BYTES), ..Limits::QUESTION },
};

pub(super) const TEXTLOG: SourceSchema = SourceSchema {
    name: "textlog",
    argument: ArgumentKind::Path,
    default_path: None,
    columns: &[
        column("Path", Text, "Full path of the log."),
        line("Line in the log."),
        column("Text", Text, "The line; the pattern looks at it."),
    ],
    single: false,
    takes_pattern: true,
    help: "Lines of a text log in UTF-8 or UTF-16. Named groups of the pattern become columns. A \
           log that is missing or unreadable leaves what is not found unknown.",
    needs_elevation: false,
    offline: OFFLINE_FILE,
    limits: Limits::LOG,
};
