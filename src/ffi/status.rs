//! How a call ended.

/// How a call ended. The numbers are part of the ABI.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum XtStatus {
    /// Done.
    Ok = 0,
    /// A pointer is null, misaligned, freed or not the engine's.
    InvalidArgument = 1,
    /// The request is not UTF-8.
    InvalidUtf8 = 2,
    /// The request is not what `request.rs` describes, or is over a limit.
    InvalidRequest = 3,
    /// There were rules, and not one of them could be loaded.
    RulesRejected = 4,
    /// The target cannot be looked at.
    EvidenceUnreadable = 5,
    /// The job goes on; poll again.
    Pending = 6,
    /// The job was cancelled.
    Cancelled = 7,
    /// A fault of the engine itself; the session goes on.
    Panicked = 8,
}
