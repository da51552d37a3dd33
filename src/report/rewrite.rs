//! The new texts of rule files, and what was done to them.

use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, SourceText};
use crate::language::{self, AppliedFix, Fixed};
use crate::model::Stop;

/// Rule files that were formatted, or had fixes made.
#[derive(Debug, Default, Serialize)]
pub struct RewriteReport {
    /// Each file, in the order in which they were given.
    pub files: Vec<RewrittenFile>,
    /// What was replaced, in the order in which it was.
    pub fixes: Vec<FixReport>,
    /// What is still wrong.
    pub diagnostics: Vec<serde_json::Value>,
}

/// One rule file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RewrittenFile {
    /// The path as the user knows it.
    pub path: String,
    /// Whether its text is another one.
    pub changed: bool,
    /// The first line that differs, from 1; where nothing does, there is none.
    pub line: Option<usize>,
    /// The new text, where it differs.
    pub text: Option<String>,
}

/// One replacement.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FixReport {
    /// The code of the problem that it mends.
    pub code: &'static str,
    /// What was wrong.
    pub message: String,
    /// The file.
    pub path: String,
    /// The line when it was replaced, from 1.
    pub line: usize,
    /// The column when it was replaced, from 1.
    pub column: usize,
    /// What stood there.
    pub old: String,
    /// What stands there now.
    pub new: String,
}

impl RewriteReport {
    /// Formats rule files, unless `stop` is asked for meanwhile.
    pub fn format(sources: &[Arc<SourceText>], stop: &Stop) -> Self {
        let mut report = Self::default();
        for source in sources {
            if stop.is_asked() {
                break;
            }
            let formatted = language::format_until(source, stop);
            report.files.push(RewrittenFile::new(source, &formatted.text));
            report.diagnostics.extend(formatted.diagnostics.iter().map(Diagnostic::to_json));
        }
        report
    }

    /// What fixes made of rule files.
    pub fn fix(sources: &[Arc<SourceText>], fixed: Fixed) -> Self {
        let files = sources.iter().zip(&fixed.sources);
        Self {
            files: files.map(|(before, after)| RewrittenFile::new(before, &after.text)).collect(),
            fixes: fixed.applied.into_iter().map(FixReport::new).collect(),
            diagnostics: fixed.compilation.diagnostics.iter().map(Diagnostic::to_json).collect(),
        }
    }
}

impl RewrittenFile {
    fn new(before: &SourceText, after: &str) -> Self {
        let changed = before.text != after;
        // Byte for byte, so that a line end of another kind is a difference.
        let same = before.text.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
        let lines = memchr::memchr_iter(b'\n', before.text.as_bytes()).take_while(|at| *at < same);
        Self {
            path: before.origin.clone(),
            changed,
            line: changed.then(|| lines.count() + 1),
            text: changed.then(|| after.to_owned()),
        }
    }
}

impl FixReport {
    fn new(AppliedFix { diagnostic, old, new }: AppliedFix) -> Self {
        let place = diagnostic.fix.as_ref().map_or(diagnostic.span, |fix| fix.span);
        let (line, column) = diagnostic.source.position(place.start);
        Self {
            code: diagnostic.code.as_str(),
            path: diagnostic.source.origin.clone(),
            message: diagnostic.message,
            line,
            column,
            old,
            new,
        }
    }
}
