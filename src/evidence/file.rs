//! Source `file`: one file as a row.

use std::sync::Arc;

use super::columns::Columns;
use super::{FileInfo, Look, WindowsPath};
use crate::model::{Location, Row, Value};

/// The row of source `file` for the file that was found at `path`.
pub fn file_row(path: &WindowsPath, info: &FileInfo) -> Row {
    let size = value(&info.size, |bytes| Value::Size(*bytes));
    let created = value(&info.created, |time| Value::Time(*time));
    let modified = value(&info.modified, |time| Value::Time(*time));
    let version = value(&info.version, |version| Value::Version(*version));
    let mut seen = Vec::new();
    if let Value::Version(version) = &version {
        seen.push(version.to_string());
    }
    if let Value::Size(_) = &size {
        seen.push(size.to_string());
    }
    if let Value::Time(_) = &modified {
        seen.push(format!("written {modified}"));
    }
    if seen.is_empty() {
        seen.push(String::from("it is there"));
    }
    let location = Location {
        path: info.display_path.clone(),
        server_path: Arc::from(path.as_str()),
        text: Arc::from(seen.join(", ")),
        ..Location::default()
    };
    let names = [Value::from(path.as_str()), Value::from(path.name())];
    let values = names.into_iter().chain([size, created, modified, version]);
    Columns::new("file", []).row(values, location)
}

fn value<T>(look: &Look<T>, make: impl FnOnce(&T) -> Value) -> Value {
    match look {
        Look::Found(found) => make(found),
        Look::Missing => Value::Missing,
        Look::Unknown(reason) => Value::Unknown(reason.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Version;
    use time::macros::datetime;

    #[test]
    fn the_row_says_what_was_seen() {
        let info = FileInfo {
            display_path: Arc::from("/copy/C/ExSetup.exe"),
            size: Look::Found(12345),
            created: Look::Unknown(Arc::from("not kept")),
            modified: Look::Found(datetime!(2021-03-05 10:00 UTC)),
            version: Look::Found(Version([15, 1, 2106, 2])),
        };
        let row = file_row(&WindowsPath::parse(r"C:\Bin\ExSetup.exe").unwrap(), &info);
        assert_eq!(
            row.location.text.as_ref(),
            "15.1.2106.2, 12345 bytes, written 2021-03-05T10:00:00Z"
        );
        assert_eq!(row.location.server_path.as_ref(), r"C:\Bin\ExSetup.exe");
        let text = |name: &str| row.get(name).map(ToString::to_string).unwrap_or_default();
        assert_eq!(text("Name"), "ExSetup.exe");
        assert_eq!(text("Version"), "15.1.2106.2");
        assert_eq!(text("CreationTime"), "(unknown: not kept)");
    }
}
