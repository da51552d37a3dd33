//! Opening evidence: regular files only, shared with everybody, through no link.

use std::fs::{self, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;

use super::dir::{Opened, Refused};
use super::resolve::{gone, linked, Found, Place};
use super::{FileInfo, Look, OpenFile};
use crate::evidence::{explain, pe};
use crate::model::{Limits, Version};

/// Opens what was found. The reason why not is ready to be shown.
fn open_regular(found: &Found) -> Result<Opened, Arc<str>> {
    let path = &found.display;
    let opened = match &found.place {
        Place::In(folder, name) => folder.read(name),
        Place::Chosen(path) => read_chosen(path).map_err(Refused::System),
    };
    let (file, metadata) = opened.map_err(|refused| match refused {
        Refused::Link => linked(Path::new(&**path)),
        Refused::System(error) if error.kind() == io::ErrorKind::NotFound => gone(path),
        Refused::System(error) => Arc::from(format!("{path}: {}", explain(&error))),
    })?;
    if !metadata.is_file() {
        return Err(Arc::from(format!("{path} is not a regular file")));
    }
    Ok((file, metadata))
}

/// Opens a file that the user chose: it may be a link.
fn read_chosen(path: &Path) -> io::Result<Opened> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A pipe that took the file's place must not hang.
        options.custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
    }
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt;
        const SHARE_READ_WRITE_DELETE: u32 = 7;
        options.share_mode(SHARE_READ_WRITE_DELETE);
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    Ok((file, metadata))
}

/// Opens the file for reading.
pub(super) fn open(found: &Found) -> Look<OpenFile> {
    match open_regular(found) {
        Ok((file, metadata)) => Look::Found(OpenFile {
            display_path: found.display.clone(),
            size: metadata.len(),
            reader: Box::new(file),
        }),
        Err(reason) => Look::Unknown(reason),
    }
}

/// Looks at the file; its version is read from its content.
pub(super) fn info(found: &Found) -> Look<FileInfo> {
    let opened = open_regular(found);
    // What may not be read was looked at by another handle all the same.
    let metadata = opened.as_ref().map_or(&found.metadata, |(_, metadata)| metadata);
    let time = |time: io::Result<SystemTime>| match time {
        Ok(time) => match utc(time) {
            Some(time) => Look::Found(time),
            None => Look::unknown(format!("{}: the time is out of range", found.display)),
        },
        Err(_) => Look::unknown(format!("{}: the file system does not keep it", found.display)),
    };
    Look::Found(FileInfo {
        display_path: found.display.clone(),
        size: Look::Found(metadata.len()),
        created: time(metadata.created()),
        modified: time(metadata.modified()),
        version: version(&found.display, opened),
    })
}

fn version(path: &str, opened: Result<Opened, Arc<str>>) -> Look<Version> {
    let (mut file, metadata) = match opened {
        Ok(open) => open,
        Err(reason) => return Look::Unknown(reason),
    };
    let mut magic = Vec::with_capacity(2);
    let mut content = match (&mut file).take(2).read_to_end(&mut magic) {
        Ok(_) if magic == b"MZ" => magic,
        Ok(_) => return Look::Missing,
        Err(error) => return Look::unknown(format!("{path}: {}", explain(&error))),
    };
    if metadata.len() > Limits::PROGRAM_BYTES {
        return Look::unknown(format!("{path} is larger than 64 MiB; its version was not read"));
    }
    if let Err(error) = file.take(Limits::PROGRAM_BYTES).read_to_end(&mut content) {
        return Look::unknown(format!("{path}: {}", explain(&error)));
    }
    match pe::file_version(&content) {
        Ok(Some(version)) => Look::Found(version),
        Ok(None) => Look::Missing,
        Err(why) => Look::unknown(format!("{path}: {why}")),
    }
}

/// Reads a small file whole.
pub(super) fn read_small(
    found: &Found,
    max: u64,
    cancelled: &dyn Fn() -> bool,
) -> Result<Vec<u8>, Unread> {
    const PIECE: u64 = 1 << 20;
    let (mut file, metadata) = open_regular(found).map_err(Unread::Refused)?;
    let path = &found.display;
    let mut content = Vec::new();
    while metadata.len() <= max && content.len() as u64 <= max {
        if cancelled() {
            return Err(Unread::Cancelled);
        }
        match (&mut file).take(PIECE).read_to_end(&mut content) {
            Ok(0) => return Ok(content),
            Ok(_) => {}
            Err(error) => {
                return Err(Unread::Refused(Arc::from(format!("{path}: {}", explain(&error)))));
            }
        }
    }
    Err(Unread::Refused(Arc::from(format!("{path} is larger than {max} bytes"))))
}

/// Why a small file was not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// The caller asked to stop.
    Cancelled,
    /// With the reason to show.
    Refused(Arc<str>),
}

/// The time to the millisecond; what a copied file keeps below that depends on the file system.
/// Nothing for a time outside of what a calendar can show.
fn utc(time: SystemTime) -> Option<OffsetDateTime> {
    let milliseconds = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i128::try_from(after.as_millis()).ok()?,
        Err(before) => -i128::try_from(before.duration().as_millis()).ok()?,
    };
    OffsetDateTime::from_unix_timestamp_nanos(milliseconds * 1_000_000).ok()
}

/// What stands at a path that the user chose; links are followed there.
pub(super) fn chosen(path: &Path) -> io::Result<Metadata> {
    fs::metadata(path)
}
