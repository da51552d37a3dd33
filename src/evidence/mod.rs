//! Evidence: one file per source, over a target. This part reads; it never judges and never writes.
//!
//! The only part that opens files. Paths in rules are Windows paths; a [`Target`] resolves them
//! without regard to case, never outside itself and through no link.

mod facts;
mod path;
mod scan;
mod target;

use std::sync::Arc;

pub use facts::{Facts, FactsError, Service};
pub use path::{PathError, WindowsPath};
pub use scan::{scan, Line, LogSink, ScanControl};
pub use target::{FileInfo, OpenFile, Target};

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
