//! What compiling rule files gave.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Level};
use crate::language::Compilation;

/// Diagnostics, and what was loaded.
#[derive(Debug, Serialize)]
pub struct CompileReport<'a> {
    /// Every problem.
    pub diagnostics: Vec<serde_json::Value>,
    /// How many rules were loaded.
    pub rules: usize,
    /// The files in which something was left out, each once.
    pub rejected: Vec<&'a str>,
    /// How many findings of lints the files suppress.
    pub suppressed: usize,
    /// The profiles that a run can be given.
    pub profiles: Vec<ProfileDescription<'a>>,
}

/// One profile, for whoever chooses among them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProfileDescription<'a> {
    name: &'a str,
    title: Option<&'a str>,
    path: &'a str,
    line: u32,
}

impl<'a> CompileReport<'a> {
    /// The report of a compilation.
    pub fn new(compilation: &'a Compilation) -> Self {
        let mut rejected: Vec<&str> = Vec::new();
        for Diagnostic { level, source, .. } in &compilation.diagnostics {
            // Diagnostics come file by file.
            if *level == Level::Error && rejected.last() != Some(&source.origin.as_str()) {
                rejected.push(&source.origin);
            }
        }
        Self {
            diagnostics: compilation.diagnostics.iter().map(Diagnostic::to_json).collect(),
            rules: compilation.pack.rules.len(),
            rejected,
            suppressed: compilation.suppressed.len(),
            profiles: compilation
                .pack
                .profiles
                .iter()
                .map(|profile| ProfileDescription {
                    name: &profile.name.text,
                    title: profile.title.as_deref(),
                    path: &profile.source.origin,
                    line: profile.line,
                })
                .collect(),
        }
    }
}
