//! ExTriage's engine: compiles rule files and evaluates them over the evidence of an Exchange
//! server.
//!
//! The parts know only the ones below them; `ARCHITECTURE.md` has the picture.

pub mod diagnostic;
pub mod engine;
pub mod evidence;
pub mod ffi;
pub mod language;
pub mod model;
pub mod report;

/// The engine's version, the same as the module's.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
