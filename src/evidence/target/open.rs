//! Opening evidence: regular files only, shared with everybody, through no link.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;

use super::resolve::Found;
use super::{FileInfo, Look, OpenFile};
use crate::evidence::{explain, pe};
use crate::model::{Limits, Version};

/// Whether it is a symbolic link, a junction or anything else that leads elsewhere.
pub(super) fn is_link(metadata: &Metadata) -> bool {
    #[cfg(windows)]
    {
        use std::os::windows::fs::MetadataExt;
        const FILE_ATTRIBUTE_REPARSE_POINT: u32 = 0x400;
        metadata.file_attributes() & FILE_ATTRIBUTE_REPARSE_POINT != 0
    }
    #[cfg(not(windows))]
    metadata.file_type().is_symlink()
}

fn open_regular(found: &Found) -> Result<(File, Metadata), Look<()>> {
    let path = &found.display;
    let unknown = |error: &io::Error| Look::unknown(format!("{path}: {}", explain(error)));
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A pipe that took the file's place must not hang, a link must not lead elsewhere.
        let follow = if found.follow { 0 } else { libc::O_NOFOLLOW };
        options.custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY | follow);
    }
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt;
        const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;
        const SHARE_READ_WRITE_DELETE: u32 = 7;
        options.share_mode(SHARE_READ_WRITE_DELETE);
        if !found.follow {
            options.custom_flags(FILE_FLAG_OPEN_REPARSE_POINT);
        }
    }
    let file = options.open(&found.real).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Look::Missing,
        _ => unknown(&error),
    })?;
    let metadata = file.metadata().map_err(|error| unknown(&error))?;
    if !metadata.is_file() || (is_link(&metadata) && !found.follow) {
        return Err(Look::unknown(format!("{path} is not a regular file")));
    }
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
        Err(why) => why.and_then(|()| Look::Missing),
    }
}

/// Looks at the file; its version is read from its content.
pub(super) fn info(found: &Found) -> Look<FileInfo> {
    let metadata = &found.metadata;
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
        version: version(found),
    })
}

fn version(found: &Found) -> Look<Version> {
    let path = &found.display;
    let (mut file, metadata) = match open_regular(found) {
        Ok(open) => open,
        Err(why) => return why.and_then(|()| Look::Missing),
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

/// Reads a small file whole; `None` for one that is not there.
pub(super) fn read_small(found: &Found, max: u64) -> Result<Option<Vec<u8>>, Arc<str>> {
    let (file, metadata) = match open_regular(found) {
        Ok(open) => open,
        Err(Look::Unknown(reason)) => return Err(reason),
        Err(_) => return Ok(None),
    };
    let path = &found.display;
    let mut content = Vec::new();
    if metadata.len() <= max {
        file.take(max + 1)
            .read_to_end(&mut content)
            .map_err(|error| Arc::from(format!("{path}: {}", explain(&error))))?;
    }
    if metadata.len() > max || content.len() as u64 > max {
        return Err(Arc::from(format!("{path} is larger than {max} bytes")));
    }
    Ok(Some(content))
}

/// Nothing for a time outside of what a calendar can show.
/// The time to the millisecond; what a copied file keeps below that depends on the file system.
fn utc(time: SystemTime) -> Option<OffsetDateTime> {
    let milliseconds = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i128::try_from(after.as_millis()).ok()?,
        Err(before) => -i128::try_from(before.duration().as_millis()).ok()?,
    };
    OffsetDateTime::from_unix_timestamp_nanos(milliseconds * 1_000_000).ok()
}

/// What stands at a path that the user chose; links are followed there.
pub(super) fn chosen(path: &std::path::Path) -> io::Result<Metadata> {
    fs::metadata(path)
}
