//! What the engine says about itself.

use once_cell::sync::OnceCell;

use super::buffer::XtBuffer;
use super::guard::{answer, Failure};
use super::request;
use super::status::XtStatus;
use crate::report;

/// The version of this ABI. It goes up when a signature, a status or the meaning of a request
/// changes; a loader that meets another number does not call anything else.
pub const XT_ABI_VERSION: u32 = 1;

static DESCRIPTION: OnceCell<Vec<u8>> = OnceCell::new();

/// [`XT_ABI_VERSION`]; to be called before anything else.
#[no_mangle]
pub extern "C" fn xt_abi_version() -> u32 {
    // A constant cannot panic, so this is the one export without the guard.
    XT_ABI_VERSION
}

/// Puts a description of the engine into `result`: versions, limits, and every source and fact that
/// rules can name. `request.rs` has its form.
///
/// # Safety
/// `result` is null or a place for one buffer.
#[no_mangle]
pub unsafe extern "C" fn xt_engine_describe(result: *mut XtBuffer) -> XtStatus {
    answer(result, || {
        let description = DESCRIPTION.get_or_try_init(|| {
            serde_json::to_vec(&report::describe_engine(XT_ABI_VERSION, request::limits()))
                .map_err(|error| Failure::new(XtStatus::Panicked, error.to_string()))
        })?;
        Ok((XtStatus::Ok, description.clone()))
    })
}
