//! What compiling rule files gave.

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Level, SourceText};
use crate::language::Compilation;

/// Diagnostics, and what was loaded.
#[derive(Debug, Serialize)]
pub struct CompileReport<'a> {
    /// Every problem.
    pub diagnostics: Vec<Problem<'a>>,
    /// How many rules were loaded.
    pub rules: usize,
    /// The files in which something was left out, each once.
    pub rejected: Vec<&'a str>,
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
            diagnostics: compilation.diagnostics.iter().map(Problem::new).collect(),
            rules: compilation.pack.rules.len(),
            rejected,
        }
    }
}

/// One diagnostic, as PowerShell shows it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Problem<'a> {
    code: Code,
    severity: Level,
    message: &'a str,
    path: &'a str,
    line: usize,
    column: usize,
    help: Option<&'a str>,
    fix: Option<&'a str>,
}

impl<'a> Problem<'a> {
    fn new(diagnostic: &'a Diagnostic) -> Self {
        let SourceText { origin, text } = &*diagnostic.source;
        let before = text.get(..diagnostic.span.start as usize).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            code: diagnostic.code,
            severity: diagnostic.level,
            message: &diagnostic.message,
            path: origin,
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            help: diagnostic.help.as_deref(),
            fix: diagnostic.fix.as_ref().map(|fix| fix.text.as_str()),
        }
    }
}
