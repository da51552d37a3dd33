//! What compiling rule files gave.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Level, SourceText};
use crate::language::{Compilation, LeftOut};

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
    /// The rules, profiles and tests that were not loaded.
    #[serde(rename = "leftOut")]
    pub left_out: Vec<LeftOutDescription<'a>>,
}

/// A rule, profile or test that was not loaded, and its first error.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LeftOutDescription<'a> {
    kind: &'a str,
    name: &'a str,
    path: &'a str,
    line: usize,
    /// Where so many errors are in the file that this one is not shown, there is none.
    code: Option<&'static str>,
    message: Option<&'a str>,
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
            left_out: LeftOutDescription::all(compilation),
        }
    }
}

impl<'a> LeftOutDescription<'a> {
    fn all(compilation: &'a Compilation) -> Vec<Self> {
        let mut errors: HashMap<*const SourceText, Vec<&Diagnostic>> = HashMap::new();
        for found in compilation.diagnostics.iter().filter(|found| found.level == Level::Error) {
            errors.entry(Arc::as_ptr(&found.source)).or_default().push(found);
        }
        let of = |item: &LeftOut| {
            errors.get(&Arc::as_ptr(&item.source)).map_or(&[] as &[_], Vec::as_slice)
        };
        compilation.left_out.iter().map(|item| Self::new(item, of(item))).collect()
    }

    /// `errors` are the ones of its file.
    fn new(item: &'a LeftOut, errors: &[&'a Diagnostic]) -> Self {
        let inside =
            |found: &&&Diagnostic| (item.span.start..=item.span.end).contains(&found.span.start);
        let first = errors.iter().find(inside).copied();
        let line = |first: &Diagnostic| item.source.position(first.span.start).0;
        Self {
            kind: item.kind,
            name: &item.name,
            path: &item.source.origin,
            line: first.map_or(item.line as usize, line),
            code: first.map(|first| first.code.as_str()),
            message: first.map(|first| first.message.as_str()),
        }
    }
}
