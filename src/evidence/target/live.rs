//! The Windows computer that this runs on.

use std::sync::Arc;

use time::OffsetDateTime;

use super::{FileInfo, Look, OpenFile, Target, TargetError, WindowsPath};
use crate::evidence::Facts;
use crate::model::Value;

/// This computer. Its files are read by the same rules as those of a folder; what is not in files
/// comes from the collectors.
#[derive(Debug)]
pub struct LiveTarget {
    name: Arc<str>,
    facts: Facts,
    resolver: super::resolve::Resolver,
}

impl LiveTarget {
    /// This computer, with the facts that the collectors found.
    ///
    /// # Errors
    /// [`TargetError::Cancelled`] where the caller asks to stop. Facts that cannot be read are
    /// unknown.
    pub fn new(facts: Option<&str>, cancelled: &dyn Fn() -> bool) -> Result<Self, TargetError> {
        let facts = match facts {
            Some(facts) => Facts::read(facts.as_bytes(), "the collected facts", cancelled)
                .ok_or(TargetError::Cancelled)?,
            None => Facts::empty("the collected facts do not give"),
        };
        let name = match facts.get("server.name") {
            Value::Text(name) => name,
            _ => Arc::from("this computer"),
        };
        let mut target = Self { name, facts, resolver: super::resolve::Resolver::default() };
        if !target.facts.gives("server.time") {
            target.facts.set("server.time", Value::Time(OffsetDateTime::now_utc()));
        }
        // The registry says where Exchange is; which build it is stands in the files there.
        if target.facts.gives("exchange.install") {
            for (path, value) in super::discover::fill(&target, &[], &[]) {
                target.facts.set(path, value);
            }
        }
        Ok(target)
    }

    #[cfg(windows)]
    fn locate(&self, path: &WindowsPath) -> Look<super::resolve::Found> {
        // The verbatim form keeps dots and spaces at the end of names, and long paths.
        let drive = path.drive();
        let display = std::path::PathBuf::from(format!("{drive}:\\"));
        let root = std::path::PathBuf::from(format!("\\\\?\\{drive}:\\"));
        let root = match super::dir::Dir::chosen(&root) {
            Ok(root) => std::sync::Arc::new(root),
            Err(error) => return super::resolve::refused(&display, &error),
        };
        let base = super::resolve::Base { root, display, letter: None };
        self.resolver.file(&base, path.names())
    }

    #[cfg(not(windows))]
    #[expect(clippy::unused_self, reason = "the same call as on Windows")]
    fn locate(&self, path: &WindowsPath) -> Look<super::resolve::Found> {
        Look::unknown(format!("{path}: a live computer can be looked at on Windows only"))
    }
}

impl Target for LiveTarget {
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
        self.locate(path).and_then(|found| super::open::open(&found))
    }
}
