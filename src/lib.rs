//! ExTriage's engine: compiles rule files and evaluates them over the evidence of an Exchange
//! server.
//!
//! The parts know only the ones below them; `ARCHITECTURE.md` has the picture.
//!
//! # Use it from Rust
//! [`engine::Rules`] compiles rule files; the program says where their text comes from. A target is
//! a copied system drive ([`evidence::FolderTarget`]), files that stand for Windows paths, or what
//! the program itself knows:
//!
//! ```
//! use extriage::diagnostic::SourceText;
//! use extriage::engine::{Rules, Selection};
//! use extriage::evidence::{FolderTarget, WindowsPath};
//! use extriage::model::Outcome;
//! use extriage::report::printable;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let origin = "rules/setup/setup-service-disabled.exrule".to_owned();
//! let text = std::fs::read_to_string(&origin)?;
//! let rules = Rules::compile([SourceText { origin, text }])?;
//! assert!(rules.diagnostics().is_empty());
//!
//! // A copied system drive, with a facts.json for what is not in files.
//! let server = FolderTarget::open(Some("tests/servers/ex01".as_ref()), &[], None)?;
//! let results = rules.triage(&server, &Selection::default())?;
//! assert_eq!(results[0].outcome, Outcome::Detected);
//! for evidence in &results[0].findings[0].evidence {
//!     // The text of a log may hold what a terminal obeys.
//!     println!("{}:{:?} {}", printable(&evidence.path), evidence.line, printable(&evidence.text));
//! }
//!
//! // One file, at its place on the server. What nobody looked at is unknown, never clear.
//! let place = WindowsPath::parse(r"C:\ExchangeSetupLogs\ExchangeSetup.log")?;
//! let log = "tests/servers/ex01/C/ExchangeSetupLogs/ExchangeSetup.log".into();
//! let log = FolderTarget::open(None, &[(place, log)], None)?;
//! assert_eq!(rules.triage(&log, &Selection::default())?[0].outcome, Outcome::Detected);
//! # Ok(())
//! # }
//! ```
//!
//! `examples/triage.rs` is a whole program.

pub mod diagnostic;
pub mod engine;
pub mod evidence;
pub mod ffi;
pub mod language;
pub mod model;
pub mod report;

/// The engine's version, the same as the module's.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
