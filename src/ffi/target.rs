//! From a request to a target.

use std::path::{Path, PathBuf};

use super::guard::Failure;
use super::request::{MappedFile, TargetRequest};
use super::status::XtStatus;
use crate::evidence::{FolderTarget, LiveTarget, Target, TargetError, WindowsPath};

/// Opens the target that is asked for.
pub(super) fn open(
    target: TargetRequest,
    map: Vec<MappedFile>,
    facts: Option<&serde_json::Value>,
) -> Result<Box<dyn Target>, Failure> {
    let map: Vec<_> = map
        .into_iter()
        .map(|MappedFile { path, file }| match WindowsPath::parse(&path) {
            Ok(path) => Ok((path, PathBuf::from(file))),
            Err(error) => Err(Failure::new(XtStatus::InvalidRequest, error.to_string())),
        })
        .collect::<Result<_, _>>()?;
    let facts = facts.map(ToString::to_string);
    let folder = |root: Option<&Path>| FolderTarget::open(root, &map, facts.as_deref());
    let opened: Result<Box<dyn Target>, TargetError> = match &target {
        TargetRequest::Folder { path } => folder(Some(Path::new(path))).map(boxed),
        TargetRequest::Maps {} => folder(None).map(boxed),
        TargetRequest::Live {} if map.is_empty() => LiveTarget::new(facts.as_deref()).map(boxed),
        TargetRequest::Live {} => {
            let message = "files cannot be mapped onto a live computer";
            return Err(Failure::new(XtStatus::InvalidRequest, message));
        }
    };
    opened.map_err(|error| Failure::new(XtStatus::EvidenceUnreadable, error.to_string()))
}

fn boxed(target: impl Target + 'static) -> Box<dyn Target> {
    Box::new(target)
}
