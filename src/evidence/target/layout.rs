//! Which drives a folder holds.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::dir::{Dir, Entry, Refused};
use super::resolve::{Base, Resolver};
use super::Look;
use crate::evidence::path::fold;

/// Where the paths of each drive start.
#[derive(Debug)]
pub(super) enum Layout {
    /// There is nothing but mapped files.
    Nothing,
    /// The folder has a folder for each drive, or is the system drive.
    Drives(BTreeMap<char, Base>),
    /// Nothing says what the folder is; the reason.
    Doubt(Arc<str>),
}

impl Layout {
    /// Where the paths of a drive start.
    pub(super) fn base(&self, drive: char) -> Look<&Base> {
        match self {
            Self::Nothing => Look::Missing,
            Self::Drives(drives) => drives.get(&drive).map_or(Look::Missing, Look::Found),
            Self::Doubt(reason) => Look::Unknown(reason.clone()),
        }
    }

    /// The letters of the drives, the system drive first.
    pub(super) fn letters(&self, system: char) -> Vec<char> {
        let Self::Drives(drives) = self else { return Vec::new() };
        let mut letters: Vec<char> = drives.keys().copied().collect();
        letters.sort_by_key(|letter| (*letter != system, *letter));
        letters
    }

    /// Finds out what the folder holds. A folder named by one letter is a drive, unless the folder
    /// has what only the system drive itself has; where that drive has it as well, nothing says
    /// which of them is meant.
    pub(super) fn of(root: Arc<Dir>, display: &Path, system: char, resolver: &Resolver) -> Self {
        let names = match resolver.listing(&root, display) {
            Look::Found(names) => names,
            Look::Missing => {
                return Self::Doubt(Arc::from(format!("{} is gone", display.display())))
            }
            Look::Unknown(reason) => return Self::Doubt(reason),
        };
        let base = |letter| Base { root: root.clone(), display: display.to_path_buf(), letter };
        let itself = names.names().find(|name| is_of_a_system_drive(name));
        let mut drives = BTreeMap::new();
        for name in names.names() {
            let Some((letter, folder)) = letter(name) else { continue };
            let holds = match root.look(name.as_ref()) {
                Ok(Entry::Folder(drive)) => {
                    on_a_system_drive(&drive, &display.join(name), resolver)
                }
                // A file of that name is none.
                Ok(Entry::Other(_)) => continue,
                // Whoever asks for it hears of the link.
                Err(Refused::Link) => Look::Missing,
                Err(Refused::System(_)) => Look::Missing,
            };
            match (itself, letter == system, holds) {
                (Some(itself), true, Look::Found(inside)) => {
                    return Self::Doubt(Arc::from(format!(
                        "{} and {} are both there: which of them is of drive {system}: cannot be \
                         said",
                        display.join(itself).display(),
                        display.join(name).join(inside).display(),
                    )));
                }
                (Some(_), true, Look::Unknown(reason)) => return Self::Doubt(reason),
                _ => drives.insert(letter, base(Some(folder))),
            };
        }
        if itself.is_some() || drives.is_empty() {
            drives = BTreeMap::from([(system, base(None))]);
        }
        Self::Drives(drives)
    }
}

/// What only a system drive has, in folded form.
const OF_A_SYSTEM_DRIVE: [&str; 3] = ["WINDOWS", "PROGRAM FILES", "EXCHANGESETUPLOGS"];

fn is_of_a_system_drive(name: &str) -> bool {
    OF_A_SYSTEM_DRIVE.contains(&fold(name).as_str())
}

fn on_a_system_drive(drive: &Dir, display: &Path, resolver: &Resolver) -> Look<String> {
    resolver.listing(drive, display).and_then(|names| {
        let name = names.names().find(|name| is_of_a_system_drive(name));
        name.map_or(Look::Missing, |name| Look::Found(name.to_owned()))
    })
}

/// The letter of a drive, where the name is nothing but one, and the name that is looked for.
fn letter(name: &str) -> Option<(char, &'static str)> {
    const FOLDERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut chars = name.chars();
    let letter = chars.next()?.to_ascii_uppercase();
    let place = FOLDERS.find(letter).filter(|_| chars.next().is_none())?;
    Some((letter, FOLDERS.get(place..=place)?))
}
