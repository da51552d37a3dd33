//! What the engine found, as text for others: JSON for objects, JSON Lines for a running job.
//!
//! It writes down what other parts decided; it decides nothing itself and opens no file.

mod compile;
mod engine;
mod event;
mod evidence;
mod printable;
mod queue;
mod reads;
mod rewrite;
mod rule;

pub use compile::CompileReport;
pub use engine::{describe_engine, EngineDescription};
pub use event::Event;
pub use evidence::{plan_evidence, EvidencePlan};
pub use printable::printable;
pub use queue::EventQueue;
pub use rewrite::{FixReport, RewriteReport, RewrittenFile};
pub use rule::{describe_rules, RuleDescription};
