//! By `openat`: the kernel resolves a single name in a folder that is already open.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{openat, Dir as Entries, Mode, OFlags, CWD};
use rustix::io::Errno;

use super::{Entry, Opened, Refused};

/// What tells one folder from another, whatever it is called.
pub(in super::super) type Identity = (u64, u64);

/// An open folder.
#[derive(Debug)]
pub(in super::super) struct Dir {
    handle: OwnedFd,
    identity: Identity,
}

/// A handle that only says what stands there: no right to read is needed, no device is touched.
#[cfg(any(target_os = "linux", target_os = "android"))]
const LOOK: OFlags = OFlags::PATH.union(OFlags::CLOEXEC);
/// What comes next to it: a pipe does not hang, a device does not become the terminal.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const LOOK: OFlags = READ;

const READ: OFlags = OFlags::NONBLOCK.union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

impl Dir {
    /// Opens a folder that the user chose: it may be a link.
    pub(in super::super) fn chosen(path: &Path) -> io::Result<Self> {
        Self::new(openat(CWD, path, LOOK | OFlags::DIRECTORY, Mode::empty())?.into())
    }

    /// Looks at what stands at `name`.
    pub(in super::super) fn look(&self, name: &OsStr) -> Result<Entry, Refused> {
        let file = self.open(name, LOOK)?;
        let metadata = file.metadata()?;
        // A handle that only looks is a handle of the link itself.
        if metadata.file_type().is_symlink() {
            Err(Refused::Link)
        } else if metadata.is_dir() {
            Ok(Entry::Folder(Self::new(file)?))
        } else {
            Ok(Entry::Other(metadata))
        }
    }

    /// Opens what stands at `name` for reading.
    pub(in super::super) fn read(&self, name: &OsStr) -> Result<Opened, Refused> {
        let file = self.open(name, READ)?;
        let metadata = file.metadata()?;
        Ok((file, metadata))
    }

    /// The names in the folder, in no order.
    pub(in super::super) fn names(&self) -> io::Result<impl Iterator<Item = io::Result<OsString>>> {
        let list = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let handle = openat(&self.handle, ".", list, Mode::empty())?;
        let names = Entries::new(handle)?.filter_map(|entry| match entry {
            Ok(entry) => match entry.file_name().to_bytes() {
                b"." | b".." => None,
                name => Some(Ok(OsStr::from_bytes(name).to_os_string())),
            },
            Err(error) => Some(Err(error.into())),
        });
        Ok(names)
    }

    /// What tells this folder from another.
    pub(in super::super) fn identity(&self) -> Identity {
        self.identity
    }

    fn new(folder: File) -> io::Result<Self> {
        let metadata = folder.metadata()?;
        Ok(Self { identity: (metadata.dev(), metadata.ino()), handle: folder.into() })
    }

    fn open(&self, name: &OsStr, flags: OFlags) -> Result<File, Refused> {
        // One name: not the way to another folder.
        if matches!(name.as_bytes(), b"" | b"." | b"..") || name.as_bytes().contains(&b'/') {
            return Err(io::Error::from(io::ErrorKind::InvalidInput).into());
        }
        match openat(&self.handle, name, flags | OFlags::NOFOLLOW, Mode::empty()) {
            Ok(handle) => Ok(handle.into()),
            Err(Errno::LOOP | Errno::MLINK) => Err(Refused::Link),
            Err(error) => Err(io::Error::from(error).into()),
        }
    }
}
