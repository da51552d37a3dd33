//! Whether fixes mend what they say that they mend, and nothing is given for it.

use std::collections::HashSet;
use std::sync::Arc;

use super::Candidate;
use crate::diagnostic::{Code, Diagnostic, Level, SourceText, Span};
use crate::language::parse::scan;
use crate::language::Compilation;

/// Whether each of the fixes that were `made` has taken its problem away, and no file got an error of
/// another kind for it. `codes` are the kinds of errors that each file had.
///
/// What a mistake has hidden stands in its own item, and not in what the fix has written; such an
/// error was there before, and comes to light.
pub(super) fn mends(
    made: &[&Candidate<'_>],
    codes: &[HashSet<Code>],
    changed: &[Arc<SourceText>],
    after: &Compilation,
) -> bool {
    changed.iter().zip(codes).enumerate().all(|(file, (source, codes))| {
        let here: Vec<&Candidate<'_>> =
            made.iter().copied().filter(|one| one.file == file).collect();
        let found = || after.diagnostics.iter().filter(|one| Arc::ptr_eq(&one.source, source));
        let stays = |one: &Candidate<'_>| {
            let start = moved(&here, one.diagnostic.span.start);
            found().any(|found| {
                found.code == one.diagnostic.code
                    && i64::from(found.span.start) == start
                    && found.message == one.diagnostic.message
            })
        };
        if here.iter().any(|one| stays(one)) {
            return false;
        }
        let is_other = |one: &&Diagnostic| {
            one.level == Level::Error
                && !codes.contains(&one.code)
                && one.code != Code::TooManyErrors
        };
        let mut others = found().filter(is_other).peekable();
        if others.peek().is_none() {
            return true;
        }
        let written: Vec<(i64, i64)> = here.iter().map(|one| written(&here, one)).collect();
        let items: Vec<Span> = scan(&source.text).0.into_iter().map(|region| region.span).collect();
        let item = |place: i64| items.iter().rposition(|item| i64::from(item.start) <= place);
        others.all(|other| {
            let (from, to) = (i64::from(other.span.start), i64::from(other.span.end));
            written.iter().all(|(start, end)| to <= *start || *end <= from)
                && written.iter().any(|(start, _)| item(*start) == item(from))
        })
    })
}

/// Where a place is after the fixes of its file that stand before it.
fn moved(made: &[&Candidate<'_>], place: u32) -> i64 {
    let before = made.iter().filter(|one| one.fix.span.end <= place);
    let grown = before.map(|one| length(one) - i64::from(one.fix.span.end - one.fix.span.start));
    i64::from(place) + grown.sum::<i64>()
}

/// The place of what a fix has written.
fn written(made: &[&Candidate<'_>], one: &Candidate<'_>) -> (i64, i64) {
    let others: Vec<&Candidate<'_>> =
        made.iter().copied().filter(|other| other.fix.span != one.fix.span).collect();
    let start = moved(&others, one.fix.span.start);
    (start, start + length(one))
}

fn length(one: &Candidate<'_>) -> i64 {
    i64::try_from(one.fix.text.len()).unwrap_or(i64::MAX)
}
