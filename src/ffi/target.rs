//! From a request to a target.

use std::path::{Path, PathBuf};

use super::guard::Failure;
use super::request::{MappedFile, TargetRequest};
use super::status::XtStatus;
use crate::evidence::{FolderTarget, LiveTarget, Target, TargetError, WindowsPath};

/// A target that is asked for in a request that makes sense.
pub(super) struct Wanted {
    target: TargetRequest,
    map: Vec<(WindowsPath, PathBuf)>,
    facts: Option<serde_json::Value>,
}

/// Looks at the request alone and at no file.
pub(super) fn wanted(
    target: TargetRequest,
    map: Vec<MappedFile>,
    facts: Option<serde_json::Value>,
) -> Result<Wanted, Failure> {
    if matches!(target, TargetRequest::Live {}) && !map.is_empty() {
        let message = "files cannot be mapped onto a live computer";
        return Err(Failure::new(XtStatus::InvalidRequest, message));
    }
    let map: Vec<_> = map
        .into_iter()
        .map(|MappedFile { path, file }| match WindowsPath::parse(&path) {
            Ok(path) => Ok((path, PathBuf::from(file))),
            Err(error) => Err(Failure::new(XtStatus::InvalidRequest, error.to_string())),
        })
        .collect::<Result<_, _>>()?;
    Ok(Wanted { target, map, facts })
}

impl Wanted {
    /// Opens the target, which reads its facts and may take its time; nothing where the caller asks
    /// to stop.
    pub(super) fn open(
        self,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Box<dyn Target>>, Failure> {
        let facts = self.facts.as_ref().map(ToString::to_string);
        let facts = facts.as_deref();
        let folder =
            |root: Option<&Path>| FolderTarget::open_unless(root, &self.map, facts, cancelled);
        let opened: Result<Box<dyn Target>, TargetError> = match &self.target {
            TargetRequest::Folder { path } => folder(Some(Path::new(path))).map(boxed),
            TargetRequest::Maps {} => folder(None).map(boxed),
            TargetRequest::Live {} => LiveTarget::new(facts, cancelled).map(boxed),
        };
        match opened {
            Ok(target) => Ok(Some(target)),
            Err(TargetError::Cancelled) => Ok(None),
            Err(error) => Err(Failure::new(XtStatus::EvidenceUnreadable, error.to_string())),
        }
    }
}

fn boxed(target: impl Target + 'static) -> Box<dyn Target> {
    Box::new(target)
}
