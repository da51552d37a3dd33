//! Remedies that do not say enough, or promise more than they can take back.

use super::found::Found;
use super::view::{written, RuleView};
use crate::diagnostic::{SourceText, Span};
use crate::language::ast::{Action, Remedy, Step, StepItem, Undo};

/// What a whole remedy says, and how.
const PARTS: [(&str, &str); 3] = [
    ("impact", "impact '...' for what users notice"),
    ("verify", "verify clear"),
    ("undo", "undo automatic or undo none because '...'"),
];

pub(super) fn partial(rule: &RuleView<'_>, found: &mut Found<'_>) {
    let Some(remedy) = &rule.rule.remedy else { return };
    let there = [remedy.impact.is_some(), remedy.verify.is_some(), remedy.undo.is_some()];
    let missing: Vec<_> = PARTS.iter().zip(there).filter(|(_, there)| !there).collect();
    let words: Vec<String> = missing.iter().map(|((word, _), _)| format!("`{word}`")).collect();
    let message = match words.as_slice() {
        [] => return,
        [one] => format!("this remedy has no {one}"),
        [head @ .., last] => format!("this remedy has no {} and no {last}", head.join(", no ")),
    };
    let helps: Vec<&str> = missing.iter().map(|((_, help), _)| *help).collect();
    let partial = found
        .at(rule.scope.source, remedy.title_span, message)
        .help(format!("write {}", helps.join(", ")));
    // What users notice and whether it can be taken back, only the author knows.
    let verify_only = matches!(missing.as_slice(), [(("verify", _), _)]);
    let fix = verify_only.then(|| verify(rule.scope.source, remedy)).flatten();
    found.push(match fix {
        Some((span, text)) => partial.guess(span, text),
        None => partial,
    });
}

/// `verify clear` before the closing brace, with the indentation of the remedy's clauses.
fn verify(source: &SourceText, remedy: &Remedy) -> Option<(Span, String)> {
    let whole = written(source, remedy.span);
    let body = whole.strip_suffix('}')?;
    let end = remedy.span.end.checked_sub(1)?;
    let Some(line) = body.rfind('\n') else {
        let at = Span { start: end, end };
        return Some((at, String::from("verify clear ")));
    };
    let indentation = body.get(line + 1..)?;
    if !indentation.trim().is_empty() {
        return None;
    }
    let start = remedy.span.start + u32::try_from(line + 1).ok()?;
    let line_end = if body.contains("\r\n") { "\r\n" } else { "\n" };
    let text = format!("{indentation}  verify clear{line_end}");
    Some((Span { start, end: start }, text))
}

pub(super) fn undo(rule: &RuleView<'_>, found: &mut Found<'_>) {
    let Some(remedy) = &rule.rule.remedy else { return };
    if !matches!(remedy.undo, Some(Undo::Automatic)) {
        return;
    }
    for step in steps(remedy) {
        let (value, does) = match &step.action {
            Action::RunSetup(value) => (value, "what setup changes"),
            Action::RunTool { name, .. } => (name, "what the program changes"),
            _ => continue,
        };
        let message = format!("`undo automatic` restores files, and not {does}");
        let partial = found.at(rule.scope.source, value.span, message);
        found.push(
            partial.help(
                "write undo { step ... } with what takes it back, or undo none because '...'",
            ),
        );
    }
}

fn steps(remedy: &Remedy) -> impl Iterator<Item = &Step> {
    remedy.steps.iter().flat_map(|item| match item {
        StepItem::Step(step) => std::slice::from_ref(step),
        StepItem::Each(_, steps) => steps.as_slice(),
    })
}
