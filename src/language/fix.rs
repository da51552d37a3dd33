//! Applies the fixes of diagnostics to the text of rule files.
//!
//! After each round everything is compiled again, because a mended place can show what was hidden
//! behind it. A fix that does not take away what it mends is left out, and so is one that gives one
//! error for another, or after which a file has more.

mod hidden;
mod verdict;

use std::collections::HashMap;
use std::sync::Arc;

use super::{compile_with, Compilation, Settings};
use crate::diagnostic::{Applicability, Code, Diagnostic, Fix, SourceText};
use verdict::mends;

/// So many rounds are made; each mends what the one before it brought to light.
const MAX_ROUNDS: usize = 16;

/// So often everything is compiled to find the fixes that make something worse.
const MAX_TRIES: usize = 64;

/// Rule files after their fixes.
#[derive(Debug)]
pub struct Fixed {
    /// The files, in the order in which they were given.
    pub sources: Vec<Arc<SourceText>>,
    /// What was replaced, in the order in which it was.
    pub applied: Vec<AppliedFix>,
    /// What is still wrong.
    pub compilation: Compilation,
}

/// One replacement that was made.
#[derive(Debug, Clone)]
pub struct AppliedFix {
    /// The problem that it mends.
    pub diagnostic: Diagnostic,
    /// What stood there.
    pub old: String,
    /// What stands there now.
    pub new: String,
}

/// A fix that can be made in one round.
struct Candidate<'d> {
    file: usize,
    diagnostic: &'d Diagnostic,
    fix: &'d Fix,
}

/// Mends what can be mended. With `unsafe_too`, guesses are made as well.
pub fn fix(sources: &[Arc<SourceText>], settings: &Settings, unsafe_too: bool) -> Fixed {
    let mut sources = sources.to_vec();
    let mut compilation = compile_with(&sources, settings);
    let mut applied: Vec<AppliedFix> = Vec::new();
    let mut refused: Vec<(usize, Code, String, String)> = Vec::new();
    let mut tries = MAX_TRIES;
    let mut seen = vec![(sources.clone(), 0)];
    for _ in 0..MAX_ROUNDS {
        if settings.stop.is_asked() {
            break;
        }
        let mut found = compilation.diagnostics.clone();
        found.extend(compilation.diagnostics.iter().flat_map(hidden::operators));
        let mut candidates = candidates(&sources, &found, unsafe_too);
        candidates.retain(|one| !refused.contains(&one.key()));
        if candidates.is_empty() {
            break;
        }
        let round = round(&sources, &compilation, &candidates, settings, &mut tries);
        for (index, one) in candidates.iter().enumerate() {
            if round.accepted.contains(&index) {
                applied.push(one.applied());
            } else {
                refused.push(one.key());
            }
        }
        let Some((changed, next)) = round.result else { continue };
        (sources, compilation) = (changed, next);
        // Fixes that undo each other were none: they end where they began.
        if let Some((_, before)) = seen.iter().find(|(earlier, _)| same(earlier, &sources)) {
            applied.truncate(*before);
            break;
        }
        seen.push((sources.clone(), applied.len()));
    }
    Fixed { sources, applied, compilation }
}

fn same(some: &[Arc<SourceText>], others: &[Arc<SourceText>]) -> bool {
    some.iter().zip(others).all(|(one, other)| one.text == other.text)
}

/// The fixes that do not touch each other, file by file in the order of their places.
fn candidates<'d>(
    sources: &[Arc<SourceText>],
    diagnostics: &'d [Diagnostic],
    unsafe_too: bool,
) -> Vec<Candidate<'d>> {
    let numbers: HashMap<*const SourceText, usize> =
        sources.iter().enumerate().map(|(number, source)| (Arc::as_ptr(source), number)).collect();
    let mut found: Vec<Candidate<'d>> = Vec::new();
    for diagnostic in diagnostics {
        let Some(fix) = &diagnostic.fix else { continue };
        let wanted = match fix.applicability {
            Applicability::Safe => true,
            Applicability::Unsafe => unsafe_too,
            Applicability::DisplayOnly => false,
        };
        let file = numbers.get(&Arc::as_ptr(&diagnostic.source));
        if let Some(&file) = file.filter(|_| wanted) {
            let one = Candidate { file, diagnostic, fix };
            // What stands there already would be replaced for ever.
            if one.old() != fix.text {
                found.push(one);
            }
        }
    }
    found.sort_by_key(|one| (one.file, one.fix.span.start, one.fix.span.end));
    let mut end = None;
    found.retain(|one| {
        let free = end.is_none_or(|(file, end)| file != one.file || end < one.fix.span.start);
        if free {
            end = Some((one.file, one.fix.span.end));
        }
        free
    });
    found
}

/// What one round gave.
struct Round {
    /// The fixes that were made, by their places among the candidates.
    accepted: Vec<usize>,
    /// The files and what they compile to; `None` where no fix was made.
    result: Option<(Vec<Arc<SourceText>>, Compilation)>,
}

/// Makes all fixes at once; where that makes a file worse, halves them to find the ones that do.
fn round(
    sources: &[Arc<SourceText>],
    before: &Compilation,
    candidates: &[Candidate<'_>],
    settings: &Settings,
    tries: &mut usize,
) -> Round {
    let mut round = Round { accepted: Vec::new(), result: None };
    let (mut errors, mut codes) = (before.errors.clone(), before.codes.clone());
    let mut waiting = Vec::new();
    waiting.push(0..candidates.len());
    while let Some(group) = waiting.pop() {
        if *tries == 0 || settings.stop.is_asked() {
            break;
        }
        *tries -= 1;
        let mut chosen = round.accepted.clone();
        chosen.extend(group.clone());
        let changed = changed(sources, chosen.iter().filter_map(|index| candidates.get(*index)));
        let after = compile_with(&changed, settings);
        let more = after.errors.iter().zip(&errors).any(|(after, before)| after > before);
        let made: Vec<_> = chosen.iter().filter_map(|index| candidates.get(*index)).collect();
        if !more && mends(&made, &codes, &changed, &after) {
            errors.clone_from(&after.errors);
            codes.clone_from(&after.codes);
            round = Round { accepted: chosen, result: Some((changed, after)) };
        } else if group.len() > 1 {
            let middle = group.start + group.len() / 2;
            waiting.push(middle..group.end);
            waiting.push(group.start..middle);
        }
    }
    round
}

/// The files with fixes made; those without one are the same.
fn changed<'c, 'd: 'c>(
    sources: &[Arc<SourceText>],
    fixes: impl Iterator<Item = &'c Candidate<'d>>,
) -> Vec<Arc<SourceText>> {
    let mut fixes: Vec<&Candidate<'_>> = fixes.collect();
    fixes.sort_by_key(|one| (one.file, one.fix.span.start));
    let mut changed = sources.to_vec();
    for of_file in fixes.chunk_by(|a, b| a.file == b.file) {
        let Some(source) = of_file.first().and_then(|one| changed.get_mut(one.file)) else {
            continue;
        };
        let mut text = String::with_capacity(source.text.len());
        let mut end = 0;
        for Fix { span, text: new, .. } in of_file.iter().map(|one| one.fix) {
            text.push_str(source.text.get(end..span.start as usize).unwrap_or_default());
            text.push_str(new);
            end = span.end as usize;
        }
        text.push_str(source.text.get(end..).unwrap_or_default());
        *source = Arc::new(SourceText { origin: source.origin.clone(), text });
    }
    changed
}

impl Candidate<'_> {
    fn old(&self) -> String {
        let range = self.fix.span.start as usize..self.fix.span.end as usize;
        self.diagnostic.source.text.get(range).unwrap_or_default().to_owned()
    }

    /// What makes it the same fix in another round, where places have moved: its code, its text and
    /// its line.
    fn key(&self) -> (usize, Code, String, String) {
        let text = self.diagnostic.source.text.as_str();
        let (before, after) =
            text.split_at_checked(self.fix.span.start as usize).unwrap_or_default();
        let start = before.rsplit('\n').next().unwrap_or_default();
        let line = format!("{start}{}", after.split('\n').next().unwrap_or_default());
        (self.file, self.diagnostic.code, line, self.fix.text.clone())
    }

    fn applied(&self) -> AppliedFix {
        let diagnostic = self.diagnostic.clone();
        AppliedFix { diagnostic, old: self.old(), new: self.fix.text.clone() }
    }
}
