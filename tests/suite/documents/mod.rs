//! Documents that are written from the code: the language reference, the about pages, the help of
//! the words. The files are kept in the repository; the tests compare them with what they must be,
//! and write them where `UPDATE_GOLDEN` is set.

mod about;
mod counts;
mod examples;
mod grammar;
mod help;
mod mistakes;
mod operators;
mod reference;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use extriage::diagnostic::{Diagnostic, Level, SourceText};
use extriage::language::{compile, Compilation};
use extriage::model::{ArgumentKind, ColumnSchema, Limits, SourceSchema, ValueType};

/// What the three values of a condition mean for who writes one.
const THREE_VALUES: &str =
    "A condition is true, false or unknown. Evidence that cannot be read is unknown, and comparing a missing value is \
     unknown too, whichever operator compares: the column of a `first of`, `last of`, `file` or `lookup` that found \
     nothing is neither equal to a text nor different from it. Write `exists $row -and $row.Status -eq 'Stopped'`, \
     which is false without the row, or `($row.Status ?? 'none') -eq 'Stopped'`. False decides `-and`, true decides \
     `-or`, and `-not` of unknown is unknown. A rule is clear only where each of its conditions is false.";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Compares a file with what it must be, or writes it.
fn check_document(path: &str, expected: &str) {
    assert!(expected.is_ascii(), "{path} is not plain ASCII");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(root(path), expected).unwrap();
    }
    let found = fs::read_to_string(root(path)).unwrap_or_default();
    let differs = found.lines().zip(expected.lines()).position(|(left, right)| left != right);
    assert!(
        found == expected,
        "{path} is not what the code says, from line {} on; UPDATE_GOLDEN=1 writes it",
        differs.unwrap_or(found.lines().count()) + 1
    );
}

fn compile_one(name: &str, text: &str) -> Compilation {
    let source = SourceText { origin: name.to_owned(), text: text.to_owned() };
    compile(&[Arc::new(source)])
}

fn errors(compilation: &Compilation) -> String {
    let errors = compilation.diagnostics.iter().filter(|found| found.level == Level::Error);
    errors.map(Diagnostic::render).collect::<Vec<_>>().join("\n\n")
}

/// The words for a type.
fn type_name(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Bool => "true or false",
        ValueType::Number => "number",
        ValueType::Text => "text",
        ValueType::Version => "version",
        ValueType::Time => "point in time",
        ValueType::Duration => "length of time",
        ValueType::Size => "size",
        ValueType::List => "list of text",
        ValueType::Any => "any",
    }
}

/// What a column holds, with its words and its language.
fn column_help(column: &ColumnSchema) -> String {
    let mut help = column.help.to_owned();
    if !column.values.is_empty() {
        help.push_str(&format!(" One of {}.", column.values.join(", ")));
    }
    if column.localized {
        help.push_str(" In the language of the server.");
    }
    help
}

/// What stands between a source's name and its `where`.
fn argument_text(source: &SourceSchema) -> String {
    let default = source.default_path.unwrap_or_default();
    match source.argument {
        ArgumentKind::None => String::from("nothing"),
        ArgumentKind::Path => String::from("a full Windows path"),
        ArgumentKind::OptionalPath => format!("a full Windows path; {default} without one"),
        ArgumentKind::OptionalName => String::from("a name; all of them without one"),
    }
}

fn bytes(count: u64) -> String {
    match count {
        _ if count.is_multiple_of(1 << 20) => format!("{} MiB", count >> 20),
        _ if count.is_multiple_of(1 << 10) => format!("{} KiB", count >> 10),
        _ => format!("{count} bytes"),
    }
}

/// The limits of a source, in a sentence.
fn limits_text(limits: &Limits) -> String {
    let mut parts = Vec::new();
    if limits.rows > 1 {
        parts.push(format!("{} rows", limits.rows));
        parts.push(format!("{} in them", bytes(limits.row_bytes as u64)));
    }
    if let Some(text) = limits.text_bytes {
        parts.push(format!("{} of a line or record", bytes(text as u64)));
    }
    if let Some(file) = limits.file_bytes {
        parts.push(format!("{} of a file that is read whole", bytes(file)));
    }
    parts.join(", ")
}

/// A text in lines of a width, each with the same blanks before it.
fn fold(text: &str, width: usize, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && indent.len() + line.len() + 1 + word.len() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    let indented = lines.iter().map(|line| format!("{indent}{line}").trim_end().to_owned());
    indented.collect::<Vec<_>>().join("\n")
}
