//! Evidence: one file per source, over a target. This part reads; it never judges and never writes.
//!
//! The only part that opens files. Paths in rules are Windows paths; a [`Target`] resolves them
//! without regard to case, never outside itself and through no link.

mod block;
mod columns;
mod damage;
mod facts;
mod file;
mod needle;
mod path;
mod pe;
mod reader;
mod scan;
mod service;
mod servicecontrol;
mod setuplog;
mod target;
mod textlog;
mod version_info;

use std::io;
use std::sync::Arc;

pub use block::{LineBlock, Lines};
pub use damage::{Damage, DamageKind};
pub use facts::{Facts, Service};
pub use file::file_row;
pub use path::{PathError, WindowsPath};
pub use scan::{scan, Line, LogFile, LogSink, ScanControl, Soundness};
pub use service::service_rows;
pub use servicecontrol::{ServiceControl, Taker};
pub use setuplog::{SetupLog, SetupLogRows};
pub use target::{
    FileInfo, FolderTarget, LiveTarget, MemoryFile, MemoryTarget, OpenFile, Target, TargetError,
};
pub use textlog::TextLog;

/// The answer to a look at the target.
#[derive(Debug, Clone)]
pub enum Look<T> {
    /// It is there.
    Found(T),
    /// Looked, and it is not there.
    Missing,
    /// Could not look; the text says why, naming the path, ready to be shown.
    Unknown(Arc<str>),
}

impl<T> Look<T> {
    /// Could not look, with the reason to show.
    pub fn unknown(reason: impl Into<Arc<str>>) -> Self {
        Self::Unknown(reason.into())
    }

    /// Looks on from what was found.
    pub fn and_then<U>(self, on: impl FnOnce(T) -> Look<U>) -> Look<U> {
        match self {
            Self::Found(found) => on(found),
            Self::Missing => Look::Missing,
            Self::Unknown(reason) => Look::Unknown(reason),
        }
    }
}

/// Why the system refused, in English on every machine.
fn explain(error: &io::Error) -> String {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    match (error.kind(), error.raw_os_error()) {
        (io::ErrorKind::PermissionDenied, _) => String::from("access is denied"),
        (_, Some(SHARING_VIOLATION | LOCK_VIOLATION)) if cfg!(windows) => {
            String::from("another program has it open and does not share it")
        }
        (kind, Some(code)) => format!("{kind} (system error {code})"),
        (kind, None) => kind.to_string(),
    }
}
