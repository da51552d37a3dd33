//! The way in for Rust programs: rules, compiled once and held against targets.

use std::io;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use time::OffsetDateTime;

use super::{evaluate, run_tests, Cancelled, Observer, Selection, SelectionError, Tested};
use crate::diagnostic::{Diagnostic, SourceText};
use crate::evidence::Target;
use crate::language::ast::RulePack;
use crate::language::{compile_with, Settings};
use crate::model::{RuleResult, RuleTestResult};

/// Stack of the engine's threads in bytes. A caller's own stack may be as small as 256 KiB, and the
/// parser recurses on what rule authors write.
pub const STACK: usize = 8 << 20;

/// Runs `call` on a thread with [`STACK`] and waits for it. A panic goes on in the caller.
///
/// # Errors
/// When the system gives no thread.
pub fn on_own_stack<T: Send>(call: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let builder = thread::Builder::new().name("extriage".to_owned()).stack_size(STACK);
        let worker = builder.spawn_scoped(scope, call)?;
        Ok(worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Compiled rules, for programs that embed the engine. The crate's own page has an example, and
/// `examples/triage.rs` is a whole program.
///
/// Who wants progress, or wants to stop a run, calls [`evaluate`] with an [`Observer`].
#[derive(Debug)]
pub struct Rules {
    pack: Arc<RulePack>,
    diagnostics: Vec<Diagnostic>,
}

/// Why a triage gave no results.
#[derive(Debug, thiserror::Error)]
pub enum TriageError {
    /// The selection names what is not there.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The system gave no thread.
    #[error("cannot start a thread: {0}")]
    Thread(#[from] io::Error),
    /// The run was stopped.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl Rules {
    /// Compiles rule files. What is wrong in them is left out and told by
    /// [`diagnostics`](Self::diagnostics); the other rules are there.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn compile(files: impl IntoIterator<Item = SourceText>) -> io::Result<Self> {
        let files: Vec<_> = files.into_iter().map(Arc::new).collect();
        let today = Some(OffsetDateTime::now_utc().date());
        let settings = Settings { today, ..Settings::default() };
        let compiled = on_own_stack(|| compile_with(&files, &settings))?;
        Ok(Self { pack: Arc::new(compiled.pack), diagnostics: compiled.diagnostics })
    }

    /// What was wrong in the files.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// How many rules there are.
    pub fn count(&self) -> usize {
        self.pack.rules.len()
    }

    /// Evaluates the selected rules over a target and gives one result for each, in the order of the
    /// files. A selection without a time gets the present one, so that waivers count.
    ///
    /// # Errors
    /// When the selection names what is not there, or the system gives no thread.
    pub fn triage(
        &self,
        target: &dyn Target,
        selection: &Selection,
    ) -> Result<Vec<RuleResult>, TriageError> {
        selection.check(&self.pack)?;
        let now = selection.now.or_else(|| Some(OffsetDateTime::now_utc()));
        let selection = Selection { now, ..selection.clone() };
        let mut kept = Kept::default();
        on_own_stack(|| evaluate(&self.pack, target, &selection, &mut kept))??;
        Ok(kept.0)
    }

    /// Runs the tests that stand in the files.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn test(&self) -> Result<Vec<RuleTestResult>, TriageError> {
        let mut tests = Vec::new();
        let mut keep = |tested| {
            if let Tested::Test(test) = tested {
                tests.push(test);
            }
        };
        on_own_stack(|| run_tests(&self.pack, &Selection::default(), &mut keep, &|| false))??;
        Ok(tests)
    }
}

/// Keeps the results and never stops.
#[derive(Default)]
pub(super) struct Kept(pub(super) Vec<RuleResult>);

impl Observer for Kept {
    fn progress(&mut self, _: u64, _: u64, _: &str) {}

    fn result(&mut self, result: RuleResult) {
        self.0.push(result);
    }

    fn cancelled(&self) -> bool {
        false
    }
}
