//! The names of a folder as Windows compares them.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};

use crate::evidence::path::{fold, look_alike_form};

/// A folder with more names than this is not listed.
const MAX_NAMES: usize = 200_000;

/// The names of one folder by their folded form.
#[derive(Debug, Default)]
pub(super) struct Listing {
    names: HashMap<String, Vec<OsString>>,
    /// The names beyond ASCII, among which a name can look like one of ASCII.
    foreign: Vec<String>,
}

/// The names in a folder that are one name to Windows.
pub(super) enum Named<'l> {
    None,
    One(&'l OsStr),
    /// There cannot have been two on the server, and nothing says which of them was.
    Two(&'l OsStr, &'l OsStr),
}

impl Listing {
    /// Collects names; `None` where there are too many.
    pub(super) fn of<E>(
        names: impl Iterator<Item = Result<OsString, E>>,
    ) -> Result<Option<Self>, E> {
        let mut listing = Self::default();
        for (count, name) in names.enumerate() {
            if count >= MAX_NAMES {
                return Ok(None);
            }
            let name = name?;
            // A name that is no Unicode text cannot be the one of a rule.
            let Some(text) = name.to_str() else { continue };
            if !text.is_ascii() {
                listing.foreign.push(text.to_owned());
            }
            listing.names.entry(fold(text)).or_default().push(name);
        }
        listing.names.values_mut().for_each(|names| names.sort());
        listing.foreign.sort();
        Ok(Some(listing))
    }

    /// The most names that a folder may have.
    pub(super) const fn max_names() -> usize {
        MAX_NAMES
    }

    /// What Windows finds by that name.
    pub(super) fn find(&self, name: &str) -> Named<'_> {
        match self.names.get(&fold(name)).map(Vec::as_slice) {
            None | Some([]) => Named::None,
            Some([single]) => Named::One(single),
            Some([first, second, ..]) => Named::Two(first, second),
        }
    }

    /// A name that is another one to Windows and reads like `name`.
    pub(super) fn look_alike(&self, name: &str) -> Option<&str> {
        let form = look_alike_form(name);
        let alike = |other: &&str| look_alike_form(other) == form && fold(other) != fold(name);
        let foreign = self.foreign.iter().map(String::as_str).find(alike);
        // Beside a name beyond ASCII one of ASCII can be the odd one.
        foreign.or_else(|| {
            let mut all = self.names.values().flatten().filter_map(|other| other.to_str());
            if name.is_ascii() {
                None
            } else {
                all.find(alike)
            }
        })
    }

    /// The names as they stand there.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.values().flatten().filter_map(|name| name.to_str())
    }
}
