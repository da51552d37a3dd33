//! From a Windows path to a file below a folder: without regard to case, through no link.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::open::{self, is_link};
use super::{FileInfo, Look};
use crate::evidence::explain;
use crate::evidence::path::fold;

/// A folder with more names than this is not listed.
const MAX_NAMES: usize = 200_000;

/// A folder where paths start, in the form for the system and in the form for people.
#[derive(Debug, Clone)]
pub(super) struct Base {
    /// The folder itself, links resolved.
    pub(super) real: PathBuf,
    /// The folder as the user knows it.
    pub(super) display: PathBuf,
}

/// A file or folder that is there.
#[derive(Debug)]
pub(super) struct Found {
    /// The path for the system.
    pub(super) real: PathBuf,
    /// The path for people.
    pub(super) display: Arc<str>,
    /// What stands there.
    pub(super) metadata: Metadata,
    /// Whether the user chose this very path, link or not.
    pub(super) follow: bool,
}

/// The names of one folder by their folded form.
type Listing = HashMap<String, Vec<OsString>>;

/// Of how many files it is remembered what was seen of them.
const MAX_SEEN: usize = 10_000;

/// Resolves paths and remembers the folders that it had to list and the files that were examined.
#[derive(Debug, Default)]
pub(super) struct Resolver {
    seen: Mutex<HashMap<PathBuf, FileInfo>>,
    listings: Mutex<HashMap<PathBuf, Arc<Listing>>>,
}

impl Resolver {
    /// What there is to say of a file; a program is read for its version the first time only.
    pub(super) fn info(&self, found: &Found) -> Look<FileInfo> {
        let lock = || self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(info) = lock().get(&found.real) {
            return Look::Found(info.clone());
        }
        let look = open::info(found);
        if let Look::Found(info) = &look {
            let mut seen = lock();
            if seen.len() < MAX_SEEN {
                seen.insert(found.real.clone(), info.clone());
            }
        }
        look
    }

    /// The regular file that `names` lead to from `base`.
    pub(super) fn file<'a>(
        &self,
        base: &Base,
        names: impl Iterator<Item = &'a str>,
    ) -> Look<Found> {
        self.walk(base, names).and_then(|found| {
            if found.metadata.is_dir() {
                Look::unknown(format!("{} is a folder, not a file", found.display))
            } else if !found.metadata.is_file() {
                Look::unknown(format!("{} is not a regular file", found.display))
            } else {
                Look::Found(found)
            }
        })
    }

    fn walk<'a>(&self, base: &Base, names: impl Iterator<Item = &'a str>) -> Look<Found> {
        let mut real = base.real.clone();
        let mut display = base.display.clone();
        let mut metadata = match fs::symlink_metadata(&real) {
            Ok(metadata) => metadata,
            Err(error) => return refused(&display, &error),
        };
        if is_link(&metadata) {
            return linked(&display);
        }
        for name in names {
            if !metadata.is_dir() {
                return Look::Missing;
            }
            match self.step(&real, &display, name) {
                Look::Found((actual, next)) => {
                    real.push(&actual);
                    display.push(&actual);
                    metadata = next;
                }
                Look::Missing => return Look::Missing,
                Look::Unknown(reason) => return Look::Unknown(reason),
            }
            if is_link(&metadata) {
                return linked(&display);
            }
        }
        let display = Arc::from(display.display().to_string());
        Look::Found(Found { real, display, metadata, follow: false })
    }

    /// The entry of that name in a folder: the only one, in whatever case. Two that differ in case
    /// alone cannot both have been on the server, and nothing says which of them was.
    fn step(&self, folder: &Path, display: &Path, name: &str) -> Look<(OsString, Metadata)> {
        let exact = OsString::from(name);
        match fs::symlink_metadata(folder.join(&exact)) {
            Ok(metadata) => {
                return self.other_case(folder, display, name).map_or_else(
                    || Look::Found((exact, metadata)),
                    |(first, second)| two_cases(display, &first, &second),
                );
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return refused(&display.join(&exact), &error),
        }
        let listing = match self.listing(folder, display) {
            Look::Found(listing) => listing,
            Look::Missing => return Look::Missing,
            Look::Unknown(reason) => return Look::Unknown(reason),
        };
        let actual = match listing.get(&fold(name)).map(Vec::as_slice) {
            None | Some([]) => return Look::Missing,
            Some([single]) => single.clone(),
            Some([first, second, ..]) => return two_cases(display, first, second),
        };
        match fs::symlink_metadata(folder.join(&actual)) {
            Ok(metadata) => Look::Found((actual, metadata)),
            Err(error) => refused(&display.join(&actual), &error),
        }
    }

    /// Two names in a folder that differ in case alone, where one of them is known to be there. A
    /// folder that cannot be listed has none, and neither has one of Windows.
    fn other_case(
        &self,
        folder: &Path,
        display: &Path,
        name: &str,
    ) -> Option<(OsString, OsString)> {
        if cfg!(windows) {
            return None;
        }
        let Look::Found(listing) = self.listing(folder, display) else { return None };
        match listing.get(&fold(name))?.as_slice() {
            [first, second, ..] => Some((first.clone(), second.clone())),
            _ => None,
        }
    }

    fn listing(&self, folder: &Path, display: &Path) -> Look<Arc<Listing>> {
        let lock = || self.listings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(listing) = lock().get(folder) {
            return Look::Found(listing.clone());
        }
        let mut listing = Listing::new();
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return refused(display, &error),
        };
        for (count, entry) in entries.enumerate() {
            let name = match entry {
                Ok(entry) => entry.file_name(),
                Err(error) => return refused(display, &error),
            };
            if count >= MAX_NAMES {
                let shown = display.display();
                return Look::unknown(format!("{shown} holds more than {MAX_NAMES} names"));
            }
            // A name that is no Unicode text cannot be the one of a rule.
            if let Some(text) = name.to_str() {
                listing.entry(fold(text)).or_default().push(name);
            }
        }
        for names in listing.values_mut() {
            names.sort();
        }
        let listing = Arc::new(listing);
        lock().insert(folder.to_path_buf(), listing.clone());
        Look::Found(listing)
    }
}

fn two_cases<T>(folder: &Path, first: &OsString, second: &OsString) -> Look<T> {
    let (first, second) = (folder.join(first), folder.join(second));
    Look::unknown(format!("{} and {} differ in case only", first.display(), second.display()))
}

fn linked<T>(path: &Path) -> Look<T> {
    Look::unknown(format!("{} is a link, and links are not followed", path.display()))
}

/// Not there, or not allowed to look.
fn refused<T>(path: &Path, error: &io::Error) -> Look<T> {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Look::Missing,
        _ => Look::unknown(format!("{}: {}", path.display(), explain(error))),
    }
}
