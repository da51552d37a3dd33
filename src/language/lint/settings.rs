//! What a rule says of itself: CVEs, former ids, and evidence for what is critical.

use std::collections::HashMap;
use std::sync::Arc;

use super::found::Found;
use super::pack::PackView;
use super::view::RuleView;
use crate::language::ast::{Name, Rule};
use crate::model::Severity;

pub(super) fn cve(rule: &RuleView<'_>, found: &mut Found<'_>) {
    let Some(first) = rule.rule.cves.first().filter(|_| rule.rule.references.is_empty()) else {
        return;
    };
    let place = rule.rule.written.iter().find(|word| &*word.text == "cve");
    let span = place.map_or(rule.rule.id.span, |word| word.span);
    let bare =
        found.at(rule.scope.source, span, "this rule names a CVE and has no `ref` to read on");
    found.push(bare.help(format!(
        "write ref 'https://msrc.microsoft.com/update-guide/vulnerability/{first}' as '{first}'"
    )));
}

pub(super) fn former_ids(pack: &PackView<'_>, found: &mut Found<'_>) {
    let key = |name: &Name| name.text.to_ascii_lowercase();
    let rules = || pack.pack.rules.iter();
    let now: HashMap<String, &Arc<Rule>> = rules().map(|rule| (key(&rule.id), rule)).collect();
    let mut before: HashMap<String, &Arc<Rule>> = HashMap::new();
    for rule in pack.rules_library_first() {
        for former in &rule.formerly {
            let taken = match (now.get(&key(former)), before.get(&key(former))) {
                (Some(other), _) if Arc::ptr_eq(other, rule) => {
                    Some((format!("`{}` is the id of this rule now", former.text), None))
                }
                (Some(other), _) => {
                    Some((format!("`{}` is the id of another rule", former.text), Some(*other)))
                }
                (None, Some(other)) if Arc::ptr_eq(other, rule) => {
                    Some((format!("`{}` stands twice", former.text), None))
                }
                (None, Some(other)) => Some((
                    format!("`{}` is a former id of another rule too", former.text),
                    Some(*other),
                )),
                (None, None) => None,
            };
            before.entry(key(former)).or_insert(rule);
            let Some((message, other)) = taken else { continue };
            let taken = found.at(&rule.source, former.span, message);
            found.push(match other {
                Some(other) => taken.help(format!(
                    "whoever asks for it gets `{}` ({}, line {}); remove it from one of them",
                    other.id.text, other.source.origin, other.line
                )),
                None => taken.help("remove it"),
            });
        }
    }
}

pub(super) fn critical(rule: &RuleView<'_>, found: &mut Found<'_>) {
    if rule.rule.severity != Severity::Critical {
        return;
    }
    for finding in &rule.rule.findings {
        if finding.evidence.iter().any(|evidence| !evidence.columns.is_empty()) {
            continue;
        }
        let (message, help) = if finding.evidence.is_empty() {
            (
                "this finding of a critical rule shows no evidence",
                "write evidence $rows columns A, B",
            )
        } else {
            (
                "the evidence of this critical finding names no columns",
                "write columns A, B, so that what proves it is seen first",
            )
        };
        found.push(found.at(rule.scope.source, finding.message.span, message).help(help));
    }
}
