//! A remedy as a plan: typed steps with the values of one finding filled in.

use std::sync::Arc;

use serde::Serialize;

use super::Safety;

/// One step of a plan, ready to be shown; which of them can be applied is the remedy part's affair.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PlanStep {
    /// The action's name: `set service`, `start service`, `run script`, `manual` ...
    pub action: &'static str,
    /// What it acts on: a service's name, a file's path; the sentence of a manual step.
    pub object: String,
    /// What changes, by name: `StartType` to `Automatic`.
    pub settings: Vec<(String, String)>,
    /// The author's label, where there is one.
    pub label: Option<Arc<str>>,
    /// How long the step may take, in seconds.
    pub within_seconds: Option<f64>,
}

/// What a rule advises for one result.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Plan {
    /// The remedy's title.
    pub title: Arc<str>,
    /// What users notice while it runs.
    pub impact: Option<Arc<str>>,
    /// Whether it may be applied as it is.
    pub safety: Safety,
    /// When to ask: `always`, `once` or `never`.
    pub confirm: &'static str,
    /// The steps, in order.
    pub steps: Vec<PlanStep>,
    /// How it is taken back: `automatic`, or the reason why it cannot be.
    pub undo: Option<Arc<str>>,
    /// What to do if it does not help, with a link where the rule has one.
    pub otherwise: Option<Arc<str>>,
}
