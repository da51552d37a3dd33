//! What is looked at.

mod dir;
mod discover;
mod folder;
mod layout;
mod listing;
mod live;
mod memory;
mod open;
mod resolve;

use std::io::Read;
use std::sync::Arc;

use time::OffsetDateTime;

use super::{Facts, Look, WindowsPath};
use crate::model::Version;

pub use folder::FolderTarget;
pub use live::LiveTarget;
pub use memory::{MemoryFile, MemoryTarget};

/// A server, a copied system drive, or the inside of a test.
pub trait Target: Send + Sync {
    /// What to call it: the computer's name where the facts have it, else the folder or file.
    fn name(&self) -> Arc<str>;

    /// What is known that is not in files.
    fn facts(&self) -> &Facts;

    /// Looks at one file without reading its content, but for the version resource, and that once.
    fn file(&self, path: &WindowsPath) -> Look<FileInfo>;

    /// The size of one file in bytes. Reads no content and keeps nothing in mind.
    fn size(&self, path: &WindowsPath) -> Look<u64> {
        self.file(path).and_then(|info| info.size)
    }

    /// Opens one regular file for reading, sharing it with whoever writes to it.
    fn open(&self, path: &WindowsPath) -> Look<OpenFile>;

    /// What to say of a file that is missing: where it was looked for, too, when that is another
    /// place on this machine.
    fn absence(&self, path: &WindowsPath) -> String {
        format!("{path} was not found")
    }
}

/// One file, as far as it could be examined.
#[derive(Debug, Clone)]
pub struct FileInfo {
    /// The path in the form in which the user can open it on this machine.
    pub display_path: Arc<str>,
    /// Size in bytes.
    pub size: Look<u64>,
    /// Creation time; unknown where the file system keeps none.
    pub created: Look<OffsetDateTime>,
    /// Last write time.
    pub modified: Look<OffsetDateTime>,
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

/// What was given is not a target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The folder or mapped file does not exist.
    #[error("{0} does not exist")]
    NotFound(String),
    /// A folder was expected.
    #[error("{0} is a file, not a folder")]
    NotAFolder(String),
    /// A file was expected.
    #[error("{0} is a folder, not a file")]
    NotAFile(String),
    /// A pipe, a device or a link stands where a plain file is expected.
    #[error("{0} is not a regular file")]
    NotRegular(String),
    /// The system refused.
    #[error("{path}: {reason}")]
    Unreadable {
        /// The path as the user gave it.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// Two files for one Windows path.
    #[error("{0} is mapped to two files")]
    MappedTwice(String),
    /// Neither a folder nor a file was given.
    #[error("there is nothing to look at: neither a folder nor a file was given")]
    Nothing,
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
}
