//! The target of a rule's own test: nothing is there but what the test gives.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

use super::{FileInfo, Look, OpenFile, Target};
use crate::evidence::{Facts, Service, WindowsPath};
use crate::model::{source_schema, Value};

/// What a test gives at one path.
#[derive(Debug, Clone)]
pub enum MemoryFile {
    /// A file with this content, encoded as UTF-8.
    Text(Arc<str>),
    /// A file of which only columns of source `file` are given, by name.
    Columns(Vec<(Arc<str>, Value)>),
    /// Looked, and it is not there.
    Missing,
    /// Could not look, and why.
    Unknown(Arc<str>),
}

/// A target that a test fills. What the test does not mention is unknown.
#[derive(Debug, Clone)]
pub struct MemoryTarget {
    name: Arc<str>,
    facts: Facts,
    files: HashMap<WindowsPath, MemoryFile>,
}

impl MemoryTarget {
    /// An empty target of that name.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            facts: Facts::empty("the test does not give"),
            files: HashMap::new(),
        }
    }

    /// Gives a fact by its schema path; also `Missing` or `Unknown`. The later one counts.
    pub fn fact(&mut self, path: &'static str, value: Value) {
        self.facts.set(path, value);
    }

    /// Gives what is at a path. The later one counts.
    pub fn put(&mut self, path: WindowsPath, file: MemoryFile) {
        self.files.insert(path, file);
    }

    /// Takes away what the test gives at a path; it is unknown from then on.
    pub fn take(&mut self, path: &WindowsPath) -> Option<MemoryFile> {
        self.files.remove(path)
    }

    /// Gives a service. With the first one the list of services is known.
    pub fn service(&mut self, service: Service) {
        self.facts.add_service(service);
    }

    /// Says that there is no service of that name: the list of services is known without it.
    pub fn no_service(&mut self, name: &str) {
        self.facts.remove_service(name);
    }

    fn given(&self, path: &WindowsPath) -> Look<&MemoryFile> {
        match self.files.get(path) {
            Some(MemoryFile::Missing) => Look::Missing,
            Some(MemoryFile::Unknown(reason)) => Look::Unknown(reason.clone()),
            Some(file) => Look::Found(file),
            None => Look::unknown(format!("the test does not give {path}")),
        }
    }
}

impl Target for MemoryTarget {
    fn name(&self) -> Arc<str> {
        self.name.clone()
    }

    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn file(&self, path: &WindowsPath) -> Look<FileInfo> {
        self.given(path).and_then(|file| {
            let display_path = Arc::from(path.as_str());
            let absent = |column: &str| format!("the test does not give the {column} of {path}");
            let MemoryFile::Columns(columns) = file else {
                let size = if let MemoryFile::Text(text) = file { text.len() as u64 } else { 0 };
                return Look::Found(FileInfo {
                    display_path,
                    size: Look::Found(size),
                    created: Look::unknown(absent("CreationTime")),
                    modified: Look::unknown(absent("LastWriteTime")),
                    version: Look::Missing,
                });
            };
            Look::Found(FileInfo {
                display_path,
                size: pick(columns, "Size", &absent, |value| match value {
                    Value::Size(bytes) => Some(*bytes),
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a whole number that is not negative"
                    )]
                    Value::Number(bytes) if bytes.fract() == 0.0 && *bytes >= 0.0 => {
                        Some(*bytes as u64)
                    }
                    _ => None,
                }),
                created: pick(columns, "CreationTime", &absent, time),
                modified: pick(columns, "LastWriteTime", &absent, time),
                version: pick(columns, "Version", &absent, |value| match value {
                    Value::Version(version) => Some(*version),
                    Value::Text(text) => crate::model::Version::parse(text),
                    _ => None,
                }),
            })
        })
    }

    fn open(&self, path: &WindowsPath) -> Look<OpenFile> {
        self.given(path).and_then(|file| match file {
            MemoryFile::Text(text) => Look::Found(OpenFile {
                display_path: Arc::from(path.as_str()),
                size: text.len() as u64,
                reader: Box::new(Cursor::new(text.as_bytes().to_vec())),
            }),
            _ => Look::unknown(format!("the test does not give the content of {path}")),
        })
    }
}

fn time(value: &Value) -> Option<time::OffsetDateTime> {
    match value {
        Value::Time(time) => Some(*time),
        _ => None,
    }
}

/// A column of the given ones; unknown where the test does not give it or gives another type.
fn pick<T>(
    columns: &[(Arc<str>, Value)],
    name: &str,
    absent: &dyn Fn(&str) -> String,
    take: impl FnOnce(&Value) -> Option<T>,
) -> Look<T> {
    debug_assert!(source_schema("file").is_some_and(|file| file.column(name).is_some()));
    match columns.iter().rfind(|(column, _)| column.eq_ignore_ascii_case(name)) {
        None => Look::unknown(absent(name)),
        Some((_, Value::Missing)) => Look::Missing,
        Some((_, Value::Unknown(reason))) => Look::Unknown(reason.clone()),
        Some((_, value)) => take(value)
            .map_or_else(|| Look::unknown(format!("{name} cannot be {value}")), Look::Found),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn path(text: &str) -> WindowsPath {
        WindowsPath::parse(text).unwrap()
    }

    #[test]
    fn what_is_not_given_is_unknown() {
        let mut target = MemoryTarget::new("test");
        match target.file(&path(r"C:\x")) {
            Look::Unknown(reason) => assert_eq!(reason.as_ref(), r"the test does not give C:\x"),
            other => panic!("{other:?}"),
        }
        assert_eq!(
            target.facts().get("exchange.build").to_string(),
            "(unknown: the test does not give exchange.build)"
        );
        target.fact("exchange.build", Value::Missing);
        assert!(matches!(target.facts().get("exchange.build"), Value::Missing));
        assert!(matches!(target.facts().services(), Look::Unknown(_)));
        target.no_service("FMS");
        assert!(matches!(target.facts().services(), Look::Found([])));
    }

    #[test]
    fn files_have_text_or_columns() {
        let mut target = MemoryTarget::new("test");
        target.put(path(r"C:\a.log"), MemoryFile::Text(Arc::from("one\n")));
        let columns = vec![(Arc::from("version"), Value::from("15.1.2106.2"))];
        target.put(path(r"C:\b.exe"), MemoryFile::Columns(columns));
        target.put(path(r"C:\c"), MemoryFile::Missing);
        let Look::Found(mut open) = target.open(&path(r"c:\A.LOG")) else { panic!() };
        let mut text = String::new();
        open.reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "one\n");
        let Look::Found(info) = target.file(&path(r"C:\b.exe")) else { panic!() };
        assert!(matches!(info.version, Look::Found(v) if v.to_string() == "15.1.2106.2"));
        assert!(matches!(info.size, Look::Unknown(_)));
        assert!(matches!(target.open(&path(r"C:\b.exe")), Look::Unknown(_)));
        assert!(matches!(target.file(&path(r"C:\c")), Look::Missing));
    }
}
