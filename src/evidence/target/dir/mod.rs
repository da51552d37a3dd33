//! A folder that is held open, and what stands in it: looked at and opened by that handle, one name
//! at a time and through no link, so that nobody who swaps a folder for a link between the look and
//! the open leads the reader out of its target.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::fs::{File, Metadata};
use std::io;

#[cfg(unix)]
pub(super) use unix::{Dir, Identity};
#[cfg(windows)]
pub(super) use windows::{Dir, Identity};

/// What stands at one name.
#[derive(Debug)]
pub(super) enum Entry {
    /// A folder, held open.
    Folder(Dir),
    /// Anything else but a link, as the system knew it when it was looked at.
    Other(Metadata),
}

/// Why there is no handle.
#[derive(Debug)]
pub(super) enum Refused {
    /// A link stands there, or the way led through one.
    Link,
    /// The system refused.
    System(io::Error),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// An open file with what its handle says of it.
pub(super) type Opened = (File, Metadata);
