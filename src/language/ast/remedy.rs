//! Remedies: typed actions. There is none that runs a command line.

use std::sync::Arc;

use time::Duration;

use super::{Expr, ForEach, Name};
use crate::diagnostic::Span;
use crate::model::Safety;

/// `remediate 'title' { ... }`.
#[derive(Debug)]
pub struct Remedy {
    /// The title.
    pub title: Arc<str>,
    /// What users notice.
    pub impact: Option<Arc<str>>,
    /// When to ask; `once` where the rule does not say.
    pub confirm: Confirm,
    /// Only offered when this holds.
    pub condition: Option<Expr>,
    /// The steps.
    pub steps: Vec<StepItem>,
    /// How success is checked.
    pub verify: Option<Verify>,
    /// How it is taken back.
    pub undo: Option<Undo>,
    /// What to do if it does not help, with a link.
    pub otherwise: Option<(Arc<str>, Option<Arc<str>>)>,
    /// Follows from the actions; never written by the author.
    pub safety: Safety,
    /// Its line, from 1.
    pub line: u32,
    /// Where the title stands.
    pub title_span: Span,
    /// The whole clause.
    pub span: Span,
}

/// When to ask before a remedy runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirm {
    /// Before each step.
    Always,
    /// Before the first.
    Once,
    /// Not at all.
    Never,
}

/// A step, or steps for each row.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "a remedy has few steps")]
pub enum StepItem {
    /// One step.
    Step(Step),
    /// `for each $row in $rows { step ... }`.
    Each(ForEach, Vec<Step>),
}

/// `step 'label' ACTION`.
#[derive(Debug)]
pub struct Step {
    /// The author's label.
    pub label: Option<Arc<str>>,
    /// What is done.
    pub action: Action,
    /// How long it may take.
    pub within: Option<Duration>,
}

/// The closed list of what a rule may ask for.
#[derive(Debug)]
pub enum Action {
    /// `set service NAME StartType = VALUE`.
    SetService {
        /// The service's name.
        name: Expr,
        /// `StartType` and its value.
        settings: Vec<(Name, Expr)>,
    },
    /// `start service NAME`.
    StartService(Expr),
    /// `stop service NAME`.
    StopService(Expr),
    /// `restart service NAME`.
    RestartService(Expr),
    /// `set registry KEY Name = VALUE`.
    SetRegistry {
        /// The key.
        key: Expr,
        /// Values by name.
        settings: Vec<(Name, Expr)>,
    },
    /// `backup file GLOB`.
    BackupFile(Expr),
    /// `rename file PATH to PATH`.
    RenameFile {
        /// What is there.
        from: Expr,
        /// What it shall be called.
        to: Expr,
    },
    /// `run script PATH`: only scripts below `${exchange.bin}`.
    RunScript(Expr),
    /// `run setup 'arguments'`: Exchange setup with arguments from the engine's list.
    RunSetup(Expr),
    /// `run tool NAME with ARGUMENT`: only tools of the engine's list.
    RunTool {
        /// The tool's name.
        name: Expr,
        /// Its argument.
        argument: Option<Expr>,
    },
    /// `iisreset`.
    IisReset,
    /// `reboot`.
    Reboot,
    /// `manual "words"`: shown, never run.
    Manual(Expr),
}

/// `verify clear`: the rule's own detection, again.
#[derive(Debug, Clone, Copy)]
pub struct Verify {
    /// How long it may take until the issue is gone.
    pub within: Option<Duration>,
}

impl Action {
    /// The values that it needs.
    pub fn values(&self) -> Vec<&Expr> {
        match self {
            Self::SetService { name: object, settings }
            | Self::SetRegistry { key: object, settings } => {
                std::iter::once(object).chain(settings.iter().map(|(_, value)| value)).collect()
            }
            Self::StartService(value)
            | Self::StopService(value)
            | Self::RestartService(value)
            | Self::BackupFile(value)
            | Self::RunScript(value)
            | Self::RunSetup(value)
            | Self::Manual(value) => vec![value],
            Self::RenameFile { from, to } => vec![from, to],
            Self::RunTool { name, argument } => std::iter::once(name).chain(argument).collect(),
            Self::IisReset | Self::Reboot => Vec::new(),
        }
    }
}

/// How a remedy is taken back.
#[derive(Debug)]
pub enum Undo {
    /// From what was captured before each step.
    Automatic,
    /// Not at all, and why.
    None(Arc<str>),
    /// By steps of its own.
    Steps(Vec<Step>),
}
