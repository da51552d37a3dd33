//! What is looked at.

use std::io::Read;
use std::sync::Arc;

use time::OffsetDateTime;

use super::{Facts, Look, WindowsPath};
use crate::model::Version;

/// A server, a copied system drive, or the inside of a test.
pub trait Target: Send + Sync {
    /// What to call it: the computer's name where the facts have it, else the folder or file.
    fn name(&self) -> Arc<str>;

    /// What is known that is not in files.
    fn facts(&self) -> &Facts;

    /// Looks at one file without reading its content, but for the version resource.
    fn file(&self, path: &WindowsPath) -> Look<FileInfo>;

    /// Opens one regular file for reading, sharing it with whoever writes to it.
    fn open(&self, path: &WindowsPath) -> Look<OpenFile>;
}

/// One file, as far as it could be examined.
#[derive(Debug, Clone)]
pub struct FileInfo {
    /// The path in the form in which the user can open it on this machine.
    pub display_path: Arc<str>,
    /// Size in bytes.
    pub size: u64,
    /// Creation time, where the file system keeps one.
    pub created: Option<OffsetDateTime>,
    /// Last write time.
    pub modified: Option<OffsetDateTime>,
    /// The file version; missing where it has no version resource.
    pub version: Look<Version>,
}

/// A file that is open for reading.
pub struct OpenFile {
    /// The path in the form in which the user can open it on this machine.
    pub display_path: Arc<str>,
    /// Size in bytes when it was opened; the file may grow.
    pub size: u64,
    /// Its content.
    pub reader: Box<dyn Read + Send>,
}
