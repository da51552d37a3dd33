//! The text of rule files, formatted or with fixes made.

use super::buffer::{bytes, XtBuffer};
use super::guard::{answer, on_own_stack};
use super::request::{FixRequest, FormatRequest, RewriteRequest};
use super::rules::{json, settings, texts};
use super::status::XtStatus;
use crate::language;
use crate::model::Stop;
use crate::report::RewriteReport;

/// Formats the rule files of `request`, or makes the fixes of what is wrong with them, and puts their
/// new texts into `result`. Files are not touched.
///
/// # Safety
/// `request` is null or has `request_length` readable bytes; `result` is null or a place for one
/// buffer.
#[no_mangle]
pub unsafe extern "C" fn xt_rules_rewrite(
    request: *const u8,
    request_length: u64,
    result: *mut XtBuffer,
) -> XtStatus {
    answer(result, || {
        // SAFETY: the caller's word; the bytes are not used after this call.
        let request = RewriteRequest::parse(unsafe { bytes(request, request_length) }?)?;
        Ok((XtStatus::Ok, on_own_stack(|| json(&rewrite(request, &Stop::default())))??))
    })
}

/// The new texts, unless `stop` is asked for meanwhile.
pub(super) fn rewrite(request: RewriteRequest, stop: &Stop) -> RewriteReport {
    match request {
        RewriteRequest::Format(FormatRequest { sources }) => {
            RewriteReport::format(&texts(sources), stop)
        }
        RewriteRequest::Fix(FixRequest { sources, library, guesses }) => {
            let sources = texts(sources);
            let settings = settings(library, stop.clone());
            let fixed = language::fix(&sources, &settings, guesses);
            if stop.is_asked() {
                return RewriteReport::default();
            }
            RewriteReport::fix(&sources, fixed)
        }
    }
}
