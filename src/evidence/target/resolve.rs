//! From a Windows path to a file below a folder: step by step, without regard to case, through no
//! link.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::dir::{Dir, Entry, Identity, Refused};
use super::listing::{Listing, Named};
use super::{open, FileInfo, Look};
use crate::evidence::explain;

/// A folder where paths start.
#[derive(Debug, Clone)]
pub(super) struct Base {
    /// The folder that the user gave, held open.
    pub(super) root: Arc<Dir>,
    /// The folder as the user knows it.
    pub(super) display: PathBuf,
    /// The letter of the folder in it where paths start, where they do not start in itself.
    pub(super) letter: Option<&'static str>,
}

/// A file that is there.
#[derive(Debug)]
pub(super) struct Found {
    /// Where the system finds it.
    pub(super) place: Place,
    /// The path for people.
    pub(super) display: Arc<str>,
    /// What stands there.
    pub(super) metadata: Metadata,
}

/// Where the system finds a file.
#[derive(Debug)]
pub(super) enum Place {
    /// In a folder that is held open.
    In(Arc<Dir>, OsString),
    /// At a path that the user chose, link or not.
    Chosen(PathBuf),
}

/// Of how many files it is remembered what was seen of them.
const MAX_SEEN: usize = 10_000;

/// Resolves paths and remembers the folders that it had to list and the files that were examined.
#[derive(Debug, Default)]
pub(super) struct Resolver {
    seen: Mutex<HashMap<Arc<str>, FileInfo>>,
    listings: Mutex<HashMap<Identity, Arc<Listing>>>,
}

impl Resolver {
    /// What there is to say of a file; a program is read for its version the first time only.
    pub(super) fn info(&self, found: &Found) -> Look<FileInfo> {
        let lock = || self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(info) = lock().get(&found.display) {
            return Look::Found(info.clone());
        }
        let look = open::info(found);
        if let Look::Found(info) = &look {
            let mut seen = lock();
            if seen.len() < MAX_SEEN {
                seen.insert(found.display.clone(), info.clone());
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
        let mut names = base.letter.into_iter().chain(names).peekable();
        let mut folder = base.root.clone();
        let mut display = base.display.clone();
        while let Some(name) = names.next() {
            let (actual, entry) = match self.step(&folder, &display, name) {
                Look::Found(found) => found,
                Look::Missing => return Look::Missing,
                Look::Unknown(reason) => return Look::Unknown(reason),
            };
            display.push(&actual);
            match entry {
                Entry::Folder(next) => folder = Arc::new(next),
                Entry::Other(_) if names.peek().is_some() => return Look::Missing,
                Entry::Other(metadata) if metadata.is_file() => {
                    let display = Arc::from(display.display().to_string());
                    return Look::Found(Found {
                        place: Place::In(folder, actual),
                        display,
                        metadata,
                    });
                }
                Entry::Other(_) => {
                    return Look::unknown(format!("{} is not a regular file", display.display()));
                }
            }
        }
        Look::unknown(format!("{} is a folder, not a file", display.display()))
    }

    /// What Windows finds by that name in a folder: the only one, in whatever case.
    fn step(&self, folder: &Dir, display: &Path, name: &str) -> Look<(OsString, Entry)> {
        let listing = self.listing(folder, display);
        let named = match &listing {
            Look::Found(listing) => listing.find(name),
            _ => Named::None,
        };
        let (actual, listed) = match named {
            Named::Two(first, second) => return two_cases(display, first, second),
            Named::One(actual) => (actual.to_os_string(), true),
            // It may be new, or the folder must not be listed.
            Named::None => (OsString::from(name), false),
        };
        let shown = || display.join(&actual);
        match folder.look(&actual) {
            Ok(entry) => Look::Found((actual, entry)),
            Err(Refused::Link) => Look::Unknown(linked(&shown())),
            Err(Refused::System(error)) if error.kind() == io::ErrorKind::NotFound => {
                if listed {
                    return Look::Unknown(gone(&shown().display().to_string()));
                }
                listing.and_then(|listing| match listing.look_alike(name) {
                    Some(other) => look_alike(display, name, other),
                    None => Look::Missing,
                })
            }
            Err(Refused::System(error)) => refused(&shown(), &error),
        }
    }

    /// The names in a folder.
    pub(super) fn listing(&self, folder: &Dir, display: &Path) -> Look<Arc<Listing>> {
        let lock = || self.listings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(listing) = lock().get(&folder.identity()) {
            return Look::Found(listing.clone());
        }
        match folder.names().and_then(Listing::of) {
            Ok(Some(listing)) => {
                let listing = Arc::new(listing);
                lock().insert(folder.identity(), listing.clone());
                Look::Found(listing)
            }
            Ok(None) => {
                let (shown, most) = (display.display(), Listing::max_names());
                Look::unknown(format!("{shown} holds more than {most} names"))
            }
            Err(error) => refused(display, &error),
        }
    }
}

fn two_cases<T>(folder: &Path, first: &OsStr, second: &OsStr) -> Look<T> {
    let (first, second) = (folder.join(first), folder.join(second));
    Look::unknown(format!("{} and {} differ in case only", first.display(), second.display()))
}

fn look_alike<T>(folder: &Path, name: &str, other: &str) -> Look<T> {
    let (wanted, other) = (folder.join(name), folder.join(other));
    Look::unknown(format!(
        "{} is not there, but {}, another name that looks alike, is",
        wanted.display(),
        other.display()
    ))
}

/// What to say of a link.
pub(super) fn linked(path: &Path) -> Arc<str> {
    Arc::from(format!("{} is a link, and links are not followed", path.display()))
}

/// What to say of a file that a look before this one found.
pub(super) fn gone(path: &str) -> Arc<str> {
    Arc::from(format!("{path} was there a moment ago and is gone"))
}

/// Not there, or not allowed to look.
pub(super) fn refused<T>(path: &Path, error: &io::Error) -> Look<T> {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Look::Missing,
        _ => Look::unknown(format!("{}: {}", path.display(), explain(error))),
    }
}
