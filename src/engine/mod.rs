//! The engine: plans what to read, reads each file once for all rules, evaluates in three values,
//! explains, and runs the rules' own tests.
//!
//! It opens no file itself and changes nothing.

use std::sync::Arc;

use crate::evidence::Target;
use crate::language::ast::RulePack;
use crate::model::{RuleResult, RuleTestResult};

/// What to evaluate.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Rule ids with PowerShell wildcards; all rules where there are none.
    pub ids: Vec<String>,
}

/// What a run tells while it goes on.
pub trait Observer {
    /// So many bytes of so many were read, and the file that is being read now.
    fn progress(&mut self, read: u64, total: u64, current: &str);

    /// One rule is done.
    fn result(&mut self, result: RuleResult);

    /// Whether to stop; the run ends within 200 ms.
    fn cancelled(&self) -> bool;
}

/// The run was stopped by its observer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the run was cancelled")]
pub struct Cancelled;

/// Evaluates the selected rules of `pack` over `target`; one result for each, in the pack's order.
///
/// # Errors
/// When the observer asked to stop.
pub fn evaluate(
    pack: &RulePack,
    target: &dyn Target,
    selection: &Selection,
    observer: &mut dyn Observer,
) -> Result<(), Cancelled> {
    let _ = (pack, target, selection, observer);
    Ok(())
}

/// Runs the tests of the selected rules, giving each result to `report`.
///
/// # Errors
/// When `cancelled` says so between two tests.
pub fn run_tests(
    pack: &Arc<RulePack>,
    selection: &Selection,
    report: &mut dyn FnMut(RuleTestResult),
    cancelled: &dyn Fn() -> bool,
) -> Result<(), Cancelled> {
    let _ = (pack, selection, report, cancelled);
    Ok(())
}
