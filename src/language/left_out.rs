//! What is in the files and was not loaded.

use std::collections::HashSet;
use std::sync::Arc;

use super::ast::RulePack;
use super::check::Item;
use crate::diagnostic::{SourceText, Span};

/// A rule, profile or test that was not loaded, because something is wrong with it or with what it
/// refers to.
#[derive(Debug)]
pub struct LeftOut {
    /// What it is: `rule`, `profile` or `test`.
    pub kind: &'static str,
    /// The name that it has.
    pub name: String,
    /// Its file.
    pub source: Arc<SourceText>,
    /// From its first word to the next item.
    pub span: Span,
    /// Its first line.
    pub line: u32,
}

/// Every rule, profile and test, loaded or not.
pub(super) fn named(items: &[Item<'_>]) -> Vec<LeftOut> {
    let named = |item: &Item<'_>| {
        let header = item.settled.header.as_ref()?;
        let kind = header.kind.word();
        let start = item.settled.start;
        let regions = &item.file.regions;
        let at = regions.binary_search_by_key(&start, |region| region.span.start).ok()?;
        matches!(kind, "rule" | "profile" | "test").then(|| LeftOut {
            kind,
            name: header.name.clone(),
            source: Arc::clone(&item.file.source),
            span: regions.get(at).map_or(header.span, |region| region.span),
            line: item.file.lines.line(start),
        })
    };
    items.iter().filter_map(named).collect()
}

/// The ones that the pack does not have, from wherever it has them.
pub(super) fn without_loaded(named: Vec<LeftOut>, pack: &RulePack) -> Vec<LeftOut> {
    let rules: HashSet<&str> = pack.rules.iter().map(|rule| &*rule.id.text).collect();
    let profiles: HashSet<&str> = pack.profiles.iter().map(|found| &*found.name.text).collect();
    // Tests may share their name.
    let tests: HashSet<(*const SourceText, u32)> =
        pack.tests.iter().map(|test| (Arc::as_ptr(&test.source), test.line)).collect();
    let is_loaded = |item: &LeftOut| match item.kind {
        "rule" => rules.contains(item.name.as_str()),
        "profile" => profiles.contains(item.name.as_str()),
        _ => tests.contains(&(Arc::as_ptr(&item.source), item.line)),
    };
    named.into_iter().filter(|item| !is_loaded(item)).collect()
}
