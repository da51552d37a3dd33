//! By full paths, as Windows offers nothing else to safe code: every handle is one of the thing
//! itself and of no link to it, and the path that Windows gives for the handle must be in the folder
//! that was asked. Folders are held so that nobody can rename or remove them meanwhile.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use winx::file::get_file_path;

use super::{Entry, Opened, Refused};

/// What tells one folder from another: the path that Windows gives for its handle.
pub(in super::super) type Identity = PathBuf;

/// An open folder.
#[derive(Debug)]
pub(in super::super) struct Dir {
    /// Holds the folder where it is.
    _handle: File,
    path: PathBuf,
}

const FILE_READ_ATTRIBUTES: u32 = 0x80;
const FILE_FLAG_BACKUP_SEMANTICS: u32 = 0x0200_0000;
const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;
const FILE_ATTRIBUTE_REPARSE_POINT: u32 = 0x400;
const SHARE_READ_WRITE: u32 = 3;
const SHARE_READ_WRITE_DELETE: u32 = 7;

impl Dir {
    /// Opens a folder that the user chose: it may be a link.
    pub(in super::super) fn chosen(path: &Path) -> io::Result<Self> {
        let handle = hold(path, FILE_FLAG_BACKUP_SEMANTICS)?;
        if !handle.metadata()?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { path: get_file_path(&handle)?, _handle: handle })
    }

    /// Looks at what stands at `name`.
    pub(in super::super) fn look(&self, name: &OsStr) -> Result<Entry, Refused> {
        let path = self.path.join(name);
        let mut options = OpenOptions::new();
        // No right to read is needed.
        options.access_mode(FILE_READ_ATTRIBUTES).share_mode(SHARE_READ_WRITE_DELETE);
        let flags = FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT;
        let handle = options.custom_flags(flags).open(&path)?;
        let (metadata, _) = self.own(&handle)?;
        if !metadata.is_dir() {
            return Ok(Entry::Other(metadata));
        }
        let handle = hold(&path, flags)?;
        let (metadata, path) = self.own(&handle)?;
        if !metadata.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory).into());
        }
        Ok(Entry::Folder(Self { path, _handle: handle }))
    }

    /// Opens what stands at `name` for reading, shared with whoever writes to it.
    pub(in super::super) fn read(&self, name: &OsStr) -> Result<Opened, Refused> {
        let file = OpenOptions::new()
            .read(true)
            .share_mode(SHARE_READ_WRITE_DELETE)
            .custom_flags(FILE_FLAG_OPEN_REPARSE_POINT)
            .open(self.path.join(name))?;
        let (metadata, _) = self.own(&file)?;
        Ok((file, metadata))
    }

    /// The names in the folder, in no order.
    pub(in super::super) fn names(&self) -> io::Result<impl Iterator<Item = io::Result<OsString>>> {
        Ok(fs::read_dir(&self.path)?.map(|entry| entry.map(|entry| entry.file_name())))
    }

    /// What tells this folder from another.
    pub(in super::super) fn identity(&self) -> Identity {
        self.path.clone()
    }

    /// What an open thing is and where it is, if it is in this folder and leads nowhere else.
    fn own(&self, handle: &File) -> Result<(Metadata, PathBuf), Refused> {
        let metadata = handle.metadata()?;
        let path = get_file_path(handle)?;
        let leads_elsewhere = metadata.file_attributes() & FILE_ATTRIBUTE_REPARSE_POINT != 0;
        if leads_elsewhere || path.parent() != Some(self.path.as_path()) {
            return Err(Refused::Link);
        }
        Ok((metadata, path))
    }
}

/// A handle without which nobody can rename or remove the folder, where its owner lets us list it.
fn hold(path: &Path, flags: u32) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.custom_flags(flags).read(true).share_mode(SHARE_READ_WRITE);
    options.open(path).or_else(|error| match error.kind() {
        io::ErrorKind::PermissionDenied => {
            options.read(false).access_mode(FILE_READ_ATTRIBUTES).open(path)
        }
        _ => Err(error),
    })
}
