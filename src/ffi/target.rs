//! From a request to a target.

use super::guard::Failure;
use super::request::{MappedFile, TargetRequest};
use super::status::XtStatus;
use crate::evidence::Target;

/// Opens the target that is asked for.
pub(super) fn open(
    target: TargetRequest,
    map: Vec<MappedFile>,
    facts: Option<serde_json::Value>,
) -> Result<Box<dyn Target>, Failure> {
    let _ = (target, map, facts);
    Err(Failure::new(XtStatus::EvidenceUnreadable, "no target can be opened by this build yet"))
}
