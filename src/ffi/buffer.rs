//! Bytes that cross the ABI.

use std::collections::BTreeMap;
use std::ptr;
use std::sync::{Mutex, PoisonError};

use super::guard::{guard, Failure};
use super::request::MAX_REQUEST;
use super::status::XtStatus;

/// Bytes of the engine: UTF-8, JSON or JSON Lines, not NUL-terminated. Empty is `{null, 0}`.
#[repr(C)]
#[derive(Debug)]
pub struct XtBuffer {
    /// The first byte, or null.
    pub data: *mut u8,
    /// How many bytes there are.
    pub length: u64,
}

/// Every buffer that was given out and not freed yet, by the address of its first byte. Keeping
/// them here makes freeing a copy of a freed buffer harmless.
static GIVEN: Mutex<BTreeMap<usize, Vec<u8>>> = Mutex::new(BTreeMap::new());

impl XtBuffer {
    pub(super) const EMPTY: Self = Self { data: ptr::null_mut(), length: 0 };

    /// Hands bytes over to the caller, who frees them with [`xt_buffer_free`].
    pub(super) fn give(mut bytes: Vec<u8>) -> Self {
        if bytes.is_empty() {
            return Self::EMPTY;
        }
        let buffer = Self { data: bytes.as_mut_ptr(), length: bytes.len() as u64 };
        let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
        given.insert(buffer.data.addr(), bytes);
        buffer
    }
}

/// The caller's bytes, for the time of the call.
///
/// # Safety
/// `data` is null, or has `length` readable bytes that nobody writes to during the call.
pub(super) unsafe fn bytes<'a>(data: *const u8, length: u64) -> Result<&'a [u8], Failure> {
    if length == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Failure::argument("the request is null and has a length"));
    }
    match usize::try_from(length) {
        Ok(length) if length <= MAX_REQUEST => {
            // SAFETY: not null, of a length below isize::MAX, readable by the caller's word.
            Ok(unsafe { std::slice::from_raw_parts(data, length) })
        }
        _ => Err(Failure::new(
            XtStatus::InvalidRequest,
            format!("the request has {length} bytes; the limit is {MAX_REQUEST}"),
        )),
    }
}

/// Frees the bytes of a buffer and empties it. Null, an empty buffer, and one that was freed
/// already do no harm.
///
/// # Safety
/// `buffer` is null or a buffer that may be written to, and that no other thread uses meanwhile.
#[no_mangle]
pub unsafe extern "C" fn xt_buffer_free(buffer: *mut XtBuffer) {
    if buffer.is_null() || !buffer.is_aligned() {
        return;
    }
    // A panic here could only come from the allocator, and there is nobody to tell.
    let _ = guard(|| {
        // SAFETY: not null and aligned; a buffer of the caller.
        let freed = unsafe { buffer.replace(XtBuffer::EMPTY) };
        let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
        given.remove(&freed.data.addr())
    });
}
