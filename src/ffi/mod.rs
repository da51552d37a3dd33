//! The C ABI: thirteen functions, opaque handles, bytes in, bytes out, a status.
//!
//! Called by `powershell/ExTriage/Native/Engine.cs` through the declarations that `build.rs` writes
//! from these files. It decides nothing and reads no evidence itself; it is the only part that may
//! hold `unsafe` code.
//!
//! # Ownership
//! - What the caller passes in stays the caller's and is not kept after the call.
//! - What the engine gives out is freed by the engine's own function of that type, once.
//! - A rule set may be freed while jobs use it; the jobs keep what they need.
//! - One job is polled by one thread at a time; cancel may come from any thread.
//! - A job that is freed while it works is cancelled; its thread is never waited for at length.
//! - On any status but `Ok` and `Pending` no handle is given out, and the report may hold detail.
//!
//! # Invariants
//! - No panic leaves an exported function: each runs inside [`guard::guard`].
//! - A handle is a number and never an address, so one that was freed, or that came from elsewhere,
//!   is answered `InvalidArgument` and touches no memory.
//! - Text is UTF-8 with a length and never NUL-terminated; null with length 0 is empty text.
//! - There are no callbacks: a PowerShell script block on a foreign thread ends the process.
//!
//! The bindings generator reads these files as text: exported functions are written out and never
//! made by a macro, and enum values and constants are literals.
#![allow(unsafe_code, reason = "pointers of the caller are read and written here and nowhere else")]

mod buffer;
mod engine;
mod guard;
mod handle;
mod job;
mod request;
mod rewrite;
mod rules;
mod status;
mod target;
mod worker;

pub use buffer::{xt_buffer_free, XtBuffer};
pub use engine::{xt_abi_version, xt_engine_describe, XT_ABI_VERSION};
pub use job::{xt_job_cancel, xt_job_free, xt_job_poll, xt_job_rules, xt_job_start, XtJob};
pub use rewrite::xt_rules_rewrite;
pub use rules::{xt_evidence_plan, xt_rules_compile, xt_rules_describe, xt_rules_free, XtRuleSet};
pub use status::XtStatus;
