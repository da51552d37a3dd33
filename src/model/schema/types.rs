//! The form of the descriptions: what is said of a source, a column and a fact.

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

/// What a number or a point in time counts, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Coordinated universal time.
    Utc,
    /// Lines of a file; the first one is 1.
    Lines,
    /// Runs of setup in a log; the first one is 1.
    Runs,
    /// Levels of nesting; the outermost one is 0.
    Levels,
    /// Calendar years.
    Years,
}

impl Unit {
    /// As help and documentation show it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Utc => "UTC",
            Self::Lines => "lines from 1",
            Self::Runs => "runs from 1",
            Self::Levels => "levels from 0",
            Self::Years => "year",
        }
    }
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

/// What is read and kept of a source at most, so that a huge or hostile one costs bounded memory
/// and time. The readers take their bounds from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Rows that one question keeps; further ones are counted and not kept.
    pub rows: usize,
    /// Bytes that the rows of one question take; further rows are counted and not kept.
    pub row_bytes: usize,
    /// Bytes of one line or record that are kept; the rest of a longer one is cut off.
    pub text_bytes: Option<usize>,
    /// Bytes of a file that is read as a whole, where the source reads one; what a larger one holds
    /// is unknown. Logs are read in pieces and may have any size.
    pub file_bytes: Option<u64>,
}

impl Limits {
    /// The bounds of every question.
    pub const QUESTION: Self =
        Self { rows: 100_000, row_bytes: 64 << 20, text_bytes: None, file_bytes: None };
    /// The bounds of a question to the lines or records of a log.
    pub const LOG: Self = Self { text_bytes: Some(Self::TEXT_BYTES), ..Self::QUESTION };

    /// Bytes of one line or record of a log.
    pub const TEXT_BYTES: usize = 64 << 10;
    /// Bytes of a program whose version is read: no program of Exchange comes near.
    pub const PROGRAM_BYTES: u64 = 64 << 20;
    /// Bytes of a `facts.json`: no collector writes more, a larger one is something else.
    pub const FACTS_BYTES: u64 = 64 << 20;
}

/// One column of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSchema {
    /// The name that rules use.
    pub name: &'static str,
    /// Its type.
    pub value_type: ValueType,
    /// What its numbers or times count; none where it has no unit.
    pub unit: Option<Unit>,
    /// What it holds.
    pub help: &'static str,
    /// The only words that it ever holds; none where it holds any text.
    pub values: &'static [&'static str],
    /// Whether its text is in the language of the server.
    pub localized: bool,
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
    /// How much of it is read and kept at most.
    pub limits: Limits,
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
    /// What its number counts; none where it has no unit.
    pub unit: Option<Unit>,
    /// What it holds, and how it is found where `facts.json` does not say.
    pub help: &'static str,
}

pub(super) const fn column(
    name: &'static str,
    value_type: ValueType,
    help: &'static str,
) -> ColumnSchema {
    ColumnSchema { name, value_type, unit: None, help, values: &[], localized: false }
}

/// A column whose sentences are in the language of the server.
pub(super) const fn localized(name: &'static str, help: &'static str) -> ColumnSchema {
    ColumnSchema { localized: true, ..column(name, ValueType::Text, help) }
}

/// A column that holds one of these words and nothing else.
pub(super) const fn choice(
    name: &'static str,
    values: &'static [&'static str],
    help: &'static str,
) -> ColumnSchema {
    ColumnSchema { values, ..column(name, ValueType::Text, help) }
}

/// A line number of a log.
pub(super) const fn line(help: &'static str) -> ColumnSchema {
    column("Line", ValueType::Number, help).counts(Unit::Lines)
}

/// A point in time, UTC.
pub(super) const fn time(name: &'static str, help: &'static str) -> ColumnSchema {
    column(name, ValueType::Time, help).counts(Unit::Utc)
}

impl ColumnSchema {
    /// The column with its unit.
    pub(super) const fn counts(self, unit: Unit) -> Self {
        Self { unit: Some(unit), ..self }
    }
}
