//! A copied or mounted system drive, and single files put at Windows paths.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::dir::Dir;
use super::layout::Layout;
use super::open::Unread;
use super::resolve::{Base, Found, Place, Resolver};
use super::{discover, open, FileInfo, Look, OpenFile, Target, TargetError, WindowsPath};
use crate::evidence::{explain, Facts};
use crate::model::{Limits, Value};

/// A folder with the content of a server's drives, and files mapped to Windows paths.
#[derive(Debug)]
pub struct FolderTarget {
    name: Arc<str>,
    facts: Facts,
    /// The folder as the user knows it; without one only the mapped files are there.
    root: Option<PathBuf>,
    drives: Layout,
    mapped: HashMap<WindowsPath, PathBuf>,
    resolver: Resolver,
}

impl FolderTarget {
    /// Opens the folder `root`, which holds a folder for each drive (`C`, `D` ...) or is the
    /// content of the system drive, and puts each of `maps` at its Windows path. `facts` stand
    /// before the ones of a `facts.json` in the folder.
    ///
    /// # Errors
    /// For a folder or mapped file that is not there or not what it should be. Facts that cannot be
    /// read are unknown.
    pub fn open(
        root: Option<&Path>,
        maps: &[(WindowsPath, PathBuf)],
        facts: Option<&str>,
    ) -> Result<Self, TargetError> {
        Self::open_unless(root, maps, facts, &|| false)
    }

    /// The same, unless the caller asks to stop.
    ///
    /// # Errors
    /// The same, and [`TargetError::Cancelled`].
    pub fn open_unless(
        root: Option<&Path>,
        maps: &[(WindowsPath, PathBuf)],
        facts: Option<&str>,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Self, TargetError> {
        let mut mapped = HashMap::new();
        for (path, file) in maps {
            check_mapped(file)?;
            if mapped.insert(path.clone(), file.clone()).is_some() {
                return Err(TargetError::MappedTwice(path.to_string()));
            }
        }
        let base = root.map(open_root).transpose()?;
        let inline = facts.map(|facts| {
            let given = Facts::read(facts.as_bytes(), "the given facts", cancelled);
            given.ok_or(TargetError::Cancelled)
        });
        let inline = inline.transpose()?;
        let file = match &base {
            Some(base) => read_facts(base, cancelled)?,
            None => None,
        };
        let facts = match (inline, file) {
            (Some(inline), Some(file)) => inline.over(file),
            (Some(facts), None) | (None, Some(facts)) => facts,
            (None, None) => Facts::empty("there is no facts.json to give"),
        };
        let system = match facts.get("server.systemDrive") {
            Value::Text(drive) => drive.chars().next().filter(char::is_ascii_alphabetic),
            _ => None,
        };
        let system = system.unwrap_or('C').to_ascii_uppercase();
        let resolver = Resolver::default();
        let drives = base.map_or(Layout::Nothing, |base| {
            Layout::of(base.root, &base.display, system, &resolver)
        });
        let name = match (facts.get("server.name"), root, maps) {
            (Value::Text(name), ..) => name,
            (_, Some(root), _) => Arc::from(root.display().to_string()),
            (_, None, [(_, file), ..]) => Arc::from(file.display().to_string()),
            (_, None, []) => return Err(TargetError::Nothing),
        };
        let mut target =
            Self { name, facts, root: root.map(Path::to_path_buf), drives, mapped, resolver };
        let letters = target.drives.letters(system);
        let mut mapped: Vec<_> = target.mapped.keys().filter_map(discover::installation).collect();
        mapped.sort_unstable_by(|a, b| b.cmp(a));
        for (path, value) in discover::fill(&target, &letters, &mapped) {
            target.facts.set(path, value);
        }
        Ok(target)
    }

    fn locate(&self, path: &WindowsPath) -> Look<Found> {
        if let Some(file) = self.mapped.get(path) {
            let display = Arc::from(file.display().to_string());
            return match open::chosen(file) {
                Ok(metadata) if metadata.is_file() => {
                    Look::Found(Found { place: Place::Chosen(file.clone()), display, metadata })
                }
                Ok(_) => Look::unknown(format!("{display} is not a regular file any more")),
                Err(error) => Look::unknown(format!("{display}: {}", explain(&error))),
            };
        }
        match self.drives.base(path.drive()) {
            Look::Found(base) => return self.resolver.file(base, path.names()),
            Look::Missing => {}
            Look::Unknown(reason) => return Look::Unknown(reason),
        }
        Look::unknown(match &self.root {
            Some(root) => format!(
                "{} does not hold drive {}:, so {path} was not looked at",
                root.display(),
                path.drive()
            ),
            None => format!("only {} was given, so {path} was not looked at", self.given()),
        })
    }

    /// The mapped paths, for people.
    fn given(&self) -> String {
        let mut paths: Vec<_> = self.mapped.keys().map(WindowsPath::as_str).collect();
        paths.sort_unstable();
        match paths.as_slice() {
            [first, second, third, rest @ ..] if !rest.is_empty() => {
                format!("{first}, {second}, {third} and {} more", rest.len())
            }
            paths => paths.join(", "),
        }
    }
}

impl Target for FolderTarget {
    fn name(&self) -> Arc<str> {
        self.name.clone()
    }

    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn file(&self, path: &WindowsPath) -> Look<FileInfo> {
        self.locate(path).and_then(|found| self.resolver.info(&found))
    }

    fn size(&self, path: &WindowsPath) -> Look<u64> {
        self.locate(path).and_then(|found| Look::Found(found.metadata.len()))
    }

    fn open(&self, path: &WindowsPath) -> Look<OpenFile> {
        self.locate(path).and_then(|found| open::open(&found))
    }

    fn absence(&self, path: &WindowsPath) -> String {
        match &self.root {
            Some(root) => format!("{path} was not found in {}", root.display()),
            None => format!("{path} was not found"),
        }
    }
}

fn refused(path: &Path, error: &io::Error) -> TargetError {
    let path = path.display().to_string();
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => TargetError::NotFound(path),
        _ => TargetError::Unreadable { path, reason: explain(error) },
    }
}

/// A mapped path is the user's own choice: it may be a link, but it leads to one plain file.
fn check_mapped(file: &Path) -> Result<(), TargetError> {
    let shown = || file.display().to_string();
    match open::chosen(file) {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(metadata) if metadata.is_dir() => Err(TargetError::NotAFile(shown())),
        Ok(_) => Err(TargetError::NotRegular(shown())),
        Err(error) => Err(refused(file, &error)),
    }
}

fn open_root(root: &Path) -> Result<Base, TargetError> {
    let refused = |error: io::Error| match fs::metadata(root) {
        Ok(metadata) if !metadata.is_dir() => TargetError::NotAFolder(root.display().to_string()),
        _ => refused(root, &error),
    };
    let folder = Dir::chosen(root).map_err(refused)?;
    folder.names().map(drop).map_err(refused)?;
    let display = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
    Ok(Base { root: Arc::new(folder), display, letter: None })
}

/// The facts in the folder; all of them unknown where they cannot be read.
fn read_facts(root: &Base, cancelled: &dyn Fn() -> bool) -> Result<Option<Facts>, TargetError> {
    let unread = |reason| {
        let path: Arc<str> = Arc::from(root.display.join("facts.json").display().to_string());
        Ok(Some(Facts::unread(path, reason)))
    };
    let found = match Resolver::default().file(root, ["facts.json"].into_iter()) {
        Look::Found(found) => found,
        Look::Missing => return Ok(None),
        Look::Unknown(reason) => return unread(reason),
    };
    match open::read_small(&found, Limits::FACTS_BYTES, cancelled) {
        Ok(content) => match Facts::read(&content, &found.display, cancelled) {
            Some(facts) => Ok(Some(facts.with_origin(found.display))),
            None => Err(TargetError::Cancelled),
        },
        Err(Unread::Refused(reason)) => unread(reason),
        Err(Unread::Cancelled) => Err(TargetError::Cancelled),
    }
}
